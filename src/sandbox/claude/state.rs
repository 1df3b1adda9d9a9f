//! What a simulation remembers between requests. Everything is in memory and gone with it.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::batch::Batches;
use super::body::Watches;
use super::cache::PromptCache;
use super::control::{Control, Fault};
use super::diagnosis::Diagnoses;
use super::error::ApiError;
use super::heard::Heard;
use super::hostile::Takeover;
use super::limit::Limits;
use super::lock::lock;
use super::prefix::chain;
use crate::clock::Clock;
use crate::secret::Secret;

/// One simulation.
#[derive(Debug)]
pub(super) struct Sim {
    pub(super) seed: u64,
    pub(super) key: Secret,
    /// Pause before each delta of a stream.
    pub(super) pace: Duration,
    pub(super) clock: Clock,
    pub(super) watches: Watches,
    pub(super) cache: PromptCache,
    pub(super) limits: Limits,
    pub(super) diagnoses: Diagnoses,
    pub(super) batches: Batches,
    pub(super) takeover: Takeover,
    pub(super) heard: Heard,
    armed: Mutex<VecDeque<Control>>,
    /// How often each fault has happened, by its key.
    faults: Mutex<HashMap<String, u32>>,
    serial: AtomicU64,
}

impl Sim {
    /// A simulation that has seen nothing yet.
    pub(super) fn new(seed: u64, key: Secret, pace: Duration, clock: Clock, takeover: Takeover) -> Self {
        Self {
            seed,
            key,
            pace,
            clock,
            watches: Watches::default(),
            cache: PromptCache::default(),
            limits: Limits::default(),
            diagnoses: Diagnoses::default(),
            batches: Batches::default(),
            takeover,
            heard: Heard::default(),
            armed: Mutex::default(),
            faults: Mutex::default(),
            serial: AtomicU64::new(0),
        }
    }

    /// The next number of a request or answer; with [`Sim::id`] it makes ids unique and yet reproducible.
    pub(super) fn next_serial(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed)
    }

    /// An id in the service's form, `prefix_01…`.
    pub(super) fn id(&self, prefix: &str, serial: u64) -> String {
        make_id(prefix, self.seed, serial)
    }

    /// Keeps a control for the next message request that brings none of its own.
    pub(super) fn arm(&self, control: Control) {
        lock(&self.armed).push_back(control);
    }

    /// The control armed for this request. A status fault with `times` stays armed for as many requests.
    pub(super) fn armed(&self) -> Option<Control> {
        let mut armed = lock(&self.armed);
        let mut control = armed.pop_front()?;
        if let Some(fault) = control.fault.as_mut().filter(|fault| fault.status.is_some()) {
            let left = fault.times.take().unwrap_or(1).saturating_sub(1);
            if left > 0 {
                let mut again = control.clone();
                if let Some(fault) = again.fault.as_mut() {
                    fault.times = Some(left);
                }
                armed.push_front(again);
            }
        }
        Some(control)
    }

    /// Refuses when the fault says so and has not yet happened often enough.
    pub(super) fn meet(&self, fault: &Fault) -> Result<(), ApiError> {
        let Some(refusal) = fault.refusal() else {
            return Ok(());
        };
        let Some(times) = fault.times else {
            return Err(refusal);
        };
        let key = fault
            .key
            .clone()
            .unwrap_or_else(|| refusal.status.as_u16().to_string());
        let mut faults = lock(&self.faults);
        let happened = faults.entry(key).or_insert(0);
        if *happened >= times {
            return Ok(());
        }
        *happened += 1;
        Err(refusal)
    }
}

/// An id in the service's form. Letters and digits that are easily mistaken for each other are left out.
pub(super) fn make_id(prefix: &str, seed: u64, serial: u64) -> String {
    const LETTERS: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let digest = chain(&[0; 32], format!("{prefix}/{seed}/{serial}").as_bytes());
    let letter = |byte: &u8| {
        LETTERS
            .get(usize::from(*byte) % LETTERS.len())
            .copied()
            .map_or('1', char::from)
    };
    let tail: String = digest.iter().take(22).map(letter).collect();
    format!("{prefix}_01{tail}")
}
