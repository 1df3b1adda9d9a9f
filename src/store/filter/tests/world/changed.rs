//! What happens to a made-up account later.

use serde_json::json;

use super::people::{deal, message, person, with};
use super::{Chance, World, told};
use crate::domain::record::{EntityKind, Members, RemoteRecord};

/// Changes some records of a world, adds some, and returns what the CRM tells of it.
pub(in crate::store::filter::tests) fn changed(
    world: &mut World,
    chance: &mut Chance,
    now: jiff::Timestamp,
) -> Vec<RemoteRecord> {
    let mut records = Vec::new();
    for _ in 0..4 {
        let nr = chance.below(world.people.len());
        let mut fields = person(chance);
        let (id, before) = &mut world.people[nr];
        fields.insert(
            "dateAdded".into(),
            before.get("dateAdded").cloned().unwrap_or_default(),
        );
        fields.insert("dateUpdated".into(), now.to_string().into());
        before.clone_from(&fields);
        records.push(told(EntityKind::Contact, id, fields));
    }
    for (kind, list, word) in [
        (EntityKind::Opportunity, &mut world.deals, "createdAt"),
        (EntityKind::Task, &mut world.tasks, "dateAdded"),
        (EntityKind::Conversation, &mut world.threads, "dateAdded"),
    ] {
        let Some(nr) = list.len().checked_sub(1).map(|most| chance.below(most + 1)) else {
            continue;
        };
        let (id, before) = &mut list[nr];
        let contact = before.word("contactId").unwrap_or_default().to_owned();
        let mut fields = match kind {
            EntityKind::Opportunity => deal(chance),
            EntityKind::Task => {
                json!({"title": "Call", "completed": chance.below(2) == 0, "dueDate": before.get("dueDate")})
            }
            _ => json!({"unreadCount": chance.below(4)}),
        };
        fields[word] = before.get(word).cloned().unwrap_or_default();
        fields["updatedAt"] = now.to_string().into();
        *before = with(&contact, fields);
        records.push(told(kind, id, before.clone()));
    }
    let (contact, _) = world.people[chance.below(world.people.len())].clone();
    for (kind, mut fields) in [
        (EntityKind::Message, message(chance)),
        (EntityKind::Opportunity, deal(chance)),
    ] {
        let list = if kind == EntityKind::Message {
            &mut world.messages
        } else {
            &mut world.deals
        };
        for word in ["dateAdded", "createdAt", "updatedAt"] {
            fields[word] = now.to_string().into();
        }
        let id = format!("{}-new-{}", kind.word(), list.len());
        list.push((id.clone(), with(&contact, fields)));
        records.push(told(kind, &id, list[list.len() - 1].1.clone()));
    }
    let id = format!("c-new-{}", world.people.len());
    let mut fields = person(chance);
    fields.insert("dateAdded".into(), now.to_string().into());
    world.people.push((id.clone(), fields.clone()));
    records.push(told(EntityKind::Contact, &id, fields));
    records
}
