//! What the sync workers write: a page of records with its cursor; every other step is carried out where its rows live.

use rusqlite::params;

use crate::domain::command::{Cursor, SWEEP, SyncCommand};
use crate::domain::fact::Topic;
use crate::domain::record::RemoteRecord;
use crate::store::claude::{chats, spend};
use crate::store::error::CommitError;
use crate::store::file::setting;
use crate::store::gate;
use crate::store::gate::listen;
use crate::store::news::standing::delivery;
use crate::store::news::told::take;
use crate::store::news::{faults, hints, listed, quarantine};
use crate::store::push::outbox;
use crate::store::rows::forgotten;
use crate::store::settings::clocks;
use crate::store::sync::{epoch, lease, settle, sweep};
use crate::store::write::work::{Outcome, Work};

/// Carries out a step of sync.
pub(in crate::store) fn execute(work: &mut Work<'_>, command: &SyncCommand) -> Result<Outcome, CommitError> {
    match command {
        SyncCommand::Apply { records, cursor, .. } => apply_page(work, records, cursor.as_ref()),
        SyncCommand::Quarantine { skipped, resource } => quarantine::set_aside(work, skipped, resource),
        SyncCommand::NoteFault { resource, sentence } => faults::note(work, resource, sentence),
        SyncCommand::Epoch(command) => epoch::execute(work, command),
        SyncCommand::Sweep(command) => sweep::execute(work, command),
        SyncCommand::Claim => lease::leased(work, gate::claim),
        SyncCommand::Probe => lease::leased(work, |work| {
            let mut outcome = Outcome::default();
            outcome.receipt.claim = outbox::probe(work.db, &work.moment())?;
            Ok(outcome)
        }),
        SyncCommand::Settle {
            outbox,
            outcome,
            written,
            epoch,
        } => settle::settle(work, outbox, outcome, written, *epoch),
        SyncCommand::Lease(command) => lease::execute(work, command),
        SyncCommand::Recover => {
            spend::recover(work.db)?;
            chats::recover(work.db)?;
            Ok(Outcome::default())
        }
        SyncCommand::Hear { id, kind } => hints::take(work, id, kind),
        SyncCommand::Breathe => Ok(Outcome::default()),
        SyncCommand::Scrub => Ok(Outcome {
            scrub: true,
            ..Outcome::default()
        }),
        SyncCommand::Scrubbed => {
            forgotten::set_unfinished(work.db, false)?;
            Ok(Outcome::default())
        }
        SyncCommand::KeepClock { at_boot } => {
            clocks::keep(work, *at_boot)?;
            Ok(Outcome::default())
        }
        SyncCommand::KeepBudget { value } => {
            setting::set(work.db, "budget", value)?;
            Ok(Outcome::default())
        }
    }
}

fn apply_page(
    work: &mut Work<'_>,
    records: &[RemoteRecord],
    cursor: Option<&Cursor>,
) -> Result<Outcome, CommitError> {
    let mut outcome = Outcome::default();
    let since = listen::since(work)?;
    let whole = match cursor {
        Some(cursor) => listed::before(work.db, &cursor.name)?,
        None => None,
    };
    let mut spoke = Vec::new();
    for record in records {
        if take(work, record, None, &mut outcome)? {
            outcome.receipt.changed += 1;
            delivery(work, record, &mut outcome)?;
            spoke.extend(listen::spoke(work.db, record, since)?);
        }
    }
    if cursor.is_some_and(|cursor| cursor.name.ends_with(SWEEP)) {
        sweep::seen(work.db, records)?;
        if !records.is_empty() {
            sweep::spend(work)?;
        }
    }
    if let Some(before) = whole {
        listed::compare(work, before, records, &mut outcome)?;
    }
    // A person may come after their message in the same answer.
    for contact in spoke {
        listen::to(work, contact, &mut outcome)?;
    }
    if let Some(cursor) = cursor {
        work.db
            .prepare_cached(
                "INSERT INTO cursor (name, value, at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at",
            )?
            .execute(params![cursor.name, cursor.value, work.at])?;
        outcome.topics.push(Topic::Sync);
    }
    Ok(outcome)
}

#[cfg(test)]
mod tests;
