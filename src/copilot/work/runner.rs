//! Has a piece of work done: asks Claude once, twice at most, believes what passes, and keeps it.
//!
//! What a result was made from is the whole request: model, instructions, schema and facts as they leave. The same request
//! again is answered from what is kept and costs nothing.

use std::time::Duration;

use jiff::tz::TimeZone;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::facts::{Facts, Source, Subject, last_in};
use super::watch::Watcher;
use super::{Lane, Row};
use crate::claude::assemble::{Assembler, BlockKind, Change};
use crate::claude::client::Client;
use crate::claude::error::{ClaudeError, ErrorKind, Retry};
use crate::claude::event::StopReason;
use crate::claude::history::Message;
use crate::claude::model::{CHAT_MODEL, Catalogue, Effort, Model};
use crate::claude::price::{PriceTable, Terms};
use crate::claude::request::{Body, Pace, Request};
use crate::claude::stream::Frame;
use crate::clock::Clock;
use crate::copilot::cause::Cause;
use crate::copilot::wire::Wire;
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::{Draft, MessageKind};
use crate::domain::origin::Origin;
use crate::domain::prepared::{Prepared, PreparedRun};
use crate::domain::value::ContactId;
use crate::store::{Reader, Store};

/// Room for a result, in tokens. What is longer is cut and not believed.
const MAX_TOKENS: u64 = 6_000;
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

/// How work is done.
#[derive(Clone, Debug)]
pub struct WorkTerms {
    /// The most that may be spent in a day, in millionths of a dollar.
    pub daily_limit: Option<i64>,
    /// The zone in which a day begins.
    pub zone: TimeZone,
}

/// Does work. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Runner {
    store: Store,
    client: Client,
    clock: Clock,
    prices: PriceTable,
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
}

impl Order {
    /// Work about somebody, from what is kept if that will do.
    pub fn new(contact: ContactId) -> Self {
        Self {
            contact,
            about: String::new(),
            again: false,
            keep_draft: false,
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
struct Job {
    facts: Facts,
    wire: Wire,
    body: Body,
    model: Model,
    hash: String,
    kept: Option<Prepared>,
    /// On which channel they wrote last.
    channel: Channel,
}

impl Runner {
    /// A runner.
    pub const fn new(
        store: Store,
        client: Client,
        clock: Clock,
        prices: PriceTable,
        terms: WorkTerms,
    ) -> Self {
        Self {
            store,
            client,
            clock,
            prices,
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
        let mut job = self.job(kind, &order).await?;
        let mut done = Done {
            result: job.kept.take(),
            sources: job.facts.sources.clone(),
            cached: false,
            fault: None,
            cause: Cause::default(),
            micro_dollars: 0,
        };
        let same = |kept: &Prepared| kept.hash == job.hash && !order.again;
        if done.result.as_ref().is_some_and(same) {
            done.cached = true;
            return Ok(done);
        }
        for tried in 1..=TRIES {
            if let Some(why) = self.over_budget().await? {
                (done.fault, done.cause) = (Some(why), Cause::Limit);
                return Ok(done);
            }
            let one = self.ask(kind, &job, watcher).await;
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
                model: job.model.id.clone(),
                micro_dollars: one.micro_dollars,
                hidden: job.wire.all(),
                draft: end
                    .as_ref()
                    .ok()
                    .and_then(|result| draft(kind, result, &job, &order)),
                body: String::from_utf8_lossy(&job.body.bytes).into_owned(),
                end: end.map_err(|fault| fault.why),
            };
            done.fault = run.end.as_ref().err().cloned();
            self.keep(run).await?;
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
    async fn job(&self, kind: &'static Row, order: &Order) -> Result<Job, String> {
        let (contact, about) = (order.contact.clone(), order.about.clone());
        let read = move |reader: &Reader| {
            let Some(person) = reader.person(&contact)? else {
                return Ok(None);
            };
            let vocabulary = reader.vocabulary()?;
            let subject = Subject {
                person: &person,
                vocabulary: &vocabulary,
                about: &about,
            };
            let facts = kind.facts(&subject);
            let mail = last_in(&subject).is_some_and(|message| message.kind == MessageKind::Email);
            let channel = if mail { Channel::Email } else { Channel::Sms };
            let kept = reader.prepared(&contact, kind.name, &about)?;
            Ok(Some((facts, Wire::plain(&vocabulary), kept, channel)))
        };
        let read = self.store.read(read).await.map_err(|error| error.to_string())?;
        let (facts, plain, kept, channel) =
            read.ok_or_else(|| "there is no such person in the local copy; nothing was asked".to_owned())?;
        let facts = facts?;
        let mut wire = Wire::new(crate::domain::mask::Vault::default(), plain);
        wire.learn(&facts.known);
        let told = wire.told(&facts.content).to_string();
        let (model, effort) = model(kind.lane).ok_or("no model is known; nothing was asked")?;
        let schema = kind.schema(&order.about);
        let request = Request {
            max_tokens: MAX_TOKENS,
            pace: Pace::Quick,
            effort: Some(effort),
            format: Some(&schema),
            cache: None,
            ..Request::chat(&model, kind.prompt, &[Message::user(&told)])
        }
        .body();
        let body = request.map_err(|error| error.to_string())?;
        let hash = Sha256::digest(&body.bytes)
            .iter()
            .copied()
            .fold(String::new(), hex);
        Ok(Job {
            facts,
            wire,
            body,
            model,
            hash,
            kept,
            channel,
        })
    }

    /// Why nothing may be spent any more today, if that is so.
    async fn over_budget(&self) -> Result<Option<String>, String> {
        let Some(limit) = self.terms.daily_limit else {
            return Ok(None);
        };
        let now = self.clock.now().to_zoned(self.terms.zone.clone());
        let start = now
            .start_of_day()
            .map_or_else(|_| now.timestamp(), |day| day.timestamp());
        let spent = self.store.read(move |reader| reader.spent_since(start)).await;
        let spent = spent.map_err(|error| error.to_string())?;
        Ok((spent >= limit).then(|| {
            format!(
                "today's limit of ${:.2} for Claude is reached; nothing was asked; raise claude.daily_limit or ask tomorrow",
                limit as f64 / 1e6
            )
        }))
    }

    /// Asks once and reads the answer to its end.
    async fn ask(&self, kind: &Row, job: &Job, watcher: Option<&Watcher>) -> Try {
        let mut answer = Assembler::default();
        let mut text = String::new();
        let end = tokio::select! {
            end = self.read(kind, job, (&mut answer, &mut text), watcher) => end,
            () = stopped(watcher) => Err(Fault::last("stopped; nothing was changed")),
        };
        let model = if answer.model().is_empty() {
            &job.model.id
        } else {
            answer.model()
        };
        let cost = self.prices.cost(model, answer.usage(), Terms::default());
        let micro_dollars = cost.map_or_else(
            |unpriced| {
                tracing::warn!(%unpriced, "work could not be priced");
                0
            },
            |cost| cost.0,
        );
        Try {
            end: end.map(|()| text),
            micro_dollars,
        }
    }

    async fn read(
        &self,
        kind: &Row,
        job: &Job,
        (answer, text): (&mut Assembler, &mut String),
        watcher: Option<&Watcher>,
    ) -> Result<(), Fault> {
        let mut stream = self.client.stream(job.body.clone());
        let mut so_far = String::new();
        loop {
            let frame = tokio::time::timeout(SILENCE, stream.next()).await;
            let event = match frame {
                Err(_) => return Err(failed(&ClaudeError::new(ErrorKind::Silent, ""))),
                Ok(None | Some(Frame::Closed)) => {
                    return Err(failed(&ClaudeError::new(ErrorKind::Broken, "")));
                }
                Ok(Some(Frame::Failed(error))) => return Err(failed(&error)),
                Ok(Some(Frame::Opened(_) | Frame::Alive)) => continue,
                Ok(Some(Frame::Event(event))) => event,
            };
            match answer.take(event) {
                Ok(Change::Sealed(sealed)) if sealed.kind == BlockKind::Text => text.push_str(&sealed.text),
                Ok(Change::Text(piece)) => {
                    so_far.push_str(&piece);
                    if let Some(watcher) = watcher {
                        watcher.show(&so_far, kind.watched, &job.wire);
                    }
                }
                Ok(Change::Failed(error)) => return Err(failed(&ClaudeError::from_event(error))),
                Ok(Change::Ended) => return ended(answer.stop()),
                Ok(_) => {}
                Err(error) => {
                    let why = format!("the answer could not be read ({error}); nothing of it is kept");
                    return Err(Fault::soon(why));
                }
            }
            if text.len().max(so_far.len()) > MOST_BYTES {
                return Err(Fault::last(
                    "the answer is longer than any result; nothing of it is kept",
                ));
            }
        }
    }

    async fn keep(&self, run: PreparedRun) -> Result<(), String> {
        let kept = self
            .store
            .commit(Command::Prepare(Box::new(run)), Origin::Engine)
            .await;
        kept.map(drop).map_err(|error| error.to_string())
    }
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
    let restored = job.wire.restored(result.clone());
    kind.check(&restored, &job.facts).map_err(|why| refused(&why))?;
    Ok(result)
}

/// What a person may send of it.
fn draft(kind: &Row, result: &Value, job: &Job, order: &Order) -> Option<Draft> {
    let body = kind.draft(&job.wire.restored(result.clone()))?;
    order.keep_draft.then(|| Draft {
        contact: order.contact.clone(),
        channel: job.channel,
        subject: None,
        body,
    })
}

fn model(lane: Lane) -> Option<(Model, Effort)> {
    let (id, effort) = lane.usual();
    let catalogue = Catalogue::built_in().ok()?;
    let known = catalogue.find(id).or_else(|| catalogue.find(CHAT_MODEL))?;
    let model = Model {
        id: id.to_owned(),
        ..known.clone()
    };
    Some((model, effort))
}

fn hex(mut text: String, byte: u8) -> String {
    use std::fmt::Write as _;
    // A string takes whatever is written.
    let _ = write!(text, "{byte:02x}");
    text
}
