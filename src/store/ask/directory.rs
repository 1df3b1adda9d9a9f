//! The account's reference data: small, read whole, kept by whoever shows it until it changes.

use std::collections::HashMap;

use crate::domain::appointment::Calendar;
use crate::domain::custom_field::CustomField;
use crate::domain::form::Form;
use crate::domain::location::Location;
use crate::domain::pipeline::{LostReason, Pipeline, Stage};
use crate::domain::record::{EntityKind, Fields};
use crate::domain::saved_list::SavedList;
use crate::domain::user::User;
use crate::domain::value::{CustomFieldId, Foreign, FormId, PipelineId, Shown, StageId, UserId};
use crate::domain::workflow::Workflow;
use crate::store::error::StoreError;
use crate::store::reader::Reader;

/// A tag and how many people have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagCount {
    /// The tag as the CRM writes it, or as it stands on people.
    pub name: Foreign,
    /// People who have it.
    pub people: u64,
}

/// Who works here, which pipelines there are, which fields were added, which tags are in use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Directory {
    /// The sub-account.
    pub location: Option<Location>,
    /// Colleagues.
    pub users: Vec<User>,
    /// Pipelines with their stages.
    pub pipelines: Vec<Pipeline>,
    /// Reasons the account offers for lost deals, in the CRM's order.
    pub lost_reasons: Vec<LostReason>,
    /// Fields the account added.
    pub custom_fields: Vec<CustomField>,
    /// Tags, most used first. Counting them looks at everybody, so whoever shows them asks for them apart.
    pub tags: Vec<TagCount>,
    /// Calendars.
    pub calendars: Vec<Calendar>,
    /// Workflows of the CRM.
    pub workflows: Vec<Workflow>,
    /// Forms that people fill in.
    pub forms: Vec<Form>,
    /// Lists of people that somebody gave a name here.
    pub lists: Vec<SavedList>,
}

impl Directory {
    /// A colleague's name.
    pub fn user_name(&self, id: &UserId) -> Option<Shown> {
        self.users
            .iter()
            .find(|user| user.id == *id)
            .map(|user| user.name.shown())
    }

    /// A colleague by id, or by name whatever the case.
    pub fn user_called(&self, named: &str) -> Option<&User> {
        let named = named.trim();
        let by_id = self.users.iter().find(|user| user.id.as_str() == named);
        by_id.or_else(|| {
            let mut users = self.users.iter();
            users.find(|user| user.name.raw().to_lowercase() == named.to_lowercase())
        })
    }

    /// A stage, wherever it is.
    pub fn stage(&self, id: &StageId) -> Option<&Stage> {
        self.pipelines
            .iter()
            .flat_map(|pipeline| &pipeline.stages)
            .find(|stage| stage.id == *id)
    }

    /// A pipeline.
    pub fn pipeline(&self, id: &PipelineId) -> Option<&Pipeline> {
        self.pipelines.iter().find(|pipeline| pipeline.id == *id)
    }

    /// An added field.
    pub fn custom_field(&self, id: &CustomFieldId) -> Option<&CustomField> {
        self.custom_fields.iter().find(|field| field.id == *id)
    }

    /// A form.
    pub fn form(&self, id: &FormId) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == *id)
    }
}

impl Reader {
    /// The account's reference data, without its tags.
    pub fn directory(&self) -> Result<Directory, StoreError> {
        let mut directory = Directory::default();
        self.each(EntityKind::Location, |id, fields| {
            directory.location = Some(Location::from_fields(id.into(), &fields));
        })?;
        self.each(EntityKind::User, |id, fields| {
            directory.users.push(User::from_fields(id.into(), &fields));
        })?;
        self.each(EntityKind::Pipeline, |id, fields| {
            directory
                .pipelines
                .push(Pipeline::from_fields(id.into(), &fields));
        })?;
        directory.lost_reasons = self.lost_reasons()?;
        self.each(EntityKind::CustomField, |id, fields| {
            directory
                .custom_fields
                .push(CustomField::from_fields(id.into(), &fields));
        })?;
        self.each(EntityKind::Calendar, |id, fields| {
            directory
                .calendars
                .push(Calendar::from_fields(id.into(), &fields));
        })?;
        self.each(EntityKind::Workflow, |id, fields| {
            directory
                .workflows
                .push(Workflow::from_fields(id.into(), &fields));
        })?;
        self.each(EntityKind::Form, |id, fields| {
            directory.forms.push(Form::from_fields(id.into(), &fields));
        })?;
        directory.lists = self.saved_lists()?;
        Ok(directory)
    }

    /// Reasons the account offers for lost deals, in the CRM's order.
    pub fn lost_reasons(&self) -> Result<Vec<LostReason>, StoreError> {
        let mut reasons = Vec::new();
        self.each(EntityKind::LostReason, |id, fields| {
            reasons.push(LostReason::from_fields(id.into(), &fields));
        })?;
        Ok(reasons)
    }

    /// Tags known to the account or in use, most used first.
    pub fn tags(&self) -> Result<Vec<TagCount>, StoreError> {
        let mut counts: HashMap<String, (Foreign, u64)> = HashMap::new();
        let mut statement = self.db.prepare_cached(
            "SELECT value, people FROM tally WHERE field = 'tag' AND value <> '' AND people > 0",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?)))?;
        for row in rows {
            let (tag, people) = row?;
            counts.insert(tag.clone(), (Foreign::from(tag), people));
        }
        self.each(EntityKind::Tag, |_, fields| {
            use crate::domain::record::Members;
            let name = fields.text("name");
            let key = name.raw().to_lowercase();
            counts.entry(key).or_insert((Foreign::default(), 0)).0 = name;
        })?;
        let mut tags: Vec<TagCount> = counts
            .into_values()
            .map(|(name, people)| TagCount { name, people })
            .collect();
        tags.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.name.cmp(&b.name)));
        Ok(tags)
    }

    /// Tags that the account lists or listed, each by its id.
    pub fn listed_tags(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut tags = Vec::new();
        self.each(EntityKind::Tag, |id, fields| {
            use crate::domain::record::Members;
            tags.push((id, fields.text("name").raw().to_owned()));
        })?;
        Ok(tags)
    }

    fn each(&self, kind: EntityKind, mut take: impl FnMut(String, Fields)) -> Result<(), StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT id, doc FROM record WHERE kind = ?1 AND gone = 0 ORDER BY rid")?;
        let mut rows = statement.query([kind.word()])?;
        while let Some(row) = rows.next()? {
            take(row.get(0)?, serde_json::from_str(&row.get::<_, String>(1)?)?);
        }
        Ok(())
    }
}
