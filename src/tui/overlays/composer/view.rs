//! The head and the foot of the composer: to whom and where it is how late, how long it is, and what the gate says.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Composer;
use crate::domain::contact::Channel;
use crate::domain::gate::{Decision, Outcome};
use crate::domain::segments::{Encoding, count};
use crate::domain::value::Foreign;
use crate::tui::pane::Look;
use crate::tui::text;
use crate::tui::widgets::draw;

/// What is shown as checked, and the rules of the gate behind it.
const CHECKS: [(&str, &[&str]); 4] = [
    ("hours", &["quiet_hours"]),
    ("consent", &["consent", "dnd", "opt_out"]),
    ("housing", &["housing"]),
    ("links", &["links", "carrier"]),
];

/// What stands against sending it now, shortly; the whole sentence comes with the sending.
fn against(verdict: &Outcome, look: Look<'_>) -> Option<String> {
    let shortly = |reason: &str| {
        let first = reason.split(';').next().unwrap_or_default();
        Foreign::from(first).shown().to_string()
    };
    match verdict {
        Outcome::Allow => None,
        Outcome::Hold {
            until: Some(until), ..
        } => Some(format!("too late or too early; goes {}", look.due(*until))),
        Outcome::Hold { reason, .. } | Outcome::Refuse { reason, .. } => Some(shortly(reason)),
    }
}

/// Whether the rules of a check have nothing against it.
fn holds(decision: &Decision, rules: &[&str]) -> bool {
    let mut looked = decision.looked.iter();
    looked.all(|looked| !rules.contains(&looked.rule) || matches!(looked.said, "pass" | "waved"))
}

/// The time where the person is, as the gate reckons; where they may be in several zones, the earliest and the latest.
fn their_time(decision: &Decision) -> Option<String> {
    let hours = decision
        .looked
        .iter()
        .find(|looked| looked.rule == "quiet_hours")?;
    let zones = hours.inputs.get("zones")?.as_array()?;
    let mut times: Vec<&str> = zones
        .iter()
        .filter_map(|zone| zone.get("local")?.as_str()?.get(..16))
        .collect();
    times.sort_unstable();
    let clock = |local: &str| local.get(11..).map(str::to_owned);
    let (first, last) = (clock(times.first()?)?, clock(times.last()?)?);
    Some(if first == last {
        format!("their time {first}")
    } else {
        format!("their time {first} to {last}")
    })
}

impl Composer {
    pub(super) fn view_head(&self, frame: &mut Frame<'_>, inner: Rect, look: Look<'_>) {
        let buf = frame.buffer_mut();
        let dim = look.styles().dim;
        let hint = self.others().map_or_else(String::new, |other| {
            format!("  {} {}", look.key("composer.channel"), other.word())
        });
        draw::right(buf, inner, 0, 0, &hint, dim);
        let room = Rect {
            width: inner.width.saturating_sub(text::width(&hint) as u16),
            ..inner
        };
        // The number matters more than the end of a long name: it says which phone will ring.
        let address = self.way().map_or("", |way| way.address.as_str());
        let word = self.channel.word();
        let time = self
            .verdict
            .as_ref()
            .and_then(their_time)
            .map(|time| format!(" · {time}"));
        let time = time.unwrap_or_default();
        let taken = text::width(word) + 4 + text::width(address) + 3 + text::width(&time);
        let name = text::clip(
            self.to.name.as_str(),
            usize::from(room.width).saturating_sub(taken).max(12),
        );
        let parts = [
            (word, dim),
            (" to ", dim),
            (&name, look.styles().strong),
            (" · ", dim),
            (address, dim),
            (&time, dim),
        ];
        draw::spans(buf, room, 0, 0, &parts);
        draw::rule(buf, inner, 1, look);
    }

    pub(super) fn view_foot(&self, frame: &mut Frame<'_>, inner: Rect, row: u16, look: Look<'_>) {
        let (buf, styles) = (frame.buffer_mut(), look.styles());
        let mut x = draw::text(buf, inner, 0, row, &self.size(), styles.dim);
        match &self.verdict {
            Some(decision) => {
                for (word, rules) in CHECKS {
                    let (sign, style) = if holds(decision, rules) {
                        (look.glyphs().yes, styles.good)
                    } else {
                        (look.glyphs().warn, styles.warn)
                    };
                    let check = format!(" · {sign} {word}");
                    let place = Rect {
                        x: inner.x + x,
                        width: inner.width.saturating_sub(x),
                        ..inner
                    };
                    x += draw::text(buf, place, 0, row, &check, style);
                }
            }
            None => self.view_way(frame, inner, (x, row), look),
        }
        if let Some((words, style)) = self.remark(look) {
            let words = text::clip(&words, usize::from(inner.width));
            draw::text(frame.buffer_mut(), inner, 0, row + 1, &words, style);
        }
    }

    /// What stands against it, or what makes it long. What the gate said of an empty text says nothing of this one.
    fn remark(&self, look: Look<'_>) -> Option<(String, Style)> {
        let verdict = self.verdict.as_ref().filter(|_| self.is_judged);
        if let Some(against) = verdict.and_then(|decision| against(&decision.outcome, look)) {
            return Some((format!("{} {against}", look.glyphs().warn), look.styles().warn));
        }
        let size = count(&self.body.text());
        if self.channel != Channel::Sms || size.encoding != Encoding::Ucs2 {
            return None;
        }
        let culprit = size.culprit.map(String::from).unwrap_or_default();
        let words = format!("\"{culprit}\" makes each part 70 instead of 160");
        Some((words, look.styles().dim))
    }

    /// What is known of the way before the gate has answered.
    fn view_way(&self, frame: &mut Frame<'_>, inner: Rect, (x, row): (u16, u16), look: Look<'_>) {
        let (buf, styles) = (frame.buffer_mut(), look.styles());
        match self.way() {
            Some(way) if !way.against.is_empty() => {
                let words = format!(" · {} {}", look.glyphs().warn, way.against);
                draw::text(buf, inner, x, row, &words, styles.warn);
            }
            Some(_) => {
                let words = format!(" · {} {} ok", look.glyphs().yes, self.channel.word());
                draw::text(buf, inner, x, row, &words, styles.good);
            }
            None => {
                draw::text(buf, inner, x, row, " · no address", Style::new());
            }
        }
    }

    /// How long it is.
    fn size(&self) -> String {
        match self.channel {
            Channel::Sms => {
                let size = count(&self.body.text());
                let unit = text::count(size.units as u64, "char", "chars");
                format!("{} · {unit}", text::count(size.parts as u64, "part", "parts"))
            }
            _ => text::count(
                self.body.text().split_whitespace().count() as u64,
                "word",
                "words",
            ),
        }
    }
}
