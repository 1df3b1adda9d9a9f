//! What somebody wants of a home, from their answers that hold and from the account's fields. What was found by a program or by
//! Claude and nobody has agreed to counts for nothing.

use crate::domain::custom_field::{CustomField, show_value};
use crate::domain::qualification::Question;
use crate::domain::value::Cents;
use crate::extract::money;
use crate::extract::wishes::{Tracker, Turn, Who};
use crate::scoring::matching::wishes::{Areas, Feature, Wish, Wishes};
use crate::store::Seeker;

use super::home;

/// Words in the name of a field of rooms, of kinds of home, and of what a home must have.
const BEDS: [&str; 4] = ["bed", "beds", "bedroom", "bedrooms"];
const BATHS: [&str; 4] = ["bath", "baths", "bathroom", "bathrooms"];
const KINDS: [&str; 2] = ["type", "kind"];
const MUSTS: [&str; 5] = ["must", "musts", "haves", "feature", "features"];

/// What somebody wants; nothing when that is no search: it takes two of money, place and rooms to look for a home.
pub(super) fn of(seeker: &Seeker, fields: &[&CustomField]) -> Option<Wishes> {
    let texts = |question| texts(seeker, fields, question);
    let mut wishes = Wishes {
        budget: texts(Question::Budget)
            .iter()
            .filter_map(|text| most(text))
            .max()
            .map(Wish::want),
        areas: areas(&texts(Question::Area)).map(Wish::want),
        ..Wishes::default()
    };
    needs(seeker, fields, &mut wishes);
    let said = [
        wishes.budget.is_some(),
        wishes.areas.is_some(),
        wishes.beds.is_some(),
    ];
    (said.into_iter().filter(|said| *said).count() >= 2).then_some(wishes)
}

/// What they answered to a question, else what the fields that hold its answer say.
fn texts(seeker: &Seeker, fields: &[&CustomField], question: Question) -> Vec<String> {
    let answered = seeker
        .answers
        .iter()
        .filter(|answer| answer.question == question && answer.by.counts());
    let answered: Vec<String> = answered.map(|answer| answer.value.raw().to_owned()).collect();
    if !answered.is_empty() {
        return answered;
    }
    let named = fields.iter().filter(|field| {
        let name = field.name.raw();
        // What somebody wants for their own home is no budget.
        question.is_held_by(name) && !(question == Question::Budget && Question::Price.is_held_by(name))
    });
    let values = named.filter_map(|field| value(seeker, field));
    values.filter(|text| question.is_answered_by(text)).collect()
}

fn value(seeker: &Seeker, field: &CustomField) -> Option<String> {
    let value = show_value(seeker.contact.custom.get(&field.id)?)
        .as_str()
        .trim()
        .to_owned();
    (!value.is_empty()).then_some(value)
}

/// The most money a text speaks of.
fn most(text: &str) -> Option<Cents> {
    let plain = Cents::parse(text).ok().filter(|cents| cents.0 > 0);
    plain.or_else(|| money::sums(text).iter().filter_map(money::Sum::most).max())
}

fn areas(texts: &[String]) -> Option<Areas> {
    let mut areas = Areas::default();
    for text in texts {
        let text = text.replace(" and ", ",").replace(" or ", ",");
        for name in text.split([',', ';', '/', '\n', '|']).map(str::trim) {
            if name.len() == 5 && name.bytes().all(|digit| digit.is_ascii_digit()) {
                areas.zips.push(name.to_owned());
            } else if !name.is_empty() {
                areas.named.push(name.to_owned());
            }
        }
    }
    (areas != Areas::default()).then_some(areas)
}

fn needs(seeker: &Seeker, fields: &[&CustomField], wishes: &mut Wishes) {
    for field in fields {
        let Some(text) = value(seeker, field) else {
            continue;
        };
        let name = field.name.raw().to_lowercase();
        let is = |words: &[&str]| {
            name.split(|c: char| !c.is_alphanumeric())
                .any(|word| words.contains(&word))
        };
        if is(&BEDS) {
            wishes.beds = wishes.beds.or(rooms(&text).map(|rooms| Wish::want(rooms as u8)));
        } else if is(&BATHS) {
            let halves = rooms(&text).map(|rooms| (rooms * 2.0).round() as u8);
            wishes.half_baths = wishes.half_baths.or(halves.map(Wish::want));
        } else if is(&MUSTS) {
            let musts: Vec<Feature> = text
                .split(',')
                .filter_map(|name| Feature::new(name).ok())
                .collect();
            wishes.musts = (!musts.is_empty())
                .then(|| Wish::want(musts))
                .or(wishes.musts.take());
        } else if is(&KINDS) && (name.contains("property") || name.contains("home")) {
            let kinds: Vec<_> = text.split(',').filter_map(home::kind).collect();
            wishes.kinds = (!kinds.is_empty())
                .then(|| Wish::want(kinds))
                .or(wishes.kinds.take());
        }
    }
    for text in texts(seeker, &[], Question::Needs) {
        spoken(&text, wishes);
    }
}

/// Rooms at the beginning of a text: `3`, `3+`, `2.5 baths`.
fn rooms(text: &str) -> Option<f64> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(text.len());
    let rooms: f64 = text[..end].parse().ok()?;
    (0.5..=20.0).contains(&rooms).then_some(rooms)
}

/// Rooms and what a home must have, from an answer in running words; it goes before what fields say.
fn spoken(text: &str, wishes: &mut Wishes) {
    let mut tracker = Tracker::default();
    let turn = |who, text| Turn {
        who,
        text,
        other_topic: Some(false),
    };
    tracker.hear(&turn(Who::Agent, "How many bedrooms?"));
    let Some(told) = tracker.hear(&turn(Who::Lead, text)) else {
        return;
    };
    for (slot, value) in &told.state {
        match *slot {
            "number_of_beds" => {
                wishes.beds = rooms(value).map(|rooms| Wish::want(rooms as u8)).or(wishes.beds);
            }
            "number_of_baths" => {
                let halves = rooms(value).map(|rooms| (rooms * 2.0).round() as u8);
                wishes.half_baths = halves.map(Wish::want).or(wishes.half_baths);
            }
            _ => {}
        }
    }
}
