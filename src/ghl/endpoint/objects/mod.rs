//! Objects that the account made for itself: which there are, what fields they have, and the records of one. Homes for sale are
//! kept in such a one where an account keeps them at all; [`home`] finds it and reads its records.
//!
//! Must not keep what else stands in a record: it is nobody's business here. To add something that is known of a home: a row in
//! `home`, and its word in `domain::listing`.

mod home;

use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::domain::record::RemoteRecord;
use crate::ghl::body;
use crate::ghl::call::Call;
use crate::ghl::crm::{Crm, named};
use crate::ghl::endpoint::search::last_cursor;
use crate::ghl::error::GhlError;
use crate::ghl::page::{Cursor, Page, Step};

pub use home::HomeObject;

/// Records on a page.
const PAGE: usize = 100;

/// An object of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomObject {
    /// By what it is asked for: `custom_objects.property`.
    pub key: String,
    /// What it is called.
    pub label: String,
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectField {
    /// The member of a record that has it.
    pub key: String,
    /// What it is called.
    pub name: String,
}

/// The calls about objects.
#[derive(Debug)]
pub struct Objects<'a>(&'a Crm);

impl Crm {
    /// Objects that the account made for itself.
    pub const fn objects(&self) -> Objects<'_> {
        Objects(self)
    }
}

impl Objects<'_> {
    /// The objects that the account made; what every account has is not among them. Usual lane: rest.
    pub async fn list(&self) -> Result<Vec<CustomObject>, GhlError> {
        const CALL: &str = "objects.list";
        let call = Call::get(CALL, ["objects"])
            .slash()
            .with("locationId", self.0.location_text());
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        let list: Vec<Value> = body::value(&members, "objects").unwrap_or_default();
        let own = list.iter().filter(|object| object["standard"] != json!(true));
        Ok(own.filter_map(object).collect())
    }

    /// The fields of an object. Usual lane: rest.
    pub async fn fields(&self, key: &str) -> Result<Vec<ObjectField>, GhlError> {
        const CALL: &str = "objects.fields";
        let call = Call::get(CALL, ["objects", key])
            .with("locationId", self.0.location_text())
            .with("fetchProperties", "true");
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        let list: Vec<Value> = body::value(&members, "fields").unwrap_or_default();
        Ok(list.iter().filter_map(field).collect())
    }

    /// One home of an object. Usual lane: rest.
    pub async fn home(&self, object: &HomeObject, id: &str) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "objects.record";
        let body = self
            .0
            .read(Call::get(CALL, ["objects", object.key(), "records", id]))
            .await?;
        let members = named(CALL, body.members())?;
        let record: Option<&RawValue> = body::value(&members, "record");
        let record = record.ok_or_else(|| body::unreadable("it has no record"));
        let read = object.read(named(CALL, record)?);
        named(CALL, read.map_err(|skipped| body::unreadable(skipped.reason)))
    }

    /// One page of the homes in an object. There is no asking for changes only. Usual lane: rest.
    pub async fn homes(&self, object: &HomeObject, after: Option<&Cursor>) -> Result<Page, GhlError> {
        const CALL: &str = "objects.search";
        let step = after.map(|cursor| cursor.step(CALL)).transpose()?;
        let number = match &step {
            Some(Step::Page(number)) => *number,
            _ => 1,
        };
        let request = json!({"locationId": self.0.location_text(), "page": number, "pageLimit": PAGE});
        let mut call = Call::post(CALL, ["objects", object.key(), "records", "search"], request);
        if let Some(Step::SearchAfter(raw)) = &step {
            call = call.with_raw("searchAfter", raw);
        }
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        let list = named(CALL, body::list(&members, "records"))?;
        let mut page = object.page(&list);
        page.total = body::count(&members, "total");
        if page.len() >= PAGE {
            let next = last_cursor(&list, &["searchAfter", "sort"])
                .map_or(Step::Page(number + 1), Step::SearchAfter);
            page.next = Cursor::new(&next);
        }
        Ok(page)
    }
}

fn object(told: &Value) -> Option<CustomObject> {
    let key = told["key"].as_str()?.to_owned();
    let label = told["labels"]["singular"].as_str().unwrap_or(&key).to_owned();
    Some(CustomObject { key, label })
}

fn field(told: &Value) -> Option<ObjectField> {
    let key = told["fieldKey"].as_str().or_else(|| told["key"].as_str())?;
    let key = key.rsplit('.').next().unwrap_or(key).to_owned();
    let name = told["name"].as_str().unwrap_or(&key).to_owned();
    Some(ObjectField { key, name })
}
