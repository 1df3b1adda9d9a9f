//! Wiring: from settings to a running engine.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::progress::Progress;
use super::{Engine, NOTICES, chat, project, sync};
use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::value::{LocationId, UserId};
use crate::secret::Secret;
use crate::store::{CommitError, Options, Roster, Store};

/// How to reach the CRM.
#[derive(Clone, Debug)]
pub struct CrmSetup {
    /// Its address.
    pub base_url: String,
    /// The private integration token.
    pub token: Secret,
    /// The sub-account.
    pub location: LocationId,
    /// The value of the `Version` header.
    pub version: String,
}

/// How to reach Claude.
#[derive(Clone, Debug)]
pub struct ChatSetup {
    /// Its address.
    pub base_url: String,
    /// The key.
    pub key: Secret,
    /// Send the key as a bearer token: gateways want that.
    pub bearer: bool,
    /// The value of the `anthropic-version` header.
    pub version: String,
    /// The model to begin with.
    pub model: String,
    /// The longest answer, in tokens.
    pub max_tokens: u64,
    /// Prices that replace the built-in ones, as the text of a price table.
    pub prices: Option<String>,
    /// The most that may be spent in a day, in millionths of a dollar.
    pub daily_limit: Option<i64>,
}

/// Everything an engine is made from.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The local copy.
    pub path: PathBuf,
    /// The time.
    pub clock: Clock,
    /// The person's zone.
    pub zone: TimeZone,
    /// What they are in the team.
    pub role: Role,
    /// Which colleague they are, when known.
    pub me: Option<UserId>,
    /// The CRM, when there is a key.
    pub crm: Option<CrmSetup>,
    /// Claude, when there is a key.
    pub chat: Option<ChatSetup>,
    /// How often to fetch what is new by itself; `None` only when told to.
    pub every: Option<Duration>,
    /// Keep everybody in memory for typing; of use to a screen only.
    pub roster: bool,
}

impl Engine {
    /// Opens the local copy, classifies what a crash left behind, and starts the workers. Call inside a runtime.
    pub async fn start(setup: Setup) -> Result<Self, CommitError> {
        let options = Options {
            clock: setup.clock.clone(),
            role: setup.role,
            me: setup.me.clone(),
        };
        let store = Store::open(&setup.path, options)?;
        store
            .commit(Command::Sync(SyncCommand::Recover), Origin::Engine)
            .await?;
        let (progress, _) = watch::channel(Progress::default());
        let (notices, _) = broadcast::channel(NOTICES);
        let stop = CancellationToken::new();
        let workers = TaskTracker::new();
        let roster = Roster::default();
        if setup.roster {
            workers.spawn(project::roster(store.clone(), roster.clone(), stop.child_token()));
        }
        Ok(Self {
            store,
            roster,
            clock: setup.clock,
            zone: setup.zone,
            me: setup.me,
            sync: sync::without(progress.clone()),
            chat: chat::without(),
            progress,
            notices,
            stop,
            workers: Arc::new(workers),
        })
    }
}
