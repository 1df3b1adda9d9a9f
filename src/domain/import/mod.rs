//! People from a file: what its bytes say, what each column means, who is in it, and who of them is here already.
//!
//! Pure: bytes and records in, a [`Plan`] out; nothing is read from disk and nothing is done. The steps are files:
//! `encoding` makes text of bytes, `sheet` and `card` make rows of text, `field` gives the columns their meaning, `draft`
//! makes a person of a row, `plan` compares them with each other and with who is here. What is odd about a row is a
//! [`Fault`] with its number and column and never stops the others. To add a format: a file that makes a [`Sheet`]; to
//! add a word for a column: a line in `field`.

mod card;
mod draft;
mod encoding;
mod field;
mod plan;
mod sheet;

pub use draft::{Account, Draft, drafts, split_name};
pub use encoding::{Decoded, Encoding, decode};
pub use field::{Field, Meaning, meanings};
pub use plan::{Here, Key, Match, Plan, Step, keys, plan};

/// Cells in a row at most; a contact list has some dozens.
pub const MOST_COLUMNS: usize = 256;
/// Letters in a cell at most; the CRM's longest text has about so many.
pub const MOST_LETTERS: usize = 20_000;
/// Rows that are taken at once; more are many files.
pub const MOST_ROWS: usize = 100_000;

/// Something about a row that was not taken as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The row as a spreadsheet counts it: the first one is 1, and of a table that is its head. Cards count from 1.
    pub row: usize,
    /// The head of the column, when it is about one.
    pub column: Option<String>,
    /// What is wrong, and what became of the row.
    pub reason: String,
}

impl Fault {
    fn of_row(row: usize, reason: impl Into<String>) -> Self {
        Self {
            row,
            column: None,
            reason: reason.into(),
        }
    }

    fn of_cell(row: usize, column: &str, reason: impl Into<String>) -> Self {
        Self {
            row,
            column: Some(column.to_owned()),
            reason: reason.into(),
        }
    }
}

/// How the rows were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A table whose cells are parted by this sign.
    Table(char),
    /// vCards.
    Cards,
}

impl Form {
    /// The words for a person.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Table(';') => "a table parted by semicolons",
            Self::Table('\t') => "a table parted by tabs",
            Self::Table(_) => "a table parted by commas",
            Self::Cards => "vCards",
        }
    }
}

/// One row, as many cells as the head has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number, as in [`Fault`].
    pub number: usize,
    /// Its cells.
    pub cells: Vec<String>,
}

/// What a file holds, before anything is understood of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// How it was written.
    pub form: Form,
    /// The heads of the columns.
    pub head: Vec<String>,
    /// The rows that could be read.
    pub rows: Vec<Row>,
    /// What was wrong with the others.
    pub faults: Vec<Fault>,
}

impl Sheet {
    /// Reads a text as vCards where it begins with one, else as a table. The error is a sentence without its end.
    pub fn read(text: &str) -> Result<Self, String> {
        let sheet = if card::is_card(text) {
            card::read(text)
        } else {
            sheet::read(text)?
        };
        if sheet.rows.is_empty() && sheet.faults.is_empty() {
            return Err("there is nobody in the file".to_owned());
        }
        Ok(sheet)
    }

    /// The first cells of a column that are not blank.
    pub fn samples(&self, column: usize, most: usize) -> Vec<&str> {
        let cells = self.rows.iter().filter_map(|row| row.cells.get(column));
        cells
            .map(String::as_str)
            .filter(|cell| !cell.trim().is_empty())
            .take(most)
            .collect()
    }
}

#[cfg(test)]
mod tests;
