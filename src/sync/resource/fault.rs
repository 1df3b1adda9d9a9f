//! What an error of the CRM means for the connection, and for the row that met it.

use std::time::Duration;

use jiff::Timestamp;

use super::Pushed;
use crate::backoff::Backoff;
use crate::domain::outbox::{Care, Claim, Intent, PushOutcome};
use crate::domain::value::Foreign;
use crate::ghl::{GhlError, Kind, Outcome, Retry};
use crate::sync::pull::{Fault, FaultKind};
use crate::sync::push::after;

/// How long a row waits when something outside must be put right first.
const UNTIL_FIXED: Duration = Duration::from_mins(1);

/// What an error says about the connection.
pub(super) fn fault(error: &GhlError) -> Fault {
    let kind = match &error.kind {
        Kind::Offline { .. }
        | Kind::Intercepted
        | Kind::Untrusted { .. }
        | Kind::RateLimited { .. }
        | Kind::Daily { .. }
        | Kind::Server => FaultKind::Offline,
        Kind::WrongKey
        | Kind::WrongClass
        | Kind::WrongLocation
        | Kind::WrongVersion { .. }
        | Kind::Redirected { .. }
        | Kind::Settings { .. } => FaultKind::Refused,
        Kind::MissingScope => FaultKind::Scope,
        _ if error.is_not_found() => FaultKind::Missing,
        _ => FaultKind::Page,
    };
    Fault {
        kind,
        sentence: Foreign::from(error.to_string()),
    }
}

/// What becomes of a row after its push.
pub(super) fn outcome(
    pushed: Result<Pushed, GhlError>,
    claim: &Claim,
    care: Care,
    now: Timestamp,
) -> PushOutcome {
    let error = match pushed {
        Ok(Pushed::Done { remote_id, record }) => {
            return PushOutcome::Done {
                remote_id,
                record: record.map(Box::new),
            };
        }
        Ok(Pushed::Contested(record)) => {
            return PushOutcome::Contested {
                record: Box::new(record),
            };
        }
        Ok(Pushed::Held(reason)) => return PushOutcome::Held { reason },
        Err(error) => error,
    };
    let said = error.to_string();
    let may_go_twice = matches!(claim.intent, Intent::Update { .. } | Intent::Delete { .. });
    if error.outcome() == Outcome::Uncertain && !may_go_twice {
        return PushOutcome::Uncertain {
            at: after(now, care.settle),
            error: said,
        };
    }
    if error.is_not_found() && matches!(claim.intent, Intent::Delete { .. }) {
        return PushOutcome::Done {
            remote_id: None,
            record: None,
        };
    }
    if error.is_not_found() {
        return PushOutcome::Missing;
    }
    match error.retry() {
        Retry::At(at) => PushOutcome::Later { at, error: said },
        Retry::WhenFixed => PushOutcome::Later {
            at: after(now, UNTIL_FIXED),
            error: said,
        },
        Retry::Never if error.outcome() == Outcome::NotDone => PushOutcome::Refused { error: said },
        Retry::Soon | Retry::Never => match Backoff::CRM.delay(claim.attempt, rand::random()) {
            Some(wait) => PushOutcome::Later {
                at: after(now, wait),
                error: said,
            },
            None => PushOutcome::Held {
                reason: format!("tried {} times: {said}", claim.attempt + 1),
            },
        },
    }
}
