//! `leadline login ghl|claude`.

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::cli::frame::{App, CliError, Exit, Outcome, Subcommand};
use crate::config::secrets::{KeptIn, Service};
use crate::secret::Secret;

/// Which service.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Who {
    /// The CRM (GoHighLevel): a private integration token
    Ghl,
    /// Claude: an API key
    Claude,
}

impl Who {
    pub(super) const fn service(self) -> Service {
        match self {
            Self::Ghl => Service::Ghl,
            Self::Claude => Service::Claude,
        }
    }
}

/// Where to keep a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Keep {
    /// The keyring of this machine
    Keyring,
    /// A file that only you can read, for machines without a keyring
    File,
}

/// Ask for a key, try it, and keep it in the keyring
///
/// The key is typed without being shown, or read from standard input. It is never an argument, because other programs
/// can see arguments.
#[derive(Args, Debug)]
pub(super) struct Login {
    /// The service
    #[arg(value_enum)]
    service: Who,
    /// Where to keep it
    #[arg(long, value_enum, default_value = "keyring")]
    keep: Keep,
    /// Keep it without trying it, for when there is no network
    #[arg(long)]
    untried: bool,
}

impl Subcommand for Login {
    const NAME: &'static str = "login";

    fn run(self, app: &mut App) -> Outcome {
        let service = self.service.service();
        let config = app.config()?;
        let question = format!("Key for {} (it is not shown)", service.title());
        let key = app.input.secret(&question)?.ok_or_else(|| {
            CliError::wrong_use("no key was given, nothing was changed").hint(format!(
                "type it, or pipe it in: leadline login {} < file",
                service.word()
            ))
        })?;
        app.scrubber.learn(&key);
        check_form(service, &key)?;
        let opens = if self.untried {
            "it was not tried".to_owned()
        } else {
            let trial = std::rc::Rc::clone(&app.trial);
            trial.try_key(service, &config, &key)?
        };
        let address = match service {
            Service::Ghl => &config.settings.ghl.base_url,
            Service::Claude => &config.settings.claude.base_url,
        };
        let keys = app.keys()?;
        let kept_in = match self.keep {
            Keep::Keyring => keys.keep_in_keyring(service, address, &key)?,
            Keep::File => keys.keep_in_file(service, address, &key)?,
        };
        app.out.say(&format!(
            "The key for {} is kept in {kept_in}: {opens}.",
            service.title()
        ))?;
        app.out
            .json(&json!({ "ok": true, "kept_in": word(&kept_in), "opens": opens }))?;
        Ok(Exit::Done)
    }
}

/// The word of the JSON answer.
pub(in crate::cli) const fn word(kept_in: &KeptIn) -> &'static str {
    match kept_in {
        KeptIn::Keyring => "keyring",
        KeptIn::Variable(_) => "environment",
        KeptIn::File(_) => "file",
    }
}

/// Catches a key of the other service, and what cannot be a header.
fn check_form(service: Service, key: &Secret) -> Result<(), CliError> {
    let text = key.expose();
    let other = match service {
        Service::Ghl => text.starts_with("sk-ant-").then_some(Service::Claude),
        Service::Claude => text.starts_with("pit-").then_some(Service::Ghl),
    };
    if let Some(other) = other {
        let message = format!("this is a key for {}, nothing was changed", other.title());
        return Err(CliError::wrong_use(message).hint(format!("leadline login {}", other.word())));
    }
    if text.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(());
    }
    Err(
        CliError::wrong_use("a key has no spaces and no special signs, nothing was changed")
            .hint("copy it again; perhaps a line end or a name came along"),
    )
}
