//! A person's own automations, one a line, and below them what the one under the cursor is.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Automations;
use super::figures::{checks, figures, put, sections, state};
use crate::domain::automation::Switch;
use crate::engine::library::{Book, State, What};
use crate::tui::pane::Look;
use crate::tui::text::{Side, count, grouped, wrap};
use crate::tui::widgets::columns::{self, Column};
use crate::tui::widgets::draw;

const fn column(title: &'static str, least: u16, grow: u16, side: Side, rank: u8) -> Column {
    Column {
        title,
        least,
        grow,
        side,
        rank,
    }
}

const COLUMNS: &[Column] = &[
    column("NAME", 22, 2, Side::Left, 0),
    column("STATE", 8, 0, Side::Left, 0),
    column("VER", 4, 0, Side::Right, 0),
    column("STEPS", 5, 0, Side::Right, 3),
    column("IN NOW", 6, 0, Side::Right, 0),
    column("7D", 4, 0, Side::Right, 1),
    column("NEXT", 9, 0, Side::Left, 1),
    column("CHECKS", 16, 1, Side::Left, 0),
    column("DRY RUN, 12 MONTHS", 26, 1, Side::Left, 2),
];

/// From this width on, what is below stands in two halves.
const WIDE: u16 = 100;

pub(super) fn draw(tab: &Automations, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    if tab.shelf.is_none() {
        draw::text(buf, area, 1, 0, "reading", styles.dim);
        return;
    }
    let own = tab.own();
    if own.is_empty() {
        nothing(buf, area, look);
        return;
    }
    let of = |state| {
        let off = own.iter().filter(|book| tab.line(&book.id).is_none());
        off.filter(|book| book.state == state).count()
    };
    let on = |wanted| {
        let lines = own.iter().filter_map(|book| tab.line(&book.id));
        lines.filter(|line| line.state == wanted).count()
    };
    let switched = [Switch::On, Switch::Paused].map(|switch| (switch.word(), on(switch)));
    let counts = [State::Draft, State::Blocked, State::Broken].map(|state| (state.word(), of(state)));
    let counts = switched
        .into_iter()
        .chain(counts)
        .filter(|(_, many)| *many > 0)
        .map(|(word, many)| format!("{word} {many}"));
    draw::text(
        buf,
        area,
        1,
        0,
        &counts.collect::<Vec<_>>().join(" \u{b7} "),
        styles.strong,
    );
    let room = area.width.saturating_sub(4);
    let placed = columns::layout(COLUMNS, room);
    let table = Rect {
        x: area.x + 3,
        width: room,
        ..area
    };
    columns::header(buf, table, 1, COLUMNS, &placed, styles.dim);
    let most = (area.height / 2).saturating_sub(3).max(3);
    let top = tab.cursor.saturating_sub(usize::from(most) - 1);
    let mut row = 2;
    for (at, book) in own.iter().enumerate().skip(top).take(usize::from(most)) {
        if at == tab.cursor {
            draw::tint(buf, area, row, styles.selected);
            draw::text(buf, area, 0, row, look.glyphs().cursor, styles.accent);
        }
        let (sign, style) = sign(tab, book, look);
        draw::text(buf, area, 1, row, sign, style);
        columns::row(buf, table, row, COLUMNS, &placed, |at| {
            (cell(tab, book, at, look), styles.text)
        });
        row += 1;
    }
    draw::rule(buf, area, row, look);
    let lower = Rect {
        y: area.y + row + 1,
        height: area.height.saturating_sub(row + 1),
        ..area
    };
    if let Some(book) = tab.book() {
        below(tab, book, buf, lower, look);
    }
}

/// The sign of one, and its style; the word stands beside it.
fn sign(tab: &Automations, book: &Book, look: Look<'_>) -> (&'static str, Style) {
    match tab.line(&book.id).map(|line| line.state) {
        Some(Switch::On) => (look.glyphs().new, look.styles().good),
        Some(Switch::Paused) => (look.glyphs().half, look.styles().warn),
        _ => state(book.state, look),
    }
}

fn cell<'a>(tab: &'a Automations, book: &'a Book, at: usize, look: Look<'_>) -> Cow<'a, str> {
    let line = tab.line(&book.id);
    let broken = book.state == State::Broken;
    match at {
        0 if book.name.is_empty() => Cow::Borrowed(book.id.as_str()),
        0 => Cow::Owned(format!("{} {}", book.id, book.name)),
        1 => Cow::Borrowed(line.map_or(book.state.word(), |line| line.state.word())),
        2 => match line.and_then(|line| line.version) {
            Some(version) => Cow::Owned(format!("v{version}")),
            None if broken => Cow::Borrowed(""),
            None => Cow::Owned(format!("v{}", book.version)),
        },
        3 if broken => Cow::Borrowed(""),
        3 => Cow::Owned(book.steps.len().to_string()),
        4 => line.map_or(Cow::Borrowed(""), |line| Cow::Owned(grouped(line.inside))),
        5 => line.map_or(Cow::Borrowed(""), |line| Cow::Owned(grouped(line.entered))),
        6 => {
            let due = line.and_then(|line| line.next_due);
            due.map_or(Cow::Borrowed(""), |due| Cow::Owned(look.due(due)))
        }
        7 => Cow::Owned(match (book.blocks(), book.remarks.len()) {
            (0, 0) => "nothing found".to_owned(),
            (0, notes) => count(notes as u64, "note", "notes"),
            (blocks, _) => format!("{blocks} must change"),
        }),
        _ => tried(tab, book),
    }
}

fn tried<'a>(tab: &Automations, book: &Book) -> Cow<'a, str> {
    match tab.tried.get(&book.id) {
        _ if tab.trying.as_ref() == Some(&book.id) => Cow::Borrowed("counting"),
        Some(Ok(tried)) => {
            let counts = &tried.run.counts;
            let texts = grouped(counts.of(What::Text));
            Cow::Owned(format!("{} enter, {texts} texts", grouped(counts.entered)))
        }
        Some(Err(_)) => Cow::Borrowed("cannot be tried"),
        None => Cow::Borrowed(""),
    }
}

/// The one under the cursor: what it is at the left, what it comes to at the right, or below where there is no room.
fn below(tab: &Automations, book: &Book, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let wide = area.width >= WIDE;
    let left = Rect {
        width: if wide { area.width * 11 / 20 } else { area.width },
        ..area
    };
    let row = head(book, buf, left, look);
    let columns = usize::from(left.width);
    let row = put(
        buf,
        left,
        row,
        &sections(book, columns, if wide { 2 } else { 1 }, look),
    );
    if wide {
        steps(book, buf, left, row + 1, look);
        excerpt(book, buf, left, row + 1, look);
        draw::bar(buf, area, left.width, look);
        let right = Rect {
            x: left.right() + 1,
            width: area.width.saturating_sub(left.width + 1),
            ..area
        };
        let columns = usize::from(right.width);
        let row = put(buf, right, 0, &checks(book, columns, 4, look));
        let rows = usize::from(right.height.saturating_sub(row + 1));
        put(buf, right, row + 1, &figures(tab, columns, rows, look));
    } else {
        let row = put(buf, left, row, &checks(book, columns, 2, look));
        let rows = usize::from(left.height.saturating_sub(row));
        put(buf, left, row, &figures(tab, columns, rows, look));
    }
}

fn head(book: &Book, buf: &mut Buffer, area: Rect, look: Look<'_>) -> u16 {
    let styles = look.styles();
    let end = draw::text(buf, area, 1, 0, &book.id, styles.heading);
    if book.state == State::Broken {
        draw::text(
            buf,
            area,
            end + 2,
            0,
            "the file cannot be read and does nothing; the others go on",
            styles.bad,
        );
        return 1;
    }
    draw::text(buf, area, end + 2, 0, &book.purpose, styles.text);
    1
}

fn steps(book: &Book, buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) {
    let styles = look.styles();
    if book.steps.is_empty() {
        return;
    }
    draw::text(buf, area, 1, row, "STEPS", styles.heading);
    let room = usize::from(area.height.saturating_sub(row + 1));
    let cut = book.steps.len() > room;
    let shown = if cut { room.saturating_sub(1) } else { room };
    for (at, step) in (row + 1..).zip(book.steps.iter().take(shown)) {
        let case = step.case.as_deref().map(|case| format!("{case}: "));
        let line = format!(
            "{}{}{:<4}{:<9} {}",
            "  ".repeat(step.depth),
            case.unwrap_or_default(),
            step.number,
            step.does,
            step.words
        );
        draw::text(buf, area, 2, at, &line, styles.text);
    }
    if cut {
        let more = format!(
            "and {} more, {} shows all",
            book.steps.len() - shown,
            look.key("automations.open")
        );
        draw::text(buf, area, 2, row + 1 + shown as u16, &more, styles.dim);
    }
}

/// The lines of a file around what cannot be read in it.
fn excerpt(book: &Book, buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) {
    let styles = look.styles();
    let Some(fault) = book.remarks.first().filter(|_| book.state == State::Broken) else {
        return;
    };
    let first = fault.line.saturating_sub(4);
    let lines = book.text.lines().enumerate().skip(first);
    for (at, (number, line)) in (row..area.height).zip(lines) {
        let here = number + 1 == fault.line;
        let style = if here { styles.bad } else { styles.dim };
        let sign = if here { look.glyphs().cursor } else { " " };
        let line = format!("{sign}{:>4}  {}", number + 1, line.trim_end());
        draw::text(buf, area, 1, at, &line, style);
    }
}

/// How to begin.
fn nothing(buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    draw::text(buf, area, 1, 0, "AUTOMATIONS", styles.heading);
    let new = look.key("automations.new");
    let words = [
        "None of your own yet. An automation is a text file in the folder automations beside your settings.".to_owned(),
        format!("{new} shows the 26 templates with what they say. The one you choose is copied, and it is yours to change."),
        "Nothing runs until you switch it on, and every message is laid ready as a draft until you say otherwise.".to_owned(),
    ];
    let mut row = 2;
    for sentence in words {
        for line in wrap(&sentence, usize::from(area.width.saturating_sub(3)).min(90)) {
            draw::text(buf, area, 1, row, &line, styles.text);
            row += 1;
        }
        row += 1;
    }
}
