//! What can go wrong with the CRM, in sentences a person can act on, and in rules the outbox can follow.

use std::fmt;

use jiff::Timestamp;

use crate::domain::value::Foreign;

use super::limit::Stop;

/// A failed call.
#[derive(Debug)]
pub struct GhlError {
    /// What happened.
    pub kind: Kind,
    /// Which call, as `resource.verb`.
    pub call: &'static str,
    /// The HTTP status, when an answer came.
    pub status: Option<u16>,
    /// The CRM's own number for this exchange, for its support.
    pub trace: Option<String>,
    /// Whether a byte of the request may have reached the CRM.
    pub sent: bool,
}

/// What happened. The text of each is one sentence: what, what is safe, what to do.
#[derive(Debug, thiserror::Error)]
pub enum Kind {
    /// No answer of the CRM.
    #[error("The CRM cannot be reached ({why}); go on working, edits wait here and leave when it is back")]
    Offline {
        /// In our own words.
        why: &'static str,
        /// Set while the breaker is open: when the next trial leaves.
        next_try: Option<Timestamp>,
    },
    /// A sign-in page or filter answered in place of the CRM.
    #[error(
        "This network intercepts traffic and answered in place of the CRM; nothing was taken from it: open a browser, sign in to the network, then try again"
    )]
    Intercepted,
    /// The certificate is not the CRM's.
    #[error(
        "The secure connection to the CRM is not trustworthy ({why}); the key was not sent: check the date of this machine and the network"
    )]
    Untrusted {
        /// From the TLS library, sanitised.
        why: String,
    },
    /// A redirect, which credentials never follow.
    #[error(
        "The CRM's address answered with a redirect to {}; it was not followed, so the key stayed here: check base_url",
        .to.shown()
    )]
    Redirected {
        /// The `Location` header.
        to: Foreign,
    },
    /// The token is wrong, expired or revoked.
    #[error(
        "The CRM refuses this key; the local copy and the queue are safe: make a new Private Integration token and log in again"
    )]
    WrongKey,
    /// The token is good, but not for this.
    #[error(
        "The key lacks the permission for this part of the CRM; everything else works: add the scope in Settings, Private Integrations (the key stays the same)"
    )]
    MissingScope,
    /// An agency's token where a sub-account's is needed.
    #[error(
        "This key belongs to an agency, not to a sub-account; nothing was changed: make the Private Integration inside the sub-account"
    )]
    WrongClass,
    /// The token belongs to another location.
    #[error(
        "This key has no access to the location in the settings; nothing was changed: check the location id"
    )]
    WrongLocation,
    /// The CRM does not take our `Version` header or has removed the route.
    #[error("The CRM does not serve this request in the API version we ask for ({}); nothing was changed", list(.said))]
    WrongVersion {
        /// The CRM's words.
        said: Vec<Foreign>,
    },
    /// The record does not exist (any more).
    #[error("The CRM has no such record; it was probably deleted there, and what is known here is kept")]
    NotFound,
    /// The values were refused.
    #[error("The CRM refused the values ({}); the edit is kept here: correct it and save again", list(.said))]
    Invalid {
        /// The CRM's words, one for each fault it names.
        said: Vec<Foreign>,
    },
    /// A record like this exists.
    #[error("The CRM has this record already; the edit is kept here: open the existing one and merge")]
    Duplicate {
        /// The id of the existing record.
        existing: Option<String>,
        /// The member that matched.
        field: Option<String>,
    },
    /// Somebody else booked the slot first.
    #[error("The slot has been taken meanwhile; nothing was booked: choose another")]
    SlotTaken,
    /// Asked too fast, or asked to wait.
    #[error("The CRM asks to wait until {until:.0}; everything queued leaves then")]
    RateLimited {
        /// No request leaves before.
        until: Timestamp,
    },
    /// The day's requests are used up or kept for people.
    #[error("{}", daily(*.reserved, .resets_at))]
    Daily {
        /// When the day starts again.
        resets_at: Timestamp,
        /// Whether the rest of the day is kept for what people do themselves.
        reserved: bool,
    },
    /// The CRM is broken or overloaded (5xx).
    #[error("The CRM has trouble of its own; go on working, edits wait here and leave when it is back")]
    Server,
    /// Any other refusal.
    #[error("The CRM refused the request ({}); the edit is kept here", list(.said))]
    Refused {
        /// The CRM's words.
        said: Vec<Foreign>,
    },
    /// The answer is not what the protocol says.
    #[error(
        "The CRM's answer cannot be read ({why}); nothing was taken from it and nothing here was changed"
    )]
    Unreadable {
        /// In our own words.
        why: String,
    },
    /// The answer is over our limits.
    #[error("The CRM's answer is too large ({why}); it was cut off and nothing was taken from it")]
    TooLarge {
        /// In our own words.
        why: &'static str,
    },
    /// Reading page after page does not get anywhere.
    #[error("The CRM sends the same page again and again; reading was stopped and nothing here was removed")]
    Stuck,
    /// We refuse to send this.
    #[error("This cannot be sent to the CRM ({why}); the edit is kept here")]
    Unsendable {
        /// In our own words.
        why: String,
    },
    /// The time limit set for this call passed before it could leave.
    #[error("There was no time left to send this safely, so it was not sent; it stays queued")]
    TooLate,
    /// The settings cannot work.
    #[error("The CRM settings cannot work ({why}); nothing was sent")]
    Settings {
        /// In our own words.
        why: String,
    },
}

/// When the same call may succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// After a short wait with jitter.
    Soon,
    /// Not before then.
    At(Timestamp),
    /// Once something outside was put right: key, scope, network. Keep it queued.
    WhenFixed,
    /// Never as it is.
    Never,
}

/// What became of a write: done, not done, or nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The CRM confirmed it.
    Done,
    /// It certainly did not happen.
    NotDone,
    /// It may have happened: look before trying again.
    Uncertain,
}

impl Outcome {
    /// The outcome of a write's result.
    pub fn of<T>(result: &Result<T, GhlError>) -> Self {
        result.as_ref().map_or_else(GhlError::outcome, |_| Self::Done)
    }
}

impl GhlError {
    /// A failure before anything left.
    pub(super) const fn unsent(call: &'static str, kind: Kind) -> Self {
        Self {
            kind,
            call,
            status: None,
            trace: None,
            sent: false,
        }
    }

    /// A failure after something may have left.
    pub(super) const fn sent(call: &'static str, kind: Kind) -> Self {
        Self {
            kind,
            call,
            status: None,
            trace: None,
            sent: true,
        }
    }

    /// The limiter let nothing go.
    pub(super) fn stopped(call: &'static str, stop: Stop) -> Self {
        let kind = match stop {
            Stop::Paused { until } => Kind::RateLimited { until },
            Stop::Daily { resets_at, reserved } => Kind::Daily { resets_at, reserved },
            Stop::Broken { trial_at } => Kind::Offline {
                why: "it failed several times in a row",
                next_try: Some(trial_at),
            },
        };
        Self::unsent(call, kind)
    }

    /// When trying again makes sense.
    pub const fn retry(&self) -> Retry {
        match &self.kind {
            Kind::Offline {
                next_try: Some(at), ..
            }
            | Kind::RateLimited { until: at }
            | Kind::Daily { resets_at: at, .. } => Retry::At(*at),
            Kind::Offline { next_try: None, .. } | Kind::Server | Kind::Unreadable { .. } | Kind::TooLate => {
                Retry::Soon
            }
            Kind::Intercepted
            | Kind::Untrusted { .. }
            | Kind::Redirected { .. }
            | Kind::WrongKey
            | Kind::MissingScope
            | Kind::WrongClass
            | Kind::WrongLocation
            | Kind::WrongVersion { .. }
            | Kind::Settings { .. } => Retry::WhenFixed,
            Kind::NotFound
            | Kind::Invalid { .. }
            | Kind::Duplicate { .. }
            | Kind::SlotTaken
            | Kind::Refused { .. }
            | Kind::TooLarge { .. }
            | Kind::Stuck
            | Kind::Unsendable { .. } => Retry::Never,
        }
    }

    /// What became of the write. Not connected, 400, 401, 403, 404, 422 and 429 mean that it did not happen;
    /// everything else is uncertain.
    pub const fn outcome(&self) -> Outcome {
        match self.status {
            _ if !self.sent => Outcome::NotDone,
            Some(400 | 401 | 403 | 404 | 422 | 429) => Outcome::NotDone,
            _ => Outcome::Uncertain,
        }
    }

    /// Whether the CRM itself says that the record is gone. One such answer is a hint; deletion needs two.
    pub const fn is_not_found(&self) -> bool {
        matches!(self.kind, Kind::NotFound)
    }
}

impl fmt::Display for GhlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)?;
        if let Some(trace) = &self.trace {
            write!(f, " [trace {trace}]")?;
        }
        f.write_str(".")
    }
}

impl std::error::Error for GhlError {}

/// The CRM's words, safe to show, in one line.
fn list(said: &[Foreign]) -> String {
    if said.is_empty() {
        return "it gave no reason".to_owned();
    }
    let shown: Vec<_> = said.iter().map(|words| words.shown().to_string()).collect();
    shown.join("; ")
}

fn daily(reserved: bool, resets_at: &Timestamp) -> String {
    if reserved {
        format!(
            "The rest of today's requests is kept for what you do yourself; copying goes on at {resets_at:.0}"
        )
    } else {
        format!("Today's requests to the CRM are used up; everything queued leaves after {resets_at:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: Option<u16>, sent: bool) -> GhlError {
        GhlError {
            kind: Kind::Server,
            call: "test",
            status,
            trace: None,
            sent,
        }
    }

    #[test]
    fn the_outcome_of_a_write_follows_the_table() {
        for status in [400, 401, 403, 404, 422, 429] {
            assert_eq!(error(Some(status), true).outcome(), Outcome::NotDone, "{status}");
        }
        for status in [302, 405, 408, 409, 410, 418, 500, 502, 503, 504, 529] {
            assert_eq!(
                error(Some(status), true).outcome(),
                Outcome::Uncertain,
                "{status}"
            );
        }
        assert_eq!(error(None, true).outcome(), Outcome::Uncertain);
        assert_eq!(error(None, false).outcome(), Outcome::NotDone);
        assert_eq!(Outcome::of(&Ok::<_, GhlError>(())), Outcome::Done);
    }

    #[test]
    fn the_crms_words_are_shown_without_their_escapes() {
        let said = vec![
            Foreign::from("email must\x1b[2J be an email"),
            Foreign::from("no"),
        ];
        let error = GhlError::sent("contacts.update", Kind::Invalid { said });
        assert_eq!(
            error.to_string(),
            "The CRM refused the values (email must·[2J be an email; no); the edit is kept here: correct it and save again."
        );
    }
}
