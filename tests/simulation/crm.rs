//! A CRM that lags, loses answers and is edited by others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};

use jiff::{SignedDuration, Timestamp};
use leadline::clock::Clock;
use leadline::domain::outbox::{Care, Claim, Intent, PushOutcome};
use leadline::domain::record::{EntityKind, Fields, RemoteRecord, paths, set_at, value_at};
use leadline::domain::value::Foreign;
use leadline::sync::position::{Answer, Ask};
use leadline::sync::pull::{Fault, FaultKind, Source};
use leadline::sync::push::{Sink, is_contested};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

/// The longest that a list trails what was written; reliability F36 says 5 to 60 s.
const LONGEST_LAG: i64 = 60;

/// One record with everything it ever was.
#[derive(Clone, Debug)]
pub struct Kept {
    pub kind: EntityKind,
    /// What it was, and from when on the lists show it.
    versions: Vec<(Timestamp, Fields)>,
    /// Somebody deleted it.
    pub deleted: bool,
}

impl Kept {
    /// As it is.
    pub fn now(&self) -> &Fields {
        &self.versions.last().unwrap().1
    }

    /// As the lists show it at a moment, if they do.
    fn shown(&self, at: Timestamp) -> Option<&Fields> {
        let mut seen = self.versions.iter().rev();
        seen.find(|(from, _)| *from <= at).map(|(_, fields)| fields)
    }

    /// Every value that a member ever had, oldest first.
    pub fn history(&self, path: &str) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::new();
        for (_, fields) in &self.versions {
            let value = value_at(fields, path).clone();
            if values.last() != Some(&value) {
                values.push(value);
            }
        }
        values
    }
}

/// How bad the day is.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// Of answers to pushes, this share is lost after the work was done.
    pub lost: f64,
    /// Of calls, this share does not reach the CRM.
    pub away: f64,
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
        page: 20,
        lag: LONGEST_LAG,
    };
}

/// What is behind the lock.
#[derive(Debug)]
pub struct State {
    pub records: BTreeMap<String, Kept>,
    /// Messages of ours that reached a person: whom, and the words.
    pub reached: Vec<(String, String)>,
    pub weather: Weather,
    /// The next push does its work and is never heard of again: the program is killed.
    pub dies: bool,
    /// It has done so.
    pub hangs: bool,
    chance: StdRng,
    next: u64,
    last: Timestamp,
}

#[derive(Debug)]
pub struct Crm {
    state: Mutex<State>,
    clock: Clock,
}

impl Crm {
    pub fn new(seed: u64, clock: Clock) -> Self {
        let state = State {
            records: BTreeMap::new(),
            reached: Vec::new(),
            weather: Weather::FAIR,
            dies: false,
            hangs: false,
            chance: StdRng::seed_from_u64(seed ^ 0x00C0_FFEE),
            next: 0,
            last: clock.now(),
        };
        Self {
            state: Mutex::new(state),
            clock,
        }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Makes a record, as the web app or a person would.
    pub fn make(&self, kind: EntityKind, fields: Value) -> String {
        self.state()
            .make(kind, fields.as_object().unwrap().clone(), &self.clock)
    }

    /// Changes members, as the web app would.
    pub fn edit(&self, id: &str, changes: &[(&str, Value)]) {
        self.state().change(id, changes, &self.clock);
    }

    /// Deletes a person with everything that is theirs, as the web app does.
    pub fn delete(&self, contact: &str) {
        let mut state = self.state();
        for (id, kept) in &mut state.records {
            if id == contact || kept.now().get("contactId") == Some(&json!(contact)) {
                kept.deleted = true;
            }
        }
    }

    /// The record as it is, as an answer by id tells it.
    pub fn record(&self, id: &str) -> Option<RemoteRecord> {
        let state = self.state();
        let kept = state.records.get(id).filter(|kept| !kept.deleted);
        kept.map(|kept| told(id, kept.kind, kept.now()))
    }

    /// What belongs to a person and the lists show by now: notes and messages.
    pub fn of_person(&self, contact: &str) -> Vec<RemoteRecord> {
        let (state, now) = (self.state(), self.clock.now());
        let kinds = [EntityKind::Note, EntityKind::Message];
        let mut found = Vec::new();
        for (id, kept) in state
            .records
            .iter()
            .filter(|(_, kept)| kinds.contains(&kept.kind))
        {
            if let Some(fields) = kept.shown(now).filter(|fields| fields["contactId"] == contact) {
                found.push(told(id, kept.kind, fields));
            }
        }
        found
    }
}

impl State {
    /// The CRM's own clock gives no two changes the same moment, except now and then.
    fn stamp(&mut self, clock: &Clock) -> Timestamp {
        let now = clock.now();
        if now > self.last && self.chance.random_bool(0.8) {
            self.last = now;
        }
        self.last
    }

    fn make(&mut self, kind: EntityKind, mut fields: Fields, clock: &Clock) -> String {
        self.next += 1;
        let id = format!("{}{}", kind.word(), self.next);
        let at = self.stamp(clock);
        fields.insert("dateAdded".into(), json!(at.to_string()));
        fields.insert("dateUpdated".into(), json!(at.to_string()));
        let from = self.shows_at(clock);
        let versions = vec![(from, fields)];
        let kept = Kept {
            kind,
            versions,
            deleted: false,
        };
        self.records.insert(id.clone(), kept);
        id
    }

    fn change(&mut self, id: &str, changes: &[(&str, Value)], clock: &Clock) {
        let (at, from) = (self.stamp(clock), self.shows_at(clock));
        let Some(kept) = self.records.get_mut(id) else {
            return;
        };
        let mut fields = kept.now().clone();
        for (path, value) in changes {
            set_at(&mut fields, path, value.clone());
        }
        fields.insert("dateUpdated".into(), json!(at.to_string()));
        let shown = kept.versions.last().map_or(from, |(before, _)| from.max(*before));
        kept.versions.push((shown, fields));
    }

    fn shows_at(&mut self, clock: &Clock) -> Timestamp {
        let lag = self.chance.random_range(0..=self.weather.lag);
        clock.now().checked_add(SignedDuration::from_secs(lag)).unwrap()
    }

    fn happens(&mut self, share: f64) -> bool {
        self.chance.random_bool(share)
    }
}

fn told(id: &str, kind: EntityKind, fields: &Fields) -> RemoteRecord {
    RemoteRecord {
        kind,
        id: id.to_owned(),
        fields: fields.clone(),
        raw: Value::Object(fields.clone()).to_string(),
    }
}

fn away() -> Fault {
    Fault {
        kind: FaultKind::Offline,
        sentence: Foreign::from("no connection"),
    }
}

/// The resources of the model and their kinds.
pub const RESOURCES: [(&str, EntityKind); 4] = [
    ("contacts", EntityKind::Contact),
    ("opportunities", EntityKind::Opportunity),
    ("messages", EntityKind::Message),
    ("tasks", EntityKind::Task),
];

/// The walks of the sweep.
pub const SWEEPS: [(&str, EntityKind); 2] = [
    ("contacts.sweep", EntityKind::Contact),
    ("opportunities.sweep", EntityKind::Opportunity),
];

impl Source for Crm {
    async fn ask(&self, resource: &'static str, ask: Ask) -> Result<Answer, Fault> {
        let mut state = self.state();
        let away_share = state.weather.away;
        if state.happens(away_share) {
            return Err(away());
        }
        let mut known = RESOURCES.iter().chain(&SWEEPS);
        let kind = known.find(|(name, _)| *name == resource).unwrap().1;
        let now = self.clock.now();
        let mut rows: Vec<(String, &String, &Fields)> = state
            .records
            .iter()
            .filter(|(_, kept)| kept.kind == kind && !kept.deleted)
            .filter_map(|(id, kept)| Some((id, kept.shown(now)?)))
            .map(|(id, fields)| (fields["dateUpdated"].as_str().unwrap().to_owned(), id, fields))
            .collect();
        rows.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
        let (after, since) = match ask {
            Ask::Newest { after } => {
                rows.reverse();
                (after, None)
            }
            Ask::Since { at, after } => (after, Some(at.to_string())),
        };
        let place = |row: &(String, &String, &Fields)| format!("{} {}", row.0, row.1);
        let behind = |row: &(String, &String, &Fields)| match (&after, &since) {
            (Some(after), Some(_)) => place(row) > *after,
            (Some(after), None) => place(row) < *after,
            (None, _) => true,
        };
        let mut page: Vec<_> = rows
            .into_iter()
            .filter(|row| since.as_ref().is_none_or(|since| moment(&row.0) >= moment(since)))
            .filter(behind)
            .collect();
        let more = page.len() > state.weather.page;
        page.truncate(state.weather.page);
        Ok(Answer {
            after: page.last().filter(|_| more).map(place),
            records: page
                .iter()
                .map(|(_, id, fields)| told(id, kind, fields))
                .collect(),
            skipped: Vec::new(),
            total: None,
        })
    }
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl Crm {
    /// What the routes of the real CRM do, called as `sync::resource` calls them.
    fn work(&self, claim: &Claim) -> PushOutcome {
        let done = |remote_id: &str, record| PushOutcome::Done {
            remote_id: Some(remote_id.to_owned()),
            record,
        };
        let id = claim.remote_id.clone().unwrap_or_default();
        let person = claim.contact_remote_id.clone().unwrap_or_default();
        if self.record(&person).is_none() {
            return PushOutcome::Missing;
        }
        match &claim.intent {
            Intent::Update { .. } => {
                let Some(there) = self.record(&id) else {
                    return PushOutcome::Missing;
                };
                if is_contested(claim, &there) {
                    return PushOutcome::Contested {
                        record: Box::new(there),
                    };
                }
                let mut changes: Vec<(&str, Value)> = Vec::new();
                for (path, value) in claim.fields.iter().filter(|(path, _)| *path != "tags") {
                    changes.push((path, value.clone()));
                }
                if claim.fields.contains_key("tags") {
                    let mut tags: BTreeSet<String> = words(&there.fields["tags"]);
                    tags.extend(claim.tags_added.iter().cloned());
                    tags.retain(|tag| !claim.tags_removed.contains(tag));
                    changes.push(("tags", json!(tags)));
                }
                self.edit(&id, &changes);
                done(&id, self.record(&id).map(Box::new))
            }
            Intent::Create { entity } => {
                let mut fields = Fields::new();
                for path in paths(&claim.fields) {
                    set_at(&mut fields, &path, value_at(&claim.fields, &path).clone());
                }
                if let Some(contact) = &claim.contact_remote_id {
                    fields.insert("contactId".into(), json!(contact));
                }
                let id = self.state().make(entity.kind, fields, &self.clock);
                done(&id, self.record(&id).map(Box::new))
            }
            Intent::Delete { .. } => {
                self.state().records.remove(&id);
                PushOutcome::Done {
                    remote_id: None,
                    record: None,
                }
            }
            Intent::Send { draft, .. } => {
                let fields = json!({"contactId": claim.contact_remote_id, "messageType": "TYPE_SMS",
                    "direction": "outbound", "body": draft.body, "source": "api", "status": "sent", "userId": "me"});
                let mut state = self.state();
                let contact = claim.contact_remote_id.clone().unwrap_or_default();
                state.reached.push((contact, draft.body.clone()));
                let id = state.make(
                    EntityKind::Message,
                    fields.as_object().unwrap().clone(),
                    &self.clock,
                );
                done(&id, None)
            }
        }
    }
}

fn words(value: &Value) -> BTreeSet<String> {
    let list = value.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

impl Sink for Crm {
    async fn push(&self, claim: &Claim) -> PushOutcome {
        let now = self.clock.now();
        let (away, lost, dies, done) = {
            let mut state = self.state();
            let (away, lost) = (state.weather.away, state.weather.lost);
            (
                state.happens(away),
                state.happens(lost),
                std::mem::take(&mut state.dies),
                state.happens(0.5),
            )
        };
        if dies {
            if done {
                let _never_heard = self.work(claim);
            }
            self.state().hangs = true;
            return std::future::pending().await;
        }
        if away {
            return PushOutcome::Later {
                at: now,
                error: "no connection".into(),
            };
        }
        let outcome = self.work(claim);
        let twice = matches!(claim.intent, Intent::Update { .. } | Intent::Delete { .. });
        match (lost, twice) {
            (false, _) => outcome,
            (true, true) => PushOutcome::Later {
                at: now,
                error: "the answer was lost".into(),
            },
            (true, false) => PushOutcome::Uncertain {
                at: now.checked_add(self.care().settle).unwrap(),
                error: "the answer was lost".into(),
            },
        }
    }

    async fn find(&self, claim: &Claim) -> Result<Option<String>, String> {
        let now = self.clock.now();
        let mut state = self.state();
        let away = state.weather.away;
        if state.happens(away) {
            return Err("no connection".into());
        }
        let kind = claim.intent.entity().kind;
        let (name, wanted) = match &claim.intent {
            Intent::Send { draft, .. } => ("body", json!(draft.body)),
            _ if kind == EntityKind::Task => ("title", value_at(&claim.fields, "title").clone()),
            _ => ("body", value_at(&claim.fields, "body").clone()),
        };
        let mut found = state.records.iter().filter(|(id, kept)| {
            let shown = kept.shown(now).filter(|_| kept.kind == kind);
            shown.is_some_and(|fields| {
                fields.get(name) == Some(&wanted) && fields.get("direction") != Some(&json!("inbound"))
            }) && !claim.taken.contains(id)
        });
        Ok(found.next().map(|(id, _)| id.clone()))
    }

    fn care(&self) -> Care {
        Care::default()
    }
}
