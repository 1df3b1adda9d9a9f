//! What was typed and not yet sent or asked.

use super::{Query, Sources};
use crate::domain::contact::Channel;
use crate::domain::style::Manner;
use crate::domain::value::{ContactId, ThreadId};
use crate::store::{StoreError, chat_draft_name, message_draft_name};

/// The draft to a person on a channel: subject and text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageDraft {
    /// To whom.
    pub contact: ContactId,
    /// On which channel.
    pub channel: Channel,
}

impl Query for MessageDraft {
    type Answer = Option<(Option<String>, String)>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources
            .reader
            .draft(&message_draft_name(&self.contact, self.channel))
    }
}

/// Subject and text that words of Claude's took the place of; nothing once something was sent there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsBefore {
    /// To whom.
    pub contact: ContactId,
    /// On which channel.
    pub channel: Channel,
}

impl Query for WordsBefore {
    type Answer = Option<(Option<String>, String)>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.words_before(&self.contact, self.channel)
    }
}

/// How the agent at the keyboard writes, as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StyleNow;

impl Query for StyleNow {
    type Answer = Vec<Manner>;

    fn answer(self, sources: &Sources<'_>) -> Result<Vec<Manner>, StoreError> {
        let style = sources.reader.style(sources.today.me.as_ref())?;
        Ok(style.manners().to_vec())
    }
}

/// The draft of a question in a chat; `None` for a chat not begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatDraft(pub Option<ThreadId>);

impl Query for ChatDraft {
    type Answer = Option<String>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        Ok(sources
            .reader
            .draft(&chat_draft_name(self.0.as_ref()))?
            .map(|(_, text)| text))
    }
}
