//! Performs what the turn machine asks for: keeps what is said, streams answers, counts what they cost.
//!
//! One task owns the machine, the open stream and the model in use; orders come in through a channel and the newest
//! state of the turn goes out through another. Every decision is the machine's: here is only doing.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::live::{Live, OtherModel};
use super::order::{DriverTerms, Ends, ModelChoice, Order};
use super::turn::{Effect, Effects, Input, Machine, Spent, replay};
use crate::claude::assemble::BlockKind;
use crate::claude::client::Client;
use crate::claude::error::{ClaudeError, ErrorKind, Repair};
use crate::claude::history::text_block;
use crate::claude::model::{CHAT_MODEL, Catalogue, Model};
use crate::claude::price::{PriceTable, Terms};
use crate::claude::request::Request;
use crate::claude::stream::{AnswerStream, Frame};
use crate::clock::Clock;
use crate::domain::chat::{ChatCommand, Speaker, Turn, TurnOutcome, TurnUsage};
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::value::{ThreadId, TurnId};
use crate::failpoint;
use crate::store::{CommitError, Receipt, Store};

/// Standing instructions. Nothing in them changes from question to question.
const SYSTEM: &str = include_str!("../../assets/prompts/chat.md");
/// Between two looks at the time while a turn is open.
const TICK: Duration = Duration::from_millis(250);
/// Between two states of the turn on the screen: about thirty a second, so that the cost of showing does not grow with
/// the speed of the stream.
const SHOW: Duration = Duration::from_millis(33);
/// How long the list of models is good.
const MODELS: Duration = Duration::from_hours(24);
/// How soon the list is asked for again when it could not be had.
const MODELS_AGAIN: Duration = Duration::from_mins(5);
/// Characters of the first question that become the title of a chat.
const TITLE: usize = 60;

/// The driver.
pub struct Driver {
    store: Store,
    client: Client,
    clock: Clock,
    prices: PriceTable,
    terms: DriverTerms,
    ends: Ends,
    catalogue: Catalogue,
    models_due: Duration,
    machine: Machine,
    thread: Option<ThreadId>,
    turn: Option<TurnId>,
    stream: Option<(u64, AnswerStream)>,
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
        clock: Clock,
        prices: PriceTable,
        terms: DriverTerms,
        ends: Ends,
    ) -> Self {
        let seed = clock.now().as_nanosecond() as u64;
        Self {
            store,
            client,
            clock,
            prices,
            terms,
            ends,
            catalogue: Catalogue::built_in().unwrap_or_default(),
            models_due: Duration::ZERO,
            machine: Machine::new(seed),
            thread: None,
            turn: None,
            stream: None,
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
        loop {
            let wait = self.wait();
            tokio::select! {
                // A person's order, above all Esc, goes before whatever the stream still has.
                biased;
                () = stop.cancelled() => {
                    self.input(Input::Stop).await;
                    return;
                }
                order = self.ends.orders.recv() => match order {
                    Some(order) => self.order(order).await,
                    None => return,
                },
                frame = next_frame(&mut self.stream) => self.frame(frame).await,
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
        due.min(show).min(models)
    }

    async fn time_passed(&mut self) {
        if self.due.is_some_and(|due| due <= self.now()) {
            self.due = None;
        }
        if self.machine.is_open() {
            self.input(Input::Tick).await;
        } else if self.models_due <= self.now() {
            self.read_models().await;
        }
    }

    async fn frame(&mut self, frame: Option<(u64, Frame)>) {
        match frame {
            Some((generation, frame)) => self.input(Input::Frame { generation, frame }).await,
            None => self.stream = None,
        }
    }

    async fn order(&mut self, order: Order) {
        match order {
            Order::Ask { thread, text, reply } => {
                let asked = self.ask(thread, text).await;
                // Whoever asked may have gone; the question is kept all the same.
                let _gone = reply.send(asked);
            }
            Order::Stop => self.input(Input::Stop).await,
            Order::Again(thread) => self.again(thread).await,
            Order::UseOtherModel(yes) => match self.live.other_model.take() {
                Some(other) if yes => self.input(Input::UseModel(other.proposed)).await,
                _ => self.input(Input::Stop).await,
            },
            Order::UseModel(id) => {
                self.terms.model = id;
                self.tell_models();
            }
        }
    }

    async fn ask(&mut self, thread: Option<ThreadId>, text: String) -> Result<ThreadId, String> {
        self.within_budget().await?;
        if thread.is_none() || thread != self.thread {
            if self.machine.is_open() {
                return Err(
                    "an answer is being written in another chat; your question is kept as a draft; \
                            stop that answer or wait for it"
                        .to_owned(),
                );
            }
            let thread = match thread {
                Some(thread) => thread,
                None => self.begin(&text).await?,
            };
            self.take_up(thread, Machine::new(self.seed()));
        }
        self.asked_at = self.now();
        self.input(Input::Ask { text }).await;
        self.thread
            .clone()
            .ok_or_else(|| "the chat could not be begun".to_owned())
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
            self.take_up(thread, machine);
        }
        self.asked_at = self.now();
        self.input(Input::Again).await;
    }

    /// Goes on in another chat.
    fn take_up(&mut self, thread: ThreadId, machine: Machine) {
        self.machine = machine;
        self.thread = Some(thread);
        self.turn = None;
        self.thinking_from = 0;
    }

    fn seed(&self) -> u64 {
        self.clock.now().as_nanosecond() as u64
    }

    async fn begin(&mut self, text: &str) -> Result<ThreadId, String> {
        let line = text
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or("chat");
        let title = line.trim().chars().take(TITLE).collect();
        let begun = self
            .keep(ChatCommand::Start { title })
            .await
            .map_err(|error| error.to_string())?;
        begun
            .thread
            .ok_or_else(|| "the chat could not be begun; nothing was asked".to_owned())
    }

    async fn within_budget(&mut self) -> Result<(), String> {
        let Some(limit) = self.terms.daily_limit else {
            return Ok(());
        };
        let now = self.clock.now().to_zoned(self.terms.zone.clone());
        let start = now
            .start_of_day()
            .map_or_else(|_| now.timestamp(), |start| start.timestamp());
        let spent = self
            .store
            .read(move |reader| reader.spent_since(start))
            .await
            .map_err(|error| error.to_string())?;
        if spent < limit {
            return Ok(());
        }
        Err(format!(
            "today's limit of ${:.2} for Claude is reached; your question is kept as a draft; \
             raise claude.daily_limit or ask tomorrow",
            limit as f64 / 1e6
        ))
    }

    async fn input(&mut self, input: Input) {
        let effects = self.machine.handle(self.now(), input);
        self.dirty = true;
        self.perform(effects).await;
    }

    /// Performs effects in their order. A fault of the local copy ends the turn: an answer that cannot be kept is not
    /// worth its price.
    async fn perform(&mut self, effects: Effects) {
        for effect in effects {
            if let Err(error) = self.one(effect).await {
                tracing::error!(error = error.outline(), "the chat could not be kept");
                self.stream = None;
                self.live.phase = super::live::Phase::Ended(TurnOutcome::Failed {
                    why: error.to_string(),
                });
                let stopped = self.machine.handle(self.now(), Input::Stop);
                drop(stopped);
                return;
            }
        }
    }

    async fn one(&mut self, effect: Effect) -> Result<(), CommitError> {
        match effect {
            Effect::StoreQuestion { text } => {
                (self.text, self.thinking) = (String::new(), String::new());
                self.ask_blocks(vec![text_block(&text)]).await?;
                failpoint::pass("chat.question_kept");
            }
            Effect::StoreResults { blocks } => self.ask_blocks(blocks).await?,
            Effect::StartStream { generation, repairs } => {
                self.start(generation, &repairs).await?;
                failpoint::pass("chat.asked");
            }
            Effect::DropStream { generation } => {
                if self.stream.as_ref().is_some_and(|(open, _)| *open == generation) {
                    self.stream = None;
                }
            }
            Effect::OpenAnswer { model } => {
                let model = model.unwrap_or_else(|| self.terms.model.clone());
                let Some(thread) = self.thread.clone() else {
                    return Ok(());
                };
                self.turn = self.keep(ChatCommand::Answer { thread, model }).await?.turn;
                failpoint::pass("chat.answer_begun");
            }
            Effect::ShowBlock(BlockKind::Text) if !self.text.is_empty() => self.text.push_str("\n\n"),
            Effect::ShowBlock(_) => {}
            Effect::ShowText(text) => self.text.push_str(&text),
            Effect::ShowThinking(text) => self.thinking.push_str(&text),
            Effect::SealBlock { json } => {
                self.of_turn(|turn| ChatCommand::Seal { turn, block: json })
                    .await?;
                failpoint::pass("chat.block_kept");
            }
            Effect::KeepPartial { text } => {
                self.of_turn(|turn| ChatCommand::KeepPartial { turn, text })
                    .await?;
                failpoint::pass("chat.part_kept");
            }
            Effect::CloseAnswer { outcome, spent } => {
                let took = self.now().saturating_sub(self.asked_at);
                let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
                let usage = spent.map(|spent| self.priced(&spent));
                self.of_turn(|turn| ChatCommand::End {
                    turn,
                    outcome,
                    usage,
                    took_ms,
                })
                .await?;
                failpoint::pass("chat.ended");
                (self.text, self.thinking) = (String::new(), String::new());
                self.turn = None;
            }
            Effect::AskModel { gone } => {
                let gone = if gone.is_empty() {
                    self.terms.model.clone()
                } else {
                    gone
                };
                let proposed = self
                    .catalogue
                    .replacement(&gone)
                    .map_or(CHAT_MODEL, |model| &model.id)
                    .to_owned();
                self.live.other_model = Some(OtherModel { gone, proposed });
            }
            Effect::UseModel(model) => {
                self.terms.model = model;
                self.tell_models();
            }
            Effect::Schedule { after } => self.due = Some(self.now() + after),
            Effect::EndTurn { .. } => {
                self.live.other_model = None;
                self.shown_at = Duration::ZERO;
            }
            Effect::ReturnDraft { text } => {
                let thread = self.thread.clone();
                self.keep(ChatCommand::KeepDraft { thread, text }).await?;
            }
        }
        Ok(())
    }

    async fn ask_blocks(&mut self, blocks: Vec<String>) -> Result<(), CommitError> {
        if let Some(thread) = self.thread.clone() {
            self.keep(ChatCommand::Ask { thread, blocks }).await?;
        }
        Ok(())
    }

    async fn of_turn(&mut self, command: impl FnOnce(TurnId) -> ChatCommand) -> Result<(), CommitError> {
        if let Some(turn) = self.turn.clone() {
            self.keep(command(turn)).await?;
        }
        Ok(())
    }

    async fn keep(&mut self, command: ChatCommand) -> Result<Receipt, CommitError> {
        self.store.commit(Command::Chat(command), Origin::Agent).await
    }

    /// Sends the conversation as it is kept now.
    async fn start(&mut self, generation: u64, repairs: &[Repair]) -> Result<(), CommitError> {
        let Some(thread) = self.thread.clone() else {
            return Ok(());
        };
        let turns = self.store.read(move |reader| reader.transcript(&thread)).await?;
        let history = replay(&turns);
        if repairs.contains(&Repair::StripThinking) {
            self.thinking_from = history.len();
        }
        let body = self
            .model()
            .ok_or_else(|| "no model is known".to_owned())
            .and_then(|model| {
                let request = Request {
                    repairs,
                    thinking_from: self.thinking_from,
                    max_tokens: self.terms.max_tokens,
                    ..Request::chat(&model, SYSTEM, &history)
                };
                request.body().map_err(|error| error.to_string())
            });
        match body {
            Ok(body) => self.stream = Some((generation, self.client.stream(body))),
            Err(why) => {
                let failed = Frame::Failed(ClaudeError::new(ErrorKind::Rejected, why));
                let effects = self.machine.handle(
                    self.now(),
                    Input::Frame {
                        generation,
                        frame: failed,
                    },
                );
                Box::pin(self.perform(effects)).await;
            }
        }
        Ok(())
    }

    /// The record of the model in use. One that the list does not know is asked for as the usual one would be; the
    /// service has the last word.
    fn model(&self) -> Option<Model> {
        let id = &self.terms.model;
        let usual = || {
            self.catalogue
                .find(CHAT_MODEL)
                .or_else(|| self.catalogue.models().first())
        };
        let known = self.catalogue.find(id).or_else(usual)?;
        Some(Model {
            id: id.clone(),
            ..known.clone()
        })
    }

    fn priced(&self, spent: &Spent) -> TurnUsage {
        let cost = self.prices.cost(&spent.model, &spent.usage, Terms::default());
        let micro_dollars = cost.map_or_else(
            |unpriced| {
                tracing::warn!(%unpriced, "an answer could not be priced");
                0
            },
            |cost| cost.0,
        );
        TurnUsage {
            input: spent.usage.input,
            cache_write: spent.usage.cache_write,
            cache_read: spent.usage.cache_read,
            output: spent.usage.output,
            micro_dollars,
            estimated: spent.is_estimated,
        }
    }

    async fn read_models(&mut self) {
        match self.client.models().await {
            Ok(catalogue) if !catalogue.models().is_empty() => {
                self.catalogue = catalogue;
                self.models_due = self.now() + MODELS;
                self.tell_models();
            }
            Ok(_) => self.models_due = self.now() + MODELS,
            Err(error) => {
                tracing::info!(%error, "the list of models could not be read; the built-in one is used");
                self.models_due = self.now() + MODELS_AGAIN;
            }
        }
    }

    fn tell_models(&self) {
        let choices = self.catalogue.choices().map(|model| ModelChoice {
            id: model.id.clone(),
            name: model.display_name.clone(),
            in_use: model.id == self.terms.model,
        });
        self.ends.models.send_replace(choices.collect());
    }

    /// Tells the newest state of the turn, not more often than it can be drawn.
    fn show(&mut self) {
        let now = self.now();
        if !self.dirty || now < self.shown_at + SHOW {
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
