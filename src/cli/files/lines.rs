//! Lines of a file, or of what is piped in, answered line by line.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::cli::frame::{App, CliError, Exit, Outcome};

/// Bytes of a line at most.
const MOST_LINE: u64 = 16 << 20;

/// Answers each line that is not blank. What is wrong with a line is told on standard error, and the others are done all the
/// same; the exit code is then 1.
pub(super) fn each(
    app: &mut App,
    file: Option<&Path>,
    mut answer: impl FnMut(&[u8]) -> Result<Vec<Value>, String>,
) -> Outcome {
    let mut reader: Box<dyn BufRead> = match file {
        Some(path) => {
            let file = File::open(path).map_err(|error| unusable(path, "read", &error))?;
            Box::new(BufReader::new(file))
        }
        None => app.input.take_reader(),
    };
    let mut exit = Exit::Done;
    let mut bytes = Vec::new();
    for number in 1_u64.. {
        bytes.clear();
        let read = std::io::Read::take(&mut reader, MOST_LINE).read_until(b'\n', &mut bytes);
        match read {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                return Err(CliError::new(
                    Exit::Failed,
                    "input",
                    format!("line {number} could not be read: {error}; the lines before it are done"),
                ));
            }
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match answer(&bytes) {
            Ok(lines) => {
                for line in &lines {
                    app.out.line(line)?;
                }
            }
            Err(why) => {
                exit = Exit::Failed;
                app.out
                    .error("line", &format!("line {number} {why}; it was left out"), None);
            }
        }
    }
    Ok(exit)
}

/// A line that is one JSON object.
pub(super) fn object(line: &[u8]) -> Result<Map<String, Value>, String> {
    // What serde says may quote the line, which can hold what is to be hidden.
    serde_json::from_slice(line).map_err(|error| format!("is no JSON object (character {})", error.column()))
}

/// That a file cannot be used, and why.
pub(super) fn unusable(path: &Path, done: &str, error: &std::io::Error) -> CliError {
    let sentence = format!("{} cannot be {done}: {error}", path.display());
    CliError::new(Exit::Failed, "file", sentence)
}

/// Where the characters of a text begin: places are told in characters, not in bytes.
#[derive(Debug)]
pub(super) struct Places(Vec<usize>);

impl Places {
    /// The places of a text.
    pub(super) fn of(text: &str) -> Self {
        Self(text.char_indices().map(|(at, _)| at).collect())
    }

    /// How many characters begin before a byte.
    pub(super) fn count(&self, at: usize) -> usize {
        self.0.partition_point(|start| *start < at)
    }

    /// A range of bytes as start and end in characters.
    pub(super) fn span(&self, at: &Range<usize>) -> Value {
        json!([self.count(at.start), self.count(at.end)])
    }
}
