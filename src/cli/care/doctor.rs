//! `leadline doctor`.

use clap::Args;
use serde_json::{Map, Value, json};

use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand, Table, running};
use crate::config::secrets::{Credential, Service};
use crate::engine::doctor::{Check, examine};
use crate::engine::drift::{self, Extent};
use crate::engine::query::{HealthNow, IntegrityNow};
use crate::engine::view::{Difference, StoreHealth};

/// Check everything and say how to mend what is wrong; changes nothing
#[derive(Args, Debug)]
pub(super) struct Doctor {
    /// Also compare what is here with what the CRM has: so many people, deals and homes at random, or "all"
    #[arg(long, value_name = "N|all", num_args = 0..=1, default_missing_value = "25", value_parser = extent)]
    drift: Option<Extent>,
}

fn extent(text: &str) -> Result<Extent, String> {
    match text {
        "all" => Ok(Extent::All),
        _ => text
            .parse()
            .map(Extent::Some)
            .map_err(|_| "give a number, or \"all\"".to_owned()),
    }
}

impl Subcommand for Doctor {
    const NAME: &'static str = "doctor";

    fn run(self, app: &mut App) -> Outcome {
        // Settings or folders that cannot be used end here, with their own sentence.
        let mut checks = surroundings(app)?;
        let running = Running::start(app, Reach::Local)?;
        checks.extend(running.block_on(examine(&running.engine))?);
        let drift = match self.drift {
            Some(extent) => Some(compared(app, &running, extent, &mut checks)?),
            None => None,
        };
        let health = running.query(HealthNow)?;
        let integrity = running.query(IntegrityNow)?;
        let ok = checks.iter().all(|check| check.ok);
        let outbox: Map<_, _> = health
            .outbox
            .iter()
            .map(|(state, n)| (state.word().to_owned(), json!(n)))
            .collect();
        app.out.json(&json!({
            "ok": ok, "checks": checks, "outbox": outbox, "integrity": integrity.verdict, "drift": drift,
            "lanes": lanes(&health), "lease": lease(&health),
        }))?;
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

/// When each resource was last fetched, and what went wrong last.
fn lanes(health: &StoreHealth) -> Vec<Value> {
    let fault = |name: &str| {
        let found = health.faults.iter().find(|fault| fault.resource == name);
        found.map(|fault| json!({ "at": fault.at.to_string(), "error": fault.sentence.raw() }))
    };
    let never = health.faults.iter().map(|fault| (fault.resource.as_str(), None));
    let known = health
        .cursors
        .iter()
        .map(|cursor| (cursor.name.as_str(), Some(cursor.at.to_string())));
    let fetched: Vec<_> = known.collect();
    let never = never.filter(|(name, _)| !fetched.iter().any(|(other, _)| other == name));
    let lanes = fetched.iter().cloned().chain(never);
    lanes
        .map(|(name, at)| json!({ "name": name, "fetched": at, "last_error": fault(name) }))
        .collect()
}

/// Which process talks to the CRM.
fn lease(health: &StoreHealth) -> Value {
    json!({ "pid": health.lease.pid, "ended": health.lease.ended, "epoch": health.lease.epoch })
}

/// Compares with the CRM; what differs becomes a check, and the whole of it the answer for programs.
fn compared(
    app: &mut App,
    running: &Running,
    extent: Extent,
    checks: &mut Vec<Check>,
) -> Result<Value, CliError> {
    let setup = running::reach_crm(app)?;
    let clock = app.clock.clone();
    let drift = running
        .block_on(drift::compare(&running.engine, setup, clock, extent))
        .map_err(|error| CliError::new(Exit::Offline, "offline", error.to_string()))?;
    let first = drift.differences.first().map(|difference| {
        let Difference {
            entity,
            path,
            here,
            there,
        } = difference;
        let what = if path.is_empty() {
            "the record itself"
        } else {
            path
        };
        format!(
            ", such as {what} of {} {}: {here} here, {there} there",
            entity.kind.word(),
            entity.id
        )
    });
    let count = drift.differences.len();
    let coming = match drift.coming {
        0 => String::new(),
        many => format!("{many} on their way here, "),
    };
    checks.push(Check {
        id: "sync.drift",
        ok: drift.differences.is_empty() && drift.unconfirmed == 0,
        detail: format!(
            "{} compared with the CRM, {coming}{count} members differ{}",
            drift.compared,
            first.unwrap_or_default()
        ),
        fix: (count > 0)
            .then_some("leadline sync --full reads everything again; run this once more after it"),
    });
    let rows: Vec<Value> = drift
        .differences
        .iter()
        .map(|difference| {
            json!({ "kind": difference.entity.kind.word(), "id": difference.entity.id, "path": difference.path,
                    "here": difference.here, "there": difference.there })
        })
        .collect();
    Ok(json!({
        "compared": drift.compared, "differences": rows, "coming": drift.coming, "unconfirmed": drift.unconfirmed,
    }))
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
