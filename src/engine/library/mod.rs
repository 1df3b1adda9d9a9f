//! The shelf of automations: a person's own files and the templates, read, checked, and tried on what has happened.
//!
//! Owns the folder of files and what a front end shows of them ([`Shelf`], [`Book`]); whoever asks passes the folder in.
//! What an automation is and would do is `automation`'s; here it is given the account. Nothing here publishes or sends. A
//! file that cannot be read is a book with its faults; it keeps no other from being read. To add a question: a file with
//! its struct and `Query`.

mod account;
mod book;
mod change;
mod dry;
mod facts;
mod fits;
mod forecast;
mod inside;
mod past;
mod played;
mod said;
mod shelf;
mod tally;
#[cfg(test)]
mod tests;
mod tree;
mod update;
mod write;

pub use book::{Book, From, Remark, State, Words};
pub use change::{Change, Clip, Member, Way, changed, clip, deeds, members};
pub use dry::{Against, DryRun, Trial};
pub use fits::{FitsToday, Fitting};
pub use forecast::{Ahead, Forecast, NextDays};
pub use inside::{LogLine, Named, OpenRun, PeopleAt, RunInside, VersionText};
pub use shelf::{Shelf, ShelfNow};
pub use tally::{Day, Tried};
pub use tree::Line;
pub use update::{Clash, Side, Update, beginning_unknown, copy_template, take_update, update_of};
pub use write::{Written, put_text, take_in};

pub use crate::automation::simulate::{Counts, What};
