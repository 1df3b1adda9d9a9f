//! The bodies that make and change opportunities.

use crate::sandbox::crm::dialect::Dialect;
use crate::sandbox::crm::shape::{Kind, Member, flag, number, text, texts};

const FIELD: &[Member] = &[
    text("id"),
    text("key"),
    Member::new("fieldValue", Kind::Any).only(Dialect::V3),
    Member::new("field_value", Kind::Any).only(Dialect::Dated),
];
const STATUSES: Kind = Kind::Choice(&["open", "won", "lost", "abandoned"]);

/// The members every body has.
macro_rules! with_common {
    ($($extra:expr),* $(,)?) => {
        &[
            text("pipelineStageId"), number("monetaryValue"), text("assignedTo"), text("lostReasonId"),
            text("forecastExpectedCloseDate").only(Dialect::V3), number("forecastProbability").only(Dialect::V3),
            $($extra),*
        ]
    };
}

/// `POST /opportunities/`.
pub const CREATE: &[Member] = with_common![
    text("pipelineId").required(),
    text("locationId").required(),
    text("name").required(),
    Member::new("status", STATUSES).required(),
    text("contactId").required(),
    text("source"),
    Member::new("customFields", Kind::Objects(FIELD)),
];
/// `PUT /opportunities/{id}`: neither contact nor location.
pub const UPDATE: &[Member] = with_common![
    text("pipelineId"),
    text("name"),
    Member::new("status", STATUSES),
    text("source"),
    Member::new("customFields", Kind::Objects(FIELD)),
];
/// `POST /opportunities/upsert`.
pub const UPSERT: &[Member] = with_common![
    text("id"),
    text("pipelineId").required(),
    text("locationId").required(),
    text("contactId"),
    text("name"),
    Member::new("status", STATUSES),
    texts("followers"),
    flag("isRemoveAllFollowers"),
    Member::new("followersActionType", Kind::Choice(&["add", "remove"])),
];
/// `PUT /opportunities/{id}/status`.
pub const STATUS: &[Member] = &[Member::new("status", STATUSES).required(), text("lostReasonId")];
/// Followers to add or take away.
pub const FOLLOWERS: &[Member] = &[texts("followers").required()];
