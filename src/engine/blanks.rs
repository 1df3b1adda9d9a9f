//! What the blanks of a message are filled with: one answer for what leaves, for what would have left, and for what is warned
//! about before anybody is written to.
//!
//! Each blank has one place where it is truly known. To add one: its name in the checks' list, its arm in [`fill`], and, where
//! an account may lack it, its line in [`missing`].

use serde_json::Value;

use crate::domain::contact::Contact;
use crate::domain::custom_field::CustomField;
use crate::domain::record::{Fields, Members};
use crate::domain::today::Terms;
use crate::domain::value::{Cents, Foreign, UserId};
use crate::store::Directory;

/// How somebody is told to hear no more by mail.
const UNSUBSCRIBE: &str = "If you want no more mails from me, answer with STOP.";

/// Names, in small letters, of fields that the account added for a blank.
const FIELDS: &[(&str, &[&str])] = &[
    (
        "property_address",
        &["property address", "listing address", "address of the property"],
    ),
    ("price", &["price", "list price", "listing price", "asking price"]),
    ("milestone", &["milestone", "next milestone"]),
    ("referrer", &["referrer", "referred by"]),
];

/// What the settings are asked for, and where they say it.
const SETTINGS: &[(&str, &str)] = &[
    (
        "lenders",
        "the settings name no two lenders (automations.lenders)",
    ),
    (
        "market_facts",
        "the settings have no facts with their source and year (automations.market_facts)",
    ),
];

/// The account.
#[derive(Clone, Copy, Debug)]
pub(super) struct Office<'a> {
    pub directory: &'a Directory,
    pub terms: &'a Terms,
    pub me: Option<&'a UserId>,
}

/// What a blank is filled with for somebody; nothing when it is not known. `deal` is asked for the members of their open deal.
pub(super) fn fill(
    office: Office<'_>,
    contact: &Contact,
    deal: &dyn Fn() -> Option<Fields>,
    name: &str,
) -> Option<String> {
    let shown = |text: &Foreign| text.shown().as_str().to_owned();
    let value = match name {
        "first_name" => shown(&contact.first_name),
        "agent_name" => agent(office, contact)?,
        "brokerage" => shown(&office.directory.location.as_ref()?.name),
        "area" => shown(&contact.address.city),
        "unsubscribe" => UNSUBSCRIBE.to_owned(),
        "lenders" => lenders(office.terms)?.to_owned(),
        "market_facts" => facts(office.terms, contact.address.city.raw())?.to_owned(),
        name => added(office.directory, contact, deal, name)?,
    };
    Some(value).filter(|value| !value.trim().is_empty())
}

/// Blanks that nothing in this account fills, each with the reason.
pub(super) fn missing(directory: &Directory, terms: &Terms) -> Vec<(&'static str, String)> {
    let has_field = |names: &[&str]| {
        directory
            .custom_fields
            .iter()
            .any(|field| is_called(field, names))
    };
    let fields = FIELDS.iter().filter(|(_, names)| !has_field(names));
    let mut found: Vec<(&str, String)> = fields
        .map(|(name, names)| {
            (
                *name,
                format!("no field of a deal or a person is called \"{}\"", names[0]),
            )
        })
        .collect();
    let says = |name: &str| match name {
        "lenders" => lenders(terms).is_some(),
        _ => terms.office.market_facts.values().any(|fact| is_sourced(fact)),
    };
    let unsaid = SETTINGS.iter().filter(|(name, _)| !says(name));
    found.extend(unsaid.map(|(name, why)| (*name, (*why).to_owned())));
    found
}

/// The first name of who looks after them.
fn agent(office: Office<'_>, contact: &Contact) -> Option<String> {
    let id = contact.assigned_to.as_ref().or(office.me)?;
    let name = office.directory.user_name(id)?;
    name.as_str().split_whitespace().next().map(str::to_owned)
}

/// The lenders to choose from: one alone would be steering.
fn lenders(terms: &Terms) -> Option<&str> {
    let named = terms.office.lenders.as_deref()?;
    let parts = named.split([',', ';', '\n']).flat_map(|part| part.split(" or "));
    let many = parts.filter(|part| !part.trim().is_empty()).count();
    (many >= 2).then_some(named)
}

/// What is said of the market of an area, else of every area.
fn facts<'a>(terms: &'a Terms, area: &str) -> Option<&'a str> {
    let all = &terms.office.market_facts;
    let of = |wanted: &str| {
        all.iter()
            .find(|(area, _)| area.trim().eq_ignore_ascii_case(wanted.trim()))
    };
    let found = of(area)
        .filter(|_| !area.trim().is_empty())
        .or_else(|| of("everywhere"));
    found
        .map(|(_, fact)| fact.as_str())
        .filter(|fact| is_sourced(fact))
}

/// Whether a sentence about a market says of which year its numbers are and, in brackets, whose: without that it is not sent.
fn is_sourced(fact: &str) -> bool {
    let numbers = fact.split(|letter: char| !letter.is_ascii_digit());
    let has_year = numbers
        .into_iter()
        .any(|number| number.len() == 4 && number.starts_with("20"));
    has_year && fact.contains('(') && fact.contains(')')
}

/// The value of a field that the account added: of the open deal before the person.
fn added(
    directory: &Directory,
    contact: &Contact,
    deal: &dyn Fn() -> Option<Fields>,
    name: &str,
) -> Option<String> {
    let (_, names) = FIELDS.iter().find(|(blank, _)| *blank == name)?;
    let fields = || {
        directory
            .custom_fields
            .iter()
            .filter(move |field| is_called(field, names))
    };
    let of_deal = || {
        let deal = deal().filter(|_| fields().any(|field| field.model != "contact"))?;
        let values = deal.object("customFields")?.clone();
        fields().find_map(|field| written(field, values.get(field.id.as_str())?, name))
    };
    of_deal().or_else(|| fields().find_map(|field| written(field, contact.custom.get(&field.id)?, name)))
}

fn is_called(field: &CustomField, names: &[&str]) -> bool {
    let name = field.name.raw().trim().to_lowercase();
    names.contains(&name.as_str())
}

fn written(field: &CustomField, value: &Value, name: &str) -> Option<String> {
    let price = match value {
        Value::Number(units) => Cents::from_units(units),
        Value::String(text) => Cents::parse(text).ok(),
        _ => None,
    };
    let price = price.filter(|_| name == "price");
    let shown = price.map_or_else(|| field.show(value).to_string(), |price| price.to_string());
    Some(shown).filter(|shown| !shown.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::automation::check::FILLED;
    use crate::domain::automation::Office as House;
    use crate::domain::location::Location;
    use crate::domain::record::Fields;
    use crate::domain::user::User;

    fn fields(members: &Value) -> Fields {
        members.as_object().unwrap().clone()
    }

    fn full() -> (Directory, Terms) {
        let field = |id: &str, name: &str, model: &str, kind: &str| {
            let members = json!({ "name": name, "model": model, "dataType": kind });
            CustomField::from_fields(id.into(), &fields(&members))
        };
        let directory = Directory {
            location: Some(Location::from_fields(
                "l".into(),
                &fields(&json!({ "name": "Rancho Realty" })),
            )),
            users: vec![User::from_fields(
                "u-jo".into(),
                &fields(&json!({ "name": "Jo Park" })),
            )],
            custom_fields: vec![
                field("f1", "Property Address", "opportunity", "TEXT"),
                field("f2", "List price", "opportunity", "MONETORY"),
                field("f3", "Next milestone", "opportunity", "TEXT"),
                field("f4", "Referred by", "contact", "TEXT"),
                field("f5", "Property address", "contact", "TEXT"),
            ],
            ..Directory::default()
        };
        let facts = [("Upland", "Half sold for more than $785,000 (MLS, October 2026).")];
        let office = House {
            lead: None,
            lenders: Some("Cascade Lending or Harbor Bank".into()),
            market_facts: facts
                .map(|(area, fact)| (area.to_owned(), fact.to_owned()))
                .into(),
        };
        let terms = Terms {
            office,
            ..Terms::default()
        };
        (directory, terms)
    }

    fn ana() -> Contact {
        let members = json!({
            "firstName": "Ana", "city": "upland", "assignedTo": "u-jo", "customFields": { "f4": "Ken Osei", "f5": "9 Oak" },
        });
        Contact::from_fields("c1".into(), &fields(&members))
    }

    fn filled((directory, terms): &(Directory, Terms), deal: Option<&Value>, name: &str) -> Option<String> {
        let office = Office {
            directory,
            terms,
            me: None,
        };
        fill(office, &ana(), &|| deal.map(fields), name)
    }

    #[test]
    fn every_blank_has_a_source_and_is_missing_in_an_account_without_it() {
        let full = full();
        let deal = json!({ "customFields": { "f1": "5 Elm", "f2": 785_000, "f3": "Inspection on 3 May" } });
        for (name, says) in [
            ("first_name", "Ana"),
            ("agent_name", "Jo"),
            ("brokerage", "Rancho Realty"),
            ("area", "upland"),
            ("property_address", "5 Elm"),
            ("price", "$785,000"),
            ("milestone", "Inspection on 3 May"),
            ("referrer", "Ken Osei"),
            ("lenders", "Cascade Lending or Harbor Bank"),
            (
                "market_facts",
                "Half sold for more than $785,000 (MLS, October 2026).",
            ),
        ] {
            assert_eq!(filled(&full, Some(&deal), name).as_deref(), Some(says), "{name}");
        }
        let unfilled = FILLED
            .iter()
            .filter(|name| filled(&full, Some(&deal), name).is_none());
        assert_eq!(unfilled.collect::<Vec<_>>(), Vec::<&&str>::new());
        assert_eq!(missing(&full.0, &full.1), []);
        assert_eq!(filled(&full, None, "property_address").as_deref(), Some("9 Oak"));

        let bare = (Directory::default(), Terms::default());
        let lacks: Vec<&str> = missing(&bare.0, &bare.1)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        for name in &lacks {
            assert_eq!(filled(&bare, Some(&deal), name), None, "{name}");
        }
        assert_eq!(lacks.len(), 6, "{lacks:?}");
    }

    #[test]
    fn one_lender_alone_and_a_number_without_its_source_are_not_written() {
        let (directory, mut terms) = full();
        terms.office.lenders = Some("Cascade Lending".into());
        terms.office.market_facts = [("everywhere".to_owned(), "Prices are up 4 %.".to_owned())].into();
        let lacks: Vec<&str> = missing(&directory, &terms)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(lacks, ["lenders", "market_facts"]);
        let account = (directory, terms);
        assert_eq!(filled(&account, None, "lenders"), None);
        assert_eq!(filled(&account, None, "market_facts"), None);
    }
}
