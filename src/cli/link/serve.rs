//! `leadline serve`.

use std::net::SocketAddr;
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::cli::frame::until::stopped;
use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand, setup};
use crate::daemon::{Door, PATH};
use crate::domain::value::LocationId;
use crate::engine::{Callers, Setup};

/// The unit of systemd; `{leadline}` stands for this program.
const SYSTEMD: &str = include_str!("../../../assets/service/leadline.service");
/// The agent of launchd; the same.
const LAUNCHD: &str = include_str!("../../../assets/service/leadline.plist");

/// Keep copying, pushing and everything automatic going without a screen, until it is stopped
///
/// Prints one line of JSON once it runs. A screen may be opened beside it: one of the two talks to the CRM, and the other
/// takes over when that one ends. With --webhooks the CRM can say at once that something changed; put a proxy that speaks
/// https before that address. Without it, or when a call is lost, the copy is kept fresh as always.
#[derive(Args, Debug)]
pub(super) struct Serve {
    /// Listen here for calls of the CRM, such as 127.0.0.1:8787; port 0 takes any
    #[arg(long, value_name = "ADDRESS")]
    webhooks: Option<SocketAddr>,
    /// Print the file with which the system starts this by itself, and end
    #[arg(long, value_name = "SYSTEM")]
    unit: Option<Unit>,
}

/// Who starts it.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Unit {
    /// ~/.config/systemd/user/leadline.service
    Systemd,
    /// ~/Library/LaunchAgents/leadline.plist
    Launchd,
}

impl Subcommand for Serve {
    const NAME: &'static str = "serve";

    fn run(self, app: &mut App) -> Outcome {
        if let Some(unit) = self.unit {
            return print(app, unit);
        }
        let config = app.config()?;
        let settings = &config.settings;
        let listen = match (self.webhooks, &settings.webhooks.listen) {
            (Some(address), _) => Some(address),
            (None, Some(text)) => Some(text.parse().map_err(|_| {
                CliError::wrong_use(format!(
                    "webhooks.listen is no address with a port: {text}; nothing was started"
                ))
                .hint("leadline config --set webhooks.listen 127.0.0.1:8787")
            })?),
            (None, None) => None,
        };
        let setup = Setup {
            every: Some(Duration::from_secs(u64::from(settings.sync.every_seconds))),
            ..setup(app, Reach::All)?
        };
        let crm = setup.crm.as_ref().ok_or_else(|| {
            CliError::new(
                Exit::Refused,
                "no_key",
                "there is no key for the CRM, so there is nothing to keep going; nothing was started",
            )
            .hint("leadline login ghl")
        })?;
        let callers = callers(crm.location.clone(), settings.webhooks.key.as_deref())?;
        let running = Running::with(app, setup)?;
        let door = listen.map(|address| {
            running.block_on(Door::open(address)).map_err(|error| {
                let sentence = format!("{address} cannot be listened on: {error}; nothing was started");
                CliError::new(Exit::Failed, "listen", sentence)
            })
        });
        let door = door.transpose()?;
        let address = door.as_ref().map(|door| format!("http://{}{PATH}", door.address));
        app.out.ready(&json!({ "ready": true, "webhooks": address }))?;
        running.engine.begin();
        running.block_on(serve(&running, door, callers));
        Ok(Exit::Done)
    }
}

fn callers(location: LocationId, more: Option<&str>) -> Result<Callers, CliError> {
    Callers::new(location, more).map_err(CliError::wrong_use)
}

async fn serve(running: &Running, door: Option<Door>, callers: Callers) {
    let stop = CancellationToken::new();
    let Some(door) = door else {
        return stopped().await;
    };
    let listening = door.serve(running.engine.clone(), callers, stop.clone());
    let mut listening = std::pin::pin!(listening);
    tokio::select! {
        ended = &mut listening => {
            // Nothing is lost by it: the copy is kept fresh without calls.
            if let Err(error) = ended {
                tracing::error!(%error, "the door for the CRM's calls closed");
            }
            stopped().await;
        }
        () = stopped() => {
            stop.cancel();
            let _ = tokio::time::timeout(Duration::from_secs(2), listening).await;
        }
    }
}

fn print(app: &mut App, unit: Unit) -> Outcome {
    let program = std::env::current_exe().map_err(|error| {
        CliError::new(
            Exit::Failed,
            "program",
            format!("this program does not know where it is: {error}"),
        )
    })?;
    let text = match unit {
        Unit::Systemd => SYSTEMD,
        Unit::Launchd => LAUNCHD,
    };
    app.out.say(
        text.replace("{leadline}", &program.display().to_string())
            .trim_end(),
    )?;
    Ok(Exit::Done)
}
