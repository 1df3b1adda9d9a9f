//! `leadline show ID`.

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand};
use crate::cli::score;
use crate::cli::words::shape;
use crate::domain::conversation::Direction;
use crate::domain::score::Mark;
use crate::domain::value::{ContactId, Foreign, OpportunityId};
use crate::engine::query::{DealById, DirectoryNow, PersonById, Scores};
use crate::engine::view::{DealCard, Directory, Person};

/// Show one person with thread, deals, notes, tasks and what still waits to be pushed
#[derive(Args, Debug)]
pub(super) struct Show {
    /// The person's id, or a deal's
    id: String,
    /// At most so many messages and notes
    #[arg(long, default_value_t = 10)]
    limit: usize,
}

impl Subcommand for Show {
    const NAME: &'static str = "show";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let directory = running.query(DirectoryNow)?;
        if let Some(person) = running.query(PersonById(ContactId::from(self.id.as_str())))? {
            let mark = running
                .query(Scores(vec![person.contact.id.clone()]))?
                .pop()
                .flatten();
            let mut shape = shape::person(&person, &directory);
            shape["score"] = mark.as_ref().map(shape::score).into();
            app.out.json(&shape)?;
            let page = Page {
                zone: running.engine.zone(),
                directory: &directory,
                limit: self.limit,
            };
            app.out.say(&page.person(&person, mark.as_ref()))?;
            return Ok(Exit::Done);
        }
        if let Some(deal) = running.query(DealById(OpportunityId::from(self.id.as_str())))? {
            app.out.json(&shape::deal(&deal, &directory))?;
            app.out.say(&deal_line(&deal, &directory))?;
            return Ok(Exit::Done);
        }
        Err(CliError::nothing_found(format!(
            "there is no person or deal {} in the local copy",
            self.id
        ))
        .hint("leadline leads lists ids; leadline sync brings what is new"))
    }
}

/// A person in words.
struct Page<'a> {
    zone: &'a TimeZone,
    directory: &'a Directory,
    limit: usize,
}

impl Page<'_> {
    fn person(&self, person: &Person, mark: Option<&Mark>) -> String {
        let contact = &person.contact;
        let tags: Vec<&str> = contact.tags.iter().map(Foreign::raw).collect();
        let owner = contact
            .assigned_to
            .as_ref()
            .and_then(|owner| self.directory.user_name(owner));
        let address = &contact.address;
        let city = [
            &address.street,
            &address.city,
            &address.state,
            &address.postal_code,
        ];
        let city: Vec<&str> = city
            .into_iter()
            .map(Foreign::raw)
            .filter(|part| !part.is_empty())
            .collect();
        let facts = [
            ("id", contact.id.to_string()),
            ("phone", contact.phone.raw().to_owned()),
            ("email", contact.email.raw().to_owned()),
            ("address", city.join(", ")),
            ("tags", tags.join(", ")),
            ("owner", owner.map(|name| name.to_string()).unwrap_or_default()),
            ("source", contact.source.raw().to_owned()),
            (
                "score",
                format!("{} {}", score::points(mark), score::badge(mark))
                    .trim()
                    .to_owned(),
            ),
            ("waits", person.pending.join(", ")),
        ];
        let mut lines = vec![contact.name().to_string()];
        if person.gone {
            lines.push("deleted in the CRM; what was edited here is kept".to_owned());
        }
        lines.extend(
            facts
                .iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| format!("  {name:<8} {value}")),
        );
        self.lists(person, &mut lines);
        lines.join("\n")
    }

    fn lists(&self, person: &Person, lines: &mut Vec<String>) {
        let deals = person.deals.iter().map(|deal| deal_line(deal, self.directory));
        section(lines, "deals", deals);
        let tasks = person.tasks.iter().take(self.limit).map(|task| {
            let done = if task.completed { "done" } else { "open" };
            format!("{done}  {}  {}", self.time(task.due), task.title.shown())
        });
        section(lines, "tasks", tasks);
        let appointments = person.appointments.iter().take(self.limit);
        let appointments = appointments.map(|a| {
            format!(
                "{}  {}  {}",
                self.time(a.start),
                a.status.shown(),
                a.title.shown()
            )
        });
        section(lines, "appointments", appointments);
        let notes = person.notes.iter().take(self.limit);
        section(
            lines,
            "notes",
            notes.map(|note| format!("{}  {}", self.time(note.at), note.body.shown())),
        );
        let messages = person.messages.iter().take(self.limit).map(|message| {
            let way = if message.direction == Direction::Inbound {
                "<"
            } else {
                ">"
            };
            format!("{}  {way} {}", self.time(message.at), message.body.shown())
        });
        section(lines, "messages", messages);
        let conflicts = person.conflicts.iter().map(|conflict| {
            format!(
                "{}  {}: mine {}, theirs {}",
                conflict.id, conflict.path, conflict.here, conflict.there
            )
        });
        section(lines, "conflicts", conflicts);
    }

    fn time(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(
            || "-".to_owned(),
            |at| {
                at.to_zoned(self.zone.clone())
                    .strftime("%Y-%m-%d %H:%M")
                    .to_string()
            },
        )
    }
}

fn section(lines: &mut Vec<String>, title: &str, rows: impl Iterator<Item = String>) {
    let mut rows = rows.peekable();
    if rows.peek().is_some() {
        lines.push(format!("\n{title}"));
        lines.extend(rows.map(|row| format!("  {row}")));
    }
}

fn deal_line(deal: &DealCard, directory: &Directory) -> String {
    let stage = directory
        .stage(&deal.stage)
        .map(|stage| stage.name.shown().to_string())
        .unwrap_or_default();
    format!(
        "{}  {}  {stage}  {}  {}",
        deal.id,
        deal.name.shown(),
        deal.status.word(),
        deal.value
    )
}
