//! What the name of a field says of its value: `Date of birth` and `Gender` are forbidden whatever stands in them.

use super::Kind;
use super::traits::{PEOPLE, THINGS};
use crate::domain::words::{squeezed, words};

/// Names whose value is forbidden as it stands, each as words that follow each other somewhere in the name (hand-written for
/// this program). The account chooses names, so several ways to write one are here.
const FORBIDDEN: &[(Kind, &[&str])] = &[
    (
        Kind::Birth,
        &[
            "dob",
            "birth",
            "birthdate",
            "birthday",
            "birthdays",
            "birthplace",
            "born",
            "bday",
        ],
    ),
    (
        Kind::Ssn,
        &[
            "ssn",
            "ss number",
            "ss no",
            "social security",
            "social insurance",
            "itin",
            "taxpayer id",
            "tax id",
        ],
    ),
    (
        Kind::Account,
        &[
            "iban",
            "routing",
            "aba",
            "swift",
            "bic",
            "sort code",
            "bank account",
            "account number",
            "account no",
            "acct number",
            "acct no",
            "wire details",
            "wire instructions",
            "wiring instructions",
        ],
    ),
    (
        Kind::Card,
        &[
            "credit card",
            "debit card",
            "card number",
            "card no",
            "cvv",
            "cvc",
        ],
    ),
    (
        Kind::Licence,
        &[
            "dl",
            "dl number",
            "drivers license",
            "drivers licence",
            "driver license",
            "driver licence",
            "driving licence",
            "driving license",
            "license number",
            "licence number",
            "license plate",
            "licence plate",
            "passport",
            "id number",
            "id card",
            "id scan",
            "identity card",
            "green card",
        ],
    ),
    (
        Kind::Trait,
        &[
            "gender",
            "sex",
            "sexual",
            "pronouns",
            "religion",
            "religious",
            "faith",
            "belief",
            "denomination",
            "church",
            "race",
            "ethnicity",
            "ethnic",
            "nationality",
            "national origin",
            "country of origin",
            "origin country",
            "citizenship",
            "citizen",
            "immigration",
            "visa status",
            "marital",
            "marriage",
            "married",
            "relationship status",
            "family",
            "family status",
            "familial",
            "family size",
            "family members",
            "household size",
            "household members",
            "spouse",
            "husband",
            "wife",
            "kids",
            "children",
            "child",
            "dependents",
            "dependants",
            "pregnant",
            "pregnancy",
            "disability",
            "disabilities",
            "disabled",
            "handicap",
            "handicapped",
            "health",
            "medical",
            "diagnosis",
            "illness",
        ],
    ),
];
/// Names of homes that hold such words.
const HARMLESS: &[&str] = &[
    "single family",
    "multi family",
    "multifamily",
    "two family",
    "family room",
    "family rooms",
    "family home",
    "family homes",
    "race track",
];
/// Words of a name with which a value that has digits is forbidden; without any, it is the name of a bank or a yes.
const WITH_DIGITS: &[(Kind, &[&str])] = &[
    (Kind::Account, &["account", "acct", "bank", "wire"]),
    (Kind::Card, &["card", "visa", "mastercard", "amex"]),
    (Kind::Licence, &["license", "licence", "plate"]),
    (Kind::Ssn, &["social"]),
];
/// So many digits make a number of one.
const DIGITS: usize = 4;
/// Words for how old somebody is; of a thing they may be said.
const AGES: &[&str] = &["age", "ages", "aged"];
/// What has an age beside the things that are bought.
const OTHER_THINGS: &[&str] = &["lead", "leads", "listing", "deal", "loan", "pool"];

/// Why nothing that stands in a field of this name may leave, if that is so.
pub fn kind_of_field(name: &str) -> Option<Kind> {
    let all = words(&parted(name));
    let texts: Vec<&str> = all.iter().map(|word| word.text.as_str()).collect();
    let whole = squeezed(&all);
    let is = |phrase: &str| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        phrase.concat() == whole || texts.windows(phrase.len()).any(|part| part == phrase)
    };
    let of_thing = || {
        let any = |lists: [&[&str]; 2]| {
            texts
                .iter()
                .any(|word| lists.iter().any(|list| list.contains(word)))
        };
        any([THINGS, OTHER_THINGS]) && !any([PEOPLE, &[]])
    };
    if texts.iter().any(|word| AGES.contains(word)) && !of_thing() {
        return Some(Kind::Trait);
    }
    let found = FORBIDDEN
        .iter()
        .find(|(_, phrases)| phrases.iter().any(|phrase| is(phrase)));
    let harmless = || HARMLESS.iter().any(|phrase| is(phrase));
    found
        .map(|(kind, _)| *kind)
        .filter(|kind| *kind != Kind::Trait || !harmless())
}

/// Why a value of a field of this name may not leave, if that is so.
pub(super) fn forbids(name: &str, value: &str) -> Option<Kind> {
    kind_of_field(name).or_else(|| {
        let digits = value.chars().filter(|c| c.is_numeric()).count();
        let all = words(&parted(name));
        let says = |cues: &[&str]| all.iter().any(|word| cues.contains(&word.text.as_str()));
        let found = WITH_DIGITS.iter().find(|(_, cues)| says(cues));
        found.map(|(kind, _)| *kind).filter(|_| digits >= DIGITS)
    })
}

/// `dateOfBirth` as words of their own.
fn parted(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut small = false;
    for c in name.chars() {
        if small && c.is_uppercase() {
            out.push(' ');
        }
        small = c.is_lowercase();
        out.push(if c == '_' { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_what_is_forbidden_however_it_is_written() {
        for (name, kind) in [
            ("Date of birth", Kind::Birth),
            ("date_of_birth", Kind::Birth),
            ("dateOfBirth", Kind::Birth),
            ("DOB", Kind::Birth),
            ("D.O.B.", Kind::Birth),
            ("Spouse's birthday", Kind::Birth),
            ("SSN", Kind::Ssn),
            ("Social Security #", Kind::Ssn),
            ("Tax ID", Kind::Ssn),
            ("Routing", Kind::Account),
            ("Bank account", Kind::Account),
            ("Credit card", Kind::Card),
            ("DL", Kind::Licence),
            ("Driver's License", Kind::Licence),
            ("Passport no.", Kind::Licence),
            ("Age", Kind::Trait),
            ("Age of the client", Kind::Trait),
            ("Age of the home owner", Kind::Trait),
            ("Gender", Kind::Trait),
            ("RELIGION", Kind::Trait),
            ("Marital Status", Kind::Trait),
            ("maritalStatus", Kind::Trait),
            ("Number of kids", Kind::Trait),
            ("Country of origin", Kind::Trait),
        ] {
            assert_eq!(kind_of_field(name), Some(kind), "{name}");
        }
    }

    #[test]
    fn names_that_only_look_like_it_say_nothing() {
        for name in [
            "Budget",
            "Age of roof",
            "Lead age",
            "Single family home",
            "Family room",
            "Lead origin",
            "Pre-approved",
            "Timeline",
            "Stage",
            "Bank",
            "Account manager",
            "Language",
            "",
        ] {
            assert_eq!(kind_of_field(name), None, "{name}");
        }
        assert_eq!(forbids("Bank", "Wells Fargo"), None);
        assert_eq!(forbids("Bank", "Chase 00112233"), Some(Kind::Account));
        assert_eq!(forbids("Card", "yes"), None);
        assert_eq!(forbids("Realtor license", "D1234567"), Some(Kind::Licence));
    }
}
