//! What to do when the CRM tells something about a record that may have been edited here (P15, P16).
//!
//! Three values per member: what the CRM had when the edit was made (base), what is here, what is there now.
//! Only there differs: take it. Only here differs: keep it pending. Both alike: confirmed. Both differ: tags are
//! joined as added and removed sets, do-not-disturb takes the stricter side, free text is joined line by line where the
//! changes do not meet, anything else is a conflict that holds both values. A member that is not told is not touched: a
//! search answer tells less than a full record.
//!
//! Owns what two sides make of one member. Must not read or write anything. To add a rule for a kind of member: its arm in
//! `both_changed`, and its kind among the edits of `algebra`.

mod text;

use serde_json::Value;

use super::fact::{Fact, FieldChange};
use super::record::{Fields, Record, paths, value_at};

/// The facts that follow when the CRM tells `remote` about `record`. Empty when nothing is new: our own echo.
pub fn merge(record: &Record, remote: &Fields) -> Vec<Fact> {
    let mut changes = Vec::new();
    let mut confirmed = Vec::new();
    let mut facts = Vec::new();
    for path in paths(remote) {
        let there = value_at(remote, &path);
        let here = value_at(&record.fields, &path);
        let Some(base) = record.base.get(&path) else {
            if !same(&path, here, there) {
                changes.push(FieldChange {
                    path,
                    from: here.clone(),
                    to: there.clone(),
                });
            }
            continue;
        };
        if same(&path, here, there) {
            confirmed.push(path);
        } else if !same(&path, base, there) {
            facts.push(both_changed(record, &path, base, here, there, &mut changes));
        }
    }
    if !changes.is_empty() {
        facts.insert(
            0,
            Fact::Changed {
                entity: record.entity.clone(),
                changes,
            },
        );
    }
    if !confirmed.is_empty() {
        facts.push(Fact::Confirmed {
            entity: record.entity.clone(),
            paths: confirmed,
        });
    }
    facts
}

fn both_changed(
    record: &Record,
    path: &str,
    base: &Value,
    here: &Value,
    there: &Value,
    changes: &mut Vec<FieldChange>,
) -> Fact {
    let entity = record.entity.clone();
    if matches!(path, "tags" | "followers") {
        let (added, removed) = delta(&words(base), &words(here));
        let joined = join(&words(there), &added, &removed);
        if joined != words(here) {
            changes.push(FieldChange {
                path: path.to_owned(),
                from: here.clone(),
                to: joined.into(),
            });
        }
        return Fact::Rebased {
            entity,
            path: path.to_owned(),
            base: there.clone(),
        };
    }
    if path == "dnd" || path.starts_with("dndSettings.") {
        if strictness(there) > strictness(here) {
            changes.push(FieldChange {
                path: path.to_owned(),
                from: here.clone(),
                to: there.clone(),
            });
            return Fact::Confirmed {
                entity,
                paths: vec![path.to_owned()],
            };
        }
        return Fact::Rebased {
            entity,
            path: path.to_owned(),
            base: there.clone(),
        };
    }
    if let Some(joined) = text_of_both(path, base, here, there) {
        let is_theirs = same(path, &joined, there);
        if !same(path, &joined, here) {
            changes.push(FieldChange {
                path: path.to_owned(),
                from: here.clone(),
                to: joined,
            });
        }
        return if is_theirs {
            Fact::Confirmed {
                entity,
                paths: vec![path.to_owned()],
            }
        } else {
            Fact::Rebased {
                entity,
                path: path.to_owned(),
                base: there.clone(),
            }
        };
    }
    Fact::Conflicted {
        entity,
        path: path.to_owned(),
        base: base.clone(),
        here: here.clone(),
        there: there.clone(),
    }
}

/// Free text with the changes of both sides, where they do not meet: what notes and tasks say, and custom fields of
/// several lines.
fn text_of_both(path: &str, base: &Value, here: &Value, there: &Value) -> Option<Value> {
    if path != "body" && !path.starts_with("customFields.") {
        return None;
    }
    let merged = text::merged(base.as_str()?, here.as_str()?, there.as_str()?)?;
    Some(merged.into())
}

/// Whether two values of a member mean the same: missing, null and empty text do, and so do e-mail addresses in
/// another case and tags in another order or case, because the CRM normalises those.
pub fn same(path: &str, one: &Value, other: &Value) -> bool {
    if one == other || is_blank(one) && is_blank(other) {
        return true;
    }
    match (one, other) {
        (Value::String(one), Value::String(other)) if path == "email" => {
            one.trim().eq_ignore_ascii_case(other.trim())
        }
        (Value::String(one), Value::String(other)) => one.trim() == other.trim(),
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(_), Value::Array(_)) if matches!(path, "tags" | "followers") => {
            let folded_words = |value| words(value).iter().map(|word| folded(word)).collect::<Vec<_>>();
            folded_words(one) == folded_words(other)
        }
        _ => false,
    }
}

/// The tags to add and to take away that lead from `base` to `here`.
pub fn delta(base: &[String], here: &[String]) -> (Vec<String>, Vec<String>) {
    let missing = |from: &[String], of: &[String]| {
        of.iter()
            .filter(|word| !from.iter().any(|other| folded(other) == folded(word)))
            .cloned()
            .collect()
    };
    (missing(base, here), missing(here, base))
}

/// A list of tags or followers, sorted, each once in any case.
pub fn words(value: &Value) -> Vec<String> {
    let mut words: Vec<String> = value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_by_key(|word| folded(word));
    words.dedup_by_key(|word| folded(word));
    words
}

/// A list with some words added and some taken away, sorted.
pub fn join(list: &[String], added: &[String], removed: &[String]) -> Vec<String> {
    let kept = list
        .iter()
        .filter(|word| !removed.iter().any(|gone| folded(gone) == folded(word)));
    words(&Value::from(kept.chain(added).cloned().collect::<Vec<_>>()))
}

fn folded(word: &str) -> String {
    word.to_lowercase()
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// Whether a change lifts a do-not-disturb, whole or in part.
pub fn loosens(path: &str, from: &Value, to: &Value) -> bool {
    (path == "dnd" || path.starts_with("dndSettings.")) && strictness(from) > strictness(to)
}

/// Permanent is stricter than active is stricter than open; in doubt (a message, a code) the status counts.
fn strictness(value: &Value) -> u8 {
    let status = value.get("status").unwrap_or(value);
    match status {
        Value::Bool(true) => 1,
        Value::String(word) if word == "active" => 1,
        Value::String(word) if word == "permanent" => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod algebra;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::{EntityKind, EntityRef};
    use serde_json::json;

    fn record(fields: Value, base: Value) -> Record {
        Record {
            entity: EntityRef::new(EntityKind::Contact, "c1"),
            remote_id: Some("c1".into()),
            fields: fields.as_object().unwrap().clone(),
            base: base.as_object().unwrap().clone(),
            tombstone: false,
        }
    }

    fn facts(fields: Value, base: Value, remote: Value) -> Vec<&'static str> {
        merge(&record(fields, base), remote.as_object().unwrap())
            .iter()
            .map(Fact::word)
            .collect()
    }

    #[test]
    fn only_there_changed_is_taken() {
        assert_eq!(
            facts(json!({"city": "Upland"}), json!({}), json!({"city": "Rialto"})),
            ["changed"]
        );
    }

    #[test]
    fn our_own_echo_is_nothing_new() {
        let remote = json!({"email": "ANA@b.co", "tags": ["Hot", "buyer"], "city": null});
        assert_eq!(
            facts(
                json!({"email": "ana@b.co", "tags": ["buyer", "hot"]}),
                json!({}),
                remote
            ),
            [""; 0]
        );
    }

    #[test]
    fn a_pending_edit_stays_when_the_crm_still_has_the_old_value() {
        assert_eq!(
            facts(
                json!({"city": "Rialto"}),
                json!({"city": "Upland"}),
                json!({"city": "Upland"})
            ),
            [""; 0]
        );
    }

    #[test]
    fn a_pending_edit_is_confirmed_when_the_crm_has_it_too() {
        assert_eq!(
            facts(
                json!({"city": "Rialto"}),
                json!({"city": "Upland"}),
                json!({"city": "Rialto"})
            ),
            ["confirmed"]
        );
    }

    #[test]
    fn different_members_both_win() {
        let told = json!({"city": "Upland", "state": "CA"});
        assert_eq!(
            facts(
                json!({"city": "Rialto", "state": ""}),
                json!({"city": "Upland"}),
                told
            ),
            ["changed"]
        );
    }

    #[test]
    fn the_same_member_changed_twice_is_a_conflict_that_holds_both() {
        let found = merge(
            &record(json!({"phone": "+1a"}), json!({"phone": "+1"})),
            json!({"phone": "+1b"}).as_object().unwrap(),
        );
        assert!(matches!(&found[..], [Fact::Conflicted { base, here, there, .. }]
            if base == "+1" && here == "+1a" && there == "+1b"));
    }

    #[test]
    fn tags_are_joined_from_both_sides() {
        let found = merge(
            &record(json!({"tags": ["a", "mine"]}), json!({"tags": ["a", "b"]})),
            json!({"tags": ["a", "b", "theirs"]}).as_object().unwrap(),
        );
        let Fact::Changed { changes, .. } = &found[0] else {
            panic!("{found:?}")
        };
        assert_eq!(changes[0].to, json!(["a", "mine", "theirs"]));
        assert!(matches!(&found[1], Fact::Rebased { base, .. } if *base == json!(["a", "b", "theirs"])));
    }

    #[test]
    fn free_text_is_joined_line_by_line_and_a_line_that_both_changed_is_a_conflict() {
        let base = json!({"body": "one\ntwo\nthree"});
        let there = json!({"body": "one\ntwo\n3"});
        let found = merge(
            &record(json!({"body": "1\ntwo\nthree"}), base.clone()),
            there.as_object().unwrap(),
        );
        let Fact::Changed { changes, .. } = &found[0] else {
            panic!("{found:?}")
        };
        assert_eq!(changes[0].to, "1\ntwo\n3");
        assert!(matches!(&found[1], Fact::Rebased { base, .. } if base == "one\ntwo\n3"));
        assert_eq!(
            facts(json!({"body": "one\ntwo\ndrei"}), base, there),
            ["conflicted"]
        );
        let one_line = |path: &str| {
            let nested = |word: &str| json!({"customFields": {path: word}});
            let base = json!({format!("customFields.{path}"): "500"});
            facts(nested("600"), base, nested("700"))
        };
        assert_eq!(one_line("f1"), ["conflicted"]);
    }

    #[test]
    fn do_not_disturb_only_tightens() {
        let off = json!({"sms": {"status": "inactive"}});
        let on = json!({"sms": {"status": "active"}});
        let lifted_here = record(
            json!({"dndSettings": off}),
            json!({"dndSettings.sms": {"status": "inactive", "code": "1"}}),
        );
        let found = merge(&lifted_here, json!({"dndSettings": on}).as_object().unwrap());
        assert!(matches!(&found[0], Fact::Changed { .. }));
        let set_here = record(json!({"dnd": true}), json!({"dnd": null}));
        assert!(
            !merge(&set_here, json!({"dnd": false}).as_object().unwrap())
                .iter()
                .any(|f| f.word() == "changed")
        );
    }
}
