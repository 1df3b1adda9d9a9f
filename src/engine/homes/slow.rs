//! Homes of ours that stand longer than others of their area and are hardly looked at: by the days they have been for sale, and
//! by the showings that say where they are.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::home::{self, spelled};
use super::{Concern, named, of_home};
use crate::automation::moment::sort;
use crate::domain::appointment::Appointment;
use crate::domain::listing::{Turn, price};
use crate::domain::record::{Fields, Members};
use crate::scoring::matching::home::Status;
use crate::store::{HomeRow, Reader, StoreError};

/// A home stands long from more than so many per cent of the days of its area on: the house's business rules.
const LONG: u32 = 120;
/// With fewer others in an area nobody can say what is long there.
const OTHERS: usize = 3;
/// In its first days nobody can say how often a home is looked at, and what is longer ago says nothing of now.
const FIRST: SignedDuration = SignedDuration::from_hours(24 * 7);
const LATELY: SignedDuration = SignedDuration::from_hours(24 * 28);

/// A home that is for sale, with how many days it has been.
struct Standing {
    row: HomeRow,
    area: String,
    days: u32,
}

/// Whom it concerns that a home of theirs is slow: those whose it is, where they are people here.
pub(in crate::engine) fn slow(reader: &Reader, now: Timestamp) -> Result<Vec<Concern>, StoreError> {
    let rows = reader.homes(|word| home::status(word) == Some(Status::Active) && !home::by_owner(word))?;
    let standing: Vec<Standing> = rows.into_iter().filter_map(|row| standing(row, now)).collect();
    let mut areas: HashMap<&str, Vec<u32>> = HashMap::new();
    for one in &standing {
        areas.entry(&one.area).or_default().push(one.days);
    }
    for days in areas.values_mut() {
        days.sort_unstable();
    }
    let mut long = Vec::new();
    for one in &standing {
        let figure = areas
            .get(one.area.as_str())
            .and_then(|all| against(one.days, all));
        let Some(figure) = figure.filter(|figure| *figure > LONG) else {
            continue;
        };
        let owners = named(reader, &one.row.fields, &["owner"])?;
        if !owners.is_empty() {
            long.push((one, figure, owners));
        }
    }
    if long.is_empty() {
        return Ok(Vec::new());
    }
    let shown = showings(reader, now)?;
    long.retain(|(one, ..)| is_hardly_looked_at(one, &shown, now));
    let concerned = long.into_iter().flat_map(|(one, figure, owners)| {
        let news = of_home(&one.row, Turn::Slow, figure, (price(&one.row.fields), None));
        owners.into_iter().map(move |owner| (owner, news.clone()))
    });
    Ok(concerned.collect())
}

/// How long a home has stood; nothing of one of which the day or the area is not known.
fn standing(row: HomeRow, now: Timestamp) -> Option<Standing> {
    if home::by_owner(row.fields.text("type").raw()) {
        return None;
    }
    let listed = row
        .fields
        .time("listed")
        .or_else(|| row.fields.time("createdAt"))?;
    let days = u32::try_from(now.duration_since(listed).as_hours() / 24).ok()?;
    let area = area(&row.fields)?;
    Some(Standing { row, area, days })
}

/// The smallest area that the record tells.
fn area(fields: &Fields) -> Option<String> {
    let told = ["area", "zip", "city"].into_iter().map(|name| {
        let word = spelled(fields.text(name).raw());
        (!word.is_empty()).then(|| format!("{name} {word}"))
    });
    told.flatten().next()
}

/// Its days in per cent of the middle of the others in its area, of which it is one; nothing when they are too few.
fn against(days: u32, all: &[u32]) -> Option<u32> {
    let own = all.iter().position(|one| *one == days)?;
    let others: Vec<u32> = [&all[..own], &all[own + 1..]].concat();
    if others.len() < OTHERS {
        return None;
    }
    // Of an even number the larger of the two in the middle: it is sooner too mild than too hard.
    let middle = others[others.len() / 2].max(1);
    Some(days.saturating_mul(100) / middle)
}

/// A showing: when it was, and what says where.
struct Shown {
    at: Timestamp,
    place: String,
}

/// Showings that took place lately, or may have.
fn showings(reader: &Reader, now: Timestamp) -> Result<Vec<Shown>, StoreError> {
    let since = now.saturating_sub(LATELY).unwrap_or(now);
    let mut found = Vec::new();
    for (id, fields, calendar) in reader.appointments_between(since, now)? {
        let appointment = Appointment::from_fields(id, &fields);
        let title = appointment.title.raw();
        if let Some(at) = appointment.start
            && appointment.holds_time()
            && sort(title, &calendar) == "showing"
        {
            let place = spelled(&format!("{title} {}", fields.text("address").raw()));
            found.push(Shown {
                at,
                place: format!(" {place} "),
            });
        }
    }
    Ok(found)
}

/// Whether a home was shown less than once a week, of the time that it has stood and of which that can be said.
fn is_hardly_looked_at(one: &Standing, shown: &[Shown], now: Timestamp) -> bool {
    let stood = SignedDuration::from_hours(24 * i64::from(one.days));
    let address = one.row.fields.text("address");
    // What stands behind a comma is the city, which a title seldom names.
    let street = address.raw().split(',').next().map(spelled).unwrap_or_default();
    if stood < FIRST || street.is_empty() {
        return false;
    }
    let looked = stood.min(LATELY);
    let since = now.saturating_sub(looked).unwrap_or(now);
    let street = format!(" {street} ");
    let times = shown
        .iter()
        .filter(|shown| shown.at >= since && shown.place.contains(&street));
    (times.count() as i64) < looked.as_hours() / (24 * 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_held_against_the_middle_of_the_others() {
        assert_eq!(against(60, &[20, 30, 40, 60]), Some(200));
        assert_eq!(against(30, &[20, 30, 40, 60]), Some(75));
        assert_eq!(against(9, &[0, 0, 0, 9]), Some(900), "none stood for a day");
        assert_eq!(against(60, &[20, 30, 60]), None, "two are no area");
    }

    #[test]
    fn the_area_is_the_smallest_that_is_told() {
        let of = |members: serde_json::Value| area(members.as_object().unwrap());
        let all = serde_json::json!({"area": "Old  Town", "zip": "91730", "city": "Upland"});
        assert_eq!(of(all).as_deref(), Some("area old town"));
        let city = serde_json::json!({"area": " ", "city": "Upland"});
        assert_eq!(of(city).as_deref(), Some("city upland"));
        assert_eq!(of(serde_json::json!({})), None);
    }
}
