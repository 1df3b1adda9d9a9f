//! E-mail addresses in the one form in which they are stored and compared.

/// Bytes of an address, of what stands before its `@`, and of a part of its host, at most (RFC 5321, 4.5.3.1; RFC 1035).
const ADDRESS: usize = 254;
const LOCAL: usize = 64;
const LABEL: usize = 63;
/// Signs beside letters and digits that may stand before the `@` without quotes (RFC 5322, 3.2.3).
const SIGNS: &str = "!#$%&'*+-/=?^_`{|}~";

/// One address in small letters, as mail is really sent to: quoted names, comments and addresses of machines, which
/// the old rules know as well, are refused. The error is a sentence without its end.
pub fn parse_email(text: &str) -> Result<String, String> {
    let text = text.trim().trim_matches(['\u{feff}', '\u{200b}']);
    let good = text.len() <= ADDRESS
        && text
            .split_once('@')
            .is_some_and(|(local, host)| is_local(local) && is_host(host));
    if good {
        Ok(text.to_lowercase())
    } else {
        Err(format!("\"{text}\" is not one e-mail address"))
    }
}

fn is_local(local: &str) -> bool {
    let is_atom = |atom: &str| {
        let fits = |letter: char| is_letter(letter) || SIGNS.contains(letter);
        !atom.is_empty() && atom.chars().all(fits)
    };
    local.len() <= LOCAL && local.split('.').all(is_atom)
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LABEL).contains(&label.len())
            && label.chars().all(|letter| is_letter(letter) || letter == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // The last part of a host never begins with a digit; what does is the number of a machine.
    let named = |last: &str| !last.starts_with(|letter: char| letter.is_ascii_digit());
    host.split('.').all(is_label) && host.rsplit_once('.').is_some_and(|(_, last)| named(last))
}

/// Letters of other scripts are letters of addresses as well (RFC 6531).
fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_address() {
        for (text, wanted) in [
            (" Ana@Example.COM ", "ana@example.com"),
            (
                "ana.o'neill+homes@mail.example.co.uk",
                "ana.o'neill+homes@mail.example.co.uk",
            ),
            ("josé@correo.example", "josé@correo.example"),
            ("ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example"),
            ("ana@दुकान.भारत", "ana@दुकान.भारत"),
        ] {
            assert_eq!(parse_email(text).as_deref(), Ok(wanted), "{text}");
        }
        let long = format!("{}@b.co", "a".repeat(65));
        for text in [
            "ana",
            "ana@home",
            "a@b.co,c@d.co",
            "a b@c.de",
            "@c.de",
            "a@.de",
            "a@b..de",
            "a@b.de.",
            ".a@b.de",
            "a.@b.de",
            "a..b@c.de",
            "a@-b.de",
            "a@b-.de",
            "a@b.123",
            "a@[127.0.0.1]",
            "\"a b\"@c.de",
            "(home)a@b.de",
            "a@b@c.de",
            "a@b_c.de",
            "a\u{7}@b.de",
            &long,
        ] {
            assert!(parse_email(text).is_err(), "{text}");
        }
    }
}
