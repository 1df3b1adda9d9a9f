//! One question or answer as lines: who and when, the words, how it ended.

use std::collections::HashMap;
use std::time::Duration;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::sources;
use crate::domain::chat::{Speaker, Turn, TurnOutcome, TurnUsage};
use crate::domain::cite::Source;
use crate::domain::value::Foreign;
use crate::engine::Phase;
use crate::engine::query::Cited;
use crate::tui::pane::{Look, World};
use crate::tui::text::{self, micro_dollars, took, width, wrap};
use crate::tui::theme::Skin;
use crate::tui::widgets::markdown;

/// Words below a head stand so far in.
pub(super) const INDENT: usize = 2;

/// The line above the words: who speaks and when, and at the right what an answer took.
pub(super) fn head(turns: &[Turn], columns: usize, look: Look<'_>) -> Line<'static> {
    let Some(first) = turns.first() else {
        return Line::default();
    };
    let who = match first.speaker {
        Speaker::User if first.summary().is_some() => "compacted here",
        Speaker::User => "you",
        Speaker::Assistant => "claude",
    };
    head_of(who, &look.stamp(first.at), &facts(turns), columns, look)
}

/// A head with any facts at its right.
pub(super) fn head_of(
    who: &'static str,
    when: &str,
    facts: &str,
    columns: usize,
    look: Look<'_>,
) -> Line<'static> {
    let styles = look.styles();
    let used = width(who) + 2 + width(when) + width(facts);
    Line::from(vec![
        Span::styled(who, styles.accent),
        Span::styled(format!("  {when}"), styles.dim),
        Span::raw(" ".repeat(columns.saturating_sub(used))),
        Span::styled(facts.to_owned(), styles.dim),
    ])
}

fn facts(turns: &[Turn]) -> String {
    let took_ms = turns.iter().filter_map(|turn| turn.took_ms).max();
    let time = took_ms.map(|ms| took(Duration::from_millis(ms)));
    let model = turns.iter().rev().find_map(|turn| turn.model.as_deref());
    let model = model.map(|model| Foreign::from(model).shown().to_string());
    let used: Vec<&TurnUsage> = turns.iter().filter_map(|turn| turn.usage.as_ref()).collect();
    let micros: i64 = used.iter().map(|usage| usage.micro_dollars).sum();
    let about = if used.iter().any(|usage| usage.estimated) {
        "~"
    } else {
        ""
    };
    let cost =
        (!used.is_empty()).then(|| format!("{about}{}", micro_dollars(u64::try_from(micros).unwrap_or(0))));
    let all: Vec<String> = model.into_iter().chain(time).chain(cost).collect();
    all.join(" · ")
}

/// The words, the thinking before them where it is asked for, and how it ended when that is worth a line.
pub(super) fn body(
    turns: &[Turn],
    known: &HashMap<Source, Cited>,
    columns: usize,
    thinking: bool,
    world: &World,
) -> Vec<Line<'static>> {
    let skin = &world.skin;
    let columns = columns.saturating_sub(INDENT);
    let mut lines = Vec::new();
    let thought = joined(turns, Turn::thinking);
    if !thought.is_empty() {
        lines.extend(thoughts(&thought, columns, thinking, skin));
    }
    if let Some(summary) = turns.first().and_then(Turn::summary) {
        lines.extend(markdown::render(&summary, columns, skin));
        return lines;
    }
    let words = joined(turns, Turn::text);
    let is_answer = |turn: &&Turn| turn.speaker == Speaker::Assistant;
    match turns.iter().rev().find(is_answer) {
        Some(last) => {
            let (words, sources) = sources::numbered(&words, Some(known));
            lines.extend(markdown::render(&words, columns, skin));
            lines.extend(sources::list(&sources, known, columns, world));
            lines.extend(ending(last, columns, world));
        }
        None => lines.extend(plain(&words, columns, Style::new())),
    }
    lines
}

/// What several turns say, as paragraphs.
pub(super) fn joined(turns: &[Turn], what: fn(&Turn) -> String) -> String {
    let all: Vec<String> = turns.iter().map(what).filter(|words| !words.is_empty()).collect();
    all.join("\n\n")
}

/// What the model let be seen of its thinking: one line, or all of it.
pub(super) fn thoughts(thought: &str, columns: usize, whole: bool, skin: &Skin) -> Vec<Line<'static>> {
    if whole {
        let mut lines = plain(thought, columns, skin.styles.dim);
        lines.push(Line::default());
        return lines;
    }
    let words = format!("{} thought about it", skin.glyphs.unfold);
    vec![Line::styled(words, skin.styles.dim)]
}

/// Text without Markdown.
pub(super) fn plain(words: &str, columns: usize, style: Style) -> Vec<Line<'static>> {
    let shown = Foreign::from(words.trim_end()).shown_lines();
    let lines = wrap(shown.as_str(), columns).into_iter();
    lines.map(|line| Line::styled(line, style)).collect()
}

/// How an answer ended, and what can be done about it.
fn ending(turn: &Turn, columns: usize, world: &World) -> Vec<Line<'static>> {
    let styles = &world.skin.styles;
    let again = || Some(format!("{} ask again", world.key("chat.again")));
    let begun = !turn.text().is_empty();
    let on = || begun.then(|| format!("{} go on", world.key("chat.go-on")));
    let (why, style, keys) = match &turn.outcome {
        TurnOutcome::Complete => return Vec::new(),
        TurnOutcome::Open => (
            "being written in another window".to_owned(),
            styles.dim,
            Vec::new(),
        ),
        TurnOutcome::Cut => ("cut at its length limit".to_owned(), styles.warn, vec![on()]),
        TurnOutcome::Cancelled => (
            if begun {
                "stopped; what had arrived is kept".to_owned()
            } else {
                "stopped before the first word".to_owned()
            },
            styles.warn,
            vec![on(), again()],
        ),
        TurnOutcome::Interrupted { why } => (why.clone(), styles.warn, vec![on(), again()]),
        TurnOutcome::Declined { category } => {
            let about = category.as_deref().map(|category| format!(" ({category})"));
            let why = format!(
                "Claude declined this{}; nothing of the answer is kept",
                about.unwrap_or_default()
            );
            (why, styles.warn, Vec::new())
        }
        TurnOutcome::Failed { why } => (why.clone(), styles.bad, vec![again()]),
    };
    let mut lines = plain(&why, columns, style);
    let keys: Vec<String> = keys.into_iter().flatten().collect();
    if !keys.is_empty() {
        let keys = keys.join(&format!(" {} ", world.skin.glyphs.dot));
        lines.push(Line::styled(keys, styles.dim));
    }
    lines
}

/// One line of foreign text.
pub(super) fn safe(text: &str) -> String {
    Foreign::from(text).shown().to_string()
}

/// What the turn is doing while it is written.
pub(super) fn doing(phase: &Phase, seconds: u64, look: Look<'_>) -> (String, Style) {
    let styles = look.styles();
    let stop = look.key("chat.ask.back");
    let since = |word: &str| match seconds {
        0 => format!("{word} · {stop} stops"),
        seconds => format!("{word} {seconds} s · {stop} stops"),
    };
    match phase {
        Phase::Idle | Phase::Connecting => (since("asking"), styles.dim),
        Phase::Waiting => (since("waiting for the first word"), styles.dim),
        Phase::Thinking => (since("thinking"), styles.dim),
        Phase::Writing => (since("writing"), styles.dim),
        Phase::Calling => (since("looking it up"), styles.dim),
        Phase::Stalled => (since("nothing has come for"), styles.warn),
        Phase::Retrying {
            attempt,
            seconds,
            why,
        } => {
            let words = format!("{}: try {attempt} in {seconds} s · {stop} stops", safe(why));
            (words, styles.warn)
        }
        Phase::Ended(_) => (String::new(), styles.dim),
    }
}

/// Tokens of the conversation as it was last sent, and the share of them that the cache had.
pub(super) fn context(usage: &TurnUsage) -> (String, Option<u64>) {
    let sent = usage.input + usage.cache_write + usage.cache_read;
    let share = (usage.cache_read * 100).checked_div(sent);
    (text::short_count(sent + usage.output), share)
}
