//! People.

use super::{Pushed, RemoteCrm, answer, members, remote};
use crate::domain::outbox::{Claim, Intent};
use crate::domain::record::{EntityKind, Members};
use crate::domain::value::{ContactId, WorkflowId};
use crate::ghl::limit::Lane;
use crate::ghl::{Contacts, Crm, Cursor, Filter, GhlError, Search, creatable, writable};
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
        Intent::Enrol { workflow, .. } => enrol(&contacts, &id, workflow).await,
        Intent::Send { .. } => Ok(Pushed::Held("a person cannot be sent".into())),
    }
}

/// Puts somebody into a workflow. When the CRM knows no such thing, the person is asked for, to know which of the two is gone.
async fn enrol(contacts: &Contacts<'_>, id: &ContactId, workflow: &WorkflowId) -> Result<Pushed, GhlError> {
    let refused = match contacts.add_to_workflow(id, workflow).await {
        Ok(()) => return Ok(Pushed::done()),
        Err(error) if error.is_not_found() => error,
        Err(error) => return Err(error),
    };
    match contacts.get(id).await {
        Ok(_) => Ok(Pushed::Held(
            "the CRM has no such workflow any more; nobody was put into it; choose another".into(),
        )),
        Err(_) => Err(refused),
    }
}

/// The person, when they are or were in the workflow that they may have been put into before the answer was lost.
async fn enrolled(crm: &Crm, claim: &Claim, workflow: &WorkflowId) -> Result<Option<String>, GhlError> {
    let id = remote(claim);
    let inside = |field: &str| Filter::eq(field, workflow.as_str());
    let search = Search {
        filters: vec![
            Filter::eq("id", id),
            Filter::Any(vec![inside("activeWorkflows"), inside("finishedWorkflows")]),
        ],
        limit: 1,
        ..Search::newest_contacts()
    };
    let found = crm.contacts().search(&search, None).await?;
    Ok(found.records.into_iter().next().map(|record| record.id))
}

/// The person that a lost create may have made: the one with this e-mail or phone.
pub(super) async fn find(crm: &Crm, claim: &Claim) -> Result<Option<String>, GhlError> {
    if let Intent::Enrol { workflow, .. } = &claim.intent {
        return enrolled(crm, claim, workflow).await;
    }
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
