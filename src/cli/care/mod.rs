//! Care for the local copy and for what runs by itself: checks, backups, room, encryption, the stop for everything
//! automatic, who did what.
//!
//! Changes no person and no deal. To add one: a file with its struct of arguments, its `mod` line and its row.

mod backup;
#[cfg(feature = "encryption")]
mod decrypt;
mod doctor;
#[cfg(feature = "encryption")]
mod encrypt;
mod log;
mod pause;
mod restore;
mod resume;
mod trim;
#[cfg(feature = "encryption")]
mod unlock;

use super::frame::Row;

/// Its part of the registry, in the order of the help.
pub const ROWS: &[Row] = &[
    Row::of::<doctor::Doctor>(),
    Row::of::<backup::Backup>(),
    Row::of::<restore::Restore>(),
    Row::of::<trim::Trim>(),
    #[cfg(feature = "encryption")]
    Row::of::<encrypt::Encrypt>(),
    #[cfg(feature = "encryption")]
    Row::of::<decrypt::Decrypt>(),
    #[cfg(feature = "encryption")]
    Row::of::<unlock::Unlock>(),
    Row::of::<pause::Pause>(),
    Row::of::<resume::Resume>(),
    Row::of::<log::Log>(),
];
