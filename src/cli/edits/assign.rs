//! `leadline assign ID USER`.

use clap::Args;
use serde_json::Value;

use super::set::{edit, subject};
use crate::cli::frame::{App, Outcome, Reach, Running, Subcommand};
use crate::cli::words::{find, receipt};
use crate::engine::query::DirectoryNow;

/// Give a person or a deal to a colleague
#[derive(Args, Debug)]
pub(super) struct Assign {
    /// The person, or a deal
    id: String,
    /// A colleague's name, e-mail address or id; `me`; `none` takes the owner away
    user: String,
}

impl Subcommand for Assign {
    const NAME: &'static str = "assign";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let owner = find::user(&self.user, &running.query(DirectoryNow)?, running.engine.me())?;
        let owner = owner.map_or(Value::Null, |id| id.as_str().into());
        let subject = subject(&running, &self.id)?;
        let receipt = running.submit(edit(subject, &self.id, vec![("assignedTo".to_owned(), owner)]))?;
        receipt::tell(app, &receipt)
    }
}
