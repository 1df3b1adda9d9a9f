use super::*;
use crate::scoring::combine::numbers_by;
use crate::scoring::config::Config;
use crate::scoring::inputs::Inputs;
use crate::scoring::learned::draw::Draw;
use crate::scoring::learned::fit::{Plan, fit};
use crate::scoring::learned::table::Intake;

/// A model of people who came by two sources, and of whom those who met more often close more often.
fn learned(outcomes: i64) -> Learned {
    let mut intake = Intake::new(["source", MET, SILENT, "closed"]);
    let mut draw = Draw::new(11, 1);
    for _ in 0..400 {
        let (source, met, silent) = (draw.below(2), draw.below(4), draw.below(60));
        let closed = draw.below(100) < 5 + 20 * source + 12 * met;
        let cells = [
            ["Zillow", "Referral"][source].to_owned(),
            met.to_string(),
            silent.to_string(),
            ["no", "yes"][usize::from(closed)].to_owned(),
        ];
        intake.row(cells.iter().map(String::as_str));
    }
    let plan = Plan {
        label: "closed".to_owned(),
        seed: 1,
        ..Plan::default()
    };
    let fitted = fit(&intake.done(), &plan).unwrap();
    assert!(fitted.report.signal, "{}", fitted.report.verdict);
    Learned {
        seq: 1,
        model: fitted.model,
        bands: fitted.report.bands,
        outcomes,
        closings: 120,
    }
}

fn person(source: &str, met: i64, silent: i64) -> Vec<Seen> {
    let seen = |column, text: String| Seen {
        column,
        text,
        evidence: Evidence::Field("source".to_owned()),
    };
    vec![
        seen("source", source.to_owned()),
        seen(MET, met.to_string()),
        seen(SILENT, silent.to_string()),
    ]
}

#[test]
fn the_parts_of_a_chance_add_up_to_it_and_point_where_the_past_does() {
    let learned = learned(400);
    for source in ["Zillow", "Referral", "a source nobody has seen"] {
        for met in 0..5 {
            let told = learned.tell(&person(source, met, 10));
            let sum: i64 = told.parts.iter().map(|part| part.0).sum();
            assert!((sum - told.points * 10_000).abs() <= 10_000, "{told:?}");
            assert!((0..=100).contains(&told.chance.percent) && told.chance.plus_minus >= 1);
        }
    }
    let of = |source, met| learned.tell(&person(source, met, 10)).points;
    assert!(of("Referral", 3) > of("Zillow", 3) && of("Referral", 3) > of("Referral", 0));
    let told = learned.tell(&person("Zillow", 0, 10)).chance;
    assert_eq!(told.what_if[0].0, "shown this week");
    assert!(told.what_if[0].1 >= told.percent, "{told:?}");
    assert_eq!(told.what_if[1].0, "no reply for 7 days");
}

#[test]
fn of_few_outcomes_no_more_is_claimed_than_five_points() {
    let learned = learned(199);
    for met in 0..5 {
        let chance = learned.tell(&person("Referral", met, 10)).chance;
        assert!(chance.percent % 5 == 0 && chance.plus_minus >= 5, "{chance:?}");
    }
}

#[test]
fn of_whom_nothing_is_known_no_chance_is_said() {
    let told = learned(400).tell(&person("Referral", 3, 10));
    let config = Config::default();
    let nothing = numbers_by(&Inputs::default(), &config, Some(&told));
    assert_eq!((nothing.conversion, nothing.chance), (None, None));
    let known = Inputs {
        messages: 1,
        ..Inputs::default()
    };
    let known = numbers_by(&known, &config, Some(&told));
    assert_eq!(
        (known.conversion, known.chance),
        (Some(told.points), Some(told.chance))
    );
}
