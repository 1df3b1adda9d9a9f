//! What an inbound message means for further messages: stop, ask a person, start again, or nothing.
//!
//! Here is the reading of the words alone, by the dated tables in `rules` and `spanish`. It never acts:
//! setting do-not-disturb and draining the queue is for whoever stores the message. A wrong "nothing" breaks the law, a
//! wrong "stop" loses a lead; so sentences that could be either are a doubt. To add a wording: one row, and its
//! case in `tests`; never a whole message from somebody's data.

mod fresh;
mod lexicon;
mod rules;
mod spanish;
#[cfg(test)]
mod tests;

pub use rules::RULES_VERSION;

use std::sync::LazyLock;

use super::contact::Channel;
use super::value::Foreign;
use super::words::{Break, Phrase, Reach, Table, Word, squeezed, words};
use rules::{Means, Sentence};

/// What a message means for further messages to its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing more may be sent, on any channel, from now on.
    Stop {
        /// The words that say so, folded.
        words: Foreign,
    },
    /// All automatic messages stop, nothing is sent, and a person decides within one business day.
    Doubt {
        /// The words that leave it open, folded.
        words: Foreign,
    },
    /// The number asks for messages again: START or UNSTOP and nothing else.
    Start,
    /// Nothing about further messages.
    Nothing,
}

impl Reading {
    /// Whether automatic messages must stop at once.
    pub fn holds_automatic(&self) -> bool {
        matches!(self, Self::Stop { .. } | Self::Doubt { .. })
    }

    /// Whether it was a bare "cancel": after a message about an appointment the owner is told that the appointment may
    /// have been meant. It counts all the same.
    pub fn may_mean_appointment(&self) -> bool {
        let (Self::Stop { words } | Self::Doubt { words }) = self else {
            return false;
        };
        ["cancel", "cancelar", "cancele", "cancelen"]
            .iter()
            .any(|word| words.raw().split(' ').any(|said| said == *word))
    }

    fn weight(&self) -> u8 {
        match self {
            Self::Nothing => 0,
            Self::Start => 1,
            Self::Doubt { .. } => 2,
            Self::Stop { .. } => 3,
        }
    }
}

/// Reads an inbound message. Of mail only the new text counts, not what is quoted or signed below it.
///
/// ```
/// use leadline::domain::contact::Channel;
/// use leadline::domain::opt_out::{Reading, read};
///
/// assert!(matches!(read("Please stop texting me", Channel::Sms), Reading::Stop { .. }));
/// assert_eq!(read("can't stop thinking about that house", Channel::Sms), Reading::Nothing);
/// ```
pub fn read(text: &str, channel: Channel) -> Reading {
    let words = spoken(words(&fresh::fresh(text, channel)));
    let whole = squeezed(&words);
    if lexicon::START.contains(&whole.as_str()) {
        return Reading::Start;
    }
    match by_word(&whole, &words)
        .max(by_line(&words, channel))
        .max(by_sentence(&words))
    {
        Some((Means::Stop, words)) => Reading::Stop { words },
        Some((Means::Doubt, words)) => Reading::Doubt { words },
        None => Reading::Nothing,
    }
}

/// Reads a mail with its subject: the stronger of the two. A subject that answers or forwards ours is ours.
pub fn read_mail(subject: &str, body: &str) -> Reading {
    let body = read(body, Channel::Email);
    let small = subject.trim_start().to_lowercase();
    if ["re:", "fw:", "fwd:", "rv:", "aw:"]
        .iter()
        .any(|start| small.starts_with(start))
    {
        return body;
    }
    let subject = read(subject, Channel::Sms);
    // A subject alone never lifts a stop.
    if subject.holds_automatic() && subject.weight() > body.weight() {
        subject
    } else {
        body
    }
}

type Found = Option<(Means, Foreign)>;

/// The whole message, spaces and punctuation ignored.
fn by_word(whole: &str, words: &[Word]) -> Found {
    let is = |list: &str| list.split('|').any(|word| word.replace('_', "") == whole);
    if is(lexicon::STRONG) || is(lexicon::LONE) {
        Some((Means::Stop, said(words)))
    } else if is(lexicon::DOUBTS) {
        Some((Means::Doubt, said(words)))
    } else {
        None
    }
}

/// Lines and sentences that say one of the words and nothing else but politeness.
fn by_line(words: &[Word], channel: Channel) -> Found {
    let lines: Vec<&[Word]> = words.chunk_by(|_, next| next.before < Break::Line).collect();
    let readings: Vec<Option<Line>> = lines.iter().map(|line| pieces(line)).collect();
    // Weak words count when no line says anything else; below a mail's first line stands a signature.
    let alone = readings.iter().all(Option::is_some);
    let first = channel == Channel::Email;
    let mut best: Found = None;
    for (number, line) in readings.into_iter().enumerate() {
        let Some(line) = line else { continue };
        let counts = line.strong || alone || (first && number == 0);
        if let Some(means) = line.means.filter(|_| counts) {
            best = best.max(Some((means, said(&lines[number][line.at]))));
        }
    }
    best
}

/// A line made of known pieces only.
struct Line {
    means: Option<Means>,
    /// Whether the meaning needs no other line's consent.
    strong: bool,
    at: std::ops::Range<usize>,
}

/// Cuts a line into known pieces from the left, the longest first, or `None` when something else is in it.
fn pieces(line: &[Word]) -> Option<Line> {
    let mut found = Line {
        means: None,
        strong: false,
        at: 0..0,
    };
    let mut at = 0;
    while at < line.len() {
        let fits = PIECES
            .iter()
            .filter_map(|(kind, phrase)| phrase.at(line, at, ACROSS).map(|end| (end, *kind)));
        let (end, kind) = fits.max_by_key(|(end, kind)| (*end, *kind))?;
        let (means, strong) = match kind {
            Piece::Filler => (None, false),
            Piece::Doubt => (Some(Means::Doubt), false),
            Piece::Lone => (Some(Means::Stop), false),
            Piece::Strong => (Some(Means::Stop), true),
        };
        if means > found.means {
            found = Line {
                means,
                strong,
                at: at..end,
            };
        } else if means == found.means {
            found.strong |= strong;
        }
        at = end;
    }
    Some(found)
}

/// Sentences that are clear wherever they stand.
fn by_sentence(words: &[Word]) -> Found {
    let mut best: Found = None;
    for (table, rows) in [(&*ENGLISH, rules::SENTENCES), (&*SPANISH, spanish::SENTENCES)] {
        for hit in table.hits(words) {
            let Some(row) = rows.get(hit.row) else { continue };
            if best.as_ref().is_none_or(|(means, _)| row.means > *means) {
                best = Some((row.means, said(&words[hit.words])));
            }
        }
    }
    best
}

/// Words as they are kept beside a verdict.
fn said(words: &[Word]) -> Foreign {
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    Foreign::new(words.join(" "))
}

/// Spelling of telephones: `stoooop`, `s t o p`, `don t`, `e mail`.
fn spoken(words: Vec<Word>) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    for mut word in words {
        word.text = without_runs(&word.text).into();
        // A wrapped line may be a signature in small letters.
        if word.before == Break::Wrap {
            word.before = Break::Line;
        }
        let joins = word.before <= Break::Space
            && out.last().is_some_and(|last| {
                (word.text == "t" && CONTRACTED.contains(&last.text.as_str()))
                    || (matches!(word.text.as_str(), "m" | "ve" | "d") && last.text == "i")
                    || (word.text == "re" && matches!(last.text.as_str(), "we" | "you" | "they"))
            });
        match out.last_mut() {
            Some(last) if joins => {
                last.text.push_str(&word.text);
                last.at.end = word.at.end;
            }
            _ => out.push(word),
        }
    }
    spelled(out)
}

/// What a lost apostrophe leaves before a `t`.
const CONTRACTED: &[&str] = &[
    "don", "won", "can", "didn", "doesn", "isn", "wouldn", "couldn", "aren", "haven", "shouldn", "wasn",
];

/// Three or more of the same letter are one.
fn without_runs(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let runs = letters.chunk_by(|a, b| a == b);
    runs.flat_map(|run| if run.len() > 2 { &run[..1] } else { run })
        .collect()
}

/// Letters written one by one are a word when they spell one that counts.
fn spelled(words: Vec<Word>) -> Vec<Word> {
    let mut out = Vec::with_capacity(words.len());
    let single = |word: &Word| word.text.chars().count() == 1;
    for run in words.chunk_by(|a, b| single(a) && single(b)) {
        let whole = squeezed(run);
        let counts = [lexicon::STRONG, lexicon::LONE]
            .iter()
            .any(|list| list.split('|').any(|word| word == whole));
        match (run.first(), run.last()) {
            (Some(first), Some(last)) if run.len() > 1 && counts => {
                out.push(Word {
                    text: whole.into(),
                    at: first.at.start..last.at.end,
                    before: first.before,
                });
            }
            _ => out.extend_from_slice(run),
        }
    }
    out
}

/// Commas and wrapped lines are crossed, the end of a sentence is not.
const ACROSS: Reach = Reach {
    words: Break::Line,
    gaps: Break::Line,
};

/// A known piece of a short answer, the weakest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Filler,
    Doubt,
    Lone,
    Strong,
}

static PIECES: LazyLock<[(Piece, Phrase); 4]> = LazyLock::new(|| {
    [
        (Piece::Strong, Phrase::new("@strong", lexicon::SETS)),
        (Piece::Lone, Phrase::new("@lone", lexicon::SETS)),
        (Piece::Doubt, Phrase::new("@doubts", lexicon::SETS)),
        (Piece::Filler, Phrase::new("@fillers", lexicon::SETS)),
    ]
});

static ENGLISH: LazyLock<Table> = LazyLock::new(|| table(rules::SENTENCES, lexicon::SETS));
static SPANISH: LazyLock<Table> = LazyLock::new(|| {
    let sets: Vec<_> = spanish::SETS.iter().chain(lexicon::SETS).copied().collect();
    table(spanish::SENTENCES, &sets)
});

fn table(rows: &'static [Sentence], sets: &super::words::Sets) -> Table {
    Table::new(
        rows.iter().map(|row| (row.phrase, row.unless.to_vec())),
        sets,
        ACROSS,
    )
}
