//! A filter said in plain words: Claude writes it, the parser looks at it, what is wrong with it goes back at most twice. It is
//! a chat like any other, so that masking, limits and the record of what was said are those of chats. What comes of it
//! chooses nobody until a person takes it.

use std::fmt::Write as _;

use super::query::{Query, Sources};
use super::{Engine, Lane};
use crate::domain::filter::{FIELDS, Of, parse};
use crate::store::StoreError;

/// What Claude is told before the words.
const BRIEF: &str = include_str!("../../assets/prompts/filter.md");
/// What cannot be read goes back so often.
const AGAIN: usize = 2;

impl Engine {
    /// Has Claude write a filter from plain words. The sentence of an error says what came of it.
    pub async fn write_filter(&self, words: &str) -> Result<String, String> {
        let names = self.query(Known).await.map_err(|error| error.to_string())?;
        let mut question = asked(words, &names);
        let mut thread = None;
        for _ in 0..=AGAIN {
            let asks = std::mem::take(&mut question);
            let (chat, answer) = self.answered(thread.take(), asks, Lane::Bulk).await?;
            thread = Some(chat);
            let Some(filter) = filter_in(&answer) else {
                "There was no ```filter block in that. Answer with the filter in one."
                    .clone_into(&mut question);
                continue;
            };
            if filter.is_empty() {
                return Err("Claude wrote no filter for that; the list is as it was".to_owned());
            }
            let reads = self.query(Reads(filter.clone())).await;
            match reads.map_err(|error| error.to_string())? {
                None => return Ok(filter),
                Some(why) => {
                    question = format!("It cannot be read: {why}. Send the whole filter again, mended.");
                }
            }
        }
        Err(
            "what Claude wrote cannot be read as a filter; the list is as it was; the chat has what it said"
                .to_owned(),
        )
    }
}

/// The names that the account uses for what a filter speaks of.
#[derive(Debug)]
struct Known;

impl Query for Known {
    type Answer = String;

    fn answer(self, sources: &Sources<'_>) -> Result<String, StoreError> {
        let vocabulary = sources.reader.vocabulary()?;
        let mut text = String::new();
        let lists = [
            ("stages", &vocabulary.stages),
            ("pipelines", &vocabulary.pipelines),
            ("reasons", &vocabulary.reasons),
        ];
        for (what, list) in lists {
            let names: Vec<String> = list.iter().map(|named| format!("\"{}\"", named.name)).collect();
            let _ = writeln!(text, "- {what}: {}", names.join(", "));
        }
        let added = vocabulary
            .added
            .iter()
            .map(|added| format!("custom.{}", added.key));
        let _ = writeln!(
            text,
            "- fields of the account: {}",
            added.collect::<Vec<_>>().join(", ")
        );
        Ok(text)
    }
}

/// What is wrong with a filter; nothing, when it can be read.
#[derive(Debug)]
struct Reads(String);

impl Query for Reads {
    type Answer = Option<String>;

    fn answer(self, sources: &Sources<'_>) -> Result<Option<String>, StoreError> {
        Ok(parse(&self.0, &sources.today).err().map(|error| error.message))
    }
}

/// The question: the rules, every field, the names of the account, and the words.
fn asked(words: &str, names: &str) -> String {
    let mut text = format!("{BRIEF}\nFields of people:\n");
    let mut fields = |of: Of| {
        for spec in FIELDS.iter().filter(|spec| spec.of == of) {
            let _ = writeln!(text, "- {}: {}", spec.name, spec.help);
        }
    };
    fields(Of::Person);
    for (_, of) in Of::QUESTIONS {
        fields(of);
    }
    let _ = write!(
        text,
        "\nNames of the account:\n{names}\nThese are wanted:\n\n{}",
        words.trim()
    );
    text
}

/// The filter in an answer, on one line.
fn filter_in(answer: &str) -> Option<String> {
    let (_, behind) = answer.split_once("```filter")?;
    let (filter, _) = behind.split_once("```")?;
    Some(filter.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_in_an_answer_is_one_line() {
        assert_eq!(
            filter_in("Here:\n```filter\ncity:upland\n  tag:hot\n```\n").as_deref(),
            Some("city:upland tag:hot")
        );
        assert_eq!(filter_in("```filter\n```").as_deref(), Some(""));
        assert_eq!(filter_in("city:upland"), None);
    }

    #[test]
    fn every_field_is_told() {
        let text = asked("hot people", "- stages: \"New\"\n");
        assert!(text.ends_with("hot people") && text.contains("- stages: \"New\""));
        for spec in FIELDS {
            assert!(text.contains(spec.help), "{}", spec.name);
        }
    }
}
