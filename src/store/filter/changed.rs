//! What the journal tells of people and their deals: who changed what. Of an edit that was taken back the journal has both the
//! edit and its taking back; the one is told apart, the other is no change.

use super::values::{Values, any};
use crate::domain::filter::{Expr, Likeness, Of, Operand, Test};

/// Changes to records of people and to their deals, each with its person. The index of changes has the same words in its
/// condition, so that a stretch of time is found in it; that a record is there for the first time changes nothing. An edit that
/// takes others back stands right behind the fact that says so.
pub(super) const CHANGES: &str =
    "(SELECT j.at AS at, j.origin AS origin, j.body AS body,
       coalesce((SELECT o.contact FROM opportunity o WHERE o.rid = j.rid), j.rid) AS contact,
       EXISTS (SELECT 1 FROM journal b, json_each(b.body, '$.rows') e
         WHERE b.rid = j.rid AND b.seq > j.seq AND b.fact = 'taken_back' AND e.value = j.seq) AS undone
     FROM journal j WHERE j.fact IN ('created', 'edited', 'changed', 'removed') AND j.fact IN ('edited', 'changed')
       AND NOT EXISTS (SELECT 1 FROM journal b WHERE b.seq = j.seq - 1 AND b.fact = 'taken_back'))";

/// What stands, unless it is asked what was taken back.
pub(super) fn standing(inner: &Expr) -> &'static str {
    let is_asked =
        |expr: &Expr| matches!(expr, Expr::Field(spec, _) if spec.of == Of::Change && spec.name == "undone");
    if inner.holds(&is_asked) {
        ""
    } else {
        " AND NOT x.undone"
    }
}

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
