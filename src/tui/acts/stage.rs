//! Moving the open deals of many to one stage.

use super::{Acts, People};
use crate::domain::command::Command;
use crate::domain::value::{OpportunityId, PipelineId};
use crate::engine::query::OpenDeals;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::{Item, Picked, Picker};
use crate::tui::pane::Cx;
use crate::tui::text::count;

impl Acts {
    /// Lets a stage be picked for the open deals of people; the deals are read first, to know their pipeline.
    pub fn stages(&mut self, people: People, cx: &mut Cx<'_>) -> Effects {
        Effects::one(cx.ask(&mut self.deals, OpenDeals(people)))
    }

    /// The deals are here: the stages of the pipeline that most of them are in are offered. A deal of another pipeline is
    /// left out, and the sheet says so.
    pub(super) fn pick_stage(&mut self, deals: Vec<(OpportunityId, PipelineId)>, cx: &mut Cx<'_>) {
        let directory = &cx.world.directory;
        let number = |pipeline: &PipelineId| deals.iter().filter(|(_, of)| of == pipeline).count();
        let Some(pipeline) = directory
            .pipelines
            .iter()
            .max_by_key(|pipeline| number(&pipeline.id))
            .filter(|pipeline| number(&pipeline.id) > 0)
        else {
            cx.say(Notice::warn("none of them has an open deal"));
            return;
        };
        let items = pipeline
            .stages
            .iter()
            .map(|stage| Item {
                id: stage.id.as_str().to_owned(),
                label: stage.name.shown().or("no name"),
                note: String::new(),
                on: false,
            })
            .collect();
        cx.say(Notice::new(count(deals.len() as u64, "open deal", "open deals")));
        let ticket = cx.ticket(&mut self.move_all.slot);
        self.move_all.about = deals.into_iter().map(|(deal, _)| deal).collect();
        cx.open(Picker::one("stage for all of them", ticket, items));
    }

    pub(super) fn take_stage(
        &mut self,
        picked: Picked,
        deals: Vec<OpportunityId>,
        cx: &mut Cx<'_>,
    ) -> Effects {
        let Some(stage) = picked.added.into_iter().next() else {
            return Effects::none();
        };
        let to = |opportunity| Command::MoveOpportunity {
            opportunity,
            stage: stage.clone().into(),
        };
        self.submit("stage of", deals.into_iter().map(to).collect(), cx)
    }
}
