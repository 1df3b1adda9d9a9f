use super::*;

#[test]
fn a_question_has_one_word_wherever_it_is_written() {
    for (at, question) in Question::ALL.into_iter().enumerate() {
        assert_eq!(
            question as usize, at,
            "the rows stand in the order of the variants"
        );
        assert_eq!(serde_json::to_value(question).unwrap(), question.word());
        assert_eq!(Question::from_word(question.word()), Some(question));
        assert!(question.ask().ends_with('?'));
    }
    for kind in LeadType::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        assert_eq!(LeadType::from_word(kind.word()), Some(kind));
    }
}

#[test]
fn every_question_belongs_to_a_set_and_none_to_a_set_twice() {
    let sets = [Set::Buyer, Set::Seller, Set::LongForm, Set::Investor];
    let counts = sets.map(|set| set.places().len());
    assert_eq!(counts, [6, 4, 10, 6]);
    for set in sets {
        let mut all: Vec<Question> = set.places().concat();
        all.sort();
        let before = all.len();
        all.dedup();
        assert_eq!(all.len(), before, "{set:?}");
    }
    for question in Question::ALL {
        let asked = sets.iter().any(|set| set.places().concat().contains(&question));
        assert!(asked, "{question:?}");
    }
}

#[test]
fn colleagues_and_vendors_are_asked_nothing() {
    assert_eq!(LeadType::Agent.set(), None);
    assert_eq!(LeadType::Vendor.set(), None);
    assert_eq!(LeadType::Both.set(), Some(Set::Seller), "they sell first");
}

#[test]
fn what_is_known_is_not_asked() {
    let ask = |set, names: &[&'static str]| still_open(set, names.iter().copied());
    assert_eq!(ask(Set::Buyer, &[]).len(), 6);
    let known = ["Budget", "Beds", "Pre-approved", "Area"];
    assert_eq!(
        ask(Set::Buyer, &known),
        [Question::Timeline, Question::Motivation]
    );
    assert_eq!(
        ask(Set::Investor, &["Area"]),
        [
            Question::Strategy,
            Question::Funds,
            Question::Returns,
            Question::Accepts,
            Question::CloseSpeed
        ],
        "an area is as good as a price"
    );
}

#[test]
fn a_field_holds_an_answer_by_whole_words() {
    let held = |name: &str| {
        let all = Question::ALL.into_iter();
        all.filter(|question| question.is_held_by(name))
            .collect::<Vec<_>>()
    };
    for name in [
        "Ethnicity",
        "Capacity",
        "Photo release",
        "Remove from list",
        "Municipality",
        "Showers",
        "Bedrock",
        "Appriced",
    ] {
        assert_eq!(held(name), [], "{name}");
    }
    for (name, question) in [
        ("Areas", Question::Area),
        ("preferredCity", Question::Area),
        ("Zip codes", Question::Area),
        ("Move by", Question::Timeline),
        ("lease_end", Question::Timeline),
        ("Bedrooms", Question::Needs),
        ("Must-haves", Question::Needs),
        ("Pre-approval letter", Question::Financing),
        ("Preapproved?", Question::Financing),
        ("Repairs", Question::Condition),
        ("Liens", Question::Mortgage),
        ("PROPERTY ADDRESS", Question::Address),
    ] {
        assert!(held(name).contains(&question), "{name}: {:?}", held(name));
    }
}

#[test]
fn i_do_not_know_and_an_untouched_field_answer_nothing() {
    for text in [
        "",
        "  ",
        "-",
        "--",
        "?",
        "N/A",
        "n.a.",
        "Unknown",
        "unknown.",
        "I don\u{2019}t know",
        "Don't know",
        "Not known",
        "not sure",
        "TBD",
        "- Select -",
        "-None-",
    ] {
        assert!(!Question::Budget.is_answered_by(text), "{text:?}");
    }
    for text in [
        "now",
        "Now!",
        "no",
        "yes",
        "450k",
        "not before June",
        "Knowles Park",
    ] {
        assert!(Question::Timeline.is_answered_by(text), "{text:?}");
    }
    assert!(Question::Mortgage.is_answered_by("none") && !Question::Area.is_answered_by("none"));
}
