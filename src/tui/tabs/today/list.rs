//! How the queue looks: the line of splits, and a row for everything that waits.

use jiff::{SignedDuration, Timestamp};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Today;
use super::desk::Line;
use crate::domain::mail::plain;
use crate::domain::silence::{self, Rung};
use crate::domain::today::{Item, Kind, Slid, Split, beside_the_name, clock, open_deal};
use crate::domain::value::Foreign;
use crate::engine::Link;
use crate::engine::view::QueuePart;
use crate::tui::filter_line::wider::Told;
use crate::tui::pane::Look;
use crate::tui::text::{Side, clip, count, fit, grouped, listed, width, wrap};
use crate::tui::widgets::{draw, score};

/// From this height on there is room for an empty line and headings.
const ROOMY: u16 = 26;
/// From this width on the columns are as wide as they read best.
const BROAD: u16 = 64;
/// Columns between two splits in their line, where there is room.
const WIDE_GAP: usize = 4;
/// Left of the promise when its clock turns amber, and red, of the five minutes it usually lasts.
const AMBER: SignedDuration = SignedDuration::from_secs(120);
const RED: SignedDuration = SignedDuration::from_secs(30);

/// The keys of a queue that a filter leaves nobody in.
const WIDEN: Told = Told {
    open: "today.open",
    search: "today.search",
    keep: "today.filter.keep",
    undo: "today.filter.undo",
    fits: ("row waits", "rows wait"),
};

/// Rows above the first line of the list.
pub(super) fn head(today: &Today) -> u16 {
    match today.area.height {
        ..ROOMY => 1 + u16::from(today.is_filtered()),
        _ => 3,
    }
}

/// Lines of the list that fit.
pub(super) fn page(today: &Today) -> usize {
    usize::from(today.area.height.saturating_sub(head(today)).max(1))
}

/// The list at the left, the person at the right; where a third pane follows, the list gives way to it.
pub(super) fn split(area: Rect) -> (Rect, Rect) {
    let share = if area.width < super::beside::BROAD { 60 } else { 48 };
    let left = area.width * share / 100;
    (
        Rect { width: left, ..area },
        Rect {
            x: area.x + left,
            width: area.width - left,
            ..area
        },
    )
}

pub(super) fn view(today: &Today, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
    let first = head(today);
    if today.is_filtered() {
        let line = Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(1),
            ..area
        };
        let parts = today.desk.parts().iter();
        let chosen = parts
            .filter(|part| part.split != Split::Snoozed)
            .map(|part| part.count);
        let chosen = grouped(chosen.sum::<usize>() as u64);
        today.line.view(frame, line, "everybody", &chosen, look);
    }
    let buf = frame.buffer_mut();
    // Help stands where the headings are; where there are none, instead of the splits.
    let help = if first > 2 { first - 1 } else { 0 };
    let key = look.key("today.filter.complete");
    let told = today.line.view_help(buf, area, help, &key, look);
    if help > 0 || !told {
        view_splits(today, buf, area, look);
    }
    let columns = Columns::of(area.width);
    let clear = if today.desk.is_clear() {
        clear_lines(today, area.width, look)
    } else {
        Vec::new()
    };
    if first > 2 && clear.is_empty() && !told {
        columns.heading(buf, area, first - 1, look);
    }
    let lines = today.desk.lines().into_iter().skip(today.offset);
    for (row, line) in (first..area.height).zip(lines) {
        match line {
            Line::Clear(at) => {
                let style = if at == 0 {
                    look.styles().strong
                } else {
                    look.styles().dim
                };
                let words = clear.get(at).map_or("", String::as_str);
                draw::text(buf, area, 1, row, words, style);
            }
            Line::Head(split) => view_head(today, split, buf, area, row, look),
            Line::Row(at) => view_row(today, at, &columns, buf, area, row, look),
            Line::More(_, more) => {
                let words = format!("+{} more", grouped(more as u64));
                draw::text(buf, area, columns.who, row, &words, look.styles().dim);
            }
        }
    }
}

/// The line of splits with how many wait in each; the one with the cursor in capitals.
fn view_splits(today: &Today, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let here = today.desk.split();
    let named = |part: &QueuePart| {
        let more = if part.more { "+" } else { "" };
        format!("{} {}{more}", part.split.word(), part.count)
    };
    let parts = today.desk.parts();
    let taken: usize = parts.iter().map(|part| width(&named(part))).sum();
    // Far apart where there is room for all of them so.
    let roomy = 1 + taken + WIDE_GAP * parts.len() <= usize::from(area.width);
    let gap = if roomy { WIDE_GAP as u16 } else { 2 };
    let mut x = 1;
    for part in parts {
        let open = part.split == here && !part.items.is_empty();
        let words = named(part);
        let words = if open { words.to_uppercase() } else { words };
        let style = if open {
            look.styles().tab_open
        } else {
            look.styles().dim
        };
        if x + width(&words) as u16 > area.width {
            return;
        }
        x = draw::text(buf, area, x, 0, &words, style) + gap;
    }
}

fn view_head(today: &Today, split: Split, buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) {
    let part = today.desk.parts().iter().find(|part| part.split == split);
    let count = part.map_or(0, |part| part.count);
    let more = if part.is_some_and(|part| part.more) {
        "+"
    } else {
        ""
    };
    let words = format!("{} {count}{more}", split.word().to_uppercase());
    draw::text(buf, area, 1, row, &words, look.styles().heading);
    let calls = today.queue.as_ref().and_then(|queue| queue.calls);
    if let Some(calls) = calls.filter(|_| split == Split::Calls) {
        let done = calls.people.saturating_sub(count);
        let words = format!(
            "built {} {} {done} of {} done",
            look.stamp(calls.built),
            look.glyphs().dot,
            calls.people
        );
        draw::right(buf, area, 1, row, &words, look.styles().dim);
    }
}

/// Where the columns of a row stand.
struct Columns {
    due: usize,
    who: u16,
    name: usize,
    what: u16,
    room: usize,
}

impl Columns {
    fn of(wide: u16) -> Self {
        let (due, name) = match wide {
            ..44 => (9, 9),
            44..BROAD => (9, 12),
            BROAD..100 => (10, 18),
            _ => (10, 24),
        };
        let who = 3 + due as u16 + 1;
        let what = who + name as u16 + 1;
        Self {
            due,
            who,
            name,
            what,
            room: usize::from(wide.saturating_sub(what + 6)),
        }
    }

    fn heading(&self, buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) {
        let style = look.styles().heading;
        draw::text(buf, area, 3, row, "DUE", style);
        draw::text(buf, area, self.who, row, "WHO", style);
        draw::text(buf, area, self.what, row, "WHAT", style);
        draw::right(buf, area, 1, row, "SCORE", style);
    }
}

fn view_row(
    today: &Today,
    at: usize,
    columns: &Columns,
    buf: &mut Buffer,
    area: Rect,
    row: u16,
    look: Look<'_>,
) {
    let Some(item) = today.desk.row(at) else { return };
    let (styles, glyphs) = (look.styles(), look.glyphs());
    let current = at == today.desk.at();
    if current {
        draw::tint(buf, area, row, styles.selected);
        draw::text(buf, area, 0, row, glyphs.cursor, styles.accent);
    }
    let (sign, due, style) = due(item, look);
    draw::text(buf, area, 1, row, sign, style);
    if today.marks.has(item) {
        draw::text(buf, area, 2, row, glyphs.marked, styles.accent);
    }
    draw::text(buf, area, 3, row, &fit(&due, columns.due, Side::Left), style);
    let strong = if current { styles.strong } else { Style::new() };
    let name = item.name.shown().or("no name");
    draw::text(
        buf,
        area,
        columns.who,
        row,
        &clip(name.as_str(), columns.name),
        strong,
    );
    let what = what(item, look);
    draw::text(
        buf,
        area,
        columns.what,
        row,
        &clip(&what, columns.room),
        Style::new(),
    );
    let (words, style) = scored(today, item, look);
    draw::right(buf, area, 1, row, &words, style);
}

/// Number and badge of whoever waits; the badge is a letter here, and the card has the word.
fn scored(today: &Today, item: &Item, look: Look<'_>) -> (String, Style) {
    match today.scored.of(item) {
        Some(mark) if mark.blocked || mark.priority.is_some() => {
            (score::short(mark), score::style(mark, look))
        }
        _ => (look.glyphs().dash.to_owned(), look.styles().dim),
    }
}

/// Sign, words and look of the first column. A falling clock says how it stands by sign, word and colour.
pub(super) fn due(item: &Item, look: Look<'_>) -> (&'static str, String, Style) {
    let (styles, glyphs, waiting) = (look.styles(), look.glyphs(), &item.waiting);
    let moment = waiting.due.unwrap_or(waiting.since);
    match waiting.kind {
        Kind::Lead => {
            let left = moment.duration_since(look.now);
            let words = clock(left);
            match left {
                left if left <= SignedDuration::ZERO => (glyphs.no, late(moment, look), styles.bad),
                left if left <= RED => (glyphs.warn, format!("{words} last"), styles.bad),
                left if left <= AMBER => (glyphs.half, format!("{words} left"), styles.warn),
                _ => (glyphs.new, format!("{words} left"), styles.good),
            }
        }
        Kind::Promise if moment < look.now => (glyphs.warn, late(moment, look), styles.bad),
        Kind::Promise => (glyphs.half, look.due(moment), styles.accent),
        Kind::Back => (glyphs.half, "now".to_owned(), styles.accent),
        Kind::Reply => {
            let sign = if waiting.unread > 0 { glyphs.new } else { " " };
            (sign, look.ago(waiting.since), styles.dim)
        }
        Kind::Call => (" ", format!("quiet {}", long(waiting.since, look)), styles.dim),
        Kind::Task if moment < look.now => (glyphs.warn, late(moment, look), styles.warn),
        Kind::Task => (" ", look.due(moment), styles.dim),
        Kind::Deal => (" ", format!("still {}", long(moment, look)), styles.warn),
        Kind::Silent | Kind::Cooling => (" ", long(moment, look), styles.dim),
        Kind::Snoozed => (glyphs.none, look.due(moment), styles.dim),
    }
}

fn late(moment: Timestamp, look: Look<'_>) -> String {
    if look.now.duration_since(moment) < SignedDuration::from_mins(1) {
        return "just late".to_owned();
    }
    format!("late {}", long(moment, look))
}

/// How long, also where it is long ago: `12m`, `3d`, `45d`.
fn long(moment: Timestamp, look: Look<'_>) -> String {
    match look.now.duration_since(moment).as_hours() / 24 {
        ..14 => look.ago(moment),
        days => format!("{days}d"),
    }
}

/// What a row is about, on one line; who waits with others of the household says so first.
fn what(item: &Item, look: Look<'_>) -> String {
    let about = about(item, look);
    if item.household.is_empty() {
        return about;
    }
    let with = listed(item.household.iter().map(Foreign::shown));
    format!("with {with} {} {about}", look.glyphs().dot)
}

fn about(item: &Item, look: Look<'_>) -> String {
    let dot = look.glyphs().dot;
    let said = plain(item.what.raw());
    let said = Foreign::from(said).shown();
    let more = item.more.shown();
    match item.waiting.kind {
        Kind::Lead => {
            let parts = ["new", more.as_str(), said.as_str()];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            parts.join(&format!(" {dot} "))
        }
        Kind::Reply if said.as_str().is_empty() => "called, or sent something without words".to_owned(),
        Kind::Reply => format!("\"{said}\""),
        Kind::Deal => match beside_the_name(said.as_str(), item.name.shown().as_str()) {
            "" => more.to_string(),
            rest => format!("{more} {dot} {rest}"),
        },
        Kind::Call => item
            .waiting
            .deals
            .map_or_else(|| "nobody has spoken with them".to_owned(), open_deal),
        Kind::Back => format!("you put them off until now {dot} {said}"),
        Kind::Silent => {
            let step = silence::rung(item.waiting.days(look.now)).map_or_else(String::new, Rung::told);
            match said.as_str() {
                "" => step,
                said => format!("{step} {dot} \"{said}\""),
            }
        }
        Kind::Cooling => match item.waiting.slid {
            Some(Slid::Fell(fell)) => {
                format!("score down by {} in a week {dot} \"{said}\"", (fell + 50) / 100)
            }
            _ => format!(
                "past client {dot} nothing was heard for {}",
                long(item.waiting.since, look)
            ),
        },
        Kind::Promise | Kind::Task | Kind::Snoozed => said.to_string(),
    }
}

/// Nothing waits: since when, and what comes next; or why there is nothing yet.
fn clear_lines(today: &Today, width: u16, look: Look<'_>) -> Vec<String> {
    let room = usize::from(width.saturating_sub(2));
    if today.is_filtered() {
        let then = if today.is_too_narrow() {
            today.nearest.words(&WIDEN, today.line.open, look)
        } else {
            format!("{} takes it away.", look.key("app.back"))
        };
        let first = "Nobody who waits fits this filter.".to_owned();
        return std::iter::once(first).chain(wrap(&then, room)).collect();
    }
    let (first, then) = match today.progress.link {
        _ if today.progress.first_copy => (
            "The first copy is running.".to_owned(),
            format!(
                "What waits comes page by page; {} shows how far.",
                look.key("app.health")
            ),
        ),
        Link::None => (
            clear(today, look),
            "No CRM is connected: leadline login ghl connects one, from a shell.".to_owned(),
        ),
        Link::Down { .. } | Link::Refused { .. } => (
            clear(today, look),
            format!(
                "{} {} says how the CRM is.",
                next(today, look),
                look.key("app.health")
            ),
        ),
        Link::Up => (clear(today, look), next(today, look)),
    };
    let mut lines = vec![first];
    lines.extend(wrap(&then, room).into_iter().take(2));
    lines
}

fn clear(today: &Today, look: Look<'_>) -> String {
    match today.queue.as_ref().and_then(|queue| queue.judged) {
        Some(at) => format!(
            "clear at {}",
            at.to_zoned(look.world.zone.clone()).strftime("%H:%M")
        ),
        None => "clear: nothing waits today".to_owned(),
    }
}

fn next(today: &Today, look: Look<'_>) -> String {
    let snoozed = today
        .desk
        .parts()
        .iter()
        .find(|part| part.split == Split::Snoozed)
        .map_or(0, |part| part.count);
    let snoozed = match snoozed {
        0 => String::new(),
        many => format!(" {} put off.", count(many as u64, "person", "people")),
    };
    let Some(next) = today.queue.as_ref().and_then(|queue| queue.next.as_ref()) else {
        return format!("Nothing is promised.{snoozed}");
    };
    let (what, name) = (next.what.shown(), next.name.shown());
    let words = match (what.as_str(), name.as_str()) {
        ("", name) => format!("{name} comes back"),
        (what, "") => what.to_owned(),
        (what, name) => format!("{what} ({name})"),
    };
    format!("Next: {words}, {}.{snoozed}", look.due(next.at))
}
