//! The keys of the two services: found in the keyring, then the environment, then a file the person chose.
//!
//! A key in the keyring or the file belongs to one address. When the address of a service is changed, by a file or a
//! variable, the kept key is not found under it and does not travel there.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::envfile::Environment;
use super::keyring::{Keyring, KeyringError};
use super::problem::plain;
use super::value::BaseUrl;
use crate::secret::Secret;

/// A service that wants a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// The CRM.
    Ghl,
    /// Claude.
    Claude,
}

impl Service {
    /// The word of the command line: `leadline login ghl`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ghl => "ghl",
            Self::Claude => "claude",
        }
    }

    /// The name to say to a person.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Ghl => "the CRM",
            Self::Claude => "Claude",
        }
    }

    /// The environment variable that can hold its key.
    pub const fn variable(self) -> &'static str {
        match self {
            Self::Ghl => "GHL_API_KEY",
            Self::Claude => "ANTHROPIC_API_KEY",
        }
    }

    fn account(self, address: &BaseUrl) -> String {
        format!("{} {}", self.word(), address.origin())
    }
}

/// Where a key is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptIn {
    /// The keyring of the operating system.
    Keyring,
    /// An environment variable.
    Variable(
        /// Its name.
        &'static str,
    ),
    /// A file that only this person may read.
    File(
        /// The file.
        PathBuf,
    ),
}

impl std::fmt::Display for KeptIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Keyring => f.write_str("the keyring"),
            Self::Variable(name) => write!(f, "the variable {name}"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// A key and where it was found.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The key.
    pub secret: Secret,
    /// Where it was found.
    pub kept_in: KeptIn,
}

/// Why a key is not to be had, or could not be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Nowhere.
    #[error("there is no key for {} at {address}{}", service.title(), keyring.as_ref().map(|why| format!(" ({why})")).unwrap_or_default())]
    Absent {
        /// The service.
        service: Service,
        /// The address it would be for.
        address: String,
        /// Why the keyring could not be asked, when it could not.
        keyring: Option<KeyringError>,
    },
    /// The keyring could not be used to keep or delete a key.
    #[error("{0}; nothing was changed")]
    Keyring(
        /// Why.
        KeyringError,
    ),
    /// The key file can be read by others and could not be closed.
    #[error("the key file {} can be read by others; close it: chmod 600 {}", .0.display(), .0.display())]
    Open(
        /// The file.
        PathBuf,
    ),
    /// The key file cannot be read or written.
    #[error("the key file {}: {reason}; it is as it was", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it. Never its content.
        reason: String,
    },
}

impl SecretError {
    /// What to do about it: the choices of someone who has no key or no keyring.
    pub fn hint(&self) -> String {
        match self {
            Self::Absent { service, keyring: None, .. } => {
                format!("`leadline login {}` asks for it and keeps it in the keyring", service.word())
            }
            Self::Absent { service, keyring: Some(_), .. } => format!(
                "set {} in the environment, or keep it in a file that only you can read: leadline login {} --keep file",
                service.variable(),
                service.word()
            ),
            Self::Keyring(_) => {
                "set the key in the environment (GHL_API_KEY, ANTHROPIC_API_KEY), or add --keep file for a file that only \
                 you can read"
                    .to_owned()
            }
            Self::Open(_) | Self::File { .. } => "delete the file and log in again".to_owned(),
        }
    }
}

/// Finds, keeps and forgets keys.
#[derive(Clone, Debug)]
pub struct Keys {
    keyring: Arc<dyn Keyring>,
    environment: Environment,
    file: PathBuf,
}

impl Keys {
    /// Keys of this machine; `config_dir` is where the key file is, if the person chose to have one.
    pub fn new(keyring: Arc<dyn Keyring>, environment: Environment, config_dir: &Path) -> Self {
        Self {
            keyring,
            environment,
            file: config_dir.join("keys.toml"),
        }
    }

    /// The key for `service` at `address`: keyring, then environment, then file. May wait for the keyring as long as
    /// the keyring was given.
    pub fn find(&self, service: Service, address: &BaseUrl) -> Result<Credential, SecretError> {
        let trouble = match self.keyring.get(&service.account(address)) {
            Ok(Some(secret)) => {
                return Ok(Credential {
                    secret,
                    kept_in: KeptIn::Keyring,
                });
            }
            Ok(None) => None,
            Err(trouble) => Some(trouble),
        };
        if let Some(text) = self.environment.get(service.variable()) {
            let kept_in = KeptIn::Variable(service.variable());
            return Ok(Credential {
                secret: Secret::new(text),
                kept_in,
            });
        }
        let table = read_file(&self.file)?;
        let kept = table
            .get(service.word())
            .and_then(|keys| keys.get(address.origin()))
            .and_then(toml::Value::as_str);
        match kept {
            Some(text) => Ok(Credential {
                secret: Secret::new(text),
                kept_in: KeptIn::File(self.file.clone()),
            }),
            None => Err(SecretError::Absent {
                service,
                address: address.origin().to_owned(),
                keyring: trouble,
            }),
        }
    }

    /// Keeps a key in the keyring.
    pub fn keep_in_keyring(
        &self,
        service: Service,
        address: &BaseUrl,
        key: &Secret,
    ) -> Result<KeptIn, SecretError> {
        self.keyring
            .set(&service.account(address), key)
            .map_err(SecretError::Keyring)?;
        Ok(KeptIn::Keyring)
    }

    /// Keeps a key in the file, which only this person may read. For those who chose it.
    pub fn keep_in_file(
        &self,
        service: Service,
        address: &BaseUrl,
        key: &Secret,
    ) -> Result<KeptIn, SecretError> {
        let mut table = read_file(&self.file)?;
        let keys = table
            .entry(service.word())
            .or_insert_with(|| toml::Value::Table(toml::Table::new()));
        if let Some(keys) = keys.as_table_mut() {
            keys.insert(
                address.origin().to_owned(),
                toml::Value::String(key.expose().to_owned()),
            );
        }
        self.write_file(&table)?;
        Ok(KeptIn::File(self.file.clone()))
    }

    /// Deletes the key from keyring and file; says from where. A variable is the person's own to unset.
    pub fn forget(&self, service: Service, address: &BaseUrl) -> Result<Vec<KeptIn>, SecretError> {
        let mut from = Vec::new();
        match self.keyring.delete(&service.account(address)) {
            Ok(true) => from.push(KeptIn::Keyring),
            Ok(false) | Err(KeyringError::Missing) => {}
            Err(trouble) => return Err(SecretError::Keyring(trouble)),
        }
        let mut table = read_file(&self.file)?;
        let keys = table.get_mut(service.word()).and_then(toml::Value::as_table_mut);
        if keys.is_some_and(|keys| keys.remove(address.origin()).is_some()) {
            self.write_file(&table)?;
            from.push(KeptIn::File(self.file.clone()));
        }
        Ok(from)
    }

    /// The variable that still holds a key for `service`, after a logout for example.
    pub fn in_environment(&self, service: Service) -> Option<&'static str> {
        self.environment
            .get(service.variable())
            .map(|_| service.variable())
    }

    /// The key that opens the local copy of a location, when it is encrypted: keyring, then environment, then file.
    pub fn find_data_key(&self, location: &str) -> Result<Option<Secret>, SecretError> {
        if let Ok(Some(secret)) = self.keyring.get(&data_account(location)) {
            return Ok(Some(secret));
        }
        if let Some(text) = self.environment.get(DATA_KEY) {
            return Ok(Some(Secret::new(text)));
        }
        let table = read_file(&self.file)?;
        let kept = table.get(DATA).and_then(|keys| keys.get(location));
        Ok(kept.and_then(toml::Value::as_str).map(Secret::new))
    }

    /// Keeps it in the keyring, or in the file for those who chose it.
    pub fn keep_data_key(&self, location: &str, key: &Secret, in_file: bool) -> Result<KeptIn, SecretError> {
        if !in_file {
            let set = self.keyring.set(&data_account(location), key);
            return set.map(|()| KeptIn::Keyring).map_err(SecretError::Keyring);
        }
        let mut table = read_file(&self.file)?;
        let keys = table
            .entry(DATA)
            .or_insert_with(|| toml::Value::Table(toml::Table::new()));
        if let Some(keys) = keys.as_table_mut() {
            keys.insert(location.to_owned(), toml::Value::String(key.expose().to_owned()));
        }
        self.write_file(&table)?;
        Ok(KeptIn::File(self.file.clone()))
    }

    /// Deletes it from keyring and file, once nothing is encrypted with it any more.
    pub fn forget_data_key(&self, location: &str) -> Result<(), SecretError> {
        match self.keyring.delete(&data_account(location)) {
            Ok(_) | Err(KeyringError::Missing) => {}
            Err(trouble) => return Err(SecretError::Keyring(trouble)),
        }
        let mut table = read_file(&self.file)?;
        let keys = table.get_mut(DATA).and_then(toml::Value::as_table_mut);
        if keys.is_some_and(|keys| keys.remove(location).is_some()) {
            self.write_file(&table)?;
        }
        Ok(())
    }

    fn write_file(&self, table: &toml::Table) -> Result<(), SecretError> {
        let text = zeroize::Zeroizing::new(format!(
            "# Keys of leadline. Only you may read this file.\n{table}"
        ));
        let write = || -> io::Result<()> {
            if let Some(folder) = self.file.parent() {
                fs::create_dir_all(folder)?;
            }
            let beside = self.file.with_extension("toml.new");
            match fs::remove_file(&beside) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut new = private().open(&beside)?;
            new.write_all(text.as_bytes())?;
            new.sync_all()?;
            fs::rename(&beside, &self.file)
        };
        write().map_err(|error| SecretError::File {
            path: self.file.clone(),
            reason: plain(&error),
        })
    }
}

/// The variable that can hold the key of an encrypted local copy, and its part of the key file.
pub const DATA_KEY: &str = "LEADLINE_DATA_KEY";
const DATA: &str = "data";

fn data_account(location: &str) -> String {
    format!("data {location}")
}

/// Opens a new file that was never, not even for a moment, readable by others.
fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

fn read_file(path: &Path) -> Result<toml::Table, SecretError> {
    let file_error = |reason: String| SecretError::File {
        path: path.to_owned(),
        reason,
    };
    let text = match fs::read_to_string(path) {
        Ok(text) => zeroize::Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(toml::Table::new()),
        Err(error) => return Err(file_error(plain(&error))),
    };
    close(path)?;
    // The parser's message would quote the line, and the line may be a key.
    text.parse()
        .map_err(|_| file_error("it is not the TOML that was written there".to_owned()))
}

#[cfg(unix)]
fn close(path: &Path) -> Result<(), SecretError> {
    use std::os::unix::fs::PermissionsExt as _;
    let open = |_| SecretError::Open(path.to_owned());
    let open_to_others = fs::metadata(path).map_err(open)?.permissions().mode() & 0o077 != 0;
    if !open_to_others {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(open)
}

#[cfg(not(unix))]
fn close(_path: &Path) -> Result<(), SecretError> {
    Ok(())
}

#[cfg(test)]
mod tests;
