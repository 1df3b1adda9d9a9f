//! Calls that the CRM makes by itself: judged, taken once, and followed by a look at what they are about.

use super::Engine;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::value::LocationId;
use crate::ghl::webhook::{Keys, Refused, check};

pub use crate::ghl::webhook::SIGNATURE;

/// Who may call, and for which account.
#[derive(Clone, Debug)]
pub struct Callers {
    keys: Keys,
    location: LocationId,
}

impl Callers {
    /// The CRM, for this account. `more` is a second key, for the time in which the CRM's own changes; the sentence of an
    /// error says what is wrong with it.
    pub fn new(location: LocationId, more: Option<&str>) -> Result<Self, String> {
        let keys = Keys::with(more).ok_or(
            "webhooks.key is no Ed25519 public key, so no call could be checked by it; nothing was started; \
             copy it whole, as the CRM shows it",
        )?;
        Ok(Self { keys, location })
    }
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is on disk, and the CRM is asked what changed.
    Taken,
    /// It was taken before.
    Again,
    /// It is the CRM's and of no use here: of another time or another account. A late one has the CRM asked all the same.
    Useless,
    /// It is not the CRM's.
    Forged,
    /// It is the CRM's, and there is no event in it.
    Empty,
    /// It could not be kept; the CRM calls again.
    Lost,
}

impl Engine {
    /// Takes a call of the CRM. When this says [`Heard::Taken`] it is on disk.
    pub async fn hear(&self, callers: &Callers, signature: Option<&str>, raw: &[u8]) -> Heard {
        let hint = match check(&callers.keys, signature, raw, self.clock.now()) {
            Ok(hint) => hint,
            Err(Refused::Signature) => return Heard::Forged,
            Err(Refused::Empty) => return Heard::Empty,
            Err(Refused::Stale) => {
                self.sync.now();
                return Heard::Useless;
            }
        };
        let here = |location: &String| location == callers.location.as_str();
        if !hint.location.as_ref().is_none_or(here) {
            return Heard::Useless;
        }
        let (id, kind) = (hint.id, hint.kind);
        tracing::debug!(kind, "the CRM called");
        let take = Command::Sync(SyncCommand::Hear { id, kind });
        match self.store.commit(take, Origin::Engine).await {
            Ok(receipt) if receipt.changed == 0 => Heard::Again,
            Ok(_) => {
                self.sync.now();
                Heard::Taken
            }
            Err(error) => {
                tracing::warn!(error = error.outline(), "a call of the CRM could not be kept");
                Heard::Lost
            }
        }
    }
}
