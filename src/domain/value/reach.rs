//! Phone numbers and e-mail addresses in the one form in which they are stored and compared.

/// A number as E.164. Ten digits, or eleven that begin with 1, are taken as North American (the account's country);
/// anything else needs its `+`. Fewer than 8 or more than 15 digits are no number that can be reached. The error is a
/// sentence without its end.
pub fn parse_phone(text: &str) -> Result<String, String> {
    let text = text.trim();
    let refuse = |why: &str| Err(format!("\"{text}\" {why}"));
    if text
        .chars()
        .any(|c| !(c.is_ascii_digit() || " -().+".contains(c)))
    {
        return refuse("is not a phone number; write one number like (909) 555-0142 or +44 20 7946 0018");
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match (text.starts_with('+'), digits.len()) {
        (true, 8..=15) => Ok(format!("+{digits}")),
        (false, 10) if !digits.starts_with(['0', '1']) => Ok(format!("+1{digits}")),
        (false, 11) if digits.starts_with('1') => Ok(format!("+{digits}")),
        _ => refuse("has the wrong number of digits for a phone number"),
    }
}

/// One address in small letters. The error is a sentence without its end.
pub fn parse_email(text: &str) -> Result<String, String> {
    let text = text.trim();
    let good = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.contains('@')
            && !host.starts_with('.')
            && !host.ends_with('.')
    }) && !text.chars().any(|c| c.is_whitespace() || ",;<>".contains(c));
    if good {
        Ok(text.to_lowercase())
    } else {
        Err(format!("\"{text}\" is not one e-mail address"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_form_however_it_is_written() {
        for text in ["+1 (909) 555-0100", "909.555.0100", " 9095550100 ", "19095550100"] {
            assert_eq!(parse_phone(text).as_deref(), Ok("+19095550100"), "{text}");
        }
        assert_eq!(parse_phone("+44 20 7946 0018").as_deref(), Ok("+442079460018"));
        for text in ["", "0100", "909555010", "call me", "0209460018", "9.09556E+09"] {
            assert!(parse_phone(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_is_one_address() {
        assert_eq!(parse_email(" Ana@Example.COM ").as_deref(), Ok("ana@example.com"));
        for text in ["ana", "ana@home", "a@b.co,c@d.co", "a b@c.de", "@c.de", "a@.de"] {
            assert!(parse_email(text).is_err(), "{text}");
        }
    }
}
