//! Answers that could not be read as records: kept with the reason, in nobody's way (P21).

use rusqlite::params;
use sha2::{Digest, Sha256};

use crate::domain::command::SWEEP;
use crate::domain::fact::Topic;
use crate::store::error::CommitError;
use crate::store::write::work::{Outcome, Work};

/// Characters of an answer that are kept.
const KEPT: usize = 100_000;
/// What has not been told for so long (milliseconds) is there no more, or can be read by now: a sweep tells everything
/// once a night.
const FORGOTTEN: i64 = 3 * 24 * 60 * 60 * 1_000;

/// Sets answers aside. One that was set aside before is only noted to be there still.
pub(in crate::store) fn set_aside(
    work: &Work<'_>,
    skipped: &[(String, String)],
    resource: &str,
) -> Result<Outcome, CommitError> {
    let resource = resource.strip_suffix(SWEEP).unwrap_or(resource);
    let mut add = work.db.prepare_cached(
        "INSERT INTO quarantine (at, resource, reason, raw, mark) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (resource, mark) DO UPDATE SET at = excluded.at, reason = excluded.reason",
    )?;
    for (raw, reason) in skipped {
        let kept: String = raw.chars().take(KEPT).collect();
        let digest = Sha256::digest(raw.as_bytes());
        let (high, low) = digest.split_at(8);
        let mark = [high, &low[..8]].map(|half| {
            let number = half
                .iter()
                .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
            format!("{number:016x}")
        });
        let mark = mark.concat();
        add.execute(params![work.at, resource, reason, kept, mark])?;
    }
    work.db
        .prepare_cached("DELETE FROM quarantine WHERE at < ?1")?
        .execute([work.at - FORGOTTEN])?;
    Ok(Outcome {
        topics: vec![Topic::Sync],
        ..Outcome::default()
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::clock::Clock;
    use crate::domain::command::{Command, SyncCommand};
    use crate::domain::origin::Origin;
    use crate::domain::record::{EntityKind, RemoteRecord};
    use crate::store::Store;

    #[test]
    fn p21_what_cannot_be_read_is_set_aside_once_with_its_reason_and_forgotten_when_it_is_told_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
        let options = crate::store::scratch::options(&clock);
        let store = Store::open(&folder.path().join("a.db"), options).unwrap();
        let sync = |command| {
            store
                .commit_blocking(Command::Sync(command), Origin::Remote)
                .unwrap()
        };
        let aside = |resource: &str, raw: &str| {
            sync(SyncCommand::Quarantine {
                skipped: vec![(raw.to_owned(), "it has no id".to_owned())],
                resource: resource.to_owned(),
            })
        };
        let health = || store.read_blocking(crate::store::Reader::health).unwrap();
        for resource in ["contacts", "contacts", "contacts.sweep", "opportunities"] {
            aside(resource, r#"{"firstName":"Ana"}"#);
        }
        aside("contacts", r#"{"firstName":"Ben"}"#);
        let seen = health();
        assert_eq!(seen.quarantined, 3, "told again and again is there once");
        let (resource, why) = seen.aside.unwrap();
        assert_eq!((resource.as_str(), why.raw()), ("contacts", "it has no id"));
        // The rest of the page is here.
        let members = json!({"firstName": "Cy"});
        sync(SyncCommand::Apply {
            records: vec![RemoteRecord {
                kind: EntityKind::Contact,
                id: "c3".into(),
                raw: members.to_string(),
                fields: members.as_object().unwrap().clone(),
            }],
            cursor: None,
            first_copy: false,
        });
        clock.advance(Duration::from_hours(80));
        aside("contacts", r#"{"firstName":"Ben"}"#);
        assert_eq!(health().quarantined, 1, "what is told no more is forgotten");
    }
}
