//! How one person looks: who they are, what happened, what is to be done.

use std::ops::Range;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Leads, fields, timeline};
use crate::domain::contact::{Channel, Dnd};
use crate::domain::decide::word_for;
use crate::domain::value::Foreign;
use crate::engine::view::Person;
use crate::tui::acts::origin;
use crate::tui::pane::Look;
use crate::tui::text::{Side, clip, count, fit, listed, phone, width, wrap};
use crate::tui::widgets::draw;

/// Where the words behind a heading on the same line begin.
const LABEL: u16 = 7;
/// Lines of what Claude prepared, at most.
const BRIEF: usize = 14;
/// From this width on there is a third column.
const THREE: u16 = 110;

/// Left edges and widths of the columns: who, what happened and, where there is room, what is to be done.
fn columns(width: u16) -> (u16, u16, Option<u16>) {
    if width >= THREE {
        let side = (width * 35 / 100).min(56);
        let third = (width * 28 / 100).min(48);
        (side, width - side - third, Some(third))
    } else {
        (width * 46 / 100, width - width * 46 / 100, None)
    }
}

/// The columns in which the timeline is wrapped.
pub(super) fn timeline_width(width: u16) -> u16 {
    columns(width).1.saturating_sub(4)
}

pub(super) fn view(leads: &Leads, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
    let Some(person) = leads.current() else {
        let row = leads.window.current().filter(|_| leads.visitor.is_none());
        if let Some(row) = row {
            draw::text(
                frame.buffer_mut(),
                area,
                1,
                0,
                super::shown::name(row).as_str(),
                look.styles().strong,
            );
        }
        return;
    };
    let (first, second, third) = columns(area.width);
    let side = Rect { width: first, ..area };
    let middle = Rect {
        x: area.x + first,
        width: second,
        ..area
    };
    view_person(leads, person, frame, side, third.is_none(), look);
    let buf = frame.buffer_mut();
    draw::bar(buf, middle, 0, look);
    view_timeline(leads, person, buf, inset(middle), look);
    if let Some(third) = third {
        let last = Rect {
            x: area.x + first + second,
            width: third,
            ..area
        };
        draw::bar(buf, last, 0, look);
        let row = view_todo(person, buf, inset(last), 0, look);
        let row = view_remembered(person, buf, inset(last), row, look);
        let row = view_brief(leads, buf, inset(last), row, look);
        view_note(person, buf, inset(last), row, look);
    }
}

/// Inside a column: behind its rule.
fn inset(area: Rect) -> Rect {
    Rect {
        x: area.x + 2.min(area.width),
        width: area.width.saturating_sub(3),
        ..area
    }
}

fn view_person(
    leads: &Leads,
    person: &Person,
    frame: &mut Frame<'_>,
    area: Rect,
    todo: bool,
    look: Look<'_>,
) {
    let inner = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    };
    let buf = frame.buffer_mut();
    let styles = look.styles();
    let contact = &person.contact;
    draw::text(buf, inner, 0, 0, contact.name().as_str(), styles.strong);
    if person.gone {
        draw::right(buf, inner, 0, 0, "gone in the CRM", styles.bad);
    } else if !person.pending.is_empty() || person.remote_id.is_none() {
        let words = format!("{} waits for the CRM", look.glyphs().up);
        draw::right(buf, inner, 0, 0, &words, styles.dim);
    }
    let facts = facts(person, usize::from(inner.width), look);
    draw::text(buf, inner, 0, 1, &facts, styles.dim);
    view_sought(leads, &["dateAdded"], buf, inner, 1..2, look);
    let mut row = view_reach(person, buf, inner, 2, look);
    view_sought(leads, &["dnd", "dndSettings"], buf, inner, 2..row, look);
    row += u16::from(inner.height > 12);
    for conflict in &person.conflicts {
        let words = format!(
            "{} {}: CRM differs; {} decides",
            look.glyphs().warn,
            word_for(&conflict.path),
            look.key("app.health")
        );
        draw::text(buf, inner, 0, row, &words, styles.warn);
        row += 1;
    }
    row = view_fields(leads, person, frame, inner, row, look);
    let buf = frame.buffer_mut();
    if leads.editing.is_some() {
        return;
    }
    let tags: Vec<String> = contact.tags.iter().map(|tag| tag.shown().to_string()).collect();
    if !tags.is_empty() {
        let tags = tags.join(&format!(" {} ", look.glyphs().dot));
        let x = draw::text(buf, inner, 0, row, "TAGS  ", styles.heading);
        draw::text(buf, inner, x, row, &tags, Style::new());
        view_sought(leads, &["tags"], buf, inner, row..row + 1, look);
        row += 1;
    }
    row += view_household(person, buf, inner, row, look);
    for deal in &person.deals {
        let stage = look
            .world
            .directory
            .stage(&deal.stage)
            .map(|stage| stage.name.shown())
            .unwrap_or_default();
        let x = draw::text(buf, inner, 0, row, "DEAL  ", styles.heading);
        let words = format!(
            "{} {} {stage} {} {}",
            deal.value.short(),
            look.glyphs().dot,
            look.glyphs().dot,
            deal.status.word()
        );
        draw::text(buf, inner, x, row, &words, Style::new());
        row += 1;
    }
    if todo {
        let row = view_todo(person, buf, inner, row, look);
        let row = view_remembered(person, buf, inner, row, look);
        view_note(person, buf, inner, row, look);
    }
}

/// Marks rows that show what another view rests on.
fn view_sought(
    leads: &Leads,
    members: &[&str],
    buf: &mut Buffer,
    inner: Rect,
    rows: Range<u16>,
    look: Look<'_>,
) {
    if !leads.sought.is_one_of(members) {
        return;
    }
    let mark = Rect {
        x: inner.x.saturating_sub(1),
        width: inner.width + 1,
        ..inner
    };
    for row in rows {
        draw::tint(buf, mark, row, look.styles().selected);
        draw::text(buf, mark, 0, row, look.glyphs().cursor, look.styles().accent);
    }
}

/// Who decides with them, what they share, and the key that goes there; returns how many lines that takes.
fn view_household(person: &Person, buf: &mut Buffer, inner: Rect, row: u16, look: Look<'_>) -> u16 {
    let Some(first) = person.household.first() else {
        return 0;
    };
    let styles = look.styles();
    let shared = if first.by_phone {
        "same number"
    } else {
        "same address"
    };
    let end = draw::right(buf, inner, 0, row, &look.key("person.household"), styles.key);
    let x = draw::text(buf, inner, 0, row, "HOUSE ", styles.heading);
    let words = format!(
        "{} {} {shared}",
        listed(person.household.iter().map(|kin| kin.name.shown())),
        look.glyphs().dot
    );
    let room = usize::from(end.saturating_sub(x + 1));
    draw::text(buf, inner, x, row, &clip(&words, room), Style::new());
    1
}

/// One line: kind, stage, owner, since when; what finds no room is left out from the end, because half a date is a
/// wrong one.
fn facts(person: &Person, room: usize, look: Look<'_>) -> String {
    let (contact, directory) = (&person.contact, &look.world.directory);
    let stage = person.deals.first().and_then(|deal| directory.stage(&deal.stage));
    let owner = contact.assigned_to.as_ref().map(|owner| {
        if look.world.me.as_ref() == Some(owner) {
            "mine".to_owned()
        } else {
            directory
                .user_name(owner)
                .map(|name| name.to_string())
                .unwrap_or_default()
        }
    });
    let parts = [
        contact.kind.shown().to_string(),
        stage
            .map(|stage| stage.name.shown().to_string())
            .unwrap_or_default(),
        owner.unwrap_or_else(|| "nobody's".to_owned()),
        contact
            .added
            .map(|added| format!("since {}", look.stamp(added)))
            .unwrap_or_default(),
    ];
    let mut parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let dot = format!(" {} ", look.glyphs().dot);
    while parts.len() > 1 && width(&parts.join(&dot)) > room {
        parts.pop();
    }
    parts.join(&dot)
}

/// Number and address from `row` on, and whether they may be used; returns the row behind them.
fn view_reach(person: &Person, buf: &mut Buffer, inner: Rect, row: u16, look: Look<'_>) -> u16 {
    let (contact, styles) = (&person.contact, look.styles());
    let phone = phone(contact.phone.shown().as_str());
    let email = contact.email.shown().to_string();
    let mut row = row;
    for (address, channel) in [(phone, Channel::Sms), (email, Channel::Email)] {
        if address.is_empty() {
            continue;
        }
        let (words, style) = match contact.dnd_on(channel) {
            Dnd::Open => (format!("{} ok", channel.word()), styles.good),
            Dnd::Active => (format!("no {}", channel.word()), styles.warn),
            Dnd::Permanent => (format!("never {}", channel.word()), styles.bad),
        };
        let room = usize::from(inner.width.saturating_sub(width(&words) as u16 + 3));
        let x = draw::text(buf, inner, 0, row, &clip(&address, room), Style::new());
        draw::spans(
            buf,
            inner,
            x,
            row,
            &[(&format!(" {} ", look.glyphs().dot), styles.dim), (&words, style)],
        );
        row += 1;
    }
    row
}

/// The fields from `row` on; returns the row behind them.
fn view_fields(
    leads: &Leads,
    person: &Person,
    frame: &mut Frame<'_>,
    inner: Rect,
    row: u16,
    look: Look<'_>,
) -> u16 {
    let rows = fields::of(person, look, leads.editing.is_some());
    let styles = look.styles();
    if inner.height < row + 2 || rows.is_empty() {
        return row;
    }
    draw::text(frame.buffer_mut(), inner, 0, row, "FIELDS", styles.heading);
    let room = usize::from(inner.height - row - 1);
    // Tags, deals and the next task want to be seen, too, while nothing is edited.
    let household = usize::from(!person.household.is_empty());
    let others = usize::from(!person.contact.tags.is_empty()) + household + person.deals.len() + 1;
    let room = if leads.editing.is_some() {
        room
    } else {
        room.saturating_sub(others).max(1)
    };
    let cursor = leads.editing.as_ref().map_or(0, |editing| editing.cursor);
    let offset = (cursor + 1).saturating_sub(room);
    let label = rows
        .iter()
        .map(|row| width(row.label.as_str()))
        .max()
        .unwrap_or(0)
        .clamp(6, 14);
    let mut y = row + 1;
    for (at, field) in rows.iter().enumerate().skip(offset).take(room) {
        let buf = frame.buffer_mut();
        let current = leads.editing.as_ref().is_some_and(|editing| editing.cursor == at);
        if current {
            draw::tint(buf, inner, y, styles.selected);
            draw::text(buf, inner, 0, y, look.glyphs().cursor, styles.accent);
        }
        draw::text(
            buf,
            inner,
            1,
            y,
            &fit(field.label.as_str(), label, Side::Left),
            styles.dim,
        );
        let x = label as u16 + 3;
        let typing = leads
            .editing
            .as_ref()
            .filter(|_| current)
            .and_then(|editing| editing.field.as_ref());
        if let Some(typing) = typing {
            let line = Rect {
                x: inner.x + x,
                y: inner.y + y,
                width: inner.width.saturating_sub(x),
                height: 1,
            };
            typing.view(frame, line, "", true, look);
        } else {
            let x = draw::text(buf, inner, x, y, &phone(field.shown.as_str()), Style::new());
            if field.pending {
                draw::text(buf, inner, x + 1, y, look.glyphs().up, styles.accent);
            }
        }
        y += 1;
    }
    y
}

fn view_timeline(leads: &Leads, person: &Person, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    let heading = if leads.aside {
        styles.accent
    } else {
        styles.heading
    };
    draw::text(buf, area, 0, 0, "TIMELINE", heading);
    let lines = timeline::lines(
        person,
        usize::from(timeline_width(leads.area.width)),
        leads.full,
        leads.sought.message(),
        look,
    );
    let mut facts = Vec::new();
    if person.unread > 0 {
        facts.push(count(u64::from(person.unread), "unread", "unread"));
    }
    if lines.len() > leads.scroll + usize::from(area.height.saturating_sub(1)) {
        facts.push(format!("{} older", look.key("leads.scroll-down")));
    }
    let facts = facts.join(&format!(" {} ", look.glyphs().dot));
    draw::right(buf, area, 0, 0, &facts, styles.accent);
    if lines.is_empty() {
        // An unread count without a message means that the messages are still on their way here.
        let words = if person.unread > 0 {
            "not copied yet"
        } else {
            "nothing has happened yet"
        };
        draw::text(buf, area, 0, 1, words, styles.dim);
    }
    let shown = lines.iter().skip(leads.scroll);
    // The sign of the cursor stands in the empty column before the time.
    let mark = Rect {
        x: area.x.saturating_sub(1),
        width: area.width + 1,
        ..area
    };
    for (row, line) in (1..area.height).zip(shown) {
        if line.marked {
            draw::tint(buf, mark, row, styles.selected);
            draw::text(buf, mark, 0, row, look.glyphs().cursor, styles.accent);
        }
        draw::text(buf, area, 0, row, &line.left, styles.dim);
        draw::text(buf, area, 14, row, &line.words, line.style);
    }
}

/// Tasks and appointments from `row` on; returns the row behind them.
fn view_todo(person: &Person, buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) -> u16 {
    let styles = look.styles();
    let mut row = row;
    let open: Vec<_> = person.tasks.iter().filter(|task| !task.completed).collect();
    // The first one stands beside the heading: the last line there is must say what to do next.
    draw::text(buf, area, 0, row, "TASKS", styles.heading);
    if open.is_empty() {
        let words = format!("none; {} makes one", look.key("person.task"));
        draw::text(buf, area, LABEL, row, &words, styles.dim);
        row += 1;
    }
    for task in open {
        let due = task.due.map_or_else(String::new, |due| look.due(due));
        let late = task.due.is_some_and(|due| due < look.now);
        let style = if late { styles.warn } else { styles.dim };
        let x = draw::text(buf, area, LABEL, row, &due, style) + 1;
        draw::text(buf, area, x, row, task.title.shown().as_str(), Style::new());
        row += 1;
    }
    let visits = person
        .appointments
        .iter()
        .filter(|visit| visit.start.is_some_and(|start| start > look.now));
    for visit in visits {
        let when = visit.start.map_or_else(String::new, |start| look.due(start));
        let x = draw::text(buf, area, LABEL, row, &when, styles.accent) + 1;
        draw::text(buf, area, x, row, visit.title.shown().as_str(), Style::new());
        row += 1;
    }
    row + 1
}

/// What is remembered of them, each with its source and date, from `row` on; returns the row behind it.
fn view_remembered(person: &Person, buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) -> u16 {
    if person.memories.is_empty() {
        return row;
    }
    let styles = look.styles();
    draw::text(buf, area, 0, row, "REMEMBERED", styles.heading);
    let room = usize::from(area.width.saturating_sub(1));
    let mut row = row;
    for fact in &person.memories {
        for line in wrap(fact.text.shown().as_str(), room) {
            row += 1;
            draw::text(buf, area, 1, row, &line, Style::new());
        }
        row += 1;
        draw::text(buf, area, 3, row, &origin(fact, look), styles.dim);
    }
    row + 2
}

/// What Claude prepared about them, with its age, from `row` on; returns the row behind it.
fn view_brief(leads: &Leads, buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) -> u16 {
    let Some(brief) = leads.card().and_then(|card| card.brief.as_ref()) else {
        return row;
    };
    let styles = look.styles();
    draw::text(buf, area, 0, row, brief.title(), styles.heading);
    let age = format!("by Claude, {}", look.ago(brief.at));
    draw::right(buf, area, 0, row, &age, styles.dim);
    let room = usize::from(area.width.saturating_sub(1));
    let words = brief.lines.iter().map(|line| {
        let words = format!("{} {}", line.head, line.text);
        Foreign::from(words.trim()).shown()
    });
    let lines = words.flat_map(|words| wrap(words.as_str(), room));
    let mut row = row;
    for line in lines.take(BRIEF) {
        row += 1;
        draw::text(buf, area, 1, row, &line, Style::new());
    }
    row + 2
}

/// The last note, from `row` on.
fn view_note(person: &Person, buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) {
    let styles = look.styles();
    let mut row = row;
    if let Some(note) = person.notes.first() {
        draw::text(buf, area, 0, row, "LAST NOTE", styles.heading);
        let at = note.at.map_or_else(String::new, |at| look.stamp(at));
        draw::right(buf, area, 0, row, &at, styles.dim);
        for line in wrap(
            note.body.shown_lines().as_str(),
            usize::from(area.width.saturating_sub(1)),
        ) {
            row += 1;
            draw::text(buf, area, 1, row, &line, Style::new());
        }
    }
}
