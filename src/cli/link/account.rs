//! `leadline account [--accept]`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::engine::query::HealthNow;

/// Say whether the account is still the one that was copied, and go on with it if it is not
///
/// An account that was restored, merged or exchanged is read anew beside what is here. Until you accept it nothing is pushed
/// and nothing removed.
#[derive(Args, Debug)]
pub(super) struct Account {
    /// Go on with the account as it is now; who is not in it is asked for one by one and leaves after two noes
    #[arg(long)]
    accept: bool,
}

impl Subcommand for Account {
    const NAME: &'static str = "account";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        if self.accept {
            let receipt = running.submit(Command::AcceptAccount)?;
            return receipt::tell(app, &receipt);
        }
        let doubt = running.query(HealthNow)?.doubt;
        app.out.json(&json!({ "doubt": doubt.as_ref().map(|doubt| json!({
            "since": doubt.since.to_string(), "reason": doubt.reason, "reading": doubt.reading,
            "followed": doubt.followed, "left_over": doubt.left_over })) }))?;
        match doubt {
            None => app.out.say("The account is the one that was copied.")?,
            Some(doubt) => {
                app.out.say(&doubt.sentence())?;
                let (found, left) = (doubt.followed, doubt.left_over);
                app.out.say(&format!(
                    "Found under another id: {found}. Here and not in it: {left}."
                ))?;
            }
        }
        Ok(Exit::Done)
    }
}
