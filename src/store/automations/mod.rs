//! Automations that run, who is inside, and what was done for whom.
//!
//! Owns the tables of automations. A step of a run is kept whole or not at all: its state, the lines of its log, when it goes
//! on, and what it has done, which goes through the same door as everything. `read` has the questions, `derive` those for
//! moments that nobody writes down, `notices` is what colleagues are told, `sent` whose a message is, `sums` counts what became of people, `with` is what
//! happened with one person lately. Must not know what an automation is: texts and
//! states are kept as they come. To keep one more thing of a run: a column in a new migration, and its member in `step`.

mod derive;
pub(in crate::store) mod homes;
mod notices;
mod read;
mod sent;
mod sums;
mod with;

use rusqlite::{Connection, OptionalExtension, params};

pub use derive::{Days, Keeper, Moved, Near, Quiet};
pub use notices::{Told, Untold};
pub use read::{AutomationRow, JournalFact, PendingEffect, RunRow, RunTry};
pub use sums::Sums;

use super::error::{CommitError, StoreError};
use crate::domain::automation::{AutomationText, Entering, Switch};
use crate::domain::command::{AutomationCommand, Command, Did, RunLine, RunStep};
use crate::domain::conversation::Draft;
use crate::domain::decide::{Decision, Rejection};
use crate::domain::fact::{Fact, Topic};
use crate::domain::outbox::{Intent, OutboxState};
use crate::domain::plan::Deed;
use crate::store::ask::drafts;
use crate::store::file::setting;
use crate::store::push::outbox;
use crate::store::rows::record::contact_rid;
use crate::store::settings::automatic;
use crate::store::write::work::{Outcome, Work};

/// Where the worker is: the last fact, then the last line of the log of runs.
const PLACE: &str = "automations";

/// What the rules of zones are known by that every timer stands by.
const ZONES: &str = "automations zones";

/// How a command is carried out: the one door.
type Execute = fn(&mut Work<'_>, &Command) -> Result<Outcome, CommitError>;

/// Carries out a change.
pub(super) fn change(
    work: &mut Work<'_>,
    command: &AutomationCommand,
    execute: Execute,
) -> Result<Outcome, CommitError> {
    match command {
        AutomationCommand::Save(text) => save(work, text),
        AutomationCommand::Publish(text) => publish(work, text),
        AutomationCommand::Pause { id, why } => switch(work, id, Switch::Paused, Some(why)),
        AutomationCommand::Resume { id } => switch(work, id, Switch::On, None),
        AutomationCommand::Step(run) => step(work, run, execute),
        AutomationCommand::Move {
            run,
            rev,
            version,
            state,
        } => move_to(work, (run, *rev), *version, state),
        AutomationCommand::Follow { facts, lines } => {
            let (before, told) = place(work.db)?;
            let place = format!("{} {}", before.max(*facts), told.max(*lines));
            setting::set(work.db, PLACE, &place)?;
            work.carry_out_quietly(Decision::default())
        }
        AutomationCommand::Zones { rules } => {
            setting::set(work.db, ZONES, &rules.to_string())?;
            work.carry_out_quietly(Decision::default())
        }
        AutomationCommand::Homes { upto, concerned } => homes::tell(work, *upto, concerned),
        AutomationCommand::Tell(telling) => notices::tell(work, telling),
        AutomationCommand::HadTurn { user } => {
            crate::store::ask::turn::had(work.db, user.as_str(), work.at)?;
            work.carry_out_quietly(Decision::default())
        }
        AutomationCommand::Told { notice } => notices::told(work, *notice),
        AutomationCommand::Heard { moments, scores } => {
            derive::heard(work.db, moments, *scores)?;
            work.carry_out_quietly(Decision::default())
        }
    }
}

/// The last fact and the last line of the log of runs that were looked at.
fn place(db: &Connection) -> Result<(i64, i64), StoreError> {
    let kept = setting::get(db, PLACE)?.unwrap_or_default();
    let mut words = kept.split(' ').map(|word| word.parse().unwrap_or(0));
    Ok((words.next().unwrap_or(0), words.next().unwrap_or(0)))
}

fn invalid(why: impl Into<String>) -> CommitError {
    Rejection::Invalid(why.into()).into()
}

fn said(work: &mut Work<'_>, summary: String) -> Result<Outcome, CommitError> {
    let mut outcome = work.carry_out(Decision {
        summary,
        ..Decision::default()
    })?;
    outcome.topics.push(Topic::Automations);
    Ok(outcome)
}

fn save(work: &mut Work<'_>, text: &AutomationText) -> Result<Outcome, CommitError> {
    work.db
        .prepare_cached(
            "INSERT INTO automation (id, name, state, draft, who, at) VALUES (?1, ?2, 'draft', ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET draft = excluded.draft",
        )?
        .execute(params![
            text.id,
            text.name,
            text.text,
            work.origin.word(),
            work.at
        ])?;
    said(work, format!("automation {} kept as a draft", text.id))
}

fn publish(work: &mut Work<'_>, text: &AutomationText) -> Result<Outcome, CommitError> {
    let who = work.origin.word();
    let version: u32 = work
        .db
        .prepare_cached("SELECT coalesce(max(version), 0) + 1 FROM automation_version WHERE automation = ?1")?
        .query_row([&text.id], |row| row.get(0))?;
    work.db
        .prepare_cached(
            "INSERT INTO automation_version (automation, version, text, who, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![text.id, version, text.text, who, work.at])?;
    work.db
        .prepare_cached(
            "INSERT INTO automation (id, name, state, version, auto_send, published, who, at)
             VALUES (?1, ?2, 'on', ?3, ?4, ?5, ?6, ?5)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, state = 'on', why = NULL, draft = NULL,
               version = excluded.version, auto_send = excluded.auto_send, published = excluded.published,
               who = excluded.who, at = excluded.at",
        )?
        .execute(params![text.id, text.name, version, text.auto_send, work.at, who])?;
    // What happened before the first was published brings nobody in.
    if setting::get(work.db, PLACE)?.is_none() {
        let last: i64 = work
            .db
            .query_row("SELECT coalesce(max(seq), 0) FROM journal", [], |row| row.get(0))?;
        setting::set(work.db, PLACE, &format!("{last} 0"))?;
    }
    said(
        work,
        format!("automation {} published, version {version}", text.id),
    )
}

fn switch(work: &mut Work<'_>, id: &str, to: Switch, why: Option<&str>) -> Result<Outcome, CommitError> {
    let changed = work
        .db
        .prepare_cached("UPDATE automation SET state = ?2, why = ?3 WHERE id = ?1 AND version IS NOT NULL")?
        .execute(params![id, to.word(), why])?;
    if changed == 0 {
        return Err(CommitError::NotFound(format!("published automation {id}")));
    }
    let summary = match (to, why) {
        (Switch::On, _) => format!("automation {id} goes on"),
        (_, Some(why)) => format!("automation {id} paused: {why}"),
        (_, None) => format!("automation {id} paused"),
    };
    said(work, summary)
}

fn move_to(
    work: &mut Work<'_>,
    (run, rev): (&str, i64),
    version: u32,
    state: &str,
) -> Result<Outcome, CommitError> {
    let moved = work
        .db
        .prepare_cached(
            "UPDATE automation_run SET version = ?3, state = ?4, rev = rev + 1
             WHERE id = ?1 AND rev = ?2 AND ended IS NULL AND EXISTS (
               SELECT 1 FROM automation_version v WHERE v.automation = automation_run.automation AND v.version = ?3)",
        )?
        .execute(params![run, rev, version, state])?;
    if moved == 0 {
        return Err(moved_on());
    }
    said(work, format!("a run goes on with version {version}"))
}

fn moved_on() -> CommitError {
    invalid("the run has gone on since")
}

/// A step of a run, with what it does.
fn step(work: &mut Work<'_>, run: &RunStep, execute: Execute) -> Result<Outcome, CommitError> {
    let acts = run
        .lines
        .iter()
        .any(|line| matches!(line.did, Did::Done(Some(_))));
    if acts && automatic::stopped(work.db)?.is_some() {
        return Err(invalid("everything automatic is stopped"));
    }
    let seq = match &run.enters {
        Some(entering) => match enter(work, run, entering)? {
            Some(seq) => seq,
            // They came in by this before.
            None => return work.carry_out_quietly(Decision::default()),
        },
        None => go_on(work, run)?,
    };
    if acts && !is_on(work.db, seq)? {
        return Err(invalid("the automation is paused"));
    }
    let mut outcome = Outcome::default();
    for line in &run.lines {
        keep_line(work, seq, line, execute, &mut outcome)?;
    }
    let quiet = work.carry_out_quietly(Decision::default())?;
    outcome.topics.push(Topic::Automations);
    outcome.receipt.ack = quiet.receipt.ack;
    outcome.receipt.changed = 1;
    Ok(outcome)
}

fn is_on(db: &Connection, run: i64) -> Result<bool, StoreError> {
    let sql = "SELECT a.state = 'on' FROM automation_run r JOIN automation a ON a.id = r.automation WHERE r.seq = ?1";
    let on = db.prepare_cached(sql)?.query_row([run], |row| row.get(0));
    Ok(on.optional()?.unwrap_or(false))
}

/// Lets somebody in; nothing when they came in by the same before.
fn enter(work: &Work<'_>, run: &RunStep, who: &Entering) -> Result<Option<i64>, CommitError> {
    let nobody = || CommitError::NotFound(format!("person {}", who.contact));
    let rid = contact_rid(work.db, who.contact.as_str())?.ok_or_else(nobody)?;
    let ended = run.ended.as_ref().map(|_| work.at);
    let made = work
        .db
        .prepare_cached(
            "INSERT OR IGNORE INTO automation_run
               (id, automation, version, contact, cause, arm, rev, state, waits, due, upto, entered, ended, why)
             SELECT ?1, ?2, ?3, rid, ?5, ?6, 1, ?7, ?8, ?9, ?10, ?11, ?12, ?13 FROM contact WHERE rid = ?4",
        )?
        .execute(params![
            run.run,
            who.automation,
            who.version,
            rid,
            who.cause,
            who.arm.word(),
            run.state,
            run.waits,
            run.due.map(jiff::Timestamp::as_millisecond),
            run.upto,
            work.at,
            ended,
            run.ended
        ])?;
    Ok((made > 0).then(|| work.db.last_insert_rowid()))
}

/// Moves a run on, unless it moved since the step was worked out.
fn go_on(work: &Work<'_>, run: &RunStep) -> Result<i64, CommitError> {
    let ended = run.ended.as_ref().map(|_| work.at);
    let moved: Option<i64> = work
        .db
        .prepare_cached(
            "UPDATE automation_run SET rev = rev + 1, state = ?3, waits = ?4, due = ?5, upto = max(upto, ?6),
               ended = ?7, why = ?8 WHERE id = ?1 AND rev = ?2 AND ended IS NULL RETURNING seq",
        )?
        .query_row(
            params![
                run.run,
                run.rev,
                run.state,
                run.waits,
                run.due.map(jiff::Timestamp::as_millisecond),
                run.upto,
                ended,
                run.ended
            ],
            |row| row.get(0),
        )
        .optional()?;
    moved.ok_or_else(moved_on)
}

/// Keeps a line, and does what it says to be done, once for its key.
fn keep_line(
    work: &mut Work<'_>,
    run: i64,
    line: &RunLine,
    execute: Execute,
    outcome: &mut Outcome,
) -> Result<(), CommitError> {
    if let Some(key) = &line.key
        && is_settled(work.db, key)?
        && !matches!(line.did, Did::TakenBack(_))
    {
        return Ok(());
    }
    let result = match &line.did {
        Did::Planned | Did::Held(_) => None,
        Did::Done(None) => Some("done".to_owned()),
        Did::Done(Some(command)) => {
            perform(work, command, execute, outcome)?;
            Some("done".to_owned())
        }
        Did::Noted(words) => Some(words.clone()),
        Did::Refused(why) => Some(format!("refused: {why}")),
        Did::TakenBack(why) => {
            if let Some(key) = &line.key {
                take_back(work, key, outcome)?;
            }
            Some(format!("taken back: {why}"))
        }
    };
    let tries = i64::from(!matches!(line.did, Did::Planned));
    work.db
        .prepare_cached(
            "INSERT INTO automation_step (run, at, step, what, key, effect, result, done, tries, cents, facts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, CASE WHEN ?7 IS NULL THEN NULL ELSE ?2 END, ?8, ?9, ?10)
             ON CONFLICT (key) DO UPDATE SET result = excluded.result, done = excluded.done,
               tries = automation_step.tries + excluded.tries, facts = coalesce(excluded.facts, facts),
               effect = coalesce(excluded.effect, effect)",
        )?
        .execute(params![
            run,
            work.at,
            line.step,
            line.what,
            line.key,
            line.effect,
            result,
            tries,
            line.cents,
            line.facts
        ])?;
    if let Did::Held(why) = &line.did {
        work.db
            .prepare_cached(
                "INSERT INTO automation_step (run, at, step, what, result, done) VALUES (?1, ?2, ?3, ?4, ?5, ?2)",
            )?
            .execute(params![run, work.at, line.step, line.what, why])?;
    }
    Ok(())
}

/// Whether an effect was done or given up.
fn is_settled(db: &Connection, key: &str) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM automation_step WHERE key = ?1 AND result IS NOT NULL)";
    Ok(db.prepare_cached(sql)?.query_row([key], |row| row.get(0))?)
}

fn perform(
    work: &mut Work<'_>,
    command: &Command,
    execute: Execute,
    outcome: &mut Outcome,
) -> Result<(), CommitError> {
    if let Command::KeepDraft { draft } = command {
        no_other_draft(work.db, draft)?;
    }
    let done = execute(work, command)?;
    outcome.topics.extend(done.topics);
    outcome.receipt.urgent.extend(done.receipt.urgent);
    outcome.receipt.outbox.extend(done.receipt.outbox);
    outcome.receipt.held = done.receipt.held.or(outcome.receipt.held.take());
    outcome.receipt.seq = outcome.receipt.seq.max(done.receipt.seq);
    Ok(())
}

/// What a person is writing is never written over.
fn no_other_draft(db: &Connection, draft: &Draft) -> Result<(), CommitError> {
    let name = drafts::name_here(db, &draft.contact, draft.channel)?;
    let stands: Option<String> = db
        .prepare_cached("SELECT body FROM draft WHERE name = ?1")?
        .query_row([&name], |row| row.get(0))
        .optional()?;
    match stands.filter(|body| !body.trim().is_empty() && *body != draft.body) {
        Some(_) => Err(invalid(
            "another draft to them waits already and was left as it is",
        )),
        None => Ok(()),
    }
}

/// Takes back a message that has not left. Unlike one of a person's, it becomes no draft: it was wrong to write it.
fn take_back(work: &mut Work<'_>, key: &str, outcome: &mut Outcome) -> Result<(), CommitError> {
    let Some((id, _)) = outbox::by_key(work.db, key)? else {
        return withdraw(work, key);
    };
    let Some((_, Intent::Send { message, .. }, state)) = outbox::row(work.db, &id)? else {
        return Ok(());
    };
    if !matches!(state, OutboxState::Queued | OutboxState::Held) {
        return Ok(());
    }
    outbox::set_state(work.db, &id, OutboxState::Cancelled, None, None, None)?;
    let done = work.carry_out(Decision {
        facts: vec![Fact::Removed { entity: message }],
        summary: "a message of an automation was taken back before it left".to_owned(),
        ..Decision::default()
    })?;
    outcome.topics.extend(done.topics);
    Ok(())
}

/// Takes a message away again that was laid ready, while it stands there as it was laid.
fn withdraw(work: &Work<'_>, key: &str) -> Result<(), CommitError> {
    let laid: Option<String> = work
        .db
        .prepare_cached("SELECT effect FROM automation_step WHERE key = ?1 AND effect IS NOT NULL")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    let Some(draft) = laid.as_deref().and_then(laid_draft) else {
        return Ok(());
    };
    let name = drafts::name_here(work.db, &draft.contact, draft.channel)?;
    if drafts::read(work.db, &name)?.is_some_and(|(_, body)| body == draft.body) {
        drafts::keep(work.db, &name, None, "", work.at)?;
    }
    Ok(())
}

/// The message in an effect that lays one ready; how effects are written down is known by whoever does them.
fn laid_draft(effect: &str) -> Option<Draft> {
    let effect: serde_json::Value = serde_json::from_str(effect).ok()?;
    let deed: Deed = serde_json::from_value(effect.get("deed")?.clone()).ok()?;
    match deed {
        Deed::Draft(draft) => Some(draft),
        _ => None,
    }
}

/// Runs of one person are runs of another from now on: they are the same. Where both are inside the same automation, the one
/// that goes ends.
pub(super) fn hand_over(db: &Connection, from: i64, to: i64, at: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE automation_run SET ended = ?3, due = NULL, why = 'they are one person and are inside already',
           rev = rev + 1
         WHERE contact = ?1 AND ended IS NULL AND EXISTS (SELECT 1 FROM automation_run o
           WHERE o.contact = ?2 AND o.automation = automation_run.automation AND o.ended IS NULL)",
    )?
    .execute(params![from, to, at])?;
    db.prepare_cached("UPDATE OR IGNORE automation_run SET contact = ?2 WHERE contact = ?1")?
        .execute([from, to])?;
    db.prepare_cached("UPDATE notice SET contact = ?2 WHERE contact = ?1")?
        .execute([from, to])?;
    Ok(())
}

#[cfg(test)]
mod tests;
