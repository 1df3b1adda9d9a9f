//! What can be done on the Health tab.

use super::{Health, Item};
use crate::domain::command::{Command, Side};
use crate::domain::outbox::{Intent, OutboxState};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::backend::{Examine, PauseSync, SyncNow};
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
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
            "health.retry",
            "Try again",
            "Put a refused or held row back in the queue.",
        )
        .word("try again")
        .weight(Weight::Pushed),
        enabled: |health, _| {
            let stopped = matches!(health.item(), Some(Item::Outbox(row))
                if matches!(row.state, OutboxState::Failed | OutboxState::Held));
            Enabled::when(stopped, "only refused and held rows are tried again")
        },
        run: |health, cx| health.row(cx, |outbox| Command::Retry { outbox }),
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
        let command = Command::Resolve {
            conflict: row.id.clone(),
            keep,
        };
        Effects::one(cx.submit(&mut self.done, command))
    }

    fn row(&mut self, cx: &mut Cx<'_>, command: fn(crate::domain::value::OutboxId) -> Command) -> Effects {
        let Some(Item::Outbox(row)) = self.item() else {
            return Effects::unchanged();
        };
        let command = command(row.id.clone());
        Effects::one(cx.submit(&mut self.done, command))
    }
}
