//! The CRM as it really is: what was done to it, each time that it was done. It answers, loses its answer, or is not reached.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use tokio::task::yield_now;

use crate::clock::Clock;
use crate::domain::contact::Channel;
use crate::domain::outbox::{Claim, Intent, PushOutcome};
use crate::domain::record::{EntityKind, Fields, Members as _, RemoteRecord, paths, set_at, value_at};
use crate::sync::push::{Sink, is_contested};

/// Of calls, so many never arrive, and so many answers are lost.
const AWAY: f64 = 0.1;
const LOST: f64 = 0.2;

/// Something that was done to somebody, once.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub at: Timestamp,
    /// The person, by the CRM's id.
    pub who: String,
    /// What, in words: `note: Call her`.
    pub what: String,
}

#[derive(Debug)]
struct State {
    records: BTreeMap<String, (EntityKind, Fields)>,
    done: Vec<Done>,
    next: u64,
    chance: StdRng,
}

#[derive(Debug)]
pub(super) struct Truth {
    state: Mutex<State>,
    clock: Clock,
}

impl Truth {
    pub(super) fn new(seed: u64, clock: Clock) -> Self {
        let state = State {
            records: BTreeMap::new(),
            done: Vec::new(),
            next: 0,
            chance: StdRng::seed_from_u64(seed ^ 0x00C0_FFEE),
        };
        Self {
            state: Mutex::new(state),
            clock,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// What stands there by somebody else's hand.
    pub(super) fn has(&self, kind: EntityKind, id: &str, members: &Value) {
        let fields = members.as_object().unwrap().clone();
        self.state().records.insert(id.to_owned(), (kind, fields));
    }

    /// Something that is done in no record.
    pub(super) fn does(&self, who: &str, what: String) {
        let at = self.clock.now();
        let who = who.to_owned();
        self.state().done.push(Done { at, who, what });
    }

    /// What was done to somebody, in its order.
    pub(super) fn done_to(&self, who: &str) -> Vec<Done> {
        let state = self.state();
        state
            .done
            .iter()
            .filter(|done| done.who == who)
            .cloned()
            .collect()
    }

    /// Everything that the lists tell of somebody.
    pub(super) fn of(&self, who: &str) -> Vec<RemoteRecord> {
        let state = self.state();
        let theirs = |id: &str, fields: &Fields| id == who || fields.get("contactId") == Some(&json!(who));
        let found = state
            .records
            .iter()
            .filter(|(id, (_, fields))| theirs(id, fields));
        found
            .map(|(id, (kind, fields))| told(id, *kind, fields))
            .collect()
    }

    fn happens(&self, share: f64) -> bool {
        self.state().chance.random_bool(share)
    }

    fn record(&self, id: &str) -> Option<RemoteRecord> {
        let state = self.state();
        let (kind, fields) = state.records.get(id)?;
        Some(told(id, *kind, fields))
    }

    /// Does what a claim says, as the routes of the CRM do.
    fn work(&self, claim: &Claim) -> PushOutcome {
        let own = claim.remote_id.clone().unwrap_or_default();
        let person = claim.contact_remote_id.clone().unwrap_or_default();
        match &claim.intent {
            Intent::Create { entity } => {
                let mut fields = Fields::new();
                for path in paths(&claim.fields) {
                    set_at(&mut fields, &path, value_at(&claim.fields, &path).clone());
                }
                let words = fields.word("body").filter(|_| entity.kind == EntityKind::Note);
                let words = words.or_else(|| fields.word("title")).unwrap_or_default();
                self.does(&person, format!("{}: {words}", entity.kind.word()));
                self.make(entity.kind, &person, fields)
            }
            Intent::Update { .. } => self.change(claim, &own),
            Intent::Send { draft, .. } => {
                self.does(&person, format!("message: {}", draft.body));
                let kind = match draft.channel {
                    Channel::Email => "TYPE_EMAIL",
                    _ => "TYPE_SMS",
                };
                let fields = json!({
                    "messageType": kind, "direction": "outbound", "body": draft.body, "subject": draft.subject,
                    "source": "api", "status": "sent", "userId": "me",
                });
                let fields = fields.as_object().unwrap().clone();
                match self.make(EntityKind::Message, &person, fields) {
                    PushOutcome::Done { remote_id, .. } => done(remote_id, None),
                    other => other,
                }
            }
            Intent::Enrol { workflow, .. } => {
                self.does(&own, format!("enrolled: {workflow}"));
                done(None, None)
            }
            Intent::Delete { .. } => panic!("nobody deletes anything here: {claim:?}"),
        }
    }

    fn make(&self, kind: EntityKind, person: &str, mut fields: Fields) -> PushOutcome {
        let now = self.clock.now().to_string();
        fields.insert("contactId".into(), json!(person));
        fields.insert("dateAdded".into(), json!(now));
        let id = {
            let mut state = self.state();
            state.next += 1;
            let id = format!("made-{}", state.next);
            state.records.insert(id.clone(), (kind, fields));
            id
        };
        let record = self.record(&id);
        done(Some(id), record)
    }

    /// Writes members and tags. What stands there as it is to be is written again, and nothing comes of that.
    fn change(&self, claim: &Claim, id: &str) -> PushOutcome {
        let there = self.record(id).unwrap();
        if is_contested(claim, &there) {
            let record = Box::new(there);
            return PushOutcome::Contested { record };
        }
        let mut fields = there.fields.clone();
        let who = fields.word("contactId").unwrap_or(id).to_owned();
        for (path, value) in claim.fields.iter().filter(|(path, _)| *path != "tags") {
            if value_at(&fields, path) != value {
                let words = value.as_str().unwrap_or_default();
                self.does(&who, format!("{path}: {words}"));
                set_at(&mut fields, path, value.clone());
            }
        }
        let mut tags: BTreeSet<String> = words(&fields);
        for tag in &claim.tags_added {
            if tags.insert(tag.clone()) {
                self.does(&who, format!("tag: {tag}"));
            }
        }
        tags.retain(|tag| !claim.tags_removed.contains(tag));
        if there.kind == EntityKind::Contact {
            fields.insert("tags".into(), json!(tags));
        }
        self.state().records.insert(id.to_owned(), (there.kind, fields));
        done(Some(id.to_owned()), self.record(id))
    }

    fn lost(&self, claim: &Claim) -> PushOutcome {
        let error = "the answer was lost".to_owned();
        let now = self.clock.now();
        match claim.intent {
            Intent::Update { .. } | Intent::Delete { .. } => PushOutcome::Later { at: now, error },
            Intent::Create { .. } | Intent::Send { .. } | Intent::Enrol { .. } => PushOutcome::Uncertain {
                at: now + self.care().settle,
                error,
            },
        }
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

fn words(fields: &Fields) -> BTreeSet<String> {
    let tags = fields.get("tags").and_then(Value::as_array).into_iter().flatten();
    tags.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn done(remote_id: Option<String>, record: Option<RemoteRecord>) -> PushOutcome {
    PushOutcome::Done {
        remote_id,
        record: record.map(Box::new),
    }
}

impl Sink for Truth {
    async fn push(&self, claim: &Claim) -> PushOutcome {
        // A create that goes again is looked up once more, as the way to the real one does.
        if claim.attempt > 0
            && matches!(claim.intent, Intent::Create { .. })
            && let Ok(Some(id)) = self.find(&claim.as_left()).await
        {
            return done(Some(id), None);
        }
        // Who is killed here never asked.
        yield_now().await;
        if self.happens(AWAY) {
            return PushOutcome::Later {
                at: self.clock.now() + Duration::from_secs(5),
                error: "no connection".into(),
            };
        }
        let outcome = self.work(claim);
        // Who is killed here never hears the answer.
        yield_now().await;
        if self.happens(LOST) {
            return self.lost(claim);
        }
        outcome
    }

    async fn find(&self, claim: &Claim) -> Result<Option<String>, String> {
        yield_now().await;
        if self.happens(AWAY) {
            return Err("no connection".into());
        }
        let person = claim.contact_remote_id.clone().unwrap_or_default();
        let own = claim.remote_id.clone().unwrap_or_default();
        let state = self.state();
        let (name, wanted) = match &claim.intent {
            Intent::Enrol { workflow, .. } => {
                let what = format!("enrolled: {workflow}");
                let is_in = state.done.iter().any(|done| done.who == own && done.what == what);
                return Ok(is_in.then_some(own));
            }
            Intent::Send { draft, .. } => ("body", json!(draft.body)),
            _ if claim.intent.entity().kind == EntityKind::Task => {
                ("title", value_at(&claim.fields, "title").clone())
            }
            _ => ("body", value_at(&claim.fields, "body").clone()),
        };
        let kind = claim.intent.entity().kind;
        let mut found = state.records.iter().filter(|(id, (is, fields))| {
            *is == kind
                && fields.get(name) == Some(&wanted)
                && fields.get("contactId") == Some(&json!(person))
                && !claim.taken.contains(id)
        });
        Ok(found.next().map(|(id, _)| id.clone()))
    }
}
