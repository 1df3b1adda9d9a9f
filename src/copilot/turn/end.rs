//! How an answer ends, how a turn ends, and what of it goes on.

use std::time::Duration;

use super::answer::Answer;
use super::calls::Sorted;
use super::effect::{Effect, Effects};
use super::view::capital;
use super::{Machine, State, calls};
use crate::claude::error::{ClaudeError, ErrorKind};
use crate::claude::event::StopReason;
use crate::copilot::cause::Cause;
use crate::domain::chat::TurnOutcome;

/// How often an answer that paused is sent back to be continued.
const MAX_PAUSES: u32 = 10;
/// How often tool results are sent back within one question.
const MAX_TOOL_ROUNDS: u32 = 12;

impl Machine {
    /// The answer is whole: what follows is decided by the reason of its end.
    pub(super) fn finished(&mut self, answer: Answer, at: Duration, out: &mut Effects) -> State {
        if answer.is_cut() {
            return Self::interrupted(answer, &ErrorKind::Broken, out);
        }
        match answer.stop() {
            Some(StopReason::PauseTurn) if answer.can_go_on() && self.exchange.pauses < MAX_PAUSES => {
                self.exchange.pauses += 1;
                self.exchange.failures = 0;
                close(answer, TurnOutcome::Complete, out);
                self.start(at, out)
            }
            Some(StopReason::ToolUse)
                if answer.has_calls() && self.exchange.tool_rounds < MAX_TOOL_ROUNDS =>
            {
                self.exchange.tool_rounds += 1;
                self.run_calls(answer, out)
            }
            stop => {
                let (outcome, note) = ending_of(stop, &answer);
                let declined = matches!(outcome, TurnOutcome::Declined { .. });
                let cause = if declined { Cause::Declined } else { Cause::Answer };
                end(answer, outcome, cause, note, out)
            }
        }
    }

    /// Keeps the answer and has its calls run. What goes out with their results is a request of its own, with its own tries.
    fn run_calls(&mut self, mut answer: Answer, out: &mut Effects) -> State {
        self.exchange.failures = 0;
        let Sorted { run, refused } = self.exchange.called.sort(answer.take_calls());
        close(answer, TurnOutcome::Complete, out);
        out.push(Effect::RunCalls {
            calls: run.clone(),
            refused: refused.clone(),
        });
        State::Running { calls: run, refused }
    }

    pub(super) fn interrupted(answer: Answer, kind: &ErrorKind, out: &mut Effects) -> State {
        let why = capital(kind.short());
        let why = format!("{why}: what arrived is kept; ask again, or ask Claude to go on.");
        end(
            answer,
            TurnOutcome::Interrupted { why },
            Cause::of(kind),
            None,
            out,
        )
    }

    pub(super) fn failed(answer: Answer, error: &ClaudeError, out: &mut Effects) -> State {
        let why = error.to_string();
        let over = end(
            answer,
            TurnOutcome::Failed { why },
            Cause::of(&error.kind),
            None,
            out,
        );
        if error.is_offline() {
            out.push(Effect::AskLater);
        }
        over
    }

    /// The person stops everything: stream, countdown or question about the model.
    pub(super) fn cancelled(&mut self, out: &mut Effects) {
        let state = std::mem::replace(&mut self.state, State::Over(TurnOutcome::Cancelled));
        match state {
            State::Waiting(answer) | State::Streaming(answer) | State::Ending { answer, .. } => {
                close(answer, TurnOutcome::Cancelled, out);
            }
            State::Running { calls, mut refused } => {
                refused.extend(calls::results(calls, calls::reason_for(&TurnOutcome::Cancelled)));
                out.push(Effect::StoreResults { blocks: refused });
            }
            State::Idle | State::Retrying { .. } | State::AskingModel | State::Over(_) => {
                out.push(Effect::OpenAnswer { model: None });
                out.push(Effect::CloseAnswer {
                    outcome: TurnOutcome::Cancelled,
                    spent: None,
                });
            }
        }
        out.push(Effect::EndTurn {
            outcome: TurnOutcome::Cancelled,
            cause: Cause::Answer,
            note: None,
        });
    }
}

fn end(
    answer: Answer,
    outcome: TurnOutcome,
    cause: Cause,
    note: Option<&'static str>,
    out: &mut Effects,
) -> State {
    close(answer, outcome.clone(), out);
    out.push(Effect::EndTurn {
        outcome: outcome.clone(),
        cause,
        note,
    });
    State::Over(outcome)
}

/// Drops the stream and closes its answer: partial text for the person, meters, and a result for every call.
fn close(mut answer: Answer, outcome: TurnOutcome, out: &mut Effects) {
    answer.drop_stream(out);
    answer.open(out);
    answer.keep_rest(&outcome, out);
    let is_replayed = !matches!(outcome, TurnOutcome::Declined { .. });
    let results = calls::results(answer.take_calls(), calls::reason_for(&outcome));
    out.push(Effect::CloseAnswer {
        outcome,
        spent: answer.spent().map(Box::new),
    });
    if is_replayed && !results.is_empty() {
        out.push(Effect::StoreResults { blocks: results });
    }
}

/// How a whole answer ends the turn, and what the person is told about it.
fn ending_of(stop: Option<StopReason>, answer: &Answer) -> (TurnOutcome, Option<&'static str>) {
    let interrupted = |why: &str| (TurnOutcome::Interrupted { why: why.to_owned() }, None);
    match stop {
        Some(StopReason::Refusal) => (
            TurnOutcome::Declined {
                category: answer.refusal_category(),
            },
            Some("Claude declined this; asking the same again will be declined again."),
        ),
        Some(StopReason::MaxTokens) => (
            TurnOutcome::Cut,
            Some("The answer reached its length limit; ask Claude to go on."),
        ),
        Some(StopReason::WindowExceeded) => (
            TurnOutcome::Cut,
            Some("This thread is as long as the model can read; begin a new thread to go on."),
        ),
        Some(StopReason::PauseTurn) if !answer.can_go_on() => {
            interrupted("Claude paused in the middle of its words; what arrived is kept, ask it to go on.")
        }
        Some(StopReason::PauseTurn) => interrupted(
            "Claude paused ten times without coming to an end; what arrived is kept, ask it to go on.",
        ),
        Some(StopReason::ToolUse) if answer.has_calls() => {
            interrupted("Claude called tools twelve times in a row without an answer; what arrived is kept.")
        }
        _ if answer.says_nothing() => {
            let why = "Claude ended without an answer; your question is kept, ask it differently.";
            (TurnOutcome::Failed { why: why.to_owned() }, None)
        }
        _ => (TurnOutcome::Complete, None),
    }
}
