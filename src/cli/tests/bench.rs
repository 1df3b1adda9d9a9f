//! One command after another in a folder of its own, with a keyring of its own and nothing of this machine.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::super::*;
use crate::config::secrets::Service;
use crate::config::{Environment, Keyring, KeyringError};
use crate::secret::Secret;

/// A writer whose text can be read afterwards.
#[derive(Clone, Debug, Default)]
pub(super) struct Page(Rc<RefCell<Vec<u8>>>);

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Debug, Default)]
pub(super) struct Ring(Mutex<BTreeMap<String, String>>);

impl Keyring for Ring {
    fn get(&self, account: &str) -> Result<Option<Secret>, KeyringError> {
        Ok(self.0.lock().unwrap().get(account).map(Secret::new))
    }

    fn set(&self, account: &str, secret: &Secret) -> Result<(), KeyringError> {
        self.0
            .lock()
            .unwrap()
            .insert(account.to_owned(), secret.expose().to_owned());
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<bool, KeyringError> {
        Ok(self.0.lock().unwrap().remove(account).is_some())
    }
}

/// No keyring at all, as over ssh.
#[derive(Debug)]
pub(super) struct NoRing;

impl Keyring for NoRing {
    fn get(&self, _: &str) -> Result<Option<Secret>, KeyringError> {
        Err(KeyringError::Missing)
    }

    fn set(&self, _: &str, _: &Secret) -> Result<(), KeyringError> {
        Err(KeyringError::Missing)
    }

    fn delete(&self, _: &str) -> Result<bool, KeyringError> {
        Err(KeyringError::Missing)
    }
}

/// Accepts keys that end in `-good`.
#[derive(Debug)]
pub(super) struct Trial;

impl KeyTrial for Trial {
    fn try_key(&self, _: Service, _: &crate::config::Config, key: &Secret) -> Result<String, CliError> {
        if key.expose().ends_with("-good") {
            return Ok("it opens Harbor Realty".to_owned());
        }
        Err(CliError::new(
            Exit::Refused,
            "bad_key",
            "the CRM does not know this key, nothing was changed",
        ))
    }
}

pub(super) struct Bench {
    pub(super) folder: tempfile::TempDir,
    pub(super) keyring: Arc<dyn Keyring>,
    pub(super) environment: Environment,
}

pub(super) struct Ran {
    pub(super) exit: Exit,
    pub(super) out: String,
    pub(super) err: String,
}

impl Ran {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {} {}", self.out, self.err))
    }
}

impl Bench {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            folder,
            keyring: Arc::new(Ring::default()),
            environment: Environment::default(),
        }
    }

    pub(super) fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("config.toml")
    }

    pub(super) fn run(&self, arguments: &[&str], input: &str) -> Ran {
        let config = if arguments.contains(&"--config") {
            None
        } else {
            Some(self.file())
        };
        if let Some(file) = &config
            && !file.exists()
        {
            std::fs::write(file, "").unwrap();
        }
        let mut typed: Vec<OsString> = vec!["leadline".into()];
        typed.extend(
            config
                .map(|file| [OsString::from("--config"), file.into()])
                .into_iter()
                .flatten(),
        );
        typed.extend(["--data-dir".into(), self.folder.path().join("data").into()]);
        typed.extend(arguments.iter().map(OsString::from));
        let (out, err) = (Page::default(), Page::default());
        let exit = self.start(typed, input, &out, &err);
        Ran {
            exit,
            out: out.text(),
            err: err.text(),
        }
    }

    fn start(&self, typed: Vec<OsString>, input: &str, out: &Page, err: &Page) -> Exit {
        let writers = |format, ack| Out::to(format, ack, Box::new(out.clone()), Box::new(err.clone()));
        let invocation = match parse(typed) {
            Ok(invocation) => invocation,
            Err(error) => {
                report(&error, &mut writers(Format::Plain, false));
                return error.exit;
            }
        };
        let Front::Command(row, matches) = invocation.front else {
            panic!("the screen was asked for")
        };
        let mut app = App::of_process(
            invocation.flags,
            program,
            |_, _| panic!("the screen was asked for"),
            Rc::new(Trial),
        )
        .unwrap();
        app.environment = self.environment.clone();
        app.keyring = Arc::clone(&self.keyring);
        app.out = writers(app.flags.format(), app.flags.ack);
        app.input = Input::of_text(input);
        app.logging = false;
        match row.run(&mut app, &matches) {
            Ok(exit) => exit,
            Err(error) => {
                report(&error, &mut app.out);
                error.exit
            }
        }
    }
}
