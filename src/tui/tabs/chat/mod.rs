//! Claude beside the list: chats, what was said in the open one, and the field for the next question.
//!
//! Owns which chat is open, where the reader is and what is typed. Must not decide anything of a turn: the engine does,
//! and tells by `Msg::Turn` how it goes. `transcript` is what was said, `turn` how one question or answer looks, `notes` what
//! was looked up for it, `sources` what it names, `plans` what Claude proposes and `proposed` how that looks, `threads` the
//! list, `ask` the field, `chips` what a question is about, `branch` going on from an earlier place, `remember` facts about people.
//!
//! What Claude proposes stands in a region of its own, which no word of the model reaches: its keys go by what the store
//! tells, never by what is written. To add an action: a row in [`actions`].

pub mod actions;
mod ask;
mod branch;
mod chips;
mod notes;
mod plans;
mod proposed;
mod remember;
mod sources;
#[cfg(test)]
mod tests;
mod threads;
mod transcript;
mod turn;
mod view;

use std::time::Duration;

use crossterm::event::{KeyCode, MouseEventKind};
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::chat::{ChatCommand, Thread, Turn};
use crate::domain::command::Command;
use crate::domain::fact::Topic;
use crate::domain::value::ThreadId;
use crate::engine::query::{
    ChatWork, InAll, LeftInAll, Threads as ThreadsQuestion, Transcript as TranscriptQuestion,
    WaitingProposals, Worked,
};
use crate::engine::view::Receipt;
use crate::engine::{Live, ModelChoice};
use crate::tui::action::{ActionSpec, Enabled};
use crate::tui::backend::{Models, Spent, TurnRequest};
use crate::tui::effect::{Effect, Effects};
use crate::tui::msg::{Input, Msg};
use crate::tui::notice::Notice;
use crate::tui::overlays::about::{About, Kind};
use crate::tui::overlays::picker::Picked;
use crate::tui::pane::{self, Chip, Cx, Holds, Look, Pane, Target};
use crate::tui::tabs::TabSpec;
use crate::tui::ticket::{Loaded, Slot};
use crate::tui::widgets::list::{Motion, SCOPE as LIST};
use ask::{Ask, Sent};
use chips::Chips;
use plans::Plans;
use remember::Facts;
use threads::Threads;
use transcript::Transcript;

/// Chats in the list.
const MOST: usize = 500;
/// Lines that a turn of the wheel moves.
const WHEEL: isize = 3;
/// A second Esc within so long goes back to an earlier question.
const TWICE: Duration = Duration::from_secs(1);

/// The row of this tab.
pub const TAB: TabSpec = TabSpec {
    id: "chat",
    title: "Chat",
    short: "Chat",
    go: ActionSpec::new(
        "app.chat",
        "Go to Chat",
        "Claude: ask, read, look up what was said.",
    ),
    open: || Box::new(Chat::default()),
    scopes: &[&actions::CHAT, &actions::ASK, &actions::FIND, &proposed::SCOPE],
    actions: || {
        pane::specs(actions::ACTIONS)
            .chain(pane::specs(proposed::ACTIONS))
            .collect()
    },
};

/// Which part has the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Focus {
    /// The list of chats.
    Threads,
    /// What was said.
    Text,
    /// What Claude proposes.
    Plans,
    /// The field.
    #[default]
    Ask,
}

/// The tab.
#[derive(Default)]
pub struct Chat {
    focus: Focus,
    threads: Threads,
    /// The open chat; `None` for one that is not begun.
    thread: Option<ThreadId>,
    /// Somebody looked here since the start; until then nothing is asked of the store.
    woken: bool,
    /// The first list is here, and with it a chat was opened.
    arrived: bool,
    transcript: Transcript,
    plans: Plans,
    /// Proposals that wait for a person, in all chats.
    waiting: u64,
    /// What Claude has cost today, and what it may cost.
    spent: (i64, Option<i64>),
    /// What left this computer for the open chat.
    left: InAll,
    chips: Chips,
    ask: Ask,
    live: Live,
    models: Vec<ModelChoice>,
    area: Rect,
    listed: Slot<Vec<Thread>>,
    told: Slot<Vec<Turn>>,
    worked: Slot<Worked>,
    counted: Slot<u64>,
    aimed: Slot<Chip>,
    leaving: Slot<InAll>,
    spending: Slot<(i64, Option<i64>)>,
    choices: Slot<Vec<ModelChoice>>,
    chosen: Slot<Picked>,
    title: Slot<String>,
    renamed: Slot<Receipt>,
    earlier: Slot<Picked>,
    command: Slot<Picked>,
    branched: Slot<Receipt>,
    facts: Facts,
    /// The question that goes into the field of the branch.
    asked_before: String,
    /// When Esc left the field: once more, soon and with no step between, goes back to an earlier question.
    escaped: Option<Duration>,
}

impl Chat {
    fn ask_threads(&mut self, cx: &mut Cx<'_>) -> Effects {
        let words = self.threads.words();
        Effects::one(cx.ask(&mut self.listed, ThreadsQuestion { words, limit: MOST }))
    }

    fn ask_transcript(&mut self, cx: &mut Cx<'_>) -> Effects {
        match self.thread.clone() {
            Some(thread) => {
                let left = LeftInAll(thread.clone());
                let left = Effects::one(cx.ask(&mut self.leaving, left));
                let worked = left.and(Effects::one(cx.ask(&mut self.worked, ChatWork(thread.clone()))));
                worked.and(Effects::one(cx.ask(&mut self.told, TranscriptQuestion(thread))))
            }
            None => Effects::unchanged(),
        }
    }

    fn count_waiting(&mut self, cx: &mut Cx<'_>) -> Effects {
        let spent = Spent(cx.look.midnight());
        let spent = Effects::one(cx.ask(&mut self.spending, spent));
        spent.and(Effects::one(cx.ask(&mut self.counted, WaitingProposals)))
    }

    /// Shows another chat, or one that is not begun, with the draft of it.
    fn open(&mut self, thread: Option<ThreadId>, cx: &mut Cx<'_>) -> Effects {
        let kept = self.ask.keep(self.thread.as_ref(), cx);
        self.told.close();
        self.worked.close();
        self.leaving.close();
        self.left = InAll::default();
        self.thread = thread;
        self.chips.open(self.thread.as_ref());
        self.transcript.clear();
        self.plans.clear();
        if self.focus == Focus::Plans {
            self.focus = Focus::Text;
        }
        self.follow(cx);
        let draft = self.ask.open(self.thread.as_ref(), cx);
        kept.and(draft).and(self.ask_transcript(cx))
    }

    /// Whether the turn that is being written is one of the open chat.
    fn is_here(&self) -> bool {
        self.live.thread.is_some() && self.live.thread == self.thread
    }

    /// Whether an answer is being written in the open chat.
    fn is_writing(&self) -> bool {
        self.is_here() && self.live.is_open()
    }

    fn follow(&mut self, cx: &Cx<'_>) {
        if self.is_here() {
            self.transcript.follow(&self.live, cx.world);
        }
    }

    fn turn(&mut self, live: &Live, cx: &mut Cx<'_>) -> Effects {
        if self.live == *live {
            return Effects::unchanged();
        }
        let was_open = self.live.is_open();
        self.live = live.clone();
        self.follow(cx);
        if was_open && !self.live.is_open() && self.woken {
            return self.ask_threads(cx).and(self.ask_transcript(cx));
        }
        Effects::none()
    }

    fn loaded(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Effects {
        if let Some(threads) = self.listed.take(loaded) {
            return self.take_threads(threads, cx);
        }
        if let Some(turns) = self.told.take(loaded) {
            match turns {
                Ok(turns) => self.transcript.fill(turns),
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
            self.follow(cx);
            return Effects::none();
        }
        if self.take_figures(loaded, cx) {
            return Effects::none();
        }
        if let Some(Ok(chip)) = self.aimed.take(loaded) {
            // The sign that asked for it was typed.
            self.ask.field.take_back();
            if !self.chips.add(chip) {
                cx.say(Notice::warn("no more than twelve; a list holds more people"));
            }
            return Effects::none();
        }
        if let Some(effects) = self.plans.take(loaded, cx) {
            return effects;
        }
        if let Some(sent) = self.ask.take_sent(loaded, cx) {
            return self.take_sent(sent, cx);
        }
        if let Some(models) = self.choices.take(loaded) {
            self.models = models.unwrap_or_default();
            return Effects::none();
        }
        if let Some(Ok(picked)) = self.chosen.take(loaded) {
            let model = picked.added.into_iter().next();
            return model.map_or_else(Effects::none, |model| {
                for known in &mut self.models {
                    known.in_use = known.id == model;
                }
                Effects::one(Effect::Turn(TurnRequest::UseModel(model)))
            });
        }
        if let (Some(Ok(title)), Some(thread)) = (self.title.take(loaded), self.thread.clone()) {
            let title = title.trim().to_owned();
            let rename = Command::Chat(ChatCommand::Rename { thread, title });
            return Effects::one(cx.submit(&mut self.renamed, rename));
        }
        if let Some(Err(refusal)) = self.renamed.take(loaded) {
            cx.say(Notice::bad(refusal.0));
            return Effects::none();
        }
        if let Some(Ok(picked)) = self.earlier.take(loaded) {
            return self.rewind(picked.added.into_iter().next(), cx);
        }
        if let Some(Ok(picked)) = self.command.take(loaded) {
            let name = picked.added.into_iter().next().unwrap_or_default();
            self.ask.field.set(&format!("/{name} "));
            self.ask.touch(cx);
            return Effects::none();
        }
        if let Some(branched) = self.branched.take(loaded) {
            return self.take_branch(branched, cx);
        }
        if let Some(effects) = self.facts.take(loaded, cx) {
            return effects;
        }
        if self.ask.take(loaded, cx) {
            return Effects::none();
        }
        Effects::unchanged()
    }

    /// Takes in what stands beside the words; says whether it was that.
    fn take_figures(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> bool {
        if let Some(worked) = self.worked.take(loaded) {
            match worked {
                Ok(worked) => {
                    self.plans.fill(&worked);
                    self.transcript.fill_work(worked);
                }
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
        } else if let Some(left) = self.leaving.take(loaded) {
            self.left = left.unwrap_or_default();
        } else if let Some(count) = self.counted.take(loaded) {
            self.waiting = count.unwrap_or(self.waiting);
        } else if let Some(spent) = self.spending.take(loaded) {
            self.spent = spent.unwrap_or(self.spent);
        } else {
            return false;
        }
        true
    }

    fn take_threads(
        &mut self,
        threads: Result<Vec<Thread>, crate::tui::ticket::Refusal>,
        cx: &mut Cx<'_>,
    ) -> Effects {
        match threads {
            Ok(threads) => self.threads.fill(threads, self.thread.as_ref()),
            Err(refusal) => cx.say(Notice::bad(refusal.0)),
        }
        let is_in_use = self.thread.is_some() || self.ask.is_in_use();
        if std::mem::replace(&mut self.arrived, true) || is_in_use {
            return Effects::none();
        }
        // The first time, where one left off: the chat in which something was last said.
        let newest = self.threads.current().cloned();
        self.open(newest, cx).and(Effects::none())
    }

    fn take_sent(&mut self, sent: Sent, cx: &mut Cx<'_>) -> Effects {
        match sent {
            Sent::Kept(thread) => {
                let forgotten = self.ask.forget_draft(self.thread.as_ref(), cx);
                self.chips.begun(&thread);
                self.thread = Some(thread);
                self.follow(cx);
                forgotten.and(self.ask_threads(cx)).and(self.ask_transcript(cx))
            }
            Sent::Refused(why) => {
                self.transcript.forget_question();
                cx.say(Notice::bad(why));
                Effects::none()
            }
        }
    }

    /// Asks a text in the open chat.
    fn question(&mut self, text: String, cx: &mut Cx<'_>) -> Effects {
        self.transcript.announce(&text, cx.now);
        self.ask.ask(self.thread.as_ref(), text, self.chips.about(), cx)
    }

    fn typed(&mut self, input: &Input, cx: &mut Cx<'_>) -> Effects {
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
                if self.ask.field.text() == "/" {
                    self.choose_command(cx);
                }
                Effects::none()
            }
            (false, _) => Effects::none(),
        }
    }

    fn mouse(&mut self, kind: MouseEventKind, at: (u16, u16), cx: &mut Cx<'_>) -> Effects {
        let world = cx.world;
        match kind {
            MouseEventKind::ScrollDown => self.transcript.scroll(WHEEL, world),
            MouseEventKind::ScrollUp => self.transcript.scroll(-WHEEL, world),
            MouseEventKind::Down(_) => return self.click(at, cx),
            _ => return Effects::unchanged(),
        }
        Effects::none()
    }

    fn click(&mut self, (column, row): (u16, u16), cx: &mut Cx<'_>) -> Effects {
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

    fn moved(&mut self, motion: Motion, cx: &mut Cx<'_>) -> Effects {
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
    fn step_back(&mut self, cx: &mut Cx<'_>) -> Option<Effects> {
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
fn escape(chat: &mut Chat, cx: &mut Cx<'_>) -> Effects {
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

impl Pane for Chat {
    fn scopes(&self) -> Vec<&'static str> {
        match self.focus {
            _ if self.threads.finding => vec![actions::FIND.id],
            Focus::Ask => vec![actions::ASK.id],
            Focus::Threads | Focus::Text => vec![LIST.id, actions::CHAT.id],
            Focus::Plans => vec![proposed::SCOPE.id, LIST.id],
        }
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        match msg {
            Msg::Input(Input::Mouse(event)) => self.mouse(event.kind, (event.column, event.row), cx),
            Msg::Input(input) => self.typed(input, cx),
            Msg::Turn(live) => self.turn(live, cx),
            Msg::Approval(_) => {
                let key = cx.look.key("app.chat");
                cx.say(Notice {
                    ring: true,
                    ..Notice::warn(format!("Claude waits for a yes, {key} takes you there"))
                });
                Effects::none()
            }
            Msg::Committed(committed) => {
                let ours = committed.topics.is_empty() || committed.topics.contains(&Topic::Chat);
                if !ours {
                    return Effects::unchanged();
                }
                let counted = self.count_waiting(cx);
                if self.woken {
                    return counted.and(self.ask_threads(cx)).and(self.ask_transcript(cx));
                }
                counted
            }
            Msg::Loaded(loaded) => self.loaded(loaded, cx),
            _ => Effects::unchanged(),
        }
    }

    fn arrange(&mut self, area: Rect, cx: &mut Cx<'_>) -> Effects {
        self.area = area;
        let transcript = &self.transcript;
        self.plans.show(cx.now, |turn| transcript.is_newest(turn));
        if self.focus == Focus::Plans && self.plans.current().is_none() {
            self.focus = Focus::Text;
        }
        let parts = view::parts(self, area);
        self.plans.set_page(
            parts
                .plans
                .map_or(1, |place| usize::from(place.height.saturating_sub(3))),
        );
        self.threads
            .set_page(parts.threads.map_or(1, |list| usize::from(list.height)));
        let (columns, rows) = (usize::from(parts.text.width), usize::from(parts.text.height));
        self.transcript.arrange(columns, rows, cx.world);
        Effects::unchanged()
    }

    /// How often Claude waits for a yes.
    fn badge(&self) -> Option<u64> {
        let waiting = self.waiting + u64::from(self.live.other_model.is_some());
        (waiting > 0).then_some(waiting)
    }

    fn begin(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.count_waiting(cx)
    }

    fn holds(&self) -> Holds {
        if self.ask.is_opening() {
            Holds::Everything
        } else {
            Holds::Nothing
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        view::draw(self, frame, area, look);
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        if Motion::of(id).is_some() {
            Enabled::Yes
        } else {
            let table = if id.starts_with(proposed::SCOPE.id) {
                proposed::ACTIONS
            } else {
                actions::ACTIONS
            };
            pane::enabled(table, self, id, look)
        }
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        match Motion::of(id) {
            Some(motion) => self.moved(motion, cx),
            None if id.starts_with(proposed::SCOPE.id) => pane::run(proposed::ACTIONS, self, id, cx),
            None => pane::run(actions::ACTIONS, self, id, cx),
        }
    }

    fn back(&mut self, cx: &mut Cx<'_>) -> Option<Effects> {
        self.step_back(cx)
    }

    fn show(&mut self, target: &Target, cx: &mut Cx<'_>) -> Option<Effects> {
        match target {
            Target::Thread(thread) => {
                self.arrived = true;
                self.focus = Focus::Text;
                Some(self.open(Some(thread.clone()), cx))
            }
            Target::Question(words) => {
                self.arrived = true;
                self.focus = Focus::Ask;
                let effects = self.open(None, cx);
                self.ask.put_back(words, cx);
                Some(effects)
            }
            Target::Ask { chip, words } => {
                self.arrived = true;
                self.focus = Focus::Ask;
                let effects = self.open(None, cx);
                self.chips.only(chip.clone());
                if !words.is_empty() {
                    self.ask.put_back(words, cx);
                }
                Some(effects)
            }
            _ => None,
        }
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.woken = true;
        let models = Effects::one(cx.ask(&mut self.choices, Models));
        models.and(self.ask_threads(cx)).and(self.ask_transcript(cx))
    }

    fn status(&self, look: Look<'_>) -> String {
        view::status(self, look)
    }

    fn alarm(&self) -> Option<Duration> {
        self.ask.due()
    }

    fn tick(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.alarm().is_some_and(|due| due <= cx.elapsed) {
            self.ask.keep(self.thread.as_ref(), cx)
        } else {
            Effects::unchanged()
        }
    }
}
