//! Has a piece of work done: asks Claude once, twice at most, believes what passes, and keeps it.
//!
//! What a result was made from is the whole request: model, instructions, schema and facts as they leave. The same request
//! again is answered from what is kept and costs nothing.

use std::time::Duration;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Row;
use super::answers::{self, Answers, hex};
use super::facts::Source;
use super::matter::{MAX_TOKENS, Matter, With};
use super::watch::Watcher;
use crate::claude::assemble::{Assembler, BlockKind, Change};
use crate::claude::batch::BatchAnswer;
use crate::claude::client::Client;
use crate::claude::error::{ClaudeError, ErrorKind, Retry};
use crate::claude::event::StopReason;
use crate::claude::model::{CHAT_MODEL, Catalogue};
use crate::claude::request::Body;
use crate::claude::stream::Frame;
use crate::claude::usage::Usage;
use crate::copilot::budget::{Budget, Expected, Kept, Room, metered, tokens};
use crate::copilot::cause::Cause;
use crate::copilot::order::{Lane, Lanes};
use crate::copilot::turn::Spent;
use crate::domain::command::Command;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::prepared::{Prepared, PreparedRun};
use crate::domain::value::{ContactId, Foreign, UserId};
use crate::store::{Reader, Store};

/// Bytes of a result. What is longer is not read.
const MOST_BYTES: usize = 64 << 10;
/// Nothing for so long means that nothing will come.
const SILENCE: Duration = Duration::from_mins(1);
/// The longest wait before the second try; a service that wants more is asked another time.
const PATIENCE: Duration = Duration::from_secs(20);
/// Before the second try, when the service does not say how long.
const WAIT: Duration = Duration::from_secs(2);
/// Tries.
const TRIES: usize = 2;

/// What becomes of work that is not asked for.
pub(super) const KEPT: Kept = Kept {
    turn: "nothing was asked",
    time: "nothing was asked",
};

/// How work is done.
#[derive(Clone, Debug)]
pub struct WorkTerms {
    /// The model of a lane that names none.
    pub model: String,
    /// Which model does what.
    pub lanes: Lanes,
    /// In whose name drafts are written.
    pub me: Option<UserId>,
}

/// Does work. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Runner {
    pub(super) store: Store,
    pub(super) client: Client,
    pub(super) budget: Budget,
    terms: WorkTerms,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// About whom, by either id.
    pub contact: ContactId,
    /// A message or a day, for kinds that are asked about one; else empty.
    pub about: String,
    /// Ask also when there is a result from the same facts.
    pub again: bool,
    /// Keep the draft of the result where the person finds drafts, unless they have one of their own.
    pub keep_draft: bool,
    /// It is one of many: by the lane for those, whatever the kind. What was made so is as good as what the kind's own lane
    /// makes of the same facts, and is not asked for again.
    pub many: bool,
}

impl Order {
    /// Work about somebody, from what is kept if that will do.
    pub fn new(contact: ContactId) -> Self {
        Self {
            contact,
            about: String::new(),
            again: false,
            keep_draft: false,
            many: false,
        }
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// The newest good result; an older one when this run came to nothing.
    pub result: Option<Prepared>,
    /// What statements can name now.
    pub sources: Vec<Source>,
    /// Whether it was there already and nothing was asked.
    pub cached: bool,
    /// Why this run came to nothing, in a sentence.
    pub fault: Option<String>,
    /// What kind of reason that is.
    pub cause: Cause,
    /// What this run has cost, in millionths of a dollar.
    pub micro_dollars: i64,
}

/// What one try came to.
struct Try {
    end: Result<String, Fault>,
    micro_dollars: i64,
}

/// How an answer did not come to its end.
enum End {
    Failed(ClaudeError),
    Other(Fault),
}

/// Why a try gave nothing, and whether a second one may help.
struct Fault {
    why: String,
    cause: Cause,
    /// After this time; `None` for never.
    again: Option<Duration>,
}

impl Fault {
    fn last(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            cause: Cause::Answer,
            again: None,
        }
    }

    fn soon(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            cause: Cause::Answer,
            again: Some(Duration::ZERO),
        }
    }
}

/// A piece of work that is ready to be asked for.
pub(super) struct Job {
    pub(super) matter: Matter,
    kind: &'static Row,
    about: String,
    pub(super) with: With,
    pub(super) hash: String,
    pub(super) kept: Option<Prepared>,
}

impl Job {
    /// The request, with so much room for the answer.
    pub(super) fn body(&self, with: &With, room: u64) -> Result<Body, String> {
        self.matter.body(self.kind, &self.about, with, room)
    }
}

impl Runner {
    /// A runner.
    pub const fn new(store: Store, client: Client, budget: Budget, terms: WorkTerms) -> Self {
        Self {
            store,
            client,
            budget,
            terms,
        }
    }

    /// Has work done. The sentence of an error says why nothing was asked; what came to nothing after that is told in
    /// [`Done::fault`] beside the last good result.
    pub async fn run(&self, kind: &'static Row, order: Order) -> Result<Done, String> {
        self.run_watched(kind, order, None).await
    }

    /// The same while somebody watches, who can stop it.
    pub async fn run_watched(
        &self,
        kind: &'static Row,
        order: Order,
        watcher: Option<&Watcher>,
    ) -> Result<Done, String> {
        self.run_with(kind, order, (watcher, None)).await
    }

    /// The same with the answers of a batch: what is among them is asked no more.
    pub async fn run_given(
        &self,
        kind: &'static Row,
        order: Order,
        answers: &Answers,
    ) -> Result<Done, String> {
        self.run_with(kind, order, (None, Some(answers))).await
    }

    async fn run_with(
        &self,
        kind: &'static Row,
        order: Order,
        (watcher, answers): (Option<&Watcher>, Option<&Answers>),
    ) -> Result<Done, String> {
        let mut job = self.job(kind, &order).await?;
        let mut done = Done {
            result: job.kept.take(),
            sources: job.matter.facts.sources.clone(),
            cached: false,
            fault: None,
            cause: Cause::default(),
            micro_dollars: 0,
        };
        let given = answers.and_then(|answers| answers.take(&answers::name(&job.hash, &order.contact)));
        let same = |kept: &Prepared| kept.hash == job.hash && !order.again;
        if done.result.as_ref().is_some_and(same) {
            done.cached = true;
            return Ok(done);
        }
        for tried in 1..=TRIES {
            let (one, body, room) = if let Some(answer) = given.filter(|_| tried == 1) {
                (self.given(&job, answer), String::new(), None)
            } else {
                let room = match self.room(&job, done.micro_dollars).await {
                    Ok(room) => room,
                    // What the first try came to says more.
                    Err(_) if tried > 1 => break,
                    Err(why) => {
                        (done.fault, done.cause) = (Some(why), Cause::Limit);
                        return Ok(done);
                    }
                };
                let body = job.body(&job.with, room.tokens)?;
                let left = String::from_utf8_lossy(&body.bytes).into_owned();
                (self.ask(&job, body, &room, watcher).await, left, Some(room))
            };
            done.micro_dollars += one.micro_dollars;
            let end = one
                .end
                .and_then(|text| believed(kind, &text, &job).map_err(Fault::soon));
            let again = end.as_ref().err().and_then(|fault| fault.again);
            done.cause = end.as_ref().err().map(|fault| fault.cause).unwrap_or_default();
            let run = PreparedRun {
                contact: order.contact.clone(),
                kind: kind.name.to_owned(),
                about: order.about.clone(),
                hash: job.hash.clone(),
                model: job.with.model.id.clone(),
                micro_dollars: one.micro_dollars,
                hidden: job.matter.wire.all(),
                draft: end
                    .as_ref()
                    .ok()
                    .and_then(|result| draft(kind, result, &job, &order)),
                body,
                end: end.map_err(|fault| fault.why),
            };
            done.fault = run.end.as_ref().err().cloned();
            self.keep(run, room).await?;
            match again.filter(|_| tried < TRIES) {
                Some(wait) => tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    () = stopped(watcher) => break,
                },
                None => break,
            }
        }
        if done.fault.is_none() {
            let (contact, about) = (order.contact, order.about);
            let kept = move |reader: &Reader| reader.prepared(&contact, kind.name, &about);
            done.result = self.store.read(kept).await.map_err(|error| error.to_string())?;
        }
        Ok(done)
    }

    /// Everything a request is made from, read at one moment.
    pub(super) async fn job(&self, kind: &'static Row, order: &Order) -> Result<Job, String> {
        let (contact, about) = (order.contact.clone(), order.about.clone());
        let me = self.terms.me.clone();
        let read = move |reader: &Reader| {
            let matter = Matter::read(kind, &contact, &about, me.as_ref(), reader)?;
            Ok((matter, reader.prepared(&contact, kind.name, &about)?))
        };
        let (matter, kept) = self.store.read(read).await.map_err(|error| error.to_string())?;
        let matter = matter
            .ok_or_else(|| "there is no such person in the local copy; nothing was asked".to_owned())?;
        let mut job = Job {
            matter: matter?,
            kind,
            about: order.about.clone(),
            with: self.with(if order.many { Lane::Bulk } else { kind.lane })?,
            hash: String::new(),
            kept,
        };
        let whole = job.body(&self.with(kind.lane)?, MAX_TOKENS)?;
        job.hash = Sha256::digest(&whole.bytes)
            .iter()
            .copied()
            .fold(String::new(), hex);
        Ok(job)
    }

    /// What a lane is asked with.
    fn with(&self, lane: Lane) -> Result<With, String> {
        With::of(lane, &self.terms.lanes, &self.terms.model)
    }

    /// How much room the limits leave for an answer, after what was spent on it already.
    async fn room(&self, job: &Job, spent: i64) -> Result<Room, String> {
        let input = Usage {
            input: tokens(job.body(&job.with, MAX_TOKENS)?.bytes.len()),
            ..Usage::default()
        };
        let expected = Expected {
            batch: false,
            thread: None,
            model: &job.with.model.id,
            input: &input,
            most: MAX_TOKENS,
            spent,
        };
        self.budget.room(expected, KEPT).await
    }

    /// Asks once and reads the answer to its end.
    async fn ask(&self, job: &Job, body: Body, room: &Room, watcher: Option<&Watcher>) -> Try {
        let mut answer = Assembler::default();
        let mut text = String::new();
        let end = tokio::select! {
            end = self.read(job, body, (&mut answer, &mut text, room), watcher) => end,
            () = stopped(watcher) => Err(End::Other(Fault::last("stopped; nothing was changed"))),
        };
        let sealed = text.chars().count();
        let end = match end {
            Err(End::Failed(error)) => Err(self.failed(&error, &job.with).await),
            Err(End::Other(fault)) => Err(fault),
            Ok(()) => Ok(text),
        };
        let model = if answer.model().is_empty() {
            &job.with.model.id
        } else {
            answer.model()
        };
        let micro_dollars = self.budget.cost(model, &metered(&answer, sealed));
        Try { end, micro_dollars }
    }

    /// Reads an answer that came with a batch.
    fn given(&self, job: &Job, given: &BatchAnswer) -> Try {
        let mut answer = Assembler::default();
        let (mut text, mut end) = (String::new(), ended(None));
        for event in given.events() {
            match answer.take(event) {
                Ok(Change::Sealed(sealed)) if sealed.kind == BlockKind::Text => text.push_str(&sealed.text),
                Ok(Change::Ended) => end = ended(answer.stop()),
                Ok(_) => {}
                Err(error) => {
                    let why = format!("the answer could not be read ({error}); nothing of it is kept");
                    end = Err(Fault::soon(why));
                }
            }
        }
        if text.len() > MOST_BYTES {
            let why = "the answer is longer than any result; nothing of it is kept";
            end = Err(Fault::last(why));
        }
        let model = if answer.model().is_empty() {
            &job.with.model.id
        } else {
            answer.model()
        };
        let micro_dollars = self.budget.cost_in_batch(model, answer.usage());
        Try {
            end: end.map(|()| text),
            micro_dollars,
        }
    }

    /// Keeps a run with what it has cost, and lets go of what was held for it.
    async fn keep(&self, run: PreparedRun, room: Option<Room>) -> Result<(), String> {
        let keep = Command::Prepare(Box::new(run));
        let kept = match room {
            Some(room) => room.settle(keep, Origin::Engine).await,
            None => self.store.commit(keep, Origin::Engine).await,
        };
        kept.map(drop).map_err(|error| error.to_string())
    }

    async fn read(
        &self,
        job: &Job,
        body: Body,
        (answer, text, room): (&mut Assembler, &mut String, &Room),
        watcher: Option<&Watcher>,
    ) -> Result<(), End> {
        let broken = |kind| End::Failed(ClaudeError::new(kind, ""));
        let mut stream = self.client.stream(body);
        let mut so_far = String::new();
        loop {
            let frame = tokio::time::timeout(SILENCE, stream.next()).await;
            let event = match frame {
                Err(_) => return Err(broken(ErrorKind::Silent)),
                Ok(None | Some(Frame::Closed)) => return Err(broken(ErrorKind::Broken)),
                Ok(Some(Frame::Failed(error))) => return Err(End::Failed(error)),
                Ok(Some(Frame::Opened(_) | Frame::Alive)) => continue,
                Ok(Some(Frame::Event(event))) => event,
            };
            let taken = answer.take(event);
            room.meter(|| spent(answer, text.chars().count())).await;
            match taken {
                Ok(Change::Sealed(sealed)) if sealed.kind == BlockKind::Text => text.push_str(&sealed.text),
                Ok(Change::Text(piece)) => {
                    so_far.push_str(&piece);
                    if let Some(watcher) = watcher {
                        watcher.show(&so_far, job.kind.watched, &job.matter.wire);
                    }
                }
                Ok(Change::Failed(error)) => return Err(End::Failed(ClaudeError::from_event(error))),
                Ok(Change::Ended) => return ended(answer.stop()).map_err(End::Other),
                Ok(_) => {}
                Err(error) => {
                    let why = format!("the answer could not be read ({error}); nothing of it is kept");
                    return Err(End::Other(Fault::soon(why)));
                }
            }
            if text.len().max(so_far.len()) > MOST_BYTES {
                let why = "the answer is longer than any result; nothing of it is kept";
                return Err(End::Other(Fault::last(why)));
            }
        }
    }

    /// What a failure is to a try. A model that is gone is told with the one to take instead, and where it is set.
    async fn failed(&self, error: &ClaudeError, with: &With) -> Fault {
        if !matches!(error.kind, ErrorKind::NoModel(_)) {
            return failed(error);
        }
        let gone = &with.model.id;
        let listed = self.client.models().await.ok();
        let known = listed.filter(|list| !list.models().is_empty());
        let known = known.or_else(|| Catalogue::built_in().ok()).unwrap_or_default();
        let instead = known.replacement(gone).map_or(CHAT_MODEL, |model| &model.id);
        let (gone, other) = (Foreign::new(gone.as_str()), Foreign::new(instead));
        let setting = with.setting;
        Fault {
            // Work that can wait does, until the setting is another one.
            cause: Cause::Key,
            ..Fault::last(format!(
                "the model {} is retired or not known to this account; nothing was changed; set {setting} to another, such as \"{}\"",
                gone.shown(),
                other.shown()
            ))
        }
    }
}

/// What an answer whose finished blocks have so many characters has used so far; nothing before it began.
fn spent(answer: &Assembler, sealed: usize) -> Option<Spent> {
    (!answer.id().is_empty()).then(|| Spent {
        message_id: answer.id().to_owned(),
        model: answer.model().to_owned(),
        request_id: None,
        usage: metered(answer, sealed),
        is_estimated: true,
    })
}

/// Waits until whoever watches stops it; for ever when nobody does.
async fn stopped(watcher: Option<&Watcher>) {
    match watcher {
        Some(watcher) => watcher.stopped().await,
        None => std::future::pending().await,
    }
}

/// Whether an answer that ended is whole.
fn ended(stop: Option<&StopReason>) -> Result<(), Fault> {
    match stop {
        Some(StopReason::EndTurn) => Ok(()),
        Some(StopReason::Refusal) => Err(Fault {
            cause: Cause::Declined,
            ..Fault::last("Claude declined to do this; nothing was changed; look at their messages yourself")
        }),
        Some(StopReason::MaxTokens | StopReason::WindowExceeded) => Err(Fault::last(
            "the answer was cut at its longest and is not used; nothing was changed",
        )),
        _ => Err(Fault::soon(
            "the answer ended in an unknown way and is not used; nothing was changed",
        )),
    }
}

fn failed(error: &ClaudeError) -> Fault {
    let again = match error.retry {
        Retry::After(wait) if wait <= PATIENCE => Some(wait),
        Retry::Backoff => Some(WAIT),
        Retry::Never | Retry::After(_) | Retry::OnceChanged(_) => None,
    };
    Fault {
        why: error.to_string(),
        cause: Cause::of(&error.kind),
        again,
    }
}

/// The result in an answer, when it can be believed; as it came, with stand-ins.
fn believed(kind: &Row, text: &str, job: &Job) -> Result<Value, String> {
    let refused = |why: &str| format!("Claude's answer is not used: {why}; nothing was changed");
    let result: Value = serde_json::from_str(text).map_err(|_| refused("it is no whole JSON"))?;
    let restored = job.matter.wire.restored(result.clone());
    kind.check(&restored, &job.matter.facts)
        .map_err(|why| refused(&why))?;
    Ok(result)
}

/// What a person may send of it.
fn draft(kind: &Row, result: &Value, job: &Job, order: &Order) -> Option<Draft> {
    let body = kind.draft(&job.matter.wire.restored(result.clone()))?;
    order.keep_draft.then(|| Draft {
        contact: order.contact.clone(),
        channel: job.matter.channel,
        subject: None,
        body,
    })
}
