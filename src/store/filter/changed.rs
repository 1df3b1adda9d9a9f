//! What the journal tells of people and their deals: who changed what. Of an edit that was taken back the journal has both.

use super::values::{Values, any};
use crate::domain::filter::{Likeness, Operand, Test};

/// Changes to records of people and to their deals, each with its person. The index of changes has the same words in its
/// condition, so that a stretch of time is found in it; that a record is there for the first time changes nothing.
pub(super) const CHANGES: &str =
    "(SELECT j.at AS at, j.origin AS origin, j.body AS body,
       coalesce((SELECT o.contact FROM opportunity o WHERE o.rid = j.rid), j.rid) AS contact
     FROM journal j WHERE j.fact IN ('created', 'edited', 'changed', 'removed') AND j.fact IN ('edited', 'changed'))";

/// Which origins of the journal a word is about.
const ORIGINS: &[(&str, &[&str])] = &[
    ("me", &["agent", "cli"]),
    ("claude", &["copilot"]),
    ("engine", &["engine", "automation"]),
    ("automation", &["automation"]),
    ("sync", &["remote"]),
    ("web", &["remote"]),
];

/// Whether one of these made the change.
pub(super) fn changed_by(test: &Test, values: &mut Values<'_>) -> String {
    let asked = |word: &str| match test {
        Test::Any => true,
        Test::OneOf(wanted) => wanted
            .iter()
            .any(|wanted| matches!(wanted, Operand::Text(text) if text.eq_ignore_ascii_case(word))),
        Test::Alike(wanted) => wanted.iter().any(|wanted| Likeness::of(wanted).is_in(word)),
        _ => false,
    };
    let meant = ORIGINS.iter().filter(|(word, _)| asked(word));
    let origins = meant.flat_map(|(_, origins)| origins.iter());
    let list = values.list(origins.map(|origin| (*origin).to_owned().into()));
    format!("json_extract(x.origin, '$.by') IN ({list})")
}

/// Whether one of these members was changed; every change is one of some member.
pub(super) fn changed(test: &Test, values: &mut Values<'_>) -> String {
    match test {
        Test::Any => "1".to_owned(),
        Test::OneOf(paths) => any(paths, |path| {
            let path = values.bind(super::values::text(path).into());
            format!(
                "EXISTS (SELECT 1 FROM json_each(x.body, '$.changes') e WHERE json_extract(e.value, '$.path') = {path})"
            )
        }),
        _ => "0".to_owned(),
    }
}
