//! A program that has a terminal of its own; benches take this file too.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// Makes the program the leader of a session whose terminal is its standard input, so that it gets the signals of a
/// window: a new size, a hang-up.
#[expect(
    unsafe_code,
    reason = "the session must be made in the child, between fork and exec; only two calls happen there"
)]
pub(crate) fn lead_a_session(command: &mut Command) {
    let session = || {
        rustix::process::setsid()?;
        rustix::process::ioctl_tiocsctty(rustix::stdio::stdin())?;
        Ok(())
    };
    // SAFETY: both calls are plain system calls that neither allocate nor lock.
    unsafe { command.pre_exec(session) };
}
