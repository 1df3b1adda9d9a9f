//! The way to the CRM, at the level of `Source` and `Sink`: pages that are odd, calls that do not arrive, answers that are
//! lost, and what the routes of the real CRM do, called as `sync::resource` calls them.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use leadline::domain::outbox::{Care, Claim, Intent, PushOutcome};
use leadline::domain::record::{EntityKind, Fields, RemoteRecord, paths, set_at, value_at};
use leadline::domain::value::Foreign;
use leadline::sync::position::{Answer, Ask};
use leadline::sync::pull::{Fault, FaultKind, Source};
use leadline::sync::push::{Sink, is_contested};
use serde_json::{Value, json};

use crate::crm::{By, Crm, Fate, told, words};

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

/// A row of a list: when it changed, by which pages go, and what it is.
struct Row {
    at: String,
    id: String,
    fields: Fields,
}

impl Row {
    fn place(&self) -> String {
        format!("{} {}", self.at, self.id)
    }
}

impl Source for Crm {
    async fn ask(&self, resource: &'static str, ask: Ask) -> Result<Answer, Fault> {
        let mut state = self.state();
        let (away, odd, size) = (state.weather.away, state.weather.odd, state.weather.page);
        if state.happens(away) {
            return Err(Fault {
                kind: FaultKind::Offline,
                sentence: Foreign::from("no connection"),
            });
        }
        let mut known = RESOURCES.iter().chain(&SWEEPS);
        let kind = known.find(|(name, _)| *name == resource).unwrap().1;
        drop(state);
        let mut rows = self.rows(kind);
        let (after, since) = match ask {
            Ask::Newest { after } => {
                rows.reverse();
                (after, None)
            }
            Ask::Since { at, after } => (after, Some(at)),
        };
        rows.retain(|row| since.is_none_or(|since| moment(&row.at) >= since));
        let behind = |row: &&Row| match (&after, since) {
            (Some(after), Some(_)) => row.place() > *after,
            (Some(after), None) => row.place() < *after,
            (None, _) => true,
        };
        let mut page: Vec<&Row> = rows.iter().filter(behind).collect();
        let mut more = page.len() > size;
        page.truncate(size);
        let mut state = self.state();
        let mut again = None;
        if state.happens(odd) {
            match state.below(8) {
                // Fewer than there are.
                0..4 if page.len() > 1 => {
                    page.truncate(1 + state.below(page.len() - 1));
                    more = true;
                }
                // One that was on the page before.
                0..7 => again = rows.iter().rfind(|row| after.is_some() && !behind(row)),
                _ => (page, more) = (Vec::new(), false),
            }
        }
        Ok(Answer {
            after: page.last().filter(|_| more).map(|row| row.place()),
            records: again
                .into_iter()
                .chain(page)
                .map(|row| told(&row.id, kind, &row.fields))
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
    /// All records of a kind as the lists show them now, in the order of their changes.
    fn rows(&self, kind: EntityKind) -> Vec<Row> {
        let (state, now) = (self.state(), self.clock.now());
        let shown = state.records.iter().filter(|(_, kept)| kept.kind == kind);
        let mut rows: Vec<Row> = shown
            .filter_map(|(id, kept)| {
                let fields = kept.shown(now)?.clone();
                let at = fields["dateUpdated"].as_str().unwrap().to_owned();
                let id = id.clone();
                Some(Row { at, id, fields })
            })
            .collect();
        rows.sort_by(|one, other| (&one.at, &one.id).cmp(&(&other.at, &other.id)));
        rows
    }

    /// Does what a claim says. With `half` it stops between two calls: an edit of members and tags is two.
    fn work(&self, claim: &Claim, half: bool) -> PushOutcome {
        let id = claim.remote_id.clone().unwrap_or_default();
        let person = claim.contact_remote_id.clone().unwrap_or_default();
        // Notes, tasks and messages are found under their person.
        let kind = claim.intent.entity().kind;
        let own = matches!(kind, EntityKind::Contact | EntityKind::Opportunity);
        if !own && self.record(&person).is_none() {
            return PushOutcome::Missing;
        }
        match &claim.intent {
            Intent::Update { .. } => self.update(claim, &id, half),
            Intent::Create { entity } => {
                let mut fields = Fields::new();
                for path in paths(&claim.fields) {
                    set_at(&mut fields, &path, value_at(&claim.fields, &path).clone());
                }
                if entity.kind != EntityKind::Contact {
                    fields.insert("contactId".into(), json!(person));
                }
                let id = self.state().make(By::Us, entity.kind, fields, &self.clock);
                done(&id, self.record(&id))
            }
            Intent::Delete { .. } => {
                self.state().remove(&id, &self.clock);
                PushOutcome::Done {
                    remote_id: None,
                    record: None,
                }
            }
            // Nobody in this world puts people into workflows of the CRM.
            Intent::Enrol { .. } => PushOutcome::Missing,
            Intent::Send { draft, .. } => {
                let fields = json!({"contactId": person, "messageType": "TYPE_SMS", "direction": "outbound",
                    "body": draft.body, "source": "api", "status": "sent", "userId": "me"});
                let mut state = self.state();
                state.reached.push((person, draft.body.clone()));
                let fields = fields.as_object().unwrap().clone();
                let id = state.make(By::Us, EntityKind::Message, fields, &self.clock);
                done(&id, None)
            }
        }
    }

    fn update(&self, claim: &Claim, id: &str, half: bool) -> PushOutcome {
        let Some(there) = self.record(id) else {
            return PushOutcome::Missing;
        };
        if is_contested(claim, &there) {
            let record = Box::new(there);
            return PushOutcome::Contested { record };
        }
        let members = claim.fields.iter().filter(|(path, _)| *path != "tags");
        let mut changes: Vec<(&str, Value)> = members
            .map(|(path, value)| (path.as_str(), value.clone()))
            .collect();
        if claim.fields.contains_key("tags") && !half {
            let mut tags: BTreeSet<String> = words(&there.fields["tags"]);
            tags.extend(claim.tags_added.iter().cloned());
            tags.retain(|tag| !claim.tags_removed.contains(tag));
            changes.push(("tags", json!(tags)));
        }
        self.state().change(By::Us, id, &changes, &self.clock);
        done(id, self.record(id))
    }

    fn later(&self, wait: u64, error: &str) -> PushOutcome {
        PushOutcome::Later {
            at: self.clock.now().checked_add(Duration::from_secs(wait)).unwrap(),
            error: error.into(),
        }
    }

    /// What an answer that was lost means: what may go twice goes again.
    fn lost(&self, claim: &Claim) -> PushOutcome {
        let at = self.clock.now().checked_add(self.care().settle).unwrap();
        let error = "the answer was lost".to_owned();
        match claim.intent {
            Intent::Update { .. } | Intent::Delete { .. } => PushOutcome::Later {
                at: self.clock.now(),
                error,
            },
            Intent::Create { .. } | Intent::Send { .. } | Intent::Enrol { .. } => {
                PushOutcome::Uncertain { at, error }
            }
        }
    }

    async fn meet(&self, fate: Fate, claim: &Claim) -> PushOutcome {
        let (arrived, half) = {
            let mut state = self.state();
            (state.happens(0.5), state.happens(0.2))
        };
        let answer = arrived.then(|| self.work(claim, half));
        self.fated.notify_one();
        if fate == Fate::Dies {
            return std::future::pending().await;
        }
        self.awake.notified().await;
        // The client gives up what was on its way when the machine slept; it never begins anew what had not left.
        match answer {
            Some(_) => self.lost(claim),
            None => self.later(0, "it did not leave in time"),
        }
    }
}

fn done(remote_id: &str, record: Option<RemoteRecord>) -> PushOutcome {
    PushOutcome::Done {
        remote_id: Some(remote_id.to_owned()),
        record: record.map(Box::new),
    }
}

impl Sink for Crm {
    async fn push(&self, claim: &Claim) -> PushOutcome {
        let (fate, weather) = {
            let mut state = self.state();
            (state.fate.take(), state.weather)
        };
        if let Some(fate) = fate {
            return self.meet(fate, claim).await;
        }
        // A create that goes again is looked up once more, as `sync::resource` does.
        if claim.attempt > 0
            && matches!(claim.intent, Intent::Create { .. })
            && let Ok(Some(id)) = self.find(&claim.as_left()).await
        {
            return done(&id, None);
        }
        let happens = |share| self.state().happens(share);
        if happens(weather.away) {
            return match self.state().below(3) {
                0 => self.later(0, "no connection"),
                1 => self.later(5, "too many requests"),
                _ => self.later(30, "the service is down"),
            };
        }
        if happens(weather.refused) {
            let error = "it does not like it".into();
            return PushOutcome::Refused { error };
        }
        let lost = happens(weather.lost);
        let outcome = self.work(claim, lost && happens(0.3));
        if lost && matches!(outcome, PushOutcome::Done { .. }) {
            return self.lost(claim);
        }
        outcome
    }

    async fn find(&self, claim: &Claim) -> Result<Option<String>, String> {
        let (now, kind) = (self.clock.now(), claim.intent.entity().kind);
        let mut state = self.state();
        let away = state.weather.away;
        if state.happens(away) {
            return Err("no connection".into());
        }
        let person = claim.contact_remote_id.clone().unwrap_or_default();
        let (name, wanted) = match &claim.intent {
            Intent::Send { draft, .. } => ("body", json!(draft.body)),
            _ if kind == EntityKind::Task => ("title", value_at(&claim.fields, "title").clone()),
            _ if kind == EntityKind::Contact => ("phone", value_at(&claim.fields, "phone").clone()),
            _ => ("body", value_at(&claim.fields, "body").clone()),
        };
        let is_it = |fields: &Fields| {
            fields.get(name) == Some(&wanted)
                && (kind == EntityKind::Contact || fields["contactId"] == person)
                && (kind != EntityKind::Message || fields.get("source") == Some(&json!("api")))
        };
        let mut found = state.records.iter().filter(|(id, kept)| {
            kept.kind == kind && kept.shown(now).is_some_and(is_it) && !claim.taken.contains(id)
        });
        Ok(found.next().map(|(id, _)| id.clone()))
    }

    fn care(&self) -> Care {
        Care::default()
    }
}
