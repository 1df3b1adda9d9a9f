//! vCards 3 and 4 (RFC 2426, RFC 6350), and what telephones call so: a small reader of what an address book needs.
//!
//! A card becomes a row under fixed heads, so that everything after this file is the same for tables and cards. Cards of
//! version 2.1 are read too where they differ in nothing but their number and quoted-printable lines.

use super::{Fault, Form, MOST_LETTERS, MOST_ROWS, Row, Sheet};

/// The heads that cards are put under.
const HEAD: [&str; 17] = [
    "first name",
    "last name",
    "name",
    "phone",
    "email",
    "street",
    "city",
    "state",
    "zip",
    "country",
    "company",
    "website",
    "birthday",
    "tags",
    "note",
    "time zone",
    "id",
];

/// Where a member of a card goes: `HEAD` by its place.
const NAME: usize = 2;
const PHONE: usize = 3;
const EMAIL: usize = 4;
const STREET: usize = 5;

/// Whether a text begins with a card.
pub(super) fn is_card(text: &str) -> bool {
    let start = text.trim_start().get(..11);
    start.is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCARD"))
}

/// Reads every card.
pub(super) fn read(text: &str) -> Sheet {
    let mut sheet = Sheet {
        form: Form::Cards,
        head: HEAD.map(str::to_owned).to_vec(),
        rows: Vec::new(),
        faults: Vec::new(),
    };
    let mut number = 0;
    let mut open: Option<Vec<String>> = None;
    for line in unfolded(text) {
        let property = Property::of(&line);
        match (property.name.as_str(), property.value.trim()) {
            ("BEGIN", value) if value.eq_ignore_ascii_case("VCARD") => {
                if open.is_some() {
                    sheet
                        .faults
                        .push(Fault::of_row(number, "is a card without an end; it is left out"));
                }
                number += 1;
                if number > MOST_ROWS {
                    let why = format!(
                        "is more than the {MOST_ROWS} cards that are taken at once; make several files of it"
                    );
                    sheet.faults.push(Fault::of_row(number, why));
                    return sheet;
                }
                open = Some(vec![String::new(); HEAD.len()]);
            }
            ("END", value) if value.eq_ignore_ascii_case("VCARD") => {
                if let Some(cells) = open.take() {
                    sheet.rows.push(Row { number, cells });
                }
            }
            _ => {
                if let Some(cells) = &mut open
                    && let Err(why) = take(cells, &property)
                {
                    sheet.faults.push(Fault::of_cell(number, &property.name, why));
                }
            }
        }
    }
    if open.is_some() {
        sheet
            .faults
            .push(Fault::of_row(number, "is a card without an end; it is left out"));
    }
    sheet
}

/// A line of a card: its name in capitals without group, and its value.
struct Property {
    name: String,
    value: String,
}

impl Property {
    fn of(line: &str) -> Self {
        let (head, value) = parted(line);
        let mut parts = head.split(';');
        let name = parts.next().unwrap_or_default();
        let name = name.rsplit('.').next().unwrap_or(name).trim().to_uppercase();
        let quoted = parts.any(|part| part.to_uppercase().ends_with("QUOTED-PRINTABLE"));
        let value = if quoted { unquoted(value) } else { value.to_owned() };
        Self { name, value }
    }
}

/// The head of a line and its value: the first colon outside of quotes parts them.
fn parted(line: &str) -> (&str, &str) {
    let mut quoted = false;
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            ':' if !quoted => {
                return (
                    line.get(..at).unwrap_or_default(),
                    line.get(at + 1..).unwrap_or_default(),
                );
            }
            _ => {}
        }
    }
    (line, "")
}

/// The lines with those put together that were folded: what goes on begins with a blank, or follows a `=` at the end of
/// a quoted-printable line.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n').map(|line| line.trim_end_matches('\r')) {
        let soft = |last: &String| last.ends_with('=') && last.to_uppercase().contains("QUOTED-PRINTABLE");
        match lines.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(line.get(1..).unwrap_or_default()),
            Some(last) if soft(last) => {
                last.pop();
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Quoted-printable: `=C3=A9` is a byte each.
fn unquoted(value: &str) -> String {
    let bytes = value.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let hex = value
            .get(at + 1..at + 3)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(code) if *byte == b'=' => {
                out.push(code);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn take(cells: &mut [String], property: &Property) -> Result<(), String> {
    if property.value.chars().count() > MOST_LETTERS && property.name != "PHOTO" {
        return Err(format!("has more than {MOST_LETTERS} letters; it is left out"));
    }
    let value = property.value.as_str();
    match property.name.as_str() {
        "N" => {
            let parts = components(value);
            let part = |at: usize| parts.get(at).cloned().unwrap_or_default();
            // Family, given, middle, before, behind.
            put(cells, 0, &[part(1), part(2)].join(" "));
            put(cells, 1, &[part(0), part(4)].join(" "));
        }
        "FN" => put(cells, NAME, &unescaped(value)),
        "TEL" => add(cells, PHONE, unescaped(value).trim_start_matches("tel:")),
        "EMAIL" => add(cells, EMAIL, unescaped(value).trim_start_matches("mailto:")),
        "ADR" => {
            let parts = components(value);
            for (cell, part) in (STREET..).zip([2, 3, 4, 5, 6]) {
                put(cells, cell, parts.get(part).map_or("", String::as_str));
            }
        }
        "ORG" => put(cells, 10, components(value).first().map_or("", String::as_str)),
        "URL" => put(cells, 11, &unescaped(value)),
        "BDAY" => put(cells, 12, value),
        "CATEGORIES" => add(cells, 13, &unescaped(value)),
        "NOTE" => put(cells, 14, &unescaped(value)),
        "TZ" => put(cells, 15, value),
        "X-LEADLINE-ID" => put(cells, 16, value),
        _ => {}
    }
    Ok(())
}

/// The first one counts: cards name the preferred first.
fn put(cells: &mut [String], at: usize, value: &str) {
    if let Some(cell) = cells.get_mut(at)
        && cell.is_empty()
    {
        value.trim().clone_into(cell);
    }
}

fn add(cells: &mut [String], at: usize, value: &str) {
    let value = value.trim();
    if let Some(cell) = cells.get_mut(at)
        && !value.is_empty()
        && cell.chars().count() + value.chars().count() < MOST_LETTERS
    {
        if !cell.is_empty() {
            cell.push(';');
        }
        cell.push_str(value);
    }
}

/// The parts of a structured value.
fn components(value: &str) -> Vec<String> {
    let (mut parts, mut part, mut escaped) = (Vec::new(), String::new(), false);
    for letter in value.chars() {
        match letter {
            ';' if !escaped => parts.push(std::mem::take(&mut part)),
            _ => part.push(letter),
        }
        escaped = letter == '\\' && !escaped;
    }
    parts.push(part);
    parts
        .iter()
        .map(|part| unescaped(part).trim().to_owned())
        .collect()
}

fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match (letter, letters.as_str().chars().next()) {
            ('\\', Some(next @ ('\\' | ',' | ';' | ':' | 'n' | 'N'))) => {
                out.push(if matches!(next, 'n' | 'N') { '\n' } else { next });
                letters.next();
            }
            _ => out.push(letter),
        }
    }
    out
}
