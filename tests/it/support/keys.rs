//! Keys as a person would name them, turned into what a terminal sends.

/// The bytes of `text`: plain characters as they are, named keys in angle brackets (`<enter>`, `<ctrl-k>`, `<alt-x>`,
/// `<lt>` for a `<`).
///
/// # Panics
/// On a name that no key has: a test with a typo must not pass for another reason.
pub fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        bytes.extend_from_slice(&rest.as_bytes()[..open]);
        let close = open
            + rest[open..]
                .find('>')
                .unwrap_or_else(|| panic!("`{text}` has a `<` without `>`"));
        bytes.extend(named(&rest[open + 1..close]));
        rest = &rest[close + 1..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

fn named(name: &str) -> Vec<u8> {
    if let Some(letter) = name.strip_prefix("ctrl-") {
        return vec![letter.bytes().next().unwrap_or_default() & 0x1f];
    }
    if let Some(key) = name.strip_prefix("alt-") {
        let key = if key.len() > 1 { named(key) } else { key.into() };
        return [b"\x1b", key.as_slice()].concat();
    }
    let sent: &[u8] = match name {
        "enter" => b"\r",
        "esc" => b"\x1b",
        "tab" => b"\t",
        "backtab" => b"\x1b[Z",
        "space" => b" ",
        "backspace" => b"\x7f",
        "delete" => b"\x1b[3~",
        "up" => b"\x1b[A",
        "down" => b"\x1b[B",
        "right" => b"\x1b[C",
        "left" => b"\x1b[D",
        "home" => b"\x1b[H",
        "end" => b"\x1b[F",
        "pageup" => b"\x1b[5~",
        "pagedown" => b"\x1b[6~",
        "lt" => b"<",
        _ => panic!("no key is called <{name}>"),
    };
    sent.to_vec()
}

/// `text` as a terminal pastes it into a program that asked for bracketed paste.
pub fn pasted(text: &str) -> Vec<u8> {
    [b"\x1b[200~", text.as_bytes(), b"\x1b[201~"].concat()
}

#[test]
fn named_keys_and_plain_text_mix() {
    assert_eq!(bytes("a<enter>b<ctrl-k><lt><up>"), b"a\rb\x0b<\x1b[A");
    assert_eq!(bytes("<alt-x><alt-enter>"), b"\x1bx\x1b\r");
}
