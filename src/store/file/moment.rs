//! What time it is, by a clock that can be set and by one that cannot.

use std::time::Duration;

use jiff::Timestamp;

/// The present by both clocks. The wall clock may be set at any time; the other counts from the start of the machine,
/// sleep included, and says nothing about an earlier start.
#[derive(Clone, Debug)]
pub(in crate::store) struct Moment {
    /// By the wall clock.
    pub wall: Timestamp,
    /// Since the machine's start.
    pub since_boot: Duration,
    /// Which start of the machine.
    pub boot: String,
}

impl Moment {
    /// What has passed at least since a reading in some start of the machine.
    pub fn surely_since(&self, boot: &str, reading: Duration) -> Duration {
        if boot == self.boot {
            self.since_boot.saturating_sub(reading)
        } else {
            self.since_boot
        }
    }
}
