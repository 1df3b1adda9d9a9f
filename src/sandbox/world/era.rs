//! How the brokerage grew: when contact and opportunity number so-and-so came in and was last touched.

use std::time::Duration;

use super::seed::{Kind, Seed};

/// A day in milliseconds.
pub const DAY: i64 = 86_400_000;
/// An hour in milliseconds.
pub const HOUR: i64 = 3_600_000;
/// A minute in milliseconds.
pub const MINUTE: i64 = 60_000;
/// A second in milliseconds.
pub const SECOND: i64 = 1_000;

/// Three years of business.
const SPAN: i64 = 1_095 * DAY;
/// The untouched world ends this long before it is opened, so that everything live is newer.
const QUIET: i64 = 7 * MINUTE;
/// Six opportunities for each five contacts.
const PER_FIVE: u64 = 6;
/// Keeps the newest opportunity behind its contact on the shared curve.
const SLACK: u64 = 8;

/// The shape of one world: its seed, when it opened, and how many people it began with.
#[derive(Clone, Copy, Debug)]
pub struct Era {
    /// What everything is drawn from.
    pub seed: Seed,
    /// When the world opened, in milliseconds.
    pub opened: i64,
    /// How many contacts it began with.
    pub contacts: u64,
}

impl Era {
    /// How many opportunities it began with: about 1.2 a contact.
    pub fn opportunities(&self) -> u64 {
        self.contacts * PER_FIVE / 5
    }

    /// When contact `number` was added. Never falls as the number grows.
    pub fn contact_added(&self, number: u64) -> i64 {
        self.moment(share(number, self.contacts + SLACK))
    }

    /// When contact `number` last changed. Never falls as the number grows, and never before it was added.
    pub fn contact_updated(&self, number: u64) -> i64 {
        self.touched(share(number, self.contacts + SLACK))
    }

    /// When opportunity `number` was added: after its contact.
    pub fn opportunity_added(&self, number: u64) -> i64 {
        self.moment(self.opportunity_share(number))
    }

    /// When opportunity `number` last changed.
    pub fn opportunity_updated(&self, number: u64) -> i64 {
        self.touched(self.opportunity_share(number))
    }

    /// Whose opportunity `number` is: five in a row belong to five people, the sixth is a second one of theirs.
    pub fn opportunity_contact(&self, number: u64) -> u64 {
        let (group, place) = (number / PER_FIVE, number % PER_FIVE);
        let member = if place < 5 {
            place
        } else {
            self.seed.dice(Kind::Opportunity, group).below(5)
        };
        group * 5 + member
    }

    /// The opportunities contact `number` began with.
    pub fn contact_opportunities(&self, number: u64) -> impl Iterator<Item = u64> + use<> {
        let era = *self;
        let (group, member) = (number / 5, number % 5);
        let numbers = [group * PER_FIVE + member, group * PER_FIVE + 5];
        let known = era.opportunities();
        numbers.into_iter().filter(move |opportunity| {
            *opportunity < known && era.opportunity_contact(*opportunity) == number
        })
    }

    fn opportunity_share(&self, number: u64) -> f64 {
        share((number + PER_FIVE) * 5, (self.contacts + SLACK) * PER_FIVE)
    }

    /// Business grew: a later share of all people came in faster.
    fn moment(&self, share: f64) -> i64 {
        self.opened - QUIET - (SPAN as f64 * (1.0 - share).powf(1.6)) as i64
    }

    fn touched(&self, share: f64) -> i64 {
        self.opened - QUIET - (SPAN as f64 * 0.4 * (1.0 - share).powf(1.6)) as i64
    }
}

/// How far along `place` of `whole` is, at most 1.
fn share(place: u64, whole: u64) -> f64 {
    (place as f64 / whole.max(1) as f64).min(1.0)
}

/// The CRM's form of a moment: ISO 8601, UTC, milliseconds.
pub fn iso(milliseconds: i64) -> String {
    jiff::Timestamp::from_millisecond(milliseconds)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .strftime("%Y-%m-%dT%H:%M:%S.%3fZ")
        .to_string()
}

/// A duration in milliseconds.
pub fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_numbers_is_the_order_of_time() {
        for contacts in [0, 1, 7, 1_000, 50_000] {
            let era = Era {
                seed: Seed(1),
                opened: 1_800_000_000_000,
                contacts,
            };
            for n in 1..contacts {
                assert!(era.contact_added(n) >= era.contact_added(n - 1));
                assert!(era.contact_updated(n) >= era.contact_updated(n - 1));
                assert!(era.contact_updated(n) >= era.contact_added(n));
                assert!(era.contact_updated(n) < era.opened);
            }
            for n in 0..era.opportunities() {
                let contact = era.opportunity_contact(n);
                assert!(contact < contacts, "{n} of {contacts}");
                assert!(era.opportunity_added(n) >= era.contact_added(contact));
                assert!(n == 0 || era.opportunity_added(n) >= era.opportunity_added(n - 1));
                assert!(era.contact_opportunities(contact).any(|known| known == n));
            }
        }
    }

    #[test]
    fn moments_are_written_as_the_crm_writes_them() {
        assert_eq!(iso(1_732_000_000_123), "2024-11-19T07:06:40.123Z");
    }
}
