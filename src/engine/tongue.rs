//! In which language somebody is written to: as it is on file, else as they write themselves, else in English.

use crate::domain::contact::Contact;
use crate::domain::conversation::{Direction, Message};
use crate::domain::filter::Vocabulary;
use crate::domain::words::words;

/// Names of a field or a tag that tells the language, folded.
const FIELDS: &[&str] = &["language", "preferred language", "idioma", "lengua"];
/// What Spanish is called in it, folded.
const SPANISH: &[&str] = &["spanish", "espanol", "castellano", "es"];
/// Tags that say so by themselves, folded.
const TAGS: &[&str] = &[
    "spanish",
    "espanol",
    "habla espanol",
    "spanish speaker",
    "spanish speaking",
];
/// Messages of theirs that are looked at, the last ones.
const MESSAGES: usize = 5;
/// Words that tell the languages apart, below which nothing is said, and the share of one language above which it is: the
/// house answers in somebody's language from seven tenths on.
const LEAST: usize = 3;
const SHARE: (usize, usize) = (7, 10);
/// Small words of Spanish that are none of English, folded.
const OF_SPANISH: &[&str] = &[
    "que", "de", "la", "el", "los", "las", "una", "un", "para", "por", "con", "esta", "este", "estoy",
    "quiero", "gracias", "hola", "casa", "buenos", "buenas", "dias", "tardes", "cuanto", "cuando", "donde",
    "como", "pero", "muy", "mi", "su", "usted", "puedo", "puede", "tengo", "tiene", "hay", "si", "soy", "en",
    "y",
];
/// Small words of English that are none of Spanish.
const OF_ENGLISH: &[&str] = &[
    "the", "and", "of", "to", "is", "it", "you", "your", "we", "our", "i", "my", "for", "with", "this",
    "that", "are", "was", "can", "could", "would", "what", "when", "where", "how", "but", "not", "thanks",
    "please", "hello", "hi", "house", "home", "have", "has", "in", "on", "at",
];

/// Whether somebody is written to in Spanish. Messages come newest first.
pub fn is_spanish(contact: &Contact, messages: &[Message], vocabulary: &Vocabulary) -> bool {
    on_file(contact, vocabulary)
        .or_else(|| tagged(contact))
        .or_else(|| as_they_write(messages))
        .unwrap_or(false)
}

/// As a field says that the account added.
fn on_file(contact: &Contact, vocabulary: &Vocabulary) -> Option<bool> {
    let named = |name: &str| FIELDS.contains(&folded(name).as_str());
    let mut told = contact.custom.iter().filter_map(|(id, value)| {
        let field = vocabulary.added.iter().find(|added| added.id == id.as_str());
        let told = field.is_some_and(|field| named(&field.name) || named(&field.key));
        value.as_str().filter(|value| told && !value.trim().is_empty())
    });
    let told = folded(told.next()?);
    let spanish = |name: &str| told == name || told.starts_with(&format!("{name} "));
    Some(SPANISH.iter().any(|name| spanish(name)))
}

fn tagged(contact: &Contact) -> Option<bool> {
    let says = |tag: String| {
        let named = FIELDS.iter().any(|field| {
            let value = tag.strip_prefix(field).map(str::trim);
            value.is_some_and(|value| SPANISH.contains(&value))
        });
        named || TAGS.contains(&tag.as_str())
    };
    let mut tags = contact.tags.iter().map(|tag| folded(tag.raw()));
    tags.any(says).then_some(true)
}

/// By the small words of what they wrote last, where there are enough and they agree.
fn as_they_write(messages: &[Message]) -> Option<bool> {
    let theirs = messages
        .iter()
        .filter(|message| message.direction == Direction::Inbound)
        .take(MESSAGES);
    let (mut spanish, mut english) = (0, 0);
    for message in theirs {
        for word in words(&message.words()) {
            spanish += usize::from(OF_SPANISH.contains(&word.text.as_str()));
            english += usize::from(OF_ENGLISH.contains(&word.text.as_str()));
        }
    }
    let all = spanish + english;
    if all < LEAST {
        return None;
    }
    let most = |of: usize| of * SHARE.1 >= all * SHARE.0;
    match (most(spanish), most(english)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// Words as they are compared, one space between them.
fn folded(text: &str) -> String {
    let words = words(text);
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::custom_field::CustomKind;
    use crate::domain::filter::Added;

    fn is_spanish(members: &Value, wrote: &[&str], vocabulary: &Vocabulary) -> bool {
        let said = |(nr, text): (usize, &&str)| {
            let members = json!({ "direction": "inbound", "body": text, "messageType": "TYPE_SMS" });
            Message::from_fields(format!("m{nr}").into(), members.as_object().unwrap())
        };
        let contact = Contact::from_fields("c1".into(), members.as_object().unwrap());
        let messages: Vec<Message> = wrote.iter().enumerate().map(said).collect();
        super::is_spanish(&contact, &messages, vocabulary)
    }

    #[test]
    fn the_language_is_the_one_on_file_else_the_one_they_write() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.added.push(Added {
            id: "f1".into(),
            name: "Language".into(),
            key: "language".into(),
            kind: CustomKind::Text,
        });
        let hola = "Hola, quiero ver la casa de la calle Maple. ¿Cuánto cuesta?";
        let hello = "Hello, is the house on Maple still for sale?";
        let custom = |value: &str| json!({ "customFields": { "f1": value } });
        for (members, wrote, spanish) in [
            (json!({}), &[][..], false),
            (json!({}), &[hola][..], true),
            (json!({}), &[hello][..], false),
            (json!({}), &["Gracias"][..], false),
            (
                json!({}),
                &["Hola", "Mi casa es el 12 de Elm, por favor"][..],
                true,
            ),
            (json!({}), &[hola, hello, hello][..], false),
            (json!({ "tags": ["Español"] }), &[hello][..], true),
            (json!({ "tags": ["language: spanish"] }), &[][..], true),
            (json!({ "tags": ["spanish-tile roof"] }), &[][..], false),
            (custom("Español"), &[hello][..], true),
            (custom("English"), &[hola][..], false),
            (custom("es"), &[][..], true),
            (custom("es-MX"), &[][..], true),
            (custom(""), &[hola][..], true),
        ] {
            let found = is_spanish(&members, wrote, &vocabulary);
            assert_eq!(found, spanish, "{members} {wrote:?}");
        }
    }
}
