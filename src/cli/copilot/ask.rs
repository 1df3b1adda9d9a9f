//! `leadline ask TEXT`.

use clap::Args;
use serde_json::json;

use super::proposed;
use crate::cli::edits::set::subject;
use crate::cli::frame::{App, CliError, Exit, MOST_TEXT, Out, Outcome, Reach, Running, Subcommand};
use crate::cli::words::find::Subject;
use crate::domain::chat::{Speaker, Turn, TurnOutcome};
use crate::domain::plan::{Proposal, Stand};
use crate::domain::value::ThreadId;
use crate::engine::query::{ProposalsOf, SentOf, Standing, Transcript};
use crate::engine::{self, About, Cause, Engine, Live, Phase};

/// Ask Claude one question; the answer is written as it comes
///
/// Claude looks things up in the local copy, and what would leave is masked first: `leadline lens` prints it. What Claude
/// proposes is printed and waits: `leadline proposals` and `leadline approve`, or --apply.
#[derive(Args, Debug)]
pub(super) struct Ask {
    /// The question; several words need no quotes, `-` reads standard input
    #[arg(required = true)]
    text: Vec<String>,
    /// A person or deal it is about; may be given several times
    #[arg(long, value_name = "ID")]
    about: Vec<String>,
    /// Go on in this chat
    #[arg(long, value_name = "ID")]
    thread: Option<String>,
    /// Ask for a yes to each proposal and do it; what reaches a person is asked about one by one
    #[arg(long)]
    apply: bool,
    /// Where nobody sits at a terminal: the yes, by the number of changes. What reaches a person still waits
    #[arg(long, value_name = "N", requires = "apply")]
    yes_count: Option<usize>,
}

impl Subcommand for Ask {
    const NAME: &'static str = "ask";

    fn run(self, app: &mut App) -> Outcome {
        let text = self.text.join(" ");
        let text = if text == "-" {
            app.input.text(MOST_TEXT)?
        } else {
            text
        };
        if text.trim().is_empty() {
            return Err(CliError::wrong_use("there is no question; nothing was asked")
                .hint("leadline ask TEXT, or `-` to read it from standard input"));
        }
        let running = Running::start(app, Reach::Claude)?;
        let engine = running.engine.clone();
        if let Some(thread) = &self.thread {
            is_there(&running, thread)?;
        }
        let about = self
            .about
            .iter()
            .map(|id| about(&running, id))
            .collect::<Result<_, _>>()?;
        let question = engine::Ask {
            thread: self.thread.clone().map(ThreadId::from),
            text,
            about,
            lane: engine::Lane::default(),
        };
        let began = engine.now();
        let asked = running.block_on(ask(&engine, &mut app.out, question));
        let Asked {
            thread,
            written,
            cause,
        } = asked?;
        let transcript = running.query(Transcript(thread.clone()))?;
        let answer = transcript
            .iter()
            .rev()
            .find(|turn| turn.speaker == Speaker::Assistant);
        let said = answer.map(Turn::text).unwrap_or_default();
        // The last words may have been kept before they were seen coming.
        app.out.stream(said.get(written..).unwrap_or_default())?;
        app.out.say("")?;
        // To the millisecond, as what is kept.
        let began = began.as_millisecond();
        let made = |running: &Running| -> Result<Vec<Standing>, CliError> {
            let all = running.query(ProposalsOf(thread.clone()))?.into_iter();
            Ok(all
                .filter(|made| made.proposal.at.as_millisecond() >= began)
                .collect())
        };
        let proposed = made(&running)?;
        proposed::tell(app, &proposed)?;
        let applied = if self.apply {
            self.apply(app, &running, &proposed)?
        } else {
            true
        };
        let sent = running.query(SentOf(thread.clone()))?;
        let sent = sent.iter().filter(|sent| sent.at.as_millisecond() >= began);
        let sent: usize = sent.map(|sent| sent.size).sum();
        let mut shape = shape(&thread, answer, &said);
        shape["proposals"] = made(&running)?.iter().map(proposed::shape).collect();
        shape["sent_bytes"] = sent.into();
        app.out.json(&shape)?;
        match outcome(answer, cause)? {
            Exit::Done if !applied => Err(CliError::new(
                Exit::Refused,
                "approval",
                "what was proposed needs a yes and waits for it; nothing of it was done",
            )
            .hint("leadline proposals lists it, leadline approve ID does it")),
            exit => Ok(exit),
        }
    }
}

impl Ask {
    /// Asks for each yes. Whether all that could be done was said yes or no to.
    fn apply(&self, app: &mut App, running: &Running, proposed: &[Standing]) -> Result<bool, CliError> {
        let open = || {
            let all = proposed.iter().map(|standing| &standing.proposal);
            all.filter(|proposal| proposal.stand == Stand::Open)
        };
        let terminal = app.input.is_terminal();
        let leaves = |proposal: &Proposal| {
            let clear = proposed::clear(proposal);
            clear.iter().any(|nr| proposed::leaves(proposal, *nr))
        };
        let count: usize = open()
            .filter(|proposal| !leaves(proposal))
            .map(|proposal| proposed::clear(proposal).len())
            .sum();
        let counted = self.yes_count == Some(count) && count > 0;
        let mut all = true;
        for proposal in open() {
            let clear = proposed::clear(proposal);
            let picked = if terminal {
                pick(app, proposal, clear)?
            } else if counted && !leaves(proposal) {
                clear
            } else {
                all &= clear.is_empty();
                continue;
            };
            if picked.is_empty() {
                continue;
            }
            let receipt = proposed::say_yes(app, running, proposal, picked)?;
            app.out.say(&format!("Done: {}.", receipt.summary))?;
            for why in &receipt.cannot {
                app.out.say(&format!("Not done: {why}."))?;
            }
        }
        Ok(all)
    }
}

/// What the person at the terminal says yes to: what reaches somebody one by one, the rest of a proposal as a whole.
fn pick(app: &mut App, proposal: &Proposal, clear: Vec<usize>) -> Result<Vec<usize>, CliError> {
    let (leaving, quiet): (Vec<usize>, Vec<usize>) =
        clear.into_iter().partition(|nr| proposed::leaves(proposal, *nr));
    let mut picked = Vec::new();
    if !quiet.is_empty()
        && app
            .input
            .yes(&format!("Do the {} changes of {}?", quiet.len(), proposal.tool))?
    {
        picked = quiet;
    }
    for nr in leaving {
        let Some((item, _)) = proposal.items.get(nr) else {
            continue;
        };
        if app.input.yes(&format!(
            "{}. {} to {}: {}?",
            nr + 1,
            item.deed.word(),
            item.who,
            item.after
        ))? {
            picked.push(nr);
        }
    }
    picked.sort_unstable();
    Ok(picked)
}

/// What an id means: a person or a deal.
fn about(running: &Running, id: &str) -> Result<About, CliError> {
    Ok(match subject(running, id)? {
        Subject::Contact => About::Person(id.into()),
        Subject::Opportunity => About::Deal(id.into()),
    })
}

/// A chat that is to go on must be there.
fn is_there(running: &Running, thread: &str) -> Result<(), CliError> {
    if running.query(Transcript(thread.into()))?.is_empty() {
        let sentence = format!("there is no chat {thread}; nothing was asked");
        return Err(CliError::nothing_found(sentence)
            .hint("leave --thread out to begin a chat; `leadline ask --json` tells its id"));
    }
    Ok(())
}

/// A question that was asked, how many bytes of its answer were written as they came, and what kind of reason it is if there
/// is none.
struct Asked {
    thread: ThreadId,
    written: usize,
    cause: Cause,
}

/// Asks, writes the answer as it comes, and returns when it is over. Ctrl-c stops it and keeps what had come.
async fn ask(engine: &Engine, out: &mut Out, question: engine::Ask) -> Result<Asked, CliError> {
    let mut live = engine.chat().live();
    live.mark_unchanged();
    let thread = engine
        .chat()
        .ask(question)
        .await
        .map_err(|not| CliError::of_claude(not.cause, not.why))?;
    let mut written = 0;
    let mut phase = Phase::Idle;
    loop {
        let now: Live = live.borrow_and_update().clone();
        if now.thread.as_ref() == Some(&thread) {
            out.stream(now.text.get(written..).unwrap_or_default())?;
            written = written.max(now.text.len());
            if let Some(other) = &now.other_model {
                engine.chat().stop();
                return Err(gone(&other.gone, &other.proposed));
            }
            if now.phase != phase {
                tell_wait(out, &now.phase);
                phase = now.phase.clone();
            }
            if matches!(now.phase, Phase::Ended(_)) {
                let cause = now.cause;
                return Ok(Asked {
                    thread,
                    written,
                    cause,
                });
            }
        }
        tokio::select! {
            changed = live.changed() => if changed.is_err() {
                let cause = now.cause;
                return Ok(Asked { thread, written, cause });
            },
            _ = tokio::signal::ctrl_c() => engine.chat().stop(),
        }
    }
}

fn tell_wait(out: &mut Out, phase: &Phase) {
    match phase {
        Phase::Retrying {
            attempt,
            seconds,
            why,
        } => {
            out.note(&format!("{why}; try {attempt} in {seconds} s"));
        }
        Phase::Stalled => out.note("nothing has come for a while; ctrl-c stops and keeps what is here"),
        _ => {}
    }
}

fn gone(gone: &str, proposed: &str) -> CliError {
    CliError::new(
        Exit::Failed,
        "model_gone",
        format!("the model {gone} is no longer there; your question is kept"),
    )
    .hint(format!("leadline config --set claude.model {proposed}"))
}

fn shape(thread: &ThreadId, answer: Option<&Turn>, said: &str) -> serde_json::Value {
    let usage = answer.and_then(|turn| turn.usage);
    json!({
        "thread": thread,
        "turn": answer.map(|turn| &turn.id),
        "text": said,
        "proposals": [],
        "model": answer.and_then(|turn| turn.model.as_ref()),
        "outcome": answer.map(|turn| &turn.outcome),
        "usage": usage,
        "cost_microdollars": usage.map(|usage| usage.micro_dollars),
    })
}

fn outcome(answer: Option<&Turn>, cause: Cause) -> Outcome {
    match answer.map(|turn| &turn.outcome) {
        Some(TurnOutcome::Complete | TurnOutcome::Cut | TurnOutcome::Cancelled) => Ok(Exit::Done),
        Some(TurnOutcome::Declined { .. }) => Err(CliError::new(
            Exit::Refused,
            "declined",
            "Claude declined to answer this",
        )),
        Some(TurnOutcome::Interrupted { why } | TurnOutcome::Failed { why }) => {
            Err(CliError::of_claude(cause, why.clone()))
        }
        Some(TurnOutcome::Open) | None => {
            Err(CliError::new(Exit::Failed, "claude", "the answer did not end"))
        }
    }
}
