//! Work that can wait, asked for together at half the price.
//!
//! Each piece goes under a name made of what it was made from: its answer is believed only for the same facts, and what it is
//! about need not be kept. What is known of a batch is its id, so that another run of the program fetches the answers. A piece
//! without an answer is asked for by itself.

use super::Row;
use super::answers::{Answers, name};
use super::matter::MAX_TOKENS;
use super::runner::{KEPT, Order, Runner};
use crate::claude::request::Body;
use crate::claude::usage::Usage;
use crate::copilot::budget::{Expected, tokens};
use crate::domain::chat::TurnUsage;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::prepared::PreparedRun;
use crate::domain::spend::{Left, OpenBatch, SpendCommand};
use crate::store::{Reader, StoreError};

/// What is kept of a piece of work that was asked for and not answered yet.
const WAITS: &str = "asked together with others; the answer has not come yet";

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
    /// before.
    pub async fn send_together(
        &self,
        mut pieces: Vec<Piece>,
        least: usize,
        limit: i64,
    ) -> Result<(), String> {
        let mut input = Usage::default();
        let (mut fit, mut most) = (0, 0);
        for piece in &pieces {
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
        let mut requests = Vec::with_capacity(pieces.len());
        let mut runs = Vec::with_capacity(pieces.len());
        for piece in pieces {
            requests.push((piece.name, piece.body));
            runs.push((Command::Prepare(Box::new(piece.run)), Origin::Engine));
        }
        for kept in self.store.commit_all(runs).await {
            kept.map_err(|error| error.to_string())?;
        }
        let id = self.client.send_batch(&requests).await;
        let id = id.map_err(|error| error.to_string())?;
        let hold = room.stand();
        self.tell(SpendCommand::KeepBatch(Some(OpenBatch { id, hold })))
            .await
    }

    /// The batch that was sent and not done with.
    pub async fn open_batch(&self) -> Result<Option<OpenBatch>, StoreError> {
        self.store.read(Reader::open_batch).await
    }

    /// The answers of a batch, once they are there.
    pub async fn answers(&self, batch: &OpenBatch) -> Result<Option<Answers>, String> {
        self.tell(SpendCommand::Beat(batch.hold.clone())).await?;
        let answers = self.client.batch_answers(&batch.id).await;
        let answers = answers.map_err(|error| error.to_string())?;
        Ok(answers.map(Answers::of))
    }

    /// Has no more of a batch answered and is done with it. What it has cost until then nobody tells: what its input may cost
    /// stays counted.
    pub async fn give_up(&self, batch: &OpenBatch) -> Result<(), String> {
        if let Err(error) = self.client.cancel_batch(&batch.id).await {
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
        if let Err(error) = self.client.delete_batch(&batch.id).await {
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
