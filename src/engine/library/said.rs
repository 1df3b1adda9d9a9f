//! An automation said in plain words: Claude writes the file, the checks of a file look at it, what they find goes back at
//! most twice, and what comes of it lies among the person's own as a draft. It is a chat like any other, so that masking, the
//! limits of a day and the record of what was said are those of chats. Nothing is ever switched on.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::account::account;
use super::book::{Book, From, Page};
use super::shelf::pages;
use super::write::{Written, failed};
use crate::automation::action::ACTIONS;
use crate::automation::definition::edit::{self, Place};
use crate::automation::definition::{Definition, HEAD, SECTIONS};
use crate::automation::gallery::TEMPLATES;
use crate::automation::schema::{Arg, Kind, Value};
use crate::automation::trigger::TRIGGERS;
use crate::domain::chat::{Speaker, TurnOutcome};
use crate::domain::value::ThreadId;
use crate::engine::query::{Query, Sources, Transcript};
use crate::engine::{Ask, Engine, Lane, Phase};
use crate::store::StoreError;

/// What Claude is told before the words.
const BRIEF: &str = include_str!("../../../assets/prompts/automation.md");
/// What the checks find goes back so often.
const AGAIN: usize = 2;
/// Files of one name; beyond it another name is wanted.
const NAMES: usize = 50;

impl Engine {
    /// Has Claude write an automation from plain words into a folder, as a draft. The sentence of an error says what came of
    /// it; nothing is written then.
    pub async fn write_automation(&self, folder: &Path, words: &str) -> Result<Written, String> {
        let mut question = asked(words);
        let mut thread = None;
        let mut last = None;
        for _ in 0..=AGAIN {
            let (chat, answer) = self
                .answered(thread.take(), std::mem::take(&mut question), Lane::Drafts)
                .await?;
            thread = Some(chat);
            let Some(text) = file_in(&answer) else {
                "There was no ```toml block in that. Answer with the whole file in one."
                    .clone_into(&mut question);
                continue;
            };
            let looked = Looked {
                folder: folder.to_path_buf(),
                text,
            };
            let book = self.query(looked).await.map_err(|error| error.to_string())?;
            let found = findings(&book);
            last = Some(book);
            if found.is_empty() {
                break;
            }
            question =
                format!("The checks found the following. Send the whole file again, mended.\n\n{found}");
        }
        let book = last.filter(|book| !book.steps.is_empty()).ok_or(
            "what Claude wrote cannot be read as an automation; nothing was written; the chat has what it said",
        )?;
        let folder = folder.to_path_buf();
        let kept = tokio::task::spawn_blocking(move || keep(&folder, &book)).await;
        kept.map_err(|error| error.to_string())?
    }

    /// Asks in a chat, and waits for the whole answer.
    pub(in crate::engine) async fn answered(
        &self,
        thread: Option<ThreadId>,
        text: String,
        lane: Lane,
    ) -> Result<(ThreadId, String), String> {
        let mut live = self.chat().live();
        live.mark_unchanged();
        let thread = self.chat().ask(Ask::new(thread, text).of(lane)).await;
        let thread = thread.map_err(|why| why.to_string())?;
        loop {
            let now = live.borrow_and_update().clone();
            if now.thread.as_ref() == Some(&thread) {
                match now.phase {
                    // The state may be that of the answer before, until the driver tells of this one.
                    Phase::Ended(TurnOutcome::Complete) => {
                        let turns = self.query(Transcript(thread.clone())).await;
                        let turns = turns.map_err(|error| error.to_string())?;
                        if let Some(answer) = turns.last().filter(|last| last.speaker == Speaker::Assistant) {
                            return Ok((thread, answer.text()));
                        }
                    }
                    Phase::Ended(TurnOutcome::Failed { why } | TurnOutcome::Interrupted { why }) => {
                        return Err(why);
                    }
                    Phase::Ended(_) => {
                        return Err("Claude's answer did not come to its end; nothing was written".to_owned());
                    }
                    _ if now.other_model.is_some() => {
                        return Err(
                            "the model is no longer there; nothing was written; choose another in the chat"
                                .to_owned(),
                        );
                    }
                    _ => {}
                }
            }
            if live.changed().await.is_err() {
                return Err("the chat has ended; nothing was written".to_owned());
            }
        }
    }
}

/// A text, checked beside everything in a folder as if it were there.
#[derive(Debug)]
struct Looked {
    folder: PathBuf,
    text: String,
}

impl Query for Looked {
    type Answer = Book;

    fn answer(self, sources: &Sources<'_>) -> Result<Book, StoreError> {
        let pages = pages(&self.folder, None);
        let others: Vec<&Definition> = pages.iter().filter_map(|page| page.read.as_ref().ok()).collect();
        let page = Page::of(From::File(PathBuf::from("said.toml")), self.text);
        Ok(page.bound(&others, &account(sources)?))
    }
}

/// What stands against a file, a line each.
fn findings(book: &Book) -> String {
    let stands = book.remarks.iter().filter(|remark| remark.blocks);
    let lines: Vec<String> = stands
        .map(|remark| format!("- line {}: {}", remark.line, remark.words))
        .collect();
    lines.join("\n")
}

/// The question: the rules, an example, everything that exists, and the words.
fn asked(words: &str) -> String {
    let mut text = BRIEF.to_owned();
    let example = TEMPLATES.iter().find(|template| template.id == "A05");
    let _ = write!(
        text,
        "```toml\n{}```\n",
        example.map_or("", |template| template.text)
    );
    text.push_str("\nIn front of every section:\n");
    members(&mut text, HEAD);
    for (name, args) in SECTIONS {
        let _ = write!(text, "\n[{name}]\n");
        members(&mut text, args);
    }
    text.push_str("\nWhat enters.on may be, and the members it brings into [enters]:\n");
    for trigger in TRIGGERS {
        let _ = writeln!(text, "- \"{}\": {}", trigger.word, trigger.help);
        members(&mut text, trigger.args);
    }
    text.push_str("\nWhat a step may do, with its members; cases are written as [[step.yes]]:\n");
    for action in ACTIONS {
        let cases = if action.branches.is_empty() {
            String::new()
        } else {
            format!("; cases: {}", action.branches.join(", "))
        };
        let _ = writeln!(text, "- do = \"{}\": {}{cases}", action.word, action.help);
        members(&mut text, action.args);
    }
    let _ = write!(text, "\nThis is wanted:\n\n{}", words.trim());
    text
}

fn members(text: &mut String, args: &[Arg]) {
    for arg in args {
        let needed = if arg.needed { ", must be there" } else { "" };
        let kind = match arg.kind {
            Kind::Choice(words) => format!("one of {}", words.join(", ")),
            Kind::Some(words) if !words.is_empty() => format!("a list of {}", words.join(", ")),
            Kind::Some(_) => "a list of words".to_owned(),
            Kind::Length => "a length such as \"2 days\"".to_owned(),
            Kind::Condition => "a question in the filter language".to_owned(),
            Kind::Number(least, most) => format!("{least} to {most}"),
            Kind::Flag => "true or false".to_owned(),
            Kind::Clock => "a time such as \"09:00\"".to_owned(),
            _ => "a text".to_owned(),
        };
        let _ = writeln!(text, "  - {} ({kind}{needed}): {}", arg.name, arg.help);
    }
}

/// The file in an answer.
fn file_in(answer: &str) -> Option<String> {
    let (_, behind) = answer.split_once("```toml")?;
    let (file, _) = behind.split_once("```")?;
    let file = file.trim_start_matches(['\r', '\n']);
    (!file.trim().is_empty()).then(|| file.to_owned())
}

/// Writes what came of it beside the others, under a name that is free. Messages are laid ready as drafts whatever it says.
fn keep(folder: &Path, book: &Book) -> Result<Written, String> {
    let text = edit::set(&book.text, Place::Head, "auto_send", &Value::Flag(false));
    let text =
        text.map_err(|fault| format!("what Claude wrote cannot be kept: {fault}; nothing was written"))?;
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let safe: String = book
        .id
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .take(40)
        .collect();
    let names = std::iter::once(safe.clone()).chain((2..NAMES).map(|nr| format!("{safe}-{nr}")));
    for name in names {
        let file = folder.join(format!("{name}.toml"));
        let made = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&file);
        match made.and_then(|mut made| made.write_all(text.as_bytes())) {
            Ok(()) => {
                let stands = book.remarks.iter().find(|remark| remark.blocks);
                let fault = stands.map(|remark| format!("line {}: {}", remark.line, remark.words));
                return Ok(Written { file, fault });
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(&file, &error)),
        }
    }
    Err(format!(
        "every name like {safe}.toml is taken; nothing was written"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automation::check::Account;

    fn book(text: &str) -> Book {
        let page = Page::of(From::File("said.toml".into()), text.to_owned());
        page.bound(&[], &Account::default())
    }

    #[test]
    fn the_question_names_everything_that_exists_and_the_words() {
        let question = asked("  Text who missed a showing after 20 minutes.\n");
        for word in TRIGGERS.iter().map(|trigger| trigger.word) {
            assert!(question.contains(&format!("- \"{word}\"")), "{word}");
        }
        for word in ACTIONS.iter().map(|action| action.word) {
            assert!(question.contains(&format!("do = \"{word}\"")), "{word}");
        }
        assert!(question.ends_with("Text who missed a showing after 20 minutes."));
    }

    #[test]
    fn a_file_is_found_in_an_answer_and_kept_as_a_draft_under_a_name_that_is_free() {
        assert_eq!(file_in("I cannot."), None);
        let a01 = TEMPLATES[0].text.replace("auto_send = false", "auto_send = true");
        let text = file_in(&format!("Here it is:\n```toml\n{a01}```\nGood luck")).unwrap();
        assert_eq!(text, a01);
        let folder = tempfile::tempdir().unwrap();
        let book = book(&text);
        let first = keep(folder.path(), &book).unwrap();
        let second = keep(folder.path(), &book).unwrap();
        assert!(first.file.ends_with("A01.toml") && second.file.ends_with("A01-2.toml"));
        let kept = std::fs::read_to_string(first.file).unwrap();
        assert!(kept.contains("auto_send = false") && !kept.contains("auto_send = true"));
    }

    #[test]
    fn what_the_checks_find_is_said_with_its_line() {
        let found = findings(&book("format = 1\n"));
        assert!(found.starts_with("- line "), "{found}");
    }
}
