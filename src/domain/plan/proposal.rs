//! A list of wishes, what it says of each, and what a yes is bound to.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::deed::{Deed, Weight};
use super::truth::Truth;
use crate::domain::value::{ContactId, Foreign, OutboxId, ProposalId, ThreadId, TurnId, UndoId};

/// Something a person should know about an item before they say yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// What stands against it, or is good to know; one sentence.
    pub text: String,
    /// It keeps the item from being done as it is.
    pub blocks: bool,
}

/// One wish with what it would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What is wanted.
    pub deed: Deed,
    /// Who it is about, as they are called. Foreign text.
    pub who: String,
    /// How it is now; empty where nothing is replaced. Foreign text.
    pub before: String,
    /// How it would be. Foreign text.
    pub after: String,
    /// What a person should know before.
    pub remarks: Vec<Remark>,
}

impl Item {
    /// Whether something keeps it from being done as it is.
    pub fn is_blocked(&self) -> bool {
        self.remarks.iter().any(|remark| remark.blocks)
    }

    /// Whether words that somebody typed would give way to it: that takes a yes of its own.
    pub fn replaces_words(&self) -> bool {
        matches!(self.deed, Deed::Draft(_)) && !self.before.trim().is_empty()
    }
}

/// What somebody wants, not yet kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The wishes, each about one record.
    pub items: Vec<Item>,
    /// Who was left out and why, in sentences.
    pub left_out: Vec<String>,
}

impl Plan {
    /// How many people it is about.
    pub fn people(&self) -> usize {
        let people: BTreeSet<_> = self.items.iter().map(|item| item.deed.contact()).collect();
        people.len()
    }
}

/// How one item stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ItemState {
    /// Nobody has decided.
    Waiting,
    /// Done here, in the commit that says so.
    Done {
        /// Rows that carry it to the CRM; they say what became of it there.
        outbox: Vec<OutboxId>,
    },
    /// A person said no.
    Denied,
    /// It was picked and not done; nothing happened.
    NotStarted {
        /// Why, one sentence.
        why: String,
    },
}

/// How a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// It waits for a person.
    Open,
    /// A person said yes to some of it or all.
    Applied,
    /// A person said no.
    Rejected,
    /// Nobody decided in time.
    Expired,
}

impl Stand {
    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Applied => "applied",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
        }
    }

    /// From the word in the file; what is not known counts as decided, so that nothing is done by mistake.
    pub fn from_word(word: &str) -> Self {
        match word {
            "open" => Self::Open,
            "applied" => Self::Applied,
            "expired" => Self::Expired,
            _ => Self::Rejected,
        }
    }
}

/// A plan that waits for a person, or that was decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Which one.
    pub id: ProposalId,
    /// The chat it was made in.
    pub thread: ThreadId,
    /// The answer that made it.
    pub turn: TurnId,
    /// The tool that made it.
    pub tool: String,
    /// When.
    pub at: Timestamp,
    /// After that a yes counts no more.
    pub expires: Timestamp,
    /// How it stands.
    pub stand: Stand,
    /// Why it was rejected, in the person's words.
    pub reason: Option<String>,
    /// The undo line it made.
    pub undo: Option<UndoId>,
    /// What is wanted, and how each stands.
    pub items: Vec<(Item, ItemState)>,
    /// What each rested on when it was made, as it is kept: the number or address it would go to among it. Nothing for what takes
    /// the place of nothing and reaches nobody.
    pub rests: Vec<Option<String>>,
    /// Who was left out and why.
    pub left_out: Vec<String>,
}

/// Changes to proposals.
#[derive(Clone, Debug, PartialEq)]
pub enum ProposalChange {
    /// Keep a plan until somebody decides.
    Make {
        /// The answer that made it.
        turn: TurnId,
        /// The tool that made it.
        tool: String,
        /// What is wanted.
        plan: Plan,
    },
    /// Change the words of one item before deciding. What it rests on is looked at anew by whoever asks.
    Edit {
        /// Which proposal.
        proposal: ProposalId,
        /// Which item, from 0.
        nr: usize,
        /// The item as it is now.
        item: Item,
    },
    /// Do the picked items: a person has seen them and said yes.
    Apply {
        /// Which proposal.
        proposal: ProposalId,
        /// Which items, from 0.
        picked: Vec<usize>,
        /// What was seen, from [`Proposal::seal`]. Where it is not what is kept, nothing is done.
        seal: String,
    },
    /// Say no to all of it.
    Reject {
        /// Which proposal.
        proposal: ProposalId,
        /// Why, in the person's words; empty for none.
        reason: String,
    },
}

impl Proposal {
    /// What a yes to these items is bound to: the proposal, when it expires, the exact bytes of each item, recipients and wording
    /// among them, and the number or address it goes to. `None` when one of them is not there.
    pub fn seal(&self, picked: &[usize]) -> Option<String> {
        let mut hash = Sha256::new();
        let mut take = |part: &str| {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        };
        take(self.id.as_str());
        take(&self.expires.as_millisecond().to_string());
        for nr in picked {
            let (item, _) = self.items.get(*nr)?;
            take(&nr.to_string());
            take(&serde_json::to_string(item).ok()?);
            take(self.rests.get(*nr)?.as_deref().unwrap_or_default());
        }
        let mut hex = String::with_capacity(64);
        for byte in hash.finalize() {
            // Writing into a string does not fail.
            let _written = write!(hex, "{byte:02x}");
        }
        Some(hex)
    }

    /// Whether it waits for a person.
    pub const fn is_open(&self) -> bool {
        matches!(self.stand, Stand::Open)
    }

    /// The heaviest of the picked items.
    pub fn weight(&self, picked: &[usize]) -> Weight {
        let items = picked.iter().filter_map(|nr| self.items.get(*nr));
        items
            .map(|(item, _)| item.deed.weight())
            .max()
            .unwrap_or(Weight::Local)
    }

    /// Everybody it is about.
    pub fn people(&self) -> Vec<&ContactId> {
        let mut people: Vec<_> = self.items.iter().map(|(item, _)| item.deed.contact()).collect();
        people.sort();
        people.dedup();
        people
    }

    /// What the model is told about what a person decided and what became of it: one line, without anybody's words.
    /// `receipts` say how each item truly stands.
    pub fn verdict(&self, receipts: &[Truth]) -> String {
        let all = self.items.len();
        let said = match self.stand {
            Stand::Open => "not decided yet".to_owned(),
            Stand::Expired => "not decided in time, nothing was done".to_owned(),
            Stand::Rejected => "rejected, nothing was done".to_owned(),
            Stand::Applied => {
                let mut counts: Vec<(&'static str, usize)> = Vec::new();
                for word in receipts.iter().map(Truth::word) {
                    match counts.iter_mut().find(|(known, _)| *known == word) {
                        Some((_, count)) => *count += 1,
                        None => counts.push((word, 1)),
                    }
                }
                let parts = counts.iter().map(|(word, count)| format!("{count} {word}"));
                parts.collect::<Vec<_>>().join(", ")
            }
        };
        format!("your proposal of {all} by {}: {said}", self.tool)
    }
}

impl From<&Item> for Foreign {
    /// What an item would do, as one line of foreign text.
    fn from(item: &Item) -> Self {
        let before = if item.before.is_empty() {
            String::new()
        } else {
            format!("{} → ", item.before)
        };
        Self::from(format!("{}: {before}{}", item.who, item.after))
    }
}
