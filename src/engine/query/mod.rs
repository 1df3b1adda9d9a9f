//! Questions that front ends ask: one file each, a struct with its answer type.
//!
//! A question is a value, so it can be printed and compared in tests; its answer is typed by it. Here is no SQL: a
//! question names a method of the store's reader and adds what only the engine knows (the roster, today's date).
//! To add one: a file, a `mod` line, a re-export.

mod anew;
mod automations;
mod board;
mod chats;
mod directory;
mod doubles;
mod drafts;
mod early;
mod forms;
mod found;
mod gate;
mod groups;
mod health;
mod history;
mod homes;
mod known;
mod leads;
mod learned;
mod left;
mod like;
mod memories;
mod offer;
mod person;
mod prepared;
mod proposals;
mod queues;
mod score;
mod score_check;
mod sent;
mod today;
mod tour;
mod trim;
mod wider;
mod would;

use crate::domain::access::Role;
use crate::domain::filter::Today;
use crate::domain::gate::Rules;
use crate::domain::today::Terms;
use crate::store::{Reader, Roster, StoreError};

pub use anew::ItemAnew;
pub use automations::{
    AutomationLine, AutomationList, Brings, Difference, RunById, RunLineOf, RunsOf, Share, ToldLine, ToldTo,
};
pub use board::{BoardOf, DealById, DealsWith, OpenDeals};
pub use chats::{
    ChatWork, Cited, Meter, Reach, Spent, SpentSince, Threads, Transcript, WaitingProposals, Worked,
};
pub use directory::{DirectoryNow, TagsNow};
pub use doubles::{Doubles, DoublesOf};
pub use drafts::{ChatDraft, MessageDraft, StyleNow, WordsBefore};
pub use early::Early;
pub use forms::{BuyerReady, Form, Forms, FormsOf};
pub use found::FoundAnswers;
pub use gate::WouldLeave;
pub use groups::{Grouped, LeadGroups, LeadSum, LeadSumSoon, LeadsSoon};
pub use health::{HealthNow, IntegrityNow};
pub use history::HistoryOf;
pub use homes::HomesCalled;
pub use known::KnownBy;
pub(in crate::engine) use leads::understood;
pub use leads::{LeadIds, Leads, LeadsAnswer, LeadsError, LeadsShown};
pub use learned::{LearnedFrom, Learning, Lesson, ModelCard};
pub use left::{InAll, Left, LeftFor, LeftInAll, Masked, Piece, WhatLeft, WholeBody};
pub use like::Like;
pub use memories::Memories;
pub use offer::{Offer, Offers};
pub use person::PersonById;
pub use prepared::{PreparedOf, PreparedSentOf};
pub use proposals::{OpenProposals, ProposalById, ProposalsOf, Standing};
pub use queues::{Conflicts, Log, Outbox, UndoChanges, UndoLine, UndoList};
pub use score::{Answers, Change, Opinions, ScoreAt, ScoreChanges, ScoreOf, Scorecard, Scores, Then};
pub use score_check::{Band, Check, ScoreCheck, Top};
pub use sent::{RequestOf, SentBody, SentOf};
pub use today::{Brief, Card, CardOf, Ready, TodayChosen, TodayQueue, WhileAway};
pub use tour::TourSeen;
pub use trim::{Trimmable, Trimming};
pub use wider::{Wider, WiderFilter, WiderToday};
pub use would::WouldChange;

/// What a question may look at.
#[derive(Debug)]
pub struct Sources<'a> {
    /// The file.
    pub reader: &'a Reader,
    /// Everybody in memory.
    pub roster: &'a Roster,
    /// What the words of a filter mean today.
    pub today: Today,
    /// What the person at the keyboard is in the team.
    pub role: Role,
    /// The numbers the gate goes by.
    pub rules: &'a Rules,
    /// What is agreed about new leads.
    pub terms: &'a Terms,
}

/// A question with the type of its answer.
pub trait Query: std::fmt::Debug + Send + 'static {
    /// What comes back.
    type Answer: Send + 'static;

    /// Answers it.
    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError>;

    /// Its answer, if it was asked before; only the first question of a screen ever is.
    fn asked_before(&self, _early: &Early<TodayChosen>) -> impl Future<Output = Option<Self::Answer>> + Send {
        std::future::ready(None)
    }
}
