//! Forms and who filled them in. Read only.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::exchange::{Exchange, Outcome, Refusal, Route, ok};
use crate::sandbox::world::World;
use crate::sandbox::world::contact::Contact;
use crate::sandbox::world::era::{iso, milliseconds};
use crate::sandbox::world::form::Submission;
use crate::sandbox::world::hours;
use crate::sandbox::world::seed::Kind;

/// What can be done with forms.
pub const ROUTES: &[Route] = &[
    Route::get("/forms/", list).needs(&["locationId"]),
    Route::get("/forms/submissions", submissions).needs(&["locationId"]),
];

fn list(exchange: &mut Exchange<'_>) -> Outcome {
    let (skip, limit) = (exchange.asked_number("skip", 0)?, limit(exchange, 10, 50)?);
    let office = &exchange.world.office;
    let page = office.forms.iter().skip(skip.max(0) as usize).take(limit);
    let rows = page.map(|form| json!({"id": form.id, "name": form.name, "locationId": office.location}));
    ok(json!({"forms": rows.collect::<Vec<Value>>(), "total": office.forms.len()}))
}

/// The newest first, by days on the office's clock; of the last month when no days are asked for.
fn submissions(exchange: &mut Exchange<'_>) -> Outcome {
    let limit = limit(exchange, 20, 100)?;
    let number = exchange.asked_number("page", 1)?.max(1);
    let world = &*exchange.world;
    let today = hours::local(world.now).date();
    let from = day(exchange, "startAt")?.unwrap_or_else(|| today.saturating_sub(1.month()));
    let to = day(exchange, "endAt")?.unwrap_or(today).saturating_add(1.day());
    let (from, to) = (midnight(from), midnight(to));
    let (form, text) = (
        exchange.asked("formId"),
        exchange.asked("q").map(str::to_lowercase),
    );
    let shown = world.now - milliseconds(world.recipe.lag);
    let fits = |one: &&Submission| {
        (from..to).contains(&one.at) && one.at <= shown && form.is_none_or(|form| form == one.form)
    };
    let mut found: Vec<Value> = Vec::new();
    let mut all: Vec<&Submission> = world.submissions.all().filter(fits).collect();
    all.sort_by_key(|one| std::cmp::Reverse((one.at, one.number)));
    for one in all {
        let contact = world.contacts.get(one.contact);
        if text
            .as_ref()
            .is_none_or(|text| is_about(world, one, contact.as_deref(), text))
        {
            found.push(record(world, one, contact.as_deref()));
        }
    }
    let total = found.len();
    let skip = (number as usize - 1).saturating_mul(limit);
    let rows: Vec<Value> = found.into_iter().skip(skip).take(limit).collect();
    let more = skip.saturating_add(limit) < total;
    ok(json!({
        "submissions": rows,
        "meta": {
            "total": total, "currentPage": number, "nextPage": more.then_some(number + 1),
            "prevPage": (number > 1).then_some(number - 1),
        },
    }))
}

/// How a submission is spelled.
fn record(world: &World, one: &Submission, contact: Option<&Contact>) -> Value {
    let form = world.office.forms.iter().find(|form| form.id == one.form);
    let (name, email) = (
        contact.and_then(Contact::name),
        contact.and_then(|contact| contact.email.clone()),
    );
    json!({
        "id": world.era.seed.uuid(Kind::Submission, one.number),
        "contactId": world.id(Kind::Contact, one.contact),
        "createdAt": iso(one.at),
        "formId": one.form,
        "name": name,
        "email": email,
        "others": {
            "full_name": name, "email": email, "phone": contact.and_then(|contact| contact.phone.clone()),
            "eventData": {
                "medium": "form", "mediumId": one.form, "type": "page-visit",
                "page": {"title": form.map(|form| &form.name), "url": "https://orangegrove.example"},
            },
            "fieldsOriSequance": ["full_name", "email", "phone"],
        },
    })
}

/// All of a contact.
pub fn of(world: &World, contact: u64) -> Vec<Value> {
    let person = world.contacts.get(contact);
    let theirs = world.submissions.all().filter(|one| one.contact == contact);
    theirs.map(|one| record(world, one, person.as_deref())).collect()
}

fn is_about(world: &World, one: &Submission, contact: Option<&Contact>, text: &str) -> bool {
    let name = contact.and_then(Contact::name);
    let own = contact.map(|contact| (contact.email.as_deref(), contact.phone.as_deref()));
    let (email, phone) = own.unwrap_or_default();
    let words = [name.as_deref(), email, phone];
    world.id(Kind::Contact, one.contact).to_lowercase() == text
        || words
            .into_iter()
            .flatten()
            .any(|word| word.to_lowercase().contains(text))
}

fn limit(exchange: &Exchange<'_>, usual: i64, most: i64) -> Result<usize, Refusal> {
    let limit = exchange.asked_number("limit", usual)?;
    if (1..=most).contains(&limit) {
        Ok(limit as usize)
    } else {
        Err(Refusal::invalid(format!(
            "limit must not be less than 1 and not be greater than {most}"
        )))
    }
}

fn day(exchange: &Exchange<'_>, name: &str) -> Result<Option<Date>, Refusal> {
    let day = exchange.asked(name).map(str::parse::<Date>).transpose();
    day.map_err(|_| Refusal::invalid(format!("{name} must be a date (YYYY-MM-DD)")))
}

/// When a day begins on the office's clock.
fn midnight(day: Date) -> i64 {
    day.to_zoned(hours::zone())
        .map_or(0, |midnight| midnight.timestamp().as_millisecond())
}
