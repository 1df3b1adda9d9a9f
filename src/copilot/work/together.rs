//! Work that can wait, asked for together at half the price.
//!
//! Each piece goes under a name made of what it was made from: its answer is believed only for the same facts, and what it is
//! about need not be kept. What is known of a batch is kept before it is sent, so that another run of the program fetches the
//! answers, also when nobody learned its id any more: then it is looked for among the account's batches, by the names of its
//! requests. A piece without an answer is asked for by itself.

use jiff::SignedDuration;

use super::Row;
use super::answers::{Answers, name, name_in};
use super::matter::MAX_TOKENS;
use super::runner::{KEPT, Order, Runner};
use crate::claude::error::{ClaudeError, ErrorKind};
use crate::claude::request::Body;
use crate::claude::usage::Usage;
use crate::copilot::budget::{Expected, tokens};
use crate::domain::chat::TurnUsage;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::prepared::PreparedRun;
use crate::domain::spend::{Left, OpenBatch, SpendCommand};
use crate::failpoint;
use crate::store::{Reader, StoreError};

/// What is kept of a piece of work that was asked for and not answered yet.
const WAITS: &str = "asked together with others; the answer has not come yet";

/// By so much the service's clock may differ from the one here.
const ASTRAY: SignedDuration = SignedDuration::from_hours(24);
/// A batch that is not among the account's after this time never came there.
const ARRIVES: SignedDuration = SignedDuration::from_mins(1);

/// What the service says about a batch.
#[derive(Debug)]
pub enum Fetched {
    /// Its answers are not there yet, or it is not known yet which batch it is.
    Later,
    /// It never came there: nothing was asked.
    Never,
    /// Its answers.
    Here(Answers),
}

/// A piece of work that has to be asked for.
#[derive(Debug)]
pub struct Piece {
    name: String,
    body: Body,
    model: String,
    run: PreparedRun,
}

/// What goes as part of a batch.
const fn expected<'a>(model: &'a str, input: &'a Usage, most: u64) -> Expected<'a> {
    Expected {
        thread: None,
        model,
        input,
        most,
        spent: 0,
        batch: true,
    }
}

impl Runner {
    /// What a piece of work would ask; `None` when nothing has to be asked, or nothing can be.
    pub async fn piece(&self, kind: &'static Row, order: &Order) -> Option<Piece> {
        let job = self.job(kind, order).await.ok()?;
        if job.kept.as_ref().is_some_and(|kept| kept.hash == job.hash) {
            return None;
        }
        let body = job.body(&job.with, MAX_TOKENS).ok()?.in_batch().ok()?;
        Some(Piece {
            name: name(&job.hash, &order.contact),
            model: job.with.model.id.clone(),
            run: PreparedRun {
                contact: order.contact.clone(),
                kind: kind.name.to_owned(),
                about: order.about.clone(),
                hash: job.hash.clone(),
                model: job.with.model.id.clone(),
                micro_dollars: 0,
                hidden: job.matter.wire.all(),
                draft: None,
                body: String::from_utf8_lossy(&body.bytes).into_owned(),
                end: Err(WAITS.to_owned()),
            },
            body,
        })
    }

    /// Sends pieces of work together, from the first on as many as cost no more than `limit` whatever they are answered. That price
    /// is held until the answers are there; where a limit of the day or the month leaves less, nothing is sent. What leaves is kept
    /// before, and that it does. An error says that nothing was sent.
    pub async fn send_together(
        &self,
        mut pieces: Vec<Piece>,
        least: usize,
        limit: i64,
    ) -> Result<(), String> {
        let (fit, input) = self.fitting(&pieces, limit);
        if fit < least {
            return Err("what may be spent is too little for many at once".to_owned());
        }
        pieces.truncate(fit);
        let model = pieces.first().map_or("", |piece| piece.model.as_str()).to_owned();
        let most = MAX_TOKENS.saturating_mul(fit as u64);
        let room = self.budget.room(expected(&model, &input, most), KEPT).await?;
        if room.tokens < most {
            return Err("the limits leave too little for many at once".to_owned());
        }
        let batch = OpenBatch {
            id: None,
            hold: room.stand(),
            at: self.budget.now(),
            requests: fit as u64,
        };
        let mut requests = Vec::with_capacity(pieces.len());
        let mut first = vec![(keep_batch(Some(batch.clone())), Origin::Engine)];
        for piece in pieces {
            requests.push((name_in(&batch.hold, &piece.name), piece.body));
            first.push((Command::Prepare(Box::new(piece.run)), Origin::Engine));
        }
        for kept in self.store.commit_all(first).await {
            if let Err(error) = kept {
                self.leave(&batch, false).await?;
                return Err(error.to_string());
            }
        }
        let sent = self.client.send_batch(&requests).await;
        if let Err(error) = &sent
            && error.came_to_nothing()
        {
            self.leave(&batch, false).await?;
            return Err(error.to_string());
        }
        failpoint::pass("batch.sent");
        let known = match sent {
            Ok(id) => self.know(&batch, id).await,
            Err(error) => Err(error.to_string()),
        };
        if let Err(why) = known {
            tracing::info!(
                why,
                "which batch it is at the service is not known; it is looked for"
            );
        }
        Ok(())
    }

    /// How many pieces from the first on cost no more than `limit`, whatever they are answered, and their input.
    fn fitting(&self, pieces: &[Piece], limit: i64) -> (usize, Usage) {
        let mut input = Usage::default();
        let (mut fit, mut most) = (0, 0);
        for piece in pieces {
            let alone = Usage {
                input: tokens(piece.body.bytes.len()),
                ..Usage::default()
            };
            most += self.budget.most(expected(&piece.model, &alone, MAX_TOKENS));
            if most > limit {
                break;
            }
            fit += 1;
            input.input += alone.input;
        }
        (fit, input)
    }

    /// The batch that was sent, or was about to be, and is not done with.
    pub async fn open_batch(&self) -> Result<Option<OpenBatch>, StoreError> {
        self.store.read(Reader::open_batch).await
    }

    /// The answers of a batch, once they are there. One whose id nobody kept is looked for, and has it from then on.
    pub async fn fetch(&self, batch: &mut OpenBatch) -> Result<Fetched, String> {
        let Some(id) = &batch.id else {
            return self.look_for(batch).await;
        };
        let answers = self.client.batch_answers(id).await;
        let answers = answers.map_err(|error| error.to_string())?;
        Ok(answers.map_or(Fetched::Later, |answers| Fetched::Here(Answers::of(answers))))
    }

    /// Looks for a batch among those that the account has: the names of its requests stand at their answers. Other programs may use
    /// the same account, so one that is not answered yet may be another's.
    async fn look_for(&self, batch: &mut OpenBatch) -> Result<Fetched, String> {
        let told = |error: ClaudeError| error.to_string();
        let since = batch.at.saturating_sub(ASTRAY).unwrap_or(batch.at);
        let made = self.client.batches_since(since).await.map_err(told)?;
        let mut fetched = Fetched::Never;
        for one in made.into_iter().filter(|one| one.requests == batch.requests) {
            let answers = match self.client.batch_answers(&one.id).await {
                Ok(Some(answers)) => answers,
                Ok(None) => {
                    fetched = Fetched::Later;
                    continue;
                }
                // Somebody else has fetched and deleted theirs.
                Err(error) if error.kind == ErrorKind::NotFound => continue,
                Err(error) => return Err(told(error)),
            };
            let ours = name_in(&batch.hold, "");
            if answers.iter().any(|(name, _)| name.starts_with(&ours)) {
                self.know(batch, one.id.clone()).await?;
                batch.id = Some(one.id);
                return Ok(Fetched::Here(Answers::of(answers)));
            }
        }
        let may_arrive = self.budget.now().duration_since(batch.at) < ARRIVES;
        Ok(if may_arrive { Fetched::Later } else { fetched })
    }

    /// Keeps which batch it is at the service.
    async fn know(&self, batch: &OpenBatch, id: String) -> Result<(), String> {
        let known = OpenBatch {
            id: Some(id),
            ..batch.clone()
        };
        self.tell(SpendCommand::KeepBatch(Some(known))).await
    }

    /// Is done with a batch that never came to the service: it has cost nothing.
    pub async fn forget(&self, batch: &OpenBatch) -> Result<(), String> {
        self.leave(batch, false).await
    }

    /// Has no more of a batch answered and is done with it. What it has cost until then nobody tells: what its input may cost
    /// stays counted.
    pub async fn give_up(&self, batch: &OpenBatch) -> Result<(), String> {
        if let Some(id) = &batch.id
            && let Err(error) = self.client.cancel_batch(id).await
        {
            tracing::info!(%error, "a batch could not be cancelled");
        }
        self.leave(batch, true).await
    }

    /// Is done with a batch whose answers were read. What the answers have cost that belong to nothing any more stays counted.
    pub async fn done_with(&self, batch: &OpenBatch, answers: &Answers) -> Result<(), String> {
        let left = answers.left().map(|answer| {
            let (model, usage) = answer.meters();
            self.budget.cost_in_batch(&model, &usage)
        });
        let left: i64 = left.sum();
        if let Some(id) = &batch.id
            && let Err(error) = self.client.delete_batch(id).await
        {
            tracing::info!(%error, "a batch that was read could not be deleted at the service");
        }
        if left > 0 {
            let usage = TurnUsage {
                micro_dollars: left,
                ..TurnUsage::default()
            };
            let hold = batch.hold.clone();
            self.tell(SpendCommand::Meter { hold, usage }).await?;
        }
        self.leave(batch, left > 0).await
    }

    async fn leave(&self, batch: &OpenBatch, began: bool) -> Result<(), String> {
        self.tell(SpendCommand::KeepBatch(None)).await?;
        let hold = batch.hold.clone();
        self.tell(SpendCommand::Leave(vec![Left { hold, began }])).await
    }

    async fn tell(&self, command: SpendCommand) -> Result<(), String> {
        let told = self.store.commit(Command::Spend(command), Origin::Engine).await;
        told.map(drop).map_err(|error| error.to_string())
    }
}

const fn keep_batch(batch: Option<OpenBatch>) -> Command {
    Command::Spend(SpendCommand::KeepBatch(batch))
}
