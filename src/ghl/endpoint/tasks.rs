//! Things to do for people.

use serde_json::{Map, Value, json};

use crate::domain::record::{EntityKind, Fields, RemoteRecord};
use crate::domain::value::{ContactId, TaskId, UserId};
use crate::ghl::call::Call;
use crate::ghl::crm::{self, Crm, named};
use crate::ghl::error::GhlError;
use crate::ghl::page::{Cursor, Page, Step};
use crate::ghl::record::{Form, Shape, member};

/// Tasks asked for on a page of the search of the whole location; fewer may come.
const PAGE: u64 = 100;

pub(super) const SHAPE: Shape = Shape {
    kind: EntityKind::Task,
    members: &[
        member("contactId", Form::Text),
        member("title", Form::Text).written(),
        member("body", Form::Text).written().emptied(),
        member("dueDate", Form::Time).written(),
        member("completed", Form::Flag).written(),
        member("assignedTo", Form::Text).written().emptied(),
        member("dateAdded", Form::Time),
        member("dateUpdated", Form::Time),
        member("deleted", Form::Flag),
    ],
};

/// The calls about one person's tasks.
#[derive(Debug)]
pub struct Tasks<'a>(&'a Crm, &'a ContactId);

/// Which tasks of the location to look for; nothing chosen means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskSearch {
    /// Only done, or only open ones.
    pub completed: Option<bool>,
    /// Only those of these people.
    pub contacts: Vec<ContactId>,
    /// Only those of these colleagues.
    pub assigned_to: Vec<UserId>,
    /// Words in the title.
    pub words: Option<String>,
}

impl Crm {
    /// The tasks of this person.
    pub const fn tasks<'a>(&'a self, contact: &'a ContactId) -> Tasks<'a> {
        Tasks(self, contact)
    }

    /// One page of the tasks of the whole location. Usual lane: read. The CRM cannot say which changed since, so
    /// every pass reads all open ones.
    pub async fn search_tasks(&self, search: &TaskSearch, after: Option<&Cursor>) -> Result<Page, GhlError> {
        const CALL: &str = "tasks.search";
        let skip = match after.map(|cursor| cursor.step(CALL)).transpose()? {
            Some(Step::Skip(skip)) => skip,
            _ => 0,
        };
        let call = Call::post(
            CALL,
            ["locations", self.location_text(), "tasks", "search"],
            search.body(skip),
        );
        let body = self.read(call).await?;
        let members = named(CALL, body.members())?;
        let mut page = named(CALL, crm::page(&members, "tasks", &SHAPE))?;
        // A short page is no end: the CRM may give fewer than were asked for.
        if !page.is_empty() {
            page.next = Cursor::new(&Step::Skip(skip + page.len() as u64));
        }
        Ok(page)
    }
}

impl TaskSearch {
    fn body(&self, skip: u64) -> Value {
        let mut body = Map::new();
        body.insert("limit".to_owned(), PAGE.into());
        body.insert("skip".to_owned(), skip.into());
        if let Some(completed) = self.completed {
            body.insert("completed".to_owned(), completed.into());
        }
        if !self.contacts.is_empty() {
            body.insert(
                "contactId".to_owned(),
                self.contacts.iter().map(ContactId::as_str).collect(),
            );
        }
        if !self.assigned_to.is_empty() {
            body.insert(
                "assignedTo".to_owned(),
                self.assigned_to.iter().map(UserId::as_str).collect(),
            );
        }
        if let Some(words) = &self.words {
            body.insert("query".to_owned(), words.as_str().into());
        }
        Value::Object(body)
    }
}

impl Tasks<'_> {
    /// All tasks of the person. Usual lane: person when opened.
    pub async fn list(&self) -> Result<Page, GhlError> {
        const CALL: &str = "tasks.list";
        let body = self
            .0
            .read(Call::get(CALL, ["contacts", self.1.as_str(), "tasks"]))
            .await?;
        let members = named(CALL, body.members())?;
        let mut page = named(CALL, crm::page(&members, "tasks", &SHAPE))?;
        for task in &mut page.records {
            crm::belongs(task, "contactId", self.1.as_str());
        }
        Ok(page)
    }

    /// One task. Usual lane: send before a push, read otherwise.
    pub async fn get(&self, id: &TaskId) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "tasks.get";
        let body = self
            .0
            .read(Call::get(
                CALL,
                ["contacts", self.1.as_str(), "tasks", id.as_str()],
            ))
            .await?;
        let mut task = crm::record(CALL, &body, "task", &SHAPE)?;
        crm::belongs(&mut task, "contactId", self.1.as_str());
        Ok(task)
    }

    /// Makes a task (`title`, `dueDate` and `completed` at least). Usual lane: send.
    pub async fn create(&self, fields: &Fields) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "tasks.create";
        let request = crm::body_of(CALL, fields, |fields| SHAPE.create(fields))?;
        let path = ["contacts", self.1.as_str(), "tasks"];
        let body = self
            .0
            .write(Call::post(CALL, path, Value::Object(request)))
            .await?;
        let mut task = crm::record(CALL, &body, "task", &SHAPE)?;
        crm::belongs(&mut task, "contactId", self.1.as_str());
        Ok(task)
    }

    /// Changes a task. Usual lane: send.
    pub async fn update(&self, id: &TaskId, fields: &Fields) -> Result<Option<RemoteRecord>, GhlError> {
        const CALL: &str = "tasks.update";
        let request = crm::body_of(CALL, fields, |fields| SHAPE.update(fields))?;
        let path = ["contacts", self.1.as_str(), "tasks", id.as_str()];
        let body = self
            .0
            .write(Call::put(CALL, path, Value::Object(request)))
            .await?;
        crm::succeeded(CALL, &body)?;
        Ok(crm::record(CALL, &body, "task", &SHAPE).ok())
    }

    /// Ticks a task off, or on again. Usual lane: send.
    pub async fn complete(&self, id: &TaskId, completed: bool) -> Result<Option<RemoteRecord>, GhlError> {
        const CALL: &str = "tasks.complete";
        let path = ["contacts", self.1.as_str(), "tasks", id.as_str(), "completed"];
        let body = self
            .0
            .write(Call::put(CALL, path, json!({ "completed": completed })))
            .await?;
        crm::succeeded(CALL, &body)?;
        Ok(crm::record(CALL, &body, "task", &SHAPE).ok())
    }

    /// Deletes a task. Usual lane: send.
    pub async fn delete(&self, id: &TaskId) -> Result<(), GhlError> {
        const CALL: &str = "tasks.delete";
        let path = ["contacts", self.1.as_str(), "tasks", id.as_str()];
        let body = self.0.write(Call::delete(CALL, path)).await?;
        crm::succeeded(CALL, &body)
    }
}
