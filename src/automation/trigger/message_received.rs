//! They write, perhaps after a long silence or in a mood that needs care.

use super::{Example, Trigger};
use crate::automation::event::{EventKind, Mood};
use crate::automation::schema::{Kind, may};
use crate::domain::contact::Channel;

pub(super) const ROW: Trigger = Trigger {
    word: "message received",
    help: "they write",
    args: &[
        may(
            "mood",
            Kind::Some(&["plain", "angry", "hardship", "legal"]),
            "only when it sounds like one of these",
        ),
        may(
            "after_silence",
            Kind::Length,
            "only when they had not written for so long",
        ),
    ],
    fires: |args, kind| match kind {
        EventKind::Received { mood, silence, .. } => {
            let moods = args.list("mood");
            let sounds = moods.is_empty() || moods.iter().any(|word| word == mood.word());
            let wanted = args
                .length("after_silence")
                .map(|length| length.about().as_hours() / 24);
            sounds && wanted.is_none_or(|days| silence.is_some_and(|silence| i64::from(silence) >= days))
        }
        _ => false,
    },
    example: Example {
        args: r#"after_silence = "30 days""#,
        hit: || EventKind::Received {
            channel: Channel::Sms,
            mood: Mood::Plain,
            silence: Some(30),
        },
        miss: || EventKind::Received {
            channel: Channel::Sms,
            mood: Mood::Plain,
            silence: Some(29),
        },
    },
};
