//! `leadline auto simulate`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Table};
use crate::domain::value::ContactId;
use crate::engine::library::NextDays;
use crate::engine::query::PersonById;

/// Tell what one person will get in the next 30 days, and why; nothing is sent
///
/// By the versions that are on, from where they are inside of them.
#[derive(Args, Debug)]
pub(super) struct Simulate {
    /// The person's id
    person: String,
    /// As if the templates that are not on were on too
    #[arg(long)]
    templates: bool,
}

impl Simulate {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let contact = ContactId::from(self.person.as_str());
        let Some(person) = running.query(PersonById(contact))? else {
            return Err(CliError::nothing_found(format!(
                "there is no person {} in the local copy",
                self.person
            ))
            .hint("leadline leads lists ids; leadline sync brings what is new"));
        };
        let forecast = running.query(NextDays {
            templates: self.templates,
            contact: person.contact.id.clone(),
        })?;
        let zone = running.engine.zone().clone();
        let rows: Vec<Value> = forecast
            .lines
            .iter()
            .map(|line| {
                json!({
                    "at": line.at, "automation": line.automation, "step": line.step, "what": line.what,
                    "why": line.why,
                })
            })
            .collect();
        app.out.json(&json!({
            "contact_id": person.contact.id, "name": forecast.name, "among": forecast.among, "rows": rows,
            "notes": forecast.asides,
        }))?;
        let mut table = Table::new(["at", "automation", "step", "what", "why"]);
        for line in &forecast.lines {
            let what = serde_json::to_value(line.what).ok();
            let what = what
                .as_ref()
                .and_then(Value::as_str)
                .unwrap_or_default()
                .replace('_', " ");
            let at = line
                .at
                .to_zoned(zone.clone())
                .strftime("%Y-%m-%d %H:%M")
                .to_string();
            table.row([
                at,
                line.automation.clone(),
                line.step.clone(),
                what,
                line.why.clone(),
            ]);
        }
        app.out.table(&table)?;
        app.out
            .say(&match (forecast.among.is_empty(), forecast.lines.is_empty()) {
                (true, _) => "No automation is on; `leadline auto publish` switches one on, and --templates asks of those that \
                               come along."
                    .to_owned(),
                (_, true) => format!("Nothing goes to {} in the next 30 days.", forecast.name),
                _ => format!("{}: the next 30 days", forecast.name),
            })?;
        for aside in &forecast.asides {
            app.out.say(&format!("note: {aside}"))?;
        }
        Ok(Exit::Done)
    }
}
