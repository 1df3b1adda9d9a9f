//! A telephone call that a person made: how it ended, and what that sets going.

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// They talked.
    Talked,
    /// A message was left on their voicemail.
    Voicemail,
    /// Nobody answered.
    NoAnswer,
    /// Somebody else has this number.
    WrongNumber,
    /// They answered and want to be called another time.
    NotNow,
    /// They agreed on an appointment.
    Booked,
}

impl CallOutcome {
    /// Every outcome, in the order of its key: `1` to `6`.
    pub const ALL: [Self; 6] = [
        Self::Talked,
        Self::Voicemail,
        Self::NoAnswer,
        Self::WrongNumber,
        Self::NotNow,
        Self::Booked,
    ];

    /// The word on the screen and in the note.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Talked => "talked",
            Self::Voicemail => "voicemail",
            Self::NoAnswer => "no answer",
            Self::WrongNumber => "wrong number",
            Self::NotNow => "not now",
            Self::Booked => "booked",
        }
    }

    /// The CRM's status of the call (`call.status` of an external outbound call).
    pub const fn status(self) -> &'static str {
        match self {
            Self::Talked | Self::NotNow | Self::Booked => "completed",
            Self::Voicemail => "voicemail",
            Self::NoAnswer => "no-answer",
            Self::WrongNumber => "failed",
        }
    }

    /// From the word, or the number of its key.
    pub fn from_word(word: &str) -> Option<Self> {
        let by_key = word.parse::<usize>().ok();
        Self::ALL
            .into_iter()
            .enumerate()
            .find(|(at, outcome)| by_key == Some(at + 1) || outcome.word().replace(' ', "-") == word)
            .map(|(_, outcome)| outcome)
    }
}

/// A call as it is logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// How it ended.
    pub outcome: CallOutcome,
    /// When it began.
    pub began: Timestamp,
    /// How long it took.
    pub seconds: u32,
    /// What was typed meanwhile.
    pub notes: String,
}

impl Call {
    /// The note that goes beside it: the CRM keeps no words with a call. `Call: talked, 4 min` and what was typed.
    pub fn note(&self) -> String {
        let length = match self.seconds {
            0 => String::new(),
            seconds if seconds < 60 => format!(", {seconds} s"),
            seconds => format!(", {} min", seconds.div_ceil(60)),
        };
        let head = format!("{CALL_NOTE}{}{length}", self.outcome.word());
        match self.notes.trim() {
            "" => head,
            typed => format!("{head}\n{typed}"),
        }
    }
}

/// How the note beside a call begins.
pub const CALL_NOTE: &str = "Call: ";

/// Hour of the day at which a call is planned again.
const AGAIN_AT: i8 = 10;

/// When a task after a call is due: ten in the morning, so many days on, never on a weekend.
pub fn again(days: i64, now: Timestamp, zone: &TimeZone) -> Timestamp {
    let today = now.to_zoned(zone.clone()).date();
    let due = (days..days + 3)
        .filter_map(|days| today.checked_add(jiff::Span::new().days(days)).ok())
        .find(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
    due.and_then(|day| day.at(AGAIN_AT, 0, 0, 0).to_zoned(zone.clone()).ok())
        .map_or(now, |due| due.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_outcome_has_a_key_a_word_and_a_status_of_the_crm() {
        let known = [
            "pending",
            "completed",
            "answered",
            "busy",
            "no-answer",
            "failed",
            "canceled",
            "voicemail",
        ];
        for (at, outcome) in CallOutcome::ALL.into_iter().enumerate() {
            assert_eq!(CallOutcome::from_word(&(at + 1).to_string()), Some(outcome));
            assert_eq!(
                CallOutcome::from_word(&outcome.word().replace(' ', "-")),
                Some(outcome)
            );
            assert!(known.contains(&outcome.status()));
        }
        assert_eq!(CallOutcome::from_word("7"), None);
    }

    #[test]
    fn the_note_says_how_it_ended_and_what_was_typed() {
        let mut call = Call {
            outcome: CallOutcome::Talked,
            began: Timestamp::UNIX_EPOCH,
            seconds: 200,
            notes: " likes the yard\nworks nights ".into(),
        };
        assert_eq!(call.note(), "Call: talked, 4 min\nlikes the yard\nworks nights");
        call = Call {
            outcome: CallOutcome::NoAnswer,
            seconds: 12,
            notes: String::new(),
            ..call
        };
        assert_eq!(call.note(), "Call: no answer, 12 s");
    }

    #[test]
    fn nobody_is_called_again_on_a_weekend() {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        let friday: Timestamp = "2026-04-10T20:00:00Z".parse().unwrap();
        assert_eq!(again(1, friday, &zone).to_string(), "2026-04-13T17:00:00Z");
        let monday: Timestamp = "2026-04-13T20:00:00Z".parse().unwrap();
        assert_eq!(again(1, monday, &zone).to_string(), "2026-04-14T17:00:00Z");
        assert_eq!(again(14, monday, &zone).to_string(), "2026-04-27T17:00:00Z");
    }
}
