//! What can be done on the board only. What can be done to the person whose deal it is is [`crate::tui::person`].

use super::{Pipeline, submit};
use crate::domain::command::Command;
use crate::domain::opportunity::DealOrder;
use crate::domain::value::{Cents, Shown};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::filter_line::Kept;
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::{Item, Picker};
use crate::tui::overlays::prompt::Prompt;
use crate::tui::pane::{Action, Cx, Look, Target, always};
use crate::tui::ticket::Loaded;

/// The board.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "pipeline",
    title: "Pipeline",
    text: false,
};

/// Its filter line.
pub const FILTER: ScopeSpec = ScopeSpec {
    id: "pipeline.filter",
    title: "Pipeline, while filtering",
    text: true,
};

fn on_a_card(pipeline: &Pipeline, look: Look<'_>) -> Enabled {
    Enabled::when(pipeline.current(look).is_some(), "no card is under the cursor")
}

/// The table.
pub(super) const ACTIONS: &[Action<Pipeline>] = &[
    Action {
        spec: ActionSpec::new("pipeline.left", "Column left", "To the stage on the left.").word("column"),
        enabled: always,
        run: |pipeline, cx| {
            pipeline.sideways(-1, cx.look);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("pipeline.right", "Column right", "To the stage on the right.").word("column"),
        enabled: always,
        run: |pipeline, cx| {
            pipeline.sideways(1, cx.look);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("pipeline.move-left", "Move card left", "Back one stage.")
            .word("move card")
            .weight(Weight::Pushed),
        enabled: on_a_card,
        run: |pipeline, cx| pipeline.shift(-1, cx),
    },
    Action {
        spec: ActionSpec::new("pipeline.move-right", "Move card right", "On one stage.")
            .word("move card")
            .weight(Weight::Pushed),
        enabled: on_a_card,
        run: |pipeline, cx| pipeline.shift(1, cx),
    },
    Action {
        spec: ActionSpec::new(
            "pipeline.open",
            "Open the person",
            "Everything about whose deal it is.",
        )
        .word("open"),
        enabled: on_a_card,
        run: |pipeline, cx| {
            if let Some(contact) = pipeline.current(cx.look).and_then(|card| card.contact.clone()) {
                cx.go(Target::Contact(contact));
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("pipeline.value", "Value", "What the deal is worth, like 450k.")
            .word("value")
            .weight(Weight::Pushed),
        enabled: on_a_card,
        run: Pipeline::ask_value,
    },
    Action {
        spec: ActionSpec::new(
            "pipeline.close",
            "Won or lost",
            "Close the deal: won, lost and why, or given up.",
        )
        .word("won/lost")
        .weight(Weight::Pushed),
        enabled: on_a_card,
        run: |pipeline, cx| match pipeline.current(cx.look).map(|card| card.id.clone()) {
            Some(deal) => pipeline.acts.close(deal, cx),
            None => Effects::unchanged(),
        },
    },
    Action {
        spec: ActionSpec::new(
            "pipeline.search",
            "Filter",
            "Choose whose deals are shown, as you type.",
        )
        .word("filter")
        .late(),
        enabled: always,
        run: |pipeline, _| {
            pipeline.line.begin();
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "pipeline.sort",
            "Sort",
            "Put the deals of every stage in another order.",
        )
        .word("sort")
        .late(),
        enabled: always,
        run: Pipeline::choose_order,
    },
    Action {
        spec: ActionSpec::new(
            "pipeline.list",
            "Board or list",
            "The same deals as a list, and back.",
        )
        .word("list")
        .late(),
        enabled: always,
        run: |pipeline, _| {
            pipeline.as_list = !pipeline.as_list;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "pipeline.choose",
            "Other pipeline",
            "Choose which pipeline to see.",
        )
        .word("pipeline")
        .late(),
        enabled: |_, look| {
            Enabled::when(
                look.world.directory.pipelines.len() > 1,
                "there is only one pipeline",
            )
        },
        run: Pipeline::choose_pipeline,
    },
    Action {
        spec: ActionSpec::new(
            "pipeline.filter.keep",
            "Keep",
            "Keep the filter and go to the board; of plain words behind a ! Claude makes one first.",
        )
        .word("keep"),
        enabled: always,
        run: |pipeline, cx| match pipeline.line.finish(cx) {
            Kept::NotYet(effects) => effects,
            Kept::Another => pipeline.refilter(cx),
            Kept::Same => Effects::none(),
        },
    },
    Action {
        spec: ActionSpec::new("pipeline.filter.undo", "Back", "Back to the filter before.").word("back"),
        enabled: always,
        run: |pipeline, cx| {
            if pipeline.line.undo() {
                pipeline.refilter(cx)
            } else {
                Effects::none()
            }
        },
    },
    Action {
        spec: ActionSpec::new(
            "pipeline.filter.complete",
            "Complete",
            "Complete the field or value.",
        )
        .word("complete"),
        enabled: always,
        run: |pipeline, cx| {
            if pipeline.line.complete(&cx.world.directory) {
                pipeline.refilter(cx)
            } else {
                Effects::none()
            }
        },
    },
];

/// The actions that take the filter which Claude made, and leave it.
pub(super) const KEEP_OR_UNDO: (&str, &str) = ("pipeline.filter.keep", "pipeline.filter.undo");

impl Pipeline {
    fn shift(&mut self, by: isize, cx: &mut Cx<'_>) -> Effects {
        let (Some(stages), Some(card)) = (self.stages(cx.look), self.current(cx.look)) else {
            return Effects::unchanged();
        };
        let to = self
            .column
            .checked_add_signed(by)
            .and_then(|at| stages.stages.get(at));
        let Some(stage) = to else {
            let close = cx.look.key("pipeline.close");
            cx.say(Notice::warn(format!(
                "there is no stage on that side; {close} closes the deal"
            )));
            return Effects::none();
        };
        let command = Command::MoveOpportunity {
            opportunity: card.id.clone(),
            stage: stage.id.clone(),
        };
        self.held = Some(card.id.clone());
        Effects::one(submit(&mut self.done, command, cx))
    }

    fn choose_pipeline(&mut self, cx: &mut Cx<'_>) -> Effects {
        let shown = self.stages(cx.look).map(|pipeline| pipeline.id.clone());
        let items = cx.look.world.directory.pipelines.iter().map(|pipeline| Item {
            id: pipeline.id.to_string(),
            label: pipeline.name.shown(),
            note: String::new(),
            on: Some(&pipeline.id) == shown.as_ref(),
        });
        let picker = Picker::one("pipeline", cx.ticket(&mut self.choosing), items.collect());
        cx.open(picker);
        Effects::none()
    }

    fn choose_order(&mut self, cx: &mut Cx<'_>) -> Effects {
        let items = DealOrder::ALL.iter().map(|order| Item {
            id: order.words().to_owned(),
            label: Shown::own(order.words()),
            note: String::new(),
            on: *order == self.order,
        });
        let picker = Picker::one("order", cx.ticket(&mut self.sorting), items.collect());
        cx.open(picker);
        Effects::none()
    }

    fn ask_value(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(card) = self.current(cx.look) else {
            return Effects::unchanged();
        };
        let text = if card.value.0 == 0 {
            String::new()
        } else {
            card.value.to_string()
        };
        let check = Box::new(|text: &str| {
            Cents::parse(text)
                .map(|v| v.to_string())
                .map_err(|e| e.to_string())
        });
        self.about = Some(card.id.clone());
        let ticket = cx.ticket(&mut self.worth);
        cx.open(Prompt::line(
            "value of the deal",
            "450k, 1.2m or 450,000",
            ticket,
            &text,
            check,
        ));
        Effects::none()
    }

    /// Takes what an overlay of this tab answered.
    pub(super) fn answered(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Effects {
        if let Some(Ok(picked)) = self.choosing.take(loaded) {
            let Some(id) = picked.added.first() else {
                return Effects::none();
            };
            self.chosen = Some(id.as_str().into());
            (self.board, self.column, self.card, self.held) = (None, 0, 0, None);
            return self.ask(cx);
        }
        if let Some(Ok(picked)) = self.sorting.take(loaded) {
            let is_picked = |order: &DealOrder| picked.added.iter().any(|words| words == order.words());
            self.order = DealOrder::ALL.into_iter().find(is_picked).unwrap_or(self.order);
            return self.ask(cx).and(Effects::none());
        }
        if let Some(Ok(text)) = self.worth.take(loaded) {
            let changes = vec![("monetaryValue".to_owned(), text.into())];
            let value = self.about.take();
            let value = value.map(|opportunity| Command::EditOpportunity { opportunity, changes });
            return value.map_or_else(Effects::none, |value| {
                Effects::one(submit(&mut self.done, value, cx))
            });
        }
        self.acts.take(loaded, cx).unwrap_or_else(Effects::unchanged)
    }
}
