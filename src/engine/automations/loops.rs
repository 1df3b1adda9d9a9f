//! Loops: what steps of automations set comes back to them, by another automation or by a workflow of the CRM, again and again.
//!
//! One automation alone is kept from it by the time in which nobody comes in again. A tag or a stage that our steps set and that the
//! same person gets so often in a day is set by machines against each other: those of ours that are in it are paused, and it is
//! said where to look for the other side.

use std::collections::{BTreeSet, HashMap};

use jiff::SignedDuration;

use super::{Automations, Live, events};
use crate::automation::event::{Event, EventKind};
use crate::automation::machine::{Program, fires};
use crate::domain::origin::Origin;
use crate::store::{CommitError, StoreError};

/// So often within a day is a loop.
const TIMES: usize = 3;
/// The day.
const WITHIN: SignedDuration = SignedDuration::from_hours(24);

impl Automations {
    /// The automations that an event shows to be in a loop; they are paused.
    pub(super) async fn in_a_loop(
        &self,
        live: &HashMap<String, Live>,
        event: &Event,
        (origin, seq): (&Origin, i64),
    ) -> Result<BTreeSet<String>, CommitError> {
        let mut found = BTreeSet::new();
        let by_hand = origin.is_person();
        let Some(set) = thing(&event.kind).filter(|_| !by_hand) else {
            return Ok(found);
        };
        if !live.values().any(|one| sets(&one.program, &event.kind)) {
            return Ok(found);
        }
        let doors: Vec<Live> = live
            .values()
            .filter(|one| fires(&one.program, &event.kind))
            .cloned()
            .collect();
        if !doors.is_empty() {
            found = self.hit_too_often(doors, event, seq).await?;
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

    /// The automations that somebody was put into by machines too often within the day before an event, or would have been. The
    /// journal says so: it is counted anew each time, and nothing is lost with the worker.
    async fn hit_too_often(
        &self,
        doors: Vec<Live>,
        event: &Event,
        seq: i64,
    ) -> Result<BTreeSet<String>, StoreError> {
        let (contact, until) = (event.contact.clone(), event.at);
        let since = until.saturating_sub(WITHIN).unwrap_or(until);
        let skew = self.rules.skew;
        self.ask(move |known| {
            let mut set = Vec::new();
            for fact in known.reader.happened_with(&contact, since, seq)? {
                if !fact.origin.is_person() {
                    set.extend(events::events(&fact, known)?);
                }
            }
            let is_hit = |one: &Live| {
                // What was before this version is not its doing.
                let since = since.max(one.published - skew);
                let hits = set.iter().filter(|hit| {
                    thing(&hit.kind).is_some()
                        && fires(&one.program, &hit.kind)
                        && (since < hit.at && hit.at <= until)
                });
                let times: BTreeSet<_> = hits.map(|hit| hit.at).collect();
                times.len() >= TIMES
            };
            let hit = doors.iter().filter(|one| is_hit(one));
            Ok(hit.map(|one| one.program.definition.id().to_owned()).collect())
        })
        .await
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
