//! What may stand in a definition: each section, trigger and action lists its members, and everything else (reading,
//! writing, checking, the form on the screen, what Claude is told) goes by that list.

use jiff::civil::Time;

use super::length::Length;
use super::words::{Condition, Words};

/// What a member holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words without blanks.
    Line,
    /// Words with blanks, in one voice or several.
    Words,
    /// A length of time.
    Length,
    /// A question about the person.
    Condition,
    /// The name of a tag.
    Tag,
    /// The name of a stage.
    Stage,
    /// A colleague, `owner` or `lead`.
    User,
    /// The id of an automation.
    Automation,
    /// The name of a workflow of the CRM.
    Workflow,
    /// The name of a form of the CRM.
    Form,
    /// A member of a person.
    Field,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// Some of a few words.
    Some(&'static [&'static str]),
    /// A whole number from one to another.
    Number(i64, i64),
    /// Yes or no.
    Flag,
    /// A time on the wall clock.
    Clock,
    /// A whole address that begins with `https://`.
    Address,
}

/// A member.
#[derive(Debug)]
pub struct Arg {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// It must be there.
    pub needed: bool,
    /// One line for people.
    pub help: &'static str,
}

/// A member that must be there.
pub const fn needed(name: &'static str, kind: Kind, help: &'static str) -> Arg {
    let needed = true;
    Arg {
        name,
        kind,
        needed,
        help,
    }
}

/// A member that may be left out.
pub const fn may(name: &'static str, kind: Kind, help: &'static str) -> Arg {
    let needed = false;
    Arg {
        name,
        kind,
        needed,
        help,
    }
}

/// What a member says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text, a name, a word.
    Line(String),
    /// Words with blanks.
    Words(Words),
    /// A length of time.
    Length(Length),
    /// A question about the person.
    Condition(Condition),
    /// Several words.
    List(Vec<String>),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A time on the wall clock.
    Clock(Time),
}

/// Where something stands in its file. Says nothing about what it is: two trees are equal wherever they were written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spot {
    /// The line, from 1; 0 when it was never in a file.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

impl PartialEq for Spot {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Spot {}

/// The members of one section or step, in the order of their list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Args(pub Vec<(&'static str, Value, Spot)>);

impl Args {
    /// What a member says.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|(known, ..)| *known == name)
            .map(|(_, value, _)| value)
    }

    /// Where a member stands.
    pub fn spot(&self, name: &str) -> Option<Spot> {
        self.0
            .iter()
            .find(|(known, ..)| *known == name)
            .map(|(.., spot)| *spot)
    }

    /// A text, a name or a word.
    pub fn line(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Value::Line(line)) => Some(line),
            _ => None,
        }
    }

    /// Words with blanks.
    pub fn words(&self, name: &str) -> Option<&Words> {
        match self.get(name) {
            Some(Value::Words(words)) => Some(words),
            _ => None,
        }
    }

    /// A length of time.
    pub fn length(&self, name: &str) -> Option<Length> {
        match self.get(name) {
            Some(Value::Length(length)) => Some(*length),
            _ => None,
        }
    }

    /// A question about the person.
    pub fn condition(&self, name: &str) -> Option<&Condition> {
        match self.get(name) {
            Some(Value::Condition(condition)) => Some(condition),
            _ => None,
        }
    }

    /// Several words; none when it is not there.
    pub fn list(&self, name: &str) -> &[String] {
        match self.get(name) {
            Some(Value::List(list)) => list,
            _ => &[],
        }
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Yes or no; no when it is not there.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Value::Flag(true)))
    }

    /// A time on the wall clock.
    pub fn clock(&self, name: &str) -> Option<Time> {
        match self.get(name) {
            Some(Value::Clock(time)) => Some(*time),
            _ => None,
        }
    }
}
