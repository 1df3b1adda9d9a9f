//! What is shown beside an automation: its sections, what the checks say, what the dry run counted.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Automations, By};
use crate::engine::Task;
use crate::engine::library::{Book, DryRun, State, What};
use crate::tui::backend::TriedIn;
use crate::tui::pane::Look;
use crate::tui::text::{Side, fit, grouped, took, wrap};
use crate::tui::widgets::draw;

/// Rows from which on every figure has a line of its own.
const FIGURES: usize = 12;

/// A line with its style.
pub(super) type Styled = (String, Style);

/// Puts lines below one another from a row on; returns the row behind the last.
pub(super) fn put(buf: &mut Buffer, area: Rect, mut row: u16, lines: &[Styled]) -> u16 {
    for (words, style) in lines {
        draw::text(buf, area, 1, row, words, *style);
        row += 1;
    }
    row
}

/// The sign and the style of a state; the word stands beside it.
pub(super) fn state(state: State, look: Look<'_>) -> (&'static str, Style) {
    let (glyphs, styles) = (look.glyphs(), look.styles());
    match state {
        State::Broken => (glyphs.no, styles.bad),
        State::Blocked => (glyphs.half, styles.warn),
        State::Draft => (glyphs.off, styles.text),
        State::Template => (glyphs.none, styles.dim),
    }
}

/// Enters, exits, hours, limits and late, each in a line or two.
pub(super) fn sections(book: &Book, columns: usize, most: usize, look: Look<'_>) -> Vec<Styled> {
    let mut lines = Vec::new();
    for (name, words) in book.sections.iter().filter(|(_, words)| !words.is_empty()) {
        let mut head = format!("{name:<8}");
        for line in wrap(words, columns.saturating_sub(10)).into_iter().take(most) {
            lines.push((format!("{head}{line}"), look.styles().text));
            " ".repeat(8).clone_into(&mut head);
        }
    }
    lines
}

/// What the checks say.
pub(super) fn checks(book: &Book, columns: usize, most: usize, look: Look<'_>) -> Vec<Styled> {
    let (glyphs, styles) = (look.glyphs(), look.styles());
    let mut lines = vec![("CHECKS".to_owned(), styles.heading)];
    if book.remarks.is_empty() {
        lines.push((
            format!("{} every path ends, stops, hours, limits, names", glyphs.yes),
            styles.good,
        ));
    }
    for (at, remark) in book.remarks.iter().enumerate() {
        if lines.len() > most {
            let rest = book.remarks.len() - at;
            let key = look.key("automations.why");
            lines.push((format!("  and {rest} more, {key} tells all"), styles.dim));
            break;
        }
        let (sign, style) = if remark.blocks {
            (glyphs.no, styles.bad)
        } else {
            (glyphs.warn, styles.warn)
        };
        let words = format!("line {}: {}", remark.line, remark.words);
        for (row, words) in wrap(&words, columns.saturating_sub(5)).into_iter().enumerate() {
            let sign = if row == 0 { sign } else { " " };
            lines.push((format!("{sign} {words}"), style));
        }
    }
    for line in &mut lines {
        line.0 = crate::tui::text::clip(&line.0, columns.saturating_sub(2));
    }
    lines
}

/// What the dry run counted.
pub(super) fn figures(tab: &Automations, columns: usize, rows: usize, look: Look<'_>) -> Vec<Styled> {
    let styles = look.styles();
    let heading = |more: &str| (format!("DRY RUN \u{b7} last 12 months{more}"), styles.heading);
    if tab.is_trying() {
        let (so_far, bar) = so_far(tab.so_far.as_ref(), columns);
        return vec![heading(""), (so_far, styles.dim), (bar, styles.dim)];
    }
    if tab.book().is_some_and(|book| book.state == State::Broken) {
        return vec![
            heading(""),
            ("not before the file can be read".to_owned(), styles.dim),
        ];
    }
    match tab.figures() {
        None => vec![
            heading(""),
            (
                format!(
                    "not tried yet; {} tries it, nothing is sent",
                    look.key("automations.dry")
                ),
                styles.dim,
            ),
        ],
        Some(Err(sentence)) => {
            let words = wrap(sentence, columns.saturating_sub(3)).into_iter();
            std::iter::once(heading(""))
                .chain(words.map(|line| (line, styles.bad)))
                .collect()
        }
        Some(Ok(TriedIn { run, took: time, .. })) => {
            let mut lines = vec![heading(&format!(" \u{b7} {}", took(*time)))];
            match tab.by {
                By::Sum if rows < FIGURES => lines.extend(in_short(run, columns, look)),
                By::Sum => lines.extend(in_sum(run, columns, look)),
                By::Day => lines.extend(by_day(run, rows.saturating_sub(2), look)),
                By::Person => lines.extend(by_person(run, columns, rows.saturating_sub(2), look)),
            }
            lines
        }
    }
}

/// How far it is, in words and as a bar.
pub(super) fn so_far(task: Option<&Task>, columns: usize) -> (String, String) {
    let Some(Task {
        what, done, total, ..
    }) = task
    else {
        return ("counting".to_owned(), String::new());
    };
    let Some(total) = total.filter(|total| *total > 0) else {
        return (what.clone(), String::new());
    };
    let words = format!("{what}: {} of {} events", grouped(*done), grouped(total));
    let width = columns.saturating_sub(4).min(40) as u64;
    let full = (done * width / total).min(width) as usize;
    let bar = format!("{}{}", "=".repeat(full), "-".repeat(width as usize - full));
    (words, bar)
}

fn in_sum(run: &DryRun, columns: usize, look: Look<'_>) -> Vec<Styled> {
    let styles = look.styles();
    let of = |what| run.counts.of(what);
    let all = [
        ("would enter", run.counts.entered, "people"),
        ("left out to compare", run.counts.held_out, ""),
        ("would text", of(What::Text), "times"),
        ("parts of texts", run.parts, ""),
        ("would mail", of(What::Email), "times"),
        ("tasks, tags, notices", of(What::Done), ""),
        ("held for hours, caps", of(What::Held) + of(What::Collided), ""),
        ("blocked", of(What::Refused), ""),
        ("left out, asked", of(What::LeftOut) + of(What::Asked), ""),
        ("CRM wrote same day", run.crm_too as u64, "people"),
        ("still inside", run.inside as u64, ""),
    ];
    let figure = |number| fit(&grouped(number), 9, Side::Right);
    let mut lines: Vec<Styled> = all
        .into_iter()
        .map(|(name, number, unit)| {
            let line = format!("{name:<21}{} {unit}", figure(number));
            let style = if number == 0 { styles.dim } else { styles.text };
            (line.trim_end().to_owned(), style)
        })
        .collect();
    if let Some(against) = &run.against {
        lines.extend(
            wrap(&against.words(), columns.saturating_sub(3))
                .into_iter()
                .map(|line| (line, styles.text)),
        );
    }
    for aside in &run.asides {
        lines.extend(
            wrap(aside, columns.saturating_sub(3))
                .into_iter()
                .map(|line| (line, styles.dim)),
        );
    }
    lines
}

/// The same in as few lines as it takes.
fn in_short(run: &DryRun, columns: usize, look: Look<'_>) -> Vec<Styled> {
    let of = |what| grouped(run.counts.of(what));
    let words = format!(
        "{} people would enter, {} left out to compare \u{b7} {} texts in {} parts, {} mails, {} tasks, tags and notices \
         \u{b7} held {}, blocked {}, left out or asked {} \u{b7} the CRM wrote to {} of them on the same day",
        grouped(run.counts.entered),
        grouped(run.counts.held_out),
        of(What::Text),
        grouped(run.parts),
        of(What::Email),
        of(What::Done),
        grouped(run.counts.of(What::Held) + run.counts.of(What::Collided)),
        of(What::Refused),
        grouped(run.counts.of(What::LeftOut) + run.counts.of(What::Asked)),
        grouped(run.crm_too as u64),
    );
    let against = run
        .against
        .as_ref()
        .map(|against| format!(" \u{b7} {}", against.words()));
    let words = words + against.as_deref().unwrap_or_default();
    let lines = wrap(&words, columns.saturating_sub(3)).into_iter();
    lines.map(|line| (line, look.styles().text)).collect()
}

fn by_day(run: &DryRun, most: usize, look: Look<'_>) -> Vec<Styled> {
    let styles = look.styles();
    let head = ("day         enter  text  mail  held".to_owned(), styles.dim);
    let days = run.days.iter().rev().take(most.saturating_sub(1)).map(|day| {
        let line = format!(
            "{}  {:>5} {:>5} {:>5} {:>5}",
            day.date, day.entered, day.texts, day.emails, day.stopped
        );
        (line, styles.text)
    });
    std::iter::once(head).chain(days).collect()
}

fn by_person(run: &DryRun, columns: usize, most: usize, look: Look<'_>) -> Vec<Styled> {
    let styles = look.styles();
    let head = ("person            got  held  why not".to_owned(), styles.dim);
    let people = run.people.iter().take(most.saturating_sub(1)).map(|somebody| {
        let name = fit(&somebody.name, 15, Side::Left);
        let line = format!(
            "{name} {:>5} {:>5}  {}",
            somebody.messages, somebody.stopped, somebody.why
        );
        (
            fit(&line, columns.saturating_sub(2), Side::Left)
                .trim_end()
                .to_owned(),
            styles.text,
        )
    });
    std::iter::once(head).chain(people).collect()
}
