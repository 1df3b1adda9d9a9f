//! What the brokerage was founded with.

use super::{Calendar, Field, NAME, Named, Office, Pipeline, Stage, Template, User};
use crate::sandbox::world::form::{CONTACT_US, HOME_VALUE, OPEN_HOUSE};
use crate::sandbox::world::seed::{Kind, Seed};

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

const FORMS: &[&str] = &[OPEN_HOUSE, HOME_VALUE, CONTACT_US];

/// The brokerage of a seed.
pub fn found(seed: Seed) -> Office {
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
    Office {
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
        forms: names(Kind::Form, FORMS),
        values: rows(Kind::CustomValue, VALUES),
        templates: templates(seed),
        calendars: calendars(seed),
        made: 0,
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
