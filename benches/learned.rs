//! How fast chances are learned and given, beside a plain pass over the same columns.
//!
//! `cargo bench --bench learned`; `LEADLINE_BENCH_PEOPLE` for fewer than 1,000,000 people to rescore. How good the chances are is
//! measured by `.ci/scores`.

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

#[expect(dead_code, reason = "each bench takes what it needs of what they share")]
mod support;

use leadline::scoring::learned::booster::grow;
use leadline::scoring::learned::draw::Draw;
use leadline::scoring::learned::encode::encode;
use leadline::scoring::learned::fit::{Plan, fit};
use leadline::scoring::learned::growth::{Growth, Shape};
use leadline::scoring::learned::logistic::chance;
use leadline::scoring::learned::model::Model;
use leadline::scoring::learned::table::{Column, Table};
use support::{middle_and_p99, ms, size, timed};

/// Columns of the made-up table, words and numbers in turn.
const COLUMNS: usize = 20;
/// Trees of the model that rescores, which is more than the sets at hand ever took.
const TREES: usize = 300;

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let mut model = None;
    for (rows, bar) in [(10_000, 2_000.0), (100_000, 20_000.0)] {
        let table = made(rows);
        let (took, fitted) = timed(|| fit(&table, &plan()).expect("a model"));
        let holds = if ms(took) <= bar { "holds" } else { "MISSES" };
        let report = &fitted.report;
        println!(
            "fit {rows} rows, {COLUMNS} columns: {:.0} ms (bar {bar:.0}, {holds}), {:?}, auc {:.3}",
            ms(took),
            report.chosen,
            report.check.auc
        );
        model.get_or_insert_with(|| with_trees(fitted.model, &table));
    }
    rescore(&model.expect("a model"), size("LEADLINE_BENCH_PEOPLE", 1_000_000));
}

fn plan() -> Plan {
    Plan {
        label: "won".to_owned(),
        seed: 1,
        ..Plan::default()
    }
}

/// The model with many trees, whatever it chose.
fn with_trees(mut model: Model, table: &Table) -> Model {
    let bins = encode(&model.codings, table);
    let won = table.column("won").expect("the outcome");
    let labels: Vec<bool> = (0..table.rows).map(|row| won.text(row) == "1").collect();
    let growth = Growth {
        trees: TREES,
        shape: Shape::Levels(6),
        rate: 0.05,
        penalty: 3.0,
        rows: 0.8,
        looks: 0.6,
        patience: TREES,
    };
    model.boosted = vec![grow(&model.codings, &bins, &labels, None, growth, 1).trees];
    (model.linear_weight, model.boosted_weight) = (0.5, 0.5);
    model
}

/// All people once more, beside reading every cell once.
fn rescore(model: &Model, people: usize) {
    let table = made(people);
    let (ours, _) = middle_and_p99(
        (0..5)
            .map(|_| timed(|| std::hint::black_box(model.scores(&table))).0)
            .collect(),
    );
    let plain = || {
        let cells = table.columns.iter().flat_map(|column| &column.codes);
        std::hint::black_box(cells.map(|code| u64::from(*code)).sum::<u64>());
    };
    let (bare, _) = middle_and_p99((0..5).map(|_| timed(plain).0).collect());
    println!(
        "rescore {people} people by points and {TREES} trees: {:.0} ms (bar 2000, {}); a plain pass {:.1} ms, ratio {:.0}",
        ms(ours),
        if ms(ours) <= 2_000.0 { "holds" } else { "MISSES" },
        ms(bare),
        ours.as_secs_f64() / bare.as_secs_f64().max(1e-9)
    );
}

/// A table whose outcome hangs on some of its columns.
fn made(rows: usize) -> Table {
    let mut draw = Draw::new(1, 1);
    let mut margins = vec![-1.0; rows];
    let mut columns: Vec<Column> = (0..COLUMNS)
        .map(|nr| {
            let kinds = if nr % 2 == 0 { 8 } else { 300 };
            let codes: Vec<u32> = (0..rows).map(|_| draw.below(kinds) as u32).collect();
            for (margin, code) in margins.iter_mut().zip(&codes).filter(|_| nr < 8) {
                *margin += (f64::from(*code) / kinds as f64 - 0.5) * 0.8
                    + if nr == 3 && *code > 200 { 0.5 } else { 0.0 };
            }
            let level = |at: usize| {
                if nr % 2 == 0 {
                    format!("word {at}")
                } else {
                    at.to_string()
                }
            };
            Column {
                name: format!("column {nr}"),
                levels: (0..kinds).map(level).collect(),
                codes,
            }
        })
        .collect();
    columns.push(Column {
        name: "won".to_owned(),
        levels: vec!["0".to_owned(), "1".to_owned()],
        codes: margins
            .iter()
            .map(|margin| u32::from(draw.unit() < chance(*margin)))
            .collect(),
    });
    Table { columns, rows }
}
