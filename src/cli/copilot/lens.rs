//! `leadline lens [TURN]`, `leadline lens --about PERSON`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand};
use crate::domain::value::{ContactId, TurnId};
use crate::engine::query::{PreparedSentOf, RequestOf, SentBody, SentOf};

/// Print the exact bytes that left for Claude
///
/// With --json every request of that chat, each by what it added to the one before, and the body of the one that was asked for.
/// With --about the last request for what Claude prepared about somebody; with --json all of them.
#[derive(Args, Debug)]
pub(super) struct Lens {
    /// The answer or question whose request is meant; without it the last request of all
    turn: Option<String>,
    /// The person whose analysis, brief or draft was asked for last
    #[arg(long, value_name = "PERSON", conflicts_with = "turn")]
    about: Option<String>,
}

impl Subcommand for Lens {
    const NAME: &'static str = "lens";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        if let Some(about) = self.about {
            return prepared(app, &running, about.into());
        }
        let nothing =
            || CliError::nothing_found("nothing of that has left").hint("leadline ask --json names turns");
        let (thread, nr) = running
            .query(RequestOf(self.turn.map(TurnId::from)))?
            .ok_or_else(nothing)?;
        let body = running
            .query(SentBody {
                thread: thread.clone(),
                nr,
            })?
            .ok_or_else(nothing)?;
        if !app.out.is_json() {
            app.out.raw(body.as_bytes())?;
            return Ok(Exit::Done);
        }
        let requests = running.query(SentOf(thread.clone()))?;
        let requests: Vec<Value> = requests
            .iter()
            .enumerate()
            .map(|(nr, sent)| json!({ "nr": nr + 1, "at": sent.at, "bytes": sent.size, "added": sent.added }))
            .collect();
        app.out
            .json(&json!({ "thread": thread, "nr": nr + 1, "body": body, "requests": requests }))?;
        Ok(Exit::Done)
    }
}

/// What left for work about somebody.
fn prepared(app: &mut App, running: &Running, about: ContactId) -> Outcome {
    let sent = running.query(PreparedSentOf(about))?;
    let last = sent.last().ok_or_else(|| {
        CliError::nothing_found("Claude was asked for nothing about them")
            .hint("leadline work asks for something")
    })?;
    if !app.out.is_json() {
        app.out.raw(last.body.as_bytes())?;
        return Ok(Exit::Done);
    }
    let requests: Vec<Value> = sent
        .iter()
        .map(|sent| json!({ "kind": sent.kind, "at": sent.at, "bytes": sent.body.len(), "body": sent.body }))
        .collect();
    app.out.json(&json!({ "requests": requests }))?;
    Ok(Exit::Done)
}
