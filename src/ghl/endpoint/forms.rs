//! Forms, and that somebody filled one in. What they answered belongs to their record, where the CRM puts it; it is left there.

use jiff::civil::Date;
use serde_json::Value;

use crate::domain::record::{EntityKind, RemoteRecord};
use crate::ghl::body;
use crate::ghl::call::Call;
use crate::ghl::crm::{self, Crm, named};
use crate::ghl::error::GhlError;
use crate::ghl::page::{Cursor, Page, Step};
use crate::ghl::record::{Form, Shape, member};

/// Forms on a page, the most it gives.
const FORMS: u64 = 50;
/// Submissions on a page, the most it gives.
const PAGE: usize = 100;

const FORM: Shape = Shape {
    kind: EntityKind::Form,
    members: &[member("locationId", Form::Text), member("name", Form::Text)],
};

const SUBMISSION: Shape = Shape {
    kind: EntityKind::Submission,
    members: &[
        member("contactId", Form::Text),
        member("formId", Form::Text),
        member("createdAt", Form::Time),
    ],
};

/// The calls about forms.
#[derive(Debug)]
pub struct Forms<'a>(&'a Crm);

impl Crm {
    /// Forms of the CRM.
    pub const fn forms(&self) -> Forms<'_> {
        Forms(self)
    }
}

impl Forms<'_> {
    /// One page of the location's forms. Usual lane: read.
    pub async fn list(&self, after: Option<&Cursor>) -> Result<Page, GhlError> {
        const CALL: &str = "forms.list";
        let skip = match after.map(|cursor| cursor.step(CALL)).transpose()? {
            Some(Step::Skip(skip)) => skip,
            _ => 0,
        };
        let call = Call::get(CALL, ["forms"])
            .slash()
            .with("locationId", self.0.location_text())
            .with("skip", skip.to_string())
            .with("limit", FORMS.to_string());
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        let mut page = named(CALL, crm::page(&members, "forms", &FORM))?;
        page.total = body::count(&members, "total");
        let seen = skip + page.len() as u64;
        if !page.is_empty() && page.total.is_none_or(|total| seen < total) {
            page.next = Cursor::new(&Step::Skip(seen));
        }
        Ok(page)
    }

    /// One page of what was filled in from one day to another, by days of the location. Without days the CRM tells of the
    /// last month only. Usual lane: read, rest for the first copy.
    pub async fn submissions(
        &self,
        (from, to): (Date, Date),
        after: Option<&Cursor>,
    ) -> Result<Page, GhlError> {
        const CALL: &str = "forms.submissions";
        let number = match after.map(|cursor| cursor.step(CALL)).transpose()? {
            Some(Step::Page(number)) => number,
            _ => 1,
        };
        let call = Call::get(CALL, ["forms", "submissions"])
            .with("locationId", self.0.location_text())
            .with("startAt", from.to_string())
            .with("endAt", to.to_string())
            .with("page", number.to_string())
            .with("limit", PAGE.to_string());
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        let mut page = named(CALL, crm::page(&members, "submissions", &SUBMISSION))?;
        let meta = body::value::<Value>(&members, "meta").unwrap_or_default();
        page.total = meta["total"].as_f64().map(|total| total as u64);
        // An account that tells nothing of pages is read until one is not full.
        let more = match meta.get("nextPage") {
            Some(next) => !next.is_null(),
            None => page.len() >= PAGE,
        };
        if more && !page.is_empty() {
            page.next = Cursor::new(&Step::Page(number + 1));
        }
        page.records.iter_mut().for_each(without_answers);
        Ok(page)
    }
}

/// Leaves of what was received what is understood of it: what somebody answered is nobody's business here.
fn without_answers(submission: &mut RemoteRecord) {
    let mut kept = submission.fields.clone();
    kept.insert("id".to_owned(), submission.id.as_str().into());
    submission.raw = Value::Object(kept).to_string();
}
