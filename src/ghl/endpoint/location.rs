//! The location itself, its colleagues, tags and custom field definitions.

use serde_json::json;

use crate::domain::record::{EntityKind, RemoteRecord};
use crate::domain::value::UserId;
use crate::ghl::body;
use crate::ghl::call::Call;
use crate::ghl::crm::{self, Crm, named};
use crate::ghl::error::GhlError;
use crate::ghl::page::{Cursor, Page, Step};
use crate::ghl::record::{Form, Shape, member};

/// Colleagues asked for on a page.
const PAGE: u64 = 100;

const LOCATION: Shape = Shape {
    kind: EntityKind::Location,
    members: &[
        member("companyId", Form::Text),
        member("name", Form::Text),
        member("address", Form::Text),
        member("city", Form::Text),
        member("state", Form::Text),
        member("country", Form::Text),
        member("postalCode", Form::Text),
        member("website", Form::Text),
        member("timezone", Form::Text),
        member("email", Form::Text),
        member("phone", Form::Text),
        member("business", Form::Any),
        member("settings", Form::Any),
    ],
};

const USER: Shape = Shape {
    kind: EntityKind::User,
    members: &[
        member("name", Form::Text),
        member("firstName", Form::Text),
        member("lastName", Form::Text),
        member("email", Form::Text),
        member("phone", Form::Text),
        member("extension", Form::Text),
        member("roles", Form::Any),
        member("deleted", Form::Flag),
    ],
};

const TAG: Shape = Shape {
    kind: EntityKind::Tag,
    members: &[member("locationId", Form::Text), member("name", Form::Text)],
};

const CUSTOM_FIELD: Shape = Shape {
    kind: EntityKind::CustomField,
    members: &[
        member("locationId", Form::Text),
        member("name", Form::Text),
        member("fieldKey", Form::Text),
        member("dataType", Form::Text),
        member("model", Form::Text),
        member("position", Form::Number),
        member("placeholder", Form::Text),
        member("picklistOptions", Form::Any),
        member("parentId", Form::Text),
        member("isAllowedCustomOption", Form::Flag),
    ],
};

/// Whose custom fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomFieldModel {
    /// Those of people.
    Contact,
    /// Those of deals.
    Opportunity,
    /// Both.
    All,
}

/// The calls about the location.
#[derive(Debug)]
pub struct LocationCalls<'a>(&'a Crm);

impl Crm {
    /// The location itself.
    pub const fn location(&self) -> LocationCalls<'_> {
        LocationCalls(self)
    }
}

impl LocationCalls<'_> {
    /// The location: name, zone, company, settings. The first call with a new key. Usual lane: person.
    pub async fn get(&self) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "location.get";
        let body = self
            .0
            .read(Call::get(CALL, ["locations", self.0.location_text()]))
            .await?;
        crm::record(CALL, &body, "location", &LOCATION)
    }

    /// One page of colleagues; `company` is the location's `companyId`. Usual lane: read.
    pub async fn users(&self, company: &str, after: Option<&Cursor>) -> Result<Page, GhlError> {
        const CALL: &str = "users.search";
        let skip = match after.map(|cursor| cursor.step(CALL)).transpose()? {
            Some(Step::Skip(skip)) => skip,
            _ => 0,
        };
        let call = Call::get(CALL, ["users", "search"])
            .with("companyId", company)
            .with("locationId", self.0.location_text())
            .with("limit", PAGE.to_string())
            .with("skip", skip.to_string());
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        let mut page = named(CALL, crm::page(&members, "users", &USER))?;
        page.total = body::count(&members, "count");
        let seen = skip + page.len() as u64;
        if !page.is_empty() && page.total.is_none_or(|total| seen < total) {
            page.next = Cursor::new(&Step::Skip(seen));
        }
        Ok(page)
    }

    /// One colleague. Usual lane: read.
    pub async fn user(&self, id: &UserId) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "users.get";
        let body = self.0.read(Call::get(CALL, ["users", id.as_str()])).await?;
        crm::record(CALL, &body, "user", &USER)
    }

    /// All tags known to the location. Usual lane: read.
    pub async fn tags(&self) -> Result<Page, GhlError> {
        const CALL: &str = "tags.list";
        let body = self
            .0
            .read(Call::get(CALL, ["locations", self.0.location_text(), "tags"]))
            .await?;
        let members = named(CALL, body.members())?;
        named(CALL, crm::page(&members, "tags", &TAG))
    }

    /// Makes a tag known. Not needed before tagging somebody. Usual lane: send.
    pub async fn create_tag(&self, name: &str) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "tags.create";
        let path = ["locations", self.0.location_text(), "tags"];
        let body = self
            .0
            .write(Call::post(CALL, path, json!({ "name": name })))
            .await?;
        crm::record(CALL, &body, "tag", &TAG)
    }

    /// The definitions of custom fields. Everything is keyed by their ids: a rename keeps them. Usual lane: read.
    pub async fn custom_fields(&self, model: CustomFieldModel) -> Result<Page, GhlError> {
        const CALL: &str = "custom_fields.list";
        let model = match model {
            CustomFieldModel::Contact => "contact",
            CustomFieldModel::Opportunity => "opportunity",
            CustomFieldModel::All => "all",
        };
        let call =
            Call::get(CALL, ["locations", self.0.location_text(), "customFields"]).with("model", model);
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        named(CALL, crm::page(&members, "customFields", &CUSTOM_FIELD))
    }
}
