//! Colleagues as seen from a person: who looks after them, the team lead, who is next in turn. One answer for what happens and
//! for what would have.

use std::collections::HashMap;

use crate::domain::today::Terms;
use crate::domain::value::{ContactId, UserId};
use crate::store::{Directory, Reader, StoreError};

/// The colleagues, as far as automations turn to them by what they are.
#[derive(Debug)]
pub(super) struct Team {
    lead: Option<UserId>,
    /// Whoever was given somebody longest ago first.
    turn: Vec<UserId>,
    /// Whose turn it was for whom: asked again the answer is the same.
    given: HashMap<ContactId, UserId>,
}

impl Team {
    pub(super) fn read(reader: &Reader, directory: &Directory, terms: &Terms) -> Result<Self, StoreError> {
        let pond = reader.pond(terms)?;
        let turns = reader.turns()?;
        let users = directory.users.iter().map(|user| user.id.clone());
        let mut turn: Vec<UserId> = users.filter(|user| Some(user) != pond.as_ref()).collect();
        turn.sort_by(|a, b| (turns.get(a), a).cmp(&(turns.get(b), b)));
        Ok(Self {
            lead: lead(directory, terms),
            turn,
            given: HashMap::new(),
        })
    }

    /// Who is meant by a word, when it says what they are: `lead` or `next`. `owner` looks after the person until now.
    pub(super) fn of_word(&mut self, who: &ContactId, owner: Option<&UserId>, word: &str) -> Option<UserId> {
        match word {
            "owner" => owner.cloned(),
            "lead" => self.lead.clone(),
            _ => self.next(who, owner),
        }
    }

    /// Whose turn it is. They go to the end, so that of several people who are asked about together each goes to another.
    fn next(&mut self, who: &ContactId, owner: Option<&UserId>) -> Option<UserId> {
        if let Some(given) = self.given.get(who) {
            return Some(given.clone());
        }
        let at = self.turn.iter().position(|user| Some(user) != owner)?;
        let next = self.turn.remove(at);
        self.turn.push(next.clone());
        self.given.insert(who.clone(), next.clone());
        Some(next)
    }
}

fn lead(directory: &Directory, terms: &Terms) -> Option<UserId> {
    let named = terms
        .office
        .lead
        .as_deref()
        .filter(|named| !named.trim().is_empty())?;
    directory.user_called(named).map(|user| user.id.clone())
}

/// Whether nobody here is the team lead.
pub(super) fn no_lead(directory: &Directory, terms: &Terms) -> bool {
    lead(directory, terms).is_none()
}

/// Words that say what a colleague is.
pub(super) const WORDS: [&str; 3] = ["owner", "lead", "next"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_their_turn_and_nobody_follows_themselves() {
        let mut team = Team {
            lead: None,
            turn: ["u1", "u2", "u3"].map(UserId::from).into(),
            given: HashMap::new(),
        };
        let owner = UserId::from("u1");
        let mut next = |who: &str| team.of_word(&who.into(), Some(&owner), "next").unwrap();
        let all = ["c1", "c2", "c3", "c1"].map(|who| next(who).to_string());
        assert_eq!(all, ["u2", "u3", "u2", "u2"]);
        let mut alone = Team {
            lead: None,
            turn: vec![owner.clone()],
            given: HashMap::new(),
        };
        assert_eq!(alone.of_word(&"c1".into(), Some(&owner), "next"), None);
        assert_eq!(alone.of_word(&"c1".into(), Some(&owner), "owner"), Some(owner));
    }
}
