//! How an agent writes: short facts, learnt from what they change of Claude's drafts before they send them, or written by hand.
//!
//! What is learnt is worked out here and by nothing else: the same pairs of texts always give the same facts. Something is a fact
//! once the same change was made twice in a row. It must not hold anything of the people who were written to: a greeting is one
//! of a list, and a closing has no number in it. To learn something more: a function in `changes`.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::contact::Channel;
use super::value::ContactId;
use super::words::words;

/// Characters of one fact at most.
pub const MOST: usize = 120;
/// Facts at most.
pub const FACTS: usize = 12;
/// So often the same change makes a fact.
const AGAIN: u32 = 2;
/// A text is an edit of another when at least so many words of the shorter one, in tenths, stand in the other.
const SAME: usize = 5;
/// Words below which a text says nothing about how somebody writes.
const LEAST: usize = 3;
/// A text of at most so many tenths of the draft's length is shorter, of at least so many longer.
const SHORTER: usize = 7;
const LONGER: usize = 14;
/// How a message begins, folded, with what that is called.
const GREETINGS: &[(&str, &str)] = &[
    ("good morning", "Good morning"),
    ("good afternoon", "Good afternoon"),
    ("good evening", "Good evening"),
    ("buenos dias", "Buenos días"),
    ("buenas tardes", "Buenas tardes"),
    ("hi", "Hi"),
    ("hey", "Hey"),
    ("hello", "Hello"),
    ("dear", "Dear"),
    ("hola", "Hola"),
];
/// How a message closes, the same; the longer ones first.
const CLOSINGS: &[(&str, &str)] = &[
    ("thank you", "Thank you"),
    ("thanks", "Thanks"),
    ("talk soon", "Talk soon"),
    ("kind regards", "Kind regards"),
    ("best regards", "Best regards"),
    ("regards", "Regards"),
    ("all the best", "All the best"),
    ("best", "Best"),
    ("cheers", "Cheers"),
    ("sincerely", "Sincerely"),
    ("gracias", "Gracias"),
    ("un saludo", "Un saludo"),
    ("saludos", "Saludos"),
];
/// Words of a closing line at most.
const CLOSING: usize = 4;

/// Where a fact comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StyleSource {
    /// Changes to drafts of Claude's.
    Edits,
    /// The agent wrote it.
    Agent,
}

/// One fact of how somebody writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manner {
    /// Which one: what it is about, or a name of its own.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Where it comes from.
    pub source: StyleSource,
    /// Since when.
    pub at: Timestamp,
}

/// A change that was made, and how often in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    about: String,
    says: String,
    times: u32,
}

/// How one agent writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Style {
    manners: Vec<Manner>,
    seen: Vec<Seen>,
    /// What was taken away or put differently by hand: it is not learnt again.
    never: Vec<String>,
}

/// Changes to how somebody writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StyleCommand {
    /// Claude's words stand where somebody writes to a person. They are kept until a message is sent there, to be held against it,
    /// and so is what they take the place of.
    Wrote {
        /// To whom.
        contact: ContactId,
        /// On which channel.
        channel: Channel,
        /// Claude's text; empty when it was not taken.
        text: String,
        /// Subject and text that stood there.
        before: Option<(String, String)>,
    },
    /// Write a fact, or put one differently.
    Put {
        /// Which; a new one without it.
        id: Option<String>,
        /// How it reads now.
        text: String,
    },
    /// Forget a fact.
    Drop {
        /// Which.
        id: String,
    },
}

impl Style {
    /// The facts.
    pub fn manners(&self) -> &[Manner] {
        &self.manners
    }

    /// Learns from a draft of Claude's and what was sent in its place.
    pub fn learn(&mut self, wrote: &str, sent: &str, now: Timestamp) {
        for (about, says) in changes(wrote, sent) {
            let at = self.seen.iter().position(|seen| seen.about == about);
            let before = at.map(|at| self.seen.remove(at));
            let again = before.filter(|before| before.says == says);
            let times = again.map_or(1, |before| before.times.saturating_add(1));
            if times >= AGAIN {
                self.know(about, &says, now);
            }
            self.seen.push(Seen {
                about: about.to_owned(),
                says,
                times,
            });
        }
    }

    fn know(&mut self, about: &str, says: &str, now: Timestamp) {
        if self.never.iter().any(|never| never == says) {
            return;
        }
        let new = Manner {
            id: about.to_owned(),
            text: says.to_owned(),
            source: StyleSource::Edits,
            at: now,
        };
        let room = self.manners.len() < FACTS;
        match self.manners.iter_mut().find(|manner| manner.id == about) {
            // What somebody wrote by hand is what they mean.
            Some(known) if known.source == StyleSource::Agent || known.text == says => {}
            Some(known) => *known = new,
            None if room => self.manners.push(new),
            None => {}
        }
    }

    /// Writes a fact under `fresh`, or puts one differently. The sentence of an error says why nothing was changed.
    pub fn put(&mut self, id: Option<&str>, text: &str, fresh: &str, now: Timestamp) -> Result<(), String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("there is nothing to remember; nothing was changed".to_owned());
        }
        if text.chars().count() > MOST {
            return Err(format!(
                "a fact of how you write has at most {MOST} characters; nothing was changed; make it shorter or two of it"
            ));
        }
        let own = |id: &str| Manner {
            id: id.to_owned(),
            text: text.to_owned(),
            source: StyleSource::Agent,
            at: now,
        };
        let Some(id) = id else {
            if self.manners.len() >= FACTS {
                return Err(format!(
                    "there are {FACTS} facts of how you write already; nothing was changed; forget one first"
                ));
            }
            self.manners.push(own(fresh));
            return Ok(());
        };
        let known = self.manners.iter_mut().find(|manner| manner.id == id);
        let known = known.ok_or("this fact of how you write is not there any more; nothing was changed")?;
        let was = std::mem::replace(known, own(id));
        self.unlearn(was);
        Ok(())
    }

    /// Forgets a fact; whether there was one.
    pub fn forget(&mut self, id: &str) -> bool {
        let Some(at) = self.manners.iter().position(|manner| manner.id == id) else {
            return false;
        };
        let was = self.manners.remove(at);
        self.unlearn(was);
        true
    }

    fn unlearn(&mut self, was: Manner) {
        if was.source == StyleSource::Edits && !self.never.contains(&was.text) {
            self.never.push(was.text);
        }
    }
}

/// What somebody changed of a draft: about what, and what that says of them. Nothing when they wrote something else altogether.
fn changes(wrote: &str, sent: &str) -> Vec<(&'static str, String)> {
    if wrote.trim() == sent.trim() || !is_edit(wrote, sent) {
        return Vec::new();
    }
    [
        greeting(wrote, sent),
        closing(wrote, sent),
        length(wrote, sent),
        marks(wrote, sent),
        pictures(wrote, sent),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn is_edit(wrote: &str, sent: &str) -> bool {
    let (wrote, sent) = (words(wrote), words(sent));
    let least = wrote.len().min(sent.len());
    if least < LEAST {
        return false;
    }
    let mut there: HashMap<&str, usize> = HashMap::new();
    for word in &wrote {
        *there.entry(word.text.as_str()).or_default() += 1;
    }
    let common = sent
        .iter()
        .filter(|word| match there.get_mut(word.text.as_str()) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        });
    common.count() * 10 >= least * SAME
}

fn greeting(wrote: &str, sent: &str) -> Option<(&'static str, String)> {
    let (was, is) = (begins(wrote), begins(sent));
    let says = || {
        is.map_or_else(
            || "begins without a greeting".to_owned(),
            |is| format!("begins with \"{is}\""),
        )
    };
    (was != is).then(|| ("greeting", says()))
}

fn begins(text: &str) -> Option<&'static str> {
    let first = joined(text.get(..64).unwrap_or(text));
    named(GREETINGS, &first)
}

/// The entry that a folded text begins with, as a word of its own.
fn named(list: &[(&str, &'static str)], text: &str) -> Option<&'static str> {
    let found = list.iter().find(|(folded, _)| {
        let rest = text.strip_prefix(folded);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    found.map(|(_, called)| *called)
}

/// The folded words of a text with one space between them.
fn joined(text: &str) -> String {
    let words = words(text);
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    words.join(" ")
}

fn closing(wrote: &str, sent: &str) -> Option<(&'static str, String)> {
    let (was, is) = (closes(wrote), closes(sent));
    let says = || {
        is.as_ref().map_or_else(
            || "closes without such words".to_owned(),
            |is| format!("closes with \"{is}\""),
        )
    };
    (was != is).then(|| ("closing", says()))
}

/// The closing words: a line of one's own behind a dash, else one of the list at the beginning of the last sentence.
fn closes(text: &str) -> Option<String> {
    let line = text.lines().rev().find(|line| !line.trim().is_empty())?.trim();
    let few = |part: &str| (1..=CLOSING).contains(&words(part).len());
    let signed = line.strip_prefix(['-', '\u{2013}', '\u{2014}']).map(str::trim);
    if let Some(name) = signed.filter(|name| few(name) && !name.contains(|sign: char| sign.is_ascii_digit()))
    {
        return Some(format!("- {name}"));
    }
    let ended = line.trim_end_matches(|sign: char| !sign.is_alphanumeric());
    let last = ended.rsplit(['.', '!', '?']).next().unwrap_or(ended);
    let closing = named(CLOSINGS, &joined(last)).filter(|_| few(last));
    closing.map(str::to_owned)
}

fn length(wrote: &str, sent: &str) -> Option<(&'static str, String)> {
    let (was, is) = (wrote.trim().chars().count(), sent.trim().chars().count());
    let says = if is * 10 <= was * SHORTER {
        "writes shorter messages"
    } else if is * 10 >= was * LONGER {
        "writes longer messages"
    } else {
        return None;
    };
    Some(("length", says.to_owned()))
}

fn marks(wrote: &str, sent: &str) -> Option<(&'static str, String)> {
    let says = match (wrote.contains('!'), sent.contains('!')) {
        (true, false) => "no exclamation marks",
        (false, true) => "uses exclamation marks",
        _ => return None,
    };
    Some(("exclamation", says.to_owned()))
}

fn pictures(wrote: &str, sent: &str) -> Option<(&'static str, String)> {
    let has = |text: &str| {
        text.contains(|sign| matches!(sign, '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}'))
    };
    let says = match (has(wrote), has(sent)) {
        (true, false) => "no emoji",
        (false, true) => "uses emoji",
        _ => return None,
    };
    Some(("emoji", says.to_owned()))
}

#[cfg(test)]
mod tests;
