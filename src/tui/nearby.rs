//! What is known of the people next to the cursor: asked for before the cursor lands, kept while it goes to and fro, so
//! that the pane beside a list is filled at once. A tab keeps one [`Nearby`] and hands it whatever answers arrive.

use std::collections::VecDeque;

use super::backend::Question;
use super::effect::Effects;
use super::pane::Cx;
use super::ticket::{Batch, Loaded};
use crate::domain::value::ContactId;
use crate::engine::query::Card;
use crate::engine::view::Person;

/// Answers kept: a few screens of moving back and forth.
const KEPT: usize = 24;

/// An answer about one person.
pub trait About: Send + 'static {
    /// Whom it is about.
    fn whom(&self) -> &ContactId;
}

impl About for Person {
    fn whom(&self) -> &ContactId {
        &self.contact.id
    }
}

impl About for Card {
    fn whom(&self) -> &ContactId {
        self.person.whom()
    }
}

/// A small memory of people.
#[derive(Debug)]
pub struct Nearby<A> {
    here: VecDeque<A>,
    asked: Vec<ContactId>,
    answers: Batch<Option<A>>,
    /// Those that are here are of an older state.
    stale: bool,
}

impl<A> Default for Nearby<A> {
    fn default() -> Self {
        Self {
            here: VecDeque::new(),
            asked: Vec::new(),
            answers: Batch::default(),
            stale: false,
        }
    }
}

impl<A: About> Nearby<A> {
    /// What is known of somebody, when it is here.
    pub fn get(&self, id: &ContactId) -> Option<&A> {
        self.here.iter().find(|known| known.whom() == id)
    }

    /// Whether somebody is being asked about.
    pub fn is_waiting(&self) -> bool {
        self.answers.waiting() > 0
    }

    /// Asks about those of `ids` of whom nothing is here and nothing asked.
    pub fn want<'a, Q: Question<Answer = Option<A>>>(
        &mut self,
        ids: impl Iterator<Item = &'a ContactId>,
        question: fn(ContactId) -> Q,
        cx: &mut Cx<'_>,
    ) -> Effects {
        let mut effects = Effects::unchanged();
        for id in ids {
            if self.asked.contains(id) || (!self.stale && self.get(id).is_some()) {
                continue;
            }
            self.asked.push(id.clone());
            effects.push(cx.ask_one(&mut self.answers, question(id.clone())));
        }
        self.stale = false;
        effects
    }

    /// Something changed: everybody is asked about again when wanted; what is here stays on the screen until then.
    pub fn changed(&mut self, current: Option<&ContactId>) {
        self.here.retain(|known| Some(known.whom()) == current);
        self.asked.clear();
        self.stale = true;
    }

    /// Takes an answer in, if it belongs here.
    pub fn take(&mut self, loaded: &mut Loaded) -> Option<Result<(), String>> {
        let answer = match self.answers.take(loaded)? {
            Ok(Some(answer)) => answer,
            Ok(None) => return Some(Ok(())),
            Err(refusal) => {
                self.asked.clear();
                return Some(Err(refusal.0));
            }
        };
        self.asked.retain(|id| id != answer.whom());
        self.here.retain(|known| known.whom() != answer.whom());
        if self.here.len() == KEPT {
            self.here.pop_front();
        }
        self.here.push_back(answer);
        Some(Ok(()))
    }
}
