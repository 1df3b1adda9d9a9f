//! The composer drawn: to whom and where it is how late, what is typed and what Claude makes of it, how long it is, and what
//! the gate says.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::claude::used;
use super::{Composer, against};
use crate::domain::contact::Channel;
use crate::domain::gate::{Decision, Outcome};
use crate::domain::segments::{Encoding, count};
use crate::domain::value::Foreign;
use crate::engine::CHANGES;
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

/// The keys of the quick changes, in their order.
const QUICK: [&str; CHANGES.len()] = [
    "composer.shorter",
    "composer.warmer",
    "composer.times",
    "composer.spanish",
];
/// Rows of the text that a change takes the place of.
const OLD: u16 = 4;
/// Rows of what is being written.
const COMING: u16 = 6;
/// Rows of a sentence of Claude's.
const SAID: usize = 3;
/// Rows around the text: the frame, the head, the rule below, the checks, what stands against it, the quick changes.
const AROUND: u16 = 9;

impl Composer {
    /// Rows that all of it takes, when it is `width` columns wide.
    pub(super) fn rows(&self, width: u16) -> u16 {
        let subject = if self.channel == Channel::Email { 2 } else { 0 };
        let text = self.body.height(width).clamp(4, 12);
        let hand = &self.hand;
        let said = match &hand.fault {
            _ if hand.is_writing() => 1,
            // The sign stands before it.
            Some(why) => text::wrap(why, usize::from(width.saturating_sub(2)))
                .len()
                .min(SAID),
            None => usize::from(hand.against.is_some()) + usize::from(hand.written.is_some()),
        };
        text + subject + AROUND + self.old_rows(width) + self.coming_rows(width) + said as u16
    }

    fn old_rows(&self, width: u16) -> u16 {
        let old = self.hand.against.as_ref();
        old.map_or(0, |(_, old)| {
            let rows = text::wrap(old, usize::from(width.saturating_sub(2))).len();
            (rows as u16).clamp(1, OLD)
        })
    }

    fn coming_rows(&self, width: u16) -> u16 {
        self.hand.work.as_ref().map_or(0, |work| {
            let rows = text::wrap(&work.seen, usize::from(width.saturating_sub(2))).len();
            (rows as u16).clamp(1, COMING)
        })
    }

    /// The subject of a mail; gives the row where the text begins.
    pub(super) fn view_subject(&self, frame: &mut Frame<'_>, inner: Rect, look: Look<'_>) -> u16 {
        if self.channel != Channel::Email {
            return 2;
        }
        let x = draw::text(frame.buffer_mut(), inner, 0, 2, "subject  ", look.styles().dim);
        let line = Rect {
            x: inner.x + x,
            y: inner.y + 2,
            width: inner.width.saturating_sub(x),
            height: 1,
        };
        self.subject
            .view(frame, line.intersection(inner), "", self.in_subject, look);
        draw::rule(frame.buffer_mut(), inner, 3, look);
        4
    }

    /// What stood here, what is typed, what is coming, and everything below.
    pub(super) fn view_text(&self, frame: &mut Frame<'_>, inner: Rect, top: u16, look: Look<'_>) {
        let said = self.said(usize::from(inner.width), look);
        let below = 4 + said.len() as u16;
        let room = inner.height.saturating_sub(top + below);
        let old = self.old_rows(inner.width).min(room.saturating_sub(2));
        let coming = self.coming_rows(inner.width).min(room.saturating_sub(old + 1));
        self.view_old(frame, inner, (top, old), look);
        let part = |y: u16, height: u16| Rect {
            y: inner.y + y.min(inner.height),
            height,
            ..inner
        };
        let free = room.saturating_sub(old + coming);
        // What is coming stands below what is typed.
        let typed = if self.hand.is_writing() {
            self.body.height(inner.width).min(free)
        } else {
            free
        };
        let body = part(top + old, typed);
        let hint = if self.hand.is_writing() {
            ""
        } else {
            "what do you want to say?"
        };
        self.body.view(frame, body, hint, !self.in_subject, look);
        self.view_coming(frame, part(top + old + typed, coming), look);
        draw::rule(frame.buffer_mut(), inner, top + room, look);
        self.view_foot(frame, inner, top + room + 1, look);
        self.view_quick(frame, inner, top + room + 3, look);
        for (row, (words, style)) in (top + room + 4..).zip(said) {
            draw::text(frame.buffer_mut(), inner, 0, row, &words, style);
        }
    }

    /// What a change takes the place of; the words that are gone are struck out.
    fn view_old(&self, frame: &mut Frame<'_>, inner: Rect, (top, rows): (u16, u16), look: Look<'_>) {
        let Some((_, old)) = self.hand.against.as_ref().filter(|_| rows > 0) else {
            return;
        };
        let styles = look.styles();
        let buf = frame.buffer_mut();
        let (mut row, mut x) = (0, 2);
        draw::text(buf, inner, 0, top, "−", styles.warn);
        for (word, stays) in against::words(old, &self.body.text()) {
            let word = Foreign::from(word).shown();
            let wide = text::width(word.as_str()) as u16;
            if x > 2 && x + wide > inner.width {
                (row, x) = (row + 1, 2);
            }
            if row >= rows {
                return;
            }
            let style = if stays { styles.dim } else { styles.struck };
            draw::text(buf, inner, x, top + row, word.as_str(), style);
            x += wide + 1;
        }
    }

    /// What has come so far; the end of it, where it is longer.
    fn view_coming(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let Some(work) = self.hand.work.as_ref().filter(|_| !area.is_empty()) else {
            return;
        };
        let (styles, buf) = (look.styles(), frame.buffer_mut());
        let seen = Foreign::from(work.seen.as_str()).shown_lines();
        let lines = text::wrap(seen.as_str(), usize::from(area.width.saturating_sub(2)));
        let skip = lines.len().saturating_sub(usize::from(area.height));
        for row in 0..area.height {
            draw::text(buf, area, 0, row, look.glyphs().quote, styles.accent);
        }
        for (row, line) in (0..).zip(lines.iter().skip(skip)) {
            draw::text(buf, area, 2, row, line, styles.text);
        }
    }

    /// What Claude could do with what is typed, each with its key.
    fn view_quick(&self, frame: &mut Frame<'_>, inner: Rect, row: u16, look: Look<'_>) {
        let styles = look.styles();
        let (change, writes) = ("composer.change", " Claude writes an answer");
        let rows: Vec<(String, String)> = if self.hand.is_writing() {
            Vec::new()
        } else if self.body.is_blank() {
            vec![(look.key(change), writes.to_owned())]
        } else {
            let quick = QUICK.iter().zip(CHANGES);
            quick
                .map(|(id, change)| (look.key(id), format!(" {}  ", change.name)))
                .collect()
        };
        let parts: Vec<(&str, Style)> = rows
            .iter()
            .flat_map(|(key, words)| [(key.as_str(), styles.key), (words.as_str(), styles.dim)])
            .collect();
        draw::spans(frame.buffer_mut(), inner, 0, row, &parts);
    }

    /// How it stands with what Claude writes.
    fn said(&self, columns: usize, look: Look<'_>) -> Vec<(String, Style)> {
        let (hand, styles) = (&self.hand, look.styles());
        if let Some(work) = &hand.work {
            let seconds = look.elapsed.saturating_sub(work.began).as_secs();
            let stop = look.key("composer.keep");
            return vec![(
                format!("Claude writes · {seconds} s · {stop} stops it"),
                styles.accent,
            )];
        }
        if let Some(why) = &hand.fault {
            let why = format!("{} {}", look.glyphs().warn, Foreign::from(why.as_str()).shown());
            let lines = text::wrap(&why, columns).into_iter().take(SAID);
            return lines.map(|line| (line, styles.warn)).collect();
        }
        let mut said = Vec::new();
        if hand.against.is_some() {
            let (take, back) = (look.key("composer.take"), look.key("composer.keep"));
            let words = format!("changed by Claude · {take} takes it · {back} brings yours back");
            said.push((text::clip(&words, columns), styles.accent));
        }
        let Some(written) = &hand.written else {
            return said;
        };
        let used: Vec<String> = written.used.iter().map(|source| used(source, look)).collect();
        let used = if used.is_empty() {
            "nothing on file".to_owned()
        } else {
            used.join(", ")
        };
        said.push((text::clip(&format!("used: {used}"), columns), styles.dim));
        said
    }

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
