//! What somebody asks of copying and pushing: done here when the lease can be had, and else by the copy that holds it.

use std::time::Duration;

use super::{Answering, Crm, DrainReport, Drive, PushReport, SyncReport, Worker};
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, EntityRef};
use crate::engine::helm;
use crate::store::Reader;
use crate::sync::pull::FaultKind;
use crate::sync::push::Pushed;

/// The longest that a round is waited for that another copy was asked for: a first copy of a large account.
const ASKED: Duration = Duration::from_mins(10);

impl<C: Crm> Drive for Worker<C> {
    fn once(&self, full: bool) -> Answering<'_, Result<SyncReport, String>> {
        Box::pin(async move {
            let began = self.shared.clock.elapsed();
            let mut report = self.shared_once(full, began).await?;
            let conflicts = self.shared.store.read(Reader::conflicts).await;
            report.conflicts = conflicts.map_err(told)?.len() as u64;
            report.seconds = self.spent(began).as_secs_f64();
            self.count_waiting().await;
            Ok(report)
        })
    }

    fn drain(&self, limit: Duration) -> Answering<'_, Result<DrainReport, String>> {
        Box::pin(async move {
            let began = self.shared.clock.elapsed();
            let before = self.outbox().await;
            loop {
                let left = limit.saturating_sub(self.spent(began));
                if self.shared.helm.ask().await.map_err(told)?.ours {
                    return self.at_helm(self.drain_here(left)).await;
                }
                let waiting = self.count_waiting().await;
                if waiting == 0 || left.is_zero() || self.shared.stop.is_cancelled() {
                    return Ok(DrainReport {
                        pushed: PushReport::between(&before, &self.outbox().await),
                        waiting,
                        elsewhere: true,
                    });
                }
                tokio::time::sleep(helm::LOOK.min(left)).await;
            }
        })
    }

    fn fetch(&self, contact: String) -> Answering<'_, Result<(), String>> {
        Box::pin(async move {
            if !self.shared.helm.ask().await.map_err(told)?.ours {
                // The holder brings this person with its next round.
                return Ok(());
            }
            self.at_helm(self.fetch_here(&contact)).await
        })
    }
}

impl<C: Crm> Worker<C> {
    /// Does some work as the holder. A copy that does not stand lets go afterwards.
    async fn at_helm<T>(&self, work: impl Future<Output = T>) -> T {
        if self.stands {
            return work.await;
        }
        let done = self.shared.helm.during(work).await;
        self.shared.helm.let_go().await;
        done
    }

    fn spent(&self, began: Duration) -> Duration {
        self.shared.clock.elapsed().saturating_sub(began)
    }

    async fn shared_once(&self, full: bool, began: Duration) -> Result<SyncReport, String> {
        let helm = &self.shared.helm;
        if helm.ask().await.map_err(told)?.ours {
            return self.at_helm(self.once_here(full)).await;
        }
        let number = helm.wish(full).await.map_err(told)?;
        loop {
            tokio::time::sleep(helm::LOOK).await;
            let lease = helm.ask().await.map_err(told)?;
            if lease.ours {
                return self.at_helm(self.once_here(full)).await;
            }
            if lease.served >= number {
                return match lease.fault {
                    Some(why) => Err(why),
                    None => Ok(SyncReport {
                        elsewhere: true,
                        ..SyncReport::default()
                    }),
                };
            }
            if self.spent(began) > ASKED || self.shared.stop.is_cancelled() {
                return Err(
                    "another open copy of leadline talks to the CRM and has not come to it yet; it goes on by itself"
                        .to_owned(),
                );
            }
        }
    }

    async fn once_here(&self, full: bool) -> Result<SyncReport, String> {
        let mut report = SyncReport::default();
        let mut pushed = Pushed::default();
        if full {
            self.start_over().await.map_err(told)?;
        }
        let reached = self.round(&mut report).await;
        if reached {
            self.push_all(None, &mut pushed).await.map_err(told)?;
            if full || self.is_read_anew().await {
                self.sweep().await.map_err(told)?;
            }
            self.look_at_suspects().await.map_err(told)?;
        }
        report.pushed = pushed.into();
        match report.failed.first() {
            Some(why) if !reached => Err(why.clone()),
            _ => Ok(report),
        }
    }

    async fn drain_here(&self, limit: Duration) -> Result<DrainReport, String> {
        let began = self.shared.clock.elapsed();
        let mut pushed = Pushed::default();
        loop {
            let left = limit.saturating_sub(self.spent(began));
            self.push_all(Some(left), &mut pushed).await.map_err(told)?;
            let waiting = self.count_waiting().await;
            let left = limit.saturating_sub(self.spent(began));
            if waiting == 0 || left.is_zero() || self.shared.stop.is_cancelled() {
                return Ok(DrainReport {
                    pushed: pushed.into(),
                    waiting,
                    elsewhere: false,
                });
            }
            tokio::select! {
                () = self.shared.stop.cancelled() => {}
                () = tokio::time::sleep(self.until_next().await.min(left)) => {}
            }
        }
    }

    async fn fetch_here(&self, contact: &str) -> Result<(), String> {
        let records = match self.crm.person(contact).await {
            Err(fault) if fault.kind == FaultKind::Missing => {
                let entity = EntityRef::new(EntityKind::Contact, contact);
                self.denied(entity).await.map_err(told)?;
                return Err(told(fault));
            }
            answered => answered.map_err(told)?,
        };
        let apply = SyncCommand::Apply {
            records,
            cursor: None,
            first_copy: false,
        };
        let store = &self.shared.store;
        let receipt = store.commit(Command::Sync(apply), Origin::Remote).await;
        self.ring(&receipt.map_err(told)?.urgent);
        Ok(())
    }
}

/// An error as a sentence.
fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
