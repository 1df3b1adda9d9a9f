//! Settings: what they are, where each value came from, and the places and keys that go with them.
//!
//! Owns the file `config.toml`, the environment variables, the folders on disk and the two service keys. A value is
//! decided in one order: default < file < environment < flag, and keeps its [`Origin`], so a rule found broken later
//! still names file, line and column. Nothing here talks to a network, and nothing writes a default into the person's
//! file: [`set`] changes the one line that was asked for.
//!
//! To add a setting: one row in [`model`] (its documentation becomes the example file and the manual), then
//! `leadline config --example > config.example.toml`. A rule about its value: one row in `check`.

mod check;
mod envfile;
pub mod example;
mod in_force;
mod keyring;
mod load;
pub mod model;
mod nearest;
mod origin;
pub mod paths;
mod problem;
mod schema;
pub mod secrets;
pub mod set;
pub mod snippets;
mod value;

pub use envfile::Environment;
pub use in_force::Config;
pub use keyring::{Keyring, KeyringError, SystemKeyring};
pub use load::{Sources, load};
pub use model::Settings;
pub use nearest::nearest;
pub use origin::Origin;
pub use problem::{ConfigError, Problem};
pub use schema::{Key, Section};
pub use value::{Auth, BaseUrl, Glyphs, LogFormat, LogLevel, MicroDollars, SendHours, SendUnseen, UrlError};
