//! A summary in place of what was said, before the conversation is longer than it is good for.
//!
//! The summary is asked for with the same instructions and tools, so that everything before it is read from the cache, and
//! what follows is a new conversation for the service: it begins with the summary as data, and nothing is spliced. Here,
//! everything stays and can be read. What breaks off leaves the chat as it was; the next end of an answer tries again. What it
//! has cost until then counts to the chat all the same.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;

use super::super::budget::{Room, metered};
use super::super::turn::{Spent, replay};
use super::Driver;
use super::perform::SYSTEM;
use crate::claude::assemble::{Assembler, BlockKind, Change};
use crate::claude::event::StopReason;
use crate::claude::history::{Message, text_block};
use crate::claude::request::Request;
use crate::claude::stream::{AnswerStream, Frame};
use crate::domain::chat::{ChatCommand, SUMMARY, SUMMARY_END};
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::value::ThreadId;

/// What asks for a summary.
const ASK: &str = include_str!("../../../assets/prompts/compact.md");
/// Room for a summary with the thinking before it, in tokens.
const ROOM: u64 = 12_000;

/// A summary that is being written.
pub(super) struct Compacting {
    thread: ThreadId,
    made: BoxFuture<'static, Option<String>>,
    /// What it has cost so far, once that is known.
    meter: Meter,
    /// The money that is held for it.
    held: Arc<Room>,
}

/// What an answer has used so far; nothing before it began.
#[derive(Clone, Default)]
struct Meter(Arc<Mutex<Option<Spent>>>);

impl Meter {
    fn read(&self) -> Option<Spent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, spent: Spent) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(spent);
    }
}

/// The summary, once it is there.
pub(super) async fn made(compacting: &mut Option<Compacting>) -> Option<String> {
    match compacting {
        Some(compacting) => (&mut compacting.made).await,
        None => std::future::pending().await,
    }
}

impl Driver {
    /// Has a summary written, when the conversation has become long and an answer has just ended well.
    pub(super) async fn compact_if_long(&mut self) {
        let is_long = self
            .last_input
            .is_some_and(|(_, tokens)| tokens >= self.terms.compact_at);
        if is_long && let Err(why) = self.begin_compacting().await {
            tracing::warn!(%why, "a long chat could not be summarised");
        }
    }

    async fn begin_compacting(&mut self) -> Result<(), String> {
        let (Some(thread), Some(model)) = (self.thread.clone(), self.model()) else {
            return Ok(());
        };
        let id = thread.clone();
        let turns = self.store.read(move |reader| reader.transcript(&id)).await;
        let mut history = replay(&turns.map_err(|error| error.to_string())?);
        history.push(Message::user(ASK));
        let hands = std::sync::Arc::clone(&self.hands);
        let mut request = Request {
            thinking_from: self.thinking_from,
            tools: hands.tools(),
            effort: self.asks.effort,
            ..Request::chat(&model, SYSTEM, &history)
        };
        let body = request.body().map_err(|error| error.to_string())?;
        let room = self.room(&model.id, body.bytes.len(), self.last_input).await?;
        request.max_tokens = room.tokens.min(ROOM);
        let body = request.body().map_err(|error| error.to_string())?;
        self.keep_sent(&body.bytes)
            .await
            .map_err(|error| error.to_string())?;
        let meter = Meter::default();
        let held = Arc::new(room);
        let made = Box::pin(written(
            self.client.stream(body),
            meter.clone(),
            Arc::clone(&held),
        ));
        self.compacting = Some(Compacting {
            thread,
            made,
            meter,
            held,
        });
        Ok(())
    }

    /// Breaks off a summary that is being written: something is asked, and it would not know of that.
    pub(super) async fn leave_compacting(&mut self) {
        if let Some(compacting) = self.compacting.take() {
            let spent = compacting.meter.read();
            self.charge(compacting.thread, spent, &compacting.held).await;
        }
    }

    /// Counts what a summary that nothing came of has cost.
    async fn charge(&mut self, thread: ThreadId, spent: Option<Spent>, held: &Room) {
        let Some(spent) = spent else {
            return;
        };
        let charge = ChatCommand::Charge {
            thread,
            micro_dollars: self.priced(&spent).micro_dollars,
        };
        if let Err(error) = held.settle(Command::Chat(charge), Origin::Agent).await {
            tracing::warn!(
                error = error.outline(),
                "what a summary has cost could not be kept"
            );
        }
    }

    /// Keeps the summary: from the next question on it stands for everything before it.
    pub(super) async fn compacted(&mut self, made: Option<String>) {
        let Some(Compacting {
            thread, meter, held, ..
        }) = self.compacting.take()
        else {
            return;
        };
        let spent = meter.read();
        // A summary stands between an answer and the next question, never inside a turn.
        let Some((text, spent)) = made.zip(spent.clone()).filter(|_| !self.machine.is_open()) else {
            tracing::warn!(
                "the summary of a long chat did not come; it is tried again after the next answer"
            );
            return self.charge(thread, spent, &held).await;
        };
        let compact = ChatCommand::Compact {
            thread,
            block: text_block(&format!("{SUMMARY}{text}{SUMMARY_END}")),
            usage: self.priced(&spent),
        };
        match held.settle(Command::Chat(compact), Origin::Agent).await {
            Ok(_) => (self.last_input, self.thinking_from) = (None, 0),
            Err(error) => tracing::warn!(error = error.outline(), "a summary could not be kept"),
        }
    }
}

/// The words of an answer that came to its own end; nothing of any other.
async fn written(mut stream: AnswerStream, meter: Meter, held: Arc<Room>) -> Option<String> {
    let mut assembler = Assembler::default();
    let mut text = String::new();
    let mut request_id = None;
    let mut sealed_chars = 0;
    while let Some(frame) = stream.next().await {
        let event = match frame {
            Frame::Alive => continue,
            Frame::Closed | Frame::Failed(_) => return None,
            Frame::Opened(opening) => {
                request_id = opening.request_id;
                continue;
            }
            Frame::Event(event) => event,
        };
        let change = assembler.take(event).ok()?;
        if let Change::Sealed(sealed) = &change {
            sealed_chars += sealed.text.chars().count();
        }
        meter.set(spent(&assembler, request_id.as_deref(), sealed_chars));
        held.meter(|| meter.read().filter(|spent| !spent.message_id.is_empty()))
            .await;
        match change {
            Change::Sealed(sealed) if sealed.kind == BlockKind::Text => text.push_str(&sealed.text),
            Change::Failed(_) => return None,
            Change::Ended => break,
            _ => {}
        }
    }
    let whole = assembler.stop() == Some(&StopReason::EndTurn) && !text.trim().is_empty();
    whole.then(|| text.trim().to_owned())
}

/// What an answer has used.
fn spent(assembler: &Assembler, request_id: Option<&str>, sealed: usize) -> Spent {
    Spent {
        message_id: assembler.id().to_owned(),
        model: assembler.model().to_owned(),
        request_id: request_id.map(str::to_owned),
        usage: metered(assembler, sealed),
        is_estimated: assembler.stop().is_none(),
    }
}
