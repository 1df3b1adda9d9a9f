//! What Claude can have looked up and proposed here: tools, as the driver sees them.
//!
//! The tools themselves are the engine's. Here is only the seam: definitions go out, calls come in with stand-ins already put
//! back, replies are masked by the driver before they leave. No tool changes anything: what would be changed is a
//! [`Plan`] in the reply, and waits for a person.

use futures_util::future::BoxFuture;
use serde_json::Value;

use super::content::Content;
use crate::domain::mask::Identity;
use crate::domain::plan::Plan;

/// What a tool gives back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// What the model is told.
    pub content: Content,
    /// Who is in it, so that everything known of them is masked.
    pub known: Vec<Identity>,
    /// What was looked at, in a few words for the person: `leads · 412 → 9`. Foreign text.
    pub line: String,
    /// What is proposed.
    pub plan: Option<Plan>,
}

/// The tools of a chat.
pub trait Hands: std::fmt::Debug + Send + Sync {
    /// Their definitions as JSON, always the same in the same order.
    fn tools(&self) -> &[String];

    /// Runs one. The sentence of an error is told to the model and says what to do next; it holds nothing that somebody typed.
    fn call(&self, tool: &str, input: Value) -> BoxFuture<'static, Result<Reply, String>>;

    /// Whether the settings let a plan of a tool be done without a yes, as far as they can tell: whether the chat has read
    /// what others wrote is the driver's to know.
    fn is_free(&self, _tool: &str, _plan: &Plan) -> BoxFuture<'static, bool> {
        Box::pin(std::future::ready(false))
    }
}

/// No tools at all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Empty;

impl Hands for Empty {
    fn tools(&self) -> &[String] {
        &[]
    }

    fn call(&self, _: &str, _: Value) -> BoxFuture<'static, Result<Reply, String>> {
        Box::pin(std::future::ready(Err(
            "This tool does not exist here and the call did not run. Answer in words, without tools."
                .to_owned(),
        )))
    }
}
