//! `leadline forget ID --yes`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Subcommand};
use crate::domain::command::Command;
use crate::domain::value::ContactId;
use crate::engine::backup::{backups, trace};
use crate::engine::view::{Person, Receipt, StoreError, Trace};

/// Forget a person on this machine: everything of theirs leaves the local copy and its backups
///
/// Messages, notes, tasks, deals, drafts, what waits to be sent, what can be taken back, and chats and saved lists that name
/// them go, and no sync brings them back. Their numbers and addresses are not written to again, also when they are imported anew; leadline
/// lift with a reason ends that. One new backup is made and every older one is deleted. In the CRM nothing changes:
/// leadline delete does that, and comes first. Exports lie where you put them.
#[derive(Args, Debug)]
pub(super) struct Forget {
    /// The person
    id: String,
    /// Do it; without this it is only told what would go
    #[arg(long)]
    yes: bool,
}

impl Subcommand for Forget {
    const NAME: &'static str = "forget";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let contact = ContactId::from(self.id);
        let person = running.person(&contact)?;
        if !self.yes {
            return tell_beforehand(app, &running, &person);
        }
        let receipt = running.submit(Command::Forget { contact })?;
        let path = running.engine.path().to_owned();
        // The file can only be looked through when it is closed.
        drop(running);
        let looked = app.runtime()?.block_on(trace(&path, &words(&person)));
        certify(app, &receipt, looked)
    }
}

fn tell_beforehand(app: &mut App, running: &Running, person: &Person) -> Outcome {
    let backups = backups(running.engine.path()).len();
    let (messages, notes, tasks, deals) = (
        person.messages.len(),
        person.notes.len(),
        person.tasks.len(),
        person.deals.len(),
    );
    app.out.json(&json!({
        "would_forget": person.contact.id, "messages": messages, "notes": notes, "tasks": tasks, "deals": deals,
        "backups": backups,
    }))?;
    app.out.say(&format!(
        "This forgets {} here for good: {messages} messages, {notes} notes, {tasks} tasks, {deals} deals, drafts, and chats and saved lists that name them; {backups} backups give way to a new one. It cannot be taken back, and changes nothing in the CRM. Nothing was done; add --yes.",
        person.contact.name()
    ))?;
    Ok(Exit::Refused)
}

/// What is looked for on the disk: long enough that no other word holds it by chance.
fn words(person: &Person) -> Vec<String> {
    let name = person.contact.name().to_string();
    let contact = &person.contact;
    let ways = [&contact.phone, &contact.email].into_iter();
    let ways = ways.chain(&contact.more_phones).chain(&contact.more_emails);
    let both = name.contains(' ').then_some(name);
    let all = both.into_iter().chain(ways.map(|way| way.raw().to_owned()));
    all.filter(|word| word.len() > 4).collect()
}

/// Tells that it is done, and what proves it.
fn certify(app: &mut App, receipt: &Receipt, looked: Result<Trace, StoreError>) -> Outcome {
    app.out.acknowledge(&receipt.ack)?;
    app.out
        .say("Forgotten. The log says that it was done, and no word of them.")?;
    for sentence in &receipt.cannot {
        app.out.say(&format!("Not done: {sentence}."))?;
    }
    let (searched, found) = match looked {
        Ok(trace) => (trace.searched, trace.found),
        Err(error) => {
            app.out
                .say(&format!("The folder was not looked through afterwards: {error}."))?;
            (0, Vec::new())
        }
    };
    if searched > 0 && found.is_empty() {
        app.out.say(&format!(
            "Looked through {searched} files: their name, number and address stand in none."
        ))?;
    }
    for file in &found {
        app.out.say(&format!(
            "Their name, number or address still stands in {}.",
            file.display()
        ))?;
    }
    app.out.json(&json!({
        "ack": receipt.ack, "summary": receipt.summary, "cannot": receipt.cannot, "searched": searched, "found": found,
    }))?;
    Ok(Exit::Done)
}
