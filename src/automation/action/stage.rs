//! Their deal moves.

use super::{Action, Effect, Move, Now};
use crate::automation::schema::{Kind, needed};
use crate::domain::filter::Naming;
use crate::domain::plan::Deed;

pub(super) const ROW: Action = Action {
    word: "stage",
    help: "moves their deal",
    args: &[needed("to", Kind::Stage, "to which stage")],
    branches: &[],
    reaches: false,
    act: |now: &Now<'_>| {
        let name = now.line("to");
        let Some(opportunity) = now.facts.deal(now.contact) else {
            return Move::Blocked("they have no open deal; nothing was moved; make one first".to_owned());
        };
        let Some(stage) = now.facts.named(now.contact, Naming::Stage, &name) else {
            return Move::Blocked(format!(
                "there is no stage \"{name}\" any more; nothing was moved; name another"
            ));
        };
        let deed = Deed::Stage {
            contact: now.contact.clone(),
            opportunity,
            stage: stage.into(),
        };
        Move::Do(Effect::Deed { deed })
    },
};
