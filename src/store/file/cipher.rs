//! Whether a local copy is encrypted, and the key that opens it (P41, F114).
//!
//! The whole file is encrypted, page by page: a key for single fields would leave the search index readable. A mark beside
//! the file says that it is, with a fingerprint of the key, so that a wrong key and a damaged file are told apart. A process
//! works with one account, so there is one key, which every way of opening a file finds here. Needs a build with the
//! feature `encryption`; any other refuses such a file in plain words.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::secret::Secret;
use crate::store::error::StoreError;
use crate::store::file::place::{closed_file, put};

/// How every file begins that is not encrypted.
const PLAIN: &[u8] = b"SQLite format 3\0";
/// Digits of a key: 256 bits.
const DIGITS: usize = 64;

/// The key of this process's account, once it is known and needed.
static KEY: Mutex<Option<Secret>> = Mutex::new(None);

/// Whether this build can encrypt.
pub const fn is_supported() -> bool {
    cfg!(feature = "encryption")
}

/// The mark beside an encrypted file.
pub(in crate::store) fn mark(path: &Path) -> PathBuf {
    path.with_extension("encrypted")
}

/// Whether a file is encrypted, or is to be when it is made anew. Reads its first bytes, so nobody of this process may
/// have it open.
pub fn is_encrypted(path: &Path) -> bool {
    mark(path).exists() && !is_plain(path)
}

/// Whether a file that nobody has open is an ordinary one.
pub(in crate::store) fn is_plain(path: &Path) -> bool {
    let mut begin = [0; PLAIN.len()];
    File::open(path)
        .and_then(|mut file| file.read_exact(&mut begin))
        .is_ok_and(|()| begin == PLAIN)
}

/// Makes ready to open the file at a path: when it is encrypted, with the key that `find` knows.
pub fn unlock(path: &Path, find: impl FnOnce() -> Option<Secret>) -> Result<(), StoreError> {
    if !is_encrypted(path) {
        return Ok(());
    }
    if !is_supported() {
        return Err(StoreError::Encrypted);
    }
    let key = find().ok_or(StoreError::NoKey)?;
    let kept = fs::read_to_string(mark(path)).map_err(|error| StoreError::unopened(&mark(path), &error))?;
    if fingerprint(&key) != kept.trim() {
        return Err(StoreError::WrongKey);
    }
    set(Some(key));
    Ok(())
}

/// Whether the copy that this process works with is encrypted. Asked without touching the file, so also while it is open.
pub fn in_use() -> bool {
    key().is_some()
}

/// From now on files are opened with a key, or without.
pub(in crate::store) fn set(key: Option<Secret>) {
    *KEY.lock().unwrap_or_else(PoisonError::into_inner) = key;
}

/// The key in use.
pub(in crate::store) fn key() -> Option<Secret> {
    KEY.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Gives the key to a connection that was opened just now.
pub(in crate::store) fn apply(db: &Connection) -> Result<(), StoreError> {
    match key() {
        Some(key) => Ok(db.pragma_update(None, "key", spec(&key).expose())?),
        None => Ok(()),
    }
}

/// The same for a file that nobody else has open, which may be an ordinary one although there is a key.
pub(in crate::store) fn apply_closed(db: &Connection, path: &Path) -> Result<(), StoreError> {
    if is_plain(path) { Ok(()) } else { apply(db) }
}

/// A key as SQLCipher takes it without deriving another from it: it has all the bits it needs.
pub(in crate::store) fn spec(key: &Secret) -> Secret {
    Secret::new(format!("x'{}'", key.expose()))
}

/// A fresh key. The numbers are those of SQLite's generator, which takes its seed from the system.
pub fn fresh_key() -> Result<Secret, StoreError> {
    let db = Connection::open_in_memory()?;
    let key: String = db.query_row("SELECT lower(hex(randomblob(32)))", [], |row| row.get(0))?;
    Ok(Secret::new(key))
}

/// Writes the mark that a file is encrypted with a key.
pub(in crate::store) fn set_mark(path: &Path, key: &Secret) -> Result<(), StoreError> {
    use std::io::Write as _;
    let mark = mark(path);
    let half = mark.with_extension("encrypted-half");
    closed_file(&half)
        .and_then(|mut file| file.write_all(fingerprint(key).as_bytes()))
        .map_err(|error| StoreError::unopened(&half, &error))?;
    put(&half, &mark)
}

/// Says nothing about the key but whether another is the same: it is random and long.
fn fingerprint(key: &Secret) -> String {
    hex(&format!("leadline key {}", key.expose()), 8)
}

fn hex(text: &str, bytes: usize) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(text.as_bytes()).iter().take(bytes) {
        // Writing to a string cannot fail.
        let _never = write!(hex, "{byte:02x}");
    }
    hex
}

/// A key as a person writes it down: groups of four, the last of which shows a slip of the pen.
pub fn recovery_code(key: &Secret) -> Secret {
    let whole = format!("{}{}", key.expose(), hex(key.expose(), 2));
    let letters: Vec<char> = whole.chars().collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect::<String>());
    Secret::new(groups.collect::<Vec<_>>().join("-"))
}

/// The key behind a recovery code, or a key as it is kept; `None` when it is neither, as after a slip of the pen.
pub fn from_code(code: &Secret) -> Option<Secret> {
    let letters = code
        .expose()
        .chars()
        .filter(|letter| !matches!(letter, '-' | ' '));
    let plain: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    if !plain.chars().all(|letter| letter.is_ascii_hexdigit()) {
        return None;
    }
    let key = Secret::new(plain.get(..DIGITS)?);
    let check = plain.get(DIGITS..)?;
    (check.is_empty() || check == hex(key.expose(), 2)).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_code_is_the_key_and_a_slip_of_the_pen_is_seen() {
        let key = fresh_key().unwrap();
        assert_eq!(key.expose().len(), DIGITS);
        assert_ne!(key, fresh_key().unwrap());
        let code = recovery_code(&key);
        assert_eq!(code.expose().split('-').count(), 17);
        assert_eq!(from_code(&code), Some(key.clone()));
        assert_eq!(from_code(&key), Some(key));
        let typed = code.expose().to_uppercase().replace('-', " ");
        assert!(from_code(&Secret::new(typed)).is_some());
        let first = if code.expose().starts_with('0') { "1" } else { "0" };
        let slip = format!("{first}{}", &code.expose()[1..]);
        assert_eq!(from_code(&Secret::new(slip)), None);
        assert_eq!(from_code(&Secret::new("too short")), None);
    }

    #[test]
    #[cfg(not(feature = "encryption"))]
    fn f114_a_build_that_cannot_read_an_encrypted_copy_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        fs::write(&path, [7; 4096]).unwrap();
        fs::write(mark(&path), "0000000000000000").unwrap();
        let refusal = unlock(&path, || None).unwrap_err().to_string();
        assert!(refusal.contains("is encrypted, and this build"), "{refusal}");
    }
}
