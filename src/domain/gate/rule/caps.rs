//! How much is enough: the arbiter of a household and the blast radius of a user (P13).
//!
//! All spans roll; a rolling day is never milder than a calendar day in any zone, so nobody's midnight matters (F93).
//! Messages of the CRM's own workflows count (F34); a person's own never do and are never counted against.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::Rule;
use crate::domain::gate::look::Look;
use crate::domain::gate::request::{Kind, Request, Sender};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY_LONG: SignedDuration = SignedDuration::from_hours(24);
const MONTH_LONG: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A day between two automated messages to a household; what cannot wait, and the first answer, need not.
pub(super) const GAP: Rule = Rule {
    id: "gap",
    look: |request, rules| {
        let exempt = !matches!(
            request.sender,
            Sender::Automation {
                kind: Kind::Marketing
            }
        );
        if exempt {
            return Look::pass(json!({ "exempt": true }));
        }
        let what = format!(
            "{} or their household got an automated message less than a day ago",
            request.name
        );
        cap(request, &household(request), 1, rules.gap, &what)
    },
};

/// Three a day to a household.
pub(super) const DAY: Rule = Rule {
    id: "day",
    look: |request, rules| {
        let what = format!(
            "{} and their household got {} automated messages today",
            request.name, rules.per_day
        );
        cap(request, &household(request), rules.per_day, DAY_LONG, &what)
    },
};

/// Twenty in thirty days to a household.
pub(super) const MONTH: Rule = Rule {
    id: "month",
    look: |request, rules| {
        let what = format!(
            "{} and their household got {} automated messages in 30 days",
            request.name, rules.per_month
        );
        cap(request, &household(request), rules.per_month, MONTH_LONG, &what)
    },
};

/// Thirty an hour from a user.
pub(super) const USER_HOUR: Rule = Rule {
    id: "user_hour",
    look: |request, rules| {
        let what = format!(
            "your automations sent {} messages within an hour",
            rules.user_per_hour
        );
        cap(request, &request.by_user, rules.user_per_hour, HOUR, &what)
    },
};

/// A hundred and fifty a day from a user.
pub(super) const USER_DAY: Rule = Rule {
    id: "user_day",
    look: |request, rules| {
        let what = format!(
            "your automations sent {} messages within a day",
            rules.user_per_day
        );
        cap(request, &request.by_user, rules.user_per_day, DAY_LONG, &what)
    },
};

fn household(request: &Request) -> Vec<Timestamp> {
    let automatic = request.sent.iter().filter(|sent| sent.automatic);
    automatic.map(|sent| sent.at).collect()
}

/// At most `most` within `span`: a further one waits until the oldest of the last `most` is `span` old. What is dated
/// in the future, because a clock was wrong somewhere, counts until then too.
fn cap(request: &Request, sent: &[Timestamp], most: usize, span: SignedDuration, what: &str) -> Look {
    if request.by_person() {
        return Look::pass(json!({ "person": true }));
    }
    let within = |at: &Timestamp| request.now.duration_since(*at) < span;
    let mut counted: Vec<_> = sent.iter().copied().filter(within).collect();
    counted.sort_unstable();
    let inputs = json!({ "counted": counted.len(), "most": most, "hours": span.as_hours() });
    let Some(oldest) = counted.len().checked_sub(most).and_then(|at| counted.get(at)) else {
        return Look::pass(inputs);
    };
    match oldest.checked_add(span) {
        Ok(until) => Look::wait(
            until,
            format!("{what}; nothing is lost; it leaves when there is room again"),
            inputs,
        ),
        Err(_) => Look::ask(format!("{what}; nothing was sent; a person decides"), inputs),
    }
}
