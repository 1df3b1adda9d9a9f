//! Automations: a person's own files, what the checks say of them, what they would have done, and the templates.
//!
//! Owns what is shown of the shelf and the cursors in it. Must not read or write a file, and must not judge one: it asks
//! the engine to. One more action: a row in `actions.rs` and its key in `assets/keymap.toml`; one more view: a variant of
//! `View` and a file that draws it. What can be done with one run is in `one`, with a step in
//! `steps`; both have scopes of their own.

mod actions;
mod asks;
mod builder;
mod figures;
mod gallery;
mod inspector;
mod list;
mod one;
mod runs;
mod steps;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::PathBuf;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::automation::Switch;
use crate::domain::fact::Topic;
use crate::engine::Task;
use crate::engine::automations::Published;
use crate::engine::library::{Book, Shelf, ShelfNow, Update, Written};
use crate::engine::query::{AutomationLine, AutomationList, RunLineOf, RunsOf};
use crate::engine::view::Receipt;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec};
use crate::tui::backend::{PutText, TriedIn};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::overlays::confirm::Confirmed;
use crate::tui::pane::{Action, Cx, Holds, Look, Pane, enabled, run, specs};
use crate::tui::tabs::TabSpec;
use crate::tui::ticket::{Refusal, Slot};
use crate::tui::widgets::list::{self as widget, Motion};

use actions::ACTIONS;
pub use actions::SCOPE;
use one::One;
use steps::Steps;

/// The row of this tab.
pub const TAB: TabSpec = TabSpec {
    id: "automations",
    title: "Automations",
    short: "Auto",
    go: ActionSpec::new(
        "app.automations",
        "Go to Automations",
        "Follow-up that runs by itself, tried before it is switched on.",
    ),
    open: || Box::new(Automations::default()),
    scopes: &[&SCOPE, &steps::SCOPE, &one::SCOPE],
    actions: || {
        let more = specs(steps::ACTIONS).chain(specs(one::ACTIONS));
        specs(ACTIONS).chain(more).collect()
    },
};

/// Runs of one automation that are read.
const RUNS: usize = 500;

/// What of it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum View {
    /// A person's own, one a line.
    #[default]
    List,
    /// One of them, step by step.
    Builder,
    /// The templates.
    Gallery,
    /// Who is inside of one, and who was.
    Runs,
    /// One run, line by line.
    Run,
}

/// How figures are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum By {
    /// In sum.
    #[default]
    Sum,
    /// By day, the newest first.
    Day,
    /// By person, most messages first.
    Person,
}

/// The tab.
#[derive(Default)]
pub struct Automations {
    shelf: Option<Shelf>,
    view: View,
    by: By,
    cursor: usize,
    step: usize,
    template: usize,
    page: usize,
    /// What each would have done, by id, or why that cannot be said.
    tried: BTreeMap<String, Result<TriedIn, String>>,
    /// Which is being tried.
    trying: Option<String>,
    /// How far that is.
    so_far: Option<Task>,
    /// What became of those that were published.
    lines: Vec<AutomationLine>,
    /// Who is inside of the one that is looked at.
    runs: Vec<RunLineOf>,
    run: usize,
    one: One,
    steps: Steps,
    /// The text that waits for a yes.
    publishing: Option<String>,
    /// The file that is open in the person's editor, and its text before.
    editing: Option<(PathBuf, String)>,
    asked: Slot<Shelf>,
    trial: Slot<TriedIn>,
    edited: Slot<String>,
    written: Slot<Written>,
    newer: Slot<Update>,
    decided: Slot<Update>,
    words: Slot<String>,
    said: Slot<Written>,
    lined: Slot<Vec<AutomationLine>>,
    inside: Slot<Vec<RunLineOf>>,
    confirmed: Slot<Confirmed>,
    published: Slot<Published>,
    done: Slot<Receipt>,
}

impl Automations {
    fn ask(&mut self, cx: &mut Cx<'_>) -> Effects {
        let folder = cx.world.automations.clone();
        Effects::one(cx.ask(&mut self.asked, ShelfNow::of(folder))).and(self.ask_lines(cx))
    }

    fn ask_lines(&mut self, cx: &mut Cx<'_>) -> Effects {
        let lines = Effects::one(cx.ask(&mut self.lined, AutomationList));
        match self.view {
            View::Runs => lines.and(self.ask_runs(cx)),
            View::Run => lines.and(self.ask_runs(cx)).and(self.ask_run(cx)),
            View::Builder => lines.and(self.ask_here(cx)),
            _ => lines,
        }
    }

    fn ask_runs(&mut self, cx: &mut Cx<'_>) -> Effects {
        let automation = self.book().map(|book| book.id.clone());
        Effects::one(cx.ask(
            &mut self.inside,
            RunsOf {
                automation,
                most: RUNS,
            },
        ))
    }

    /// What became of one, when it was ever published.
    fn line(&self, id: &str) -> Option<&AutomationLine> {
        self.lines
            .iter()
            .find(|line| line.id == id && line.state != Switch::Draft)
    }

    /// A person's own, and the templates that were published as they are.
    fn own(&self) -> Vec<&Book> {
        let own = self.shelf.iter().flat_map(Shelf::own);
        let running = self.shelf.iter().flat_map(Shelf::templates).filter(|book| {
            let copied = self
                .shelf
                .iter()
                .flat_map(Shelf::own)
                .any(|own| own.id == book.id);
            !copied && self.line(&book.id).is_some()
        });
        own.chain(running).collect()
    }

    fn templates(&self) -> Vec<&Book> {
        self.shelf.iter().flat_map(Shelf::templates).collect()
    }

    /// The one under the cursor.
    fn book(&self) -> Option<&Book> {
        match self.view {
            View::Gallery => self.templates().get(self.template).copied(),
            _ => self.own().get(self.cursor).copied(),
        }
    }

    /// What the one under the cursor would have done.
    fn figures(&self) -> Option<&Result<TriedIn, String>> {
        self.tried.get(&self.book()?.id)
    }

    fn is_trying(&self) -> bool {
        self.trying.is_some() && self.trying.as_deref() == self.book().map(|book| book.id.as_str())
    }

    fn len(&self) -> usize {
        match self.view {
            View::List => self.own().len(),
            View::Builder => self.book().map_or(0, |book| book.steps.len()),
            View::Gallery => self.templates().len(),
            View::Runs => self.runs.len(),
            View::Run => {
                let open = self.one.open.as_ref();
                open.map_or(0, |open| open.tries.len() + usize::from(open.is_open()))
            }
        }
    }

    fn at(&mut self) -> &mut usize {
        match self.view {
            View::List => &mut self.cursor,
            View::Builder => &mut self.step,
            View::Gallery => &mut self.template,
            View::Runs => &mut self.run,
            View::Run => &mut self.one.line,
        }
    }

    fn took_shelf(&mut self, shelf: Shelf) {
        let before = self.own().get(self.cursor).map(|book| book.id.clone());
        // A trial of a text that is not there any more says nothing.
        let old = self.shelf.take();
        self.tried.retain(|id, _| {
            let text = |shelf: &Shelf| shelf.book(id).map(|book| book.text.clone());
            old.as_ref().and_then(text) == text(&shelf)
        });
        self.shelf = Some(shelf);
        if let Some(at) = before.and_then(|id| self.own().iter().position(|book| book.id == id)) {
            self.cursor = at;
        }
        self.cursor = self.cursor.min(self.own().len().saturating_sub(1));
        let to = self.steps.goes_to.take();
        let goes_to = to.and_then(|id| self.book()?.steps.iter().position(|step| step.id == id));
        self.step = goes_to
            .unwrap_or(self.step)
            .min(self.book().map_or(0, |book| book.steps.len()).saturating_sub(1));
        if self.own().is_empty() && self.view == View::Builder {
            self.view = View::List;
        }
    }

    fn took_edit(&mut self, answer: Result<String, Refusal>, cx: &mut Cx<'_>) -> Effects {
        let Some((file, was)) = self.editing.take() else {
            return Effects::unchanged();
        };
        match answer {
            Ok(text) if text == was => {
                cx.say(Notice::new("nothing was changed"));
                Effects::none()
            }
            Ok(text) => Effects::one(cx.ask(&mut self.written, PutText { file, was, text })),
            Err(refusal) => {
                cx.say(Notice::bad(refusal.0));
                Effects::none()
            }
        }
    }

    fn took_written(&mut self, answer: Result<Written, Refusal>, cx: &mut Cx<'_>) -> Effects {
        match answer {
            Ok(written) => {
                let name = written
                    .file
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                cx.say(match written.fault {
                    Some(fault) => Notice::bad(format!("{name} is written and does nothing: {fault}")),
                    None => Notice::new(format!(
                        "{name} is written; {} opens it",
                        cx.key("automations.edit")
                    )),
                });
                if self.view == View::Gallery {
                    self.view = View::List;
                }
                self.ask(cx)
            }
            Err(refusal) => {
                cx.say(Notice::bad(refusal.0));
                self.ask(cx)
            }
        }
    }

    fn took_trial(&mut self, answer: Result<TriedIn, Refusal>, cx: &mut Cx<'_>) -> Effects {
        let Some(id) = self.trying.take() else {
            return Effects::unchanged();
        };
        if let Err(refusal) = &answer {
            cx.say(Notice::bad(refusal.0.clone()));
        }
        self.tried.insert(id, answer.map_err(|refusal| refusal.0));
        Effects::none()
    }
}

/// The table that an action stands in.
fn table(id: &str) -> &'static [Action<Automations>] {
    let of = |scope: &ScopeSpec| id.split('.').next() == Some(scope.id);
    if of(&one::SCOPE) {
        one::ACTIONS
    } else if of(&steps::SCOPE) {
        steps::ACTIONS
    } else {
        ACTIONS
    }
}

impl Pane for Automations {
    fn scopes(&self) -> Vec<&'static str> {
        match self.view {
            View::Runs | View::Run => vec![one::SCOPE.id, SCOPE.id, widget::SCOPE.id],
            View::Builder => vec![steps::SCOPE.id, SCOPE.id, widget::SCOPE.id],
            _ => vec![SCOPE.id, widget::SCOPE.id],
        }
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.ask(cx)
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        let loaded = match msg {
            Msg::Loaded(loaded) => loaded,
            Msg::Committed(committed) if committed.topics.contains(&Topic::Automations) => {
                return self.ask_lines(cx);
            }
            Msg::Progress(progress) if self.so_far != progress.trial => {
                self.so_far.clone_from(&progress.trial);
                return Effects::none();
            }
            _ => return Effects::unchanged(),
        };
        if let Some(answer) = self.asked.take(loaded) {
            match answer {
                Ok(shelf) => self.took_shelf(shelf),
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
            return Effects::none();
        }
        if let Some(answer) = self.trial.take(loaded) {
            return self.took_trial(answer, cx);
        }
        if let Some(answer) = self.edited.take(loaded) {
            return self.took_edit(answer, cx);
        }
        if let Some(answer) = self.written.take(loaded).or_else(|| self.said.take(loaded)) {
            return self.took_written(answer, cx);
        }
        if let Some(effects) = self.took_update(loaded, cx) {
            return effects;
        }
        if let Some(effects) = self.took_step(loaded, cx) {
            return effects;
        }
        if let Some(effects) = self.took_one(loaded, cx) {
            return effects;
        }
        self.took_switch(loaded, cx)
    }

    fn holds(&self) -> Holds {
        Holds::refused(self.asked.is_open() || self.written.is_open())
    }

    fn arrange(&mut self, area: Rect, _: &mut Cx<'_>) -> Effects {
        self.page = usize::from(area.height);
        Effects::unchanged()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(table(id), self, id, look)
    }

    fn go(&mut self, motion: Motion, _: &mut Cx<'_>) -> Effects {
        let (len, page) = (self.len(), self.page);
        let at = self.at();
        *at = motion.target(*at, len, page);
        Effects::none()
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(table(id), self, id, cx)
    }

    fn back(&mut self, _: &mut Cx<'_>) -> Option<Effects> {
        self.view = match self.view {
            View::List => return None,
            View::Run => View::Runs,
            View::Builder | View::Gallery | View::Runs => View::List,
        };
        Some(Effects::none())
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let buf = frame.buffer_mut();
        match self.view {
            View::List => list::draw(self, buf, area, look),
            View::Builder => builder::draw(self, buf, area, look),
            View::Gallery => gallery::draw(self, buf, area, look),
            View::Runs => runs::draw(self, buf, area, look),
            View::Run => inspector::draw(self, buf, area, look),
        }
    }
}
