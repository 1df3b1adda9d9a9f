//! What one person will get, and why.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::book::{Page, State};
use super::facts::Standing;
use super::past::{Wanted, events};
use super::shelf::{Shelf, ShelfNow};
use crate::automation::machine::Program;
use crate::automation::simulate::{Settings, Simulation, What};
use crate::domain::value::ContactId;
use crate::engine::query::{Query, Sources};
use crate::store::StoreError;

/// How far it looks ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(30 * 24);

/// One thing that will happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// When.
    pub at: Timestamp,
    /// In which automation, by id.
    pub automation: String,
    /// At which step; empty for none.
    pub step: String,
    /// What.
    pub what: What,
    /// The words of a message, the reason for what does not happen.
    pub why: String,
}

/// The next 30 days of one person, if nothing else happens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forecast {
    /// What people call them.
    pub name: String,
    /// The automations that were looked at, by id.
    pub among: Vec<String>,
    /// What will happen, in its order.
    pub lines: Vec<Ahead>,
    /// What it does not know, one sentence each.
    pub asides: Vec<String>,
}

/// Asks it, as if a person's own automations that can be on had been on for the last twelve months. The error is a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextDays {
    /// The folder of a person's own.
    pub folder: PathBuf,
    /// The templates instead of a person's own.
    pub templates: bool,
    /// About whom.
    pub contact: ContactId,
}

impl Query for NextDays {
    type Answer = Forecast;

    fn answer(self, sources: &Sources<'_>) -> Result<Forecast, StoreError> {
        let shelf = ShelfNow::of(self.folder).answer(sources)?;
        let programs = programs(&shelf, self.templates);
        let now = sources.today.now;
        let from = now
            .to_zoned(sources.today.zone.clone())
            .checked_sub(1.year())
            .map_or(now, |then| then.timestamp());
        let until = now.saturating_add(AHEAD).unwrap_or(now);
        let wanted = Wanted::by(programs.iter().map(|program| program.definition.as_ref()));
        let past = events(sources, &wanted, from, until, Some(&self.contact))?;
        let facts = Standing::of(sources, &past)?;
        let settings = Settings {
            rules: sources.rules.clone(),
            ..Settings::default()
        };
        let mut simulation = Simulation::new(&programs, &facts, from, settings);
        for event in past {
            simulation.event(event);
        }
        simulation.until(until);
        let lines = simulation.report().lines.into_iter();
        let lines = lines
            .filter(|line| line.at >= now && line.contact == self.contact)
            .map(|line| Ahead {
                at: line.at,
                automation: line.automation,
                step: line.step,
                what: line.what,
                why: line.why,
            })
            .collect();
        let name = facts.name(&self.contact);
        facts.sound()?;
        let mut asides = vec![
            "as if these automations had been on for twelve months and nothing else happened from now on"
                .to_owned(),
        ];
        asides.extend(wanted.unseen);
        Ok(Forecast {
            name,
            among: programs
                .iter()
                .map(|program| program.definition.id().to_owned())
                .collect(),
            lines,
            asides,
        })
    }
}

fn programs(shelf: &Shelf, templates: bool) -> Vec<Program> {
    let wanted = if templates { State::Template } else { State::Draft };
    let books = shelf.books.iter().filter(|book| book.state == wanted);
    books
        .filter_map(|book| Page::of(book.from.clone(), book.text.clone()).read.ok())
        .map(Program::of)
        .collect()
}
