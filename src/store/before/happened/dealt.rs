//! What happened with everybody, dealt out household by household, for several who read at once: a year of a large account is too
//! much for one. Each holds its households as rows of an index, 32 bytes a message, and makes events of them when it comes to them.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use std::thread;

use super::messages::{Light, Writings, lights, sign, writings};
use super::{Found, Happening, Households, Ids, Line, Look, Map, PastEvent, Set, Span, households};
use crate::domain::automation::is_kill_tag;
use crate::domain::value::ContactId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;

/// Whose it is: everybody's of whose household somebody comes in.
#[derive(Clone, Copy)]
pub struct Chosen<'a> {
    /// Whether such a thing brings them in. Who sent a message and what it says is not known yet.
    pub by: &'a dyn Fn(&Happening) -> bool,
    /// And these people.
    pub besides: &'a HashSet<ContactId>,
}

/// What happened with those who are chosen.
pub struct Dealt {
    /// One part for each reader.
    pub parts: Vec<Part>,
    /// How many things were looked at.
    pub looked_at: usize,
    /// Who stands for whose household, of those that do not decide alone.
    pub households: Households,
    /// Who got or lost a tag that keeps automations away.
    pub tagged: Vec<ContactId>,
}

/// Some of the households.
pub struct Part {
    ids: Arc<Ids>,
    writings: Arc<Writings>,
    words: bool,
    /// Everybody's row, what was written, and all else, each in the order of the households.
    people: Vec<(u32, i64)>,
    lights: Vec<Light>,
    found: Vec<Other>,
    /// Where those of each household end.
    ends: Vec<[usize; 3]>,
}

/// What is no message.
struct Other {
    home: u32,
    /// Of one moment it comes behind messages.
    behind: bool,
    found: Found,
}

impl Reader {
    /// What happened, dealt out to this reader and to those beside it.
    pub fn dealt(
        &self,
        look: &Look<'_>,
        chosen: Chosen<'_>,
        beside: &mut [Self],
    ) -> Result<Dealt, StoreError> {
        let everybody = self.all_lines()?;
        let ids = self.ids_of(&everybody)?;
        let households = households(&everybody, &ids);
        let mut span = Span::with(self, look, ids);
        let before = span.find()?;
        let writings = writings(self, None)?;
        let many = beside.len() + 1;
        let stretches = stretches((span.from, span.until), many);
        let read = |reader: &Self, stretch| lights(reader, stretch, None, &writings);
        let mut lights: Vec<Light> = together(self, beside, stretches, read)?
            .into_iter()
            .flatten()
            .collect();
        let looked_at = span.found.len() + lights.len();
        let homes = homes(&span, &everybody, (chosen, &households), &lights);
        lights.retain_mut(|light| {
            let home = homes.get(&light.contact);
            light.home = home.copied().unwrap_or_default();
            home.is_some()
        });
        let piece = lights.len().div_ceil(many).max(1);
        let pieces: Vec<&mut [Light]> = lights.chunks_mut(piece).collect();
        together(self, beside, pieces, sign)?;
        let Span { ids, found, .. } = span;
        let tagged = found
            .iter()
            .filter(|found| match &found.what {
                Happening::Tag { tag, .. } => is_kill_tag(tag),
                Happening::Known { tags, .. } => tags.iter().any(|tag| is_kill_tag(tag)),
                _ => false,
            })
            .filter_map(|found| ids.get(&found.contact).cloned())
            .collect();
        let all = Part {
            ids: Arc::new(ids),
            writings: Arc::new(writings),
            words: look.words,
            people: everybody
                .iter()
                .filter_map(|(rid, ..)| Some((*homes.get(rid)?, *rid)))
                .collect(),
            lights,
            found: found
                .into_iter()
                .enumerate()
                .filter_map(|(nr, found)| {
                    let (home, behind) = (*homes.get(&found.contact)?, nr >= before);
                    Some(Other { home, behind, found })
                })
                .collect(),
            ends: Vec::new(),
        };
        let settle = |_: &Self, part: Part| Ok(part.settled());
        Ok(Dealt {
            parts: together(self, beside, all.dealt(many), settle)?,
            looked_at,
            households,
            tagged,
        })
    }
}

impl Part {
    /// Gives each of so many every so-manieth household.
    fn dealt(self, many: usize) -> Vec<Self> {
        let part = |_| Self {
            ids: Arc::clone(&self.ids),
            writings: Arc::clone(&self.writings),
            words: self.words,
            people: Vec::new(),
            lights: Vec::new(),
            found: Vec::new(),
            ends: Vec::new(),
        };
        let mut parts: Vec<Self> = (0..many).map(part).collect();
        let place = |home: u32| (home as usize % many, home / many as u32);
        for (home, rid) in self.people {
            let (part, home) = place(home);
            parts[part].people.push((home, rid));
        }
        for mut light in self.lights {
            let (part, home) = place(light.home);
            light.home = home;
            parts[part].lights.push(light);
        }
        for other in self.found {
            let (part, home) = place(other.home);
            parts[part].found.push(Other { home, ..other });
        }
        parts
    }

    /// Lays everything of a household together, in its order.
    fn settled(mut self) -> Self {
        self.people.sort_by_key(|(home, _)| *home);
        self.lights.sort_by_key(|light| light.home);
        self.found.sort_by_key(|other| other.home);
        let last = self.people.last().map_or(0, |(home, _)| *home as usize + 1);
        let mut end = [0; 3];
        for home in 0..last as u32 {
            while self.people.get(end[0]).is_some_and(|(of, _)| *of == home) {
                end[0] += 1;
            }
            while self.lights.get(end[1]).is_some_and(|light| light.home == home) {
                end[1] += 1;
            }
            while self.found.get(end[2]).is_some_and(|other| other.home == home) {
                end[2] += 1;
            }
            self.ends.push(end);
        }
        self
    }

    /// How many households it has.
    pub const fn households(&self) -> usize {
        self.ends.len()
    }

    /// How many things happened with all of them.
    pub const fn happened(&self) -> usize {
        self.lights.len() + self.found.len()
    }

    fn range(&self, home: usize, of: usize) -> Range<usize> {
        let begins = home.checked_sub(1).and_then(|before| self.ends.get(before));
        let begins = begins.map_or(0, |ends| ends[of]);
        begins..self.ends.get(home).map_or(begins, |ends| ends[of])
    }

    /// Who is in a household, each with their row, those first who were here first.
    pub fn people(&self, home: usize) -> impl Iterator<Item = (i64, &ContactId)> {
        let people = self.people[self.range(home, 0)].iter();
        people.filter_map(|(_, rid)| Some((*rid, self.ids.get(rid)?)))
    }

    /// What happened with a household, in its order, as one of the readers finds it.
    pub fn household(&self, reader: &Reader, home: usize) -> Result<Vec<PastEvent>, StoreError> {
        let others = &self.found[self.range(home, 2)];
        let before = others.iter().filter(|other| !other.behind);
        let behind = others.iter().filter(|other| other.behind);
        let lights = &self.lights[self.range(home, 1)];
        let mut all: Vec<Found> = Vec::with_capacity(others.len() + lights.len());
        all.extend(before.map(|other| other.found.clone()));
        for light in lights {
            if let Some(contact) = self.ids.get(&light.contact) {
                all.push(light.whole((reader, contact), &self.writings, self.words)?);
            }
        }
        all.extend(behind.map(|other| other.found.clone()));
        all.sort_by_key(|found| found.at);
        Ok(all
            .into_iter()
            .filter_map(|found| found.told(&self.ids))
            .collect())
    }
}

/// So many stretches of about the same length, one behind the other.
fn stretches((from, until): (i64, i64), many: usize) -> Vec<(i64, i64)> {
    let long = until.saturating_sub(from).max(0);
    let at = |nr: usize| from + (i128::from(long) * nr as i128 / many as i128) as i64;
    (0..many).map(|nr| (at(nr), at(nr + 1))).collect()
}

/// The number of the household of everybody of whose household somebody comes in, in the order in which they came here.
fn homes(
    span: &Span<'_>,
    everybody: &[Line],
    (chosen, households): (Chosen<'_>, &Households),
    lights: &[Light],
) -> Map<i64, u32> {
    let mut come: Set<i64> = Set::default();
    let in_it = span.found.iter().filter(|found| (chosen.by)(&found.what));
    come.extend(in_it.map(|found| found.contact));
    // Of a million messages there are few kinds.
    let mut known = Vec::new();
    let mut brings = |light: &Light| {
        let kind = light.sort();
        if let Some((_, brings)) = known.iter().find(|(of, _)| *of == kind) {
            return *brings;
        }
        let brings = (chosen.by)(&light.shape());
        known.push((kind, brings));
        brings
    };
    let in_it = lights.iter().filter(|light| brings(light));
    come.extend(in_it.map(|light| light.contact));
    let ids = come.iter().filter_map(|rid| span.ids.get(rid));
    let ids = ids.chain(chosen.besides);
    let heads: Set<&ContactId> = ids.map(|id| head(households, id)).collect();
    let mut numbers: Map<&ContactId, u32> = Map::default();
    let mut homes = Map::default();
    for (rid, ..) in everybody {
        let Some(id) = span.ids.get(rid) else { continue };
        let head = head(households, id);
        if heads.contains(head) {
            let next = numbers.len() as u32;
            homes.insert(*rid, *numbers.entry(head).or_insert(next));
        }
    }
    homes
}

/// Who stands for somebody's household.
fn head<'a>(households: &'a Households, id: &'a ContactId) -> &'a ContactId {
    households.get(id).unwrap_or(id)
}

/// Has each reader do one of the jobs, all at once. The answers come in their order.
fn together<J: Send, T: Send>(
    reader: &Reader,
    beside: &mut [Reader],
    jobs: Vec<J>,
    work: impl Fn(&Reader, J) -> Result<T, StoreError> + Sync,
) -> Result<Vec<T>, StoreError> {
    let work = &work;
    let mut jobs = jobs.into_iter();
    let mine = jobs.next();
    let done: Vec<Result<T, StoreError>> = thread::scope(|scope| {
        let others: Vec<_> = beside
            .iter_mut()
            .zip(jobs)
            .map(|(reader, job)| scope.spawn(move || work(reader, job)))
            .collect();
        let mine = mine.map(|job| work(reader, job));
        let others = others
            .into_iter()
            .map(|other| other.join().unwrap_or(Err(StoreError::Panicked)));
        mine.into_iter().chain(others).collect()
    });
    done.into_iter().collect()
}
