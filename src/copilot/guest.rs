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
/// How the ids of a guest's calls begin.
const CALL: &str = "guest_";
/// Proposals of guests that may wait for a yes, of all guests together: what calls itself by another name counts as well.
const WAITING: u64 = 20;
/// Why nothing more can be proposed.
const FULL: &str = "20 proposals of other clients wait for the person already: nothing was proposed. Ask them to decide in \
    leadline; what nobody decides lapses after a day.";

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
        let id = format!("{CALL}{}", self.calls);
        let turn = self.asked(&thread, &id, tool, &input).await.map_err(kept)?;
        let began = self.clock.elapsed();
        let mut reply = self.hands.call(tool, self.wire.restored(input)).await;
        let proposes = reply.as_ref().is_ok_and(|reply| reply.plan.is_some());
        if proposes && let Some(why) = self.may_not_propose().await.map_err(kept)? {
            reply = Err(why.to_owned());
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

    /// Why what is proposed would reach nobody.
    async fn may_not_propose(&self) -> Result<Option<&'static str>, CommitError> {
        if !Hold::is_screen_open(self.store.path()) {
            return Ok(Some(NOBODY));
        }
        let now = self.clock.now();
        let waiting = move |reader: &Reader| reader.waiting_of_calls(CALL, now);
        Ok((self.store.read(waiting).await? >= WAITING).then_some(FULL))
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::future::BoxFuture;

    use super::super::content::Content;
    use super::super::hands::Reply;
    use super::*;
    use crate::domain::plan::{Deed, Item, Plan};
    use crate::domain::record::Fields;

    /// One tool, which proposes a tag.
    #[derive(Debug)]
    struct Tags(String);

    impl Hands for Tags {
        fn tools(&self) -> &[String] {
            &[]
        }

        fn call(&self, _: &str, _: Value) -> BoxFuture<'static, Result<Reply, String>> {
            let item = Item {
                deed: Deed::Tags {
                    contact: self.0.as_str().into(),
                    add: vec!["hot".into()],
                    remove: Vec::new(),
                },
                who: "Dana".into(),
                before: String::new(),
                after: "hot".into(),
                remarks: Vec::new(),
            };
            let plan = Plan {
                items: vec![item],
                left_out: Vec::new(),
            };
            Box::pin(std::future::ready(Ok(Reply {
                content: Content::word("proposed"),
                plan: Some(plan),
                ..Reply::default()
            })))
        }
    }

    #[tokio::test]
    async fn so_many_proposals_of_guests_wait_and_no_more_until_they_lapse() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let clock = Clock::manual("2026-11-25T18:00:00Z".parse().unwrap());
        let store = Store::open(&path, crate::store::scratch::options(&clock)).unwrap();
        let mut fields = Fields::new();
        fields.insert("firstName".into(), "Dana".into());
        let made = store
            .commit(Command::CreateContact { fields }, Origin::Agent)
            .await;
        let dana = made.unwrap().created.unwrap().id;
        let _screen = Hold::screen(&path).unwrap();
        let guest = |name: &str| {
            let hands = Arc::new(Tags(dana.clone()));
            Guest::new(store.clone(), hands, clock.clone(), name.to_owned())
        };
        let (mut one, mut other) = (guest("one"), guest("another name"));
        for nr in 0..WAITING {
            let guest = if nr % 2 == 0 { &mut one } else { &mut other };
            guest.call("edit_tags", json!({})).await.unwrap();
        }
        for guest in [&mut one, &mut other, &mut guest("a third")] {
            assert_eq!(guest.call("edit_tags", json!({})).await.unwrap_err(), FULL);
        }
        let now = clock.now();
        let waiting = store
            .read(move |reader| reader.waiting_proposals(now))
            .await
            .unwrap();
        assert_eq!(waiting, WAITING);
        clock.advance(Duration::from_hours(24));
        one.call("edit_tags", json!({})).await.unwrap();
    }
}
