//! What Claude proposes, as a box below the answers: its keys and how it looks.
//!
//! The box is drawn by the program in a region of its own. No is what happens by itself: enter looks, only
//! the key of "do it" does anything.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::plans::{became, kinds};
use super::{Chat, Focus, notes};
use crate::domain::plan::{Deed, Item, ItemState};
use crate::domain::value::Foreign;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::pane::{Action, Look, always};
use crate::tui::text::{Side, clip, fit, width};
use crate::tui::widgets::draw;

/// What Claude proposes.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "chat.plans",
    title: "Chat, on what Claude proposes",
    text: false,
};

/// Items in sight at most, and on a small screen.
const MOST: u16 = 10;
const FEW: u16 = 5;
/// From this height on there is room for [`MOST`].
const TALL: u16 = 26;
/// Columns of the kind and of the name.
const KIND: usize = 12;
const NAME: usize = 14;

/// What can be done on it.
pub const ACTIONS: &[Action<Chat>] = &[
    Action {
        spec: ActionSpec::new(
            "chat.plans.pick",
            "Pick",
            "Pick the item, or put it back. What reaches a person is never picked by itself.",
        )
        .word("pick"),
        enabled: waits,
        run: |chat, cx| {
            chat.plans.toggle(cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "chat.plans.look",
            "Look",
            "One item in full: to whom, how, the exact words. Nothing is done.",
        )
        .word("look"),
        enabled: always,
        run: |chat, cx| {
            chat.plans.look(cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "chat.plans.edit",
            "Edit the words",
            "Change the words of the item; they are looked at anew.",
        )
        .word("edit")
        .weight(Weight::Local),
        enabled: |chat, look| match chat.plans.item() {
            Some((_, item, _)) if item.deed.wording().is_none() => Enabled::No("it has no words to change"),
            _ => waits(chat, look),
        },
        run: |chat, cx| chat.plans.edit(cx),
    },
    Action {
        spec: ActionSpec::new(
            "chat.plans.apply",
            "Do what is picked",
            "Do exactly what is picked and drawn; it is one line of undo. The rest is declined.",
        )
        .word("apply")
        .weight(Weight::Leaves),
        enabled: |chat, look| match waits(chat, look) {
            Enabled::Yes => Enabled::when(!chat.plans.picked().is_empty(), "nothing is picked"),
            no @ Enabled::No(_) => no,
        },
        run: |chat, cx| chat.plans.apply(cx),
    },
    Action {
        spec: ActionSpec::new(
            "chat.plans.reject",
            "Reject",
            "Say no to all of it, with a reason for Claude or without.",
        )
        .word("reject")
        .weight(Weight::Local),
        enabled: waits,
        run: |chat, cx| chat.plans.reject(cx),
    },
    Action {
        spec: ActionSpec::new(
            "chat.plans.why",
            "Why",
            "What is to be known of each item, and who was left out.",
        )
        .word("why"),
        enabled: always,
        run: |chat, cx| {
            chat.plans.why(cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "chat.plans.next",
            "Next proposal",
            "To the next proposal of this chat.",
        ),
        enabled: several,
        run: |chat, _| {
            chat.plans.turn(true);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "chat.plans.previous",
            "Proposal before",
            "To the proposal before, in this chat.",
        ),
        enabled: several,
        run: |chat, _| {
            chat.plans.turn(false);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "chat.plans.leave",
            "Leave it",
            "Back to what was said; nothing is done.",
        )
        .word("leave"),
        enabled: always,
        run: |chat, _| {
            chat.focus = Focus::Text;
            Effects::none()
        },
    },
];

fn waits(chat: &Chat, _: Look<'_>) -> Enabled {
    Enabled::when(chat.plans.is_open(), "it was decided, or is older than a day")
}

fn several(chat: &Chat, _: Look<'_>) -> Enabled {
    Enabled::when(chat.plans.place().1 > 1, "there is one proposal here")
}

/// Rows of the box, its frame and its keys with it; none where nothing is proposed.
pub(super) fn rows(chat: &Chat, room: u16) -> u16 {
    let Some(made) = chat.plans.current() else {
        return 0;
    };
    let most = if room < TALL { FEW } else { MOST };
    let items = u16::try_from(made.items.len()).unwrap_or(u16::MAX);
    items.clamp(1, most) + 3
}

/// Draws the box.
pub(super) fn draw(chat: &Chat, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let Some(made) = chat.plans.current() else { return };
    let has_keys = chat.focus == Focus::Plans;
    let title = if made.is_open() {
        let items = made.items.iter().map(|(item, _)| item);
        format!("PROPOSED · {} · nothing has been sent", kinds(items))
    } else {
        format!("PROPOSED · {}", notes::became(made))
    };
    let (at, of) = chat.plans.place();
    let title = if of > 1 {
        format!("{title} · {at} of {of}")
    } else {
        title
    };
    let room = usize::from(area.width.saturating_sub(8));
    let inner = draw::panel(buf, area, &clip(&title, room), look);
    for (row, (nr, (item, state))) in (0..inner.height.saturating_sub(1)).zip(chat.plans.rows()) {
        if has_keys && nr == chat.plans.cursor() {
            draw::tint(buf, inner, row, look.styles().selected);
        }
        line(chat, buf, inner, row, (nr, item, state), look);
    }
    let last = inner.height.saturating_sub(1);
    let words = hint(chat, has_keys, look);
    draw::text(buf, inner, 0, last, &words, look.styles().dim);
}

fn hint(chat: &Chat, has_keys: bool, look: Look<'_>) -> String {
    if !has_keys {
        let key = if chat.focus == Focus::Ask {
            look.key("chat.ask.decide")
        } else {
            look.key("chat.decide")
        };
        return if chat.plans.is_open() {
            format!("{key} to decide; nothing is done by itself")
        } else {
            format!("{key} to look")
        };
    }
    let picked = chat.plans.picked().len();
    let of = chat.plans.current().map_or(0, |made| made.items.len());
    let apply = format!("apply {picked} of {of}");
    let all = [
        ("chat.plans.pick", "pick"),
        ("chat.plans.look", "look"),
        ("chat.plans.edit", "edit"),
        ("chat.plans.apply", apply.as_str()),
        ("chat.plans.reject", "reject"),
        ("chat.plans.why", "why"),
    ];
    let decided = !chat.plans.is_open();
    let offered = all
        .iter()
        .filter(|(id, _)| !decided || matches!(*id, "chat.plans.look" | "chat.plans.why"));
    let words: Vec<String> = offered
        .map(|(id, word)| format!("{} {word}", look.key(id)))
        .collect();
    words.join("  ")
}

fn line(
    chat: &Chat,
    buf: &mut Buffer,
    area: Rect,
    row: u16,
    (nr, item, state): (usize, &Item, &ItemState),
    look: Look<'_>,
) {
    let (styles, glyphs) = (look.styles(), look.glyphs());
    let mark = match state {
        ItemState::Waiting if item.is_blocked() => "[-]",
        ItemState::Waiting if chat.plans.is_picked(nr) => "[x]",
        ItemState::Waiting => "[ ]",
        ItemState::Done { .. } => glyphs.yes,
        ItemState::Denied => glyphs.dot,
        ItemState::NotStarted { .. } => glyphs.no,
    };
    let blocked = item.remarks.iter().find(|remark| remark.blocks);
    let (sign, style) = match (state, blocked, item.remarks.is_empty()) {
        (ItemState::Waiting, Some(remark), _) => {
            let why = Foreign::from(remark.text.as_str()).shown();
            (format!("{} {why}", glyphs.no), styles.bad)
        }
        (ItemState::Waiting, None, true) => (glyphs.yes.to_owned(), styles.good),
        (ItemState::Waiting, None, false) => (glyphs.warn.to_owned(), styles.warn),
        (ItemState::NotStarted { .. }, _, _) => (became(state), styles.bad),
        (state, _, _) => (became(state), styles.dim),
    };
    let dim = if *state == ItemState::Waiting && blocked.is_none() {
        Style::new()
    } else {
        styles.dim
    };
    let x = draw::text(buf, area, 0, row, &fit(mark, 4, Side::Left), styles.accent);
    let kind = fit(item.deed.word(), KIND.min(kind_columns(chat)), Side::Left);
    let x = draw::text(buf, area, x, row, &kind, styles.dim);
    let who = Foreign::from(item.who.as_str()).shown();
    let x = draw::text(buf, area, x, row, &fit(who.as_str(), NAME, Side::Left), dim);
    // Why an item cannot be done takes half of the line at most.
    let sign = clip(&sign, usize::from(area.width / 2));
    let room = usize::from(area.width.saturating_sub(x + 2)).saturating_sub(width(&sign) + 1);
    draw::text(buf, area, x + 1, row, &clip(&what(item), room), dim);
    draw::right(buf, area, 0, row, &sign, style);
}

fn kind_columns(chat: &Chat) -> usize {
    let words = chat.plans.current().into_iter().flat_map(|made| &made.items);
    let widest = words.map(|(item, _)| width(item.deed.word())).max();
    widest.unwrap_or(0) + 2
}

/// The words of a message, or what would become of what. Of tags only those that come and go: the others would hide them.
fn what(item: &Item) -> String {
    let shown = |text: &str| Foreign::from(text).shown().to_string();
    if let Deed::Tags { add, remove, .. } = &item.deed {
        let add = add.iter().map(|tag| format!("+{}", shown(tag)));
        let remove = remove.iter().map(|tag| format!("-{}", shown(tag)));
        return add.chain(remove).collect::<Vec<_>>().join("  ");
    }
    match item.deed.draft() {
        Some(draft) => format!("\"{}\"", shown(&draft.body)),
        None if item.before.is_empty() => shown(&item.after),
        None => format!("{} → {}", shown(&item.before), shown(&item.after)),
    }
}
