//! Tasks.

use super::{Pushed, RemoteCrm, answer, is_free, members, person, remote, same_moment};
use crate::domain::outbox::{Claim, Intent};
use crate::domain::record::{EntityKind, Members};
use crate::domain::value::TaskId;
use crate::ghl::limit::Lane;
use crate::ghl::{Crm, Cursor, GhlError, TaskSearch, creatable, writable};
use crate::sync::position::{Answer, Ask};
use crate::sync::push::is_contested;

/// The CRM cannot say which tasks changed, so the open ones are read again each time.
pub(super) async fn ask(crm: &RemoteCrm, ask: Ask) -> Result<Answer, GhlError> {
    let (Ask::Newest { after } | Ask::Since { after, .. }) = ask;
    let after = after.map(Cursor::from_text);
    Ok(answer(
        crm.crm
            .at(Lane::Rest)
            .search_tasks(&TaskSearch::default(), after.as_ref())
            .await?,
    ))
}

pub(super) async fn push(crm: &Crm, claim: &Claim) -> Result<Pushed, GhlError> {
    let contact = person(claim);
    let tasks = crm.tasks(&contact);
    let id = TaskId::from(remote(claim));
    match &claim.intent {
        Intent::Create { .. } => Ok(Pushed::record(
            tasks
                .create(&members(claim, &creatable(EntityKind::Task)))
                .await?,
        )),
        Intent::Update { .. } => {
            let there = tasks.get(&id).await?;
            if is_contested(claim, &there) {
                return Ok(Pushed::Contested(there));
            }
            let fields = members(claim, &writable(EntityKind::Task));
            let answered = match claim.fields.get("completed").and_then(serde_json::Value::as_bool) {
                Some(completed) if claim.fields.len() == 1 => tasks.complete(&id, completed).await?,
                _ => tasks.update(&id, &fields).await?,
            };
            match answered {
                Some(answered) => Ok(Pushed::record(answered)),
                None => Ok(Pushed::record(tasks.get(&id).await?)),
            }
        }
        Intent::Delete { .. } => tasks.delete(&id).await.map(|()| Pushed::done()),
        Intent::Send { .. } | Intent::Enrol { .. } => Ok(Pushed::Held("a task cannot be sent".into())),
    }
}

/// The task that a lost create may have made: one with the same words for the same moment.
pub(super) async fn find(crm: &Crm, claim: &Claim) -> Result<Option<String>, GhlError> {
    let page = crm.tasks(&person(claim)).list().await?;
    let found = page.records.into_iter().find(|task| {
        task.fields.text("title") == claim.fields.text("title")
            && same_moment("dueDate", claim, task)
            && is_free(claim, task)
    });
    Ok(found.map(|task| task.id))
}
