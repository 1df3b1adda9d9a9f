//! Asking Claude: what a front end may order of the chat driver, and the turn it can follow.

use tokio::sync::{mpsc, oneshot, watch};

use crate::copilot::cause::Cause;
use crate::copilot::live::Live;
use crate::copilot::order::{Ends, NotAsked, Order};
use crate::domain::value::ThreadId;

pub use crate::copilot::order::{About, Ask, Lane, LaneTerms, Lanes, Limits, ModelChoice};

/// Orders that may wait for the driver. A person gives them one at a time.
const ORDERS: usize = 16;

/// Asking Claude. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Chat {
    orders: Option<mpsc::Sender<Order>>,
    live: watch::Receiver<Live>,
    models: watch::Receiver<Vec<ModelChoice>>,
    daily_limit: Option<i64>,
}

/// A chat without a key: reading goes on, asking says what to do.
pub(super) fn without() -> Chat {
    let (_, live) = watch::channel(Live::default());
    let (_, models) = watch::channel(Vec::new());
    Chat {
        orders: None,
        live,
        models,
        daily_limit: None,
    }
}

/// A chat with a driver behind it.
pub(super) fn with(daily_limit: Option<i64>) -> (Chat, Ends) {
    let (orders, waiting) = mpsc::channel(ORDERS);
    let (said, live) = watch::channel(Live::default());
    let (known, models) = watch::channel(Vec::new());
    (
        Chat {
            orders: Some(orders),
            live,
            models,
            daily_limit,
        },
        Ends {
            orders: waiting,
            live: said,
            models: known,
        },
    )
}

impl Chat {
    /// Whether a key is set.
    pub const fn is_ready(&self) -> bool {
        self.orders.is_some()
    }

    /// The most that may be spent in a day, in millionths of a dollar.
    pub const fn daily_limit(&self) -> Option<i64> {
        self.daily_limit
    }

    /// Asks a question and returns the chat it was asked in, once the question is kept on disk.
    pub async fn ask(&self, ask: Ask) -> Result<ThreadId, NotAsked> {
        let orders = self.orders.as_ref().ok_or_else(|| NotAsked {
            why: "no Claude key is set; your question is kept as a draft; run `leadline login claude` and ask again"
                .to_owned(),
            cause: Cause::Key,
        })?;
        let (reply, answer) = oneshot::channel();
        let gone = || "the chat has ended; your question is kept as a draft; start leadline again".to_owned();
        orders.send(Order::Ask { ask, reply }).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    /// Stops the turn that is being written. What had arrived is kept.
    pub fn stop(&self) {
        self.order(Order::Stop);
    }

    /// Asks the last question of a chat again.
    pub fn again(&self, thread: ThreadId) {
        self.order(Order::Again(thread));
    }

    /// Takes back a question that waits for the link.
    pub fn take_back(&self, thread: ThreadId) {
        self.order(Order::TakeBack(thread));
    }

    /// Answers the question about another model.
    pub fn use_other_model(&self, yes: bool) {
        self.order(Order::UseOtherModel(yes));
    }

    /// Uses another model from now on.
    pub fn use_model(&self, id: String) {
        self.order(Order::UseModel(id));
    }

    /// The turn that is being written; the newest value replaces the one before.
    pub fn live(&self) -> watch::Receiver<Live> {
        self.live.clone()
    }

    /// The models that can be chosen; empty until they are known.
    pub fn models(&self) -> Vec<ModelChoice> {
        self.models.borrow().clone()
    }

    fn order(&self, order: Order) {
        // A full channel means that as many orders wait already; one more of the same changes nothing.
        if let Some(orders) = &self.orders
            && let Err(error) = orders.try_send(order)
        {
            tracing::debug!(%error, "an order to the chat was dropped");
        }
    }
}
