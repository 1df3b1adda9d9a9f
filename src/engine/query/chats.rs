//! Chats with Claude.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::{Query, Sources};
use crate::domain::chat::{CallNote, Speaker, Thread, Turn};
use crate::domain::cite::{Source, cites};
use crate::domain::contact::Channel;
use crate::domain::plan::Proposal;
use crate::domain::value::{ContactId, Foreign, ThreadId, TurnId};
pub use crate::store::Cited;
use crate::store::StoreError;

/// Chats, newest first; with words, those whose title or text has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threads {
    /// What to look for; empty for all.
    pub words: String,
    /// At most so many.
    pub limit: usize,
}

impl Query for Threads {
    type Answer = Vec<Thread>;

    fn answer(self, sources: &Sources<'_>) -> Result<Vec<Thread>, StoreError> {
        sources.reader.threads(&self.words, self.limit)
    }
}

/// Everything said in a chat, first to last, as the person sees it: with names in place of what stood for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript(pub ThreadId);

impl Query for Transcript {
    type Answer = Vec<Turn>;

    fn answer(self, sources: &Sources<'_>) -> Result<Vec<Turn>, StoreError> {
        let vault = sources.reader.vault(&self.0)?;
        let turns = sources.reader.transcript(&self.0)?;
        Ok(turns.into_iter().map(|turn| turn.restored(&vault)).collect())
    }
}

/// What Claude has cost: in a chat, today and this month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter(pub Option<ThreadId>);

/// What Claude has cost, in millionths of a dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// In the chat.
    pub chat: i64,
    /// Since the day began, in the zone of the settings.
    pub today: i64,
    /// Since the month began.
    pub month: i64,
}

impl Query for Meter {
    type Answer = Spent;

    fn answer(self, sources: &Sources<'_>) -> Result<Spent, StoreError> {
        let now = sources.today.now.to_zoned(sources.today.zone.clone());
        let day = now
            .start_of_day()
            .map_or(sources.today.now, |day| day.timestamp());
        let month = now.first_of_month().and_then(|first| first.start_of_day());
        let month = month.map_or(day, |month| month.timestamp());
        let reader = sources.reader;
        Ok(Spent {
            chat: self.0.map_or(Ok(0), |thread| reader.spent_in(&thread))?,
            today: reader.spent_since(day)?,
            month: reader.spent_since(month)?,
        })
    }
}

/// What Claude has cost since a moment, in millionths of a dollar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpentSince(pub Timestamp);

impl Query for SpentSince {
    type Answer = i64;

    fn answer(self, sources: &Sources<'_>) -> Result<i64, StoreError> {
        sources.reader.spent_since(self.0)
    }
}

/// What the answers of a chat had looked up, and what they propose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatWork(pub ThreadId);

/// What was looked up and proposed in a chat.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Worked {
    /// The calls of each answer, in their order.
    pub calls: HashMap<TurnId, Vec<CallNote>>,
    /// The proposals, in the order in which they were made.
    pub proposals: Vec<Proposal>,
    /// The number and the address of everybody that a proposal which is open would write to.
    pub reach: HashMap<ContactId, Reach>,
    /// The sources that the answers name, those that are here.
    pub sources: HashMap<Source, Cited>,
}

/// Where a message to somebody would go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Their number.
    pub phone: Foreign,
    /// Their address.
    pub email: Foreign,
}

impl Reach {
    /// Where it would go on a channel.
    pub const fn on(&self, channel: Channel) -> &Foreign {
        match channel {
            Channel::Email => &self.email,
            _ => &self.phone,
        }
    }
}

impl Query for ChatWork {
    type Answer = Worked;

    fn answer(self, sources: &Sources<'_>) -> Result<Worked, StoreError> {
        let vault = sources.reader.vault(&self.0)?;
        let mut calls = sources.reader.calls(&self.0)?;
        // Why a call failed is kept as the model was told.
        for note in calls.values_mut().flatten().filter(|note| note.fault) {
            note.line = vault.restore(&note.line);
        }
        let proposals = sources.reader.proposals(&self.0)?;
        let mut reach = HashMap::new();
        let open = proposals.iter().filter(|proposal| proposal.is_open());
        let drafts = open
            .flat_map(|proposal| &proposal.items)
            .filter_map(|(item, _)| item.deed.draft());
        for draft in drafts {
            if let Some(person) = sources.reader.person(&draft.contact)? {
                let (phone, email) = (person.contact.phone, person.contact.email);
                reach.insert(draft.contact.clone(), Reach { phone, email });
            }
        }
        let answers = sources.reader.transcript(&self.0)?;
        let answers = answers
            .iter()
            .filter(|turn| turn.speaker == Speaker::Assistant)
            .map(Turn::text);
        let named: BTreeSet<Source> = answers
            .flat_map(|text| cites(&text))
            .map(|(_, source)| source)
            .collect();
        let mut found = HashMap::new();
        for source in named {
            if let Some(cited) = sources.reader.source(&source)? {
                found.insert(source, cited);
            }
        }
        Ok(Worked {
            calls,
            proposals,
            reach,
            sources: found,
        })
    }
}

/// How many proposals wait for a yes, in all chats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingProposals;

impl Query for WaitingProposals {
    type Answer = u64;

    fn answer(self, sources: &Sources<'_>) -> Result<u64, StoreError> {
        sources.reader.waiting_proposals(sources.today.now)
    }
}
