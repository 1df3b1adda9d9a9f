//! Appointments: the CRM lists them by calendar and window.

use jiff::SignedDuration;

use super::{Pushed, RemoteCrm, is_free, members, remote, same_moment};
use crate::domain::outbox::{Claim, Intent};
use crate::domain::record::{EntityKind, Members};
use crate::domain::value::{AppointmentId, CalendarId};
use crate::ghl::limit::Lane;
use crate::ghl::{Crm, Events, GhlError, creatable, writable};
use crate::sync::position::Answer;

/// How far back and ahead appointments are kept here.
const BACK: SignedDuration = SignedDuration::from_hours(24 * 30);
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 90);

pub(super) async fn ask(crm: &RemoteCrm) -> Result<Answer, GhlError> {
    let now = crm.clock.now();
    let (from, to) = (
        now.checked_sub(BACK).unwrap_or(now),
        now.checked_add(AHEAD).unwrap_or(now),
    );
    let client = crm.crm.at(Lane::Read);
    let mut all = Answer::default();
    for calendar in client.calendars().list().await?.records {
        let page = client
            .calendars()
            .events(Events::Calendar(&CalendarId::from(calendar.id)), from, to)
            .await?;
        let told = super::answer(page);
        all.records.extend(told.records);
        all.skipped.extend(told.skipped);
    }
    Ok(all)
}

pub(super) async fn push(crm: &Crm, claim: &Claim) -> Result<Pushed, GhlError> {
    let appointments = crm.appointments();
    let id = AppointmentId::from(remote(claim));
    match &claim.intent {
        Intent::Create { .. } => {
            let mut fields = members(claim, &creatable(EntityKind::Appointment));
            if let Some(contact) = &claim.contact_remote_id {
                fields.insert("contactId".into(), contact.as_str().into());
            }
            Ok(Pushed::record(appointments.create(&fields).await?))
        }
        Intent::Update { .. } => {
            let fields = members(claim, &writable(EntityKind::Appointment));
            Ok(Pushed::maybe(appointments.update(&id, &fields).await?))
        }
        Intent::Delete { .. } => appointments.delete(&id).await.map(|()| Pushed::done()),
        Intent::Send { .. } | Intent::Enrol { .. } => {
            Ok(Pushed::Held("an appointment cannot be sent".into()))
        }
    }
}

/// The appointment that a lost booking may have made: this person's at this time.
pub(super) async fn find(crm: &Crm, claim: &Claim) -> Result<Option<String>, GhlError> {
    let (Some(calendar), Some(start)) = (claim.fields.word("calendarId"), claim.fields.time("startTime"))
    else {
        return Ok(None);
    };
    let hour = SignedDuration::from_hours(1);
    let (from, to) = (
        start.checked_sub(hour).unwrap_or(start),
        start.checked_add(hour).unwrap_or(start),
    );
    let page = crm
        .calendars()
        .events(Events::Calendar(&CalendarId::from(calendar)), from, to)
        .await?;
    let found = page.records.into_iter().find(|event| {
        same_moment("startTime", claim, event)
            && event.fields.word("contactId") == claim.contact_remote_id.as_deref()
            && is_free(claim, event)
    });
    Ok(found.map(|event| event.id))
}
