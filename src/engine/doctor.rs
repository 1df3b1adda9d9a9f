//! Named checks of the local copy: what is broken, and what to do about it. Read-only; works beside a running copy.
//!
//! To add a check: a function here and a row in `CHECKS`.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::Engine;
use super::query::{HealthNow, IntegrityNow};
use crate::domain::outbox::OutboxState;
use crate::store::{EXPIRY, Integrity, StoreError, StoreHealth};

/// Data older than this is named: three missed polls and some grace.
const OLD_SECONDS: i64 = 300;

/// A backup older than this is named, when something has changed since: the daily one failed, or nobody was here.
const OLD_BACKUP_HOURS: i64 = 72;

/// One check and how it came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Its name; stable.
    pub id: &'static str,
    /// Whether all is well.
    pub ok: bool,
    /// What was seen.
    pub detail: String,
    /// What to do, when something is to be done.
    pub fix: Option<&'static str>,
}

/// What the checks look at.
struct Seen {
    now: Timestamp,
    health: StoreHealth,
    integrity: Integrity,
    since_boot: Duration,
}

type Examine = fn(&Seen) -> (bool, String);

/// Every check: name, examination, what to do when it fails.
const CHECKS: &[(&str, Examine, &str)] = &[
    (
        "store.integrity",
        file_is_whole,
        "close leadline and run: leadline restore",
    ),
    (
        "store.references",
        nothing_dangles,
        "run a full sync: leadline sync --full",
    ),
    (
        "log.chain",
        log_is_unbroken,
        "somebody changed the log; compare it with a backup",
    ),
    (
        "log.end",
        log_ends_where_it_should,
        "compare it with a backup; leadline restore brings the newest; leadline log verify --accept goes on as it is",
    ),
    (
        "backup.age",
        backup_is_fresh,
        "leadline backup makes one, or says why it cannot",
    ),
    (
        "outbox.failed",
        nothing_refused,
        "leadline outbox --state failed names the reasons; mend the field and retry",
    ),
    (
        "outbox.uncertain",
        nothing_uncertain,
        "it is looked up by itself; leadline outbox --state uncertain shows it",
    ),
    (
        "outbox.held",
        nothing_held,
        "leadline outbox --state held names the reasons; decide each",
    ),
    (
        "conflicts",
        no_conflicts,
        "decide them on the Health tab, or with leadline resolve ID mine|theirs",
    ),
    (
        "quarantine",
        nothing_unreadable,
        "these records could not be read; everything else is here; send us the log",
    ),
    (
        "account",
        account_is_the_same,
        "leadline account tells more; --accept goes on with it as it is",
    ),
    (
        "directory",
        account_lists_what_is_named,
        "values are kept; pushes that name it wait: choose another value, or make it again in the CRM",
    ),
    (
        "lease",
        holder_gives_signs,
        "close the copy that does not answer; another takes over by itself",
    ),
    (
        "sync.age",
        data_is_fresh,
        "leadline sync fetches what is new; check the network and the key",
    ),
    (
        "sync.faults",
        lanes_recovered,
        "it is tried again by itself; the sentence says what to do meanwhile",
    ),
];

/// Runs every check.
pub async fn examine(engine: &Engine) -> Result<Vec<Check>, StoreError> {
    let seen = Seen {
        now: engine.now(),
        health: engine.query(HealthNow).await?,
        integrity: engine.query(IntegrityNow).await?,
        since_boot: engine.since_boot(),
    };
    Ok(CHECKS
        .iter()
        .map(|(id, examine, fix)| {
            let (ok, detail) = examine(&seen);
            Check {
                id,
                ok,
                detail,
                fix: (!ok).then_some(fix),
            }
        })
        .collect())
}

fn file_is_whole(seen: &Seen) -> (bool, String) {
    let bytes = seen.health.bytes / 1024;
    (
        seen.integrity.verdict == "ok",
        format!(
            "{}; {bytes} KiB, format {}",
            seen.integrity.verdict, seen.health.format
        ),
    )
}

fn nothing_dangles(seen: &Seen) -> (bool, String) {
    (
        seen.integrity.dangling == 0,
        format!("{} rows point to nothing", seen.integrity.dangling),
    )
}

fn log_is_unbroken(seen: &Seen) -> (bool, String) {
    match seen.integrity.broken_log {
        None => (true, "every row follows from the one before".to_owned()),
        Some(row) => (false, format!("row {row} does not follow from the one before")),
    }
}

fn log_ends_where_it_should(seen: &Seen) -> (bool, String) {
    match seen.integrity.lost_log.first() {
        None => (true, "where its anchor says".to_owned()),
        Some(lost) => (false, format!("{} ({})", lost.why, lost.kept.display())),
    }
}

fn backup_is_fresh(seen: &Seen) -> (bool, String) {
    match seen.health.backup {
        None => (
            true,
            "none yet; an open screen or leadline serve makes one a day".to_owned(),
        ),
        Some((at, changed)) => {
            let hours = seen.now.duration_since(at).as_hours();
            (
                !changed || hours < OLD_BACKUP_HOURS,
                format!("the newest is {hours} h old"),
            )
        }
    }
}

fn rows(seen: &Seen, state: OutboxState) -> u64 {
    seen.health
        .outbox
        .iter()
        .find(|(other, _)| *other == state)
        .map_or(0, |(_, rows)| *rows)
}

fn nothing_refused(seen: &Seen) -> (bool, String) {
    let refused = rows(seen, OutboxState::Failed);
    (refused == 0, format!("{refused} refused by the CRM"))
}

fn nothing_uncertain(seen: &Seen) -> (bool, String) {
    let uncertain = rows(seen, OutboxState::Uncertain);
    (uncertain == 0, format!("{uncertain} with a lost answer"))
}

fn nothing_held(seen: &Seen) -> (bool, String) {
    let held = rows(seen, OutboxState::Held).saturating_sub(seen.health.sleeping);
    (held == 0, format!("{held} wait for a decision"))
}

fn no_conflicts(seen: &Seen) -> (bool, String) {
    (
        seen.health.conflicts == 0,
        format!("{} fields changed on both sides", seen.health.conflicts),
    )
}

fn nothing_unreadable(seen: &Seen) -> (bool, String) {
    let why = seen.health.aside.as_ref().map(|(resource, why)| {
        let why = why.shown();
        format!(", the last of {resource}: {why}")
    });
    (
        seen.health.quarantined == 0,
        format!(
            "{} records could not be read{}",
            seen.health.quarantined,
            why.unwrap_or_default()
        ),
    )
}

/// Whether the account is still the one that was copied.
fn account_is_the_same(seen: &Seen) -> (bool, String) {
    match &seen.health.doubt {
        None => (true, "the one that was copied".to_owned()),
        Some(doubt) => (false, doubt.sentence()),
    }
}

fn account_lists_what_is_named(seen: &Seen) -> (bool, String) {
    let named = seen.health.absent.iter().map(|absent| {
        let name = absent.name.shown();
        format!("{} {name}", absent.kind)
    });
    match named.collect::<Vec<_>>() {
        none if none.is_empty() => (true, "all fields and stages are in the CRM".to_owned()),
        some => (false, format!("the CRM has no more: {}", some.join(", "))),
    }
}

/// A holder without a sign is followed by whoever wants to; that nobody holds the lease is no fault.
fn holder_gives_signs(seen: &Seen) -> (bool, String) {
    let lease = &seen.health.lease;
    let Some(pid) = lease.pid else {
        return (true, format!("nobody holds it; epoch {}", lease.epoch));
    };
    let age = seen.since_boot.saturating_sub(lease.beat);
    let sign = if lease.ended {
        "which has ended".to_owned()
    } else {
        format!("last sign {} s ago", age.as_secs())
    };
    let detail = format!("held by process {pid}, {sign}; epoch {}", lease.epoch);
    (lease.ended || age <= EXPIRY, detail)
}

fn data_is_fresh(seen: &Seen) -> (bool, String) {
    let Some(newest) = seen.health.cursors.iter().map(|cursor| cursor.at).max() else {
        return (false, "nothing has been copied yet".to_owned());
    };
    let age = seen.now.as_second() - newest.as_second();
    (age <= OLD_SECONDS, format!("last fetched {age} s ago"))
}

/// A resource whose last fault is newer than its last page has not recovered.
fn lanes_recovered(seen: &Seen) -> (bool, String) {
    let fetched = |resource: &str| {
        let cursor = seen.health.cursors.iter().find(|cursor| cursor.name == resource);
        cursor.map(|cursor| cursor.at)
    };
    let mut faulty = seen
        .health
        .faults
        .iter()
        .filter(|fault| fetched(&fault.resource).is_none_or(|at| at < fault.at));
    match (
        faulty.next(),
        seen.health.faults.iter().max_by_key(|fault| fault.at),
    ) {
        (Some(fault), _) => (false, format!("{}: {}", fault.resource, fault.sentence.shown())),
        (None, Some(last)) => {
            let age = seen.now.as_second() - last.at.as_second();
            (true, format!("none now; {} had one {age} s ago", last.resource))
        }
        (None, None) => (true, "none".to_owned()),
    }
}
