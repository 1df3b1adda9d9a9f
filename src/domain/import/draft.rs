//! A person out of a row: every cell in the form the CRM takes, or left out with its reason.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::field::Meaning;
use super::{Fault, Field, Row, Sheet};
use crate::domain::custom_field::{CustomField, CustomKind};
use crate::domain::record::{Fields, set_at, value_at};
use crate::domain::user::User;
use crate::domain::value::{Phone, parse_email};

/// Letters in a part of a name at most: the house's business rules.
const NAME: usize = 100;

/// What of the account a row is read with.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// Colleagues, who may own people.
    pub users: &'a [User],
    /// Fields the account added.
    pub custom: &'a [CustomField],
}

/// A person as a file has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The rows that say something about them, the first of which is the one they come from.
    pub rows: Vec<usize>,
    /// Their members.
    pub fields: Fields,
    /// A note, for those who are new.
    pub note: Option<String>,
    /// The CRM's id, or ours.
    pub id: Option<String>,
}

/// Everybody in a sheet, with `tags` added to each, and what was wrong with cells and rows.
pub fn drafts(
    sheet: &Sheet,
    meanings: &[Meaning],
    tags: &[String],
    account: Account<'_>,
) -> (Vec<Draft>, Vec<Fault>) {
    let (mut drafts, mut faults) = (Vec::new(), Vec::new());
    for row in &sheet.rows {
        let mut reading = Reading {
            row,
            head: &sheet.head,
            account,
            draft: Draft {
                rows: vec![row.number],
                ..Draft::default()
            },
            faults: &mut faults,
        };
        if let Some(draft) = reading.draft(meanings, tags) {
            drafts.push(draft);
        }
    }
    (drafts, faults)
}

struct Reading<'a> {
    row: &'a Row,
    head: &'a [String],
    account: Account<'a>,
    draft: Draft,
    faults: &'a mut Vec<Fault>,
}

impl Reading<'_> {
    fn draft(&mut self, meanings: &[Meaning], tags: &[String]) -> Option<Draft> {
        let columns = meanings.iter().zip(&self.row.cells).enumerate();
        let taken: Vec<(usize, &Field, &str)> = columns
            .filter_map(|(at, (meaning, cell))| match meaning {
                Meaning::Taken(field) if !cell.trim().is_empty() => Some((at, field, cell.trim())),
                _ => None,
            })
            .collect();
        if taken.is_empty() {
            // A row of blanks, as spreadsheets leave behind.
            return None;
        }
        if let Some((at, ..)) = taken.iter().find(|(.., cell)| is_broken(cell)) {
            self.fault(*at, "has bytes or signs that are no text; the row is left out");
            return None;
        }
        let mut unreached = false;
        for (at, field, cell) in taken {
            if let Err(why) = self.take(field, cell) {
                unreached |= matches!(field, Field::Phones | Field::Emails);
                self.fault(at, &format!("{why}; the cell is left out"));
            }
        }
        if unreached
            && !["phone", "email"]
                .iter()
                .any(|name| self.draft.fields.contains_key(*name))
        {
            // Taken in by the name alone, they would be made once more when the file is mended.
            let why = "has nothing else to reach them by; the row is left out";
            self.faults.push(Fault::of_row(self.row.number, why));
            return None;
        }
        if !tags.is_empty() {
            self.add_to("tags", tags.iter().cloned());
        }
        let named = ["firstName", "lastName", "email", "phone"];
        if !named.iter().any(|name| self.draft.fields.contains_key(*name)) {
            let why = "has no name, no phone and no e-mail address; it is left out";
            self.faults.push(Fault::of_row(self.row.number, why));
            return None;
        }
        Some(std::mem::take(&mut self.draft))
    }

    fn fault(&mut self, at: usize, why: &str) {
        let column = self.head.get(at).map_or("", String::as_str);
        self.faults.push(Fault::of_cell(self.row.number, column, why));
    }

    fn take(&mut self, field: &Field, cell: &str) -> Result<(), String> {
        match field {
            Field::Member(name) => {
                let value = self.member(name, cell)?;
                self.set(name, value);
            }
            Field::FullName => self.full_name(cell)?,
            Field::Phones => self.phones(cell)?,
            Field::Emails => self.reaches("email", "additionalEmails", cell, |_, text| parse_email(text))?,
            Field::Tags => self.add_to("tags", parts(cell, ",;|\n")),
            Field::Note => self.note(cell),
            Field::Dnd(channel) => {
                if is_yes(cell)? {
                    match channel {
                        None => self.set("dnd", true.into()),
                        Some(channel) => {
                            let path = format!("dndSettings.{}", channel.dnd_key());
                            self.set(&path, json!({ "status": "active" }));
                        }
                    }
                }
            }
            Field::Id => self.draft.id = Some(cell.to_owned()),
            Field::Custom(id) => {
                let known = self.account.custom.iter().find(|field| field.id == *id);
                let field = known.ok_or("the account has no such field")?;
                let typed = if field.kind == CustomKind::Choices {
                    cell.replace([';', '|'], ",")
                } else {
                    cell.to_owned()
                };
                let value = field.parse(&typed)?;
                self.set(&format!("customFields.{id}"), value);
            }
        }
        Ok(())
    }

    /// The first column that says something counts.
    fn set(&mut self, path: &str, value: Value) {
        if value_at(&self.draft.fields, path).is_null() {
            set_at(&mut self.draft.fields, path, value);
        }
    }

    fn add_to(&mut self, path: &str, words: impl Iterator<Item = String>) {
        let mut list = texts(value_at(&self.draft.fields, path));
        for word in words {
            if !list.contains(&word) {
                list.push(word);
            }
        }
        if !list.is_empty() {
            set_at(&mut self.draft.fields, path, list.into());
        }
    }

    fn member(&self, name: &str, cell: &str) -> Result<Value, String> {
        match name {
            "firstName" | "lastName" => name_part(cell).map(Value::from),
            "dateOfBirth" => birthday(cell).map(|date| date.to_string().into()),
            "assignedTo" => self.owner(cell),
            "timezone" => match jiff::tz::TimeZone::get(cell) {
                Ok(_) => Ok(cell.into()),
                Err(_) => Err(format!("\"{cell}\" is no time zone such as America/Los_Angeles")),
            },
            _ => Ok(cell.into()),
        }
    }

    fn owner(&self, cell: &str) -> Result<Value, String> {
        let is = |text: &str| text.trim().eq_ignore_ascii_case(cell);
        let users = self.account.users.iter();
        let found = users
            .clone()
            .find(|user| user.id.as_str() == cell || is(user.email.raw()) || is(user.name.raw()));
        found
            .map(|user| user.id.as_str().into())
            .ok_or_else(|| format!("there is no colleague \"{cell}\""))
    }

    fn full_name(&mut self, cell: &str) -> Result<(), String> {
        let known = |name: &str| self.draft.fields.contains_key(name);
        if known("firstName") || known("lastName") {
            return Ok(());
        }
        let (first, last) = split_name(cell);
        for (name, part) in [("firstName", first), ("lastName", last)] {
            if !part.is_empty() {
                self.set(name, name_part(&part)?.into());
            }
        }
        Ok(())
    }

    fn note(&mut self, text: &str) {
        let note = self
            .draft
            .note
            .take()
            .map_or_else(String::new, |note| note + "\n");
        self.draft.note = Some(note + text);
    }

    /// The numbers of a cell. An extension has no place in a record and goes to the note.
    fn phones(&mut self, cell: &str) -> Result<(), String> {
        self.reaches("phone", "additionalPhones", cell, |reading, text| {
            let phone = Phone::read(text)?;
            if let Some(extension) = phone.extension {
                reading.note(&format!("{} has the extension {extension}", phone.number));
            }
            Ok(phone.number)
        })
    }

    /// The numbers or addresses of a cell: the first there is becomes the main one. What separates several stands
    /// within one as well (`909/555-0142`), so that the whole cell is tried first.
    fn reaches(
        &mut self,
        main: &str,
        more: &str,
        cell: &str,
        parse: impl Fn(&mut Self, &str) -> Result<String, String>,
    ) -> Result<(), String> {
        let mut wrong = None;
        let whole = parse(self, cell);
        let read: Vec<Result<String, String>> = if whole.is_ok() {
            vec![whole]
        } else {
            parts(cell, ",;|/\n").map(|part| parse(self, &part)).collect()
        };
        for value in read {
            match value {
                Ok(value) if value_at(&self.draft.fields, main).is_null() => {
                    self.set(main, value.into());
                }
                Ok(value) if value_at(&self.draft.fields, main) == value.as_str() => {}
                Ok(value) => self.add_to(more, std::iter::once(value)),
                Err(why) => wrong = wrong.or(Some(why)),
            }
        }
        wrong.map_or(Ok(()), Err)
    }
}

impl Draft {
    /// What another row says about the same person: it fills blanks, adds tags, and makes do-not-disturb stricter.
    pub(super) fn absorb(&mut self, other: Self) {
        self.rows.extend(other.rows);
        for path in crate::domain::record::paths(&other.fields) {
            let value = value_at(&other.fields, &path);
            let mine = value_at(&self.fields, &path);
            if mine.is_null() {
                set_at(&mut self.fields, &path, value.clone());
            } else if mine.is_array() {
                let mut list = texts(mine);
                list.extend(
                    texts(value)
                        .into_iter()
                        .filter(|word| !texts(mine).contains(word)),
                );
                set_at(&mut self.fields, &path, list.into());
            }
        }
        self.note = match (self.note.take(), other.note) {
            (Some(mine), Some(other)) if mine != other => Some(format!("{mine}\n{other}")),
            (mine, other) => mine.or(other),
        };
        self.id = self.id.take().or(other.id);
    }
}

pub(super) fn texts(value: &Value) -> Vec<String> {
    let list = value.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn parts(cell: &str, signs: &str) -> impl Iterator<Item = String> {
    let parts = cell.split(|letter| signs.contains(letter));
    parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

/// Whether a cell holds what no text holds: bytes that could not be read, and signs that steer a terminal.
fn is_broken(cell: &str) -> bool {
    cell.chars()
        .any(|letter| letter == '\u{fffd}' || letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
}

fn is_yes(cell: &str) -> Result<bool, String> {
    match cell.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" | "on" | "active" | "permanent" | "sí" | "si" => Ok(true),
        "no" | "n" | "false" | "0" | "off" | "inactive" | "open" => Ok(false),
        _ => Err(format!("\"{cell}\" is neither yes nor no")),
    }
}

fn name_part(cell: &str) -> Result<String, String> {
    let name = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > NAME {
        return Err(format!("a part of a name has at most {NAME} letters"));
    }
    Ok(name)
}

/// Given and family name: `Ruiz, Ana`, else the last word is the family's, with what is written behind it.
pub fn split_name(cell: &str) -> (String, String) {
    const BEHIND: [&str; 7] = ["jr", "sr", "ii", "iii", "iv", "md", "esq"];
    let is_behind = |word: &str| BEHIND.contains(&word.trim_matches(['.', ',']).to_lowercase().as_str());
    if let Some((last, first)) = cell.split_once(',')
        && !is_behind(first.trim())
    {
        return (first.trim().to_owned(), last.trim().to_owned());
    }
    let words: Vec<&str> = cell.split_whitespace().collect();
    let behind = words.iter().rev().take_while(|word| is_behind(word)).count();
    let first = words.len().saturating_sub(behind + 1).max(1).min(words.len());
    let (first, last) = words.split_at(first);
    (first.join(" "), last.join(" "))
}

/// A day as `1980-02-29`, `19800229` or, as the account's country writes it, `2/29/1980`.
fn birthday(cell: &str) -> Result<Date, String> {
    let wrong = || format!("\"{cell}\" is not a date; write it like 1980-02-29 or 2/29/1980");
    let day = cell.get(..10).unwrap_or(cell);
    let as_here = || {
        let mut parts = cell.split('/').map(|part| part.trim().parse::<i16>().ok());
        let (month, day, year) = (parts.next()??, parts.next()??, parts.next()??);
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let compact = || Date::strptime("%Y%m%d", cell).ok();
    let date = day
        .parse::<Date>()
        .ok()
        .or_else(as_here)
        .or_else(compact)
        .ok_or_else(wrong)?;
    if (1900..=2200).contains(&date.year()) {
        Ok(date)
    } else {
        Err(wrong())
    }
}
