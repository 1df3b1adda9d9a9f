//! A person as a vCard 4.0 (RFC 6350).

use crate::domain::contact::Contact;
use crate::domain::value::Foreign;

/// Bytes of a line at most, without its end (RFC 6350, 3.2).
const LINE: usize = 75;

/// The card of a person, with the lines ended and folded as the standard wants.
pub fn card(contact: &Contact) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: String| {
        if value.chars().any(|letter| letter != ';') {
            fold(&format!("{name}:{value}"), &mut out);
        }
    };
    line("BEGIN", "VCARD".to_owned());
    line("VERSION", "4.0".to_owned());
    let name = contact.name();
    line("FN", escaped(&Foreign::from(name.as_str())));
    line(
        "N",
        structured(&[&contact.last_name, &contact.first_name, &NONE, &NONE, &NONE]),
    );
    for phone in std::iter::once(&contact.phone).chain(&contact.more_phones) {
        line("TEL", escaped(phone));
    }
    for email in std::iter::once(&contact.email).chain(&contact.more_emails) {
        line("EMAIL", escaped(email));
    }
    let address = &contact.address;
    let parts = [
        &NONE,
        &NONE,
        &address.street,
        &address.city,
        &address.state,
        &address.postal_code,
        &address.country,
    ];
    line("ADR", structured(&parts));
    line("ORG", escaped(&contact.company));
    line("URL", escaped(&contact.website));
    let born = contact.born.map(|date| date.strftime("%Y%m%d").to_string());
    line("BDAY", born.unwrap_or_default());
    line("TZ", contact.timezone.clone().unwrap_or_default());
    line(
        "CATEGORIES",
        contact.tags.iter().map(escaped).collect::<Vec<_>>().join(","),
    );
    line("X-LEADLINE-ID", contact.id.to_string());
    line("END", "VCARD".to_owned());
    out
}

static NONE: std::sync::LazyLock<Foreign> = std::sync::LazyLock::new(Foreign::default);

fn structured(parts: &[&Foreign]) -> String {
    parts
        .iter()
        .map(|part| escaped(part))
        .collect::<Vec<_>>()
        .join(";")
}

/// A value with its signs escaped; a control sign could begin another line and is left out.
fn escaped(text: &Foreign) -> String {
    let mut out = String::new();
    for letter in text.raw().trim().replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ',' | ';' => out.extend(['\\', letter]),
            '\n' | '\r' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// Writes a line, folded so that no letter is torn.
fn fold(line: &str, out: &mut String) {
    let mut width = 0;
    for letter in line.chars() {
        if width + letter.len_utf8() > LINE {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(letter);
        width += letter.len_utf8();
    }
    out.push_str("\r\n");
}
