//! `leadline doctor`.

use clap::Args;
use serde_json::{Map, json};

use super::app::App;
use super::error::{CliError, Exit, Outcome};
use super::out::Table;
use super::running::{Reach, Running};
use super::subcommand::Subcommand;
use crate::config::secrets::{Credential, Service};
use crate::engine::doctor::{Check, examine};
use crate::engine::query::{HealthNow, IntegrityNow};

/// Check everything and say how to mend what is wrong; changes nothing
#[derive(Args, Debug)]
pub(super) struct Doctor {}

impl Subcommand for Doctor {
    const NAME: &'static str = "doctor";

    fn run(self, app: &mut App) -> Outcome {
        // Settings or folders that cannot be used end here, with their own sentence.
        let mut checks = surroundings(app)?;
        let running = Running::start(app, Reach::Local)?;
        checks.extend(running.block_on(examine(&running.engine))?);
        let health = running.query(HealthNow)?;
        let integrity = running.query(IntegrityNow)?;
        let ok = checks.iter().all(|check| check.ok);
        let outbox: Map<_, _> = health
            .outbox
            .iter()
            .map(|(state, n)| (state.word().to_owned(), json!(n)))
            .collect();
        app.out
            .json(&json!({ "ok": ok, "checks": checks, "outbox": outbox, "integrity": integrity.verdict }))?;
        let mut table = Table::new(["", "check", "seen", "what to do"]);
        for check in &checks {
            let mark = if check.ok { "ok" } else { "--" };
            let fix = check.fix.unwrap_or_default();
            table.row([
                mark.to_owned(),
                check.id.to_owned(),
                check.detail.clone(),
                fix.to_owned(),
            ]);
        }
        app.out.table(&table)?;
        Ok(if ok { Exit::Done } else { Exit::Failed })
    }
}

/// What only the command line knows: settings, folders, keys.
fn surroundings(app: &mut App) -> Result<Vec<Check>, CliError> {
    let config = app.config()?;
    let paths = app.open_folders()?;
    let mut checks = vec![
        Check {
            id: "settings",
            ok: config.warnings.is_empty(),
            detail: match config.warnings.first() {
                Some(warning) => warning.clone(),
                None => format!("{}", paths.config_file.display()),
            },
            fix: config
                .warnings
                .first()
                .map(|_| "leadline config shows what is in force"),
        },
        Check {
            id: "folders",
            ok: true,
            detail: format!("{}, log in {}", paths.data_dir.display(), paths.log_dir.display()),
            fix: None,
        },
        Check {
            id: "location",
            ok: config.settings.ghl.location_id.is_some(),
            detail: config
                .settings
                .ghl
                .location_id
                .clone()
                .unwrap_or_else(|| "none is set".to_owned()),
            fix: config
                .settings
                .ghl
                .location_id
                .is_none()
                .then_some("leadline config --set ghl.location_id ID"),
        },
    ];
    let found = app.key(Service::Ghl);
    checks.push(Check {
        id: "key.ghl",
        ok: found.is_ok(),
        detail: told(&found),
        fix: found.is_err().then_some("leadline login ghl"),
    });
    // Everything but the chat works without it.
    let found = app.key(Service::Claude);
    checks.push(Check {
        id: "key.claude",
        ok: true,
        detail: told(&found),
        fix: None,
    });
    Ok(checks)
}

fn told(found: &Result<Credential, CliError>) -> String {
    match found {
        Ok(credential) => format!("kept in {}", credential.kept_in),
        Err(error) => error.message.clone(),
    }
}
