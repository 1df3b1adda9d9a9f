//! How long the checks of the local copy take, and how soon an edit is acknowledged (P3, P48).
//!
//! `cargo bench --bench doctor`; `LEADLINE_BENCH_PEOPLE` for another size (100,000 by itself).

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

#[expect(dead_code, reason = "other benches use the rest")]
mod support;

use std::time::Duration;

use leadline::domain::command::Command;
use leadline::domain::origin::Origin;
use support::{middle_and_p99, ms, size, timed};

/// Edits that are timed.
const EDITS: usize = 400;

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let people = size("LEADLINE_BENCH_PEOPLE", 100_000);
    let store = support::filled(&folder.path().join("a.db"), people);
    let edits: Vec<Duration> = (0..EDITS)
        .map(|nr| {
            let note = Command::AddNote {
                contact: leadline::domain::value::ContactId::from(first(&store).as_str()),
                body: format!("note {nr}"),
            };
            timed(|| store.commit_blocking(note, Origin::Agent).expect("an edit")).0
        })
        .collect();
    let (middle, p99) = middle_and_p99(edits);
    println!(
        "figure ack: p50 {:.1} ms, p99 {:.1} ms over {EDITS} edits",
        ms(middle),
        ms(p99)
    );
    let (took, whole) = timed(|| {
        store
            .read_blocking(|reader| {
                reader.health()?;
                reader.integrity()
            })
            .expect("an answer")
    });
    assert!(whole.is_whole(), "{whole:?}");
    println!("figure doctor: {:.1} s on {people} people", took.as_secs_f64());
}

/// The id of somebody.
fn first(store: &leadline::store::Store) -> String {
    let filter = leadline::domain::filter::Filter::default();
    let ids = store
        .read_blocking(|reader| reader.people_ids(&filter, 1))
        .expect("ids");
    ids.first().expect("somebody").to_string()
}
