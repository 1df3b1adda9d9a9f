//! The order of places, the address a key belongs to, and what happens without a keyring.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::*;

/// A keyring of this test alone.
#[derive(Debug, Default)]
struct Fake {
    entries: Mutex<BTreeMap<String, String>>,
    trouble: Option<KeyringError>,
}

impl Fake {
    fn check(&self) -> Result<(), KeyringError> {
        self.trouble.clone().map_or(Ok(()), Err)
    }
}

impl Keyring for Fake {
    fn get(&self, account: &str) -> Result<Option<Secret>, KeyringError> {
        self.check()?;
        Ok(self.entries.lock().unwrap().get(account).map(Secret::new))
    }

    fn set(&self, account: &str, secret: &Secret) -> Result<(), KeyringError> {
        self.check()?;
        self.entries
            .lock()
            .unwrap()
            .insert(account.to_owned(), secret.expose().to_owned());
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<bool, KeyringError> {
        self.check()?;
        Ok(self.entries.lock().unwrap().remove(account).is_some())
    }
}

struct Bench {
    _folder: tempfile::TempDir,
    keys: Keys,
}

fn bench(trouble: Option<KeyringError>, environment: Environment) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Arc::new(Fake {
        trouble,
        ..Fake::default()
    });
    Bench {
        keys: Keys::new(keyring, environment, folder.path()),
        _folder: folder,
    }
}

fn found(keys: &Keys, address: &BaseUrl) -> Option<(String, KeptIn)> {
    let credential = keys.find(Service::Ghl, address).ok()?;
    Some((credential.secret.expose().to_owned(), credential.kept_in))
}

#[test]
fn the_keyring_comes_first_then_the_environment_then_the_file() {
    let bench = bench(None, Environment::default().with("GHL_API_KEY", "pit-env"));
    let (keys, address) = (&bench.keys, BaseUrl::ghl());
    keys.keep_in_file(Service::Ghl, &address, &Secret::new("pit-file"))
        .unwrap();
    assert_eq!(
        found(keys, &address),
        Some(("pit-env".to_owned(), KeptIn::Variable("GHL_API_KEY")))
    );
    keys.keep_in_keyring(Service::Ghl, &address, &Secret::new("pit-ring"))
        .unwrap();
    assert_eq!(
        found(keys, &address),
        Some(("pit-ring".to_owned(), KeptIn::Keyring))
    );
    let without = Keys {
        environment: Environment::default(),
        ..keys.clone()
    };
    assert_eq!(
        without.forget(Service::Ghl, &address).unwrap(),
        [KeptIn::Keyring, KeptIn::File(keys.file.clone())]
    );
    assert!(found(&without, &address).is_none());
    assert_eq!(keys.in_environment(Service::Ghl), Some("GHL_API_KEY"));
}

#[test]
fn a_kept_key_does_not_go_to_another_address_or_service() {
    let bench = bench(None, Environment::default());
    let keys = &bench.keys;
    keys.keep_in_keyring(Service::Ghl, &BaseUrl::ghl(), &Secret::new("pit-1"))
        .unwrap();
    keys.keep_in_file(Service::Ghl, &BaseUrl::ghl(), &Secret::new("pit-2"))
        .unwrap();
    let other: BaseUrl = "https://elsewhere.example".parse().unwrap();
    assert!(found(keys, &other).is_none());
    assert!(keys.find(Service::Claude, &BaseUrl::ghl()).is_err());
    let same: BaseUrl = "https://services.leadconnectorhq.com:443/v2".parse().unwrap();
    assert!(found(keys, &same).is_some());
}

#[test]
fn without_a_keyring_the_choices_are_told() {
    let bench = bench(Some(KeyringError::Missing), Environment::default());
    let error = bench.keys.find(Service::Claude, &BaseUrl::claude()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no key for Claude at https://api.anthropic.com (this session has no keyring)"
    );
    assert_eq!(
        error.hint(),
        "set ANTHROPIC_API_KEY in the environment, or keep it in a file that only you can read: leadline login claude \
         --keep file"
    );
    let error = bench
        .keys
        .keep_in_keyring(Service::Ghl, &BaseUrl::ghl(), &Secret::new("pit-1"))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "this session has no keyring; nothing was changed"
    );
    bench
        .keys
        .keep_in_file(Service::Ghl, &BaseUrl::ghl(), &Secret::new("pit-1"))
        .unwrap();
    assert!(found(&bench.keys, &BaseUrl::ghl()).is_some());
    assert_eq!(bench.keys.forget(Service::Ghl, &BaseUrl::ghl()).unwrap().len(), 1);
}

#[cfg(unix)]
#[test]
fn the_file_is_private_and_closed_again_when_found_open() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = bench(None, Environment::default());
    let keys = &bench.keys;
    let mode = || fs::metadata(&keys.file).unwrap().permissions().mode() & 0o777;
    keys.keep_in_file(Service::Ghl, &BaseUrl::ghl(), &Secret::new("pit-1"))
        .unwrap();
    assert_eq!(mode(), 0o600);
    fs::set_permissions(&keys.file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(found(keys, &BaseUrl::ghl()).is_some());
    assert_eq!(mode(), 0o600);
}

#[test]
fn a_damaged_file_is_told_without_its_content() {
    let bench = bench(None, Environment::default());
    fs::write(&bench.keys.file, "ghl = pit-secret").unwrap();
    let error = bench.keys.find(Service::Ghl, &BaseUrl::ghl()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("pit-secret"), "{error}");
}

#[test]
fn nothing_that_is_printed_holds_a_key() {
    let bench = bench(None, Environment::default().with("GHL_API_KEY", "pit-canary"));
    let credential = bench.keys.find(Service::Ghl, &BaseUrl::ghl()).unwrap();
    assert!(!format!("{credential:?} {:?}", bench.keys).contains("pit-canary"));
}
