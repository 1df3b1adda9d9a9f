//! Follows a conversation.

use std::ops::Range;

use super::cues::{
    CALENDAR, DENIED, HOMES, NO, OTHER, OTHER_AGENT, SAME_AREA, SEARCH, VISIT, WANTED, YES, is_question,
};
use super::purpose::{self, Purpose};
use super::reading::{WORDS, chosen, counted, located, said, whether};
use super::slot::{Kind, SLOTS};
use crate::domain::words::words;
use crate::extract::place;
use crate::extract::speech::{Clause, clauses, number};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The person who looks for a home.
    Lead,
    /// Whoever helps.
    Agent,
}

/// One turn of a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// Who speaks.
    pub who: Who,
    /// What is said.
    pub text: &'a str,
    /// Whether it is about something else than homes, where that is known from outside.
    pub other_topic: Option<bool>,
}

/// One wish and the words it was said with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The name of its slot.
    pub slot: &'static str,
    /// What is wished, as said for a place, else the slot's own word.
    pub value: String,
    /// The bytes of the turn's text; empty when a "yes" took over what the agent asked.
    pub at: Range<usize>,
}

/// What is known after a turn of the lead.
#[derive(Clone, Debug, Default)]
pub struct Tracked {
    /// Every wish so far, in the order of the slots.
    pub state: Vec<(&'static str, String)>,
    /// What the turn is for.
    pub purpose: Purpose,
    /// What this turn said anew.
    pub said: Vec<Wish>,
    /// Whether the turn is about something else than homes.
    pub other_topic: bool,
}

/// The state of a conversation.
#[derive(Debug, Default)]
pub struct Tracker {
    state: Vec<Option<String>>,
    purpose: Purpose,
    /// What the agent said last.
    agent: String,
    other_topic: bool,
    /// Whether homes were spoken of.
    begun: bool,
    /// The place that another topic was about.
    elsewhere: Option<String>,
}

impl Tracker {
    /// Takes a turn in; what is known after it when the lead spoke.
    pub fn hear(&mut self, turn: &Turn) -> Option<Tracked> {
        self.state.resize(SLOTS.len(), None);
        if turn.who == Who::Agent {
            turn.text.clone_into(&mut self.agent);
            return None;
        }
        let (here, before) = (words(turn.text), words(&self.agent));
        let (here, before) = (clauses(turn.text, &here), clauses(&self.agent, &before));
        let was_elsewhere = self.other_topic;
        self.other_topic = turn
            .other_topic
            .unwrap_or_else(|| self.turns_away(&here, &before));
        if self.other_topic {
            if self.begun && !was_elsewhere {
                self.purpose = purpose::of(
                    &here,
                    &purpose::Before {
                        purpose: self.purpose,
                        agent: &before,
                        wishes: false,
                        first: false,
                    },
                );
            }
            let asked = asked(&before).contains(&0);
            let place = here.iter().find_map(|clause| {
                let place = place::named(clause).or_else(|| asked.then(|| place::answered(clause)).flatten());
                Some((clause, place?))
            });
            if let Some((clause, at)) = place {
                self.elsewhere = said(clause, at).map(|(_, value)| value);
            }
            return Some(self.told(Vec::new()));
        }
        let wishes = self.wishes(&here, &before);
        let known = purpose::Before {
            purpose: self.purpose,
            agent: &before,
            wishes: !wishes.is_empty(),
            first: !std::mem::replace(&mut self.begun, true),
        };
        self.purpose = purpose::of(&here, &known);
        for wish in &wishes {
            if let Some(at) = SLOTS.iter().position(|slot| slot.name == wish.slot) {
                self.state[at] = Some(wish.value.clone());
            }
        }
        Some(self.told(wishes))
    }

    fn told(&self, said: Vec<Wish>) -> Tracked {
        let state = SLOTS.iter().zip(&self.state);
        Tracked {
            state: state
                .filter_map(|(slot, value)| Some((slot.name, value.clone()?)))
                .collect(),
            purpose: self.purpose,
            said,
            other_topic: self.other_topic,
        }
    }

    fn turns_away(&self, here: &[Clause], before: &[Clause]) -> bool {
        let other = here.iter().any(|clause| OTHER.is_in(clause) && !NO.is_in(clause));
        let homes = here.iter().any(|clause| HOMES.is_in(clause));
        let wanted = homes
            && here
                .iter()
                .any(|clause| SEARCH.is_in(clause) || VISIT.is_in(clause));
        let agent = before.iter().any(|clause| OTHER_AGENT.is_in(clause));
        match (self.other_topic, other) {
            (true, _) if agent => other || !wanted,
            (true, _) => !homes,
            (false, true) => !homes || here.iter().any(|clause| CALENDAR.is_in(clause)),
            (false, false) => false,
        }
    }

    fn wishes(&self, here: &[Clause], before: &[Clause]) -> Vec<Wish> {
        let mut found: Vec<Wish> = Vec::new();
        let asked = asked(before);
        let placed = here.iter().any(|clause| place::named(clause).is_some());
        for clause in here {
            let question = is_question(clause);
            for (at, (slot, words)) in SLOTS.iter().zip(WORDS.iter()).enumerate() {
                let answers = asked.contains(&at);
                let value = match &slot.kind {
                    Kind::Number | Kind::Place if question && !answers => None,
                    Kind::Number => counted(clause, words, answers, &asked),
                    Kind::YesNo => whether(clause, words),
                    Kind::Place => located(clause, answers && !placed),
                    Kind::Choice(_) => chosen(clause, words, answers),
                };
                if let Some((at, value)) = value {
                    found.retain(|wish| wish.slot != slot.name);
                    found.push(Wish {
                        slot: slot.name,
                        value,
                        at,
                    });
                }
            }
        }
        self.taken_over(here, before, &asked, &mut found);
        found
    }

    /// A "yes" to what the agent asked, and a place that was named before.
    fn taken_over(&self, here: &[Clause], before: &[Clause], asked: &[usize], found: &mut Vec<Wish>) {
        let yes = here
            .first()
            .is_some_and(|clause| YES.is_in(clause) && !DENIED.is_in(clause));
        if let [only] = asked
            && yes
            && found.is_empty()
            && matches!(SLOTS[*only].kind, Kind::YesNo)
            && before.iter().any(|clause| clause.asks)
        {
            found.push(Wish {
                slot: SLOTS[*only].name,
                value: "True".into(),
                at: 0..0,
            });
        }
        let homes = here
            .iter()
            .any(|clause| HOMES.is_in(clause) && SEARCH.is_in(clause));
        let same = here.iter().any(|clause| SAME_AREA.is_in(clause));
        if let Some(elsewhere) = &self.elsewhere
            && (same || homes)
            && self.state[0].is_none()
            && !found.iter().any(|wish| wish.slot == SLOTS[0].name)
        {
            found.push(Wish {
                slot: SLOTS[0].name,
                value: elsewhere.clone(),
                at: 0..0,
            });
        }
    }
}

/// The slots the agent asks for.
fn asked(before: &[Clause]) -> Vec<usize> {
    let mut asked = Vec::new();
    let marked = before.iter().any(|clause| clause.asks && WANTED.is_in(clause));
    let digits = |clause: &Clause| clause.words.iter().any(|word| number(&word.text).is_some());
    for clause in before {
        let asks = if marked {
            clause.asks
        } else {
            clause.asks || !digits(clause)
        };
        if !asks || !(WANTED.is_in(clause) || clause.words.len() <= 6) {
            continue;
        }
        for (at, words) in WORDS.iter().enumerate() {
            let told = clause.find(&words.named).is_some_and(|range| {
                range
                    .start
                    .checked_sub(1)
                    .is_some_and(|at| number(clause.word(at)).is_some())
            });
            if clause.find(&words.asked).is_some() && !told && !asked.contains(&at) {
                asked.push(at);
            }
        }
    }
    asked
}
