//! Separates a Rust source into code, string literals and comments, keeping every character where it was.
//!
//! Not a parser: it knows just enough of the language that no rule mistakes a comment or a message for code.

/// One source text, taken apart.
#[derive(Debug)]
pub struct Lexed {
    /// The text with comments and the insides of literals blanked; same length, same lines.
    pub code: Vec<u8>,
    /// Each string literal with the byte at which its inside begins.
    pub strings: Vec<(usize, String)>,
}

/// Takes `text` apart. Unterminated literals and comments run to the end of the text.
pub fn lex(text: &str) -> Lexed {
    let source = text.as_bytes();
    let mut out = Lexed {
        code: source.to_vec(),
        strings: Vec::new(),
    };
    let mut at = 0;
    while at < source.len() {
        at = match source[at] {
            b'/' if next_is(source, at, b'/') => blank(&mut out.code, at, end_of_line(source, at)),
            b'/' if next_is(source, at, b'*') => blank(&mut out.code, at, end_of_block_comment(source, at)),
            b'"' => plain_string(&mut out, text, at),
            b'r' if starts_word(source, at) => raw_string(&mut out, text, at).unwrap_or(at + 1),
            b'b' | b'c' if starts_word(source, at) && next_is(source, at, b'r') => {
                raw_string(&mut out, text, at + 1).unwrap_or(at + 1)
            }
            b'\'' => character(&mut out.code, source, at),
            _ => at + 1,
        };
    }
    out
}

fn next_is(source: &[u8], at: usize, wanted: u8) -> bool {
    source.get(at + 1) == Some(&wanted)
}

fn starts_word(source: &[u8], at: usize) -> bool {
    at == 0 || !is_word(source[at - 1])
}

/// Whether `byte` may stand inside an identifier. Bytes of non-ASCII letters count.
pub fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn blank(code: &mut [u8], from: usize, to: usize) -> usize {
    for byte in &mut code[from..to] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
    to
}

fn end_of_line(source: &[u8], at: usize) -> usize {
    source[at..]
        .iter()
        .position(|b| *b == b'\n')
        .map_or(source.len(), |n| at + n)
}

fn end_of_block_comment(source: &[u8], at: usize) -> usize {
    let mut depth = 0_usize;
    let mut here = at;
    while here + 1 < source.len() {
        match &source[here..here + 2] {
            b"/*" => (depth, here) = (depth + 1, here + 2),
            b"*/" => (depth, here) = (depth - 1, here + 2),
            _ => here += 1,
        }
        if depth == 0 {
            return here;
        }
    }
    source.len()
}

fn plain_string(out: &mut Lexed, text: &str, quote: usize) -> usize {
    let source = text.as_bytes();
    let mut end = quote + 1;
    while end < source.len() && source[end] != b'"' {
        end += if source[end] == b'\\' { 2 } else { 1 };
    }
    let end = end.min(source.len());
    out.strings
        .push((quote + 1, text.get(quote + 1..end).unwrap_or_default().to_owned()));
    blank(&mut out.code, quote + 1, end);
    (end + 1).min(source.len())
}

/// `r"…"`, `r#"…"#` and so on, `at` being the `r`; `None` if no raw string begins here.
fn raw_string(out: &mut Lexed, text: &str, at: usize) -> Option<usize> {
    let source = text.as_bytes();
    let hashes = source[at + 1..].iter().take_while(|b| **b == b'#').count();
    let inside = at + 1 + hashes + 1;
    if source.get(inside - 1) != Some(&b'"') {
        return None;
    }
    let closing = format!("\"{}", "#".repeat(hashes));
    let end = text
        .get(inside..)?
        .find(&closing)
        .map_or(source.len(), |n| inside + n);
    out.strings.push((inside, text[inside..end].to_owned()));
    blank(&mut out.code, inside, end);
    Some((end + closing.len()).min(source.len()))
}

/// A character literal is blanked; a lifetime is left alone.
fn character(code: &mut [u8], source: &[u8], at: usize) -> usize {
    let escaped = next_is(source, at, b'\\');
    let longest = if escaped { 12 } else { 5 };
    let first = if escaped { at + 3 } else { at + 2 };
    let close = (first..(at + longest).min(source.len())).find(|here| source[*here] == b'\'');
    match close {
        // `'a'` is a character, `<'a, 'b>` is two lifetimes: a plain character is one character long.
        Some(close) if escaped || std::str::from_utf8(&source[at + 1..close]).is_ok_and(one_character) => {
            blank(code, at + 1, close);
            close + 1
        }
        _ => at + 1,
    }
}

fn one_character(inside: &str) -> bool {
    inside.chars().count() == 1
}

#[test]
fn comments_and_literals_are_not_code() {
    let text = concat!(
        "let a = \"x // y\"; // crate::store\n",
        "/* one /* two */ crate::tui */ let b = r#\"say \"hi\" \"#;\n",
        "let c = '\"'; let d: &'static str = \"\\\"q\"; let e = b'\\''; let f = b\"z\"; fn g<'a, 'b>() {}\n",
    );
    let lexed = lex(text);
    let code = String::from_utf8(lexed.code).unwrap();
    assert_eq!(code.len(), text.len());
    assert!(!code.contains("crate"), "{code}");
    assert!(code.contains("fn g<'a, 'b>() {}"), "{code}");
    let strings: Vec<_> = lexed.strings.iter().map(|(_, s)| s.as_str()).collect();
    assert_eq!(strings, ["x // y", "say \"hi\" ", "\\\"q", "z"]);
}
