//! How much of what names a person is hidden, and how fast: leak, and what is hidden needlessly, beside the baseline that is
//! recorded with the labelled data.
//!
//! `cargo bench --bench masking`. Labelled data is measured when the folder of reference material lies beside the clone.
//! `leak` is the share of letters and digits of identifiers that no stand-in covers, `overmask` the share of everything
//! else that one does. `LEADLINE_BENCH_MISSES=1` prints what is left over.

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

#[expect(dead_code, reason = "each bench stands on its own part of it")]
mod support;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use leadline::domain::mask::{Identity, Vault, find};
use serde_json::Value;

/// Types that must not leave, as the labels call them.
const MUST: [&str; 10] = [
    "PERSON",
    "PHONE_NUMBER",
    "EMAIL_ADDRESS",
    "US_SSN",
    "CREDIT_CARD",
    "STREET_ADDRESS",
    "ADDRESS",
    "IBAN_CODE",
    "US_DRIVER_LICENSE",
    "IP_ADDRESS",
];
/// File, and leak and overmask of the baseline recorded with it (patterns and lists).
const SETS: [(&str, f64, f64); 3] = [
    ("synthetic", 0.504, 0.005),
    ("synthetic_older", 0.434, 0.003),
    ("homes_chat", 0.069, 0.008),
];
/// Bytes that are masked for the speed.
const BYTES: usize = 8_000_000;

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if std::env::args().any(|argument| argument == "--bench") {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/pii");
        if data.is_dir() {
            for (name, leak, overmask) in SETS {
                measure(&data.join(format!("{name}.jsonl")), name, leak, overmask);
            }
        } else {
            println!("labelled data: not beside this clone, left out");
        }
        speed();
    }
}

/// Counts of one file.
#[derive(Default)]
struct Counts {
    inside: usize,
    leaked: usize,
    outside: usize,
    over: usize,
    /// For each type: spans, and spans of which something is left.
    spans: BTreeMap<String, (usize, usize)>,
}

fn measure(file: &Path, name: &str, leak: f64, overmask: f64) {
    let mut counts = Counts::default();
    let text = std::fs::read_to_string(file).expect("labelled data");
    for line in text.lines() {
        count(&serde_json::from_str(line).expect("a line of JSON"), &mut counts);
    }
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    let (ours, over) = (
        share(counts.leaked, counts.inside),
        share(counts.over, counts.outside),
    );
    println!(
        "{name}: leak {ours:.3} (baseline {leak:.3}, ratio {:.2}), overmask {over:.3} (baseline {overmask:.3})",
        ours / leak
    );
    for (kind, (spans, left)) in counts.spans {
        println!(
            "  {kind:18} {spans:5} spans, whole hidden {:.3}",
            1.0 - share(left, spans)
        );
    }
}

fn count(row: &Value, counts: &mut Counts) {
    let misses = std::env::var_os("LEADLINE_BENCH_MISSES").is_some();
    let text = row["text"].as_str().expect("a text");
    let starts: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let found: Vec<Range<usize>> = find(text, &|_| false).into_iter().map(|one| one.at).collect();
    let hidden = |at: usize| found.iter().any(|range| range.contains(&at));
    let mut gold = vec![false; starts.len()];
    for span in row["spans"].as_array().expect("spans") {
        let number = |at: usize| span[at].as_u64().expect("a place") as usize;
        let kind = span[2].as_str().expect("a type");
        let mut left = false;
        for nr in number(0)..number(1) {
            gold[nr] = true;
            let letter = text[starts[nr]..]
                .chars()
                .next()
                .is_some_and(char::is_alphanumeric);
            if letter && MUST.contains(&kind) {
                let open = !hidden(starts[nr]);
                counts.inside += 1;
                counts.leaked += usize::from(open);
                left |= open;
            }
        }
        if MUST.contains(&kind) {
            let (spans, leaks) = counts.spans.entry(kind.to_owned()).or_default();
            *spans += 1;
            *leaks += usize::from(left);
            if left && misses {
                println!("    {kind}: {:?}", &text[starts[number(0)]..starts[number(1)]]);
            }
        }
    }
    for (nr, start) in starts
        .iter()
        .enumerate()
        .take(starts.len() - 1)
        .filter(|(nr, _)| !gold[*nr])
    {
        let _ = nr;
        counts.outside += 1;
        counts.over += usize::from(hidden(*start));
    }
}

fn speed() {
    let line = "Maria Benítez wrote: can we see 88 Banyan St on Saturday? My number is (909) 555-0142, budget $450,000.\n";
    let mut vault = Vault::default();
    vault.learn(&Identity {
        first: "Maria".into(),
        last: "Benítez".into(),
        phones: vec!["+19095550142".into()],
        ..Identity::default()
    });
    let text = line.repeat(BYTES / line.len());
    let rate = |took: std::time::Duration| text.len() as f64 / 1e6 / took.as_secs_f64();
    let (took, masked) = support::timed(|| {
        let lines = text.lines().map(|line| vault.mask(line, &|_| false));
        lines.collect::<Vec<String>>()
    });
    println!("masking {:.0} MB/s (bar 50)", rate(took));
    let mut restore = vault.restorer();
    let (took, length) = support::timed(|| {
        let pieces = masked.iter().map(|piece| restore.push(piece).len());
        pieces.sum::<usize>() + restore.finish().len()
    });
    println!("putting back {:.0} MB/s (bar 50), {length} bytes", rate(took));
}
