//! The deals of one pipeline as a board: a column a stage, a card a deal, moved by key.
//!
//! Owns which pipeline, column and card is looked at. Must not know how a deal is stored or pushed: it asks for the
//! board and submits commands. One more action: a row in `actions.rs` and its key in `assets/keymap.toml`.

mod actions;
#[cfg(test)]
mod tests;
mod view;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::fact::Topic;
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::pipeline::Pipeline as Stages;
use crate::domain::record::EntityKind;
use crate::domain::value::{Cents, OpportunityId, PipelineId, StageId};
use crate::engine::Link;
use crate::engine::query::{BoardOf, DealById};
use crate::engine::view::{Board, BoardColumn, DealCard, Receipt};
use crate::tui::action::{ActionSpec, Enabled};
use crate::tui::effect::{Effect, Effects};
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::Picked;
use crate::tui::pane::{Cx, Holds, Look, Pane, Target, enabled, run, specs};
use crate::tui::tabs::TabSpec;
use crate::tui::ticket::Slot;
use crate::tui::widgets::list::{self, Motion};

use actions::ACTIONS;
pub use actions::SCOPE;

/// Cards read for each stage. A column shows a screen of them; its count and sum are of all.
const CARDS: usize = 200;

/// The row of this tab.
pub const TAB: TabSpec = TabSpec {
    id: "pipeline",
    title: "Pipeline",
    short: "Pipe",
    go: ActionSpec::new("app.pipeline", "Go to Pipeline", "Deals by stage."),
    open: || Box::new(Pipeline::default()),
    scopes: &[&SCOPE],
    actions: || specs(ACTIONS).collect(),
};

/// The tab.
#[derive(Default)]
pub struct Pipeline {
    chosen: Option<PipelineId>,
    board: Option<Board>,
    column: usize,
    card: usize,
    /// The deal the cursor stays on while cards move around it.
    held: Option<OpportunityId>,
    as_list: bool,
    page: usize,
    asked: Slot<Board>,
    asked_for: Option<PipelineId>,
    done: Slot<Receipt>,
    closing: Slot<Picked>,
    losing: Slot<Picked>,
    moving: Slot<Picked>,
    choosing: Slot<Picked>,
    worth: Slot<String>,
    /// A deal that is to be shown, and whose pipeline is not known yet.
    sought: Slot<Option<DealCard>>,
    link: Link,
    first_copy: bool,
    /// The deal that an open overlay is about.
    about: Option<OpportunityId>,
}

impl Pipeline {
    fn stages<'a>(&self, look: Look<'a>) -> Option<&'a Stages> {
        let directory = &look.world.directory;
        let chosen = self.chosen.as_ref().and_then(|id| directory.pipeline(id));
        chosen.or_else(|| directory.pipelines.first())
    }

    fn column_of(&self, stage: &StageId) -> Option<&BoardColumn> {
        self.board
            .as_ref()?
            .columns
            .iter()
            .find(|column| column.stage == *stage)
    }

    fn cards<'a>(&'a self, look: Look<'_>, column: usize) -> &'a [DealCard] {
        let stage = self.stages(look).and_then(|pipeline| pipeline.stages.get(column));
        stage
            .and_then(|stage| self.column_of(&stage.id))
            .map_or(&[], |column| &column.cards)
    }

    fn current<'a>(&'a self, look: Look<'_>) -> Option<&'a DealCard> {
        self.cards(look, self.column).get(self.card)
    }

    fn ask(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(pipeline) = self.stages(cx.look).map(|pipeline| pipeline.id.clone()) else {
            return Effects::unchanged();
        };
        self.asked_for = Some(pipeline.clone());
        Effects::one(cx.ask(
            &mut self.asked,
            BoardOf {
                pipeline,
                cards: CARDS,
            },
        ))
    }

    /// Puts the cursor back on its deal, wherever the deal is now.
    fn follow(&mut self, look: Look<'_>) {
        let columns = self.stages(look).map_or(0, |pipeline| pipeline.stages.len());
        let found = self.held.as_ref().and_then(|held| {
            (0..columns).find_map(|column| {
                let card = self
                    .cards(look, column)
                    .iter()
                    .position(|card| card.id == *held)?;
                Some((column, card))
            })
        });
        if let Some((column, card)) = found {
            (self.column, self.card) = (column, card);
        }
        self.column = self.column.min(columns.saturating_sub(1));
        self.card = self
            .card
            .min(self.cards(look, self.column).len().saturating_sub(1));
    }

    /// Goes to the pipeline of a deal that was sought; the cursor follows when its board is here.
    fn go_to(&mut self, deal: Option<DealCard>, cx: &mut Cx<'_>) -> Effects {
        let Some(deal) = deal else {
            cx.say(Notice::warn("this deal is not in the copy here"));
            return Effects::none();
        };
        if deal.status != OpportunityStatus::Open {
            let word = deal.status.word();
            cx.say(Notice::new(format!(
                "this deal is {word}; the board has those that are open"
            )));
        }
        let pipelines = &cx.look.world.directory.pipelines;
        let its = pipelines
            .iter()
            .find(|pipeline| pipeline.stages.iter().any(|stage| stage.id == deal.stage));
        let (its, shown) = (
            its.map(|its| &its.id),
            self.stages(cx.look).map(|shown| &shown.id),
        );
        if its.is_none() || its == shown {
            return Effects::none();
        }
        self.chosen = its.cloned();
        (self.board, self.held) = (None, Some(deal.id));
        self.ask(cx).and(Effects::none())
    }

    fn hold(&mut self, look: Look<'_>) {
        self.held = self.current(look).map(|card| card.id.clone());
    }

    fn sideways(&mut self, by: isize, look: Look<'_>) {
        let last = self
            .stages(look)
            .map_or(0, |pipeline| pipeline.stages.len().saturating_sub(1));
        self.column = self.column.saturating_add_signed(by).min(last);
        self.card = self
            .card
            .min(self.cards(look, self.column).len().saturating_sub(1));
        self.hold(look);
    }

    /// Open deals and what they are worth together.
    fn totals(&self) -> (u64, Cents) {
        self.board
            .iter()
            .flat_map(|board| &board.columns)
            .fold((0, Cents(0)), |(count, value), column| {
                (count + column.count, Cents(value.0 + column.value.0))
            })
    }
}

impl Pane for Pipeline {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id, list::SCOPE.id]
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        match msg {
            Msg::Progress(progress) => {
                if (&self.link, self.first_copy) == (&progress.link, progress.first_copy) {
                    return Effects::unchanged();
                }
                self.link.clone_from(&progress.link);
                self.first_copy = progress.first_copy;
                Effects::none()
            }
            Msg::Committed(committed) => {
                let ours = |topic: &Topic| {
                    matches!(
                        topic,
                        Topic::Records(EntityKind::Opportunity | EntityKind::Pipeline) | Topic::Scores
                    )
                };
                if committed.topics.is_empty() || committed.topics.iter().any(ours) {
                    return self.ask(cx);
                }
                Effects::unchanged()
            }
            Msg::Loaded(loaded) => {
                if let Some(board) = self.asked.take(loaded) {
                    match board {
                        Ok(board) => self.board = Some(board),
                        Err(refusal) => cx.say(Notice::bad(refusal.0)),
                    }
                    self.follow(cx.look);
                    return Effects::none();
                }
                if let Some(found) = self.sought.take(loaded) {
                    return match found {
                        Ok(deal) => self.go_to(deal, cx),
                        Err(refusal) => {
                            cx.say(Notice::bad(refusal.0));
                            Effects::none()
                        }
                    };
                }
                if let Some(done) = self.done.take(loaded) {
                    say_done(cx, done);
                    return Effects::none();
                }
                self.answered(loaded, cx)
            }
            _ => Effects::unchanged(),
        }
    }

    fn arrange(&mut self, area: Rect, cx: &mut Cx<'_>) -> Effects {
        self.page = usize::from(area.height.saturating_sub(view::AROUND));
        // The pipelines may come after the tab was opened; that they are here is told to the screen only.
        let shown = self.stages(cx.look).map(|pipeline| pipeline.id.clone());
        if shown == self.asked_for {
            return Effects::unchanged();
        }
        self.ask(cx)
    }

    fn holds(&self) -> Holds {
        Holds::refused(self.asked.is_open() && self.board.is_none())
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        view::draw(self, frame.buffer_mut(), area, look);
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn go(&mut self, motion: Motion, cx: &mut Cx<'_>) -> Effects {
        let len = self.cards(cx.look, self.column).len();
        self.card = motion.target(self.card, len, self.page);
        self.hold(cx.look);
        Effects::none()
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn show(&mut self, target: &Target, cx: &mut Cx<'_>) -> Option<Effects> {
        let Target::Deal(deal) = target else { return None };
        self.held = Some(deal.clone());
        self.follow(cx.look);
        let sought = cx.ask(&mut self.sought, DealById(deal.clone()));
        Some(self.ask(cx).and(Effects::one(sought)))
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.ask(cx)
    }
}

/// The ways a deal can end, with the words for the picker.
const ENDS: [(OpportunityStatus, &str); 3] = [
    (OpportunityStatus::Won, "won"),
    (OpportunityStatus::Lost, "lost"),
    (OpportunityStatus::Abandoned, "given up"),
];

fn submit(slot: &mut Slot<Receipt>, command: crate::domain::command::Command, cx: &mut Cx<'_>) -> Effect {
    cx.submit(slot, command)
}

fn say_done(cx: &mut Cx<'_>, done: Result<Receipt, crate::tui::ticket::Refusal>) {
    cx.say(match done {
        Ok(receipt) => Notice::new(receipt.summary).with_undo(),
        Err(refusal) => Notice::bad(refusal.0),
    });
}
