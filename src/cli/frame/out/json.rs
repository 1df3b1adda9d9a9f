//! JSON whose text is safe on a terminal and still the same text to a program.

use std::io;

use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

use crate::domain::value::Foreign;

/// The document on one line, with every character that draws nothing or steers a terminal written as `\uXXXX`.
pub fn text(value: &Value) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Escaping);
    // Writing a value into memory cannot fail: its keys are strings and its numbers are finite.
    let _ = value.serialize(&mut serializer);
    String::from_utf8(bytes).unwrap_or_default()
}

/// The compact form, with its texts escaped further.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if fragment.is_ascii() && !fragment.contains('\u{7f}') {
            return writer.write_all(fragment.as_bytes());
        }
        for c in fragment.chars() {
            let mut buffer = [0; 4];
            let text: &str = c.encode_utf8(&mut buffer);
            if Foreign::from(text).shown().as_str() == text {
                writer.write_all(text.as_bytes())?;
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal_and_nothing_is_lost() {
        let value = serde_json::json!({
            "name": "a\u{1b}[2J\u{9b}31m\u{202e}x\u{200b}\u{7f}", "plain": "María \u{738b} \u{1f469}\u{200d}\u{1f467} \"q\"",
        });
        let text = text(&value);
        assert!(text.chars().all(|c| !c.is_control()), "{text:?}");
        assert!(
            !text.contains(['\u{202e}', '\u{200b}']) && text.contains("María \u{738b}"),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
