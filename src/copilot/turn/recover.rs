//! Whether a request that failed before any content is sent again, when, and how changed.

use std::time::Duration;

use super::answer::Answer;
use super::effect::{Effect, Effects};
use super::{Machine, State};
use crate::backoff::Backoff;
use crate::claude::error::{ClaudeError, ErrorKind, Repair, Retry};

/// All waits before retries of one question together.
const WAIT_BUDGET: Duration = Duration::from_mins(1);

impl Machine {
    /// Follows the failure's own rule.
    pub(super) fn try_again(
        &mut self,
        answer: Answer,
        error: &ClaudeError,
        at: Duration,
        out: &mut Effects,
    ) -> State {
        match (error.retry, &error.kind) {
            (Retry::Never, ErrorKind::NoModel(gone)) if !self.exchange.has_asked_model => {
                self.exchange.has_asked_model = true;
                answer.drop_stream(out);
                out.push(Effect::AskModel { gone: gone.clone() });
                State::AskingModel
            }
            (Retry::OnceChanged(repair), _) if self.is_new_repair(repair) => {
                self.exchange.repairs.push(repair);
                answer.drop_stream(out);
                self.start(at, out)
            }
            (Retry::After(wait), _) => self.wait_or_fail(Some(wait), answer, error, at, out),
            (Retry::Backoff, _) => self.wait_or_fail(None, answer, error, at, out),
            (Retry::Never | Retry::OnceChanged(_), _) => Self::failed(answer, error, out),
        }
    }

    /// Each repair is tried once. Putting a summary in the place of a conversation is for the person to decide.
    fn is_new_repair(&self, repair: Repair) -> bool {
        repair != Repair::Compact && !self.exchange.repairs.contains(&repair)
    }

    /// Waits as long as was told, else by the schedule, as long as tries and patience last.
    fn wait_or_fail(
        &mut self,
        told: Option<Duration>,
        answer: Answer,
        error: &ClaudeError,
        at: Duration,
        out: &mut Effects,
    ) -> State {
        // The vendor's own libraries take up to a quarter off; none of the schedule is random beyond that.
        let share = 1.0 - 0.25 * self.random();
        let wait = Backoff::CLAUDE
            .delay(self.exchange.failures, share)
            .map(|scheduled| told.unwrap_or(scheduled))
            .filter(|wait| self.exchange.waited.saturating_add(*wait) <= WAIT_BUDGET);
        let Some(wait) = wait else {
            return Self::failed(answer, error, out);
        };
        self.exchange.failures += 1;
        self.exchange.waited += wait;
        answer.drop_stream(out);
        out.push(Effect::Schedule { after: wait });
        State::Retrying {
            due: at.saturating_add(wait),
            why: error.kind.short(),
        }
    }

    /// A number in 0..1 (splitmix64): no security, only spread.
    fn random(&mut self) -> f64 {
        self.jitter = self.jitter.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.jitter;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }
}
