//! How well the two judges of wording judge: recall and false alarms, beside the two baselines of the labelled data.
//!
//! `cargo bench --bench wording`. The lists in `tests/fixtures/wording` were written by hand before the rules saw them:
//! `first`, then the rules were mended, then `second`, and so on; what a list said at first sight stands in the notes
//! beside the lists. Labelled data is measured when the folder of reference material lies beside the clone.

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

use std::path::Path;

use leadline::clock::Clock;
use leadline::domain::contact::Channel;
use leadline::domain::fair_housing::{self, Context, Verdict, check, verdict};
use leadline::domain::opt_out::{self, Reading, read};

/// Files of negatives: name, and the column of the text.
const NEGATIVES: &[&str] = &[
    "sms_train",
    "email_request_train",
    "sentiment_tweets",
    "sentiment_amazon",
];
/// Words of the second baseline, which looks for them anywhere.
const KEYWORDS: &[&str] = &[
    "stop",
    "quit",
    "end",
    "revoke",
    "opt out",
    "optout",
    "cancel",
    "unsubscribe",
    "stopall",
    "remove",
];

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if std::env::args().any(|argument| argument == "--bench") {
        println!(
            "rules: {}, {}",
            opt_out::RULES_VERSION,
            fair_housing::RULES_VERSION
        );
        own_lists();
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
        if data.is_dir() {
            labelled(&data.join("text/optout_dev.csv"));
            for name in NEGATIVES {
                negatives(name, &column(&data.join(format!("text/{name}.csv")), "text"));
            }
            negatives("chat-homes", &turns(&data.join("chat-homes/dialogues.jsonl")));
        } else {
            println!("labelled data: not beside this clone, left out");
        }
    }
}

/// The lists of this repository.
fn own_lists() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wording");
    for set in ["first", "second", "third", "fourth"] {
        let lines = |name: &str| -> Vec<String> {
            let text = std::fs::read_to_string(folder.join(set).join(name)).unwrap_or_default();
            text.lines().map(str::to_owned).collect()
        };
        share(set, "flagged at all", &lines("flagged.txt"), |text| {
            judge(text) > Verdict::Pass
        });
        share(set, "warned or blocked", &lines("flagged.txt"), |text| {
            judge(text) > Verdict::Log
        });
        share(set, "false alarms, any finding", &lines("passes.txt"), |text| {
            judge(text) > Verdict::Pass
        });
        share(set, "opt-outs read as stop", &lines("stops.txt"), |text| {
            stops(&sms(text))
        });
        share(set, "opt-outs that hold messages", &lines("stops.txt"), |text| {
            sms(text).holds_automatic()
        });
        share(set, "doubts that hold messages", &lines("doubts.txt"), |text| {
            sms(text).holds_automatic()
        });
        share(set, "false alarms, stop", &lines("go_on.txt"), |text| {
            stops(&sms(text))
        });
        share(set, "false alarms, stop or doubt", &lines("go_on.txt"), |text| {
            sms(text).holds_automatic()
        });
    }
}

/// The labelled messages, with the baselines their notes name.
fn labelled(path: &Path) {
    let (labels, texts) = (column(path, "label"), column(path, "text"));
    let of = |label: &str| -> Vec<String> {
        let rows = labels.iter().zip(&texts).filter(|(own, _)| *own == label);
        rows.map(|(_, text)| text.clone()).collect()
    };
    let words = |text: &str| -> String {
        let kept: String = text
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { ' ' })
            .collect();
        kept.to_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let contains = |text: &str| {
        KEYWORDS
            .iter()
            .any(|word| format!(" {} ", words(text)).contains(&format!(" {word} ")))
    };
    let whole = |text: &str| KEYWORDS.contains(&words(text).as_str());
    for (label, says) in [("1", "recall"), ("0", "false alarms")] {
        share("optout_dev", &format!("{says}, ours"), &of(label), |text| {
            stops(&sms(text))
        });
        share("optout_dev", &format!("{says}, whole message"), &of(label), whole);
        share(
            "optout_dev",
            &format!("{says}, contains a word"),
            &of(label),
            contains,
        );
    }
}

/// Texts that nobody meant as an opt-out, but for a few that do mean it.
fn negatives(name: &str, texts: &[String]) {
    share(name, "read as stop", texts, |text| stops(&sms(text)));
    share(name, "read as doubt", texts, |text| {
        sms(text).holds_automatic() && !stops(&sms(text))
    });
    let clock = Clock::system();
    let before = clock.elapsed();
    let found = texts.iter().filter(|text| judge(text) > Verdict::Log).count();
    let each = clock.elapsed().saturating_sub(before).as_secs_f64() * 1e6 / texts.len().max(1) as f64;
    println!(
        "{name:22} fair housing warns or blocks {found} of {}; {each:.0} µs each",
        texts.len()
    );
}

fn share(set: &str, says: &str, texts: &[String], is: impl Fn(&str) -> bool) {
    let hits = texts.iter().filter(|text| is(text)).count();
    let percent = 100.0 * hits as f64 / texts.len().max(1) as f64;
    println!(
        "{set:22} {says:30} {hits:5} of {:5}  {percent:5.1} %",
        texts.len()
    );
}

fn sms(text: &str) -> Reading {
    read(text, Channel::Sms)
}

fn stops(reading: &Reading) -> bool {
    matches!(reading, Reading::Stop { .. })
}

fn judge(text: &str) -> Verdict {
    verdict(&check(text, Context::default()))
}

/// One column of a file of comma-separated values.
fn column(path: &Path, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(path).expect("the file is in the folder of reference material");
    let mut rows = rows(&text).into_iter();
    let head = rows.next().unwrap_or_default();
    let at = head
        .iter()
        .position(|own| own == name)
        .expect("the column is in the file");
    rows.filter_map(|row| row.into_iter().nth(at)).collect()
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c => cell.push(c),
        }
    }
    rows
}

/// What people wrote in the chats about homes.
fn turns(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).expect("the file is in the folder of reference material");
    let chats = text
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    chats
        .flat_map(|chat| chat["turns"].as_array().cloned().unwrap_or_default())
        .filter_map(|turn| turn["text"].as_str().map(str::to_owned))
        .collect()
}
