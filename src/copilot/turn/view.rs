//! What others may see of a turn.

use std::time::Duration;

use super::{Machine, STALL_NOTICE, State};
use crate::copilot::live::Phase;

impl Machine {
    /// Whether a turn is open, so that Esc stops something and ticks are needed.
    pub fn is_open(&self) -> bool {
        !matches!(self.state, State::Idle | State::Over(_))
    }

    /// Where the turn is, for the screen. While the person is asked for another model the phase is waiting.
    pub fn phase(&self, at: Duration) -> Phase {
        if self.stall(at).is_some() {
            return Phase::Stalled;
        }
        match &self.state {
            State::Idle => Phase::Idle,
            State::Waiting(answer) if !answer.is_opened() => Phase::Connecting,
            State::Waiting(_) | State::AskingModel => Phase::Waiting,
            State::Streaming(answer) if answer.is_thinking() => Phase::Thinking,
            State::Streaming(_) | State::Ending { .. } => Phase::Writing,
            State::Running { .. } => Phase::Calling,
            State::Retrying { due, why } => Phase::Retrying {
                attempt: self.exchange.failures + 1,
                seconds: due.saturating_sub(at).as_millis().div_ceil(1_000) as u64,
                why: capital(why),
            },
            State::Over(outcome) => Phase::Ended(outcome.clone()),
        }
    }

    /// Seconds the phase has lasted; for a stall, seconds without a sign of life.
    pub fn seconds(&self, at: Duration) -> u64 {
        self.stall(at)
            .unwrap_or_else(|| at.saturating_sub(self.phase_began))
            .as_secs()
    }

    /// How long nothing has come, once that is worth telling.
    fn stall(&self, at: Duration) -> Option<Duration> {
        match &self.state {
            State::Waiting(answer) | State::Streaming(answer) => {
                Some(answer.silence(at)).filter(|silence| *silence >= STALL_NOTICE)
            }
            _ => None,
        }
    }
}

/// With a capital letter, to begin a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(char::to_uppercase)
        .into_iter()
        .flatten()
        .chain(letters)
        .collect()
}
