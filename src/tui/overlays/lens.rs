//! The lens: what left this computer for a chat or for what Claude prepared, request by request, beside how it reads here.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::prompt::Prompt;
use crate::domain::filter::folded;
use crate::domain::mask::Kind;
use crate::domain::value::Foreign;
use crate::engine::query::{Left, LeftFor, Masked, Piece, WhatLeft, WholeBody};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec};
use crate::tui::effect::{Effect, Effects};
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Look, Pane, enabled, run};
use crate::tui::text::{bytes, clip, count, width, wrap};
use crate::tui::ticket::Slot;
use crate::tui::widgets::draw;
use crate::tui::widgets::list::{self, Motion};

/// The lens.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "lens",
    title: "In the lens: what left this computer",
    text: false,
};

/// From this width on the two stand beside each other.
const WIDE: u16 = 108;

/// Its own actions.
pub const ACTIONS: &[Action<Lens>] = &[
    Action {
        spec: ActionSpec::new("lens.previous", "Request before", "The request before this one.")
            .word("before"),
        enabled: |lens, _| Enabled::when(lens.at > 0, "this is the first request"),
        run: |lens, cx| lens.turn(lens.at.saturating_sub(1), cx),
    },
    Action {
        spec: ActionSpec::new("lens.next", "Next request", "The request after this one.").word("next"),
        enabled: |lens, _| Enabled::when(lens.at + 1 < lens.left.len(), "this is the last request"),
        run: |lens, cx| lens.turn(lens.at + 1, cx),
    },
    Action {
        spec: ActionSpec::new(
            "lens.whole",
            "Whole body",
            "Every byte of the request, or only what was not in the one before.",
        )
        .word("every byte"),
        enabled: |lens, _| Enabled::when(!lens.left.is_empty(), "nothing has left"),
        run: |lens, cx| {
            lens.whole = !lens.whole;
            lens.turn(lens.at, cx)
        },
    },
    Action {
        spec: ActionSpec::new(
            "lens.copy",
            "Copy",
            "Copy what left, as it left: what the request added, or every byte where that is shown.",
        )
        .word("copy"),
        enabled: |lens, _| Enabled::when(!lens.shown.is_empty(), "nothing has left"),
        run: |lens, cx| {
            let left: String = lens.shown.iter().map(|piece| piece.left.as_str()).collect();
            cx.say(Notice::new(format!("{} copied, as they left", bytes(left.len()))));
            Effects::one(Effect::Copy(left))
        },
    },
    Action {
        spec: ActionSpec::new(
            "lens.find",
            "Find",
            "Go to the next place with these words, on either side.",
        )
        .word("find"),
        enabled: |lens, _| Enabled::when(!lens.shown.is_empty(), "nothing has left"),
        run: |lens, cx| {
            let ticket = cx.ticket(&mut lens.finding);
            let any = |_: &str| Ok(String::new());
            cx.open(Prompt::line(
                "find in what left".to_owned(),
                "a word of either side",
                ticket,
                &lens.sought,
                Box::new(any),
            ));
            Effects::none()
        },
    },
    Action::close(ActionSpec::new("lens.close", "Close", "Back to where you were.").word("close")),
];

/// The overlay.
pub struct Lens {
    of: LeftFor,
    left: Vec<Left>,
    is_read: bool,
    at: usize,
    /// Every byte is shown, not only what a request added.
    whole: bool,
    /// The pieces that are shown.
    shown: Vec<Piece>,
    /// How they read here, and the bytes, as lines for the width they were made for. A piece begins in the same line on both
    /// sides.
    lines: (Vec<String>, Vec<String>),
    columns: usize,
    top: usize,
    page: usize,
    slot: Slot<Vec<Left>>,
    body: Slot<Option<Vec<Piece>>>,
    finding: Slot<String>,
    /// What was looked for last.
    sought: String,
}

impl Lens {
    /// What left for something.
    pub fn new(of: LeftFor) -> Self {
        Self {
            of,
            left: Vec::new(),
            is_read: false,
            at: 0,
            whole: false,
            shown: Vec::new(),
            lines: Default::default(),
            columns: 0,
            top: 0,
            page: 1,
            slot: Slot::new(),
            body: Slot::new(),
            finding: Slot::new(),
            sought: String::new(),
        }
    }

    fn turn(&mut self, at: usize, cx: &mut Cx<'_>) -> Effects {
        self.at = at;
        self.body.close();
        if let (true, LeftFor::Chat(thread)) = (self.whole, self.of.clone()) {
            return Effects::one(cx.ask(&mut self.body, WholeBody { thread, nr: at }));
        }
        let left = self.left.get(at);
        self.show(left.map(|left| left.added.clone()).unwrap_or_default());
        Effects::none()
    }

    fn show(&mut self, shown: Vec<Piece>) {
        self.shown = shown;
        self.top = 0;
        self.columns = 0;
    }

    /// Goes to the next line below with these words, or to the first from the top.
    fn find(&mut self, words: String, cx: &mut Cx<'_>) {
        let wanted = folded(&words);
        let has = |at: &usize| {
            let of = |lines: &[String]| lines.get(*at).is_some_and(|line| folded(line).contains(&wanted));
            of(&self.lines.0) || of(&self.lines.1)
        };
        let found = (self.top + 1..self.len()).chain(0..=self.top).find(has);
        match found {
            Some(at) => self.top = at,
            None => cx.say(Notice::warn("these words are on neither side; nothing was moved")),
        }
        self.sought = words;
    }

    fn len(&self) -> usize {
        self.lines.0.len().max(self.lines.1.len())
    }

    /// The places of the two texts, their headings with them.
    fn places(area: Rect) -> (Rect, Rect) {
        let below = Rect {
            y: area.y + 2,
            height: area.height.saturating_sub(2),
            ..area
        };
        if below.width >= WIDE {
            let width = (below.width - 2) / 2;
            let right = Rect {
                x: below.x + width + 2,
                width,
                ..below
            };
            return (Rect { width, ..below }, right);
        }
        let height = below.height / 2;
        let second = Rect {
            y: below.y + height,
            height: below.height - height,
            ..below
        };
        (Rect { height, ..below }, second)
    }
}

/// How many values of each kind are hidden: `11 names, 2 phones`.
pub fn masked(masked: &Masked) -> String {
    let words = |(kind, number): (&Kind, &usize)| {
        let (one, many) = match kind {
            Kind::Person => ("name", "names"),
            Kind::Phone => ("phone", "phones"),
            Kind::Email => ("e-mail", "e-mails"),
            Kind::Address => ("address", "addresses"),
            Kind::Handle => ("handle", "handles"),
            Kind::Link => ("link", "links"),
            Kind::Network => ("network address", "network addresses"),
            _ => ("withheld", "withheld"),
        };
        count(*number as u64, one, many)
    };
    let words: Vec<String> = masked.iter().map(words).collect();
    if words.is_empty() {
        "nothing to mask".to_owned()
    } else {
        format!("{} masked", words.join(", "))
    }
}

/// Both sides as lines; the shorter side of a piece is filled up, so that the next begins in the same line.
fn lines(pieces: &[Piece], columns: usize) -> (Vec<String>, Vec<String>) {
    let wrapped = |text: &str| wrap(Foreign::from(text).shown_lines().as_str(), columns);
    let (mut here, mut left) = (Vec::new(), Vec::new());
    for run in runs(pieces, columns) {
        here.extend(wrapped(&run.here));
        left.extend(wrapped(&run.left));
        let longer = here.len().max(left.len());
        here.resize(longer, String::new());
        left.resize(longer, String::new());
    }
    (here, left)
}

/// Small pieces go together as long as they fit into a line.
fn runs(pieces: &[Piece], columns: usize) -> Vec<Piece> {
    let mut runs: Vec<Piece> = Vec::new();
    for piece in pieces {
        match runs.last_mut() {
            Some(run)
                if width(&run.left) + width(&piece.left) <= columns
                    && width(&run.here) + width(&piece.here) <= columns =>
            {
                run.left.push_str(&piece.left);
                run.here.push_str(&piece.here);
            }
            _ => runs.push(piece.clone()),
        }
    }
    runs
}

impl Pane for Lens {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id, list::SCOPE.id]
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        Effects::one(cx.ask(&mut self.slot, WhatLeft(self.of.clone())))
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        let Msg::Loaded(loaded) = msg else {
            return Effects::unchanged();
        };
        if let Some(Ok(words)) = self.finding.take(loaded) {
            self.find(words, cx);
            return Effects::none();
        }
        match (self.slot.take(loaded), self.body.take(loaded)) {
            (Some(Ok(left)), _) => {
                self.left = left;
                self.is_read = true;
                return self.turn(self.left.len().saturating_sub(1), cx);
            }
            (_, Some(Ok(body))) => self.show(body.unwrap_or_default()),
            (Some(Err(refusal)), _) | (_, Some(Err(refusal))) => cx.say(Notice::bad(refusal.0)),
            (None, None) => return Effects::unchanged(),
        }
        Effects::none()
    }

    fn arrange(&mut self, area: Rect, _: &mut Cx<'_>) -> Effects {
        let inner = Rect {
            width: area.width.saturating_sub(4),
            height: area.height.saturating_sub(2),
            ..area
        };
        let (first, second) = Self::places(inner);
        self.page = usize::from(first.height.min(second.height).saturating_sub(1)).max(1);
        let columns = usize::from(first.width);
        if self.columns != columns {
            self.columns = columns;
            self.lines = lines(&self.shown, columns);
        }
        self.top = self.top.min(self.len().saturating_sub(self.page));
        Effects::unchanged()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn go(&mut self, motion: Motion, _: &mut Cx<'_>) -> Effects {
        let places = self.len().saturating_sub(self.page) + 1;
        self.top = motion.target(self.top, places, self.page);
        Effects::none()
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn place(&self, screen: Rect) -> Rect {
        draw::middle(
            screen,
            screen.width.saturating_sub(4),
            screen.height.saturating_sub(4),
        )
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let styles = look.styles();
        let inner = draw::panel(frame.buffer_mut(), area, "what left this computer", look);
        let buf = frame.buffer_mut();
        let Some(left) = self.left.get(self.at) else {
            let words = if self.is_read {
                match self.of {
                    LeftFor::Chat(_) => "nothing has left this computer in this chat",
                    LeftFor::Work(_) => "Claude was asked for nothing about them",
                }
            } else {
                "reading what left"
            };
            draw::text(buf, inner, 0, 0, words, styles.dim);
            return;
        };
        let new: usize = left.added.iter().map(|piece| piece.left.len()).sum();
        let part = if self.whole || new == left.size {
            "every byte of it".to_owned()
        } else {
            format!("{} of it new", bytes(new))
        };
        let what = match left.kind.as_str() {
            "" => "request".to_owned(),
            kind => format!("{}, request", kind.replace('_', " ")),
        };
        let facts = [
            format!("{what} {} of {}", self.at + 1, self.left.len()),
            look.stamp(left.at),
            format!("{}, {part}", bytes(left.size)),
            masked(&left.masked),
        ];
        let room = usize::from(inner.width);
        draw::text(buf, inner, 0, 0, &clip(&facts.join(" · "), room), styles.strong);
        let (first, second) = Self::places(inner);
        let both = [
            (first, "SHOWN HERE", &self.lines.0),
            (second, "LEFT THIS COMPUTER", &self.lines.1),
        ];
        for (place, title, lines) in both {
            draw::text(buf, place, 0, 0, title, styles.heading);
            let rows = (1..place.height).zip(lines.iter().skip(self.top));
            for (row, words) in rows.take(self.page) {
                draw::text(buf, place, 0, row, words, styles.text);
            }
        }
        if self.top + self.page < self.len() {
            let edge = Rect {
                y: area.bottom().saturating_sub(1),
                height: 1,
                ..area
            };
            let more = format!(" {} more below ", look.key("list.down"));
            draw::right(buf, edge, 2, 0, &more, styles.dim);
        }
    }
}
