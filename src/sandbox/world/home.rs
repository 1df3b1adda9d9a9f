//! Homes for sale that the brokerage keeps, with prices and statuses that change. Who owns one and who liked it is in the record.

use super::World;
use super::era::{DAY, MINUTE};
use super::persona::{Persona, Side};
use super::place::{city, street};
use super::seed::Kind;

/// How many there are when the world opens.
const OPEN: u64 = 12;
/// How many of the most recent people may own or like one.
const KNOWN: u64 = 60;
/// Ways in which a sale stands, by how the list names them.
pub const STATUSES: [(&str, &str); 6] = [
    ("coming_soon", "Coming soon"),
    ("active", "Active"),
    ("pending", "Pending"),
    ("sold", "Sold"),
    ("expired", "Expired"),
    ("withdrawn", "Withdrawn"),
];

/// A home for sale. Times are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    /// Its number.
    pub number: u64,
    /// Street and house number.
    pub address: String,
    /// City.
    pub city: &'static str,
    /// Postal code.
    pub zip: &'static str,
    /// What is asked for it, in dollars.
    pub price: f64,
    /// How its sale stands, one of [`STATUSES`].
    pub status: String,
    /// Bedrooms.
    pub beds: i64,
    /// Bathrooms.
    pub baths: i64,
    /// Living space in square feet.
    pub sqft: i64,
    /// The contact who owns it, by number.
    pub owner: Option<u64>,
    /// Contacts who like it, by number.
    pub liked: Vec<u64>,
    /// When it was put in.
    pub added: i64,
    /// When it was changed last.
    pub updated: i64,
}

impl World {
    /// The homes that are there when the world opens. Nothing else rolls their dice.
    pub(super) fn put_homes_in(&mut self) {
        let first = self.era.contacts.saturating_sub(KNOWN);
        let side = |world: &Self, wanted: Side| -> Vec<u64> {
            let people = first..world.era.contacts;
            people
                .filter(|number| Persona::of(&world.era, *number, false).side == wanted)
                .collect()
        };
        let (owners, buyers) = (side(self, Side::Seller), side(self, Side::Buyer));
        for number in 0..OPEN {
            let mut home = self.made_up(number, self.era.opened - (number as i64 * 9 + 10) * DAY);
            let place = number as usize;
            home.owner = owners.get(place).copied();
            home.liked = buyers.get(place).copied().into_iter().collect();
            let standing = ["active", "active", "active", "pending", "sold", "coming_soon"][place % 6];
            standing.clone_into(&mut home.status);
            self.homes.add(|number| Home { number, ..home });
        }
    }

    fn made_up(&self, number: u64, added: i64) -> Home {
        let mut dice = self.era.seed.dice(Kind::Home, number);
        let city = city(&mut dice);
        let (beds, baths) = (dice.between(2, 5), dice.between(1, 3));
        Home {
            number,
            address: street(&mut dice),
            city: city.name,
            zip: city.zips.first().copied().unwrap_or_default(),
            price: (city.price * dice.between(75, 125) / 100 * 1_000) as f64,
            status: "active".to_owned(),
            beds,
            baths,
            sqft: dice.between(95, 310) * 10,
            owner: None,
            liked: Vec::new(),
            added,
            updated: added + MINUTE,
        }
    }

    /// A home is put in now, made up but for what `set` changes.
    pub fn list_home(&mut self, set: impl FnOnce(&mut Home)) -> u64 {
        let now = self.now;
        let mut home = self.made_up(self.homes.len() as u64, now);
        home.updated = now;
        set(&mut home);
        self.homes.add(|number| Home { number, ..home })
    }

    /// A home is changed now.
    pub fn change_home(&mut self, number: u64, set: impl FnOnce(&mut Home)) -> bool {
        let now = self.now;
        let Some(home) = self.homes.get_mut(number) else {
            return false;
        };
        set(home);
        home.updated = now;
        true
    }
}
