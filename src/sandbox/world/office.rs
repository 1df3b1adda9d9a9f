//! The brokerage itself: its people, pipelines, fields, tags and other settings. Small, and all of it editable.

use serde_json::{Value, json};

use super::seed::{Kind, Seed};

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
        format!("{}@orangegrove.example", super::place::plain(self.first))
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

const USERS: &[(&str, &str, &str, &str)] = &[
    ("Dana", "Whitfield", "Broker", "admin"),
    ("Marcus", "Bell", "Team lead", "admin"),
    ("Elena", "Castañeda", "Agent", "user"),
    ("Priya", "Raman", "Agent", "user"),
    ("Tom", "Okada", "Agent", "user"),
    ("Renée", "Dubois", "Listing agent", "user"),
    ("Jess", "Park", "ISA", "user"),
];

const BUYERS: &[(&str, i64)] = &[
    ("New Lead", 2),
    ("Contacted", 5),
    ("Qualified", 12),
    ("Showing", 30),
    ("Offer", 55),
    ("Under Contract", 88),
    ("Closed", 100),
];
const SELLERS: &[(&str, i64)] = &[
    ("New Lead", 2),
    ("Contacted", 6),
    ("Valuation Sent", 15),
    ("Listing Appointment", 50),
    ("Listed", 80),
    ("In Escrow", 92),
    ("Closed", 100),
];

/// Name, key, kind, model, choices, placeholder.
type FieldRow = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static str,
);

const FIELDS: &[FieldRow] = &[
    ("Budget", "budget", "MONETORY", "contact", &[], "650000"),
    (
        "Timeline",
        "timeline",
        "SINGLE_OPTIONS",
        "contact",
        &["ASAP", "1-3 months", "3-6 months", "6-12 months", "Just looking"],
        "",
    ),
    (
        "Pre-approval",
        "preapproval_status",
        "RADIO",
        "contact",
        &["Pre-approved", "Pre-qualified", "Cash", "Not started"],
        "",
    ),
    (
        "Areas",
        "areas",
        "MULTIPLE_OPTIONS",
        "contact",
        &[
            "Riverside",
            "Corona",
            "Moreno Valley",
            "Rancho Cucamonga",
            "Fontana",
            "Ontario",
            "Temecula",
            "Redlands",
            "San Bernardino",
            "Eastvale",
        ],
        "",
    ),
    (
        "Must-haves",
        "must_haves",
        "CHECKBOX",
        "contact",
        &[
            "Pool",
            "Garage",
            "Single storey",
            "Large yard",
            "No HOA",
            "RV parking",
            "Guest unit",
        ],
        "",
    ),
    ("Bedrooms", "bedrooms", "NUMERICAL", "contact", &[], "3"),
    (
        "What they want",
        "wishes",
        "LARGE_TEXT",
        "contact",
        &[],
        "In their own words",
    ),
    ("Lender", "lender", "TEXT", "contact", &[], ""),
    ("Partner's phone", "partner_phone", "PHONE", "contact", &[], ""),
    ("Move by", "move_by", "DATE", "contact", &[], ""),
    (
        "Property details",
        "property_details",
        "TEXTBOX_LIST",
        "contact",
        &["Beds", "Baths", "Square feet"],
        "",
    ),
    (
        "Pre-approval letter",
        "preapproval_letter",
        "FILE_UPLOAD",
        "contact",
        &[],
        "",
    ),
    (
        "Language",
        "language",
        "SINGLE_OPTIONS",
        "contact",
        &["English", "Español"],
        "",
    ),
    (
        "Property address",
        "property_address",
        "TEXT",
        "opportunity",
        &[],
        "",
    ),
    (
        "Expected commission",
        "expected_commission",
        "MONETORY",
        "opportunity",
        &[],
        "",
    ),
    ("Side", "side", "RADIO", "opportunity", &["Buy", "Sell"], ""),
    ("Inspection by", "inspection_by", "DATE", "opportunity", &[], ""),
];

const TAGS: &[&str] = &[
    "buyer-lead",
    "seller-lead",
    "hot-lead",
    "warm-lead",
    "cold-lead",
    "first-time buyer",
    "investor",
    "pre-approved",
    "past client",
    "sphere",
    "open house",
    "zillow",
    "relocation",
    "va loan",
    "español",
    "needs qualifying",
    "nurture",
    "do not text",
    "vip",
    "expired listing",
    "fsbo",
    "renter",
];

const LOST: &[&str] = &[
    "Chose another agent",
    "Not ready",
    "Could not qualify",
    "Unresponsive",
    "Price too high",
    "Rented instead",
];
const WORKFLOWS: &[(&str, &str)] = &[
    ("New lead: first five minutes", "published"),
    ("Buyer nurture, 12 months", "published"),
    ("Open house follow-up", "published"),
    ("Listing appointment reminders", "published"),
    ("Past client check-in", "draft"),
];
const CAMPAIGNS: &[(&str, &str)] = &[
    ("Spring market letter", "published"),
    ("Home value updates", "published"),
    ("Old leads revival", "draft"),
];
const VALUES: &[(&str, &str)] = &[
    ("Office name", NAME),
    ("Office phone", "(213) 555-0100"),
    ("Booking link", "https://book.orangegrove.example"),
];
const TEMPLATES: &[(&str, Option<&str>, &str)] = &[
    (
        "First text",
        None,
        "Hi {{contact.first_name}}, this is {{user.first_name}} at Orange Grove Realty. Is now a good time?",
    ),
    (
        "Showing reminder",
        None,
        "See you tomorrow, {{contact.first_name}}. Reply C to confirm.",
    ),
    (
        "Home value letter",
        Some("What your home would sell for today"),
        "<p>Hi {{contact.first_name}},</p><p>Here are three sales near you.</p>",
    ),
];

impl Office {
    /// The brokerage of a seed.
    pub fn new(seed: Seed) -> Self {
        let named = |kind, number: usize, name: &str, value: &str| Named {
            id: seed.id(kind, number as u64),
            name: name.to_owned(),
            value: value.to_owned(),
        };
        let rows = |kind, rows: &[(&str, &str)]| {
            rows.iter()
                .enumerate()
                .map(|(n, (name, value))| named(kind, n, name, value))
                .collect::<Vec<_>>()
        };
        let names = |kind, names: &[&str]| {
            names
                .iter()
                .enumerate()
                .map(|(n, name)| named(kind, n, name, ""))
                .collect::<Vec<_>>()
        };
        let mut workflows = rows(Kind::Workflow, WORKFLOWS);
        for (number, workflow) in workflows.iter_mut().enumerate() {
            workflow.id = seed.uuid(Kind::Workflow, number as u64);
        }
        Self {
            location: seed.id(Kind::Location, 0),
            company: seed.id(Kind::Location, 1),
            token: format!("pit-{}", seed.uuid(Kind::Token, 0)),
            allow_duplicate_contact: false,
            allow_duplicate_opportunity: false,
            users: users(seed),
            pipelines: vec![
                pipeline(seed, 0, "Buyers", BUYERS),
                pipeline(seed, 1, "Sellers", SELLERS),
            ],
            fields: fields(seed),
            tags: names(Kind::Tag, TAGS),
            lost_reasons: names(Kind::LostReason, LOST),
            workflows,
            campaigns: rows(Kind::Campaign, CAMPAIGNS),
            values: rows(Kind::CustomValue, VALUES),
            templates: templates(seed),
            calendars: calendars(seed),
            made: 0,
        }
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

fn users(seed: Seed) -> Vec<User> {
    let numbered = USERS.iter().zip(0_u64..);
    numbered
        .map(|((first, last, title, role), number)| User {
            id: seed.id(Kind::User, number),
            first,
            last,
            title,
            role,
            phone: format!("+1213555{:04}", 101 + number),
        })
        .collect()
}

fn pipeline(seed: Seed, number: u64, name: &'static str, stages: &'static [(&'static str, i64)]) -> Pipeline {
    let stage = |((name, probability), place): (&(&'static str, i64), u64)| Stage {
        id: seed.uuid(Kind::Stage, number * 100 + place),
        name,
        probability: *probability,
    };
    Pipeline {
        id: seed.id(Kind::Pipeline, number),
        name,
        stages: stages.iter().zip(0_u64..).map(stage).collect(),
    }
}

fn fields(seed: Seed) -> Vec<Field> {
    let numbered = FIELDS.iter().zip(0_u64..);
    numbered
        .map(
            |((name, key, data_type, model, options, placeholder), number)| Field {
                id: seed.id(Kind::CustomField, number),
                name: (*name).to_owned(),
                key: format!("{model}.{key}"),
                data_type: (*data_type).to_owned(),
                model: (*model).to_owned(),
                options: options.iter().map(|option| (*option).to_owned()).collect(),
                placeholder: (*placeholder).to_owned(),
            },
        )
        .collect()
}

fn templates(seed: Seed) -> Vec<Template> {
    let numbered = TEMPLATES.iter().zip(0_u64..);
    numbered
        .map(|((name, subject, body), number)| Template {
            id: seed.id(Kind::Template, number),
            name,
            subject: *subject,
            body,
        })
        .collect()
}

fn calendars(seed: Seed) -> Vec<Calendar> {
    let calendar = |number, name, slug, minutes, team, saturdays, color| Calendar {
        id: seed.id(Kind::Calendar, number),
        name,
        slug,
        minutes,
        team,
        saturdays,
        color,
    };
    vec![
        calendar(
            0,
            "Buyer consultation",
            "buyer-consultation",
            30,
            &[2, 3, 4],
            false,
            "#039be5",
        ),
        calendar(1, "Home showing", "home-showing", 60, &[2, 3, 4], true, "#33b679"),
        calendar(
            2,
            "Listing appointment",
            "listing-appointment",
            60,
            &[1, 5],
            false,
            "#e67c73",
        ),
    ]
}
