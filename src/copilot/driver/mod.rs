//! Performs what the turn machine asks for: keeps what is said, streams answers, has tools run, counts what they cost.
//!
//! One task owns the machine, the open stream and the model in use; orders come in through a channel and the newest
//! state of the turn goes out through another. Every decision is the machine's: here is only doing. `perform` is one
//! effect after the other, `context` what the program adds to a question, `tools` what an answer has looked up or proposed,
//! `at_once` what the settings let be done without a yes, `money` prices and limits, `lane` what a chat is asked with, `link`
//! questions that wait until Claude can be reached, `compact` a summary in place of a long chat. Nothing leaves but through
//! the [`Wire`] of the chat. To add an effect: its arm in `perform`.

mod at_once;
mod compact;
mod context;
mod lane;
mod link;
mod money;
mod perform;
mod tools;

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::budget::{Budget, Room};
use super::hands::Hands;
use super::live::Live;
use super::order::{Ask, DriverTerms, Ends, NotAsked, Order};
use super::turn::{Input, Machine};
use super::wire::Wire;
use crate::claude::client::Client;
use crate::claude::model::{Catalogue, Effort};
use crate::claude::stream::{AnswerStream, Frame};
use crate::clock::Clock;
use crate::domain::chat::{ChatCommand, Speaker, Turn, TurnOutcome};
use crate::domain::mask::Restore;
use crate::domain::value::{ThreadId, TurnId};
use crate::store::{Reader, Store};
use compact::Compacting;
pub use context::told_about;
use context::{Context, bears_words};
use lane::Asks;
use link::Link;
use tools::Running;

/// Between two looks at the time while a turn is open.
const TICK: Duration = Duration::from_millis(250);
/// Between two states of the turn on the screen: about thirty a second, so that the cost of showing does not grow with
/// the speed of the stream.
const SHOW: Duration = Duration::from_millis(33);
/// How long the list of models is good.
const MODELS: Duration = Duration::from_hours(24);
/// Characters of the first question that become the title of a chat.
const TITLE: usize = 60;

/// The driver.
pub struct Driver {
    store: Store,
    client: Client,
    hands: Arc<dyn Hands>,
    clock: Clock,
    budget: Budget,
    terms: DriverTerms,
    ends: Ends,
    catalogue: Catalogue,
    models_due: Duration,
    machine: Machine,
    thread: Option<ThreadId>,
    turn: Option<TurnId>,
    stream: Option<(u64, AnswerStream)>,
    /// The stand-ins of the open chat.
    wire: Wire,
    /// What puts values back into the text and into the thinking that come.
    restore: Option<(Restore, Restore)>,
    /// The calls of the last answer, while they run.
    running: Option<Running>,
    /// The last answer that called tools.
    caller: Option<TurnId>,
    /// Something that others wrote was read in this chat: what is proposed from then on waits for a yes, whatever the
    /// settings allow.
    tainted: bool,
    /// The body that left last in this chat.
    sent: String,
    /// What goes along with the next question.
    about: Context,
    /// What the open chat is asked with.
    asks: Asks,
    /// A model that was picked and goes with the next question.
    picked: Option<String>,
    /// The money that is held for the answer that is on its way.
    held: Option<Room>,
    /// What the question in hand has cost so far, in millionths of a dollar.
    turn_spent: i64,
    /// When the last answer of this chat ended, and how many tokens its whole input was.
    last_input: Option<(Duration, u64)>,
    link: Link,
    /// The summary of a long chat, while it is written.
    compacting: Option<Compacting>,
    /// Leading messages that go without their thinking in this chat.
    thinking_from: usize,
    asked_at: Duration,
    due: Option<Duration>,
    live: Live,
    text: String,
    thinking: String,
    shown_at: Duration,
    dirty: bool,
}

impl std::fmt::Debug for Driver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Driver")
            .field("thread", &self.thread)
            .finish_non_exhaustive()
    }
}

impl Driver {
    /// A driver at rest. `seed` spreads waits before retries.
    pub fn new(
        store: Store,
        client: Client,
        hands: Arc<dyn Hands>,
        clock: Clock,
        budget: Budget,
        terms: DriverTerms,
        ends: Ends,
    ) -> Self {
        let seed = clock.now().as_nanosecond() as u64;
        Self {
            store,
            client,
            hands,
            clock,
            budget,
            terms,
            ends,
            catalogue: Catalogue::built_in().unwrap_or_default(),
            models_due: Duration::ZERO,
            machine: Machine::new(seed),
            thread: None,
            turn: None,
            stream: None,
            wire: Wire::default(),
            restore: None,
            running: None,
            caller: None,
            tainted: false,
            sent: String::new(),
            about: Context::default(),
            asks: Asks::default(),
            picked: None,
            held: None,
            turn_spent: 0,
            last_input: None,
            link: Link::default(),
            compacting: None,
            thinking_from: 0,
            asked_at: Duration::ZERO,
            due: None,
            live: Live::default(),
            text: String::new(),
            thinking: String::new(),
            shown_at: Duration::ZERO,
            dirty: false,
        }
    }

    /// Works until it is told to stop or nobody can give orders any more.
    pub async fn run(mut self, stop: CancellationToken) {
        self.tell_models();
        self.read_waits().await;
        loop {
            let wait = self.wait();
            tokio::select! {
                // A person's order, above all Esc, goes before whatever the stream still has.
                biased;
                () = stop.cancelled() => {
                    self.input(Input::Stop).await;
                    self.leave_compacting().await;
                    return;
                }
                order = self.ends.orders.recv() => match order {
                    Some(order) => self.order(order).await,
                    None => return,
                },
                frame = next_frame(&mut self.stream) => self.frame(frame).await,
                made = compact::made(&mut self.compacting) => self.compacted(made).await,
                reached = link::reached(&mut self.link) => self.link_is(reached).await,
                ran = tools::all_ran(&mut self.running) => self.ran(ran).await,
                () = tokio::time::sleep(wait) => self.time_passed().await,
            }
            self.show();
        }
    }

    fn now(&self) -> Duration {
        self.clock.elapsed()
    }

    fn wait(&self) -> Duration {
        let now = self.now();
        let until = |at: Duration| at.saturating_sub(now);
        let tick = if self.machine.is_open() { TICK } else { MODELS };
        let due = self.due.map_or(tick, |due| until(due).min(tick));
        let show = if self.dirty {
            until(self.shown_at + SHOW)
        } else {
            tick
        };
        let models = if self.machine.is_open() {
            tick
        } else {
            until(self.models_due)
        };
        let link = match self.link.due {
            Some(at) if !self.machine.is_open() => until(at),
            _ => tick,
        };
        due.min(show).min(models).min(link)
    }

    async fn time_passed(&mut self) {
        if self.due.is_some_and(|due| due <= self.now()) {
            self.due = None;
        }
        if self.machine.is_open() {
            self.input(Input::Tick).await;
            self.meter().await;
        } else if self.link.due.is_some_and(|due| due <= self.now()) {
            self.try_link();
        } else if self.models_due <= self.now() {
            self.read_models().await;
        }
    }

    async fn frame(&mut self, frame: Option<(u64, Frame)>) {
        match frame {
            Some((generation, frame)) => {
                self.input(Input::Frame { generation, frame }).await;
                self.meter().await;
            }
            None => self.stream = None,
        }
    }

    async fn order(&mut self, order: Order) {
        match order {
            Order::Ask { ask, reply } => {
                let asked = self.ask(ask).await;
                // Whoever asked may have gone; the question is kept all the same.
                let _gone = reply.send(asked);
            }
            Order::Stop => self.input(Input::Stop).await,
            Order::Again(thread) => self.again(thread).await,
            Order::UseOtherModel(yes) => match self.live.other_model.take() {
                Some(other) if yes => self.input(Input::UseModel(other.proposed)).await,
                _ => self.input(Input::Stop).await,
            },
            Order::TakeBack(thread) => self.waits_no_more(&thread).await,
            Order::UseModel(id) => {
                self.picked = Some(id.clone());
                self.terms.model = id;
                self.tell_models();
            }
        }
    }

    async fn ask(&mut self, ask: Ask) -> Result<ThreadId, NotAsked> {
        let Ask {
            thread,
            text,
            about,
            lane,
        } = ask;
        self.leave_compacting().await;
        if !self.machine.is_open() {
            self.turn_spent = 0;
        }
        if thread.is_none() || thread != self.thread {
            if self.machine.is_open() {
                return Err(
                    "an answer is being written in another chat; your question is kept as a draft; \
                            stop that answer or wait for it"
                        .to_owned()
                        .into(),
                );
            }
            let thread = if let Some(thread) = thread {
                thread
            } else {
                let asks = self.asks_in(lane);
                self.within_limits(&asks.model, self.least_body() + text.len(), None)
                    .await?;
                self.begin(&text, &asks).await?
            };
            self.take_up(thread, Machine::new(self.seed())).await?;
        }
        self.use_picked().await?;
        let bytes = self.sent.len().max(self.least_body()) + text.len();
        let model = self.asks.model.clone();
        self.within_limits(&model, bytes, self.last_input).await?;
        if let Some(thread) = self.thread.clone() {
            self.waits_no_more(&thread).await;
        }
        self.asked_at = self.now();
        self.about = self.context(&about).await?;
        self.input(Input::Ask { text }).await;
        self.thread
            .clone()
            .ok_or_else(|| "the chat could not be begun".to_owned().into())
    }

    /// Asks the last question of a chat once more, also in a chat that was left off by an earlier run.
    async fn again(&mut self, thread: ThreadId) {
        if self.thread.as_ref() != Some(&thread) {
            if self.machine.is_open() {
                return;
            }
            let id = thread.clone();
            let turns = self.store.read(move |reader| reader.transcript(&id)).await;
            let Some(outcome) = turns.ok().and_then(|turns| turns.last().map(unanswered)) else {
                return;
            };
            let machine = Machine::after(self.seed(), outcome);
            if self.take_up(thread.clone(), machine).await.is_err() {
                return;
            }
        }
        self.leave_compacting().await;
        self.waits_no_more(&thread).await;
        self.turn_spent = 0;
        self.asked_at = self.now();
        self.input(Input::Again).await;
    }

    /// Goes on in another chat, with its stand-ins.
    async fn take_up(&mut self, thread: ThreadId, machine: Machine) -> Result<(), String> {
        let id = thread.clone();
        let kept = move |reader: &Reader| {
            let plain = Wire::plain(&reader.vocabulary()?);
            let sent = reader.sent_body(&id, None)?.unwrap_or_default();
            // What earlier calls gave is not kept part by part; whatever was looked up counts as somebody's words.
            let looked = reader.calls(&id)?.values().flatten().any(|call| !call.fault);
            let tainted = looked || {
                let turns = reader.transcript(&id)?;
                let asked = turns.iter().filter(|turn| turn.speaker == Speaker::User);
                asked
                    .flat_map(|turn| &turn.blocks)
                    .any(|block| bears_words(block))
            };
            let wire = Wire::new(reader.vault(&id)?, plain);
            Ok((wire, sent, tainted, reader.settled(&id)?))
        };
        let (wire, sent, tainted, settled) =
            self.store.read(kept).await.map_err(|error| error.to_string())?;
        (self.wire, self.sent, self.tainted) = (wire, sent, tainted);
        self.asks = Asks {
            model: settled.model.unwrap_or_else(|| self.terms.model.clone()),
            effort: settled.effort.as_deref().and_then(Effort::of),
        };
        (self.last_input, self.turn_spent) = (None, 0);
        self.machine = machine;
        self.thread = Some(thread);
        (self.turn, self.caller, self.running, self.restore) = (None, None, None, None);
        self.live.steps = Arc::default();
        self.thinking_from = 0;
        Ok(())
    }

    fn seed(&self) -> u64 {
        self.clock.now().as_nanosecond() as u64
    }

    async fn begin(&mut self, text: &str, asks: &Asks) -> Result<ThreadId, String> {
        let line = text
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or("chat");
        let title = line.trim().chars().take(TITLE).collect();
        let begun = self
            .keep(ChatCommand::Start { title })
            .await
            .map_err(|error| error.to_string())?;
        let thread = begun
            .thread
            .ok_or_else(|| "the chat could not be begun; nothing was asked".to_owned())?;
        self.settle(&thread, asks)
            .await
            .map_err(|error| error.to_string())?;
        Ok(thread)
    }

    async fn input(&mut self, input: Input) {
        let effects = self.machine.handle(self.now(), input);
        self.dirty = true;
        self.perform(effects).await;
    }

    /// Tells the newest state of the turn, not more often than it can be drawn.
    fn show(&mut self) {
        let now = self.now();
        // The first word is waited for; those after it can wait for the next picture.
        let is_first = self.live.text.is_empty() && !self.text.is_empty();
        if !self.dirty || (now < self.shown_at + SHOW && !is_first) {
            return;
        }
        (self.dirty, self.shown_at) = (false, now);
        let failed = matches!(
            self.live.phase,
            super::live::Phase::Ended(TurnOutcome::Failed { .. })
        );
        if !failed || self.machine.is_open() {
            self.live.phase = self.machine.phase(now);
        }
        self.live.seconds = self.machine.seconds(now);
        self.live.thread.clone_from(&self.thread);
        self.live.turn.clone_from(&self.turn);
        self.live.text = Arc::from(self.text.as_str());
        self.live.thinking = Arc::from(self.thinking.as_str());
        self.ends.live.send_replace(self.live.clone());
    }
}

/// How the exchange with this last turn ended. A question whose answer never began was interrupted before it.
fn unanswered(last: &Turn) -> TurnOutcome {
    match last.speaker {
        Speaker::Assistant => last.outcome.clone(),
        Speaker::User if last.summary().is_some() => TurnOutcome::Complete,
        Speaker::User => TurnOutcome::Interrupted {
            why: "The answer never began.".to_owned(),
        },
    }
}

async fn next_frame(stream: &mut Option<(u64, AnswerStream)>) -> Option<(u64, Frame)> {
    match stream {
        Some((generation, stream)) => stream.next().await.map(|frame| (*generation, frame)),
        None => std::future::pending().await,
    }
}
