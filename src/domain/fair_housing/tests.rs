use proptest::prelude::*;

use super::*;

fn judged(text: &str) -> Verdict {
    verdict(&check(text, Context::default()))
}

/// What the house does not write, with its kin.
const FLAGGED: &[(&str, Verdict)] = &[
    ("perfect for families", Verdict::Block),
    ("perfect for couples", Verdict::Block),
    ("Perfect for singles", Verdict::Block),
    ("perfect for retirees", Verdict::Block),
    ("ideal for a growing family", Verdict::Block),
    ("family-friendly", Verdict::Block),
    ("Family friendly street", Verdict::Block),
    ("kids will love the yard", Verdict::Block),
    ("good schools", Verdict::Block),
    ("best schools", Verdict::Block),
    ("top-rated schools", Verdict::Block),
    ("the schools are excellent", Verdict::Block),
    ("safe area", Verdict::Block),
    ("low-crime area", Verdict::Block),
    ("bad area", Verdict::Block),
    ("avoid that area", Verdict::Block),
    ("quiet neighbourhood", Verdict::Warn),
    ("a quiet, tree-lined neighborhood", Verdict::Warn),
    ("exclusive neighborhood", Verdict::Warn),
    ("traditional neighborhood", Verdict::Warn),
    ("integrated neighborhood", Verdict::Warn),
    ("adult community", Verdict::Block),
    ("no kids", Verdict::Block),
    ("walking distance to church", Verdict::Block),
    ("walking distance to the synagogue", Verdict::Block),
    ("walking distance to a mosque", Verdict::Block),
    ("bachelor pad", Verdict::Warn),
    ("mother-in-law suite", Verdict::Log),
    ("master suite", Verdict::Log),
    ("able-bodied", Verdict::Block),
    ("not for wheelchairs", Verdict::Block),
    ("Hispanic neighborhood", Verdict::Block),
    ("mostly Asian area", Verdict::Block),
    ("great family neighborhood with top schools", Verdict::Block),
    ("quiet street", Verdict::Log),
    ("vecindario tranquilo", Verdict::Warn),
    ("perfecto para familias", Verdict::Block),
];

/// What must pass and what is written instead, with its kin.
const PASSING: &[&str] = &[
    "single-family home",
    "single-storey",
    "single storey",
    "family room",
    "walk-in closet",
    "412 Church Street",
    "walking distance to Church Street",
    "paint colour",
    "quiet dishwasher",
    "master plan",
    "master-planned",
    "four bedrooms",
    "near transit",
    "fenced yard, playground 0.3 mi",
    "cul-de-sac",
    "gated",
    "built 1960s",
    "one-bedroom",
    "guest suite",
    "primary suite",
    "two flights of stairs, step-free entry",
    "walking distance to shops and services",
    "white kitchen",
    "4-bed single-family home with family room",
    "Hi Christian, home tours start at 9",
    "exclusive listing",
    "I can't say whether that area is safe",
    "Equal housing opportunity",
];

#[test]
fn what_the_domain_says_is_not_written_is_found() {
    for (text, expected) in FLAGGED {
        assert_eq!(
            judged(text),
            *expected,
            "{text:?}: {:?}",
            check(text, Context::default())
        );
    }
}

#[test]
fn what_the_domain_says_must_pass_passes() {
    for text in PASSING {
        assert_eq!(check(text, Context::default()), [], "{text:?}");
    }
}

#[test]
fn housing_of_55_and_older_may_be_called_so_when_it_is() {
    let lawful = Context {
        lawful_55_plus: true,
        ..Context::default()
    };
    for text in ["active adult community", "55+ community", "age-restricted living"] {
        assert_eq!(judged(text), Verdict::Block, "{text}");
        assert_eq!(check(text, lawful), [], "{text}");
    }
    assert_eq!(
        verdict(&check("adult community for Christians only", lawful)),
        Verdict::Block
    );
}

#[test]
fn a_wish_that_chooses_homes_is_judged_more_strictly() {
    let input = Context {
        surface: Surface::MatchingInput,
        ..Context::default()
    };
    for text in ["crime", "school_rating", "demographics", "no kids"] {
        assert_eq!(verdict(&check(text, input)), Verdict::Block, "{text}");
    }
    assert_eq!(
        judged("I sent the link to the police department's crime map"),
        Verdict::Pass
    );
    assert_eq!(check("three bedrooms, pool, Upland", input), []);
}

#[test]
fn a_finding_says_where_what_and_what_instead() {
    let text = "Über view! Great schools near by";
    let findings = check(text, Context::default());
    let [finding] = findings.as_slice() else {
        panic!("one finding: {findings:?}");
    };
    assert_eq!(&text[finding.at.clone()], "Great schools");
    assert_eq!(
        (finding.severity, finding.category),
        (Severity::High, Category::Schools)
    );
    assert_eq!(finding.instead, "district name + link to official data");
}

#[test]
fn the_written_lists_stay_within_the_aims() {
    let flagged = [
        include_str!("../../../tests/fixtures/wording/first/flagged.txt"),
        include_str!("../../../tests/fixtures/wording/second/flagged.txt"),
        include_str!("../../../tests/fixtures/wording/third/flagged.txt"),
        include_str!("../../../tests/fixtures/wording/fourth/flagged.txt"),
    ];
    let flagged: Vec<&str> = flagged.iter().flat_map(|list| list.lines()).collect();
    let missed: Vec<_> = flagged
        .iter()
        .filter(|text| judged(text) == Verdict::Pass)
        .collect();
    assert!(missed.len() * 50 <= flagged.len(), "over 2 % missed: {missed:?}");
    let passes = [
        include_str!("../../../tests/fixtures/wording/first/passes.txt"),
        include_str!("../../../tests/fixtures/wording/second/passes.txt"),
        include_str!("../../../tests/fixtures/wording/third/passes.txt"),
        include_str!("../../../tests/fixtures/wording/fourth/passes.txt"),
    ];
    let passes: Vec<&str> = passes.iter().flat_map(|list| list.lines()).collect();
    let alarms: Vec<_> = passes
        .iter()
        .filter(|text| judged(text) != Verdict::Pass)
        .collect();
    assert!(
        alarms.len() * 100 <= passes.len() * 3,
        "over 3 % found: {alarms:?}"
    );
}

#[test]
fn the_tables_are_well_formed() {
    use super::super::words::Phrase;
    let rows = rules::groups().flat_map(|group| group.rows);
    let texts = rows.flat_map(|row| std::iter::once(&row.1).chain(row.2));
    for text in texts.chain(rules::PASSES) {
        for word in Phrase::new(text, rules::SETS).vocabulary() {
            assert!(
                word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()),
                "{text:?} names {word:?}, which no folded text has"
            );
        }
    }
}

/// Names that are also words of the rules.
const NAMES: &[&str] = &[
    "Maria",
    "Muhammad",
    "Christian",
    "White",
    "Church",
    "Young",
    "Black",
    "Jordan",
    "Israel",
    "Grace Church",
    "Faith",
    "Germán",
    "Bachelor",
    "Temple",
    "Jesús",
    "Nguyễn",
    "Asia",
    "Chad",
    "Kim",
    "O'Brien-Núñez Jr.",
    "English",
];

proptest! {
    #[test]
    fn a_name_never_changes_a_verdict(
        which in 0..FLAGGED.len() + PASSING.len(),
        name in prop::sample::select(NAMES.to_vec()),
    ) {
        let text = FLAGGED.iter().map(|row| row.0).chain(PASSING.iter().copied()).nth(which).unwrap_or_default();
        let plain = judged(text);
        for named in [
            format!("Hi {name}, {text}"),
            format!("{text}. Thanks, {name}"),
            format!("{text} - {name}"),
            format!("Mr. {name} asked: {text}"),
            format!("{name}: {text}"),
        ] {
            prop_assert_eq!(judged(&named), plain, "{}", named);
        }
    }

    #[test]
    fn spans_lie_in_the_text_on_whole_characters(
        before in any::<String>(),
        which in 0..FLAGGED.len(),
        after in any::<String>(),
    ) {
        let text = format!("{before}\n\n{}\n\n{after}", FLAGGED[which].0);
        let findings = check(&text, Context::default());
        prop_assert!(!findings.is_empty());
        for finding in findings {
            prop_assert!(text.get(finding.at.clone()).is_some_and(|found| !found.is_empty()));
        }
    }
}

/// Nobody who reads a finding has the document beside them that a number would point into.
#[test]
fn every_rule_says_in_words_where_it_comes_from() {
    for group in rules::groups() {
        let source = group.source;
        assert!(source.starts_with("the house's rules"), "{source}");
        assert!(!source.chars().any(|letter| letter.is_ascii_digit()), "{source}");
    }
}
