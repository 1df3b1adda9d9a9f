//! Saved lists: a name and a filter.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::decide::{Decision, Rejection};
use crate::domain::fact::Topic;
use crate::domain::filter::{Today, parse};
use crate::domain::saved_list::{ListCommand, SavedList, checked_name};
use crate::store::error::{CommitError, StoreError};
use crate::store::reader::Reader;
use crate::store::write::work::{Outcome, Work};

/// Lists that are kept at most; more are no help to anybody.
const MOST: i64 = 500;

impl Reader {
    /// The saved lists, in the order in which they were saved.
    pub fn saved_lists(&self) -> Result<Vec<SavedList>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT name, filter FROM saved_list ORDER BY place, name")?;
        let lists = statement.query_map([], |row| {
            Ok(SavedList {
                name: row.get(0)?,
                filter: row.get(1)?,
            })
        })?;
        Ok(lists.collect::<Result<_, _>>()?)
    }
}

/// Saves, renames or forgets a list.
pub(in crate::store) fn execute(work: &mut Work<'_>, command: &ListCommand) -> Result<Outcome, CommitError> {
    let summary = match command {
        ListCommand::Save(list) => save(work, list)?,
        ListCommand::Rename { from, to } => rename(work.db, from, to)?,
        ListCommand::Delete { name } => {
            let filter = known(work.db, name)?;
            work.db
                .prepare_cached("DELETE FROM saved_list WHERE name = ?1")?
                .execute([name])?;
            // The filter stays in the log, so that the list can be made again.
            format!("list {name} is deleted; it was: {filter}")
        }
    };
    let decision = Decision {
        summary,
        ..Decision::default()
    };
    let mut outcome = work.carry_out(decision)?;
    outcome.topics.push(Topic::Lists);
    Ok(outcome)
}

fn save(work: &Work<'_>, list: &SavedList) -> Result<String, CommitError> {
    let name = kept_name(&list.name)?;
    let today = Today {
        now: work.now,
        zone: jiff::tz::TimeZone::UTC,
        me: work.me.clone(),
        // What the account calls its stages may change; a list is kept as it is written.
        vocabulary: std::sync::Arc::default(),
    };
    let filter = list.filter.trim();
    if let Err(error) = parse(filter, &today)
        && !error.message.starts_with("the account has no field")
    {
        return Err(Rejection::Invalid(format!("this filter cannot be read: {error}")).into());
    }
    let count: i64 = work
        .db
        .query_row("SELECT count(*) FROM saved_list", [], |row| row.get(0))?;
    if count >= MOST {
        return Err(Rejection::Invalid(format!("there are {MOST} lists already; delete one first")).into());
    }
    work.db
        .prepare_cached(
            "INSERT INTO saved_list (name, filter, place) VALUES (?1, ?2, (SELECT coalesce(max(place), 0) + 1 FROM saved_list))
             ON CONFLICT (name) DO UPDATE SET filter = excluded.filter",
        )?
        .execute(params![name, filter])?;
    Ok(format!("list {name} is saved"))
}

fn rename(db: &Connection, from: &str, to: &str) -> Result<String, CommitError> {
    let to = kept_name(to)?;
    let filter = known(db, from)?;
    if to != from && find(db, &to)?.is_some() {
        return Err(Rejection::Invalid(format!("there is a list {to} already")).into());
    }
    db.prepare_cached("UPDATE saved_list SET name = ?2 WHERE name = ?1")?
        .execute(params![from, to])?;
    Ok(format!("list {from} is called {to} now: {filter}"))
}

fn kept_name(name: &str) -> Result<String, CommitError> {
    checked_name(name).map_err(|why| Rejection::Invalid(why.to_owned()).into())
}

/// The filter of a list that must be there.
fn known(db: &Connection, name: &str) -> Result<String, CommitError> {
    match find(db, name)? {
        Some(filter) => Ok(filter),
        None => Err(CommitError::NotFound(format!("saved list {name}"))),
    }
}

fn find(db: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let mut statement = db.prepare_cached("SELECT filter FROM saved_list WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::domain::access::Role;
    use crate::domain::command::Command;
    use crate::domain::origin::Origin;
    use crate::store::{Options, Store};

    fn store(role: Role) -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            clock: Clock::manual("2026-11-25T10:00:00Z".parse().unwrap()),
            role,
            me: None,
            rules: crate::store::at_any_hour(),
        };
        let store = Store::open(&folder.path().join("a.db"), options).unwrap();
        (folder, store)
    }

    fn want(store: &Store, command: ListCommand) -> Result<String, String> {
        let receipt = store.commit_blocking(Command::List(command), Origin::Agent);
        receipt
            .map(|receipt| receipt.summary)
            .map_err(|error| error.to_string())
    }

    fn save(name: &str, filter: &str) -> ListCommand {
        ListCommand::Save(SavedList {
            name: name.into(),
            filter: filter.into(),
        })
    }

    fn names(store: &Store) -> Vec<String> {
        let lists = store.read_blocking(Reader::saved_lists).unwrap();
        lists
            .into_iter()
            .map(|list| format!("{}: {}", list.name, list.filter))
            .collect()
    }

    #[test]
    fn lists_are_saved_renamed_and_forgotten_also_by_who_may_only_read() {
        let (_folder, store) = store(Role::Viewer);
        want(&store, save(" hot ", " tag:hot sort:name columns:name,tag ")).unwrap();
        want(&store, save("cold", "last_in>90d")).unwrap();
        want(&store, save("hot", "tag:hot,warm")).unwrap();
        assert_eq!(names(&store), ["hot: tag:hot,warm", "cold: last_in>90d"]);
        let rename = |from: &str, to: &str| ListCommand::Rename {
            from: from.into(),
            to: to.into(),
        };
        assert!(
            want(&store, rename("hot", "cold"))
                .unwrap_err()
                .contains("already")
        );
        want(&store, rename("hot", "warm")).unwrap();
        let deleted = want(&store, ListCommand::Delete { name: "cold".into() }).unwrap();
        assert!(deleted.contains("last_in>90d"), "{deleted}");
        assert_eq!(names(&store), ["warm: tag:hot,warm"]);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        let (_folder, store) = store(Role::Owner);
        for (command, says) in [
            (save("", "tag:hot"), "needs a name"),
            (save("a\nb", "tag:hot"), "one line"),
            (save(&"a".repeat(61), "tag:hot"), "at most 60"),
            (save("odd", "tag:hot stge:x"), "did you mean stage"),
            (ListCommand::Delete { name: "none".into() }, "saved list none"),
        ] {
            let refusal = want(&store, command).unwrap_err();
            assert!(refusal.contains(says), "{refusal}");
        }
        want(&store, save("ours", "custom.budget>400k stage:somewhere")).unwrap();
    }
}
