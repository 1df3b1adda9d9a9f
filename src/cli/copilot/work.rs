//! `leadline work KIND ID`.

use clap::Args;
use clap::builder::PossibleValue;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};
use serde_json::json;

use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand};
use crate::domain::prepared::Prepared;
use crate::domain::value::{ContactId, Foreign};
use crate::engine::query::PersonById;
use crate::engine::{Done, KINDS, Line, Source, WorkKind, WorkOrder};

/// Characters of a source that are shown under a statement.
const MOST_SOURCE: usize = 70;

/// Have Claude prepare something about a person: an analysis, a reply, a brief
///
/// Claude sees what is on file about this one person, with names, numbers and addresses masked. The answer is checked against
/// those facts, and each statement shows what it rests on. While nothing changes, the same question costs nothing. Nothing is
/// sent and no record is changed.
#[derive(Args, Debug)]
pub(super) struct Work {
    /// What to prepare
    #[arg(value_parser = kinds())]
    kind: String,
    /// The person's id
    id: String,
    /// Only about this: a message for translation, an appointment for its preparation, a day such as 2026-04-14 for what
    /// changed since
    #[arg(long, value_name = "WHAT")]
    about: Option<String>,
    /// Ask again although nothing has changed
    #[arg(long)]
    again: bool,
}

fn kinds() -> clap::builder::PossibleValuesParser {
    let kinds = KINDS
        .iter()
        .map(|kind| PossibleValue::new(kind.name).help(kind.about));
    kinds.collect::<Vec<_>>().into()
}

impl Subcommand for Work {
    const NAME: &'static str = "work";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Claude)?;
        let contact = ContactId::from(self.id.as_str());
        if running.query(PersonById(contact.clone()))?.is_none() {
            return Err(
                CliError::nothing_found(format!("there is no person {} in the local copy", self.id))
                    .hint("leadline leads lists ids; leadline sync brings what is new"),
            );
        }
        let order = WorkOrder {
            about: self.about.unwrap_or_default(),
            again: self.again,
            ..WorkOrder::new(contact)
        };
        let done = running
            .block_on(running.engine.work(&self.kind, order))
            .map_err(|why| CliError::new(Exit::Failed, "work", why))?;
        let now = running.engine.now();
        app.out.json(&shape(&self.kind, &done, now))?;
        if let (Some(kind), Some(result)) = (WorkKind::named(&self.kind), &done.result) {
            let page = Page {
                zone: running.engine.zone(),
                sources: &done.sources,
            };
            let lines = kind.lines(&result.restored()).unwrap_or_default();
            app.out.say(&page.written(&lines))?;
            app.out.note(&told(&done, result, now));
        }
        match done.fault {
            Some(why) => Err(CliError::of_claude(done.cause, why)),
            None => Ok(Exit::Done),
        }
    }
}

/// Where it comes from, how old it is and what it cost.
fn told(done: &Done, result: &Prepared, now: Timestamp) -> String {
    let age = age(result.at, now);
    if done.cached {
        format!(
            "nothing has changed since; made {age} by {}; cost nothing now",
            result.model
        )
    } else if done.fault.is_some() {
        format!("this is the last good one, made {age} by {}", result.model)
    } else {
        let dollars = done.micro_dollars as f64 / 1e6;
        format!("made by {} for ${dollars:.4}", result.model)
    }
}

/// How long ago, in the largest unit that says something.
fn age(at: Timestamp, now: Timestamp) -> String {
    let minutes = now.since((Unit::Minute, at)).map_or(0, |span| span.get_minutes());
    match minutes {
        ..1 => "just now".to_owned(),
        1..120 => format!("{minutes} minutes ago"),
        120..2_880 => format!("{} hours ago", minutes / 60),
        _ => format!("{} days ago", minutes / 1_440),
    }
}

fn shape(kind: &str, done: &Done, now: Timestamp) -> serde_json::Value {
    let result = done.result.as_ref();
    let age = result.map(|result| now.duration_since(result.at).as_secs());
    json!({
        "kind": kind,
        "result": result.map(Prepared::restored),
        "at": result.map(|result| result.at),
        "age_seconds": age,
        "model": result.map(|result| &result.model),
        "cached": done.cached,
        "fault": done.fault,
        "cost_microdollars": done.micro_dollars,
    })
}

/// A result in words.
struct Page<'a> {
    zone: &'a TimeZone,
    sources: &'a [Source],
}

impl Page<'_> {
    fn written(&self, lines: &[Line]) -> String {
        let mut page = Vec::new();
        for line in lines {
            let text = Foreign::from(line.text.as_str());
            page.push(format!("{:10} {}", line.head, text.shown()));
            page.extend(
                line.evidence
                    .iter()
                    .map(|id| format!("{:10} - {}", "", self.source(id))),
            );
        }
        if page.is_empty() {
            page.push("nothing was found".to_owned());
        }
        page.join("\n")
    }

    /// What a statement rests on: what it is, when, and how it begins.
    fn source(&self, id: &str) -> String {
        let Some(source) = self.sources.iter().find(|source| source.id == id) else {
            return format!("{id}, which is not in the local copy any more");
        };
        let at = source.at.map(|at| {
            let at = at.to_zoned(self.zone.clone());
            at.strftime(" %Y-%m-%d %H:%M").to_string()
        });
        let text = source.text.shown().to_string();
        let begins: String = text.chars().take(MOST_SOURCE).collect();
        let more = if begins.len() < text.len() { "…" } else { "" };
        let what = Foreign::from(source.what.as_str()).shown().to_string();
        format!(
            "{what}{} \u{201c}{begins}{more}\u{201d} ({id})",
            at.unwrap_or_default()
        )
    }
}
