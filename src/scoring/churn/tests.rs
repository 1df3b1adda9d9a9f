use proptest::prelude::*;

use super::Mark::{LikelyLost, Lost, Warning};
use super::Tier::{Critical, High, Low, Medium};
use super::*;
use crate::domain::contact::Channel;
use crate::scoring::inputs::NEVER;
use crate::scoring::number::FULL;
use crate::scoring::trend::Point;

fn open() -> Inputs {
    Inputs {
        open: true,
        messages: 1,
        ..Inputs::default()
    }
}

fn of(inputs: &Inputs) -> Risk {
    risk(inputs, &Config::default()).unwrap()
}

#[test]
fn who_writes_every_day_stays_and_who_never_answered_is_lost() {
    let daily = Inputs {
        quiet_days: Some(0),
        silent_days: Some(0),
        reply_hours: Some(20),
        messages: 10,
        recent: 10,
        stage_days: Some((2, 5)),
        ..open()
    };
    assert!(of(&daily).now < 2_000, "{:?}", of(&daily));
    assert_eq!((of(&daily).tier, of(&daily).urgency), (Tier::Low, Urgency::Low));
    let gone = Inputs {
        quiet_days: Some(31),
        reply_hours: Some(NEVER),
        stage_days: Some((45, 10)),
        messages: 0,
        ..open()
    };
    let risk = of(&gone);
    assert_eq!((risk.now, risk.later), (FULL, [FULL; 3]));
    assert_eq!((risk.tier, risk.urgency), (Tier::Critical, Urgency::Immediate));
}

#[test]
fn nobody_can_be_lost_who_is_not_open() {
    let closed = Inputs {
        open: false,
        quiet_days: Some(90),
        ..open()
    };
    assert_eq!(risk(&closed, &Config::default()), None);
    assert_eq!(
        risk(
            &Inputs {
                open: true,
                ..Inputs::default()
            },
            &Config::default()
        ),
        None,
        "nothing is known"
    );
}

#[test]
fn a_risk_has_four_tiers() {
    let tiers = [0, 2_999, 3_000, 5_999, 6_000, 7_999, 8_000, FULL].map(Tier::of);
    assert_eq!(tiers, [Low, Low, Medium, Medium, High, High, Critical, Critical]);
    let steep = Inputs {
        quiet_days: Some(7),
        ..open()
    };
    let risk = of(&steep);
    assert_eq!((risk.now, risk.later[0]), (0, 5_000));
    assert_eq!(
        risk.urgency,
        Urgency::Moderate,
        "one step above what the tier says"
    );
}

#[test]
fn the_ladder_and_the_marks_go_by_days_of_silence() {
    let rungs = [6, 7, 13, 14, 21, 30, 45, 60, 400].map(|days| rung(days).map(|rung| rung.days));
    assert_eq!(
        rungs,
        [
            None,
            Some(7),
            Some(7),
            Some(14),
            Some(21),
            Some(30),
            Some(45),
            Some(60),
            Some(60)
        ]
    );
    let channels = LADDER.map(|rung| rung.channel);
    let (mail, text) = (Some(Channel::Email), Some(Channel::Sms));
    assert_eq!(channels, [mail, text, mail, text, mail, None]);
    let marks = [13, 14, 29, 30, 59, 60].map(mark);
    assert_eq!(
        marks,
        [
            None,
            Some(Warning),
            Some(Warning),
            Some(LikelyLost),
            Some(LikelyLost),
            Some(Lost)
        ]
    );
}

#[test]
fn a_loss_says_whether_to_try_again() {
    let rule = |reason, stakes| retry(reason, stakes).map(|retry| (retry.after_days, retry.tries));
    for (name, high, low) in [
        ("Timing not right", Some((2, 3)), Some((7, 3))),
        ("Price too high", Some((7, 2)), Some((7, 2))),
        ("Market conditions", Some((7, 2)), Some((7, 2))),
        ("No suitable home", Some((3, 2)), Some((3, 2))),
        ("Communication", Some((14, 1)), Some((14, 1))),
        ("Unresponsive", Some((30, 1)), Some((30, 1))),
        ("Chose another agent", Some((14, 1)), Some((14, 1))),
        ("Personal change", Some((14, 1)), Some((14, 1))),
        ("Opted out", None, None),
        ("Whatever", Some((30, 1)), Some((30, 1))),
    ] {
        let reason = LossReason::named(name);
        assert_eq!(rule(reason, Stakes::High), high, "{name}");
        assert_eq!(rule(reason, Stakes::Low), low, "{name}");
    }
    let stakes = [5_000_000, 4_999_999, 2_000_000, 1_999_999].map(Stakes::of);
    assert_eq!(
        stakes,
        [Stakes::High, Stakes::Medium, Stakes::Medium, Stakes::Low]
    );
    assert_eq!([90, 91, 181, 366].map(drift), [0, 5_000, 7_500, FULL]);
}

#[test]
fn what_is_to_be_done_is_told_in_sentences() {
    let lost = |reason, days| {
        Some(Loss {
            reason,
            days,
            stakes: Stakes::Low,
        })
    };
    for (open_for, lost, told) in [
        (None, None, None),
        (Some(6), None, None),
        (
            Some(7),
            None,
            Some("silent for 7 days: a recap of what they asked by e-mail"),
        ),
        (
            Some(31),
            None,
            Some("silent for 31 days, likely lost: a useful offer, no invented discount by text"),
        ),
        (
            Some(90),
            None,
            Some(
                "silent for 90 days, lost if you agree or the last check-in stays without an answer: archive, to be heard of every quarter",
            ),
        ),
        (
            Some(90),
            lost("Timing not right", 2),
            Some(
                "lost for \u{201c}Timing not right\u{201d}: in 5 days at most 3 times, ask how the timing is now",
            ),
        ),
        (
            None,
            lost("", 29),
            Some("lost without a reason: tomorrow once, a last check-in"),
        ),
        (
            None,
            lost("Chose another agent", 20),
            Some("lost for \u{201c}Chose another agent\u{201d}: now once, one gracious note, nothing more"),
        ),
        (
            None,
            lost("Opted out", 400),
            Some("lost for \u{201c}Opted out\u{201d}: never again"),
        ),
    ] {
        let all = next(open_for, lost, &[]);
        assert_eq!(all.first().map(String::as_str), told);
    }
    let cooling = [6_200, 4_100, 4_100, 4_100].map(|priority| Point { days: 1, priority });
    assert_eq!(
        next(Some(2), None, &cooling),
        ["cooling by 21.0 points: call within a day"]
    );
}

prop_compose! {
    fn anybody()(
        quiet in proptest::option::of(0_u32..500), silent in proptest::option::of(0_u32..500),
        hours in proptest::option::of(0_u32..400), drop in proptest::option::of(-100_i16..100),
        stage in proptest::option::of((0_u32..400, 1_u32..90)), words in 0_u16..60, peak in 0_i64..10_000,
    ) -> Inputs {
        Inputs {
            open: true, messages: 3, quiet_days: quiet, silent_days: silent, reply_hours: hours, sentiment_drop: drop,
            stage_days: stage, words: Some(words), commitment_peak: Some(peak), ..Inputs::default()
        }
    }
}

proptest! {
    #[test]
    fn more_silence_never_lowers_a_risk(inputs in anybody(), days in 1_u32..400) {
        let mut later = inputs.clone();
        forward(&mut later, &inputs, days);
        let config = Config::default();
        let (before, after) = (risk(&inputs, &config), risk(&later, &config));
        prop_assert!(after.map(|risk| risk.now) >= before.map(|risk| risk.now));
        if let Some(risk) = before {
            let [week, two, month] = risk.later;
            prop_assert!(risk.now <= week && week <= two && two <= month && month <= FULL);
            prop_assert!(risk.now >= 0);
        }
    }

    #[test]
    fn a_slower_reply_a_worse_tone_or_an_older_stage_never_lowers_a_risk(inputs in anybody(), more in 1_u32..400) {
        let config = Config::default();
        let now = |inputs: &Inputs| risk(inputs, &config).map(|risk| risk.now);
        let slower = Inputs { reply_hours: inputs.reply_hours.map(|hours| hours + more), ..inputs.clone() };
        let worse = Inputs { sentiment_drop: inputs.sentiment_drop.map(|drop| drop + 10), ..inputs.clone() };
        let older = Inputs { stage_days: inputs.stage_days.map(|(spent, usual)| (spent + more, usual)), ..inputs.clone() };
        for other in [slower, worse, older] {
            prop_assert!(now(&other) >= now(&inputs));
        }
    }
}
