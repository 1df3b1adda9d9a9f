//! Mail as plain text: tags go, blocks become lines. Nothing is fetched, no link is followed.

/// What a mail says, as plain text. Text without markup comes back as it is.
pub fn plain(body: &str) -> String {
    if !looks_like_markup(body) {
        return body.to_owned();
    }
    let mut out = String::with_capacity(body.len() / 2);
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        let (text, tagged) = rest.split_at(at);
        push_text(&mut out, text);
        let Some(end) = tagged.find('>') else {
            rest = "";
            break;
        };
        let tag = tagged.get(1..end).unwrap_or_default();
        rest = tagged.get(end + 1..).unwrap_or_default();
        let name = tag_name(tag);
        if !tag.starts_with('/') && matches!(name.as_str(), "style" | "script" | "head" | "title") {
            // What stands between these is not for reading.
            let close = format!("</{name}");
            rest = find_ignoring_case(rest, &close)
                .and_then(|at| rest.get(at..))
                .unwrap_or_default();
        } else if matches!(
            name.as_str(),
            "br" | "p" | "div" | "tr" | "li" | "h1" | "h2" | "h3" | "table"
        ) {
            newline(&mut out);
        }
    }
    push_text(&mut out, rest);
    out.trim().to_owned()
}

fn looks_like_markup(body: &str) -> bool {
    [
        "<html", "<div", "<p", "<br", "<table", "<body", "<span", "<style", "<head", "<a ",
    ]
    .iter()
    .any(|tag| find_ignoring_case(body, tag).is_some())
}

/// Byte search that ignores the case of ASCII letters; never lands inside a character because `what` is ASCII.
fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    text.as_bytes()
        .windows(what.len())
        .position(|window| window.eq_ignore_ascii_case(what.as_bytes()))
}

fn tag_name(tag: &str) -> String {
    let tag = tag.trim_start_matches('/');
    tag.chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase()
}

fn newline(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

/// Runs of blanks become one; entities become what they stand for.
fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if letter == '&'
            && let Some((decoded, length)) = entity(rest)
        {
            out.push(decoded);
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        if letter.is_whitespace() {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else {
            out.push(letter);
        }
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
    }
}

/// The character an entity at the start of `text` stands for, and the entity's length in bytes.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(10).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let letter = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((letter, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_reads_as_text() {
        let mail = "<html><head><title>x</title><STYLE>p{color:red}</STYLE></head><body><p>Hi&nbsp;Jo,</p>\
                    <div>can we <b>see</b> it &amp; talk?<br>Tom</div></body></html>";
        assert_eq!(plain(mail), "Hi Jo,\n\ncan we see it & talk?\nTom");
        assert_eq!(plain("a < b and c > d"), "a < b and c > d");
        assert_eq!(plain("plain\ntext"), "plain\ntext");
    }

    #[test]
    fn broken_markup_ends_quietly() {
        assert_eq!(plain("<div>cut <b"), "cut");
        assert_eq!(
            plain("<p>&#xZZ; &#128512; &unknown; é</p>"),
            "&#xZZ; 😀 &unknown; é"
        );
        assert_eq!(plain("<style>never closed"), "");
    }
}
