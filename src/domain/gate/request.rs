//! Everything known about one send at the moment it would leave.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::zones::Candidate;
use crate::domain::access::Role;
use crate::domain::contact::{Channel, Dnd};
pub use crate::domain::origin::Kind;

/// Who sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Sender {
    /// A person's own hand: typed at the screen or the command line, or proposed by Claude and accepted.
    Person,
    /// A rule of the program.
    Automation {
        /// Why it writes.
        kind: Kind,
    },
}

impl Sender {
    /// Who stands behind a row of the outbox, by the word that the log has for them: a person's own hand, or, when
    /// nothing says so, an automation.
    pub fn behind(who: Option<&str>) -> Self {
        match who {
            Some("me" | "claude") => Self::Person,
            Some("automation, service") => Self::Automation { kind: Kind::Service },
            Some("automation, first answer") => Self::Automation {
                kind: Kind::FirstAnswer,
            },
            _ => Self::Automation {
                kind: Kind::Marketing,
            },
        }
    }
}

/// What somebody's permission rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// They ticked or signed it.
    Written,
    /// They said so.
    Verbal,
    /// They wrote first, on this channel.
    Enquiry,
    /// They are or were a client.
    Client,
}

/// Permission to write to somebody on a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// What it rests on.
    pub basis: Basis,
    /// Where that is written down, in the CRM's words.
    pub source: String,
}

/// That somebody wants to hear no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OptOut {
    /// When they said so.
    pub since: Timestamp,
    /// Whether it is one for certain; "not interested" alone is for a person to decide.
    pub certain: bool,
}

/// A zone candidate with its clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Which, and why.
    pub candidate: Candidate,
    /// Its rules.
    pub clock: TimeZone,
}

/// A message that reached, or may have reached, the recipient or somebody of their household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// When.
    pub at: Timestamp,
    /// On which channel, when it is one that messages are sent on from here.
    pub channel: Option<Channel>,
    /// Not a person's own: an automation here, or a workflow of the CRM.
    pub automatic: bool,
    /// To another member of the household.
    pub to_household: bool,
}

/// An earlier text to the recipient, to compare with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// When it went or was written.
    pub at: Timestamp,
    /// What it says.
    pub body: String,
}

/// How bad words about a home are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Noted.
    Low,
    /// Warned about.
    Medium,
    /// Not sent.
    High,
    /// Not sent.
    Critical,
}

/// Words that say whom a home is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// How bad.
    pub severity: Severity,
    /// The words.
    pub words: String,
    /// What to write instead.
    pub instead: String,
}

/// One send, with everything the rules look at. Whoever fills it in reads all of it in one transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The present, UTC.
    pub now: Timestamp,
    /// When it was to leave; what is much later than that is stale.
    pub due: Timestamp,
    /// The difference between this machine's clock and the CRM's, when it is known.
    pub skew: Option<SignedDuration>,
    /// Since when everything automatic is stopped.
    pub paused: Option<Timestamp>,
    /// Who sends.
    pub sender: Sender,
    /// What the person at the keyboard is in the team.
    pub role: Role,
    /// To how many people the same message goes.
    pub recipients: usize,
    /// How the recipient is called in sentences.
    pub name: String,
    /// The channel.
    pub channel: Channel,
    /// The number or address it goes to.
    pub address: String,
    /// Subject, for mail.
    pub subject: Option<String>,
    /// What it says.
    pub body: String,
    /// Do-not-disturb on the channel, the general flag included.
    pub dnd: Dnd,
    /// Whether the CRM has told the flag of each channel; its lists leave them out.
    pub dnd_told: bool,
    /// Do-not-disturb the other way: the CRM lets nothing from them in.
    pub dnd_inbound: Dnd,
    /// An opt-out that nobody has lifted.
    pub opt_out: Option<OptOut>,
    /// Permission on the channel.
    pub consent: Option<Consent>,
    /// Every zone they may be in.
    pub places: Vec<Place>,
    /// Until when a conversation on the channel that they began counts as live.
    pub live_until: Option<Timestamp>,
    /// A tag of theirs, or of their household, keeps everything automatic away.
    pub kept_away: bool,
    /// What happened with them after an automation decided to write: what the step no longer knows.
    pub stirred: Option<&'static str>,
    /// Messages of the last 30 days.
    pub sent: Vec<Sent>,
    /// When this user's automations sent anything to anybody in the last 24 hours.
    pub by_user: Vec<Timestamp>,
    /// Earlier texts to the recipient.
    pub texts: Vec<Text>,
    /// What the fair-housing rules found in subject and body.
    pub housing: Vec<Flag>,
    /// Rules a person has looked at and said yes to.
    pub waved: Vec<String>,
}

impl Request {
    /// Whether a person's own hand sends.
    pub const fn by_person(&self) -> bool {
        matches!(self.sender, Sender::Person)
    }

    /// Whether an automation wants to win somebody.
    pub const fn is_marketing(&self) -> bool {
        matches!(
            self.sender,
            Sender::Automation {
                kind: Kind::Marketing
            }
        )
    }
}
