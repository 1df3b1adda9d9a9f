//! A list with nobody in it: why, and the next thing to do.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Leads;
use crate::domain::value::Foreign;
use crate::engine::query::{Wider, WiderFilter};
use crate::engine::{Link, Progress};
use crate::tui::effect::Effects;
use crate::tui::pane::{Cx, Look};
use crate::tui::text::{count, wrap};
use crate::tui::ticket::{Loaded, Slot};
use crate::tui::widgets::draw;

/// What is known about why nobody is here.
#[derive(Debug, Default)]
pub(super) struct Nobody {
    asked: Slot<Option<WiderFilter>>,
    wider: Option<WiderFilter>,
    link: Link,
    first_copy: bool,
}

impl Nobody {
    /// Looks for the nearest filter that chooses somebody.
    pub(super) fn ask(&mut self, filter: String, cx: &mut Cx<'_>) -> Effects {
        Effects::one(cx.ask(&mut self.asked, Wider(filter)))
    }

    /// The filter is another one now.
    pub(super) fn forget(&mut self) {
        self.asked.close();
        self.wider = None;
    }

    /// Takes the nearest wider filter in, if that is what came; says whether it was.
    pub(super) fn take(&mut self, loaded: &mut Loaded) -> bool {
        let answer = self.asked.take(loaded);
        if let Some(Ok(wider)) = &answer {
            self.wider.clone_from(wider);
        }
        answer.is_some()
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
        let wider = self.nobody.wider.take().map(|wider| wider.filter);
        self.set_filter(&wider.unwrap_or_default(), cx)
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
        ("Nobody fits this filter.", how_to_widen(leads, look))
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

fn how_to_widen(leads: &Leads, look: Look<'_>) -> String {
    if let Some(wider) = &leads.nobody.wider
        && let Some(instead) = &wider.instead
    {
        let shown = |tag: &str| Foreign::from(tag).shown();
        let people = count(wider.people as u64, "person fits", "people fit");
        let (without, instead) = (shown(&wider.without), shown(instead));
        let then = if leads.line.open {
            format!("{} keeps this filter first.", look.key("leads.filter.keep"))
        } else {
            format!("{} takes it.", look.key("leads.open"))
        };
        return format!("Nobody has the tag {without}; did you mean {instead}? {people}. {then}");
    }
    let without = leads.nobody.wider.as_ref().map(|wider| {
        (
            count(wider.people as u64, "person fits", "people fit"),
            &wider.without,
        )
    });
    if leads.line.open {
        let back = format!(
            "{} goes back to the filter before.",
            look.key("leads.filter.undo")
        );
        return without.map_or_else(
            || back.clone(),
            |(people, without)| format!("Without {without}, {people}. {back}"),
        );
    }
    let (open, edit) = (look.key("leads.open"), look.key("leads.search"));
    without.map_or_else(
        || format!("{open} shows everybody, {edit} edits the filter."),
        |(people, without)| format!("{open} leaves out {without}: {people}. {edit} edits the filter."),
    )
}
