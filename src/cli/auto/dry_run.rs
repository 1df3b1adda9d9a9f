//! `leadline auto dry-run`.

use clap::Args;
use serde_json::{Value, json};

use super::which::{file, folder, none};
use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Table};
use crate::cli::link::sync::with_progress;
use crate::engine::library::{DryRun as Done, FitsToday, Fitting, Trial, What};

/// Tell what an automation would have done over the last 12 months of this account; nothing is sent
#[derive(Args, Debug)]
pub(super) struct DryRun {
    /// Its id, or a file
    #[arg(value_name = "ID|FILE")]
    which: String,
    /// By day instead of by person
    #[arg(long)]
    days: bool,
    /// At most so many people
    #[arg(long, default_value_t = 20)]
    limit: usize,
}

impl DryRun {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let began = running.engine.since_boot();
        let done = tried(app, &running, &self.which)?;
        let took = running.engine.since_boot().saturating_sub(began);
        let mut told = shape(&done);
        told["milliseconds"] = json!(took.as_millis() as u64);
        app.out.json(&told)?;
        app.out.say(&words(&done, took))?;
        let table = if self.days {
            by_day(&done)
        } else {
            by_person(&done, self.limit)
        };
        app.out.table(&table)?;
        for aside in &done.asides {
            app.out.say(&format!("note: {aside}"))?;
        }
        Ok(Exit::Done)
    }
}

/// Tries the automation that was named.
pub(super) fn tried(app: &mut App, running: &Running, which: &str) -> Result<Done, CliError> {
    let trial = trial(app, which)?;
    let trial = running.engine.try_out(trial);
    running
        .block_on(with_progress(&running.engine, &mut app.out, trial))?
        .map_err(|sentence| not_tried(which, sentence))
}

/// Whom the one that was named may take in as they stand today.
pub(super) fn fits(app: &mut App, running: &Running, which: &str) -> Result<Vec<Fitting>, CliError> {
    let fits = running.query(FitsToday(trial(app, which)?))?;
    fits.map_err(|sentence| not_tried(which, sentence))
}

fn trial(app: &mut App, which: &str) -> Result<Trial, CliError> {
    let file = file(which)?;
    let folder = folder(app)?;
    let id = if file.is_some() {
        String::new()
    } else {
        which.to_owned()
    };
    Ok(Trial { folder, file, id })
}

fn not_tried(which: &str, sentence: String) -> CliError {
    match sentence {
        none_such if none_such.starts_with("there is no automation") => none(which),
        sentence => CliError::new(Exit::Failed, "automation", sentence),
    }
}

/// A dry run in JSON.
pub(super) fn shape(done: &Done) -> Value {
    let counts = &done.counts;
    let people: Vec<Value> = done
        .people
        .iter()
        .map(|somebody| {
            json!({
                "contact_id": somebody.contact, "name": somebody.name, "entered": somebody.entered,
                "messages": somebody.messages, "stopped": somebody.stopped, "why": somebody.why,
            })
        })
        .collect();
    let days: Vec<Value> = done
        .days
        .iter()
        .map(|day| {
            json!({
                "date": day.date.to_string(), "entered": day.entered, "texts": day.texts, "emails": day.emails,
                "stopped": day.stopped,
            })
        })
        .collect();
    json!({
        "id": done.id, "from": done.from, "until": done.until, "events": done.events, "entered": counts.entered,
        "held_out": counts.held_out, "too_soon": counts.too_soon, "not_them": counts.not_them,
        "texts": counts.of(What::Text), "text_parts": done.parts, "emails": counts.of(What::Email),
        "done": counts.of(What::Done), "held": counts.of(What::Held), "refused": counts.of(What::Refused),
        "collided": counts.of(What::Collided), "left_out": counts.of(What::LeftOut), "asked": counts.of(What::Asked),
        "claude_cents": counts.cents, "crm_same_day": done.crm_too, "inside": done.inside, "ends": counts.ends,
        "among": done.among, "against": done.against.as_ref().map(|against| json!({
            "version": against.version, "entered": against.entered, "figures": against.figures,
        })),
        "people": people, "days": days, "notes": done.asides,
    })
}

fn words(done: &Done, took: std::time::Duration) -> String {
    let counts = &done.counts;
    let of = |what| counts.of(what);
    let against = done
        .against
        .as_ref()
        .map(|against| format!("\n{}", against.words()));
    let against = against.unwrap_or_default();
    format!(
        "{} v{}: dry run over 12 months, {} events, {:.1} s\n\
         would enter {}, left out to compare {}, too soon {}\n\
         would text {} ({} parts), mail {}, do otherwise {}\n\
         held for hours and caps {}, refused {}, left out {}, asked {}\n\
         also messaged by the CRM on the same day: {} people{against}",
        done.id,
        counts.version,
        done.events,
        took.as_secs_f64(),
        counts.entered,
        counts.held_out,
        counts.too_soon,
        of(What::Text),
        done.parts,
        of(What::Email),
        of(What::Done),
        of(What::Held) + of(What::Collided),
        of(What::Refused),
        of(What::LeftOut),
        of(What::Asked),
        done.crm_too,
    )
}

fn by_day(done: &Done) -> Table {
    let mut table = Table::new(["date", "#entered", "#texts", "#emails", "#stopped"]);
    for day in &done.days {
        table.row([
            day.date.to_string(),
            day.entered.to_string(),
            day.texts.to_string(),
            day.emails.to_string(),
            day.stopped.to_string(),
        ]);
    }
    table
}

/// Who may come in as they stand today, so many of them at most.
pub(super) fn by_fitting(fits: &[Fitting], limit: usize) -> Table {
    let mut table = Table::new(["id", "name"]);
    for somebody in fits.iter().take(limit) {
        table.row([somebody.contact.to_string(), somebody.name.clone()]);
    }
    table
}

/// Who would have come in, so many of them at most.
pub(super) fn by_person(done: &Done, limit: usize) -> Table {
    let mut table = Table::new(["id", "name", "#entered", "#messages", "#stopped", "why"]);
    for somebody in done.people.iter().take(limit) {
        table.row([
            somebody.contact.to_string(),
            somebody.name.clone(),
            somebody.entered.to_string(),
            somebody.messages.to_string(),
            somebody.stopped.to_string(),
            somebody.why.clone(),
        ]);
    }
    table
}
