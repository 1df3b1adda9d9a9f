//! The new text of a message: what the person wrote now, without what they quote, forward or always sign with.

use super::super::contact::Channel;

/// Starts of lines after which a mail only repeats what was said before.
const QUOTED: &[&str] = &[
    "-----original message",
    "----- original message",
    "---------- forwarded message",
    "begin forwarded message",
    "________________________________",
    "-----mensaje original",
    "---------- mensaje reenviado",
    "*from:*",
];

/// Starts of lines that programs add below what the person wrote.
const SIGNED: &[&str] = &[
    "sent from my",
    "sent via",
    "get outlook for",
    "sent from yahoo",
    "sent from outlook",
    "enviado desde mi",
    "obtener outlook",
    "sent with",
];

/// How a telephone tells of a heart on a message: the words are ours.
const REACTIONS: &[&str] = &[
    "liked",
    "loved",
    "disliked",
    "laughed at",
    "emphasized",
    "emphasised",
    "questioned",
    "reacted to",
    "removed a like from",
    "removed a heart from",
    "le gusto",
    "le encanto",
    "le gustó",
    "le encantó",
];

/// What the person wrote. Quotes and signatures are looked for in mail only; reactions on the other channels.
pub(super) fn fresh(text: &str, channel: Channel) -> String {
    if channel != Channel::Email {
        return if is_reaction(text) {
            String::new()
        } else {
            text.to_owned()
        };
    }
    let plain = if looks_like_html(text) {
        without_tags(text)
    } else {
        text.to_owned()
    };
    let lines: Vec<&str> = plain.lines().collect();
    let kept: Vec<&str> = lines
        .iter()
        .enumerate()
        .take_while(|(number, line)| !ends_the_new(line, lines.get(number + 1).copied().unwrap_or_default()))
        .map(|(_, line)| *line)
        .filter(|line| !line.trim_start().starts_with('>'))
        .collect();
    kept.join("\n")
}

/// `Loved “…”`: a reaction and then nothing but a quotation.
fn is_reaction(text: &str) -> bool {
    let text = text
        .trim()
        .trim_start_matches(['\u{200b}', '\u{200a}', '\u{feff}']);
    let small = text.to_lowercase();
    let quoted = |rest: &str| rest.trim_start().starts_with(['"', '\u{201c}', '\u{ab}']);
    REACTIONS
        .iter()
        .any(|word| small.strip_prefix(word).is_some_and(quoted))
        || (small.starts_with("reacted ") && small.contains(" to \u{201c}"))
}

/// Whether this line begins a quotation or a signature; `next` tells a wrapped `On … wrote:`.
fn ends_the_new(line: &str, next: &str) -> bool {
    let line = line.trim_end();
    if line == "--" || line == "\u{2014}" {
        return true;
    }
    let small = line.trim_start().to_lowercase();
    let next = next.trim().to_lowercase();
    let wrote =
        |text: &str| text.ends_with("wrote:") || text.ends_with("escribió:") || text.ends_with("escribio:");
    let said = (small.starts_with("on ") || small.starts_with("el ")) && (wrote(&small) || wrote(&next));
    let header = (small.starts_with("from:") || small.starts_with("de:"))
        && ["sent:", "date:", "to:", "enviado:", "fecha:", "para:"]
            .iter()
            .any(|word| next.starts_with(word));
    said || header || QUOTED.iter().chain(SIGNED).any(|start| small.starts_with(start))
}

fn looks_like_html(text: &str) -> bool {
    let small = text.to_lowercase();
    [
        "<div",
        "<p>",
        "<p ",
        "<br",
        "<html",
        "<body",
        "<span",
        "<blockquote",
        "</",
    ]
    .iter()
    .any(|tag| small.contains(tag))
}

/// Tags that end a line.
const BLOCKS: &[&str] = &[
    "br", "p", "div", "tr", "li", "table", "h1", "h2", "h3", "ul", "ol", "hr",
];

/// The text of an HTML mail up to the first quotation in it.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tagged)) = rest.split_once('<') {
        out.push_str(before);
        let Some((tag, after)) = tagged.split_once('>') else {
            rest = "";
            break;
        };
        let small = tag.to_lowercase();
        let name = small
            .trim_start_matches('/')
            .split([' ', '/', '\n'])
            .next()
            .unwrap_or_default();
        if name == "blockquote" || small.contains("gmail_quote") || small.contains("divrplyfwdmsg") {
            rest = "";
            break;
        }
        rest = if matches!(name, "style" | "script" | "head" | "title") && !small.starts_with('/') {
            skip(after, name)
        } else {
            after
        };
        out.push_str(if BLOCKS.contains(&name) { "\n" } else { "" });
    }
    out.push_str(rest);
    for (entity, letter) in [
        ("&nbsp;", " "),
        ("&#39;", "'"),
        ("&rsquo;", "'"),
        ("&apos;", "'"),
        ("&quot;", "\""),
        ("&#160;", " "),
        ("&gt;", ">"),
        ("&lt;", "<"),
        ("&amp;", "&"),
    ] {
        out = out.replace(entity, letter);
    }
    out
}

/// What follows the end of an element whose inside is not text.
fn skip<'a>(text: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    // Upper-case HTML keeps its byte positions only in ASCII; that is all a tag is made of.
    match text.to_ascii_lowercase().find(&end) {
        Some(at) => &text[at..],
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(text: &str) -> String {
        fresh(text, Channel::Email)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn quotes_forwards_and_signatures_are_left_out() {
        assert_eq!(
            mail("Sounds good\n\nOn Tue, May 5, 2026 at 9:00 AM Ana <a@b.c> wrote:\n> STOP"),
            "Sounds good"
        );
        assert_eq!(
            mail("Yes\nOn Tue, May 5, 2026 at 9:00 AM Ana\n<a@b.c> wrote:\nstop"),
            "Yes"
        );
        assert_eq!(mail("Ok\n-- \nJohn\nReply STOP to unsubscribe"), "Ok");
        assert_eq!(mail("Ok\nFrom: Ana\nSent: Monday\nunsubscribe me"), "Ok");
        assert_eq!(mail("> stop texting me\nno, go on"), "no, go on");
        assert_eq!(mail("Stop\n\nSent from my iPhone"), "Stop");
        assert_eq!(
            mail("Gracias\nEl lun, 4 may 2026 a las 9:00, Ana escribió:\n> baja"),
            "Gracias"
        );
    }

    #[test]
    fn html_becomes_text() {
        assert_eq!(
            mail("<div>Please&nbsp;<b>stop</b></div><blockquote>more</blockquote>"),
            "Please stop"
        );
        assert_eq!(
            mail("<head><style>p{}</style></head><p>don&#39;t</p>x <"),
            "don't x"
        );
        assert_eq!(mail("<div>Hi</div><div class=\"gmail_quote\">stop</div>"), "Hi");
    }

    #[test]
    fn a_heart_on_our_message_is_not_a_message() {
        assert_eq!(fresh("Loved “Reply STOP to opt out”", Channel::Sms), "");
        assert_eq!(fresh("Loved the house", Channel::Sms), "Loved the house");
    }
}
