//! What may still be spent: one count for chats, for work and for steps of automations.
//!
//! It is counted ahead: a request leaves only when its longest answer fits below every limit, beside the longest answers of all
//! requests that are on their way. What another process asks at the same time is counted once it has been answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::tz::TimeZone;
use tokio::sync::Mutex;

use super::order::Limits;
use crate::claude::assemble::Assembler;
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
    /// What requests that are on their way may cost at most, in millionths of a dollar.
    held: Arc<AtomicI64>,
    /// One looks at a time: two that look together would both be let go.
    looking: Arc<Mutex<()>>,
}

/// Room for an answer, and the money that is held for it until this is dropped: when what it cost is kept.
#[derive(Debug)]
#[must_use = "the money is held for as long as this is there"]
pub struct Room {
    /// How many tokens the answer may have.
    pub tokens: u64,
    held: Arc<AtomicI64>,
    micro_dollars: i64,
}

impl Drop for Room {
    fn drop(&mut self) {
        self.held.fetch_sub(self.micro_dollars, Ordering::SeqCst);
    }
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
    pub fn new(store: Store, clock: Clock, prices: PriceTable, limits: Limits, zone: TimeZone) -> Self {
        Self {
            store,
            clock,
            prices,
            limits,
            zone,
            held: Arc::default(),
            looking: Arc::default(),
        }
    }

    /// How many tokens an answer may have, so that no limit is passed whatever it says; or the sentence that says which
    /// limit is in the way.
    pub async fn room(&self, expected: Expected<'_>, kept: Kept) -> Result<Room, String> {
        let _alone = self.looking.lock().await;
        // What is held goes first: an answer that ends in between is counted twice for a moment, and never not at all.
        let held = self.held.load(Ordering::SeqCst);
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
            (self.limits.day, today.saturating_add(held), DAY, kept.time),
            (self.limits.month, month.saturating_add(held), MONTH, kept.time),
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
        let answer = i128::from(room) * i128::from(output) / 1_000_000;
        let micro_dollars = input.saturating_add(i64::try_from(answer).unwrap_or(i64::MAX));
        self.held.fetch_add(micro_dollars, Ordering::SeqCst);
        Ok(Room {
            tokens: room,
            held: Arc::clone(&self.held),
            micro_dollars,
        })
    }

    /// What an answer has cost, in millionths of a dollar. Where its model has no price it counts by the dearest that are known:
    /// a limit that counted it as nothing would hold nothing.
    pub fn cost(&self, model: &str, usage: &Usage) -> i64 {
        if let Err(unpriced) = self.prices.cost(model, usage, Terms::default()) {
            tracing::warn!(%unpriced, "an answer is counted by the dearest prices that are known");
        }
        self.likely(model, usage)
    }

    /// Whether what an answer has cost is known, and not only no more than this.
    pub fn is_priced(&self, model: &str, usage: &Usage) -> bool {
        self.prices.cost(model, usage, Terms::default()).is_ok()
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
        self.prices.at_most(model, usage, Terms::default()).0
    }
}

/// The meters of an answer whose finished blocks have so many characters. The last meters come with its end: of one that broke
/// off, what arrived is counted.
pub fn metered(answer: &Assembler, sealed: usize) -> Usage {
    let mut usage = answer.usage().clone();
    if answer.stop().is_none() && !answer.id().is_empty() {
        let arrived = tokens(sealed + answer.open_chars());
        usage.output = usage.output.max(arrived);
    }
    usage
}

/// Tokens of a request of so many bytes, at most.
pub const fn tokens(bytes: usize) -> u64 {
    bytes.div_ceil(BYTES_PER_TOKEN) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claude::event::StreamEvent;
    use crate::domain::access::Role;
    use crate::store::Options;

    const KEPT: Kept = Kept {
        turn: "kept",
        time: "kept",
    };

    fn budget(folder: &std::path::Path, limits: Limits) -> Budget {
        let clock = Clock::manual("2026-11-25T18:00:00Z".parse().unwrap());
        let options = Options {
            clock: clock.clone(),
            role: Role::Owner,
            me: None,
            rules: crate::store::at_any_hour(),
        };
        let store = Store::open(&folder.join("a.db"), options).unwrap();
        let prices = PriceTable::parse(
            "as_of = \"2026-11-01\"\n[[price]]\nmodels = [\"claude-a\"]\ninput = 1.0\noutput = 10.0\ncache_write_5m = 1.25\n\
             cache_write_1h = 2.0\ncache_read = 0.1\n",
        );
        Budget::new(store, clock, prices.unwrap(), limits, TimeZone::UTC)
    }

    fn asks<'a>(model: &'a str, input: &'a Usage) -> Expected<'a> {
        Expected {
            model,
            input,
            most: 10_000,
            spent: 0,
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn requests_on_their_way_share_one_limit() {
        let folder = tempfile::tempdir().unwrap();
        // An answer of 10,000 tokens costs a tenth of a dollar.
        let day = Limits {
            day: Some(150_000),
            ..Limits::default()
        };
        let budget = budget(folder.path(), day);
        let input = Usage::default();
        let first = budget.room(asks("claude-a", &input), KEPT).await.unwrap();
        let second = budget.room(asks("claude-a", &input), KEPT).await.unwrap();
        assert_eq!([first.tokens, second.tokens], [10_000, 5_000]);
        let third = budget.room(asks("claude-a", &input), KEPT).await;
        assert!(third.unwrap_err().starts_with("today's limit of $0.15"));
        drop(first);
        let third = budget.clone().room(asks("claude-a", &input), KEPT).await.unwrap();
        assert_eq!(third.tokens, 10_000);
        drop((second, third));
        assert_eq!(budget.held.load(Ordering::SeqCst), 0);
        let all = (0..32).map(|_| budget.room(asks("claude-a", &input), KEPT));
        let all = futures_util::future::join_all(all).await;
        let let_go: u64 = all.iter().flatten().map(|room| room.tokens).sum();
        assert_eq!(let_go, 15_000, "together they cost no more than the limit");
    }

    #[test]
    fn what_broke_off_is_counted_by_what_arrived() {
        let events = [
            r#"{"type":"message_start","message":{"id":"m","model":"claude-a","usage":{"input_tokens":5,"output_tokens":1}}}"#,
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a text of thirty letters or so"}}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":8}}"#,
        ];
        let mut answer = Assembler::default();
        assert_eq!(metered(&answer, 300).output, 0, "nothing began");
        let mut counted = Vec::new();
        for event in events {
            answer.take(StreamEvent::read(event.as_bytes()).unwrap()).unwrap();
            counted.push(metered(&answer, 0).output);
        }
        assert_eq!(counted, [1, 1, 10, 8]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_model_without_a_price_counts_by_the_dearest_that_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let turn = Limits {
            turn: Some(50_000),
            ..Limits::default()
        };
        let budget = budget(folder.path(), turn);
        let used = Usage {
            output: 1_000,
            ..Usage::default()
        };
        assert_eq!(budget.cost("claude-new", &used), 10_000);
        assert!(!budget.is_priced("claude-new", &used) && budget.is_priced("claude-a", &used));
        let input = Usage::default();
        let room = budget.room(asks("claude-new", &input), KEPT).await.unwrap();
        assert_eq!(room.tokens, 5_000);
    }
}
