//! Deals, their pipelines, and the reasons why they were lost.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::domain::record::{EntityKind, Fields, RemoteRecord};
use crate::domain::value::OpportunityId;
use crate::ghl::body::{self, Members};
use crate::ghl::call::Call;
use crate::ghl::crm::{self, Crm, named};
use crate::ghl::error::{GhlError, Kind};
use crate::ghl::page::{Cursor, Page, Step};
use crate::ghl::record::{Form, Shape, member};

use super::search::{Search, last_cursor};

/// Deals on a page of the list, the most it gives.
const LIST_PAGE: usize = 100;
/// Lost reasons asked for on a page.
pub const LOST_REASONS_PAGE: usize = 100;
/// The states a deal can be put in. The specification also lists `all`, which only filters mean.
const STATES: [&str; 4] = ["open", "won", "lost", "abandoned"];

pub(super) const SHAPE: Shape = Shape {
    kind: EntityKind::Opportunity,
    members: &[
        member("locationId", Form::Text),
        member("contactId", Form::Text).made(),
        member("name", Form::Text).written(),
        member("pipelineId", Form::Text).written(),
        member("pipelineStageId", Form::Text).written(),
        member("status", Form::Text).written(),
        member("monetaryValue", Form::Number).written(),
        member("assignedTo", Form::Text).written().emptied(),
        member("source", Form::Text).written().emptied(),
        member("lostReasonId", Form::Text).written().emptied(),
        member("forecastExpectedCloseDate", Form::Day).written(),
        member("forecastProbability", Form::Number).written(),
        member("effectiveProbability", Form::Number),
        member("customFields", Form::CustomText).written(),
        member("followers", Form::Set("id")),
        member("externalObjectId", Form::Text),
        member("lastStatusChangeAt", Form::Time),
        member("lastStageChangeAt", Form::Time),
        member("lastActionDate", Form::Time),
        member("createdAt", Form::Time).or("dateAdded"),
        member("updatedAt", Form::Time).or("dateUpdated"),
    ],
};

const PIPELINE: Shape = Shape {
    kind: EntityKind::Pipeline,
    members: &[
        member("locationId", Form::Text),
        member("name", Form::Text),
        member("stages", Form::Any),
        member("showInFunnel", Form::Flag),
        member("showInPieChart", Form::Flag),
        member("useOpportunityProbability", Form::Flag),
    ],
};

/// A reason the account offers for a lost deal.
const REASON: Shape = Shape {
    kind: EntityKind::LostReason,
    members: &[
        member("locationId", Form::Text),
        member("name", Form::Text),
        member("createdAt", Form::Time),
        member("updatedAt", Form::Time),
    ],
};

/// The calls about deals.
#[derive(Debug)]
pub struct Opportunities<'a>(&'a Crm);

impl Crm {
    /// Deals.
    pub const fn opportunities(&self) -> Opportunities<'_> {
        Opportunities(self)
    }
}

impl Opportunities<'_> {
    /// One page of a search. Usual lane: bulk for the first copy, read for changes.
    ///
    /// Under which name records carry their cursor is not published: both known names are read. Where neither is
    /// there, or the service does not take the search, the plain list goes on from its beginning: records come
    /// twice then, none is missed.
    pub async fn search(&self, search: &Search, after: Option<&Cursor>) -> Result<Page, GhlError> {
        const CALL: &str = "opportunities.search";
        let step = after.map(|cursor| cursor.step(CALL)).transpose()?;
        if let Some(Step::Listing { after }) = step {
            return self.list(after).await;
        }
        let request = Value::Object(search.body(self.0.location_text(), "limit"));
        let mut call = Call::post(CALL, ["opportunities", "search"], request);
        if let Some(Step::SearchAfter(raw)) = &step {
            call = call.with_raw("searchAfter", raw);
        }
        let body = match self.0.read(call).await {
            Ok(body) => body,
            Err(error) if step.is_none() && is_unserved(&error) => {
                tracing::warn!(
                    status = error.status.unwrap_or_default(),
                    "no search of deals; listing them instead"
                );
                return self.list(None).await;
            }
            Err(error) => return Err(error),
        };
        let members = named(CALL, body.members())?;
        let list = named(CALL, body::list(&members, "opportunities"))?;
        let mut page = crm::records(&list, &SHAPE);
        page.total = body::count(&members, "total");
        if !search.is_last(page.len(), page.total) {
            let next = last_cursor(&list, &["searchAfter", "sort"])
                .map_or(Step::Listing { after: None }, Step::SearchAfter);
            page.next = Cursor::new(&next);
        }
        Ok(page)
    }

    /// One page of the plain list. Its cursor has two values that go together: one alone means page one for ever.
    async fn list(&self, after: Option<(Box<RawValue>, String)>) -> Result<Page, GhlError> {
        const CALL: &str = "opportunities.list";
        let mut call = Call::get(CALL, ["opportunities", "search"])
            .with("locationId", self.0.location_text())
            .with("status", "all")
            .with("limit", LIST_PAGE.to_string());
        if let Some((moment, id)) = &after {
            call = call
                .with("startAfter", moment.get().trim_matches('"'))
                .with("startAfterId", id.as_str());
        }
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        let list = named(CALL, body::list(&members, "opportunities"))?;
        let mut page = crm::records(&list, &SHAPE);
        let meta: Option<Members<'_>> = members
            .get("meta")
            .and_then(|raw| serde_json::from_str(raw.get()).ok());
        if let Some(meta) = meta.filter(|_| !page.is_empty()) {
            page.total = body::count(&meta, "total");
            let moment = meta.get("startAfter").filter(|raw| raw.get() != "null");
            let id = body::value::<String>(&meta, "startAfterId").filter(|id| !id.is_empty());
            if let (Some(moment), Some(id)) = (moment, id) {
                page.next = Cursor::new(&Step::Listing {
                    after: Some(((*moment).to_owned(), id)),
                });
            }
        }
        Ok(page)
    }

    /// One deal. Usual lane: person when opened, send before a push, read otherwise.
    pub async fn get(&self, id: &OpportunityId) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "opportunities.get";
        let body = self
            .0
            .read(Call::get(CALL, ["opportunities", id.as_str()]))
            .await?;
        crm::record(CALL, &body, "opportunity", &SHAPE)
    }

    /// Makes a deal (`pipelineId`, `name`, `status` and `contactId` at least). Usual lane: send.
    pub async fn create(&self, fields: &Fields) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "opportunities.create";
        let mut request = checked(CALL, crm::body_of(CALL, fields, |fields| SHAPE.create(fields))?)?;
        request.insert("locationId".to_owned(), self.0.location_text().into());
        let body = self
            .0
            .write(Call::post(CALL, ["opportunities"], Value::Object(request)).slash())
            .await?;
        crm::record(CALL, &body, "opportunity", &SHAPE)
    }

    /// Changes a deal; moving its card is `pipelineStageId`, with `pipelineId` when that changes. Usual lane: send.
    pub async fn update(
        &self,
        id: &OpportunityId,
        fields: &Fields,
    ) -> Result<Option<RemoteRecord>, GhlError> {
        const CALL: &str = "opportunities.update";
        let request = checked(CALL, crm::body_of(CALL, fields, |fields| SHAPE.update(fields))?)?;
        let body = self
            .0
            .write(Call::put(
                CALL,
                ["opportunities", id.as_str()],
                Value::Object(request),
            ))
            .await?;
        crm::succeeded(CALL, &body)?;
        Ok(crm::record(CALL, &body, "opportunity", &SHAPE).ok())
    }

    /// Wins, loses, abandons or reopens a deal. Usual lane: send.
    pub async fn set_status(
        &self,
        id: &OpportunityId,
        status: &str,
        lost_reason: Option<&str>,
    ) -> Result<(), GhlError> {
        const CALL: &str = "opportunities.set_status";
        let mut request = Map::new();
        request.insert("status".to_owned(), status.into());
        if let Some(reason) = lost_reason {
            request.insert("lostReasonId".to_owned(), reason.into());
        }
        let request = checked(CALL, request)?;
        let path = ["opportunities", id.as_str(), "status"];
        let body = self
            .0
            .write(Call::put(CALL, path, Value::Object(request)))
            .await?;
        crm::succeeded(CALL, &body)
    }

    /// Deletes a deal. Usual lane: send.
    pub async fn delete(&self, id: &OpportunityId) -> Result<(), GhlError> {
        const CALL: &str = "opportunities.delete";
        let body = self
            .0
            .write(Call::delete(CALL, ["opportunities", id.as_str()]))
            .await?;
        crm::succeeded(CALL, &body)
    }

    /// All pipelines with their stages. Usual lane: read.
    pub async fn pipelines(&self) -> Result<Page, GhlError> {
        const CALL: &str = "pipelines.list";
        let call = Call::get(CALL, ["opportunities", "pipelines"]).with("locationId", self.0.location_text());
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        named(CALL, crm::page(&members, "pipelines", &PIPELINE))
    }

    /// The reasons the account offers for lost deals, from the `skip`th on. Usual lane: read.
    pub async fn lost_reasons(&self, skip: usize) -> Result<Page, GhlError> {
        const CALL: &str = "lost_reasons.list";
        let call = Call::get(CALL, ["opportunities", "lost-reason"])
            .with("locationId", self.0.location_text())
            .with("limit", LOST_REASONS_PAGE.to_string())
            .with("skip", skip.to_string());
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        named(CALL, crm::page(&members, "lostReasons", &REASON))
    }
}

/// Whether the service refuses the search as such, so that the list must do.
const fn is_unserved(error: &GhlError) -> bool {
    matches!(
        error.kind,
        Kind::NotFound | Kind::WrongVersion { .. } | Kind::Invalid { .. }
    ) || matches!(error.status, Some(405 | 501))
}

fn checked(call: &'static str, request: Map<String, Value>) -> Result<Map<String, Value>, GhlError> {
    let known = |status: &Value| status.as_str().is_some_and(|status| STATES.contains(&status));
    if request.get("status").is_some_and(|status| !known(status)) {
        let why = "a deal is open, won, lost or abandoned".to_owned();
        return Err(GhlError::unsent(call, Kind::Unsendable { why }));
    }
    Ok(request)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_deal_keeps_its_number_and_its_fields() {
        let text = r#"{"id":"o1","name":"Oak St","monetaryValue":450000.5,"pipelineId":"p","pipelineStageId":"s",
            "status":"open","contactId":"c1","locationId":"L","createdAt":"2026-11-23T15:00:00.000Z","updatedAt":null,
            "forecastExpectedCloseDate":"2026-12-24","contact":{"id":"c1","name":"Ana"},"notes":[],
            "customFields":[{"id":"f","fieldValueString":"x"}],"followers":["u2","u1"],"sort":[1,"o1"]}"#;
        let record = SHAPE
            .read(&RawValue::from_string(text.to_owned()).unwrap())
            .unwrap();
        let expected = json!({
            "locationId": "L", "contactId": "c1", "name": "Oak St", "pipelineId": "p", "pipelineStageId": "s",
            "status": "open", "monetaryValue": 450_000.5, "forecastExpectedCloseDate": "2026-12-24",
            "customFields": {"f": "x"}, "followers": ["u1", "u2"],
            "createdAt": "2026-11-23T15:00:00.000Z", "updatedAt": null
        });
        assert_eq!(Value::Object(record.fields), expected);
    }

    #[test]
    fn all_is_no_state_of_a_deal() {
        let request = |status: &str| [("status".to_owned(), Value::from(status))].into_iter().collect();
        assert!(checked("test", request("won")).is_ok());
        assert!(checked("test", request("all")).is_err());
    }
}
