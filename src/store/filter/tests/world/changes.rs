//! What was changed about made-up people before today, as the journal has it. Each change leaves what it changed as it is, so that
//! nothing else that is told of them rests on it.

use serde_json::{Value, json};

use super::World;
use super::stays::{days, number};
use crate::domain::record::{Fields, value_at};

/// A change.
#[derive(Clone, Debug)]
pub(in crate::store::filter::tests) struct Change {
    /// Of which of the person's deals; `None` for the person themself.
    pub deal: Option<String>,
    /// The origin, as the journal writes it.
    pub origin: Value,
    /// The words of a filter that mean it.
    pub by: &'static [&'static str],
    pub path: &'static str,
    /// It was taken back since.
    pub undone: bool,
    /// Epoch milliseconds.
    pub at: i64,
}

/// The changes to a made-up person and to the first of their deals.
pub(in crate::store::filter::tests) fn changes(world: &World, id: &str) -> Vec<Change> {
    let nr = number(id);
    let owned = |fields: &Fields| value_at(fields, "contactId") == id;
    let deal = world.deals.iter().find(|(_, fields)| owned(fields));
    let change = |which: i64| {
        let mixed = nr * 11 + which * 7;
        let (origin, by): (Value, &[&str]) = match mixed % 6 {
            0 => (json!({"by": "agent"}), &["me"]),
            1 => (json!({"by": "cli"}), &["me"]),
            2 => (json!({"by": "copilot", "turn": "t1"}), &["claude"]),
            3 => (json!({"by": "remote"}), &["sync", "web"]),
            4 => (json!({"by": "engine"}), &["engine"]),
            _ => (
                json!({"by": "automation", "run": "r1", "kind": "service"}),
                &["engine", "automation"],
            ),
        };
        let path = ["city", "tags", "customFields.f1", "pipelineStageId"][(mixed % 4) as usize];
        let of_deal = path == "pipelineStageId";
        (!of_deal || deal.is_some()).then(|| Change {
            deal: deal.filter(|_| of_deal).map(|(id, _)| id.clone()),
            origin,
            by,
            path,
            undone: mixed % 3 == 0,
            at: days(-(mixed * 5 % 30) - 1),
        })
    };
    (0..nr % 4).filter_map(change).collect()
}

/// Writes them into the journal.
pub(super) fn write(db: &rusqlite::Connection, world: &World) {
    for (id, fields) in &world.people {
        for change in changes(world, id) {
            let (kind, of, fields) = match &change.deal {
                Some(deal) => {
                    let found = world.deals.iter().find(|(id, _)| id == deal);
                    ("opportunity", deal, &found.unwrap().1)
                }
                None => ("contact", id, fields),
            };
            let value = value_at(fields, change.path);
            let entity = json!({"kind": kind, "id": of});
            let edited = json!({
                "fact": "edited", "entity": entity,
                "changes": [{"path": change.path, "from": value, "to": value}],
            });
            let origin = change.origin.to_string();
            let append = |fact: &str, body: &Value| {
                db.execute(
                    "INSERT INTO journal (at, origin, fact, rid, body)
                     SELECT ?1, ?2, ?3, rid, ?4 FROM record WHERE kind = ?5 AND id = ?6",
                    rusqlite::params![change.at, origin, fact, body.to_string(), kind, of],
                )
                .unwrap();
                db.last_insert_rowid()
            };
            let row = append("edited", &edited);
            if change.undone {
                append(
                    "taken_back",
                    &json!({"fact": "taken_back", "entity": entity, "rows": [row]}),
                );
                append("edited", &edited);
            }
        }
    }
}
