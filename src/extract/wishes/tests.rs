use proptest::prelude::*;

use super::*;

/// Follows turns that alternate, the lead first unless the first begins with `agent:`.
fn follow(turns: &[&str]) -> Tracked {
    let mut tracker = Tracker::default();
    let mut last = Tracked::default();
    for turn in turns {
        let (who, text) = match turn.strip_prefix("agent: ") {
            Some(text) => (Who::Agent, text),
            None => (Who::Lead, *turn),
        };
        let turn = Turn {
            who,
            text,
            other_topic: None,
        };
        last = tracker.hear(&turn).unwrap_or(last);
    }
    last
}

fn state(turns: &[&str]) -> Vec<String> {
    let state = follow(turns).state;
    state
        .into_iter()
        .map(|(slot, value)| format!("{slot}={value}"))
        .collect()
}

#[test]
fn wishes_are_read_from_a_sentence() {
    for (text, wishes) in [
        (
            "I need a 3-bedroom, 2 bath apartment in Maple Hollow",
            &["area=Maple Hollow", "number_of_beds=3", "number_of_baths=2"][..],
        ),
        (
            "we want a 4br/3ba house with a garage",
            &["number_of_beds=4", "number_of_baths=3", "has_garage=True"],
        ),
        (
            "Looking for something furnished that takes dogs near port Arbor",
            &["area=port Arbor", "furnished=True", "pets_allowed=True"],
        ),
        (
            "Find me a house for sale with in-unit laundry",
            &["in_unit_laundry=True", "intent=buy"],
        ),
        (
            "I'd like to rent a place with two bedrooms and baths",
            &["number_of_beds=2", "number_of_baths=2", "intent=rent"],
        ),
        ("I want an unfurnished flat, no pets", &[]),
        ("We don't need a garage", &[]),
        (
            "Homes in the Cedar Falls area please, bedrooms: 3",
            &["area=Cedar Falls", "number_of_beds=3"],
        ),
    ] {
        assert_eq!(state(&[text]), wishes, "{text}");
    }
}

#[test]
fn what_only_stands_where_a_place_would_is_none() {
    for text in [
        "My sister in law is selling",
        "We need a house with a mother in law unit",
        "I am in between jobs",
        "The estate is in probate",
        "Still in school",
        "Something near schools",
        "in short, yes",
        "Write to me in Spanish please",
    ] {
        assert_eq!(state(&[text]), [""; 0], "{text}");
    }
    assert_eq!(state(&["A house in Redlands near schools"]), ["area=Redlands"]);
    assert_eq!(state(&["A house in old town"]), ["area=old town"]);
    assert_eq!(state(&["A house in College Park"]), ["area=College Park"]);
}

#[test]
fn a_question_about_one_home_is_no_wish() {
    for text in [
        "Does it have 3 bedrooms?",
        "Is it furnished?",
        "Are pets allowed there?",
        "Can I bring my dog?",
        "Is there a garage?",
        "Does the apartment come with laundry?",
        "I'd like to know if it is furnished",
        "Can you tell me whether they allow cats?",
    ] {
        assert_eq!(
            state(&["I need an apartment", "agent: How about Elm Court?", text]),
            [""; 0],
            "{text}"
        );
    }
    for (text, wish) in [
        ("Are there any apartments with 3 bedrooms?", "number_of_beds=3"),
        ("Do you have anything furnished?", "furnished=True"),
        ("Can you find me one that allows pets?", "pets_allowed=True"),
        ("Could I get something with a garage?", "has_garage=True"),
    ] {
        assert_eq!(
            state(&["I need an apartment", "agent: How about Elm Court?", text]),
            [wish],
            "{text}"
        );
    }
}

#[test]
fn short_answers_are_read_by_the_question() {
    let start = "I need a home";
    for (asked, said, wishes) in [
        ("How many bedrooms?", "3", &["number_of_beds=3"][..]),
        (
            "How many bathrooms do you need?",
            "just two please",
            &["number_of_baths=2"],
        ),
        (
            "How many bedrooms and baths?",
            "3 and 2",
            &["number_of_beds=3", "number_of_baths=2"],
        ),
        ("Which area?", "maple hollow", &["area=maple hollow"]),
        (
            "What city should I search in?",
            "I think Cedar Park would be nice",
            &["area=Cedar Park"],
        ),
        ("Would you like to rent or buy?", "Rent, please", &["intent=rent"]),
        ("Are you looking to rent or buy?", "buying", &["intent=buy"]),
        ("Do you need it furnished?", "Yes", &["furnished=True"]),
        ("Do you need it furnished?", "No", &[]),
        (
            "Where, and how many bedrooms?",
            "4 in union city",
            &["area=union city", "number_of_beds=4"],
        ),
        (
            "How many bedrooms?",
            "I want one with a garage",
            &["has_garage=True"],
        ),
    ] {
        assert_eq!(
            state(&[start, &format!("agent: {asked}"), said]),
            wishes,
            "{asked} {said}"
        );
    }
}

#[test]
fn the_later_wish_holds() {
    let turns = [
        "A 2 bedroom in Alder Creek",
        "agent: I found 4. How about Elm Court? It has 2 bedrooms and 1 bath.",
        "Can you look for 3 bedrooms in Oakdale instead?",
    ];
    assert_eq!(state(&turns), ["area=Oakdale", "number_of_beds=3"]);
}

#[test]
fn another_topic_leaves_the_wishes_alone_and_lends_its_place() {
    let turns = [
        "I need a rental car",
        "agent: In which city?",
        "In Marlow please",
        "agent: Your car is booked.",
        "Great. Now find me an apartment there with 2 baths",
    ];
    assert_eq!(state(&turns), ["area=Marlow", "number_of_baths=2"]);
    let turns = [
        "Find me a 2 bedroom in Oakdale",
        "agent: How about Elm Court?",
        "When am I free on Friday? Check my calendar in Outlook",
    ];
    let known = follow(&turns);
    assert!(known.other_topic);
    assert_eq!(known.state.len(), 2);
}

#[test]
fn a_turn_has_a_purpose() {
    let start = ["I need an apartment in Oakdale", "agent: How about Elm Court?"];
    for (turns, purpose) in [
        (&["Tell me its phone number"][..], Purpose::Search),
        (&["I'd like to visit it on Friday"], Purpose::Visit),
        (
            &["Nice", "agent: Would you like to schedule a visit?", "Yes please"],
            Purpose::Visit,
        ),
        (
            &[
                "Nice",
                "agent: Would you like to schedule a visit?",
                "Not right now, thanks",
            ],
            Purpose::None,
        ),
        (
            &[
                "I'd like to see it tomorrow",
                "agent: Done. Anything else?",
                "No, that's all",
            ],
            Purpose::None,
        ),
        (
            &["I'd like to see it tomorrow", "agent: Booked.", "Thanks!"],
            Purpose::Visit,
        ),
        (
            &[
                "I'd like to see it tomorrow",
                "agent: Booked.",
                "Find me another apartment in Marlow",
            ],
            Purpose::Search,
        ),
    ] {
        let turns: Vec<&str> = start.iter().chain(turns).copied().collect();
        assert_eq!(follow(&turns).purpose, purpose, "{turns:?}");
    }
}

#[test]
fn a_wish_knows_its_words() {
    let text = "¡Hola! I need 3 bedrooms in San José's center";
    for wish in follow(&[text]).said {
        let said = &text[wish.at.clone()];
        assert!(said == "3" || said.starts_with("San José"), "{wish:?}: {said}");
    }
}

proptest! {
    #[test]
    fn any_talk_is_followed(turns in prop::collection::vec((any::<bool>(), any::<String>()), 0..8)) {
        let mut tracker = Tracker::default();
        for (lead, text) in &turns {
            let who = if *lead { Who::Lead } else { Who::Agent };
            let known = tracker.hear(&Turn { who, text, other_topic: None });
            for wish in known.into_iter().flat_map(|known| known.said) {
                prop_assert!(text.get(wish.at).is_some());
            }
        }
    }

    #[test]
    fn words_of_wishes_in_any_order_are_followed(words in prop::collection::vec(prop::sample::select(vec![
        "two", "3", "bedrooms", "bath", "and", "in", "the", "San", "jose", "?", ",", ".", "not", "furnished", "garage", "rent", "2br",
        "is", "it", "how", "many", "do", "you", "need", "area", "pets", "allowed", "find", "visit", "one", "with", "-",
    ]), 0..30)) {
        let text = words.join(" ");
        let mut tracker = Tracker::default();
        for who in [Who::Agent, Who::Lead, Who::Lead] {
            tracker.hear(&Turn { who, text: &text, other_topic: None });
        }
    }
}
