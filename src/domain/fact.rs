//! What happened. Facts are appended to the journal in the transaction that made them true, and never changed.

use std::mem::discriminant;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::listing::News;
use super::qualification::{Answer, Question};
use super::record::{EntityKind, EntityRef, Fields};
use super::score::Opinion;
use super::today::Ruling;
use super::value::{ConflictId, ThreadId};

/// A member that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Which member, as a path.
    pub path: String,
    /// From what.
    pub from: Value,
    /// To what.
    pub to: Value,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// A record was made here; the CRM does not know it yet.
    Created {
        /// Which one.
        entity: EntityRef,
        /// Its members.
        fields: Fields,
    },
    /// A record of the CRM was seen for the first time.
    Appeared {
        /// Which one.
        entity: EntityRef,
        /// Its members as told.
        fields: Fields,
    },
    /// Somebody here changed members; they wait to be pushed.
    Edited {
        /// Which record.
        entity: EntityRef,
        /// What.
        changes: Vec<FieldChange>,
    },
    /// The CRM, or the program itself, changed members; nothing is to be pushed.
    Changed {
        /// Which record.
        entity: EntityRef,
        /// What.
        changes: Vec<FieldChange>,
    },
    /// The CRM has the value that was edited here.
    Confirmed {
        /// Which record.
        entity: EntityRef,
        /// Which members.
        paths: Vec<String>,
    },
    /// The CRM's value under a pending edit moved without harm to it.
    Rebased {
        /// Which record.
        entity: EntityRef,
        /// Which member.
        path: String,
        /// The CRM's value now.
        base: Value,
    },
    /// The CRM has given a record made here its id.
    Named {
        /// Which one.
        entity: EntityRef,
        /// The CRM's id.
        remote_id: String,
    },
    /// Gone: taken back here before the CRM knew it, or proven gone in the CRM.
    Removed {
        /// Which one.
        entity: EntityRef,
    },
    /// Both sides changed one member differently.
    Conflicted {
        /// Which record.
        entity: EntityRef,
        /// Which member.
        path: String,
        /// What both started from.
        base: Value,
        /// The value here.
        here: Value,
        /// The value there.
        there: Value,
    },
    /// A conflict was decided.
    Resolved {
        /// Which conflict.
        conflict: ConflictId,
        /// Which record.
        entity: EntityRef,
        /// Which member.
        path: String,
    },
    /// Somebody here said what is to become of something that waits, or took that back.
    Judged {
        /// Which record.
        entity: EntityRef,
        /// What held before.
        from: Option<Ruling>,
        /// What holds now.
        to: Option<Ruling>,
    },
    /// A question of qualification was answered, answered differently, or is open again.
    Answered {
        /// By whom.
        entity: EntityRef,
        /// Which question.
        question: Question,
        /// What held before.
        from: Option<Box<Answer>>,
        /// What holds now.
        to: Option<Box<Answer>>,
    },
    /// An answer that was found is not wanted, or is offered again.
    Dropped {
        /// About whom.
        entity: EntityRef,
        /// Which.
        answer: Box<Answer>,
        /// Whether it is offered again.
        is_wanted: bool,
    },
    /// What is kept beside a person went over to another record: they are the same, or are not after all.
    HandedOver {
        /// Whose it was.
        entity: EntityRef,
        /// Whose it is.
        to: EntityRef,
        /// What is remembered.
        memories: Vec<String>,
        /// What was prepared, by the numbers of the runs.
        runs: Vec<i64>,
        /// What left for that, by its numbers.
        sent: Vec<i64>,
    },
    /// Somebody here disagrees with a score, or no longer does.
    Disagreed {
        /// About whom.
        entity: EntityRef,
        /// What was said before.
        from: Option<Opinion>,
        /// What is said now.
        to: Option<Opinion>,
    },
    /// The edit behind this one, of the same record, takes edits back.
    TakenBack {
        /// Of which record.
        entity: EntityRef,
        /// Their numbers in the journal.
        rows: Vec<i64>,
    },
    /// Something happened with a home that concerns somebody.
    Concerned {
        /// Whom.
        entity: EntityRef,
        /// What.
        news: News,
    },
    /// Something was said in a chat. What was said is kept with the chat, not here.
    Said {
        /// In which chat.
        thread: ThreadId,
    },
}

/// What a reader may want to look at again after a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Records of one kind.
    Records(EntityKind),
    /// The outbox.
    Outbox,
    /// Conflicts.
    Conflicts,
    /// Chats.
    Chat,
    /// Cursors, quarantine, progress of copying.
    Sync,
    /// The undo list and the log.
    Log,
    /// Saved lists.
    Lists,
    /// Scores.
    Scores,
    /// Automations and who is inside.
    Automations,
}

impl Topic {
    /// Every topic: what may have changed is not known.
    pub fn all() -> Vec<Self> {
        let others = [
            Self::Outbox,
            Self::Conflicts,
            Self::Chat,
            Self::Sync,
            Self::Log,
            Self::Lists,
            Self::Scores,
            Self::Automations,
        ];
        EntityKind::ALL
            .map(Self::Records)
            .into_iter()
            .chain(others)
            .collect()
    }
}

/// What several facts come to when they are taken as one: a record that was edited more than once was edited once, from how
/// it first was to how it is at last.
pub fn net(facts: Vec<Fact>) -> Vec<Fact> {
    let mut all: Vec<Fact> = Vec::with_capacity(facts.len());
    for fact in facts {
        let before = all
            .iter_mut()
            .rev()
            .find(|before| before.entity() == fact.entity() && discriminant(*before) == discriminant(&fact));
        match (before, fact) {
            (Some(Fact::Edited { changes: before, .. }), Fact::Edited { changes, .. }) => {
                for change in changes {
                    match before.iter_mut().find(|earlier| earlier.path == change.path) {
                        Some(earlier) => earlier.to = change.to,
                        None => before.push(change),
                    }
                }
            }
            (Some(Fact::Judged { to: before, .. }), Fact::Judged { to, .. }) => *before = to,
            (Some(Fact::Disagreed { to: before, .. }), Fact::Disagreed { to, .. }) => *before = to,
            (
                Some(Fact::Answered {
                    question: earlier,
                    to: before,
                    ..
                }),
                Fact::Answered { question, to, .. },
            ) if *earlier == question => *before = to,
            (_, fact) => all.push(fact),
        }
    }
    all
}

impl Fact {
    /// The record it is about, if it is about one.
    pub const fn entity(&self) -> Option<&EntityRef> {
        match self {
            Self::Created { entity, .. }
            | Self::Appeared { entity, .. }
            | Self::Edited { entity, .. }
            | Self::Changed { entity, .. }
            | Self::Confirmed { entity, .. }
            | Self::Rebased { entity, .. }
            | Self::Named { entity, .. }
            | Self::Removed { entity }
            | Self::Conflicted { entity, .. }
            | Self::Resolved { entity, .. }
            | Self::Judged { entity, .. }
            | Self::Answered { entity, .. }
            | Self::Dropped { entity, .. }
            | Self::HandedOver { entity, .. }
            | Self::Disagreed { entity, .. }
            | Self::TakenBack { entity, .. }
            | Self::Concerned { entity, .. } => Some(entity),
            Self::Said { .. } => None,
        }
    }

    /// The topic it belongs to.
    pub fn topic(&self) -> Topic {
        match self {
            Self::Conflicted { .. } | Self::Resolved { .. } => Topic::Conflicts,
            Self::Said { .. } => Topic::Chat,
            _ => self
                .entity()
                .map_or(Topic::Log, |entity| Topic::Records(entity.kind)),
        }
    }

    /// The word for the journal.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::Appeared { .. } => "appeared",
            Self::Edited { .. } => "edited",
            Self::Changed { .. } => "changed",
            Self::Confirmed { .. } => "confirmed",
            Self::Rebased { .. } => "rebased",
            Self::Named { .. } => "named",
            Self::Removed { .. } => "removed",
            Self::Conflicted { .. } => "conflicted",
            Self::Resolved { .. } => "resolved",
            Self::Judged { .. } => "judged",
            Self::Answered { .. } => "answered",
            Self::Dropped { .. } => "dropped",
            Self::HandedOver { .. } => "handed_over",
            Self::Disagreed { .. } => "disagreed",
            Self::TakenBack { .. } => "taken_back",
            Self::Concerned { .. } => "concerned",
            Self::Said { .. } => "said",
        }
    }
}
