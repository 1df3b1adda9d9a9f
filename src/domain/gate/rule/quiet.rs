//! Hours in which people sleep, where they are (P11).

use jiff::Timestamp;
use serde_json::json;

use super::Rule;
use crate::domain::gate::hours::{Window, lawful};
use crate::domain::gate::look::Look;
use crate::domain::gate::request::{Place, Request};
use crate::domain::gate::rules::Hours;

/// Openings of windows after which no moment is looked for any more: two zones that share none would go on for ever.
const OPENINGS: usize = 64;

pub(super) const RULE: Rule = Rule {
    id: "quiet_hours",
    look: |request, rules| {
        let Hours::Within(own) = rules.hours else {
            return Look::pass(json!({ "hours": "any" }));
        };
        let zones: Vec<_> = request
            .places
            .iter()
            .map(|place| json!({ "candidate": place.candidate, "local": place.clock.to_datetime(request.now).to_string() }))
            .collect();
        let live = request.by_person() && request.live_until.is_some_and(|until| request.now <= until);
        let inputs = json!({ "zones": zones, "live": live, "until": request.live_until });
        if live {
            return Look::pass(inputs);
        }
        if request.places.is_empty() {
            return Look::ask(
                format!(
                    "nobody knows what time it is for {}; nothing was sent; set their time zone first",
                    request.name
                ),
                inputs,
            );
        }
        if open(request, own) {
            return Look::pass(inputs);
        }
        match next(request, own) {
            Some(at) => Look::wait(at, sentence(request, own, at), inputs),
            None => Look::ask(
                format!(
                    "the zones {} may be in share no hour for messages; nothing was sent; set their time zone first",
                    request.name
                ),
                inputs,
            ),
        }
    },
};

/// The hours of one place: the law's, the product's and the state's, and no Sunday for advertising.
fn window(request: &Request, place: &Place, own: Window) -> Window {
    lawful(place.candidate.state, request.is_marketing(), own)
}

/// Whether every place allows it now; never when there is none.
pub(in crate::domain::gate) fn open(request: &Request, own: Window) -> bool {
    let mut places = request.places.iter();
    !request.places.is_empty()
        && places.all(|place| window(request, place, own).allows(request.now, &place.clock))
}

/// The first moment from now on that every place allows.
fn next(request: &Request, own: Window) -> Option<Timestamp> {
    let mut at = request.now;
    for _ in 0..OPENINGS {
        let mut latest = at;
        for place in &request.places {
            latest = latest.max(window(request, place, own).next(at, &place.clock)?);
        }
        if latest == at {
            return Some(at);
        }
        at = latest;
    }
    None
}

fn sentence(request: &Request, own: Window, until: Timestamp) -> String {
    let closed = request
        .places
        .iter()
        .find(|place| !window(request, place, own).allows(request.now, &place.clock));
    let Some(place) = closed.or_else(|| request.places.first()) else {
        return String::new();
    };
    let local = |at| place.clock.to_datetime(at).strftime("%a %H:%M").to_string();
    let unsure = if request.places.len() > 1 {
        ", one of the zones they may be in"
    } else {
        ""
    };
    format!(
        "it is {} for {} ({}{unsure}), too late or too early to write; nothing is lost; it leaves {} their time",
        local(request.now),
        request.name,
        place.candidate.zone,
        local(until)
    )
}
