//! Opening the file: options that were measured best, and numbered migrations with a verified backup before them.
//!
//! To add a migration: a file `migrations/NNNN_what.sql` and a row in [`MIGRATIONS`]. Published files never change.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::failpoint;
use crate::store::error::StoreError;
use crate::store::file::{anchor, cipher};

/// The steps from an empty file to the current format, in order.
pub(in crate::store) const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_first.sql"),
    include_str!("../migrations/0002_list.sql"),
    include_str!("../migrations/0003_chat_words.sql"),
    include_str!("../migrations/0004_gate.sql"),
    include_str!("../migrations/0005_opt_out.sql"),
    include_str!("../migrations/0006_lease.sql"),
    include_str!("../migrations/0007_send.sql"),
    include_str!("../migrations/0008_lift.sql"),
    include_str!("../migrations/0009_sweep.sql"),
    include_str!("../migrations/0010_epoch.sql"),
    include_str!("../migrations/0011_today.sql"),
    include_str!("../migrations/0012_filter.sql"),
    include_str!("../migrations/0013_forget.sql"),
    include_str!("../migrations/0014_absent.sql"),
    include_str!("../migrations/0015_copilot.sql"),
    include_str!("../migrations/0016_pace.sql"),
    include_str!("../migrations/0017_scores.sql"),
    include_str!("../migrations/0018_left.sql"),
    include_str!("../migrations/0019_hints.sql"),
    include_str!("../migrations/0020_learned.sql"),
    include_str!("../migrations/0021_automations.sql"),
    include_str!("../migrations/0022_moments.sql"),
    include_str!("../migrations/0023_tally.sql"),
    include_str!("../migrations/0024_forms.sql"),
    include_str!("../migrations/0025_notices.sql"),
    include_str!("../migrations/0026_silence.sql"),
    include_str!("../migrations/0027_deal_tally.sql"),
    include_str!("../migrations/0028_listings.sql"),
    include_str!("../migrations/0029_spend.sql"),
    include_str!("../migrations/0030_hold.sql"),
];

/// Older versions can corrupt a file when a checkpoint meets a commit (sqlite.org/wal.html#walresetbug).
const OLDEST_SQLITE: i32 = 3_051_003;

/// How long a statement waits for another program that has the file locked.
pub(in crate::store) const BUSY: Duration = Duration::from_secs(5);

/// Opens the file for writing, creating it when it is not there, and brings it to the current format.
pub(in crate::store) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::OldSqlite(rusqlite::version().to_owned()));
    }
    let open = |why: String| StoreError::Open {
        path: path.to_owned(),
        why,
    };
    let mut connection = Connection::open(path).map_err(|error| open(error.to_string()))?;
    if connection.is_readonly(rusqlite::MAIN_DB).unwrap_or(false) {
        return Err(StoreError::ReadOnly {
            path: path.to_owned(),
        });
    }
    cipher::apply(&connection)?;
    let set_up = connection.execute_batch(
        "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA fullfsync=ON;
         PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY;
         PRAGMA cache_size=-8192; PRAGMA wal_autocheckpoint=0; PRAGMA cell_size_check=ON;",
    );
    set_up.map_err(|error| match StoreError::from(error) {
        StoreError::ReadOnly { .. } => StoreError::ReadOnly {
            path: path.to_owned(),
        },
        StoreError::Sql(why) => open(why),
        other => other,
    })?;
    plan_once(&connection)?;
    connection.set_prepared_statement_cache_capacity(128);
    verify(&connection, path)?;
    migrate(&mut connection, path)?;
    Ok(connection)
}

/// The mark beside the file that says the disk failed under it: it is looked at as a whole before it is used again.
pub(in crate::store) fn mark(path: &Path) -> PathBuf {
    path.with_extension("verify")
}

fn verify(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let mark = mark(path);
    if !mark.exists() {
        return Ok(());
    }
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StoreError::Corrupt(verdict));
    }
    if let Err(error) = std::fs::remove_file(mark) {
        tracing::debug!(%error, "the mark stays; the next start looks at the whole file once more");
    }
    Ok(())
}

/// Opens a file that is there beside the writer, without ever waiting for it, and reads from it once, so that it and
/// its log stay open whatever becomes of their names.
pub(in crate::store) fn open_beside(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    cipher::apply(&connection)?;
    connection.busy_timeout(Duration::ZERO)?;
    let _format: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(connection)
}

/// Opens the file for reading only.
pub(in crate::store) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| StoreError::Open {
        path: path.to_owned(),
        why: error.to_string(),
    })?;
    cipher::apply(&connection)?;
    // The words of the index one by one: a view that keeps nothing, and so no part of the file.
    connection.execute_batch(
        "PRAGMA busy_timeout=5000; PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4096;
         CREATE VIRTUAL TABLE temp.spoken USING fts5vocab (main, words, instance);
         PRAGMA query_only=ON;",
    )?;
    plan_once(&connection)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Has a statement planned once. With the statistics that `PRAGMA optimize` gathers it would otherwise be planned again for every
/// value that is bound to it, which costs more than to run it.
fn plan_once(connection: &Connection) -> Result<(), StoreError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let known = MIGRATIONS.len() as i64;
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for step in found..known {
        let failed = |why: String| StoreError::Migration { step: step + 1, why };
        // Before the first step, whatever the number of steps; a file that was made just now has nothing to lose.
        if step == found && found > 0 {
            anchor::copy_with_head(connection, &backup_path(path, step))
                .map_err(|error| failed(error.to_string()))?;
        }
        failpoint::pass("migration.backed_up");
        let sql = MIGRATIONS.get(step as usize).copied().unwrap_or_default();
        let mut run = || -> rusqlite::Result<()> {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
            // Another copy of the program may have been here while this one waited for the lock.
            let now: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
            if now == step {
                tx.execute_batch(sql)?;
                tx.pragma_update(None, "user_version", step + 1)?;
            }
            failpoint::pass("migration.carried_out");
            tx.commit()
        };
        run().map_err(|error| failed(error.to_string()))?;
        failpoint::pass("migration.on_disk");
        tracing::info!(step = step + 1, "local copy brought to a new format");
    }
    Ok(())
}

fn backup_path(path: &Path, step: i64) -> PathBuf {
    path.with_extension(format!("before-{}.backup", step + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_reaches_the_current_format_with_the_promised_options() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_writer(&folder.path().join("a.db")).unwrap();
        let ask = |pragma: &str| -> String {
            connection
                .query_row(&format!("PRAGMA {pragma}"), [], |row| {
                    row.get::<_, rusqlite::types::Value>(0)
                })
                .map(|value| format!("{value:?}"))
                .unwrap()
        };
        assert_eq!(ask("user_version"), format!("Integer({})", MIGRATIONS.len()));
        assert_eq!(ask("journal_mode"), "Text(\"wal\")");
        assert_eq!(ask("synchronous"), "Integer(2)");
        assert_eq!(ask("foreign_keys"), "Integer(1)");
        assert_eq!(ask("wal_autocheckpoint"), "Integer(0)");
    }

    #[test]
    fn a_file_of_a_newer_program_is_refused_in_plain_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        open_writer(&path)
            .unwrap()
            .pragma_update(None, "user_version", 999)
            .unwrap();
        let refusal = open_writer(&path).unwrap_err().to_string();
        assert!(
            refusal.contains("newer leadline") && refusal.contains("nothing was changed"),
            "{refusal}"
        );
    }

    #[test]
    fn a_file_that_is_no_database_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        std::fs::write(
            &path,
            "just some words, longer than a header would be, to be sure".repeat(4),
        )
        .unwrap();
        assert!(matches!(
            open_writer(&path),
            Err(StoreError::Corrupt(_) | StoreError::Open { .. })
        ));
        assert!(
            std::fs::read_to_string(&path)
                .unwrap()
                .starts_with("just some words")
        );
    }
}
