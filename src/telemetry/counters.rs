//! Named counters, cheap enough to sit in every loop.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// All counters of one running program. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Counters(Arc<Mutex<BTreeMap<&'static str, Counter>>>);

impl Counters {
    /// The counter of this name, made at zero when it is new. Keep it; do not look it up in a loop.
    pub fn counter(&self, name: &'static str) -> Counter {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(name)
            .or_default()
            .clone()
    }

    /// All names and values as they are now, by name.
    pub fn snapshot(&self) -> Vec<(&'static str, u64)> {
        let counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counters
            .iter()
            .map(|(name, counter)| (*name, counter.get()))
            .collect()
    }
}

/// One number that goes up, or is set as a gauge. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Counter(Arc<AtomicU64>);

impl Counter {
    /// Counts `n` more.
    pub fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }

    /// Sets the number, for gauges such as the length of a queue.
    pub fn set(&self, n: u64) {
        self.0.store(n, Ordering::Relaxed);
    }

    /// Keeps the larger of the number and `n`, for peaks.
    pub fn raise_to(&self, n: u64) {
        self.0.fetch_max(n, Ordering::Relaxed);
    }

    /// The number now.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_of_one_name_are_one_and_are_listed_by_name() {
        let counters = Counters::default();
        counters.counter("pull.rows").add(3);
        counters.clone().counter("pull.rows").add(4);
        counters.counter("api.requests").set(9);
        counters.counter("api.requests").raise_to(5);
        assert_eq!(counters.snapshot(), [("api.requests", 9), ("pull.rows", 7)]);
    }
}
