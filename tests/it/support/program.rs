//! The program with a folder of its own, so that no test meets another or the person's own account.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use leadline::clock::Clock;
use serde_json::Value;

use super::program;
use super::sandbox::Sandbox;
use super::terminal::Terminal;

/// A folder with a configuration and a local copy, gone when the test is over.
pub struct Home {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

impl Home {
    /// An empty folder: no account, no keys.
    pub fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            environment: Vec::new(),
        }
    }

    /// A folder whose program talks to `sandbox` and to nobody else.
    pub fn at(sandbox: &Sandbox) -> Self {
        let mut home = Self::empty();
        for (name, value) in [
            ("GHL_BASE_URL", &sandbox.ghl_url),
            ("ANTHROPIC_BASE_URL", &sandbox.claude_url),
            ("LOCATION_ID", &sandbox.location_id),
            ("GHL_API_KEY", &sandbox.token),
            ("ANTHROPIC_API_KEY", &sandbox.claude_key),
        ] {
            home.environment.push((name.to_owned(), value.clone()));
        }
        home
    }

    /// The same with one more setting.
    #[must_use]
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.environment.push((variable.to_owned(), value.to_owned()));
        self
    }

    /// Where the local copy is.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The program with `arguments`, in this folder, deaf to the account and settings of whoever runs the tests.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).env_clear().current_dir(self.path());
        for name in ["PATH", "LANG", "RUST_BACKTRACE", "LLVM_PROFILE_FILE"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command
            .env("HOME", self.path())
            .env("XDG_CONFIG_HOME", self.path().join("config"));
        command
            .env("XDG_DATA_HOME", self.path().join("share"))
            .env("XDG_STATE_HOME", self.path().join("state"));
        command
            .env("XDG_CACHE_HOME", self.path().join("cache"))
            .env("LEADLINE_DATA_DIR", self.data())
            // Every account of a test is opened for the first time.
            .env("LEADLINE_SCREEN_TOUR", "false");
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the program to its end, without a terminal.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments)
            .stdin(Stdio::null())
            .output()
            .expect("the program runs")
    }

    /// Runs the program with `--json` and reads what it printed.
    ///
    /// # Panics
    /// If it failed or printed anything but JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        let said = || {
            format!(
                "{arguments:?}\n{}\n{}",
                lossy(&output.stdout),
                lossy(&output.stderr)
            )
        };
        assert!(output.status.success(), "{} {}", output.status, said());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", said()))
    }

    /// Opens the screen in a terminal of `columns` x `rows`.
    pub fn screen(&self, columns: u16, rows: u16) -> Terminal {
        Terminal::open(self.command(&[]), columns, rows)
    }
}

/// Bytes as text, for messages.
pub fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A program that runs while the test goes on. Dropping it kills it.
pub struct Running {
    child: Child,
    output: Receiver<String>,
    said: String,
}

impl Running {
    /// Starts `command`; its standard output is kept, line by line as it comes.
    pub fn start(mut command: Command) -> Self {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, output) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            lines
                .lines()
                .map_while(Result::ok)
                .all(|line| sender.send(line).is_ok())
        });
        Self {
            child,
            output,
            said: String::new(),
        }
    }

    /// Whether the program ends within `limit`.
    pub fn ends_within(&mut self, limit: Duration) -> bool {
        let clock = Clock::system();
        loop {
            match self.output.recv_timeout(limit.saturating_sub(clock.elapsed())) {
                Ok(line) => self.keep(&line),
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => return true,
            }
        }
    }

    /// Ends the program as a power cut would, and gives back all it had said.
    pub fn kill(mut self) -> String {
        let _ = self.child.kill();
        while let Ok(line) = self.output.recv() {
            self.keep(&line);
        }
        std::mem::take(&mut self.said)
    }

    fn keep(&mut self, line: &str) {
        self.said.push_str(line);
        self.said.push('\n');
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
