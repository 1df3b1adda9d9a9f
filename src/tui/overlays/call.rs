//! A telephone call: how to begin, what to ask, what is known, what is never said; notes that are kept as they are typed;
//! and how it ended, with what each end sets going.

use std::time::Duration;

use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::call::CallOutcome;
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::value::{ContactId, Shown};
use crate::domain::when;
use crate::engine::calling::{Brief, Called};
use crate::engine::view::Receipt;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::msg::{Input, Msg};
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Look, Pane, always, enabled, run};
use crate::tui::text;
use crate::tui::ticket::{Slot, Ticket};
use crate::tui::widgets::draw;
use crate::tui::widgets::field::Field;

/// Typing notes.
pub const NOTES: ScopeSpec = ScopeSpec {
    id: "call",
    title: "During a call",
    text: true,
};
/// Saying how it ended.
pub const ENDED: ScopeSpec = ScopeSpec {
    id: "call.ended",
    title: "How a call ended",
    text: false,
};
/// Saying when the appointment is.
pub const WHEN: ScopeSpec = ScopeSpec {
    id: "call.when",
    title: "The appointment of a call",
    text: true,
};

/// How long after the last key what is typed is kept on disk.
const KEEP_AFTER: Duration = Duration::from_millis(400);
/// Columns of the widest card, and of what a part of the script is called.
const WIDE: u16 = 84;
const LABEL: u16 = 7;
/// Lines above the script: who it is, and a rule.
const HEAD_ROWS: u16 = 2;
/// Lines of notes that are shown.
const NOTE_ROWS: u16 = 4;
/// Lines of how it can end: a sentence, and the ends.
const END_ROWS: u16 = 1 + CallOutcome::ALL.len() as u16;
/// Lines of a part of the script, at most.
const SAID: usize = 3;

const fn ended(
    id: &'static str,
    title: &'static str,
    help: &'static str,
    run: fn(&mut CallCard, &mut Cx<'_>) -> Effects,
) -> Action<CallCard> {
    Action {
        spec: ActionSpec::new(id, title, help)
            .word(title)
            .weight(Weight::Pushed),
        enabled: always,
        run,
    }
}

/// What can be done during a call.
pub const ACTIONS: &[Action<CallCard>] = &[
    Action {
        spec: ActionSpec::new("call.end", "The call is over", "Say how it ended.").word("it is over"),
        enabled: always,
        run: |card, cx| {
            card.over = Some(cx.elapsed);
            card.step = Step::Ended;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("call.newline", "New line", "Begin a new line of notes.").word("new line"),
        enabled: always,
        run: |card, cx| {
            card.notes.newline();
            card.touched = Some(cx.elapsed);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "call.keep",
            "Close",
            "Close without logging a call; the notes stay for the next time.",
        )
        .word("close"),
        enabled: always,
        run: |card, cx| {
            let kept = card.keep(cx);
            cx.close();
            kept.and(Effects::none())
        },
    },
    ended("call.ended.talked", "talked", "You talked.", |card, cx| {
        card.end(CallOutcome::Talked, cx)
    }),
    ended(
        "call.ended.voicemail",
        "voicemail",
        "You left a message.",
        |card, cx| card.end(CallOutcome::Voicemail, cx),
    ),
    ended(
        "call.ended.no-answer",
        "no answer",
        "Nobody answered.",
        |card, cx| card.end(CallOutcome::NoAnswer, cx),
    ),
    ended(
        "call.ended.wrong",
        "wrong",
        "Somebody else has this number.",
        |card, cx| card.end(CallOutcome::WrongNumber, cx),
    ),
    ended(
        "call.ended.not-now",
        "not now",
        "They want to be called another time.",
        |card, cx| card.end(CallOutcome::NotNow, cx),
    ),
    ended(
        "call.ended.booked",
        "booked",
        "You agreed on an appointment; say when.",
        |card, _| {
            card.step = Step::When;
            Effects::none()
        },
    ),
    Action {
        spec: ActionSpec::new("call.ended.back", "Back", "Back to the notes.").word("back"),
        enabled: always,
        run: |card, _| {
            card.over = None;
            card.step = Step::Notes;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("call.when.book", "Book", "Log the call and book the appointment.")
            .word("book")
            .weight(Weight::Pushed),
        enabled: |card, _| Enabled::when(!card.when.is_blank(), "say when: sat 10:00"),
        run: |card, cx| card.end(CallOutcome::Booked, cx),
    },
    Action {
        spec: ActionSpec::new("call.when.back", "Back", "Back to how it ended.").word("back"),
        enabled: always,
        run: |card, _| {
            card.step = Step::Ended;
            Effects::none()
        },
    },
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Notes,
    Ended,
    When,
}

/// The overlay. Answers with [`Called`].
pub struct CallCard {
    contact: ContactId,
    name: Shown,
    number: Shown,
    brief: Brief,
    ticket: Ticket,
    began: Timestamp,
    /// On the clock that only goes forward.
    start: Duration,
    over: Option<Duration>,
    /// When the clock shows another second.
    next: Duration,
    step: Step,
    notes: Field,
    when: Field,
    touched: Option<Duration>,
    kept: Slot<Receipt>,
}

impl CallCard {
    /// A call to `contact` that begins now, with the notes that were kept.
    pub fn new(
        contact: ContactId,
        (name, number): (Shown, Shown),
        brief: Brief,
        notes: &str,
        ticket: Ticket,
        cx: &Cx<'_>,
    ) -> Self {
        Self {
            contact,
            name,
            number,
            brief,
            ticket,
            began: cx.now,
            start: cx.elapsed,
            over: None,
            next: cx.elapsed + Duration::from_secs(1),
            step: Step::Notes,
            notes: Field::lines(notes),
            when: Field::line(""),
            touched: None,
            kept: Slot::new(),
        }
    }

    fn seconds(&self, elapsed: Duration) -> u64 {
        self.over.unwrap_or(elapsed).saturating_sub(self.start).as_secs()
    }

    /// Has what is typed kept on disk.
    fn keep(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.touched.take().is_none() {
            return Effects::unchanged();
        }
        let draft = Draft {
            contact: self.contact.clone(),
            channel: Channel::Call,
            subject: None,
            body: self.notes.text(),
        };
        Effects::one(cx.submit(&mut self.kept, Command::KeepDraft { draft }))
    }

    fn end(&mut self, outcome: CallOutcome, cx: &mut Cx<'_>) -> Effects {
        let appointment =
            (outcome == CallOutcome::Booked).then(|| when::split(&self.when.text(), cx.now, &cx.world.zone));
        let called = Called {
            outcome,
            began: self.began,
            seconds: u32::try_from(self.seconds(cx.elapsed)).unwrap_or(u32::MAX),
            notes: self.notes.text(),
            appointment,
        };
        cx.answer(self.ticket, called);
        Effects::none()
    }
}

impl Pane for CallCard {
    fn scopes(&self) -> Vec<&'static str> {
        vec![match self.step {
            Step::Notes => NOTES.id,
            Step::Ended => ENDED.id,
            Step::When => WHEN.id,
        }]
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        let field = match self.step {
            Step::Notes => &mut self.notes,
            Step::When => &mut self.when,
            Step::Ended => return Effects::unchanged(),
        };
        let changed = match msg {
            Msg::Input(Input::Key(key)) => field.key(*key),
            Msg::Input(Input::Paste(text)) => field.insert(text),
            Msg::Loaded(loaded) => {
                return match self.kept.take(loaded) {
                    Some(Err(refusal)) => {
                        cx.say(Notice::bad(refusal.0));
                        Effects::none()
                    }
                    _ => Effects::unchanged(),
                };
            }
            _ => return Effects::unchanged(),
        };
        if changed && self.step == Step::Notes {
            self.touched = Some(cx.elapsed);
        }
        Effects::none()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    /// The next second of the clock, or the moment to keep what is typed.
    fn alarm(&self) -> Option<Duration> {
        let keep = self.touched.map(|touched| touched + KEEP_AFTER);
        let tick = self.over.is_none().then_some(self.next);
        keep.into_iter().chain(tick).min()
    }

    fn tick(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.next = cx.elapsed + Duration::from_secs(1);
        let due = self
            .touched
            .is_some_and(|touched| touched + KEEP_AFTER <= cx.elapsed);
        let kept = if due { self.keep(cx) } else { Effects::unchanged() };
        kept.and(Effects::none())
    }

    fn place(&self, screen: Rect) -> Rect {
        let width = WIDE.min(screen.width.saturating_sub(4));
        let script = self.script(width.saturating_sub(4));
        let said: usize = script.iter().map(|(_, lines)| lines.len()).sum();
        let (said, rules) = (said as u16, 2);
        let rows = self.head_rows() + said + NOTE_ROWS + END_ROWS + rules + 2;
        // The tabs, what is said to the person and the keys stay in sight.
        draw::middle(screen, width, rows.min(screen.height.saturating_sub(3)))
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let inner = draw::panel(frame.buffer_mut(), area, "call", look);
        self.view_head(frame, inner, look);
        let (mut row, ends) = self.view_script(frame, inner, look);
        draw::rule(frame.buffer_mut(), inner, row, look);
        // What the script and the ends leave is for notes.
        let free = inner.height.saturating_sub(row + 2 + ends).max(NOTE_ROWS);
        let notes = Rect {
            y: inner.y + (row + 1).min(inner.height),
            height: free.min(inner.height.saturating_sub(row + 1)),
            ..inner
        };
        self.notes.view(
            frame,
            notes,
            "notes, kept as you type",
            self.step == Step::Notes,
            look,
        );
        row += 1 + free;
        draw::rule(frame.buffer_mut(), inner, row, look);
        self.view_ends(frame, inner, row + 1, look);
    }
}

impl CallCard {
    fn head_rows(&self) -> u16 {
        HEAD_ROWS + u16::from(!self.brief.against.is_empty())
    }

    /// What is said and asked, part by part, each on as many lines of a card of so many columns as it takes.
    fn script(&self, columns: u16) -> [(&'static str, Vec<String>); 4] {
        let room = usize::from(columns.saturating_sub(LABEL)).max(8);
        let brief = &self.brief;
        [
            ("OPEN", &brief.open),
            ("ASK", &brief.ask),
            ("KNOW", &brief.know),
            ("NEVER", &brief.never),
        ]
        .map(|(label, words)| {
            let mut lines = at_most(text::wrap(words, room), SAID, room);
            if lines.is_empty() {
                lines.push(String::new());
            }
            (label, lines)
        })
    }

    /// Draws the script; returns the row below it, and how many are left for the ways to end. While somebody talks it goes before
    /// them: they are told in full when it is over.
    fn view_script(&self, frame: &mut Frame<'_>, inner: Rect, look: Look<'_>) -> (u16, u16) {
        let (buf, styles) = (frame.buffer_mut(), look.styles());
        let script = self.script(inner.width);
        let all: usize = script.iter().map(|(_, lines)| lines.len()).sum();
        let room = |ends: u16| {
            usize::from(
                inner
                    .height
                    .saturating_sub(self.head_rows() + NOTE_ROWS + 2 + ends),
            )
        };
        let ends = if self.step == Step::Notes && all > room(END_ROWS) {
            1
        } else {
            END_ROWS
        };
        // A line for each; the first parts have what is left.
        let mut free = room(ends).saturating_sub(script.len());
        let mut row = self.head_rows();
        let columns = usize::from(inner.width.saturating_sub(LABEL)).max(8);
        for (label, lines) in script {
            let more = lines.len().saturating_sub(1).min(free);
            free -= more;
            let style = if label == "NEVER" { styles.dim } else { styles.text };
            draw::text(buf, inner, 0, row, label, styles.heading);
            for line in at_most(lines, 1 + more, columns) {
                draw::text(buf, inner, LABEL, row, &line, style);
                row += 1;
            }
        }
        (row, ends)
    }

    fn view_head(&self, frame: &mut Frame<'_>, inner: Rect, look: Look<'_>) {
        let (buf, styles) = (frame.buffer_mut(), look.styles());
        let seconds = self.seconds(look.elapsed);
        let clock = format!("{:02}:{:02}", seconds / 60, seconds % 60);
        draw::right(buf, inner, 0, 0, &clock, styles.accent);
        let name = text::clip(
            self.name.as_str(),
            usize::from(inner.width).saturating_sub(text::width(self.number.as_str()) + 12),
        );
        draw::spans(
            buf,
            inner,
            0,
            0,
            &[
                (&name, styles.strong),
                ("   ", styles.dim),
                (self.number.as_str(), styles.text),
            ],
        );
        draw::rule(buf, inner, 1, look);
        if !self.brief.against.is_empty() {
            let words = format!("{} {}", look.glyphs().warn, self.brief.against);
            draw::text(buf, inner, 0, HEAD_ROWS, &words, styles.warn);
        }
    }

    fn view_ends(&self, frame: &mut Frame<'_>, inner: Rect, top: u16, look: Look<'_>) {
        let styles = look.styles();
        if self.step == Step::Notes {
            let words = format!("{} when it is over, then how it ended:", look.key("call.end"));
            draw::text(frame.buffer_mut(), inner, 0, top, &words, styles.dim);
        } else if self.step == Step::Ended {
            draw::text(
                frame.buffer_mut(),
                inner,
                0,
                top,
                "how did it end?",
                styles.accent,
            );
        } else {
            let label = "what and when?  ";
            let x = draw::text(frame.buffer_mut(), inner, 0, top, label, styles.accent);
            let line = Rect {
                x: inner.x + x,
                y: inner.y + top,
                width: inner.width.saturating_sub(x),
                height: 1,
            };
            self.when
                .view(frame, line.intersection(inner), "showing sat 10:00", true, look);
            if !self.when.is_blank() {
                let (what, due) = when::split(&self.when.text(), look.now, &look.world.zone);
                let what = if what.is_empty() { "appointment" } else { &what };
                let read = format!("{what}, {}", look.due(due));
                draw::text(frame.buffer_mut(), inner, 0, top + 1, &read, styles.dim);
            }
            return;
        }
        let ready = self.step == Step::Ended;
        for (row, (outcome, would)) in (top + 1..).zip(CallOutcome::ALL.iter().zip(&self.brief.would)) {
            let (key, word) = if ready {
                (styles.accent, styles.text)
            } else {
                (styles.dim, styles.dim)
            };
            let sign = look.key(of(*outcome));
            let buf = frame.buffer_mut();
            draw::text(buf, inner, 0, row, &sign, key);
            draw::text(buf, inner, 3, row, outcome.word(), word);
            let room = usize::from(inner.width.saturating_sub(17));
            draw::text(buf, inner, 17, row, &text::clip(would, room), styles.dim);
        }
    }
}

/// The first of some lines; of what is left out an ellipsis tells.
fn at_most(mut lines: Vec<String>, most: usize, columns: usize) -> Vec<String> {
    let cut = lines.get(most).map(|rest| format!(" {rest}"));
    lines.truncate(most);
    if let (Some(rest), Some(last)) = (cut, lines.last_mut()) {
        last.push_str(&rest);
        *last = text::clip(last, columns);
    }
    lines
}

/// The action that says so.
const fn of(outcome: CallOutcome) -> &'static str {
    match outcome {
        CallOutcome::Talked => "call.ended.talked",
        CallOutcome::Voicemail => "call.ended.voicemail",
        CallOutcome::NoAnswer => "call.ended.no-answer",
        CallOutcome::WrongNumber => "call.ended.wrong",
        CallOutcome::NotNow => "call.ended.not-now",
        CallOutcome::Booked => "call.ended.booked",
    }
}
