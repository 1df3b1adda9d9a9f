//! The answer of a command, in the form that was asked for.
//!
//! Owns standard output and standard error. Everything passes here, so that nothing another person wrote can steer a
//! terminal, split a CSV row or start a formula in a spreadsheet; no command prints by itself. To add a form: a file
//! here and a word in [`Format`].

mod csv;
mod json;
mod table;

use std::io::{self, Write};

use serde_json::Value;

pub use table::Table;

use crate::domain::value::Foreign;

/// The form of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Words and aligned columns, for people.
    #[default]
    Plain,
    /// One JSON document.
    Json,
    /// Comma-separated values, where the answer is a table.
    Csv,
}

/// Where a command puts its answer.
pub struct Out {
    /// The form that was asked for.
    pub format: Format,
    /// Whether `ACK <id>` is wanted after a durable write.
    pub ack: bool,
    stdout: Box<dyn Write>,
    stderr: Box<dyn Write>,
}

impl std::fmt::Debug for Out {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Out")
            .field("format", &self.format)
            .field("ack", &self.ack)
            .finish_non_exhaustive()
    }
}

impl Out {
    /// The process's own outputs.
    pub fn of_process(format: Format, ack: bool) -> Self {
        Self::to(format, ack, Box::new(io::stdout()), Box::new(io::stderr()))
    }

    /// Any two writers.
    pub fn to(format: Format, ack: bool, stdout: Box<dyn Write>, stderr: Box<dyn Write>) -> Self {
        Self {
            format,
            ack,
            stdout,
            stderr,
        }
    }

    /// Whether the answer goes to a program that reads JSON.
    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// One line or several for people; silent when a program reads the answer.
    pub fn say(&mut self, text: &str) -> io::Result<()> {
        if self.format == Format::Plain {
            writeln!(self.stdout, "{}", Foreign::from(text).shown_lines())?;
        }
        Ok(())
    }

    /// Part of a text that is still coming, for people, written at once.
    pub fn stream(&mut self, part: &str) -> io::Result<()> {
        if self.format == Format::Plain {
            write!(self.stdout, "{}", Foreign::from(part).shown_lines())?;
            self.stdout.flush()?;
        }
        Ok(())
    }

    /// The answer as one JSON document; silent otherwise.
    pub fn json(&mut self, value: &Value) -> io::Result<()> {
        if self.is_json() {
            writeln!(self.stdout, "{}", json::text(value))?;
        }
        Ok(())
    }

    /// A table for people or as CSV; silent when JSON is wanted.
    pub fn table(&mut self, table: &Table) -> io::Result<()> {
        match self.format {
            Format::Plain => self.stdout.write_all(table.plain().as_bytes()),
            Format::Csv => self.stdout.write_all(csv::text(table).as_bytes()),
            Format::Json => Ok(()),
        }
    }

    /// Text of our own making that is the whole answer in every form: a man page, completions, an example file.
    pub fn raw(&mut self, text: &[u8]) -> io::Result<()> {
        self.stdout.write_all(text)
    }

    /// One of many lines of JSON that are the whole answer in every form.
    pub fn line(&mut self, value: &Value) -> io::Result<()> {
        writeln!(self.stdout, "{}", json::text(value))
    }

    /// The one line that says a server is ready, JSON in every form, flushed at once.
    pub fn ready(&mut self, value: &Value) -> io::Result<()> {
        writeln!(self.stdout, "{}", json::text(value))?;
        self.stdout.flush()
    }

    /// The receipt of a write that is safely on disk, flushed at once.
    pub fn acknowledge(&mut self, id: &str) -> io::Result<()> {
        if self.ack {
            writeln!(self.stdout, "ACK {}", Foreign::from(id).shown())?;
            self.stdout.flush()?;
        }
        Ok(())
    }

    /// A line about what is going on, beside the answer.
    pub fn note(&mut self, text: &str) {
        // Without a standard error there is nobody to tell.
        let _ = writeln!(self.stderr, "{}", Foreign::from(text).shown_lines());
    }

    /// An error: a sentence with its hint, or JSON.
    pub fn error(&mut self, code: &str, message: &str, hint: Option<&str>) {
        if self.is_json() {
            let error = serde_json::json!({ "error": { "code": code, "message": message, "hint": hint } });
            let _ = writeln!(self.stderr, "{}", json::text(&error));
            return;
        }
        self.note(&format!("leadline: {message}"));
        if let Some(hint) = hint {
            self.note(&format!("  {hint}"));
        }
    }
}
