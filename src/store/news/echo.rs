//! What the CRM answers to a write, compared with what was written (F27).
//!
//! Between the read before a write and the write itself lies one round trip in which somebody else may write, and the CRM has
//! no way to forbid it. The answer shows it: a value that is neither what was written nor what was there before is theirs,
//! and becomes a conflict that holds both. A value from before is a copy of the CRM's that trails, and says nothing.

use serde_json::Value;

use crate::domain::merge::same;
use crate::domain::record::{Fields, RemoteRecord, paths, set_at, value_at};
use crate::domain::value::parse_crm_value;

/// Digits that tell two phone numbers apart: country codes come and go.
const DIGITS: usize = 10;

/// What an answer says of a member that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Echo {
    /// The CRM has what was written, perhaps in its own form; or the answer does not say.
    Ours,
    /// What was there before the write.
    Old,
    /// Something else: somebody wrote in between.
    Theirs,
}

/// Looks at one member of an answer.
pub(in crate::store) fn of(
    path: &str,
    before: Option<&Value>,
    wrote: &Value,
    answer: Option<&RemoteRecord>,
) -> Echo {
    let (Some(before), Some(answer)) = (before, answer) else {
        return Echo::Ours;
    };
    if !paths(&answer.fields).iter().any(|told| told == path) {
        return Echo::Ours;
    }
    let there = value_at(&answer.fields, path);
    if same(path, wrote, there) || means_the_same(path, wrote, there) {
        Echo::Ours
    } else if same(path, before, there) {
        Echo::Old
    } else if is_joined(path) {
        // What others added or forbade meanwhile is joined with ours, and is no conflict.
        Echo::Ours
    } else {
        Echo::Theirs
    }
}

/// Members whose two sides are joined by a rule and never contested.
fn is_joined(path: &str) -> bool {
    matches!(path, "tags" | "followers" | "dnd") || path.starts_with("dndSettings.")
}

/// Whether the CRM put what was written into its own form: other capitals, blanks and signs, another country code, another
/// way to write a moment or a number.
fn means_the_same(path: &str, wrote: &Value, there: &Value) -> bool {
    let letters = |value: &Value| {
        let text = match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let (one, other) = (letters(wrote), letters(there));
    if one == other {
        return true;
    }
    if path == "phone" {
        let last = |text: &str| text.chars().rev().take(DIGITS).collect::<String>();
        return last(&one).len() == DIGITS && last(&one) == last(&other);
    }
    let moments = (parse_crm_value(wrote), parse_crm_value(there));
    matches!(moments, (Some(one), Some(other)) if one == other)
}

/// The answer without these members.
pub(in crate::store) fn without(answer: &RemoteRecord, left_out: &[String]) -> RemoteRecord {
    if left_out.is_empty() {
        return answer.clone();
    }
    let mut fields = Fields::new();
    for path in paths(&answer.fields) {
        if !left_out.contains(&path) {
            set_at(&mut fields, &path, value_at(&answer.fields, &path).clone());
        }
    }
    RemoteRecord {
        fields,
        ..answer.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::EntityKind;
    use serde_json::json;

    #[test]
    fn an_answer_is_ours_old_or_theirs() {
        for (path, before, wrote, there, echo) in [
            ("city", "Upland", "Rialto", json!("Rialto"), Echo::Ours),
            ("city", "Upland", "rialto ", json!("Rialto"), Echo::Ours),
            ("city", "Upland", "Rialto", json!("Upland"), Echo::Old),
            ("city", "Upland", "Rialto", json!("Fontana"), Echo::Theirs),
            ("city", "Upland", "Rialto", json!(null), Echo::Theirs),
            (
                "phone",
                "+19095550100",
                "(909) 555-0142",
                json!("+19095550142"),
                Echo::Ours,
            ),
            (
                "phone",
                "+19095550100",
                "+19095550142",
                json!("+19095550143"),
                Echo::Theirs,
            ),
            ("email", "a@b.co", "Ana@B.co", json!("ana@b.co"), Echo::Ours),
            (
                "dueDate",
                "2026-11-01T10:00:00Z",
                "2026-11-02T10:00:00Z",
                json!(1_793_613_600_000_i64),
                Echo::Ours,
            ),
            ("tags", "x", "y", json!(["y", "z"]), Echo::Ours),
        ] {
            let answer = RemoteRecord {
                kind: EntityKind::Contact,
                id: "c1".into(),
                raw: String::new(),
                fields: json!({ path: there }).as_object().unwrap().clone(),
            };
            let before = json!(before);
            assert_eq!(
                of(path, Some(&before), &json!(wrote), Some(&answer)),
                echo,
                "{path} {there}"
            );
            assert_eq!(
                of("state", Some(&before), &json!(wrote), Some(&answer)),
                Echo::Ours,
                "not told"
            );
            assert_eq!(
                of(path, None, &json!(wrote), Some(&answer)),
                Echo::Ours,
                "a create"
            );
        }
    }
}
