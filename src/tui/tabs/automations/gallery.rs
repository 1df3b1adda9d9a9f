//! The templates: one a line, and beside them what the one under the cursor does and says, in three tones.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Automations;
use super::figures::{Styled, put, sections};
use crate::engine::library::Book;
use crate::tui::pane::Look;
use crate::tui::text::{Side, fit, wrap};
use crate::tui::widgets::draw;

/// Columns of the list.
const LIST: u16 = 32;

pub(super) fn draw(tab: &Automations, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    let templates = tab.templates();
    let head = format!("TEMPLATES {}", templates.len());
    let end = draw::text(buf, area, 1, 0, &head, styles.heading);
    let take = format!("{} copies one into your own files", look.key("automations.open"));
    draw::text(buf, area, end + 2, 0, &take, styles.dim);
    let list = Rect {
        y: area.y + 1,
        width: LIST,
        height: area.height.saturating_sub(1),
        ..area
    };
    let room = usize::from(list.height);
    let top = (tab.template + 3)
        .saturating_sub(room)
        .min(templates.len().saturating_sub(room));
    let own: Vec<_> = tab.own().iter().map(|book| book.id.clone()).collect();
    for (row, (at, book)) in (0..).zip(templates.iter().enumerate().skip(top).take(room)) {
        let inner = Rect {
            width: LIST - 1,
            ..list
        };
        if at == tab.template {
            draw::tint(buf, inner, row, styles.selected);
            draw::text(buf, list, 0, row, look.glyphs().cursor, styles.accent);
        }
        let have = if own.contains(&book.id) {
            look.glyphs().yes
        } else {
            " "
        };
        draw::text(
            buf,
            inner,
            1,
            row,
            &format!("{have} {} {}", book.id, book.name),
            styles.text,
        );
    }
    draw::bar(buf, list, LIST - 1, look);
    if let Some(book) = tab.book() {
        let right = Rect {
            x: area.x + LIST,
            width: area.width.saturating_sub(LIST),
            ..list
        };
        put(buf, right, 0, &preview(book, usize::from(right.width), look));
    }
}

fn preview(book: &Book, columns: usize, look: Look<'_>) -> Vec<Styled> {
    let styles = look.styles();
    let room = columns.saturating_sub(2);
    let mut lines: Vec<Styled> = vec![(book.name.clone(), styles.heading)];
    lines.extend(
        wrap(&book.purpose, room)
            .into_iter()
            .map(|line| (line, styles.text)),
    );
    lines.extend(sections(book, columns, 2, look));
    let does = book
        .steps
        .iter()
        .map(|step| step.does)
        .collect::<Vec<_>>()
        .join(", ");
    let steps = format!("{} steps: {does}", book.steps.len());
    lines.extend(wrap(&steps, room).into_iter().map(|line| (line, styles.dim)));
    for said in &book.says {
        let spanish = if said.spanish { ", in Spanish too" } else { "" };
        lines.push((format!("{} {}{spanish}", said.does, said.step), styles.strong));
        let [warm, direct, formal] = &said.tones;
        let tones = [("warm", warm), ("direct", direct), ("formal", formal)];
        for (tone, words) in tones {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut head = fit(tone, 8, Side::Left);
            for line in wrap(&words, room.saturating_sub(8)) {
                lines.push((format!("{head}{line}"), styles.text));
                head = " ".repeat(8);
            }
        }
    }
    lines
}
