//! Notes. The CRM lists them per person only, so they are fetched when a person is opened.

use super::{Pushed, is_free, members, person, remote};
use crate::domain::outbox::{Claim, Intent};
use crate::domain::record::{EntityKind, Members};
use crate::domain::value::NoteId;
use crate::ghl::{Crm, GhlError, creatable, writable};
use crate::sync::push::is_contested;

pub(super) async fn push(crm: &Crm, claim: &Claim) -> Result<Pushed, GhlError> {
    let contact = person(claim);
    let notes = crm.notes(&contact);
    let id = NoteId::from(remote(claim));
    match &claim.intent {
        Intent::Create { .. } => Ok(Pushed::record(
            notes
                .create(&members(claim, &creatable(EntityKind::Note)))
                .await?,
        )),
        Intent::Update { .. } => {
            let there = notes.get(&id).await?;
            if is_contested(claim, &there) {
                return Ok(Pushed::Contested(there));
            }
            let fields = members(claim, &writable(EntityKind::Note));
            match notes.update(&id, &fields).await? {
                Some(answered) => Ok(Pushed::record(answered)),
                None => Ok(Pushed::record(notes.get(&id).await?)),
            }
        }
        Intent::Delete { .. } => notes.delete(&id).await.map(|()| Pushed::done()),
        Intent::Send { .. } | Intent::Enrol { .. } => Ok(Pushed::Held("a note cannot be sent".into())),
    }
}

/// The note that a lost create may have made: one with the same words.
pub(super) async fn find(crm: &Crm, claim: &Claim) -> Result<Option<String>, GhlError> {
    let wanted = claim.fields.text("body");
    let page = crm.notes(&person(claim)).list().await?;
    let found = page
        .records
        .into_iter()
        .find(|note| note.fields.text("body").raw().trim() == wanted.raw().trim() && is_free(claim, note));
    Ok(found.map(|note| note.id))
}
