//! The chat turn: what happens between a question and the end of its answer, as a pure machine.
//!
//! Owns: every decision of a turn (retry or not, keep or discard, go on or stop) and the place a turn is in. Must
//! not: do anything itself, wait, read a clock, or know a store, a network or a screen. [`Input`]s go in with the time at
//! which they happened, [`Effect`]s come out and are performed by the driver in their order.
//!
//! ```text
//! Idle -> Waiting -> Streaming -> Ending -> Over(outcome)        Esc, in every state -> Over(cancelled)
//!          |  ^  \ ^     |        \
//!          v  |   \ \    v         v
//!       Retrying   \ \ Over(...)  Running -> Waiting
//!                   AskingModel
//! ```
//!
//! Rules that hold in every state stand in [`Machine::handle`]; everything else is one function per state in this
//! file. What several states do is in `recover` (try again or not) and `end` (how an answer and a turn end).
//!
//! * Each stream has a generation; frames of an earlier one are ignored.
//! * Nothing is sent again by itself once a block of that answer began.
//! * What is sealed is stored and replayed; the text of an open block is kept for the person only.
//! * A question asked while another is answered waits for its end; if that end is a bad one, it comes back as a draft.
//!
//! To add a state: a variant of `State`, its function, its arm in `step`, its phase in `view`, and its transitions in `tests`.
//! Which calls of tools are run is decided in `calls`; what a tool does, nobody here knows.

mod answer;
mod calls;
mod effect;
mod end;
mod recover;
mod replay;
mod view;

#[cfg(test)]
mod tests;

use std::time::Duration;

pub use effect::{Effect, Effects, Input, Spent};
pub use replay::{continuation, replay};

use self::answer::{Answer, Step};
use crate::claude::assemble::ToolCall;
use crate::claude::error::{ClaudeError, ErrorKind, Repair};
use crate::domain::chat::TurnOutcome;

/// Silence after which the screen says that nothing comes.
pub const STALL_NOTICE: Duration = Duration::from_secs(15);
/// Silence after which a stream is given up. Field reports show stalls up to 140 s, most of which recover sooner.
pub const SILENCE_LIMIT: Duration = Duration::from_mins(2);
/// How long the formal end may follow the reason of the end.
const END_PATIENCE: Duration = Duration::from_secs(5);

/// The turns of one thread, one at a time. Lives as long as its chat is open.
#[derive(Debug)]
pub struct Machine {
    state: State,
    /// The number of the newest stream.
    generation: u64,
    exchange: Exchange,
    /// Questions that wait for the end of the open turn.
    queued: Vec<String>,
    /// State of the generator that spreads waits.
    jitter: u64,
    phase_began: Duration,
}

#[derive(Debug)]
enum State {
    /// Nothing was asked yet.
    Idle,
    /// The request is out; no block of the answer began.
    Waiting(Answer),
    /// Blocks are coming.
    Streaming(Answer),
    /// The reason of the end is known; the formal end is not here.
    Ending { answer: Answer, since: Duration },
    /// The answer called tools, and they run.
    Running {
        /// What was called.
        calls: Vec<ToolCall>,
        /// Results of the calls that are not run.
        refused: Vec<String>,
    },
    /// The next try has a time.
    Retrying { due: Duration, why: &'static str },
    /// The model is gone; the person chooses another.
    AskingModel,
    /// The last turn is over.
    Over(TurnOutcome),
}

/// What was tried for the present question.
#[derive(Debug, Default)]
struct Exchange {
    /// Failed tries of the present request.
    failures: u32,
    /// Waits before retries so far.
    waited: Duration,
    /// How often a paused answer was sent back.
    pauses: u32,
    /// How often tool results were sent back.
    tool_rounds: u32,
    called: calls::Called,
    repairs: Vec<Repair>,
    has_asked_model: bool,
}

impl Machine {
    /// A machine at rest. `seed` spreads the waits before retries, so that many programs do not come back at once.
    pub fn new(seed: u64) -> Self {
        Self {
            state: State::Idle,
            generation: 0,
            exchange: Exchange::default(),
            queued: Vec::new(),
            jitter: seed,
            phase_began: Duration::ZERO,
        }
    }

    /// A machine at rest after an answer that ended with `outcome`, such as one found on disk.
    pub fn after(seed: u64, outcome: TurnOutcome) -> Self {
        Self {
            state: State::Over(outcome),
            ..Self::new(seed)
        }
    }

    /// Takes what happened at `at`, a reading that never goes back, and says what to do.
    pub fn handle(&mut self, at: Duration, input: Input) -> Effects {
        let mut out = Effects::default();
        let before = std::mem::discriminant(&self.phase(at));
        match input {
            Input::Frame { generation, .. } if self.is_late(generation) => {}
            Input::Ask { text } if text.trim().is_empty() => {}
            Input::Ask { text } if self.is_open() => self.queued.push(text),
            Input::Stop if self.is_open() => self.cancelled(&mut out),
            input => {
                let state = std::mem::replace(&mut self.state, State::Idle);
                self.state = self.step(state, at, input, &mut out);
            }
        }
        if matches!(self.state, State::Over(_)) && !self.queued.is_empty() {
            self.serve_queue(at, &mut out);
        }
        if std::mem::discriminant(&self.phase(at)) != before {
            self.phase_began = at;
        }
        out
    }

    /// What the answer that is coming has used so far; nothing before it began.
    pub fn spent(&self) -> Option<Spent> {
        match &self.state {
            State::Waiting(answer) | State::Streaming(answer) | State::Ending { answer, .. } => {
                answer.spent()
            }
            _ => None,
        }
    }

    /// A frame of an earlier stream, or of one that was dropped.
    fn is_late(&self, generation: u64) -> bool {
        let streams = matches!(
            self.state,
            State::Waiting(_) | State::Streaming(_) | State::Ending { .. }
        );
        generation != self.generation || !streams
    }

    /// After a good end the questions that waited are asked; after any other they go back into the composer.
    fn serve_queue(&mut self, at: Duration, out: &mut Effects) {
        let text = std::mem::take(&mut self.queued).join("\n\n");
        if matches!(self.state, State::Over(TurnOutcome::Complete)) {
            self.state = self.ask(text, at, out);
        } else {
            out.push(Effect::ReturnDraft { text });
        }
    }

    fn step(&mut self, state: State, at: Duration, input: Input, out: &mut Effects) -> State {
        match state {
            State::Idle => self.idle(at, input, out),
            State::Waiting(answer) => self.waiting(answer, at, input, out),
            State::Streaming(answer) => Self::streaming(answer, at, input, out),
            State::Ending { answer, since } => self.ending(answer, since, at, input, out),
            State::Running { calls, refused } => self.running(calls, refused, at, input, out),
            State::Retrying { due, why } => self.retrying(due, why, at, input, out),
            State::AskingModel => self.asking_model(at, input, out),
            State::Over(outcome) => self.over(outcome, at, input, out),
        }
    }

    fn idle(&mut self, at: Duration, input: Input, out: &mut Effects) -> State {
        match input {
            Input::Ask { text } => self.ask(text, at, out),
            _ => State::Idle,
        }
    }

    /// Nothing of the answer exists yet, so a failure may be tried again unasked.
    fn waiting(&mut self, mut answer: Answer, at: Duration, input: Input, out: &mut Effects) -> State {
        match input {
            Input::Frame { frame, .. } => match answer.take(at, frame, out) {
                Step::Stay => State::Waiting(answer),
                Step::Content => State::Streaming(answer),
                Step::Stopping => State::Ending { answer, since: at },
                Step::Ended | Step::Closed => {
                    let error = ClaudeError::new(ErrorKind::Broken, "the body ended before the answer began");
                    self.try_again(answer, &error, at, out)
                }
                Step::Broke(error) => self.try_again(answer, &error, at, out),
            },
            Input::Tick if answer.silence(at) >= SILENCE_LIMIT => Self::failed(
                answer,
                &ClaudeError::new(ErrorKind::Silent, "not a byte came"),
                out,
            ),
            _ => State::Waiting(answer),
        }
    }

    /// Something of the answer exists, so nothing is tried again without the person.
    fn streaming(mut answer: Answer, at: Duration, input: Input, out: &mut Effects) -> State {
        match input {
            Input::Frame { frame, .. } => match answer.take(at, frame, out) {
                Step::Stay | Step::Content => State::Streaming(answer),
                Step::Stopping => State::Ending { answer, since: at },
                Step::Ended | Step::Closed => Self::interrupted(answer, &ErrorKind::Broken, out),
                Step::Broke(error) => Self::interrupted(answer, &error.kind, out),
            },
            Input::Tick if answer.silence(at) >= SILENCE_LIMIT => {
                Self::interrupted(answer, &ErrorKind::Silent, out)
            }
            Input::Tick => {
                answer.keep_partial(at, out);
                State::Streaming(answer)
            }
            _ => State::Streaming(answer),
        }
    }

    /// The reason of the end was seen, so the answer is whole whatever becomes of the connection.
    fn ending(
        &mut self,
        mut answer: Answer,
        since: Duration,
        at: Duration,
        input: Input,
        out: &mut Effects,
    ) -> State {
        match input {
            Input::Frame { frame, .. } => match answer.take(at, frame, out) {
                Step::Stay | Step::Content | Step::Stopping => State::Ending { answer, since },
                Step::Broke(error) if error.kind == ErrorKind::Unreadable => {
                    Self::interrupted(answer, &error.kind, out)
                }
                Step::Ended | Step::Closed | Step::Broke(_) => self.finished(answer, at, out),
            },
            Input::Tick if at.saturating_sub(since) >= END_PATIENCE => self.finished(answer, at, out),
            _ => State::Ending { answer, since },
        }
    }

    /// The results are there, all of them; the answer goes on with them.
    fn running(
        &mut self,
        calls: Vec<ToolCall>,
        refused: Vec<String>,
        at: Duration,
        input: Input,
        out: &mut Effects,
    ) -> State {
        match input {
            Input::Results => self.start(at, out),
            _ => State::Running { calls, refused },
        }
    }

    fn retrying(
        &mut self,
        due: Duration,
        why: &'static str,
        at: Duration,
        input: Input,
        out: &mut Effects,
    ) -> State {
        match input {
            Input::Tick if at >= due => self.start(at, out),
            Input::Again => self.start(at, out),
            _ => State::Retrying { due, why },
        }
    }

    fn asking_model(&mut self, at: Duration, input: Input, out: &mut Effects) -> State {
        match input {
            Input::UseModel(model) => {
                out.push(Effect::UseModel(model));
                self.start(at, out)
            }
            _ => State::AskingModel,
        }
    }

    fn over(&mut self, outcome: TurnOutcome, at: Duration, input: Input, out: &mut Effects) -> State {
        use TurnOutcome::{Cancelled, Failed, Interrupted};
        match input {
            Input::Ask { text } => self.ask(text, at, out),
            Input::Again if matches!(outcome, Interrupted { .. } | Failed { .. } | Cancelled) => {
                self.exchange = Exchange::default();
                self.start(at, out)
            }
            _ => State::Over(outcome),
        }
    }

    fn ask(&mut self, text: String, at: Duration, out: &mut Effects) -> State {
        self.exchange = Exchange::default();
        out.push(Effect::StoreQuestion { text });
        self.start(at, out)
    }

    fn start(&mut self, at: Duration, out: &mut Effects) -> State {
        self.generation += 1;
        out.push(Effect::StartStream {
            generation: self.generation,
            repairs: self.exchange.repairs.clone(),
        });
        State::Waiting(Answer::new(self.generation, at))
    }
}
