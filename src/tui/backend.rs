//! Asking the engine. The screen hands over commands and questions as values and gets answers back by ticket.
//!
//! Most questions are those of [`crate::engine::query`]; the few that start something in the background instead of
//! reading the local copy are here.

use std::any::Any;
use std::fmt::Debug;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

use jiff::Timestamp;

use super::ticket::{Loaded, Refusal, Ticket};
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::plan::ProposalChange;
use crate::domain::value::{ContactId, ThreadId, TurnId};
use crate::engine::automations::Published;
use crate::engine::doctor::{Check, examine};
use crate::engine::import::{FromFile, Incoming};
use crate::engine::library::{DryRun, FitsToday, Fitting, Trial, Written, copy_template, put_text};
use crate::engine::query::{Query, SpentSince, WouldChange};
use crate::engine::view::{Receipt, Would};
use crate::engine::{Ask, Done, Engine, ModelChoice, Watcher, Wordings, WorkOrder, Writing};

/// Something that will be there later.
pub type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A question to the engine with the type of its answer.
pub trait Question: Debug + Send + 'static {
    /// What comes back.
    type Answer: Send + 'static;

    /// Asking it changes nothing: when its answer is no longer wanted it need not be asked.
    const ONLY_READS: bool = false;

    /// Asks it.
    fn ask(self, engine: Engine) -> impl Future<Output = Result<Self::Answer, Refusal>> + Send;
}

impl<Q: Query> Question for Q {
    type Answer = Q::Answer;

    const ONLY_READS: bool = true;

    async fn ask(self, engine: Engine) -> Result<Q::Answer, Refusal> {
        engine
            .query(self)
            .await
            .map_err(|error| Refusal(error.to_string()))
    }
}

/// A question whose type only its slot knows.
pub trait AnyQuestion: Debug + Send {
    /// Asks it; the answer bears the ticket.
    fn ask_under(self: Box<Self>, ticket: Ticket, engine: Engine) -> Later<Loaded>;

    /// Whether asking it changes nothing.
    fn only_reads(&self) -> bool;

    /// The question itself, to compare in tests.
    fn as_any(&self) -> &dyn Any;
}

impl<Q: Question> AnyQuestion for Q {
    fn ask_under(self: Box<Self>, ticket: Ticket, engine: Engine) -> Later<Loaded> {
        Box::pin(async move { Loaded::new(ticket, self.ask(engine).await) })
    }

    fn only_reads(&self) -> bool {
        Q::ONLY_READS
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Has a command of the person done.
pub fn submit(engine: &Engine, ticket: Ticket, command: Command) -> Later<Loaded> {
    let engine = engine.clone();
    Box::pin(async move {
        let done = engine.submit(command, Origin::Agent).await;
        Loaded::new(ticket, done.map_err(|error| Refusal(error.to_string())))
    })
}

/// Fetch what is new, now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncNow;

impl Question for SyncNow {
    type Answer = ();

    async fn ask(self, engine: Engine) -> Result<(), Refusal> {
        engine.sync().now();
        Ok(())
    }
}

/// Pause copying and pushing, or go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PauseSync(pub bool);

impl Question for PauseSync {
    type Answer = ();

    async fn ask(self, engine: Engine) -> Result<(), Refusal> {
        engine.sync().pause(self.0);
        Ok(())
    }
}

/// What an edit of many would do, and the requests that the CRM takes in an interval.
#[derive(Clone, Debug, PartialEq)]
pub struct BeforeMany {
    /// The edits.
    pub commands: Vec<Command>,
    /// The present.
    pub now: Timestamp,
}

impl Question for BeforeMany {
    type Answer = (Would, u32);

    async fn ask(self, engine: Engine) -> Result<(Would, u32), Refusal> {
        let (_, limit) = engine.progress().borrow().requests;
        let Self { commands, now } = self;
        let would = engine.query(WouldChange { commands, now }).await;
        would
            .map(|would| (would, limit))
            .map_err(|error| Refusal(error.to_string()))
    }
}

/// Have Claude prepare something about somebody; what is there already and still holds costs nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkNow {
    /// What.
    pub kind: &'static str,
    /// About whom.
    pub contact: ContactId,
}

impl Question for WorkNow {
    type Answer = Done;

    async fn ask(self, engine: Engine) -> Result<Done, Refusal> {
        let order = WorkOrder::new(self.contact);
        engine.work(self.kind, order).await.map_err(Refusal)
    }
}

/// Have Claude write a filter from plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteFilter(pub String);

impl Question for WriteFilter {
    type Answer = String;

    async fn ask(self, engine: Engine) -> Result<String, Refusal> {
        engine.write_filter(&self.0).await.map_err(Refusal)
    }
}

/// Have Claude write to somebody while it is watched.
#[derive(Clone, Debug)]
pub struct Write {
    /// What.
    pub writing: Writing,
    /// Where it is shown as it comes.
    pub watcher: Watcher,
}

impl Question for Write {
    type Answer = Wordings;

    async fn ask(self, engine: Engine) -> Result<Wordings, Refusal> {
        engine.write(self.writing, &self.watcher).await.map_err(Refusal)
    }
}

/// Fetch one person again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchContact(pub ContactId);

impl Question for FetchContact {
    type Answer = ();

    async fn ask(self, engine: Engine) -> Result<(), Refusal> {
        engine.sync().fetch(&self.0).await.map_err(Refusal)
    }
}

/// Write the people of a list into a file that is not there yet. The answer is how many they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportList {
    /// The filter that chooses them.
    pub filter: String,
    /// The file.
    pub file: PathBuf,
}

impl Question for ExportList {
    type Answer = u64;

    async fn ask(self, engine: Engine) -> Result<u64, Refusal> {
        let written = engine.export_list(&self.file, &self.filter, Origin::Agent).await;
        written
            .map(|written| written.rows)
            .map_err(|error| Refusal(error.to_string()))
    }
}

/// Read a file of people and say what it would bring; nothing is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadPeople(pub PathBuf);

impl Question for ReadPeople {
    type Answer = Incoming;

    async fn ask(self, engine: Engine) -> Result<Incoming, Refusal> {
        let from = FromFile {
            file: self.0,
            ..FromFile::default()
        };
        let incoming = engine.read_people(from).await;
        incoming.map_err(|error| Refusal(error.to_string()))
    }
}

/// Try an automation on the past of the account; nothing is sent. What it came to, and how long that took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TryOut {
    /// The folder of a person's own.
    pub folder: PathBuf,
    /// Its file; a template has none.
    pub file: Option<PathBuf>,
    /// Its id.
    pub id: String,
}

/// A dry run and how long it took.
#[derive(Clone, Debug, PartialEq)]
pub struct TriedIn {
    /// What it came to.
    pub run: DryRun,
    /// Who may come in as they stand today.
    pub fits: Vec<Fitting>,
    /// How long it took.
    pub took: Duration,
}

impl Question for TryOut {
    type Answer = TriedIn;

    async fn ask(self, engine: Engine) -> Result<TriedIn, Refusal> {
        let Self { folder, file, id } = self;
        let id = if file.is_some() { String::new() } else { id };
        let began = engine.since_boot();
        let trial = Trial { folder, file, id };
        let tried = engine.try_out(trial.clone()).await;
        let run = tried
            .map_err(|error| Refusal(error.to_string()))?
            .map_err(Refusal)?;
        let took = engine.since_boot().saturating_sub(began);
        let fits = engine.query(FitsToday(trial)).await;
        let fits = fits
            .map_err(|error| Refusal(error.to_string()))?
            .map_err(Refusal)?;
        Ok(TriedIn { run, fits, took })
    }
}

/// Prove a text and switch it on as the next version of its automation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishText(pub String);

impl Question for PublishText {
    type Answer = Published;

    async fn ask(self, engine: Engine) -> Result<Published, Refusal> {
        let published = engine.publish_automation(self.0, Origin::Agent).await;
        published.map_err(|error| Refusal(error.to_string()))
    }
}

/// Copy a template into the folder of a person's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyTemplate {
    /// The folder.
    pub folder: PathBuf,
    /// Which template.
    pub id: String,
}

impl Question for CopyTemplate {
    type Answer = Written;

    async fn ask(self, _: Engine) -> Result<Written, Refusal> {
        aside(move || copy_template(&self.folder, &self.id)).await
    }
}

/// Put a text that was edited in its place, unless somebody else changed the file meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutText {
    /// The file.
    pub file: PathBuf,
    /// Its text before.
    pub was: String,
    /// Its text from now on.
    pub text: String,
}

impl Question for PutText {
    type Answer = Written;

    async fn ask(self, _: Engine) -> Result<Written, Refusal> {
        aside(move || put_text(&self.file, &self.was, &self.text)).await
    }
}

/// Has files read and written where nobody waits for them.
pub async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Refusal(error.to_string()))?.map_err(Refusal)
}

/// Run every check of the local copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Examine;

impl Question for Examine {
    type Answer = Vec<Check>;

    async fn ask(self, engine: Engine) -> Result<Vec<Check>, Refusal> {
        examine(&engine).await.map_err(|error| Refusal(error.to_string()))
    }
}

/// Decide about what an answer proposed; it is done in that answer's name.
#[derive(Clone, Debug, PartialEq)]
pub struct Decide {
    /// The answer.
    pub turn: TurnId,
    /// What a person decided.
    pub change: ProposalChange,
}

impl Question for Decide {
    type Answer = Receipt;

    async fn ask(self, engine: Engine) -> Result<Receipt, Refusal> {
        let Self { turn, change } = self;
        let done = engine
            .submit(Command::Proposal(change), Origin::Copilot { turn })
            .await;
        done.map_err(|error| Refusal(error.to_string()))
    }
}

/// The models that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Models;

impl Question for Models {
    type Answer = Vec<ModelChoice>;

    async fn ask(self, engine: Engine) -> Result<Vec<ModelChoice>, Refusal> {
        Ok(engine.chat().models())
    }
}

/// What Claude has cost since a moment, and what it may cost in a day, in millionths of a dollar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent(pub Timestamp);

impl Question for Spent {
    type Answer = (i64, Option<i64>);

    async fn ask(self, engine: Engine) -> Result<(i64, Option<i64>), Refusal> {
        let limit = engine.chat().daily_limit();
        let spent = engine.query(SpentSince(self.0)).await;
        spent
            .map(|spent| (spent, limit))
            .map_err(|error| Refusal(error.to_string()))
    }
}

/// What the screen asks of the turn that is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TurnRequest {
    /// Ask; the answer comes back under the ticket.
    Ask(Ticket, Ask),
    /// Stop it. What had arrived is kept.
    Stop,
    /// Ask the last question of a chat again.
    Again(ThreadId),
    /// Take back the question of a chat that waits for the link.
    TakeBack(ThreadId),
    /// Use another model from now on.
    UseModel(String),
}

/// The person's answer to something Claude waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApproveRequest {
    /// Whether the proposed model may take the place of the retired one.
    OtherModel(bool),
}

impl TurnRequest {
    /// Carries it out; an answer is awaited for a question only.
    pub fn carry_out(self, engine: &Engine) -> Option<Later<Loaded>> {
        let chat = engine.chat().clone();
        match self {
            Self::Ask(ticket, ask) => {
                return Some(Box::pin(async move {
                    Loaded::new(ticket, chat.ask(ask).await.map_err(|not| Refusal(not.why)))
                }));
            }
            Self::Stop => chat.stop(),
            Self::Again(thread) => chat.again(thread),
            Self::TakeBack(thread) => chat.take_back(thread),
            Self::UseModel(id) => chat.use_model(id),
        }
        None
    }
}

impl ApproveRequest {
    /// Carries it out.
    pub fn carry_out(self, engine: &Engine) {
        let Self::OtherModel(yes) = self;
        engine.chat().use_other_model(yes);
    }
}
