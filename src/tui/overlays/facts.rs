//! Short facts that somebody keeps: the list to pick one from or add to, and the line in which one is put into words. Empty
//! words forget it. What the facts are about, and where they are kept, knows who opens these.

use super::picker::{Item, Picker};
use super::prompt::Prompt;
use crate::domain::value::{Foreign, Shown};
use crate::tui::ticket::Ticket;

/// What stands for "something new" in the list; no fact has it as its id.
pub const NEW: &str = "";

/// The list: each fact with where it comes from, and something new below.
pub fn list<'a>(
    title: &'static str,
    ticket: Ticket,
    facts: impl Iterator<Item = (&'a str, &'a str, String)>,
) -> Picker {
    let known = facts.map(|(id, text, origin)| Item {
        id: id.to_owned(),
        label: Foreign::from(text).shown(),
        note: origin,
        on: false,
    });
    let new = Item {
        id: NEW.to_owned(),
        label: Shown::own("something new"),
        note: String::new(),
        on: false,
    };
    Picker::one(title, ticket, known.chain([new]).collect())
}

/// What the line for a fact says.
pub struct Words {
    /// What is asked when there was no fact.
    pub title: &'static str,
    /// How one reads.
    pub example: &'static str,
    /// What becomes of it.
    pub kept: &'static str,
    /// Letters at most.
    pub most: usize,
}

/// The line in which a fact is put into words, or differently.
pub fn words(words: &'static Words, ticket: Ticket, before: Option<&str>) -> Prompt {
    let is_known = before.is_some();
    let most = words.most;
    let check = move |line: &str| match line.trim() {
        "" if is_known => Ok("enter forgets it".to_owned()),
        "" => Err("nothing typed yet".to_owned()),
        line if line.chars().count() > most => {
            Err(format!("a fact has at most {most} characters; make two of it"))
        }
        _ => Ok(words.kept.to_owned()),
    };
    let title = if is_known {
        "put it differently; empty forgets it"
    } else {
        words.title
    };
    let shown = Foreign::from(before.unwrap_or_default()).shown().to_string();
    Prompt::line(title, words.example, ticket, &shown, Box::new(check))
}
