//! How the list looks: filter line, names of lists, columns.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Leads, nobody, shown};
use crate::domain::value::Foreign;
use crate::engine::lists;
use crate::engine::view::PersonRow;
use crate::tui::pane::Look;
use crate::tui::text::{grouped, took};
use crate::tui::widgets::columns::{self, Column};
use crate::tui::widgets::draw;

/// From this height on there is room for the names of lists.
const ROOMY: u16 = 26;
/// Columns before the first: cursor, state, mark.
const SIGNS: u16 = 4;

/// Rows above the first person.
pub(super) const fn head(height: u16) -> u16 {
    if height < ROOMY { 2 } else { 4 }
}

/// People that fit.
pub(super) fn rows(area: Rect) -> u16 {
    let room = area.height.saturating_sub(head(area.height) + 1);
    (room * 45 / 100).max(3).min(room)
}

/// The list above, the detail below, a rule between.
pub(super) fn split(area: Rect) -> (Rect, Rect) {
    let top = (head(area.height) + rows(area)).min(area.height);
    let below = area.height.saturating_sub(top + 1);
    (
        Rect { height: top, ..area },
        Rect {
            y: area.y + area.height - below,
            height: below,
            ..area
        },
    )
}

pub(super) fn view(leads: &Leads, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
    view_filter(leads, frame, area, look);
    let buf = frame.buffer_mut();
    let head = head(leads.area.height);
    // Where there is no line for it, what is wrong with the filter is worth more than the headings.
    let told = if head > 2 {
        view_lists(leads, buf, area, look);
        false
    } else {
        view_help(leads, buf, area, look)
    };
    let table = Rect {
        x: area.x + SIGNS,
        width: area.width.saturating_sub(SIGNS + 1),
        ..area
    };
    let (fields, shown): (Vec<&str>, Vec<Column>) = shown::of(&leads.line.in_force()).into_iter().unzip();
    let placed = columns::layout(&shown, table.width);
    if !told {
        columns::header(buf, table, head - 1, &shown, &placed, look.styles().heading);
    }
    if leads.window.is_empty() {
        return nobody::view(leads, buf, table, head, look);
    }
    for (row, (at, person)) in (head..area.height).zip(leads.window.visible()) {
        let current = at == leads.window.cursor() && leads.visitor.is_none();
        if current {
            draw::tint(buf, area, row, look.styles().selected);
            draw::text(buf, area, 0, row, look.glyphs().cursor, look.styles().accent);
        }
        let Some(person) = person else {
            draw::text(buf, area, SIGNS, row, look.glyphs().cut, look.styles().dim);
            continue;
        };
        view_signs(leads, person, buf, area, row, look);
        columns::row(buf, table, row, &shown, &placed, |at| {
            shown::cell(person, fields.get(at).copied().unwrap_or_default(), current, look)
        });
    }
}

fn view_signs(leads: &Leads, person: &PersonRow, buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) {
    let (glyphs, styles) = (look.glyphs(), look.styles());
    let (sign, style) = if person.unread > 0 {
        (glyphs.new, styles.accent)
    } else {
        (glyphs.none, styles.dim)
    };
    draw::text(buf, area, 1, row, sign, style);
    if leads.marked.contains(&person.id) {
        draw::text(buf, area, 2, row, glyphs.marked, styles.accent);
    } else if person.pending {
        draw::text(buf, area, 2, row, glyphs.up, styles.dim);
    }
}

fn view_filter(leads: &Leads, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
    let line = &leads.line;
    let found = leads
        .window
        .total()
        .map_or_else(|| look.glyphs().cut.to_owned(), |total| grouped(total as u64));
    let of = leads
        .totals
        .everybody()
        .map_or_else(String::new, |total| format!(" of {}", grouped(total as u64)));
    let of = if leads.nobody.first_copy() {
        format!("{of} so far")
    } else {
        of
    };
    let took = leads.took.map_or_else(String::new, |time| {
        format!(" {} {}", look.glyphs().dot, took(time))
    });
    line.view(frame, area, "everybody", &format!("{found}{of}{took}"), look);
}

/// What is wrong with the filter, or what its last word can become; says whether there was anything to say.
fn view_help(leads: &Leads, buf: &mut Buffer, area: Rect, look: Look<'_>) -> bool {
    let key = look.key("leads.filter.complete");
    leads.line.view_help(buf, area, 1, &key, look)
}

fn view_lists(leads: &Leads, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    if view_help(leads, buf, area, look) || leads.line.open {
        return;
    }
    let mut x = draw::text(buf, area, 1, 1, "LIST", styles.heading) + 1;
    for list in lists::all(&look.world.directory.lists) {
        let style = if list.name == leads.list {
            styles.tab_open
        } else {
            styles.dim
        };
        x = draw::text(buf, area, x, 1, Foreign::from(list.name).shown().as_str(), style) + 3;
    }
}
