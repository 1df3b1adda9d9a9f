//! Hears what happened: from the journal and from what runs did to other runs, to everybody inside and to whoever it lets in.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::arrive::{Arrival, in_time};
use super::keep::Planned;
use super::plan::Stepping;
use super::{Automations, BATCH, Live, events};
use crate::automation::action::Effect;
use crate::automation::event::{Event, EventKind};
use crate::automation::facts::Facts;
use crate::automation::machine::{Input, fires};
use crate::domain::command::{AutomationCommand, Command};
use crate::domain::origin::Origin;
use crate::domain::value::ContactId;
use crate::store::{CommitError, Reader, RunRow, StoreError};

/// Facts that are looked at together.
const FACTS: usize = 500;

/// By what something is known: the name under which it lets somebody in, the number of its fact, the last fact that a run has
/// heard with it, and when it was taken down here.
struct Known {
    cause: String,
    seq: i64,
    upto: i64,
    at: Timestamp,
}

/// Those who are about to come in, worked out and kept together: fifty thousand who get a tag at once are not fifty thousand
/// commits. Of a household one at a time, so that what happens next with it finds the run.
#[derive(Default)]
struct Arriving {
    households: HashSet<ContactId>,
    all: Vec<Arrival>,
}

impl Automations {
    /// Hears what happened since the last time.
    pub(super) async fn follow(&self, live: &mut HashMap<String, Live>) -> Result<(), CommitError> {
        loop {
            let (facts, lines) = self.store.read(Reader::automations_place).await?;
            let (events, last) = self
                .ask(move |known| {
                    let (happened, last) = known.reader.happened_since(facts, FACTS)?;
                    let mut all: Vec<(i64, Timestamp, Origin, Vec<Event>)> = Vec::new();
                    for one in &happened {
                        let events = events::events(one, known)?;
                        match all.last_mut() {
                            Some((seq, .., with)) if *seq == one.seq => with.extend(events),
                            _ => all.push((one.seq, one.at, one.origin.clone(), events)),
                        }
                    }
                    Ok((all, last))
                })
                .await?;
            if last == facts {
                return Ok(());
            }
            let mut arriving = Arriving::default();
            for (seq, at, origin, events) in events {
                let many = events.len();
                for (nr, event) in events.into_iter().enumerate() {
                    // Only with the last of them a run has heard the fact.
                    let upto = if nr + 1 == many { seq } else { seq - 1 };
                    for paused in self.in_a_loop(live, &event, (&origin, seq)).await? {
                        live.remove(&paused);
                    }
                    let cause = format!("fact {seq}.{nr}");
                    let known = Known { cause, seq, upto, at };
                    self.hear(live, event, known, &mut arriving).await?;
                }
            }
            self.come_in(arriving.all).await?;
            self.followed(last, lines).await?;
        }
    }

    async fn followed(&self, facts: i64, lines: i64) -> Result<(), CommitError> {
        let follow = AutomationCommand::Follow { facts, lines };
        self.store
            .commit(Command::Automation(follow), Origin::Engine)
            .await?;
        Ok(())
    }

    /// Hears what runs did to other runs.
    pub(super) async fn echoes(&self, live: &HashMap<String, Live>) -> Result<(), CommitError> {
        let (facts, lines) = self.store.read(Reader::automations_place).await?;
        let found = self.store.read(move |reader| reader.effects_since(lines)).await?;
        for done in found {
            let (line, contact, at) = (done.line, done.contact, done.at);
            let kind = match serde_json::from_str(&done.effect) {
                Ok(Effect::Start { automation }) => Some(EventKind::Started { automation }),
                Ok(Effect::Stop { automation }) => Some(EventKind::Stopped {
                    automation,
                    by: Some(done.automation),
                }),
                _ => None,
            };
            if let Some(kind) = kind {
                let event = Event { contact, at, kind };
                let known = Known {
                    cause: format!("line {line}"),
                    seq: facts,
                    upto: facts,
                    at,
                };
                let mut arriving = Arriving::default();
                self.hear(live, event, known, &mut arriving).await?;
                self.come_in(arriving.all).await?;
            }
            self.followed(facts, line).await?;
        }
        Ok(())
    }

    /// Tells everybody inside of an event, and lets in whom it puts in.
    async fn hear(
        &self,
        live: &HashMap<String, Live>,
        event: Event,
        known: Known,
        arriving: &mut Arriving,
    ) -> Result<(), CommitError> {
        let contact = event.contact.clone();
        let household = self.ask(move |known| Ok(known.household(&contact))).await?;
        if arriving.households.contains(&household) || arriving.all.len() >= BATCH {
            self.come_in(std::mem::take(arriving).all).await?;
        }
        let contact = event.contact.clone();
        let open = self.store.read(move |reader| reader.open_runs(&contact)).await?;
        let is_echo = known.cause.starts_with("line");
        for row in open {
            // What began the run is no news to it.
            let is_new = if is_echo {
                row.cause != known.cause
            } else {
                row.upto < known.seq && !self.is_enquiry(&row, &event.kind, &known).await?
            };
            if is_new && event.at >= row.entered - SignedDuration::from_hours(1) {
                self.tell_run(row, event.clone(), known.upto).await?;
            }
        }
        for one in live.values() {
            if fires(&one.program, &event.kind) && self.is_in_time(one, &event, &known.cause) {
                arriving.households.insert(household.clone());
                arriving.all.push(Arrival {
                    one: one.clone(),
                    event: event.clone(),
                    cause: known.cause.clone(),
                    seq: known.seq,
                });
            }
        }
        Ok(())
    }

    /// Whether this is what somebody wrote with whom a run began because they became known or filled in a form: it was here
    /// already when the run began, and is no reply to anything.
    async fn is_enquiry(&self, row: &RunRow, kind: &EventKind, known: &Known) -> Result<bool, StoreError> {
        if !matches!(kind, EventKind::Received { .. }) || known.at > row.entered {
            return Ok(false);
        }
        if row.cause.starts_with(&format!("fact {}.", known.seq)) {
            return Ok(true);
        }
        let program = self.program(&row.automation, row.version).await?;
        let comes = ["contact created", "form"];
        Ok(program.is_ok_and(|program| comes.contains(&program.definition.trigger.word)))
    }

    pub(super) async fn tell_run(&self, row: RunRow, event: Event, seq: i64) -> Result<(), CommitError> {
        let Ok(program) = self.program(&row.automation, row.version).await? else {
            return Ok(());
        };
        let now = self.clock.now();
        let kind = program.definition.kind();
        let step = self
            .ask(move |known| {
                Stepping::of(row, program, known, now)?.step(Input::Event(event), seq, Vec::new())
            })
            .await?;
        if let Some(step) = step {
            self.keep(Planned::of(step, kind)).await?;
        }
        Ok(())
    }

    /// Whether an event may put somebody in still.
    fn is_in_time(&self, one: &Live, event: &Event, cause: &str) -> bool {
        let definition = &one.program.definition;
        // What was before it was switched on is not its business; the clocks here and there may differ a little.
        if event.at < one.published - self.rules.skew && !cause.starts_with("line") {
            return false;
        }
        let in_time = in_time(definition, event.at, self.clock.now());
        if !in_time {
            tracing::info!(
                automation = definition.id(),
                "somebody was not let in: it happened too long ago"
            );
        }
        in_time
    }
}
