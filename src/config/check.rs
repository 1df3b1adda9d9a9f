//! Rules about values that a type alone cannot hold: ranges, and what two values must be to each other.

use jiff::tz::TimeZone;

use super::in_force::Config;
use super::model::Settings;
use super::problem::Problem;
use super::value::SendHours;
use crate::domain::listing::FIELDS;
use crate::domain::plan::{ALWAYS_ASKED, Say};

/// A rule: the setting that is named when it is broken, the test, and the reason when the setting's own description
/// does not tell it.
struct Rule {
    path: &'static str,
    holds: fn(&Settings) -> bool,
    because: Option<&'static str>,
}

const RULES: &[Rule] = &[
    rule("user", |s| s.user.as_ref().is_none_or(|user| is_plain(user))),
    rule("zone", |s| {
        s.zone.as_ref().is_none_or(|zone| TimeZone::get(zone).is_ok())
    }),
    rule("data_dir", |s| {
        s.data_dir
            .as_ref()
            .is_none_or(|folder| !folder.as_os_str().is_empty())
    }),
    rule("ghl.location_id", |s| {
        s.ghl.location_id.as_ref().is_none_or(|id| is_id(id))
    }),
    rule("ghl.version", |s| is_id(&s.ghl.version)),
    rule("ghl.requests_per_10s", |s| {
        (1..=80).contains(&s.ghl.requests_per_10s)
    }),
    rule("ghl.call_provider", |s| {
        s.ghl.call_provider.as_ref().is_none_or(|id| is_id(id))
    }),
    rule("ghl.daily_reserve", |s| s.ghl.daily_reserve <= 90),
    rule("claude.model", |s| is_plain(&s.claude.model)),
    rule("claude.version", |s| is_id(&s.claude.version)),
    rule("claude.max_tokens", |s| {
        (1..=128_000).contains(&s.claude.max_tokens)
    }),
    Rule {
        path: "claude.rules",
        holds: |s| {
            let always = |tool: &str| ALWAYS_ASKED.contains(&tool) || tool.starts_with("delete");
            s.claude
                .rules
                .iter()
                .all(|(tool, permit)| permit.say != Say::Allow || !always(tool))
        },
        because: Some("what reaches a person or deletes something is asked about each time"),
    },
    rule("claude.compact_at", |s| {
        (10_000..=900_000).contains(&s.claude.compact_at)
    }),
    rule("claude.lanes.chat", |s| is_lane(&s.claude.lanes.chat)),
    rule("claude.lanes.drafts", |s| is_lane(&s.claude.lanes.drafts)),
    rule("claude.lanes.bulk", |s| is_lane(&s.claude.lanes.bulk)),
    rule("claude.lanes.deep", |s| is_lane(&s.claude.lanes.deep)),
    rule("screen.theme", |s| is_plain(&s.screen.theme)),
    rule("sync.every_seconds", |s| {
        (15..=86_400).contains(&s.sync.every_seconds)
    }),
    rule("send.hold_seconds", |s| s.send.hold_seconds <= 3_600),
    // Nobody's sleep is a setting; tests run at night.
    rule("send.hours", |s| {
        s.send.hours != SendHours::Any || cfg!(any(test, debug_assertions))
    }),
    // Tests do not wait for a minute.
    rule("send.settle_seconds", |s| {
        let shortest = if cfg!(any(test, debug_assertions)) { 1 } else { 60 };
        (shortest..=3_600).contains(&s.send.settle_seconds)
    }),
    rule("listings.object", |s| {
        s.listings
            .object
            .as_ref()
            .is_none_or(|key| key.split('.').all(is_id))
    }),
    Rule {
        path: "listings.fields",
        holds: |s| {
            s.listings
                .fields
                .iter()
                .all(|(what, name)| FIELDS.contains(&what.as_str()) && is_line(name))
        },
        because: Some("it names something that is not known of a home, or no field"),
    },
    rule("today.promise_seconds", |s| {
        (30..=86_400).contains(&s.today.promise_seconds)
    }),
    rule("today.pond", |s| {
        s.today.pond.as_ref().is_none_or(|pond| {
            !pond.trim().is_empty() && pond.len() <= 200 && !pond.chars().any(char::is_control)
        })
    }),
    rule("log.days", |s| (1..=365).contains(&s.log.days)),
    Rule {
        path: "claude.base_url",
        holds: |s| s.claude.base_url.origin() != s.ghl.base_url.origin(),
        because: Some("it is also the CRM's address, and a key must not reach the other service"),
    },
];

/// A model id, an effort, both in this order, or nothing.
fn is_lane(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_effort = |word: &str| ["low", "medium", "high", "xhigh", "max"].contains(&word);
    match *words.as_slice() {
        [] => true,
        [word] => is_plain(word),
        [model, effort] => is_plain(model) && !is_effort(model) && is_effort(effort),
        _ => false,
    }
}

const fn rule(path: &'static str, holds: fn(&Settings) -> bool) -> Rule {
    Rule {
        path,
        holds,
        because: None,
    }
}

/// Every rule that does not hold, as a problem at the place of its value.
pub(super) fn broken(config: &Config) -> Vec<Problem> {
    RULES
        .iter()
        .filter(|rule| !(rule.holds)(&config.settings))
        .map(|rule| {
            let problem = config.problem(rule.path, []);
            match rule.because {
                Some(reason) => problem.because(reason),
                None => problem,
            }
        })
        .collect()
}

/// Something that may stand in a path or a header: ids go into both.
fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 100
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Printable words on one line.
fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= 200 && !text.chars().any(char::is_control)
}

/// One printable word.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.len() <= 200 && text.bytes().all(|b| b.is_ascii_graphic())
}
