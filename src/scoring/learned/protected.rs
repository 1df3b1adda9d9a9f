//! Protected traits and what stands in for them: never inputs of a score of people, whatever they would add to it.
//!
//! Found by the words of a column's head and by what stands in it, so that a column called `x7` that holds `female` and `male` is
//! found as well. The federal Fair Housing Act names race, colour, religion, sex, disability, familial status and national
//! origin; states add age, marital status, source of income, veterans and others.

use super::table::{Column, Kind, is_nothing, kind, number};
use super::words::{says, words};

/// The trait that where somebody lives stands in for.
pub const WHERE: &str = "a neighbourhood, which tells race and income";

/// A trait, the heads that speak of it, and the values that do.
struct Trait {
    name: &'static str,
    heads: &'static [&'static str],
    values: &'static [&'static str],
}

const TRAITS: &[Trait] = &[
    Trait {
        name: "race or colour",
        heads: &[
            "race",
            "racial",
            "ethnicity",
            "ethnic",
            "skin",
            "colour",
            "color",
            "caste",
            "ancestry",
            "complexion",
        ],
        values: &[
            "white",
            "black",
            "asian",
            "hispanic",
            "latino",
            "caucasian",
            "african american",
            "native american",
            "pacific islander",
        ],
    },
    Trait {
        name: "religion",
        heads: &[
            "religion",
            "religious",
            "faith",
            "church",
            "denomination",
            "creed",
        ],
        values: &[
            "christian",
            "catholic",
            "protestant",
            "muslim",
            "jewish",
            "hindu",
            "buddhist",
            "sikh",
            "atheist",
            "mormon",
            "islam",
            "christianity",
            "hinduism",
            "judaism",
            "buddhism",
        ],
    },
    Trait {
        name: "sex",
        heads: &[
            "sex",
            "gender",
            "pronouns",
            "pronoun",
            "salutation",
            "orientation",
            "lgbt",
            "transgender",
            "honorific",
        ],
        values: &[
            "male",
            "female",
            "man",
            "woman",
            "mr",
            "mrs",
            "ms",
            "miss",
            "mr.",
            "mrs.",
            "ms.",
            "nonbinary",
            "non-binary",
        ],
    },
    Trait {
        name: "family",
        heads: &[
            "family",
            "familial",
            "marital",
            "marriage",
            "married",
            "spouse",
            "partner",
            "husband",
            "wife",
            "dependents",
            "dependants",
            "dependent",
            "children",
            "child",
            "kids",
            "pregnant",
            "pregnancy",
            "parent",
            "household size",
            "household members",
            "divorced",
        ],
        values: &[
            "married",
            "single",
            "divorced",
            "widowed",
            "separated",
            "engaged",
            "domestic partnership",
            "cohabiting",
        ],
    },
    Trait {
        name: "disability or health",
        heads: &[
            "disability",
            "disabled",
            "handicap",
            "handicapped",
            "health",
            "medical",
            "wheelchair",
            "impairment",
            "illness",
            "diagnosis",
        ],
        values: &["disabled", "wheelchair", "not disabled", "blind", "deaf"],
    },
    Trait {
        name: "national origin",
        heads: &[
            "origin country",
            "national origin",
            "nationality",
            "citizenship",
            "country",
            "birthplace",
            "place of birth",
            "immigrant",
            "immigration",
            "visa",
            "alien",
            "foreigner",
            "language",
            "languages",
            "native language",
            "accent",
            "ancestry",
        ],
        values: &[
            "english",
            "spanish",
            "chinese",
            "mandarin",
            "vietnamese",
            "tagalog",
            "korean",
            "russian",
            "arabic",
            "hindi",
            "french",
        ],
    },
    Trait {
        name: "age",
        heads: &[
            "age",
            "dob",
            "birth",
            "birthday",
            "birthdate",
            "born",
            "senior",
            "elderly",
            "age group",
            "age band",
            "generation",
        ],
        values: &[
            "millennial",
            "boomer",
            "gen x",
            "gen z",
            "18-24",
            "25-34",
            "35-44",
            "45-54",
            "55-64",
            "65+",
        ],
    },
    Trait {
        name: "source of income",
        heads: &[
            "income source",
            "source of income",
            "voucher",
            "section eight",
            "welfare",
            "public assistance",
            "alimony",
        ],
        values: &[
            "section 8",
            "voucher",
            "welfare",
            "public assistance",
            "ssi",
            "ssdi",
        ],
    },
    Trait {
        name: "military service",
        heads: &["veteran", "military"],
        values: &["veteran", "not a veteran", "active duty"],
    },
    Trait {
        name: "a name, which tells origin and sex",
        heads: &[
            "first name",
            "last name",
            "surname",
            "firstname",
            "lastname",
            "full name",
            "fullname",
            "given name",
            "family name",
            "maiden",
        ],
        values: &[],
    },
    Trait {
        name: WHERE,
        heads: &[
            "zip",
            "zipcode",
            "zip code",
            "postcode",
            "postal",
            "postal code",
            "neighbourhood",
            "neighborhood",
            "census",
            "tract",
            "school district",
            "latitude",
            "longitude",
            "street",
            "street address",
            "home address",
        ],
        values: &[],
    },
];

/// Heads in which a word of the list speaks of something else.
const INNOCENT: &[&str] = &[
    "paint",
    "wall",
    "single family",
    "multi family",
    "family room",
    "dwelling",
    "home type",
    "property",
    "listing",
    "lead age",
    "account age",
    "house age",
    "days",
    "weeks",
    "months",
    "channel partner",
    "referral partner",
    "partner agent",
    "business partner",
    "programming",
    "parent company",
    "parent id",
    "parent account",
    "calling",
    "home age",
    "age of home",
    "family home",
    "home color",
    "home colour",
];

/// The trait that a column tells, if it tells one.
pub fn trait_of(column: &Column) -> Option<&'static str> {
    let head = words(&column.name);
    if !INNOCENT.iter().any(|innocent| says(&head, innocent)) {
        let named = TRAITS
            .iter()
            .find(|row| row.heads.iter().any(|phrase| says(&head, phrase)));
        if let Some(row) = named.filter(|row| row.name != "age" || could_be_an_age(column)) {
            return Some(row.name);
        }
    }
    by_values(column)
}

/// A number called an age is somebody's only when it could be one.
fn could_be_an_age(column: &Column) -> bool {
    if kind(column) != Kind::Number {
        return true;
    }
    let values = column.levels.iter().filter_map(|level| number(level));
    values
        .filter(|value| *value != 0.0)
        .all(|value| (0.0..=120.0).contains(&value))
}

/// Whether nearly all that was entered are words of one trait, and at least two of them.
fn by_values(column: &Column) -> Option<&'static str> {
    let counts = column.counts();
    let told: Vec<(String, usize)> = column
        .levels
        .iter()
        .zip(counts)
        .filter(|(level, count)| *count > 0 && !is_nothing(level))
        .take(60)
        .map(|(level, count)| (level.to_lowercase(), count))
        .collect();
    let all: usize = told.iter().map(|(_, count)| count).sum();
    let row = TRAITS.iter().find(|row| {
        let hits = told
            .iter()
            .filter(|(level, _)| row.values.contains(&level.as_str()));
        let (kinds, rows) = hits.fold((0, 0), |(kinds, rows), (_, count)| (kinds + 1, rows + count));
        kinds >= 2 && rows * 10 >= all * 7
    });
    row.map(|row| row.name)
}
