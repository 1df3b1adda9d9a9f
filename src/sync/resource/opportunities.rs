//! Deals.

use super::{Pushed, RemoteCrm, answer, is_free, members, remote};
use crate::domain::outbox::{Claim, Intent};
use crate::domain::record::{EntityKind, Members};
use crate::domain::value::OpportunityId;
use crate::ghl::limit::Lane;
use crate::ghl::{Crm, Cursor, GhlError, Search, creatable, writable};
use crate::sync::position::{Answer, Ask};
use crate::sync::push::is_contested;

pub(super) async fn ask(crm: &RemoteCrm, ask: Ask) -> Result<Answer, GhlError> {
    let (lane, search, after) = match ask {
        Ask::Newest { after } => (Lane::Bulk, Search::newest_opportunities(), after),
        Ask::Since { at, after } => (Lane::Read, Search::changed_opportunities(at), after),
    };
    let after = after.map(Cursor::from_text);
    Ok(answer(
        crm.crm
            .at(lane)
            .opportunities()
            .search(&search, after.as_ref())
            .await?,
    ))
}

/// A page of the walk over every deal.
pub(super) async fn sweep(crm: &RemoteCrm, ask: Ask) -> Result<Answer, GhlError> {
    let (Ask::Newest { after } | Ask::Since { after, .. }) = ask;
    let (search, after) = (Search::newest_opportunities(), after.map(Cursor::from_text));
    let deals = crm.crm.at(Lane::Rest);
    Ok(answer(
        deals.opportunities().search(&search, after.as_ref()).await?,
    ))
}

pub(super) async fn push(crm: &Crm, claim: &Claim) -> Result<Pushed, GhlError> {
    let deals = crm.opportunities();
    let id = OpportunityId::from(remote(claim));
    match &claim.intent {
        Intent::Create { .. } => {
            let fields = members(claim, &creatable(EntityKind::Opportunity));
            Ok(Pushed::record(deals.create(&fields).await?))
        }
        Intent::Update { .. } => {
            let there = deals.get(&id).await?;
            if is_contested(claim, &there) {
                return Ok(Pushed::Contested(there));
            }
            let mut fields = members(claim, &writable(EntityKind::Opportunity));
            // A status has a call of its own, which takes the reason that explains it along. A reason alone, or one
            // that is taken away, is a member like others.
            let status = claim.fields.word("status");
            let reason = claim.fields.word("lostReasonId").filter(|_| status.is_some());
            fields.shift_remove("status");
            if reason.is_some() {
                fields.shift_remove("lostReasonId");
            }
            if let Some(status) = status {
                deals.set_status(&id, status, reason).await?;
            }
            if !fields.is_empty()
                && let Some(record) = deals.update(&id, &fields).await?
            {
                return Ok(Pushed::record(record));
            }
            Ok(Pushed::record(deals.get(&id).await?))
        }
        Intent::Delete { .. } => deals.delete(&id).await.map(|()| Pushed::done()),
        Intent::Send { .. } | Intent::Enrol { .. } => Ok(Pushed::Held("a deal cannot be sent".into())),
    }
}

/// The deal that a lost create may have made: the person's open one in this pipeline with this name.
pub(super) async fn find(crm: &Crm, claim: &Claim) -> Result<Option<String>, GhlError> {
    let Some(contact) = claim.contact_remote_id.as_deref() else {
        return Ok(None);
    };
    let search = Search {
        filters: vec![crate::ghl::Filter::eq("contact_id", contact)],
        ..Search::newest_opportunities()
    };
    let page = crm.opportunities().search(&search, None).await?;
    let alike = |name: &str, found: &crate::domain::record::RemoteRecord| {
        found.fields.word(name) == claim.fields.word(name)
    };
    Ok(page
        .records
        .into_iter()
        .find(|found| alike("name", found) && alike("pipelineId", found) && is_free(claim, found))
        .map(|found| found.id))
}
