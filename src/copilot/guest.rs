//! Another Claude client at the same table: the same tools, masked by the same stand-ins, proposing into the same list.
//!
//! What it does stands in a chat of its own, where a person sees what it asked, what left, and what it proposes. It never gets a
//! yes by itself: a proposal waits for the screen, and without one it is not even made.

use std::sync::Arc;

use serde_json::{Value, json};

use super::call::Ran;
use super::hands::Hands;
use super::wire::Wire;
use crate::clock::Clock;
use crate::domain::chat::{ChatCommand, SentBytes, TurnOutcome};
use crate::domain::command::Command;
use crate::domain::mask::Vault;
use crate::domain::origin::Origin;
use crate::domain::value::{ThreadId, TurnId};
use crate::store::{CommitError, Hold, Reader, Receipt, Store, StoreError};

/// The tool by which a guest asks what became of its proposals.
pub const DECISIONS: &str = "decisions";
/// Why nothing can be proposed.
const NOBODY: &str = "No leadline screen is open, so nobody could decide: nothing was proposed. Ask the person to open leadline.";

/// Another Claude client.
#[derive(Debug)]
pub struct Guest {
    store: Store,
    hands: Arc<dyn Hands>,
    clock: Clock,
    name: String,
    wire: Wire,
    thread: Option<ThreadId>,
    sent: String,
    calls: u64,
}

impl Guest {
    /// A guest by the name its program gives itself. Foreign text.
    pub fn new(store: Store, hands: Arc<dyn Hands>, clock: Clock, name: String) -> Self {
        Self {
            store,
            hands,
            clock,
            name,
            wire: Wire::default(),
            thread: None,
            sent: String::new(),
            calls: 0,
        }
    }

    /// Runs a tool. Both what it gives and why it does not are masked; an error is told to the model as one.
    pub async fn call(&mut self, tool: &str, input: Value) -> Result<String, String> {
        let kept = |error: CommitError| format!("The call could not be kept, so nothing ran: {error}");
        let thread = self.thread().await.map_err(kept)?;
        if tool == DECISIONS {
            return self.decisions(&thread).await.map_err(kept);
        }
        self.calls += 1;
        let id = format!("guest_{}", self.calls);
        let turn = self.asked(&thread, &id, tool, &input).await.map_err(kept)?;
        let began = self.clock.elapsed();
        let mut reply = self.hands.call(tool, self.wire.restored(input)).await;
        let proposes = reply.as_ref().is_ok_and(|reply| reply.plan.is_some());
        if proposes && !Hold::is_screen_open(self.store.path()) {
            reply = Err(NOBODY.to_owned());
        }
        let ran = Ran {
            id,
            tool: tool.to_owned(),
            reply,
            free: false,
            took: self.clock.elapsed().saturating_sub(began),
        };
        let told = ran.told(&mut self.wire);
        let (block, note) = ran.kept(&mut self.wire);
        let results = ChatCommand::Results {
            turn,
            blocks: vec![block],
            hidden: self.wire.fresh(),
            calls: vec![note],
        };
        self.keep(results).await.map_err(kept)?;
        let (Ok(text) | Err(text)) = &told;
        self.leaves(&thread, text.clone()).await.map_err(kept)?;
        told
    }

    /// The chat of this guest; begun with its first call.
    async fn thread(&mut self) -> Result<ThreadId, CommitError> {
        if let Some(thread) = &self.thread {
            return Ok(thread.clone());
        }
        let vocabulary = self.store.read(Reader::vocabulary).await?;
        self.wire = Wire::new(Vault::default(), Wire::plain(&vocabulary));
        let title = format!("{} (another client)", self.name);
        let begun = self.keep(ChatCommand::Start { title }).await?;
        let thread = begun
            .thread
            .ok_or_else(|| CommitError::NotFound("chat just begun".to_owned()))?;
        self.thread = Some(thread.clone());
        Ok(thread)
    }

    /// Keeps what was called, as an answer that is whole.
    async fn asked(
        &self,
        thread: &ThreadId,
        id: &str,
        tool: &str,
        input: &Value,
    ) -> Result<TurnId, CommitError> {
        let answer = ChatCommand::Answer {
            thread: thread.clone(),
            model: self.name.clone(),
        };
        let turn = self
            .keep(answer)
            .await?
            .turn
            .ok_or_else(|| CommitError::NotFound("answer just begun".to_owned()))?;
        let block = json!({"type": "tool_use", "id": id, "name": tool, "input": input}).to_string();
        self.keep(ChatCommand::Seal {
            turn: turn.clone(),
            block,
        })
        .await?;
        self.keep(ChatCommand::End {
            turn: turn.clone(),
            outcome: TurnOutcome::Complete,
            usage: None,
            took_ms: 0,
        })
        .await?;
        Ok(turn)
    }

    /// Keeps the bytes of an answer before they leave.
    async fn leaves(&mut self, thread: &ThreadId, text: String) -> Result<(), CommitError> {
        let bytes = SentBytes::between(&self.sent, &text);
        self.keep(ChatCommand::Sent {
            thread: thread.clone(),
            bytes,
        })
        .await?;
        self.sent = text;
        Ok(())
    }

    /// What became of what this guest proposed.
    async fn decisions(&self, thread: &ThreadId) -> Result<String, CommitError> {
        let thread = thread.clone();
        let told = move |reader: &Reader| {
            let proposals = reader.proposals(&thread)?;
            let verdicts = proposals
                .iter()
                .map(|proposal| Ok(proposal.verdict(&reader.receipts(proposal)?)));
            verdicts.collect::<Result<Vec<String>, StoreError>>()
        };
        let told = self.store.read(told).await?;
        Ok(json!({"proposals": told}).to_string())
    }

    async fn keep(&self, command: ChatCommand) -> Result<Receipt, CommitError> {
        self.store.commit(Command::Chat(command), Origin::Agent).await
    }
}
