//! Claude beside the list: chats, what was said in the open one, and the field for the next question.
//!
//! Owns which chat is open, where the reader is and what is typed. Must not decide anything of a turn: the engine does,
//! and tells by `Msg::Turn` how it goes. `transcript` is what was said, `turn` how one question or answer looks, `notes` what
//! was looked up for it, `sources` what it names, `plans` what Claude proposes and `proposed` how that looks, `threads` the
//! list, `ask` the field, `chips` what a question is about, `branch` going on from an earlier place, `remember` facts about
//! people, `deed` what the actions do, `arrived` what becomes of answers, `hand` keys and the mouse.
//!
//! What Claude proposes stands in a region of its own, which no word of the model reaches: its keys go by what the store
//! tells, never by what is written. To add an action: a row in [`actions`].

pub mod actions;
mod arrived;
mod ask;
mod branch;
mod chips;
mod deed;
mod hand;
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

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::chat::{Thread, Turn};
use crate::domain::fact::Topic;
use crate::domain::value::ThreadId;
use crate::engine::query::{
    ChatWork, InAll, LeftInAll, Threads as ThreadsQuestion, Transcript as TranscriptQuestion,
    WaitingProposals, Worked,
};
use crate::engine::view::Receipt;
use crate::engine::{Lane, Live, ModelChoice};
use crate::tui::action::{ActionSpec, Enabled};
use crate::tui::backend::{Models, Spent};
use crate::tui::effect::Effects;
use crate::tui::msg::{Input, Msg};
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::Picked;
use crate::tui::pane::{self, Action, Chip, Cx, Holds, Look, Pane, Target};
use crate::tui::tabs::TabSpec;
use crate::tui::ticket::Slot;
use crate::tui::widgets::list::{Motion, SCOPE as LIST};
use ask::Ask;
use chips::Chips;
use plans::Plans;
use remember::Facts;
use threads::Threads;
use transcript::Transcript;

/// Chats in the list.
const MOST: usize = 500;

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

    /// Asks a text in the open chat.
    fn question(&mut self, text: String, cx: &mut Cx<'_>) -> Effects {
        self.transcript.announce(&text, cx.now);
        self.ask.ask(
            self.thread.as_ref(),
            text,
            Lane::default(),
            self.chips.about(),
            cx,
        )
    }
}

/// The table that an action stands in.
fn table_of(id: &str) -> &'static [Action<Chat>] {
    if id.starts_with(proposed::SCOPE.id) {
        proposed::ACTIONS
    } else {
        actions::ACTIONS
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
        let gave_way = self.plans.show(cx.now, |turn| transcript.is_newest(turn));
        if self.focus == Focus::Plans && (gave_way || self.plans.current().is_none()) {
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
        pane::enabled(table_of(id), self, id, look)
    }

    fn go(&mut self, motion: Motion, cx: &mut Cx<'_>) -> Effects {
        self.moved(motion, cx)
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        pane::run(table_of(id), self, id, cx)
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
