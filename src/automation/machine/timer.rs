//! A moment to be woken at.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::automation::definition::Late;
use crate::automation::length::on_clock;

/// A moment to be woken at. Where the hour on their clock is what was meant, the moment is worked out again from it when they
/// move or the rules of their zone change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// Which of the run's timers it is; an older one that still rings is not heard.
    pub serial: u32,
    /// The moment.
    pub due: Timestamp,
    /// What their clock shows then.
    pub local: DateTime,
    /// The name of their zone; empty for one without a name.
    pub zone: String,
    /// What becomes of the step behind it when it rings too late.
    pub policy: Late,
    /// Later than this is too late, in seconds.
    pub grace: i64,
    /// The hour on their clock is meant, not the time that goes by until then.
    #[serde(default)]
    pub hour: bool,
}

impl Timer {
    pub(super) fn new(serial: u32, due: Timestamp, zone: &TimeZone, (policy, grace): (Late, i64)) -> Self {
        Self {
            serial,
            due,
            local: zone.to_datetime(due),
            zone: named(zone),
            policy,
            grace,
            hour: false,
        }
    }

    /// The moment by the clock they live by now.
    pub fn due_in(&self, zone: &TimeZone) -> Timestamp {
        // An hour that comes twice is taken as it was meant.
        if !self.hour || zone.to_datetime(self.due) == self.local {
            self.due
        } else {
            on_clock(self.local, zone)
        }
    }

    /// The same hour on another clock.
    pub(super) fn moved(&self, serial: u32, zone: &TimeZone) -> Self {
        Self {
            serial,
            due: self.due_in(zone),
            zone: named(zone),
            ..self.clone()
        }
    }

    /// Whether it rings too late.
    pub fn is_late(&self, now: Timestamp) -> bool {
        now.duration_since(self.due).as_secs() > self.grace
    }
}

fn named(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or_default().to_owned()
}
