//! `leadline delete ID --yes`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::value::ContactId;

/// Delete a person in the CRM, with their conversation, notes and tasks there
///
/// Everything is kept here, and `leadline rebuild` makes them anew from it. Until the CRM is told, `leadline undo` takes it
/// back.
#[derive(Args, Debug)]
pub(super) struct Delete {
    /// The person
    id: String,
    /// Do it; without this it is only told what would go
    #[arg(long)]
    yes: bool,
}

impl Subcommand for Delete {
    const NAME: &'static str = "delete";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let contact = ContactId::from(self.id);
        let person = running.person(&contact)?;
        if self.yes {
            let receipt = running.submit(Command::DeleteContact { contact })?;
            return receipt::tell(app, &receipt);
        }
        let (messages, notes, tasks) = (person.messages.len(), person.notes.len(), person.tasks.len());
        app.out.json(
            &json!({ "would_delete": contact, "messages": messages, "notes": notes, "tasks": tasks }),
        )?;
        app.out.say(&format!(
            "This deletes {} in the CRM, with {messages} messages, {notes} notes and {tasks} tasks there. Nothing was done; add --yes.",
            person.contact.name()
        ))?;
        Ok(Exit::Refused)
    }
}
