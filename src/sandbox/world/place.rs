//! The metro the brokerage works in, and names the people there bear.

use fake::Fake;
use fake::faker::name::en::{FirstName, LastName};

use super::seed::Dice;

/// A city with its postal codes and what a house costs there.
#[derive(Clone, Copy, Debug)]
pub struct City {
    /// Its name.
    pub name: &'static str,
    /// Its postal codes.
    pub zips: &'static [&'static str],
    /// The middle price of a house, in thousands of dollars.
    pub price: i64,
    /// How many of 100 enquiries are about it, roughly.
    pub share: u64,
}

/// Inland Empire, California.
pub const CITIES: &[City] = &[
    City {
        name: "Riverside",
        zips: &["92501", "92503", "92506", "92507", "92508"],
        price: 635,
        share: 22,
    },
    City {
        name: "Corona",
        zips: &["92879", "92880", "92881", "92882"],
        price: 755,
        share: 13,
    },
    City {
        name: "Moreno Valley",
        zips: &["92551", "92553", "92555", "92557"],
        price: 555,
        share: 12,
    },
    City {
        name: "Rancho Cucamonga",
        zips: &["91701", "91730", "91737", "91739"],
        price: 785,
        share: 12,
    },
    City {
        name: "Fontana",
        zips: &["92335", "92336", "92337"],
        price: 640,
        share: 11,
    },
    City {
        name: "Ontario",
        zips: &["91761", "91762", "91764"],
        price: 660,
        share: 8,
    },
    City {
        name: "Temecula",
        zips: &["92590", "92591", "92592"],
        price: 760,
        share: 8,
    },
    City {
        name: "Redlands",
        zips: &["92373", "92374"],
        price: 650,
        share: 6,
    },
    City {
        name: "San Bernardino",
        zips: &["92404", "92405", "92407", "92411"],
        price: 480,
        share: 5,
    },
    City {
        name: "Eastvale",
        zips: &["91752", "92880"],
        price: 875,
        share: 3,
    },
];

/// A city, the larger ones more often.
pub fn city(dice: &mut Dice) -> City {
    let mut rest = dice.below(CITIES.iter().map(|city| city.share).sum());
    for city in CITIES {
        if rest < city.share {
            return *city;
        }
        rest -= city.share;
    }
    City {
        name: "Riverside",
        zips: &["92501"],
        price: 635,
        share: 1,
    }
}

const STREETS: &[&str] = &[
    "Magnolia Ave",
    "Orange Grove Dr",
    "Arlington Ave",
    "Sycamore Canyon Blvd",
    "Mission Inn Ave",
    "Victoria Ave",
    "Canyon Crest Dr",
    "Alessandro Blvd",
    "Chicago Ave",
    "Jurupa Ave",
    "Palm Ave",
    "Brockton Ave",
    "Haven Ave",
    "Foothill Blvd",
    "Baseline Rd",
    "Sierra Ave",
    "Citrus Ave",
    "Cypress Ave",
    "Juniper Ave",
    "Mango Ave",
    "Lemon St",
    "Olive St",
    "Perris Blvd",
    "Heacock St",
    "Ironwood Ave",
    "Cottonwood Ave",
    "Green River Rd",
    "Ontario Ave",
    "Fullerton Ave",
    "California Ave",
    "Lincoln Ave",
    "Rimpau Ave",
    "Via Santiago",
    "Calle Entrada",
    "Camino del Oro",
    "Paseo Grande",
    "Rancho Vista Rd",
    "Margarita Rd",
    "Pauba Rd",
    "Butterfield Stage Rd",
    "Wolf Creek Dr",
    "Redhawk Pkwy",
    "Day Creek Blvd",
    "Etiwanda Ave",
    "Archibald Ave",
    "Hermosa Ave",
    "Carnelian St",
    "Euclid Ave",
    "Campus Ave",
    "Grove Ave",
    "Mountain Ave",
    "Vineyard Ave",
    "Cajon St",
    "Brookside Ave",
    "Fern Ave",
    "Terracina Blvd",
    "Waterman Ave",
    "Kendall Dr",
    "Sterling Ave",
    "Del Rosa Ave",
    "Hamner Ave",
    "Schleisman Rd",
    "Scholar Way",
    "Silver Spur Ln",
    "Quail Hollow Ct",
    "Hidden Springs Dr",
    "Stonehaven Cir",
    "Bella Vista Pl",
    "Moonridge Way",
    "Desert Willow Ln",
];

/// A street with a number.
pub fn street(dice: &mut Dice) -> String {
    let number = match dice.below(10) {
        0 => dice.between(101, 999),
        1..=6 => dice.between(1_000, 9_999),
        _ => dice.between(10_000, 29_999),
    };
    format!("{number} {}", dice.pick(STREETS))
}

/// Where a family's names come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Roots {
    /// Names of the `fake` crate's English list.
    #[default]
    English,
    /// Spanish names, with accents and double family names.
    Spanish,
    /// Other names heard in the area.
    Other,
}

const SPANISH_FIRST: &[&str] = &[
    "María",
    "José",
    "Guadalupe",
    "Juan",
    "Rosa",
    "Miguel",
    "Sofía",
    "Luis",
    "Alejandra",
    "Carlos",
    "Verónica",
    "Jesús",
    "Leticia",
    "Andrés",
    "Mónica",
    "Ramón",
    "Lucía",
    "Héctor",
    "Ximena",
    "Raúl",
    "Beatriz",
    "Óscar",
    "Dolores",
    "Iván",
    "Esperanza",
    "Ángel",
    "Yolanda",
    "Tomás",
    "María José",
    "Juan Carlos",
    "Ana Lucía",
];
const SPANISH_LAST: &[&str] = &[
    "Hernández",
    "García",
    "Martínez",
    "López",
    "González",
    "Rodríguez",
    "Pérez",
    "Sánchez",
    "Ramírez",
    "Flores",
    "Gutiérrez",
    "Núñez",
    "Peña",
    "Ibáñez",
    "Morales",
    "Castillo",
    "Vázquez",
    "Rojas",
    "de la Cruz",
    "Ortiz",
    "Mendoza-Ruiz",
    "Salazar",
    "Delgado",
    "Aguirre",
    "Villaseñor",
    "Santillán",
    "del Río",
    "Cisneros",
];
const OTHER_FIRST: &[&str] = &[
    "Minh", "Thuy", "Linh", "Wei", "Xiao", "Jin", "Priya", "Arjun", "Anita", "Rohan", "Maricel", "Jomar",
    "Ani", "Tigran", "Amira", "Yusuf", "Zoë", "Anaïs", "Søren", "Björn", "Siobhán", "D'Andre", "La'Tasha",
    "Malik",
];
const OTHER_LAST: &[&str] = &[
    "Nguyen",
    "Tran",
    "Pham",
    "Chen",
    "Wang",
    "Kim",
    "Patel",
    "Sharma",
    "Reyes",
    "Dela Cruz",
    "Bautista",
    "Petrosyan",
    "Haddad",
    "O'Brien",
    "MacDonald",
    "Smith-Jones",
    "Lindqvist",
    "Müller",
    "Dvořák",
    "Okafor",
];

/// A given name.
pub fn first_name(dice: &mut Dice, roots: Roots) -> &'static str {
    match roots {
        Roots::English => FirstName().fake_with_rng(dice),
        Roots::Spanish => dice.pick(SPANISH_FIRST),
        Roots::Other => dice.pick(OTHER_FIRST),
    }
}

/// A family name.
pub fn last_name(dice: &mut Dice, roots: Roots) -> &'static str {
    match roots {
        Roots::English => LastName().fake_with_rng(dice),
        Roots::Spanish => dice.pick(SPANISH_LAST),
        Roots::Other => dice.pick(OTHER_LAST),
    }
}

/// Area codes of the metro and around it. With the exchange 555, kept for fiction, they number the first
/// hundred thousand people; larger worlds go on to the exchanges above.
const AREA_CODES: [u64; 10] = [951, 909, 760, 442, 626, 714, 949, 562, 840, 657];
const BLOCK: u64 = 100_000;
/// Odd and not a multiple of 5, so that multiplying permutes the numbers of a block.
const STRIDE: u64 = 61_657;
/// `STRIDE * STRIDE_BACK = 1` modulo `BLOCK`.
const STRIDE_BACK: u64 = 58_793;

/// The telephone of person `number`, E.164: nobody else's.
pub fn phone(number: u64) -> String {
    let mixed = number % BLOCK * STRIDE % BLOCK;
    let area = AREA_CODES.get((mixed % 10) as usize).copied().unwrap_or(951);
    format!("+1{area}{}{:04}", 555 + number / BLOCK, mixed / 10)
}

/// Whose telephone it would be, going by [`phone`].
pub fn phone_owner(phone: &str) -> Option<u64> {
    let digits = phone.strip_prefix("+1").filter(|digits| digits.len() == 10)?;
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u64>().ok();
    let area = part(0..3)?;
    let place = AREA_CODES.iter().position(|code| *code == area)? as u64;
    let exchange = part(3..6)?.checked_sub(555)?;
    let mixed = part(6..10)? * 10 + place;
    Some(exchange * BLOCK + mixed * STRIDE_BACK % BLOCK)
}

/// Letters that an e-mail address or a search would use for these.
pub fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfd()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_belongs_to_one_person() {
        let mut seen = std::collections::HashSet::new();
        for number in (0..3_000).chain([99_999, 100_000, 999_999]) {
            let phone = phone(number);
            assert_eq!(phone_owner(&phone), Some(number), "{phone}");
            assert!(seen.insert(phone));
        }
        assert_eq!(phone_owner("+1951"), None);
        assert_eq!(phone_owner("+4930123456"), None);
    }

    #[test]
    fn plain_letters_for_any_name() {
        assert_eq!(plain("María José Peña"), "mariajosepena");
        assert_eq!(plain("O'Brien"), "obrien");
    }
}
