//! `leadline ask TEXT`.

use clap::Args;
use serde_json::json;

use super::app::App;
use super::error::{CliError, Exit, Outcome};
use super::out::Out;
use super::prompt::MOST_TEXT;
use super::running::{Reach, Running};
use super::subcommand::Subcommand;
use crate::domain::chat::{Speaker, Turn, TurnOutcome};
use crate::domain::value::ThreadId;
use crate::engine::query::Transcript;
use crate::engine::{self, Engine, Live, Phase};

/// Ask Claude one question; the answer is written as it comes
///
/// Claude sees the question and the chat it belongs to, and nothing of the CRM.
#[derive(Args, Debug)]
pub(super) struct Ask {
    /// The question; several words need no quotes, `-` reads standard input
    #[arg(required = true)]
    text: Vec<String>,
    /// Go on in this chat
    #[arg(long, value_name = "ID")]
    thread: Option<String>,
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
        let running = Running::start(app, Reach::Claude)?;
        let engine = running.engine.clone();
        let asked = running.block_on(ask(&engine, &mut app.out, self.thread.map(ThreadId::from), text));
        let Asked { thread, written } = asked?;
        let transcript = running.query(Transcript(thread.clone()))?;
        let answer = transcript
            .iter()
            .rev()
            .find(|turn| turn.speaker == Speaker::Assistant);
        let said = answer.map(Turn::text).unwrap_or_default();
        // The last words may have been kept before they were seen coming.
        app.out.stream(said.get(written..).unwrap_or_default())?;
        app.out.say("")?;
        app.out.json(&shape(&thread, answer, &said))?;
        outcome(answer)
    }
}

/// A question that was asked, and how many bytes of its answer were written as they came.
struct Asked {
    thread: ThreadId,
    written: usize,
}

/// Asks, writes the answer as it comes, and returns when it is over. Ctrl-c stops it and keeps what had come.
async fn ask(
    engine: &Engine,
    out: &mut Out,
    thread: Option<ThreadId>,
    text: String,
) -> Result<Asked, CliError> {
    let mut live = engine.chat().live();
    live.mark_unchanged();
    let thread = engine
        .chat()
        .ask(engine::Ask::new(thread, text))
        .await
        .map_err(|why| CliError::new(Exit::Failed, "claude", why))?;
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
                return Ok(Asked { thread, written });
            }
        }
        tokio::select! {
            changed = live.changed() => if changed.is_err() { return Ok(Asked { thread, written }) },
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

fn outcome(answer: Option<&Turn>) -> Outcome {
    match answer.map(|turn| &turn.outcome) {
        Some(TurnOutcome::Complete | TurnOutcome::Cut | TurnOutcome::Cancelled) => Ok(Exit::Done),
        Some(TurnOutcome::Declined { .. }) => Err(CliError::new(
            Exit::Refused,
            "declined",
            "Claude declined to answer this",
        )),
        Some(TurnOutcome::Interrupted { why } | TurnOutcome::Failed { why }) => {
            Err(CliError::new(Exit::Offline, "claude_down", why.clone()))
        }
        Some(TurnOutcome::Open) | None => {
            Err(CliError::new(Exit::Failed, "claude", "the answer did not end"))
        }
    }
}
