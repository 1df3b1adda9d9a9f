//! Who asks for a change. Written into every fact and audit row.

use serde::{Deserialize, Serialize};

use super::value::TurnId;

/// Why an automation writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// To win somebody: anything that is not one of the others.
    Marketing,
    /// Appointment, showing, milestone of a contract.
    Service,
    /// The answer within the first hour to a fresh enquiry.
    FirstAnswer,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Origin {
    /// The person at the screen.
    Agent,
    /// The person, or a program of theirs, on the command line.
    Cli,
    /// Claude, in one turn of a chat, after a yes.
    Copilot {
        /// The turn whose proposal was accepted.
        turn: TurnId,
    },
    /// The CRM: a record that was read, or the answer to a push.
    Remote,
    /// The program itself: timers, recovery, housekeeping.
    Engine,
    /// An automation, in one run of it.
    Automation {
        /// The run.
        run: String,
        /// Why it writes.
        kind: Kind,
    },
}

impl Origin {
    /// The word for the log: me, claude, sync, engine; of an automation with why it writes, by which the gate goes when it
    /// leaves.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Agent | Self::Cli => "me",
            Self::Copilot { .. } => "claude",
            Self::Remote => "sync",
            Self::Engine => "engine",
            Self::Automation { kind, .. } => match kind {
                Kind::Marketing => "automation",
                Kind::Service => "automation, service",
                Kind::FirstAnswer => "automation, first answer",
            },
        }
    }

    /// Whether a person stands behind it, so that undo and "me" apply.
    pub const fn is_person(&self) -> bool {
        matches!(self, Self::Agent | Self::Cli | Self::Copilot { .. })
    }
}
