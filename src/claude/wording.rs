//! The words in which failures reach a person: what happened, what is safe, what to do.

use std::time::Duration;

use super::error::{ClaudeError, ErrorKind, Retry};
use crate::domain::value::Foreign;

impl std::fmt::Display for ClaudeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match &self.kind {
            ErrorKind::SpendLimit(Some(date)) => {
                return write!(
                    f,
                    "The spending limit of this Claude account is reached until {date}; your question is kept, and an \
                     administrator can raise the limit in the console."
                );
            }
            ErrorKind::OwnLimit(why) => why,
            ErrorKind::NoModel(model) if !model.is_empty() => {
                let model = Foreign::new(model.as_str());
                return write!(
                    f,
                    "The model {} is retired or not known to this account; your question is kept, choose another model.",
                    model.shown()
                );
            }
            ErrorKind::RateLimit | ErrorKind::RampLimit if let Retry::After(wait) = self.retry => {
                return write!(
                    f,
                    "This account asks Claude more than it may; your question is kept, Claude can be asked again in {}.",
                    in_words(wait)
                );
            }
            ErrorKind::Rejected if let Some(member) = parameter(self.detail.raw()) => {
                return write!(
                    f,
                    "Claude refused the request because of \"{member}\", which is a fault of this program or of a setting; your \
                     question is kept, please report the request id."
                );
            }
            kind => sentence(kind),
        })
    }
}

/// The most letters of a member's name that are shown.
const MOST_PARAMETER: usize = 60;

/// The member of the request that a refusal names before a colon: `output_config.format: …`. Nothing but such a name is
/// taken over from the other side.
fn parameter(detail: &str) -> Option<&str> {
    let (name, _) = detail.split_once(':')?;
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let is_name = name.len() <= MOST_PARAMETER && name.split('.').all(is_part);
    is_name.then_some(name)
}

impl ErrorKind {
    /// What happened in a few words, to stand inside a sentence or beside a countdown.
    pub fn short(&self) -> &'static str {
        match self {
            Self::NoConnection => "no connection to Claude",
            Self::Broken => "the connection to Claude broke",
            Self::Silent => "Claude said nothing for two minutes",
            Self::Intercepted => "the network answers in Claude's place",
            Self::Untrusted => "whoever answered could not prove to be Claude",
            Self::BadAddress => "Claude's address cannot be used",
            Self::Rejected | Self::Thinking | Self::ToolPairs => "Claude refused the request",
            Self::Damaged => "a stored part of the thread is damaged",
            Self::TooLong => "the thread is too long",
            Self::SpendLimit(_) | Self::OwnLimit(_) => "the spending limit is reached",
            Self::Key => "Claude does not accept the key",
            Self::Billing => "the account has no credit left",
            Self::Permission => "the key may not do this",
            Self::NoModel(_) => "the model is not there any more",
            Self::NotFound => "there is nothing at Claude's address",
            Self::Conflict => "Claude was busy with a conflicting request",
            Self::TooLarge => "the question is too large",
            Self::RateLimit => "this account asks Claude more often than it may",
            Self::RampLimit => "this account's use of Claude grows too fast",
            Self::Timeout => "Claude took too long",
            Self::Service => "Claude has a problem of its own",
            Self::Overloaded => "Claude is overloaded",
            Self::Unreadable => "what came back cannot be read",
        }
    }
}

/// A wait as a person says it, rounded up.
fn in_words(wait: Duration) -> String {
    match wait.as_secs() + u64::from(wait.subsec_nanos() > 0) {
        seconds @ 0..=90 => format!("{seconds} s"),
        seconds @ 91..=5_400 => format!("{} minutes", seconds.div_ceil(60)),
        seconds => format!("{} hours", seconds.div_ceil(3_600)),
    }
}

fn sentence(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NoConnection => {
            "No connection to Claude; your question is kept and is asked by itself when the network is back, everything else works."
        }
        ErrorKind::Broken => {
            "The connection broke while Claude was answering; what arrived is kept, ask it to go on."
        }
        ErrorKind::Silent => {
            "Claude has said nothing for two minutes and was given up; your question is kept, try again."
        }
        ErrorKind::Intercepted => {
            "Something on this network answers in Claude's place, often the log-in page of a Wi-Fi; log in there with a \
             browser, your question is kept and is asked by itself then."
        }
        ErrorKind::Untrusted => {
            "Whoever answered could not prove to be Claude, so nothing was sent; check this computer's date and the \
             network, your question is kept."
        }
        ErrorKind::BadAddress => {
            "Claude's address in the settings cannot be used: it must begin with https://, or http:// for this computer."
        }
        ErrorKind::Rejected => {
            "Claude refused the request as malformed, which is a fault of this program; your question is kept, please \
             report the request id."
        }
        ErrorKind::Thinking => {
            "Claude does not accept its own earlier thinking in this thread any more; your question is kept, begin a new \
             thread."
        }
        ErrorKind::ToolPairs => {
            "This thread holds a tool call without its result; your question is kept, begin a new thread."
        }
        ErrorKind::Damaged => {
            "A stored part of this thread is damaged; it can still be read and your question is kept, begin a new thread."
        }
        ErrorKind::TooLong => {
            "This thread is longer than the model can read; your question is kept, begin a new thread for it."
        }
        ErrorKind::SpendLimit(_) | ErrorKind::OwnLimit(_) => {
            "The spending limit of this Claude account is reached; your question is kept, and an administrator can raise \
             the limit in the console."
        }
        ErrorKind::Key => {
            "Claude does not accept the key; your question is kept, enter a valid key with `leadline login claude`."
        }
        ErrorKind::Billing => {
            "The Claude account has no credit left; your question is kept, add credit in the console's billing page."
        }
        ErrorKind::Permission => {
            "The key may not use what was asked for; your question is kept, use a key with access or another model."
        }
        ErrorKind::NoModel(_) => {
            "The model is retired or not known to this account; your question is kept, choose another model."
        }
        ErrorKind::NotFound => {
            "Claude's address answered that there is nothing; your question is kept, check claude.base_url in the settings."
        }
        ErrorKind::Conflict => {
            "Claude was busy with a conflicting request; your question is kept, try again."
        }
        ErrorKind::TooLarge => {
            "The question is larger than Claude takes (32 MB); it is kept, shorten it or attach less."
        }
        ErrorKind::RateLimit => {
            "This account asks Claude more often than it may; your question is kept, wait a little."
        }
        ErrorKind::RampLimit => {
            "This account's use of Claude grows faster than allowed; your question is kept, wait a little."
        }
        ErrorKind::Timeout => "Claude took too long and gave up; your question is kept, try again.",
        ErrorKind::Service => {
            "Claude has a problem of its own, not your computer; your question is kept, try again."
        }
        ErrorKind::Overloaded => {
            "Claude is overloaded at the moment; your question is kept, try again in a minute."
        }
        ErrorKind::Unreadable => {
            "What came back is not an answer of Claude; what arrived before is kept, try again, and check \
             claude.base_url if it stays."
        }
    }
}
