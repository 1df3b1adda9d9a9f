//! A score as it is shown: the number and its badge as a word, so that nothing hangs on a colour.

use ratatui::style::Style;

use crate::domain::score::{Mark, Temperature};
use crate::tui::pane::Look;

/// `88 hot`; `blocked` for whom is not to be disturbed; nothing for whom is unscored.
pub fn label(mark: &Mark) -> String {
    with(mark, mark.badge.map_or("", Temperature::word))
}

/// `88 h`, where there is no room for a word.
pub fn short(mark: &Mark) -> String {
    let badge = match mark.badge {
        Some(Temperature::Hot) => "h",
        Some(Temperature::Warm) => "w",
        Some(Temperature::Cold) => "c",
        None => "",
    };
    with(mark, badge)
}

/// `88`, where there is room for nothing else.
pub fn bare(mark: &Mark) -> String {
    with(mark, "")
}

fn with(mark: &Mark, badge: &str) -> String {
    match mark.points() {
        _ if mark.blocked => "blocked".to_owned(),
        Some(points) => format!("{points:>2} {badge}").trim_end().to_owned(),
        None => String::new(),
    }
}

/// How it looks.
pub fn style(mark: &Mark, look: Look<'_>) -> Style {
    match mark.badge {
        Some(Temperature::Hot) => look.styles().strong,
        Some(Temperature::Warm) => Style::new(),
        Some(Temperature::Cold) | None => look.styles().dim,
    }
}
