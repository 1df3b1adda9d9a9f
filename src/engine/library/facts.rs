//! What a trial may know of people: as the copy here has them now. Questions about people are asked of them as they stand
//! today, because no one has written down how every one of them stood on each day; whoever shows a trial says so.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::automation::facts::Facts;
use crate::automation::words::Condition;
use crate::domain::contact::Channel;
use crate::domain::filter::{Naming, Today, Vocabulary, parse};
use crate::domain::gate::hours::{Span, Window, lawful};
use crate::domain::gate::{self, Hours};
use crate::domain::value::{ContactId, UserId};
use crate::engine::query::Sources;
use crate::store::{Directory, StoreError, Whom};

/// Every hour there is.
const ANY: Window = {
    let day = Some(Span { from: 0, to: 24 * 60 });
    Window {
        weekdays: day,
        saturday: day,
        sunday: day,
    }
};

/// People as they stand.
pub(super) struct Standing<'a> {
    sources: &'a Sources<'a>,
    directory: Directory,
    names: Arc<Vocabulary>,
    households: HashMap<ContactId, ContactId>,
    /// For whom each question is true.
    asked: RefCell<HashMap<String, Rc<HashSet<ContactId>>>>,
    people: RefCell<HashMap<ContactId, Option<Rc<Whom>>>>,
    /// What could not be read on the way; told at the end.
    fault: RefCell<Option<StoreError>>,
}

impl<'a> Standing<'a> {
    pub(super) fn of(sources: &'a Sources<'a>) -> Result<Self, StoreError> {
        Ok(Self {
            sources,
            directory: sources.reader.directory()?,
            names: Arc::new(sources.reader.vocabulary()?),
            households: sources.reader.households()?,
            asked: RefCell::default(),
            people: RefCell::default(),
            fault: RefCell::default(),
        })
    }

    /// What could not be read, if anything.
    pub(super) fn sound(self) -> Result<(), StoreError> {
        self.fault.into_inner().map_or(Ok(()), Err)
    }

    /// What people call somebody.
    pub(super) fn name(&self, who: &ContactId) -> String {
        self.whom(who)
            .map_or_else(|| who.to_string(), |whom| whom.contact.name().to_string())
    }

    fn keep<T: Default>(&self, answer: Result<T, StoreError>) -> T {
        answer.unwrap_or_else(|error| {
            self.fault.borrow_mut().get_or_insert(error);
            T::default()
        })
    }

    fn whom(&self, who: &ContactId) -> Option<Rc<Whom>> {
        if let Some(known) = self.people.borrow().get(who) {
            return known.clone();
        }
        let found = self.keep(self.sources.reader.whom(who)).map(Rc::new);
        self.people.borrow_mut().insert(who.clone(), found.clone());
        found
    }

    fn asked(&self, condition: &Condition) -> Rc<HashSet<ContactId>> {
        if let Some(known) = self.asked.borrow().get(&condition.text) {
            return Rc::clone(known);
        }
        let today = Today {
            vocabulary: Arc::clone(&self.names),
            ..self.sources.today.clone()
        };
        // What is wrong with a question, the checks have said.
        let people = parse(&condition.text, &today)
            .ok()
            .map(|filter| self.keep(self.sources.reader.people_ids(&filter, i64::MAX as usize)));
        let people = Rc::new(people.into_iter().flatten().collect());
        self.asked
            .borrow_mut()
            .insert(condition.text.clone(), Rc::clone(&people));
        people
    }

    fn colleague(&self, whom: &Whom) -> Option<String> {
        let owner = whom
            .owner
            .as_deref()
            .or_else(|| self.sources.today.me.as_ref().map(UserId::as_str))?;
        self.directory
            .user_name(&owner.into())
            .map(|name| name.to_string())
    }
}

impl Facts for Standing<'_> {
    fn holds(&self, who: &ContactId, condition: &Condition, _: Timestamp) -> bool {
        condition.is_open() || self.asked(condition).contains(who)
    }

    fn blank(&self, who: &ContactId, name: &str, _: Timestamp) -> Option<String> {
        let whom = self.whom(who)?;
        let value = match name {
            "first_name" => whom.contact.first_name.shown().to_string(),
            "agent_name" => self.colleague(&whom)?,
            "brokerage" => self.directory.location.as_ref()?.name.shown().to_string(),
            "area" => whom.contact.address.city.shown().to_string(),
            "property_address" => whom.contact.address.street.shown().to_string(),
            "unsubscribe" => "Reply STOP to hear no more.".to_owned(),
            _ => return None,
        };
        Some(value).filter(|value| !value.trim().is_empty())
    }

    fn zone(&self, who: &ContactId) -> TimeZone {
        let place = self.whom(who).and_then(|whom| whom.places.first().cloned());
        place
            .and_then(|place| TimeZone::get(&place.zone).ok())
            .unwrap_or_else(|| self.sources.today.zone.clone())
    }

    fn windows(&self, who: &ContactId, kind: gate::Kind) -> Vec<(TimeZone, Window)> {
        let Hours::Within(own) = self.sources.rules.hours else {
            return vec![(self.zone(who), ANY)];
        };
        let places = self.whom(who).map(|whom| whom.places.clone()).unwrap_or_default();
        let advertising = kind == gate::Kind::Marketing;
        let windows = places.iter().filter_map(|place| {
            let clock = TimeZone::get(&place.zone).ok()?;
            Some((clock, lawful(place.state, advertising, own)))
        });
        windows.collect()
    }

    fn bar(&self, who: &ContactId, channel: Channel, _: Timestamp) -> Option<String> {
        let Some(whom) = self.whom(who) else {
            return Some("they are not here any more".to_owned());
        };
        let [text, mail] = &whom.bars;
        if channel == Channel::Email { mail } else { text }.clone()
    }

    fn household(&self, who: &ContactId) -> ContactId {
        self.households.get(who).unwrap_or(who).clone()
    }

    fn named(&self, who: &ContactId, naming: Naming, name: &str) -> Option<String> {
        if naming == Naming::Owner && matches!(name, "owner" | "lead" | "next") {
            return self.whom(who)?.owner.clone();
        }
        self.names.called(naming, name).into_iter().next()
    }
}
