//! What to ask of the CRM and how to write to it, one file a resource.
//!
//! Owns the translation between the outbox's claims and the CRM's calls, and between a position and a page. Must not
//! touch the store or decide about retries and conflicts: it reports what the CRM did. To add a resource: a file with
//! its `ask` and, when it can be written, its `push` and `find`; a row in `RESOURCES`; an arm in `push`.

mod account;
mod appointments;
mod contacts;
mod conversations;
mod fault;
mod forms;
mod listings;
mod messages;
mod notes;
mod opportunities;
mod reference;
mod tasks;

use std::future::Future;
use std::pin::Pin;

use jiff::{SignedDuration, Timestamp};

use crate::clock::{Clock, Term};
use crate::domain::account::Found;
use crate::domain::listing::Model;
use crate::domain::outbox::{Care, Claim, Intent, PushOutcome};
use crate::domain::record::{EntityKind, EntityRef, Fields, Members, RemoteRecord, set_at};
use crate::domain::value::{ContactId, Foreign, LocationId};
use crate::ghl::limit::{DailyBudget, Lane, Limiter, Rates};
use crate::ghl::{Crm, GhlError, Page, Proxy, Settings};
use crate::secret::Secret;

use super::position::{Answer, Ask};
use super::pull::{Fault, FaultKind, Source};
use super::push::Sink;

/// The clocks here and there may differ by this much when something is looked for.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

type Asking<'a> = Pin<Box<dyn Future<Output = Result<Answer, GhlError>> + Send + 'a>>;

/// A resource that is copied.
struct Resource {
    /// The name of its cursor.
    name: &'static str,
    /// Asks for a page.
    ask: for<'a> fn(&'a RemoteCrm, Ask) -> Asking<'a>,
}

/// Everything that is copied, in the order in which it is first asked for: what names other things comes first.
const RESOURCES: &[Resource] = &[
    Resource {
        name: "location",
        ask: |crm, _| Box::pin(reference::location(crm)),
    },
    Resource {
        name: "users",
        ask: |crm, _| Box::pin(reference::users(crm)),
    },
    Resource {
        name: "pipelines",
        ask: |crm, _| Box::pin(reference::pipelines(crm)),
    },
    Resource {
        name: "contacts",
        ask: |crm, ask| Box::pin(contacts::ask(crm, ask)),
    },
    Resource {
        name: "opportunities",
        ask: |crm, ask| Box::pin(opportunities::ask(crm, ask)),
    },
    Resource {
        name: "lost_reasons",
        ask: |crm, _| Box::pin(reference::lost_reasons(crm)),
    },
    Resource {
        name: "custom_fields",
        ask: |crm, _| Box::pin(reference::custom_fields(crm)),
    },
    Resource {
        name: "tags",
        ask: |crm, _| Box::pin(reference::tags(crm)),
    },
    Resource {
        name: "conversations",
        ask: |crm, ask| Box::pin(conversations::ask(crm, ask)),
    },
    Resource {
        name: "messages",
        ask: |crm, ask| Box::pin(messages::ask(crm, ask, false)),
    },
    Resource {
        name: "messages.email",
        ask: |crm, ask| Box::pin(messages::ask(crm, ask, true)),
    },
    Resource {
        name: "tasks",
        ask: |crm, ask| Box::pin(tasks::ask(crm, ask)),
    },
    Resource {
        name: "calendars",
        ask: |crm, _| Box::pin(reference::calendars(crm)),
    },
    Resource {
        name: "appointments",
        ask: |crm, _| Box::pin(appointments::ask(crm)),
    },
    Resource {
        name: "workflows",
        ask: |crm, _| Box::pin(reference::workflows(crm)),
    },
    Resource {
        name: "forms",
        ask: |crm, ask| Box::pin(forms::ask(crm, ask)),
    },
    Resource {
        name: "listings",
        ask: |crm, ask| Box::pin(listings::ask(crm, ask)),
    },
];

/// What the sweep walks over, whole: the kinds that people delete.
const WALKS: &[(Resource, EntityKind)] = &[
    (
        Resource {
            name: "contacts.sweep",
            ask: |crm, ask| Box::pin(contacts::sweep(crm, ask)),
        },
        EntityKind::Contact,
    ),
    (
        Resource {
            name: "opportunities.sweep",
            ask: |crm, ask| Box::pin(opportunities::sweep(crm, ask)),
        },
        EntityKind::Opportunity,
    ),
    (
        Resource {
            name: "listings.sweep",
            ask: |crm, ask| Box::pin(listings::sweep(crm, ask)),
        },
        EntityKind::Listing,
    ),
];

/// How to reach one location.
#[derive(Clone, Debug)]
pub struct Address {
    /// The CRM's address.
    pub base_url: String,
    /// The token.
    pub token: Secret,
    /// The sub-account.
    pub location: LocationId,
    /// The `Version` header.
    pub version: String,
    /// The share of the CRM's rate limit we use, in per cent.
    pub share: u32,
    /// Background work stops when less than this share of the day's requests is left, in per cent.
    pub daily_reserve: u32,
    /// Nothing leaves while this does not run; `None` is no such limit.
    pub term: Option<Term>,
    /// The conversation provider under which calls are logged; without one they are notes only.
    pub call_provider: Option<String>,
    /// How the account models homes for sale, where that cannot be seen.
    pub homes: Model,
    /// How carefully is sent what must not happen twice.
    pub care: Care,
}

/// The CRM as sync sees it.
#[derive(Clone, Debug)]
pub struct RemoteCrm {
    crm: Crm,
    clock: Clock,
    call_provider: Option<String>,
    homes: listings::Homes,
    care: Care,
}

impl RemoteCrm {
    /// A connection; nothing is sent yet. `budget` is the day's request count of an earlier run.
    pub fn connect(address: Address, clock: Clock, budget: Option<&str>) -> Result<Self, GhlError> {
        let rates = Rates {
            share: address.share,
            daily_reserve: address.daily_reserve,
            ..Rates::default()
        };
        let limiter = Limiter::new(rates, clock.clone());
        if let Some(budget) = budget.and_then(|text| serde_json::from_str::<DailyBudget>(text).ok()) {
            limiter.restore(budget);
        }
        let settings = Settings {
            base_url: address.base_url,
            version: address.version,
            proxy: Proxy::Off,
            term: address.term,
            ..Settings::new(address.token, address.location)
        };
        Ok(Self {
            crm: Crm::new(settings, limiter, clock.clone())?,
            clock,
            call_provider: address.call_provider,
            homes: listings::Homes::new(address.homes),
            care: address.care,
        })
    }

    /// The names of the resources, in the order in which they are first asked for.
    pub fn resources(&self) -> Vec<&'static str> {
        RESOURCES.iter().map(|resource| resource.name).collect()
    }

    /// The walks of the sweep: the names of their cursors, and the kinds they walk.
    pub fn sweeps(&self) -> Vec<(&'static str, EntityKind)> {
        WALKS.iter().map(|(walk, kind)| (walk.name, *kind)).collect()
    }

    /// One record by its id.
    pub async fn get(&self, entity: &EntityRef) -> Result<RemoteRecord, Fault> {
        if entity.kind == EntityKind::Listing {
            let read = listings::get(self, &entity.id).await;
            let gone = || Fault {
                kind: FaultKind::Missing,
                sentence: Foreign::from("the CRM shows no homes for sale any more"),
            };
            return read.map_err(|error| fault::fault(&error))?.ok_or_else(gone);
        }
        let crm = self.crm.at(Lane::Rest);
        let read = match entity.kind {
            EntityKind::Opportunity => crm.opportunities().get(&entity.id.as_str().into()).await,
            _ => crm.contacts().get(&entity.id.as_str().into()).await,
        };
        read.map_err(|error| fault::fault(&error))
    }

    /// The account as a whole, and the person who was changed last; costs five requests.
    pub async fn account(&self, latest: Option<&str>) -> Result<Found, Fault> {
        let looked = account::look(self, latest).await;
        looked.map_err(|error| fault::fault(&error))
    }

    /// One person with notes and thread, because somebody looks at them.
    pub async fn person(&self, contact: &str) -> Result<Vec<RemoteRecord>, Fault> {
        let id = ContactId::from(contact);
        let crm = self.crm.at(Lane::Person);
        let read = async {
            let mut records = vec![crm.contacts().get(&id).await?];
            records.extend(crm.notes(&id).list().await?.records);
            let thread = messages::thread(&crm, &id).await?;
            records.extend(messages::with_words(&crm, thread, |_| true).await?);
            Ok::<_, GhlError>(records)
        };
        read.await.map_err(|error| fault::fault(&error))
    }

    /// Asks the CRM whether the key and the location are good; costs one request.
    pub async fn check(&self) -> Result<(), Fault> {
        let checked = self.crm.at(Lane::Person).location().get().await;
        checked.map(|_| ()).map_err(|error| fault::fault(&error))
    }

    /// What the CRM's clock said when this machine was started. Asks the CRM when it has not answered anything yet;
    /// `None` when it cannot be asked.
    pub async fn clock_at_boot(&self) -> Option<Timestamp> {
        if self.crm.clock_at_boot().is_none() {
            self.check().await.ok()?;
        }
        self.crm.clock_at_boot()
    }

    /// Requests in the last interval and the most we allow ourselves; the same for today.
    pub fn load(&self) -> ((u32, u32), (u64, u64)) {
        let traffic = self.crm.limiter().traffic();
        let today = (u64::from(traffic.daily.used), u64::from(traffic.daily.limit));
        ((traffic.in_interval, traffic.limit), today)
    }

    /// What did not go smoothly since the start: reads tried again, and requests refused for speed.
    pub fn stumbles(&self) -> (u64, u64) {
        let stumbles = self.crm.limiter().traffic().stumbles;
        (stumbles.again, stumbles.refused)
    }

    /// The day's request count, to be kept over a restart.
    pub fn budget(&self) -> String {
        serde_json::to_string(&self.crm.limiter().snapshot()).unwrap_or_default()
    }
}

impl Source for RemoteCrm {
    async fn ask(&self, resource: &'static str, ask: Ask) -> Result<Answer, Fault> {
        let walks = WALKS.iter().map(|(walk, _)| walk);
        let Some(resource) = RESOURCES.iter().chain(walks).find(|known| known.name == resource) else {
            return Ok(Answer::default());
        };
        (resource.ask)(self, ask)
            .await
            .map_err(|error| fault::fault(&error))
    }
}

impl Sink for RemoteCrm {
    async fn push(&self, claim: &Claim) -> PushOutcome {
        let deadline = claim.since_boot.saturating_add(self.care.deadline);
        let crm = self.crm.at(Lane::Send).until(deadline).in_term(claim.epoch);
        // A create that goes again is looked up once more, so that one that was done late is not done twice.
        if claim.attempt > 0
            && matches!(claim.intent, Intent::Create { .. })
            && let Ok(Some(id)) = self.find(&claim.as_left()).await
        {
            return PushOutcome::Done {
                remote_id: Some(id),
                record: None,
            };
        }
        let pushed = match claim.intent.entity().kind {
            EntityKind::Contact => contacts::push(&crm, claim).await,
            EntityKind::Opportunity => opportunities::push(&crm, claim).await,
            EntityKind::Note => notes::push(&crm, claim).await,
            EntityKind::Task => tasks::push(&crm, claim).await,
            EntityKind::Message => messages::push(&crm, claim, self.call_provider.as_deref()).await,
            EntityKind::Conversation => conversations::push(&crm, claim).await,
            EntityKind::Appointment => appointments::push(&crm, claim).await,
            other => Ok(Pushed::Held(format!(
                "{} cannot be changed from here",
                other.word()
            ))),
        };
        fault::outcome(pushed, claim, self.care, self.clock.now())
    }

    async fn find(&self, claim: &Claim) -> Result<Option<String>, String> {
        let crm = self.crm.at(Lane::Send).in_term(claim.epoch);
        let found = match claim.intent.entity().kind {
            EntityKind::Contact => contacts::find(&crm, claim).await,
            EntityKind::Note => notes::find(&crm, claim).await,
            EntityKind::Task => tasks::find(&crm, claim).await,
            EntityKind::Message => messages::find(&crm, claim).await,
            EntityKind::Opportunity => opportunities::find(&crm, claim).await,
            EntityKind::Appointment => appointments::find(&crm, claim).await,
            _ => Ok(None),
        };
        found.map_err(|error| error.to_string())
    }

    fn care(&self) -> Care {
        self.care
    }
}

/// What a push came to when the CRM answered at all.
enum Pushed {
    /// Done.
    Done {
        remote_id: Option<String>,
        record: Option<RemoteRecord>,
    },
    /// The record moved since it was edited here.
    Contested(RemoteRecord),
    /// It cannot be done, and a person must look.
    Held(String),
}

impl Pushed {
    fn record(record: RemoteRecord) -> Self {
        Self::Done {
            remote_id: Some(record.id.clone()),
            record: Some(record),
        }
    }

    /// Done; the CRM did not always answer with the record.
    fn maybe(record: Option<RemoteRecord>) -> Self {
        record.map_or_else(Self::done, Self::record)
    }

    const fn done() -> Self {
        Self::Done {
            remote_id: None,
            record: None,
        }
    }
}

/// A page as an answer.
fn answer(page: Page) -> Answer {
    Answer {
        records: page.records,
        skipped: page
            .skipped
            .into_iter()
            .map(|skipped| (skipped.raw, skipped.reason.to_owned()))
            .collect(),
        after: page.next.map(|cursor| cursor.as_text().to_owned()),
        total: page.total,
    }
}

/// The members of a claim that a call takes, with paths unfolded. Times and ids that the CRM keeps itself stay here.
fn members(claim: &Claim, taken: &[&str]) -> Fields {
    let mut fields = Fields::new();
    for (path, value) in &claim.fields {
        let outer = path.split_once('.').map_or(path.as_str(), |(outer, _)| outer);
        if taken.contains(&outer) && outer != "tags" {
            set_at(&mut fields, path, value.clone());
        }
    }
    fields
}

/// The CRM's id of the record; a claim without one was made for a record the CRM does not know.
fn remote(claim: &Claim) -> &str {
    claim.remote_id.as_deref().unwrap_or_default()
}

/// Before this moment, by the CRM's clock, nothing was made by the claim.
fn earliest(claim: &Claim) -> Timestamp {
    claim.claimed.checked_sub(SKEW).unwrap_or(claim.claimed)
}

/// Whether what a look-up found may be what the claim made: nothing else here made it, and it was not there before.
fn is_free(claim: &Claim, found: &RemoteRecord) -> bool {
    let made = ["dateAdded", "createdAt"]
        .iter()
        .find_map(|name| found.fields.time(name));
    !claim.taken.contains(&found.id) && made.is_none_or(|made| made >= earliest(claim))
}

/// Whether two records say the same moment, as finely as the CRM keeps it: what was written here may be finer.
fn same_moment(name: &str, claim: &Claim, found: &RemoteRecord) -> bool {
    let millis = |fields: &Fields| fields.time(name).map(jiff::Timestamp::as_millisecond);
    millis(&claim.fields) == millis(&found.fields)
}

/// The CRM's id of the person a record belongs to.
fn person(claim: &Claim) -> ContactId {
    ContactId::from(claim.contact_remote_id.as_deref().unwrap_or_default())
}
