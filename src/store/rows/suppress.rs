//! Numbers and addresses of people who were forgotten and must not be written to when they are imported again.
//!
//! What is kept is no number and no address but a salted hash of it, made slow on purpose: there are so few numbers that a
//! quick one could be turned back by trying all of them.

use std::fmt::Write as _;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::domain::contact::Contact;
use crate::store::error::StoreError;
use crate::store::file::setting;

/// The name of the salt among the settings.
const SALT: &str = "suppressed.salt";
/// Rounds of one hash: some milliseconds, which nobody notices for one message and who tries all numbers does.
const ROUNDS: u32 = 20_000;

/// Keeps the number and the address of somebody. The salt is taken from `fresh` the first time.
pub(in crate::store) fn keep(
    db: &Connection,
    person: &Contact,
    at: i64,
    fresh: &mut dyn FnMut() -> String,
) -> Result<(), StoreError> {
    let salt = if let Some(salt) = setting::get(db, SALT)? {
        salt
    } else {
        let salt = format!("{}{}", fresh(), fresh());
        setting::set(db, SALT, &salt)?;
        salt
    };
    for way in ways(person) {
        db.prepare_cached("INSERT OR IGNORE INTO suppressed (mark, at) VALUES (?1, ?2)")?
            .execute(params![mark(&salt, &way), at])?;
    }
    Ok(())
}

/// Since when somebody's number or address is not written to, in epoch milliseconds; the earlier of the two.
pub(in crate::store) fn since(db: &Connection, person: &Contact) -> Result<Option<i64>, StoreError> {
    // Nearly no file has any: then nothing is hashed.
    let any: bool = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM suppressed)")?
        .query_row([], |row| row.get(0))?;
    let Some(salt) = setting::get(db, SALT)?.filter(|_| any) else {
        return Ok(None);
    };
    let mut earliest = None;
    for way in ways(person) {
        let at: Option<i64> = db
            .prepare_cached("SELECT at FROM suppressed WHERE mark = ?1")?
            .query_row([mark(&salt, &way)], |row| row.get(0))
            .optional()?;
        earliest = [earliest, at].into_iter().flatten().min();
    }
    Ok(earliest)
}

/// Writes to somebody again. Whether they were not written to.
pub(in crate::store) fn lift(db: &Connection, person: &Contact) -> Result<bool, StoreError> {
    let Some(salt) = setting::get(db, SALT)? else {
        return Ok(false);
    };
    let mut lifted = 0;
    for way in ways(person) {
        lifted += db
            .prepare_cached("DELETE FROM suppressed WHERE mark = ?1")?
            .execute([mark(&salt, &way)])?;
    }
    Ok(lifted > 0)
}

/// Every number of theirs as its digits and every address in small letters, each with what it is.
fn ways(person: &Contact) -> Vec<String> {
    let mut ways = Vec::new();
    for phone in std::iter::once(&person.phone).chain(&person.more_phones) {
        let digits: String = phone.raw().chars().filter(char::is_ascii_digit).collect();
        if !digits.is_empty() {
            // With and without the country the last ten are the same.
            let tail = digits.len().saturating_sub(10);
            ways.push(format!("phone {}", digits.get(tail..).unwrap_or(&digits)));
        }
    }
    for email in std::iter::once(&person.email).chain(&person.more_emails) {
        let email = email.raw().trim().to_lowercase();
        if !email.is_empty() {
            ways.push(format!("email {email}"));
        }
    }
    ways.sort_unstable();
    ways.dedup();
    ways
}

fn mark(salt: &str, way: &str) -> String {
    let mut hash = Sha256::digest(format!("{salt} {way}").as_bytes());
    for _ in 0..ROUNDS {
        hash = Sha256::digest(hash);
    }
    let mut hex = String::with_capacity(64);
    for byte in hash {
        // Writing to a string cannot fail.
        let _never = write!(hex, "{byte:02x}");
    }
    hex
}
