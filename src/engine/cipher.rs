//! Encryption of the local copy as a whole, for front ends.

use std::path::Path;

use jiff::Timestamp;

use crate::secret::Secret;
use crate::store::{self, StoreError, cipher};

pub use crate::store::cipher::{fresh_key, from_code, in_use, is_encrypted, is_supported, recovery_code};

/// Makes ready to open a local copy: when it is encrypted, with the key that `find` knows. Before anything opens it.
pub fn unlock(path: &Path, find: impl FnOnce() -> Option<Secret>) -> Result<(), StoreError> {
    cipher::unlock(path, find)
}

/// Encrypts a local copy that nobody has open, with its backups.
pub fn encrypt(path: &Path, key: &Secret, now: Timestamp) -> Result<(), StoreError> {
    store::encrypt(path, key, now)
}

/// Takes that back. Its key was given by [`unlock`].
pub fn decrypt(path: &Path, now: Timestamp) -> Result<(), StoreError> {
    store::decrypt(path, now)
}
