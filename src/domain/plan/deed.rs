//! One wish.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::value::{CalendarId, ContactId, OpportunityId, StageId, UserId};

/// One wish, as it is kept until somebody decides. Its JSON is what a yes is bound to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Deed {
    /// Add and take away tags.
    Tags {
        /// Whose.
        contact: ContactId,
        /// To add.
        add: Vec<String>,
        /// To take away.
        remove: Vec<String>,
    },
    /// Change members of a person; another owner is one.
    Fields {
        /// Whose.
        contact: ContactId,
        /// What to what.
        changes: Vec<(String, Value)>,
    },
    /// Move a deal.
    Stage {
        /// Whose deal it is.
        contact: ContactId,
        /// Which deal.
        opportunity: OpportunityId,
        /// To which stage.
        stage: StageId,
    },
    /// Plan something to do.
    Task {
        /// For whom.
        contact: ContactId,
        /// What.
        title: String,
        /// More words.
        body: String,
        /// By when.
        due: Timestamp,
        /// Who does it.
        assigned_to: Option<UserId>,
    },
    /// Write a note.
    Note {
        /// On whom.
        contact: ContactId,
        /// What it says.
        body: String,
    },
    /// Put somebody off until later.
    Snooze {
        /// Whom.
        contact: ContactId,
        /// Until when.
        until: Timestamp,
    },
    /// Book a slot.
    Appointment {
        /// With whom.
        contact: ContactId,
        /// In which calendar.
        calendar: CalendarId,
        /// The slot exactly as the CRM offered it.
        slot: String,
        /// What to call it.
        title: String,
    },
    /// Lay a text or mail ready in the field where a person writes it. Nothing leaves.
    Draft(Draft),
    /// Send a text or mail.
    Send(Draft),
}

/// How much a wish weighs: whom it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Nobody outside notices.
    Local,
    /// The CRM is told; it can be undone there.
    Crm,
    /// It reaches a person.
    Leaves,
}

impl Deed {
    /// One word for what it is; it names the kind in rules and on screen.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Tags { .. } => "tag",
            Self::Fields { .. } => "field",
            Self::Stage { .. } => "stage",
            Self::Task { .. } => "task",
            Self::Note { .. } => "note",
            Self::Snooze { .. } => "snooze",
            Self::Appointment { .. } => "appointment",
            Self::Draft(_) => "draft",
            Self::Send(draft) => match draft.channel {
                Channel::Email => "email",
                _ => "text",
            },
        }
    }

    /// Whom it is about.
    pub const fn contact(&self) -> &ContactId {
        match self {
            Self::Tags { contact, .. }
            | Self::Fields { contact, .. }
            | Self::Stage { contact, .. }
            | Self::Task { contact, .. }
            | Self::Note { contact, .. }
            | Self::Snooze { contact, .. }
            | Self::Appointment { contact, .. } => contact,
            Self::Draft(draft) | Self::Send(draft) => &draft.contact,
        }
    }

    /// How much it weighs.
    pub const fn weight(&self) -> Weight {
        match self {
            Self::Snooze { .. } | Self::Draft(_) => Weight::Local,
            Self::Send(_) | Self::Appointment { .. } => Weight::Leaves,
            _ => Weight::Crm,
        }
    }

    /// The words a person may change before they say yes.
    pub fn wording(&self) -> Option<&str> {
        match self {
            Self::Task { title: words, .. }
            | Self::Note { body: words, .. }
            | Self::Appointment { title: words, .. } => Some(words),
            Self::Draft(draft) | Self::Send(draft) => Some(&draft.body),
            Self::Tags { .. } | Self::Fields { .. } | Self::Stage { .. } | Self::Snooze { .. } => None,
        }
    }

    /// The same with other words; unchanged where it has none.
    #[must_use]
    pub fn with_wording(mut self, wording: String) -> Self {
        match &mut self {
            Self::Task { title: words, .. }
            | Self::Note { body: words, .. }
            | Self::Appointment { title: words, .. } => *words = wording,
            Self::Draft(draft) | Self::Send(draft) => draft.body = wording,
            Self::Tags { .. } | Self::Fields { .. } | Self::Stage { .. } | Self::Snooze { .. } => {}
        }
        self
    }

    /// The message it writes, if it writes one.
    pub const fn draft(&self) -> Option<&Draft> {
        match self {
            Self::Draft(draft) | Self::Send(draft) => Some(draft),
            _ => None,
        }
    }
}
