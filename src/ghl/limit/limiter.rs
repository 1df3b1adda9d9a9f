//! The waiting around the [`Governor`]: callers sleep here until their turn comes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::clock::Clock;

use super::{DailyBudget, Governor, Lane, Moment, Rates, Seen, Slot, Stop, Ticket, Traffic, Verdict};

/// One location's limiter; clones share it.
#[derive(Clone, Debug)]
pub struct Limiter(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    governor: Mutex<Governor>,
    changed: Notify,
    clock: Clock,
}

impl Limiter {
    /// A limiter with these rates, reading time from `clock`.
    pub fn new(rates: Rates, clock: Clock) -> Self {
        let governor = Mutex::new(Governor::new(rates, moment(&clock)));
        Self(Arc::new(Shared {
            governor,
            changed: Notify::new(),
            clock,
        }))
    }

    /// Waits for permission to send one request. The permit must go back with [`Permit::done`]; one that is merely
    /// dropped counts as sent.
    pub async fn acquire(&self, lane: Lane) -> Result<Permit, Stop> {
        let place = Place {
            shared: &self.0,
            ticket: self.lock().join(lane),
        };
        loop {
            let changed = self.0.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let verdict = self.lock().ask(place.ticket, self.now());
            match verdict {
                Verdict::Go(slot) => {
                    return Ok(Permit {
                        shared: Arc::clone(&self.0),
                        slot: Some(slot),
                    });
                }
                Verdict::Stop(stop) => return Err(stop),
                Verdict::Behind => changed.await,
                Verdict::Wait(wait) => {
                    // A timer counts whole milliseconds; one more keeps it from waking up too early.
                    let _ = tokio::time::timeout(wait + Duration::from_millis(1), changed).await;
                }
            }
        }
    }

    /// Takes up the day's count of an earlier run.
    pub fn restore(&self, budget: DailyBudget) {
        self.lock().restore(budget, self.now());
        self.0.changed.notify_waiters();
    }

    /// The day's count, to be kept on disk.
    pub fn snapshot(&self) -> DailyBudget {
        self.lock().snapshot()
    }

    /// Lifts a pause because a person said so.
    pub fn lift(&self) {
        self.lock().lift();
        self.0.changed.notify_waiters();
    }

    /// Counts a read that is tried again, for a person to look at.
    pub fn tried_again(&self) {
        self.lock().tried_again();
    }

    /// The state for a person to look at.
    pub fn traffic(&self) -> Traffic {
        self.lock().traffic(self.now())
    }

    fn now(&self) -> Moment {
        moment(&self.0.clock)
    }

    fn lock(&self) -> MutexGuard<'_, Governor> {
        self.0.lock()
    }
}

impl Shared {
    /// A poisoned governor is still a governor: its fields are plain numbers, each valid alone.
    fn lock(&self) -> MutexGuard<'_, Governor> {
        self.governor.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn moment(clock: &Clock) -> Moment {
    Moment {
        elapsed: clock.elapsed(),
        wall: clock.now(),
    }
}

/// A place in the queue that is given up when its future is dropped.
struct Place<'a> {
    shared: &'a Shared,
    ticket: Ticket,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.shared.lock().leave(self.ticket);
        self.shared.changed.notify_waiters();
    }
}

/// Permission for one request.
#[derive(Debug)]
pub struct Permit {
    shared: Arc<Shared>,
    slot: Option<Slot>,
}

impl Permit {
    /// Hands the permit back with what the request met.
    pub fn done(mut self, seen: &Seen) {
        self.hand_back(seen);
    }

    fn hand_back(&mut self, seen: &Seen) {
        if let Some(slot) = self.slot.take() {
            let now = moment(&self.shared.clock);
            self.shared.lock().report(slot, seen, now);
            self.shared.changed.notify_waiters();
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.hand_back(&Seen::Dropped);
    }
}
