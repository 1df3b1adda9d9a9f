//! The account's reference data: small lists, read whole each time.

use super::{RemoteCrm, answer};
use crate::domain::record::Members;
use crate::ghl::limit::Lane;
use crate::ghl::{CustomFieldModel, GhlError, LOST_REASONS_PAGE};
use crate::sync::position::Answer;

/// More colleagues than any account has; ends a list that runs in a circle.
const MOST_USERS: usize = 5_000;
/// More reasons than anybody could choose from; ends a list that runs in a circle.
const MOST_REASONS: usize = 1_000;

fn one(record: crate::domain::record::RemoteRecord) -> Answer {
    Answer {
        records: vec![record],
        ..Answer::default()
    }
}

pub(super) async fn location(crm: &RemoteCrm) -> Result<Answer, GhlError> {
    Ok(one(crm.crm.at(Lane::Read).location().get().await?))
}

pub(super) async fn users(crm: &RemoteCrm) -> Result<Answer, GhlError> {
    let client = crm.crm.at(Lane::Read);
    let Some(company) = client
        .location()
        .get()
        .await?
        .fields
        .word("companyId")
        .map(str::to_owned)
    else {
        return Ok(Answer::default());
    };
    let mut all = Answer::default();
    let mut after = None;
    loop {
        let page = client.location().users(&company, after.as_ref()).await?;
        after.clone_from(&page.next);
        let told = answer(page);
        all.records.extend(told.records);
        all.skipped.extend(told.skipped);
        if after.is_none() || all.records.len() > MOST_USERS {
            return Ok(all);
        }
    }
}

pub(super) async fn custom_fields(crm: &RemoteCrm) -> Result<Answer, GhlError> {
    Ok(answer(
        crm.crm
            .at(Lane::Read)
            .location()
            .custom_fields(CustomFieldModel::All)
            .await?,
    ))
}

pub(super) async fn tags(crm: &RemoteCrm) -> Result<Answer, GhlError> {
    Ok(answer(crm.crm.at(Lane::Read).location().tags().await?))
}

pub(super) async fn pipelines(crm: &RemoteCrm) -> Result<Answer, GhlError> {
    Ok(answer(crm.crm.at(Lane::Read).opportunities().pipelines().await?))
}

pub(super) async fn lost_reasons(crm: &RemoteCrm) -> Result<Answer, GhlError> {
    let client = crm.crm.at(Lane::Read);
    let mut all = Answer::default();
    loop {
        let told = answer(client.opportunities().lost_reasons(all.records.len()).await?);
        let last = told.records.len() < LOST_REASONS_PAGE;
        all.records.extend(told.records);
        all.skipped.extend(told.skipped);
        if last || all.records.len() > MOST_REASONS {
            return Ok(all);
        }
    }
}

pub(super) async fn calendars(crm: &RemoteCrm) -> Result<Answer, GhlError> {
    Ok(answer(crm.crm.at(Lane::Read).calendars().list().await?))
}

pub(super) async fn workflows(crm: &RemoteCrm) -> Result<Answer, GhlError> {
    Ok(answer(crm.crm.at(Lane::Read).workflows().list().await?))
}
