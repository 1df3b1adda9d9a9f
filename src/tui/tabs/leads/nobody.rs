//! A list with nobody in it: why, and the next thing to do.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Leads;
use crate::engine::query::Wider;
use crate::engine::{Link, Progress};
use crate::tui::effect::Effects;
use crate::tui::filter_line::wider::{Nearest, Told};
use crate::tui::pane::{Cx, Look};
use crate::tui::text::wrap;
use crate::tui::ticket::Loaded;
use crate::tui::widgets::draw;

/// The keys of a list with nobody in it.
const WIDEN: Told = Told {
    open: "leads.open",
    search: "leads.search",
    keep: "leads.filter.keep",
    undo: "leads.filter.undo",
    fits: ("person fits", "people fit"),
};

/// What is known about why nobody is here.
#[derive(Debug, Default)]
pub(super) struct Nobody {
    nearest: Nearest,
    link: Link,
    first_copy: bool,
}

impl Nobody {
    /// Looks for the nearest filter that chooses somebody.
    pub(super) fn ask(&mut self, filter: String, cx: &mut Cx<'_>) -> Effects {
        self.nearest.ask(Wider(filter), cx)
    }

    /// The filter is another one now.
    pub(super) fn forget(&mut self) {
        self.nearest.forget();
    }

    /// Takes the nearest wider filter in, if that is what came; says whether it was.
    pub(super) fn take(&mut self, loaded: &mut Loaded) -> bool {
        self.nearest.take(loaded)
    }

    /// Takes the connection in.
    pub(super) fn take_progress(&mut self, progress: &Progress) -> Effects {
        if (&self.link, self.first_copy) == (&progress.link, progress.first_copy) {
            return Effects::unchanged();
        }
        self.link.clone_from(&progress.link);
        self.first_copy = progress.first_copy;
        Effects::none()
    }

    /// Whether people are still coming for the first time.
    pub(super) const fn first_copy(&self) -> bool {
        self.first_copy
    }
}

impl Leads {
    /// Nobody fits the filter, though there is somebody: a wider one can be offered.
    pub(super) fn is_too_narrow(&self) -> bool {
        self.line.error.is_none()
            && self.window.is_empty()
            && self.totals.everybody() != Some(0)
            && !self.line.in_force().trim().is_empty()
    }

    /// Shows the nearest wider filter that chooses somebody.
    pub(super) fn widen(&mut self, cx: &mut Cx<'_>) -> Effects {
        let wider = self.nobody.nearest.filter();
        self.set_filter(&wider, cx)
    }
}

/// Says why nobody is here and what to do, from `row` on.
pub(super) fn view(leads: &Leads, buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) {
    // Of a filter that cannot be read nobody knows whom it would choose.
    if leads.line.error.is_some() {
        return;
    }
    let (what, then) = if leads.totals.everybody() == Some(0) {
        ("Nobody is here yet.", how_to_begin(&leads.nobody, look))
    } else {
        let words = leads.nobody.nearest.words(&WIDEN, leads.line.open, look);
        ("Nobody fits this filter.", words)
    };
    draw::text(buf, area, 0, row, what, look.styles().strong);
    let room = usize::from(area.width);
    for (row, line) in (row + 1..area.height).zip(wrap(&then, room)) {
        draw::text(buf, area, 0, row, &line, look.styles().dim);
    }
}

fn how_to_begin(nobody: &Nobody, look: Look<'_>) -> String {
    let add = format!("{} adds somebody by hand.", look.key("person.new"));
    let health = look.key("app.health");
    match nobody.link {
        Link::None => format!("No CRM is connected: leadline login ghl connects one, from a shell. {add}"),
        Link::Down { .. } => format!("The CRM cannot be reached; people come once it is back. {add}"),
        Link::Refused { .. } => format!("The CRM refuses the key; {health} says what to do. {add}"),
        Link::Up if nobody.first_copy => {
            format!("The first copy is running: people come page by page; {health} shows how far.")
        }
        Link::Up => format!("The CRM has nobody in this account either. {add}"),
    }
}
