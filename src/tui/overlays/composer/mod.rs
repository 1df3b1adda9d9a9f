//! Writing a text or a mail to a person. What is typed is kept as it is typed; nothing leaves before `send`.
//!
//! It owns what is typed and shows what the gate would say; it must not send: it answers with what is to be sent. Claude
//! writes into it (`claude`), and what it replaces is shown `against` it and never lost; how the agent writes is shown and changed in
//! `manners`. To add a check below the text: a row
//! in `view`; to add a way to change the text: a row in `actions`.

mod actions;
mod against;
mod claude;
mod manners;
#[cfg(test)]
mod tests;
mod view;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::gate::Decision;
use crate::domain::snippet::blanks;
use crate::domain::value::{ContactId, Foreign, Shown};
use crate::domain::when;
use crate::engine::query::WouldLeave;
use crate::engine::view::Receipt;
use crate::tui::action::{Enabled, ScopeSpec};
use crate::tui::effect::{Effect, Effects};
use crate::tui::keymap::key::Key;
use crate::tui::msg::{Input, Msg};
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::{Item, Picked, Picker};
use crate::tui::overlays::prompt::Prompt;
use crate::tui::pane::{Cx, Look, Pane, enabled, run};
use crate::tui::ready;
use crate::tui::ticket::{Slot, Ticket};
use crate::tui::widgets::draw;
use crate::tui::widgets::field::Field;

pub use actions::ACTIONS;
use claude::Hand;

/// Writing to a person.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "composer",
    title: "While writing to a person",
    text: true,
};

/// How long after the last key what is typed is kept on disk.
const KEEP_AFTER: Duration = Duration::from_millis(400);

/// To whom, and how they can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub contact: ContactId,
    /// Their name.
    pub name: Shown,
    /// Their first name, for snippets.
    pub first_name: Shown,
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

/// What is to be sent, and when it was asked to leave; without a moment it leaves after the hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// To whom and what.
    pub draft: Draft,
    /// Not before this moment.
    pub at: Option<Timestamp>,
}

/// The overlay. Answers with what is [`Outgoing`].
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
    verdict: Option<Decision>,
    /// There was something to judge.
    is_judged: bool,
    picked: Slot<Picked>,
    /// The sign that asked for a snippet stands before the cursor.
    stands_for_snippet: bool,
    when: Slot<String>,
    hand: Hand,
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
            is_judged: false,
            picked: Slot::new(),
            stands_for_snippet: false,
            when: Slot::new(),
            hand: Hand::default(),
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
        let (draft, at) = (self.draft(), None);
        cx.answer(self.ticket, Outgoing { draft, at });
        Effects::none()
    }

    fn has_blank(&self) -> bool {
        !blanks(&self.body.text()).is_empty()
    }

    fn ask_when(&mut self, cx: &mut Cx<'_>) -> Effects {
        let ticket = cx.ticket(&mut self.when);
        let (now, zone) = (cx.now, cx.world.zone.clone());
        let check = move |line: &str| match when::parse(line, now, &zone) {
            Some(at) if at > now => {
                let at = at.to_zoned(zone.clone()).strftime("%a %-d %b %H:%M");
                Ok(format!("leaves {at}"))
            }
            _ => Err("say a moment: 2h, tomorrow, fri 9:00".to_owned()),
        };
        cx.open(Prompt::line(
            "send it when?",
            "fri 9:00",
            ticket,
            "",
            Box::new(check),
        ));
        Effects::none()
    }

    fn offer_snippets(&mut self, cx: &mut Cx<'_>) -> Effects {
        let items = (0..)
            .zip(cx.world.snippets.iter())
            .map(|(at, snippet): (usize, _)| Item {
                id: at.to_string(),
                label: Foreign::from(format!("{}: {}", snippet.name, snippet.text)).shown(),
                note: String::new(),
                on: false,
            });
        let items = items.collect();
        self.stands_for_snippet = false;
        let ticket = cx.ticket(&mut self.picked);
        cx.open(Picker::one("snippet", ticket, items));
        Effects::none()
    }

    /// Puts a snippet where the cursor is, with what is known filled in, and goes to its first blank.
    fn insert(&mut self, picked: &Picked, cx: &mut Cx<'_>) {
        let at = picked.added.first().and_then(|id| id.parse::<usize>().ok());
        let Some(snippet) = at.and_then(|at| cx.world.snippets.get(at)) else {
            return;
        };
        self.in_subject = false;
        if std::mem::take(&mut self.stands_for_snippet) {
            self.body.key(Key::BACKSPACE);
        }
        self.body
            .insert(&ready::filled(&snippet.text, &self.to.first_name, cx.look));
        self.body.select_next(&blanks(&self.body.text()));
        self.touched(cx);
    }

    fn switch(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(channel) = self.others() else {
            return Effects::unchanged();
        };
        self.accept(cx);
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

    /// What stands here is what the person means: it is kept on disk soon.
    fn touched(&mut self, cx: &Cx<'_>) {
        self.hand.against = None;
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
        if let Msg::Loaded(loaded) = msg
            && let Some(effects) = self.take_from_claude(loaded, cx)
        {
            return effects;
        }
        let before = self.body.text();
        let changed = match msg {
            // Only where a word begins: elsewhere it is a semicolon.
            Msg::Input(Input::Key(key))
                if key.letter() == Some(';') && !self.in_subject && self.body.begins_word() =>
            {
                // It stands there until a snippet takes its place: who wants the sign itself leaves the list.
                self.body.key(*key);
                self.touched(cx);
                let offered = self.offer_snippets(cx);
                self.stands_for_snippet = true;
                return offered;
            }
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
                    self.is_judged = !self.body.is_blank();
                    self.verdict = answer.ok();
                    return Effects::none();
                } else if let Some(Ok(picked)) = self.picked.take(loaded) {
                    self.insert(&picked, cx);
                    return Effects::none();
                } else if let Some(Ok(line)) = self.when.take(loaded) {
                    let Some(at) = when::parse(&line, cx.now, &cx.world.zone) else {
                        return Effects::none();
                    };
                    let (draft, at) = (self.draft(), Some(at));
                    cx.answer(self.ticket, Outgoing { draft, at });
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
        // Who only moves about in what Claude wrote has not taken it yet.
        if changed && (self.hand.against.is_none() || before != self.body.text()) {
            self.touched(cx);
        }
        Effects::none()
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        let judged = Effects::one(self.judge(cx));
        let before = self.ask_before(cx);
        self.begin_writing(cx).and(judged).and(before)
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn alarm(&self) -> Option<Duration> {
        let keep = self.touched.map(|touched| touched + KEEP_AFTER);
        keep.into_iter().chain(self.hand.alarm()).min()
    }

    fn tick(&mut self, cx: &mut Cx<'_>) -> Effects {
        let seen = self.hand.look(cx.elapsed);
        let due = self.touched.map(|touched| touched + KEEP_AFTER);
        if due.is_some_and(|due| due <= cx.elapsed) {
            let mut effects = self.keep(cx);
            if !self.body.is_blank() {
                effects.push(self.judge(cx));
            }
            effects
        } else if seen {
            Effects::none()
        } else {
            Effects::unchanged()
        }
    }

    fn place(&self, screen: Rect) -> Rect {
        let width = 76.min(screen.width.saturating_sub(4));
        draw::middle(screen, width, self.rows(width.saturating_sub(4)))
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let inner = draw::panel(frame.buffer_mut(), area, "reply", look);
        self.view_head(frame, inner, look);
        let top = self.view_subject(frame, inner, look);
        self.view_text(frame, inner, top, look);
    }
}
