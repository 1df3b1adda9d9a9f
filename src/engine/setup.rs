//! What an engine is made from: the settings of a run, without a word of where they came from.

use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::claude::client::{Auth, Client, Settings, VERSION};
use crate::claude::model::CHAT_MODEL;
use crate::claude::request::CHAT_MAX_TOKENS;
use crate::clock::{Clock, Term};
use crate::copilot::order::{Lanes, Limits};
use crate::courier::Courier;
use crate::domain::access::Role;
use crate::domain::gate::Rules;
use crate::domain::listing::Model;
use crate::domain::outbox::Care;
use crate::domain::plan::Permits;
use crate::domain::today::Terms;
use crate::domain::value::{LocationId, UserId};
use crate::secret::Secret;
use crate::store::{CommitError, StoreError};
use crate::sync::resource::{Address, RemoteCrm};

/// Tokens from which on a chat goes on with a summary, where nothing else is said.
const COMPACT_AT: u64 = 120_000;

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
    /// The share of the CRM's rate limit we use, in per cent.
    pub share: u32,
    /// Background work stops when less than this share of the day's requests is left, in per cent.
    pub daily_reserve: u32,
    /// The conversation provider under which calls are logged; without one they are notes only.
    pub call_provider: Option<String>,
    /// How the account models homes for sale, where that cannot be seen.
    pub homes: Model,
    /// How carefully is sent what must not happen twice.
    pub care: Care,
}

impl CrmSetup {
    /// The way to it; nothing is sent yet. `budget` is the day's request count of the last run, `term` who may write.
    pub(super) fn connect(
        self,
        clock: Clock,
        budget: Option<&str>,
        term: Option<Term>,
    ) -> Result<RemoteCrm, StartError> {
        let address = Address {
            base_url: self.base_url,
            token: self.token,
            location: self.location,
            version: self.version,
            share: self.share,
            daily_reserve: self.daily_reserve,
            term,
            call_provider: self.call_provider,
            homes: self.homes,
            care: self.care,
        };
        RemoteCrm::connect(address, clock, budget).map_err(StartError::settings)
    }
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
    /// The most that may be spent.
    pub limits: Limits,
    /// Which model does what.
    pub lanes: Lanes,
    /// Tokens from which on a chat goes on with a summary.
    pub compact_at: u64,
    /// What Claude's tools may do.
    pub permits: Permits,
    /// The most that may be spent in a night on what is ready when the day begins, in millionths of a dollar; 0 prepares
    /// nothing.
    pub nightly_limit: i64,
}

impl ChatSetup {
    /// Claude at an address, with nothing said of models, limits and prices, and nothing prepared at night.
    pub fn new(base_url: impl Into<String>, key: Secret) -> Self {
        Self {
            base_url: base_url.into(),
            key,
            bearer: false,
            version: VERSION.to_owned(),
            model: CHAT_MODEL.to_owned(),
            max_tokens: CHAT_MAX_TOKENS,
            prices: None,
            limits: Limits::default(),
            lanes: Lanes::default(),
            compact_at: COMPACT_AT,
            permits: Permits::new(),
            nightly_limit: 0,
        }
    }

    /// The way to it; nothing is sent yet.
    pub(super) fn client(&self, clock: Clock) -> Result<Client, StartError> {
        let auth = if self.bearer {
            Auth::Bearer(self.key.clone())
        } else {
            Auth::ApiKey(self.key.clone())
        };
        let settings = Settings {
            base_url: self.base_url.clone(),
            auth,
            version: self.version.clone(),
            ..Settings::with_key(self.key.clone())
        };
        Client::new(&settings, clock).map_err(StartError::settings)
    }
}

/// Why an engine does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The local copy.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The way to the CRM or to Claude is set so that it cannot work.
    #[error("{0}")]
    Settings(String),
}

impl StartError {
    pub(super) fn settings(why: impl std::fmt::Display) -> Self {
        Self::Settings(why.to_string())
    }
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Commit(error.into())
    }
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
    /// How often to fetch what is new by itself, from `Engine::begin` on; `None` only when told to.
    pub every: Option<Duration>,
    /// The numbers the gate goes by.
    pub rules: Rules,
    /// What is agreed about new leads.
    pub terms: Terms,
    /// Who tells other programs of steps of automations, where the settings name addresses.
    pub courier: Option<Courier>,
    /// Keep everybody in memory for typing, from `Engine::begin` on; of use to a screen only.
    pub roster: bool,
}

impl Setup {
    /// The local copy at `path` by itself: an owner without a name in UTC, the usual rules and agreements, no server.
    pub fn alone(path: PathBuf, clock: Clock) -> Self {
        Self {
            path,
            clock,
            zone: TimeZone::UTC,
            role: Role::Owner,
            me: None,
            crm: None,
            chat: None,
            every: None,
            rules: Rules::default(),
            terms: Terms::default(),
            courier: None,
            roster: false,
        }
    }
}
