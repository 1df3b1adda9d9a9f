//! `change(field:stage by:me when<7d)`: what the journal tells of a person's own record and of their deals. The words for who
//! changed something and for what can change.

use std::ops::Range;

use super::field::{self, BY, FieldKind as Kind, Naming, Of};
use super::near::folded;
use super::{Added, Expr, FilterError, Named, Operand, Test, Vocabulary};

/// What can change, as the CRM writes it and as it is called in a filter.
const MEMBERS: &[(&str, &str)] = &[
    ("firstName", "name"),
    ("lastName", "name"),
    ("phone", "phone"),
    ("email", "email"),
    ("pipelineStageId", "stage"),
    ("pipelineId", "pipeline"),
    ("status", "status"),
    ("monetaryValue", "value"),
    ("forecastExpectedCloseDate", "close_date"),
    ("lostReasonId", "lost_reason"),
    ("assignedTo", "owner"),
    ("tags", "tag"),
    ("source", "source"),
    ("type", "type"),
    ("address1", "street"),
    ("city", "city"),
    ("state", "state"),
    ("postalCode", "zip"),
    ("country", "country"),
    ("timezone", "tz"),
    ("dateOfBirth", "birthday"),
    ("companyName", "company"),
    ("website", "website"),
    ("dnd", "dnd"),
];

/// Everything that can change, with the fields that the account added.
pub fn members(added: &[Added]) -> Vec<Named> {
    let named = |id: &str, name: &str| Named {
        id: id.to_owned(),
        name: name.to_owned(),
        within: String::new(),
    };
    let mut all: Vec<Named> = MEMBERS.iter().map(|(id, name)| named(id, name)).collect();
    for field in added {
        let id = format!("customFields.{}", field.id);
        all.push(named(&id, &field.key));
        if folded(&field.name) != folded(&field.key) {
            all.push(named(&id, &field.name));
        }
    }
    all
}

/// A word without a field: that it was taken back, who changed something, or what was changed.
pub(super) fn word(typed: &str, vocabulary: &Vocabulary, at: Range<usize>) -> Result<Expr, FilterError> {
    let by = typed.to_lowercase();
    if let Some(spec) = field::find(Of::Change, &by).filter(|spec| spec.kind == Kind::Flag) {
        return Ok(Expr::Field(spec, Test::Is(true)));
    }
    let (name, wanted) = if BY.contains(&by.as_str()) {
        ("by", vec![Operand::Text(by)])
    } else {
        let ids = vocabulary.called(Naming::Member, typed);
        ("field", ids.into_iter().map(Operand::Id).collect())
    };
    let unknown = wanted.is_empty() && !vocabulary.members.is_empty();
    match field::find(Of::Change, name) {
        Some(spec) if !unknown => Ok(Expr::Field(spec, Test::OneOf(wanted))),
        _ => Err(FilterError::new(
            at,
            format!("nothing that changes is called \"{typed}\"; write change(field:stage by:me when<7d)"),
        )),
    }
}
