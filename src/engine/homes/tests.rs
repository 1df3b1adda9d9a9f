use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::domain::contact::Contact;
use crate::domain::custom_field::CustomField;
use crate::domain::pipeline::Pipeline;
use crate::domain::qualification::{AnswerBy, Question, given};

fn now() -> Timestamp {
    "2026-11-25T18:00:00Z".parse().unwrap()
}

fn row(members: &Value) -> HomeRow {
    HomeRow {
        rid: 7,
        id: "h1".into(),
        fields: members.as_object().unwrap().clone(),
    }
}

fn news(was: Option<(i64, &str)>, (price, status): (i64, &str), added: &str) -> HomeNews {
    HomeNews {
        nr: 1,
        home: row(&json!({"address": "12 Elm St", "price": price, "status": status, "createdAt": added})),
        price_was: was.map(|was| Cents(was.0)),
        status_was: was.map(|was| was.1.to_owned()),
        price: Some(Cents(price)),
        status: status.to_owned(),
    }
}

const TODAY: &str = "2026-11-25T10:00:00Z";

#[test]
fn a_change_concerns_who_is_named_in_the_record_and_each_in_its_way() {
    let of = |was, is| {
        let found = concerned(&news(Some(was), is, TODAY), now());
        found
            .into_iter()
            .map(|(turn, figure, members)| (turn, figure, members[0]))
            .collect::<Vec<_>>()
    };
    let liked = "liked";
    assert_eq!(
        of((500_000, "active"), (485_000, "active")),
        [(Turn::PriceDrop, 3, liked)]
    );
    assert_eq!(
        of((500_000, "active"), (485_100, "active")),
        [(Turn::PriceDrop, 2, liked)]
    );
    assert_eq!(of((500_000, "active"), (510_000, "active")), []);
    assert_eq!(of((500_000, "sold"), (400_000, "sold")), [], "nobody can have it");
    let expired = [(Turn::Status, 0, liked), (Turn::Expired, 0, "owner")];
    assert_eq!(of((500_000, "active"), (500_000, "expired")), expired);
    let relisted = [(Turn::Status, 0, liked), (Turn::Status, 0, "owner")];
    assert_eq!(of((500_000, "expired"), (500_000, "active")), relisted);
    assert_eq!(concerned(&news(None, (500_000, "expired"), TODAY), now()), []);
    let alone = [(Turn::Status, 0, liked), (Turn::ByOwner, 0, "owner")];
    assert_eq!(of((500_000, "expired"), (500_000, "fsbo")), alone);
    assert_eq!(of((500_000, "fsbo"), (500_000, "active")), relisted);
}

/// A status or a kind says it, of what is new here and of what was.
#[test]
fn an_owner_who_sells_alone_is_found_by_the_words_of_the_account() {
    for word in ["FSBO", "for_sale_by_owner", "By owner", "Active - FSBO"] {
        assert!(home::by_owner(word), "{word}");
    }
    for word in ["", "active", "Withdrawn by owner", "owner occupied"] {
        assert!(!home::by_owner(word), "{word}");
    }
    let newly = |status: &str, kind: &str, added: &str| {
        let mut news = news(None, (500_000, status), added);
        news.home.fields.insert("type".to_owned(), json!(kind));
        concerned(&news, now())
    };
    let alone: [(Turn, u32, &'static [&'static str]); 1] = [(Turn::ByOwner, 0, &["owner"])];
    assert_eq!(newly("FSBO", "", TODAY), alone);
    assert_eq!(newly("active", "For sale by owner", TODAY), alone);
    assert_eq!(
        newly("FSBO", "", "2026-01-01T00:00:00Z"),
        [],
        "it was there before this copy was"
    );
    assert_eq!(newly("active", "House", TODAY), []);
}

#[test]
fn a_home_is_offered_when_it_is_new_or_to_be_had_again() {
    let newly = |was: Option<&str>, status: &str, added: &str| {
        is_newly_open(&news(was.map(|was| (1, was)), (1, status), added), now())
    };
    assert!(newly(None, "active", TODAY) && newly(None, "Coming_Soon", TODAY));
    assert!(newly(Some("pending"), "active", "2020-01-01T00:00:00Z"));
    assert!(
        !newly(None, "active", "2026-11-01T00:00:00Z"),
        "it was there before this copy was"
    );
    assert!(!newly(None, "sold", TODAY) && !newly(None, "who knows", TODAY));
    assert!(!newly(Some("active"), "coming soon", TODAY) && !newly(Some("active"), "expired", TODAY));
}

fn field(id: &str, name: &str) -> CustomField {
    let members =
        json!({"name": name, "dataType": "TEXT", "model": "contact", "fieldKey": format!("contact.{id}")});
    CustomField::from_fields(id.into(), members.as_object().unwrap())
}

fn directory() -> Directory {
    let pipeline = |id: &str, name: &str| {
        let members = json!({"name": name, "stages": []});
        Pipeline::from_fields(id.into(), members.as_object().unwrap())
    };
    Directory {
        custom_fields: vec![
            field("f1", "Budget"),
            field("f2", "Areas"),
            field("f3", "Bedrooms"),
            field("f4", "Must-haves"),
            field("f5", "Price expectation"),
            field("f6", "Religion area"),
            field("f7", "Property type"),
        ],
        pipelines: vec![pipeline("p1", "Buyers"), pipeline("p2", "Sellers")],
        ..Directory::default()
    }
}

fn seeker(custom: &Value, pipelines: &[&str]) -> Seeker {
    let members = json!({"firstName": "Ana", "customFields": custom});
    Seeker {
        rid: 1,
        contact: Contact::from_fields("c1".into(), members.as_object().unwrap()),
        answers: Vec::new(),
        pipelines: pipelines.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn offer(known: &[&str]) -> Offer {
    let members = json!({
        "address": "12 Elm St", "city": "Rancho", "zip": "91730", "price": 46_000_000, "status": "active", "beds": 4,
        "baths": 2, "type": "Single Family Home", "year": 2001, "listed": "2026-11-20T00:00:00Z",
    });
    Offer {
        home: home::read(members.as_object().unwrap(), now()).unwrap(),
        row: row(&members),
        known: known.iter().map(|id| ContactId::from(*id)).collect(),
    }
}

fn matched(seeker: &Seeker, offer: Offer) -> Vec<u32> {
    let directory = directory();
    let found = fits_one(seeker, &directory, &usable(&directory), &[offer]);
    found.iter().map(|(_, news)| news.figure).collect()
}

/// The example of the house: $460k for a $450k maximum, 4 beds for 3, area exact, baths and kind as wanted: 0.909.
#[test]
fn a_home_that_fits_is_told_with_how_well_it_does() {
    let custom = json!({"f1": "$450,000", "f2": "Rancho, Upland", "f3": "3", "f7": "House"});
    let mut ana = seeker(&custom, &["p1"]);
    ana.answers
        .push(given(Question::Needs, "3 bedrooms and 2 bathrooms"));
    assert_eq!(matched(&ana, offer(&[])), [90]);
    assert_eq!(matched(&ana, offer(&["c2"])), [90]);
    assert!(
        matched(&ana, offer(&["c1"])).is_empty(),
        "they have seen it, or it is theirs"
    );
    let both = seeker(&custom, &["p1", "p2"]);
    assert_eq!(matched(&both, offer(&[])).len(), 1);
    assert!(
        matched(&seeker(&custom, &["p2"]), offer(&[])).is_empty(),
        "they sell"
    );
}

#[test]
fn it_takes_two_of_money_place_and_rooms_to_be_looking() {
    let fits = |custom: Value| !matched(&seeker(&custom, &[]), offer(&[])).is_empty();
    assert!(fits(json!({"f1": "500k", "f3": 4})));
    assert!(fits(json!({"f2": ["Rancho"], "f3": "4+"})));
    for custom in [
        json!({}),
        json!({"f1": "500k"}),
        json!({"f3": 4}),
        json!({"f1": "not sure", "f3": 4}),
        json!({"f5": "500k", "f3": 4}),
        json!({"f6": "Rancho", "f3": 4}),
        json!({"f1": "400k", "f3": 4}),
    ] {
        assert!(!fits(custom.clone()), "{custom}");
    }
}

#[test]
fn an_answer_goes_before_a_field_and_one_that_nobody_agreed_to_counts_for_nothing() {
    let budget = |by: AnswerBy, said: &str| {
        let mut ana = seeker(&json!({"f1": "450k", "f3": 3}), &[]);
        let mut answer = given(Question::Budget, said);
        answer.by = by;
        ana.answers.push(answer);
        let directory = directory();
        let wishes = wishes::of(&ana, &usable(&directory)).unwrap();
        wishes.budget.unwrap().wanted
    };
    assert_eq!(budget(AnswerBy::Agent, "up to $600k"), Cents(60_000_000));
    assert_eq!(budget(AnswerBy::Person, "$500k to $650k"), Cents(65_000_000));
    assert_eq!(budget(AnswerBy::Claude, "$900k"), Cents(45_000_000));
    assert_eq!(budget(AnswerBy::Program, "$900k"), Cents(45_000_000));
}

/// What an account writes in its own words is understood, or nothing is said of it.
#[test]
fn a_home_is_read_and_one_that_cannot_be_judged_is_none() {
    let read = |members: Value| home::read(members.as_object().unwrap(), now());
    let known: BTreeMap<&str, Status> = [
        ("Coming_Soon", Status::ComingSoon),
        ("FOR SALE", Status::Active),
        ("", Status::Active),
        ("Under-contract", Status::Pending),
        ("Closed", Status::Sold),
        ("Expired", Status::Expired),
        ("Off market", Status::Withdrawn),
        ("Canceled", Status::Cancelled),
    ]
    .into();
    for (word, status) in known {
        assert_eq!(
            read(json!({"price": 1, "status": word})).unwrap().status,
            status,
            "{word}"
        );
    }
    for strange in [
        json!({"status": "active"}),
        json!({"price": 1, "status": "lovely"}),
        json!({"price": -1}),
    ] {
        assert_eq!(read(strange), None);
    }
    let home = read(json!({"price": 1, "beds": 1e9, "baths": "two", "year": 2999, "lot": -4})).unwrap();
    assert_eq!(
        (home.beds, home.half_baths, home.age, home.lot),
        (Some(99), None, None, None)
    );
}
