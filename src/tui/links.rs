//! Web addresses on the screen become links of the terminal (OSC 8), where it has them.
//!
//! Works on the finished frame: whatever a pane has drawn is already safe to show, and what can be clicked is exactly what
//! can be read. An address that may go on elsewhere (cut, covered, wrapped) is none: a wrong link is worse than no link.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption};

/// What an address begins with.
const SCHEMES: [&str; 2] = ["https://", "http://"];
/// The longest address that becomes a link.
const LONGEST: usize = 300;
/// Cells between an address and the end of its column that a wrapped one can leave free.
const MARGIN: usize = 3;
/// The line between two columns, in all sets of signs.
const RULES: [&str; 4] = ["│", "|", "┃", "▌"];

/// Makes links of all addresses in a frame.
pub fn mark(buf: &mut Buffer) {
    let width = usize::from(buf.area.width);
    if width == 0 {
        return;
    }
    for row in buf.content.chunks_mut(width) {
        let line: Vec<u8> = row.iter().map(|cell| sign(cell.symbol())).collect();
        let mut from = 0;
        while let Some((start, end)) = next(&line, from) {
            from = end;
            let closed = row
                .get(end..end + MARGIN)
                .is_some_and(|behind| behind.iter().all(|cell| !RULES.contains(&cell.symbol())));
            let cut = row
                .get(end)
                .is_some_and(|cell| matches!(cell.symbol(), "…" | "~"));
            if !closed || cut {
                continue;
            }
            let address = String::from_utf8_lossy(line.get(start..end).unwrap_or_default()).into_owned();
            for cell in row.get_mut(start..end).into_iter().flatten() {
                let linked = format!("\x1b]8;;{address}\x1b\\{}\x1b]8;;\x1b\\", cell.symbol());
                cell.set_symbol(&linked)
                    .set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::MIN));
            }
        }
    }
}

/// A cell as one byte of an address; anything else is a blank.
fn sign(symbol: &str) -> u8 {
    match symbol.as_bytes() {
        [byte] if byte.is_ascii_graphic() && !b"\"<>`{}|\\^".contains(byte) => *byte,
        _ => b' ',
    }
}

/// The next whole address in a row: its first cell, and the cell behind its last.
fn next(line: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        let rest = line.get(at..)?;
        let found = SCHEMES
            .iter()
            .filter_map(|scheme| Some((memchr::memmem::find(rest, scheme.as_bytes())?, scheme.len())))
            .min()?;
        let (start, scheme) = (at + found.0, found.1);
        let length = line
            .get(start..)?
            .iter()
            .position(|byte| *byte == b' ')
            .unwrap_or(line.len() - start);
        let whole = line.get(start..start + length)?;
        let end = whole
            .iter()
            .rposition(|byte| !b".,;:!?)]'*_".contains(byte))
            .map_or(start, |last| start + last + 1);
        let host = line.get(start + scheme..end).unwrap_or_default();
        let host = host.split(|byte| *byte == b'/').next().unwrap_or_default();
        // A name before an @ looks like the host and is not.
        let is_whole = host.contains(&b'.') && !host.contains(&b'@') && end - start <= LONGEST;
        let begins = start == 0
            || line
                .get(start - 1)
                .is_some_and(|byte| !byte.is_ascii_alphanumeric());
        if is_whole && begins {
            return Some((start, end));
        }
        at = start + scheme;
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;

    fn links(line: &str) -> Vec<String> {
        let mut buf = Buffer::with_lines([line]);
        mark(&mut buf);
        let mut all: Vec<String> = Vec::new();
        for cell in &buf.content {
            if let Some(rest) = cell.symbol().strip_prefix("\x1b]8;;") {
                let (address, _) = rest.split_once("\x1b\\").unwrap();
                if all.last().map(String::as_str) != Some(address) {
                    all.push(address.to_owned());
                }
            }
        }
        all
    }

    #[test]
    fn a_whole_address_is_a_link_and_nothing_else_is() {
        for (line, linked) in [
            (
                "see https://example.com/88-banyan. It is nice    ",
                &["https://example.com/88-banyan"][..],
            ),
            (
                "(http://example.com) and https://b.example.com/x?y=1&z=2 end",
                &["http://example.com", "https://b.example.com/x?y=1&z=2"],
            ),
            (
                "no link: example.com, mailto:x@example.com, https://nodots   ",
                &[],
            ),
            (
                "a name that looks like a host https://bank.com@evil.example   ",
                &[],
            ),
            ("xhttps://example.com/glued to a word   ", &[]),
            ("cut https://example.com/very-lo…     ", &[]),
            ("wrapped at the edge https://example.com/very", &[]),
            ("wrapped at a line https://example.com/very │ next column", &[]),
            ("covered https://example.com/ve│ over it     │", &[]),
        ] {
            assert_eq!(links(line), linked, "{line}");
        }
    }

    #[test]
    fn the_picture_stays_the_same_and_only_changes_are_drawn() {
        let line = "see https://example.com/x today   ";
        let mut marked = Buffer::with_lines([line]);
        mark(&mut marked);
        let again = marked.clone();
        assert!(marked.diff(&again).is_empty());
        let empty = Buffer::empty(Rect::new(0, 0, marked.area.width, 1));
        let drawn: String = empty
            .diff(&marked)
            .into_iter()
            .map(|(_, _, cell)| cell.symbol().to_owned())
            .collect();
        let mut plain = String::new();
        let mut rest = drawn.as_str();
        while let Some((before, behind)) = rest.split_once("\x1b]8;;") {
            plain.push_str(before);
            rest = behind.split_once("\x1b\\").unwrap().1;
        }
        plain.push_str(rest);
        assert_eq!(plain.replace(' ', ""), line.replace(' ', ""));
    }
}
