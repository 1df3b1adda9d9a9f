//! Keeps timers on people's clocks: when the rules of zones were replaced by others, every run that waits is told so.

use jiff::SignedDuration;

use super::keep::Planned;
use super::plan::Stepping;
use super::{Automations, BATCH};
use crate::automation::event::{Event, EventKind};
use crate::automation::length::rules_of_zones;
use crate::automation::machine::Input;
use crate::domain::command::{AutomationCommand, Command};
use crate::domain::origin::Origin;
use crate::store::{CommitError, Reader, RunRow};

/// The rules of zones are looked at as often as this.
const AGAIN: SignedDuration = SignedDuration::from_hours(6);

impl Automations {
    /// Has timers stand by the rules of zones as they are.
    pub(super) async fn follow_zones(&self) -> Result<(), CommitError> {
        let now = self.clock.now();
        let next = self.mind().looks.zones;
        if next.is_some_and(|next| now < next && next.duration_since(now) <= AGAIN) {
            return Ok(());
        }
        let rules = rules_of_zones(now);
        let known = self.store.read(Reader::zone_rules).await?;
        if known != Some(rules) {
            // Before the first look there is none that stands by others.
            if known.is_some() {
                self.tell_all().await?;
            }
            let zones = AutomationCommand::Zones { rules };
            self.store
                .commit(Command::Automation(zones), Origin::Engine)
                .await?;
        }
        self.mind().looks.zones = now.saturating_add(AGAIN).ok();
        Ok(())
    }

    async fn tell_all(&self) -> Result<(), CommitError> {
        let mut behind = String::new();
        loop {
            let from = behind.clone();
            let rows = self.store.read(move |reader| reader.timers(&from, BATCH)).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            behind.clone_from(&last.id);
            self.tell_clocks(rows).await?;
        }
    }

    async fn tell_clocks(&self, rows: Vec<RunRow>) -> Result<(), CommitError> {
        let (worker, now) = (self.clone(), self.clock.now());
        let steps = self
            .ask(move |known| {
                let mut steps = Vec::new();
                for row in rows {
                    let Ok(program) = worker.program_in(known.reader, &row.automation, row.version)? else {
                        continue;
                    };
                    let kind = program.definition.kind();
                    let event = Event {
                        contact: row.contact.clone(),
                        at: now,
                        kind: EventKind::ClockChanged,
                    };
                    let stepping = Stepping::of(row, program, known, now)?;
                    let step = stepping.step(Input::Event(event), 0, Vec::new())?;
                    steps.extend(step.map(|step| Planned::of(step, kind)));
                }
                Ok(steps)
            })
            .await?;
        self.keep_all(steps).await
    }
}
