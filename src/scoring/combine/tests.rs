use super::*;
use crate::domain::qualification::{LeadType, Question, Set};
use crate::domain::score::Temperature::{Cold, Hot, Warm};
use crate::scoring::number::shown;

fn answered(kind: LeadType, number: usize) -> Inputs {
    let mut inputs = Inputs {
        kind,
        ..Inputs::default()
    };
    for place in &kind.set().unwrap_or(Set::Buyer).places()[..number] {
        inputs.answer(place[0]);
    }
    inputs
}

fn of(inputs: &Inputs) -> Numbers {
    numbers(inputs, &Config::default())
}

#[test]
fn three_answers_are_hot_in_a_warm_band() {
    let priority = priority(&Config::default(), Some(5_000), Some(6_200), Some(3_500)).unwrap();
    assert_eq!(shown(priority), "59.0");
    let inputs = answered(LeadType::Buyer, 3);
    assert_eq!(
        badge(&inputs, qualify::standing(&inputs), Some(priority)),
        (Some(Temperature::Hot), None)
    );
    let none = answered(LeadType::Buyer, 0);
    let bands =
        [7_000, 6_999, 4_000, 3_999].map(|priority| badge(&none, qualify::standing(&none), Some(priority)).0);
    assert_eq!(
        bands,
        [Some(Hot), Some(Warm), Some(Warm), Some(Cold)],
        "with no answer the band decides"
    );
}

#[test]
fn who_has_said_nothing_is_unscored() {
    let silent = Inputs {
        open: true,
        quiet_days: Some(3),
        age_days: Some(3),
        source: Some(95),
        boosts: 0b11,
        responsiveness: Some(0),
        reply_hours: Some(crate::scoring::inputs::NEVER),
        ..Inputs::default()
    };
    let numbers = of(&silent);
    assert_eq!(
        (
            numbers.readiness,
            numbers.commitment,
            numbers.badge,
            numbers.priority,
            numbers.confidence
        ),
        (None, None, None, None, 0)
    );
    assert!(numbers.risk.is_some(), "that they are quiet is known");
}

#[test]
fn one_pillar_is_not_enough() {
    let browsing = Inputs {
        messages: 1,
        recent: 1,
        pillars: [Some(20), None, None, None],
        ..Inputs::default()
    };
    assert_eq!(of(&browsing).readiness, None);
    let two = Inputs {
        pillars: [Some(85), Some(20), None, None],
        ..browsing
    };
    assert_eq!(of(&two).readiness, Some(5_500), "(35 x 85 + 30 x 20) / 65");
}

#[test]
fn a_missing_component_shares_its_weight_and_takes_from_the_confidence() {
    let known = Inputs {
        messages: 5,
        recent: 5,
        quality: Some(6_000),
        open: true,
        quiet_days: Some(0),
        ..answered(LeadType::Buyer, 3)
    };
    let closed = Inputs {
        open: false,
        ..known.clone()
    };
    let (all, less) = (of(&known), of(&closed));
    assert_eq!(less.risk, None);
    assert_eq!(
        less.priority,
        priority(&Config::default(), less.qualification, less.conversion, None)
    );
    assert!(all.half_width < FULL / 2 && all.half_width == rounded(FULL - all.confidence, 2));
    let fewer = of(&Inputs {
        quality: None,
        ..known
    });
    assert!(fewer.confidence < all.confidence);
}

#[test]
fn old_glory_fades_from_the_badge_in_two_steps() {
    let at = |days| {
        of(&Inputs {
            stale_days: Some(days),
            messages: 1,
            ..answered(LeadType::Buyer, 3)
        })
    };
    let steps = [14, 15, 30, 31].map(|days| (at(days).badge, at(days).was));
    assert_eq!(
        steps,
        [
            (Some(Hot), None),
            (Some(Warm), Some(Hot)),
            (Some(Warm), Some(Hot)),
            (Some(Cold), Some(Hot))
        ]
    );
}

#[test]
fn an_opt_out_is_a_block_and_no_score() {
    let inputs = Inputs {
        blocked: true,
        messages: 9,
        open: true,
        quiet_days: Some(0),
        ..answered(LeadType::Buyer, 6)
    };
    let numbers = of(&inputs);
    assert_eq!(
        numbers,
        Numbers {
            kind: LeadType::Buyer,
            blocked: true,
            ..Numbers::default()
        }
    );
    assert_eq!(numbers.order(), 0);
}

#[test]
fn commitment_fades_by_a_tenth_each_silent_week() {
    let at = |silent| Inputs {
        messages: 2,
        words: Some(25),
        meets: Some(true),
        questions: Some(4),
        silent_days: Some(silent),
        ..Inputs::default()
    };
    assert_eq!(commitment::then(&at(0)), Some(FULL));
    let weeks = [8, 15, 22].map(|days| commitment::now(&at(days)).unwrap());
    assert_eq!(weeks, [9_000, 8_100, 7_290]);
    assert_eq!(
        commitment::decayed(FULL, u32::MAX),
        commitment::decayed(FULL, 104)
    );
}

#[test]
fn lists_are_ordered_by_priority_and_by_what_is_at_stake() {
    let with = |priority, value| {
        Numbers {
            priority: Some(priority),
            value,
            ..Numbers::default()
        }
        .order()
    };
    assert!(with(6_000, Some(1_000_000)) > with(6_000, Some(10_000)));
    assert!(with(6_000, Some(1_000_000)) > with(5_000, Some(1_000_000)));
    assert!(with(6_000, None) < with(6_000, Some(1_000_000)));
    assert_eq!(
        crate::scoring::stage::value_at_stake(50_000_000, 100),
        1_000_000,
        "2.5 % of $500,000, 80 of 100 of it"
    );
}

#[test]
fn a_question_answered_twice_counts_once() {
    let mut inputs = answered(LeadType::Buyer, 2);
    let before = of(&inputs);
    inputs.answer(Question::Budget);
    assert_eq!(of(&inputs), before);
}

#[test]
fn who_tells_something_that_is_not_asked_of_them_is_asked_no_less_for_it() {
    let silent = Inputs {
        messages: 4,
        recent: 3,
        reply_seconds: Some(600),
        meets: Some(true),
        open: true,
        ..answered(LeadType::Seller, 0)
    };
    let mut told = silent.clone();
    told.answer(Question::Address);
    let (before, after) = (of(&silent), of(&told));
    assert_eq!(after.qualification, None, "none of the four is answered");
    assert!(after.priority >= before.priority, "{before:?} {after:?}");
}

#[test]
fn a_client_of_the_past_is_no_lead_until_they_write_again() {
    let mut inputs = Inputs {
        past: true,
        messages: 4,
        silent_days: Some(91),
        soon: Some(100),
        ..Inputs::default()
    };
    inputs.answer(Question::Budget);
    let config = Config::default();
    let done = numbers(&inputs, &config);
    assert_eq!((done.priority, done.badge, done.rests), (None, None, true));
    let told = Told {
        points: 3_400,
        parts: Vec::new(),
        chance: Chance {
            percent: 34,
            plus_minus: 5,
            outcomes: 400,
            closings: 60,
            what_if: Vec::new(),
        },
    };
    assert_eq!(numbers_by(&inputs, &config, Some(&told)).chance, None);
    inputs.silent_days = Some(1);
    let chance = numbers_by(&inputs, &config, Some(&told)).chance;
    assert_eq!(chance, Some(told.chance));
    let again = numbers(&inputs, &config);
    assert!(again.priority.is_some() && again.badge.is_some() && !again.rests);
}
