//! What is going to happen, and when.

use std::collections::BTreeMap;

/// Something that will happen by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A message takes another status.
    Status {
        /// Which.
        message: u64,
        /// The status.
        status: &'static str,
    },
    /// A scheduled message leaves.
    Due {
        /// Which.
        message: u64,
    },
    /// A person answers.
    Answer {
        /// The message they answer, by number.
        message: u64,
    },
    /// Somebody new writes.
    Lead,
    /// A colleague works in the web app.
    Colleague,
    /// An appointment is over.
    Over {
        /// Which.
        appointment: u64,
    },
}

/// Events by their time; those of one time in the order they were planned.
#[derive(Debug, Default)]
pub struct Agenda {
    planned: BTreeMap<(i64, u64), Event>,
    serial: u64,
}

impl Agenda {
    /// Plans an event.
    pub fn plan(&mut self, at: i64, event: Event) {
        self.serial += 1;
        self.planned.insert((at, self.serial), event);
    }

    /// The next event that is due at `now`, with its time.
    pub fn next_due(&mut self, now: i64) -> Option<(i64, Event)> {
        let first = self.planned.first_entry().filter(|entry| entry.key().0 <= now)?;
        let at = first.key().0;
        Some((at, first.remove()))
    }

    /// Takes a scheduled message off; false when it is not there any more.
    pub fn cancel(&mut self, message: u64) -> bool {
        let before = self.planned.len();
        self.planned.retain(|_, event| *event != Event::Due { message });
        self.planned.len() < before
    }

    /// How many events have been planned so far; a new number for each.
    pub fn serial(&self) -> u64 {
        self.serial
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_in_their_order_and_not_before_their_time() {
        let mut agenda = Agenda::default();
        agenda.plan(20, Event::Lead);
        agenda.plan(10, Event::Colleague);
        agenda.plan(10, Event::Due { message: 4 });
        assert_eq!(agenda.next_due(9), None);
        assert_eq!(agenda.next_due(30), Some((10, Event::Colleague)));
        assert!(agenda.cancel(4) && !agenda.cancel(4));
        assert_eq!(agenda.next_due(30), Some((20, Event::Lead)));
        assert_eq!(agenda.next_due(30), None);
    }
}
