//! What is put off or closed: a snooze, a task that is done, the end of a deal.

use super::{OnPeople, Row, Tab, known, somebody, with_people, with_person};
use crate::tui::action::{ActionSpec, Enabled, Weight};
use crate::tui::acts::Acts;
use crate::tui::effect::Effects;
use crate::tui::pane::{Cx, Look};

/// A row of a snooze.
const fn snooze(spec: ActionSpec, run: fn(&mut Tab, &mut Cx<'_>) -> Effects) -> Row {
    Row {
        spec: spec.weight(Weight::Local),
        enabled: |tab, look| tab.something(look),
        run,
    }
}

/// Its rows.
pub(super) const ACTIONS: &[Row] = &[
    snooze(
        ActionSpec::new(
            "person.snooze-hour",
            "Snooze an hour",
            "Put them off for an hour; a message of theirs ends it early.",
        ),
        |tab, cx| tab.snooze("1h", cx),
    ),
    snooze(
        ActionSpec::new(
            "person.snooze-evening",
            "Snooze until the evening",
            "Put them off until six in the evening.",
        ),
        |tab, cx| tab.snooze("evening", cx),
    ),
    snooze(
        ActionSpec::new(
            "person.snooze-tomorrow",
            "Snooze until tomorrow",
            "Put them off until nine tomorrow.",
        )
        .word("tomorrow")
        .late(),
        |tab, cx| tab.snooze("tomorrow", cx),
    ),
    snooze(
        ActionSpec::new(
            "person.snooze-monday",
            "Snooze until Monday",
            "Put them off until nine on Monday.",
        ),
        |tab, cx| tab.snooze("monday", cx),
    ),
    snooze(
        ActionSpec::new(
            "person.snooze-words",
            "Snooze until …",
            "Put them off until a moment in your words: in 3 days, fri 10:00.",
        ),
        OnPeople::snooze_until,
    ),
    Row {
        spec: ActionSpec::new("person.done", "Task done", "Tick off one of their tasks.").weight(Weight::Pushed),
        enabled: has_task,
        run: |tab, cx| with_person(tab, cx, Acts::done),
    },
    Row {
        spec: ActionSpec::new(
            "person.close",
            "Close out",
            "Their open deal: won, lost and why, or given up. Without one, or of everybody marked: decline, nothing is done until \
             they write.",
        )
        .word("close")
        .late()
        .weight(Weight::Pushed),
        enabled: somebody,
        run: |tab, cx| {
            let deal = tab.deal(cx.look).filter(|_| !tab.is_marked());
            match deal {
                Some((deal, _)) => tab.acts().close(deal, cx),
                None => with_people(tab, cx, |acts, people, _, cx| acts.decline(people, cx)),
            }
        },
    },
];

fn has_task(tab: &Tab, look: Look<'_>) -> Enabled {
    let open = tab
        .person(look)
        .is_some_and(|person| person.tasks.iter().any(|task| !task.completed));
    match known(tab, look) {
        Enabled::Yes => Enabled::when(open, "they have no open task"),
        no @ Enabled::No(_) => no,
    }
}
