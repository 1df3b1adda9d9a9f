//! The brokerage itself: its people, pipelines, fields, tags and other settings. Small, and all of it editable.
//!
//! Owns: the settings' types and what they were when the brokerage was founded. Must not: know a contact.
//! To add a setting: its row in a table of `founding`, its member in [`Office`].

mod founding;

use serde_json::{Value, json};

use crate::sandbox::world::seed::{Kind, Seed};

/// A person who works at the brokerage.
#[derive(Clone, Debug)]
pub struct User {
    /// Remote id.
    pub id: String,
    /// Given name.
    pub first: &'static str,
    /// Family name.
    pub last: &'static str,
    /// Their title, for stories.
    pub title: &'static str,
    /// `admin` or `user`, as the CRM has it.
    pub role: &'static str,
    /// E.164.
    pub phone: String,
}

impl User {
    /// Given and family name.
    pub fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    /// The address at the office.
    pub fn email(&self) -> String {
        format!(
            "{}@orangegrove.example",
            crate::sandbox::world::place::plain(self.first)
        )
    }
}

/// One column of a pipeline.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Remote id, a UUID.
    pub id: String,
    /// What it is called.
    pub name: &'static str,
    /// How likely an opportunity in it is won, in percent.
    pub probability: i64,
}

/// A pipeline with its stages in order.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// Remote id.
    pub id: String,
    /// What it is called.
    pub name: &'static str,
    /// Its columns.
    pub stages: Vec<Stage>,
}

/// A custom field's definition.
#[derive(Clone, Debug)]
pub struct Field {
    /// Remote id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `contact.budget` and the like.
    pub key: String,
    /// The CRM's word for its kind, their spelling.
    pub data_type: String,
    /// `contact` or `opportunity`.
    pub model: String,
    /// The choices, if it has any.
    pub options: Vec<String>,
    /// The grey text in an empty field.
    pub placeholder: String,
}

/// Something with an id and a name, and perhaps one thing more: tags, reasons, values.
#[derive(Clone, Debug)]
pub struct Named {
    /// Remote id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// A custom value's value, a workflow's or campaign's status.
    pub value: String,
}

/// A calendar people can book.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Remote id.
    pub id: String,
    /// What it is called.
    pub name: &'static str,
    /// The part of its address.
    pub slug: &'static str,
    /// Minutes an appointment takes.
    pub minutes: i64,
    /// Places in the list of users of those who can be booked.
    pub team: &'static [usize],
    /// Whether Saturdays are bookable too.
    pub saturdays: bool,
    /// A colour as the CRM writes it.
    pub color: &'static str,
}

/// Everything about the sub-account that is not a person's record.
#[derive(Clone, Debug)]
pub struct Office {
    /// The sub-account's id.
    pub location: String,
    /// The agency's id.
    pub company: String,
    /// The token that opens it, of the CRM's form.
    pub token: String,
    /// Whether several contacts may share an e-mail or a phone.
    pub allow_duplicate_contact: bool,
    /// Whether a contact may have several opportunities.
    pub allow_duplicate_opportunity: bool,
    /// Who works there.
    pub users: Vec<User>,
    /// Buyers, then sellers.
    pub pipelines: Vec<Pipeline>,
    /// Custom fields.
    pub fields: Vec<Field>,
    /// Tags known to the account.
    pub tags: Vec<Named>,
    /// Why opportunities are lost.
    pub lost_reasons: Vec<Named>,
    /// Workflows; the value is the status.
    pub workflows: Vec<Named>,
    /// Campaigns; the value is the status.
    pub campaigns: Vec<Named>,
    /// Forms that people fill in.
    pub forms: Vec<Named>,
    /// Custom values.
    pub values: Vec<Named>,
    /// Text templates.
    pub templates: Vec<Template>,
    /// Calendars.
    pub calendars: Vec<Calendar>,
    /// How many settings were added while the world runs.
    made: u64,
}

/// A text or e-mail template.
#[derive(Clone, Debug)]
pub struct Template {
    /// Remote id.
    pub id: String,
    /// What it is called.
    pub name: &'static str,
    /// `None` for a text, the subject for an e-mail.
    pub subject: Option<&'static str>,
    /// The words.
    pub body: &'static str,
}

/// The name over the door.
pub const NAME: &str = "Orange Grove Realty";
/// Where the office's clocks are.
pub const ZONE: &str = "America/Los_Angeles";
/// The number texts come from.
pub const PHONE: &str = "+12135550100";
/// The address e-mails come from.
pub const EMAIL: &str = "hello@orangegrove.example";

impl Office {
    /// The brokerage of a seed.
    pub fn new(seed: Seed) -> Self {
        founding::found(seed)
    }

    /// The location as the CRM describes it.
    pub fn describe(&self) -> Value {
        let place = json!({
            "name": NAME, "address": "3900 Mission Inn Ave", "city": "Riverside", "state": "CA", "country": "US",
            "postalCode": "92501", "website": "https://orangegrove.example", "timezone": ZONE,
        });
        let mut location = place.clone();
        if let Some(members) = location.as_object_mut() {
            members.insert("id".into(), json!(self.location));
            members.insert("companyId".into(), json!(self.company));
            members.insert("firstName".into(), json!("Dana"));
            members.insert("lastName".into(), json!("Whitfield"));
            members.insert("email".into(), json!(EMAIL));
            members.insert("phone".into(), json!(PHONE));
            members.insert("business".into(), place);
            members.insert("social".into(), json!({}));
            members.insert(
                "settings".into(),
                json!({
                    "allowDuplicateContact": self.allow_duplicate_contact,
                    "allowDuplicateOpportunity": self.allow_duplicate_opportunity,
                    "allowFacebookNameMerge": false,
                    "disableContactTimezone": false,
                }),
            );
        }
        location
    }

    /// The stage with this id, its pipeline and its place in it.
    pub fn stage(&self, id: &str) -> Option<(&Pipeline, usize, &Stage)> {
        self.pipelines.iter().find_map(|pipeline| {
            let place = pipeline.stages.iter().position(|stage| stage.id == id)?;
            Some((pipeline, place, pipeline.stages.get(place)?))
        })
    }

    /// Adds a tag to the account's list unless it is known; the CRM does so whenever a contact gets a new one.
    pub fn know_tag(&mut self, seed: Seed, name: &str) {
        if !self.tags.iter().any(|tag| tag.name == name) {
            let id = seed.id(Kind::Tag, self.next_number());
            self.tags.push(Named {
                id,
                name: name.to_owned(),
                value: String::new(),
            });
        }
    }

    /// A number for the next setting of any kind that is added: never the same twice.
    pub fn next_number(&mut self) -> u64 {
        self.made += 1;
        1_000 + self.made
    }

    /// The user with this id.
    pub fn user(&self, id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    /// The custom field with this id or key.
    pub fn field(&self, id_or_key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| {
            field.id == id_or_key
                || field.key == id_or_key
                || field
                    .key
                    .split_once('.')
                    .is_some_and(|(_, short)| short == id_or_key)
        })
    }
}
