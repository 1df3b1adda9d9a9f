//! Searching messages and notes.

use schemars::JsonSchema;
use serde::Deserialize;

use super::plan::without_traits;
use super::{Refusal, Tool, told};
use crate::copilot::content::Content;
use crate::copilot::hands::Reply;
use crate::domain::value::ContactId;
use crate::domain::words::words;
use crate::engine::query::Sources;
use crate::store::Said;

/// Places on a page, and bytes of the passage of each.
const PAGE: usize = 20;
const PASSAGE: usize = 360;
/// Bytes of the passage that stand before the word.
const BEFORE: usize = 120;

/// Searches messages and notes.
pub(super) struct SearchWords;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// The words, all of which must be there.
    words: String,
    /// The id of a person: only what was said with them is searched.
    #[serde(default)]
    person: Option<String>,
    /// How many places to skip: 20 for the second page.
    #[serde(default)]
    offset: Option<u32>,
}

impl Tool for SearchWords {
    const NAME: &'static str = "search_words";
    const ABOUT: &'static str = include_str!("search_words.md");
    const PROPOSES: bool = false;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        without_traits([input.words.as_str()])?;
        let of = input.person.as_deref().map(ContactId::from);
        if let Some(of) = &of
            && sources.reader.person(of)?.is_none()
        {
            return Err(Refusal::unknown("person", of.as_str()));
        }
        let offset = input.offset.unwrap_or_default() as usize;
        let found = sources.reader.mentions(&input.words, of.as_ref(), offset, PAGE)?;
        let Some(found) = found else {
            return Err(Refusal::new(
                "There is no word with a letter or a digit to search for; nothing was searched. Give at least one word.",
            ));
        };
        let mut told = Vec::with_capacity(found.found.len());
        for (contact, said) in &found.found {
            let what = match said {
                Said::Message(message) => told::message(message, passage(&message.words(), &input.words)),
                Said::Note(note) => told::note(note, passage(note.body.raw(), &input.words)),
            };
            told.push(Content::Record(vec![
                ("person", Content::word(contact.as_str())),
                ("name", told::name(sources, contact)?),
                ("said", what),
            ]));
        }
        let shown = offset + told.len();
        let (total, uncounted) = (found.total, found.uncounted);
        Ok(Reply {
            content: Content::Record(vec![
                ("total", Content::Number(total as i64)),
                (
                    "at_least",
                    if uncounted {
                        Content::Yes(true)
                    } else {
                        Content::Nothing
                    },
                ),
                ("from", Content::Number(offset as i64)),
                ("found", Content::list(told)),
                ("more", Content::Yes(shown < total)),
            ]),
            known: sources
                .reader
                .identities(found.found.iter().map(|(contact, _)| contact))?,
            line: format!("words · {} → {total}", input.words),
            plan: None,
        })
    }
}

/// The part of a text around the first of the words.
fn passage(text: &str, wanted: &str) -> Content {
    let wanted = words(wanted);
    let is_wanted = |text: &str| wanted.iter().any(|word| text.starts_with(word.text.as_str()));
    let all = words(text);
    let at = all
        .iter()
        .find(|word| is_wanted(&word.text))
        .map_or(0, |word| word.at.start);
    // It begins with a whole word.
    let begin = all
        .iter()
        .map(|word| word.at.start)
        .find(|start| start + BEFORE >= at)
        .unwrap_or(0);
    let from = if begin <= BEFORE { 0 } else { begin };
    told::text_from(text, from, PASSAGE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::copilot::wire::Wire;

    fn told(text: &str, wanted: &str) -> String {
        let told = Wire::default().told(&passage(text, wanted));
        told.as_str().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_passage_holds_the_word_and_begins_with_a_whole_one() {
        assert_eq!(told("We want a yard.", "yard"), "We want a yard.");
        let long = format!(
            "{} Pre-approvál came today. {}",
            "before ".repeat(60),
            "after ".repeat(90)
        );
        let found = told(&long, "\"approval came\"");
        assert!(
            found.starts_with("…before") && found.contains("Pre-approvál came today"),
            "{found}"
        );
        assert!(found.ends_with('…') && found.len() < PASSAGE + 10, "{found}");
        assert_eq!(told("nothing of it", "yard"), "nothing of it");
        assert_eq!(passage(" ", "yard"), Content::Nothing);
    }
}
