//! The sources that an answer names, as numbers in its words and a list below them.

use std::collections::HashMap;

use ratatui::text::Line;

use crate::domain::cite::{Source, begun, cites};
use crate::engine::query::Cited;
use crate::tui::pane::World;
use crate::tui::text::{clip, width};

/// What stands in place of a source that is not here.
const UNKNOWN: &str = "[unknown source]";

/// A text with numbers in place of its sources, and the sources in the order of their numbers. What is not here is
/// said to be unknown; without a list everything gets a number.
pub(super) fn numbered(text: &str, known: Option<&HashMap<Source, Cited>>) -> (String, Vec<Source>) {
    let mut sources: Vec<Source> = Vec::new();
    let mut words = String::with_capacity(text.len());
    let mut from = 0;
    for (place, source) in cites(text) {
        words.push_str(text.get(from..place.start).unwrap_or_default());
        from = place.end;
        if known.is_some_and(|known| !known.contains_key(&source)) {
            words.push_str(UNKNOWN);
            continue;
        }
        let at = sources.iter().position(|listed| *listed == source);
        let number = at.unwrap_or_else(|| {
            sources.push(source);
            sources.len() - 1
        });
        words.extend(["[", &(number + 1).to_string(), "]"]);
    }
    words.push_str(text.get(from..).unwrap_or_default());
    (words, sources)
}

/// The same of a text that is still coming: what may become a source waits until it is one.
pub(super) fn coming(text: &str) -> String {
    let end = begun(text).unwrap_or(text.len());
    numbered(text.get(..end).unwrap_or_default(), None).0
}

/// The list below the words: who, what and when.
pub(super) fn list(
    sources: &[Source],
    known: &HashMap<Source, Cited>,
    columns: usize,
    world: &World,
) -> Vec<Line<'static>> {
    let listed = sources.iter().zip(1..).filter_map(|(source, number)| {
        let known = known.get(source)?;
        let who = known.who.shown().or("no name");
        let at = known.at.map(|at| {
            let at = at.to_zoned(world.zone.clone());
            at.strftime(" · %-d %b %H:%M").to_string()
        });
        let what = known.kind.map_or("person", |kind| kind.word());
        Some(format!("[{number}] {who} · {what}{}", at.unwrap_or_default()))
    });
    let mut lines: Vec<String> = Vec::new();
    for entry in listed {
        match lines.last_mut() {
            Some(line) if width(line) + width(&entry) + 3 <= columns => {
                line.push_str("   ");
                line.push_str(&entry);
            }
            _ => lines.push(clip(&entry, columns)),
        }
    }
    let style = world.skin.styles.dim;
    lines.into_iter().map(|line| Line::styled(line, style)).collect()
}
