//! Why somebody was lost, and whether to try again.

/// Why somebody was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LossReason {
    /// Not now.
    Timing,
    /// The money is not there.
    Budget,
    /// The market.
    Market,
    /// No suitable home.
    NoHome,
    /// It did not go well between people.
    Communication,
    /// They no longer answer.
    Unresponsive,
    /// They took another agent.
    OtherAgent,
    /// Something in their life changed.
    Personal,
    /// They opted out.
    OptedOut,
    /// Anything else.
    Other,
}

/// Words in the name of an account's reason. The first that fits counts.
const WORDS: [(&str, LossReason); 22] = [
    ("opt", LossReason::OptedOut),
    ("do not contact", LossReason::OptedOut),
    ("agent", LossReason::OtherAgent),
    ("competitor", LossReason::OtherAgent),
    ("elsewhere", LossReason::OtherAgent),
    ("timing", LossReason::Timing),
    ("not ready", LossReason::Timing),
    ("later", LossReason::Timing),
    ("budget", LossReason::Budget),
    ("price", LossReason::Budget),
    ("loan", LossReason::Budget),
    ("financ", LossReason::Budget),
    ("market", LossReason::Market),
    ("rates", LossReason::Market),
    ("suitable", LossReason::NoHome),
    ("inventory", LossReason::NoHome),
    ("communication", LossReason::Communication),
    ("unresponsive", LossReason::Unresponsive),
    ("no response", LossReason::Unresponsive),
    ("cold", LossReason::Unresponsive),
    ("personal", LossReason::Personal),
    ("life", LossReason::Personal),
];

impl LossReason {
    /// What an account's own reason means.
    pub fn named(name: &str) -> Self {
        let name = name.to_lowercase();
        let row = WORDS.iter().find(|(word, _)| name.contains(word));
        row.map_or(Self::Other, |(_, reason)| *reason)
    }
}

/// What is at stake with somebody: what a closing is worth to the house times its probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stakes {
    /// Less than $20,000.
    Low,
    /// Less than $50,000.
    Medium,
    /// $50,000 or more.
    High,
}

impl Stakes {
    /// Of cents.
    pub const fn of(cents: i64) -> Self {
        match cents {
            5_000_000.. => Self::High,
            2_000_000.. => Self::Medium,
            _ => Self::Low,
        }
    }
}

/// How to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Not before so many days.
    pub after_days: u32,
    /// At most so often.
    pub tries: u8,
    /// What is to be seen to.
    pub how: &'static str,
}

/// Whether and how to try again; never after an opt-out.
pub const fn retry(reason: LossReason, stakes: Stakes) -> Option<Retry> {
    let (after_days, tries, how) = match (reason, stakes) {
        (LossReason::Timing, Stakes::High) => (2, 3, "ask how the timing is now"),
        (LossReason::Timing, _) => (7, 3, "ask how the timing is now"),
        (LossReason::Budget | LossReason::Market, _) => (7, 2, "only with news that changes it"),
        (LossReason::NoHome, _) => (3, 2, "when a home matches"),
        (LossReason::Communication, _) => (14, 1, "by another person"),
        (LossReason::Unresponsive | LossReason::Other, _) => (30, 1, "a last check-in"),
        (LossReason::OtherAgent | LossReason::Personal, _) => (14, 1, "one gracious note, nothing more"),
        (LossReason::OptedOut, _) => return None,
    };
    Some(Retry {
        after_days,
        tries,
        how,
    })
}
