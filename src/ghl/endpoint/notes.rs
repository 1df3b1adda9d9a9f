//! Notes on people. The CRM has no bulk way to read them: one request for each person, so read them on opening.

use serde_json::Value;

use crate::domain::record::{EntityKind, Fields, RemoteRecord};
use crate::domain::value::{ContactId, NoteId};
use crate::ghl::call::Call;
use crate::ghl::crm::{self, Crm, named};
use crate::ghl::error::GhlError;
use crate::ghl::page::Page;
use crate::ghl::record::{Form, Shape, member};

pub(super) const SHAPE: Shape = Shape {
    kind: EntityKind::Note,
    members: &[
        member("contactId", Form::Text),
        member("body", Form::Text).written(),
        member("title", Form::Text).written(),
        member("color", Form::Text).written(),
        member("pinned", Form::Flag).written(),
        member("userId", Form::Text).written(),
        member("dateAdded", Form::Time),
        member("dateUpdated", Form::Time),
    ],
};

/// The calls about one person's notes.
#[derive(Debug)]
pub struct Notes<'a>(&'a Crm, &'a ContactId);

impl Crm {
    /// The notes on this person.
    pub const fn notes<'a>(&'a self, contact: &'a ContactId) -> Notes<'a> {
        Notes(self, contact)
    }
}

impl Notes<'_> {
    /// All notes on the person. Usual lane: person when opened, bulk for a sweep.
    pub async fn list(&self) -> Result<Page, GhlError> {
        const CALL: &str = "notes.list";
        let body = self
            .0
            .read(Call::get(CALL, ["contacts", self.1.as_str(), "notes"]))
            .await?;
        let members = named(CALL, body.members())?;
        let mut page = named(CALL, crm::page(&members, "notes", &SHAPE))?;
        for note in &mut page.records {
            crm::belongs(note, "contactId", self.1.as_str());
        }
        Ok(page)
    }

    /// One note. Usual lane: send before a push.
    pub async fn get(&self, id: &NoteId) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "notes.get";
        let path = ["contacts", self.1.as_str(), "notes", id.as_str()];
        let body = self.0.read(Call::get(CALL, path)).await?;
        let mut note = crm::record(CALL, &body, "note", &SHAPE)?;
        crm::belongs(&mut note, "contactId", self.1.as_str());
        Ok(note)
    }

    /// Writes a note (`body` at least). Usual lane: send.
    pub async fn create(&self, fields: &Fields) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "notes.create";
        let request = crm::body_of(CALL, fields, |fields| SHAPE.create(fields))?;
        let path = ["contacts", self.1.as_str(), "notes"];
        let body = self
            .0
            .write(Call::post(CALL, path, Value::Object(request)))
            .await?;
        let mut note = crm::record(CALL, &body, "note", &SHAPE)?;
        crm::belongs(&mut note, "contactId", self.1.as_str());
        Ok(note)
    }

    /// Changes a note. Usual lane: send.
    pub async fn update(&self, id: &NoteId, fields: &Fields) -> Result<Option<RemoteRecord>, GhlError> {
        const CALL: &str = "notes.update";
        let request = crm::body_of(CALL, fields, |fields| SHAPE.update(fields))?;
        let path = ["contacts", self.1.as_str(), "notes", id.as_str()];
        let body = self
            .0
            .write(Call::put(CALL, path, Value::Object(request)))
            .await?;
        crm::succeeded(CALL, &body)?;
        Ok(crm::record(CALL, &body, "note", &SHAPE).ok())
    }

    /// Deletes a note. Usual lane: send.
    pub async fn delete(&self, id: &NoteId) -> Result<(), GhlError> {
        const CALL: &str = "notes.delete";
        let path = ["contacts", self.1.as_str(), "notes", id.as_str()];
        let body = self.0.write(Call::delete(CALL, path)).await?;
        crm::succeeded(CALL, &body)
    }
}
