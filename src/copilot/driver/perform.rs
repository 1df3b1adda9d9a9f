//! One effect after the other.

use std::sync::Arc;
use std::time::Duration;

use super::super::live::{OtherModel, Phase};
use super::super::turn::{Effect, Effects, Input, Spent, replay};
use super::Driver;
use super::context::{Context, END};
use crate::claude::assemble::BlockKind;
use crate::claude::error::{ClaudeError, ErrorKind, Repair};
use crate::claude::history::{Message, text_block};
use crate::claude::model::CHAT_MODEL;
use crate::claude::request::{Body, Request};
use crate::claude::stream::Frame;
use crate::domain::chat::{CONTEXT, ChatCommand, SUMMARY, SentBytes, TurnOutcome};
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::value::{ProposalId, TurnId};
use crate::failpoint;
use crate::store::{CommitError, Receipt};

/// Standing instructions. Nothing in them changes from question to question.
pub(super) const SYSTEM: &str = include_str!("../../../assets/prompts/chat.md");

impl Driver {
    /// Performs effects in their order. A fault of the local copy ends the turn: an answer that cannot be kept is not
    /// worth its price.
    pub(super) async fn perform(&mut self, effects: Effects) {
        for effect in effects {
            if let Err(error) = self.one(effect).await {
                tracing::error!(error = error.outline(), "the chat could not be kept");
                (self.stream, self.running, self.held) = (None, None, None);
                self.live.phase = Phase::Ended(TurnOutcome::Failed {
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
                self.live.steps = Arc::default();
                self.leave_compacting().await;
                self.question(&text).await?;
                failpoint::pass("chat.question_kept");
            }
            Effect::RunCalls { calls, refused } => self.run_calls(calls, refused),
            Effect::StoreResults { blocks } => self.ask_blocks(blocks, Vec::new()).await?,
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
                let model = model.unwrap_or_else(|| self.asks.model.clone());
                let Some(thread) = self.thread.clone() else {
                    return Ok(());
                };
                self.turn = self.keep(ChatCommand::Answer { thread, model }).await?.turn;
                failpoint::pass("chat.answer_begun");
            }
            Effect::ShowBlock(kind) => {
                self.put_back_rest();
                if kind == BlockKind::Text && !self.text.is_empty() {
                    self.text.push_str("\n\n");
                }
            }
            Effect::ShowText(text) => match &mut self.restore {
                Some((said, _)) => self.text.push_str(&said.push(&text)),
                None => self.text.push_str(&text),
            },
            Effect::ShowThinking(text) => match &mut self.restore {
                Some((_, thought)) => self.thinking.push_str(&thought.push(&text)),
                None => self.thinking.push_str(&text),
            },
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
            Effect::CloseAnswer { outcome, spent } => self.close(outcome, spent).await?,
            Effect::AskModel { gone } => {
                let gone = if gone.is_empty() {
                    self.asks.model.clone()
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
                self.terms.model.clone_from(&model);
                self.change_model(model).await?;
                self.tell_models();
            }
            Effect::Schedule { after } => self.due = Some(self.now() + after),
            Effect::EndTurn { outcome, cause, .. } => {
                self.live.cause = cause;
                if outcome == TurnOutcome::Complete {
                    self.compact_if_long().await;
                }
                self.live.other_model = None;
                (self.running, self.held) = (None, None);
                self.shown_at = Duration::ZERO;
            }
            Effect::AskLater => {
                self.ask_later().await?;
                failpoint::pass("chat.waits");
            }
            Effect::ReturnDraft { text } => {
                let thread = self.thread.clone();
                self.keep(ChatCommand::KeepDraft { thread, text }).await?;
            }
        }
        Ok(())
    }

    /// Keeps how an answer ended and what it cost.
    async fn close(&mut self, outcome: TurnOutcome, spent: Option<Box<Spent>>) -> Result<(), CommitError> {
        let took = self.now().saturating_sub(self.asked_at);
        let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let usage = spent.map(|spent| self.priced(&spent));
        if let Some(usage) = &usage {
            self.turn_spent += usage.micro_dollars;
            self.last_input = Some((self.now(), usage.whole_input()));
        }
        if let Some(turn) = self.turn.clone() {
            let end = ChatCommand::End {
                turn,
                outcome,
                usage,
                took_ms,
            };
            match self.held.take() {
                Some(held) => held.settle(Command::Chat(end), Origin::Agent).await?,
                None => self.keep(end).await?,
            };
        }
        failpoint::pass("chat.ended");
        (self.text, self.thinking) = (String::new(), String::new());
        self.restore = None;
        self.caller = self.turn.take();
        Ok(())
    }

    /// What was held back because it might have become a stand-in.
    fn put_back_rest(&mut self) {
        if let Some((said, thought)) = &mut self.restore {
            self.text.push_str(&said.finish());
            self.thinking.push_str(&thought.finish());
        }
    }

    /// Keeps a question as it leaves: what the program adds in a block of its own, then what was typed.
    async fn question(&mut self, text: &str) -> Result<(), CommitError> {
        let mut blocks = Vec::new();
        let Context { told, content } = std::mem::take(&mut self.about);
        if let Some(content) = content {
            let context = self.wire.told(&content);
            blocks.push(text_block(&format!("{CONTEXT}{context}{END}")));
        }
        // Nothing that is typed passes for the program's own part.
        let mut typed = text;
        while let Some(rest) = typed
            .strip_prefix(CONTEXT)
            .or_else(|| typed.strip_prefix(SUMMARY))
        {
            typed = rest;
        }
        let typed = typed.to_owned();
        let asked = typed.clone();
        let named = self.store.read(move |reader| reader.named_in(&asked)).await?;
        self.wire.learn(&named);
        blocks.push(text_block(&self.wire.mask(&typed)));
        self.ask_blocks(blocks, told).await
    }

    async fn ask_blocks(&mut self, blocks: Vec<String>, told: Vec<ProposalId>) -> Result<(), CommitError> {
        let hidden = self.wire.fresh();
        if let Some(thread) = self.thread.clone() {
            self.keep(ChatCommand::Ask {
                thread,
                blocks,
                hidden,
                told,
            })
            .await?;
        }
        Ok(())
    }

    async fn of_turn(&mut self, command: impl FnOnce(TurnId) -> ChatCommand) -> Result<(), CommitError> {
        if let Some(turn) = self.turn.clone() {
            self.keep(command(turn)).await?;
        }
        Ok(())
    }

    pub(super) async fn keep(&mut self, command: ChatCommand) -> Result<Receipt, CommitError> {
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
        match self.body(&history, repairs).await {
            Ok(body) => {
                self.keep_sent(&body.bytes).await?;
                self.restore = Some((self.wire.restorer(), self.wire.restorer()));
                self.stream = Some((generation, self.client.stream(body)));
            }
            Err(error) => {
                let failed = Frame::Failed(error);
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

    /// The request, with as much room for the answer as the limits leave.
    async fn body(&mut self, history: &[Message], repairs: &[Repair]) -> Result<Body, ClaudeError> {
        let rejected = |why: &str| ClaudeError::new(ErrorKind::Rejected, why);
        let model = self.model().ok_or_else(|| rejected("no model is known"))?;
        let hands = Arc::clone(&self.hands);
        let mut request = Request {
            repairs,
            thinking_from: self.thinking_from,
            max_tokens: self.terms.max_tokens,
            tools: hands.tools(),
            effort: self.asks.effort,
            ..Request::chat(&model, SYSTEM, history)
        };
        let body = request.body()?;
        // What an earlier try held is free again.
        self.held = None;
        let room = self.room(&model.id, body.bytes.len(), self.last_input).await;
        let room = room.map_err(|why| ClaudeError::new(ErrorKind::OwnLimit(why), ""))?;
        request.max_tokens = room.tokens;
        let body = request.body()?;
        self.held = Some(room);
        Ok(body)
    }

    /// Keeps the bytes of a request before they leave, so that a person can see them.
    pub(super) async fn keep_sent(&mut self, body: &[u8]) -> Result<(), CommitError> {
        let body = String::from_utf8_lossy(body).into_owned();
        let bytes = SentBytes::between(&self.sent, &body);
        if let Some(thread) = self.thread.clone() {
            self.keep(ChatCommand::Sent { thread, bytes }).await?;
        }
        self.sent = body;
        Ok(())
    }
}
