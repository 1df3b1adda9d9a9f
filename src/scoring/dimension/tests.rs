use std::collections::BTreeSet;

use super::*;
use crate::scoring::number::FULL;

#[test]
fn the_weights_of_a_whole_are_a_hundred_and_every_part_has_a_name_of_its_own() {
    for whole in [
        Whole::Readiness,
        Whole::Commitment,
        Whole::Conversion,
        Whole::Risk,
    ] {
        let sum: u16 = of(whole).map(|(_, dimension)| dimension.weight).sum();
        assert_eq!(sum, 100, "{whole:?}");
    }
    let ids: BTreeSet<&str> = ALL.iter().map(|dimension| dimension.id).collect();
    assert_eq!(ids.len(), COUNT);
}

#[test]
fn nothing_known_scores_nothing_and_nothing_is_beyond_its_scale() {
    let nothing = Inputs::default();
    assert!(ALL.iter().all(|dimension| (dimension.score)(&nothing).is_none()));
    let much = Inputs {
        quality: Some(FULL),
        responsiveness: Some(FULL),
        reply_seconds: Some(1),
        pillars: [Some(100); 4],
        soon: Some(100),
        messages: u32::MAX,
        recent: u32::MAX,
        words: Some(u16::MAX),
        questions: Some(u16::MAX),
        objection: Some(100),
        meets: Some(true),
        silent_days: Some(u32::MAX),
        quiet_days: Some(u32::MAX),
        reply_hours: Some(u32::MAX),
        sentiment_drop: Some(i16::MAX),
        commitment_peak: Some(FULL),
        stage_days: Some((u32::MAX, u32::MAX)),
        budget_fit: Some(100),
        matching: Some(100),
        views: Some(100),
        source: Some(100),
        ..Inputs::default()
    };
    for dimension in &ALL {
        let score = (dimension.score)(&much).unwrap();
        assert!((0..=FULL).contains(&score), "{}: {score}", dimension.id);
        assert!(!(dimension.say)(&much, "x").is_empty());
    }
}

#[test]
fn of_whom_never_answered_no_part_says_how_soon_they_do() {
    let never = Inputs {
        responsiveness: Some(0),
        reply_hours: Some(crate::scoring::inputs::NEVER),
        ..Inputs::default()
    };
    let told: Vec<String> = ["commitment.velocity", "conversion.response", "risk.replies"]
        .iter()
        .map(|id| ALL.iter().find(|dimension| dimension.id == *id).unwrap())
        .map(|dimension| (dimension.say)(&never, ""))
        .collect();
    assert_eq!(told, ["has never answered"; 3]);
}

#[test]
fn one_day_and_less_than_a_day_are_said_as_people_say_them() {
    let said = |id: &str, inputs: &Inputs| {
        let dimension = ALL.iter().find(|dimension| dimension.id == id).unwrap();
        (dimension.say)(inputs, "New Lead")
    };
    let fresh = Inputs {
        quiet_days: Some(0),
        stage_days: Some((0, 1)),
        silent_days: Some(0),
        ..Inputs::default()
    };
    assert_eq!(said("risk.silence", &fresh), "quiet for less than a day");
    assert_eq!(said("risk.stage", &fresh), "0 days at New Lead, 1 day is usual");
    let older = Inputs {
        stage_days: Some((1, 5)),
        ..fresh.clone()
    };
    assert_eq!(said("risk.stage", &older), "1 day at New Lead, 5 days are usual");
    let told = boost::in_force(&fresh, boost::To::Commitment);
    assert!(
        told.iter()
            .any(|(_, says, _)| says == "wrote less than a day ago"),
        "{told:?}"
    );
}

#[test]
fn each_signal_of_a_risk_has_four_steps() {
    let scored = |at: usize, inputs: Inputs| (risk::ROWS[at].score)(&inputs).unwrap();
    let days = [0, 7, 8, 14, 15, 28, 29].map(|days| {
        scored(
            0,
            Inputs {
                quiet_days: Some(days),
                ..Inputs::default()
            },
        )
    });
    assert_eq!(days, [0, 0, 5_000, 5_000, 7_500, 7_500, FULL]);
    let hours = [48, 49, 96, 97, 192, 193, u32::MAX].map(|hours| {
        scored(
            1,
            Inputs {
                reply_hours: Some(hours),
                ..Inputs::default()
            },
        )
    });
    assert_eq!(hours, [0, 5_000, 5_000, 7_500, 7_500, FULL, FULL]);
    let drop = [-30, 0, 1, 20, 21, 40, 41].map(|drop| {
        scored(
            2,
            Inputs {
                sentiment_drop: Some(drop),
                ..Inputs::default()
            },
        )
    });
    assert_eq!(drop, [0, 0, 3_000, 3_000, 6_000, 6_000, FULL]);
    let stage = [5, 6, 10, 11, 20, 21].map(|spent| {
        scored(
            4,
            Inputs {
                stage_days: Some((spent, 5)),
                ..Inputs::default()
            },
        )
    });
    assert_eq!(stage, [0, 5_000, 5_000, 7_500, 7_500, FULL]);
}

#[test]
fn boosts_are_capped_and_the_calendar_is_among_them() {
    let all = Inputs {
        boosts: (1 << boost::ALL.len()) - 1,
        age_days: Some(3),
        ..Inputs::default()
    };
    assert_eq!(boost::total(&all, boost::To::Readiness), boost::CAP);
    let cold = Inputs {
        boosts: 1 << 5,
        age_days: Some(91),
        ..Inputs::default()
    };
    assert_eq!(boost::total(&cold, boost::To::Readiness), -1_500);
    let silent = |days| {
        boost::total(
            &Inputs {
                silent_days: Some(days),
                ..Inputs::default()
            },
            boost::To::Commitment,
        )
    };
    assert_eq!(
        [0, 3, 4, 7, 8, 30, 31].map(silent),
        [1_000, 1_000, 500, 500, 0, 0, -1_500]
    );
}
