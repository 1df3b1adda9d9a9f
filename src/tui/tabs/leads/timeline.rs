//! What happened with a person: messages, notes and appointments, newest first.

use jiff::Timestamp;
use ratatui::style::Style;

use crate::domain::conversation::{Direction, Message, MessageKind};
use crate::domain::mail::plain;
use crate::domain::value::{Foreign, MessageId, Shown};
use crate::engine::view::Person;
use crate::tui::pane::Look;
use crate::tui::text::{Side, clip, fit, wrap};

/// Lines an entry may take while the list is on the screen; opened, it has as many as it needs.
const SHORT: usize = 2;
/// Columns of time and kind before the words.
const LEFT: usize = 14;

/// One line of the timeline: what stands left, the words, and how they look.
pub(super) struct Line {
    /// Time and kind; empty on a second line.
    pub left: String,
    /// The words.
    pub words: String,
    /// How the words look.
    pub style: Style,
    /// It is of the message that is sought.
    pub marked: bool,
}

struct Entry<'a> {
    id: Option<&'a MessageId>,
    at: Timestamp,
    kind: &'static str,
    words: Shown,
    style: Style,
}

/// The timeline wrapped to `width`; `full` shows entries whole, and the one that is `sought` is marked.
pub(super) fn lines(
    person: &Person,
    width: usize,
    full: bool,
    sought: Option<&MessageId>,
    look: Look<'_>,
) -> Vec<Line> {
    let room = width.saturating_sub(LEFT).max(8);
    let mut lines = Vec::new();
    for entry in entries(person, look) {
        let mut words = wrap(entry.words.as_str(), room);
        while words.last().is_some_and(String::is_empty) {
            words.pop();
        }
        if !full && words.len() > SHORT {
            words.truncate(SHORT);
            if let Some(last) = words.last_mut() {
                *last = clip(&format!("{last}{}", look.glyphs().cut), room);
            }
        }
        let left = format!(
            "{} {}",
            fit(&look.stamp(entry.at), 7, Side::Left),
            fit(entry.kind, 5, Side::Left)
        );
        for (at, words) in words.into_iter().enumerate() {
            let left = if at == 0 { left.clone() } else { String::new() };
            lines.push(Line {
                left,
                words,
                style: entry.style,
                marked: sought.is_some() && entry.id == sought,
            });
        }
        if full {
            lines.push(Line {
                left: String::new(),
                words: String::new(),
                style: Style::new(),
                marked: false,
            });
        }
    }
    lines
}

fn entries<'a>(person: &'a Person, look: Look<'_>) -> Vec<Entry<'a>> {
    let dim = look.styles().dim;
    let messages = person
        .messages
        .iter()
        .filter_map(|message| message_entry(message, look));
    let notes = person.notes.iter().filter_map(|note| {
        Some(Entry {
            id: None,
            at: note.at?,
            kind: "note",
            words: note.body.shown_lines(),
            style: Style::new(),
        })
    });
    let visits = person.appointments.iter().filter_map(|visit| {
        let words = format!("{} · {}", visit.title.raw(), visit.status.raw());
        Some(Entry {
            id: None,
            at: visit.start?,
            kind: "visit",
            words: Foreign::from(words).shown(),
            style: dim,
        })
    });
    let mut all: Vec<Entry<'a>> = messages.chain(notes).chain(visits).collect();
    all.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    all
}

fn message_entry<'a>(message: &'a Message, look: Look<'_>) -> Option<Entry<'a>> {
    let styles = look.styles();
    let inbound = message.direction == Direction::Inbound;
    let kind = match (message.kind, inbound) {
        (MessageKind::Activity, _) => "",
        (MessageKind::Call, true) => "call",
        (MessageKind::Call, false) => "dial",
        (MessageKind::Email, true) => "mail",
        (_, true) => "in",
        (MessageKind::Email, false) => "mail→",
        (_, false) => "out",
    };
    let mut words = String::new();
    // A message that is still here says so: nobody must wonder whether something was sent.
    let status = message.status.raw();
    let waits = message.kind != MessageKind::Call
        && matches!(
            status,
            "queued" | "held" | "sending" | "uncertain" | "failed" | "undelivered"
        );
    if waits {
        words.push_str(match status {
            "failed" | "undelivered" => look.glyphs().no,
            _ => look.glyphs().up,
        });
        words.push(' ');
        words.push_str(status);
        if !message.subject.is_empty() || !message.body.is_empty() {
            words.push_str(" · ");
        }
    }
    if !message.subject.is_empty() {
        words.push_str(message.subject.raw().trim());
        words.push_str(": ");
    }
    words.push_str(&plain(message.body.raw()));
    // A call has no words; how it ended is all there is to say.
    if message.kind == MessageKind::Call && words.trim().is_empty() {
        words = status.replace('-', " ");
    }
    // A picture, a voice message: that it came is news, and an empty line would hide it.
    if words.trim().is_empty() {
        "without words".clone_into(&mut words);
    }
    let style = match (message.kind, inbound, status) {
        (_, _, "failed" | "undelivered") => styles.bad,
        (_, _, "held" | "uncertain") => styles.warn,
        (MessageKind::Activity, ..) => styles.dim,
        (_, true, _) => styles.strong,
        _ => Style::new(),
    };
    Some(Entry {
        id: Some(&message.id),
        at: message.at?,
        kind,
        words: Foreign::from(words).shown_lines(),
        style,
    })
}
