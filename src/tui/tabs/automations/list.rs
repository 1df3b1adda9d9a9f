//! A person's own automations, one a line, and below them what the one under the cursor is.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Automations;
use super::figures::{Styled, checks, figures, put, sections, state};
use crate::domain::automation::Switch;
use crate::engine::library::{Book, State};
use crate::engine::query::{AutomationLine, Brings, Share};
use crate::tui::pane::Look;
use crate::tui::text::{Side, count, grouped, wrap};
use crate::tui::widgets::columns::{self, Column, column};
use crate::tui::widgets::draw;

const COLUMNS: &[Column] = &[
    column("NAME", 22, 2, Side::Left, 0),
    column("ON", 7, 0, Side::Left, 0),
    column("VER", 4, 0, Side::Right, 0),
    column("IN NOW", 6, 0, Side::Right, 0),
    column("7D", 4, 0, Side::Right, 0),
    column("DONE", 5, 0, Side::Right, 4),
    column("REPLY", 5, 0, Side::Right, 0),
    column("OPT-OUT", 7, 0, Side::Right, 1),
    column("HOLD-OUT", 15, 0, Side::Left, 2),
    column("LAST ERROR", 14, 2, Side::Left, 3),
    column("NEXT", 10, 0, Side::Left, 0),
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
        9 => wrong(book, line, look),
        _ => line.map_or_else(
            || Cow::Owned(look.glyphs().dash.to_owned()),
            |line| of_people(line, at, look),
        ),
    }
}

/// What became of its people.
fn of_people<'a>(line: &AutomationLine, at: usize, look: Look<'_>) -> Cow<'a, str> {
    Cow::Owned(match at {
        3 => grouped(line.inside),
        4 => grouped(line.entered),
        5 => grouped(line.done),
        6 if line.replied.of == 0 => look.glyphs().dash.to_owned(),
        6 => format!("{:.0}%", line.replied.rate() * 100.0),
        7 => grouped(line.opted_out),
        8 => brings(line),
        _ => match (line.next_due, line.state) {
            (_, Switch::Paused | Switch::Draft) => look.glyphs().dash.to_owned(),
            (Some(due), _) => look.due(due),
            (None, _) => "on event".to_owned(),
        },
    })
}

/// What leaving some out has shown, in as few words as it takes.
fn brings(line: &AutomationLine) -> String {
    match line.brings {
        Brings::NotAsked => "nobody left out".to_owned(),
        Brings::CannotTellYet => "cannot tell yet".to_owned(),
        Brings::PerHundred(found) => format!("{:+.0} of a hundred", found.more),
    }
}

/// What stands against it, or went wrong last.
fn wrong<'a>(book: &Book, line: Option<&'a AutomationLine>, look: Look<'_>) -> Cow<'a, str> {
    if let Some(why) = line.and_then(|line| line.why.as_deref().filter(|_| line.state == Switch::Paused)) {
        return Cow::Borrowed(why);
    }
    if let Some(why) = line.and_then(|line| line.last_error.as_deref()) {
        return Cow::Borrowed(why.trim_start_matches("refused: "));
    }
    if book.newer {
        return Cow::Owned(format!("{} newer text", look.key("automations.update")));
    }
    match (book.blocks(), book.remarks.len()) {
        (0, 0) => Cow::Owned(look.glyphs().dash.to_owned()),
        (0, notes) => Cow::Owned(count(notes as u64, "note", "notes")),
        (blocks, _) => Cow::Owned(format!("{blocks} must change")),
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
        let mut row = 0;
        if let Some(line) = tab.line(&book.id) {
            row = put(buf, right, row, &results(line, columns, look)) + 1;
        }
        row = put(buf, right, row, &checks(book, columns, 4, look));
        let rows = usize::from(right.height.saturating_sub(row + 1));
        put(buf, right, row + 1, &figures(tab, columns, rows, look));
    } else {
        let mut row = row;
        if let Some(line) = tab.line(&book.id) {
            row = put(buf, left, row, &results(line, columns, look));
        }
        row = put(buf, left, row, &checks(book, columns, 2, look));
        let rows = usize::from(left.height.saturating_sub(row));
        put(buf, left, row, &figures(tab, columns, rows, look));
    }
}

/// What it has brought, against those who were left out.
fn results(line: &AutomationLine, columns: usize, look: Look<'_>) -> Vec<Styled> {
    let styles = look.styles();
    let of = |share: Share| format!("{} of {}", grouped(share.part), grouped(share.of));
    let mut words = format!("replied within 30 days: {}", of(line.replied));
    if line.replied_anyway.of > 0 {
        words = format!("{words}, of those left out {}", of(line.replied_anyway));
    }
    let told = match line.brings {
        Brings::NotAsked => "nobody is left out, so what it brings cannot be told".to_owned(),
        Brings::CannotTellYet => "what it brings cannot be told yet".to_owned(),
        Brings::PerHundred(found) => format!(
            "{:+.0} of a hundred, surely between {:+.0} and {:+.0}",
            found.more, found.least, found.most
        ),
    };
    let mut lines = vec![("LAST 90 DAYS".to_owned(), styles.heading)];
    let room = columns.saturating_sub(3);
    for words in [words, told, format!("opted out: {}", grouped(line.opted_out))] {
        lines.extend(wrap(&words, room).into_iter().map(|line| (line, styles.text)));
    }
    lines
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
