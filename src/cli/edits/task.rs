//! `leadline task ID TEXT`.

use clap::Args;

use crate::cli::frame::{App, Outcome, Reach, Running, Subcommand};
use crate::cli::words::{find, receipt, when};
use crate::domain::command::Command;
use crate::domain::value::{ContactId, TaskId};
use crate::engine::query::DirectoryNow;

/// Plan something to do for a person, or mark a task as done
#[derive(Args, Debug)]
pub(super) struct Task {
    /// The person; with --done the task
    id: String,
    /// What is to be done; several words need no quotes
    #[arg(required_unless_present = "done")]
    text: Vec<String>,
    /// By when: +2h, 17:30, tomorrow, fri 10:00, 2026-04-09 10:00
    #[arg(long, default_value = "tomorrow", value_name = "WHEN")]
    due: String,
    /// Who does it: a colleague's name, e-mail address or id
    #[arg(long, value_name = "USER")]
    assign: Option<String>,
    /// Mark this task as done
    #[arg(long, conflicts_with_all = ["text", "assign"])]
    done: bool,
}

impl Subcommand for Task {
    const NAME: &'static str = "task";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let command = if self.done {
            Command::EditTask {
                task: TaskId::from(self.id),
                changes: vec![("completed".to_owned(), true.into())],
            }
        } else {
            let (now, zone) = (running.engine.now(), running.engine.zone());
            let assigned_to = match &self.assign {
                Some(name) => find::user(name, &running.query(DirectoryNow)?, running.engine.me())?,
                None => None,
            };
            Command::AddTask {
                contact: ContactId::from(self.id),
                title: self.text.join(" "),
                body: String::new(),
                due: when::parse(&self.due, now, zone)?,
                assigned_to,
            }
        };
        let receipt = running.submit(command)?;
        receipt::tell(app, &receipt)
    }
}
