//! What a turn is for: to find a home, to see one, or nothing of both.

use super::cues::{
    BEGINS_AS_QUESTION, Cue, ENOUGH, HOMES, KNOW, MORE, MORE_OFFERED, NO, OTHER, SEARCH, VISIT,
    VISIT_OFFERED, WANTED, YES, has_day, is_question,
};
use crate::extract::speech::Clause;

/// What a person is after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// Neither.
    #[default]
    None,
    /// To find a home.
    Search,
    /// To see one.
    Visit,
}

/// What is known when a turn begins.
pub(super) struct Before<'a> {
    pub purpose: Purpose,
    /// The agent's words before it.
    pub agent: &'a [Clause<'a>],
    /// Whether the turn names a wish.
    pub wishes: bool,
    /// Whether nobody spoke of homes before.
    pub first: bool,
}

fn any(cue: &Cue, clauses: &[Clause]) -> bool {
    clauses.iter().any(|clause| cue.is_in(clause))
}

/// What the turn is for.
pub(super) fn of(clauses: &[Clause], before: &Before) -> Purpose {
    let asking: Vec<Clause> = before
        .agent
        .iter()
        .filter(|clause| clause.asks || WANTED.is_in(clause) || BEGINS_AS_QUESTION.is_in(clause))
        .copied()
        .collect();
    let more = any(&MORE_OFFERED, &asking);
    let offered = any(&VISIT_OFFERED, &asking) && before.purpose != Purpose::Visit;
    let wanting = any(&HOMES, clauses)
        && clauses
            .iter()
            .any(|clause| SEARCH.is_in(clause) && !KNOW.is_in(clause) && !is_question(clause));
    let day = clauses.iter().any(|clause| has_day(clause) && !NO.is_in(clause));
    let visit = clauses.iter().any(wants_to_see);
    let no = any(&NO, clauses);
    let elsewhere = clauses
        .iter()
        .any(|clause| OTHER.is_in(clause) && !NO.is_in(clause));
    if before.first {
        return if visit && !wanting && !before.wishes {
            Purpose::Visit
        } else {
            Purpose::Search
        };
    }
    if elsewhere && !before.wishes {
        return match offered {
            true if visit && any(&YES, clauses) => Purpose::Visit,
            true => Purpose::None,
            false => before.purpose,
        };
    }
    let idle = !before.wishes && !visit && !wanting && (more || !day);
    if (offered || more)
        && idle
        && (no || any(&ENOUGH, clauses) || (more && !clauses.iter().any(|clause| clause.asks)))
    {
        return Purpose::None;
    }
    if visit && (!before.wishes || (day && !wanting)) {
        return Purpose::Visit;
    }
    if offered && (any(&YES, clauses) || day) && !before.wishes {
        return Purpose::Visit;
    }
    if before.wishes || wanting {
        return Purpose::Search;
    }
    before.purpose
}

fn wants_to_see(clause: &Clause) -> bool {
    VISIT.is_in(clause) && !MORE.is_in(clause) && (!NO.is_in(clause) || has_day(clause))
}
