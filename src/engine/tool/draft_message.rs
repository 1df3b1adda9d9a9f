//! Laying messages ready where the agent writes them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::plan::{Making, Wish};
use super::{Refusal, Tool, wording};
use crate::copilot::hands::Reply;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::plan::{Deed, Remark};
use crate::engine::query::{MessageDraft, Query as _, Sources};

/// Messages in one proposal, at most: each is read by a person before it goes.
const MOST: usize = 25;

/// Lays messages ready.
pub(super) struct DraftMessage;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// The messages, at most 25, each with its own words.
    messages: Vec<Message>,
}

/// One message.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Message {
    /// Id of the person who gets it; never a number or an address.
    person: String,
    /// How it goes.
    channel: Way,
    /// The subject, for an e-mail.
    #[serde(default)]
    subject: Option<String>,
    /// The words, ready to be sent, without blanks.
    text: String,
}

/// How a message goes.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Way {
    Text,
    Email,
}

impl Tool for DraftMessage {
    const NAME: &'static str = "draft_message";
    const ABOUT: &'static str = include_str!("draft_message.md");
    const PROPOSES: bool = true;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        messages(input, sources, false)
    }
}

/// Proposes messages: to be laid ready, or to be sent (`leaves`).
pub(super) fn messages(input: Input, sources: &Sources<'_>, leaves: bool) -> Result<Reply, Refusal> {
    let count = input.messages.len();
    if count == 0 || count > MOST {
        return Err(Refusal(format!(
            "{count} messages cannot be proposed in one call; nothing was proposed. Write 1 to {MOST}."
        )));
    }
    let mut making = Making::new(sources);
    let mut chosen = Vec::with_capacity(count);
    for message in input.messages {
        chosen.push((making.person(&message.person)?, message));
    }
    let known = making.known().to_vec();
    for (person, message) in chosen {
        let draft = Draft {
            contact: person.contact.id.clone(),
            channel: match message.channel {
                Way::Text => Channel::Sms,
                Way::Email => Channel::Email,
            },
            subject: message.subject.filter(|_| matches!(message.channel, Way::Email)),
            body: message.text,
        };
        let mut remarks = wording::of_message(sources, &person, &draft, &known, leaves)?;
        let (before, deed) = if leaves {
            (String::new(), Deed::Send(draft.clone()))
        } else {
            let typed = MessageDraft {
                contact: draft.contact.clone(),
                channel: draft.channel,
            }
            .answer(sources)?;
            let typed = typed
                .map(|(subject, body)| Draft::as_one(subject.as_deref(), &body))
                .unwrap_or_default();
            if !typed.trim().is_empty() {
                remarks.push(Remark {
                    text: "takes the place of what you have typed to them".to_owned(),
                    blocks: false,
                });
            }
            (typed, Deed::Draft(draft.clone()))
        };
        let after = Draft::as_one(draft.subject.as_deref(), &draft.body);
        making.wish(
            &person.contact,
            Wish {
                deed,
                before,
                after,
                remarks,
            },
        );
    }
    Ok(making.reply())
}
