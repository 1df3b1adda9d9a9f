//! One address, and one that a message can go to (F63).

use serde_json::json;

use super::Rule;
use crate::domain::contact::Channel;
use crate::domain::gate::look::Look;

/// Shortest and longest number behind a `+` (E.164).
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

pub(super) const RULE: Rule = Rule {
    id: "address",
    look: |request, _| {
        let address = request.address.trim();
        let (missing, fault) = match request.channel {
            Channel::Email => ("e-mail address", mail_fault(address)),
            _ => ("phone number", number_fault(address)),
        };
        let name = &request.name;
        let inputs = json!({ "length": address.chars().count(), "fault": fault });
        match fault {
            _ if address.is_empty() => Look::refuse(
                format!("{name} has no {missing}; nothing was sent; write one down first"),
                inputs,
            ),
            Some(fault) => Look::refuse(
                format!("the {missing} of {name} {fault}; nothing was sent; correct it first"),
                inputs,
            ),
            None => Look::pass(inputs),
        }
    },
};

fn number_fault(text: &str) -> Option<&'static str> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.contains([',', ';', '/']) {
        return Some("is more than one number");
    }
    let national = match (text.starts_with('+'), digits.len()) {
        (_, 11) => digits.strip_prefix('1'),
        (false, 10) => Some(digits.as_str()),
        (true, _) if DIGITS.contains(&digits.len()) && !digits.starts_with('1') => return None,
        _ => return Some("has the wrong number of digits"),
    };
    // 900 numbers cost whoever calls them; 911 and its kin are no area codes.
    match national.map(str::as_bytes) {
        Some([b'9', b'0', b'0', ..]) => Some("is a premium number"),
        Some([_, b'1', b'1', ..] | [b'0' | b'1', ..]) => Some("is no number that can be reached"),
        Some(_) => None,
        None => Some("has the wrong number of digits"),
    }
}

fn mail_fault(text: &str) -> Option<&'static str> {
    if text.contains([',', ';', ' ']) {
        return Some("is more than one address");
    }
    match text.split_once('@') {
        Some((name, host)) if !name.is_empty() && host.contains('.') && !host.contains('@') => None,
        _ => Some("is not one"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_nobody_should_write_to_are_named() {
        for good in ["+19095550142", "(909) 555-0142", "+442079460018", "19095550142"] {
            assert_eq!(number_fault(good), None, "{good}");
        }
        for bad in [
            "911",
            "+19005550142",
            "+19115550142",
            "909555014",
            "+19095550142, +19095550143",
            "+1909",
        ] {
            assert!(number_fault(bad).is_some(), "{bad}");
        }
        assert_eq!(mail_fault("a@b.co"), None);
        for bad in ["a", "a@b", "a@b.co, c@d.co", "@b.co"] {
            assert!(mail_fault(bad).is_some(), "{bad}");
        }
    }
}
