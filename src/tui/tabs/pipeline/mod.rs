//! The deals of one pipeline as a board: a column a stage, a card a deal, moved by key.
//!
//! Owns which pipeline, column and card is looked at. Must not know how a deal is stored or pushed: it asks for the
//! board and submits commands; what can be done to whose deal it is is [`person`]. One more action of the board: a row in
//! `actions.rs` and its key in `assets/keymap.toml`.

mod actions;
#[cfg(test)]
mod tests;
mod view;
mod whom;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::fact::Topic;
use crate::domain::opportunity::{DealOrder, OpportunityStatus};
use crate::domain::pipeline::Pipeline as Stages;
use crate::domain::record::EntityKind;
use crate::domain::value::{Cents, OpportunityId, PipelineId, StageId};
use crate::engine::Link;
use crate::engine::query::{BoardOf, Card as PersonCard, CardOf, DealById, LeadsError};
use crate::engine::view::{Board, BoardColumn, Committed, DealCard, Receipt};
use crate::tui::action::{ActionSpec, Enabled};
use crate::tui::acts::Acts;
use crate::tui::effect::{Effect, Effects};
use crate::tui::filter_line::FilterLine;
use crate::tui::msg::{Input, Msg};
use crate::tui::nearby::Nearby;
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::Picked;
use crate::tui::pane::{Cx, Holds, Look, Pane, Target, enabled, run, specs};
use crate::tui::person;
use crate::tui::tabs::TabSpec;
use crate::tui::ticket::{Refusal, Slot};
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
    scopes: &[&SCOPE, &actions::FILTER],
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
    /// Whose deals the board shows.
    line: FilterLine,
    /// The filter is another one than that of the board.
    is_refiltered: bool,
    order: DealOrder,
    /// What is known of whose deal the cursor is on.
    people: Nearby<PersonCard>,
    acts: Acts,
    as_list: bool,
    page: usize,
    asked: Slot<Result<Board, LeadsError>>,
    asked_for: Option<PipelineId>,
    done: Slot<Receipt>,
    choosing: Slot<Picked>,
    sorting: Slot<Picked>,
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
                filter: self.line.in_force(),
                order: self.order,
                cards: CARDS,
            },
        ))
    }

    /// The filter is another one now.
    fn refilter(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.is_refiltered = true;
        self.ask(cx).and(self.line.ask(cx)).and(Effects::none())
    }

    /// Something was typed into the filter line.
    fn typed(&mut self, another: bool, cx: &mut Cx<'_>) -> Effects {
        if another {
            self.refilter(cx)
        } else {
            Effects::none()
        }
    }

    /// The line of the filter is on the screen.
    fn is_filtered(&self) -> bool {
        self.line.open || !self.line.text().trim().is_empty()
    }

    /// Asks for everything about whose deal the cursor is on, so that what can be done to them can be done at once.
    fn ask_person(&mut self, cx: &mut Cx<'_>) -> Effects {
        let whose = self.current(cx.look).and_then(|card| card.contact.clone());
        self.people.want(whose.iter(), CardOf, cx)
    }

    /// The board is here, or what is wrong with the filter; then it stays as it was.
    fn take_board(&mut self, answer: Result<Result<Board, LeadsError>, Refusal>, cx: &mut Cx<'_>) -> Effects {
        match answer {
            Ok(Ok(board)) => {
                self.line.error = None;
                self.board = Some(board);
                self.follow(cx.look);
                if std::mem::take(&mut self.is_refiltered) {
                    self.find_a_card(cx.look);
                }
            }
            Ok(Err(error)) => self.line.error = Some(error),
            Err(refusal) => cx.say(Notice::bad(refusal.0)),
        }
        self.ask_person(cx).and(Effects::none())
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

    /// A filter has left nothing under the cursor: it goes to the nearest column that has cards, if there is one.
    fn find_a_card(&mut self, look: Look<'_>) {
        let columns = self.stages(look).map_or(0, |pipeline| pipeline.stages.len());
        let filled = (0..columns).filter(|column| !self.cards(look, *column).is_empty());
        if let Some(nearest) = filled.min_by_key(|column| column.abs_diff(self.column))
            && nearest != self.column
        {
            (self.column, self.card) = (nearest, 0);
        }
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

    fn committed(&mut self, committed: &Committed, cx: &mut Cx<'_>) -> Effects {
        let whose = self.current(cx.look).and_then(|card| card.contact.clone());
        self.people.changed(whose.as_ref());
        let ours = |topic: &Topic| {
            matches!(
                topic,
                Topic::Records(EntityKind::Opportunity | EntityKind::Pipeline) | Topic::Scores
            )
        };
        // Whom a filter chooses may have changed with anything.
        let shown = committed.topics.is_empty() || committed.topics.iter().any(ours) || self.is_filtered();
        if shown { self.ask(cx) } else { self.ask_person(cx) }
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
        if self.line.open {
            return vec![actions::FILTER.id];
        }
        vec![SCOPE.id, list::SCOPE.id, person::SCOPE.id]
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        match msg {
            Msg::Input(Input::Key(key)) if self.line.open => {
                let another = self.line.edit(|field| field.key(*key));
                self.typed(another, cx)
            }
            Msg::Input(Input::Paste(text)) if self.line.open => {
                let another = self.line.edit(|field| field.insert(text));
                self.typed(another, cx)
            }
            Msg::Progress(progress) => {
                if (&self.link, self.first_copy) == (&progress.link, progress.first_copy) {
                    return Effects::unchanged();
                }
                self.link.clone_from(&progress.link);
                self.first_copy = progress.first_copy;
                Effects::none()
            }
            Msg::Committed(committed) => self.committed(committed, cx),
            Msg::Loaded(loaded) => {
                if let Some(answer) = self.asked.take(loaded) {
                    return self.take_board(answer, cx);
                }
                if let Some(answer) = self.people.take(loaded) {
                    if let Err(refusal) = answer {
                        cx.say(Notice::bad(refusal));
                    }
                    return Effects::none();
                }
                if self.line.take(loaded) || self.line.take_wording(loaded, actions::KEEP_OR_UNDO, cx) {
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
            return self.ask_person(cx);
        }
        self.ask(cx)
    }

    fn holds(&self) -> Holds {
        let reading = (self.asked.is_open() && self.board.is_none()) || self.people.is_waiting();
        Holds::refused(reading).unless(self.acts.is_opening())
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        view::draw(self, frame, area, look);
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        person::enabled(self, id, look).unwrap_or_else(|| enabled(ACTIONS, self, id, look))
    }

    fn go(&mut self, motion: Motion, cx: &mut Cx<'_>) -> Effects {
        let len = self.cards(cx.look, self.column).len();
        self.card = motion.target(self.card, len, self.page);
        self.hold(cx.look);
        Effects::none()
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        person::run(self, id, cx).unwrap_or_else(|| run(ACTIONS, self, id, cx))
    }

    fn back(&mut self, cx: &mut Cx<'_>) -> Option<Effects> {
        if self.acts.stop() {
            return Some(Effects::none());
        }
        if !self.is_filtered() {
            return None;
        }
        self.line.set("");
        Some(self.refilter(cx))
    }

    fn status(&self, look: Look<'_>) -> String {
        self.acts.status(look)
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

fn submit(slot: &mut Slot<Receipt>, command: crate::domain::command::Command, cx: &mut Cx<'_>) -> Effect {
    cx.submit(slot, command)
}

fn say_done(cx: &mut Cx<'_>, done: Result<Receipt, Refusal>) {
    cx.say(match done {
        Ok(receipt) => Notice::new(receipt.summary).with_undo(),
        Err(refusal) => Notice::bad(refusal.0),
    });
}
