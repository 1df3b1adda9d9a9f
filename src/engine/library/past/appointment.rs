//! What an appointment comes to, with every time and every word that it had.

use jiff::Timestamp;

use crate::automation::event::{EventKind, Turn};
use crate::automation::moment::{soon, sort};
use crate::store::Stood;

/// Says when it was booked, moved and near, and what became of it. When that was said before anything was kept here is not known:
/// then it was, at the latest, when it was to begin. Of one that nobody said anything of nothing became, as for the engine: an
/// hour that passed is no sign that somebody came.
pub(super) fn heard(
    (title, calendar): (&str, &str),
    booked: Timestamp,
    (first, then): (&Stood, &[(Timestamp, Stood)]),
    say: &mut impl FnMut(Timestamp, EventKind),
) {
    let sort = sort(title, calendar);
    let told = |turn, starts| {
        let sort = sort.clone();
        EventKind::Appointment { turn, sort, starts }
    };
    say(booked, told(Turn::Booked, first.starts));
    let (mut stood, mut since) = (first, booked);
    // Of the times that it has, the latest of which they heard that it is near.
    let mut near: Option<Timestamp> = None;
    let mut said = false;
    for (at, other) in then
        .iter()
        .map(|(at, other)| (*at, Some(other)))
        .chain([(Timestamp::MAX, None)])
    {
        let comes = soon(stood.starts, Some(booked)).max(since);
        let is_new = near.is_none_or(|near| stood.starts > near);
        if holds_time(&stood.status) && is_new && comes < at && comes <= stood.starts {
            say(comes, told(Turn::Soon, stood.starts));
            near = Some(stood.starts);
        }
        let Some(other) = other else { break };
        if other.starts != stood.starts {
            let (from, starts) = (stood.starts, other.starts);
            say(at, EventKind::Moved { from, starts });
        }
        if other.status != stood.status {
            let became = became(&stood.status, &other.status);
            said = turn(&other.status).is_some();
            if let Some(turn) = became {
                say(at, told(turn, other.starts));
            }
        }
        (stood, since) = (other, at);
    }
    if let Some(turn) = turn(&stood.status).filter(|_| !said) {
        say(stood.starts, told(turn, stood.starts));
    }
}

/// What another word for it tells.
fn became(from: &str, to: &str) -> Option<Turn> {
    match (turn(from), turn(to)) {
        // Called off, and then not.
        (Some(Turn::Cancelled), None) => Some(Turn::Booked),
        (_, became) => became,
    }
}

fn turn(status: &str) -> Option<Turn> {
    match status {
        "cancelled" | "invalid" => Some(Turn::Cancelled),
        "noshow" => Some(Turn::NoShow),
        "showed" => Some(Turn::Done),
        _ => None,
    }
}

/// Whether it is near before it begins: one that was called off is not, one that nobody came to was.
fn holds_time(status: &str) -> bool {
    turn(status) != Some(Turn::Cancelled)
}
