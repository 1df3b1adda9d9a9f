//! An automation from plain words, the shallow way a simulation can: what lets people in, how long is waited, what is done. What it
//! does not understand becomes a first text and a call, which somebody changes before it is switched on anyway.

use std::fmt::Write as _;

use super::question::Question;

/// How a program begins that wants an automation, and what stands before the words.
const BRIEF: &str = "Write one automation for leadline";
const WANTED: &str = "This is wanted:";
/// How it goes on when what was written is to be mended.
const AGAIN: &[&str] = &["The checks found", "There was no ```toml"];

/// Words that say what lets people in, with its lines and whether it is about an appointment; the first that fits counts.
const TRIGGERS: &[(&[&str], &str, bool)] = &[
    (
        &["missed", "no-show", "no show", "does not show", "did not show"],
        "on = \"appointment\"\nturn = \"no-show\"",
        true,
    ),
    (
        &["cancel", "called off"],
        "on = \"appointment\"\nturn = \"cancelled\"",
        true,
    ),
    (
        &[
            "after a showing",
            "after the showing",
            "after an appointment",
            "after a visit",
        ],
        "on = \"appointment\"\nturn = \"done\"",
        true,
    ),
    (
        &["books", "booked", "booking"],
        "on = \"appointment\"\nturn = \"booked\"",
        true,
    ),
    (
        &["open house", "form", "signs in", "sign in"],
        "on = \"form\"",
        false,
    ),
    (&["birthday"], "on = \"date reached\"\ndate = \"birthday\"", false),
    (
        &["anniversary"],
        "on = \"date reached\"\ndate = \"home anniversary\"",
        false,
    ),
    (
        &[
            "new lead",
            "new enquir",
            "new inquir",
            "new contact",
            "new person",
            "comes in",
            "gets in touch",
            "signs up",
        ],
        "on = \"contact created\"",
        false,
    ),
];
/// Words for nobody answering, with the usual time.
const SILENT: &[&str] = &[
    "no reply",
    "not reply",
    "not answer",
    "no answer",
    "silent",
    "quiet",
    "ghost",
];
/// Words that begin something to do, with what it is; a text where none is found.
const DEEDS: &[(&str, Deed)] = &[
    ("email", Deed::Mail),
    ("mail", Deed::Mail),
    ("text", Deed::Text),
    ("sms", Deed::Text),
    ("message", Deed::Text),
    ("write", Deed::Text),
    ("call", Deed::Call),
    ("phone", Deed::Call),
    ("task", Deed::Call),
    ("remind me", Deed::Call),
    ("tell me", Deed::Tell),
    ("notify", Deed::Tell),
];
/// Lengths of time, by how they begin, with their word and how many of it are one of what is said.
const LENGTHS: &[(&str, &str, u32)] = &[
    ("min", "min", 1),
    ("hour", "hours", 1),
    ("day", "days", 1),
    ("week", "days", 7),
    ("month", "days", 30),
];
/// Words for a time without a number.
const MOMENTS: &[(&str, &str)] = &[
    ("next morning", "1 day"),
    ("next day", "1 day"),
    ("tomorrow", "1 day"),
    ("next week", "7 days"),
];
/// Numbers that are written out.
const NUMBERS: &[(&str, u32)] = &[
    ("a", 1),
    ("an", 1),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("ten", 10),
    ("twenty", 20),
    ("thirty", 30),
];
/// Letters of the name that is made of the words.
const NAME: usize = 48;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Text,
    Mail,
    Call,
    Tell,
}

/// One thing that is to be done, after how long, and with which words.
struct Part {
    after: Option<String>,
    deed: Deed,
    says: Option<String>,
}

/// The file that is asked for, in the block it is wanted in; nothing when none is.
pub(super) fn answer(question: &Question) -> Option<String> {
    let text = question.text.as_str();
    // When it comes back to be mended, what is wanted stands in what was said before.
    let again = AGAIN.iter().any(|begins| text.trim_start().starts_with(begins));
    let brief = if again { question.context.as_str() } else { text };
    let (_, behind) = brief.contains(BRIEF).then(|| brief.rsplit_once(WANTED))??;
    let words = behind.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(format!("```toml\n{}```\n", file(&words)))
}

fn file(words: &str) -> String {
    let small = words.to_lowercase();
    let (enters, service) = enters(words, &small);
    let name: String = words.chars().take(NAME).collect();
    let mut text = format!(
        "# {words}\nformat = 1\nid = \"{}\"\nname = {}\npurpose = {}\nversion = 1\n",
        id(&small),
        quoted(name.trim().trim_end_matches('.')),
        quoted(words)
    );
    let _ = write!(
        text,
        "{}auto_send = false\n\n[enters]\n{enters}\nagain_after = \"30 days\"\n\n[exits]\non = [\"opt-out\", \"reply\", \"human message\"]\n\n\
         [hours]\ndays = \"mon-sat\"\nfrom = \"09:00\"\nto = \"19:30\"\n\n[late]\npolicy = \"ask\"\ngrace = \"24 hours\"\n",
        if service { "kind = \"service\"\n" } else { "" }
    );
    let (mut wrote, mut nr) = (0, 0);
    for part in parts(words, &small) {
        nr += 1;
        let writes = matches!(part.deed, Deed::Text | Deed::Mail);
        // Nobody hears twice from it within a day.
        let after = part
            .after
            .or_else(|| (writes && wrote > 0).then(|| "1 day".to_owned()));
        if let Some(after) = after {
            let _ = write!(
                text,
                "\n[[step]]\nid = \"wait_{nr}\"\ndo = \"wait\"\nfor = \"{after}\"\n"
            );
        }
        step(
            &mut text,
            (nr, part.deed),
            part.says.as_deref(),
            (wrote == 0, &small),
        );
        wrote += u32::from(writes);
    }
    text
}

/// What lets people in, and whether it is about an appointment.
fn enters(words: &str, small: &str) -> (String, bool) {
    if SILENT.iter().any(|word| small.contains(word)) {
        let after = lengths(small)
            .into_iter()
            .next()
            .map_or("3 days".to_owned(), |(_, length)| length);
        let after = if after.ends_with("min") {
            "1 hours".to_owned()
        } else {
            after
        };
        return (format!("on = \"no reply\"\nafter = \"{after}\""), false);
    }
    if small.contains("tag")
        && let Some(tag) = quotation(words, 0)
    {
        return (format!("on = \"tag added\"\ntag = {}", quoted(tag.1)), false);
    }
    let found = TRIGGERS
        .iter()
        .find(|(words, ..)| words.iter().any(|word| small.contains(word)));
    found.map_or(("on = \"manual\"".to_owned(), false), |(_, lines, service)| {
        ((*lines).to_owned(), *service)
    })
}

/// What is to be done, in the order in which it is said.
fn parts(words: &str, small: &str) -> Vec<Part> {
    let mut at = 0;
    let mut begun: Vec<(usize, Deed)> = Vec::new();
    while let Some(rest) = small.get(at..) {
        let next = DEEDS
            .iter()
            .filter_map(|(word, deed)| Some((word_at(rest, word)?, word.len(), *deed)))
            .min_by_key(|(place, ..)| *place);
        let Some((place, long, deed)) = next else { break };
        // "call task" is one thing.
        let joined = begun
            .last()
            .is_some_and(|(before, last)| *last == deed && at + place <= before + 12);
        if !joined {
            begun.push((at + place, deed));
        }
        at += place + long;
    }
    if begun.is_empty() {
        begun = vec![(small.len(), Deed::Text), (small.len(), Deed::Call)];
    }
    let silent = SILENT.iter().any(|word| small.contains(word));
    let times = lengths(small);
    // Of who is silent the first time says for how long.
    let times = times.get(usize::from(silent)..).unwrap_or_default();
    let ends: Vec<usize> = begun
        .iter()
        .skip(1)
        .map(|(at, _)| *at)
        .chain([usize::MAX])
        .collect();
    let mut from = 0;
    let mut parts = Vec::new();
    for ((at, deed), end) in begun.into_iter().zip(ends) {
        // A time is said behind what is done, or between what was done before and it.
        let time = times.iter().find(|(place, _)| (from..end).contains(place));
        let after = time.map(|(_, length)| length.clone());
        from = time.map_or(at, |(place, _)| place + 1);
        let says = quotation(words, at)
            .filter(|(place, _)| *place < end)
            .map(|(_, says)| says.to_owned());
        parts.push(Part { after, deed, says });
    }
    parts
}

/// Where a word begins in a text, as a word.
fn word_at(text: &str, word: &str) -> Option<usize> {
    let before = |at: usize| text.get(..at).and_then(|before| before.chars().next_back());
    text.match_indices(word)
        .map(|(at, _)| at)
        .find(|at| before(*at).is_none_or(|sign| !sign.is_alphanumeric()))
}

/// Lengths of time in a text, with their places.
fn lengths(small: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = MOMENTS
        .iter()
        .filter_map(|(word, length)| Some((small.find(word)?, (*length).to_owned())))
        .collect();
    let mut many: Option<(usize, u32)> = None;
    for (at, word) in places(small) {
        let word = word.trim_matches(|sign: char| !sign.is_alphanumeric());
        if let Some((place, number)) = many.take()
            && let Some((_, unit, each)) = LENGTHS.iter().find(|(begins, ..)| word.starts_with(begins))
        {
            let number = number.saturating_mul(*each);
            let unit = if number == 1 {
                unit.trim_end_matches('s')
            } else {
                unit
            };
            found.push((place, format!("{number} {unit}")));
        }
        let written = NUMBERS
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, number)| *number);
        many = word
            .parse()
            .ok()
            .or(written)
            .filter(|number| *number > 0)
            .map(|number| (at, number));
    }
    found.sort();
    found
}

/// Words with their places, in a text with one space between them.
fn places(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(' ').scan(0, |from, word| {
        let at = *from;
        *from += word.len() + 1;
        Some((at, word))
    })
}

/// The next words in quotes from a place on, and where they begin.
fn quotation(text: &str, from: usize) -> Option<(usize, &str)> {
    let open = from + text.get(from..)?.find('"')?;
    let inside = text.get(open + 1..)?;
    let says = inside.get(..inside.find('"')?)?;
    (!says.trim().is_empty()).then_some((open, says))
}

fn step(text: &mut String, (nr, deed): (u32, Deed), says: Option<&str>, (first, small): (bool, &str)) {
    let said = says.unwrap_or_else(|| usual(small, first));
    let _ = match deed {
        Deed::Text => {
            let says = if first {
                format!(
                    "Hi {{first_name}}, this is {{agent_name}} with {{brokerage}}. {said} Reply STOP to opt out."
                )
            } else {
                format!("Hi {{first_name}}, {}", small_first(said))
            };
            write!(
                text,
                "\n[[step]]\nid = \"text_{nr}\"\ndo = \"text\"\nsays = {}\n",
                quoted(&says)
            )
        }
        Deed::Mail => {
            let says =
                format!("Hi {{first_name}},\n\n{said}\n\n{{agent_name}}, {{brokerage}}\n\n{{unsubscribe}}");
            write!(
                text,
                "\n[[step]]\nid = \"mail_{nr}\"\ndo = \"email\"\nsubject = \"A short question\"\nsays = {}\n",
                quoted(&says)
            )
        }
        Deed::Call => write!(
            text,
            "\n[[step]]\nid = \"call_{nr}\"\ndo = \"task\"\ntitle = \"Call {{first_name}}\"\ndue = \"1 day\"\n"
        ),
        Deed::Tell => write!(
            text,
            "\n[[step]]\nid = \"tell_{nr}\"\ndo = \"notify\"\nsays = \"{{first_name}} needs you.\"\n"
        ),
    };
}

/// What is said where the words do not say it.
fn usual(small: &str, first: bool) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|word| small.contains(word));
    if !first {
        "Would a short call this week be of use?"
    } else if has(&["missed", "no-show", "no show"]) {
        "Sorry that we missed each other. Would another time suit you?"
    } else if has(&["showing", "visit", "open house"]) {
        "Thank you for coming. What did you like best?"
    } else if has(&["lead", "enquir", "inquir", "touch"]) {
        "Thank you for getting in touch. Are you looking to buy, or to sell?"
    } else {
        "Is there anything I can help you with?"
    }
}

fn small_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |letter| {
        letter.to_lowercase().chain(letters).collect()
    })
}

/// A text of TOML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A name for the file of the first words.
fn id(small: &str) -> String {
    let words = small.split(|sign: char| !sign.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| word.len() > 2).take(4).collect();
    if words.is_empty() {
        "said".to_owned()
    } else {
        words.join("_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_deeds_are_found_in_the_order_in_which_they_are_said() {
        let words = "When a showing is missed, text after 20 minutes, call task next morning";
        let told: Vec<(Option<String>, Deed)> = parts(words, &words.to_lowercase())
            .into_iter()
            .map(|part| (part.after, part.deed))
            .collect();
        assert_eq!(
            told,
            [
                (Some("20 min".to_owned()), Deed::Text),
                (Some("1 day".to_owned()), Deed::Call)
            ]
        );
        assert_eq!(
            lengths("in two weeks and an hour"),
            [(3, "14 days".to_owned()), (17, "1 hour".to_owned())]
        );
    }

    #[test]
    fn the_words_in_quotes_are_what_is_said() {
        let file =
            file("New lead: text \"Good to hear from you.\" then email after 2 days \"Here is a list.\"");
        assert!(
            file.contains("with {brokerage}. Good to hear from you. Reply STOP"),
            "{file}"
        );
        assert!(
            file.contains("on = \"contact created\"") && file.contains("Here is a list."),
            "{file}"
        );
        assert!(file.contains("for = \"2 days\""), "{file}");
    }
}
