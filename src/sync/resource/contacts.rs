//! People.

use super::{Pushed, RemoteCrm, answer, members, remote};
use crate::domain::outbox::{Claim, Intent};
use crate::domain::record::{EntityKind, Members};
use crate::domain::value::ContactId;
use crate::ghl::limit::Lane;
use crate::ghl::{Crm, Cursor, GhlError, Search, creatable, writable};
use crate::sync::position::{Answer, Ask};
use crate::sync::push::is_contested;

pub(super) async fn ask(crm: &RemoteCrm, ask: Ask) -> Result<Answer, GhlError> {
    let (lane, search, after) = match ask {
        Ask::Newest { after } => (Lane::Bulk, Search::newest_contacts(), after),
        Ask::Since { at, after } => (Lane::Read, Search::changed_contacts(at), after),
    };
    let after = after.map(Cursor::from_text);
    Ok(answer(
        crm.crm
            .at(lane)
            .contacts()
            .search(&search, after.as_ref())
            .await?,
    ))
}

/// A page of the walk over everybody.
pub(super) async fn sweep(crm: &RemoteCrm, ask: Ask) -> Result<Answer, GhlError> {
    let (Ask::Newest { after } | Ask::Since { after, .. }) = ask;
    let (search, after) = (Search::newest_contacts(), after.map(Cursor::from_text));
    let contacts = crm.crm.at(Lane::Rest);
    Ok(answer(contacts.contacts().search(&search, after.as_ref()).await?))
}

pub(super) async fn push(crm: &Crm, claim: &Claim) -> Result<Pushed, GhlError> {
    let contacts = crm.contacts();
    let id = ContactId::from(remote(claim));
    match &claim.intent {
        Intent::Create { .. } => {
            let mut fields = members(claim, &creatable(EntityKind::Contact));
            if let Some(tags) = claim.fields.get("tags") {
                fields.insert("tags".into(), tags.clone());
            }
            Ok(Pushed::record(contacts.create(&fields).await?))
        }
        Intent::Update { .. } => {
            let there = contacts.get(&id).await?;
            if is_contested(claim, &there) {
                return Ok(Pushed::Contested(there));
            }
            let fields = members(claim, &writable(EntityKind::Contact));
            let answered = if fields.is_empty() {
                None
            } else {
                contacts.update(&id, &fields).await?
            };
            if !claim.tags_added.is_empty() {
                contacts.add_tags(&id, &claim.tags_added).await?;
            }
            if !claim.tags_removed.is_empty() {
                contacts.remove_tags(&id, &claim.tags_removed).await?;
            }
            // Read back when the answer does not tell: the answers to tags bear no date, and what was read before the
            // change is not what came of it.
            match answered.filter(|_| !claim.fields.contains_key("tags")) {
                Some(answered) => Ok(Pushed::record(answered)),
                None => Ok(Pushed::record(contacts.get(&id).await?)),
            }
        }
        Intent::Delete { .. } => contacts.delete(&id).await.map(|()| Pushed::done()),
        Intent::Send { .. } => Ok(Pushed::Held("a person cannot be sent".into())),
    }
}

/// The person that a lost create may have made: the one with this e-mail or phone.
pub(super) async fn find(crm: &Crm, claim: &Claim) -> Result<Option<String>, GhlError> {
    let (email, phone) = (claim.fields.word("email"), claim.fields.word("phone"));
    if email.is_none() && phone.is_none() {
        return Ok(None);
    }
    Ok(crm
        .contacts()
        .duplicate_of(email, phone)
        .await?
        .map(|found| found.id))
}
