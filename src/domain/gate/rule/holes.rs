//! Blanks of a template that nobody filled in (F64).

use serde_json::json;

use super::Rule;
use crate::domain::gate::look::Look;

/// Words in square brackets that are blanks however they are written.
const BLANKS: &[&str] = &[
    "name",
    "first name",
    "last name",
    "full name",
    "your name",
    "agent",
    "agent name",
    "address",
    "property",
    "property address",
    "street",
    "city",
    "area",
    "date",
    "time",
    "day",
    "price",
    "amount",
    "link",
    "url",
    "phone",
    "number",
    "brokerage",
    "company",
    "insert name",
    "client",
    "client name",
    "slot",
    "nombre",
    "tu nombre",
];
/// Greetings after which a name is missing when a blank and a mark follow.
const GREETINGS: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "dear",
    "hola",
    "estimado",
    "estimada",
    "buenos días",
    "morning",
];

pub(super) const RULE: Rule = Rule {
    id: "holes",
    look: |request, _| {
        let subject = request.subject.as_deref().unwrap_or_default();
        let found = hole(subject).or_else(|| hole(&request.body));
        let inputs = json!({ "hole": found });
        match found {
            None => Look::pass(inputs),
            Some(hole) => Look::ask(
                format!(
                    "\"{hole}\" was not filled in; nothing was sent; fill it in, or send it again if it is meant so"
                ),
                inputs,
            ),
        }
    },
};

/// The first blank in a text.
fn hole(text: &str) -> Option<String> {
    enclosed(text, "{{", "}}", |_| true)
        .or_else(|| enclosed(text, "*|", "|*", |_| true))
        .or_else(|| enclosed(text, "${", "}", |_| true))
        .or_else(|| enclosed(text, "{", "}", is_name))
        .or_else(|| enclosed(text, "%", "%", is_name))
        .or_else(|| enclosed(text, "[", "]", |inside| is_shouted(inside) || is_blank(inside)))
        .or_else(|| {
            enclosed(text, "<", ">", |inside| {
                is_shouted(inside) || inside.contains('_')
            })
        })
        .or_else(|| text.contains("___").then(|| "___".to_owned()))
        .or_else(|| nameless(text))
}

/// The first stretch between two marks whose inside `counts`.
fn enclosed(text: &str, open: &str, close: &str, counts: fn(&str) -> bool) -> Option<String> {
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        let inside = &rest[at + open.len()..];
        match inside.find(close) {
            Some(end) if end <= 80 && counts(inside[..end].trim()) => {
                return Some(format!("{open}{}{close}", &inside[..end]));
            }
            _ => rest = inside,
        }
    }
    None
}

/// The name of a variable: `first_name`, `contact.name`.
fn is_name(inside: &str) -> bool {
    inside.len() >= 3
        && inside.starts_with(|c: char| c.is_ascii_alphabetic())
        && inside
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
        && (inside.contains(['_', '.'])
            || is_blank(inside)
            || is_shouted(inside)
            || inside.to_lowercase().contains("name"))
}

fn is_shouted(inside: &str) -> bool {
    inside.bytes().filter(u8::is_ascii_uppercase).count() >= 2
        && inside
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b" _-/".contains(&b))
}

fn is_blank(inside: &str) -> bool {
    BLANKS.contains(&inside.to_lowercase().replace('_', " ").as_str())
}

/// "Hi ," and "Hello null,".
fn nameless(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    GREETINGS.iter().find_map(|greeting| {
        let (at, _) = lower.match_indices(greeting).find(|(at, _)| {
            let before = lower[..*at].chars().next_back();
            let after = &lower[at + greeting.len()..];
            let called = after.trim_start_matches(' ');
            let gap = after.len() > called.len();
            let word = called
                .split(|c: char| !c.is_alphanumeric())
                .next()
                .unwrap_or_default();
            before.is_none_or(|c| !c.is_alphanumeric())
                && gap
                && (called.starts_with([',', '!']) || ["null", "undefined", "none", "nan"].contains(&word))
        })?;
        Some(lower[at..].chars().take(greeting.chars().count() + 8).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_found_in_every_common_spelling() {
        for bad in [
            "Hi {{contact.first_name}}, it's Ana",
            "Hi [NAME]",
            "Hi [First Name],",
            "{first_name} hello",
            "Dear %FNAME%,",
            "*|FNAME|* hello",
            "Hi , it's Ana",
            "hello  !",
            "Hi null, it's Ana",
            "Hola , soy Ana",
            "see you at ___",
            "<FIRST_NAME>",
            "meet at [address]",
            "Hi ${name}",
            "{{ }}",
        ] {
            assert!(hole(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn brackets_of_people_are_no_blanks() {
        for good in [
            "Hi, it's Ana",
            "Hi Ana, see you at 5",
            "the house [3 bd] is gone",
            "50% off, 20% more",
            "a {nice} one",
            "I <3 it",
            "this , that",
            "Delhi , India",
            "hi\nthere",
            "call (909) 555-0142",
            "<p>Hello Ana</p>",
            "x > y < z",
            "high , low",
            "see [1]",
        ] {
            assert_eq!(hole(good), None, "{good}");
        }
    }
}
