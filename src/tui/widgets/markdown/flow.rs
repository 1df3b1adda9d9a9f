//! Styled words laid out in lines.

use std::ops::Range;

use ratatui::style::Style;
use ratatui::text::Span;

use crate::domain::value::Shown;
use crate::tui::text;

/// Words of one style.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub words: Shown,
    pub style: Style,
}

/// Columns that the words take in one line.
pub(super) fn width(runs: &[Run]) -> usize {
    runs.iter().map(|run| text::width(run.words.as_str())).sum()
}

/// The words in lines of at most `columns`.
pub(super) fn wrap(runs: &[Run], columns: usize) -> Vec<Vec<Span<'static>>> {
    let all: String = runs.iter().map(|run| run.words.as_str()).collect();
    text::breaks(&all, columns)
        .into_iter()
        .map(|line| spans(runs, &line))
        .collect()
}

/// The runs of one line, cut to its place in the whole.
fn spans(runs: &[Run], line: &Range<usize>) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut at = 0;
    for run in runs {
        let words = run.words.as_str();
        let (from, to) = (line.start.max(at), line.end.min(at + words.len()));
        if from < to {
            let part = words.get(from - at..to - at).unwrap_or_default();
            spans.push(Span::styled(part.to_owned(), run.style));
        }
        at += words.len();
    }
    spans
}
