//! What holds of every model, on tables made up here.

use super::booster::grow;
use super::check::{auc, bands, check, wilson};
use super::draw::Draw;
use super::encode::{Coding, encode, rows_a_slice};
use super::fit::{Fitted, Plan, fit};
use super::growth::{Growth, Shape};
use super::honest::Refusal;
use super::model::{Model, compare};
use super::protected::trait_of;
use super::table::{Column, Intake, Kind, Table, day, kind, number};
use super::train::Way;
use super::words::words;

mod leafwise;

fn table(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Table {
    let mut intake = Intake::new(heads);
    for row in rows {
        intake.row(row.iter().map(String::as_str));
    }
    intake.done()
}

/// Leads whose outcome hangs on the source, on visits (in a bend) and on both together.
fn leads(rows: usize, seed: u64) -> Table {
    println!("seed {seed}");
    let mut draw = Draw::new(seed, 9);
    let sources = ["web", "referral", "chat", "fair", ""];
    table(
        &["id", "source", "visits", "budget", "note", "converted"],
        (0..rows).map(|row| {
            let source = sources[draw.below(5)];
            let visits = draw.below(20);
            let budget = draw.below(900) as f64 + 100.0;
            let base = match source {
                "referral" => 1.5,
                "" => -1.5,
                "chat" if visits > 10 => 1.2,
                _ => -0.4,
            };
            let margin = base + (visits as f64 - 8.0) * 0.15 - 1.0;
            let yes = draw.unit() < super::logistic::chance(margin);
            let visits = if draw.below(10) == 0 {
                "Select".to_owned()
            } else {
                visits.to_string()
            };
            let note = format!("note {}", draw.next());
            vec![
                format!("L{row}"),
                source.to_owned(),
                visits,
                budget.to_string(),
                note,
                u8::from(yes).to_string(),
            ]
        }),
    )
}

fn plan() -> Plan {
    Plan {
        label: "converted".into(),
        id: Some("id".into()),
        seed: 7,
        ..Plan::default()
    }
}

fn labels(table: &Table) -> Vec<bool> {
    let column = table.column("converted").unwrap();
    (0..table.rows).map(|row| column.text(row) == "1").collect()
}

fn fitted(table: &Table) -> Fitted {
    fit(table, &plan()).unwrap()
}

/// Puts another column beside the others.
fn planted(mut table: Table, name: &str, mut text: impl FnMut(usize) -> String) -> Table {
    let mut intake = Intake::new([name]);
    for row in 0..table.rows {
        intake.row([text(row).as_str()]);
    }
    table.columns.extend(intake.done().columns);
    table
}

#[test]
fn same_table_and_seed_make_the_same_model_to_the_byte() {
    let table = leads(800, 1);
    assert_eq!(fitted(&table).model.to_text(), fitted(&table).model.to_text());
}

#[test]
fn a_model_tells_rows_it_has_not_seen_and_comes_back_from_its_text() {
    let Fitted { model, report } = fitted(&leads(3_000, 2));
    let new = leads(2_000, 3);
    let figures = check(&labels(&new), &model.scores(&new));
    assert!(
        report.signal && figures.auc > 0.74 && figures.ece < 0.05,
        "{figures:?}"
    );
    assert!(
        (figures.auc - report.check.auc).abs() < 0.04,
        "{:?}",
        report.check
    );
    let again = Model::from_text(&model.to_text()).unwrap();
    let mut pairs = again.scores(&new).into_iter().zip(model.scores(&new));
    assert!(pairs.all(|(again, first)| (again - first).abs() < 1e-12));
    assert!(
        report.left_out.iter().any(|left| left.column == "note"),
        "{:?}",
        report.left_out
    );
}

#[test]
fn parts_add_up_to_the_score_for_points_and_for_trees() {
    let table = leads(2_000, 4);
    let mut model = fitted(&table).model;
    for (linear, boosted) in [(1.0, 0.0), (0.0, 1.0), (0.5, 0.5)] {
        (model.linear_weight, model.boosted_weight) = (linear, boosted);
        let bins = encode(&model.codings, &table.only(&(0..50).collect::<Vec<_>>()));
        for (row, margin) in model.margins(&bins).into_iter().enumerate() {
            let parts = model.parts(&bins.row(row));
            assert!(
                (parts.total() - margin).abs() < 1e-9,
                "{} is not {margin}",
                parts.total()
            );
        }
    }
}

#[test]
fn few_rows_have_trees_of_one_question_beside_the_points_and_very_few_none() {
    for (rows, way) in [(300, Way::Blend), (60, Way::Logistic)] {
        let table = leads(rows, 6);
        // Every second yes of the smaller table is taken back, so that the rarer kind is rare.
        let told = labels(&table);
        let table = planted(table.without(&["converted"]), "converted", |row| {
            u8::from(told[row] && (rows == 300 || row % 2 == 0)).to_string()
        });
        let Fitted { model, report } = fitted(&table);
        assert_eq!(report.chosen, way, "{}", report.choice);
        let mut trees = model.boosted.iter().flat_map(|trees| &trees.trees);
        assert!(trees.all(|tree| tree.questions.len() <= 1));
        let bins = encode(&model.codings, &table);
        for (row, margin) in model.margins(&bins).into_iter().enumerate().take(50) {
            assert!((model.parts(&bins.row(row)).total() - margin).abs() < 1e-9);
        }
    }
}

#[test]
fn trees_are_taken_apart_also_when_they_are_all_there_is() {
    let table = leads(2_000, 5);
    let mut model = fitted(&table).model;
    if model.boosted.is_empty() {
        let labels = labels(&table);
        let bins = encode(&model.codings, &table);
        let growth = Growth {
            trees: 20,
            shape: Shape::Levels(6),
            rate: 0.1,
            penalty: 3.0,
            rows: 0.8,
            looks: 1.0,
            patience: 5,
        };
        model.boosted = vec![grow(&model.codings, &bins, &labels, None, growth, 1).trees];
    }
    (model.linear_weight, model.boosted_weight) = (0.0, 1.0);
    let bins = encode(&model.codings, &table);
    for (row, margin) in model.margins(&bins).into_iter().enumerate().take(100) {
        assert!((model.parts(&bins.row(row)).total() - margin).abs() < 1e-9);
    }
}

#[test]
fn what_if_gives_the_score_that_the_other_row_would_have() {
    let table = leads(1_000, 6);
    let model = fitted(&table).model;
    let row = (0..table.rows)
        .find(|row| table.column("source").unwrap().text(*row) == "web")
        .unwrap();
    let scores = model.scores(&table);
    assert!((model.what_if(&table, row, "source", "web") - scores[row]).abs() < 1e-12);
    assert!(model.what_if(&table, row, "source", "referral") > scores[row]);
}

#[test]
fn copies_of_the_outcome_are_named_also_when_they_are_noisy_turned_or_renamed() {
    for (name, noise, turned) in [
        ("x1", 0.0, false),
        ("flag", 0.05, false),
        ("flag", 0.1, true),
        ("q", 0.15, false),
    ] {
        let plain = leads(1_500, 7);
        let told = labels(&plain);
        let mut draw = Draw::new(11, 1);
        let table = planted(plain, name, |row| {
            let copy = told[row] != (draw.unit() < noise);
            (if copy == turned { "green" } else { "blue" }).to_owned()
        });
        let report = fitted(&table).report;
        let names: Vec<&str> = report.suspects.iter().map(|one| one.column.as_str()).collect();
        assert_eq!(names, [name], "noise {noise}");
    }
}

#[test]
fn a_column_that_is_filled_afterwards_is_named_and_can_be_kept() {
    let plain = leads(1_000, 8);
    let told = labels(&plain);
    let table = planted(plain, "signed on", |row| {
        if told[row] {
            format!("2024-03-{:02}", row % 28 + 1)
        } else {
            String::new()
        }
    });
    assert_eq!(fitted(&table).report.suspects[0].column, "signed on");
    let kept = fit(
        &table,
        &Plan {
            keep: vec!["signed on".into()],
            ..plan()
        },
    )
    .unwrap();
    assert!(kept.report.suspects.is_empty() && kept.report.check.auc > 0.99);
}

#[test]
fn what_a_head_says_needs_evidence_beside_it() {
    let plain = leads(1_500, 9);
    let told = labels(&plain);
    let mut draw = Draw::new(3, 3);
    let table = planted(plain, "call duration", |row| {
        (draw.below(200) + 90 * usize::from(told[row])).to_string()
    });
    let table = planted(table, "status", |row| ["a", "b"][row % 2].to_owned());
    let table = planted(table, "credit score", |row| (row % 97).to_string());
    let report = fitted(&table).report;
    let names: Vec<&str> = report.suspects.iter().map(|one| one.column.as_str()).collect();
    assert_eq!(names, ["call duration"]);
}

#[test]
fn protected_traits_are_never_inputs_by_head_or_by_what_stands_there() {
    let mut table = leads(400, 10);
    let planted_traits: [(&str, &[&str]); 12] = [
        ("Race", &["a", "b"]),
        ("skin_colour", &["a", "b"]),
        ("Religion", &["x", "y"]),
        ("gender", &["m", "f"]),
        ("x7", &["Female", "Male"]),
        ("maritalStatus", &["1", "2"]),
        ("Dependents", &["0", "1"]),
        ("disability", &["yes", "no"]),
        ("National Origin", &["p", "q"]),
        ("age", &["31", "64"]),
        ("zip code", &["91786", "91784"]),
        ("primary language", &["p", "q"]),
    ];
    for (name, values) in planted_traits {
        table = planted(table, name, |row| values[row % values.len()].to_owned());
    }
    let report = fitted(&table).report;
    let left: Vec<&str> = report.protected.iter().map(|one| one.column.as_str()).collect();
    assert_eq!(left, planted_traits.map(|one| one.0));
    assert_eq!(report.inputs, ["source", "visits", "budget"]);
}

#[test]
fn what_only_sounds_protected_stays() {
    for head in [
        "Page Views Per Visit",
        "message",
        "lead age days",
        "property type",
        "single family home",
        "home age",
        "Language Centre Visits 2x",
    ] {
        let column = Column {
            name: head.to_owned(),
            levels: vec!["1".into(), "250".into()],
            codes: vec![0, 1],
        };
        let told = trait_of(&column);
        assert!(told.is_none() || head.starts_with("Language"), "{head}: {told:?}");
    }
}

/// A home that is spoken of makes no word about its people harmless.
#[test]
fn what_tells_of_their_home_is_protected() {
    for head in ["Home zip", "home address", "Home language", "Home country"] {
        let column = Column {
            name: head.to_owned(),
            levels: Vec::new(),
            codes: Vec::new(),
        };
        assert!(trait_of(&column).is_some(), "{head}");
    }
}

#[test]
fn nothing_to_learn_is_said_and_everybody_gets_the_base_rate() {
    for seed in 20..26 {
        for rows in [120, 700, 2_500] {
            let plain = leads(rows, seed);
            let told = labels(&plain);
            let order = Draw::new(seed, 77).shuffled(rows);
            let table = planted(plain.without(&["converted"]), "converted", |row| {
                u8::from(told[order[row]]).to_string()
            });
            let Fitted { model, report } = fitted(&table);
            let far = model
                .scores(&table)
                .into_iter()
                .map(|score| (score - model.base_rate).abs())
                .fold(0.0, f64::max);
            assert!(
                !report.signal && report.verdict.starts_with("no signal"),
                "seed {seed}, {rows} rows: {}",
                report.verdict
            );
            assert!(far < 0.05, "{far}");
        }
    }
}

#[test]
fn too_little_is_said_in_a_sentence() {
    let few = leads(30, 12);
    assert!(matches!(
        fit(&few, &plan()),
        Err(Refusal::TooLittle { rows: 30, .. })
    ));
    let plain = leads(200, 12).without(&["converted"]);
    let same = planted(plain.clone(), "converted", |_| "1".to_owned());
    assert!(matches!(
        fit(&same, &plan()),
        Err(Refusal::OneOutcome { rows: 200, .. })
    ));
    let none = planted(plain.clone(), "converted", |_| String::new());
    assert!(matches!(fit(&none, &plan()), Err(Refusal::NoOutcomes(_))));
    let words = planted(plain.clone(), "converted", |row| {
        ["red", "green", "blue"][row % 3].to_owned()
    });
    assert!(matches!(
        fit(&words, &plan()),
        Err(Refusal::NoYesOrNo { count: 3, .. })
    ));
    assert!(matches!(fit(&plain, &plan()), Err(Refusal::NoColumn(_))));
    let bare = planted(
        plain.without(&["source", "visits", "budget"]),
        "converted",
        |row| (row % 2).to_string(),
    );
    assert!(matches!(fit(&bare, &plan()), Err(Refusal::NoInputs)));
}

#[test]
fn absurd_columns_break_nothing() {
    let mut table = leads(300, 13);
    for nr in 0..300 {
        table = planted(table, &format!("field {nr}"), |row| {
            if (row + nr) % 3 == 0 {
                String::new()
            } else {
                (row * nr % 7).to_string()
            }
        });
    }
    table = planted(table, "nan", |row| {
        ["NaN", "inf", "-inf", "1e308", "3"][row % 5].to_owned()
    });
    table = planted(table, "future", |row| format!("{}-01-01", 9_000 + row % 900));
    table = planted(table, "empty", |_| String::new());
    let report = fitted(&table).report;
    assert_eq!(report.time.as_deref(), Some("future"));
    assert!(report.inputs.len() > 250, "{}", report.inputs.len());
}

#[test]
fn unseen_words_and_missing_columns_still_get_a_score() {
    let Fitted { model, .. } = fitted(&leads(600, 14));
    let odd = table(
        &["source", "extra"],
        [
            vec!["carrier pigeon".to_owned(), "1".to_owned()],
            vec![String::new(); 2],
        ],
    );
    let scores = model.scores(&odd);
    assert!(
        scores.iter().all(|score| (0.0..=1.0).contains(score)) && scores[0] > scores[1],
        "{scores:?}"
    );
}

#[test]
fn a_damaged_model_is_not_used() {
    let text = fitted(&leads(200, 15)).model.to_text();
    for broken in [
        "",
        "{}",
        &text[..text.len() / 2],
        &text.replacen("\"version\":1", "\"version\":9", 1),
    ] {
        assert!(Model::from_text(broken).is_err());
    }
    let mut model = Model::from_text(&text).unwrap();
    model.codings[0].missing = 200;
    assert!(Model::from_text(&model.to_text()).is_err());
}

#[test]
fn a_new_model_takes_over_only_when_it_is_better_and_somebody_says_so() {
    let (small, large, newest) = (leads(120, 16), leads(4_000, 17), leads(2_000, 18));
    let (old, new) = (fitted(&small).model, fitted(&large).model);
    let verdict = compare(&old, &new, &newest, &labels(&newest));
    assert!(
        verdict.better && verdict.new.auc > verdict.old.auc,
        "{}",
        verdict.sentence
    );
    assert!(!compare(&new, &new, &newest, &labels(&newest)).better);
}

#[test]
fn figures_are_those_of_their_definitions() {
    let labels = [true, false, true, false, false, true, false, false, false, false];
    let scores = [0.9, 0.8, 0.7, 0.7, 0.4, 0.3, 0.2, 0.2, 0.1, 0.0];
    let told = check(&labels, &scores);
    // By hand: of 21 pairs 7 + 5.5 + 4 are won; precision 1/1, 2/4, 3/6.
    assert!(
        (told.auc - 16.5 / 21.0).abs() < 1e-12 && (auc(&labels, &scores) - told.auc).abs() < 1e-12,
        "{}",
        told.auc
    );
    assert!((told.ap - (1.0 + 0.5 + 0.5) / 3.0).abs() < 1e-12, "{}", told.ap);
    assert!(
        (told.brier - 0.196).abs() < 0.05 && (told.lift10 - 1.0 / 0.3).abs() < 1e-9,
        "{told:?}"
    );
    let table = bands(&labels, &scores, 5);
    assert_eq!(table.iter().map(|band| band.n).sum::<usize>(), 10);
    let (low, high) = wilson(8, 10);
    assert!((low - 0.490).abs() < 0.001 && (high - 0.943).abs() < 0.001);
}

#[test]
fn texts_are_read_as_what_they_are() {
    assert_eq!(number("$1,250,000.50"), Some(1_250_000.5));
    assert_eq!(number("12%"), Some(12.0));
    for none in ["inf", "NaN", "1,2", "", "12 May"] {
        assert_eq!(number(none), None, "{none}");
    }
    assert_eq!(day("1970-01-02"), Some(1.0));
    assert_eq!(day("2024-03-01T12:00:00Z"), Some(19_783.5));
    assert_eq!(day("3/1/2024"), day("2024-03-01"));
    assert_eq!(day("31/1/2024"), day("2024-01-31"));
    assert_eq!(day("2024-03"), day("2024-03-01"));
    assert_eq!(day("2024-02-30"), None);
    assert_eq!(
        words("SeniorCitizen_2 zip-code"),
        ["senior", "citizen", "zip", "code"]
    );
    let column = |texts: &[&str]| {
        table(&["c"], texts.iter().map(|text| vec![(*text).to_owned()]))
            .columns
            .remove(0)
    };
    assert_eq!(
        kind(&column(&[
            "1", "2", "", "Select", "3", "4", "5", "6", "7", "8", "9", "10"
        ])),
        Kind::Number
    );
    assert_eq!(kind(&column(&["1", "two", "three"])), Kind::Word);
    assert_eq!(kind(&column(&["2024-01-01", ""])), Kind::Day);
}

#[test]
fn a_number_that_most_rows_lack_is_cut_finely_where_it_says_something() {
    // As days since the last call: nine of ten were never called.
    let text = |row: usize| {
        if row.is_multiple_of(10) {
            (row / 10 + 1).to_string()
        } else {
            "-1".to_owned()
        }
    };
    let table = table(&["days"], (0..20_000).map(|row| vec![text(row)]));
    let coding = Coding::learn(&table.columns[0], 3);
    let slices = coding.middles.len();
    assert!((110..=121).contains(&slices), "{slices} slices");
    assert_eq!(coding.counts[2], 18_000, "the crowd is alone");
    let most = coding.counts[3..].iter().max().copied().unwrap_or_default();
    assert!(most <= 18, "{most} rows in one slice");

    let bins = encode(std::slice::from_ref(&coding), &table);
    let labels: Vec<bool> = (0..20_000).map(|row| row % 200 < 100).collect();
    let growth = Growth {
        trees: 1,
        shape: Shape::Levels(1),
        rate: 0.1,
        penalty: 1.0,
        rows: 1.0,
        looks: 1.0,
        patience: 1,
    };
    let look = &grow(&[coding], &bins, &labels, None, growth, 1).trees.looks[0];
    let seen = look.slices.iter().copied().max().unwrap_or_default();
    assert!(seen >= 35, "trees see {seen} slices");
}

#[test]
fn crowds_have_slices_of_their_own_and_the_rest_shares_the_others() {
    assert_eq!(rows_a_slice(&[1; 100], 10), 10);
    assert_eq!(rows_a_slice(&[900, 1, 1, 1, 1, 1, 1, 1, 1, 1], 4), 3);
    // Where the first crowd is away, the second is one as well.
    assert_eq!(rows_a_slice(&[1_000, 60, 1, 1, 1, 1], 4), 2);
    assert_eq!(rows_a_slice(&[], 4), 0);
    assert_eq!(rows_a_slice(&[7], 1), 7);
    assert_eq!(rows_a_slice(&[9, 9, 9], 1), 27);
}
