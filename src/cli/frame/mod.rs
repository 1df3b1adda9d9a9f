//! What every command stands on: the program it runs in, the engine it starts, and the ways in and out.
//!
//! `flags` and `argv` read what holds for every command, `app` is the program, `running` an engine that runs for one
//! command, `prompt` what a person is asked, `out` and `error` what is answered and the exit codes, `subcommand` what a
//! row of the registry is. Owns no command and names none. To add one more: a file that at least two folders need; what
//! only reads or tells business words lives in `words`.

mod app;
pub mod argv;
mod error;
mod flags;
mod out;
mod prompt;
pub mod running;
mod subcommand;
pub mod trial;
pub mod until;

pub use app::{App, KeyTrial, OpenScreen};
pub use error::{CliError, Exit, Outcome};
pub use flags::Flags;
pub use out::{Format, Out, Table};
pub use prompt::Input;
pub(in crate::cli) use prompt::MOST_TEXT;
pub use running::{Reach, Running, setup};
pub use subcommand::{Row, Subcommand};
