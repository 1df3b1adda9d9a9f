//! Any table, column by column: each distinct text is kept once, and each row says which of them it has.

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// Texts that mean "nothing was entered", beside the empty one. They stay what they are, a piece of information; placeholders of
/// forms ("Select", "unknown") are kept apart, as values of their own.
const NOTHING: &[&str] = &["", "na", "n/a", "nan", "null", "nil", "none given", "-", "?"];

/// One column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Its head.
    pub name: String,
    /// The distinct texts, in the order in which they first stand in the file.
    pub levels: Vec<String>,
    /// For each row, which of the levels it has.
    pub codes: Vec<u32>,
}

impl Column {
    /// The text of a row.
    pub fn text(&self, row: usize) -> &str {
        self.codes
            .get(row)
            .and_then(|code| self.levels.get(*code as usize))
            .map_or("", String::as_str)
    }

    /// How many rows have each level.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.levels.len()];
        for code in &self.codes {
            counts[*code as usize] += 1;
        }
        counts
    }

    /// The column of some of the rows only, with the same levels.
    fn only(&self, rows: &[usize]) -> Self {
        Self {
            name: self.name.clone(),
            levels: self.levels.clone(),
            codes: rows.iter().map(|row| self.codes[*row]).collect(),
        }
    }
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// How many rows there are.
    pub rows: usize,
}

impl Table {
    /// The column of that name, also when it differs in case only.
    pub fn column(&self, name: &str) -> Option<&Column> {
        let exact = self.columns.iter().find(|column| column.name == name);
        exact.or_else(|| {
            self.columns
                .iter()
                .find(|column| column.name.eq_ignore_ascii_case(name))
        })
    }

    /// The table of some of the rows, in the order given.
    #[must_use]
    pub fn only(&self, rows: &[usize]) -> Self {
        Self {
            columns: self.columns.iter().map(|column| column.only(rows)).collect(),
            rows: rows.len(),
        }
    }

    /// The table without some of its columns.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        let stays = |column: &&Column| !names.contains(&column.name.as_str());
        Self {
            columns: self.columns.iter().filter(stays).cloned().collect(),
            rows: self.rows,
        }
    }
}

/// Takes a table in, row by row.
#[derive(Debug)]
pub struct Intake {
    table: Table,
    known: Vec<HashMap<String, u32, FixedState>>,
}

impl Intake {
    /// Begins with the heads. Heads that are empty or there twice get a number.
    pub fn new<S: AsRef<str>>(heads: impl IntoIterator<Item = S>) -> Self {
        let mut columns: Vec<Column> = Vec::new();
        for head in heads {
            let head = head.as_ref().trim_start_matches('\u{feff}').trim();
            let mut name = head.to_owned();
            let mut number = columns.len() + 1;
            while name.is_empty() || columns.iter().any(|column| column.name == name) {
                name = format!("{head}{}{number}", if head.is_empty() { "column " } else { " " });
                number += 1;
            }
            columns.push(Column {
                name,
                ..Column::default()
            });
        }
        let known = columns.iter().map(|_| HashMap::default()).collect();
        Self {
            table: Table { columns, rows: 0 },
            known,
        }
    }

    /// Takes a row. What it lacks is empty, what it has too much is left out.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        let mut cells = cells.into_iter();
        for (column, known) in self.table.columns.iter_mut().zip(&mut self.known) {
            let text = cells.next().unwrap_or_default().trim();
            let code = known.get(text).copied().unwrap_or_else(|| {
                let code = column.levels.len() as u32;
                column.levels.push(text.to_owned());
                known.insert(text.to_owned(), code);
                code
            });
            column.codes.push(code);
        }
        self.table.rows += 1;
    }

    /// The table.
    pub fn done(self) -> Table {
        self.table
    }
}

/// Whether a text says that nothing was entered.
pub fn is_nothing(text: &str) -> bool {
    text.len() <= 10 && NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing))
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Numbers.
    Number,
    /// Days, with the time of the day as a fraction.
    Day,
    /// Words of any kind.
    Word,
}

/// What a column holds, by nine in ten of the rows in which something was entered.
pub fn kind(column: &Column) -> Kind {
    let (mut filled, mut numbers, mut days) = (0, 0, 0);
    for (level, count) in column.levels.iter().zip(column.counts()) {
        if is_nothing(level) {
            continue;
        }
        filled += count;
        if number(level).is_some() {
            numbers += count;
        } else if day(level).is_some() {
            days += count;
        }
    }
    match filled {
        0 => Kind::Word,
        _ if numbers * 10 >= filled * 9 => Kind::Number,
        _ if days * 10 >= filled * 9 => Kind::Day,
        _ => Kind::Word,
    }
}

/// What a text is worth as a value of that kind; infinite is nothing.
pub fn value(kind: Kind, text: &str) -> Option<f64> {
    match kind {
        Kind::Number => number(text),
        Kind::Day => day(text),
        Kind::Word => None,
    }
}

/// A number, also with a sign of money in front, a percent sign behind, or commas between thousands.
pub fn number(text: &str) -> Option<f64> {
    let bare = text
        .trim()
        .trim_start_matches(['$', '€', '£'])
        .trim_end_matches('%');
    // "inf" and "nan" are read as numbers by the language and are none.
    if !bare.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let read = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    read(bare).or_else(|| {
        let mut groups = bare.split('.').next()?.split(',').skip(1).peekable();
        let grouped = groups.peek().is_some() && groups.all(|group| group.len() == 3);
        if grouped {
            read(&bare.replace(',', ""))
        } else {
            None
        }
    })
}

/// Days since 1970 of 2024-03-01, 2024/3/1, 2024-03, 3/1/2024 (31/1/2024 where only that can be), with or without a time behind.
pub fn day(text: &str) -> Option<f64> {
    let text = text.trim();
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let mut parts = date.split(['-', '/']).map(|part| part.parse::<i16>().ok());
    let (a, b) = (parts.next()??, parts.next()??);
    // A month stands for its first day.
    let c = match parts.next() {
        Some(part) => part?,
        None if a >= 1_000 => 1,
        None => return None,
    };
    if parts.next().is_some() {
        return None;
    }
    let (year, month, day) = match (a, b, c) {
        (1000.., _, _) => (a, b, c),
        (13.., _, 1000..) => (c, b, a),
        (_, _, 1000..) => (c, a, b),
        _ => return None,
    };
    let date = jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let epoch = jiff::civil::date(1970, 1, 1);
    let days = (date.duration_since(epoch).as_hours() / 24) as f64;
    let mut clock = time
        .split(':')
        .map(|part| part.get(..2).and_then(|two| two.parse::<f64>().ok()));
    let hours = clock.next().flatten().unwrap_or(0.0);
    let minutes = clock.next().flatten().unwrap_or(0.0);
    Some(days + (hours.min(24.0) + minutes.min(60.0) / 60.0) / 24.0)
}
