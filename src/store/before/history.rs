//! What a person's members were, who set them and when: read from the journal.

use jiff::Timestamp;
use serde_json::Value;

use crate::domain::fact::Fact;
use crate::domain::origin::Origin;
use crate::domain::value::ContactId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::{contact_rid, timestamp};

/// One value that a member had.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryRow {
    /// When it was set.
    pub at: Timestamp,
    /// Who set it: me, claude, sync, engine.
    pub who: &'static str,
    /// Which member.
    pub path: String,
    /// What it was before.
    pub from: Value,
    /// What it was set to.
    pub to: Value,
}

impl Reader {
    /// Who set a person's members, newest first, at most `limit`; with `path` of that member only. The journal keeps no
    /// copy of a record that came: what the CRM told at first is the value before the oldest change.
    pub fn history(
        &self,
        contact: &ContactId,
        path: Option<&str>,
        limit: usize,
    ) -> Result<Vec<HistoryRow>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(Vec::new());
        };
        let mut statement = self.db.prepare_cached(
            "SELECT at, origin, body FROM journal
             WHERE rid = ?1 AND fact IN ('edited', 'changed') ORDER BY seq DESC",
        )?;
        let mut rows = statement.query([rid])?;
        let mut history = Vec::new();
        while let Some(row) = rows.next()? {
            let at = timestamp(row.get(0)?);
            let origin: Origin = serde_json::from_str(&row.get::<_, String>(1)?)?;
            let fact: Fact = serde_json::from_str(&row.get::<_, String>(2)?)?;
            let (Fact::Edited { changes, .. } | Fact::Changed { changes, .. }) = fact else {
                continue;
            };
            for change in changes {
                if path.is_none_or(|path| path == change.path) {
                    history.push(HistoryRow {
                        at,
                        who: origin.word(),
                        path: change.path,
                        from: change.from,
                        to: change.to,
                    });
                }
            }
            if history.len() >= limit {
                history.truncate(limit);
                break;
            }
        }
        Ok(history)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Clock;
    use crate::domain::command::{Command, SyncCommand};
    use crate::domain::record::{EntityKind, RemoteRecord};
    use crate::store::Store;

    #[test]
    fn it_says_who_set_a_member_and_what_it_was_before() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-25T18:00:00Z".parse().unwrap());
        let options = crate::store::scratch::options(&clock);
        let store = Store::open(&folder.path().join("a.db"), options).unwrap();
        let tell = |city: &str| {
            let members = json!({"firstName": "Ana", "city": city});
            let apply = SyncCommand::Apply {
                records: vec![RemoteRecord {
                    kind: EntityKind::Contact,
                    id: "c1".into(),
                    raw: members.to_string(),
                    fields: members.as_object().unwrap().clone(),
                }],
                cursor: None,
                first_copy: false,
            };
            store
                .commit_blocking(Command::Sync(apply), Origin::Remote)
                .unwrap();
        };
        let edit = |path: &str, to: &str| {
            let command = Command::EditContact {
                contact: "c1".into(),
                changes: vec![(path.to_owned(), json!(to))],
            };
            store.commit_blocking(command, Origin::Agent).unwrap();
        };
        tell("Upland");
        tell("Fontana");
        edit("city", "Ontario");
        edit("source", "sign");
        let ask = |path: Option<&'static str>| {
            store
                .read_blocking(move |reader| reader.history(&"c1".into(), path, 10))
                .unwrap()
                .into_iter()
                .map(|row| format!("{} {} {} {}", row.who, row.path, row.from, row.to))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            ask(Some("city")),
            [
                r#"me city "Fontana" "Ontario""#,
                r#"sync city "Upland" "Fontana""#
            ]
        );
        assert_eq!(
            ask(None),
            [
                r#"me source null "sign""#,
                r#"me city "Fontana" "Ontario""#,
                r#"sync city "Upland" "Fontana""#
            ]
        );
        assert!(ask(Some("nothing")).is_empty());
    }
}
