//! Whom an automation may take in as people stand today.
//!
//! A dry run knows only whom the year would have brought in. Before one is switched on whose trigger has not happened yet, it is
//! asked as well whom its question lets in.

use std::collections::HashSet;

use super::Trial;
use crate::automation::definition::Definition;
use crate::automation::moment::Ask;
use crate::automation::words::Asks;
use crate::domain::filter::Filter;
use crate::domain::value::ContactId;
use crate::engine::query::{Query, Sources, understood};
use crate::store::{Days, StoreError};

/// Somebody who may come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fitting {
    /// Who.
    pub contact: ContactId,
    /// What people call them.
    pub name: String,
}

/// Asks who may come in, were what puts people in to happen with everybody today; with a day, who has one. Whom a tag keeps away
/// is not among them. The error is a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FitsToday(pub Trial);

impl Query for FitsToday {
    type Answer = Result<Vec<Fitting>, String>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let definition = match self.0.found() {
            Ok(definition) => definition,
            Err(sentence) => return Ok(Err(sentence)),
        };
        if matches!(definition.trigger.word, "listing" | "manual") {
            // Nobody comes in but one by one, by a person's hand.
            return Ok(Ok(Vec::new()));
        }
        let who = definition.condition("enters", "who");
        let filter = match who.filter(|who| who.asks == Asks::Person) {
            Some(who) => match understood(&who.text, sources)? {
                Ok(filter) => filter,
                Err(error) => return Ok(Err(error.message)),
            },
            None => Filter::default(),
        };
        let mut people = sources.reader.people_named(&filter)?;
        if let Some(kept) = keepers(&definition, sources)? {
            people.retain(|(who, _)| kept.contains(who));
        }
        let away: HashSet<ContactId> = sources.reader.all_kept_away()?.into_iter().collect();
        let people = people.into_iter().filter(|(who, _)| !away.contains(who));
        Ok(Ok(people
            .map(|(contact, name)| Fitting { contact, name })
            .collect()))
    }
}

/// Who has the day that puts people in, when one does.
fn keepers(definition: &Definition, sources: &Sources<'_>) -> Result<Option<HashSet<ContactId>>, StoreError> {
    let Some(Ask::Day(what)) = Ask::of(definition) else {
        return Ok(None);
    };
    let all = Days {
        what,
        on: None,
        unheard: None,
    };
    let keepers = sources.reader.keepers(&all, None)?.into_iter();
    Ok(Some(keepers.map(|keeper| keeper.contact).collect()))
}
