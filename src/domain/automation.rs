//! What is kept of automations: which are published, who is inside, what was done. What an automation is and what it would do
//! is not known here: texts and states come in as they are kept.

use super::record::EntityRef;
use super::value::ContactId;

/// Whether an automation runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// It is being written.
    Draft,
    /// It runs.
    On,
    /// Nobody comes in and nothing is done; who is inside stays where they are.
    Paused,
}

impl Switch {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::On => "on",
            Self::Paused => "paused",
        }
    }

    /// The switch of a word; anything else runs nothing.
    pub fn of(word: &str) -> Self {
        match word {
            "on" => Self::On,
            "paused" => Self::Paused,
            _ => Self::Draft,
        }
    }
}

/// A text of an automation with what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutomationText {
    /// How other automations and the log call it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Messages leave by themselves.
    pub auto_send: bool,
    /// The file.
    pub text: String,
}

/// In which of two groups somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arm {
    /// They are inside.
    In,
    /// They are left out, to see what it brings.
    HeldOut,
}

impl Arm {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::HeldOut => "held out",
        }
    }

    /// The group of a word.
    pub fn of(word: &str) -> Self {
        match word {
            "held out" => Self::HeldOut,
            _ => Self::In,
        }
    }
}

/// Somebody who comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entering {
    /// Into which automation.
    pub automation: String,
    /// On which version.
    pub version: u32,
    /// Who.
    pub contact: ContactId,
    /// What brought them in; they come in once for it.
    pub cause: String,
    /// In which group.
    pub arm: Arm,
}

/// A day that comes every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Yearly {
    /// They were born.
    Birthday,
    /// They closed on a home: the expected closing of a deal that was won.
    HomeAnniversary,
    /// A quarter of the year begins.
    Quarter,
}

impl Yearly {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Birthday => "birthday",
            Self::HomeAnniversary => "home anniversary",
            Self::Quarter => "quarter",
        }
    }

    /// The day of a word.
    pub fn of(word: &str) -> Option<Self> {
        let all = [Self::Birthday, Self::HomeAnniversary, Self::Quarter];
        all.into_iter()
            .find(|day| day.word().eq_ignore_ascii_case(word.trim()))
    }
}

/// A moment that was derived and heard; it is not heard again. `mark` tells the moments of one record apart and only goes up: an
/// epoch in milliseconds, or a day as one number, by what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What it is.
    pub what: String,
    /// What it is about.
    pub of: EntityRef,
    /// Which of its moments.
    pub mark: i64,
}
