use proptest::prelude::*;
use ratatui::text::Line;

use super::render;
use super::stream::Stream;
use crate::tui::text::width;
use crate::tui::theme::Skin;

const ANSWER: &str = "\
# Saturday plan

Four buyers fit. **Two** said *Saturday* works, see [the list](https://example.com/list?id=1) and `ask first`.

| time | who | why |
| ---: | --- | --- |
| 9:15 | Tom Bauer | asked for Saturday, favourite |
| 10:15 | Dana Lee | viewed it **3 times** last night |

1. Open house first.
   - bring the key
   - park behind
2. Then ~~Palm~~ Ridge Ct.

- [x] called
- [ ] written

> Drive is 31 min
> in total.

```text
Hi Tom,
\tSaturday 9:15 works.

Jo
```
After the listing.
";

fn words(lines: &[Line<'_>]) -> String {
    let line = |line: &Line<'_>| {
        let text: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
        text.trim_end().to_owned()
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn shown(source: &str, columns: usize) -> String {
    words(&render(source, columns, &Skin::plain()))
}

#[test]
fn every_construct_is_laid_out() {
    insta::assert_snapshot!(shown(ANSWER, 60));
}

#[test]
fn a_narrow_pane_wraps_cells_and_then_tells_rows() {
    insta::assert_snapshot!(format!("{}\n=====\n{}", shown(ANSWER, 30), shown(ANSWER, 14)));
}

#[test]
fn a_listing_can_be_taken_out() {
    assert_eq!(
        super::listings(ANSWER),
        ["Hi Tom,\n\tSaturday 9:15 works.\n\nJo\n"]
    );
    assert!(super::listings("no `code` here").is_empty());
}

#[test]
fn a_listing_ends_with_the_text_too() {
    assert_eq!(shown("```\ncode\n```", 60), "│ code");
    assert_eq!(shown("```\ncode\n``", 60), "│ code\n│ ``");
    let mut stream = Stream::new(60);
    stream.show("```\ncode\n``", &Skin::plain());
    assert_eq!(stream.len(), 1, "the end of a listing does not flash");
}

#[test]
fn a_link_says_where_it_leads() {
    assert_eq!(
        shown("[your bank](https://evil.example/x)", 60),
        "your bank (evil.example)"
    );
    assert_eq!(shown("<https://good.example/x>", 60), "https://good.example/x");
}

#[test]
fn nothing_foreign_steers_the_terminal() {
    let source = "a&#27;[2Jb\u{202e}c \x1b]0;x\x07 `\x1b[1m`\n\n```\n\x1b[2J\r\n```\n\n| \x1b |\n|---|\n| \u{9b}31m |\n";
    let shown = shown(source, 60);
    let steers = |letter: char| letter.is_control() && letter != '\n' || letter == '\u{202e}';
    assert!(!shown.contains(steers), "{shown:?}");
    assert!(shown.contains("[2Jb"), "{shown:?}");
}

#[test]
fn a_table_comes_row_by_row_once_its_shape_is_known() {
    let skin = Skin::plain();
    let mut stream = Stream::new(60);
    let mut text = String::new();
    let mut seen = Vec::new();
    for part in [
        "| who ",
        "| why |\n",
        "|---|---|\n",
        "| Tom | as",
        "ked |\n",
        "| Da",
    ] {
        text.push_str(part);
        stream.show(&text, &skin);
        seen.push(stream.len());
    }
    assert_eq!(seen, [0, 0, 2, 2, 3, 3]);
}

#[test]
fn open_emphasis_is_shown_as_if_it_were_closed() {
    let skin = Skin::plain();
    let said = |text: &str| {
        let mut stream = Stream::new(60);
        stream.show(text, &skin);
        (0..stream.len())
            .filter_map(|at| stream.line(at))
            .map(|line| words(std::slice::from_ref(line)))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(said("a **bol"), "a bol");
    assert_eq!(said("a **"), "a");
    assert_eq!(said("a **bold*"), "a bold");
    assert_eq!(said("a `co"), "a co");
}

#[test]
fn deep_nesting_keeps_room_for_words() {
    let item = |depth| format!("{}- item {depth}", "  ".repeat(depth));
    let deep = (0..40).map(item).collect::<Vec<_>>().join("\n");
    for line in render(&deep, 40, &Skin::plain()) {
        assert!(line.width() <= 40, "{line:?}");
    }
    assert!(shown(&deep, 40).contains("item 39"));
}

proptest! {
    /// Whatever the pieces in which a text comes, it looks in the end as if it had come at once; lines above the open
    /// block never change, and nothing is wider than the pane.
    #[test]
    fn coming_in_pieces_changes_nothing(
        parts in prop::collection::vec(part(), 0..40),
        cuts in prop::collection::vec(1..9_usize, 1..20),
        columns in 8..80_usize,
    ) {
        let skin = Skin::plain();
        let text: String = parts.concat();
        let mut stream = Stream::new(columns);
        let (mut at, mut turn) = (0, 0);
        let mut before: Vec<Line<'static>> = Vec::new();
        while at < text.len() {
            at = (at + cuts[turn % cuts.len()]).min(text.len());
            turn += 1;
            while !text.is_char_boundary(at) { at += 1; }
            stream.show(&text[..at], &skin);
            let done: Vec<Line<'static>> = stream.done().to_vec();
            prop_assert!(done.starts_with(&before), "a finished line changed");
            before = done;
        }
        let whole = render(&text, columns, &skin);
        for line in &whole {
            let wide: usize = line.spans.iter().map(|span| width(&span.content)).sum();
            prop_assert!(wide <= columns.max(10), "{line:?}");
        }
        prop_assert_eq!(stream.into_lines(&text, &skin), whole);
    }
}

/// Pieces of Markdown and of nonsense.
fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{0,20}",
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("- item\n".to_owned()),
        Just("1. one\n".to_owned()),
        Just("  - inner\n".to_owned()),
        Just("```\n".to_owned()),
        Just("~~~rust\n".to_owned()),
        Just("| a | b |\n|---|---|\n| c | d |\n".to_owned()),
        Just("> said\n".to_owned()),
        Just("**bold** `code` ".to_owned()),
        Just("# Head\n".to_owned()),
        Just("王小明 👩‍👩‍👧 é ".to_owned()),
        "[|*`_>#\\-\\[\\]()!<&; \n]{1,6}",
    ]
}
