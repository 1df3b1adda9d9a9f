//! `leadline auto list`.

use clap::Args;
use serde_json::{Value, json};

use super::which::folder;
use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Table};
use crate::engine::library::{Book, From, ShelfNow};
use crate::engine::query::{AutomationLine, AutomationList};

/// List what is on or paused, your own automations and the templates, with what the checks say
#[derive(Args, Debug)]
pub(super) struct List {
    /// Only what was published, and your own
    #[arg(long)]
    own: bool,
}

impl List {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let folder = folder(app)?;
        let running = Running::start(app, Reach::Local)?;
        let shelf = running.query(ShelfNow::of(folder))?;
        let published = running.query(AutomationList)?;
        let own = shelf.own().count();
        let most = if self.own { own } else { shelf.books.len() };
        let mut books: Vec<&Book> = shelf.books[..most].iter().collect();
        // What is published is told with its own figures; a template that is on is no template any more.
        books.retain(|book| book.from != From::Template || !published.iter().any(|line| line.id == book.id));
        let on = published.iter().filter(|line| line.version.is_some());
        let on: Vec<&AutomationLine> = on.collect();
        let rows: Vec<Value> = on
            .iter()
            .map(|line| switched(line))
            .chain(books.iter().map(|book| shelved(book)))
            .collect();
        app.out.json(&json!({
            "folder": shelf.folder.display().to_string(), "own": own, "published": on.len(), "rows": rows,
        }))?;
        let mut table = Table::new([
            "id",
            "name",
            "state",
            "#version",
            "#inside",
            "#steps",
            "#findings",
            "from",
        ]);
        for line in on {
            table.row([
                line.id.clone(),
                line.name.clone(),
                line.state.word().to_owned(),
                line.version.unwrap_or_default().to_string(),
                line.inside.to_string(),
                String::new(),
                String::new(),
                line.why.clone().unwrap_or_else(|| "published".to_owned()),
            ]);
        }
        for book in books {
            table.row([
                book.id.clone(),
                book.name.clone(),
                book.state.word().to_owned(),
                book.version.to_string(),
                String::new(),
                book.steps.len().to_string(),
                book.remarks.len().to_string(),
                book.place(),
            ]);
        }
        app.out.table(&table)?;
        if own == 0 {
            app.out.say(&format!(
                "None of your own yet; they live in {}. A template is copied there on the screen, or with \
                 `leadline auto import A01`.",
                shelf.folder.display()
            ))?;
        }
        Ok(Exit::Done)
    }
}

/// One that was published.
fn switched(line: &AutomationLine) -> Value {
    json!({
        "id": line.id, "name": line.name, "state": line.state.word(), "version": line.version, "why": line.why,
        "auto_send": line.auto_send, "inside": line.inside, "entered_7d": line.entered, "done": line.done,
        "replied": line.replied.part, "opted_out": line.opted_out, "next_due": line.next_due.map(|at| at.to_string()), "last_error": line.last_error,
        "from": "published",
    })
}

/// One that is only a text.
fn shelved(book: &Book) -> Value {
    json!({
        "id": book.id, "name": book.name, "purpose": book.purpose, "state": book.state.word(),
        "version": book.version, "steps": book.steps.len(), "findings": book.remarks.len(),
        "blocking": book.blocks(), "from": book.place(),
    })
}
