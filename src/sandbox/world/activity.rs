//! Notes, tasks and appointments.

use std::collections::BTreeMap;

/// A note on a contact. Times are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Its number.
    pub number: u64,
    /// Whose it is, by number.
    pub contact: u64,
    /// What it says.
    pub body: String,
    /// Its heading.
    pub title: Option<String>,
    /// The colour of its card.
    pub color: Option<String>,
    /// Kept on top.
    pub pinned: bool,
    /// Who wrote it, by id.
    pub user: Option<String>,
    /// When it was written.
    pub added: i64,
}

/// Something to do for a contact. Times are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Its number.
    pub number: u64,
    /// Whose it is, by number.
    pub contact: u64,
    /// What to do.
    pub title: String,
    /// More about it.
    pub body: Option<String>,
    /// Who should, by id.
    pub assigned_to: Option<String>,
    /// Until when.
    pub due: i64,
    /// Whether it is done.
    pub completed: bool,
    /// When it was made.
    pub added: i64,
}

/// An hour in somebody's calendar: an appointment, or a time kept free. Times are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Appointment {
    /// Its number.
    pub number: u64,
    /// The calendar's id.
    pub calendar: String,
    /// With whom, by number; nobody for a time kept free.
    pub contact: Option<u64>,
    /// Who receives them, by id.
    pub user: Option<String>,
    /// What it is called.
    pub title: String,
    /// `new`, `confirmed`, `cancelled`, `showed`, `noshow`, `invalid`, `active`, `completed`.
    pub status: String,
    /// Where.
    pub address: Option<String>,
    /// Notes of the one who booked.
    pub notes: Option<String>,
    /// Start.
    pub start: i64,
    /// End.
    pub end: i64,
    /// When it was booked.
    pub added: i64,
    /// When it last changed.
    pub updated: i64,
    /// Cancelled and taken out of the calendar.
    pub deleted: bool,
}

impl Appointment {
    /// Whether it keeps others out of its time.
    pub fn holds_time(&self) -> bool {
        !self.deleted && !matches!(self.status.as_str(), "cancelled" | "invalid" | "noshow")
    }
}

/// Records that belong to contacts, by number and by contact.
#[derive(Clone, Debug)]
pub struct Shelf<T> {
    rows: BTreeMap<u64, T>,
    made: u64,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
            made: 0,
        }
    }
}

impl<T> Shelf<T> {
    /// The record with this number.
    pub fn get(&self, number: u64) -> Option<&T> {
        self.rows.get(&number)
    }

    /// The record with this number, to change it.
    pub fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        self.rows.get_mut(&number)
    }

    /// All records, oldest first.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.rows.values()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds what `make` makes of its number, which is answered.
    pub fn add(&mut self, make: impl FnOnce(u64) -> T) -> u64 {
        self.made += 1;
        self.rows.insert(self.made, make(self.made));
        self.made
    }

    /// Takes a record away.
    pub fn remove(&mut self, number: u64) -> Option<T> {
        self.rows.remove(&number)
    }

    /// Keeps what passes.
    pub fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.rows.retain(|_, row| keep(row));
    }
}
