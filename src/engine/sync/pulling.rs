//! The worker that fetches: round after round, and what of it is shown and kept.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::Notify;

use super::{Crm, LOOK, PAUSE, SyncReport, Worker};
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::value::Foreign;
use crate::engine::progress::{Link, Task};
use crate::engine::{Notice, Volume};
use crate::store::CommitError;
use crate::sync::pull::{self, FaultKind, PullError};
use crate::sync::push::Pushed;

/// Resources fetched side by side. The rate limit is the bound; three keep it busy while a page is being stored.
pub(super) const ABREAST: usize = 3;
/// Faults kept for the Health tab.
const FAULTS: usize = 20;

impl<C: Crm> Worker<C> {
    pub(super) async fn pull_loop(&self, every: Duration, woken: &Notify) {
        let mut pause = PAUSE;
        let mut calls = self.shared.helm.calls();
        loop {
            let reached = !self.shared.helm.holds().await || self.serve().await;
            // What came meanwhile and is not done is called for again with the next sign.
            calls.mark_unchanged();
            pause = if reached { PAUSE } else { (pause * 2).min(LOOK) };
            let wait = if reached { every } else { pause };
            tokio::select! {
                () = self.shared.stop.cancelled() => return,
                () = woken.notified() => self.pass_on().await,
                _ = calls.changed() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// A round of the holder's, with what other copies asked of it. False when the CRM could not be reached.
    async fn serve(&self) -> bool {
        let helm = &self.shared.helm;
        let Ok(lease) = helm.ask().await else { return false };
        let asked = lease.wished > lease.served;
        if self.paused.load(Ordering::Relaxed) {
            if asked {
                let why = "the open copy of leadline that talks to the CRM is paused".to_owned();
                helm.grant(lease.wished, Some(why)).await;
            }
            return true;
        }
        let mut report = SyncReport::default();
        let done = async {
            if asked && lease.whole {
                self.start_over().await.map_err(|error| error.to_string())?;
            }
            let reached = self.round(&mut report).await;
            if asked && reached {
                let pushed = self.push_all(None, &mut Pushed::default()).await;
                pushed.map_err(|error| error.to_string())?;
            }
            Ok::<_, String>(reached)
        };
        let done = done.await;
        if asked {
            let fault = done.as_ref().err().or(report.failed.first());
            helm.grant(lease.wished, fault.cloned()).await;
        }
        done.unwrap_or(false)
    }

    /// Fetching was asked for here; when another copy holds the lease, it is told.
    async fn pass_on(&self) {
        if !self.paused.load(Ordering::Relaxed)
            && !self.shared.helm.holds().await
            && let Err(error) = self.shared.helm.wish(false).await
        {
            tracing::debug!(%error, "the copy that talks to the CRM was not told");
        }
    }

    /// Fetches every resource until nothing new is left. False when the CRM could not be reached, or nothing saved.
    pub(super) async fn round(&self, report: &mut SyncReport) -> bool {
        self.watch_account().await;
        let mut waiting = self.crm.resources().into_iter();
        let mut running: FuturesUnordered<_> = waiting
            .by_ref()
            .take(ABREAST)
            .map(|name| self.resource(name))
            .collect();
        let (mut reached, mut whole) = (true, true);
        while let Some((name, result)) = running.next().await {
            match result {
                Ok(changed) => *report.pulled.entry(name.to_owned()).or_default() += changed,
                Err(error) => {
                    let kind = self.note_fault(name, &error);
                    self.keep_fault(name, &error).await;
                    report.failed.push(format!("{name}: {error}"));
                    // Without a kind it is the local copy that takes nothing: more pages would only be thrown away.
                    if matches!(kind, None | Some(FaultKind::Offline | FaultKind::Refused)) {
                        reached = false;
                        break;
                    }
                }
            }
            if self.shared.stop.is_cancelled()
                || self.paused.load(Ordering::Relaxed)
                || !self.shared.helm.holds().await
            {
                whole = false;
                break;
            }
            running.extend(waiting.next().map(|name| self.resource(name)));
        }
        if reached {
            let now = self.shared.clock.now();
            self.shared.progress.send_modify(|progress| {
                progress.link = Link::Up;
                if whole {
                    progress.synced = Some(now);
                    progress.first_copy = false;
                    progress.parts.clear();
                }
            });
        }
        let (again, slowed) = self.crm.stumbles();
        self.shared.progress.send_modify(|progress| {
            progress.task = None;
            (progress.again, progress.slowed) = (again, slowed);
        });
        self.keep_budget().await;
        reached
    }

    async fn resource(&self, name: &'static str) -> (&'static str, Result<u64, PullError>) {
        let began = self.shared.clock.elapsed();
        let (mut changed, mut told) = (0, 0);
        loop {
            if !self.shared.helm.holds().await {
                return (name, Ok(changed));
            }
            match pull::page(&self.shared.store, &self.crm, name).await {
                Ok(pulled) => {
                    changed += pulled.changed;
                    told += pulled.told;
                    let spent = self.shared.clock.elapsed().saturating_sub(began);
                    self.show(name, &pulled, told, spent);
                    self.ring(&pulled.urgent);
                    if !pulled.more || self.shared.stop.is_cancelled() {
                        return (name, Ok(changed));
                    }
                }
                Err(error) => return (name, Err(error)),
            }
        }
    }

    fn show(&self, name: &str, pulled: &pull::Pulled, told: u64, spent: Duration) {
        let (requests, today) = self.crm.load();
        self.shared.progress.send_modify(|progress| {
            progress.link = Link::Up;
            progress.requests = requests;
            progress.today = today;
            if pulled.first_copy {
                progress.copy(name, pulled.done, pulled.total, pulled.more);
            }
            if pulled.first_copy && pulled.more {
                progress.first_copy = true;
                let left = pulled.total.map(|total| total.saturating_sub(pulled.done));
                let speed = told as f64 / spent.as_secs_f64().max(0.001);
                progress.task = Some(Task {
                    what: name.to_owned(),
                    done: pulled.done,
                    total: pulled.total,
                    seconds_left: left.map(|left| (left as f64 / speed.max(0.1)).ceil() as u64),
                });
            }
        });
    }

    fn note_fault(&self, name: &str, error: &PullError) -> Option<FaultKind> {
        let now = self.shared.clock.now();
        let sentence = Foreign::from(error.to_string());
        // The CRM's own words may name somebody; Health shows them, the log has the kind.
        let kind = match error {
            PullError::Fault(fault) => {
                tracing::warn!(resource = name, kind = ?fault.kind, "could not be fetched");
                Some(fault.kind)
            }
            PullError::Commit(error) => {
                tracing::warn!(resource = name, error = error.outline(), "could not be kept");
                None
            }
        };
        self.shared.progress.send_modify(|progress| {
            progress
                .faults
                .insert(0, (name.to_owned(), sentence.clone(), now));
            progress.faults.truncate(FAULTS);
            match (kind, &progress.link) {
                (Some(FaultKind::Offline), Link::Down { .. }) => {}
                (Some(FaultKind::Offline), _) => {
                    progress.link = Link::Down {
                        since: now,
                        why: sentence.clone(),
                    };
                }
                (Some(FaultKind::Refused), _) => {
                    progress.link = Link::Refused {
                        why: sentence.clone(),
                    }
                }
                _ => {}
            }
        });
        kind
    }

    async fn keep_fault(&self, name: &str, error: &PullError) {
        let PullError::Fault(fault) = error else { return };
        let note = SyncCommand::NoteFault {
            resource: name.to_owned(),
            sentence: fault.sentence.raw().to_owned(),
        };
        if let Err(error) = self
            .shared
            .store
            .commit(Command::Sync(note), Origin::Engine)
            .await
        {
            tracing::debug!(error = error.outline(), "the fault was not kept");
        }
    }

    pub(super) async fn keep_budget(&self) {
        let value = self.crm.budget();
        let keep = Command::Sync(SyncCommand::KeepBudget { value });
        if let Err(error) = self.shared.store.commit(keep, Origin::Engine).await {
            tracing::debug!(error = error.outline(), "the day's request count was not kept");
        }
    }

    pub(super) async fn start_over(&self) -> Result<(), CommitError> {
        for name in self.crm.resources() {
            pull::start_over(&self.shared.store, name).await?;
        }
        Ok(())
    }

    /// What a person must hear about now. When nobody listens, the log and the person's record say the same.
    pub(super) fn ring(&self, urgent: &[String]) {
        for sentence in urgent {
            let _nobody = self.shared.notices.send(Notice {
                volume: Volume::Ring,
                text: Foreign::from(sentence.as_str()).shown(),
            });
        }
    }
}
