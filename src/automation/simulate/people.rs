//! A table of people, for tests, examples and the gallery's preview.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::automation::check::FILLED;
use crate::automation::facts::Facts;
use crate::automation::words::Condition;
use crate::domain::contact::Channel;
use crate::domain::filter::Naming;
use crate::domain::gate;
use crate::domain::gate::hours::{DEFAULT, Window, lawful};
use crate::domain::value::{ContactId, OpportunityId};

/// Somebody of a table.
#[derive(Clone, Debug)]
pub struct Person {
    /// The clock they live by.
    pub zone: TimeZone,
    /// Postal abbreviation of their state.
    pub state: Option<&'static str>,
    /// Who stands for their household.
    pub household: Option<ContactId>,
    /// They are written to in Spanish.
    pub spanish: bool,
    /// What stands against writing to them.
    pub bar: Option<String>,
}

/// People by id; whoever is not in it lives by UTC and may be written to.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Them.
    pub known: HashMap<ContactId, Person>,
    /// Questions that are not true for anybody; every other one is.
    pub untrue: Vec<String>,
    /// Whom a tag keeps automations away from, from a moment on.
    pub away: HashMap<ContactId, Timestamp>,
    /// Blanks that nothing fills here.
    pub unfilled: Vec<&'static str>,
}

impl Facts for People {
    fn holds(&self, _: &ContactId, condition: &Condition, _: Timestamp) -> bool {
        !self.untrue.contains(&condition.text)
    }

    /// What can be filled for somebody real, and nothing else.
    fn blank(&self, who: &ContactId, name: &str, at: Timestamp) -> Option<String> {
        if self.unfilled.contains(&name) || !FILLED.contains(&name) {
            return None;
        }
        // Facts about a market differ from day to day, as the real ones do.
        Some(match name {
            "market_facts" => format!("figures of {at}"),
            "first_name" => who.to_string(),
            name => name.to_owned(),
        })
    }

    fn zone(&self, who: &ContactId) -> TimeZone {
        self.known
            .get(who)
            .map_or(TimeZone::UTC, |person| person.zone.clone())
    }

    fn windows(&self, who: &ContactId, kind: gate::Kind) -> Vec<(TimeZone, Window)> {
        let state = self.known.get(who).and_then(|person| person.state);
        let advertising = kind == gate::Kind::Marketing;
        vec![(self.zone(who), lawful(state, advertising, DEFAULT))]
    }

    fn bar(&self, who: &ContactId, _: Channel, _: Timestamp) -> Option<String> {
        self.known.get(who).and_then(|person| person.bar.clone())
    }

    fn kept_away(&self, who: &ContactId, at: Timestamp) -> bool {
        self.away.get(who).is_some_and(|since| *since <= at)
    }

    fn household(&self, who: &ContactId) -> ContactId {
        let person = self.known.get(who);
        person
            .and_then(|person| person.household.clone())
            .unwrap_or_else(|| who.clone())
    }

    fn spanish(&self, who: &ContactId) -> bool {
        self.known.get(who).is_some_and(|person| person.spanish)
    }

    fn deal(&self, who: &ContactId) -> Option<OpportunityId> {
        Some(format!("deal of {who}").into())
    }

    fn named(&self, _: &ContactId, _: Naming, name: &str) -> Option<String> {
        Some(name.to_owned())
    }
}
