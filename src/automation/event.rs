//! What can happen with a person that an automation listens to. Facts of the journal and derived moments ("nothing came
//! for a day") are mapped to these; whoever maps them gives each the moment at which it was true.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::automation::{KEPT_AWAY, is_kill_tag};
use crate::domain::contact::Channel;
use crate::domain::listing::{News, Turn as HomeTurn};
use crate::domain::value::{Cents, ContactId};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// With whom.
    pub contact: ContactId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
}

/// Who wrote what went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// A person's own hand.
    Person,
    /// An automation here.
    Automation,
    /// A workflow of the CRM.
    Workflow,
}

/// How a message sounds, as far as it matters to automations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// Nothing that needs care.
    Plain,
    /// Angry.
    Angry,
    /// In hardship.
    Hardship,
    /// Speaks of lawyers or the law.
    Legal,
}

impl Mood {
    /// The word in a definition.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Angry => "angry",
            Self::Hardship => "hardship",
            Self::Legal => "legal",
        }
    }
}

/// What became of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// It was booked.
    Booked,
    /// It begins soon.
    Soon,
    /// It took place.
    Done,
    /// They did not come.
    NoShow,
    /// It was called off.
    Cancelled,
}

impl Turn {
    /// The word in a definition.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Soon => "soon",
            Self::Done => "done",
            Self::NoShow => "no-show",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What happened with a home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listed {
    /// A home fits what somebody looks for; `figure` is how well, in per cent.
    Match,
    /// A home they like became cheaper; `figure` is by how many per cent.
    PriceDrop,
    /// A listing left the market unsold.
    Expired,
    /// An owner sells without an agent.
    ByOwner,
    /// A home of ours is looked at less than it should be; `figure` is its days on the market in per cent of the area's.
    Slow,
    /// A home changed its status otherwise.
    Status,
}

impl Listed {
    /// The word in a definition.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Match => "new match",
            Self::PriceDrop => "price drop",
            Self::Expired => "expired",
            Self::ByOwner => "by owner",
            Self::Slow => "slow",
            Self::Status => "status",
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum EventKind {
    /// The person became known.
    Created,
    /// A tag was put on.
    TagAdded {
        /// Which.
        tag: String,
    },
    /// A tag was taken off.
    TagRemoved {
        /// Which.
        tag: String,
    },
    /// A deal moved.
    Stage {
        /// From which stage, by name; nothing for a new deal.
        from: String,
        /// To which, by name.
        to: String,
        /// That stage means a contract is signed.
        contract: bool,
    },
    /// They wrote.
    Received {
        /// On which channel.
        channel: Channel,
        /// How it sounds.
        mood: Mood,
        /// Days since they had written last; nothing for the first time.
        silence: Option<u32>,
    },
    /// They want to hear no more, or may want that.
    OptedOut,
    /// They have not answered what was written to them last; told once for each number of hours that somebody waits for.
    Silent {
        /// Hours since then.
        hours: u32,
        /// They had answered before.
        engaged: bool,
    },
    /// Something went out to them.
    Sent {
        /// On which channel.
        channel: Channel,
        /// Who wrote it.
        by: Author,
    },
    /// They opened a mail.
    Opened,
    /// They followed a link.
    Clicked,
    /// A call reached them.
    Talked,
    /// A number about them changed.
    Score {
        /// Which.
        score: String,
        /// From.
        from: i64,
        /// To.
        to: i64,
    },
    /// A day they have come.
    Date {
        /// Which: `birthday`, `home anniversary`, `quarter`.
        date: String,
    },
    /// An appointment changed.
    Appointment {
        /// How.
        turn: Turn,
        /// What kind: `showing`, `consultation`.
        sort: String,
        /// When it begins.
        starts: Timestamp,
    },
    /// An appointment begins at another time than before.
    Moved {
        /// When it was to begin.
        from: Timestamp,
        /// When it begins.
        starts: Timestamp,
    },
    /// Something happened with a home that concerns them.
    Listing {
        /// What.
        listed: Listed,
        /// How much, where that says something.
        figure: u32,
        /// The address.
        address: String,
        /// What is asked for it, when that is known.
        #[serde(default)]
        price: Option<Cents>,
        /// What was asked for it before it became cheaper.
        #[serde(default)]
        was: Option<Cents>,
    },
    /// They filled in a form or signed in.
    Form {
        /// Its name.
        form: String,
    },
    /// They may live by another clock: they moved, or the rules of their zone changed.
    ClockChanged,
    /// Somebody, or another automation, put them into one.
    Started {
        /// Which one.
        automation: String,
    },
    /// Somebody, or another automation, took them out of one.
    Stopped {
        /// Which one; nothing for all.
        automation: Option<String>,
        /// Which automation took them out, when it was one; it goes on itself.
        by: Option<String>,
    },
    /// A message of ours did not reach them: the carrier said so.
    Undelivered {
        /// On which way.
        channel: Channel,
        /// The run that wrote it, or had laid it ready.
        run: String,
    },
}

impl EventKind {
    /// What happens with a home, as somebody hears it whom it concerns.
    pub fn of_home(news: &News) -> Self {
        Self::Listing {
            listed: match news.turn {
                HomeTurn::Match => Listed::Match,
                HomeTurn::PriceDrop => Listed::PriceDrop,
                HomeTurn::Expired => Listed::Expired,
                HomeTurn::ByOwner => Listed::ByOwner,
                HomeTurn::Slow => Listed::Slow,
                HomeTurn::Status => Listed::Status,
            },
            figure: news.figure,
            address: news.address.clone(),
            price: news.price,
            was: news.was,
        }
    }

    /// Whether it puts on a tag that keeps everything automatic away.
    pub fn kills(&self) -> bool {
        matches!(self, Self::TagAdded { tag } if is_kill_tag(tag))
    }

    /// What a run may ask about later: one word.
    pub const fn heard(&self) -> Option<&'static str> {
        match self {
            Self::Received { .. } => Some("replied"),
            Self::Opened => Some("opened"),
            Self::Clicked => Some("clicked"),
            Self::Talked => Some("talked"),
            Self::Undelivered { .. } => Some(UNDELIVERED),
            Self::Appointment { turn, .. } => match turn {
                Turn::Booked => Some("booked"),
                Turn::NoShow => Some("no-show"),
                Turn::Done => Some("held"),
                Turn::Soon | Turn::Cancelled => None,
            },
            _ => None,
        }
    }
}

/// The word for a message of the run that did not reach them.
pub const UNDELIVERED: &str = "undelivered";

/// Words that a run can wait for and ask about.
pub const HEARD: &[&str] = &[
    "replied",
    "opened",
    "clicked",
    "talked",
    "booked",
    "no-show",
    "held",
    UNDELIVERED,
];

/// What ends a run, by the word in `exits.on`.
pub const STOPS: &[Stop] = &[
    Stop {
        word: "opt-out",
        met: |kind| matches!(kind, EventKind::OptedOut),
    },
    Stop {
        word: "reply",
        met: |kind| matches!(kind, EventKind::Received { .. }),
    },
    Stop {
        word: "call connected",
        met: |kind| matches!(kind, EventKind::Talked),
    },
    Stop {
        word: "human message",
        met: |kind| {
            matches!(
                kind,
                EventKind::Sent {
                    by: Author::Person,
                    ..
                }
            )
        },
    },
    Stop {
        word: "appointment",
        met: |kind| turned(kind, Turn::Booked),
    },
    Stop {
        word: CALLED_OFF,
        met: |kind| turned(kind, Turn::Cancelled),
    },
    Stop {
        word: "appointment held",
        met: |kind| turned(kind, Turn::Done),
    },
    Stop {
        word: "stage change",
        met: |kind| matches!(kind, EventKind::Stage { .. }),
    },
    Stop {
        word: "contract",
        met: |kind| matches!(kind, EventKind::Stage { contract: true, .. }),
    },
    Stop {
        word: "kill tag",
        met: EventKind::kills,
    },
    Stop {
        word: "listing status",
        met: |kind| {
            matches!(
                kind,
                EventKind::Listing {
                    listed: Listed::Status | Listed::Expired | Listed::ByOwner,
                    ..
                }
            )
        },
    },
];

/// What ends a run so that they were never really in: an appointment that was called off may be booked anew at once. Only
/// where appointments put people in.
pub const CALLED_OFF: &str = "appointment cancelled";

/// Something that ends a run.
#[derive(Debug)]
pub struct Stop {
    /// The word for it.
    pub word: &'static str,
    /// Whether this is it.
    pub met: fn(&EventKind) -> bool,
}

fn turned(kind: &EventKind, wanted: Turn) -> bool {
    matches!(kind, EventKind::Appointment { turn, .. } if *turn == wanted)
}

/// Why everything automatic pauses for somebody, when it does.
pub fn pauses(kind: &EventKind) -> Option<&'static str> {
    const WHY: &[(&str, &str)] = &[
        ("opt-out", "they want to hear no more"),
        ("kill tag", KEPT_AWAY),
        ("contract", "a contract was signed"),
        ("appointment", "an appointment was booked"),
        ("reply", "they wrote"),
        ("human message", "a person wrote to them"),
    ];
    let met = |word: &str| STOPS.iter().any(|stop| stop.word == word && (stop.met)(kind));
    WHY.iter().find(|(word, _)| met(word)).map(|(_, why)| *why)
}
