//! What kind of reason it is that Claude was not asked or did not answer, for whoever decides by it how to go on.

use crate::claude::error::ErrorKind;

/// Why nothing came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cause {
    /// What Claude answered, or that it refused the request: asking again as it is does not help.
    #[default]
    Answer,
    /// Claude declined.
    Declined,
    /// A limit of money is reached: one that the person set, or one of the account.
    Limit,
    /// The key is not accepted, may not do this, or has no credit.
    Key,
    /// Claude cannot be reached or is down; later it may be there.
    Away,
}

impl Cause {
    /// The cause of a failure.
    pub const fn of(kind: &ErrorKind) -> Self {
        match kind {
            ErrorKind::NoConnection
            | ErrorKind::Broken
            | ErrorKind::Silent
            | ErrorKind::Intercepted
            | ErrorKind::Untrusted
            | ErrorKind::RateLimit
            | ErrorKind::RampLimit
            | ErrorKind::Timeout
            | ErrorKind::Service
            | ErrorKind::Overloaded => Self::Away,
            ErrorKind::SpendLimit(_) | ErrorKind::OwnLimit(_) => Self::Limit,
            ErrorKind::Key | ErrorKind::Billing | ErrorKind::Permission => Self::Key,
            _ => Self::Answer,
        }
    }
}
