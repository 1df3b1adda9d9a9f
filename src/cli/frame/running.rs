//! The engine for the length of one command: it is started, used and shut down again.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde::Serialize;
use tokio::runtime::Runtime;

use super::app::App;
use super::error::{CliError, Exit};
use crate::config::model::Price;
use crate::config::secrets::Service;
use crate::config::{Auth, SendHours, SendUnseen, Settings};
use crate::domain::access::Role;
use crate::domain::automation::Office;
use crate::domain::command::Command;
use crate::domain::decide::Rejection;
use crate::domain::gate::{Hours, Rules, hours};
use crate::domain::listing::Model;
use crate::domain::origin::Origin;
use crate::domain::outbox::{Care, Unseen};
use crate::domain::today::Terms;
use crate::domain::value::{ContactId, LocationId, UserId};
use crate::engine::cipher;
use crate::engine::query::{DirectoryNow, PersonById, Query};
use crate::engine::view::{CommitError, Person, Receipt, StoreError};
use crate::engine::{ChatSetup, Courier, CrmSetup, Engine, LaneTerms, Lanes, Limits, Setup, StartError};
use crate::secret::Secret;

/// The variable with the secret that what other programs are told is signed with.
const HOOK_SECRET: &str = "LEADLINE_HOOK_SECRET";

/// How far a command reaches. What it does not need is not asked for: an edit wants no key and no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The local copy.
    Local,
    /// The local copy and the CRM.
    Crm,
    /// The local copy and Claude.
    Claude,
    /// Whatever there are keys for; what is missing is told and left out.
    All,
}

/// A started engine with the runtime it lives in.
#[derive(Debug)]
pub struct Running {
    /// The engine.
    pub engine: Engine,
    runtime: Rc<Runtime>,
    /// Whoever started the engine ends it.
    lent: bool,
}

impl Running {
    /// Starts the engine as far as `reach` says.
    pub fn start(app: &mut App, reach: Reach) -> Result<Self, CliError> {
        if let Some(engine) = app
            .engine
            .clone()
            .filter(|_| matches!(reach, Reach::Local | Reach::All))
        {
            return Self::lend(app, engine);
        }
        let setup = setup(app, reach)?;
        match app.engine.clone() {
            // It was started with all there are keys for, and there is one.
            Some(engine) => Self::lend(app, engine),
            None => Self::with(app, setup),
        }
    }

    fn lend(app: &mut App, engine: Engine) -> Result<Self, CliError> {
        Ok(Self {
            engine,
            runtime: app.runtime()?,
            lent: true,
        })
    }

    /// Starts the engine of a setup, for whoever wants it otherwise than a command does.
    pub fn with(app: &mut App, setup: Setup) -> Result<Self, CliError> {
        let (runtime, config) = (app.runtime()?, app.config()?);
        let engine = runtime.block_on(start(setup, config.settings.user.as_deref()))?;
        Ok(Self {
            engine,
            runtime,
            lent: false,
        })
    }

    /// Runs something to its end.
    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Has a command of this person's done.
    pub fn submit(&self, command: Command) -> Result<Receipt, CliError> {
        Ok(self.runtime.block_on(self.engine.submit(command, Origin::Cli))?)
    }

    /// Asks the local copy.
    pub fn query<Q: Query>(&self, question: Q) -> Result<Q::Answer, CliError> {
        Ok(self.runtime.block_on(self.engine.query(question))?)
    }

    /// Somebody who must be there.
    pub fn person(&self, contact: &ContactId) -> Result<Person, CliError> {
        self.query(PersonById(contact.clone()))?
            .ok_or_else(|| CliError::nothing_found(format!("there is nobody with the id {contact}")))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.lent {
            self.runtime.block_on(self.engine.clone().shutdown());
        }
    }
}

/// What an engine is made from, with the keys that `reach` asks for.
pub fn setup(app: &mut App, reach: Reach) -> Result<Setup, CliError> {
    let config = app.config()?;
    let settings = &config.settings;
    let crm = match reach {
        Reach::Local | Reach::Claude => None,
        Reach::Crm => Some(crm(app, settings)?),
        Reach::All => told(app, crm),
    };
    let chat = match reach {
        Reach::Local | Reach::Crm => None,
        Reach::Claude => Some(claude(app, settings)?),
        Reach::All => told(app, claude),
    };
    let path = unlocked(app)?;
    let courier = courier(app, settings);
    Ok(Setup {
        path,
        clock: app.clock.clone(),
        zone: zone(settings),
        role: Role::default(),
        me: settings
            .user
            .clone()
            .filter(|user| !user.contains('@'))
            .map(UserId::from),
        crm,
        chat,
        every: None,
        rules: rules(settings),
        terms: terms(settings),
        courier,
        roster: false,
    })
}

/// The local copy, ready to be opened: with its key, when it is encrypted.
pub(in crate::cli) fn unlocked(app: &mut App) -> Result<PathBuf, CliError> {
    let (config, paths) = (app.config()?, app.open_folders()?);
    let path = file(&paths.data_dir, &config.settings);
    if cipher::is_encrypted(&path) {
        let key = app.keys()?.find_data_key(location(&config.settings))?;
        if let Some(key) = &key {
            app.scrubber.learn(key);
        }
        cipher::unlock(&path, || key)?;
    }
    Ok(path)
}

/// The name of the account whose local copy this is.
pub(in crate::cli) fn location(settings: &Settings) -> &str {
    settings.ghl.location_id.as_deref().unwrap_or("local")
}

/// The numbers the gate goes by.
fn rules(settings: &Settings) -> Rules {
    let hours = match settings.send.hours {
        SendHours::Standard => Hours::Within(hours::DEFAULT),
        SendHours::Law => Hours::Within(hours::FEDERAL),
        SendHours::Any => Hours::Any,
    };
    Rules {
        hours,
        ..Rules::default()
    }
}

/// Who tells other programs, where the settings name addresses.
fn courier(app: &mut App, settings: &Settings) -> Option<Courier> {
    let automations = &settings.automations;
    if automations.addresses.is_empty() {
        return None;
    }
    let secret = app.environment.get(HOOK_SECRET).map(Secret::new);
    if let Some(secret) = &secret {
        app.scrubber.learn(secret);
    }
    Courier::new(&automations.addresses, secret, automations.private_addresses)
        .map_err(|why| app.remark(&why))
        .ok()
}

/// What is agreed about new leads, and what is said once for every automation.
fn terms(settings: &Settings) -> Terms {
    Terms {
        promise: SignedDuration::from_secs(i64::from(settings.today.promise_seconds)),
        pond: settings.today.pond.clone(),
        office: Office {
            lead: settings.automations.lead.clone(),
            lenders: settings.automations.lenders.clone(),
            market_facts: settings.automations.market_facts.clone(),
        },
    }
}

/// One file a location, so that two accounts never meet.
pub(in crate::cli) fn file(data_dir: &std::path::Path, settings: &Settings) -> PathBuf {
    data_dir.join(format!("{}.db", location(settings)))
}

/// The person's zone; the machine's own when they did not name one.
pub fn zone(settings: &Settings) -> TimeZone {
    settings
        .zone
        .as_ref()
        .and_then(|name| TimeZone::get(name).ok())
        .unwrap_or_else(TimeZone::system)
}

/// A part that may be missing. That there is no key is shown where it matters; why it cannot be had is told.
fn told<T>(app: &mut App, part: fn(&mut App, &Settings) -> Result<T, CliError>) -> Option<T> {
    let config = app.config().ok()?;
    match part(app, &config.settings) {
        Ok(part) => Some(part),
        Err(error) => {
            tracing::info!(code = error.code, "a part is left out");
            let hint = error.hint.map(|hint| format!("; {hint}")).unwrap_or_default();
            app.remark(&format!("{}{hint}", error.message));
            None
        }
    }
}

/// How to reach the CRM, by the settings in force.
pub(in crate::cli) fn reach_crm(app: &mut App) -> Result<CrmSetup, CliError> {
    let config = app.config()?;
    crm(app, &config.settings)
}

fn crm(app: &mut App, settings: &Settings) -> Result<CrmSetup, CliError> {
    let location = settings.ghl.location_id.as_deref().ok_or_else(|| {
        CliError::wrong_use("no location is set, so there is nothing to copy; everything here is safe").hint(
            "leadline config --set ghl.location_id ID (the CRM shows it under Settings > Business Profile)",
        )
    })?;
    Ok(crm_setup(settings, location, app.key(Service::Ghl)?.secret))
}

/// How to reach the CRM with a token.
pub(in crate::cli) fn crm_setup(settings: &Settings, location: &str, token: Secret) -> CrmSetup {
    CrmSetup {
        base_url: settings.ghl.base_url.as_str().to_owned(),
        token,
        location: LocationId::from(location),
        version: settings.ghl.version.clone(),
        // The CRM allows 100 in 10 seconds, so the number is the share in per cent.
        share: settings.ghl.requests_per_10s,
        daily_reserve: settings.ghl.daily_reserve,
        call_provider: settings.ghl.call_provider.clone(),
        homes: Model {
            object: settings.listings.object.clone(),
            fields: settings.listings.fields.clone(),
        },
        care: care(settings),
    }
}

/// How carefully is sent what must not happen twice.
fn care(settings: &Settings) -> Care {
    Care {
        settle: Duration::from_secs(u64::from(settings.send.settle_seconds)),
        unseen: match settings.send.unseen {
            SendUnseen::Hold => Unseen::Hold,
            SendUnseen::Resend => Unseen::Resend,
        },
        ..Care::default()
    }
}

fn claude(app: &mut App, settings: &Settings) -> Result<ChatSetup, CliError> {
    let key = app.key(Service::Claude)?.secret;
    claude_setup(settings, key)
}

/// How to reach Claude with a key.
pub(in crate::cli) fn claude_setup(settings: &Settings, key: Secret) -> Result<ChatSetup, CliError> {
    let claude = &settings.claude;
    Ok(ChatSetup {
        base_url: claude.base_url.as_str().to_owned(),
        key,
        bearer: claude.auth == Auth::Bearer,
        version: claude.version.clone(),
        model: claude.model.clone(),
        max_tokens: u64::from(claude.max_tokens),
        prices: price_table(settings)?,
        limits: Limits {
            turn: i64::try_from(claude.turn_limit.0).ok(),
            day: i64::try_from(claude.daily_limit.0).ok(),
            month: i64::try_from(claude.monthly_limit.0).ok(),
        },
        lanes: Lanes {
            chat: LaneTerms::read(&claude.lanes.chat),
            drafts: LaneTerms::read(&claude.lanes.drafts),
            bulk: LaneTerms::read(&claude.lanes.bulk),
            deep: LaneTerms::read(&claude.lanes.deep),
        },
        compact_at: u64::from(claude.compact_at),
        permits: claude.rules.clone(),
        nightly_limit: i64::try_from(claude.nightly_limit.0).unwrap_or_default(),
    })
}

/// The person's prices in the form of the built-in table, whose rows they replace.
fn price_table(settings: &Settings) -> Result<Option<String>, CliError> {
    #[derive(Serialize)]
    struct Row<'a> {
        models: [&'a str; 1],
        #[serde(flatten)]
        price: &'a Price,
    }
    if settings.claude.prices.is_empty() {
        return Ok(None);
    }
    let rows: Vec<_> = settings
        .claude
        .prices
        .iter()
        .map(|(id, price)| Row { models: [id], price })
        .collect();
    let text = toml::to_string(&BTreeMap::from([("price", rows)]));
    text.map(Some)
        .map_err(|error| CliError::wrong_use(format!("the prices cannot be used: {error}")))
}

/// Starts an engine. A person who is known by e-mail address is looked up among the colleagues first.
pub async fn start(mut setup: Setup, user: Option<&str>) -> Result<Engine, StartError> {
    let Some(address) = user.filter(|user| user.contains('@')) else {
        return Engine::start(setup).await;
    };
    let local = Setup {
        crm: None,
        chat: None,
        every: None,
        roster: false,
        ..setup.clone()
    };
    let looking = Engine::start(local).await?;
    let directory = looking.query(DirectoryNow).await.map_err(StartError::from)?;
    looking.shutdown().await;
    let mine = directory
        .users
        .into_iter()
        .find(|user| user.email.raw().eq_ignore_ascii_case(address));
    setup.me = mine.map(|user| user.id);
    Engine::start(setup).await
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self::new(Exit::Failed, "local_copy", error.to_string())
    }
}

impl From<StartError> for CliError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Commit(error) => error.into(),
            StartError::Settings(why) => Self::new(Exit::WrongUse, "config", why),
        }
    }
}

impl From<CommitError> for CliError {
    fn from(error: CommitError) -> Self {
        let message = error.to_string();
        match error {
            CommitError::Rejected(Rejection::Unknown { .. }) | CommitError::NotFound(_) => {
                Self::nothing_found(message)
            }
            CommitError::Rejected(Rejection::Invalid(_)) => Self::wrong_use(message),
            CommitError::Rejected(Rejection::Gone(_)) => Self::new(Exit::Refused, "gone", message),
            CommitError::Rejected(Rejection::NotSendable(_)) => Self::new(Exit::Refused, "gate", message),
            CommitError::Rejected(Rejection::Gate { rule, .. }) => Self::new(Exit::Refused, rule, message),
            CommitError::Denied(_) => Self::new(Exit::Refused, "rights", message),
            CommitError::Store(error) => error.into(),
        }
    }
}
