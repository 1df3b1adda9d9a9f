//! A filter that chooses nothing: the nearest wider one, looked for while that is seen, and offered with its key.

use crate::domain::value::Foreign;
use crate::engine::query::WiderFilter;
use crate::tui::backend::Question;
use crate::tui::effect::Effects;
use crate::tui::pane::{Cx, Look};
use crate::tui::text::count;
use crate::tui::ticket::{Loaded, Slot};

/// The nearest wider filter, once it is known.
#[derive(Debug, Default)]
pub struct Nearest {
    asked: Slot<Option<WiderFilter>>,
    found: Option<WiderFilter>,
}

/// The actions that are told of, and what is chosen.
pub struct Told {
    /// Takes the wider filter.
    pub open: &'static str,
    /// Begins to edit the filter.
    pub search: &'static str,
    /// Keeps what is typed.
    pub keep: &'static str,
    /// Goes back to the filter before.
    pub undo: &'static str,
    /// One that a filter chooses, and several.
    pub fits: (&'static str, &'static str),
}

impl Nearest {
    /// Looks for it.
    pub fn ask<Q: Question<Answer = Option<WiderFilter>>>(
        &mut self,
        question: Q,
        cx: &mut Cx<'_>,
    ) -> Effects {
        Effects::one(cx.ask(&mut self.asked, question))
    }

    /// The filter is another one now.
    pub fn forget(&mut self) {
        self.asked.close();
        self.found = None;
    }

    /// Takes it in, if that is what came; says whether it was.
    pub fn take(&mut self, loaded: &mut Loaded) -> bool {
        let answer = self.asked.take(loaded);
        if let Some(Ok(found)) = &answer {
            self.found.clone_from(found);
        }
        answer.is_some()
    }

    /// The filter itself; everything where no nearer one is known.
    pub fn filter(&mut self) -> String {
        self.found.take().map(|found| found.filter).unwrap_or_default()
    }

    /// What can be done, with its keys; `typing` says that the filter is still being typed.
    pub fn words(&self, told: &Told, typing: bool, look: Look<'_>) -> String {
        let fit = |people: usize| count(people as u64, told.fits.0, told.fits.1);
        if let Some(WiderFilter {
            without,
            instead: Some(instead),
            people,
            ..
        }) = &self.found
        {
            let shown = |tag: &str| Foreign::from(tag).shown();
            let (without, instead, fit) = (shown(without), shown(instead), fit(*people));
            let then = if typing {
                format!("{} keeps this filter first.", look.key(told.keep))
            } else {
                format!("{} takes it.", look.key(told.open))
            };
            return format!("Nobody has the tag {without}; did you mean {instead}? {fit}. {then}");
        }
        let found = self.found.as_ref();
        let found = found.map(|found| (fit(found.people), Foreign::from(found.without.as_str()).shown()));
        if typing {
            let back = format!("{} goes back to the filter before.", look.key(told.undo));
            return match found {
                Some((fit, without)) => format!("Without {without}, {fit}. {back}"),
                None => back,
            };
        }
        let (open, edit) = (look.key(told.open), look.key(told.search));
        match found {
            Some((fit, without)) => format!("{open} leaves out {without}: {fit}. {edit} edits the filter."),
            None => format!("{open} shows everybody, {edit} edits the filter."),
        }
    }
}
