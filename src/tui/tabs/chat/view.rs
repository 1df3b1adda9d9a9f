//! How Chat looks: the list and the figures at the left, what was said, the field below it.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::threads::HEAD;
use super::{Chat, Focus, proposed, turn};
use crate::tui::overlays::lens::masked;
use crate::tui::pane::{Chip, Look};
use crate::tui::text::{Side, bytes, clip, fit, micro_dollars, short_count, width};
use crate::tui::widgets::draw;

/// From this width on the list stands beside what was said.
const WIDE: u16 = 100;
/// Columns of the list.
const LIST: u16 = 28;
/// Rows of the field, at most.
const FIELD: u16 = 8;
/// Rows of the figures below the list, with their rule.
const FIGURES: u16 = 7;
/// Things a question is about that are shown beside it, at most.
const CHIPS: u16 = 5;

/// Where the parts stand.
pub(super) struct Parts {
    /// The list of chats, where it is shown.
    pub threads: Option<Rect>,
    /// What was said.
    pub text: Rect,
    /// What is proposed, where something is.
    pub plans: Option<Rect>,
    /// What the question is about, where that stands above the field.
    pub chips: Option<Rect>,
    /// The field.
    pub field: Rect,
}

/// Where the parts of the tab stand.
pub(super) fn parts(chat: &Chat, area: Rect) -> Parts {
    let wide = area.width >= WIDE;
    let left = if wide { LIST + 1 } else { 0 };
    let main = Rect {
        x: area.x + left + 1,
        width: area.width.saturating_sub(left + 2),
        ..area
    };
    let typing = main.width.saturating_sub(2);
    let rows = chat.ask.field.height(typing).clamp(1, FIELD).min(area.height / 2);
    let top = u16::from(!wide);
    let field = Rect {
        x: main.x + 2,
        y: area.bottom().saturating_sub(rows),
        width: typing,
        height: rows,
    };
    let named = u16::from(!wide && !chat.chips.here().is_empty());
    let above = area.height.saturating_sub(rows + named + 1 + top);
    let chips = (named > 0).then(|| Rect {
        y: field.y.saturating_sub(1),
        height: 1,
        ..main
    });
    // Something of the answer stays in sight.
    let proposed = proposed::rows(chat, area.height).min(above.saturating_sub(3));
    let text = Rect {
        y: area.y + top,
        height: above - proposed,
        ..main
    };
    let plans = (proposed > 3).then_some(Rect {
        y: text.bottom(),
        height: proposed,
        ..main
    });
    let threads = if wide {
        let height = area.height.saturating_sub(FIGURES + chip_rows(chat));
        Some(Rect {
            width: LIST,
            height,
            ..area
        })
    } else {
        (chat.focus == Focus::Threads).then_some(area)
    };
    Parts {
        threads,
        text,
        plans,
        chips,
        field,
    }
}

/// Draws the tab.
pub(super) fn draw(chat: &Chat, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
    let parts = parts(chat, area);
    let wide = area.width >= WIDE;
    if let Some(list) = parts.threads {
        threads(chat, frame, list, look);
        if !wide {
            return;
        }
    }
    let buf = frame.buffer_mut();
    if wide {
        let left = Rect {
            width: LIST + 1,
            ..area
        };
        draw::bar(buf, left, LIST, look);
        figures(chat, buf, Rect { width: LIST, ..area }, look);
        context(chat, buf, Rect { width: LIST, ..area }, look);
    } else {
        headline(chat, buf, area, look);
    }
    text(chat, buf, parts.text, look);
    if let Some(place) = parts.plans {
        proposed::draw(chat, buf, place, look);
    }
    let rule = Rect {
        y: parts.plans.unwrap_or(parts.text).bottom(),
        height: 1,
        ..parts.text
    };
    draw::rule(buf, rule, 0, look);
    if chat.transcript.is_above_end() {
        let more = format!(" {} more below ", look.key("list.bottom"));
        draw::right(buf, rule, 2, 0, &more, look.styles().dim);
    }
    if let Some(place) = parts.chips {
        let words: Vec<String> = chat.chips.here().iter().map(Chip::words).collect();
        draw::text(buf, place, 0, 0, &words.join("  "), look.styles().accent);
    }
    let asking = chat.focus == Focus::Ask && !chat.threads.finding;
    let style = if asking {
        look.styles().accent
    } else {
        look.styles().dim
    };
    draw::text(
        buf,
        Rect {
            x: parts.text.x,
            width: 1,
            ..parts.field
        },
        0,
        0,
        ">",
        style,
    );
    let hint = hint(chat, look);
    chat.ask.field.view(frame, parts.field, &hint, asking, look);
}

fn hint(chat: &Chat, look: Look<'_>) -> String {
    let key = look.key("chat.write");
    match (chat.focus, chat.transcript.is_empty()) {
        (Focus::Ask, true) => "what do you want to know?  @ person  # list  $ deal".to_owned(),
        (Focus::Ask, false) => "go on asking".to_owned(),
        _ => format!("{key} to ask"),
    }
}

fn threads(chat: &Chat, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    let words = chat.threads.words();
    if chat.threads.finding || !words.is_empty() {
        let x = draw::text(frame.buffer_mut(), area, 1, 0, "find ", styles.heading);
        let line = Rect {
            x: area.x + x,
            width: area.width.saturating_sub(x + 1),
            height: 1,
            ..area
        };
        chat.threads
            .line
            .view(frame, line, "any words", chat.threads.finding, look);
    } else {
        let hint = format!("{} find", look.key("chat.search"));
        draw::text(frame.buffer_mut(), area, 1, 0, "CHATS", styles.heading);
        draw::right(frame.buffer_mut(), area, 1, 0, &hint, styles.dim);
    }
    let buf = frame.buffer_mut();
    for (at, thread) in chat.threads.shown().enumerate() {
        let row = (at + HEAD) as u16;
        let is_open = chat.thread.as_ref() == Some(&thread.id);
        if is_open {
            draw::tint(buf, area, row, styles.selected);
        }
        if is_open && chat.focus == Focus::Threads {
            draw::text(buf, area, 0, row, look.glyphs().cursor, styles.accent);
        }
        let when = look.stamp(thread.last_at);
        let writing = chat.live.is_open() && chat.live.thread.as_ref() == Some(&thread.id);
        let sign = if writing { look.glyphs().new } else { " " };
        let room = usize::from(area.width).saturating_sub(width(&when) + 5);
        let title = thread.title.shown().or("no title");
        let title = match thread.branch_of {
            Some(_) => format!("{} {title}", look.glyphs().fork),
            None => title.to_string(),
        };
        let title = fit(&title, room, Side::Left);
        let style = if is_open { styles.strong } else { Style::new() };
        draw::spans(
            buf,
            area,
            1,
            row,
            &[(&title, style), (" ", style), (sign, styles.accent)],
        );
        draw::right(buf, area, 1, row, &when, styles.dim);
    }
    if chat.threads.len() == 0 && chat.arrived {
        let none = if words.is_empty() {
            "no chats yet"
        } else {
            "nothing has these words"
        };
        draw::text(buf, area, 1, HEAD as u16, none, styles.dim);
    }
}

/// Rows that what the question is about takes above the figures.
fn chip_rows(chat: &Chat) -> u16 {
    match chat.chips.here().len() {
        0 => 0,
        some => some.min(usize::from(CHIPS)) as u16 + 2,
    }
}

/// What the question is about, above the figures; the last of many.
fn context(chat: &Chat, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let (rows, chips) = (chip_rows(chat), chat.chips.here());
    if rows == 0 {
        return;
    }
    let top = area.height.saturating_sub(FIGURES + rows) + 1;
    let hidden = chips.len().saturating_sub(usize::from(CHIPS));
    let title = match hidden {
        0 => "ABOUT".to_owned(),
        more => format!("ABOUT  and {more} more"),
    };
    draw::text(buf, area, 1, top, &title, look.styles().heading);
    let room = usize::from(area.width.saturating_sub(3));
    for (row, chip) in (top + 1..).zip(chips.iter().skip(hidden)) {
        draw::text(
            buf,
            area,
            2,
            row,
            &clip(&chip.words(), room),
            look.styles().accent,
        );
    }
}

/// What it runs on and what it costs.
fn figures(chat: &Chat, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    let top = area.height.saturating_sub(FIGURES) + 1;
    for (row, (label, value)) in (top..).zip(facts(chat)) {
        let x = draw::text(buf, area, 1, row, label, styles.heading);
        draw::text(buf, area, x.max(8) + 1, row, &value, styles.dim);
    }
}

fn facts(chat: &Chat) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let model = chat.models.iter().find(|model| model.in_use);
    if let Some(model) = model {
        facts.push(("MODEL", turn::safe(&model.name)));
    }
    if let Some(usage) = chat.transcript.usage() {
        let (tokens, share) = turn::context(usage);
        let window = model.filter(|model| model.window > 0);
        let of = window.map_or(" tokens".to_owned(), |model| {
            format!(" of {}", short_count(model.window))
        });
        facts.push(("CONTEXT", format!("{tokens}{of}")));
        if let Some(share) = share.filter(|share| *share > 0) {
            facts.push(("CACHE", format!("{share}% read")));
        }
    }
    if let Some(cost) = cost(chat) {
        facts.push(("THREAD", cost));
    }
    let (spent, limit) = chat.spent;
    let dollars = |micros: i64| micro_dollars(u64::try_from(micros).unwrap_or(0));
    let of = limit.map_or(String::new(), |limit| format!(" of {}", dollars(limit)));
    facts.push(("TODAY", format!("{}{of}", dollars(spent))));
    facts
}

/// What the open chat has cost.
fn cost(chat: &Chat) -> Option<String> {
    let thread = chat.threads.find(chat.thread.as_ref()?)?;
    Some(micro_dollars(u64::try_from(thread.micro_dollars).unwrap_or(0)))
}

/// The line above what was said where there is no room for the list.
fn headline(chat: &Chat, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    let thread = chat.thread.as_ref().and_then(|thread| chat.threads.find(thread));
    let title = thread.map_or_else(
        || "new chat".to_owned(),
        |thread| thread.title.shown().to_string(),
    );
    let said = |(label, value): (&'static str, String)| match label {
        "CACHE" | "TODAY" => None,
        _ => Some(value),
    };
    let facts: Vec<String> = facts(chat).into_iter().filter_map(said).collect();
    let facts = facts.join(" · ");
    let room = usize::from(area.width).saturating_sub(width(&facts) + 6);
    let title = clip(&title, room);
    let x = draw::text(buf, area, 1, 0, &title, styles.strong);
    draw::text(buf, area, x + 1, 0, look.glyphs().choose, styles.dim);
    draw::right(buf, area, 1, 0, &facts, styles.dim);
}

/// What stands where nothing was said yet: what can be asked, and what becomes of it.
const BEGIN: &[&str] = &[
    "Nothing was said here yet. Type a question below, such as",
    "",
    "  who has tag:hot-lead and wrote last?",
    "  which deals close this month, and what are they worth?",
    "  /brief, /reply, /plan or /why about somebody you put here with @",
    "",
    "Names, numbers and addresses leave masked. What Claude proposes waits for your yes.",
];

fn text(chat: &Chat, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    for (row, (inset, line)) in (area.y..area.bottom()).zip(chat.transcript.lines(look)) {
        let inset = inset as u16;
        buf.set_line(area.x + inset, row, &line, area.width.saturating_sub(inset));
    }
    if chat.transcript.is_empty() {
        let none = &[
            "No Claude key is set: `leadline login claude` sets one. Everything said here before can be read.",
        ];
        let words: &[&str] = if chat.models.is_empty() { none } else { BEGIN };
        for (row, words) in (1..area.height).zip(words) {
            let words = clip(words, usize::from(area.width));
            draw::text(buf, area, 0, row, &words, look.styles().dim);
        }
    }
}

/// What stands on the message line.
pub(super) fn status(chat: &Chat, look: Look<'_>) -> String {
    if chat.live.is_open() && !chat.is_here() {
        let thread = chat
            .live
            .thread
            .as_ref()
            .and_then(|thread| chat.threads.find(thread));
        let title = thread
            .map(|thread| thread.title.shown().to_string())
            .unwrap_or_default();
        return format!("Claude is writing in \"{title}\"");
    }
    if chat.left.requests > 0 {
        let made_up = if look.world.demo { "DEMO · " } else { "" };
        let key = if chat.focus == Focus::Ask {
            look.key("chat.ask.lens")
        } else {
            look.key("chat.lens")
        };
        return format!(
            "{made_up}what left this computer: {}, {} · {key} to see it",
            bytes(chat.left.size),
            masked(&chat.left.masked)
        );
    }
    if look.world.demo {
        return "DEMO: these answers are made up by the sandbox; no word of them is Claude's".to_owned();
    }
    "what leaves this computer: what is typed here and what Claude looks up, masked; to Anthropic".to_owned()
}
