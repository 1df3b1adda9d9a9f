//! Rings what is due: works out what comes of it, many runs at a time, and has it kept.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::door::Leaving;
use super::facts::Known;
use super::keep::{Planned, Refused};
use super::plan::Stepping;
use super::{Automations, BATCH, LATE, STEPS, door, errand, plan, slots};
use crate::automation::action::Effect;
use crate::automation::arbiter::Verdict;
use crate::automation::facts::Facts;
use crate::domain::automation::Switch;
use crate::domain::command::Did;
use crate::domain::contact::dnd_told;
use crate::domain::plan::Deed;
use crate::domain::value::ContactId;
use crate::store::{CommitError, RunRow, StoreError};

/// Late steps in a minute at most, so that whoever opens the lid sets off no avalanche: the house's business rules.
pub(super) const LATE_PER_MINUTE: usize = 30;

impl Automations {
    /// Steps the runs of an automation that are due.
    pub(super) async fn ring(&self, id: &str) -> Result<(), CommitError> {
        for _ in 0..STEPS / BATCH {
            // What is in the middle of a batch when everything is stopped is refused by the file.
            if !self.may_act().await? {
                return Ok(());
            }
            let (now, of) = (self.clock.now(), id.to_owned());
            let due = self
                .store
                .read(move |reader| {
                    // Who comes in now does not wait behind those for whom it is late already.
                    let late = now - LATE;
                    let mut due = reader.due_runs(&of, (late, now), BATCH)?;
                    due.extend(reader.due_runs(&of, (Timestamp::MIN, late), BATCH)?);
                    Ok(due)
                })
                .await?;
            self.ask_the_crm(&due).await?;
            let worker = self.clone();
            let (planned, broken) = self
                .ask(move |known| {
                    let mut broken = None;
                    let planned = worker.plan_batch(due, known, now, &mut broken)?;
                    Ok((planned, broken))
                })
                .await?;
            if let Some(why) = broken {
                self.pause(id.to_owned(), why).await?;
            }
            if planned.is_empty() {
                return Ok(());
            }
            self.keep_all(planned).await?;
        }
        Ok(())
    }

    /// Whether what was due is late and as many late ones were taken in the last minute as may be.
    pub(super) fn is_late_too_often(&self, due: Timestamp, now: Timestamp) -> bool {
        if now.duration_since(due) <= LATE {
            return false;
        }
        let mut mind = self.mind();
        mind.late
            .retain(|at| now.duration_since(*at) < SignedDuration::from_mins(1));
        if mind.late.len() >= LATE_PER_MINUTE {
            return true;
        }
        mind.late.push(now);
        false
    }

    /// Has the CRM say of those who are about to be written to whether they may be disturbed, which its lists leave out. When it
    /// does not, the gate holds what is written to them for a person.
    async fn ask_the_crm(&self, due: &[RunRow]) -> Result<(), StoreError> {
        let mut near = Vec::new();
        for row in due.iter().filter(|row| row.waits == "effect") {
            let program = self.program(&row.automation, row.version).await?;
            if program.is_ok_and(|program| program.definition.sends()) {
                near.push(row.contact.clone());
            }
        }
        if near.is_empty() {
            return Ok(());
        }
        let unsaid = self
            .ask(move |known| {
                near.retain(|who| known.person(who).is_some_and(|person| !dnd_told(&person.fields)));
                Ok(near)
            })
            .await?;
        for contact in &unsaid {
            if let Err(error) = self.sync.fetch(contact).await {
                tracing::debug!(error, "the CRM was not asked about somebody");
            }
        }
        Ok(())
    }

    /// What runs that are due do. Of a household one at a time, so that each sees what became of the other.
    fn plan_batch(
        &self,
        due: Vec<RunRow>,
        known: &Known<'_>,
        now: Timestamp,
        broken: &mut Option<String>,
    ) -> Result<Vec<Planned>, StoreError> {
        let mut planned = Vec::new();
        let mut houses = HashSet::new();
        for row in due {
            let is_first = houses.insert(known.household(&row.contact));
            if !is_first || row.due.is_some_and(|due| self.is_late_too_often(due, now)) {
                continue;
            }
            match self.program_in(known.reader, &row.automation, row.version)? {
                Ok(program) => {
                    let stepping = Stepping::of(row, program, known, now)?;
                    planned.extend(self.plan_due(stepping, known, now)?);
                }
                Err(why) => *broken = Some(why),
            }
        }
        Ok(planned)
    }

    /// What a run that is due does, and with it the others that want to write to the same household now.
    fn plan_due<'a>(
        &self,
        stepping: Stepping<'a>,
        known: &'a Known<'a>,
        now: Timestamp,
    ) -> Result<Vec<Planned>, StoreError> {
        let kind = stepping.program.definition.kind();
        if let Some(input) = stepping.rings() {
            let step = stepping.step(input, 0, Vec::new())?;
            return Ok(step.into_iter().map(|step| Planned::of(step, kind)).collect());
        }
        let Some(key) = stepping.waits_for().map(str::to_owned) else {
            return Ok(Vec::new());
        };
        let Some(pending) = known.reader.pending_effect(&key)? else {
            // It was settled, and what came of it was not heard.
            let step = stepping.step(plan::done(&key), 0, Vec::new())?;
            return Ok(step.into_iter().map(|step| Planned::of(step, kind)).collect());
        };
        let effect: Effect = serde_json::from_str(&pending.effect)?;
        if errand::is_one(&effect) {
            return Ok(vec![self.send_off(stepping, &key, &pending.step)]);
        }
        let effect = match slots::filled(effect, known, now)? {
            Ok(effect) => effect,
            Err(why) => {
                let held = door::held(stepping, (key, pending), now + slots::AGAIN, why)?;
                return Ok(held.into_iter().map(|step| Planned::of(step, kind)).collect());
            }
        };
        let Some(draft) = door::leaving(&effect) else {
            return Ok(act(stepping, &key, &pending.step, &effect)?.into_iter().collect());
        };
        let contact = stepping.run.contact.clone();
        let own = stepping.row.id.clone();
        let mut messages = vec![Leaving {
            stepping,
            key,
            pending,
            draft,
        }];
        messages.extend(self.others(&contact, &own, known, now)?);
        let verdicts = door::arbitrate(&messages, known, now)?;
        let mut planned = Vec::new();
        for (message, verdict) in messages.into_iter().zip(verdicts) {
            let kind = message.stepping.program.definition.kind();
            let goes = matches!(verdict, Ok(Verdict::Go));
            if goes {
                let effect = Effect::Deed {
                    deed: Deed::Send(message.draft),
                };
                planned.extend(act(
                    message.stepping,
                    &message.key,
                    &message.pending.step,
                    &effect,
                )?);
            } else if let Some(step) = door::out(message, verdict, &mut self.mind().spill)? {
                planned.push(Planned::of(step, kind));
            }
        }
        Ok(planned)
    }

    /// The other messages that want to leave to a household now.
    fn others<'a>(
        &self,
        contact: &ContactId,
        own: &str,
        known: &'a Known<'a>,
        now: Timestamp,
    ) -> Result<Vec<Leaving<'a>>, StoreError> {
        let mut found = Vec::new();
        let on = known.reader.automations()?;
        for row in known.reader.open_runs(contact)? {
            let runs = on
                .iter()
                .any(|one| one.id == row.automation && one.state == Switch::On);
            if row.id == own || !runs || row.waits != "effect" || row.due.is_none_or(|due| due > now) {
                continue;
            }
            let Ok(program) = self.program_in(known.reader, &row.automation, row.version)? else {
                continue;
            };
            let stepping = Stepping::of(row, program, known, now)?;
            let Some(key) = stepping.waits_for().map(str::to_owned) else {
                continue;
            };
            let Some(pending) = known.reader.pending_effect(&key)? else {
                continue;
            };
            let effect: Effect = serde_json::from_str(&pending.effect)?;
            // One that has no times to offer stands back.
            let effect = slots::filled(effect, known, now)?.ok();
            if let Some(draft) = effect.as_ref().and_then(door::leaving) {
                found.push(Leaving {
                    stepping,
                    key,
                    pending,
                    draft,
                });
            }
        }
        Ok(found)
    }
}

/// The step that does an effect and goes on, with what is fed back instead when it is refused.
fn act(
    stepping: Stepping<'_>,
    key: &str,
    step: &str,
    effect: &Effect,
) -> Result<Option<Planned>, StoreError> {
    let kind = stepping.program.definition.kind();
    let name = stepping.program.definition.name().to_owned();
    let row = stepping.row.clone();
    let (did, input) = match plan::deed(effect, key, &row.contact, stepping.known) {
        Ok(command) => (Did::Done(command.map(Box::new)), plan::done(key)),
        Err(why) => {
            let input = plan::refused(key, &why);
            (Did::Refused(why), input)
        }
    };
    let says = match effect {
        Effect::Deed { deed: Deed::Draft(_) } => {
            Some(format!("{name} has laid a message ready for you to look at"))
        }
        _ => None,
    };
    let turn = plan::turn(effect, step, &did);
    let mut lines = vec![plan::settled_as(effect, key, step, did)?];
    lines.extend(turn);
    let found = stepping.step(input, 0, lines)?;
    let refused = Refused {
        row,
        key: key.to_owned(),
        step: step.to_owned(),
    };
    Ok(found.map(|found| Planned::doing(found, kind, refused, says)))
}
