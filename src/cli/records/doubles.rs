//! `leadline doubles`, and `leadline doubles KEEP OTHER --yes`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Subcommand, Table};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::contact::Contact;
use crate::domain::value::ContactId;
use crate::engine::query::Doubles as Question;
use crate::engine::view::Twin;

/// Show people who are here twice, or make two records one
///
/// With two ids the second goes into the first: what the first lacks is not taken, tags, notes, tasks and open deals are, and
/// the second is deleted in the CRM with its conversation.
#[derive(Args, Debug)]
pub(super) struct Doubles {
    /// The record that stays
    #[arg(requires = "other")]
    keep: Option<String>,
    /// The record that goes
    other: Option<String>,
    /// Do it; without this it is only told what would happen
    #[arg(long)]
    yes: bool,
    /// They are two people: never show them as doubles again
    #[arg(long, requires = "other", conflicts_with = "yes")]
    apart: bool,
    /// At most so many pairs
    #[arg(long, default_value_t = 100)]
    limit: usize,
}

impl Subcommand for Doubles {
    const NAME: &'static str = "doubles";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let (Some(keep), Some(other)) = (self.keep, self.other) else {
            return list(app, &running, self.limit);
        };
        let (keep, other) = (ContactId::from(keep), ContactId::from(other));
        if self.apart {
            let receipt = running.submit(Command::TellApart {
                one: keep,
                two: other,
            })?;
            return receipt::tell(app, &receipt);
        }
        if !self.yes {
            app.out.json(&json!({ "keep": keep, "would_delete": other }))?;
            app.out.say(&format!(
                "This makes {keep} and {other} one: tags, notes, tasks and open deals go over, and {other} is deleted in the CRM with its conversation. Nothing was done; add --yes."
            ))?;
            return Ok(Exit::Refused);
        }
        let receipt = running.submit(Command::MakeOne {
            keep,
            other,
            chosen: Vec::new(),
        })?;
        receipt::tell(app, &receipt)
    }
}

fn list(app: &mut App, running: &Running, limit: usize) -> Outcome {
    let pairs = running.query(Question { limit })?;
    let side = |twin: &Twin| {
        let name = Contact::from_fields(twin.id.clone(), &twin.fields).name();
        json!({ "id": twin.id, "name": name.as_str(), "messages": twin.messages, "notes": twin.notes, "deals": twin.deals })
    };
    let shape = pairs
        .iter()
        .map(|pair| json!({ "shared": pair.shared, "left": side(&pair.left), "right": side(&pair.right) }));
    app.out.json(&json!({ "rows": shape.collect::<Vec<_>>() }))?;
    let mut table = Table::new(["shared", "stays", "name", "goes", "name"]);
    for pair in &pairs {
        let name = |twin: &Twin| {
            Contact::from_fields(twin.id.clone(), &twin.fields)
                .name()
                .to_string()
        };
        table.row([
            pair.shared.to_owned(),
            pair.left.id.to_string(),
            name(&pair.left),
            pair.right.id.to_string(),
            name(&pair.right),
        ]);
    }
    app.out.table(&table)?;
    Ok(if pairs.is_empty() {
        Exit::NothingFound
    } else {
        Exit::Done
    })
}
