//! What a schema cannot say: whether a result may be believed.
//!
//! The sentences of refusals are for a person and for the second try; they hold nothing of the result.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::facts::{Facts, Source};
use super::{figures, hours};
use crate::domain::fair_housing::{self, Context, Verdict};
use crate::domain::mask;

/// Characters of one sentence.
const SENTENCE: usize = 600;

/// Something said, with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// One or two plain sentences, at most 600 characters.
    pub statement: String,
    /// The ids of the messages, notes, deals or fields it rests on, exactly as they were given. At least one.
    #[schemars(length(min = 1))]
    pub evidence_ids: Vec<String>,
}

/// A word of a list, however it is capitalised: the service does not promise how.
pub(super) fn folded<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<T, D::Error> {
    let word = String::deserialize(from)?.to_lowercase();
    T::deserialize(Value::String(word)).map_err(serde::de::Error::custom)
}

/// Checks against the facts that were told.
#[derive(Debug)]
pub struct Check<'a>(pub &'a Facts);

impl Check<'_> {
    /// Something said is worded well and rests on what was told.
    pub fn statement(&self, what: &str, said: &Statement) -> Result<(), String> {
        wording(what, &said.statement, SENTENCE)?;
        self.evidence(what, &said.evidence_ids)
    }

    /// The same for several, of which there are `least` to `most`.
    pub fn statements(
        &self,
        what: &str,
        said: &[Statement],
        least: usize,
        most: usize,
    ) -> Result<(), String> {
        count(what, said.len(), least, most)?;
        said.iter().try_for_each(|said| self.statement(what, said))
    }

    /// Every id was told.
    pub fn evidence(&self, what: &str, ids: &[String]) -> Result<(), String> {
        if ids.is_empty() {
            return Err(format!("{what} rests on nothing"));
        }
        ids.iter().try_for_each(|id| self.source(what, id).map(drop))
    }

    /// An id that was told, with what it says.
    pub fn source(&self, what: &str, id: &str) -> Result<&Source, String> {
        let unknown = || format!("{what} rests on an id that is not among the facts");
        self.0.source(id).ok_or_else(unknown)
    }

    /// Words that stand in a message of theirs to the letter.
    pub fn quote(&self, what: &str, id: &str, quote: &str) -> Result<(), String> {
        let source = self.source(what, id)?;
        legible(what, quote, SENTENCE)?;
        if spaced(source.text.raw()).contains(&spaced(quote)) {
            Ok(())
        } else {
            Err(format!("{what} quotes words that are not in that message"))
        }
    }

    /// Amounts of money and shares are nobody's invention.
    pub fn numbers(&self, what: &str, text: &str) -> Result<(), String> {
        if !figures::named_in(text).is_subset(&figures::told_in(&self.told())) {
            return Err(format!("{what} names an amount that is not among the facts"));
        }
        Ok(())
    }

    /// Days and hours are nobody's invention either: whoever writes does not see the calendar. Of an appointment that is still to
    /// come the day and the hour may be said.
    pub fn times(&self, what: &str, text: &str) -> Result<(), String> {
        let sources = &self.0.sources;
        let last = sources
            .iter()
            .filter(|source| source.what.starts_with("message"))
            .filter_map(|source| source.at)
            .max();
        let is_booked = sources
            .iter()
            .any(|source| source.what == "appointment" && source.at.is_some_and(|at| Some(at) > last));
        if !is_booked && hours::invents(text, &self.told()) {
            return Err(format!(
                "{what} names a day or an hour that is not among the facts"
            ));
        }
        Ok(())
    }

    /// Everything that was told in somebody's words.
    fn told(&self) -> String {
        let texts: Vec<&str> = self.0.sources.iter().map(|source| source.text.raw()).collect();
        texts.join("\n")
    }
}

/// Several texts, of which there are `least` to `most`.
pub(super) fn wordings(what: &str, texts: &[String], least: usize, most: usize) -> Result<(), String> {
    count(what, texts.len(), least, most)?;
    texts.iter().try_for_each(|text| wording(what, text, SENTENCE))
}

/// A text that a person may read or send: there, not too long, nothing of the masking left, fit to be said.
pub(super) fn wording(what: &str, text: &str, most: usize) -> Result<(), String> {
    legible(what, text, most)?;
    let found = fair_housing::check(text, Context::default());
    if fair_housing::verdict(&found) == Verdict::Block {
        let instead = found.first().map_or("", |found| found.instead);
        return Err(format!("{what} is worded against fair housing: {instead}"));
    }
    Ok(())
}

/// The same without a look at what it says: for words that are theirs, or that nobody is to say.
pub(super) fn legible(what: &str, text: &str, most: usize) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err(format!("{what} is empty"));
    }
    if text.chars().count() > most {
        return Err(format!("{what} is longer than {most} characters"));
    }
    if has_stand_in(text) {
        return Err(format!("{what} holds a stand-in that stands for nobody"));
    }
    Ok(())
}

/// A number within its limits.
pub(super) fn within(what: &str, number: i64, least: i64, most: i64) -> Result<(), String> {
    if (least..=most).contains(&number) {
        Ok(())
    } else {
        Err(format!("{what} is not from {least} to {most}"))
    }
}

fn count(what: &str, count: usize, least: usize, most: usize) -> Result<(), String> {
    if (least..=most).contains(&count) {
        Ok(())
    } else {
        Err(format!("there are {count} of {what}, not from {least} to {most}"))
    }
}

/// A text with one space wherever there is any.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether something stands in a text that the masking put there.
fn has_stand_in(text: &str) -> bool {
    let follows = |word: &str| {
        text.match_indices(word).any(|(at, _)| {
            let rest = text.get(at + word.len()..).unwrap_or_default();
            rest.strip_prefix('_')
                .is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()))
        })
    };
    text.contains("[withheld]") || mask::Kind::ALL.iter().any(|kind| follows(kind.word()))
}
