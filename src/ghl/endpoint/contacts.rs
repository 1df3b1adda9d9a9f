//! People: search, read, write, tags, followers, workflows.

use serde_json::{Value, json};

use crate::domain::record::{EntityKind, Fields, RemoteRecord};
use crate::domain::value::{ContactId, UserId, WorkflowId};
use crate::ghl::body::{self, Body};
use crate::ghl::call::{Call, Verb};
use crate::ghl::crm::{self, Crm, named};
use crate::ghl::error::GhlError;
use crate::ghl::page::{Cursor, Page, Step};
use crate::ghl::record::{Form, Member, Shape, member};

use super::search::{Search, last_cursor};

/// Records that numbered pages reach: the CRM answers none beyond.
const PAGES_END: u64 = 10_000;

pub(super) const SHAPE: Shape = Shape {
    kind: EntityKind::Contact,
    members: MEMBERS,
};

/// The lower-case names of the search stay under their own names: they must not overwrite the written ones.
const MEMBERS: &[Member] = &[
    member("locationId", Form::Text),
    member("firstName", Form::Text).written(),
    member("lastName", Form::Text).written(),
    member("name", Form::Text).written(),
    member("firstNameLowerCase", Form::Text),
    member("lastNameLowerCase", Form::Text),
    member("fullNameLowerCase", Form::Text),
    member("email", Form::Text).written(),
    member("phone", Form::Text).written(),
    member("phoneLabel", Form::Text),
    member("additionalEmails", Form::Set("email")).written(),
    member("additionalPhones", Form::Set("phone")).written(),
    member("companyName", Form::Text).made(),
    member("businessName", Form::Text),
    member("businessId", Form::Text),
    member("address1", Form::Text).or("address").written(),
    member("city", Form::Text).written(),
    member("state", Form::Text).written(),
    member("postalCode", Form::Text).written().emptied(),
    member("country", Form::Text).written().emptied(),
    member("website", Form::Text).written(),
    member("timezone", Form::Text).written(),
    member("source", Form::Text).written(),
    member("type", Form::Text),
    member("gender", Form::Text).made(),
    member("dateOfBirth", Form::Day).written(),
    member("assignedTo", Form::Text).written(),
    member("followers", Form::Set("id")),
    // In a change the list would replace what others added: tags have calls of their own.
    member("tags", Form::Set("name")).made(),
    member("dnd", Form::Flag).written(),
    member("dndSettings", Form::Dnd).written(),
    member("inboundDndSettings", Form::Dnd).written(),
    member("customFields", Form::Custom).written(),
    member("validEmail", Form::Flag),
    member("dateAdded", Form::Time),
    member("dateUpdated", Form::Time),
    member("lastActivity", Form::Time),
    member("attributionSource", Form::Any),
    member("lastAttributionSource", Form::Any),
    member("deleted", Form::Flag),
];

/// The calls about people.
#[derive(Debug)]
pub struct Contacts<'a>(&'a Crm);

/// What an upsert did.
#[derive(Clone, Debug, PartialEq)]
pub struct Upserted {
    /// Whether a record was made.
    pub new: bool,
    /// The record afterwards.
    pub record: RemoteRecord,
}

impl Crm {
    /// People.
    pub const fn contacts(&self) -> Contacts<'_> {
        Contacts(self)
    }
}

impl Contacts<'_> {
    /// One page of a search. Usual lane: bulk for the first copy, read for changes. The index trails the store by
    /// seconds, and its records lack the written names and do-not-disturb at times: merge, never replace.
    pub async fn search(&self, search: &Search, after: Option<&Cursor>) -> Result<Page, GhlError> {
        const CALL: &str = "contacts.search";
        let mut request = search.body(self.0.location_text(), "pageLimit");
        let step = after.map(|cursor| cursor.step(CALL)).transpose()?;
        let number = match &step {
            Some(Step::Page(number)) => Some(*number),
            Some(Step::SearchAfter(_)) => None,
            _ => Some(1),
        };
        if let Some(number) = number {
            request.insert("page".to_owned(), number.into());
        }
        let mut call = Call::post(CALL, ["contacts", "search"], Value::Object(request));
        if let Some(Step::SearchAfter(raw)) = &step {
            call = call.with_raw("searchAfter", raw);
        }
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        let list = named(CALL, body::list(&members, "contacts"))?;
        let mut page = crm::records(&list, &SHAPE);
        page.total = body::count(&members, "total");
        if !search.is_last(page.len(), page.total) {
            let next = match (last_cursor(&list, &["searchAfter"]), number) {
                (Some(raw), _) => Step::SearchAfter(raw),
                (None, Some(number)) if number * u64::from(search.limit) < PAGES_END => {
                    Step::Page(number + 1)
                }
                (None, _) => {
                    return named(
                        CALL,
                        Err(body::unreadable("its records do not say where to go on")),
                    );
                }
            };
            page.next = Cursor::new(&next);
        }
        Ok(page)
    }

    /// One person in full. Usual lane: person when opened, send before a push, read otherwise.
    pub async fn get(&self, id: &ContactId) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "contacts.get";
        let body = self.0.read(Call::get(CALL, ["contacts", id.as_str()])).await?;
        crm::record(CALL, &body, "contact", &SHAPE)
    }

    /// The person with this e-mail address or phone number, by the account's own rule. Usual lane: send.
    pub async fn duplicate_of(
        &self,
        email: Option<&str>,
        phone: Option<&str>,
    ) -> Result<Option<RemoteRecord>, GhlError> {
        const CALL: &str = "contacts.duplicate";
        let call = Call::get(CALL, ["contacts", "search", "duplicate"])
            .with("locationId", self.0.location_text())
            .with_some("email", email)
            .with_some("number", phone);
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        let found = members.get("contact").and_then(|raw| SHAPE.read(raw).ok());
        Ok(found)
    }

    /// Makes a person. Usual lane: send. Look for the e-mail and phone first: an unclear outcome has no other key.
    pub async fn create(&self, fields: &Fields) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "contacts.create";
        let mut request = crm::body_of(CALL, fields, |fields| SHAPE.create(fields))?;
        request.insert("locationId".to_owned(), self.0.location_text().into());
        let body = self
            .0
            .write(Call::post(CALL, ["contacts"], Value::Object(request)).slash())
            .await?;
        crm::record(CALL, &body, "contact", &SHAPE)
    }

    /// Changes these members of a person; tags have calls of their own. Usual lane: send.
    pub async fn update(&self, id: &ContactId, fields: &Fields) -> Result<Option<RemoteRecord>, GhlError> {
        const CALL: &str = "contacts.update";
        let request = crm::body_of(CALL, fields, |fields| SHAPE.update(fields))?;
        let body = self
            .0
            .write(Call::put(CALL, ["contacts", id.as_str()], Value::Object(request)))
            .await?;
        crm::succeeded(CALL, &body)?;
        Ok(crm::record(CALL, &body, "contact", &SHAPE).ok())
    }

    /// Makes a person or changes the one the account's rule takes for the same. Usual lane: send. It can replace
    /// the main e-mail address: prefer [`Contacts::create`] and [`Contacts::update`].
    pub async fn upsert(&self, fields: &Fields, allow_duplicate: Option<bool>) -> Result<Upserted, GhlError> {
        const CALL: &str = "contacts.upsert";
        let mut request = crm::body_of(CALL, fields, |fields| SHAPE.create(fields))?;
        request.insert("locationId".to_owned(), self.0.location_text().into());
        if let Some(allow) = allow_duplicate {
            request.insert("createNewIfDuplicateAllowed".to_owned(), allow.into());
        }
        let body = self
            .0
            .write(Call::post(CALL, ["contacts", "upsert"], Value::Object(request)))
            .await?;
        let new = body
            .members()
            .ok()
            .and_then(|members| body::value(&members, "new"))
            .unwrap_or(false);
        Ok(Upserted {
            new,
            record: crm::record(CALL, &body, "contact", &SHAPE)?,
        })
    }

    /// Deletes a person. Usual lane: send.
    pub async fn delete(&self, id: &ContactId) -> Result<(), GhlError> {
        const CALL: &str = "contacts.delete";
        let body = self
            .0
            .write(Call::delete(CALL, ["contacts", id.as_str()]))
            .await?;
        crm::succeeded(CALL, &body)
    }

    /// Adds tags; answers the whole list afterwards. Usual lane: send. Adding twice changes nothing.
    pub async fn add_tags(&self, id: &ContactId, tags: &[String]) -> Result<Vec<String>, GhlError> {
        self.set_call("contacts.add_tags", Verb::Post, id, "tags", tags)
            .await
    }

    /// Removes tags; answers the whole list afterwards. Usual lane: send. Removing twice changes nothing.
    pub async fn remove_tags(&self, id: &ContactId, tags: &[String]) -> Result<Vec<String>, GhlError> {
        self.set_call("contacts.remove_tags", Verb::Delete, id, "tags", tags)
            .await
    }

    /// Adds followers; answers the whole list afterwards. Usual lane: send.
    pub async fn add_followers(&self, id: &ContactId, users: &[UserId]) -> Result<Vec<String>, GhlError> {
        let users: Vec<_> = users.iter().map(ToString::to_string).collect();
        self.set_call("contacts.add_followers", Verb::Post, id, "followers", &users)
            .await
    }

    /// Removes followers; answers the whole list afterwards. Usual lane: send.
    pub async fn remove_followers(&self, id: &ContactId, users: &[UserId]) -> Result<Vec<String>, GhlError> {
        let users: Vec<_> = users.iter().map(ToString::to_string).collect();
        self.set_call("contacts.remove_followers", Verb::Delete, id, "followers", &users)
            .await
    }

    /// Puts a person into a workflow of the CRM. Usual lane: send.
    pub async fn add_to_workflow(&self, id: &ContactId, workflow: &WorkflowId) -> Result<(), GhlError> {
        let path = ["contacts", id.as_str(), "workflow", workflow.as_str()];
        let call = Call::post("contacts.add_to_workflow", path, json!({}));
        let body = self.0.write(call).await?;
        crm::succeeded("contacts.add_to_workflow", &body)
    }

    /// Takes a person out of a workflow of the CRM. Usual lane: send.
    pub async fn remove_from_workflow(&self, id: &ContactId, workflow: &WorkflowId) -> Result<(), GhlError> {
        let path = ["contacts", id.as_str(), "workflow", workflow.as_str()];
        let call = Call::delete("contacts.remove_from_workflow", path).with_body(json!({}));
        let body = self.0.write(call).await?;
        crm::succeeded("contacts.remove_from_workflow", &body)
    }

    async fn set_call(
        &self,
        name: &'static str,
        verb: Verb,
        id: &ContactId,
        member: &'static str,
        items: &[String],
    ) -> Result<Vec<String>, GhlError> {
        let call = Call::new(name, verb, ["contacts", id.as_str(), member]);
        let body = self.0.write(call.with_body(json!({ member: items }))).await?;
        set_afterwards(name, &body, member)
    }
}

/// The resulting list that tag and follower calls answer with.
fn set_afterwards(call: &'static str, body: &Body, member: &str) -> Result<Vec<String>, GhlError> {
    let members = named(call, body.members())?;
    let list: Option<Value> = body::value(&members, member);
    let set = list.and_then(|list| Form::Set("name").read(&list).ok().flatten());
    let words = set.and_then(|set| serde_json::from_value(set).ok());
    named(
        call,
        words.ok_or_else(|| body::unreadable("it does not say the resulting list")),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;

    fn read(text: &str) -> Value {
        Value::Object(
            SHAPE
                .read(&RawValue::from_string(text.to_owned()).unwrap())
                .unwrap()
                .fields,
        )
    }

    #[test]
    fn a_search_record_and_a_full_record_end_in_the_same_members() {
        let found = read(
            r#"{"id":"c1","locationId":"L","firstNameLowerCase":"ana","lastNameLowerCase":"o'neill","address":"1 Main St",
            "dateAdded":"2026-11-23T10:00:00-05:00","dateUpdated":1795446000000,"tags":["hot","buyer","hot"],
            "customFields":[{"id":"f1","value":450000}],"additionalEmails":[{"email":"b@x.y"}],"dnd":false,
            "opportunities":[{"id":"o1","pipeline_id":"p"}],"searchAfter":[1,"c1"],"businessName":null}"#,
        );
        let expected = json!({
            "locationId": "L", "firstNameLowerCase": "ana", "lastNameLowerCase": "o'neill",
            "additionalEmails": ["b@x.y"], "businessName": null, "address1": "1 Main St", "tags": ["buyer", "hot"],
            "dnd": false, "customFields": {"f1": 450_000}, "dateAdded": "2026-11-23T15:00:00.000Z",
            "dateUpdated": "2026-11-23T15:00:00.000Z"
        });
        assert_eq!(found, expected);
        let full = read(
            r#"{"id":"c1","firstName":"Ana","lastName":"O'Neill","fullNameLowerCase":"ana o'neill","address1":"1 Main St",
            "dndSettings":{"Call":{"status":"active"}},"lastActivity":"1795446000000","dateOfBirth":"1980-02-29T00:00:00.000Z"}"#,
        );
        let expected = json!({
            "firstName": "Ana", "lastName": "O'Neill", "fullNameLowerCase": "ana o'neill", "address1": "1 Main St",
            "dateOfBirth": "1980-02-29", "dndSettings": {"call": {"status": "active"}},
            "lastActivity": "2026-11-23T15:00:00.000Z"
        });
        assert_eq!(full, expected);
    }

    #[test]
    fn a_contact_with_every_member_null_is_a_contact() {
        let nulls: serde_json::Map<_, _> = MEMBERS
            .iter()
            .map(|member| (member.name.to_owned(), Value::Null))
            .collect();
        let mut object = Value::Object(nulls);
        object["id"] = "c1".into();
        let fields = read(&object.to_string());
        assert_eq!(fields["firstName"], Value::Null);
        for unsaid in ["tags", "customFields", "dndSettings", "followers"] {
            assert_eq!(fields.get(unsaid), None, "{unsaid}");
        }
    }

    #[test]
    fn a_change_never_carries_the_location_the_tags_or_the_company() {
        for name in ["locationId", "tags", "companyName", "gender", "id", "dateAdded"] {
            let fields = [(name.to_owned(), Value::from("x"))].into_iter().collect();
            assert_eq!(SHAPE.update(&fields), Err(name.to_owned()));
        }
    }
}
