//! `leadline encrypt`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::running::{file, location};
use crate::cli::frame::{App, CliError, Exit, Outcome, Subcommand};
use crate::cli::link::login::{Keep, word};
use crate::engine::cipher;
use crate::engine::view::StoreError;
use crate::secret::Secret;

/// Encrypt the local copy as a whole, with its backups
///
/// The key is kept in the keyring, and printed once as a recovery code: without keyring and code nobody can read the copy
/// again; what is in the CRM can be fetched anew. Every backup from before gives way to one that is encrypted. An export then
/// wants --unencrypted; the log of the program names nobody. Close every leadline first.
#[derive(Args, Debug)]
pub(super) struct Encrypt {
    /// Where to keep the key
    #[arg(long, value_enum, default_value = "keyring")]
    keep: Keep,
}

impl Subcommand for Encrypt {
    const NAME: &'static str = "encrypt";

    fn run(self, app: &mut App) -> Outcome {
        let (config, paths) = (app.config()?, app.open_folders()?);
        let path = file(&paths.data_dir, &config.settings);
        if !path.exists() {
            return Err(CliError::nothing_found(
                "there is no local copy yet; leadline sync makes one",
            ));
        }
        let (keys, location) = (app.keys()?, location(&config.settings));
        let was = cipher::is_encrypted(&path);
        // A try that was cut left its key; another would not open what it has encrypted.
        let known = keys.find_data_key(location)?;
        let (key, fresh) = match known.as_ref().map(cipher::from_code) {
            Some(Some(key)) => (key, false),
            Some(None) => return Err(StoreError::WrongKey.into()),
            None if was => return Err(StoreError::NoKey.into()),
            None => (cipher::fresh_key()?, true),
        };
        app.scrubber.learn(&key);
        cipher::unlock(&path, || Some(key.clone()))?;
        // Kept before anything is encrypted with it.
        let kept_in = if fresh {
            Some(keys.keep_data_key(location, &key, self.keep == Keep::File)?)
        } else {
            None
        };
        cipher::encrypt(&path, &key, app.clock.now())?;
        // It is printed once.
        let code = (!was).then(|| cipher::recovery_code(&key));
        app.out.json(&json!({
            "ok": true, "kept_in": kept_in.as_ref().map(word), "recovery_code": code.as_ref().map(Secret::expose),
        }))?;
        app.out.say("The local copy and its backups are encrypted.")?;
        if let Some(kept_in) = kept_in {
            app.out.say(&format!("The key is kept in {kept_in}."))?;
        }
        if let Some(code) = code {
            app.out.say(&format!(
                "Write this recovery code down and keep it away from this machine; it is not shown again:\n\n  {}\n",
                code.expose()
            ))?;
        }
        Ok(Exit::Done)
    }
}
