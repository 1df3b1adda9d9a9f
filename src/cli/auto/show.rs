//! `leadline auto show`.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Value, json};

use super::which::{find, sentence, shape};
use crate::cli::frame::{App, Exit, Outcome};
use crate::engine::library::Book;

/// Show one automation as a tree
#[derive(Args, Debug)]
pub(super) struct Show {
    /// Its id, or a file
    #[arg(value_name = "ID|FILE")]
    which: String,
    /// The text of the file instead
    #[arg(long)]
    text: bool,
}

impl Show {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let (_running, shelf, at) = find(app, &self.which)?;
        let book = &shelf.books[at];
        if self.text {
            app.out.raw(book.text.as_bytes())?;
            return Ok(Exit::Done);
        }
        app.out.json(&told(book))?;
        app.out.say(&tree(book))?;
        Ok(Exit::Done)
    }
}

fn told(book: &Book) -> Value {
    let sections = book
        .sections
        .iter()
        .map(|(name, words)| ((*name).to_owned(), json!(words)));
    let steps: Vec<Value> = book
        .steps
        .iter()
        .map(|step| {
            json!({
                "number": step.number, "id": step.id, "does": step.does, "words": step.words, "depth": step.depth,
                "case": step.case, "line": step.line,
            })
        })
        .collect();
    json!({
        "id": book.id, "name": book.name, "purpose": book.purpose, "state": book.state.word(),
        "version": book.version, "from": book.place(), "sections": sections.collect::<serde_json::Map<_, _>>(),
        "steps": steps, "findings": book.remarks.iter().map(shape).collect::<Vec<_>>(),
    })
}

fn tree(book: &Book) -> String {
    let mut out = format!(
        "{}  {}  v{}  {}\n",
        book.id,
        book.name,
        book.version,
        book.state.word()
    );
    if !book.purpose.is_empty() {
        let _ = writeln!(out, "{}", book.purpose);
    }
    for (name, words) in book.sections.iter().filter(|(_, words)| !words.is_empty()) {
        let _ = writeln!(out, "  {name:<8}{words}");
    }
    for step in &book.steps {
        let indent = "  ".repeat(step.depth);
        if let Some(case) = &step.case {
            let _ = writeln!(out, "  {}{case}:", "  ".repeat(step.depth.saturating_sub(1)));
        }
        let _ = writeln!(out, "  {indent}{:<4}{:<10}{}", step.number, step.does, step.words);
    }
    for remark in &book.remarks {
        let _ = writeln!(out, "{}", sentence(book, remark));
    }
    out.trim_end().to_owned()
}
