//! How the board looks: a column a stage with count and sum, cards with who, worth and age; below it the deal.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Pipeline;
use crate::domain::opportunity::DealOrder;
use crate::engine::Link;
use crate::engine::view::DealCard;
use crate::tui::pane::Look;
use crate::tui::text::{Side, clip, fit, grouped, width, wrap};
use crate::tui::widgets::columns::{self, Column};
use crate::tui::widgets::{draw, score};

/// Rows that are not cards: headline, headings, a blank and the deal below.
pub(super) const AROUND: u16 = 11;
/// Rows of the deal under the board, its rule included.
const BELOW: u16 = 5;
/// Rows of a column's heading: its name; count and sum; a blank.
const HEADING: u16 = 3;
/// Columns narrower than this show nothing of use.
const LEAST: u16 = 16;
/// From so many columns of a card on the badge of a score is a letter, and a word.
const NARROW: usize = 16;
const BROAD: usize = 24;

/// Draws the tab.
pub(super) fn draw(tab: &Pipeline, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
    let buf = frame.buffer_mut();
    let Some(pipeline) = tab.stages(look) else {
        draw::text(buf, area, 1, 1, "No pipeline is here yet.", look.styles().strong);
        let room = usize::from(area.width.saturating_sub(2));
        for (row, line) in (2..area.height).zip(wrap(&how_to_begin(tab, look), room)) {
            draw::text(buf, area, 1, row, &line, look.styles().dim);
        }
        return;
    };
    let key = look.key("pipeline.filter.complete");
    if !tab.line.view_help(buf, area, 0, &key, look) {
        headline(tab, buf, area, look, pipeline.name.shown().as_str());
    }
    let seen = columns_seen(tab, area, look);
    if tab.is_filtered() {
        let line = Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(1),
            ..area
        };
        tab.line.view(frame, line, "everybody", &seen, look);
    } else {
        draw::right(frame.buffer_mut(), area, 1, 1, &seen, look.styles().dim);
    }
    let buf = frame.buffer_mut();
    let below = BELOW.min(area.height.saturating_sub(6));
    let board = Rect {
        y: area.y + 2,
        height: area.height.saturating_sub(2 + below),
        ..area
    };
    if tab.as_list {
        list(tab, buf, board, look);
    } else {
        columns_of(tab, buf, board, look);
    }
    let foot = Rect {
        y: board.bottom(),
        height: below,
        ..area
    };
    deal(tab, buf, foot, look);
}

/// Where pipelines come from, as things stand.
fn how_to_begin(tab: &Pipeline, look: Look<'_>) -> String {
    let health = look.key("app.health");
    match tab.link {
        Link::None => "No CRM is connected: leadline login ghl connects one, from a shell.".to_owned(),
        Link::Down { .. } => "The CRM cannot be reached; pipelines come once it is back.".to_owned(),
        Link::Refused { .. } => format!("The CRM refuses the key; {health} says what to do."),
        Link::Up if tab.first_copy => {
            format!("The first copy is running: pipelines come first; {health} shows how far.")
        }
        Link::Up => {
            format!("Make one in the CRM; it comes by itself, or at once with {health} and its sync now.")
        }
    }
}

fn headline(tab: &Pipeline, buf: &mut Buffer, area: Rect, look: Look<'_>, name: &str) {
    let styles = look.styles();
    let (count, value) = tab.totals();
    let dot = look.glyphs().dot;
    let more = if look.world.directory.pipelines.len() > 1 {
        look.glyphs().choose
    } else {
        ""
    };
    let order = match tab.order {
        DealOrder::Changed => String::new(),
        order => format!(" {dot} {}", order.words()),
    };
    let figures = format!("   {} open {dot} {}{order}", grouped(count), value.short());
    draw::spans(
        buf,
        area,
        1,
        0,
        &[
            (name, styles.strong),
            (" ", styles.dim),
            (more, styles.dim),
            (&figures, styles.base),
        ],
    );
    let hint = format!(
        "{} {}",
        look.key("pipeline.list"),
        if tab.as_list { "as board" } else { "as list" }
    );
    draw::right(buf, area, 1, 0, &hint, styles.dim);
}

/// The first column on the board, and how many fit beside it.
fn in_sight(tab: &Pipeline, area: Rect, look: Look<'_>) -> (usize, usize, usize) {
    let total = tab.stages(look).map_or(0, |pipeline| pipeline.stages.len());
    let fitting = usize::from((area.width / LEAST).max(1)).min(total.max(1));
    let first = tab
        .column
        .saturating_sub(fitting - 1)
        .min(total.saturating_sub(fitting));
    (first, fitting, total)
}

/// Which columns of how many are on the board; empty when all are.
fn columns_seen(tab: &Pipeline, area: Rect, look: Look<'_>) -> String {
    let (first, fitting, total) = in_sight(tab, area, look);
    if tab.as_list || fitting >= total {
        return String::new();
    }
    format!("columns {}–{} of {total}", first + 1, first + fitting)
}

fn columns_of(tab: &Pipeline, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let (first, fitting, total) = in_sight(tab, area, look);
    let each = area.width / fitting as u16;
    for (place, at) in (first..(first + fitting).min(total)).enumerate() {
        let x = area.x + place as u16 * each;
        let last = place + 1 == fitting;
        let wide = if last {
            area.right().saturating_sub(x)
        } else {
            each
        };
        let column = Rect {
            x,
            width: wide,
            ..area
        };
        one_column(tab, buf, column, look, at, !last);
    }
}

fn one_column(tab: &Pipeline, buf: &mut Buffer, area: Rect, look: Look<'_>, at: usize, ruled: bool) {
    let styles = look.styles();
    let Some(stage) = tab.stages(look).and_then(|pipeline| pipeline.stages.get(at)) else {
        return;
    };
    let (count, value) = tab
        .column_of(&stage.id)
        .map_or((0, String::new()), |c| (c.count, c.value.short()));
    let inner = Rect {
        width: area.width.saturating_sub(u16::from(ruled)),
        ..area
    };
    let room = usize::from(inner.width.saturating_sub(2));
    let style = if at == tab.column {
        styles.accent
    } else {
        styles.heading
    };
    let name = stage.name.shown().as_str().to_uppercase();
    draw::text(buf, inner, 1, 0, &clip(&name, room), style);
    // Half a sum is a wrong one: without room for the dot it goes, and then the count.
    let fitting = [
        format!("{} {} {value}", grouped(count), look.glyphs().dot),
        format!("{} {value}", grouped(count)),
        value.clone(),
    ];
    let figures = fitting.iter().find(|figures| width(figures) <= room + 1);
    let figures = figures.map_or("", String::as_str);
    draw::text(
        buf,
        inner,
        1,
        1,
        if count == 0 { "none" } else { figures },
        styles.dim,
    );
    if ruled {
        draw::bar(buf, area, area.width - 1, look);
    }
    let cards = tab.cards(look, at);
    // A card takes two rows and a blank one; the column scrolls by whole cards to keep the cursor in sight.
    let fitting = usize::from(inner.height.saturating_sub(HEADING) / 3).max(1);
    let here = if at == tab.column { tab.card } else { 0 };
    let first = here.saturating_sub(fitting.saturating_sub(1));
    for (place, card) in cards.iter().skip(first).take(fitting).enumerate() {
        let top = HEADING + 3 * place as u16;
        let chosen = at == tab.column && first + place == tab.card;
        one_card(buf, inner, top, card, chosen, look);
    }
    let hidden = (count as usize).saturating_sub(first + fitting);
    if hidden > 0 {
        let row = inner.height.saturating_sub(1);
        draw::text(
            buf,
            inner,
            1,
            row,
            &format!("+{} more", grouped(hidden as u64)),
            styles.dim,
        );
    }
}

fn one_card(buf: &mut Buffer, area: Rect, top: u16, card: &DealCard, chosen: bool, look: Look<'_>) {
    let styles = look.styles();
    let room = usize::from(area.width.saturating_sub(2));
    if chosen {
        for row in [top, top + 1] {
            draw::tint(buf, area, row, styles.selected);
            draw::text(buf, area, 0, row, look.glyphs().cursor, styles.accent);
        }
    }
    let (words, style) = scored(card, room, look);
    let scored = width(&words);
    draw::right(buf, area, 1, top, &words, style);
    let room_for_name = room.saturating_sub(if scored > 0 { scored + 1 } else { 0 });
    draw::text(
        buf,
        area,
        1,
        top,
        &clip(&title(card), room_for_name),
        if chosen { styles.strong } else { styles.base },
    );
    let mark = if card.pending {
        format!(" {}", look.glyphs().up)
    } else {
        String::new()
    };
    let facts = format!(
        "{} {} {}{mark}",
        worth(card),
        look.glyphs().dot,
        look.ago(card.since)
    );
    draw::text(buf, area, 1, top + 1, &clip(&facts, room + 1), styles.dim);
}

/// Number and badge of whose deal it is: the badge as a word where there is room for one, else as its first letter, and not at
/// all before the name would go. Nothing where there is no score.
fn scored(card: &DealCard, room: usize, look: Look<'_>) -> (String, Style) {
    let Some(mark) = &card.mark else {
        return (String::new(), Style::new());
    };
    let words = match room {
        ..NARROW => score::bare(mark),
        NARROW..BROAD => score::short(mark),
        _ => score::label(mark),
    };
    (words, score::style(mark, look))
}

/// Whose deal it is, or what it is called when nobody is known.
fn title(card: &DealCard) -> String {
    let who = card.who.shown();
    if who.as_str().is_empty() {
        card.name.shown().or("unnamed deal").to_string()
    } else {
        who.to_string()
    }
}

/// What the deal is worth; nobody has said so yet is not the same as nothing.
fn worth(card: &DealCard) -> String {
    if card.value.0 == 0 {
        "no value".to_owned()
    } else {
        card.value.short()
    }
}

/// What the deal is called, where that says more than whose it is.
fn called(card: &DealCard) -> Option<String> {
    let name = card.name.shown().to_string();
    (!name.is_empty() && name != title(card)).then_some(name)
}

const LIST: &[Column] = &[
    Column {
        title: "WHO",
        least: 18,
        grow: 2,
        side: Side::Left,
        rank: 0,
    },
    Column {
        title: "DEAL",
        least: 16,
        grow: 2,
        side: Side::Left,
        rank: 3,
    },
    Column {
        title: "STAGE",
        least: 12,
        grow: 1,
        side: Side::Left,
        rank: 1,
    },
    Column {
        title: "SCORE",
        least: 7,
        grow: 0,
        side: Side::Left,
        rank: 1,
    },
    Column {
        title: "VALUE",
        least: 8,
        grow: 0,
        side: Side::Right,
        rank: 1,
    },
    Column {
        title: "IN STAGE",
        least: 8,
        grow: 0,
        side: Side::Right,
        rank: 2,
    },
];

fn list(tab: &Pipeline, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    let inner = Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(3),
        ..area
    };
    let placed = columns::layout(LIST, inner.width);
    columns::header(buf, inner, 0, LIST, &placed, styles.heading);
    let Some(pipeline) = tab.stages(look) else { return };
    let all: Vec<(usize, usize, &DealCard)> = (0..pipeline.stages.len())
        .flat_map(|column| {
            tab.cards(look, column)
                .iter()
                .enumerate()
                .map(move |(at, card)| (column, at, card))
        })
        .collect();
    let rows = usize::from(area.height.saturating_sub(1));
    let here = all
        .iter()
        .position(|(column, at, _)| (*column, *at) == (tab.column, tab.card))
        .unwrap_or(0);
    let first = here.saturating_sub(rows.saturating_sub(1));
    for (place, (column, at, card)) in all.iter().skip(first).take(rows).enumerate() {
        let row = 1 + place as u16;
        if (*column, *at) == (tab.column, tab.card) {
            draw::tint(buf, area, row, styles.selected);
            draw::text(buf, area, 0, row, look.glyphs().cursor, styles.accent);
        }
        let stage = pipeline
            .stages
            .get(*column)
            .map(|stage| stage.name.shown().to_string())
            .unwrap_or_default();
        columns::row(buf, inner, row, LIST, &placed, |cell| match cell {
            0 => (Cow::Owned(title(card)), Style::new()),
            1 => (Cow::Owned(called(card).unwrap_or_default()), styles.dim),
            2 => (Cow::Borrowed(stage.as_str()), Style::new()),
            3 => {
                let (words, style) = scored(card, BROAD, look);
                (Cow::Owned(words), style)
            }
            4 => (Cow::Owned(worth(card)), Style::new()),
            _ => (Cow::Owned(look.ago(card.since)), styles.dim),
        });
    }
}

fn deal(tab: &Pipeline, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    draw::rule(buf, area, 0, look);
    let Some(card) = tab.current(look) else {
        let (left, right) = (look.key("pipeline.left"), look.key("pipeline.right"));
        let words = match tab.board {
            None => "Reading the deals.".to_owned(),
            Some(_) if tab.totals().0 == 0 && tab.is_filtered() => {
                let back = look.key(if tab.line.open {
                    "pipeline.filter.undo"
                } else {
                    "app.back"
                });
                format!("No open deal is of anybody this filter chooses; {back} takes it away.")
            }
            Some(_) if tab.totals().0 > 0 => {
                format!("No deal at this stage; {left} and {right} go to the others.")
            }
            Some(_) if tab.first_copy => "The first copy is running: deals come page by page.".to_owned(),
            Some(_) => "No open deal here. Deals are begun in the CRM and come by themselves.".to_owned(),
        };
        draw::text(buf, area, 1, 1, &words, styles.dim);
        return;
    };
    let dot = look.glyphs().dot;
    let stage = look
        .world
        .directory
        .stage(&card.stage)
        .map(|stage| stage.name.shown().to_string());
    let owner = card
        .owner
        .as_ref()
        .and_then(|owner| look.world.directory.user_name(owner));
    let line = format!(
        " {dot} {} {dot} {} since {}",
        if card.value.0 == 0 {
            worth(card)
        } else {
            card.value.to_string()
        },
        stage.unwrap_or_else(|| "no stage".into()),
        look.stamp(card.since),
    );
    // Names are cut before figures are.
    let room = usize::from(area.width).saturating_sub(width(&line) + 2);
    let who = title(card);
    let names = match called(card) {
        None => who,
        Some(called) if called.contains(&who) => called,
        Some(called) => format!("{who} {dot} {called}"),
    };
    let parts = [(clip(&names, room), styles.strong), (line, styles.base)];
    let parts = parts.each_ref().map(|(words, style)| (words.as_str(), *style));
    draw::spans(buf, area, 1, 1, &parts);
    let owner = owner.map_or_else(|| "nobody".to_owned(), |name| name.to_string());
    let more = format!("owner {owner} {dot} last activity {}", look.stamp(card.active));
    draw::text(buf, area, 1, 2, &more, styles.dim);
    if let Some(words) = beyond(tab, card, look) {
        draw::text(buf, area, 1, 3, &words, styles.dim);
    }
    if card.pending {
        let waits = format!("{} waits for the CRM", look.glyphs().up);
        draw::text(buf, area, 1, 3, &fit(&waits, 40, Side::Left), styles.warn);
    }
}

/// On the last card that is on the board: where the rest of the stage is.
fn beyond(tab: &Pipeline, card: &DealCard, look: Look<'_>) -> Option<String> {
    let column = tab.column_of(&card.stage)?;
    let last = column.cards.last().is_some_and(|last| last.id == card.id);
    let shown = column.cards.len() as u64;
    (last && column.count > shown).then(|| {
        let stage = look.world.directory.stage(&card.stage);
        let stage = stage
            .map(|stage| stage.name.shown().to_string())
            .unwrap_or_default();
        let (shown, all) = (grouped(shown), grouped(column.count));
        format!("{shown} of {all} are on the board; stage:\"{stage}\" in Leads finds them all")
    })
}
