//! `leadline today`.

use std::collections::HashMap;

use clap::Args;
use serde_json::{Value, json};

use super::leads::wrong_filter;
use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Subcommand, Table};
use crate::cli::words::shape;
use crate::domain::score::Mark;
use crate::domain::today::{Item, Split};
use crate::domain::value::ContactId;
use crate::engine::query::{Scores, TodayChosen};
use crate::engine::view::Queue;

/// What waits today, in the order of what waiting costs, with the reasons
///
/// For example: leadline today 'stage:showing..offer' --split replies --json
#[derive(Args, Debug)]
pub(super) struct Today {
    /// Only whom this filter chooses
    #[arg(allow_hyphen_values = true)]
    filter: Option<String>,
    /// Only a part: now, replies, calls, tasks, deals, drift or snoozed
    #[arg(long, value_parser = split)]
    split: Option<Split>,
    /// At most so many of each part
    #[arg(long, default_value_t = 100)]
    limit: usize,
}

fn split(word: &str) -> Result<Split, String> {
    let found = Split::ALL.into_iter().find(|split| split.word() == word);
    found.ok_or_else(|| {
        let words: Vec<&str> = Split::ALL.iter().map(|split| split.word()).collect();
        format!("one of {}", words.join(", "))
    })
}

impl Subcommand for Today {
    const NAME: &'static str = "today";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        running.block_on(running.engine.build_calls())?;
        let filter = self.filter.unwrap_or_default();
        let queue = running.query(TodayChosen {
            filter: filter.clone(),
            rows: self.limit,
        })?;
        let queue = queue.map_err(|error| wrong_filter(&filter, &error))?;
        // What was put off does not wait; it is told to whoever asks for it.
        let wanted = |split: Split| match self.split {
            Some(only) => split == only,
            None => split != Split::Snoozed,
        };
        let parts = queue.parts.iter().filter(|part| wanted(part.split));
        let items: Vec<&Item> = parts.flat_map(|part| &part.items).collect();
        let people = items
            .iter()
            .filter_map(|item| item.contact.clone())
            .collect::<Vec<_>>();
        let marks = running.query(Scores(people.clone()))?;
        let marks: HashMap<ContactId, Mark> = people
            .into_iter()
            .zip(marks)
            .filter_map(|(id, mark)| Some((id, mark?)))
            .collect();
        let mark = |item: &Item| item.contact.as_ref().and_then(|id| marks.get(id));
        app.out.json(&json!({
            "items": items.iter().map(|item| told(item, mark(item))).collect::<Vec<_>>(),
            "counts": counts(&queue),
            "promise_seconds": queue.terms.promise.as_secs(),
        }))?;
        let zone = running.engine.zone();
        let mut table = Table::new(["kind", "due", "who", "what", "#cost", "why", "id"]);
        for item in &items {
            let due = item.waiting.due.unwrap_or(item.waiting.since);
            let name = item.name.shown();
            table.row([
                item.waiting.kind.word().to_owned(),
                due.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string(),
                name.to_string(),
                item.what.raw().to_owned(),
                item.cost.total().to_string(),
                item.cost.sentence(),
                item.contact.as_ref().map(ToString::to_string).unwrap_or_default(),
            ]);
        }
        app.out.table(&table)?;
        if items.is_empty() {
            let clear = match filter.trim() {
                "" => clear(&queue, zone),
                _ => NOBODY.to_owned(),
            };
            app.out.say(&clear)?;
            return Ok(Exit::NothingFound);
        }
        Ok(Exit::Done)
    }
}

fn told(item: &Item, mark: Option<&Mark>) -> Value {
    let parts: Vec<Value> = item
        .cost
        .parts()
        .iter()
        .map(|part| json!({ "points": part.points, "reason": part.reason }))
        .collect();
    json!({
        "contact_id": item.contact,
        "kind": item.waiting.kind.word(),
        "split": item.waiting.kind.split().word(),
        "due": item.waiting.due,
        "since": item.waiting.since,
        "reason": item.cost.sentence(),
        "cost": item.cost.total(),
        "parts": parts,
        // The number alone, as the contract has it; what is behind it is told by `leadline score`.
        "score": mark.and_then(|mark| mark.priority).map(shape::units),
        "badge": mark.and_then(|mark| mark.badge),
        "name": item.name.raw(),
        "what": item.what.raw(),
        "record": { "kind": item.record.kind.word(), "id": item.record.id },
    })
}

fn counts(queue: &Queue) -> Value {
    let counts = queue.parts.iter().map(|part| {
        let count = json!({ "count": part.count, "more": part.more });
        (part.split.word().to_owned(), count)
    });
    Value::Object(counts.collect())
}

/// What is said where nothing waits of those who are chosen.
pub(in crate::cli) const NOBODY: &str = "Nobody who waits is chosen by this filter.";

/// Nothing waits, and what comes next.
pub(in crate::cli) fn clear(queue: &Queue, zone: &jiff::tz::TimeZone) -> String {
    let Some(next) = &queue.next else {
        return "Nothing waits.".to_owned();
    };
    let at = next
        .at
        .to_zoned(zone.clone())
        .strftime("%a %-d %b %H:%M")
        .to_string();
    format!(
        "Nothing waits. Next: {} {}, {at}.",
        next.what.raw(),
        next.name.raw()
    )
}
