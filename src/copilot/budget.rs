//! What may still be spent: one count for chats, for work and for steps of automations.
//!
//! It is counted ahead: a request leaves only when its longest answer fits below every limit.

use jiff::tz::TimeZone;

use super::order::Limits;
use crate::claude::price::{PriceTable, Terms};
use crate::claude::usage::Usage;
use crate::clock::Clock;
use crate::store::{Reader, Store};

/// Room for an answer below which asking is not worth its price, in tokens.
const LEAST: u64 = 1_000;
/// Bytes of a request for one token of input, at the least: English has about four.
const BYTES_PER_TOKEN: usize = 3;
const TURN: &str =
    "this question would pass its limit of {} for Claude; {kept}; raise claude.turn_limit or ask for less";
const DAY: &str =
    "today's limit of {} for Claude is reached; {kept}; raise claude.daily_limit or ask tomorrow";
const MONTH: &str =
    "this month's limit of {} for Claude is reached; {kept}; raise claude.monthly_limit or ask next month";

/// Counts what is spent against what may be. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Budget {
    store: Store,
    clock: Clock,
    prices: PriceTable,
    limits: Limits,
    /// In which days and months begin.
    zone: TimeZone,
}

/// A request that is about to leave.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The model it goes to.
    pub model: &'a str,
    /// What it uses at most before its answer.
    pub input: &'a Usage,
    /// Room that is wanted for the answer, in tokens.
    pub most: u64,
    /// What the question has cost so far, in millionths of a dollar.
    pub spent: i64,
}

/// What becomes of a question that is not asked, by the limit in its way.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// By its own limit.
    pub turn: &'static str,
    /// By that of the day or the month.
    pub time: &'static str,
}

impl Budget {
    /// A budget. The zone is that in which days and months begin.
    pub const fn new(store: Store, clock: Clock, prices: PriceTable, limits: Limits, zone: TimeZone) -> Self {
        Self {
            store,
            clock,
            prices,
            limits,
            zone,
        }
    }

    /// How many tokens an answer may have, so that no limit is passed whatever it says; or the sentence that says which
    /// limit is in the way.
    pub async fn room(&self, expected: Expected<'_>, kept: Kept) -> Result<u64, String> {
        let (today, month) = self.spent().await?;
        let input = self.likely(expected.model, expected.input);
        let million = Usage {
            output: 1_000_000,
            ..Usage::default()
        };
        let output = self.likely(expected.model, &million).max(1);
        let mut room = expected.most;
        for (limit, spent, which, kept) in [
            (self.limits.turn, expected.spent, TURN, kept.turn),
            (self.limits.day, today, DAY, kept.time),
            (self.limits.month, month, MONTH, kept.time),
        ] {
            let Some(limit) = limit else {
                continue;
            };
            let left = limit.saturating_sub(spent).saturating_sub(input);
            let tokens = u64::try_from(left.saturating_mul(1_000_000) / output).unwrap_or(0);
            if left <= 0 || tokens < LEAST.min(expected.most) {
                let limit = format!("${:.2}", limit as f64 / 1e6);
                return Err(which.replacen("{}", &limit, 1).replacen("{kept}", kept, 1));
            }
            room = room.min(tokens);
        }
        Ok(room)
    }

    /// What an answer has cost, in millionths of a dollar. Where its model has no price it counts as nothing.
    pub fn cost(&self, model: &str, usage: &Usage) -> i64 {
        let cost = self.prices.cost(model, usage, Terms::default());
        cost.map_or_else(
            |unpriced| {
                tracing::warn!(%unpriced, "an answer could not be priced");
                0
            },
            |cost| cost.0,
        )
    }

    /// What is spent since the day began, and since the month did.
    async fn spent(&self) -> Result<(i64, i64), String> {
        let now = self.clock.now().to_zoned(self.zone.clone());
        let day = now
            .start_of_day()
            .map_or_else(|_| now.timestamp(), |day| day.timestamp());
        let month = now.first_of_month().and_then(|first| first.start_of_day());
        let month = month.map_or(day, |month| month.timestamp());
        let spent = move |reader: &Reader| Ok((reader.spent_since(day)?, reader.spent_since(month)?));
        self.store.read(spent).await.map_err(|error| error.to_string())
    }

    fn likely(&self, model: &str, usage: &Usage) -> i64 {
        let cost = self.prices.cost(model, usage, Terms::default());
        cost.map_or(0, |cost| cost.0)
    }
}

/// Tokens of a request of so many bytes, at most.
pub const fn tokens(bytes: usize) -> u64 {
    bytes.div_ceil(BYTES_PER_TOKEN) as u64
}
