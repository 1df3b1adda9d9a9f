//! What waits today.

use jiff::{Timestamp, ToSpan as _};

use super::leads::{LeadsError, bounded, understood};
use super::{Early, Query, Sources};
use crate::copilot::work::{Line, Row};
use crate::domain::contact::Channel;
use crate::domain::filter::Filter;
use crate::domain::value::ContactId;
use crate::store::{Away, Person, Queue, QueueAsk, StoreError, message_draft_name};

/// The queue of the person at the keyboard, in order; everybody's when it is not known who that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TodayQueue {
    /// Rows of each split, at most.
    pub rows: usize,
}

impl Query for TodayQueue {
    type Answer = Queue;

    fn answer(self, sources: &Sources<'_>) -> Result<Queue, StoreError> {
        sources.reader.queue(&ask(sources, self.rows))
    }
}

/// What happened since somebody here last did something before today, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhileAway;

impl Query for WhileAway {
    type Answer = Away;

    fn answer(self, sources: &Sources<'_>) -> Result<Away, StoreError> {
        let ask = ask(sources, 0);
        sources.reader.away(ask.day, ask.me.as_ref())
    }
}

/// The same of the people whom a filter chooses, or what is wrong with the filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TodayChosen {
    /// The filter as typed; an empty one chooses everybody.
    pub filter: String,
    /// Rows of each split, at most.
    pub rows: usize,
}

impl TodayChosen {
    /// Rows of each split that a screen shows at once.
    pub const ON_SCREEN: usize = 60;

    /// What a screen asks first: everybody.
    pub fn first() -> Self {
        Self {
            filter: String::new(),
            rows: Self::ON_SCREEN,
        }
    }
}

impl Query for TodayChosen {
    type Answer = Result<Queue, LeadsError>;

    async fn asked_before(&self, early: &Early<Self>) -> Option<Self::Answer> {
        early.answer(self).await
    }

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let mut ask = ask(sources, self.rows);
        if !self.filter.trim().is_empty() {
            ask.filter = match understood(&self.filter, sources)? {
                Ok(filter) => Some(filter),
                Err(error) => return Ok(Err(error)),
            };
        }
        bounded(sources.reader.queue(&ask), &self.filter)
    }
}

/// What was written to somebody and is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// On which channel.
    pub channel: Channel,
    /// Subject, for mail.
    pub subject: Option<String>,
    /// What it says.
    pub body: String,
    /// Claude wrote it, and nobody has changed a word since.
    pub of_claude: bool,
}

/// What Claude prepared about somebody, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// The kind of work.
    pub kind: &'static str,
    /// When it was made.
    pub at: Timestamp,
    /// What it says.
    pub lines: Vec<Line>,
}

impl Brief {
    /// What stands above it.
    pub fn title(&self) -> &'static str {
        if self.kind == "analysis" {
            "ANALYSIS"
        } else {
            "CALL BRIEF"
        }
    }
}

/// Everything the right side shows of somebody who waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The person.
    pub person: Person,
    /// A kept draft to them.
    pub ready: Option<Ready>,
    /// What Claude prepared for a call with them, else its analysis.
    pub brief: Option<Brief>,
}

/// The card of somebody, by either id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardOf(pub ContactId);

impl Query for CardOf {
    type Answer = Option<Card>;

    fn answer(self, sources: &Sources<'_>) -> Result<Option<Card>, StoreError> {
        let Some(person) = sources.reader.person(&self.0)? else {
            return Ok(None);
        };
        let mut ready = None;
        for channel in [Channel::Sms, Channel::Email] {
            let name = message_draft_name(&person.contact.id, channel);
            if let Some((subject, body)) = sources.reader.draft(&name)? {
                let of_claude = sources.reader.is_of_claude(&person.contact.id, &body)?;
                ready = Some(Ready {
                    channel,
                    subject,
                    body,
                    of_claude,
                });
                break;
            }
        }
        let mut brief = None;
        for kind in ["call_brief", "analysis"].into_iter().filter_map(Row::named) {
            let kept = sources.reader.prepared(&person.contact.id, kind.name, "")?;
            let told = kept.and_then(|kept| Some((kept.at, kind.lines(&kept.restored())?)));
            if let Some((at, lines)) = told {
                brief = Some(Brief {
                    kind: kind.name,
                    at,
                    lines,
                });
                break;
            }
        }
        Ok(Some(Card { person, ready, brief }))
    }
}

/// What the store is asked with, today.
/// What the day's queue of those whom a filter chooses is counted by.
pub(super) fn ask_chosen(sources: &Sources<'_>, filter: Filter) -> QueueAsk {
    QueueAsk {
        filter: Some(filter),
        ..ask(sources, 1)
    }
}

fn ask(sources: &Sources<'_>, rows: usize) -> QueueAsk {
    let today = &sources.today;
    let local = today.now.to_zoned(today.zone.clone());
    let day = local.start_of_day().unwrap_or_else(|_| local.clone());
    let next = day.checked_add(1.day()).unwrap_or_else(|_| local.clone());
    QueueAsk {
        now: today.now,
        day: day.timestamp(),
        tomorrow: next.timestamp(),
        date: local.date().to_string(),
        me: today.me.clone(),
        terms: sources.terms.clone(),
        rows,
        filter: None,
    }
}
