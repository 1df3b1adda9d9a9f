//! Loops: what steps of automations set comes back to them, by another automation or by a workflow of the CRM, again and again.
//!
//! One automation alone is kept from it by the time in which nobody comes in again. A tag or a stage that our steps set and that the
//! same person gets so often in a day is set by machines against each other: those of ours that are in it are paused, and it is
//! said where to look for the other side.

use std::collections::{BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::{Automations, Live};
use crate::automation::event::{Event, EventKind};
use crate::automation::machine::{Program, fires};
use crate::domain::origin::Origin;
use crate::domain::value::ContactId;
use crate::store::CommitError;

/// So often within a day is a loop.
const TIMES: usize = 3;
/// People that are watched at most. Machines that set so much are no loop; whoever is in one is found again.
const WATCHED: usize = 10_000;
/// The day.
const WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// Who was put into which automation, or would have been, and when.
pub(super) type Hits = HashMap<(String, ContactId), Vec<Timestamp>>;

impl Automations {
    /// The automations that an event shows to be in a loop; they are paused.
    pub(super) async fn in_a_loop(
        &self,
        live: &HashMap<String, Live>,
        event: &Event,
        origin: &Origin,
    ) -> Result<BTreeSet<String>, CommitError> {
        let mut found = BTreeSet::new();
        let by_hand = origin.is_person();
        let Some(set) = thing(&event.kind).filter(|_| !by_hand) else {
            return Ok(found);
        };
        if !live.values().any(|one| sets(&one.program, &event.kind)) {
            return Ok(found);
        }
        for (id, one) in live {
            if fires(&one.program, &event.kind) && self.hit(id, event) >= TIMES {
                found.insert(id.clone());
            }
        }
        if found.is_empty() {
            return Ok(found);
        }
        let other = match origin {
            Origin::Automation { run, .. } => {
                let run = run.clone();
                let row = self.store.read(move |reader| reader.run(&run)).await?;
                row.map(|row| row.automation)
            }
            _ => None,
        };
        let where_to = match &other {
            Some(other) => {
                found.insert(other.clone());
                format!("{other} sets it")
            }
            None => {
                "it comes from the CRM: look there for a workflow that sets it, and stop that too".to_owned()
            }
        };
        for id in found.iter().filter(|id| live.contains_key(*id)) {
            let why = format!(
                "somebody got {set} {TIMES} times within a day and it is set by steps of automations; {where_to}; \
                 change one side and let it go on"
            );
            self.pause(id.clone(), why).await?;
        }
        Ok(found)
    }

    /// How often somebody was put into an automation within a day, or would have been, this time among it.
    fn hit(&self, id: &str, event: &Event) -> usize {
        let mut mind = self.mind();
        if mind.hits.len() >= WATCHED {
            mind.hits.clear();
        }
        let hits = mind
            .hits
            .entry((id.to_owned(), event.contact.clone()))
            .or_default();
        hits.retain(|at| event.at - WITHIN < *at);
        // What is heard again after a failure is the same.
        if !hits.contains(&event.at) {
            hits.push(event.at);
        }
        hits.len()
    }
}

/// What was set, in words; nothing for what steps cannot set.
fn thing(kind: &EventKind) -> Option<String> {
    match kind {
        EventKind::TagAdded { tag } => Some(format!("the tag \"{tag}\"")),
        EventKind::TagRemoved { tag } => Some(format!("rid of the tag \"{tag}\"")),
        EventKind::Stage { .. } => Some("the same stage".to_owned()),
        _ => None,
    }
}

/// Whether steps of an automation touch what an event is about.
fn sets(program: &Program, kind: &EventKind) -> bool {
    let steps = program.definition.all_steps();
    let named = |tag: &str| {
        steps.iter().any(|step| {
            let says = |name: &str| {
                step.args
                    .line(name)
                    .is_some_and(|said| said.eq_ignore_ascii_case(tag))
            };
            step.action.word == "tag" && (says("add") || says("remove"))
        })
    };
    match kind {
        EventKind::TagAdded { tag } | EventKind::TagRemoved { tag } => named(tag),
        EventKind::Stage { .. } => steps.iter().any(|step| step.action.word == "stage"),
        _ => false,
    }
}
