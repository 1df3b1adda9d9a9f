//! Words that are used again and again, with blanks: `Hi {first_name}, does {slot_1} or {slot_2} work?`. A blank that nobody
//! filled in stays in its braces, and the gate holds a message that has one.

use std::ops::Range;

/// Fills in what is known; the others stay.
pub fn fill(text: &str, known: &[(&str, &str)]) -> String {
    let mut filled = text.to_owned();
    for (name, value) in known.iter().filter(|(_, value)| !value.trim().is_empty()) {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    filled
}

/// The blanks that are left: where they stand, braces included, in bytes.
pub fn blanks(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| from + at) {
        let inside = &text[open + 1..];
        let end = inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        match end {
            Some(end) if end > 0 && inside[end..].starts_with('}') => {
                from = open + 1 + end + 1;
                found.push(open..from);
            }
            _ => from = open + 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_filled_in_and_the_rest_stays_a_blank() {
        let text = "Hi {first_name}, it is {agent_name}. Does {slot_1} work? {price}";
        let filled = fill(text, &[("first_name", "Ana"), ("agent_name", "")]);
        assert_eq!(filled, "Hi Ana, it is {agent_name}. Does {slot_1} work? {price}");
        let left: Vec<&str> = blanks(&filled).into_iter().map(|at| &filled[at]).collect();
        assert_eq!(left, ["{agent_name}", "{slot_1}", "{price}"]);
    }

    #[test]
    fn braces_that_are_no_blank_are_left_alone() {
        for text in ["{}", "{ a }", "{a", "a}", "{é}", "{{", ""] {
            assert!(blanks(text).is_empty(), "{text}");
        }
        assert_eq!(blanks("{{a}}").len(), 1);
    }
}
