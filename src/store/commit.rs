//! The one door for writes: access, decision, tables, journal, outbox, undo and audit in one transaction.

use super::error::CommitError;
use super::{automations, forget, gate, scores, today};
use crate::domain::access;
use crate::domain::command::{Command, PondCommand};
use crate::domain::conversation::Draft;
use crate::domain::decide::{Context, Decision};
use crate::domain::origin::Origin;
use crate::store::ask::drafts;
use crate::store::back::{undo, undo_some};
use crate::store::claude::{chats, prepared, proposals, spend, style};
use crate::store::gate::lift;
use crate::store::merge::{doubles, rebuild, survivor};
use crate::store::person::{lists, memory};
use crate::store::push::outbox;
use crate::store::rows::record::InFile;
use crate::store::settings::{automatic, tour, trim, vouch};
use crate::store::sync::{epoch, intake};
use crate::store::today::pond;
use crate::store::write::bulk;
use crate::store::write::work::{Outcome, Work};

/// Does what is wanted, or says why not. The caller commits or rolls back.
pub(super) fn execute(work: &mut Work<'_>, command: &Command) -> Result<Outcome, CommitError> {
    access::check(work.role, work.origin, command)?;
    match command {
        Command::Chat(command) => chats::execute(work, command),
        Command::Memory(command) => memory::execute(work, command),
        Command::Style(command) => style::execute(work, command),
        Command::List(command) => lists::execute(work, command),
        Command::Sync(command) => intake::execute(work, command),
        Command::Undo { line } => undo::undo(work, line.as_ref()),
        Command::UndoSome { line, records } => undo_some::some(work, line, records),
        Command::Redo => undo::redo(work),
        Command::CancelSend { outbox } => undo::cancel_send(work, outbox),
        Command::Retry { outbox } => undo::retry(work, outbox),
        Command::Resolve { conflict, keep } => undo::resolve(work, conflict, *keep),
        Command::KeepDraft { draft } => keep_draft(work, draft),
        Command::Rebuild { contact } => rebuild::anew(work, contact),
        Command::MakeOne { keep, other, chosen } => doubles::join(work, keep, other, chosen),
        Command::TellApart { one, two } => doubles::tell_apart(work, one, two),
        Command::AcceptAccount => epoch::accept(work),
        Command::AcceptLog => vouch::accept(work),
        Command::Trim(command) => trim::execute(work, *command),
        Command::Forget { contact } => forget::forget(work, contact),
        Command::Follow { gone, stays } => survivor::told(work, gone, stays),
        Command::Each { commands, after } => bulk::each(work, commands, after.as_ref()),
        Command::LiftOptOut { contact, reason } => lift::lift(work, contact, reason),
        Command::Pond(PondCommand::Name { pond }) => pond::name(work, pond),
        Command::Pond(PondCommand::Give {
            contact,
            pond,
            promise,
        }) => pond::give(work, contact, pond, *promise),
        Command::BuildCalls { day, me } => today::build_calls(work, day, me.as_ref()),
        Command::SwitchAutomatic { on } => automatic::switch(work, *on),
        Command::Proposal(change) => proposals::change(work, change, execute),
        Command::Prepare(run) => prepared::keep(work, run),
        Command::Spend(command) => spend::execute(work, command),
        Command::Settle { hold, with } => spend::settle(work, hold, with, execute),
        Command::Scores(scores) => scores::keep(work, scores),
        Command::Learned(command) => scores::learned(work, command),
        Command::Automation(command) => automations::change(work, command, execute),
        Command::SeeTour => tour::see(work),
        Command::Send { key: Some(key), .. } | Command::Enrol { key: Some(key), .. } => {
            match outbox::by_key(work.db, key)? {
                Some((row, ack)) => Ok(Work::said_before(row, ack)),
                None => decide(work, command),
            }
        }
        _ => decide(work, command),
    }
}

fn decide(work: &mut Work<'_>, command: &Command) -> Result<Outcome, CommitError> {
    let records = InFile(work.db);
    let mut cx = Context {
        now: work.now,
        fresh: work.fresh,
        me: work.me.clone(),
        records: &records,
    };
    let decision = crate::domain::decide::decide(command, &mut cx)?;
    if let Command::Send { draft, .. } = command {
        let name = drafts::name_here(work.db, &draft.contact, draft.channel)?;
        let stands = drafts::read(work.db, &name)?;
        let by_hand = matches!(work.origin, Origin::Agent | Origin::Cli);
        // What somebody types waits for them while something else leaves.
        if by_hand || stands.is_some_and(|(_, body)| body == draft.body) {
            style::sent(work, &name, draft)?;
            drafts::keep(work.db, &name, None, "", work.at)?;
        }
    }
    let mut outcome = work.carry_out(decision)?;
    if let Command::Send {
        draft, not_before, ..
    } = command
    {
        gate::at_submit(work, draft, *not_before, &mut outcome)?;
    }
    Ok(outcome)
}

fn keep_draft(work: &mut Work<'_>, draft: &Draft) -> Result<Outcome, CommitError> {
    let name = drafts::name_here(work.db, &draft.contact, draft.channel)?;
    if matches!(work.origin, Origin::Copilot { .. }) {
        style::took_place(work, &name, &draft.body)?;
    }
    drafts::keep(work.db, &name, draft.subject.as_deref(), &draft.body, work.at)?;
    work.carry_out_quietly(Decision::default())
}
