//! By what somebody is known in a text: their ids, full name, numbers and mail addresses.

use std::collections::BTreeSet;

use crate::domain::contact::Contact;
use crate::domain::record::{Fields, Members};

/// Fewer digits are no number.
const DIGITS: usize = 7;
/// Shorter ids stand in many texts by chance.
const ID: usize = 7;
/// With and without the country the last ten are the same.
const LAST: usize = 10;

/// By what somebody is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::store) struct Known {
    /// Every id of theirs, and of what is theirs.
    pub ids: BTreeSet<String>,
    /// First and last name, in small letters; one word alone is the name of many.
    name: Option<String>,
    emails: Vec<String>,
    /// The last digits of their numbers.
    numbers: Vec<String>,
}

impl Known {
    /// What a person's record says.
    pub(in crate::store) fn of(person: &Contact, fields: &Fields) -> Self {
        let (first, last) = (fields.text("firstName"), fields.text("lastName"));
        let (first, last) = (first.raw().trim(), last.raw().trim());
        let emails = std::iter::once(&person.email).chain(&person.more_emails);
        let emails = emails.map(|email| email.raw().trim().to_lowercase());
        let phones = std::iter::once(&person.phone).chain(&person.more_phones);
        let numbers = phones.map(|phone| digits(phone.raw()));
        Self {
            ids: BTreeSet::new(),
            name: (!first.is_empty() && !last.is_empty()).then(|| format!("{first} {last}").to_lowercase()),
            emails: emails.filter(|email| !email.is_empty()).collect(),
            numbers: numbers
                .filter(|digits| digits.len() >= DIGITS)
                .map(|digits| {
                    let tail = digits.len().saturating_sub(LAST);
                    digits.get(tail..).unwrap_or_default().to_owned()
                })
                .collect(),
        }
    }

    /// Whether another record is of the same person: the same name with the same number or address.
    pub(in crate::store) fn is_alike(&self, fields: &Fields) -> bool {
        let other = Self::of(&Contact::from_fields("".into(), fields), fields);
        let shares = |one: &[String], two: &[String]| one.iter().any(|way| two.contains(way));
        self.name.is_some()
            && self.name == other.name
            && (shares(&self.emails, &other.emails) || shares(&self.numbers, &other.numbers))
    }

    /// Whether a text names them.
    pub(in crate::store) fn is_in(&self, text: &str) -> bool {
        let long = self.ids.iter().filter(|id| id.len() >= ID);
        if long.into_iter().any(|id| text.contains(id.as_str())) {
            return true;
        }
        let folded = text.to_lowercase();
        if self.words().any(|word| folded.contains(word.as_str())) {
            return true;
        }
        let digits = digits(text);
        self.numbers.iter().any(|number| digits.contains(number))
    }

    fn words(&self) -> impl Iterator<Item = &String> {
        self.name.iter().chain(&self.emails)
    }

    /// A text without their name, number as written, and address.
    pub(in crate::store) fn taken_out(&self, text: &str) -> String {
        let mut left = text.to_owned();
        for word in self.words() {
            while let Some(at) = left.to_lowercase().find(word.as_str()) {
                // Letters may be of another length when small; then all of it goes.
                match (left.get(..at), left.get(at + word.len()..)) {
                    (Some(before), Some(after)) => left = format!("{before}(forgotten){after}"),
                    _ => return "(forgotten)".to_owned(),
                }
            }
        }
        if self.is_in(&left) {
            "(forgotten)".to_owned()
        } else {
            left
        }
    }
}

/// The digits of a text, over whatever people write between those of a number; anything else divides them.
fn digits(text: &str) -> String {
    text.chars()
        .filter(|letter| !matches!(letter, ' ' | '-' | '(' | ')' | '.' | '+'))
        .map(|letter| if letter.is_ascii_digit() { letter } else { '/' })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn somebody_is_found_however_they_are_written() {
        let fields = json!({"firstName": "Ana", "lastName": "Quiroga", "phone": "+14155550199", "email": "Ana@x.example",
            "additionalPhones": ["+14155550155"], "additionalEmails": ["ana@work.example"]});
        let fields = fields.as_object().unwrap();
        let mut known = Known::of(&Contact::from_fields("c1".into(), fields), fields);
        known.ids.insert("c1-long-id".into());
        for text in [
            "call ANA QUIROGA",
            "415-555-0199",
            "(415) 555 0199",
            "ana@x.example",
            "at work: ANA@work.example",
            "or 415 555 0155",
            r#"{"id":"c1-long-id"}"#,
        ] {
            assert!(known.is_in(text), "{text}");
        }
        for text in ["Ana", "Quiroga", "555-0199", "41555501 and 99"] {
            assert!(!known.is_in(text), "{text}");
        }
        assert_eq!(known.taken_out("deleted Ana Quiroga"), "deleted (forgotten)");
        assert_eq!(known.taken_out("call 415 555 0199"), "(forgotten)");
        assert_eq!(known.taken_out("note"), "note");
    }
}
