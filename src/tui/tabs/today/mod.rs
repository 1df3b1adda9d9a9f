//! Today: one queue of what waits, in the order of what waiting costs, and everything about the one under the cursor.
//!
//! Owns the cursor, what is unfolded and what the falling clock needs. Must not decide the order or count anything: the
//! queue comes by question and verdicts go by command. To add an action of this tab: a row in
//! [`actions`]; to add a section to the right side: a function in `card`.

pub mod actions;
mod away;
mod beside;
mod card;
mod deed;
mod desk;
mod list;
mod marks;
mod people;
mod scored;
#[cfg(test)]
mod tests;
mod whom;

use std::collections::BTreeSet;
use std::time::Duration;

use crossterm::event::MouseEventKind;
use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::fact::Topic;
use crate::domain::record::EntityKind;
use crate::domain::today::{Cost, Doorbell, Item};
use crate::engine::Progress;
use crate::engine::query::{Card, CardOf, LeadsError, Like, TodayChosen, WhileAway, WiderToday};
use crate::engine::view::{Away, Committed, LikeThem, Queue, Receipt};
use crate::tui::action::{ActionSpec, Enabled};
use crate::tui::acts::Acts;
use crate::tui::effect::Effects;
use crate::tui::filter_line::FilterLine;
use crate::tui::filter_line::wider::Nearest;
use crate::tui::msg::{Input, Msg};
use crate::tui::nearby::Nearby;
use crate::tui::notice::Notice;
use crate::tui::pane::{self, Cx, Holds, Look, Pane};
use crate::tui::person;
use crate::tui::tabs::TabSpec;
use crate::tui::ticket::{Batch, Loaded, Slot};
use crate::tui::widgets::draw;
use crate::tui::widgets::list::{Motion, SCOPE as LIST};
use deed::Deed;
use desk::{Desk, Line};
use marks::Marks;
use scored::Scored;

/// Messages that half a page of the thread goes over, twice.
const PAGE: usize = 10;

/// The row of this tab.
pub const TAB: TabSpec = TabSpec {
    id: "today",
    title: "Today",
    short: "Today",
    go: ActionSpec::new(
        "app.today",
        "Go to Today",
        "What waits, in the order of what waiting costs.",
    ),
    open: || Box::new(Today::default()),
    scopes: &[&actions::TODAY, &actions::FILTER],
    actions: || pane::specs(actions::ACTIONS).collect(),
};

/// The tab.
#[derive(Default)]
pub struct Today {
    desk: Desk,
    marks: Marks,
    /// The last answer without its rows: what comes next, when all was cleared.
    queue: Option<Queue>,
    /// Whom the queue shows.
    line: FilterLine,
    /// What is offered where nobody of them waits.
    nearest: Nearest,
    asked: Slot<Result<Queue, LeadsError>>,
    /// What happened while nobody looked; asked as long as it is morning.
    away: Option<Away>,
    away_asked: Slot<Away>,
    cards: Nearby<Card>,
    scored: Scored,
    /// Who is like the person under the cursor; asked for one at a time.
    like: Option<LikeThem>,
    like_asked: Slot<Option<LikeThem>>,
    acts: Acts,
    judged: Batch<Receipt>,
    /// The last verdict, for doing it again.
    last: Option<Deed>,
    words: Slot<String>,
    progress: Progress,
    area: Rect,
    offset: usize,
    scroll: usize,
    /// The keys that move scroll the thread, and not the queue.
    aside: bool,
    doorbell: Doorbell,
    running: u64,
    /// A lead has rung, and nobody has looked yet: whoever comes finds the cursor at the top.
    called: bool,
    /// Another tab is in front.
    resting: bool,
    alarm: Option<Duration>,
}

impl Today {
    fn ask(&mut self, cx: &mut Cx<'_>) -> Effects {
        let filter = self.line.in_force();
        let rows = TodayChosen::ON_SCREEN;
        Effects::one(cx.ask(&mut self.asked, TodayChosen { filter, rows }))
    }

    /// The filter is another one now.
    fn refilter(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.nearest.forget();
        self.ask(cx).and(self.line.ask(cx))
    }

    /// Nobody who waits is chosen by the filter: a wider one can be offered.
    fn is_too_narrow(&self) -> bool {
        let filtered = self.line.error.is_none() && !self.line.in_force().trim().is_empty();
        filtered && self.desk.is_clear() && self.current().is_none() && !self.progress.first_copy
    }

    /// Shows the nearest wider filter that chooses somebody who waits.
    fn widen(&mut self, cx: &mut Cx<'_>) -> Effects {
        let wider = self.nearest.filter();
        self.line.set(&wider);
        self.refilter(cx).and(Effects::none())
    }

    /// Something was typed into the filter line.
    fn typed(&mut self, another: bool, cx: &mut Cx<'_>) -> Effects {
        if another {
            self.refilter(cx)
        } else {
            Effects::none()
        }
    }

    /// The line of the filter is on the screen.
    fn is_filtered(&self) -> bool {
        self.line.open || !self.line.text().trim().is_empty()
    }

    fn ask_cards(&mut self, cx: &mut Cx<'_>) -> Effects {
        let near = self.desk.near();
        self.cards.want(near.iter(), CardOf, cx)
    }

    /// Asks who is like the person under the cursor where there is room to show it, when nothing of the kind is being
    /// asked: whoever moves fast asks for the row they come to rest on, and no key waits.
    fn ask_like(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.area.width < beside::BROAD || self.like_asked.is_open() || self.like().is_some() {
            return Effects::unchanged();
        }
        let Some(contact) = self.current().and_then(|item| item.contact.clone()) else {
            return Effects::unchanged();
        };
        Effects::one(cx.ask(&mut self.like_asked, Like(contact)))
    }

    /// Who is like the person under the cursor, once it is known.
    fn like(&self) -> Option<&LikeThem> {
        let contact = self.current()?.contact.as_ref()?;
        self.like.as_ref().filter(|like| like.contact == *contact)
    }

    /// What the cursor is on.
    fn current(&self) -> Option<&Item> {
        self.desk.current()
    }

    /// What waiting costs now; the clock falls while the answer of the store stays as it is.
    fn cost(&self, item: &Item, look: Look<'_>) -> Cost {
        match &self.queue {
            Some(queue) => Cost::of(&item.waiting, &queue.terms, look.now),
            None => item.cost.clone(),
        }
    }

    /// The card of whoever it is about, once it is here.
    fn card(&self) -> Option<&Card> {
        self.cards.get(self.current()?.contact.as_ref()?)
    }

    fn take_queue(&mut self, mut queue: Queue, cx: &mut Cx<'_>) -> Effects {
        self.desk.fill(std::mem::take(&mut queue.parts));
        self.keep_marks();
        self.queue = Some(queue);
        self.ring_for_new(cx);
        self.set_alarm(cx.look);
        self.like = None;
        let questions = self.ask_cards(cx).and(self.ask_like(cx)).and(self.ask_away(cx));
        let mut questions = questions.and(self.scored.ask(&self.desk, cx));
        if self.is_too_narrow() {
            let filter = self.line.in_force();
            questions = questions.and(self.nearest.ask(WiderToday(filter), cx));
        }
        questions.and(Effects::none())
    }

    /// It is morning until the first verdict of the day. Of a first copy there is nothing to tell.
    fn is_morning(&self) -> bool {
        let judged = self.queue.as_ref().is_none_or(|queue| queue.judged.is_some());
        !judged && !self.progress.first_copy
    }

    fn ask_away(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.is_morning() {
            Effects::one(cx.ask(&mut self.away_asked, WhileAway))
        } else {
            Effects::unchanged()
        }
    }

    /// A lead, or an answer of somebody hot, that was not here before rings.
    fn ring_for_new(&mut self, cx: &mut Cx<'_>) {
        let shown = self.desk.parts().iter().flat_map(|part| &part.items);
        // A filter hides leads from the eye, not from the bell.
        let hidden = self.queue.iter().flat_map(|queue| &queue.leads);
        for rung in self.doorbell.rings(shown.chain(hidden), cx.now) {
            self.called |= rung.lead;
            let (dot, key) = (cx.look.glyphs().dot, cx.look.key("app.today"));
            cx.say(Notice {
                ring: true,
                ..Notice::new(format!("{} {dot} {key} takes you there", rung.text))
            });
        }
    }

    /// When the tab changes by itself: each second while a falling clock is on the screen, and when the queue becomes
    /// another one.
    fn set_alarm(&mut self, look: Look<'_>) {
        let leads = self.queue.iter().flat_map(|queue| &queue.leads);
        self.running = leads.filter(|item| item.clock_ends(look.now).is_some()).count() as u64;
        let after = |at: Timestamp| {
            let left = Duration::try_from(at.duration_since(look.now)).unwrap_or_default();
            look.elapsed + left + Duration::from_millis(1)
        };
        let changes = self
            .queue
            .as_ref()
            .and_then(|queue| queue.changes_at)
            .filter(|at| *at > look.now)
            .map(after);
        let falling = self
            .visible()
            .filter_map(|item| item.clock_ends(look.now))
            .map(|ends| ends.duration_since(look.now).as_millis() % 1_000 + 1)
            .min()
            .filter(|_| !self.resting)
            .map(|millis| look.elapsed + Duration::from_millis(u64::try_from(millis).unwrap_or(1_000)));
        self.alarm = changes.into_iter().chain(falling).min();
    }

    /// The rows on the screen.
    fn visible(&self) -> impl Iterator<Item = &Item> {
        let lines = self.desk.lines().into_iter().skip(self.offset);
        let rows = lines.take(list::page(self)).filter_map(|line| match line {
            Line::Row(at) => Some(at),
            Line::Clear(_) | Line::Head(_) | Line::More(..) => None,
        });
        let shown: BTreeSet<usize> = rows.collect();
        self.desk
            .rows()
            .enumerate()
            .filter(move |(at, _)| shown.contains(at))
            .map(|(_, (_, item))| item)
    }

    fn committed(&mut self, committed: &Committed, cx: &mut Cx<'_>) -> Effects {
        const SHOWN: [EntityKind; 7] = [
            EntityKind::Contact,
            EntityKind::Opportunity,
            EntityKind::Conversation,
            EntityKind::Message,
            EntityKind::Task,
            EntityKind::Note,
            EntityKind::User,
        ];
        // Scores say who may be lost, and so who is silent; the numbers beside the names are asked for with the queue.
        if committed.topics.contains(&Topic::Scores) {
            return self.ask(cx);
        }
        let touches = |topic: &Topic| match topic {
            Topic::Records(kind) => SHOWN.contains(kind),
            Topic::Outbox => true,
            _ => false,
        };
        if !committed.topics.is_empty() && !committed.topics.iter().any(touches) {
            return Effects::unchanged();
        }
        self.forget_cards();
        self.ask(cx)
    }

    /// Whoever is shown is asked about again when the queue has come.
    fn forget_cards(&mut self) {
        let current = self.current().and_then(|item| item.contact.clone());
        self.cards.changed(current.as_ref());
    }

    fn loaded(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Effects {
        if let Some(answer) = self.asked.take(loaded) {
            return match answer {
                Ok(Ok(queue)) => {
                    self.line.error = None;
                    self.take_queue(queue, cx)
                }
                // The list stays as it was.
                Ok(Err(error)) => {
                    self.line.error = Some(error);
                    Effects::none()
                }
                Err(refusal) => {
                    cx.say(Notice::bad(refusal.0));
                    Effects::none()
                }
            };
        }
        if let Some(answer) = self.away_asked.take(loaded) {
            // Without an answer the morning is told as it was last known; the same again is no reason to draw.
            let Some(away) = answer.ok().filter(|away| self.away.as_ref() != Some(away)) else {
                return Effects::unchanged();
            };
            self.away = Some(away);
            return Effects::none();
        }
        if let Some(effects) = self.scored.take(loaded) {
            return effects;
        }
        if let Some(answer) = self.cards.take(loaded) {
            if let Err(refusal) = answer {
                cx.say(Notice::bad(refusal));
            }
            return Effects::none();
        }
        if let Some(receipt) = self.judged.take(loaded) {
            // That it is done was said with the key; only a refusal is news, and what was taken away comes back.
            return match receipt {
                Ok(receipt) if receipt.cannot.is_empty() => Effects::unchanged(),
                Ok(receipt) => {
                    receipt
                        .cannot
                        .into_iter()
                        .for_each(|why| cx.say(Notice::bad(why)));
                    self.ask(cx)
                }
                Err(refusal) => {
                    cx.say(Notice::bad(refusal.0));
                    self.ask(cx)
                }
            };
        }
        if let Some(like) = self.like_asked.take(loaded) {
            // It is an extra: where it cannot be had, the pane stays empty.
            self.like = like.ok().flatten();
            return self.ask_like(cx).and(Effects::none());
        }
        if self.nearest.take(loaded)
            || self.line.take(loaded)
            || self.line.take_wording(loaded, actions::KEEP_OR_UNDO, cx)
        {
            return Effects::none();
        }
        if let Some(Ok(words)) = self.words.take(loaded) {
            return self.give(Deed::Snooze(words), cx);
        }
        self.acts.take(loaded, cx).unwrap_or_else(Effects::unchanged)
    }

    /// The cursor has moved.
    fn moved(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.scroll = 0;
        self.follow();
        self.set_alarm(cx.look);
        self.ask_cards(cx).and(self.ask_like(cx)).and(Effects::none())
    }

    /// Keeps the row under the cursor, and the head above it, on the screen.
    fn follow(&mut self) {
        let lines = self.desk.lines();
        let page = list::page(self);
        let at = lines
            .iter()
            .position(|line| *line == Line::Row(self.desk.at()))
            .unwrap_or(0);
        let headed = at
            .checked_sub(1)
            .filter(|above| matches!(lines.get(*above), Some(Line::Head(_))));
        let top = headed.unwrap_or(at);
        self.offset = self
            .offset
            .min(top)
            .max((at + 1).saturating_sub(page))
            .min(lines.len().saturating_sub(page));
    }

    fn move_by(&mut self, motion: Motion, cx: &mut Cx<'_>) -> Effects {
        if self.desk.go(motion, list::page(self)) {
            self.extend_range();
            self.moved(cx)
        } else {
            Effects::unchanged()
        }
    }

    fn click(&mut self, row: u16, cx: &mut Cx<'_>) -> Effects {
        let first = self.area.y + list::head(self);
        let line = row
            .checked_sub(first)
            .and_then(|at| self.desk.lines().get(self.offset + usize::from(at)).copied());
        let Some(Line::Row(at)) = line else {
            return Effects::unchanged();
        };
        self.desk.touch();
        self.desk.set_at(at);
        self.moved(cx)
    }
}

impl Pane for Today {
    fn scopes(&self) -> Vec<&'static str> {
        if self.line.open {
            vec![actions::FILTER.id]
        } else {
            vec![LIST.id, actions::TODAY.id, person::SCOPE.id]
        }
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        match msg {
            Msg::Input(Input::Key(key)) if self.line.open => {
                let another = self.line.edit(|field| field.key(*key));
                self.typed(another, cx)
            }
            Msg::Input(Input::Paste(text)) if self.line.open => {
                let another = self.line.edit(|field| field.insert(text));
                self.typed(another, cx)
            }
            Msg::Input(Input::Mouse(event)) => match event.kind {
                MouseEventKind::ScrollDown => self.move_by(Motion::Down, cx),
                MouseEventKind::ScrollUp => self.move_by(Motion::Up, cx),
                MouseEventKind::Down(_) => self.click(event.row, cx),
                _ => Effects::unchanged(),
            },
            Msg::Committed(committed) => self.committed(committed, cx),
            Msg::Progress(progress) => {
                let told =
                    (progress.first_copy, &progress.link) != (self.progress.first_copy, &self.progress.link);
                self.progress.clone_from(progress);
                if told {
                    Effects::none()
                } else {
                    Effects::unchanged()
                }
            }
            Msg::Loaded(loaded) => self.loaded(loaded, cx),
            _ => Effects::unchanged(),
        }
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.resting = false;
        if std::mem::take(&mut self.called) {
            self.desk.set_at(0);
            self.offset = 0;
        }
        self.forget_cards();
        self.ask(cx).and(self.ask_cards(cx))
    }

    fn rest(&mut self, look: Look<'_>) {
        self.resting = true;
        self.set_alarm(look);
    }

    fn arrange(&mut self, area: Rect, cx: &mut Cx<'_>) -> Effects {
        self.area = area;
        let page = list::page(self);
        self.desk.set_height(area.height, page);
        self.follow();
        self.set_alarm(cx.look);
        self.ask_like(cx)
    }

    fn is_ready(&self) -> bool {
        self.desk.is_loaded()
    }

    fn holds(&self) -> Holds {
        let reading = self.asked.is_open() || self.cards.is_waiting();
        Holds::refused(reading && self.card().is_none()).unless(self.acts.is_opening())
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let (left, right) = list::split(area);
        list::view(self, frame, left, look);
        let buf = frame.buffer_mut();
        let (right, last) = beside::split(right, area.width);
        draw::bar(buf, right, 0, look);
        card::view(self, buf, card::inset(right), look);
        if let Some(last) = last {
            draw::bar(buf, last, 0, look);
            beside::view(self, buf, card::inset(last), look);
        }
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        person::enabled(self, id, look).unwrap_or_else(|| pane::enabled(actions::ACTIONS, self, id, look))
    }

    fn go(&mut self, motion: Motion, cx: &mut Cx<'_>) -> Effects {
        self.desk.touch();
        if !self.aside {
            return self.move_by(motion, cx);
        }
        let most = card::thread_len(self);
        self.scroll = motion.target(self.scroll, most + 1, PAGE);
        Effects::none()
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        self.desk.touch();
        person::run(self, id, cx).unwrap_or_else(|| pane::run(actions::ACTIONS, self, id, cx))
    }

    fn back(&mut self, cx: &mut Cx<'_>) -> Option<Effects> {
        if self.acts.stop() || std::mem::take(&mut self.aside) || self.marks.clear() {
            return Some(Effects::none());
        }
        if !self.is_filtered() {
            return None;
        }
        self.line.set("");
        Some(self.refilter(cx).and(Effects::none()))
    }

    fn status(&self, look: Look<'_>) -> String {
        let mut status = self.acts.status(look);
        if status.is_empty() && self.aside {
            let (down, up, left) = (look.key("list.down"), look.key("list.up"), look.key("today.left"));
            let dot = look.glyphs().dot;
            return format!("{down} {up} scroll the thread {dot} {left} goes back to the queue");
        }
        if status.is_empty() {
            status = self.marked(look);
        }
        match &self.away {
            Some(away) if status.is_empty() && self.is_morning() => away::line(away, look),
            _ => status,
        }
    }

    fn badge(&self) -> Option<u64> {
        (self.running > 0).then_some(self.running)
    }

    fn alarm(&self) -> Option<Duration> {
        self.alarm
    }

    fn tick(&mut self, cx: &mut Cx<'_>) -> Effects {
        let changed = self
            .queue
            .as_ref()
            .and_then(|queue| queue.changes_at)
            .is_some_and(|at| at <= cx.now);
        if changed && let Some(queue) = &mut self.queue {
            queue.changes_at = None;
        }
        self.set_alarm(cx.look);
        if changed { self.ask(cx) } else { Effects::none() }
    }
}
