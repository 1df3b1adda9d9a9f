//! What SQLite is taught for filters: to compare by sound and look, without case and accents, to find words in a record,
//! and to read times and amounts as the CRM writes them.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

use super::spoken::Spoken;
use crate::domain::filter::{Likeness, folded};
use crate::domain::gate::consent::says_yes;
use crate::domain::record::Fields;
use crate::domain::value::{Cents, parse_crm_time};
use crate::store::rows::project::spoken;

/// Teaches a connection.
pub(in crate::store) fn register(db: &Connection) -> Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    db.create_scalar_function("fold", 1, flags, |context| Ok(folded(&text(context, 0))))?;
    db.create_scalar_function("alike", 2, flags, |context| {
        let wanted = context.get_or_create_aux(1, |value| {
            Ok::<_, rusqlite::Error>(Likeness::of(
                &value.as_str().map(str::to_owned).unwrap_or_default(),
            ))
        })?;
        Ok(wanted.is_in(&text(context, 0)))
    })?;
    db.create_scalar_function("says", 2, flags, |context| {
        let wanted = context.get_or_create_aux(1, |value| {
            Ok::<_, rusqlite::Error>(Spoken::new(value.as_str().unwrap_or_default()))
        })?;
        Ok(says(context, wanted.as_ref().as_ref()))
    })?;
    db.create_scalar_function("agreed", 1, flags, |context| {
        let value = context.get_raw(0).as_str().ok().map(serde_json::from_str);
        Ok(value.is_some_and(|value| value.is_ok_and(|value| says_yes(&value))))
    })?;
    db.create_scalar_function("moment", 1, flags, |context| Ok(moment(context)))?;
    db.create_scalar_function("amount", 1, flags, |context| Ok(amount(context)))
}

fn text(context: &Context<'_>, at: usize) -> String {
    match context.get_raw(at) {
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Null | ValueRef::Blob(_) => String::new(),
    }
}

/// Whether words stand in what a message or a note says; null where only the index of words knows.
fn says(context: &Context<'_>, wanted: Option<&Spoken>) -> Option<bool> {
    let fields: Fields = serde_json::from_str(context.get_raw(0).as_str().ok()?).ok()?;
    wanted?.stand_in(&spoken(&fields))
}

/// Epoch milliseconds, or zero.
fn moment(context: &Context<'_>) -> i64 {
    match context.get_raw(0) {
        ValueRef::Integer(millis) => millis,
        ValueRef::Real(millis) => millis as i64,
        _ => parse_crm_time(&text(context, 0)).map_or(0, jiff::Timestamp::as_millisecond),
    }
}

/// Cents, or null.
fn amount(context: &Context<'_>) -> Option<i64> {
    Cents::parse(&text(context, 0)).ok().map(|cents| cents.0)
}
