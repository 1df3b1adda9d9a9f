//! The CRM as it is: records with everything they ever were, lists that trail them, and others who write to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};

use jiff::{SignedDuration, Timestamp};
use leadline::clock::Clock;
use leadline::domain::record::{EntityKind, Fields, RemoteRecord, set_at, value_at};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use tokio::sync::Notify;

/// The longest that a list trails what was written, in seconds (F36).
const LONGEST_LAG: i64 = 60;
/// One change in so many bears the date of the one before it (F26).
const SAME_DATE: f64 = 0.2;

/// Who wrote something there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The program under test.
    Us,
    /// A colleague in the web app, a workflow, or the person themselves.
    Them,
}

#[derive(Clone, Debug)]
struct Version {
    /// From when on the lists show it.
    shown: Timestamp,
    by: By,
    fields: Fields,
}

/// One record with everything it ever was.
#[derive(Clone, Debug)]
pub struct Kept {
    pub kind: EntityKind,
    versions: Vec<Version>,
    /// Somebody deleted it; the lists show it until then.
    deleted: Option<Timestamp>,
}

impl Kept {
    /// As it is.
    pub fn now(&self) -> &Fields {
        &self.versions.last().unwrap().fields
    }

    pub fn is_there(&self) -> bool {
        self.deleted.is_none()
    }

    /// As the lists show it at a moment, if they do.
    pub fn shown(&self, at: Timestamp) -> Option<&Fields> {
        if self.deleted.is_some_and(|until| until <= at) {
            return None;
        }
        let mut seen = self.versions.iter().rev();
        seen.find(|version| version.shown <= at).map(|seen| &seen.fields)
    }

    /// Every value that a member ever had and who wrote it, oldest first.
    pub fn history(&self, path: &str) -> Vec<(By, Value)> {
        let mut values: Vec<(By, Value)> = Vec::new();
        for version in &self.versions {
            let value = value_at(&version.fields, path).clone();
            if values.last().is_none_or(|(_, last)| *last != value) {
                values.push((version.by, value));
            }
        }
        values
    }
}

/// How bad the day is: shares of calls or answers, from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// Answers to pushes that are lost after the work was done.
    pub lost: f64,
    /// Calls that do not reach the CRM.
    pub away: f64,
    /// Pushes that the CRM refuses, though there is nothing wrong with them.
    pub refused: f64,
    /// Pages that repeat records, bring fewer than they could, or nothing.
    pub odd: f64,
    /// Reads by id that a replica answers which trails like the lists.
    pub stale: f64,
    /// Records on a page.
    pub page: usize,
    /// Longest lag of lists, in seconds.
    pub lag: i64,
}

impl Weather {
    /// Nothing goes wrong; lists still trail.
    pub const FAIR: Self = Self {
        lost: 0.0,
        away: 0.0,
        refused: 0.0,
        odd: 0.0,
        stale: 0.0,
        page: 20,
        lag: LONGEST_LAG,
    };

    /// One day in four is a calm one, and rare things come in bunches.
    pub fn of_the_day(chance: &mut StdRng) -> Self {
        let (page, lag) = (chance.random_range(1..6), chance.random_range(0..=LONGEST_LAG));
        if chance.random_bool(0.25) {
            return Self {
                page,
                lag,
                ..Self::FAIR
            };
        }
        let mut up_to = |most: f64| {
            let rare = chance.random_bool(0.5);
            if rare { 0.0 } else { chance.random_range(0.0..most) }
        };
        Self {
            lost: up_to(0.6),
            away: up_to(0.4),
            refused: up_to(0.2),
            odd: up_to(0.5),
            stale: up_to(0.5),
            page,
            lag,
        }
    }
}

/// What becomes of the program while its next push is on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is killed.
    Dies,
    /// The machine goes to sleep, and the program goes on much later where it stopped.
    Sleeps,
}

/// What is behind the lock.
#[derive(Debug)]
pub struct State {
    pub records: BTreeMap<String, Kept>,
    /// Messages of ours that reached a person: whom, and the words.
    pub reached: Vec<(String, String)>,
    /// Words of messages that the carrier did not deliver.
    pub undelivered: BTreeSet<String>,
    pub weather: Weather,
    /// What happens to the program with its next push.
    pub fate: Option<Fate>,
    chance: StdRng,
    next: u64,
    last: Timestamp,
}

#[derive(Debug)]
pub struct Crm {
    state: Mutex<State>,
    pub clock: Clock,
    /// A push has met its fate.
    pub fated: Notify,
    /// Who slept wakes up.
    pub awake: Notify,
}

impl Crm {
    pub fn new(seed: u64, clock: Clock) -> Self {
        let state = State {
            records: BTreeMap::new(),
            reached: Vec::new(),
            undelivered: BTreeSet::new(),
            weather: Weather::FAIR,
            fate: None,
            chance: StdRng::seed_from_u64(seed ^ 0x00C0_FFEE),
            next: 0,
            last: clock.now(),
        };
        Self {
            state: Mutex::new(state),
            clock,
            fated: Notify::new(),
            awake: Notify::new(),
        }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Makes a record, as the web app or a person would.
    pub fn make(&self, kind: EntityKind, fields: Value) -> String {
        let fields = fields.as_object().unwrap().clone();
        self.state().make(By::Them, kind, fields, &self.clock)
    }

    /// Changes members, as the web app would.
    pub fn edit(&self, id: &str, changes: &[(&str, Value)]) {
        self.state().change(By::Them, id, changes, &self.clock);
    }

    /// Deletes a person with everything that is theirs, as the web app does.
    pub fn delete(&self, contact: &str) {
        let mut state = self.state();
        let owned = state.owned(contact);
        for id in owned.iter().map(String::as_str).chain([contact]) {
            state.remove(id, &self.clock);
        }
    }

    /// Merges a person into another, as the web app does: the other gets their tags, notes, messages, tasks and deals, and
    /// the members they lack; the id of the first is gone.
    pub fn merge(&self, from: &str, into: &str) {
        let mut state = self.state();
        let (gone, stays) = (
            state.records[from].now().clone(),
            state.records[into].now().clone(),
        );
        let tags: BTreeSet<String> = words(&gone["tags"])
            .union(&words(&stays["tags"]))
            .cloned()
            .collect();
        let mut changes = vec![("tags", json!(tags))];
        for (name, value) in &gone {
            if stays.get(name).is_none_or(Value::is_null) {
                changes.push((name, value.clone()));
            }
        }
        state.change(By::Them, into, &changes, &self.clock);
        for id in state.owned(from) {
            state.change(By::Them, &id, &[("contactId", json!(into))], &self.clock);
        }
        state.remove(from, &self.clock);
    }

    /// The record as it is.
    pub fn record(&self, id: &str) -> Option<RemoteRecord> {
        let state = self.state();
        let kept = state.records.get(id).filter(|kept| kept.is_there())?;
        Some(told(id, kept.kind, kept.now()))
    }

    /// What an answer tells of a person that somebody opened: notes, thread and tasks as lists show them, and themselves.
    pub fn of_person(&self, contact: &str) -> Vec<RemoteRecord> {
        let now = self.clock.now();
        let mut state = self.state();
        let share = state.weather.stale;
        let stale = state.happens(share);
        let kinds = [EntityKind::Note, EntityKind::Message, EntityKind::Task];
        let mut found = Vec::new();
        for (id, kept) in &state.records {
            let theirs = kinds.contains(&kept.kind);
            let fields = if theirs || stale {
                kept.shown(now)
            } else {
                Some(kept.now()).filter(|_| kept.is_there())
            };
            let wanted = |fields: &&Fields| id == contact || theirs && fields["contactId"] == contact;
            found.extend(fields.filter(wanted).map(|fields| told(id, kept.kind, fields)));
        }
        found
    }
}

impl State {
    /// The CRM's own clock gives no two changes the same moment, except now and then.
    fn stamp(&mut self, clock: &Clock) -> Timestamp {
        let now = clock.now();
        if now > self.last && !self.happens(SAME_DATE) {
            self.last = now;
        }
        self.last
    }

    pub fn make(&mut self, by: By, kind: EntityKind, mut fields: Fields, clock: &Clock) -> String {
        self.next += 1;
        let id = format!("{}{}", kind.word(), self.next);
        let at = self.stamp(clock).to_string();
        fields.insert("dateAdded".into(), json!(at));
        fields.insert("dateUpdated".into(), json!(at));
        let shown = self.shows_at(clock);
        let kept = Kept {
            kind,
            versions: vec![Version { shown, by, fields }],
            deleted: None,
        };
        self.records.insert(id.clone(), kept);
        id
    }

    pub fn change(&mut self, by: By, id: &str, changes: &[(&str, Value)], clock: &Clock) {
        let (at, from) = (self.stamp(clock), self.shows_at(clock));
        let Some(kept) = self.records.get_mut(id).filter(|kept| kept.is_there()) else {
            return;
        };
        let mut fields = kept.now().clone();
        for (path, value) in changes {
            set_at(&mut fields, path, value.clone());
        }
        fields.insert("dateUpdated".into(), json!(at.to_string()));
        let shown = kept.versions.last().map_or(from, |before| from.max(before.shown));
        kept.versions.push(Version { shown, by, fields });
    }

    pub fn remove(&mut self, id: &str, clock: &Clock) {
        let until = self.shows_at(clock);
        if let Some(kept) = self.records.get_mut(id).filter(|kept| kept.is_there()) {
            kept.deleted = Some(until);
        }
    }

    fn owned(&self, contact: &str) -> Vec<String> {
        let is_theirs = |kept: &Kept| kept.is_there() && kept.now().get("contactId") == Some(&json!(contact));
        let theirs = self.records.iter().filter(|(_, kept)| is_theirs(kept));
        theirs.map(|(id, _)| id.clone()).collect()
    }

    fn shows_at(&mut self, clock: &Clock) -> Timestamp {
        let lag = self.chance.random_range(0..=self.weather.lag);
        clock.now().checked_add(SignedDuration::from_secs(lag)).unwrap()
    }

    pub fn happens(&mut self, share: f64) -> bool {
        self.chance.random_bool(share)
    }

    pub fn below(&mut self, most: usize) -> usize {
        self.chance.random_range(0..most)
    }
}

pub fn told(id: &str, kind: EntityKind, fields: &Fields) -> RemoteRecord {
    RemoteRecord {
        kind,
        id: id.to_owned(),
        fields: fields.clone(),
        raw: Value::Object(fields.clone()).to_string(),
    }
}

pub fn words(value: &Value) -> BTreeSet<String> {
    let list = value.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}
