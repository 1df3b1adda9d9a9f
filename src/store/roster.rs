//! Everybody in memory, as little of them as typing needs: one line of text each, in the order of the list.
//!
//! Typing must be answered within a frame at a million people, which no index of SQLite does for text in the middle
//! of a word. So the folded line of each person (name, digits of the phone, e-mail) stands in chunks of plain bytes,
//! newest activity first. A search walks the chunks in that order and stops when the window is full: a common letter
//! fills it at once, a rare name is found by a fast scan of everything. People changed since the roster was read
//! stand in an overlay before it. About 55 bytes a person.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use memchr::memmem::Finder;

use super::error::StoreError;
use super::project::fold;
use super::reader::Reader;

/// People in one chunk: large enough that scanning is one run through memory, small enough to grow without copying.
const CHUNK: usize = 16_384;
/// Changes after which reading everything anew is cheaper than carrying them.
const OVERLAY: usize = 4_096;

/// A person who changed: row number, and activity and line, or nothing when they are gone.
pub type RosterChange = (i64, Option<(i64, String)>);

#[derive(Debug, Default)]
struct Chunk {
    text: Vec<u8>,
    /// Where each line begins; one more than there are people.
    starts: Vec<u32>,
    rids: Vec<u32>,
}

#[derive(Debug, Default)]
struct State {
    chunks: Vec<Chunk>,
    people: usize,
    /// People changed since: their line and activity, or `None` when they are gone.
    overlay: HashMap<u32, Option<(i64, String)>>,
}

/// Everybody, searchable as typed. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Roster(Arc<RwLock<Option<State>>>);

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Row numbers of the window, in the order of the list.
    pub rids: Vec<i64>,
    /// How many there are in all; `None` when the search stopped at the end of the window.
    pub total: Option<usize>,
}

impl Roster {
    /// Whether it has been read.
    pub fn is_ready(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Whether so much has changed that it should be read anew.
    pub fn is_worn(&self) -> bool {
        let state = self.0.read().unwrap_or_else(PoisonError::into_inner);
        state.as_ref().is_some_and(|state| state.overlay.len() > OVERLAY)
    }

    /// Reads everybody: one walk over a covering index, in the order of the list.
    pub fn load(&self, reader: &Reader) -> Result<(), StoreError> {
        let mut statement = reader
            .db
            .prepare("SELECT rid, find FROM contact ORDER BY active DESC, rid DESC")?;
        let mut rows = statement.query([])?;
        let mut state = State::default();
        let mut chunk = Chunk::new();
        while let Some(row) = rows.next()? {
            let find = row.get_ref(1)?.as_bytes().unwrap_or_default();
            chunk.push(row.get(0)?, find);
            state.people += 1;
            if chunk.rids.len() == CHUNK {
                state
                    .chunks
                    .push(std::mem::replace(&mut chunk, Chunk::new()).shrunk());
            }
        }
        state.chunks.push(chunk.shrunk());
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(state);
        Ok(())
    }

    /// Takes over changes of people: each row number with its activity and line, or nothing when they are gone.
    pub fn update(&self, changes: Vec<RosterChange>) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = state.as_mut() {
            for (rid, line) in changes {
                state.overlay.insert(rid as u32, line);
            }
        }
    }

    /// Finds people whose line holds every word, newest activity first. `None` until the roster has been read.
    /// With `count` the search goes on past the window to the exact total.
    pub fn search(&self, words: &[String], offset: usize, limit: usize, count: bool) -> Option<Hits> {
        let state = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let state = state.as_ref()?;
        let mut words: Vec<Vec<u8>> = words
            .iter()
            .map(|word| fold(word).into_bytes())
            .filter(|w| !w.is_empty())
            .collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let finders: Vec<Finder<'_>> = words.iter().map(Finder::new).collect();
        let mut found = Found {
            offset,
            limit,
            seen: 0,
            rids: Vec::with_capacity(limit),
            stopped: false,
        };
        state.overlaid(&finders, &mut found);
        if finders.is_empty() && state.overlay.is_empty() {
            state.at_positions(offset, limit, &mut found);
            return Some(Hits {
                rids: found.rids,
                total: Some(state.people),
            });
        }
        for chunk in &state.chunks {
            if found.is_full() && !count {
                found.stopped = true;
                break;
            }
            chunk.search(&finders, &state.overlay, &mut found, count);
        }
        let total = (!found.stopped).then_some(found.seen);
        Some(Hits {
            rids: found.rids,
            total,
        })
    }
}

struct Found {
    offset: usize,
    limit: usize,
    seen: usize,
    rids: Vec<i64>,
    stopped: bool,
}

impl Found {
    fn hit(&mut self, rid: u32) {
        if self.seen >= self.offset && self.rids.len() < self.limit {
            self.rids.push(i64::from(rid));
        }
        self.seen += 1;
    }

    const fn is_full(&self) -> bool {
        self.rids.len() >= self.limit
    }
}

impl State {
    /// Changed people stand first: a change is activity, and the few that moved for another reason find their place
    /// again when the roster is next read.
    fn overlaid(&self, finders: &[Finder<'_>], found: &mut Found) {
        let mut changed: Vec<_> = self
            .overlay
            .iter()
            .filter_map(|(rid, line)| line.as_ref().map(|(at, text)| (*at, *rid, text)))
            .collect();
        changed.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(b.1.cmp(&a.1)));
        for (_, rid, text) in changed {
            if finders
                .iter()
                .all(|finder| finder.find(text.as_bytes()).is_some())
            {
                found.hit(rid);
            }
        }
    }

    fn at_positions(&self, offset: usize, limit: usize, found: &mut Found) {
        let mut skip = offset;
        for chunk in &self.chunks {
            if skip >= chunk.rids.len() {
                skip -= chunk.rids.len();
                continue;
            }
            let wanted = limit - found.rids.len();
            found.rids.extend(
                chunk
                    .rids
                    .iter()
                    .skip(skip)
                    .take(wanted)
                    .map(|rid| i64::from(*rid)),
            );
            skip = 0;
            if found.is_full() {
                break;
            }
        }
    }
}

impl Chunk {
    fn new() -> Self {
        Self {
            text: Vec::new(),
            starts: vec![0],
            rids: Vec::new(),
        }
    }

    fn push(&mut self, rid: i64, line: &[u8]) {
        self.text.extend_from_slice(line);
        self.text.push(b'\n');
        self.starts.push(self.text.len() as u32);
        self.rids.push(rid as u32);
    }

    fn shrunk(mut self) -> Self {
        self.text.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.rids.shrink_to_fit();
        self
    }

    fn search(
        &self,
        finders: &[Finder<'_>],
        overlay: &HashMap<u32, Option<(i64, String)>>,
        found: &mut Found,
        count: bool,
    ) {
        let Some((first, rest)) = finders.split_first() else {
            for rid in self.rids.iter().filter(|rid| !overlay.contains_key(rid)) {
                found.hit(*rid);
            }
            return;
        };
        let mut from = 0;
        while let Some(at) = self.text.get(from..).and_then(|text| first.find(text)) {
            let at = from + at;
            let row = self.starts.partition_point(|start| *start as usize <= at) - 1;
            let (Some(start), Some(end), Some(rid)) =
                (self.starts.get(row), self.starts.get(row + 1), self.rids.get(row))
            else {
                return;
            };
            let line = self.text.get(*start as usize..*end as usize).unwrap_or_default();
            if rest.iter().all(|finder| finder.find(line).is_some()) && !overlay.contains_key(rid) {
                found.hit(*rid);
                if found.is_full() && !count {
                    found.stopped = true;
                    return;
                }
            }
            from = *end as usize;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roster(lines: &[&str]) -> Roster {
        let mut chunk = Chunk::new();
        for (at, line) in lines.iter().enumerate() {
            chunk.push(at as i64 + 1, line.as_bytes());
        }
        let roster = Roster::default();
        let state = State {
            people: lines.len(),
            chunks: vec![chunk],
            overlay: HashMap::new(),
        };
        *roster.0.write().unwrap() = Some(state);
        roster
    }

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn all_words_must_stand_on_one_line() {
        let roster = roster(&[
            "ana ruiz\t1909\ta@b.co",
            "ana lee\t1310\tal@b.co",
            "bo ruiz\t1\tbo@b.co",
        ]);
        let hits = roster.search(&words("ana RUIZ"), 0, 10, true).unwrap();
        assert_eq!(
            hits,
            Hits {
                rids: vec![1],
                total: Some(1)
            }
        );
        assert_eq!(roster.search(&words("1310"), 0, 10, true).unwrap().rids, [2]);
        assert_eq!(roster.search(&words("zz"), 0, 10, true).unwrap().rids, [0_i64; 0]);
    }

    #[test]
    fn a_window_stops_early_and_a_count_does_not() {
        let lines = vec!["ana"; 100];
        let roster = roster(&lines);
        let hits = roster.search(&words("a"), 10, 5, false).unwrap();
        assert_eq!((hits.rids, hits.total), (vec![11, 12, 13, 14, 15], None));
        assert_eq!(roster.search(&words("a"), 0, 5, true).unwrap().total, Some(100));
        assert_eq!(roster.search(&[], 98, 5, false).unwrap().rids, [99, 100]);
    }

    #[test]
    fn changes_stand_before_what_was_read_and_the_gone_are_gone() {
        let roster = roster(&["ana", "bo", "cy"]);
        roster.update(vec![
            (2, Some((9, "bob".into()))),
            (1, None),
            (7, Some((10, "new bo".into()))),
        ]);
        assert_eq!(roster.search(&words("bo"), 0, 10, true).unwrap().rids, [7, 2]);
        assert_eq!(
            roster.search(&[], 0, 10, true).unwrap(),
            Hits {
                rids: vec![7, 2, 3],
                total: Some(3)
            }
        );
    }

    #[test]
    fn until_it_is_read_it_says_so() {
        assert!(Roster::default().search(&[], 0, 1, false).is_none());
    }
}
