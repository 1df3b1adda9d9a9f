//! How much of what names a person is hidden, and how fast: leak, and what is hidden needlessly, beside the baseline that is
//! recorded with the labelled data.
//!
//! `cargo bench --bench masking`. Labelled data is measured when the folder of reference material lies beside the clone.
//! `leak` is the share of letters and digits of identifiers that no stand-in covers, `overmask` the share of everything
//! else that one does. `LEADLINE_BENCH_MISSES=1` prints what is left over, `LEADLINE_BENCH_OVER=1` what is hidden
//! needlessly.

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

#[expect(dead_code, reason = "each bench stands on its own part of it")]
mod support;

use std::collections::BTreeMap;
use std::path::Path;

use leadline::domain::mask::{Found, Identity, Kind, Vault, find};
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
/// Bytes that are masked for the speed, about.
const BYTES: usize = 10_000_000;

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
    traits: usize,
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
    println!(
        "  protected traits, which no label tells: {:.3}",
        share(counts.traits, counts.outside)
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
    let found = find(text, &|_| false);
    let hidden = |at: usize| found.iter().any(|one| one.at.contains(&at));
    // Protected traits are hidden on purpose, and no label tells them.
    let needless = |at: usize| {
        found
            .iter()
            .any(|one| one.kind != Kind::Trait && one.at.contains(&at))
    };
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
    if std::env::var_os("LEADLINE_BENCH_OVER").is_some() {
        for one in found.iter().filter(|one: &&Found| one.kind != Kind::Trait) {
            let inside = |nr: &usize| one.at.contains(&starts[*nr]);
            if (0..starts.len() - 1).filter(inside).any(|nr| !gold[nr]) {
                println!("    over {:?}: {:?} in {text:?}", one.kind, &text[one.at.clone()]);
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
        counts.over += usize::from(needless(*start));
        counts.traits += usize::from(hidden(*start) && !needless(*start));
    }
}

/// Messages as they come in, one after the other.
const MESSAGES: [&str; 8] = [
    "Hi, this is Maria Benítez. Can we see 88 Banyan St on Saturday? My number is (909) 555-0142, budget $450,000.",
    "Thanks for the quick answer! We talked it over last night and the kitchen is a bit small for us, but the yard is great.",
    "Is the HOA fee included in the monthly payment, or does it come on top of it? Our lender asked for the last two years.",
    "Could you send the disclosures to james.whitfield@example.com before the inspection? We can meet at 10:30 on April 14.",
    "ok sounds good, see you then",
    "We would like to offer $612,500 with 20% down and a 30 day close, and we can be flexible about the rent back period.",
    "Linda told me that the roof was done in 2019 and that the water heater is from the same year. Is there a warranty on it?",
    "Not yet. We are still waiting for the appraisal, and my partner is out of town until the end of next week, sorry about that.",
];
/// People whom the vault knows.
const PEOPLE: usize = 50;
/// Times that each is measured; the best counts, for other work on the machine only makes it slower.
const ROUNDS: usize = 12;

fn speed() {
    let (first, last) = (
        ["Maria", "James", "Linda", "José", "Priya"],
        ["Benítez", "Whitfield", "O'Neill", "Smith-Jones", "Tran"],
    );
    let mut vault = Vault::default();
    for nr in 0..PEOPLE {
        vault.learn(&Identity {
            first: first[nr % 5].into(),
            last: format!("{}{}", last[nr / 5 % 5], if nr < 25 { "" } else { "son" }),
            phones: vec![format!("+190955501{nr:02}")],
            emails: vec![format!("person{nr}@example.com")],
            addresses: vec![format!("{nr} Banyan St")],
            ..Identity::default()
        });
    }
    let texts: Vec<&str> = MESSAGES.iter().copied().cycle().take(BYTES / 100).collect();
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    let mut masked: Vec<String> = Vec::new();
    // Processor time, so that what else the machine does is not counted. It is told by the tick of some milliseconds, which is
    // why so much is masked at once.
    let best = |what: &str, work: &mut dyn FnMut()| {
        let rounds = (0..ROUNDS).map(|_| {
            let spent = support::processor();
            work();
            support::processor().saturating_sub(spent)
        });
        let took = rounds.min().unwrap_or_default().as_secs_f64();
        println!("{what} {:.0} MB/s (bar 50)", bytes as f64 / 1e6 / took);
    };
    // So short that other work hardly falls into its best round.
    let bare = (0..ROUNDS).map(|_| {
        let copied = || {
            for text in &texts {
                std::hint::black_box(text.chars().collect::<String>());
            }
        };
        support::timed(copied).0
    });
    let bare = bare.min().unwrap_or_default().as_secs_f64();
    println!(
        "bare: read and copied letter by letter {:.0} MB/s",
        bytes as f64 / 1e6 / bare
    );
    best("masking", &mut || {
        masked = texts.iter().map(|text| vault.mask(text, &|_| false)).collect();
    });
    let mut restore = vault.restorer();
    best("putting back", &mut || {
        for piece in &masked {
            drop(restore.push(piece));
        }
        drop(restore.finish());
    });
    let tokens: Vec<&str> = masked.iter().flat_map(|text| text.split_inclusive(' ')).collect();
    best("putting back, token by token,", &mut || {
        for token in &tokens {
            drop(restore.push(token));
        }
        drop(restore.finish());
    });
}
