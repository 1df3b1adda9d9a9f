//! New leads that have just arrived: somebody is waiting for a first answer, and whoever is not looking is called.

use jiff::SignedDuration;

use super::error::StoreError;
use super::record::find_remote;
use super::work::Work;
use crate::domain::contact::Contact;
use crate::domain::record::{EntityKind, Members, RemoteRecord};

/// The promise for a first answer (PRODUCT section 8): whoever came earlier is no longer news.
const PROMISE: SignedDuration = SignedDuration::from_mins(5);

/// A sentence for each person among these records whom nobody here has seen and who came within the promise.
pub(super) fn of(work: &Work<'_>, records: &[RemoteRecord]) -> Result<Vec<String>, StoreError> {
    let mut sentences = Vec::new();
    for record in records.iter().filter(|record| record.kind == EntityKind::Contact) {
        let added = record.fields.time("dateAdded");
        let is_new = added.is_some_and(|added| work.now.duration_since(added) <= PROMISE);
        if !is_new || find_remote(work.db, record.kind, &record.id)?.is_some() {
            continue;
        }
        let person = Contact::from_fields(record.id.as_str().into(), &record.fields);
        let source = match person.source.shown().as_str() {
            "" => String::new(),
            source => format!(" from {source}"),
        };
        sentences.push(format!("new lead: {}{source}", person.name()));
    }
    Ok(sentences)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::clock::Clock;
    use crate::domain::access::Role;
    use crate::domain::command::{Command, SyncCommand};
    use crate::domain::origin::Origin;
    use crate::domain::record::{EntityKind, RemoteRecord};
    use crate::store::{Options, Store};

    #[test]
    fn who_came_within_the_promise_and_is_not_known_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            clock: Clock::manual("2026-11-25T18:00:00Z".parse().unwrap()),
            role: Role::Owner,
            me: None,
            rules: crate::store::at_any_hour(),
        };
        let store = Store::open(&folder.path().join("a.db"), options).unwrap();
        let tell = |id: &str, added: &str, first_copy: bool| {
            let members =
                json!({"firstName": "Ken", "lastName": "Osei", "source": "form", "dateAdded": added});
            let apply = SyncCommand::Apply {
                records: vec![RemoteRecord {
                    kind: EntityKind::Contact,
                    id: id.into(),
                    raw: members.to_string(),
                    fields: members.as_object().unwrap().clone(),
                }],
                cursor: None,
                first_copy,
            };
            store
                .commit_blocking(Command::Sync(apply), Origin::Remote)
                .unwrap()
                .urgent
        };
        assert_eq!(
            tell("c1", "2026-11-25T17:58:00Z", false),
            ["new lead: Ken Osei from form"]
        );
        assert!(tell("c1", "2026-11-25T17:58:00Z", false).is_empty(), "once");
        assert!(
            tell("c2", "2026-11-25T17:50:00Z", false).is_empty(),
            "that is no news"
        );
        assert!(
            tell("c3", "2026-11-25T17:59:00Z", true).is_empty(),
            "the first copy brings everybody"
        );
    }
}
