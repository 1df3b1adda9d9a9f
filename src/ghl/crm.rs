//! The facade: a cheap handle that knows how urgent its calls are and hands out the resources.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::clock::Clock;
use crate::domain::record::{Fields, RemoteRecord};
use crate::domain::value::LocationId;

use super::body::{self, Body, Members};
use super::call::Call;
use super::client::{Client, Settings, Urgency};
use super::error::{GhlError, Kind};
use super::limit::{Lane, Limiter};
use super::page::Page;
use super::record::Shape;
use super::retry;

/// One location of the CRM. Clones share connections and limits.
#[derive(Clone, Debug)]
pub struct Crm {
    client: Arc<Client>,
    urgency: Urgency,
}

impl Crm {
    /// A handle for this location. Nothing is sent yet. Calls go in [`Lane::Read`] until [`Crm::at`] says otherwise.
    pub fn new(settings: Settings, limiter: Limiter, clock: Clock) -> Result<Self, GhlError> {
        let client = Arc::new(Client::new(settings, limiter, clock)?);
        Ok(Self {
            client,
            urgency: Urgency {
                lane: Lane::Read,
                until: None,
                term: None,
            },
        })
    }

    /// The same with this urgency.
    #[must_use]
    pub fn at(&self, lane: Lane) -> Self {
        Self {
            client: Arc::clone(&self.client),
            urgency: Urgency { lane, ..self.urgency },
        }
    }

    /// The same, but no request leaves, and none is waited for, after this reading of [`Clock::since_boot`]. For sends: 30 s
    /// after the claim.
    #[must_use]
    pub fn until(&self, deadline: Duration) -> Self {
        Self {
            client: Arc::clone(&self.client),
            urgency: Urgency {
                until: Some(deadline),
                ..self.urgency
            },
        }
    }

    /// The same, but no request leaves in another term than the one of this number.
    #[must_use]
    pub fn in_term(&self, number: i64) -> Self {
        Self {
            client: Arc::clone(&self.client),
            urgency: Urgency {
                term: Some(number),
                ..self.urgency
            },
        }
    }

    /// The location this handle works on.
    pub fn location_id(&self) -> &LocationId {
        &self.client.location
    }

    /// What the CRM's clock said when this machine was started, by its last answer; `None` before any.
    pub fn clock_at_boot(&self) -> Option<Timestamp> {
        self.client.clock_at_boot()
    }

    /// The limiter, to show its state and to keep the day's count.
    pub fn limiter(&self) -> &Limiter {
        &self.client.limiter
    }

    /// A read: tried again while it fails in a way that passes.
    pub(super) async fn read(&self, call: Call) -> Result<Body, GhlError> {
        let tell = || self.client.limiter.tried_again();
        retry::again(self.urgency.lane, tell, || self.client.send(&call, self.urgency)).await
    }

    /// A write: sent once, whatever comes back.
    pub(super) async fn write(&self, call: Call) -> Result<Body, GhlError> {
        self.client.send(&call, self.urgency).await
    }

    /// The id of the location, for paths and bodies.
    pub(super) fn location_text(&self) -> &str {
        self.client.location.as_str()
    }
}

/// Gives what was understood of an answer the name of its call.
pub(super) fn named<T>(call: &'static str, understood: Result<T, Kind>) -> Result<T, GhlError> {
    understood.map_err(|kind| GhlError {
        status: Some(200),
        ..GhlError::sent(call, kind)
    })
}

/// The records in the list called `member`; unreadable ones are set aside, never fail the page.
pub(super) fn page(members: &Members<'_>, member: &str, shape: &Shape) -> Result<Page, Kind> {
    Ok(records(&body::list(members, member)?, shape))
}

/// The same from a list already taken out.
pub(super) fn records(list: &[&RawValue], shape: &Shape) -> Page {
    let mut page = Page::default();
    for raw in list {
        match shape.read(raw) {
            Ok(record) => page.records.push(record),
            Err(skipped) => {
                tracing::warn!(
                    kind = shape.kind.word(),
                    reason = skipped.reason,
                    "a record was set aside"
                );
                page.skipped.push(skipped);
            }
        }
    }
    page
}

/// The one record in the member called `name`, or the whole body when there is no such member.
pub(super) fn record(
    call: &'static str,
    body: &Body,
    name: &str,
    shape: &Shape,
) -> Result<RemoteRecord, GhlError> {
    let members = named(call, body.members())?;
    let whole = || RawValue::from_string(body.text().trim().to_owned());
    let read = match members.get(name) {
        Some(raw) => shape.read(raw),
        None => shape.read(&named(
            call,
            whole().map_err(|_| body::unreadable("it is not JSON")),
        )?),
    };
    named(call, read.map_err(|skipped| body::unreadable(skipped.reason)))
}

/// Says in a note, task or message to whom it belongs, when the answer does not.
pub(super) fn belongs(record: &mut RemoteRecord, name: &str, owner: &str) {
    let owned = record.fields.get(name).is_some_and(Value::is_string);
    if !owned {
        record.fields.insert(name.to_owned(), owner.into());
    }
}

/// A body for making or changing a record, or the refusal to send a member the CRM does not take.
pub(super) fn body_of(
    call: &'static str,
    fields: &Fields,
    write: impl FnOnce(&Fields) -> Result<Fields, String>,
) -> Result<Fields, GhlError> {
    write(fields).map_err(|member| {
        GhlError::unsent(
            call,
            Kind::Unsendable {
                why: format!("the CRM takes no {member} here"),
            },
        )
    })
}

/// Some answers say in a flag that it did not work after all, under two spellings and two names.
pub(super) fn succeeded(call: &'static str, body: &Body) -> Result<(), GhlError> {
    let Ok(members) = body.members() else {
        return Ok(());
    };
    let flags = ["succeeded", "succeded", "success"];
    if flags
        .iter()
        .any(|flag| body::value(&members, flag) == Some(false))
    {
        return named(
            call,
            Err(Kind::Refused {
                said: vec!["it says that it did not succeed".into()],
            }),
        );
    }
    Ok(())
}
