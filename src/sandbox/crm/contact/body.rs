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
            text("firstName"), text("lastName"), text("name"), Member::new("email", Kind::Email), text("phone"),
            text("address1"), text("city"), text("state"), text("postalCode"), text("website"),
            text("timezone"), text("country"), text("source"), text("assignedTo"),
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
pub const UPDATE: &[Member] = with_common![];
/// `POST /contacts/`.
pub const CREATE: &[Member] =
    with_common![text("locationId").required(), text("gender"), text("companyName")];
/// `POST /contacts/upsert`.
pub const UPSERT: &[Member] = with_common![
    text("locationId").required(),
    text("gender"),
    text("companyName"),
    flag("createNewIfDuplicateAllowed"),
];
