//! Having Claude write to somebody for whoever is at the keyboard. The screen and linear mode ask for the same and get the same.
//!
//! What comes back was checked against what is on file; it is a text and nothing more. Where it offers times it has blanks, which
//! are filled from the calendar as it is now: Claude neither sees the calendar nor chooses. It must not keep a draft or send
//! anything: the person who asked does that. To add a quick change: a row in [`CHANGES`].

use super::Engine;
use super::query::{PersonById, Query, Sources};
use super::slots::{free, wanted, worded, zone_of};
use super::tongue::is_spanish;
use crate::automation::action::SLOTS;
use crate::copilot::work::compose::Wish;
use crate::copilot::work::facts::Source;
use crate::copilot::work::runner::{Done, Order};
use crate::copilot::work::watch::Watcher;
use crate::copilot::work::{COMPOSE, Line, Row};
use crate::domain::contact::Channel;
use crate::domain::conversation::Direction;
use crate::domain::snippet;
use crate::domain::value::{ContactId, Foreign};
use crate::store::StoreError;

/// What is asked for when nothing is said: an answer, or the first message.
const ANSWER: &str = "Answer what they said last and ask one thing.";
const FIRST: &str =
    "A first message to them: say who writes, pick up what is known of them, and ask one thing.";
/// What the part of a result is called that is the subject of a mail.
const SUBJECT: &str = "subject";

/// A change that one key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is called.
    pub name: &'static str,
    /// What is asked for.
    pub says: &'static str,
    /// The tone of a reply that is this already, where there is one.
    pub tone: Option<&'static str>,
    /// It offers times, which are those of the calendar and no others.
    offers: bool,
}

/// The quick changes, in the order of their keys.
pub const CHANGES: [Change; 4] = [
    Change {
        name: "shorter",
        says: "Say the same as shortly as is polite, in at most 160 characters.",
        tone: Some("brief"),
        offers: false,
    },
    Change {
        name: "warmer",
        says: "Say the same in a friendly and personal tone.",
        tone: Some("warm"),
        offers: false,
    },
    Change {
        name: "offer three times",
        says: "Say the same and offer three times to choose from instead of asking when: {slot_1}, {slot_2} and {slot_3}.",
        tone: None,
        offers: true,
    },
    Change {
        name: "in Spanish",
        says: "Say the same in Spanish.",
        tone: None,
        offers: false,
    },
];

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// To whom.
    pub contact: ContactId,
    /// On which channel.
    pub channel: Channel,
    /// What it is to be, or how it is to be changed, in words of the person; empty for an answer to what was said last.
    pub says: String,
    /// The person's own text that is to be changed; empty when there is none.
    pub before: String,
}

/// One wording of what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its tone, where there are several: `warm`, `plain`, `brief`.
    pub tone: &'static str,
    /// The subject, of a mail.
    pub subject: Option<String>,
    /// What it says. Foreign text.
    pub text: String,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wordings {
    /// The wordings; the first is the one that is meant. There is one at least.
    pub versions: Vec<Version>,
    /// What they rest on.
    pub used: Vec<Source>,
    /// Nothing was asked: it was there already, from the same facts.
    pub cached: bool,
    /// What it has cost, in millionths of a dollar.
    pub micro_dollars: i64,
}

impl Engine {
    /// Has Claude write to somebody while somebody watches. The sentence of an error says why nothing was written.
    pub async fn write(&self, writing: Writing, watcher: &Watcher) -> Result<Wordings, String> {
        let runner = self
            .runner
            .as_ref()
            .ok_or("no Claude key is set; nothing was asked; run `leadline login claude` and ask again")?;
        let (kind, about) = self.meant(&writing).await?;
        let contact = writing.contact;
        let order = Order {
            about,
            ..Order::new(contact.clone())
        };
        let done = runner.run_watched(kind, order, Some(watcher)).await?;
        self.with_times(read(kind, done)?, contact).await
    }

    /// The same with free times of the calendar in their blanks. A blank for which there is none stays, and a message that has one
    /// is held.
    async fn with_times(&self, mut written: Wordings, contact: ContactId) -> Result<Wordings, String> {
        let texts = written
            .versions
            .iter()
            .flat_map(|version| [Some(&version.text), version.subject.as_ref()])
            .flatten();
        let wanted = texts.map(|text| wanted(text)).max().unwrap_or_default();
        if wanted == 0 {
            return Ok(written);
        }
        let times = self.query(FreeTimes { contact, wanted }).await;
        let times = times.map_err(|error| error.to_string())?;
        let blanks: Vec<(&str, &str)> = SLOTS
            .iter()
            .copied()
            .zip(times.iter().map(String::as_str))
            .collect();
        for version in &mut written.versions {
            version.text = snippet::fill(&version.text, &blanks);
            version.subject = version.subject.take().map(|text| snippet::fill(&text, &blanks));
        }
        let says = match times.len() {
            0 => "no time is free in the next two weeks; the blanks are yours to fill in".to_owned(),
            few if few < wanted => format!("only {} in the next two weeks", times.join(", ")),
            _ => times.join(", "),
        };
        written.used.push(Source {
            id: "calendar".to_owned(),
            what: "free times".to_owned(),
            at: None,
            text: Foreign::from(says),
        });
        Ok(written)
    }

    /// Which work that is: an answer by text comes in three tones, everything else is one message.
    async fn meant(&self, writing: &Writing) -> Result<(&'static Row, String), String> {
        let person = self.query(PersonById(writing.contact.clone())).await;
        let person = person
            .map_err(|error| error.to_string())?
            .ok_or("there is no such person in the local copy; nothing was asked")?;
        let wrote = person
            .messages
            .iter()
            .any(|message| message.direction == Direction::Inbound && !message.body.raw().trim().is_empty());
        let mail = writing.channel == Channel::Email;
        let plain = writing.says.trim().is_empty() && writing.before.trim().is_empty();
        if let Some(reply) = Row::named("reply").filter(|_| plain && wrote && !mail) {
            return Ok((reply, String::new()));
        }
        let usual = if wrote { ANSWER } else { FIRST };
        let says = if writing.says.trim().is_empty() {
            usual
        } else {
            &writing.says
        };
        let wish = Wish {
            says: says.to_owned(),
            before: writing.before.clone(),
            mail,
            times: CHANGES
                .iter()
                .any(|change| change.offers && change.says == writing.says),
        };
        Ok((COMPOSE, wish.about()))
    }
}

/// Free times to offer somebody, on their clock and in their language.
#[derive(Debug)]
struct FreeTimes {
    contact: ContactId,
    wanted: usize,
}

impl Query for FreeTimes {
    type Answer = Vec<String>;

    fn answer(self, sources: &Sources<'_>) -> Result<Vec<String>, StoreError> {
        let Some(person) = sources.reader.person(&self.contact)? else {
            return Ok(Vec::new());
        };
        let directory = sources.reader.directory()?;
        let (now, usual) = (sources.today.now, &sources.today.zone);
        let times = free(sources.reader, &directory, usual, now, self.wanted)?;
        let zone = zone_of(&person.contact, usual);
        let spanish = is_spanish(&person.contact, &person.messages, &directory.vocabulary());
        Ok(times
            .into_iter()
            .map(|at| worded(at, zone.clone(), spanish))
            .collect())
    }
}

/// A result in wordings. One that came to nothing is told; an older one is none.
fn read(kind: &Row, done: Done) -> Result<Wordings, String> {
    if let Some(fault) = done.fault {
        return Err(fault);
    }
    let lines = done
        .result
        .and_then(|result| kind.lines(&result.restored()))
        .unwrap_or_default();
    let subject = lines.iter().find(|line| line.head == SUBJECT);
    let subject = subject.map(|line| line.text.clone());
    let version = |line: &Line| Version {
        tone: line.head,
        subject: subject.clone(),
        text: line.text.clone(),
    };
    let said = lines.iter().filter(|line| line.head != SUBJECT);
    let mut versions: Vec<Version> = said.map(version).collect();
    // The plain one is meant; the others are one key away.
    versions.sort_by_key(|version| version.tone != "plain");
    if versions.is_empty() {
        return Err("Claude's answer is not used: there is no text in it; nothing was changed".to_owned());
    }
    let used = |source: &Source| lines.iter().any(|line| line.evidence.contains(&source.id));
    Ok(Wordings {
        versions,
        used: done.sources.into_iter().filter(used).collect(),
        cached: done.cached,
        micro_dollars: done.micro_dollars,
    })
}

#[cfg(test)]
mod tests;
