//! Who of a file is here already, who is in it twice, and what is to be done about each.
//!
//! People are known by their phone numbers and e-mail addresses, or by the CRM's id; those who have neither, by their
//! whole name. When it cannot be told who of several is meant, nothing is done and it is said.

use std::collections::{BTreeMap, BTreeSet};

use super::Fault;
use super::draft::{Draft, texts};
use crate::domain::command::Command;
use crate::domain::contact::Contact;
use crate::domain::custom_field::CustomField;
use crate::domain::decide::filled;
use crate::domain::gate::is_permission;
use crate::domain::record::{Fields, Members, paths, set_at, value_at};
use crate::domain::value::{ContactId, Phone, Shown, parse_email};

/// By what a person is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The CRM's id, or ours.
    Id(String),
    /// A number, as E.164.
    Phone(String),
    /// An address in small letters.
    Email(String),
    /// A whole name in small letters.
    Name(String),
}

impl Key {
    fn words(&self) -> &str {
        match self {
            Self::Id(_) => "the CRM's id",
            Self::Phone(text) | Self::Email(text) => text,
            Self::Name(_) => "the name alone",
        }
    }
}

/// Every key of a person with these members; without `id`, which is not among them.
pub fn keys(fields: &Fields) -> Vec<Key> {
    let all = |main: &str, more: &str| {
        let list = texts(value_at(fields, more));
        std::iter::once(fields.text(main).raw().to_owned()).chain(list)
    };
    let mut keys: Vec<Key> = Vec::new();
    keys.extend(
        all("phone", "additionalPhones")
            .filter_map(|text| Phone::read(&text).ok().map(|phone| Key::Phone(phone.number))),
    );
    keys.extend(all("email", "additionalEmails").filter_map(|text| parse_email(&text).ok().map(Key::Email)));
    keys.extend(name(fields).map(Key::Name));
    keys
}

fn name(fields: &Fields) -> Option<String> {
    let whole = format!(
        "{} {}",
        fields.text("firstName").raw(),
        fields.text("lastName").raw()
    );
    let words: Vec<String> = whole.split_whitespace().map(str::to_lowercase).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

impl Draft {
    /// The keys by which this person is looked for: the name only where there is nothing better.
    pub fn keys(&self) -> Vec<Key> {
        let mut keys = keys(&self.fields);
        if keys.iter().any(|key| !matches!(key, Key::Name(_))) {
            keys.retain(|key| !matches!(key, Key::Name(_)));
        }
        keys.extend(self.id.clone().map(Key::Id));
        keys
    }

    /// What they are called.
    pub fn name(&self) -> Shown {
        Contact::from_fields("".into(), &self.fields).name()
    }
}

/// Somebody who is here, as far as an import asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Here {
    /// Who.
    pub id: ContactId,
    /// The CRM's id, once there is one.
    pub remote_id: Option<String>,
    /// Their members.
    pub fields: Fields,
}

impl Here {
    fn name(&self) -> Shown {
        Contact::from_fields(self.id.clone(), &self.fields).name()
    }

    /// That this is who a draft is, and what says so.
    fn matched(&self, draft: &Draft) -> Match {
        let mine = self.keys();
        let mut both = draft.keys();
        both.retain(|key| mine.contains(key));
        let by: Vec<&str> = both.iter().map(Key::words).collect();
        Match {
            contact: self.id.clone(),
            name: self.name(),
            by: by.join(", "),
        }
    }

    fn keys(&self) -> Vec<Key> {
        let ids = [Some(self.id.to_string()), self.remote_id.clone()];
        keys(&self.fields)
            .into_iter()
            .chain(ids.into_iter().flatten().map(Key::Id))
            .collect()
    }
}

/// Who of those here somebody in a file is.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Who.
    pub contact: ContactId,
    /// What they are called here.
    pub name: Shown,
    /// What both have in common: numbers, addresses, the CRM's id, or the name where there is nothing better.
    pub by: String,
}

/// What is to be done about one person of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// They are made.
    Make,
    /// They are here; these members change.
    Fill {
        /// Who, and how that is known.
        who: Match,
        /// Which members.
        members: Vec<String>,
    },
    /// They are here, and the file says nothing new.
    Nothing {
        /// Who, and how that is known.
        who: Match,
    },
}

/// What an import would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Everybody of the file once, in its order, with what is to be done.
    pub people: Vec<(Draft, Step)>,
    /// Rows that were left out, and why.
    pub faults: Vec<Fault>,
    /// What the command for each needs beside its draft.
    keep: BTreeSet<String>,
    overwrite: bool,
}

/// Compares the people of a file with each other and with those who are here. With `overwrite` what the file says goes
/// before what is here, but never a permission, and never a looser do-not-disturb.
pub fn plan(drafts: Vec<Draft>, here: &[Here], custom: &[CustomField], overwrite: bool) -> Plan {
    let mut plan = Plan {
        keep: custom
            .iter()
            .filter(|field| is_permission(field.name.raw()))
            .map(|field| format!("customFields.{}", field.id))
            .collect(),
        overwrite,
        ..Plan::default()
    };
    let mut known: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, person) in here.iter().enumerate() {
        for key in person.keys() {
            known.entry(key).or_default().push(at);
        }
    }
    let mut people: Vec<(Draft, Option<usize>)> = Vec::new();
    let mut seen: BTreeMap<Key, usize> = BTreeMap::new();
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    for draft in drafts {
        let row = draft.rows.first().copied().unwrap_or_default();
        let whom = match whom(&draft, &known, here) {
            Ok(whom) => whom,
            Err(why) => {
                plan.faults.push(Fault::of_row(row, why));
                continue;
            }
        };
        let keys = draft.keys();
        let before = keys.iter().find_map(|key| seen.get(key).copied());
        // The same person here goes before what the rows have in common: two rows may share a phone and be two people.
        let before = match whom {
            Some(whom) => taken.get(&whom).copied(),
            None => before.filter(|at| people.get(*at).is_some_and(|(_, whom)| whom.is_none())),
        };
        let at = before.unwrap_or(people.len());
        for key in keys {
            seen.entry(key).or_insert(at);
        }
        if let Some(whom) = whom {
            taken.insert(whom, at);
        }
        match people.get_mut(at) {
            Some((first, _)) => first.absorb(draft),
            None => people.push((draft, whom)),
        }
    }
    for (draft, whom) in people {
        let step = match whom.and_then(|at| here.get(at)) {
            None => Step::Make,
            Some(person) => plan.step(&draft, person),
        };
        plan.people.push((draft, step));
    }
    plan
}

/// Who of those here a draft is, if anybody.
fn whom(draft: &Draft, known: &BTreeMap<Key, Vec<usize>>, here: &[Here]) -> Result<Option<usize>, String> {
    let keys = draft.keys();
    let found = |key: &Key| known.get(key).map(Vec::as_slice).unwrap_or_default();
    if let Some(only) = keys
        .iter()
        .filter(|key| matches!(key, Key::Id(_)))
        .find_map(|key| found(key).first())
    {
        return Ok(Some(*only));
    }
    let mut candidates: BTreeSet<usize> = BTreeSet::new();
    for key in &keys {
        candidates.extend(found(key));
    }
    if candidates.len() > 1 {
        // A household may share a phone: the name tells who is meant.
        let named = name(&draft.fields).map(Key::Name);
        let same: BTreeSet<usize> = named.iter().flat_map(found).copied().collect();
        let both: Vec<usize> = candidates.intersection(&same).copied().collect();
        if let [only] = both[..] {
            return Ok(Some(only));
        }
    }
    let mut left = candidates.iter();
    match (left.next(), left.next()) {
        (None, _) => Ok(None),
        (Some(only), None) => Ok(Some(*only)),
        (Some(one), Some(other)) => {
            let called = |at: &usize| here.get(*at).map(Here::name);
            let by: Vec<&str> = keys
                .iter()
                .filter(|key| !found(key).is_empty())
                .map(Key::words)
                .collect();
            Err(format!(
                "may be {} or {} ({}); nothing is done for this row",
                called(one).unwrap_or_default(),
                called(other).unwrap_or_default(),
                by.join(", ")
            ))
        }
    }
}

impl Plan {
    fn step(&self, draft: &Draft, person: &Here) -> Step {
        let who = person.matched(draft);
        let (fill, set) = self.parts(draft);
        // The same name and nothing else is no proof: such a person is left as they are.
        let by_name = draft.keys().iter().all(|key| matches!(key, Key::Name(_)));
        let changes = if by_name {
            Vec::new()
        } else {
            filled(&person.fields, &fill, &set)
        };
        if changes.is_empty() {
            return Step::Nothing { who };
        }
        let members = changes.into_iter().map(|change| change.path).collect();
        Step::Fill { who, members }
    }

    /// What of a draft fills blanks, and what goes before what is here.
    fn parts(&self, draft: &Draft) -> (Fields, Fields) {
        let (mut fill, mut set) = (Fields::new(), Fields::new());
        for path in paths(&draft.fields) {
            let part = if self.overwrite && !self.keep.contains(&path) {
                &mut set
            } else {
                &mut fill
            };
            set_at(part, &path, value_at(&draft.fields, &path).clone());
        }
        (fill, set)
    }

    /// The commands that do it, one for everybody whom something is done about.
    pub fn commands(&self) -> Vec<Command> {
        let mut commands = Vec::new();
        for (draft, step) in &self.people {
            let contact = match step {
                Step::Make => None,
                Step::Fill { who, .. } => Some(who.contact.clone()),
                Step::Nothing { .. } => continue,
            };
            let (fill, set) = self.parts(draft);
            let note = draft.note.clone().filter(|_| contact.is_none());
            commands.push(Command::ImportContact {
                contact,
                fill,
                set,
                note,
            });
        }
        commands
    }

    /// How many are made, filled, and left as they are.
    pub fn counts(&self) -> (usize, usize, usize) {
        let (mut make, mut fill, mut nothing) = (0, 0, 0);
        for (_, step) in &self.people {
            match step {
                Step::Make => make += 1,
                Step::Fill { .. } => fill += 1,
                Step::Nothing { .. } => nothing += 1,
            }
        }
        (make, fill, nothing)
    }
}
