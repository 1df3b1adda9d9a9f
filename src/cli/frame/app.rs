//! What a command may use, each part made when it is first asked for.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;

use super::error::{CliError, Outcome};
use super::flags::Flags;
use super::out::Out;
use super::prompt::Input;
use crate::clock::Clock;
use crate::config::paths::Paths;
use crate::config::secrets::{Credential, Keys, Service};
use crate::config::{Config, Environment, Keyring, SystemKeyring, load};
use crate::engine::Engine;
use crate::secret::Secret;
use crate::telemetry::{self, Log, LogPlan, Scrubber};

/// How long a command waits for the keyring before it looks elsewhere.
const KEYRING_LIMIT: Duration = Duration::from_secs(2);

/// Opens the screen; the flag says whether it is the made-up account. Given from above, for the command line and the
/// screen do not know each other.
pub type OpenScreen = fn(&mut App, demo: bool) -> Outcome;

/// Tries a key before it is kept. Filled in by whoever knows the services.
pub trait KeyTrial: std::fmt::Debug {
    /// Asks the service with the key; says in a few words what the key opens. Nothing is written there.
    fn try_key(&self, service: Service, config: &Config, key: &Secret) -> Result<String, CliError>;
}

/// The surroundings of one run. A command that asks for nothing works with broken settings and without a home folder.
#[derive(Debug)]
pub struct App {
    /// Where the answer goes.
    pub out: Out,
    /// Where a key or a long text is read from.
    pub input: Input,
    /// The time.
    pub clock: Clock,
    /// The flags that were typed.
    pub flags: Flags,
    /// Makes the whole parser, for completions and man pages.
    pub program: fn() -> clap::Command,
    /// Learns every key, so that none is logged.
    pub scrubber: Scrubber,
    /// Tries keys before they are kept.
    pub trial: Rc<dyn KeyTrial>,
    /// Remarks that wait for the screen, while it is to be opened.
    held: Option<Vec<String>>,
    screen: OpenScreen,
    /// One that runs for longer than a command: commands use it and leave it running.
    pub(in crate::cli) engine: Option<Engine>,
    runtime: Option<Rc<Runtime>>,
    pub(in crate::cli) environment: Environment,
    pub(in crate::cli) keyring: Arc<dyn Keyring>,
    settings: Option<(Rc<Config>, Paths)>,
    log: Option<Log>,
    folders_open: bool,
    /// Keep a log and report panics; off where many share a process, as tests do.
    pub(in crate::cli) logging: bool,
}

impl App {
    /// The surroundings of this process.
    pub fn of_process(
        flags: Flags,
        program: fn() -> clap::Command,
        screen: OpenScreen,
        trial: Rc<dyn KeyTrial>,
    ) -> Result<Self, CliError> {
        Ok(Self {
            out: Out::of_process(flags.format(), flags.ack),
            input: Input::of_process(),
            clock: Clock::system(),
            program,
            scrubber: Scrubber::default(),
            trial,
            held: None,
            screen,
            engine: None,
            runtime: None,
            environment: flags.environment(Environment::of_process())?,
            keyring: Arc::new(SystemKeyring::within(KEYRING_LIMIT)),
            settings: None,
            log: None,
            folders_open: false,
            logging: true,
            flags,
        })
    }

    /// The settings in force. What is odd about them is told once, beside the answer.
    pub fn config(&mut self) -> Result<Rc<Config>, CliError> {
        Ok(self.settings()?.0)
    }

    /// Where things lie. The folders may not be there yet.
    pub fn paths(&mut self) -> Result<Paths, CliError> {
        Ok(self.settings()?.1)
    }

    /// The settings file, found without reading it, so that a broken one can be mended.
    pub fn config_file(&mut self) -> Result<PathBuf, CliError> {
        let (_, paths) = self.flags.sources(self.environment.clone())?;
        Ok(paths.config_file)
    }

    /// Makes the folders, closed to others, and begins the log and the crash reports.
    pub fn open_folders(&mut self) -> Result<Paths, CliError> {
        let (config, paths) = self.settings()?;
        if self.folders_open {
            return Ok(paths);
        }
        for note in paths.prepare()? {
            self.remark(&note);
        }
        if self.logging {
            self.begin_log(&config, &paths);
        }
        self.folders_open = true;
        Ok(paths)
    }

    fn begin_log(&mut self, config: &Config, paths: &Paths) {
        let settings = &config.settings.log;
        let json = settings.format == crate::config::LogFormat::Json;
        let plan = LogPlan {
            folder: &paths.log_dir,
            level: settings.level.as_str(),
            json,
            days: settings.days,
        };
        match telemetry::start(plan, &self.scrubber) {
            Ok(log) => self.log = Some(log),
            Err(error) => self.remark(&error.to_string()),
        }
        telemetry::report_panics(paths.log_dir.clone(), self.scrubber.clone(), self.clock.clone());
    }

    /// The keys of the two services.
    pub fn keys(&mut self) -> Result<Keys, CliError> {
        let paths = self.paths()?;
        Ok(Keys::new(
            Arc::clone(&self.keyring),
            self.environment.clone(),
            &paths.config_dir,
        ))
    }

    /// The key of a service at the address in force.
    pub fn key(&mut self, service: Service) -> Result<Credential, CliError> {
        let config = self.config()?;
        let address = match service {
            Service::Ghl => &config.settings.ghl.base_url,
            Service::Claude => &config.settings.claude.base_url,
        };
        let credential = self.keys()?.find(service, address)?;
        self.scrubber.learn(&credential.secret);
        Ok(credential)
    }

    /// A remark for the person, beside the answer; programs that read JSON are not told.
    pub fn remark(&mut self, text: &str) {
        match &mut self.held {
            Some(held) => held.push(text.to_owned()),
            None if self.out.is_json() => {}
            None => self.out.note(text),
        }
    }

    /// The remarks that were made since the screen was asked for; the screen shows them.
    pub fn take_remarks(&mut self) -> Vec<String> {
        self.held.take().unwrap_or_default()
    }

    /// Opens the screen and comes back when it is left. Remarks made on the way are held for it.
    pub fn open_screen(&mut self, demo: bool) -> Outcome {
        self.held = Some(Vec::new());
        (self.screen)(self, demo)
    }

    /// The runtime of this process, made when it is first needed.
    pub fn runtime(&mut self) -> Result<Rc<Runtime>, CliError> {
        if let Some(runtime) = &self.runtime {
            return Ok(Rc::clone(runtime));
        }
        let runtime = Rc::new(tokio::runtime::Builder::new_multi_thread().enable_all().build()?);
        self.runtime = Some(Rc::clone(&runtime));
        Ok(runtime)
    }

    fn settings(&mut self) -> Result<(Rc<Config>, Paths), CliError> {
        if let Some(known) = &self.settings {
            return Ok(known.clone());
        }
        let (sources, paths) = self.flags.sources(self.environment.clone())?;
        let config = load(&sources)?;
        let paths = match &config.settings.data_dir {
            Some(folder) => paths.with_data_dir(folder),
            None => paths,
        };
        for remark in config.warnings.iter().cloned().chain(config.moved_addresses()) {
            self.remark(&remark);
        }
        let settings = (Rc::new(config), paths);
        self.settings = Some(settings.clone());
        Ok(settings)
    }
}
