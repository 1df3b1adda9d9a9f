//! `leadline demo`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use crate::cli::frame::{App, CliError, Outcome, Subcommand};
use crate::config::paths::prepare;
use crate::config::{Keyring, KeyringError};
use crate::sandbox::{Sandbox, SandboxOptions};
use crate::secret::Secret;

/// Open the screen on a made-up account: no key, no network
///
/// The account lives in this process and ends with it; so does the copy, unless --dir names a folder for it.
#[derive(Args, Debug)]
pub(super) struct Demo {
    /// How many people the account has
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    contacts: usize,
    /// Same seed, same account
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Keep the copy and the log in this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Subcommand for Demo {
    const NAME: &'static str = "demo";

    fn run(self, app: &mut App) -> Outcome {
        let options = SandboxOptions {
            contacts: self.contacts,
            seed: self.seed,
            ..SandboxOptions::default()
        };
        let runtime = app.runtime()?;
        let sandbox = runtime.block_on(Sandbox::start(options, app.clock.clone()))?;
        let folder = Folder::open(app, self.dir)?;
        folder.forget_copy(sandbox.location_id())?;
        move_in(app, &sandbox, folder.path());
        let outcome = app.open_screen(true);
        runtime.block_on(sandbox.stop());
        outcome
    }
}

/// The provider under which a demo logs calls; the sandbox takes any.
const CALLS: &str = "demo-calls";

/// Turns every address, key and folder of this run to the sandbox, stronger than any setting.
fn move_in(app: &mut App, sandbox: &Sandbox, folder: &Path) {
    app.flags.data_dir = Some(folder.display().to_string());
    app.flags.ghl_url = Some(sandbox.ghl_url().to_owned());
    app.flags.claude_url = Some(sandbox.claude_url().to_owned());
    app.flags.location = Some(sandbox.location_id().to_owned());
    let environment = std::mem::take(&mut app.environment);
    app.environment = environment
        .with("GHL_API_KEY", sandbox.token().expose())
        .with("ANTHROPIC_API_KEY", sandbox.claude_key().expose())
        // Somebody has to be sitting there: the list is theirs, and calls are logged as such.
        .with("LEADLINE_USER", sandbox.agent())
        .with("LEADLINE_GHL_CALL_PROVIDER", CALLS);
    app.keyring = Arc::new(NoKeyring);
}

/// The folder of the copy: the one that was named, or one that goes away with the demo.
struct Folder {
    path: PathBuf,
    passing: bool,
}

impl Folder {
    fn open(app: &App, named: Option<PathBuf>) -> Result<Self, CliError> {
        if let Some(path) = named {
            prepare(&path)?;
            return Ok(Self { path, passing: false });
        }
        let name = format!(
            "leadline-demo-{}-{}",
            std::process::id(),
            app.clock.now().as_millisecond()
        );
        let path = std::env::temp_dir().join(name);
        prepare(&path)?;
        Ok(Self { path, passing: true })
    }

    fn path(&self) -> &Path {
        &self.path
    }

    /// A demo begins fresh: the copy of an earlier one knows edits that this sandbox has never heard of. Only the
    /// files of the sandbox's own location go.
    fn forget_copy(&self, location: &str) -> Result<(), CliError> {
        for ending in ["db", "db-wal", "db-shm"] {
            match fs::remove_file(self.path.join(format!("{location}.{ending}"))) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(CliError::wrong_use(format!(
                        "the copy of the last demo in {} cannot be removed: {error}",
                        self.path.display()
                    )));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.passing {
            // What cannot be removed is left to the system, which empties this place by itself.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// A demo asks no keyring: its keys are made up.
#[derive(Debug)]
struct NoKeyring;

impl Keyring for NoKeyring {
    fn get(&self, _: &str) -> Result<Option<Secret>, KeyringError> {
        Ok(None)
    }

    fn set(&self, _: &str, _: &Secret) -> Result<(), KeyringError> {
        Err(KeyringError::Missing)
    }

    fn delete(&self, _: &str) -> Result<bool, KeyringError> {
        Ok(false)
    }
}
