//! Writing a text or a mail to a person. What is typed is kept as it is typed; nothing leaves before `send`.

use std::time::Duration;

use jiff::SignedDuration;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::gate::{Decision, Outcome};
use crate::domain::segments::{Encoding, count};
use crate::domain::value::{ContactId, Foreign, Shown};
use crate::engine::query::WouldLeave;
use crate::engine::view::Receipt;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::{Effect, Effects};
use crate::tui::msg::{Input, Msg};
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Look, Pane, always, enabled, run};
use crate::tui::text;
use crate::tui::ticket::{Slot, Ticket};
use crate::tui::widgets::draw;
use crate::tui::widgets::field::Field;

/// Writing to a person.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "composer",
    title: "While writing to a person",
    text: true,
};

/// How long after the last key what is typed is kept on disk.
const KEEP_AFTER: Duration = Duration::from_millis(400);

/// What can be done while writing.
pub const ACTIONS: &[Action<Composer>] = &[
    Action {
        spec: ActionSpec::new(
            "composer.send",
            "Send",
            "Send it; it is held for a moment in which undo takes it back.",
        )
        .word("send")
        .weight(Weight::Leaves),
        enabled: |composer, _| Enabled::when(!composer.body.is_blank(), "there is nothing to send yet"),
        run: Composer::send,
    },
    Action {
        spec: ActionSpec::new(
            "composer.keep",
            "Keep as draft",
            "Close; what is typed stays for later.",
        )
        .word("keep"),
        enabled: always,
        run: |composer, cx| {
            let kept = composer.keep(cx);
            if !composer.body.is_blank() {
                cx.say(Notice::new("kept as a draft"));
            }
            cx.close();
            kept
        },
    },
    Action {
        spec: ActionSpec::new("composer.channel", "Other channel", "Between text and email.").word("channel"),
        enabled: |composer, _| {
            Enabled::when(
                composer.others().is_some(),
                "they can be reached in this way only",
            )
        },
        run: Composer::switch,
    },
    Action {
        spec: ActionSpec::new(
            "composer.next",
            "Next blank",
            "Between subject and text of a mail.",
        )
        .word("next"),
        enabled: |composer, _| Enabled::when(composer.channel == Channel::Email, "a text has no subject"),
        run: |composer, _| {
            composer.in_subject = !composer.in_subject;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("composer.newline", "New line", "Begin a new line.").word("newline"),
        enabled: always,
        run: |composer, cx| {
            if composer.in_subject {
                composer.in_subject = false;
            } else {
                composer.body.newline();
                composer.touched(cx);
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "composer.editor",
            "Own editor",
            "Go on in your own editor ($EDITOR).",
        )
        .word("editor"),
        enabled: always,
        run: |composer, cx| {
            let text = composer.body.text();
            Effects::one(Effect::Edit(cx.ticket(&mut composer.edited), text))
        },
    },
];

/// To whom, and how they can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub contact: ContactId,
    /// Their name.
    pub name: Shown,
    /// Ways to reach them: the channel, the address, and what stands against it.
    pub ways: Vec<Way>,
}

/// One way to reach a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The channel.
    pub channel: Channel,
    /// Number or address.
    pub address: Shown,
    /// Do-not-disturb or another reason why it will be held; empty when nothing stands against it.
    pub against: &'static str,
}

/// The overlay. Answers with the [`Draft`] to send.
pub struct Composer {
    to: Recipient,
    ticket: Ticket,
    channel: Channel,
    subject: Field,
    body: Field,
    in_subject: bool,
    touched: Option<Duration>,
    /// The text of the other channel, while this one is shown.
    other: (String, String),
    edited: Slot<String>,
    kept: Slot<Receipt>,
    judged: Slot<Decision>,
    /// What the gate said of what was typed when typing last paused.
    verdict: Option<Outcome>,
}

impl Composer {
    /// Writes to `to` on `channel`, going on from `draft` (subject and text).
    pub fn new(to: Recipient, channel: Channel, draft: (String, String), ticket: Ticket) -> Self {
        Self {
            to,
            ticket,
            channel,
            subject: Field::line(&draft.0),
            body: Field::lines(&draft.1),
            in_subject: channel == Channel::Email && draft.0.is_empty() && draft.1.is_empty(),
            touched: None,
            other: (String::new(), String::new()),
            edited: Slot::new(),
            kept: Slot::new(),
            judged: Slot::new(),
            verdict: None,
        }
    }

    fn way(&self) -> Option<&Way> {
        self.to.ways.iter().find(|way| way.channel == self.channel)
    }

    fn others(&self) -> Option<Channel> {
        self.to
            .ways
            .iter()
            .map(|way| way.channel)
            .find(|channel| *channel != self.channel)
    }

    fn draft(&self) -> Draft {
        let subject = self.subject.text();
        Draft {
            contact: self.to.contact.clone(),
            channel: self.channel,
            subject: (self.channel == Channel::Email)
                .then_some(subject)
                .filter(|subject| !subject.is_empty()),
            body: self.body.text(),
        }
    }

    fn send(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.channel == Channel::Email && self.subject.is_blank() {
            self.in_subject = true;
            cx.say(Notice::warn("a mail needs a subject"));
            return Effects::none();
        }
        cx.answer(self.ticket, self.draft());
        Effects::none()
    }

    fn switch(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(channel) = self.others() else {
            return Effects::unchanged();
        };
        let kept = self.keep(cx);
        let shown = (self.subject.text(), self.body.text());
        let (subject, body) = std::mem::replace(&mut self.other, shown);
        self.channel = channel;
        self.subject.set(&subject);
        // A text begun on one channel goes along to the other when nothing waits there.
        if !body.is_empty() {
            self.body.set(&body);
        }
        self.in_subject = channel == Channel::Email && self.subject.is_blank();
        self.touched(cx);
        kept
    }

    fn touched(&mut self, cx: &Cx<'_>) {
        self.touched = Some(cx.elapsed);
    }

    /// Has what is typed kept on disk.
    fn keep(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.touched.take().is_none() {
            return Effects::none();
        }
        let command = Command::KeepDraft { draft: self.draft() };
        Effects::one(cx.submit(&mut self.kept, command))
    }

    /// Asks what the gate would say if it were sent now.
    fn judge(&mut self, cx: &mut Cx<'_>) -> Effect {
        let hold = SignedDuration::try_from(cx.world.hold).unwrap_or_default();
        let question = WouldLeave {
            draft: self.draft(),
            at: cx.now.checked_add(hold).unwrap_or(cx.now),
        };
        cx.ask(&mut self.judged, question)
    }

    fn typing(&mut self) -> &mut Field {
        if self.in_subject {
            &mut self.subject
        } else {
            &mut self.body
        }
    }
}

impl Pane for Composer {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id]
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        let changed = match msg {
            Msg::Input(Input::Key(key)) => {
                let key = *key;
                self.typing().key(key)
            }
            Msg::Input(Input::Paste(text)) => self.typing().insert(text),
            Msg::Loaded(loaded) => {
                if let Some(answer) = self.edited.take(loaded) {
                    match answer {
                        Ok(text) => self.body.set(text.trim_end_matches('\n')),
                        Err(refusal) => cx.say(Notice::bad(refusal.0)),
                    }
                    true
                } else if let Some(answer) = self.judged.take(loaded) {
                    self.verdict = answer.ok().map(|decision| decision.outcome);
                    return Effects::none();
                } else if let Some(Err(refusal)) = self.kept.take(loaded) {
                    cx.say(Notice::bad(refusal.0));
                    false
                } else {
                    return Effects::unchanged();
                }
            }
            _ => return Effects::unchanged(),
        };
        if changed {
            self.touched(cx);
        }
        Effects::none()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn alarm(&self) -> Option<Duration> {
        self.touched.map(|touched| touched + KEEP_AFTER)
    }

    fn tick(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.alarm().is_some_and(|due| due <= cx.elapsed) {
            let mut effects = self.keep(cx);
            if !self.body.is_blank() {
                effects.push(self.judge(cx));
            }
            effects
        } else {
            Effects::unchanged()
        }
    }

    fn place(&self, screen: Rect) -> Rect {
        let width = 76.min(screen.width.saturating_sub(4));
        let extra = if self.channel == Channel::Email { 9 } else { 7 };
        let rows = self.body.height(width.saturating_sub(4)).clamp(4, 12);
        draw::middle(screen, width, rows + extra)
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let inner = draw::panel(frame.buffer_mut(), area, "reply", look);
        self.view_head(frame, inner, look);
        let mut top = 2;
        if self.channel == Channel::Email {
            let x = draw::text(frame.buffer_mut(), inner, 0, 2, "subject  ", look.styles().dim);
            let line = Rect {
                x: inner.x + x,
                y: inner.y + 2,
                width: inner.width.saturating_sub(x),
                height: 1,
            };
            self.subject
                .view(frame, line.intersection(inner), "", self.in_subject, look);
            draw::rule(frame.buffer_mut(), inner, 3, look);
            top = 4;
        }
        let rows = inner.height.saturating_sub(top + 2);
        let body = Rect {
            y: inner.y + top.min(inner.height),
            height: rows,
            ..inner
        };
        self.body
            .view(frame, body, "what do you want to say?", !self.in_subject, look);
        draw::rule(frame.buffer_mut(), inner, top + rows, look);
        self.view_foot(frame, inner, top + rows + 1, look);
    }
}

/// What stands against sending it now, shortly; the whole sentence comes with the sending.
fn against(verdict: &Outcome, look: Look<'_>) -> Option<String> {
    let shortly = |reason: &str| {
        let first = reason.split(';').next().unwrap_or_default();
        Foreign::from(first).shown().to_string()
    };
    match verdict {
        Outcome::Allow => None,
        Outcome::Hold {
            until: Some(until), ..
        } => Some(format!("too late or too early; goes {}", look.due(*until))),
        Outcome::Hold { reason, .. } | Outcome::Refuse { reason, .. } => Some(shortly(reason)),
    }
}

impl Composer {
    fn view_head(&self, frame: &mut Frame<'_>, inner: Rect, look: Look<'_>) {
        let buf = frame.buffer_mut();
        let dim = look.styles().dim;
        let hint = self.others().map_or_else(String::new, |other| {
            format!("  {} {}", look.key("composer.channel"), other.word())
        });
        draw::right(buf, inner, 0, 0, &hint, dim);
        let room = Rect {
            width: inner.width.saturating_sub(text::width(&hint) as u16),
            ..inner
        };
        // The number matters more than the end of a long name: it says which phone will ring.
        let address = self.way().map_or("", |way| way.address.as_str());
        let word = self.channel.word();
        let taken = text::width(word) + 4 + text::width(address) + 3;
        let name = text::clip(
            self.to.name.as_str(),
            usize::from(room.width).saturating_sub(taken).max(12),
        );
        let parts = [
            (word, dim),
            (" to ", dim),
            (&name, look.styles().strong),
            (" · ", dim),
            (address, dim),
        ];
        draw::spans(buf, room, 0, 0, &parts);
        draw::rule(buf, inner, 1, look);
    }

    fn view_foot(&self, frame: &mut Frame<'_>, inner: Rect, row: u16, look: Look<'_>) {
        let buf = frame.buffer_mut();
        let size = count(&self.body.text());
        let mut facts = match self.channel {
            Channel::Sms => {
                let unit = text::count(size.units as u64, "char", "chars");
                format!("{} · {unit}", text::count(size.parts as u64, "part", "parts"))
            }
            _ => text::count(
                self.body.text().split_whitespace().count() as u64,
                "word",
                "words",
            ),
        };
        if self.channel == Channel::Sms && size.encoding == Encoding::Ucs2 {
            let culprit = size.culprit.map(String::from).unwrap_or_default();
            facts = format!("{facts} · \"{culprit}\" makes each part 70 instead of 160");
        }
        let x = draw::text(buf, inner, 0, row, &facts, look.styles().dim);
        if let Some(against) = self.verdict.as_ref().and_then(|verdict| against(verdict, look)) {
            let room = usize::from(inner.width.saturating_sub(x + 5));
            let words = format!(" · {} {}", look.glyphs().warn, text::clip(&against, room));
            draw::text(buf, inner, x, row, &words, look.styles().warn);
            return;
        }
        match self.way() {
            Some(way) if !way.against.is_empty() => {
                let words = format!(" · {} {}", look.glyphs().warn, way.against);
                draw::text(buf, inner, x, row, &words, look.styles().warn);
            }
            Some(_) => {
                let words = format!(" · {} {} ok", look.glyphs().yes, self.channel.word());
                draw::text(buf, inner, x, row, &words, look.styles().good);
            }
            None => {
                draw::text(buf, inner, x, row, " · no address", Style::new());
            }
        }
    }
}
