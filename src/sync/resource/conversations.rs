//! Threads.

use super::{Pushed, RemoteCrm, answer, remote};
use crate::domain::outbox::{Claim, Intent};
use crate::domain::value::ConversationId;
use crate::ghl::limit::Lane;
use crate::ghl::{ConversationSearch, Crm, Cursor, GhlError};
use crate::sync::position::{Answer, Ask, changed_at};

pub(super) async fn ask(crm: &RemoteCrm, ask: Ask) -> Result<Answer, GhlError> {
    let search = ConversationSearch::default();
    match ask {
        Ask::Newest { after } => {
            let after = after.map(Cursor::from_text);
            Ok(answer(
                crm.crm
                    .at(Lane::Rest)
                    .conversations()
                    .search(&search, after.as_ref())
                    .await?,
            ))
        }
        // The list goes newest first only: a catch-up ends at the first page that reaches behind the mark.
        Ask::Since { at, after } => {
            let after = after.map(Cursor::from_text);
            let mut page = answer(
                crm.crm
                    .at(Lane::Read)
                    .conversations()
                    .search(&search, after.as_ref())
                    .await?,
            );
            if page
                .records
                .iter()
                .any(|record| changed_at(&record.fields).is_none_or(|then| then < at))
            {
                page.after = None;
            }
            Ok(page)
        }
    }
}

pub(super) async fn push(crm: &Crm, claim: &Claim) -> Result<Pushed, GhlError> {
    let id = ConversationId::from(remote(claim));
    match &claim.intent {
        Intent::Update { .. } => crm.conversations().mark_read(&id).await.map(|()| Pushed::done()),
        _ => Ok(Pushed::Held("a thread is made by writing to the person".into())),
    }
}
