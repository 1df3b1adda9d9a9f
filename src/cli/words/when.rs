//! Moments as people type them, with an error that says what could be written.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cli::frame::CliError;
use crate::domain::when;

/// Reads a moment as [`when::parse`] does; without an hour it is nine in the morning, in `zone`.
pub(in crate::cli) fn parse(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, CliError> {
    when::parse(text, now, zone).ok_or_else(|| {
        CliError::wrong_use(format!("\"{text}\" is no moment, nothing was changed"))
            .hint(format!("write {}", when::EXAMPLES))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_they_are_meant() {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        // A Thursday, 10:00 in Los Angeles; the clocks change on the Sunday after.
        let now: Timestamp = "2026-03-05T18:00:00Z".parse().unwrap();
        for (text, then) in [
            ("+15m", "2026-03-05T18:15:00Z"),
            ("+2h", "2026-03-05T20:00:00Z"),
            ("+4d", "2026-03-09T17:00:00Z"),
            ("17:30", "2026-03-06T01:30:00Z"),
            ("9:30", "2026-03-06T17:30:00Z"),
            ("today 17:30", "2026-03-06T01:30:00Z"),
            ("Tomorrow", "2026-03-06T17:00:00Z"),
            ("thu", "2026-03-12T16:00:00Z"),
            ("friday 8:00", "2026-03-06T16:00:00Z"),
            ("2026-03-09", "2026-03-09T16:00:00Z"),
            ("2026-03-09 10:15", "2026-03-09T17:15:00Z"),
            ("2026-03-09T10:15", "2026-03-09T17:15:00Z"),
            ("2026-03-09T10:15:00Z", "2026-03-09T10:15:00Z"),
        ] {
            assert_eq!(parse(text, now, &zone).unwrap().to_string(), then, "{text}");
        }
        for text in [
            "",
            "soon",
            "+",
            "+h",
            "+-1h",
            "+1x",
            "25:00",
            "9:5",
            "2026-02-30",
            "\u{e9}",
            "+\u{e9}",
        ] {
            assert_eq!(
                parse(text, now, &zone).unwrap_err().exit,
                crate::cli::Exit::WrongUse,
                "{text}"
            );
        }
    }
}
