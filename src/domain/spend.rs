//! Money for Claude: what may still be spent, what a request holds of it while it is on its way, and what it has cost so far.
//!
//! Money is in millionths of a dollar.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::chat::TurnUsage;
use super::value::{HoldId, ThreadId};

/// Room for an answer below which asking is not worth its price, in tokens.
const LEAST: u64 = 1_000;

/// The most that may be spent, in millionths of a dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// For one question, with everything that is looked up for it.
    pub turn: Option<i64>,
    /// In a day.
    pub day: Option<i64>,
    /// In a month.
    pub month: Option<i64>,
}

/// Which limit is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// That of the question.
    Turn(i64),
    /// That of the day.
    Day(i64),
    /// That of the month.
    Month(i64),
}

/// What is spent, with the longest answers of all requests that are on their way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// For the question so far.
    pub turn: i64,
    /// Since the day began.
    pub day: i64,
    /// Since the month began.
    pub month: i64,
}

/// A request that is about to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// For which chat; `None` for work.
    pub thread: Option<ThreadId>,
    /// What its input costs at most.
    pub input: i64,
    /// What a million tokens of an answer cost.
    pub million: i64,
    /// Room that is wanted for the answer, in tokens.
    pub most: u64,
    /// What the question has cost so far.
    pub turn: i64,
    /// The limits.
    pub limits: Limits,
    /// When the day began.
    pub day: Timestamp,
    /// When the month began.
    pub month: Timestamp,
}

impl Wish {
    /// How many tokens the answer may have, so that no limit is passed whatever it says, and what it costs then at most; or which
    /// limit is in the way.
    pub fn room(&self, spent: Spent) -> Result<(u64, i64), Reached> {
        let million = self.million.max(1);
        let mut room = self.most;
        let limits = [
            (self.limits.turn.map(Reached::Turn), spent.turn),
            (self.limits.day.map(Reached::Day), spent.day),
            (self.limits.month.map(Reached::Month), spent.month),
        ];
        for (reached, spent) in limits {
            let Some(reached) = reached else {
                continue;
            };
            let (Reached::Turn(limit) | Reached::Day(limit) | Reached::Month(limit)) = reached;
            let left = limit.saturating_sub(spent).saturating_sub(self.input);
            let tokens = u64::try_from(left.saturating_mul(1_000_000) / million).unwrap_or(0);
            if left <= 0 || tokens < LEAST.min(self.most) {
                return Err(reached);
            }
            room = room.min(tokens);
        }
        let answer = i128::from(room) * i128::from(million) / 1_000_000;
        let most = self
            .input
            .saturating_add(i64::try_from(answer).unwrap_or(i64::MAX));
        Ok((room, most))
    }
}

/// What was granted to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// What it holds.
    pub hold: HoldId,
    /// How many tokens its answer may have.
    pub tokens: u64,
}

/// Money that was held and is not any more, without an answer that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// What was held.
    pub hold: HoldId,
    /// Something had come of the answer: what that has cost stays counted. Else nothing was spent.
    pub began: bool,
}

/// Requests that are sent together and whose answers are fetched later. Kept before they are sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenBatch {
    /// The service's id; `None` for as long as nobody knows whether it has them.
    pub id: Option<String>,
    /// What they hold until the batch is done with. The name of each request begins with it, so that the batch is
    /// known again at the service.
    pub hold: HoldId,
    /// When they were about to leave.
    #[serde(default)]
    pub at: Timestamp,
    /// How many they are.
    #[serde(default)]
    pub requests: u64,
}

/// Changes to what is held.
#[derive(Clone, Debug, PartialEq)]
pub enum SpendCommand {
    /// Hold the price of the longest answer, if no limit is in the way.
    Hold(Wish),
    /// Let go of what is not held any more.
    Leave(Vec<Left>),
    /// Keep what an answer that is being written has cost so far.
    Meter {
        /// What it holds.
        hold: HoldId,
        /// What it has used so far, an estimate.
        usage: TurnUsage,
    },
    /// Keep which batch is about to be sent, or was; `None` when it is done with.
    KeepBatch(Option<OpenBatch>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(limits: Limits) -> Wish {
        Wish {
            thread: None,
            input: 20,
            million: 10_000_000,
            most: 10_000,
            turn: 0,
            limits,
            day: Timestamp::UNIX_EPOCH,
            month: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn an_answer_has_as_much_room_as_the_tightest_limit_leaves() {
        let spent = |day, month| Spent { turn: 0, day, month };
        let free = wish(Limits::default());
        assert_eq!(free.room(spent(i64::MAX, i64::MAX)), Ok((10_000, 100_020)));
        let both = wish(Limits {
            day: Some(60_020),
            month: Some(50_020),
            ..Limits::default()
        });
        assert_eq!(both.room(spent(0, 0)), Ok((5_000, 50_020)));
        assert_eq!(both.room(spent(30_000, 30_000)), Ok((2_000, 20_020)));
        assert_eq!(both.room(spent(50_001, 0)), Err(Reached::Day(60_020)));
        assert_eq!(both.room(spent(0, 40_001)), Err(Reached::Month(50_020)));
        let turn = wish(Limits {
            turn: Some(20),
            ..Limits::default()
        });
        assert_eq!(turn.room(Spent::default()), Err(Reached::Turn(20)));
    }
}
