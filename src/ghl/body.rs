//! The body of an answer: cut at our limits, known to be JSON and not a sign-in page, and taken apart without copying.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::error::Kind;

/// Bytes of one answer after decompression. Our own number, against answers that swell (F32).
pub(super) const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Nested lists and objects in one answer. Our own number (F32).
const DEEPEST: usize = 64;

/// A body that may be parsed.
#[derive(Debug)]
pub(super) struct Body {
    text: String,
}

/// The members of the outermost object.
pub(super) type Members<'a> = HashMap<String, &'a RawValue>;

impl Body {
    /// Accepts the bytes of a 2xx answer. Nothing at all is accepted too: some calls answer with nothing.
    pub fn accept(bytes: Vec<u8>) -> Result<Self, Kind> {
        if is_html(&bytes) {
            return Err(Kind::Intercepted);
        }
        if deeper_than(&bytes, DEEPEST) {
            return Err(Kind::TooLarge {
                why: "nested deeper than 64 levels",
            });
        }
        // A stray byte in one name must not cost the page.
        let text =
            String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
        Ok(Self { text })
    }

    /// The outermost object's members. An answer without an object is a failure, never "nothing there".
    pub fn members(&self) -> Result<Members<'_>, Kind> {
        let text = self.text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Err(unreadable("it is empty"));
        }
        serde_json::from_str(text).map_err(|fault| unreadable(&reason(&fault)))
    }

    /// The CRM's number for this exchange, for the log.
    pub fn trace(&self) -> Option<String> {
        value(&self.members().ok()?, "traceId")
    }

    /// The whole body, for answers that are one record.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// The list called `name`; a missing one is a failure (a short answer must never look like "all deleted").
pub(super) fn list<'a>(members: &Members<'a>, name: &str) -> Result<Vec<&'a RawValue>, Kind> {
    let raw = members
        .get(name)
        .ok_or_else(|| unreadable(&format!("it has no {name}")))?;
    serde_json::from_str(raw.get()).map_err(|_| unreadable(&format!("{name} is not a list")))
}

/// A member as a plain value, if it is there and has that type.
pub(super) fn value<'a, T: serde::Deserialize<'a>>(members: &Members<'a>, name: &str) -> Option<T> {
    members
        .get(name)
        .and_then(|raw| serde_json::from_str(raw.get()).ok())
}

/// A count the CRM gave, in whatever number form.
pub(super) fn count(members: &Members<'_>, name: &str) -> Option<u64> {
    value::<f64>(members, name)
        .filter(|n| (0.0..1e15).contains(n))
        .map(|n| n as u64)
}

pub(super) fn unreadable(why: &str) -> Kind {
    Kind::Unreadable { why: why.to_owned() }
}

/// Where the JSON breaks, without quoting any of it.
fn reason(fault: &serde_json::Error) -> String {
    use serde_json::error::Category;
    match fault.classify() {
        Category::Eof => format!(
            "it ends in the middle, at line {} column {}",
            fault.line(),
            fault.column()
        ),
        Category::Syntax => format!(
            "it is not JSON at line {} column {}",
            fault.line(),
            fault.column()
        ),
        Category::Data | Category::Io => "it is not a JSON object".to_owned(),
    }
}

/// Whether the text begins like a web page.
pub(super) fn is_html(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf))
        == Some(&b'<')
}

/// Whether lists and objects nest deeper than `limit`. One look at each byte; text inside quotes does not count.
fn deeper_than(bytes: &[u8], limit: usize) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                depth += 1;
                if depth > limit {
                    return true;
                }
            }
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_brackets_outside_quotes() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(!deeper_than(nested(64).as_bytes(), 64));
        assert!(deeper_than(nested(65).as_bytes(), 64));
        assert!(deeper_than("[".repeat(100_000).as_bytes(), 64));
        let quoted = format!(r#"{{"a":"\"{}\\"}}"#, "[".repeat(100));
        assert!(!deeper_than(quoted.as_bytes(), 64));
    }

    #[test]
    fn anything_but_an_object_is_a_failure() {
        for text in ["", "null", "[]", "7", "\"x\"", "{\"a\":1", "nonsense"] {
            let body = Body::accept(text.as_bytes().to_vec()).unwrap();
            assert!(matches!(body.members(), Err(Kind::Unreadable { .. })), "{text}");
        }
        assert!(matches!(
            Body::accept(b"\n <html>".to_vec()),
            Err(Kind::Intercepted)
        ));
        let body = Body::accept("\u{feff}{\"contacts\":null,\"total\":2.0}".as_bytes().to_vec()).unwrap();
        let members = body.members().unwrap();
        assert!(list(&members, "contacts").is_err() && list(&members, "notes").is_err());
        assert_eq!(count(&members, "total"), Some(2));
    }
}
