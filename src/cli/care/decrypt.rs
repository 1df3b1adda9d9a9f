//! `leadline decrypt`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::running::{location, unlocked};
use crate::cli::frame::{App, Exit, Outcome, Subcommand};
use crate::engine::cipher;

/// Take the encryption of the local copy and its backups back
///
/// The key is forgotten afterwards. Close every leadline first.
#[derive(Args, Debug)]
pub(super) struct Decrypt {}

impl Subcommand for Decrypt {
    const NAME: &'static str = "decrypt";

    fn run(self, app: &mut App) -> Outcome {
        let path = unlocked(app)?;
        cipher::decrypt(&path, app.clock.now())?;
        let config = app.config()?;
        app.keys()?.forget_data_key(location(&config.settings))?;
        app.out.json(&json!({ "ok": true }))?;
        app.out
            .say("The local copy and its backups are not encrypted any more.")?;
        Ok(Exit::Done)
    }
}
