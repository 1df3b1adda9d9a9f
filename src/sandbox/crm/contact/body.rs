//! The bodies that make and change contacts.

use crate::sandbox::crm::dialect::Dialect;
use crate::sandbox::crm::shape::{Kind, Member, flag, text, texts};

const STATUS: Kind = Kind::Object(&[
    Member::new("status", Kind::Choice(&["active", "inactive", "permanent"])).required(),
    text("message"),
    text("code"),
]);
const CHANNELS: &[Member] = &[
    Member::new("call", STATUS).only(Dialect::V3),
    Member::new("email", STATUS).only(Dialect::V3),
    Member::new("sms", STATUS).only(Dialect::V3),
    Member::new("whatsApp", STATUS).only(Dialect::V3),
    Member::new("gmb", STATUS).only(Dialect::V3),
    Member::new("fb", STATUS).only(Dialect::V3),
    Member::new("Call", STATUS).only(Dialect::Dated),
    Member::new("Email", STATUS).only(Dialect::Dated),
    Member::new("SMS", STATUS).only(Dialect::Dated),
    Member::new("WhatsApp", STATUS).only(Dialect::Dated),
    Member::new("GMB", STATUS).only(Dialect::Dated),
    Member::new("FB", STATUS).only(Dialect::Dated),
];
const INBOUND: &[Member] = &[Member::new(
    "all",
    Kind::Object(&[
        Member::new("status", Kind::Choice(&["active", "inactive"])).required(),
        text("message"),
    ]),
)];
const FIELD: &[Member] = &[
    text("id"),
    text("key"),
    Member::new("fieldValue", Kind::Any),
    Member::new("field_value", Kind::Any),
];

/// The members every body has, spliced into the three lists below.
macro_rules! with_common {
    ($($extra:expr),* $(,)?) => {
        &[
            text("firstName").or_null(), text("lastName").or_null(), text("name").or_null(),
            Member::new("email", Kind::Email).or_null(), text("phone").or_null(), text("address1").or_null(),
            text("city").or_null(), text("state").or_null(), text("postalCode"), text("website").or_null(),
            text("timezone").or_null(), text("country"),
            Member::new("dateOfBirth", Kind::Any), flag("dnd"),
            Member::new("dndSettings", Kind::Object(CHANNELS)),
            Member::new("inboundDndSettings", Kind::Object(INBOUND)),
            texts("tags"), Member::new("customFields", Kind::Objects(FIELD)),
            Member::new("additionalEmails", Kind::List), Member::new("additionalPhones", Kind::List),
            $($extra),*
        ]
    };
}

/// `PUT /contacts/{id}`: the location must not be named.
pub const UPDATE: &[Member] = with_common![text("source").or_null(), text("assignedTo").or_null()];
/// `POST /contacts/`.
pub const CREATE: &[Member] = with_common![
    text("locationId").required(),
    text("source"),
    text("assignedTo"),
    text("gender"),
    text("companyName").or_null()
];
/// `POST /contacts/upsert`.
pub const UPSERT: &[Member] = with_common![
    text("locationId").required(),
    text("source"),
    text("assignedTo"),
    text("gender"),
    text("companyName").or_null(),
    flag("createNewIfDuplicateAllowed"),
];
