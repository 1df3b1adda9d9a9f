//! One run: every try with its key, wait and cost, and the facts as they were.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Automations;
use super::figures::{Styled, put};
use super::one::ACTIONS;
use crate::engine::library::{LogLine, Named, OpenRun};
use crate::tui::action::Enabled;
use crate::tui::pane::{Look, enabled};
use crate::tui::text::{Side, took, wrap};
use crate::tui::widgets::columns::{self, Column, column};
use crate::tui::widgets::draw;

const COLUMNS: &[Column] = &[
    column("#", 4, 0, Side::Left, 0),
    column("STEP", 17, 1, Side::Left, 0),
    column("STARTED", 12, 0, Side::Left, 0),
    column("TOOK", 8, 0, Side::Right, 2),
    column("RESULT", 20, 3, Side::Left, 0),
    column("TRIES", 5, 0, Side::Right, 0),
    column("COST", 5, 0, Side::Right, 1),
    column("KEY", 14, 1, Side::Left, 3),
];

/// From this width on, what is below stands in two halves.
const WIDE: u16 = 100;

pub(super) fn draw(tab: &Automations, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    let Some(open) = &tab.one.open else {
        draw::text(buf, area, 1, 0, "reading", styles.dim);
        return;
    };
    draw::text(buf, area, 1, 0, &head(open, look), styles.heading);
    let wide = area.width >= WIDE;
    let low = if wide { 15 } else { 10 };
    let most = usize::from(area.height.saturating_sub(low + 3)).max(3);
    let rows = open.tries.len() + usize::from(open.is_open());
    let table = Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(3),
        ..area
    };
    let placed = columns::layout(COLUMNS, table.width);
    columns::header(buf, table, 1, COLUMNS, &placed, styles.dim);
    let top = (tab.one.line + 1).saturating_sub(most);
    let mut row = 2;
    for at in (top..rows).take(most) {
        if at == tab.one.line {
            draw::tint(buf, area, row, styles.selected);
            draw::text(buf, area, 0, row, look.glyphs().cursor, styles.accent);
        }
        let line = open.tries.get(at);
        let style = match line {
            Some(line)
                if line
                    .log
                    .result
                    .as_deref()
                    .is_some_and(|result| result.starts_with("refused")) =>
            {
                styles.warn
            }
            _ => styles.text,
        };
        columns::row(buf, table, row, COLUMNS, &placed, |column| {
            let cell = line.map_or_else(
                || waiting(open, column, look),
                |line| cell(open, line, column, look),
            );
            (Cow::Owned(cell), style)
        });
        row += 1;
    }
    draw::rule(buf, area, row, look);
    let lower = Rect {
        y: area.y + row + 1,
        height: area.height.saturating_sub(row + 1),
        ..area
    };
    below(tab, open, buf, lower, wide, look);
}

fn head(open: &OpenRun, look: Look<'_>) -> String {
    let run = &open.row.run;
    let now = match (&run.why, &open.stands) {
        (Some(why), _) => format!("over: {why}"),
        (None, Some(why)) => format!("stands still: {why}"),
        (None, None) => format!("{}{}", number(open, open.at.as_deref()), waits(open, look)),
    };
    format!(
        "RUN {} v{} \u{b7} {} \u{b7} entered {} \u{b7} {now}",
        run.automation,
        run.version,
        open.row.who,
        look.stamp(run.entered)
    )
}

fn number(open: &OpenRun, step: Option<&str>) -> String {
    let found = step.and_then(|step| open.step(step));
    found.map_or_else(String::new, |line| format!("step {}, ", line.number))
}

fn waits(open: &OpenRun, look: Look<'_>) -> String {
    let run = &open.row.run;
    let what = match run.waits.as_str() {
        "timer" => "waits",
        "effect" => "is about to act",
        "person" => "asks you whether it still fits",
        "pause" => "stands still",
        other => other,
    };
    let due = run.due.map(|due| format!(", due {}", look.due(due)));
    format!("{what}{}", due.unwrap_or_default())
}

/// A line of the log.
fn cell(open: &OpenRun, line: &LogLine, column: usize, look: Look<'_>) -> String {
    let (log, step) = (&line.log, open.step(&line.log.step));
    match column {
        0 => step.map_or_else(String::new, |step| step.number.clone()),
        1 => match step {
            Some(step) if log.what == "effect" => format!("{} {}", step.does, step.id),
            _ if log.step.is_empty() => log.what.clone(),
            _ => format!("{} {}", log.what, log.step),
        },
        2 => look.stamp(log.at),
        3 => match log.done {
            Some(done) if log.key.is_some() => took(done.duration_since(log.at).unsigned_abs()),
            _ => look.glyphs().dash.to_owned(),
        },
        4 => log.result.clone().unwrap_or_else(|| "yet to be done".to_owned()),
        5 if log.tries == 0 => look.glyphs().dash.to_owned(),
        5 => log.tries.to_string(),
        6 => cost(log.cents, look),
        _ => log.key.as_deref().map_or_else(String::new, short),
    }
}

/// What it is in now, as the last line.
fn waiting(open: &OpenRun, column: usize, look: Look<'_>) -> String {
    let step = open.at.as_deref().and_then(|at| open.step(at));
    match column {
        0 => step.map_or_else(String::new, |step| step.number.clone()),
        1 => step.map_or_else(|| "now".to_owned(), |step| format!("{} {}", step.does, step.id)),
        2 => "now".to_owned(),
        4 => open
            .stands
            .as_ref()
            .map_or_else(|| waits(open, look), |why| format!("stands still: {why}")),
        _ => String::new(),
    }
}

fn cost(cents: u32, look: Look<'_>) -> String {
    if cents == 0 {
        return look.glyphs().dash.to_owned();
    }
    format!("${}.{:02}", cents / 100, cents % 100)
}

/// A key without whose it is: the step and how often it was taken.
fn short(key: &str) -> String {
    let mut parts = key.split('/').skip(1);
    let (step, times) = (parts.next().unwrap_or(key), parts.next().unwrap_or(""));
    format!("{step}/{times}")
}

fn below(tab: &Automations, open: &OpenRun, buf: &mut Buffer, area: Rect, wide: bool, look: Look<'_>) {
    let line = open.tries.get(tab.one.line);
    let left = Rect {
        width: if wide { area.width / 2 } else { area.width },
        ..area
    };
    let columns = usize::from(left.width).saturating_sub(3);
    let each = if wide { 3 } else { 1 };
    let mut lines = went_in(open, line, (columns, each), look);
    lines.extend(came_out(line, (columns, each), look));
    if wide {
        put(buf, left, 0, &lines);
        draw::bar(buf, area, left.width, look);
        let right = Rect {
            x: left.right() + 1,
            width: area.width.saturating_sub(left.width + 1),
            ..area
        };
        let columns = usize::from(right.width).saturating_sub(3);
        let row = put(buf, right, 0, &as_it_was(line, (columns, 2), look));
        put(buf, right, row + 1, &to_do(tab, columns, look));
    } else {
        lines.extend(as_it_was(line, (columns, 1), look));
        let row = put(buf, left, 0, &lines);
        put(buf, left, row, &to_do(tab, columns, look));
    }
}

/// What the step was told to do.
fn went_in(open: &OpenRun, line: Option<&LogLine>, room: (usize, usize), look: Look<'_>) -> Vec<Styled> {
    let styles = look.styles();
    let id = line.map_or(open.at.as_deref(), |line| Some(line.log.step.as_str()));
    let step = id.and_then(|id| open.step(id));
    let title = step.map_or_else(
        || line.map_or_else(|| "NOW".to_owned(), |line| line.log.what.to_uppercase()),
        |step| format!("STEP {} IN", step.number),
    );
    let mut lines = vec![(title, styles.heading)];
    if let Some(step) = step {
        lines.extend(told(&[(step.does.to_owned(), step.words.clone())], room, look));
    }
    if let Some(line) = line {
        let known = ["effect", "deed", "contact"];
        let said: Vec<Named> = line
            .effect
            .iter()
            .filter(|(name, _)| !known.contains(&name.as_str()))
            .cloned()
            .collect();
        lines.extend(told(&said, room, look));
    }
    lines
}

/// What came of it.
fn came_out(line: Option<&LogLine>, room: (usize, usize), look: Look<'_>) -> Vec<Styled> {
    let Some(line) = line else { return Vec::new() };
    let log = &line.log;
    let mut said = vec![(
        "came to".to_owned(),
        log.result.clone().unwrap_or_else(|| "yet to be done".to_owned()),
    )];
    said.extend(log.done.map(|done| ("at".to_owned(), look.stamp(done))));
    if let Some(key) = &log.key {
        said.push(("key".to_owned(), format!("{key}, so never twice")));
    }
    let mut lines = vec![("OUT".to_owned(), look.styles().heading)];
    lines.extend(told(&said, room, look));
    lines
}

/// What was known of them then.
fn as_it_was(line: Option<&LogLine>, room: (usize, usize), look: Look<'_>) -> Vec<Styled> {
    let styles = look.styles();
    let Some(line) = line else { return Vec::new() };
    let mut lines = vec![(
        format!("AS IT WAS THEN  {}", look.stamp(line.log.at)),
        styles.heading,
    )];
    if line.facts.is_empty() {
        lines.push(("nothing was looked at for this line".to_owned(), styles.dim));
    }
    lines.extend(told(&line.facts, room, look));
    lines
}

/// Names with what they say; a moment is told as moments are.
fn told(said: &[Named], (columns, most): (usize, usize), look: Look<'_>) -> Vec<Styled> {
    let mut lines = Vec::new();
    for (name, words) in said {
        let words = words
            .parse()
            .map_or_else(|_| words.clone(), |at: jiff::Timestamp| look.stamp(at));
        let mut head = format!("  {name:<9} ");
        for line in wrap(&words, columns.saturating_sub(12)).into_iter().take(most) {
            lines.push((format!("{head}{line}"), look.styles().text));
            head = " ".repeat(12);
        }
    }
    lines
}

/// The keys, each with what it does, or why not now.
fn to_do(tab: &Automations, columns: usize, look: Look<'_>) -> Vec<Styled> {
    let styles = look.styles();
    let mut lines = vec![("DO".to_owned(), styles.heading)];
    let rows = ACTIONS.iter().map(|action| &action.spec);
    for spec in rows.filter(|spec| !matches!(spec.id, "run.next" | "run.before")) {
        let (words, style) = match enabled(ACTIONS, tab, spec.id, look) {
            Enabled::Yes => (spec.title.to_lowercase(), styles.text),
            Enabled::No(why) => (format!("{} ({why})", spec.title.to_lowercase()), styles.dim),
        };
        let line = format!("  {:<2} {words}", look.key(spec.id));
        lines.push((crate::tui::text::clip(&line, columns), style));
    }
    lines
}
