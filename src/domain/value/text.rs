//! Text written by strangers, and the only way it becomes something shown.
//!
//! [`Foreign`] has no `Display`: whoever wants it on a screen, in a log or in a message must go through
//! [`Foreign::shown`]. What comes out cannot move the cursor, change the direction of its neighbours, hide in
//! zero-width marks or pile up over other rows (P36).

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What stands where something invisible or dangerous stood.
const MARK: char = '\u{b7}';
/// Combining marks kept on one base character.
const MARKS_PER_BASE: usize = 3;

/// Text from outside: names, messages, notes, error bodies. Stored and sent unchanged.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Foreign(String);

impl Foreign {
    /// Wraps text as it came.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came, for storing, comparing and sending; never for showing.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// One line, safe to show: line ends and tabs become spaces.
    pub fn shown(&self) -> Shown {
        Shown(sanitise(&self.0, false))
    }

    /// Several lines, safe to show: line feeds stay.
    pub fn shown_lines(&self) -> Shown {
        Shown(sanitise(&self.0, true))
    }
}

impl fmt::Debug for Foreign {
    /// Escaped and shortened: a debug print must not carry control bytes or whole messages into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start: String = self.0.chars().take(24).collect();
        write!(f, "Foreign({start:?}, {} bytes)", self.0.len())
    }
}

impl From<&str> for Foreign {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Foreign {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Text that may reach a terminal. Made from [`Foreign`] only, or from words of our own.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shown(String);

impl Shown {
    /// Words of the program itself, known at compile time.
    pub fn own(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// The safe text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This text, or `other` when nothing visible is in it.
    #[must_use]
    pub fn or(self, other: &'static str) -> Self {
        if self.0.chars().all(|c| c.is_whitespace() || c == MARK) {
            Self::own(other)
        } else {
            self
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for Shown {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Columns that a text takes on a terminal. The one measure for all of the screen.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Cuts a text to `columns`, with `…` in the last one when something was cut. Never splits a character.
pub fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        let next = width(cluster);
        if used + next + 1 > columns {
            break;
        }
        kept.push_str(cluster);
        used += next;
    }
    if columns > 0 {
        kept.push('…');
    }
    kept
}

fn sanitise(text: &str, lines: bool) -> String {
    // Most are plain, and nothing in them hides or stacks.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        match cluster {
            "\n" | "\r\n" | "\r" if lines => out.push('\n'),
            "\n" | "\r\n" | "\r" | "\t" => out.push(' '),
            _ => sanitise_cluster(cluster, &mut out),
        }
    }
    out
}

/// A joiner or selector stays inside a known emoji sequence only; everywhere else it is marked.
fn sanitise_cluster(cluster: &str, out: &mut String) {
    let emoji = cluster.chars().any(is_pictographic);
    let mut marks = 0;
    let mut based = false;
    let mut flagged = false;
    for c in cluster.chars() {
        if is_combining(c) {
            marks += 1;
            if based && marks <= MARKS_PER_BASE {
                out.push(c);
            } else if !flagged {
                flagged = true;
                out.push(MARK);
            }
        } else if matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{fe0e}') && emoji && based {
            out.push(c);
        } else if is_hidden(c) {
            if !flagged {
                flagged = true;
                out.push(MARK);
            }
        } else {
            based = true;
            out.push(c);
        }
    }
}

/// Controls, formats, separators and other characters that draw nothing or steer their neighbours.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
            | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Marks that stack on the character before them.
fn is_combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c) && !matches!(c, '\u{fe00}'..='\u{fe0f}')
}

fn is_pictographic(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}'..='\u{3299}' | '\u{1f000}'..='\u{1faff}')
        && !matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        Foreign::from(text).shown().to_string()
    }

    #[test]
    fn plain_names_of_any_script_pass_unchanged() {
        for name in [
            "María Benítez",
            "O'Neill-Smith, Jr.",
            "王小明",
            "أحمد",
            "Nguyễn",
            "👩‍👩‍👧 Lee",
            "❤️",
        ] {
            assert_eq!(shown(name), name);
        }
    }

    #[test]
    fn nothing_that_steers_a_terminal_passes() {
        assert_eq!(shown("a\x1b[2Jb\u{9b}31m\u{7}"), "a·[2Jb·31m·");
        assert_eq!(shown("pay\u{202e}321\u{2066}"), "pay·321·");
        assert_eq!(shown("a\u{200b}b\u{feff}c"), "a·b·c");
        assert_eq!(shown("x\u{200d}y"), "x·y");
        assert_eq!(shown("two\nlines\tof"), "two lines of");
        assert_eq!(Foreign::from("two\r\nlines").shown_lines().as_str(), "two\nlines");
    }

    #[test]
    fn marks_do_not_pile_up() {
        let tower = format!("e{}", "\u{301}".repeat(40));
        assert_eq!(shown(&tower).chars().filter(|c| *c == '\u{301}').count(), 3);
        assert!(width(&shown(&tower)) <= 2);
    }

    #[test]
    fn an_empty_looking_name_gets_a_word() {
        assert_eq!(
            Foreign::from("\u{200b} \u{3164}").shown().or("no name").as_str(),
            "no name"
        );
        assert_eq!(Foreign::from("Ana").shown().or("no name").as_str(), "Ana");
    }

    #[test]
    fn clipping_counts_columns() {
        assert_eq!(clip("Maria Delgado", 8), "Maria D…");
        assert_eq!(clip("王小明王", 5), "王小…");
        assert_eq!(clip("abc", 3), "abc");
        assert_eq!(clip("abc", 0), "");
    }
}
