//! Free times in a message, filled in when it leaves: what was free when the step was taken may be taken by then.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::facts::Known;
use crate::automation::action::{Effect, SLOTS};
use crate::automation::facts::Facts as _;
use crate::domain::conversation::Draft;
use crate::domain::plan::Deed;
use crate::domain::record::EntityKind;
use crate::domain::slots::Hours;
use crate::domain::snippet;
use crate::domain::value::ContactId;
use crate::store::StoreError;

/// Nothing sooner than this is offered: an answer takes its time.
const NOTICE: SignedDuration = SignedDuration::from_hours(2);
/// Nothing later than this is offered.
const AHEAD: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Free times of a calendar that are looked at.
const TIMES: usize = 200;
/// When it is looked again after there was none.
pub(super) const AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// An effect with free times in place of its blanks, or the sentence why there are none.
pub(super) fn filled(
    effect: Effect,
    known: &Known<'_>,
    now: Timestamp,
) -> Result<Result<Effect, String>, StoreError> {
    let (draft, again): (Draft, fn(Draft) -> Deed) = match effect {
        Effect::Deed {
            deed: Deed::Send(draft),
        } => (draft, Deed::Send),
        Effect::Deed {
            deed: Deed::Draft(draft),
        } => (draft, Deed::Draft),
        other => return Ok(Ok(other)),
    };
    let wanted = SLOTS
        .iter()
        .rposition(|slot| has(&draft, slot))
        .map_or(0, |last| last + 1);
    if wanted == 0 {
        return Ok(Ok(Effect::Deed { deed: again(draft) }));
    }
    let times = free(known, now, wanted)?;
    if times.len() < wanted {
        let there = match times.len() {
            0 => "no free time".to_owned(),
            many => format!("{many} free times and {wanted} are offered"),
        };
        return Ok(Err(format!(
            "there is {there} in the calendar; nothing was written; it is looked again"
        )));
    }
    let words = times.iter().map(|at| worded(*at, known, &draft.contact));
    let words: Vec<(&str, String)> = SLOTS.iter().copied().zip(words).collect();
    let words: Vec<(&str, &str)> = words.iter().map(|(slot, at)| (*slot, at.as_str())).collect();
    let fill = |text: &str| snippet::fill(text, &words);
    let deed = again(Draft {
        body: fill(&draft.body),
        subject: draft.subject.as_deref().map(fill),
        ..draft
    });
    Ok(Ok(Effect::Deed { deed }))
}

fn has(draft: &Draft, slot: &str) -> bool {
    let blank = format!("{{{slot}}}");
    draft.body.contains(&blank) || draft.subject.as_ref().is_some_and(|text| text.contains(&blank))
}

/// Free times to offer: of the first calendar that has enough, each on another day where that can be.
fn free(known: &Known<'_>, now: Timestamp, wanted: usize) -> Result<Vec<Timestamp>, StoreError> {
    let directory = known.directory();
    let office = directory
        .location
        .as_ref()
        .and_then(|location| location.timezone.as_deref());
    let zone = office.and_then(|name| TimeZone::get(name).ok());
    let zone = zone.unwrap_or_else(|| known.zone.clone());
    let span = (now + NOTICE, now + AHEAD);
    let booked = known.reader.booked(span.0, span.1)?;
    let mut best = Vec::new();
    for calendar in &directory.calendars {
        let fields = known.reader.fields(EntityKind::Calendar, calendar.id.as_str())?;
        let hours = fields.and_then(|fields| Hours::from_fields(calendar.id.clone(), &fields));
        let Some(hours) = hours else { continue };
        let (times, _) = hours.free(span, now, &zone, &booked, TIMES);
        let found = spread(&times, &zone, wanted);
        if found.len() == wanted {
            return Ok(found);
        }
        if found.len() > best.len() {
            best = found;
        }
    }
    Ok(best)
}

/// So many of these times, each on another day while there are days.
fn spread(times: &[Timestamp], zone: &TimeZone, wanted: usize) -> Vec<Timestamp> {
    let day = |at: &Timestamp| at.to_zoned(zone.clone()).date();
    let mut picked: Vec<Timestamp> = Vec::new();
    for at in times {
        if picked.len() < wanted && !picked.iter().any(|other| day(other) == day(at)) {
            picked.push(*at);
        }
    }
    let others: Vec<Timestamp> = times.iter().filter(|at| !picked.contains(at)).copied().collect();
    picked.extend(others.into_iter().take(wanted.saturating_sub(picked.len())));
    picked.sort_unstable();
    picked
}

/// A time on their clock, in their language.
fn worded(at: Timestamp, known: &Known<'_>, who: &ContactId) -> String {
    let local = at.to_zoned(known.zone(who));
    let clock = local.strftime("%-I:%M %p");
    if !known.spanish(who) {
        return format!("{} {clock}", local.strftime("%a %-d %b"));
    }
    let day = match local.weekday() {
        Weekday::Monday => "lun",
        Weekday::Tuesday => "mar",
        Weekday::Wednesday => "mi\u{e9}",
        Weekday::Thursday => "jue",
        Weekday::Friday => "vie",
        Weekday::Saturday => "sab",
        Weekday::Sunday => "dom",
    };
    format!("{day} {}/{} {clock}", local.day(), local.month())
}
