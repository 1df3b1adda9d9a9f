use super::readiness::{Marks, OnFile, Readiness};
use super::*;
use crate::domain::qualification::{LeadType, Question};
use crate::domain::score::Temperature::{Cold, Hot, Warm};
use crate::domain::signal::SignalKind;

fn with(kind: LeadType, questions: &[Question]) -> Inputs {
    let mut inputs = Inputs {
        kind,
        ..Inputs::default()
    };
    for question in questions {
        inputs.answer(*question);
    }
    inputs
}

/// Every subset of the places of a set.
fn subsets(set: Set) -> impl Iterator<Item = Vec<Question>> {
    let places = set.places();
    (0..1_u32 << places.len()).map(move |bits| {
        let taken = places.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0);
        taken.map(|(_, place)| place[0]).collect()
    })
}

#[test]
fn a_buyer_is_classed_by_the_number_of_answers_whichever_they_are() {
    let expected = [
        (5, Cold),
        (15, Cold),
        (30, Warm),
        (50, Hot),
        (65, Hot),
        (75, Hot),
        (100, Hot),
    ];
    for kind in [LeadType::Buyer, LeadType::Renter, LeadType::Unknown] {
        for answered in subsets(Set::Buyer) {
            let (percent, class) = expected[answered.len()];
            let mut inputs = with(kind, &answered);
            let standing = standing(&inputs).unwrap();
            assert_eq!(
                (standing.percent, standing.class),
                (percent * 100, class),
                "{answered:?}"
            );
            // A question answered again, or one that is not theirs, counts for nothing.
            for question in answered.iter().copied().chain([Question::Price, Question::Funds]) {
                inputs.answer(question);
            }
            assert_eq!(super::standing(&inputs), Some(standing));
        }
    }
    let percents: Vec<i64> = (0..=7)
        .map(|answered| count::percent(answered, 7) / 100)
        .collect();
    assert_eq!(percents, [5, 15, 30, 50, 65, 75, 85, 100]);
}

#[test]
fn a_seller_is_hot_with_all_four_a_yes_and_good_prompt_answers() {
    let values = [
        None,
        Some(0),
        Some(4_999),
        Some(5_000),
        Some(6_999),
        Some(7_000),
        Some(10_000),
    ];
    let mut seen = [0; 3];
    for answered in subsets(Set::Seller) {
        for accepted in [None, Some(false), Some(true)] {
            for quality in values {
                for responsiveness in values {
                    for was_hot in [false, true] {
                        let inputs = Inputs {
                            accepted,
                            was_hot,
                            quality,
                            responsiveness,
                            ..with(LeadType::Seller, &answered)
                        };
                        let standing = standing(&inputs).unwrap();
                        let all_and_yes = answered.len() == 4 && accepted == Some(true);
                        let shown = quality >= Some(7_000) && responsiveness >= Some(7_000);
                        let fair = quality.is_none() || quality >= Some(5_000);
                        let class = if all_and_yes && (shown || was_hot) {
                            Hot
                        } else if answered.len() >= 3 && fair {
                            Warm
                        } else {
                            Cold
                        };
                        assert_eq!(standing.class, class, "{inputs:?}");
                        assert_eq!(standing.percent, answered.len() as i64 * 2_500);
                        seen[class as usize] += 1;
                    }
                }
            }
        }
    }
    assert!(seen.iter().all(|times| *times > 0), "{seen:?}");
}

#[test]
fn a_seller_who_declines_the_timeline_is_warm_with_everything_answered() {
    let all = Set::Seller.places().concat();
    let seller = |accepted, quality, responsiveness| {
        let inputs = Inputs {
            accepted: Some(accepted),
            quality: Some(quality),
            responsiveness: Some(responsiveness),
            ..with(LeadType::Seller, &all)
        };
        let standing = standing(&inputs).unwrap();
        (standing.percent, standing.class)
    };
    assert_eq!(seller(false, 8_000, 9_000), (10_000, Warm));
    assert_eq!(seller(true, 7_200, 6_500), (10_000, Warm));
    assert_eq!(seller(true, 7_200, 7_000), (10_000, Hot), "one prompt reply more");
}

#[test]
fn the_long_form_and_investors_have_classes_of_their_own() {
    for answered in subsets(Set::LongForm) {
        let number = answered.len() as u8;
        let class = match number {
            10 => Hot,
            7..=9 => Warm,
            _ => Cold,
        };
        assert_eq!(
            filled(&with(LeadType::Seller, &answered), Set::LongForm),
            (number, 10)
        );
        assert_eq!(
            (long_form::class(number), long_form::percent(number)),
            (class, i64::from(number) * 1_000)
        );
    }
    for answered in subsets(Set::Investor) {
        let standing = standing(&with(LeadType::Investor, &answered)).unwrap();
        let class = match answered.len() {
            0 | 1 => Cold,
            4.. if answered.contains(&Question::Funds) => Hot,
            _ => Warm,
        };
        assert_eq!(standing.class, class, "{answered:?}");
        assert_eq!(standing.percent == 10_000, answered.len() == 6);
    }
    assert_eq!(standing(&with(LeadType::Agent, &[Question::Budget])), None);
    assert_eq!(standing(&with(LeadType::Vendor, &[])), None);
}

#[test]
fn the_quality_of_an_answer_goes_by_what_stands_in_it() {
    for vague in 0..3 {
        for definite in [false, true] {
            for concrete in [false, true] {
                for (chars, by_length) in [(2, 4_000), (9, 4_000), (10, 6_000), (50, 6_000), (51, 5_500)] {
                    let mut signals = vec![SignalKind::Vague; vague];
                    signals.extend(definite.then_some(SignalKind::Definite));
                    signals.extend(concrete.then_some(SignalKind::Concrete));
                    let expected = match (vague, definite, concrete) {
                        (2.., ..) => 2_500,
                        (1, ..) => 3_000,
                        (0, true, _) => 8_500,
                        (0, false, true) if chars >= 10 => 7_500,
                        _ => by_length,
                    };
                    assert_eq!(quality::of(chars, &signals), expected, "{signals:?} {chars}");
                }
            }
        }
    }
    assert_eq!(quality::mean(&[]), None);
    assert_eq!(
        quality::mean(&[0, 8_500, 8_500, 6_000, 3_000]),
        Some(6_500),
        "of the last four"
    );
    assert!(quality::is_exhausted(&[9_000, 3_000, 3_000, 4_000, 2_500, 4_999]));
    assert!(!quality::is_exhausted(&[3_000, 3_000, 4_000, 5_000, 2_500]));
    assert!(!quality::is_exhausted(&[3_000; 4]));
}

#[test]
fn responsiveness_is_the_median_of_waking_time() {
    let steps = [
        (Some(0), 100),
        (Some(300), 100),
        (Some(301), 90),
        (Some(3_600), 90),
        (Some(3_601), 80),
        (Some(14_400), 80),
        (Some(14_401), 70),
        (Some(86_400), 70),
        (Some(86_401), 40),
        (Some(259_200), 40),
        (Some(259_201), 10),
        (None, 0),
    ];
    for (median, points) in steps {
        assert_eq!(responsiveness::of(median), points * 100, "{median:?}");
    }
    assert_eq!(responsiveness::median(&[]), None);
    assert_eq!(responsiveness::median(&[9, 1, 5]), Some(5));
    let hour = 3_600;
    let waking = |from, to, offset| responsiveness::waking_seconds(from * hour, to * hour, offset * hour);
    assert_eq!(waking(9, 10, 0), hour);
    assert_eq!(
        waking(20, 33, 0),
        2 * hour,
        "from eight in the evening to nine in the morning"
    );
    assert_eq!(waking(22, 31, 0), 0, "at night nobody waits");
    assert_eq!(waking(16, 17, -8), hour, "eight in the morning, where they are");
    assert_eq!(waking(15, 16, -8), 0);
    assert_eq!(waking(0, 72, 0), 3 * 13 * hour);
    assert_eq!(waking(5, 4, 0), 0, "a clock that went back");
}

#[test]
fn readiness_is_the_mean_of_its_groups_and_what_is_on_file_beats_words() {
    let marks = Marks {
        finance: [Some(6_000), Some(3_000), Some(0)],
        urgency: [Some(8_000), None, Some(6_000)],
        clarity: [Some(4_000); 3],
    };
    let plain = Readiness::of(&marks, OnFile::default());
    assert_eq!(plain.groups, [Some(3_000), Some(7_000), Some(4_000)]);
    assert_eq!(plain.whole, Some(4_650));
    let letter = Readiness::of(
        &marks,
        OnFile {
            letter: true,
            cash: false,
        },
    );
    assert_eq!(letter.groups[0], Some(5_500));
    let cash = Readiness::of(
        &marks,
        OnFile {
            letter: true,
            cash: true,
        },
    );
    assert_eq!(cash.groups[0], Some(6_000));
    assert_eq!(
        Readiness::of(&Marks::default(), OnFile::default()).whole,
        None,
        "never a middle value"
    );
    let due = |whole| {
        Readiness {
            groups: [None; 3],
            whole,
        }
        .due_hours()
    };
    let steps = [7_500, 7_499, 5_000, 4_999, 3_500, 3_499, 2_000, 1_999].map(|whole| due(Some(whole)));
    assert_eq!(steps, [2, 24, 24, 72, 72, 168, 168, 720]);
    assert_eq!(due(None), 720);
    let next =
        |readiness: &Readiness, known: &[Question]| readiness.next(|question| known.contains(&question));
    assert_eq!(next(&plain, &[]), Some(Question::Financing));
    assert_eq!(next(&cash, &[]), Some(Question::Timeline));
    assert_eq!(next(&cash, &[Question::Timeline]), Some(Question::Needs));
    assert_eq!(
        next(&cash, &[Question::Timeline, Question::Needs]),
        Some(Question::Deciders)
    );
    let all = [Question::Timeline, Question::Needs, Question::Deciders];
    assert_eq!(next(&cash, &all), None, "showings");
}
