//! A run of people in the order of the list, in one piece of memory.

use super::pattern::{Hosts, Pattern};

/// People in one chunk: large enough that scanning is one run through memory, small enough to be read anew quickly.
/// Tests have a handful, so that a few people fill several.
const CHUNK: usize = if cfg!(test) { 3 } else { 16_384 };

/// Lines ahead that are looked at one by one.
const NEAR: usize = 8;

/// Where a person stands in the list: activity and row number, both falling.
pub(super) type Place = (i64, i64);

/// The end of the list.
pub(super) const END: Place = (i64::MIN, i64::MIN);

/// People between the floor of the chunk before and its own.
#[derive(Debug)]
pub(super) struct Chunk {
    text: Vec<u8>,
    /// Where each line begins; one more than there are people.
    starts: Vec<u32>,
    rids: Vec<u32>,
    /// Rows of people who changed since and stand elsewhere, rising.
    hidden: Vec<u16>,
    /// The lowest place that is its own.
    pub floor: Place,
}

impl Chunk {
    pub(super) fn new() -> Self {
        Self {
            text: Vec::new(),
            starts: vec![0],
            rids: Vec::new(),
            hidden: Vec::new(),
            floor: END,
        }
    }

    pub(super) fn push(&mut self, place: Place, line: &[u8], hosts: &mut Hosts) {
        hosts.write(line, &mut self.text);
        self.text.push(b'\n');
        self.starts.push(self.text.len() as u32);
        self.rids.push(place.1 as u32);
        self.floor = place;
    }

    pub(super) const fn is_full(&self) -> bool {
        self.rids.len() >= CHUNK
    }

    /// Gives back the memory that growing took too much.
    pub(super) fn shrunk(mut self) -> Self {
        self.text.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.rids.shrink_to_fit();
        self
    }

    /// People who stand here.
    pub(super) fn people(&self) -> usize {
        self.rids.len() - self.hidden.len()
    }

    pub(super) const fn has_hidden(&self) -> bool {
        !self.hidden.is_empty()
    }

    /// The rows of people whom `is_one` chooses.
    pub(super) fn rows_of(&self, is_one: impl Fn(u32) -> bool) -> Vec<u16> {
        let rows = self.rids.iter().enumerate().filter(|(_, rid)| is_one(**rid));
        rows.map(|(row, _)| row as u16).collect()
    }

    /// Hides rows: these people stand elsewhere now, or are gone.
    pub(super) fn hide(&mut self, rows: &[u16]) {
        self.hidden.extend_from_slice(rows);
        self.hidden.sort_unstable();
        self.hidden.dedup();
    }

    /// Shows everybody again.
    pub(super) fn show_all(&mut self) {
        self.hidden = Vec::new();
    }

    /// Tells `hit` everybody in order, until it has enough.
    pub(super) fn all(&self, mut hit: impl FnMut(u32) -> bool) {
        let mut hidden = self.hidden.iter().peekable();
        for (row, rid) in self.rids.iter().enumerate() {
            if hidden.next_if(|next| usize::from(**next) == row).is_none() && !hit(*rid) {
                return;
            }
        }
    }

    /// Tells `hit` whose line has all that was typed, in order, until it has enough.
    pub(super) fn search(&self, patterns: &[Pattern], mut hit: impl FnMut(u32) -> bool) {
        let Some((first, rest)) = patterns.split_first() else {
            return self.all(hit);
        };
        let mut row = 0;
        let mut in_full = None;
        while row < self.rids.len() {
            // The next line with the word in full; what only a host's name tells may come before it.
            let next = match in_full {
                Some(known) if known >= row => known,
                _ => *in_full.insert(self.next(first, row)),
            };
            let found = if first.reaches_hosts() {
                (row..next)
                    .find(|row| first.ends(self.line(*row)))
                    .unwrap_or(next)
            } else {
                next
            };
            let Some(rid) = self.rids.get(found) else {
                return;
            };
            let line = self.line(found);
            let fits = rest.iter().all(|pattern| pattern.is_in(line))
                && self.hidden.binary_search(&(found as u16)).is_err();
            if fits && !hit(*rid) {
                return;
            }
            row = found + 1;
        }
    }

    /// The first row from `row` on that has the word in full, or the number of rows.
    fn next(&self, pattern: &Pattern, row: usize) -> usize {
        let from = self
            .starts
            .get(row)
            .map_or(self.text.len(), |start| *start as usize);
        let found = self.text.get(from..).and_then(|text| pattern.find(text));
        found.map_or(self.rids.len(), |at| {
            let at = (from + at) as u32;
            // What is common stands on one of the next lines; only what is rare is worth a search.
            let near = self.starts.get(row + 1..).unwrap_or_default();
            let near = near.iter().take(NEAR).position(|start| *start > at);
            near.map_or_else(
                || {
                    self.starts
                        .partition_point(|start| *start <= at)
                        .saturating_sub(1)
                },
                |ahead| row + ahead,
            )
        })
    }

    /// A line without its end.
    fn line(&self, row: usize) -> &[u8] {
        let (Some(start), Some(end)) = (self.starts.get(row), self.starts.get(row + 1)) else {
            return &[];
        };
        self.text
            .get(*start as usize..*end as usize - 1)
            .unwrap_or_default()
    }
}
