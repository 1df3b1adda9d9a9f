//! The tour: what the program is for, in four screens. It comes by itself once, on the first start, and can be left with
//! any of its keys at any time.
//!
//! What a key does is said by the table of actions, and which key it is by the keys in force: a screen only names the
//! actions that it tells of.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::engine::{Link, Progress};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::pane::{Action, Cx, Look, Pane, always, enabled, run};
use crate::tui::text::{Side, fit, grouped, width, wrap};
use crate::tui::widgets::draw;

/// On the tour.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "tour",
    title: "On the tour",
    text: false,
};

const NEXT: &str = "tour.next";
const BACK: &str = "tour.back";
const LEAVE: &str = "tour.leave";

/// Its own actions.
pub const ACTIONS: &[Action<Tour>] = &[
    Action {
        spec: ActionSpec::new(NEXT, "Next", "The next screen; after the last one, to work.").word("next"),
        enabled: always,
        run: |tour, cx| {
            tour.at += 1;
            if tour.at >= SCREENS.len() {
                cx.close();
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(BACK, "Back", "The screen before.").word("back"),
        enabled: |tour, _| Enabled::when(tour.at > 0, "this is the first screen"),
        run: |tour, _| {
            tour.at = tour.at.saturating_sub(1);
            Effects::none()
        },
    },
    Action::close(ActionSpec::new(LEAVE, "Leave", "Leave the tour; the palette has it again.").word("leave")),
];

/// Columns of the widest tour.
const WIDE: u16 = 104;
/// From this many columns on a row has the action's title before its sentence.
const TITLED: u16 = 90;
/// Columns of a title.
const TITLE: u16 = 26;

/// One screen: a heading, what it is about, and the actions to know.
struct Screen {
    heading: &'static str,
    says: &'static str,
    actions: &'static [&'static str],
}

const SCREENS: &[Screen] = &[
    Screen {
        heading: "Welcome",
        says: "This is your CRM on this machine. Every list is read from a copy that is here, so a key is answered at \
               once, with a network and without. Nothing is written to the CRM until you do it.",
        actions: &[
            "app.palette",
            "app.command",
            "always.help",
            "app.before",
            "app.back",
            "app.quit",
        ],
    },
    Screen {
        heading: "Today: who waits for you",
        says: "The screen you start in. On top is whoever costs most by waiting, and each row says why. At the right are \
               the person, what was said, and what to do next.",
        actions: &[
            "app.today",
            "today.open",
            "person.call",
            "person.reply",
            "today.done",
            "person.snooze-tomorrow",
            "person.why",
            "today.next-split",
        ],
    },
    Screen {
        heading: "Leads and Pipeline: everybody",
        says: "Type a filter and the list follows each letter: stage:showing last_in>14d is everybody in that stage who \
               has not written for two weeks. What you do can be taken back, here and in the CRM.",
        actions: &[
            "app.leads",
            "leads.search",
            "leads.mark",
            "person.tags",
            "person.stage",
            "person.edit",
            "app.pipeline",
            "app.undo",
            "app.undo-list",
        ],
    },
    Screen {
        heading: "What goes out, and Claude",
        says: "Every message passes one gate when it leaves: hours where the person is, opt-out, wording. What has to \
               wait says until when. Claude answers beside your list and sends nothing by itself.",
        actions: &[
            "app.chat",
            "chat.write",
            "app.health",
            "app.notices",
            "app.automatic",
            "always.help",
            "app.tour",
        ],
    },
];

/// The overlay.
pub struct Tour {
    at: usize,
    progress: Progress,
}

impl Tour {
    /// Begins at the first screen; `progress` is how the copy is now.
    pub fn new(progress: Progress) -> Self {
        Self { at: 0, progress }
    }

    fn screen(&self) -> &'static Screen {
        SCREENS.get(self.at).unwrap_or(&SCREENS[0])
    }

    /// What is so just now, under the words of the first screen.
    fn facts(&self, look: Look<'_>) -> Vec<String> {
        if self.at > 0 {
            return Vec::new();
        }
        let copy = match &self.progress.link {
            Link::None => {
                "No CRM is connected yet: leadline login ghl connects one, from a shell.".to_owned()
            }
            Link::Refused { .. } => format!("The CRM refuses: {} says why.", look.key("app.health")),
            Link::Down { .. } => "The CRM cannot be reached now; what you do waits here for it.".to_owned(),
            Link::Up if self.progress.first_copy => format!(
                "The first copy is running, {} records so far. You can start now.",
                grouped(self.progress.copied())
            ),
            Link::Up => "The copy is complete and kept fresh.".to_owned(),
        };
        let hold = match look.world.hold.as_secs() {
            0 => "A message leaves at once; the setting send.hold_seconds gives you time to take it back."
                .to_owned(),
            seconds => format!(
                "A message waits {seconds} s before it leaves; until then {} takes it back.",
                look.key("app.undo")
            ),
        };
        vec![copy, hold]
    }

    fn words(&self, columns: u16, look: Look<'_>) -> Vec<String> {
        let columns = usize::from(columns);
        let mut lines = wrap(self.screen().says, columns);
        let facts = self.facts(look);
        if !facts.is_empty() {
            lines.push(String::new());
        }
        lines.extend(facts.iter().flat_map(|fact| wrap(fact, columns)));
        lines
    }

    /// Writes the actions from `row` on, as many as fit.
    fn view_actions(&self, buf: &mut Buffer, inner: Rect, row: u16, look: Look<'_>) {
        let keymap = &look.world.keymap;
        let rows: Vec<(String, &'static ActionSpec)> = self
            .screen()
            .actions
            .iter()
            .filter_map(|id| Some((keys(id, look), keymap.catalog().action(id)?)))
            .collect();
        let wide = rows.iter().map(|(keys, _)| width(keys)).max().unwrap_or(0);
        let last = inner.height.saturating_sub(2);
        let title = if inner.width >= TITLED { TITLE } else { 0 };
        let help = 1 + wide as u16 + 2 + title;
        let room = usize::from(inner.width.saturating_sub(help + 1)).max(8);
        let mut row = row;
        for (keys, spec) in &rows {
            let sentence = wrap(spec.help, room);
            if row + sentence.len() as u16 > last {
                return;
            }
            draw::text(
                buf,
                inner,
                1,
                row,
                &fit(keys, wide, Side::Left),
                look.styles().key,
            );
            if title > 0 {
                draw::text(buf, inner, help - title, row, spec.title, look.styles().strong);
            }
            for line in &sentence {
                draw::text(buf, inner, help, row, line, Style::new());
                row += 1;
            }
        }
    }

    fn view_foot(&self, buf: &mut Buffer, inner: Rect, look: Look<'_>) {
        let row = inner.height.saturating_sub(1);
        let last = self.at + 1 == SCREENS.len();
        let next = if last { "to work" } else { "next" };
        let mut x = 1;
        for (id, word) in [(NEXT, next), (BACK, "back"), (LEAVE, "leave the tour")] {
            if id == BACK && self.at == 0 {
                continue;
            }
            x = draw::text(buf, inner, x, row, &look.key(id), look.styles().key) + 1;
            x = draw::text(buf, inner, x, row, word, look.styles().dim) + 3;
        }
    }
}

/// All keys of an action; where it has none, how the palette finds it.
fn keys(id: &str, look: Look<'_>) -> String {
    let keymap = &look.world.keymap;
    let keys = keymap.keys_of(id).join(" ");
    match keymap.catalog().action(id) {
        Some(spec) if keys.is_empty() => format!("{} {}", look.key("app.command"), spec.title.to_lowercase()),
        _ => keys,
    }
}

impl Pane for Tour {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id]
    }

    fn update(&mut self, msg: &mut Msg, _: &mut Cx<'_>) -> Effects {
        let Msg::Progress(progress) = msg else {
            return Effects::unchanged();
        };
        self.progress.clone_from(progress);
        Effects::none()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn place(&self, screen: Rect) -> Rect {
        let wide = WIDE.min(screen.width.saturating_sub(4));
        draw::middle(screen, wide, 20.min(screen.height.saturating_sub(2)))
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let title = format!("tour {} {} of {}", look.glyphs().dot, self.at + 1, SCREENS.len());
        let inner = draw::panel(frame.buffer_mut(), area, &title, look);
        let buf = frame.buffer_mut();
        draw::text(buf, inner, 1, 0, self.screen().heading, look.styles().heading);
        let words = self.words(inner.width.saturating_sub(2), look);
        let mut row = 2;
        for line in &words {
            draw::text(buf, inner, 1, row, line, Style::new());
            row += 1;
        }
        self.view_actions(buf, inner, row + 1, look);
        self.view_foot(buf, inner, look);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filter::{Today, parse};

    #[test]
    fn the_filter_it_shows_is_one() {
        let example = "stage:showing last_in>14d";
        assert!(SCREENS.iter().any(|screen| screen.says.contains(example)));
        let today = Today {
            now: "2026-04-14T09:04:00Z".parse().unwrap(),
            zone: jiff::tz::TimeZone::UTC,
            me: None,
            vocabulary: std::sync::Arc::default(),
        };
        assert!(parse(example, &today).is_ok());
    }

    #[test]
    fn every_action_it_tells_of_is_there() {
        let keymap = crate::tui::keymap(None).unwrap();
        for id in SCREENS.iter().flat_map(|screen| screen.actions) {
            assert!(keymap.catalog().action(id).is_some(), "{id}");
        }
    }
}
