//! Changes to a file that leave every other byte as it was: comments, order, layout.
//!
//! A change is made on the lines of the text, and the text is read again before it is given back; what cannot be read is
//! not given back.

use std::ops::Range;

use toml_edit::{Document, Item, Table};

use super::write::{plain, step as write_step};
use super::{Definition, Fault, SECTIONS, Step, read};
use crate::automation::schema::{Spot, Value};
use crate::automation::words::Words;

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// In front of every section.
    Head,
    /// In this section.
    Section(&'a str),
    /// In the step of this name.
    Step(&'a str),
}

/// Where a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put<'a> {
    /// In front of every other.
    First,
    /// Behind this one and all that is in it.
    Below(&'a str),
    /// First in this branch of this step.
    Into(&'a str, &'a str),
}

/// The file with one more step.
pub fn add(text: &str, put: Put<'_>, step: &Step) -> Result<String, Fault> {
    let outline = Outline::of(text)?;
    let (at, path) = outline.place(text, put)?;
    let mut block = String::new();
    write_step(&mut block, step, &path);
    finish(insert(text, at, &block))
}

/// The file without a step and all that is in it.
pub fn remove(text: &str, id: &str) -> Result<String, Fault> {
    let outline = Outline::of(text)?;
    let range = outline.block(text, outline.find(id)?);
    finish(cut(text, &range))
}

/// The file with a step and all that is in it at another place.
pub fn shift(text: &str, id: &str, put: Put<'_>) -> Result<String, Fault> {
    let outline = Outline::of(text)?;
    let which = outline.find(id)?;
    let range = outline.block(text, which);
    let (at, path) = outline.place(text, put)?;
    if range.contains(&at) && at != range.start {
        return Err(nowhere(format!("\"{id}\" cannot go into itself")));
    }
    let old = outline.heads[which].path.clone();
    let mut block = text[range.clone()].to_owned();
    // From the last header to the first, so that the places of the earlier ones stay true.
    for head in outline.heads.iter().rev() {
        if range.contains(&head.at) {
            let from = head.at - range.start + 2;
            let renamed = format!("{path}{}", &head.path[old.len()..]);
            block.replace_range(from..from + head.path.len(), &renamed);
        }
    }
    let block = block.trim_matches('\n');
    let text = if at >= range.end {
        cut(&insert(text, at, block), &range)
    } else {
        let without = cut(text, &range);
        insert(&without, at, block)
    };
    finish(text)
}

/// The file with a member that says something else. A step keeps its id: people inside know their place by it.
pub fn set(text: &str, place: Place<'_>, name: &str, value: &Value) -> Result<String, Fault> {
    if name == "id" {
        return Err(nowhere(
            "an id never changes; people inside know their place by it".to_owned(),
        ));
    }
    let document = parsed(text)?;
    let table = table(&document, place)?;
    if let Some(span) = table
        .get(name)
        .and_then(Item::as_value)
        .and_then(toml_edit::Value::span)
        && !matches!(value, Value::Words(Words::Each(_)))
    {
        return finish(format!(
            "{}{}{}",
            &text[..span.start],
            plain(value),
            &text[span.end..]
        ));
    }
    // For a moment a member that must be there is not; so the text is not judged before it is whole again.
    let text = without(text, table, name);
    let document = Document::parse(text.as_str()).map_err(|error| nowhere(error.message().to_owned()))?;
    let at = behind(&text, document.as_table(), self::table(&document, place)?, place);
    let lines = match value {
        Value::Words(Words::Each(each)) => {
            let line = |(voice, text): (&&str, &String)| {
                format!("{name}.{voice} = {}\n", plain(&Value::Line(text.clone())))
            };
            each.iter().map(line).collect()
        }
        value => format!("{name} = {}\n", plain(value)),
    };
    let end = if at > 0 && !text[..at].ends_with('\n') {
        "\n"
    } else {
        ""
    };
    finish(format!("{}{end}{lines}{}", &text[..at], &text[at..]))
}

/// The file without a member, so that what holds when nothing is said holds again.
pub fn unset(text: &str, place: Place<'_>, name: &str) -> Result<String, Fault> {
    let document = parsed(text)?;
    finish(without(text, table(&document, place)?, name))
}

fn finish(text: String) -> Result<String, Fault> {
    match read(&text) {
        Ok(_) => Ok(text),
        Err(faults) => Err(faults
            .into_iter()
            .next()
            .unwrap_or_else(|| nowhere(String::new()))),
    }
}

fn nowhere(message: String) -> Fault {
    let spot = Spot { line: 1, column: 1 };
    Fault { spot, message }
}

fn parsed(text: &str) -> Result<Document<&str>, Fault> {
    let _: Definition = read(text).map_err(|faults| {
        let first = faults.into_iter().next();
        first.unwrap_or_else(|| nowhere("the file cannot be read".to_owned()))
    })?;
    Document::parse(text).map_err(|error| nowhere(error.message().to_owned()))
}

fn table<'a>(document: &'a Document<&str>, place: Place<'_>) -> Result<&'a Table, Fault> {
    let found = match place {
        Place::Head => Some(document.as_table()),
        Place::Section(name) => document.get(name).and_then(Item::as_table),
        Place::Step(id) => step_table(document.as_table(), "step", id),
    };
    found.ok_or_else(|| nowhere(format!("there is no {place:?} in this file")))
}

fn step_table<'a>(table: &'a Table, name: &str, id: &str) -> Option<&'a Table> {
    table.get(name)?.as_array_of_tables()?.iter().find_map(|step| {
        if step.get("id").and_then(Item::as_str) == Some(id) {
            return Some(step);
        }
        BRANCHES.iter().find_map(|branch| step_table(step, branch, id))
    })
}

/// Every word for a branch.
const BRANCHES: &[&str] = &["yes", "no", "each"];

/// The text without the lines of a member.
fn without(text: &str, table: &Table, name: &str) -> String {
    let mut spans: Vec<Range<usize>> = Vec::new();
    match table.get(name) {
        Some(Item::Value(value)) => spans.extend(value.span()),
        Some(Item::Table(dotted)) => spans.extend(dotted.iter().filter_map(|(_, item)| item.span())),
        _ => {}
    }
    spans.sort_by_key(|span| span.start);
    let mut out = text.to_owned();
    for span in spans.into_iter().rev() {
        out.replace_range(line_start(text, span.start)..line_end(text, span.end), "");
    }
    out
}

/// Behind which byte a new member goes: behind the one that names what it is, or behind the header.
fn behind(text: &str, top: &Table, table: &Table, place: Place<'_>) -> usize {
    let last = match place {
        Place::Head => top.get("name").or_else(|| top.get("format")),
        Place::Section(_) => table.get("on"),
        Place::Step(_) => table.get("do"),
    };
    let span = last.and_then(Item::span).or_else(|| table.span());
    let start = span.map_or(0, |span| span.end.saturating_sub(1).max(span.start));
    let header = matches!(place, Place::Section(_)) && last.is_none();
    let start = if header {
        table.span().map_or(0, |span| span.start)
    } else {
        start
    };
    line_end(text, start)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline + 1)
}

/// The text with a block of lines at a place, a blank line before and behind it.
fn insert(text: &str, at: usize, block: &str) -> String {
    let before = text[..at].trim_end_matches('\n');
    let after = text[at..].trim_start_matches('\n');
    let block = block.trim_end_matches('\n');
    let gap = if before.is_empty() { "" } else { "\n\n" };
    if after.is_empty() {
        format!("{before}{gap}{block}\n")
    } else {
        format!("{before}{gap}{block}\n\n{after}")
    }
}

fn cut(text: &str, range: &Range<usize>) -> String {
    let before = text[..range.start].trim_end_matches('\n');
    let after = text[range.end..].trim_start_matches('\n');
    match (before.is_empty(), after.is_empty()) {
        (true, _) => after.to_owned(),
        (_, true) => format!("{before}\n"),
        _ => format!("{before}\n\n{after}"),
    }
}

/// A header line.
#[derive(Debug)]
struct Head {
    /// Its first byte.
    at: usize,
    /// What stands in the brackets.
    path: String,
    /// For a step, its id.
    id: String,
}

/// Every header of a file, in order.
struct Outline {
    heads: Vec<Head>,
}

impl Outline {
    fn of(text: &str) -> Result<Self, Fault> {
        let document = parsed(text)?;
        let top = document.as_table();
        let mut heads = Vec::new();
        for (name, _) in SECTIONS {
            if let Some(span) = top.get(name).and_then(Item::as_table).and_then(Table::span) {
                heads.push(Head {
                    at: span.start,
                    path: (*name).to_owned(),
                    id: String::new(),
                });
            }
        }
        collect(top, "step", "step", &mut heads);
        heads.sort_by_key(|head| head.at);
        Ok(Self { heads })
    }

    fn find(&self, id: &str) -> Result<usize, Fault> {
        let found = self.heads.iter().position(|head| head.id == id);
        found.ok_or_else(|| nowhere(format!("there is no step \"{id}\" in this file")))
    }

    /// From the comment above a step to the comment above what comes behind it.
    fn block(&self, text: &str, which: usize) -> Range<usize> {
        let inside = format!("{}.", self.heads[which].path);
        let next = self.heads[which + 1..]
            .iter()
            .find(|head| !head.path.starts_with(&inside));
        let end = next.map_or(text.len(), |head| with_comment(text, head.at));
        with_comment(text, self.heads[which].at)..end
    }

    fn place(&self, text: &str, put: Put<'_>) -> Result<(usize, String), Fault> {
        match put {
            Put::First => {
                let first = self.heads.iter().find(|head| !head.id.is_empty());
                let at = first.map_or(text.len(), |head| with_comment(text, head.at));
                Ok((at, "step".to_owned()))
            }
            Put::Below(id) => {
                let which = self.find(id)?;
                Ok((self.block(text, which).end, self.heads[which].path.clone()))
            }
            Put::Into(id, branch) => {
                let which = self.find(id)?;
                let path = format!("{}.{branch}", self.heads[which].path);
                // In front of the first header inside it, of whatever branch, or behind the step when it has none.
                let end = self.block(text, which).end;
                let inside = self.heads.get(which + 1).filter(|head| head.at < end);
                let at = inside.map_or(end, |head| with_comment(text, head.at));
                Ok((at, path))
            }
        }
    }
}

fn collect(table: &Table, name: &str, path: &str, heads: &mut Vec<Head>) {
    let Some(steps) = table.get(name).and_then(Item::as_array_of_tables) else {
        return;
    };
    for step in steps {
        heads.push(Head {
            at: step.span().map_or(0, |span| span.start),
            path: path.to_owned(),
            id: step
                .get("id")
                .and_then(Item::as_str)
                .unwrap_or_default()
                .to_owned(),
        });
        for branch in BRANCHES {
            collect(step, branch, &format!("{path}.{branch}"), heads);
        }
    }
}

/// The start of the comment lines right above a header, or of the header's line.
fn with_comment(text: &str, at: usize) -> usize {
    let mut start = line_start(text, at);
    while start > 0 {
        let above = line_start(text, start - 1);
        if !text[above..start].trim_start().starts_with('#') {
            break;
        }
        start = above;
    }
    start
}
