//! How the simulation's memory is locked.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A poisoned lock still guards whole values: nothing in here is left half-written.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
