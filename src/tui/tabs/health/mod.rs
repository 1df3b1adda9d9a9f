//! Is my data true and safe: sync, what waits, what is contested, who did what.
//!
//! Owns the cursor over conflicts, outbox and log. Must not sync or push: it asks the engine to. One more action: a
//! row in `actions.rs` and its key in `assets/keymap.toml`.

mod actions;
#[cfg(test)]
mod tests;
mod view;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::fact::Topic;
use crate::engine::Progress;
use crate::engine::doctor::Check;
use crate::engine::query::{Conflicts, HealthNow, Log, Outbox};
use crate::engine::view::{ConflictRow, LogRow, OutboxRow, Receipt, StoreHealth};
use crate::tui::action::{ActionSpec, Enabled};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::overlays::conflict::Decided;
use crate::tui::pane::{Cx, Look, Pane, enabled, run, specs};
use crate::tui::tabs::TabSpec;
use crate::tui::ticket::{Refusal, Slot};
use crate::tui::widgets::list::{self, Motion};

use actions::ACTIONS;
pub use actions::SCOPE;

/// Lines of the outbox and of the log that are read.
const MOST: usize = 200;

/// The row of this tab.
pub const TAB: TabSpec = TabSpec {
    id: "health",
    title: "Health",
    short: "Health",
    go: ActionSpec::new("app.health", "Go to Health", "Is my data true and safe."),
    open: || Box::new(Health::default()),
    scopes: &[&SCOPE],
    actions: || specs(ACTIONS).collect(),
};

/// The tab.
#[derive(Default)]
pub struct Health {
    copy: Option<StoreHealth>,
    progress: Progress,
    conflicts: Vec<ConflictRow>,
    outbox: Vec<OutboxRow>,
    log: Vec<LogRow>,
    checks: Option<Vec<Check>>,
    cursor: usize,
    page: usize,
    asked: Slot<StoreHealth>,
    contested: Slot<Vec<ConflictRow>>,
    waiting: Slot<Vec<OutboxRow>>,
    logged: Slot<Vec<LogRow>>,
    examined: Slot<Vec<Check>>,
    decided: Slot<Decided>,
    done: Slot<Receipt>,
    told: Slot<()>,
}

/// What the cursor is on.
enum Item<'a> {
    Conflict(&'a ConflictRow),
    Outbox(&'a OutboxRow),
    Log,
}

impl Health {
    fn items(&self) -> usize {
        self.conflicts.len() + self.outbox.len() + self.log.len()
    }

    fn item(&self) -> Option<Item<'_>> {
        if let Some(conflict) = self.conflicts.get(self.cursor) {
            return Some(Item::Conflict(conflict));
        }
        let at = self.cursor - self.conflicts.len();
        if let Some(row) = self.outbox.get(at) {
            return Some(Item::Outbox(row));
        }
        self.log.get(at - self.outbox.len()).map(|_| Item::Log)
    }

    fn ask(&mut self, cx: &mut Cx<'_>) -> Effects {
        Effects::one(cx.ask(&mut self.asked, HealthNow))
            .and(Effects::one(cx.ask(&mut self.contested, Conflicts)))
            .and(Effects::one(cx.ask(
                &mut self.waiting,
                Outbox {
                    state: None,
                    limit: MOST,
                },
            )))
            .and(Effects::one(cx.ask(&mut self.logged, Log::newest(MOST))))
    }

    fn took<T>(answer: Result<T, Refusal>, place: &mut T, cx: &mut Cx<'_>) -> Effects {
        match answer {
            Ok(answer) => *place = answer,
            Err(refusal) => cx.say(Notice::bad(refusal.0)),
        }
        Effects::none()
    }
}

impl Pane for Health {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id, list::SCOPE.id]
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        match msg {
            Msg::Progress(progress) => {
                self.progress.clone_from(progress);
                Effects::none()
            }
            Msg::Committed(committed) => {
                let ours = |topic: &Topic| {
                    matches!(topic, Topic::Outbox | Topic::Conflicts | Topic::Log | Topic::Sync)
                };
                if committed.topics.is_empty() || committed.topics.iter().any(ours) {
                    return self.ask(cx);
                }
                Effects::unchanged()
            }
            Msg::Loaded(loaded) => {
                let effects = if let Some(answer) = self.asked.take(loaded) {
                    let mut health = self.copy.take().unwrap_or_default();
                    let effects = Self::took(answer, &mut health, cx);
                    self.copy = Some(health);
                    effects
                } else if let Some(answer) = self.contested.take(loaded) {
                    Self::took(answer, &mut self.conflicts, cx)
                } else if let Some(answer) = self.waiting.take(loaded) {
                    Self::took(answer, &mut self.outbox, cx)
                } else if let Some(answer) = self.logged.take(loaded) {
                    Self::took(answer, &mut self.log, cx)
                } else if let Some(answer) = self.examined.take(loaded) {
                    let mut checks = Vec::new();
                    let effects = Self::took(answer, &mut checks, cx);
                    self.checks = Some(checks);
                    effects
                } else if let Some(Ok(decided)) = self.decided.take(loaded) {
                    self.decided(decided, cx)
                } else if let Some(done) = self.done.take(loaded) {
                    cx.say(match done {
                        Ok(receipt) => Notice::new(receipt.summary),
                        Err(refusal) => Notice::bad(refusal.0),
                    });
                    Effects::none()
                } else if let Some(Err(refusal)) = self.told.take(loaded) {
                    cx.say(Notice::bad(refusal.0));
                    Effects::none()
                } else {
                    Effects::unchanged()
                };
                self.cursor = self.cursor.min(self.items().saturating_sub(1));
                effects
            }
            _ => Effects::unchanged(),
        }
    }

    fn arrange(&mut self, area: Rect, _: &mut Cx<'_>) -> Effects {
        self.page = usize::from(area.height);
        Effects::unchanged()
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        view::draw(self, frame.buffer_mut(), area, look);
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn go(&mut self, motion: Motion, _: &mut Cx<'_>) -> Effects {
        self.cursor = motion.target(self.cursor, self.items(), self.page);
        Effects::none()
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.ask(cx)
    }

    fn badge(&self) -> Option<u64> {
        let stopped = self.outbox.iter().filter(|row| view::needs_a_person(row)).count();
        let count = (self.conflicts.len() + stopped) as u64;
        (count > 0).then_some(count)
    }
}
