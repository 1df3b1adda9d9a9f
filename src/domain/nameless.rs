//! A text about somebody without what says who they are: their name, numbers, addresses and links.
//!
//! Names stay home (PRODUCT section 3): what is put before Claude from the local copy goes through here first. Names of
//! other people in a text are not known here; whoever sends it reads it before.

use super::contact::Contact;

/// Digits from which on a run of them is taken for a number one can be reached at.
const NUMBER: usize = 7;

/// The text without the person's names, any number, e-mail address or link, and without their street.
pub fn nameless(text: &str, contact: &Contact) -> String {
    let mut text = text.to_owned();
    let street = contact.address.street.raw().trim();
    if !street.is_empty() {
        text = replace(&text, street, "[street]");
    }
    let names = [&contact.first_name, &contact.last_name, &contact.company];
    let names: Vec<String> = names
        .into_iter()
        .flat_map(|name| words(name.raw()))
        .map(|(_, word)| word.to_lowercase())
        .filter(|word| word.chars().count() > 1)
        .collect();
    numberless(&addressless(&text), &names)
}

/// Replaces a part of a text, however its letters are written, where lower case does not change its length.
fn replace(text: &str, part: &str, with: &str) -> String {
    let (lower, part) = (text.to_lowercase(), part.to_lowercase());
    if lower.len() != text.len() {
        return text.replace(&part, with);
    }
    let mut kept = String::new();
    let mut from = 0;
    for (at, found) in lower.match_indices(&part) {
        kept.push_str(text.get(from..at).unwrap_or_default());
        kept.push_str(with);
        from = at + found.len();
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept
}

/// Without e-mail addresses and links, which end at the next blank.
fn addressless(text: &str) -> String {
    let mut kept = String::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let blank = piece.get(word.len()..).unwrap_or_default();
        let at = word.find('@');
        let what = if word.contains("://") || word.to_lowercase().starts_with("www.") {
            "[link]"
        } else if at.is_some_and(|at| at > 0 && at + 1 < word.len()) {
            "[e-mail]"
        } else {
            word
        };
        kept.push_str(what);
        kept.push_str(blank);
    }
    kept
}

/// Without numbers and without any of these words.
fn numberless(text: &str, names: &[String]) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (number, word) = (number(rest), words(rest).next().filter(|(at, _)| *at == 0));
        let taken = if number > 0 {
            kept.push_str("[number]");
            number
        } else if let Some((_, word)) = word {
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            kept.push_str(match names.contains(&word.to_lowercase()) {
                true => "[name]",
                false if digits >= NUMBER => "[number]",
                false => word,
            });
            word.len()
        } else {
            kept.push(first);
            first.len_utf8()
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    kept
}

/// The length of the number that a text begins with; 0 when it begins with none.
fn number(text: &str) -> usize {
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '(')) {
        return 0;
    }
    let end = text
        .find(|letter: char| !letter.is_ascii_digit() && !" -.()+/".contains(letter))
        .unwrap_or(text.len());
    let run = text.get(..end).unwrap_or_default();
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let last = run.rfind(|letter: char| letter.is_ascii_digit());
    last.filter(|_| digits >= NUMBER).map_or(0, |last| last + 1)
}

/// The words of a text with where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..)?;
        let begin = from + rest.find(char::is_alphanumeric)?;
        let word = text.get(begin..)?;
        let len = word
            .find(|letter: char| !letter.is_alphanumeric())
            .unwrap_or(word.len());
        from = begin + len;
        Some((begin, text.get(begin..from)?))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn maria() -> Contact {
        let members = serde_json::json!({"firstName": "María", "lastName": "Delgado-Ruiz", "phone": "+19095550142",
            "email": "maria@example.com", "address1": "12 Cole St"});
        Contact::from_fields("c1".into(), members.as_object().unwrap())
    }

    #[test]
    fn who_they_are_is_left_out_and_what_they_want_stays() {
        for (text, wanted) in [
            (
                "Is 7421 Vine still available at $598k?",
                "Is 7421 Vine still available at $598k?",
            ),
            ("MARÍA here, call (909) 555-0142!", "[name] here, call [number]!"),
            (
                "I'm Delgado, Ruiz is my husband.",
                "I'm [name], [name] is my husband.",
            ),
            (
                "+1 909.555.0142 or maria@example.com, 5:30",
                "[number] or [e-mail] 5:30",
            ),
            ("see https://x.example/u/123?m=1\nnow", "see [link]\nnow"),
            ("we live at 12 cole st, upland", "we live at [street], upland"),
            (
                "Mariana is somebody else, tel9095550142",
                "Mariana is somebody else, [number]",
            ),
            ("", ""),
        ] {
            assert_eq!(nameless(text, &maria()), wanted);
        }
    }

    proptest! {
        #[test]
        fn no_text_brings_a_name_or_a_number_through(before in "\\PC{0,12}", after in "\\PC{0,12}") {
            let said = nameless(&format!("{before} maría 9095550142 {after}"), &maria());
            prop_assert!(!said.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == "maría"), "{said}");
            prop_assert!(!said.contains("9095550142"), "{said}");
        }
    }
}
