//! Words and figures as the screen writes them: short times, padded columns, grouped numbers.
//!
//! Everything here takes text that is already safe to show.

use std::ops::Range;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::value::Shown;
pub use crate::domain::value::{clip, count, grouped, phone, width};

/// On which side of a column a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// Exactly `columns` wide: cut with `…`, or padded on the other side.
pub fn fit(text: &str, columns: usize, side: Side) -> String {
    let mut kept = clip(text, columns);
    let missing = columns.saturating_sub(width(&kept));
    match side {
        Side::Left => kept.extend(std::iter::repeat_n(' ', missing)),
        Side::Right => kept.insert_str(0, &" ".repeat(missing)),
    }
    kept
}

/// Breaks text into lines of at most `columns`: at blanks where there are any, inside a word only when it is longer
/// than a line. Line ends of the text stay.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    breaks(text, columns)
        .into_iter()
        .map(|line| text.get(line).unwrap_or_default().to_owned())
        .collect()
}

/// Where the lines of [`wrap`] stand in the text, in bytes; blanks at their ends are left out.
pub fn breaks(text: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut at = 0;
    for paragraph in text.split('\n') {
        let (mut start, mut used) = (at, 0);
        for word in paragraph.split_inclusive(' ') {
            if used > 0 && used + width(word.trim_end()) > columns {
                lines.push(trimmed(text, start..at));
                (start, used) = (at, 0);
            }
            for cluster in word.graphemes(true) {
                let wide = width(cluster);
                if used + wide > columns && cluster != " " {
                    lines.push(trimmed(text, start..at));
                    (start, used) = (at, 0);
                }
                at += cluster.len();
                used += wide;
            }
        }
        lines.push(trimmed(text, start..at));
        at += 1;
    }
    lines
}

fn trimmed(text: &str, line: Range<usize>) -> Range<usize> {
    let kept = text.get(line.clone()).unwrap_or_default().trim_end().len();
    line.start..line.start + kept
}

/// Names behind each other, the first two by name: `Ana Bauer, Leo Bauer +1`.
pub fn listed(names: impl Iterator<Item = Shown>) -> String {
    let names: Vec<String> = names.map(|name| name.or("no name").to_string()).collect();
    let first = names.iter().take(2).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(2) {
        0 => first,
        more => format!("{first} +{more}"),
    }
}

/// How long ago, in at most six columns: `now`, `12m`, `5h`, `3d`, `6 Apr`, `Apr'24`.
/// A time in the future (the CRM's clock differs from ours) within a minute counts as now.
pub fn ago(then: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let seconds = now.duration_since(then).as_secs();
    match seconds {
        -60..60 => "now".to_owned(),
        60..3_600 => format!("{}m", seconds / 60),
        3_600..86_400 => format!("{}h", seconds / 3_600),
        86_400..1_209_600 => format!("{}d", seconds / 86_400),
        _ => day(&then.to_zoned(zone.clone()), &now.to_zoned(zone.clone())),
    }
}

/// When something is due: `10:00` today, `Sat 10:00` within a week, `12 May` later, `overdue 2d` when missed.
pub fn due(then: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (then_at, now_at) = (then.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    if then < now {
        return match now.duration_since(then).as_secs() {
            ..3_600 => format!("overdue {}m", now.duration_since(then).as_secs() / 60),
            3_600..86_400 => format!("overdue {}h", now.duration_since(then).as_secs() / 3_600),
            late => format!("overdue {}d", late / 86_400),
        };
    }
    if then_at.date() == now_at.date() {
        then_at.strftime("%H:%M").to_string()
    } else if then.duration_since(now) < SignedDuration::from_hours(6 * 24) {
        then_at.strftime("%a %H:%M").to_string()
    } else {
        day(&then_at, &now_at)
    }
}

/// Where a thing stands in a timeline: `09:02` today, `Mon` within a week, `6 Apr`, `Apr'24`.
pub fn stamp(then: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (then_at, now_at) = (then.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    if then_at.date() == now_at.date() {
        then_at.strftime("%H:%M").to_string()
    } else if (0..6 * 86_400).contains(&now.duration_since(then).as_secs()) {
        then_at.strftime("%a").to_string()
    } else {
        day(&then_at, &now_at)
    }
}

fn day(then: &Zoned, now: &Zoned) -> String {
    if then.year() == now.year() {
        then.strftime("%-d %b").to_string()
    } else {
        // With the sign of a left out century: "Apr 24" would be read as a day.
        then.strftime("%b'%y").to_string()
    }
}

/// How long something took: `4 ms`, `1.9 s`, `2 min`.
pub fn took(duration: std::time::Duration) -> String {
    let ms = duration.as_millis();
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{:.1} s", duration.as_secs_f64()),
        _ => format!("{} min", duration.as_secs() / 60),
    }
}

/// Millionths of a dollar as a person reads them: `$0.42`, `$0.003`, `$12.10`.
pub fn micro_dollars(micros: u64) -> String {
    if micros > 0 && micros < 10_000 {
        format!("${:.3}", micros as f64 / 1e6)
    } else {
        format!("${:.2}", micros as f64 / 1e6)
    }
}

/// `980 B`, `1.4 kB`, `2.0 MB`: for the size of a text.
pub fn bytes(number: usize) -> String {
    match number {
        0..1_000 => format!("{number} B"),
        1_000..1_000_000 => format!("{:.1} kB", number as f64 / 1e3),
        _ => format!("{:.1} MB", number as f64 / 1e6),
    }
}

/// `980`, `18k`, `1.2M`: for token counts.
pub fn short_count(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        1_000..1_000_000 => format!("{}k", number / 1_000),
        _ => format!("{:.1}M", number as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn columns_are_exact_in_every_script() {
        for text in [
            "",
            "Ana",
            "Maria Delgado-Whitfield",
            "王小明王小明",
            "👩‍👩‍👧 Lee and family",
            "José",
        ] {
            for columns in 0..14 {
                for side in [Side::Left, Side::Right] {
                    assert_eq!(width(&fit(text, columns, side)), columns, "{text:?} {columns}");
                }
            }
        }
        assert_eq!(fit("88", 4, Side::Right), "  88");
    }

    #[test]
    fn lines_break_at_blanks_and_never_overflow() {
        assert_eq!(
            wrap("can we see it Saturday?", 10),
            ["can we see", "it", "Saturday?"]
        );
        assert_eq!(wrap("a\n\nb", 10), ["a", "", "b"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), [""]);
        for columns in 1..12 {
            for line in wrap(
                "王小明 wrote 👩‍👩‍👧 and the-longest-word-there-is to us",
                columns.max(2),
            ) {
                assert!(width(&line) <= columns.max(2), "{line:?} {columns}");
            }
        }
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(phone("+19095550142"), "(909) 555-0142");
        assert_eq!(phone("+442079460000"), "+442079460000");
        assert_eq!(phone("+1909555014x"), "+1909555014x");
    }

    #[test]
    fn times_are_short() {
        let now = at("2026-04-14T09:04:00Z");
        let ago = |then: &str| ago(at(then), now, &TimeZone::UTC);
        assert_eq!(ago("2026-04-14T09:04:30Z"), "now");
        assert_eq!(ago("2026-04-14T08:52:00Z"), "12m");
        assert_eq!(ago("2026-04-14T02:00:00Z"), "7h");
        assert_eq!(ago("2026-04-11T09:00:00Z"), "3d");
        assert_eq!(ago("2026-03-02T09:00:00Z"), "2 Mar");
        assert_eq!(ago("2024-03-02T09:00:00Z"), "Mar'24");
        let due = |then: &str| due(at(then), now, &TimeZone::UTC);
        assert_eq!(due("2026-04-14T10:00:00Z"), "10:00");
        assert_eq!(due("2026-04-18T10:00:00Z"), "Sat 10:00");
        assert_eq!(due("2026-05-12T10:00:00Z"), "12 May");
        assert_eq!(due("2026-04-12T09:00:00Z"), "overdue 2d");
        let stamp = |then: &str| stamp(at(then), now, &TimeZone::UTC);
        assert_eq!(stamp("2026-04-14T09:02:00Z"), "09:02");
        assert_eq!(stamp("2026-04-13T09:02:00Z"), "Mon");
        assert_eq!(stamp("2026-04-02T09:02:00Z"), "2 Apr");
    }

    #[test]
    fn figures_are_grouped_and_short() {
        assert_eq!(grouped(48_930), "48,930");
        assert_eq!(grouped(7), "7");
        assert_eq!(count(1, "note", "notes"), "1 note");
        assert_eq!(count(1_200, "note", "notes"), "1,200 notes");
        assert_eq!(micro_dollars(420_000), "$0.42");
        assert_eq!(micro_dollars(3_100), "$0.003");
        assert_eq!(micro_dollars(0), "$0.00");
        assert_eq!(short_count(18_400), "18k");
        assert_eq!(bytes(980), "980 B");
        assert_eq!(bytes(1_400), "1.4 kB");
        assert_eq!(took(std::time::Duration::from_millis(1_900)), "1.9 s");
    }
}
