//! Lists of changes that wait for a yes, and what became of them.
//!
//! Owns the tables of proposals. A yes is used up in the commit that does what was picked: after a crash it was either given
//! and everything is done, or neither. `rest` knows what an item rests on and whether that moved before the yes, `receipts` what
//! became of it in the CRM. Must not judge a wish: each goes through the same door as everything else. To add a kind of wish:
//! what it rests on, in `rest`.

mod receipts;
mod rest;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::command::Command;
use crate::domain::decide::{Decision, Rejection};
use crate::domain::fact::Fact;
use crate::domain::origin::Origin;
use crate::domain::plan::{Item, ItemState, Plan, Proposal, ProposalChange, Stand};
use crate::domain::value::{ProposalId, ThreadId, TurnId, UndoId};
use crate::store::error::{CommitError, StoreError};
use crate::store::reader::Reader;
use crate::store::rows::record::timestamp;
use crate::store::write::bulk;
use crate::store::write::work::{Outcome, Work};

/// After that a yes counts no more: what it rests on is of another day.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Why an item is not done whose `before` is not so any more.
const MOVED: &str = "changed since; look again";

/// How a command is carried out: the one door.
type Execute = fn(&mut Work<'_>, &Command) -> Result<Outcome, CommitError>;

/// Carries out a change to a proposal; what was picked goes through the same door as everything else.
pub(in crate::store) fn change(
    work: &mut Work<'_>,
    change: &ProposalChange,
    execute: Execute,
) -> Result<Outcome, CommitError> {
    match change {
        ProposalChange::Make { turn, tool, plan } => make(work, turn, tool, plan),
        ProposalChange::Edit { proposal, nr, item } => edit(work, proposal, *nr, item),
        ProposalChange::Apply {
            proposal,
            picked,
            seal,
        } => apply(work, proposal, picked, seal, execute),
        ProposalChange::Reject { proposal, reason } => reject(work, proposal, reason),
    }
}

/// Keeps a plan until somebody decides.
pub(in crate::store) fn make(
    work: &mut Work<'_>,
    turn: &TurnId,
    tool: &str,
    plan: &Plan,
) -> Result<Outcome, CommitError> {
    let id = (work.fresh)();
    let expires = work.at + GOOD_FOR.as_millis() as i64;
    let made = work
        .db
        .prepare_cached(
            "INSERT INTO proposal (id, turn, tool, at, expires, stand, left_out)
             SELECT ?1, seq, ?3, ?4, ?5, 'open', ?6 FROM chat_turn WHERE id = ?2",
        )?
        .execute(params![
            id,
            turn.as_str(),
            tool,
            work.at,
            expires,
            serde_json::to_string(&plan.left_out)?
        ])?;
    if made == 0 {
        return Err(CommitError::NotFound(format!("turn {turn}")));
    }
    let seq = work.db.last_insert_rowid();
    let waiting = serde_json::to_string(&ItemState::Waiting)?;
    let mut statement = work.db.prepare_cached(
        "INSERT INTO proposal_item (proposal, nr, contact, item, state, rests) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (nr, item) in plan.items.iter().enumerate() {
        let json = serde_json::to_string(item)?;
        statement.execute(params![
            seq,
            nr as i64,
            item.deed.contact().as_str(),
            json,
            waiting,
            rest::noted(work.db, item)?
        ])?;
    }
    work.carry_out_quietly(Decision::default())
}

fn edit(work: &mut Work<'_>, id: &ProposalId, nr: usize, item: &Item) -> Result<Outcome, CommitError> {
    let proposal = open(work, id)?;
    let Some((before, _)) = proposal.items.get(nr) else {
        return Err(CommitError::NotFound(format!("item {nr} of the proposal")));
    };
    let same =
        before.deed.clone().with_wording(String::new()) == item.deed.clone().with_wording(String::new());
    if !same {
        let why = "only the words of an item can be changed; nothing was changed";
        return Err(Rejection::Invalid(why.to_owned()).into());
    }
    work.db
        .prepare_cached(
            "UPDATE proposal_item SET item = ?3
             WHERE proposal = (SELECT seq FROM proposal WHERE id = ?1) AND nr = ?2",
        )?
        .execute(params![id.as_str(), nr as i64, serde_json::to_string(item)?])?;
    told(work, &proposal, Outcome::default())
}

fn reject(work: &mut Work<'_>, id: &ProposalId, reason: &str) -> Result<Outcome, CommitError> {
    let proposal = open(work, id)?;
    set_states(work.db, id, |_| Some(ItemState::Denied), &proposal)?;
    decided(
        work,
        id,
        Stand::Rejected,
        Some(reason.trim()).filter(|reason| !reason.is_empty()),
        None,
    )?;
    told(work, &proposal, Outcome::default())
}

/// Does what was picked, each by itself: what the rules of the program refuse is named and keeps nothing else from being
/// done.
fn apply(
    work: &mut Work<'_>,
    id: &ProposalId,
    picked: &[usize],
    seal: &str,
    execute: Execute,
) -> Result<Outcome, CommitError> {
    let proposal = open(work, id)?;
    let by_its_turn = matches!(work.origin, Origin::Copilot { turn } if *turn == proposal.turn);
    if !by_its_turn {
        let why = "what Claude proposed is done in Claude's name; nothing was done";
        return Err(Rejection::Invalid(why.to_owned()).into());
    }
    if picked.is_empty() || proposal.seal(picked).as_deref() != Some(seal) {
        let why = "this is not what was shown when you said yes; nothing was done; look at it again";
        return Err(Rejection::Invalid(why.to_owned()).into());
    }
    // Before anything is done: what one item changes is no reason against the next.
    let moved = rest::moved(work.db, &proposal)?;
    let mut all = Outcome::default();
    let mut lines = Vec::new();
    let mut states = Vec::new();
    let mut done = 0_usize;
    for (nr, (item, _)) in proposal.items.iter().enumerate() {
        if !picked.contains(&nr) {
            states.push(ItemState::Denied);
            continue;
        }
        let tried = if moved.contains(&nr) {
            Err(MOVED.to_owned())
        } else {
            one(work, item, execute)?
        };
        let state = match tried {
            Ok(outcome) => {
                done += 1;
                all.topics.extend(outcome.topics);
                all.receipt.urgent.extend(outcome.receipt.urgent);
                all.receipt.outbox.extend(outcome.receipt.outbox.iter().cloned());
                lines.extend(outcome.receipt.undo);
                ItemState::Done {
                    outbox: outcome.receipt.outbox,
                }
            }
            Err(why) => {
                all.receipt.cannot.push(format!("{}: {why}", item.who));
                ItemState::NotStarted { why }
            }
        };
        states.push(state);
    }
    set_states(work.db, id, |nr| states.get(nr).cloned(), &proposal)?;
    let summary = format!("{done} of {} proposed by Claude", proposal.items.len());
    all.receipt.undo = bulk::one_line(work, &lines, &summary)?;
    let undo = all.receipt.undo.clone();
    decided(work, id, Stand::Applied, None, undo.as_ref().map(UndoId::as_str))?;
    all.receipt.changed = done;
    all.receipt.summary = summary;
    told(work, &proposal, all)
}

/// Does one item, or says why not and leaves no trace of it.
fn one(work: &mut Work<'_>, item: &Item, execute: Execute) -> Result<Result<Outcome, String>, CommitError> {
    if let Some(remark) = item.remarks.iter().find(|remark| remark.blocks) {
        return Ok(Err(remark.text.clone()));
    }
    work.db.execute_batch("SAVEPOINT item")?;
    let done = execute(work, &Command::from(&item.deed));
    match done {
        Ok(outcome) => {
            work.db.execute_batch("RELEASE item")?;
            Ok(Ok(outcome))
        }
        Err(CommitError::Store(error)) => Err(CommitError::Store(error)),
        Err(refused) => {
            work.db.execute_batch("ROLLBACK TO item; RELEASE item")?;
            Ok(Err(refused.to_string()))
        }
    }
}

/// The proposal, while it can be decided.
fn open(work: &Work<'_>, id: &ProposalId) -> Result<Proposal, CommitError> {
    let proposal = read(work.db, "p.id = ?1", id.as_str())?
        .pop()
        .ok_or_else(|| CommitError::NotFound(format!("proposal {id}")))?;
    let why = match proposal.stand {
        Stand::Open if proposal.expires > work.now => return Ok(proposal),
        Stand::Open | Stand::Expired => "this proposal is older than a day; nothing was done; ask again",
        Stand::Applied | Stand::Rejected => "this was decided already; nothing was done twice",
    };
    Err(Rejection::Invalid(why.to_owned()).into())
}

fn set_states(
    db: &Connection,
    id: &ProposalId,
    state: impl Fn(usize) -> Option<ItemState>,
    proposal: &Proposal,
) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(
        "UPDATE proposal_item SET state = ?3
         WHERE proposal = (SELECT seq FROM proposal WHERE id = ?1) AND nr = ?2",
    )?;
    for nr in 0..proposal.items.len() {
        if let Some(state) = state(nr) {
            statement.execute(params![id.as_str(), nr as i64, serde_json::to_string(&state)?])?;
        }
    }
    Ok(())
}

fn decided(
    work: &Work<'_>,
    id: &ProposalId,
    stand: Stand,
    reason: Option<&str>,
    undo: Option<&str>,
) -> Result<(), StoreError> {
    work.db
        .prepare_cached("UPDATE proposal SET stand = ?2, decided = ?3, reason = ?4, undo = ?5 WHERE id = ?1")?
        .execute(params![id.as_str(), stand.word(), work.at, reason, undo])?;
    Ok(())
}

/// Lets whoever shows the chat look again.
fn told(work: &mut Work<'_>, proposal: &Proposal, mut outcome: Outcome) -> Result<Outcome, CommitError> {
    let said = Decision {
        facts: vec![Fact::Said {
            thread: proposal.thread.clone(),
        }],
        ..Decision::default()
    };
    let quiet = work.carry_out_quietly(said)?;
    outcome.topics.extend(quiet.topics);
    outcome.receipt.ack = quiet.receipt.ack;
    outcome.receipt.seq = quiet.receipt.seq;
    outcome.receipt.thread = Some(proposal.thread.clone());
    Ok(outcome)
}

/// The proposals that `chosen` chooses, in the order in which they were made.
fn read(db: &Connection, chosen: &str, with: &str) -> Result<Vec<Proposal>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT p.seq, p.id, c.id, t.id, p.tool, p.at, p.expires, p.stand, p.reason, p.undo, p.left_out
         FROM proposal p JOIN chat_turn t ON t.seq = p.turn JOIN chat_thread c ON c.seq = t.thread
         WHERE {chosen} ORDER BY p.seq"
    ))?;
    let mut items =
        db.prepare_cached("SELECT item, state, rests FROM proposal_item WHERE proposal = ?1 ORDER BY nr")?;
    let mut rows = statement.query([with])?;
    let mut proposals = Vec::new();
    while let Some(row) = rows.next()? {
        let mut kept = items.query([row.get::<_, i64>(0)?])?;
        let (mut listed, mut rests) = (Vec::new(), Vec::new());
        while let Some(item) = kept.next()? {
            let (text, state): (String, String) = (item.get(0)?, item.get(1)?);
            listed.push((serde_json::from_str(&text)?, serde_json::from_str(&state)?));
            rests.push(item.get(2)?);
        }
        proposals.push(Proposal {
            id: row.get::<_, String>(1)?.into(),
            thread: row.get::<_, String>(2)?.into(),
            turn: row.get::<_, String>(3)?.into(),
            tool: row.get(4)?,
            at: timestamp(row.get(5)?),
            expires: timestamp(row.get(6)?),
            stand: Stand::from_word(&row.get::<_, String>(7)?),
            reason: row.get(8)?,
            undo: row.get::<_, Option<String>>(9)?.map(Into::into),
            items: listed,
            rests,
            left_out: serde_json::from_str(&row.get::<_, String>(10)?)?,
        });
    }
    Ok(proposals)
}

/// The model is told what became of these.
pub(in crate::store) fn told_of(db: &Connection, proposals: &[ProposalId]) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached("UPDATE proposal SET told = 1 WHERE id = ?1")?;
    for proposal in proposals {
        statement.execute([proposal.as_str()])?;
    }
    Ok(())
}

impl Reader {
    /// The proposals of a chat that were decided and of which the model was not told yet.
    pub fn untold_proposals(&self, thread: &ThreadId) -> Result<Vec<Proposal>, StoreError> {
        read(
            &self.db,
            "c.id = ?1 AND p.stand <> 'open' AND p.told = 0",
            thread.as_str(),
        )
    }

    /// The proposals of a chat, in the order in which they were made.
    pub fn proposals(&self, thread: &ThreadId) -> Result<Vec<Proposal>, StoreError> {
        read(&self.db, "c.id = ?1", thread.as_str())
    }

    /// One proposal.
    pub fn proposal(&self, id: &ProposalId) -> Result<Option<Proposal>, StoreError> {
        Ok(read(&self.db, "p.id = ?1", id.as_str())?.pop())
    }

    /// The proposals that nobody has decided, in the order in which they were made; those of more than a day ago among them.
    pub fn open_proposals(&self) -> Result<Vec<Proposal>, StoreError> {
        read(&self.db, "p.stand = ?1", Stand::Open.word())
    }

    /// How many proposals wait for a yes that still counts at `now`.
    pub fn waiting_proposals(&self, now: Timestamp) -> Result<u64, StoreError> {
        let count = self
            .db
            .prepare_cached("SELECT count(*) FROM proposal WHERE stand = 'open' AND expires > ?1")?
            .query_row([now.as_millisecond()], |row| row.get(0))
            .optional()?;
        Ok(count.unwrap_or_default())
    }

    /// How many of these were made by calls whose id begins so.
    pub fn waiting_of_calls(&self, begin: &str, now: Timestamp) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM proposal p WHERE stand = 'open' AND expires > ?1
            AND EXISTS (SELECT 1 FROM chat_call k WHERE k.turn = p.turn AND substr(k.call, 1, length(?2)) = ?2)";
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(statement.query_row(params![now.as_millisecond(), begin], |row| row.get(0))?)
    }
}

#[cfg(test)]
mod tests;
