//! How long a backup takes, and how long an edit waits for its acknowledgement meanwhile, beside the same edits before.
//!
//! `cargo bench --bench backup`; `LEADLINE_BENCH_PEOPLE=1000000` for another size (50,000 by itself);
//! `LEADLINE_BENCH_FILE` names a file that is made once and stays.

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

#[expect(dead_code, reason = "other benches use the rest")]
mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use leadline::domain::command::Command;
use leadline::domain::origin::Origin;
use leadline::store::Store;
use support::{middle_and_p99, ms, size, timed};

/// Edits that are timed before.
const BEFORE: usize = 300;

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let people = size("LEADLINE_BENCH_PEOPLE", 50_000);
    let kept = std::env::var_os("LEADLINE_BENCH_FILE").map(std::path::PathBuf::from);
    let path = kept.unwrap_or_else(|| folder.path().join("a.db"));
    let (took, store) = timed(|| {
        if path.exists() {
            support::store(&path)
        } else {
            support::filled(&path, people)
        }
    });
    println!("{people} people, opened in {:.1} s", took.as_secs_f64());
    let quiet: Vec<Duration> = (0..BEFORE).map(|nr| edit(&store, nr)).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let done = AtomicBool::new(false);
    let mut during = Vec::new();
    let (took, made) = std::thread::scope(|scope| {
        let backing = scope.spawn(|| {
            let made = timed(|| runtime.block_on(store.back_up()).expect("a backup"));
            done.store(true, Ordering::Release);
            made
        });
        while !done.load(Ordering::Acquire) {
            during.push(edit(&store, BEFORE + during.len()));
        }
        backing.join().expect("a backup")
    });
    let megabytes = made.bytes / (1024 * 1024);
    println!(
        "a backup of {megabytes} MB, read back as a whole: {:.1} s",
        took.as_secs_f64()
    );
    for (when, edits) in [("before", quiet), ("meanwhile", during)] {
        let (many, longest) = (edits.len(), edits.iter().max().copied().unwrap_or_default());
        let (middle, p99) = middle_and_p99(edits);
        let figures = format!(
            "p50 {:.1}, p99 {:.1}, longest {:.1} ms",
            ms(middle),
            ms(p99),
            ms(longest)
        );
        println!("  {many:6} edits {when:10} {figures}");
    }
}

/// Writes one note and waits until it is on disk.
fn edit(store: &Store, nr: usize) -> Duration {
    let person = store.read_blocking(|reader| {
        reader.people(
            &leadline::domain::filter::Filter::default(),
            &leadline::store::Roster::default(),
            nr % 100,
            1,
            false,
        )
    });
    let contact = person
        .expect("the list")
        .rows
        .first()
        .expect("somebody")
        .id
        .clone();
    let body = format!("edit {nr}");
    timed(|| {
        store
            .commit_blocking(Command::AddNote { contact, body }, Origin::Agent)
            .expect("an ack")
    })
    .0
}
