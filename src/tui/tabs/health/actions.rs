//! What can be done on the Health tab.

use super::{Health, Item};
use crate::domain::command::{Command, Side};
use crate::domain::outbox::{Intent, OutboxState};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::backend::{Examine, PauseSync, SyncNow};
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::conflict::{Conflict, Decided};
use crate::tui::pane::{Action, Cx, Look, always};

/// The tab.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "health",
    title: "Health",
    text: false,
};

/// The table.
pub(super) const ACTIONS: &[Action<Health>] = &[
    Action {
        spec: ActionSpec::new(
            "health.here",
            "Keep here",
            "Decide the conflict: the value here is pushed.",
        )
        .word("keep here")
        .weight(Weight::Pushed),
        enabled: on_a_conflict,
        run: |health, cx| health.resolve(Side::Here, cx),
    },
    Action {
        spec: ActionSpec::new(
            "health.there",
            "Keep there",
            "Decide the conflict: the CRM's value is taken.",
        )
        .word("keep there")
        .weight(Weight::Local),
        enabled: on_a_conflict,
        run: |health, cx| health.resolve(Side::There, cx),
    },
    Action {
        spec: ActionSpec::new(
            "health.before",
            "Back to before",
            "Decide the conflict: what both started from is pushed.",
        )
        .word("before")
        .weight(Weight::Pushed),
        enabled: on_a_conflict,
        run: |health, cx| health.resolve(Side::Before, cx),
    },
    Action {
        spec: ActionSpec::new(
            "health.enter",
            "Side by side, or try again",
            "A conflict with all three values; a refused or held row back into the queue.",
        )
        .word("open/try again")
        .weight(Weight::Pushed),
        enabled: |health, _| {
            let offers = match health.item() {
                Some(Item::Conflict(_)) => true,
                Some(Item::Outbox(row)) => matches!(row.state, OutboxState::Failed | OutboxState::Held),
                _ => false,
            };
            Enabled::when(
                offers,
                "only conflicts open, and only refused and held rows are tried again",
            )
        },
        run: |health, cx| match health.item() {
            Some(Item::Conflict(_)) => {
                let ticket = cx.ticket(&mut health.decided);
                cx.open(Conflict::new(health.conflicts.clone(), health.cursor, ticket));
                Effects::none()
            }
            _ => health.row(cx, |outbox| Command::Retry { outbox }),
        },
    },
    Action {
        spec: ActionSpec::new(
            "health.take-back",
            "Take back",
            "Take back a message that has not left.",
        )
        .word("take back")
        .weight(Weight::Local),
        enabled: |health, _| {
            let waits = matches!(health.item(), Some(Item::Outbox(row))
                if matches!(row.intent, Intent::Send { .. }) && matches!(row.state, OutboxState::Queued | OutboxState::Held));
            Enabled::when(waits, "only messages that have not left are taken back")
        },
        run: |health, cx| health.row(cx, |outbox| Command::CancelSend { outbox }),
    },
    Action {
        spec: ActionSpec::new("health.sync", "Sync now", "Fetch what is new from the CRM.").word("sync now"),
        enabled: always,
        run: |health, cx| {
            cx.say(Notice::new("asking the CRM for what is new"));
            Effects::one(cx.ask(&mut health.told, SyncNow))
        },
    },
    Action {
        spec: ActionSpec::new(
            "health.pause",
            "Pause or go on",
            "Stop copying and pushing; edits go on and wait.",
        )
        .word("pause/go on"),
        enabled: always,
        run: |health, cx| {
            let pause = !health.progress.paused;
            Effects::one(cx.ask(&mut health.told, PauseSync(pause)))
        },
    },
    Action {
        spec: ActionSpec::new("health.doctor", "Run all checks", "Examine the local copy.").word("doctor"),
        enabled: always,
        run: |health, cx| Effects::one(cx.ask(&mut health.examined, Examine)),
    },
];

fn on_a_conflict(health: &Health, _: Look<'_>) -> Enabled {
    Enabled::when(
        matches!(health.item(), Some(Item::Conflict(_))),
        "no conflict is under the cursor",
    )
}

impl Health {
    fn resolve(&mut self, keep: Side, cx: &mut Cx<'_>) -> Effects {
        let Some(Item::Conflict(row)) = self.item() else {
            return Effects::unchanged();
        };
        let conflict = row.id.clone();
        Effects::one(cx.submit(&mut self.done, Command::Resolve { conflict, keep }))
    }

    /// What was decided side by side is done, and the next one is shown.
    pub(super) fn decided(&mut self, (conflict, keep): Decided, cx: &mut Cx<'_>) -> Effects {
        let mut left = self.conflicts.clone();
        let at = left.iter().position(|row| row.id == conflict).unwrap_or_default();
        left.retain(|row| row.id != conflict);
        if !left.is_empty() {
            let at = at % left.len();
            let ticket = cx.ticket(&mut self.decided);
            cx.open(Conflict::new(left, at, ticket));
        }
        Effects::one(cx.submit(&mut self.done, Command::Resolve { conflict, keep }))
    }

    fn row(&mut self, cx: &mut Cx<'_>, command: fn(crate::domain::value::OutboxId) -> Command) -> Effects {
        let Some(Item::Outbox(row)) = self.item() else {
            return Effects::unchanged();
        };
        let command = command(row.id.clone());
        Effects::one(cx.submit(&mut self.done, command))
    }
}
