//! The third pane of a broad screen: who is in the same situation as whoever is under the cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Today;
use crate::engine::view::LikeThem;
use crate::tui::pane::Look;
use crate::tui::text::{Side, clip, count, fit};
use crate::tui::widgets::draw;

/// From this width on there is a third pane: two of 80 columns.
pub(super) const BROAD: u16 = 160;

/// The pane of the person and, where there is room, the one beside it.
pub(super) fn split(right: Rect, screen: u16) -> (Rect, Option<Rect>) {
    if screen < BROAD {
        return (right, None);
    }
    let wide = right.width * 43 / 100;
    let first = Rect {
        width: right.width - wide,
        ..right
    };
    let last = Rect {
        x: first.x + first.width,
        width: wide,
        ..right
    };
    (first, Some(last))
}

pub(super) fn view(today: &Today, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    let Some(like) = today.like() else { return };
    draw::text(buf, area, 0, 0, "LIKE THIS ONE", styles.heading);
    let many = count(like.count as u64, "person", "people");
    draw::right(buf, area, 0, 0, &many, styles.dim);
    let stage = like
        .stage
        .as_ref()
        .and_then(|stage| look.world.directory.stage(stage));
    let stage = stage.map_or_else(
        || "without an open deal".to_owned(),
        |stage| format!("at {}", stage.name.shown()),
    );
    if like.people.is_empty() {
        let words = format!("nobody else {stage} has much in common");
        draw::text(
            buf,
            area,
            1,
            1,
            &clip(&words, usize::from(area.width)),
            styles.dim,
        );
        return;
    }
    let words = format!("all {stage}, of those last active");
    draw::text(
        buf,
        area,
        1,
        1,
        &clip(&words, usize::from(area.width)),
        styles.dim,
    );
    view_people(like, buf, area, look);
}

fn view_people(like: &LikeThem, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    let name = usize::from(area.width.saturating_sub(16));
    let rows = (2..area.height).step_by(2);
    for (row, other) in rows.zip(&like.people) {
        let who = fit(other.name.shown().or("no name").as_str(), name, Side::Left);
        let x = draw::text(buf, area, 1, row, &who, Style::new()) + 1;
        let worth = if other.worth.0 > 0 {
            other.worth.short()
        } else {
            look.glyphs().dash.to_owned()
        };
        draw::text(buf, area, x, row, &fit(&worth, 7, Side::Right), Style::new());
        draw::right(buf, area, 0, row, &look.ago(other.active), styles.dim);
        let common: Vec<&str> = other.common.iter().map(|common| common.word()).collect();
        let common = format!("same {}", common.join(", "));
        draw::text(buf, area, 3, row + 1, &common, styles.dim);
    }
}
