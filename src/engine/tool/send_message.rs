//! Proposing to send messages.

use super::draft_message::{Input, messages};
use super::{Refusal, Tool};
use crate::copilot::hands::Reply;
use crate::engine::query::Sources;

/// Proposes to send messages.
pub(super) struct SendMessage;

impl Tool for SendMessage {
    const NAME: &'static str = "send_message";
    const ABOUT: &'static str = include_str!("send_message.md");
    const PROPOSES: bool = true;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        messages(input, sources, true)
    }
}
