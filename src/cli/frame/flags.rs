//! The flags that every command takes.

use std::path::PathBuf;

use clap::Args;

use super::error::CliError;
use super::out::Format;
use crate::config::{Environment, Sources, paths::Paths};

/// Flags that stand before or behind any command.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Everywhere")]
pub struct Flags {
    /// Read the settings from this file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Keep the local copy, the queue and the log in this folder
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<String>,
    /// Where the CRM answers (http only for this machine)
    #[arg(long, global = true, value_name = "URL")]
    pub ghl_url: Option<String>,
    /// Where Claude answers (http only for this machine)
    #[arg(long, global = true, value_name = "URL")]
    pub claude_url: Option<String>,
    /// The sub-account to work in
    #[arg(long, global = true, value_name = "ID")]
    pub location: Option<String>,
    /// The model that answers
    #[arg(long, global = true, value_name = "ID")]
    pub model: Option<String>,
    /// Time zone for dates and hours
    #[arg(long, global = true, value_name = "ZONE")]
    pub zone: Option<String>,
    /// How much the log holds: error, warn, info, debug or trace
    #[arg(long, global = true, value_name = "LEVEL")]
    pub log_level: Option<String>,
    /// Take environment variables from this file; none is read unless it is named
    #[arg(long, global = true, value_name = "FILE")]
    pub env_file: Option<PathBuf>,
    /// Plain lines instead of a full screen, for screen readers and poor lines
    #[arg(long, global = true, conflicts_with_all = ["json", "csv"])]
    pub linear: bool,
    /// Answer in JSON, errors too
    #[arg(long, global = true, conflicts_with_all = ["csv", "plain"])]
    pub json: bool,
    /// Answer in CSV where the answer is a table
    #[arg(long, global = true, conflicts_with = "plain")]
    pub csv: bool,
    /// Answer in words for people (this is the default)
    #[arg(long, global = true)]
    pub plain: bool,
    /// Print `ACK <id>` once a write is safely on disk
    #[arg(long, global = true)]
    pub ack: bool,
}

impl Flags {
    /// The form of answer that was asked for.
    pub fn format(&self) -> Format {
        match (self.json, self.csv) {
            (true, _) => Format::Json,
            (_, true) => Format::Csv,
            _ => Format::Plain,
        }
    }

    /// The environment of this run: the process's own, and the file that was named.
    pub fn environment(&self, process: Environment) -> Result<Environment, CliError> {
        let mut environment = process;
        if let Some(file) = &self.env_file {
            environment.add_file(file)?;
        }
        Ok(environment)
    }

    /// What the settings are read from, and where things lie before the settings say otherwise.
    pub fn sources(&self, environment: Environment) -> Result<(Sources, Paths), CliError> {
        let named = self
            .config
            .clone()
            .or_else(|| environment.get("LEADLINE_CONFIG").map(PathBuf::from));
        let paths = Paths::of_platform(named.as_deref())?;
        let linear = self.linear.then(|| "true".to_owned());
        let typed = [
            ("--data-dir", &self.data_dir),
            ("--ghl-url", &self.ghl_url),
            ("--claude-url", &self.claude_url),
            ("--location", &self.location),
            ("--model", &self.model),
            ("--zone", &self.zone),
            ("--log-level", &self.log_level),
            ("--linear", &linear),
        ];
        let flags = typed
            .into_iter()
            .filter_map(|(flag, value)| Some((flag, value.clone()?)))
            .collect();
        let sources = Sources {
            file: paths.config_file.clone(),
            file_named: named.is_some(),
            environment,
            flags,
        };
        Ok((sources, paths))
    }
}
