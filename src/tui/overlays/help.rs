//! The keys for here and everywhere, searched while typing. Generated from the action table and the keys in force.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::choose::{self, Choose, Chooser, matches};
use crate::tui::action::{ActionSpec, Enabled};
use crate::tui::effect::Effects;
use crate::tui::keymap::Keymap;
use crate::tui::msg::Msg;
use crate::tui::pane::{Cx, Look, Pane, Request};
use crate::tui::text::{Side, fit, width, wrap};
use crate::tui::widgets::draw;

/// From this width on, help has two columns.
const TWO_COLUMNS: u16 = 70;
/// Lines below the list: a rule, and the sentence of the row under the cursor.
const BELOW: u16 = 3;
/// Least lines inside of a panel that has room for them.
const ROOMY: u16 = 10;

enum Line {
    Heading(&'static str),
    Row {
        id: &'static str,
        keys: String,
        title: &'static str,
        help: &'static str,
    },
}

/// The overlay.
pub struct Help {
    lines: Vec<Line>,
    haystacks: Vec<String>,
    rows: Vec<usize>,
    found: Vec<usize>,
    chooser: Chooser,
}

impl Help {
    /// The keys of `scopes`, innermost first. A key that means something else further in is not told, nor what has no other.
    pub fn new(keymap: &Keymap, scopes: &[&'static str]) -> Self {
        let mut lines = Vec::new();
        let (mut haystacks, mut rows) = (Vec::new(), Vec::new());
        for scope in scopes.iter().filter_map(|id| keymap.catalog().scope(id)) {
            let told = merged(keymap, scopes, scope.id);
            if !told.is_empty() {
                lines.push(Line::Heading(scope.title));
            }
            for row in told {
                if let Line::Row {
                    keys, title, help, ..
                } = &row
                {
                    haystacks.push(format!("{title} {keys} {help}"));
                    rows.push(lines.len());
                }
                lines.push(row);
            }
        }
        let mut help = Self {
            lines,
            haystacks,
            rows,
            found: Vec::new(),
            chooser: Chooser::new(""),
        };
        // Until its place is known there is room for all, so that the first heading stays in sight.
        help.chooser.set_page(usize::MAX, help.lines.len());
        help.search();
        help
    }

    /// The line under the cursor.
    fn current(&self) -> Option<&Line> {
        let at = self.found.get(self.chooser.cursor())?;
        self.lines.get(*at)
    }

    fn is_on_heading(&self) -> bool {
        matches!(self.current(), Some(Line::Heading(_)))
    }

    /// Moves, and past headings, which do nothing.
    fn go(&mut self, choose: Choose) {
        let len = self.found.len();
        self.chooser.go(choose, len);
        if self.is_on_heading() {
            let on = match choose {
                Choose::Up | Choose::PageUp if self.chooser.cursor() > 0 => Choose::Up,
                _ => Choose::Down,
            };
            self.chooser.go(on, len);
        }
    }

    /// Lines below the list of a panel with so many inside.
    fn below(height: u16) -> u16 {
        if height >= ROOMY { BELOW } else { 0 }
    }

    fn search(&mut self) {
        let typed = self.chooser.line.text();
        self.found = if typed.trim().is_empty() {
            (0..self.lines.len()).collect()
        } else {
            let hits = found(&typed, &self.haystacks);
            hits.into_iter()
                .filter_map(|hit| self.rows.get(hit).copied())
                .collect()
        };
        if self.is_on_heading() {
            self.go(Choose::Down);
        }
    }
}

/// The sentences that have the words; only when none has, those that are like them.
fn found(typed: &str, haystacks: &[String]) -> Vec<usize> {
    let typed = typed.trim().to_lowercase();
    let exact = haystacks
        .iter()
        .enumerate()
        .filter(|(_, text)| text.to_lowercase().contains(&typed));
    let exact: Vec<usize> = exact.map(|(at, _)| at).collect();
    if exact.is_empty() {
        matches(&typed, haystacks)
    } else {
        exact
    }
}

/// Rows of a scope; actions without a key are in the palette and not here.
fn merged(keymap: &Keymap, scopes: &[&'static str], scope: &'static str) -> Vec<Line> {
    let row = |spec: &'static ActionSpec| {
        let keys = keymap.keys_in(scopes, spec.id).join(" ");
        (!keys.is_empty()).then_some(Line::Row {
            id: spec.id,
            keys,
            title: spec.title,
            help: spec.help,
        })
    };
    keymap.catalog().of(scope).filter_map(row).collect()
}

impl Pane for Help {
    fn scopes(&self) -> Vec<&'static str> {
        vec![choose::SCOPE.id]
    }

    fn update(&mut self, msg: &mut Msg, _: &mut Cx<'_>) -> Effects {
        match self.chooser.typed(msg) {
            Some(true) => self.search(),
            Some(false) => {}
            None => return Effects::unchanged(),
        }
        Effects::none()
    }

    fn arrange(&mut self, area: Rect, _: &mut Cx<'_>) -> Effects {
        let inside = area.height.saturating_sub(2);
        let page = inside.saturating_sub(2 + Self::below(inside));
        self.chooser.set_page(usize::from(page), self.found.len());
        Effects::unchanged()
    }

    fn enabled(&self, _: &str, _: Look<'_>) -> Enabled {
        Enabled::Yes
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        match Choose::of(id) {
            Some(Choose::Accept) => self.accept(cx),
            Some(Choose::Close) | None => cx.close(),
            Some(choose) => self.go(choose),
        }
        Effects::none()
    }

    fn place(&self, screen: Rect) -> Rect {
        draw::middle(
            screen,
            100.min(screen.width.saturating_sub(6)),
            (self.lines.len() as u16 + 4 + BELOW).min(screen.height.saturating_sub(4)),
        )
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let inner = draw::panel(frame.buffer_mut(), area, "keys", look);
        self.chooser.view(frame, inner, "", "type to search", look);
        let buf = frame.buffer_mut();
        let keys_width = self.keys_width();
        if self.found.is_empty() {
            draw::text(buf, inner, 1, 2, "no key does that here", look.styles().dim);
        }
        let below = inner.height - Self::below(inner.height).min(inner.height);
        for row in 2..below {
            let at = self.chooser.offset() + usize::from(row) - 2;
            let Some(line) = self.found.get(at).and_then(|at| self.lines.get(*at)) else {
                break;
            };
            if at == self.chooser.cursor() {
                draw::tint(buf, inner, row, look.styles().selected);
                draw::text(buf, inner, 0, row, look.glyphs().cursor, look.styles().accent);
            }
            match line {
                Line::Heading(title) => {
                    draw::text(buf, inner, 0, row, title, look.styles().heading);
                }
                Line::Row {
                    keys, title, help, ..
                } => {
                    draw::text(
                        buf,
                        inner,
                        1,
                        row,
                        &fit(keys, keys_width, Side::Left),
                        look.styles().key,
                    );
                    let x = keys_width as u16 + 3;
                    let end = draw::text(buf, inner, x, row, title, Style::new());
                    if inner.width >= TWO_COLUMNS {
                        draw::text(buf, inner, end.max(x + 22) + 2, row, help, look.styles().dim);
                    }
                }
            }
        }
        if below < inner.height {
            draw::rule(buf, inner, below, look);
        }
        if let Some(Line::Row { help, .. }) = self.current() {
            let lines = wrap(help, usize::from(inner.width));
            for (row, line) in (below + 1..inner.height).zip(lines) {
                draw::text(buf, inner, 0, row, &line, Style::new());
            }
        }
    }
}

impl Help {
    /// Does what the row under the cursor says, where it was asked for.
    fn accept(&self, cx: &mut Cx<'_>) {
        cx.close();
        if let Some(Line::Row { id, .. }) = self.current() {
            cx.request(Request::Run(id));
        }
    }

    fn keys_width(&self) -> usize {
        let keys = self.lines.iter().filter_map(|line| match line {
            Line::Row { keys, .. } => Some(width(keys)),
            Line::Heading(_) => None,
        });
        keys.max().unwrap_or(0).clamp(6, 18)
    }
}
