//! Keeps steps: each with what it does, or what came of its being refused.

use super::plan::Stepping;
use super::{Automations, plan};
use crate::domain::automation::Switch;
use crate::domain::command::{AutomationCommand, Command, Did, RunStep};
use crate::domain::gate::Kind;
use crate::domain::origin::Origin;
use crate::engine::Volume;
use crate::store::{CommitError, Receipt, RunRow};

/// A step with who takes it.
pub(super) struct Planned {
    step: RunStep,
    kind: Kind,
    /// What is fed back instead when it is refused.
    or_refused: Option<Refused>,
    /// What somebody should hear about when it is on disk.
    says: Option<String>,
}

/// A run whose effect was refused.
pub(super) struct Refused {
    pub row: RunRow,
    /// Of the effect.
    pub key: String,
    /// Where it stands.
    pub step: String,
}

impl Planned {
    /// A step that does nothing, or nothing that can be refused.
    pub(super) const fn of(step: RunStep, kind: Kind) -> Self {
        Self {
            step,
            kind,
            or_refused: None,
            says: None,
        }
    }

    /// A step that does an effect, with what somebody should hear about it.
    pub(super) const fn doing(step: RunStep, kind: Kind, refused: Refused, says: Option<String>) -> Self {
        Self {
            step,
            kind,
            or_refused: Some(refused),
            says,
        }
    }
}

impl Automations {
    /// Keeps a step. What is refused is fed back to the run as such.
    pub(super) async fn keep(&self, planned: Planned) -> Result<(), CommitError> {
        self.keep_all(vec![planned]).await
    }

    /// Keeps steps of runs that have nothing to do with one another: each whole or not at all, many to one commit.
    pub(super) async fn keep_all(&self, planned: Vec<Planned>) -> Result<(), CommitError> {
        let (mut commands, mut after) = (Vec::new(), Vec::new());
        for one in planned {
            let origin = Origin::Automation {
                run: one.step.run.clone(),
                kind: one.kind,
            };
            after.push((origin.clone(), one.or_refused, one.says));
            commands.push((command(one.step), origin));
        }
        let answers = self.store.commit_all(commands).await;
        for ((origin, or_refused, says), answer) in after.into_iter().zip(answers) {
            match answer {
                Ok(Receipt { .. }) => {
                    if let Some(says) = says {
                        self.tell(Volume::Line, says);
                    }
                }
                Err(CommitError::Store(error)) => return Err(error.into()),
                Err(error) => {
                    if let Some(refused) = or_refused {
                        self.feed_back(refused, &error, origin).await?;
                    } else {
                        tracing::debug!(error = error.outline(), "a run has gone on since");
                    }
                }
            }
        }
        Ok(())
    }

    async fn feed_back(
        &self,
        refused: Refused,
        error: &CommitError,
        origin: Origin,
    ) -> Result<(), CommitError> {
        let Refused { row, key, step } = refused;
        let (id, automation) = (row.id.clone(), row.automation.clone());
        let still = self
            .store
            .read(move |reader| {
                let on = reader
                    .automations()?
                    .into_iter()
                    .any(|one| one.id == automation && one.state == Switch::On);
                let same = reader.run(&id)?.is_some_and(|now| now.rev == row.rev);
                Ok((on && same && reader.stopped()?.is_none()).then_some(row))
            })
            .await?;
        // Stopped, paused or moved on meanwhile: it is looked at again when it may.
        let Some(row) = still else { return Ok(()) };
        let Ok(program) = self.program(&row.automation, row.version).await? else {
            return Ok(());
        };
        let (now, why) = (self.clock.now(), error.to_string());
        let refused = self
            .ask(move |known| {
                let line = plan::settled(&key, &step, Did::Refused(why.clone()));
                Stepping::of(row, program, known, now)?.step(plan::refused(&key, &why), 0, vec![line])
            })
            .await?;
        if let Some(step) = refused {
            self.store.commit(command(step), origin).await?;
        }
        Ok(())
    }
}

fn command(step: RunStep) -> Command {
    Command::Automation(AutomationCommand::Step(Box::new(step)))
}
