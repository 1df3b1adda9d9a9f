//! What an automation can do: one file each.
//!
//! An action is told everything in a [`Now`] and answers with one [`Move`]; it does nothing itself, reads no clock and asks
//! nobody. To add one: a file with a `ROW`, a `mod` line and a row in [`ACTIONS`].

mod assign;
mod branch;
mod classify;
mod draft;
mod email;
mod end;
mod enrol;
mod extract;
mod field;
mod note;
mod notify;
mod offer_slots;
mod repeat;
mod split;
mod stage;
mod start;
mod stop;
mod tag;
mod task;
#[cfg(test)]
mod tests;
mod text;
mod wait;
mod wait_until;
mod webhook;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::facts::Facts;
use super::length::Length;
use super::schema::{Arg, Args};
use super::words::{Tone, Voice};
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::filter::Naming;
use crate::domain::plan::Deed;
use crate::domain::snippet;
use crate::domain::value::ContactId;

/// Blanks for free times of the calendar, which are filled in when a message leaves.
pub const SLOTS: &[&str] = &["slot_1", "slot_2", "slot_3"];

/// The colleague whose turn it is, in a step and in what it comes to until it is done.
pub const NEXT: &str = "next";

/// What an automation can do.
#[derive(Debug)]
pub struct Action {
    /// The word in a file.
    pub word: &'static str,
    /// One line for people.
    pub help: &'static str,
    /// Its members.
    pub args: &'static [Arg],
    /// The cases that steps can stand in behind it.
    pub branches: &'static [&'static str],
    /// Whether it writes to a person.
    pub reaches: bool,
    /// What it comes to now.
    pub act: fn(&Now<'_>) -> Move,
}

impl PartialEq for Action {
    fn eq(&self, other: &Self) -> bool {
        self.word == other.word
    }
}

/// Every action.
pub const ACTIONS: &[Action] = &[
    text::ROW,
    email::ROW,
    draft::ROW,
    offer_slots::ROW,
    task::ROW,
    note::ROW,
    tag::ROW,
    field::ROW,
    stage::ROW,
    assign::ROW,
    notify::ROW,
    wait::ROW,
    wait_until::ROW,
    branch::ROW,
    split::ROW,
    repeat::ROW,
    enrol::ROW,
    start::ROW,
    stop::ROW,
    webhook::ROW,
    classify::ROW,
    extract::ROW,
    end::ROW,
];

/// Everything an action may look at.
pub struct Now<'a> {
    /// The step it is.
    pub step: &'a str,
    /// What stands in the step.
    pub args: &'a Args,
    /// The automation it stands in.
    pub automation: &'a str,
    /// The voice of that automation.
    pub tone: Tone,
    /// Messages of that automation leave by themselves.
    pub sends: bool,
    /// About whom.
    pub contact: &'a ContactId,
    /// The present.
    pub at: Timestamp,
    /// When the run began.
    pub entered: Timestamp,
    /// The clock they live by.
    pub zone: &'a TimeZone,
    /// What the run knows: from the event that began it, and from earlier steps.
    pub vars: &'a BTreeMap<String, String>,
    /// What the run has seen since it began.
    pub heard: &'a [String],
    /// How often this step was taken before.
    pub times: u32,
    /// What is known of people.
    pub facts: &'a dyn Facts,
}

/// What an action comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Move {
    /// Something is to be done; the run goes on when it is told what became of it.
    Do(Effect),
    /// Not before a moment.
    Wait {
        /// Which.
        until: Timestamp,
        /// Earlier, when this is heard.
        word: Option<&'static str>,
        /// The hour on their clock is meant: it is another moment when their clock becomes another.
        hour: bool,
    },
    /// On with this case.
    Branch(&'static str),
    /// On, without the next step.
    SkipNext(String),
    /// The step cannot be done, and why; on with the next.
    Blocked(String),
    /// The run is over.
    End(String),
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// What a person could have done: it passes the one door, and a message the gate.
    Deed {
        /// What.
        deed: Deed,
    },
    /// A colleague is told.
    Notify {
        /// Whom: a name, `owner` or `lead`.
        who: String,
        /// What.
        says: String,
    },
    /// They go into a workflow of the CRM.
    Enrol {
        /// Its name.
        workflow: String,
    },
    /// They go into another automation.
    Start {
        /// Which.
        automation: String,
    },
    /// They leave other automations.
    Stop {
        /// Which; nothing for all but this.
        automation: Option<String>,
    },
    /// An address is told.
    Webhook {
        /// Its name in the settings.
        address: String,
        /// Words that go along.
        #[serde(default)]
        says: Option<String>,
    },
    /// Claude is asked; the answer is data that fits what is asked for, or nothing.
    Ask {
        /// For what.
        task: Task,
        /// With which words.
        says: String,
    },
}

/// What Claude is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum Task {
    /// A message; laid ready as a draft, or sent where that is said of the automation.
    Draft {
        /// On which channel.
        channel: Channel,
        /// It leaves by itself.
        #[serde(default)]
        sends: bool,
        /// What it says when Claude cannot be asked.
        #[serde(default)]
        otherwise: Option<String>,
    },
    /// One of these words, into this blank.
    Classify {
        /// The blank.
        into: String,
        /// The words.
        among: Vec<String>,
        /// The word when Claude cannot be asked.
        #[serde(default)]
        otherwise: Option<String>,
    },
    /// Answers to these questions of qualification from what they wrote. A person says whether they are kept.
    Extract {
        /// The questions.
        into: Vec<String>,
    },
}

impl Effect {
    /// The message it sends or lays ready.
    pub const fn message(&self) -> Option<&Draft> {
        match self {
            Self::Deed { deed } => deed.draft(),
            _ => None,
        }
    }

    /// Whether it leaves to a person by itself.
    pub const fn leaves(&self) -> bool {
        matches!(
            self,
            Self::Deed {
                deed: Deed::Send(_) | Deed::Appointment { .. }
            }
        )
    }
}

impl Now<'_> {
    /// A member of the step that is a length.
    fn length(&self, name: &str, or: Length) -> Length {
        self.args.length(name).unwrap_or(or)
    }

    /// A member of the step that is a name or a word.
    fn line(&self, name: &str) -> String {
        self.args.line(name).unwrap_or_default().to_owned()
    }

    /// Words of the step in the right voice with every blank filled in, or the sentence for what is not known.
    fn said(&self, name: &str) -> Result<String, String> {
        let Some(words) = self.args.words(name) else {
            return Ok(String::new());
        };
        let voice = Voice {
            spanish: self.facts.spanish(self.contact),
            tone: self.tone,
        };
        self.filled(words.pick(voice))
    }

    /// A text with every blank filled in, or the sentence for what is not known. Free times are filled in when a message leaves:
    /// until then others may take them.
    fn filled(&self, text: &str) -> Result<String, String> {
        let mut out = String::with_capacity(text.len() + 32);
        let mut from = 0;
        for at in snippet::blanks(text) {
            let name = &text[at.start + 1..at.end - 1];
            if SLOTS.contains(&name) {
                continue;
            }
            let known = self.vars.get(name).cloned();
            let value = known.or_else(|| self.facts.blank(self.contact, name, self.at));
            let Some(value) = value.filter(|value| !value.trim().is_empty()) else {
                return Err(format!(
                    "{{{name}}} is not known; nothing was written; fill it in by hand"
                ));
            };
            out.push_str(&text[from..at.start]);
            out.push_str(&value);
            from = at.end;
        }
        out.push_str(&text[from..]);
        Ok(out)
    }

    /// A message: it leaves by itself only when the owner said so for this automation.
    fn message(&self, channel: Channel, subject: Option<String>, body: String) -> Move {
        let draft = Draft {
            contact: self.contact.clone(),
            channel,
            subject,
            body,
        };
        let deed = if self.sends {
            Deed::Send(draft)
        } else {
            Deed::Draft(draft)
        };
        Move::Do(Effect::Deed { deed })
    }
}

/// The colleague of a word as seen from a person: nobody when nobody looks after them, or the sentence why there is none.
pub fn colleague(facts: &dyn Facts, who: &ContactId, word: &str) -> Result<Option<String>, String> {
    let found = facts.named(who, Naming::Owner, word);
    match (found, word) {
        (Some(id), _) => Ok(Some(id)),
        (None, "owner") => Ok(None),
        (None, "lead") => Err(
            "the settings name no team lead (automations.lead), so nothing was done; name one, or name a colleague here"
                .to_owned(),
        ),
        (None, NEXT) => Err("there is nobody else whose turn it could be; nothing was done".to_owned()),
        (None, name) => Err(format!(
            "there is no colleague \"{name}\" any more; nothing was done; name another"
        )),
    }
}

/// The sentence for what cannot be done, as a move.
fn or_blocked(found: Result<Move, String>) -> Move {
    found.unwrap_or_else(Move::Blocked)
}
