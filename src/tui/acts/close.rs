//! How something of people ends: a task that is done, a deal that is won, lost or given up, a person nothing is done about.

use serde_json::Value;

use super::{Acts, Asked, People};
use crate::domain::command::Command;
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::record::{EntityKind, EntityRef};
use crate::domain::today::Verdict;
use crate::domain::value::{ContactId, LostReasonId, OpportunityId, Shown};
use crate::engine::view::Person;
use crate::tui::effect::Effects;
use crate::tui::overlays::picker::{Item, Picked, Picker};
use crate::tui::pane::Cx;
use crate::tui::ticket::Loaded;

/// The ways a deal can end, with the words for the picker.
const ENDS: [(OpportunityStatus, &str); 3] = [
    (OpportunityStatus::Won, "won"),
    (OpportunityStatus::Lost, "lost"),
    (OpportunityStatus::Abandoned, "given up"),
];

/// Questions about an end that are under way.
#[derive(Debug, Default)]
pub(super) struct Closing {
    task: Asked<Picked, ()>,
    deal: Asked<Picked, Option<OpportunityId>>,
    reason: Asked<Picked, Option<OpportunityId>>,
}

fn item(id: &str, label: Shown, note: String) -> Item {
    Item {
        id: id.to_owned(),
        label,
        note,
        on: false,
    }
}

fn done(task: &str) -> Command {
    Command::EditTask {
        task: task.into(),
        changes: vec![("completed".to_owned(), Value::Bool(true))],
    }
}

impl Acts {
    /// Ticks off the one open task of somebody, or lets it be picked.
    pub fn done(&mut self, person: &Person, cx: &mut Cx<'_>) -> Effects {
        let open = person.tasks.iter().filter(|task| !task.completed);
        let items: Vec<Item> = open
            .map(|task| {
                let due = task.due.map_or_else(String::new, |due| cx.due(due));
                item(task.id.as_str(), task.title.shown().or("no title"), due)
            })
            .collect();
        if let [only] = items.as_slice() {
            return self.submit("task done for", vec![done(&only.id)], cx);
        }
        let ticket = cx.ticket(&mut self.closing.task.slot);
        cx.open(Picker::one("which task is done?", ticket, items));
        Effects::none()
    }

    /// Says that nothing is done about people until they write.
    pub fn decline(&mut self, people: People, cx: &mut Cx<'_>) -> Effects {
        let judge = |contact: ContactId| Command::Judge {
            entity: EntityRef::new(EntityKind::Contact, contact.as_str()),
            verdict: Some(Verdict::Declined),
        };
        self.submit("decline", people.into_iter().map(judge).collect(), cx)
    }

    /// Lets be picked how a deal ends.
    pub fn close(&mut self, deal: OpportunityId, cx: &mut Cx<'_>) -> Effects {
        let ticket = cx.ticket(&mut self.closing.deal.slot);
        self.closing.deal.about = Some(deal);
        let ends = ENDS.iter();
        let ends = ends.map(|(status, word)| item(status.word(), Shown::own(word), String::new()));
        cx.open(Picker::keyed("close as", ticket, ends.collect()));
        Effects::none()
    }

    /// Why the deal was lost, in the account's own reasons; it may stay open.
    fn choose_reason(&mut self, deal: OpportunityId, cx: &mut Cx<'_>) -> Effects {
        let ticket = cx.ticket(&mut self.closing.reason.slot);
        self.closing.reason.about = Some(deal);
        let known = cx.world.directory.lost_reasons.iter();
        let known = known.map(|reason| item(reason.id.as_str(), reason.name.shown(), String::new()));
        let none = item("", Shown::own("no reason given"), String::new());
        cx.open(Picker::keyed(
            "lost because",
            ticket,
            known.chain([none]).collect(),
        ));
        Effects::none()
    }

    fn close_as(
        &mut self,
        opportunity: OpportunityId,
        status: OpportunityStatus,
        reason: Option<LostReasonId>,
        cx: &mut Cx<'_>,
    ) -> Effects {
        let command = Command::CloseOpportunity {
            opportunity,
            status,
            reason,
        };
        self.submit_now(vec![command], cx)
    }

    /// Takes an answer in, if it is about an end.
    pub(super) fn take_closing(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<Effects> {
        if let Some((picked, ())) = self.closing.task.take(loaded, cx) {
            let commands = picked.added.iter().map(|task| done(task)).collect();
            return Some(self.submit("task done for", commands, cx));
        }
        if let Some((picked, deal)) = self.closing.deal.take(loaded, cx) {
            let (Some(deal), Some(word)) = (deal, picked.added.first()) else {
                return Some(Effects::none());
            };
            let status = OpportunityStatus::from_word(word);
            if status == OpportunityStatus::Lost && !cx.world.directory.lost_reasons.is_empty() {
                return Some(self.choose_reason(deal, cx));
            }
            return Some(self.close_as(deal, status, None, cx));
        }
        let (picked, deal) = self.closing.reason.take(loaded, cx)?;
        let (Some(deal), Some(id)) = (deal, picked.added.first()) else {
            return Some(Effects::none());
        };
        let reason = Some(id.as_str()).filter(|id| !id.is_empty());
        let reason = reason.map(LostReasonId::from);
        Some(self.close_as(deal, OpportunityStatus::Lost, reason, cx))
    }
}
