//! What an answer has looked up or proposed: calls go out to the [`Hands`](super::Hands) with stand-ins put back, and
//! what they give is masked, kept, and sent with the next request.

use std::sync::Arc;

use futures_util::future::{BoxFuture, join_all};
use serde_json::Value;

use super::super::call::Ran;
use super::super::hands::Reply;
use super::super::live::Step;
use super::super::turn::Input;
use super::Driver;
use crate::claude::assemble::ToolCall;
use crate::domain::chat::ChatCommand;
use crate::domain::value::TurnId;
use crate::failpoint;
use crate::store::CommitError;

/// The calls of one answer, while they run.
pub(super) struct Running {
    /// The answer that called.
    turn: Option<TurnId>,
    /// Results of the calls that are not run.
    refused: Vec<String>,
    all: BoxFuture<'static, Vec<Ran>>,
}

/// What the running calls gave, once all have ended.
pub(super) async fn all_ran(running: &mut Option<Running>) -> Vec<Ran> {
    match running {
        Some(running) => (&mut running.all).await,
        None => std::future::pending().await,
    }
}

impl Driver {
    /// Has calls run. They look and propose; nothing they do changes anything.
    pub(super) fn run_calls(&mut self, calls: Vec<ToolCall>, refused: Vec<String>) {
        let ran = calls.into_iter().map(|call| {
            let input = call.input.unwrap_or_default();
            let input = serde_json::from_str(&input).map(|input: Value| self.wire.restored(input));
            let reply = input.map(|input| self.hands.call(&call.name, input));
            let (clock, hands) = (self.clock.clone(), Arc::clone(&self.hands));
            async move {
                let began = clock.elapsed();
                let reply = match reply {
                    Ok(reply) => reply.await,
                    Err(error) => Err(format!(
                        "This call did not run: its input is no JSON object ({error})."
                    )),
                };
                let free = match &reply {
                    Ok(Reply { plan: Some(plan), .. }) => hands.is_free(&call.name, plan).await,
                    _ => false,
                };
                Ran {
                    id: call.id,
                    tool: call.name,
                    reply,
                    free,
                    took: clock.elapsed().saturating_sub(began),
                }
            }
        });
        let all = Box::pin(join_all(ran.collect::<Vec<_>>()));
        self.running = Some(Running {
            turn: self.caller.clone(),
            refused,
            all,
        });
    }

    /// Keeps what calls gave and goes on with it.
    pub(super) async fn ran(&mut self, ran: Vec<Ran>) {
        let Some(running) = self.running.take() else {
            return;
        };
        if let Err(error) = self.keep_results(running, ran).await {
            tracing::error!(error = error.outline(), "results of tools could not be kept");
            self.input(Input::Stop).await;
            return;
        }
        failpoint::pass("chat.results_kept");
        self.input(Input::Results).await;
    }

    async fn keep_results(&mut self, running: Running, ran: Vec<Ran>) -> Result<(), CommitError> {
        let mut blocks = running.refused;
        let mut calls = Vec::new();
        let mut foreign = false;
        for mut ran in ran {
            if let Ok(reply) = &mut ran.reply {
                foreign |= reply.content.is_foreign();
                if ran.free
                    && let Some(turn) = &running.turn
                    && let Some(told) = self.at_once(turn, &ran.tool, &mut reply.plan).await?
                {
                    reply.content = told;
                }
            }
            let (block, note) = ran.kept(&mut self.wire);
            blocks.push(block);
            calls.push(note);
        }
        // These calls were made before anything they gave was read.
        self.tainted |= foreign;
        let more = calls.iter().map(|note| Step {
            tool: note.tool.clone(),
            line: note.line.clone(),
            fault: note.fault,
            proposes: note.plan.as_ref().map_or(0, |plan| plan.items.len()),
        });
        self.live.steps = self.live.steps.iter().cloned().chain(more).collect();
        let hidden = self.wire.fresh();
        if let Some(turn) = running.turn {
            self.keep(ChatCommand::Results {
                turn,
                blocks,
                hidden,
                calls,
            })
            .await?;
        }
        Ok(())
    }
}
