//! What is told about a person, and what of it can be named as the source of a statement.

use jiff::Timestamp;
use serde_json::Value;

use crate::copilot::content::Content;
use crate::domain::conversation::{Direction, Message};
use crate::domain::filter::{Naming, Vocabulary};
use crate::domain::mask::Identity;
use crate::domain::value::Foreign;
use crate::store::Person;

/// Messages that are told, newest first. What is older says little about what to do next.
const MESSAGES: usize = 40;
/// Notes, tasks, deals and appointments that are told, of each.
const OTHERS: usize = 20;
/// Fields the account added that are told.
const FIELDS: usize = 40;

/// What a message of theirs is called among the sources.
pub(super) const THEIRS: &str = "message in";

/// About whom, and about what of theirs.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The person.
    pub person: &'a Person,
    /// What the account's ids are called.
    pub vocabulary: &'a Vocabulary,
    /// A message or a day, for kinds that are asked about one; else empty.
    pub about: &'a str,
}

/// Something a statement can rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its id, as it was told.
    pub id: String,
    /// What it is, in words of ours: `message in`, `note`, `field city`.
    pub what: String,
    /// When it happened.
    pub at: Option<Timestamp>,
    /// What it says.
    pub text: Foreign,
}

/// What the model is told, and what of it can be named.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// What is told.
    pub content: Content,
    /// What can be named.
    pub sources: Vec<Source>,
    /// Who is in it.
    pub known: Vec<Identity>,
}

impl Facts {
    /// The source of an id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// Everything about somebody.
    pub fn all(subject: &Subject<'_>) -> Self {
        Self::told(subject, None, |_| true)
    }

    /// The same of what happened after a moment; fields are as they are now.
    pub fn since(subject: &Subject<'_>, since: Option<Timestamp>) -> Self {
        Self::told(subject, since, |_| true)
    }

    /// Everything about somebody; of messages only those that came from them have an id.
    pub fn theirs(subject: &Subject<'_>) -> Self {
        Self::told(subject, None, is_theirs)
    }

    fn told(subject: &Subject<'_>, since: Option<Timestamp>, named: fn(&Message) -> bool) -> Self {
        let mut facts = Collecting::of(subject);
        let person = subject.person;
        let later = |at: Option<Timestamp>| since.is_none_or(|since| at.is_some_and(|at| at > since));
        let messages = person.messages.iter().filter(|message| later(message.at));
        let messages: Vec<Content> = messages
            .take(MESSAGES)
            .map(|message| facts.message(message, named(message)))
            .collect();
        let notes = person.notes.iter().filter(|note| later(note.at)).take(OTHERS);
        let notes: Vec<Content> = notes
            .map(|note| facts.dated(note.id.as_str(), "note", note.at, &note.body))
            .collect();
        let appointments: Vec<Content> = person
            .appointments
            .iter()
            .take(OTHERS)
            .map(|appointment| {
                let told = facts.dated(
                    appointment.id.as_str(),
                    "appointment",
                    appointment.start,
                    &appointment.title,
                );
                with(told, "status", Content::from(&appointment.status))
            })
            .collect();
        let tasks: Vec<Content> = person
            .tasks
            .iter()
            .take(OTHERS)
            .map(|task| {
                let told = facts.dated(task.id.as_str(), "task", task.due, &task.title);
                with(told, "done", Content::Yes(task.completed))
            })
            .collect();
        let deals = facts.deals(subject);
        let fields = facts.fields(subject);
        facts.done(vec![
            ("messages_newest_first", Content::List(messages)),
            ("notes", Content::List(notes)),
            ("appointments", Content::List(appointments)),
            ("tasks", Content::List(tasks)),
            ("deals", Content::List(deals)),
            ("fields", Content::List(fields)),
        ])
    }

    /// What was written, both ways. Only what came from them has an id: nothing else is an answer of theirs.
    pub fn said(subject: &Subject<'_>) -> Self {
        let mut facts = Collecting::of(subject);
        let messages = subject.person.messages.iter().take(MESSAGES);
        let messages: Vec<Content> = messages
            .map(|message| facts.message(message, is_theirs(message)))
            .collect();
        facts.done(vec![("messages_newest_first", Content::List(messages))])
    }

    /// One message and nothing else.
    pub fn one_message(subject: &Subject<'_>, message: &Message) -> Self {
        let mut facts = Collecting::of(subject);
        let told = facts.message(message, true);
        facts.done(vec![("message", told)])
    }

    /// The same facts with one more behind them.
    #[must_use]
    pub fn last(mut self, name: &'static str, content: Content) -> Self {
        if let Content::Record(members) = &mut self.content {
            members.push((name, content));
        }
        self
    }

    /// The same facts with one more in front.
    #[must_use]
    pub fn first(mut self, name: &'static str, content: Content) -> Self {
        if let Content::Record(members) = &mut self.content {
            members.insert(0, (name, content));
        }
        self
    }
}

fn is_theirs(message: &Message) -> bool {
    message.direction == Direction::Inbound
}

/// The last message that came from them, if there is one that says something.
pub fn last_in<'a>(subject: &Subject<'a>) -> Option<&'a Message> {
    let mut messages = subject.person.messages.iter();
    messages.find(|message| is_theirs(message) && !message.body.raw().trim().is_empty())
}

/// Facts being put together.
struct Collecting {
    sources: Vec<Source>,
    known: Vec<Identity>,
}

impl Collecting {
    fn of(subject: &Subject<'_>) -> Self {
        Self {
            sources: Vec::new(),
            known: vec![subject.person.contact.identity()],
        }
    }

    fn done(self, members: Vec<(&'static str, Content)>) -> Facts {
        let told = |content: &Content| !matches!(content, Content::List(parts) if parts.is_empty());
        let members = members.into_iter().filter(|(_, content)| told(content));
        Facts {
            content: Content::Record(members.collect()),
            sources: self.sources,
            known: self.known,
        }
    }

    fn message(&mut self, message: &Message, named: bool) -> Content {
        let inbound = is_theirs(message);
        let mut members = Vec::new();
        if named {
            members.push(("id", Content::word(&message.id)));
            self.sources.push(Source {
                id: message.id.to_string(),
                what: if inbound { THEIRS } else { "message out" }.to_owned(),
                at: message.at,
                text: Foreign::from(message.words().as_ref()),
            });
        }
        members.extend([
            ("from", Content::word(if inbound { "them" } else { "us" })),
            ("kind", Content::word(message.kind.word())),
            ("at", Content::at(message.at)),
            ("subject", Content::from(&message.subject)),
            ("text", Content::from(&Foreign::from(message.words().as_ref()))),
        ]);
        Content::Record(members)
    }

    fn dated(&mut self, id: &str, what: &str, at: Option<Timestamp>, text: &Foreign) -> Content {
        self.sources.push(Source {
            id: id.to_owned(),
            what: what.to_owned(),
            at,
            text: text.clone(),
        });
        Content::Record(vec![
            ("id", Content::word(id)),
            ("at", Content::at(at)),
            ("text", Content::from(text)),
        ])
    }

    fn deals(&mut self, subject: &Subject<'_>) -> Vec<Content> {
        let deals = subject.person.deals.iter().take(OTHERS);
        deals
            .map(|deal| {
                let stage = subject.vocabulary.name(Naming::Stage, deal.stage.as_str());
                let told = self.dated(deal.id.as_str(), "deal", Some(deal.since), &deal.name);
                let told = with(told, "stage", stage.map_or(Content::Nothing, Content::text));
                let told = with(told, "status", Content::word(deal.status.word()));
                with(told, "value_cents", Content::Number(deal.value.0))
            })
            .collect()
    }

    /// What is on file about them. Never a date of birth, a number or an address: no work needs them. What the account added
    /// is judged with the names of the fields before it leaves.
    fn fields(&mut self, subject: &Subject<'_>) -> Vec<Content> {
        let contact = &subject.person.contact;
        let tags: Vec<&str> = contact.tags.iter().map(Foreign::raw).collect();
        let mut fields: Vec<_> = [
            ("source", contact.source.raw().to_owned()),
            ("type", contact.kind.raw().to_owned()),
            ("city", contact.address.city.raw().to_owned()),
            ("tags", tags.join(", ")),
        ]
        .map(|(name, value)| (Content::word(name), name.to_owned(), Content::text(&value), value))
        .into();
        for (id, value) in contact.custom.iter().take(FIELDS) {
            let added = &subject.vocabulary.added;
            // Without its name nobody can tell whether the value may leave.
            let Some(added) = added.iter().find(|added| added.id == id.as_str()) else {
                continue;
            };
            let name = added.name.as_str();
            let value = plain(value);
            let told = Content::value(name, &value);
            fields.push((Content::text(name), name.to_owned(), told, value));
        }
        let told = fields
            .into_iter()
            .filter(|(_, _, _, value)| !value.trim().is_empty());
        let told = told.enumerate().map(|(nr, (name, label, told, value))| {
            let id = format!("field_{}", nr + 1);
            self.sources.push(Source {
                id: id.clone(),
                what: format!("field {label}"),
                at: None,
                text: Foreign::from(value.as_str()),
            });
            Content::Record(vec![("id", Content::Word(id)), ("name", name), ("text", told)])
        });
        told.collect()
    }
}

fn with(record: Content, name: &'static str, more: Content) -> Content {
    match record {
        Content::Record(mut members) => {
            members.push((name, more));
            Content::Record(members)
        }
        other => other,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
