//! What follows for a person's record when they want to hear no more, and when they want to again.

use serde_json::{Value, json};

use super::super::contact::{Channel, Contact, Dnd};
use super::super::fact::FieldChange;
use super::super::merge::{join, words};
use super::super::outbox::Intent;
use super::super::record::{Fields, Record, value_at};
use super::{Decision, Fact};

/// The tag of a person who asked to hear no more.
pub const OPTED_OUT: &str = "opted-out";

/// Nothing more to this person: do-not-disturb on every channel (one opt-out covers all) and the tag.
/// What is as strict already stays as it is, so a second time changes nothing.
pub fn opted_out(record: &Record) -> Decision {
    let contact = Contact::from_fields(record.entity.id.as_str().into(), &record.fields);
    let mut changes = Vec::new();
    for channel in Channel::ALL {
        let own = contact.dnd_channels.get(&channel).copied();
        if own.unwrap_or_default() == Dnd::Open {
            let path = format!("dndSettings.{}", channel.dnd_key());
            changes.push(change(record, path, json!({ "status": "active" })));
        }
    }
    let tags = words(value_at(&record.fields, "tags"));
    let with = join(&tags, &[OPTED_OUT.to_owned()], &[]);
    if with.len() > tags.len() {
        changes.push(change(record, "tags".to_owned(), with.into()));
    }
    edit(record, changes)
}

/// Takes back what an opt-out set: `was` has the value before of each member it changed. What is stricter by now, or
/// open again already, is left as it is, and so is every flag that the opt-out did not set.
pub fn lifted(record: &Record, was: &Fields) -> Decision {
    let mut changes = Vec::new();
    for (path, before) in was {
        let here = value_at(&record.fields, path);
        let to = if path == "tags" {
            let tags = words(here);
            let without = join(&tags, &[], &[OPTED_OUT.to_owned()]);
            if without == tags {
                continue;
            }
            without.into()
        } else if here.get("status").and_then(Value::as_str) != Some("active") {
            continue;
        } else if before.is_object() || record.base.contains_key(path) {
            // Not pushed yet: the edit itself is taken back.
            before.clone()
        } else {
            json!({ "status": "inactive" })
        };
        changes.push(change(record, path.clone(), to));
    }
    edit(record, changes)
}

fn change(record: &Record, path: String, to: Value) -> FieldChange {
    let from = value_at(&record.fields, &path).clone();
    FieldChange { path, from, to }
}

fn edit(record: &Record, changes: Vec<FieldChange>) -> Decision {
    if changes.is_empty() {
        return Decision::default();
    }
    let entity = record.entity.clone();
    Decision {
        intents: vec![Intent::Update {
            entity: entity.clone(),
        }],
        facts: vec![Fact::Edited { entity, changes }],
        ..Decision::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::{EntityKind, EntityRef, set_at};

    fn ana(fields: &Value) -> Record {
        Record {
            entity: EntityRef::new(EntityKind::Contact, "c1"),
            remote_id: Some("c1".into()),
            fields: fields.as_object().unwrap().clone(),
            base: Fields::new(),
            tombstone: false,
        }
    }

    /// Makes a decision true; the members before.
    fn apply(record: &mut Record, decision: &Decision) -> Fields {
        let mut was = Fields::new();
        for fact in &decision.facts {
            let Fact::Edited { changes, .. } = fact else {
                panic!("{fact:?}")
            };
            for change in changes {
                was.insert(change.path.clone(), change.from.clone());
                set_at(&mut record.fields, &change.path, change.to.clone());
            }
        }
        was
    }

    #[test]
    fn every_channel_is_closed_once_and_what_is_stricter_stays() {
        let mut ana = ana(
            &json!({"tags": ["buyer"], "dndSettings": {"sms": {"status": "permanent"},
                              "email": {"status": "active", "message": "hers"}, "call": {"status": "inactive"}}}),
        );
        let decision = opted_out(&ana);
        let was = apply(&mut ana, &decision);
        let contact = Contact::from_fields("c1".into(), &ana.fields);
        for channel in Channel::ALL {
            assert!(contact.dnd_on(channel) >= Dnd::Active, "{channel:?}");
        }
        assert_eq!(contact.dnd_on(Channel::Sms), Dnd::Permanent);
        assert_eq!(ana.fields["dndSettings"]["email"]["message"], "hers");
        assert_eq!(ana.fields["tags"], json!(["buyer", OPTED_OUT]));
        assert_eq!(
            opted_out(&ana),
            Decision::default(),
            "a second time changes nothing"
        );
        assert!(!was.contains_key("dndSettings.sms") && !was.contains_key("dndSettings.email"));
    }

    #[test]
    fn start_lifts_what_the_stop_set_and_nothing_else() {
        let mut ana =
            ana(&json!({"dndSettings": {"email": {"status": "active"}, "call": {"status": "inactive"}}}));
        let decision = opted_out(&ana);
        let was = apply(&mut ana, &decision);
        set_at(&mut ana.fields, "dndSettings.gmb", json!({"status": "permanent"}));
        let decision = lifted(&ana, &was);
        apply(&mut ana, &decision);
        let contact = Contact::from_fields("c1".into(), &ana.fields);
        let on = |channel| contact.dnd_on(channel);
        assert_eq!((on(Channel::Sms), on(Channel::Call)), (Dnd::Open, Dnd::Open));
        assert_eq!(
            (on(Channel::Email), on(Channel::Gmb)),
            (Dnd::Active, Dnd::Permanent)
        );
        assert_eq!(ana.fields["tags"], json!([]));
        assert_eq!(lifted(&ana, &was), Decision::default());
    }
}
