//! Everybody in memory, as little of them as typing needs: one line of text each, in the order of the list.
//!
//! Typing must be answered within a frame at a million people, which no index of SQLite does for text in the middle
//! of a word. So the folded line of each person (name, digits of the phone, e-mail) stands in chunks of plain bytes,
//! newest activity first. A search walks the chunks in that order and stops when the window is full: a common letter
//! fills it at once, a rare name is found by a fast scan of everything. People changed since stand in an overlay
//! before the chunks; when they are many, the chunks they touch are read anew, one at a time, so that there are never
//! two copies of everybody.
//!
//! This folder owns what is searched in memory, and must not know why somebody changed or who asks. To make one more
//! thing searchable as typed: put it into `find` where the projection is computed; if it is the same for very many
//! people, give it a code as `pattern.rs` does for hosts.

mod chunk;
mod pattern;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use crate::store::error::StoreError;
use crate::store::reader::Reader;
use chunk::{Chunk, END, Place};
use pattern::{Hosts, Pattern};

/// Changes after which reading their chunks anew is cheaper than carrying them.
const OVERLAY: usize = 4_096;
/// Above everybody.
const TOP: Place = (i64::MAX, i64::MAX);

/// A person who changed: row number, and activity and line, or nothing when they are gone.
pub type RosterChange = (i64, Option<(i64, String)>);

#[derive(Debug, Default)]
struct State {
    chunks: Vec<Chunk>,
    hosts: Hosts,
    /// People changed since: their activity and line, or `None` when they are gone. Hidden in the chunks.
    overlay: HashMap<u32, Option<(i64, String)>>,
    /// Everybody is here; while they are read, only the first of the list are.
    whole: bool,
}

/// Everybody, searchable as typed. Cheap to clone. One follower changes it; anybody may search.
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
    /// Whether everybody has been read.
    pub fn is_ready(&self) -> bool {
        self.state().as_ref().is_some_and(|state| state.whole)
    }

    /// Whether so much has changed that it should be renewed.
    pub fn is_worn(&self) -> bool {
        self.state()
            .as_ref()
            .is_some_and(|state| state.overlay.len() > OVERLAY)
    }

    /// Reads everybody: one walk over a covering index, in the order of the list. Whoever was read can be found at once.
    pub fn load(&self, reader: &Reader) -> Result<(), StoreError> {
        self.change(|state| *state = Some(State::default()));
        let mut hosts = Hosts::default();
        let read = read(reader, TOP, END, &mut hosts, |chunk, hosts| {
            self.change(|state| {
                if let Some(state) = state {
                    state.chunks.push(chunk);
                    state.hosts.clone_from(hosts);
                }
            });
        });
        self.change(|state| match (&read, state.as_mut()) {
            (Ok(()), Some(state)) => state.whole = true,
            _ => *state = None,
        });
        reader.db.release_memory()?;
        read
    }

    /// Takes over changes of people: each row number with its activity and line, or nothing when they are gone.
    pub fn update(&self, changes: Vec<RosterChange>) {
        let news: Vec<u32> = changes.iter().map(|(rid, _)| *rid as u32).collect();
        let hidden = self.state().as_ref().map(|state| state.rows_of(&news));
        self.change(|state| {
            let (Some(state), Some(hidden)) = (state.as_mut(), hidden) else {
                return;
            };
            for (chunk, rows) in state.chunks.iter_mut().zip(hidden) {
                chunk.hide(&rows);
            }
            for (rid, line) in changes {
                state.overlay.insert(rid as u32, line);
            }
        });
    }

    /// Puts the people of the overlay in their places: reads the chunks anew from which they left or to which they
    /// belong, one at a time, so that searches go on and memory holds no second copy of everybody.
    pub fn renew(&self, reader: &Reader) -> Result<(), StoreError> {
        // All chunks must come from one state of the file.
        let one_state = reader.db.unchecked_transaction()?;
        let Some((worn, mut hosts)) = self
            .state()
            .as_ref()
            .map(|state| (state.worn(), state.hosts.clone()))
        else {
            return Ok(());
        };
        // From the end, so that a chunk that becomes two does not move those still to come.
        for at in worn.into_iter().rev() {
            let Some((below, floor)) = self.state().as_ref().and_then(|state| state.range(at)) else {
                continue;
            };
            let mut chunks = Vec::new();
            read(reader, below, floor, &mut hosts, |chunk, _| chunks.push(chunk))?;
            self.change(|state| {
                if let Some(state) = state {
                    state.replace(at, chunks, hosts.clone());
                }
            });
        }
        drop(one_state);
        reader.db.release_memory()?;
        self.change(|state| {
            if let Some(state) = state {
                state.overlay.clear();
                state.chunks.iter_mut().for_each(Chunk::show_all);
            }
        });
        Ok(())
    }

    /// Finds people whose line holds every word, newest activity first. With `count` the search goes on past the window to
    /// the exact total. `None` where it takes somebody who has not been read yet.
    pub fn search(&self, words: &[String], offset: usize, limit: usize, count: bool) -> Option<Hits> {
        let state = self.state();
        let state = state.as_ref()?;
        let patterns = Pattern::of(words, &state.hosts);
        let mut found = Found {
            offset,
            limit,
            seen: 0,
            rids: Vec::with_capacity(limit),
            // Everybody is counted without looking.
            count: count || patterns.is_empty(),
        };
        let mut goes_on = state.overlaid(&patterns, &mut found);
        for chunk in &state.chunks {
            if !goes_on {
                break;
            }
            if patterns.is_empty() && (found.seen + chunk.people() <= offset || found.is_full()) {
                // Nobody of it is in the window, and how many they are is known.
                found.seen += chunk.people();
            } else {
                chunk.search(&patterns, |rid| {
                    goes_on = found.hit(rid);
                    goes_on
                });
            }
        }
        (state.whole || !goes_on).then_some(Hits {
            rids: found.rids,
            total: goes_on.then_some(found.seen),
        })
    }

    fn state(&self) -> RwLockReadGuard<'_, Option<State>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Option<State>)) {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Reads the people below one place, down to and with another, and hands them on with the hosts that have a code so far.
/// At least one chunk, the last with that floor.
fn read(
    reader: &Reader,
    below: Place,
    floor: Place,
    hosts: &mut Hosts,
    mut hand: impl FnMut(Chunk, &Hosts),
) -> Result<(), StoreError> {
    let mut statement = reader.db.prepare_cached(RANGE)?;
    let mut rows = statement.query([below.0, below.1, floor.0, floor.1])?;
    let mut chunk = Chunk::new();
    while let Some(row) = rows.next()? {
        if chunk.is_full() {
            hand(std::mem::replace(&mut chunk, Chunk::new()).shrunk(), hosts);
        }
        let line = row.get_ref(2)?.as_bytes().unwrap_or_default();
        chunk.push((row.get(0)?, row.get(1)?), line, hosts);
    }
    chunk.floor = floor;
    hand(chunk.shrunk(), hosts);
    Ok(())
}

/// People between two places, in the order of the list, from the covering index.
const RANGE: &str =
    "SELECT active, rid, find FROM contact WHERE (active, rid) < (?1, ?2) AND (active, rid) >= (?3, ?4)
     ORDER BY active DESC, rid DESC";

struct Found {
    offset: usize,
    limit: usize,
    seen: usize,
    rids: Vec<i64>,
    count: bool,
}

impl Found {
    /// Takes somebody into the window. False when it is full and nobody counts.
    fn hit(&mut self, rid: u32) -> bool {
        if self.seen >= self.offset && !self.is_full() {
            self.rids.push(i64::from(rid));
        }
        self.seen += 1;
        self.count || !self.is_full()
    }

    const fn is_full(&self) -> bool {
        self.rids.len() >= self.limit
    }
}

impl State {
    /// Changed people stand first: a change is activity, and the few that moved for another reason find their place
    /// again when their chunks are read anew.
    fn overlaid(&self, patterns: &[Pattern], found: &mut Found) -> bool {
        let mut changed: Vec<_> = self
            .overlay
            .iter()
            .filter_map(|(rid, line)| line.as_ref().map(|(at, text)| (*at, *rid, text.as_bytes())))
            .filter(|(_, _, text)| patterns.iter().all(|pattern| pattern.is_in(text)))
            .collect();
        changed.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(b.1.cmp(&a.1)));
        changed.into_iter().all(|(_, rid, _)| found.hit(rid))
    }

    /// The rows of these people in each chunk.
    fn rows_of(&self, rids: &[u32]) -> Vec<Vec<u16>> {
        let most = rids.iter().copied().max().unwrap_or(0) as usize;
        let mut wanted = vec![false; most + 1];
        for rid in rids {
            if let Some(wanted) = wanted.get_mut(*rid as usize) {
                *wanted = true;
            }
        }
        let is_wanted = |rid: u32| wanted.get(rid as usize).is_some_and(|wanted| *wanted);
        self.chunks.iter().map(|chunk| chunk.rows_of(is_wanted)).collect()
    }

    /// The chunks from which people of the overlay left, and those to which they belong.
    fn worn(&self) -> BTreeSet<usize> {
        let left = self
            .chunks
            .iter()
            .enumerate()
            .filter(|(_, chunk)| chunk.has_hidden())
            .map(|(at, _)| at);
        let places = self
            .overlay
            .iter()
            .filter_map(|(rid, line)| Some((line.as_ref()?.0, i64::from(*rid))));
        left.chain(places.map(|place| self.chunks.partition_point(|chunk| chunk.floor > place)))
            .collect()
    }

    /// The place above a chunk, and its floor.
    fn range(&self, at: usize) -> Option<(Place, Place)> {
        let floor = self.chunks.get(at)?.floor;
        let above = at.checked_sub(1).and_then(|above| self.chunks.get(above));
        Some((above.map_or(TOP, |above| above.floor), floor))
    }

    /// Puts chunks that were read anew in the place of one. Until all are, the overlay goes on to stand before them.
    fn replace(&mut self, at: usize, mut chunks: Vec<Chunk>, hosts: Hosts) {
        for chunk in &mut chunks {
            chunk.hide(&chunk.rows_of(|rid| self.overlay.contains_key(&rid)));
        }
        self.hosts = hosts;
        self.chunks.splice(at..=at, chunks);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roster(lines: &[&str]) -> Roster {
        let (mut chunk, mut hosts) = (Chunk::new(), Hosts::default());
        for (at, line) in lines.iter().enumerate() {
            chunk.push((0, at as i64 + 1), line.as_bytes(), &mut hosts);
        }
        chunk.floor = END;
        let roster = Roster::default();
        let state = State {
            chunks: vec![chunk],
            hosts,
            overlay: HashMap::new(),
            whole: true,
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
    fn until_it_is_read_it_says_so_and_finds_whoever_is_read_first() {
        assert!(Roster::default().search(&[], 0, 1, false).is_none());
        let roster = roster(&["ana", "ana", "bo"]);
        roster.change(|state| state.as_mut().unwrap().whole = false);
        assert!(!roster.is_ready());
        let first = roster.search(&words("ana"), 0, 2, false).unwrap();
        assert_eq!((first.rids, first.total), (vec![1, 2], None));
        // Others of that name may still come.
        assert!(roster.search(&words("ana"), 0, 3, false).is_none());
        assert!(roster.search(&words("ana"), 0, 2, true).is_none());
    }
}
