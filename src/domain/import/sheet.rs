//! A text as a table (RFC 4180, and what spreadsheets make of it).
//!
//! Rows that do not fit the head are told and left out, those that are too short are filled up. A quote that is never
//! closed would swallow the rest of the file: then its line alone is given up, and reading goes on with the next.

use csv::{ReaderBuilder, StringRecord};

use super::{Fault, Form, MOST_COLUMNS, MOST_LETTERS, MOST_ROWS, Row, Sheet};
use crate::domain::value::{is_formula, plain_cell};

/// Lines in which a quote may be left open before the rest is given up.
const MOST_OPEN: usize = 50;
/// Lines of one row at most: a note of that length is a quote left open.
const MOST_LINES: usize = 500;
/// Rows at the start from which the sign between cells is told.
const LOOK: usize = 20;

/// Reads a table with its head. The error is a sentence without its end.
pub(super) fn read(text: &str) -> Result<Sheet, String> {
    let (text, said) = said_delimiter(text);
    let delimiter = said.unwrap_or_else(|| delimiter(text));
    let mut scan = Scan::new(text, delimiter);
    let head: Vec<String> = loop {
        match scan.next() {
            Some(Ok((_, cells))) => break cells.into_iter().map(|cell| cell.trim().to_owned()).collect(),
            Some(Err(_)) => {}
            None => return Err("the file is empty".to_owned()),
        }
    };
    if head.len() > MOST_COLUMNS {
        let columns = head.len();
        return Err(format!(
            "the file has {columns} columns; {MOST_COLUMNS} are the most"
        ));
    }
    let mut sheet = Sheet {
        form: Form::Table(char::from(delimiter)),
        head,
        rows: Vec::new(),
        faults: Vec::new(),
    };
    for row in scan {
        match row.and_then(|(number, cells)| fitting(number, cells, &sheet.head)) {
            Ok((row, faults)) => {
                sheet.rows.push(row);
                sheet.faults.extend(faults);
            }
            Err(fault) => sheet.faults.push(fault),
        }
    }
    Ok(sheet)
}

/// A first line `sep=;`, as spreadsheets write and understand it.
fn said_delimiter(text: &str) -> (&str, Option<u8>) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    match line
        .trim_end_matches('\r')
        .strip_prefix("sep=")
        .map(str::as_bytes)
    {
        Some([sign]) => (rest, Some(*sign)),
        _ => (text, None),
    }
}

/// The sign with which most of the first rows have as many cells as the head, and of those the one with most cells.
fn delimiter(text: &str) -> u8 {
    let fit = |sign: &u8| {
        let mut rows = Scan::new(text, *sign)
            .filter_map(Result::ok)
            .map(|(_, cells)| cells.len());
        let columns = rows.next().unwrap_or(0);
        let like_head = rows.take(LOOK).filter(|cells| *cells == columns).count();
        (columns > 1, like_head, columns)
    };
    // Of equals the last is taken, and that is the comma.
    [b'\t', b';', b','].into_iter().max_by_key(fit).unwrap_or(b',')
}

/// The row with as many cells as the head, and what is to be said of it.
fn fitting(number: usize, mut cells: Vec<String>, head: &[String]) -> Result<(Row, Vec<Fault>), Fault> {
    let (found, columns) = (cells.len(), head.len());
    if cells.iter().skip(columns).any(|cell| !cell.trim().is_empty()) {
        let why = format!(
            "has {found} cells where the head has {columns}, as when a cell holds the sign that parts cells and stands in no quotes; the row is left out"
        );
        return Err(Fault::of_row(number, why));
    }
    if let Some(long) = cells.iter().find(|cell| cell.chars().count() > MOST_LETTERS) {
        let letters = long.chars().count();
        let why =
            format!("has a cell of {letters} letters; {MOST_LETTERS} are the most; the row is left out");
        return Err(Fault::of_row(number, why));
    }
    let mut faults = Vec::new();
    if found < columns {
        let why = format!(
            "has {found} of the {columns} cells that the head has; the missing ones are taken as blank"
        );
        faults.push(Fault::of_row(number, why));
    }
    // An apostrophe before it has made text of it already.
    for (column, _) in head.iter().zip(&cells).filter(|(_, cell)| is_formula(cell)) {
        let why = "is a formula; it is taken as the letters it is and never worked out";
        faults.push(Fault::of_cell(number, column, why));
    }
    cells.resize(columns, String::new());
    let cells = cells.iter().map(|cell| plain_cell(cell).to_owned()).collect();
    Ok((Row { number, cells }, faults))
}

/// The rows of a text, one after another.
struct Scan<'a> {
    text: &'a str,
    delimiter: u8,
    reader: csv::Reader<&'a [u8]>,
    /// Where in the text the reader began.
    start: usize,
    number: usize,
    open: usize,
    over: bool,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, delimiter: u8) -> Self {
        Self {
            text,
            delimiter,
            reader: reader(text, delimiter),
            start: 0,
            number: 0,
            open: 0,
            over: false,
        }
    }

    fn end(&mut self, why: impl Into<String>) -> Fault {
        self.over = true;
        Fault::of_row(self.number, why)
    }

    /// Where the reader stands in the text.
    fn at(&self) -> usize {
        let read = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        self.start.saturating_add(read).min(self.text.len())
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

impl Iterator for Scan<'_> {
    type Item = Result<(usize, Vec<String>), Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let before = self.at();
        let mut record = StringRecord::new();
        match self.reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => {
                self.over = true;
                return None;
            }
            Err(error) => {
                self.number += 1;
                return Some(Err(
                    self.end(format!("cannot be read ({error}); nothing after it was read"))
                ));
            }
        }
        self.number += 1;
        if self.number > MOST_ROWS + 1 {
            let why =
                format!("is more than the {MOST_ROWS} rows that are taken at once; make several files of it");
            return Some(Err(self.end(why)));
        }
        let after = self.at();
        let raw = self
            .text
            .get(before..after)
            .unwrap_or_default()
            .trim_start_matches(['\r', '\n']);
        if !is_open(raw, self.delimiter) {
            return Some(Ok((self.number, record.iter().map(str::to_owned).collect())));
        }
        self.open += 1;
        if self.open > MOST_OPEN {
            return Some(Err(self.end(
                "is one more of many with a quote left open; nothing after it was read",
            )));
        }
        let begins = after - raw.len();
        let line = raw.find('\n').map_or(raw.len(), |at| at + 1);
        self.start = begins + line;
        self.reader = reader(self.text.get(self.start..).unwrap_or_default(), self.delimiter);
        let why = "has a quote that is never closed; the row is left out";
        Some(Err(Fault::of_row(self.number, why)))
    }
}

/// Whether a row took the following ones in because a quote is not closed where it should be: at the end of a cell.
fn is_open(raw: &str, delimiter: u8) -> bool {
    let body = raw.trim_end_matches(['\r', '\n']).as_bytes();
    let lines = memchr::memchr_iter(b'\n', body).count();
    if lines == 0 {
        return false;
    }
    let (mut quoted, mut starts, mut at) = (false, true, 0);
    while let Some(byte) = body.get(at) {
        let next = body.get(at + 1).copied();
        match byte {
            b'"' if quoted && next == Some(b'"') => at += 1,
            b'"' if quoted => {
                quoted = false;
                let ends = next.is_none_or(|next| next == delimiter || matches!(next, b'\r' | b'\n'));
                if !ends {
                    return true;
                }
            }
            b'"' if starts => quoted = true,
            _ => {}
        }
        starts = !quoted && *byte == delimiter;
        at += 1;
    }
    quoted || lines >= MOST_LINES
}
