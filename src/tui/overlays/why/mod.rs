//! Why a score is what it is. Every part opens what it rests on; an answer can be put right on the spot, and whoever
//! disagrees can say so.
//!
//! `rows` knows what stands on the sheet, `as_of` how another day is put beside it, `forms` which questions are asked of them. Must not work anything out: the numbers come from the engine as they were kept. To
//! add a kind of row: a variant there, where it stands among the others, and how it is drawn here.

mod as_of;
mod forms;
mod rows;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use self::rows::{Opens, Read, Row};
use super::picker::{Item, Picked, Picker};
use super::prompt::Prompt;
use super::sheet::SheetLine;
use crate::domain::command::Command;
use crate::domain::qualification::{Answer, AnswerCommand, MOST, Question, given};
use crate::domain::score::{Disagree, Temperature};
use crate::domain::value::{ContactId, Foreign, Shown};
use crate::engine::Done;
use crate::engine::query::{
    Change, Forms, FormsOf, FoundAnswers, PersonById, ScoreChanges, ScoreOf, Scorecard, Then,
};
use crate::engine::view::{Person, Receipt, accepts, shown_points};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::backend::WorkNow;
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Holds, Look, Pane, Target, always, enabled, run};
use crate::tui::text::{Side, clip, fit, wrap};
use crate::tui::ticket::{Loaded, Refusal, Slot};

use crate::tui::widgets::draw;
use crate::tui::widgets::list::{self, Motion, Window};

/// The scope of its keys.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "why",
    title: "On the reasons of a score",
    text: false,
};

/// Lines below the list for what the row under the cursor rests on.
const BELOW: u16 = 4;
/// Columns of points.
const POINTS: u16 = 8;

/// Why there is nothing to keep or to drop.
const NOT_FOUND: &str = "this row is no answer that was found";

/// Its own actions.
pub const ACTIONS: &[Action<Why>] = &[
    Action {
        spec: ActionSpec::new(
            "why.open",
            "Open what it rests on",
            "The very message in their thread, the field or the deal behind the part under the cursor; an answer entered by hand, to put it right.",
        )
        .word("open"),
        enabled: always,
        run: Why::open,
    },
    Action {
        spec: ActionSpec::new(
            "why.keep",
            "Keep this answer",
            "What was found under the cursor becomes their answer, with your name under it; the score moves by it.",
        )
        .weight(Weight::Local)
        .word("keep"),
        enabled: |why, _| Enabled::when(why.found().is_some(), NOT_FOUND),
        run: |why, cx| why.keep(cx),
    },
    Action {
        spec: ActionSpec::new(
            "why.drop",
            "Drop what was found",
            "It was no answer: what was found under the cursor is not offered again.",
        )
        .weight(Weight::Local)
        .word("drop"),
        enabled: |why, _| Enabled::when(why.found().is_some(), NOT_FOUND),
        run: |why, cx| why.drop_found(cx),
    },
    Action {
        spec: ActionSpec::new(
            "why.find",
            "Have Claude look for answers",
            "Claude reads their thread, masked, for answers to the questions; nothing counts until you keep it.",
        )
        .weight(Weight::Local)
        .word("find"),
        enabled: always,
        run: |why, cx| why.find(cx),
    },
    Action {
        spec: ActionSpec::new(
            "why.answer",
            "Answer",
            "Take down what they answered to the question under the cursor, or put it right.",
        )
        .weight(Weight::Local)
        .word("answer"),
        enabled: |why, _| Enabled::when(why.question().is_some(), "this row is no question; go to one of them"),
        run: |why, cx| why.ask(cx),
    },
    Action {
        spec: ActionSpec::new(
            "why.retract",
            "Take the answer back",
            "The question under the cursor is open again.",
        )
        .weight(Weight::Local),
        enabled: |why, _| Enabled::when(why.answered().is_some(), "nobody has answered this"),
        run: |why, cx| why.retract(cx),
    },
    Action {
        spec: ActionSpec::new(
            "why.disagree",
            "I disagree",
            "Say what the badge should be. It changes no score; scores are held against it and learn from it.",
        )
        .weight(Weight::Local)
        .word("disagree"),
        enabled: |why, _| Enabled::when(why.read.card.is_some(), "there is no score to disagree with"),
        run: |why, cx| why.disagree(cx),
    },
    Action {
        spec: ActionSpec::new(
            "why.as-of",
            "As of a day",
            "The score as it was at the end of a day, beside what it is, and what moved since; an empty day ends it.",
        )
        .word("as of"),
        enabled: always,
        run: Why::ask_day,
    },
    Action::close(ActionSpec::new("why.close", "Close", "Back to where you were.").word("close")),
];

/// The overlay.
pub struct Why {
    title: String,
    contact: ContactId,
    before: Vec<SheetLine>,
    read: Read,
    window: Window<Row>,
    card: Slot<Option<Scorecard>>,
    changes: Slot<Vec<Change>>,
    person: Slot<Option<Person>>,
    found: Slot<Vec<Answer>>,
    forms: Slot<Forms>,
    work: Slot<Done>,
    asked: Option<Answer>,
    answer: Slot<String>,
    opinion: Slot<Picked>,
    day: Slot<String>,
    then: Slot<Option<Then>>,
    done: Slot<Receipt>,
    is_read: bool,
}

impl Why {
    /// The reasons of somebody's score; `before` are words of whoever opens it that stand first.
    pub fn new(contact: ContactId, name: &Shown, before: Vec<SheetLine>) -> Self {
        let mut why = Self {
            title: format!("why: {name}"),
            contact,
            before,
            read: Read::default(),
            window: Window::default(),
            card: Slot::new(),
            changes: Slot::new(),
            person: Slot::new(),
            found: Slot::new(),
            forms: Slot::new(),
            work: Slot::new(),
            asked: None,
            answer: Slot::new(),
            opinion: Slot::new(),
            day: Slot::new(),
            then: Slot::new(),
            done: Slot::new(),
            is_read: false,
        };
        why.refill();
        why
    }

    fn look_up(&mut self, cx: &mut Cx<'_>) -> Effects {
        let contact = self.contact.clone();
        let changes = ScoreChanges {
            contact: contact.clone(),
            since: self.read.as_of.as_ref().map(|as_of| as_of.at),
        };
        let back = self.look_back(cx);
        Effects::one(cx.ask(&mut self.card, ScoreOf(contact.clone())))
            .and(Effects::one(cx.ask(&mut self.changes, changes)))
            .and(Effects::one(
                cx.ask(&mut self.found, FoundAnswers(contact.clone())),
            ))
            .and(Effects::one(cx.ask(&mut self.forms, FormsOf(contact.clone()))))
            .and(Effects::one(cx.ask(&mut self.person, PersonById(contact))))
            .and(back)
    }

    /// Whether rows of the sheet are still on their way.
    fn is_reading(&self) -> bool {
        let most = self.card.is_open() || self.changes.is_open() || self.person.is_open();
        most || self.found.is_open() || self.forms.is_open()
    }

    fn refill(&mut self) {
        let rows = rows::of(&self.before, &self.read);
        let (cursor, total) = (self.window.cursor(), rows.len());
        self.window.reset();
        self.window.fill(0, rows, Some(total), |_| 0_u8);
        self.window.set_cursor(cursor.min(total.saturating_sub(1)));
    }

    /// Without a score the first question that is open is what there is to do.
    fn go_to_open(&mut self) {
        let is_open = |at: &usize| matches!(self.window.row(*at), Some(Row::Open(_)));
        if let Some(at) = (0..self.window.len()).find(is_open) {
            self.window.set_cursor(at);
        }
    }

    fn current(&self) -> Option<&Row> {
        self.window.current()
    }

    fn question(&self) -> Option<Question> {
        self.current().and_then(rows::question)
    }

    /// Goes to what the row under the cursor rests on.
    fn open(&mut self, cx: &mut Cx<'_>) -> Effects {
        let contact = self.contact.clone();
        let target = match self.current().and_then(|row| self.opens(row)) {
            Some(Opens::Answer) => return self.ask(cx),
            Some(Opens::Message(message)) => Target::Message { contact, message },
            Some(Opens::Field(field)) => Target::Field { contact, field },
            Some(Opens::Deal(deal)) => Target::Deal(deal),
            None => Target::Contact(contact),
        };
        cx.close();
        cx.go(target);
        Effects::none()
    }

    fn opens(&self, row: &Row) -> Option<Opens> {
        rows::opens(row, self.read.person.as_deref())
    }

    /// The answer under the cursor that was found and waits.
    fn found(&self) -> Option<&Answer> {
        match self.current()? {
            Row::Found(answer, _) => Some(answer),
            _ => None,
        }
    }

    fn keep(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(answer) = self.found().cloned() else {
            return Effects::unchanged();
        };
        let contact = self.contact.clone();
        let answer = answer.agreed();
        let give = Command::Answer(Box::new(AnswerCommand::Give { contact, answer }));
        Effects::one(cx.submit(&mut self.done, give))
    }

    fn drop_found(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(answer) = self.found().cloned() else {
            return Effects::unchanged();
        };
        let contact = self.contact.clone();
        let drop = Command::Answer(Box::new(AnswerCommand::Drop { contact, answer }));
        Effects::one(cx.submit(&mut self.done, drop))
    }

    fn find(&mut self, cx: &mut Cx<'_>) -> Effects {
        cx.say(Notice::new(
            "Claude reads their thread for answers; go on meanwhile",
        ));
        let contact = self.contact.clone();
        let kind = "extraction";
        Effects::one(cx.ask(&mut self.work, WorkNow { kind, contact }))
    }

    /// Claude has looked; what it found is read again.
    fn looked(&mut self, done: Result<Done, Refusal>, cx: &mut Cx<'_>) -> Effects {
        match done {
            Ok(Done { fault: Some(why), .. }) | Err(Refusal(why)) => cx.say(Notice::bad(why)),
            Ok(done) if done.cached => {
                cx.say(Notice::new(
                    "nothing was said since Claude looked; what it found and you left stands above",
                ));
            }
            Ok(_) => cx.say(Notice::new(
                "Claude has looked; what it found stands above until you keep or drop it",
            )),
        }
        self.look_up(cx)
    }

    /// The question under the cursor, if it is answered.
    fn answered(&self) -> Option<Question> {
        let question = self.question()?;
        let mut answers = self.read.person.as_ref()?.answers.iter();
        answers
            .any(|answer| answer.question == question)
            .then_some(question)
    }

    fn ask(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(question) = self.question() else {
            return Effects::unchanged();
        };
        let known = self.read.person.as_ref().and_then(|person| {
            let mut answers = person.answers.iter();
            answers.find(|answer| answer.question == question)
        });
        let found = self.found().cloned();
        let text = found
            .as_ref()
            .or(known)
            .map(|answer| answer.value.raw().to_owned())
            .unwrap_or_default();
        // What was found keeps the words it is from, however the answer is put; what was entered is entered anew, and a yes to
        // a timeline stays one until the words say otherwise.
        let asked = found.map_or_else(
            || Answer {
                accepted: known.and_then(|known| known.accepted),
                ..given(question, "")
            },
            Answer::agreed,
        );
        let of_seller = rows::is_seller(self.read.card.as_ref()) && question == Question::Timeline;
        let (ticket, typed) = (cx.ticket(&mut self.answer), asked.clone());
        self.asked = Some(asked);
        let check = Box::new(move |text: &str| match text.trim().chars().count() {
            0 => Err("type what they answered".to_owned()),
            count if count > MOST => Err(format!("an answer has at most {MOST} characters")),
            _ if !question.is_answered_by(text) => Err("that answers nothing; esc leaves it open".to_owned()),
            _ if of_seller => Ok(rows::takes_down(put(&typed, text).accepted).to_owned()),
            _ => Ok("enter takes it down; z takes it back".to_owned()),
        });
        cx.open(Prompt::line(
            question.ask(),
            "in a few words of theirs",
            ticket,
            &text,
            check,
        ));
        Effects::none()
    }

    fn retract(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(question) = self.answered() else {
            return Effects::unchanged();
        };
        let contact = self.contact.clone();
        let retract = Command::Answer(Box::new(AnswerCommand::Retract { contact, question }));
        Effects::one(cx.submit(&mut self.done, retract))
    }

    fn disagree(&mut self, cx: &mut Cx<'_>) -> Effects {
        let says = self.read.card.as_ref().and_then(|card| card.opinion.as_ref());
        let item = |id: &str, label: &str, on: bool| Item {
            id: id.to_owned(),
            label: Foreign::from(label).shown(),
            note: String::new(),
            on,
        };
        let mut items: Vec<Item> = Temperature::ALL
            .iter()
            .rev()
            .map(|is| item(is.word(), is.word(), says.is_some_and(|says| says.says == *is)))
            .collect();
        if says.is_some() {
            items.push(item("", "I said nothing", false));
        }
        let ticket = cx.ticket(&mut self.opinion);
        cx.open(Picker::one("what should the badge be?", ticket, items));
        Effects::none()
    }

    fn loaded(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Effects {
        if let Some(card) = self.card.take(loaded) {
            match card {
                Ok(card) => self.read.card = card,
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
        } else if let Some(changes) = self.changes.take(loaded) {
            self.read.changes = changes.unwrap_or_default();
        } else if let Some(person) = self.person.take(loaded) {
            self.read.person = person.ok().flatten().map(Box::new);
        } else if let Some(found) = self.found.take(loaded) {
            self.read.found = found.unwrap_or_default();
        } else if let Some(forms) = self.forms.take(loaded) {
            self.read.forms = forms.unwrap_or_default();
        } else if let Some(done) = self.work.take(loaded) {
            return self.looked(done, cx);
        } else if let Some(text) = self.answer.take(loaded) {
            return self.give(text.ok(), cx);
        } else if let Some(text) = self.day.take(loaded) {
            return text.map_or_else(|_| Effects::none(), |text| self.take_day(&text, cx));
        } else if let Some(then) = self.then.take(loaded) {
            if let Some(as_of) = &mut self.read.as_of {
                as_of.was = then.ok().flatten();
            }
        } else if let Some(picked) = self.opinion.take(loaded) {
            let picked = picked.ok().and_then(|picked| picked.added.into_iter().next());
            return picked.map_or_else(Effects::none, |word| self.opine(&word, cx));
        } else if let Some(receipt) = self.done.take(loaded) {
            match receipt {
                Ok(receipt) => cx.say(Notice::new(receipt.summary).with_undo()),
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
            return self.look_up(cx);
        } else {
            return Effects::unchanged();
        }
        let first = !self.is_read && !self.is_reading();
        self.is_read |= first;
        self.refill();
        if first && self.read.card.as_ref().is_none_or(rows::is_unscored) {
            self.go_to_open();
        }
        Effects::none()
    }

    fn give(&mut self, text: Option<String>, cx: &mut Cx<'_>) -> Effects {
        let (Some(text), Some(asked)) = (text, self.asked.take()) else {
            return Effects::none();
        };
        let answer = put(&asked, &text);
        let contact = self.contact.clone();
        let give = Command::Answer(Box::new(AnswerCommand::Give { contact, answer }));
        Effects::one(cx.submit(&mut self.done, give))
    }

    fn opine(&mut self, word: &str, cx: &mut Cx<'_>) -> Effects {
        let opinion = Disagree {
            contact: self.contact.clone(),
            says: Temperature::from_word(word),
            why: String::new(),
        };
        Effects::one(cx.submit(&mut self.done, Command::Disagree(opinion)))
    }

    fn view_row(buf: &mut Buffer, area: Rect, row: u16, what: &Row, look: Look<'_>) {
        let styles = look.styles();
        let points = |points: i64| {
            let sign = if points > 0 { "+" } else { "" };
            fit(
                &format!("{sign}{}", shown_points(points)),
                usize::from(POINTS) - 2,
                Side::Right,
            )
        };
        let mut left_of_words = POINTS;
        let (left, words, style) = match what {
            Row::Title(title, number) => {
                draw::text(buf, area, 0, row, title, styles.heading);
                draw::right(buf, area, 1, row, number, styles.heading);
                return;
            }
            Row::Before((figure, words)) => (
                fit(figure, usize::from(POINTS) - 2, Side::Right),
                words.clone(),
                styles.text,
            ),
            Row::Part(part) => (points(part.points), part.sentence.clone(), styles.text),
            Row::Both { part, was, is } => {
                left_of_words += POINTS;
                let column = |held: Option<i64>| {
                    let dash = || fit(look.glyphs().dash, usize::from(POINTS) - 2, Side::Right);
                    held.map_or_else(dash, points)
                };
                let (was, is) = (column(*was), column(*is));
                (format!("{was}  {is}"), part.sentence.clone(), styles.text)
            }
            Row::Change(change) => {
                let moved = change.to.unwrap_or(0) - change.from.unwrap_or(0);
                let how = match (change.from, change.to) {
                    (None, _) => "new: ",
                    (_, None) => "no more: ",
                    _ => "",
                };
                (
                    points(moved),
                    format!("{how}{}", change.part.sentence),
                    styles.text,
                )
            }
            Row::Found(answer, held) => {
                let words = rows::offered(answer, held.as_deref());
                ("found".to_owned(), words, styles.text)
            }
            Row::Answer(answer) => {
                let taken = rows::taken(answer.accepted);
                let from = rows::from(answer);
                let words = format!(
                    "{}: {}{taken}{from}",
                    rows::word(answer.question),
                    answer.value.shown()
                );
                let sign = if answer.by.counts() { "answered" } else { "found" };
                (sign.to_owned(), words, styles.text)
            }
            Row::Held(question, value, _) => {
                let words = format!("{}: {value}", rows::word(*question));
                ("on file".to_owned(), words, styles.text)
            }
            Row::Open(question) => ("open".to_owned(), question.ask().to_owned(), styles.dim),
            Row::Note(words) => (String::new(), words.clone(), styles.dim),
        };
        let room = usize::from(area.width.saturating_sub(left_of_words + 1));
        draw::text(buf, area, 0, row, &left, styles.accent);
        draw::text(buf, area, left_of_words + 1, row, &clip(&words, room), style);
    }

    fn view_evidence(&self, buf: &mut Buffer, area: Rect, look: Look<'_>) {
        let Some(row) = self.current() else { return };
        let person = self.read.person.as_deref();
        let words = rows::evidence(row, person, look);
        let lines = wrap(&words, usize::from(area.width));
        for (row, line) in (0..area.height).zip(lines) {
            draw::text(buf, area, 0, row, &line, look.styles().dim);
        }
    }
}

/// An answer in other words, with what they say of the timeline where they tell.
fn put(answer: &Answer, text: &str) -> Answer {
    let said = (answer.question == Question::Timeline).then(|| accepts(text));
    Answer {
        value: text.trim().into(),
        accepted: said.flatten().or(answer.accepted),
        ..answer.clone()
    }
}

impl Pane for Why {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id, list::SCOPE.id]
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.look_up(cx)
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        match msg {
            Msg::Loaded(loaded) => self.loaded(loaded, cx),
            // Whatever changed may have moved the number: it is seen to move.
            Msg::Committed(_) => self.look_up(cx),
            _ => Effects::unchanged(),
        }
    }

    fn arrange(&mut self, area: Rect, _: &mut Cx<'_>) -> Effects {
        self.window
            .set_page(usize::from(area.height.saturating_sub(BELOW + 5)));
        Effects::unchanged()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn go(&mut self, motion: Motion, _: &mut Cx<'_>) -> Effects {
        self.window.go(motion);
        Effects::none()
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn holds(&self) -> Holds {
        Holds::while_reading(self.is_reading(), self.is_read)
    }

    fn place(&self, screen: Rect) -> Rect {
        let rows = self.window.len() as u16 + BELOW + 5;
        draw::middle(
            screen,
            screen.width.saturating_sub(4).min(96),
            rows.clamp(8, screen.height.saturating_sub(4).max(8)),
        )
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let styles = look.styles();
        let inner = draw::panel(frame.buffer_mut(), area, &self.title, look);
        let buf = frame.buffer_mut();
        let headline = match &self.read.card {
            Some(card) if !rows::is_unscored(card) => rows::headline(card, usize::from(inner.width), look),
            _ if self.is_read => format!(
                "no score yet {dot} {answer} takes an answer down {dot} {find} has Claude look for some",
                dot = look.glyphs().dot,
                answer = look.key("why.answer"),
                find = look.key("why.find"),
            ),
            _ => "reading".to_owned(),
        };
        draw::text(
            buf,
            inner,
            0,
            0,
            &clip(&headline, usize::from(inner.width)),
            styles.strong,
        );
        draw::rule(buf, inner, 1, look);
        for (row, (at, what)) in (2..).zip(self.window.visible()) {
            let Some(what) = what else { continue };
            if at == self.window.cursor() {
                draw::cursor(buf, inner, row, look);
            }
            Self::view_row(buf, inner, row, what, look);
        }
        let below = inner.height.saturating_sub(BELOW);
        draw::rule(buf, inner, below.saturating_sub(1), look);
        let evidence = Rect {
            y: inner.y + below,
            height: BELOW.min(inner.height),
            ..inner
        };
        self.view_evidence(buf, evidence, look);
    }
}

#[cfg(test)]
mod tests;
