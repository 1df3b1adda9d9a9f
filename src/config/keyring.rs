//! The operating system's keyring, asked on a thread of its own and never waited for without end.

use std::ffi::OsString;
#[cfg(all(unix, not(target_os = "macos")))]
use std::path::Path;
use std::sync::{Arc, OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use crate::secret::Secret;

/// The name under which all our entries stand.
const SERVICE: &str = "leadline";

/// A place that keeps secrets by account name.
pub trait Keyring: std::fmt::Debug + Send + Sync {
    /// The secret of an account, if there is one.
    fn get(&self, account: &str) -> Result<Option<Secret>, KeyringError>;
    /// Keeps a secret; an older one is replaced.
    fn set(&self, account: &str, secret: &Secret) -> Result<(), KeyringError>;
    /// Removes a secret; says whether there was one.
    fn delete(&self, account: &str) -> Result<bool, KeyringError>;
}

/// Why the keyring could not be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// There is none: a session over ssh, a container, a service that is not installed.
    #[error("this session has no keyring")]
    Missing,
    /// It is there and locked, or it refused.
    #[error("the keyring is locked or refused ({0})")]
    Locked(
        /// What it said.
        String,
    ),
    /// It did not answer in time.
    #[error("the keyring did not answer within {} seconds", .0.as_secs())]
    Slow(
        /// How long we waited.
        Duration,
    ),
}

/// The keyring of this machine: Secret Service, Keychain or Credential Manager.
#[derive(Clone, Debug)]
pub struct SystemKeyring {
    limit: Duration,
    /// That it is missing or hangs is asked once a run, so that a person waits once at most.
    gone: Arc<OnceLock<KeyringError>>,
}

impl SystemKeyring {
    /// A keyring that is given `limit` for each answer. A start should not wait long; a login may, because the
    /// keyring can ask the person to unlock it.
    pub fn within(limit: Duration) -> Self {
        Self {
            limit,
            gone: Arc::default(),
        }
    }

    /// A thread that hangs on a dead service is left behind: it holds nothing, and ends with the process.
    fn ask<T: Send + 'static>(
        &self,
        account: &str,
        question: impl FnOnce(&keyring::Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<Option<T>, KeyringError> {
        if let Some(error) = self.gone.get() {
            return Err(error.clone());
        }
        let gone = |error: KeyringError| Err(self.gone.get_or_init(|| error).clone());
        if !has_a_way(|name| std::env::var_os(name)) {
            return gone(KeyringError::Missing);
        }
        let (answer, answered) = mpsc::sync_channel(1);
        let account = account.to_owned();
        let thread = thread::Builder::new().name("keyring".to_owned()).spawn(move || {
            let result = keyring::Entry::new(SERVICE, &account).and_then(|entry| question(&entry));
            // Nobody listens any more when the time was up.
            let _ = answer.send(result);
        });
        thread.map_err(|error| KeyringError::Locked(error.to_string()))?;
        match answered.recv_timeout(self.limit) {
            Ok(Ok(value)) => Ok(Some(value)),
            Ok(Err(keyring::Error::NoEntry)) => Ok(None),
            Ok(Err(keyring::Error::NoDefaultStore)) | Err(mpsc::RecvTimeoutError::Disconnected) => {
                gone(KeyringError::Missing)
            }
            Ok(Err(error)) => Err(KeyringError::Locked(kind(&error).to_owned())),
            Err(mpsc::RecvTimeoutError::Timeout) => gone(KeyringError::Slow(self.limit)),
        }
    }
}

/// Whether there is a bus over which a Secret Service could be asked. Making a connection to find out costs a few
/// milliseconds of every start over ssh or in a container.
#[cfg(all(unix, not(target_os = "macos")))]
fn has_a_way(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let usual = || format!("/run/user/{}", rustix::process::geteuid().as_raw()).into();
    set("DBUS_SESSION_BUS_ADDRESS").is_some()
        || Path::new(&set("XDG_RUNTIME_DIR").unwrap_or_else(usual))
            .join("bus")
            .exists()
}

/// Elsewhere the system itself keeps the keys.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn has_a_way(_: impl Fn(&str) -> Option<OsString>) -> bool {
    true
}

/// The kind of failure in our words: the service's own text could quote what it holds.
fn kind(error: &keyring::Error) -> &'static str {
    match error {
        keyring::Error::NoStorageAccess(_) => "no access",
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => "the entry is not readable",
        keyring::Error::TooLong(..) => "the key is too long for it",
        keyring::Error::Ambiguous(_) => "it holds two entries of this name",
        _ => "it failed",
    }
}

impl Keyring for SystemKeyring {
    fn get(&self, account: &str) -> Result<Option<Secret>, KeyringError> {
        self.ask(account, |entry| entry.get_password().map(Secret::new))
    }

    fn set(&self, account: &str, secret: &Secret) -> Result<(), KeyringError> {
        let secret = secret.clone();
        self.ask(account, move |entry| entry.set_password(secret.expose()))
            .map(|_| ())
    }

    fn delete(&self, account: &str) -> Result<bool, KeyringError> {
        self.ask(account, keyring::Entry::delete_credential)
            .map(|done| done.is_some())
    }
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::*;

    #[test]
    fn without_a_bus_nobody_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let runtime = folder.path().as_os_str().to_owned();
        let session = |name: &str| (name == "XDG_RUNTIME_DIR").then(|| runtime.clone());
        assert!(!has_a_way(session));
        std::fs::write(folder.path().join("bus"), "").unwrap();
        assert!(has_a_way(session));
        let told = |name: &str| (name == "DBUS_SESSION_BUS_ADDRESS").then(|| "unix:path=/x".into());
        assert!(has_a_way(told));
    }
}
