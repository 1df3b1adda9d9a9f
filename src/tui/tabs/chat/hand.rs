//! Keys and the mouse in Chat: what is typed, clicked, moved through and stepped out of.

use std::time::Duration;

use crossterm::event::{KeyCode, MouseEventKind};
use ratatui::layout::Rect;

use super::{Chat, Focus, branch, view};
use crate::tui::backend::TurnRequest;
use crate::tui::effect::{Effect, Effects};
use crate::tui::msg::Input;
use crate::tui::overlays::about::{About, Kind};
use crate::tui::pane::Cx;
use crate::tui::widgets::list::Motion;

/// Lines that a turn of the wheel moves.
const WHEEL: isize = 3;
/// A second Esc within so long goes back to an earlier question.
const TWICE: Duration = Duration::from_secs(1);

impl Chat {
    pub(super) fn typed(&mut self, input: &Input, cx: &mut Cx<'_>) -> Effects {
        if let (Input::Key(key), Focus::Ask, false) = (input, self.focus, self.threads.finding) {
            let at_start = self.ask.field.at_start() && !self.chips.here().is_empty();
            if at_start && key.code() == KeyCode::Backspace {
                self.chips.drop_last();
                return Effects::none();
            }
            // Only where a word begins: elsewhere it is part of an address or a number.
            let begins = self.ask.field.begins_word();
            if let Some(kind) = key.letter().and_then(Kind::of).filter(|_| begins) {
                let ticket = cx.ticket(&mut self.aimed);
                cx.open(About::new(kind, ticket));
            }
        }
        let field = match self.focus {
            _ if self.threads.finding => &mut self.threads.line,
            Focus::Ask => &mut self.ask.field,
            Focus::Threads | Focus::Text | Focus::Plans => return Effects::unchanged(),
        };
        let changed = match input {
            Input::Key(key) => field.key(*key),
            Input::Paste(text) => field.insert(text),
            _ => return Effects::unchanged(),
        };
        match (changed, self.threads.finding) {
            (true, true) => self.ask_threads(cx),
            (true, false) => {
                self.ask.touch(cx);
                // Not while what was typed is taken back.
                let is_slash = matches!(input, Input::Key(key) if key.letter() == Some('/'));
                if is_slash && self.ask.field.text() == "/" {
                    self.choose_command(cx);
                }
                Effects::none()
            }
            (false, _) => Effects::none(),
        }
    }

    pub(super) fn mouse(&mut self, kind: MouseEventKind, at: (u16, u16), cx: &mut Cx<'_>) -> Effects {
        let world = cx.world;
        match kind {
            MouseEventKind::ScrollDown => self.transcript.scroll(WHEEL, world),
            MouseEventKind::ScrollUp => self.transcript.scroll(-WHEEL, world),
            MouseEventKind::Down(_) => return self.click(at, cx),
            _ => return Effects::unchanged(),
        }
        Effects::none()
    }

    pub(super) fn click(&mut self, (column, row): (u16, u16), cx: &mut Cx<'_>) -> Effects {
        let parts = view::parts(self, self.area);
        let is_in = |part: Rect| part.contains(ratatui::layout::Position { x: column, y: row });
        if let Some(list) = parts.threads.filter(|list| is_in(*list)) {
            self.focus = Focus::Threads;
            let chosen = self.threads.click(usize::from(row - list.y));
            return chosen.map_or_else(Effects::none, |thread| self.open(Some(thread), cx));
        }
        self.focus = if is_in(parts.field) {
            Focus::Ask
        } else if parts.plans.is_some_and(is_in) {
            Focus::Plans
        } else {
            Focus::Text
        };
        Effects::none()
    }

    pub(super) fn moved(&mut self, motion: Motion, cx: &mut Cx<'_>) -> Effects {
        self.escaped = None;
        if self.focus == Focus::Threads {
            let chosen = self.threads.go(motion, usize::from(self.area.height));
            return match chosen {
                Some(thread) if self.thread.as_ref() != Some(&thread) => self.open(Some(thread), cx),
                _ => Effects::none(),
            };
        }
        if self.focus == Focus::Plans {
            self.plans.go(motion);
            return Effects::none();
        }
        let half = (self.transcript.rows() / 2).max(1).cast_signed();
        let world = cx.world;
        match motion {
            Motion::Up => self.transcript.scroll(-1, world),
            Motion::Down => self.transcript.scroll(1, world),
            Motion::HalfUp => self.transcript.scroll(-half, world),
            Motion::HalfDown => self.transcript.scroll(half, world),
            Motion::Top => self.transcript.go_top(),
            Motion::Bottom => self.transcript.go_end(),
        }
        Effects::none()
    }

    /// Esc: stops the answer, else goes one step out; `None` when there is no step.
    pub(super) fn step_back(&mut self, cx: &mut Cx<'_>) -> Option<Effects> {
        if self.is_writing() {
            return Some(Effects::one(Effect::Turn(TurnRequest::Stop)));
        }
        if let Some(thread) = self
            .thread
            .clone()
            .filter(|thread| self.live.waits.contains(thread))
        {
            return Some(Effects::one(Effect::Turn(TurnRequest::TakeBack(thread))));
        }
        if self.focus == Focus::Text {
            return None;
        }
        if self.focus == Focus::Ask {
            self.escaped = Some(cx.elapsed);
        }
        self.focus = Focus::Text;
        Some(Effects::none())
    }
}

/// Esc outside the field: stops, or goes one step out; soon after it has left the field, back to an earlier question.
pub(super) fn escape(chat: &mut Chat, cx: &mut Cx<'_>) -> Effects {
    let left = chat.escaped.take();
    if let Some(effects) = chat.step_back(cx) {
        return effects;
    }
    let again = left.is_some_and(|left| cx.elapsed.saturating_sub(left) <= TWICE);
    if again && branch::can_go_back(chat) {
        chat.choose_earlier(cx)
    } else {
        Effects::none()
    }
}
