//! What is kept of automations: which are published, who is inside, what was done. What an automation is and what it would do
//! is not known here: texts and states come in as they are kept.

use std::collections::{BTreeMap, BTreeSet};

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

/// What is said once for every automation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    /// The team lead: the id or the name of a user.
    pub lead: Option<String>,
    /// Lenders to choose from, in words that can stand in a message.
    pub lenders: Option<String>,
    /// A sentence about the market with its source and date, by area; under `everywhere` for every other area.
    pub market_facts: BTreeMap<String, String>,
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

/// Of a text that was laid ready, the share of its words that are still there when it was only put in one's own words.
const STILL_THERE: f64 = 0.5;

/// Whether a text that was sent is one that was laid ready, or what somebody made of it: half of its words are still there.
pub fn is_yes_to(laid: &str, sent: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (laid, sent) = (words(laid), words(sent));
    let still_there = laid.intersection(&sent).count();
    !laid.is_empty() && still_there as f64 >= laid.len() as f64 * STILL_THERE
}

/// Tags that keep everything automatic away from a person and their household, in lower case.
pub const KILL_TAGS: &[&str] = &["ai-off", "stop-bot"];

/// Why nothing automatic is done for somebody who has such a tag, or with whom somebody lives who has.
pub const KEPT_AWAY: &str = "a tag keeps automations away";

/// Whether a tag keeps everything automatic away.
pub fn is_kill_tag(tag: &str) -> bool {
    KILL_TAGS.iter().any(|kill| kill.eq_ignore_ascii_case(tag.trim()))
}

/// In which group somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arm {
    /// They are inside.
    In,
    /// They are left out, to see what it brings.
    HeldOut,
    /// A tag kept them out.
    KeptAway,
}

impl Arm {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::HeldOut => "held out",
            Self::KeptAway => "kept away",
        }
    }

    /// The group of a word.
    pub fn of(word: &str) -> Self {
        match word {
            "held out" => Self::HeldOut,
            "kept away" => Self::KeptAway,
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

/// A day that people have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Yearly {
    /// They were born.
    Birthday,
    /// They closed on a home: the expected closing of a deal that was won.
    HomeAnniversary,
    /// A quarter of the year begins.
    Quarter,
    /// The date in a field that the account added to people, or else to deals.
    Field {
        /// What the field is called.
        name: String,
        /// It comes again each year; else once.
        yearly: bool,
    },
}

impl Yearly {
    /// The days that everybody's account knows.
    pub const KNOWN: [Self; 3] = [Self::Birthday, Self::HomeAnniversary, Self::Quarter];

    /// The word for it; of an added field its name.
    pub fn word(&self) -> &str {
        match self {
            Self::Birthday => "birthday",
            Self::HomeAnniversary => "home anniversary",
            Self::Quarter => "quarter",
            Self::Field { name, .. } => name,
        }
    }

    /// The day of a word: one that every account knows, else the date in the field of this name, which comes once or each year.
    pub fn of(word: &str, yearly: bool) -> Self {
        let name = word.trim();
        let known = Self::KNOWN.into_iter();
        let mut known = known.filter(|day| day.word().eq_ignore_ascii_case(name));
        known.next().unwrap_or_else(|| Self::Field {
            name: name.to_owned(),
            yearly,
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_was_laid_ready_is_known_again_after_it_was_put_in_own_words() {
        let laid = "Hi Ana, is Upland still the right part of town for you?";
        assert!(is_yes_to(laid, laid));
        assert!(is_yes_to(
            laid,
            "Hey Ana! Is Upland still the right part of town?  Jo"
        ));
        assert!(!is_yes_to(laid, "Ana, the seller took the other offer. Call me?"));
        assert!(!is_yes_to("", "anything"));
    }
}
