//! Steps that Claude takes: a message, a choice, answers found. They leave by the one door that work about people leaves by:
//! masked, within the limits of what may be spent, held to a schema and to the facts.

use serde_json::Value;

use super::end::End;
use crate::automation::action::{Effect, Task};
use crate::copilot::cause::Cause;
use crate::copilot::work::Row;
use crate::copilot::work::brief::Brief;
use crate::copilot::work::runner::{Order, Runner};
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::plan::Deed;
use crate::domain::value::ContactId;

/// What a step asks for.
pub(super) struct Asked<'a> {
    /// About whom.
    pub contact: &'a ContactId,
    /// The step of the run: what was answered to it is answered to no other.
    pub key: &'a str,
    /// What is written is written in Spanish.
    pub spanish: bool,
    /// What is wanted.
    pub task: &'a Task,
    /// In the words of the automation.
    pub says: &'a str,
}

/// Asks, and says what came of it. What was answered to this step before is taken again and costs nothing.
pub(super) async fn ask(runner: Option<&Runner>, asked: Asked<'_>) -> End {
    let Some(runner) = runner else {
        return End::Later("no key for Claude is set; run `leadline login claude`".to_owned());
    };
    let (kind, about) = order(&asked);
    let Some(kind) = Row::of_steps(kind) else {
        return End::Never(format!("there is no work called {kind}"));
    };
    let order = Order {
        about,
        ..Order::new(asked.contact.clone())
    };
    let done = match runner.run(kind, order).await {
        Ok(done) => done,
        Err(why) => return End::Never(why),
    };
    match (done.fault, done.cause, done.result) {
        (Some(why), Cause::Away | Cause::Limit | Cause::Key, _) => End::Later(why),
        (Some(why), ..) => End::Never(why),
        (None, _, Some(result)) => taken(&asked, &result.restored()),
        (None, _, None) => End::Later("what Claude answered is not here".to_owned()),
    }
}

/// The kind of work, and what of it is asked for.
fn order(asked: &Asked<'_>) -> (&'static str, String) {
    let brief = Brief {
        key: asked.key.to_owned(),
        says: asked.says.to_owned(),
        spanish: asked.spanish,
        ..Brief::default()
    };
    match asked.task {
        Task::Draft { channel, .. } => {
            let mail = *channel == Channel::Email;
            ("message", Brief { mail, ..brief }.about())
        }
        Task::Classify { among, .. } => {
            let among = among.clone();
            ("choice", Brief { among, ..brief }.about())
        }
        // What is found stands where everything found stands, until a person says whether it is kept.
        Task::Extract { .. } => ("extraction", String::new()),
    }
}

/// What is made of an answer that can be believed.
fn taken(asked: &Asked<'_>, result: &Value) -> End {
    let text = |name: &str| result[name].as_str().unwrap_or_default().trim().to_owned();
    match asked.task {
        Task::Draft { channel, sends, .. } => {
            let draft = Draft {
                contact: asked.contact.clone(),
                channel: *channel,
                subject: Some(text("subject")).filter(|subject| !subject.is_empty()),
                body: text("text"),
            };
            written(draft, *sends)
        }
        Task::Classify { into, among, .. } => {
            let chosen = text("word");
            match among.iter().find(|word| word.eq_ignore_ascii_case(&chosen)) {
                Some(word) => End::found(into, word),
                None => End::Never("Claude chose none of the words; nothing was decided".to_owned()),
            }
        }
        Task::Extract { into } => {
            let answers = result["answers"].as_array().into_iter().flatten();
            let found = answers
                .filter_map(|answer| answer["question"].as_str())
                .filter(|question| into.iter().any(|wanted| wanted.eq_ignore_ascii_case(question)))
                .count();
            let says = match found {
                0 => None,
                1 => Some("Claude found an answer of theirs; say whether it is kept".to_owned()),
                more => Some(format!(
                    "Claude found {more} answers of theirs; say which are kept"
                )),
            };
            End::Done {
                found: Vec::new(),
                command: None,
                says,
            }
        }
    }
}

/// A message that was written: it leaves by itself only where the owner said so.
pub(super) fn written(draft: Draft, sends: bool) -> End {
    if sends {
        let deed = Deed::Send(draft);
        return End::Then(Effect::Deed { deed });
    }
    End::Done {
        found: Vec::new(),
        command: Some(Command::KeepDraft { draft }),
        says: Some("a message that Claude wrote is laid ready for you to look at".to_owned()),
    }
}
