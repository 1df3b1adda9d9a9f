//! `leadline unlock`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::running::{file, location};
use crate::cli::frame::{App, CliError, Exit, Outcome, Subcommand};
use crate::cli::link::login::{Keep, word};
use crate::engine::cipher;

/// Open an encrypted local copy on this machine with its recovery code
///
/// The code is typed without being shown, or read from standard input; then its key is kept.
#[derive(Args, Debug)]
pub(super) struct Unlock {
    /// Where to keep the key
    #[arg(long, value_enum, default_value = "keyring")]
    keep: Keep,
}

impl Subcommand for Unlock {
    const NAME: &'static str = "unlock";

    fn run(self, app: &mut App) -> Outcome {
        let (config, paths) = (app.config()?, app.open_folders()?);
        let path = file(&paths.data_dir, &config.settings);
        if !cipher::is_encrypted(&path) {
            return Err(CliError::nothing_found("the local copy is not encrypted"));
        }
        let typed = app.input.secret("Recovery code (it is not shown)")?;
        let key = typed.as_ref().and_then(cipher::from_code).ok_or_else(|| {
            CliError::wrong_use(
                "this is no recovery code: 17 groups of four signs, 0-9 and a-f; nothing was changed",
            )
        })?;
        app.scrubber.learn(&key);
        cipher::unlock(&path, || Some(key.clone()))?;
        let kept_in = app
            .keys()?
            .keep_data_key(location(&config.settings), &key, self.keep == Keep::File)?;
        app.out.json(&json!({ "ok": true, "kept_in": word(&kept_in) }))?;
        app.out
            .say(&format!("The local copy opens; its key is kept in {kept_in}."))?;
        Ok(Exit::Done)
    }
}
