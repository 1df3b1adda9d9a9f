//! Somebody of whom nothing is heard: what to send when, what it means, and how far a past client has slid away.
//!
//! Tables and what they say of a number of days; any message of theirs ends it. To add a step: a row in [`LADDER`] or
//! [`SLIDES`].

use super::contact::Channel;

/// A step of the ladder: one channel at a time, something of value first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Days of silence from which it is due.
    pub days: u32,
    /// How it goes out; `None` sends nothing.
    pub channel: Option<Channel>,
    /// What it is.
    pub what: &'static str,
}

const fn step(days: u32, channel: Option<Channel>, what: &'static str) -> Rung {
    Rung { days, channel, what }
}

/// The steps, in order. They are the house's business rules, as is all that stands here.
pub const LADDER: [Rung; 6] = [
    step(7, Some(Channel::Email), "a recap of what they asked"),
    step(14, Some(Channel::Sms), "one open question"),
    step(21, Some(Channel::Email), "a new fact with its source"),
    step(30, Some(Channel::Sms), "a useful offer, no invented discount"),
    step(45, Some(Channel::Email), "a last check-in"),
    step(60, None, "archive, to be heard of every quarter"),
];

impl Rung {
    /// What it is and how it goes out: `one open question by text`.
    pub fn told(&self) -> String {
        let way = match self.channel {
            Some(Channel::Email) => " by e-mail",
            Some(_) => " by text",
            None => "",
        };
        format!("{}{way}", self.what)
    }
}

/// The step that is due after so many days of silence.
pub fn rung(silent_days: u32) -> Option<&'static Rung> {
    LADDER.iter().rev().find(|rung| rung.days <= silent_days)
}

/// What a silence means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// A warning.
    Warning,
    /// They are likely lost.
    LikelyLost,
    /// They are lost, once a person agrees or the last check-in stays without an answer.
    Lost,
}

impl Mark {
    /// As part of a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Warning => "a warning",
            Self::LikelyLost => "likely lost",
            Self::Lost => "lost if you agree or the last check-in stays without an answer",
        }
    }
}

/// What so many days of silence mean.
pub const fn mark(silent_days: u32) -> Option<Mark> {
    match silent_days {
        60.. => Some(Mark::Lost),
        30.. => Some(Mark::LikelyLost),
        14.. => Some(Mark::Warning),
        _ => None,
    }
}

/// How far a past client has slid away, in hundredths of a point of a hundred, by days since either side was last heard of. A
/// quarter without a word is usual; after a year they are strangers.
pub const SLIDES: [(u32, i64); 3] = [(91, 5_000), (181, 7_500), (366, 10_000)];

/// How far after so many days.
pub fn drift(days_without_touch: u32) -> i64 {
    let slid = SLIDES.iter().rev().find(|(days, _)| *days <= days_without_touch);
    slid.map_or(0, |(_, slid)| *slid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_due_from_its_day_on_and_says_how_it_goes_out() {
        assert_eq!(rung(6), None);
        let told = |days| rung(days).map(Rung::told).unwrap_or_default();
        assert_eq!(told(7), "a recap of what they asked by e-mail");
        assert_eq!(told(13), told(7));
        assert_eq!(told(14), "one open question by text");
        assert_eq!(told(400), "archive, to be heard of every quarter");
        assert!(LADDER.is_sorted_by_key(|rung| rung.days));
    }

    #[test]
    fn a_quarter_without_a_word_is_usual_and_more_never_less() {
        assert_eq!((drift(90), drift(91), drift(180)), (0, 5_000, 5_000));
        assert_eq!((drift(181), drift(365), drift(366)), (7_500, 7_500, 10_000));
        assert!((0..800).is_sorted_by_key(drift));
    }
}
