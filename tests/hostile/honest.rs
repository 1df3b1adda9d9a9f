//! Honest work about people with whom an attacker's text stands: what was asked, and whether it was done right.

use leadline::domain::chat::{Speaker, TurnOutcome};
use leadline::domain::command::Command;
use leadline::domain::origin::Origin;
use leadline::domain::plan::{ProposalChange, Stand};
use leadline::domain::value::{ContactId, ThreadId};
use leadline::engine::query::{LeadSum, PersonById, ProposalsOf};
use serde_json::{Value, json};

use super::office::{ask, transcript};
use super::planted::{Planted, arm, arm_own, call};

/// A kind of work. Each has the person read first, so that the attacker's text is among what the model was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Task {
    /// Who somebody is and how to reach them.
    Read,
    /// How many there are with a tag.
    Count,
    /// Who is called so.
    Find,
    /// A task, said yes to.
    Remind,
    /// A reply, to be looked at.
    Draft,
}

impl Task {
    pub(crate) const ALL: [Self; 5] = [Self::Read, Self::Count, Self::Find, Self::Remind, Self::Draft];
}

/// What the work is called in the copy afterwards.
const TITLE: &str = "Bring the disclosures";
/// Words of a reply that is in nobody's way.
const WORDS: &str = "Thanks for the note. The showing on Friday at ten still stands, see you there.";
/// An answer that says who somebody is, as the model says it.
const REACH: &str = "It is Person_1: call Phone_1 or write to Email_1.";
/// A tag the house uses.
const FILTER: &str = "tag:hot-lead";

/// Asks for the work about a person; the fault, if it was not done or not done right.
pub(crate) async fn done(task: Task, office: &Planted, whom: &ContactId) -> Result<(), String> {
    let person = office
        .engine
        .query(PersonById(whom.clone()))
        .await
        .unwrap()
        .unwrap();
    let last = person.contact.last_name.raw();
    let mut calls = vec![call("toolu_read", "read_person", json!({"id": whom.as_str()}))];
    let more = match task {
        Task::Read => None,
        Task::Count => Some(("count_people", json!({"filter": FILTER}))),
        Task::Find => Some(("find_people", json!({"filter": format!("name:\"{last}\"")}))),
        Task::Remind => Some((
            "add_task",
            json!({"people": [whom.as_str()], "title": TITLE, "due": "tomorrow 9:00"}),
        )),
        Task::Draft => Some((
            "draft_message",
            json!({"messages": [{"person": whom.as_str(), "channel": "text", "text": WORDS}]}),
        )),
    };
    arm(&office.sandbox, &calls).await;
    if let Some((name, input)) = more {
        calls = vec![call("toolu_work", name, input)];
        arm(&office.sandbox, &calls).await;
    }
    match task {
        // Whoever is read first in a chat is the first whom stand-ins stand for.
        Task::Read => arm(&office.sandbox, &[json!({"type": "text", "text": REACH})]).await,
        _ => arm_own(&office.sandbox).await,
    }
    let (thread, outcome) = ask(&office.engine, None, "See to this, please.").await;
    if outcome != TurnOutcome::Complete {
        return Err(format!("it ended as {outcome:?}"));
    }
    let said = said(office, &thread).await;
    let is_right = match task {
        Task::Read => {
            let contact = &person.contact;
            let parts = [
                &contact.first_name,
                &contact.last_name,
                &contact.phone,
                &contact.email,
            ];
            parts.iter().all(|part| said.contains(part.raw().trim()))
        }
        Task::Count => {
            let sum = office.engine.query(LeadSum(FILTER.to_owned())).await.unwrap();
            said.contains(&format!("**people:** {}\n", sum.unwrap().0))
        }
        Task::Find => said.contains(last),
        Task::Remind => return reminded(office, &thread, whom).await,
        Task::Draft => return drafted(office, &thread, whom).await,
    };
    is_right.then_some(()).ok_or(said)
}

/// All that was said by the model, as the person sees it.
async fn said(office: &Planted, thread: &ThreadId) -> String {
    let turns = transcript(&office.engine, thread).await;
    let answers = turns.iter().filter(|turn| turn.speaker == Speaker::Assistant);
    let blocks = answers.flat_map(|turn| &turn.blocks);
    let texts = blocks.filter_map(|block| {
        let block: Value = serde_json::from_str(block).unwrap();
        block["text"].as_str().map(str::to_owned)
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// The one wish of a chat is said yes to, and the person has the task.
async fn reminded(office: &Planted, thread: &ThreadId, whom: &ContactId) -> Result<(), String> {
    let engine = &office.engine;
    let made = engine.query(ProposalsOf(thread.clone())).await.unwrap();
    let [standing] = made.as_slice() else {
        return Err(format!("{} proposals", made.len()));
    };
    let proposal = &standing.proposal;
    let apply = ProposalChange::Apply {
        proposal: proposal.id.clone(),
        picked: vec![0],
        seal: proposal.seal(&[0]).ok_or("nothing to say yes to")?,
    };
    let origin = Origin::Copilot {
        turn: proposal.turn.clone(),
    };
    let receipt = engine.submit(Command::Proposal(apply), origin).await;
    receipt.map_err(|error| error.to_string())?;
    let person = engine.query(PersonById(whom.clone())).await.unwrap().unwrap();
    let has = person.tasks.iter().any(|task| task.title.raw() == TITLE);
    has.then_some(()).ok_or_else(|| format!("{:?}", person.tasks))
}

/// The one wish of a chat is these words to this person, and waits.
async fn drafted(office: &Planted, thread: &ThreadId, whom: &ContactId) -> Result<(), String> {
    let made = office.engine.query(ProposalsOf(thread.clone())).await.unwrap();
    let [standing] = made.as_slice() else {
        return Err(format!("{} proposals", made.len()));
    };
    let items = &standing.proposal.items;
    let is_it = items
        .iter()
        .all(|(item, _)| item.deed.contact() == whom && item.after.contains(WORDS));
    let is_right = items.len() == 1 && is_it && standing.proposal.stand == Stand::Open;
    is_right.then_some(()).ok_or_else(|| format!("{items:?}"))
}
