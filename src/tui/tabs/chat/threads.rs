//! The list of chats, newest first, and the search in it.

use std::collections::HashMap;

use crate::domain::chat::Thread;
use crate::domain::value::ThreadId;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::list::Motion;

/// Rows above the chats: the heading with the search.
pub(super) const HEAD: usize = 1;

/// The list.
pub(super) struct Threads {
    rows: Vec<Thread>,
    cursor: usize,
    page: usize,
    /// The search line has the keys.
    pub finding: bool,
    pub line: Field,
}

impl Default for Threads {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            cursor: 0,
            page: 1,
            finding: false,
            line: Field::line(""),
        }
    }
}

impl Threads {
    /// What is searched for.
    pub fn words(&self) -> String {
        self.line.text()
    }

    /// Takes the list as it is now; the cursor stays on the open chat.
    pub fn fill(&mut self, rows: Vec<Thread>, open: Option<&ThreadId>) {
        self.rows = families(rows);
        let at = self.rows.iter().position(|row| Some(&row.id) == open);
        self.cursor = at.unwrap_or(self.cursor).min(self.rows.len().saturating_sub(1));
    }

    /// The chat under the cursor.
    pub fn current(&self) -> Option<&ThreadId> {
        self.rows.get(self.cursor).map(|row| &row.id)
    }

    /// A chat of the list.
    pub fn find(&self, id: &ThreadId) -> Option<&Thread> {
        self.rows.iter().find(|row| row.id == *id)
    }

    /// Moves; the chat under the cursor then.
    pub fn go(&mut self, motion: Motion, page: usize) -> Option<ThreadId> {
        self.cursor = motion.target(self.cursor, self.rows.len(), page);
        self.current().cloned()
    }

    /// Puts the cursor where the mouse was clicked, rows counted from the top of the list.
    pub fn click(&mut self, row: usize) -> Option<ThreadId> {
        let at = self.first() + row.checked_sub(HEAD)?;
        self.rows.get(at)?;
        self.cursor = at;
        self.current().cloned()
    }

    /// Learns how many rows fit.
    pub fn set_page(&mut self, rows: usize) {
        self.page = rows.saturating_sub(HEAD).max(1);
    }

    fn first(&self) -> usize {
        (self.cursor + 1).saturating_sub(self.page)
    }

    /// The chats in sight.
    pub fn shown(&self) -> impl Iterator<Item = &Thread> {
        self.rows.iter().skip(self.first()).take(self.page)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }
}

/// Each chat with its branches below it, families by whichever of them is newest.
fn families(rows: Vec<Thread>) -> Vec<Thread> {
    let root = |row: &Thread| row.branch_of.clone().unwrap_or_else(|| row.id.clone());
    let mut places: HashMap<ThreadId, usize> = HashMap::new();
    for row in &rows {
        let next = places.len();
        places.entry(root(row)).or_insert(next);
    }
    let mut rows = rows;
    rows.sort_by_key(|row| (places.get(&root(row)).copied(), row.branch_of.is_some()));
    rows
}
