//! What may still be spent: one count for chats, for work and for steps of automations, in every program that has the file open.
//!
//! It is counted ahead: a request leaves only when its longest answer fits below every limit, beside the longest answers of all
//! requests that are on their way. The money is held in the store, so that another program counts it too, and what comes of an
//! answer is told there while it comes: when this program is killed, that much was spent.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::order::Limits;
use super::turn::Spent;
use crate::claude::assemble::Assembler;
use crate::claude::price::{PriceTable, Terms};
use crate::claude::usage::Usage;
use crate::clock::Clock;
use crate::domain::chat::TurnUsage;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::spend::{Granted, Left, Reached, SpendCommand, Wish};
use crate::domain::value::{HoldId, ThreadId};
use crate::store::{CommitError, Receipt, Store, StoreError};

/// How often what an answer has cost so far is kept, at most.
const METER: Duration = Duration::from_secs(2);
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
    /// What is not held any more; the store is told before the next request.
    left: Arc<Mutex<Vec<Left>>>,
}

/// Room for an answer, and the money that is held for it until what it cost is kept, or this is dropped.
#[derive(Debug)]
#[must_use = "the money is held for as long as this is there"]
pub struct Room {
    /// How many tokens the answer may have.
    pub tokens: u64,
    hold: HoldId,
    budget: Budget,
    /// Something has come of the answer.
    began: AtomicBool,
    settled: AtomicBool,
    /// When what it has cost was kept last, in milliseconds of the clock.
    metered: AtomicU64,
}

impl Room {
    /// Keeps what the answer has cost so far, when it has just begun or the last time is a while ago; says whether it did. That it
    /// could not is no reason to end the answer.
    pub async fn meter(&self, spent: impl FnOnce() -> Option<Spent>) -> bool {
        let now = u64::try_from(self.budget.clock.elapsed().as_millis()).unwrap_or(u64::MAX);
        let since = now.saturating_sub(self.metered.load(Ordering::Relaxed));
        if self.began.load(Ordering::Relaxed) && Duration::from_millis(since) < METER {
            return false;
        }
        let Some(spent) = spent() else {
            return false;
        };
        self.began.store(true, Ordering::Relaxed);
        self.metered.store(now, Ordering::Relaxed);
        let meter = SpendCommand::Meter {
            hold: self.hold.clone(),
            usage: TurnUsage {
                estimated: true,
                ..self.budget.priced(&spent)
            },
        };
        let kept = self.budget.tell(meter).await;
        if let Err(error) = &kept {
            tracing::warn!(
                error = error.outline(),
                "what an answer costs could not be kept while it comes"
            );
        }
        kept.is_ok()
    }

    /// Lets the money be held by its name alone, for what outlives this program.
    pub fn stand(self) -> HoldId {
        self.settled.store(true, Ordering::Relaxed);
        self.hold.clone()
    }

    /// Has done what keeps the cost of the answer for good, and lets go of what it held, both or neither.
    pub async fn settle(&self, with: Command, origin: Origin) -> Result<Receipt, CommitError> {
        let settle = Command::Settle {
            hold: self.hold.clone(),
            with: Box::new(with),
        };
        let settled = self.budget.store.commit(settle, origin).await;
        self.settled.store(settled.is_ok(), Ordering::Relaxed);
        settled
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if !*self.settled.get_mut() {
            let left = Left {
                hold: self.hold.clone(),
                began: *self.began.get_mut(),
            };
            self.budget.all_left().push(left);
        }
    }
}

/// A request that is about to leave.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The chat it belongs to; `None` for work.
    pub thread: Option<&'a ThreadId>,
    /// The model it goes to.
    pub model: &'a str,
    /// What it uses at most before its answer.
    pub input: &'a Usage,
    /// Room that is wanted for the answer, in tokens.
    pub most: u64,
    /// What the question has cost so far, in millionths of a dollar.
    pub spent: i64,
    /// It goes as part of a batch, at a lower price.
    pub batch: bool,
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
            left: Arc::default(),
        }
    }

    /// Holds the price of the longest answer that no limit is in the way of; or the sentence that says which one is.
    pub async fn room(&self, expected: Expected<'_>, kept: Kept) -> Result<Room, String> {
        self.leave().await?;
        let hold = SpendCommand::Hold(self.wish(expected));
        let held = self.tell(hold).await;
        let receipt = held.map_err(|error| error.to_string())?;
        let nothing = || StoreError::Closed.to_string();
        let Granted { hold, tokens } = receipt
            .granted
            .ok_or_else(nothing)?
            .map_err(|reached| said(reached, kept))?;
        Ok(Room {
            tokens,
            hold,
            budget: self.clone(),
            began: AtomicBool::new(false),
            settled: AtomicBool::new(false),
            metered: AtomicU64::new(0),
        })
    }

    /// Says which limit would be in the way of a request, and holds nothing.
    pub async fn look(&self, expected: Expected<'_>, kept: Kept) -> Result<(), String> {
        self.leave().await?;
        let (wish, now) = (self.wish(expected), self.clock.since_boot());
        let granted = self.store.read(move |reader| reader.room_for(&wish, now)).await;
        let granted = granted.map_err(|error| error.to_string())?;
        granted.map(drop).map_err(|reached| said(reached, kept))
    }

    /// The present.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Tells the store what is not held any more.
    async fn leave(&self) -> Result<(), String> {
        let left = std::mem::take(&mut *self.all_left());
        if left.is_empty() {
            return Ok(());
        }
        let told = self.tell(SpendCommand::Leave(left.clone())).await;
        told.map(drop).map_err(|error| {
            self.all_left().extend(left);
            error.to_string()
        })
    }

    fn wish(&self, expected: Expected<'_>) -> Wish {
        let million = Usage {
            output: 1_000_000,
            ..Usage::default()
        };
        let (day, month) = self.began();
        Wish {
            thread: expected.thread.cloned(),
            input: self.likely(expected.model, expected.input, expected.batch),
            million: self.likely(expected.model, &million, expected.batch),
            most: expected.most,
            turn: expected.spent,
            limits: self.limits,
            day,
            month,
        }
    }

    fn all_left(&self) -> std::sync::MutexGuard<'_, Vec<Left>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn tell(&self, command: SpendCommand) -> Result<Receipt, CommitError> {
        self.store.commit(Command::Spend(command), Origin::Engine).await
    }

    /// What an answer used, with its price.
    pub fn priced(&self, spent: &Spent) -> TurnUsage {
        let is_priced = self.is_priced(&spent.model, &spent.usage);
        TurnUsage {
            input: spent.usage.input,
            cache_write: spent.usage.cache_write,
            cache_read: spent.usage.cache_read,
            output: spent.usage.output,
            micro_dollars: self.cost(&spent.model, &spent.usage),
            estimated: spent.is_estimated || !is_priced,
        }
    }

    /// What an answer has cost, in millionths of a dollar. Where its model has no price it counts by the dearest that are known:
    /// a limit that counted it as nothing would hold nothing.
    pub fn cost(&self, model: &str, usage: &Usage) -> i64 {
        if let Err(unpriced) = self.prices.cost(model, usage, Terms::default()) {
            tracing::warn!(%unpriced, "an answer is counted by the dearest prices that are known");
        }
        self.likely(model, usage, false)
    }

    /// The same for an answer of a batch.
    pub fn cost_in_batch(&self, model: &str, usage: &Usage) -> i64 {
        self.likely(model, usage, true)
    }

    /// What a request costs at most, whatever it is answered.
    pub fn most(&self, expected: Expected<'_>) -> i64 {
        let answer = Usage {
            output: expected.most,
            ..Usage::default()
        };
        let [input, answer] =
            [expected.input, &answer].map(|usage| self.likely(expected.model, usage, expected.batch));
        input.saturating_add(answer)
    }

    /// Whether what an answer has cost is known, and not only no more than this.
    pub fn is_priced(&self, model: &str, usage: &Usage) -> bool {
        self.prices.cost(model, usage, Terms::default()).is_ok()
    }

    /// When the day began, and when the month did.
    fn began(&self) -> (Timestamp, Timestamp) {
        let now = self.clock.now().to_zoned(self.zone.clone());
        let day = now
            .start_of_day()
            .map_or_else(|_| now.timestamp(), |day| day.timestamp());
        let month = now.first_of_month().and_then(|first| first.start_of_day());
        (day, month.map_or(day, |month| month.timestamp()))
    }

    fn likely(&self, model: &str, usage: &Usage, batch: bool) -> i64 {
        let terms = Terms {
            batch,
            ..Terms::default()
        };
        self.prices.at_most(model, usage, terms).0
    }
}

fn said(reached: Reached, kept: Kept) -> String {
    let (limit, which, kept) = match reached {
        Reached::Turn(limit) => (limit, TURN, kept.turn),
        Reached::Day(limit) => (limit, DAY, kept.time),
        Reached::Month(limit) => (limit, MONTH, kept.time),
    };
    let limit = format!("${:.2}", limit as f64 / 1e6);
    which.replacen("{}", &limit, 1).replacen("{kept}", kept, 1)
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
            thread: None,
            model,
            input,
            most: 10_000,
            spent: 0,
            batch: false,
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
        let one = budget(folder.path(), day);
        // As another program that has the same file open.
        let other = budget(folder.path(), day);
        let input = Usage::default();
        let first = one.room(asks("claude-a", &input), KEPT).await.unwrap();
        let second = other.room(asks("claude-a", &input), KEPT).await.unwrap();
        assert_eq!([first.tokens, second.tokens], [10_000, 5_000]);
        for budget in [&one, &other] {
            let third = budget.room(asks("claude-a", &input), KEPT).await;
            assert!(third.unwrap_err().starts_with("today's limit of $0.15"));
            let looked = budget.look(asks("claude-a", &input), KEPT).await;
            assert!(looked.unwrap_err().starts_with("today's limit of $0.15"));
        }
        drop(first);
        let third = one.clone().room(asks("claude-a", &input), KEPT).await.unwrap();
        assert_eq!(third.tokens, 10_000);
        drop((second, third));
        let all = (0..32_usize).map(|nr| [&one, &other][nr % 2].room(asks("claude-a", &input), KEPT));
        let all = futures_util::future::join_all(all).await;
        let let_go: u64 = all.iter().flatten().map(|room| room.tokens).sum();
        assert!(
            (10_000..=15_000).contains(&let_go),
            "together they cost no more than the limit: {let_go}"
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_an_answer_has_cost_so_far_is_counted_until_its_cost_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let budget = budget(folder.path(), Limits::default());
        let spent = || {
            budget
                .store
                .read(|reader| reader.spent_since(Timestamp::UNIX_EPOCH))
        };
        let used = |output| Spent {
            message_id: "m".into(),
            model: "claude-a".into(),
            request_id: None,
            usage: Usage {
                input: 100,
                output,
                ..Usage::default()
            },
            is_estimated: true,
        };
        let input = used(0).usage;
        let room = budget.room(asks("claude-a", &input), KEPT).await.unwrap();
        assert_eq!(
            spent().await.unwrap(),
            100,
            "it may have been read when this ends here"
        );
        assert!(!room.meter(|| None).await);
        assert!(room.meter(|| Some(used(1))).await);
        assert_eq!(spent().await.unwrap(), 110);
        assert!(!room.meter(|| Some(used(2))).await, "not with every word");
        budget.clock.advance(METER);
        assert!(room.meter(|| Some(used(30))).await);
        assert_eq!(spent().await.unwrap(), 400);
        // Broken off: what had come of it was spent, and no more than that is held.
        drop(room);
        let next = budget.room(asks("claude-a", &input), KEPT).await.unwrap();
        assert_eq!(spent().await.unwrap(), 500);
        let command = Command::Sync(crate::domain::command::SyncCommand::Breathe);
        next.settle(command, Origin::Engine).await.unwrap();
        drop(next);
        let never = budget.room(asks("claude-a", &input), KEPT).await.unwrap();
        drop(never);
        let last = budget.room(asks("claude-a", &input), KEPT).await.unwrap();
        assert_eq!(spent().await.unwrap(), 500, "what never began costs nothing");
        drop(last);
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
