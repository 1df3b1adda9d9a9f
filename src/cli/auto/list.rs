//! `leadline auto list`.

use clap::Args;
use serde_json::{Value, json};

use super::which::folder;
use crate::cli::app::App;
use crate::cli::error::{Exit, Outcome};
use crate::cli::out::Table;
use crate::cli::running::{Reach, Running};
use crate::engine::library::ShelfNow;

/// List your own automations and the templates, with what the checks say
#[derive(Args, Debug)]
pub(super) struct List {
    /// Only your own
    #[arg(long)]
    own: bool,
}

impl List {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let folder = folder(app)?;
        let running = Running::start(app, Reach::Local)?;
        let shelf = running.query(ShelfNow::of(folder))?;
        let own = shelf.own().count();
        let most = if self.own { own } else { shelf.books.len() };
        let books = &shelf.books[..most];
        let rows: Vec<Value> = books
            .iter()
            .map(|book| {
                json!({
                    "id": book.id, "name": book.name, "purpose": book.purpose, "state": book.state.word(),
                    "version": book.version, "steps": book.steps.len(), "findings": book.remarks.len(),
                    "blocking": book.blocks(), "from": book.place(),
                })
            })
            .collect();
        app.out
            .json(&json!({ "folder": shelf.folder.display().to_string(), "own": own, "rows": rows }))?;
        let mut table = Table::new(["id", "name", "state", "#version", "#steps", "#findings", "from"]);
        for book in books {
            table.row([
                book.id.clone(),
                book.name.clone(),
                book.state.word().to_owned(),
                book.version.to_string(),
                book.steps.len().to_string(),
                book.remarks.len().to_string(),
                book.place(),
            ]);
        }
        app.out.table(&table)?;
        if own == 0 {
            app.out.say(&format!(
                "None of your own yet; they live in {}. A template is copied there on the screen, or with \
                 `leadline auto show A01 --text`.",
                shelf.folder.display()
            ))?;
        }
        Ok(Exit::Done)
    }
}
