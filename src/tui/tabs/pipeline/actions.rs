//! What can be done on the board.

use super::{ENDS, Pipeline, submit};
use crate::domain::command::Command;
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::value::{Cents, LostReasonId, Shown};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::{Item, Picker};
use crate::tui::overlays::prompt::Prompt;
use crate::tui::overlays::why::Why;
use crate::tui::pane::{Action, Cx, Look, Target, always};
use crate::tui::ticket::Loaded;

/// The board.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "pipeline",
    title: "Pipeline",
    text: false,
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
        spec: ActionSpec::new("pipeline.stage", "Move to a stage", "Choose the stage.")
            .weight(Weight::Pushed),
        enabled: on_a_card,
        run: Pipeline::choose_stage,
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
        spec: ActionSpec::new("pipeline.close", "Close out", "Won, lost and why, or given up.")
            .word("won/lost")
            .weight(Weight::Pushed),
        enabled: on_a_card,
        run: Pipeline::choose_end,
    },
    Action {
        spec: ActionSpec::new(
            "pipeline.why",
            "Why this score",
            "The parts of the score of whose deal it is, with what each rests on.",
        )
        .word("why"),
        enabled: on_a_card,
        run: |pipeline, cx| {
            let card = pipeline.current(cx.look);
            let whose = card.and_then(|card| Some((card.contact.clone()?, card.who.shown())));
            if let Some((contact, name)) = whose {
                cx.open(Why::new(contact, &name, Vec::new()));
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "pipeline.list",
            "Board or list",
            "The same deals as a list, and back.",
        )
        .word("list"),
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
        .word("pipeline"),
        enabled: |_, look| {
            Enabled::when(
                look.world.directory.pipelines.len() > 1,
                "there is only one pipeline",
            )
        },
        run: Pipeline::choose_pipeline,
    },
];

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
            cx.say(Notice::warn("there is no stage on that side; x closes the deal"));
            return Effects::none();
        };
        let command = Command::MoveOpportunity {
            opportunity: card.id.clone(),
            stage: stage.id.clone(),
        };
        self.held = Some(card.id.clone());
        Effects::one(submit(&mut self.done, command, cx))
    }

    fn choose_stage(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(card) = self.current(cx.look).cloned() else {
            return Effects::unchanged();
        };
        let items = self
            .stages(cx.look)
            .into_iter()
            .flat_map(|pipeline| &pipeline.stages);
        let items = items.map(|stage| Item {
            id: stage.id.to_string(),
            label: stage.name.shown(),
            note: String::new(),
            on: stage.id == card.stage,
        });
        let picker = Picker::one("move to", cx.ticket(&mut self.moving), items.collect());
        self.about = Some(card.id);
        cx.open(picker);
        Effects::none()
    }

    fn choose_end(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.about = self.current(cx.look).map(|card| card.id.clone());
        let items = ENDS.iter().map(|(status, word)| Item {
            id: status.word().to_owned(),
            label: Shown::own(word),
            note: String::new(),
            on: false,
        });
        let picker = Picker::keyed("close as", cx.ticket(&mut self.closing), items.collect());
        cx.open(picker);
        Effects::none()
    }

    /// Why the deal was lost, in the account's own reasons; it may stay open.
    fn choose_reason(&mut self, cx: &mut Cx<'_>) -> Effects {
        let mut items: Vec<Item> = (cx.look.world.directory.lost_reasons.iter())
            .map(|reason| Item {
                id: reason.id.to_string(),
                label: reason.name.shown(),
                note: String::new(),
                on: false,
            })
            .collect();
        items.push(Item {
            id: String::new(),
            label: Shown::own("no reason given"),
            note: String::new(),
            on: false,
        });
        let picker = Picker::keyed("lost because", cx.ticket(&mut self.losing), items);
        cx.open(picker);
        Effects::none()
    }

    fn close_as(&self, status: OpportunityStatus, reason: Option<LostReasonId>) -> Option<Command> {
        let opportunity = self.about.clone()?;
        Some(Command::CloseOpportunity {
            opportunity,
            status,
            reason,
        })
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
        let command = if let Some(Ok(picked)) = self.moving.take(loaded) {
            let stage = picked.added.first().map(|id| id.as_str().into());
            self.about
                .clone()
                .zip(stage)
                .map(|(opportunity, stage)| Command::MoveOpportunity { opportunity, stage })
        } else if let Some(Ok(picked)) = self.closing.take(loaded) {
            let status = picked
                .added
                .first()
                .map(|word| OpportunityStatus::from_word(word));
            if status == Some(OpportunityStatus::Lost) && !cx.look.world.directory.lost_reasons.is_empty() {
                return self.choose_reason(cx);
            }
            status.and_then(|status| self.close_as(status, None))
        } else if let Some(Ok(picked)) = self.losing.take(loaded) {
            let reason = picked.added.first();
            reason.and_then(|id| {
                let given = Some(id.as_str()).filter(|id| !id.is_empty());
                self.close_as(OpportunityStatus::Lost, given.map(LostReasonId::from))
            })
        } else if let Some(Ok(text)) = self.worth.take(loaded) {
            let changes = vec![("monetaryValue".to_owned(), text.into())];
            self.about
                .clone()
                .map(|opportunity| Command::EditOpportunity { opportunity, changes })
        } else {
            return Effects::unchanged();
        };
        command.map_or_else(Effects::none, |command| {
            Effects::one(submit(&mut self.done, command, cx))
        })
    }
}
