//! What the name of a stage says: how long people usually stay there, and how likely they close from there. Starting
//! values of the house, until an account has thirty finished outcomes of a stage.

use std::sync::LazyLock;

use crate::domain::words::{Break, Reach, Table, words};

/// A kind of stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Days people stay there, at most, as a rule.
    pub usual_days: u32,
    /// The chance of closing from there, in hundredths.
    pub chance: u8,
    /// Whether a contract is signed: whoever is there cannot be lost by silence.
    pub contracted: bool,
}

const fn stage(usual_days: u32, chance: u8, contracted: bool) -> Stage {
    Stage {
        usual_days,
        chance,
        contracted,
    }
}

/// For a stage whose name says nothing.
const UNKNOWN: Stage = stage(14, 10, false);

/// Whole words in the name of a stage, as [`crate::domain::words::Phrase`] reads them. The first row that fits counts. An agreement with
/// a buyer is one with the house: they can be lost as before.
const WORDS: [(&str, Stage); 29] = [
    ("lost", stage(14, 0, false)),
    ("abandoned|abandon", stage(14, 0, false)),
    ("not ..1 signed|listed|closed|under_contract", UNKNOWN),
    ("closed", stage(45, 100, true)),
    ("offer|offers accepted", stage(45, 88, true)),
    ("under contract", stage(45, 88, true)),
    ("escrow", stage(45, 88, true)),
    ("sale|contract pending", stage(45, 88, true)),
    ("pending sale|close|closing|inspection", stage(45, 88, true)),
    ("^ pending $", stage(45, 88, true)),
    (
        "buyer|buyers|bba|representation ..3 signed|agreement",
        stage(60, 30, false),
    ),
    ("agreement|signed ..2 buyer|buyers", stage(60, 30, false)),
    ("approval|preapproval|approved|preapproved", stage(10, 20, false)),
    ("pre_market|premarket", stage(21, 80, true)),
    ("signed", stage(21, 80, true)),
    ("listed", stage(60, 82, true)),
    ("appointment|appointments", stage(10, 55, false)),
    ("offer|offers", stage(5, 55, false)),
    ("showing|showings", stage(60, 30, false)),
    ("search|searching", stage(60, 30, false)),
    ("hot", stage(2, 35, false)),
    ("warm", stage(60, 12, false)),
    (
        "finance|financing|financial|financially|ready",
        stage(10, 20, false),
    ),
    ("nurture|nurturing", stage(180, 8, false)),
    ("qualifying", stage(7, 6, false)),
    ("attempting|attempted", stage(5, 5, false)),
    ("contacted", stage(5, 5, false)),
    ("qualified", stage(180, 8, false)),
    ("new", stage(1, 2, false)),
];

/// How far the words of a row reach.
const REACH: Reach = Reach {
    words: Break::Comma,
    gaps: Break::Comma,
};

static TABLE: LazyLock<Table> =
    LazyLock::new(|| Table::new(WORDS.iter().map(|row| (row.0, Vec::new())), &[], REACH));

/// What the name of a stage says.
pub fn named(name: &str) -> Stage {
    let hits = TABLE.hits(&words(name));
    let first = hits.iter().map(|hit| hit.row).min();
    first.map_or(UNKNOWN, |row| WORDS[row].1)
}

/// What the house earns of a side, in hundredths of a percent of the price.
const SIDE: i64 = 250;
/// The agent's share of that, in hundredths.
const SPLIT: i64 = 80;

/// What a closing is worth to the agent times its probability, in cents.
pub const fn value_at_stake(price_cents: i64, chance: u8) -> i64 {
    let whole = price_cents as i128 * SIDE as i128 * SPLIT as i128 * chance as i128;
    (whole / (10_000 * 100 * 100)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contract_is_one_about_a_home() {
        for name in [
            "Under contract",
            "In Escrow",
            "Pending",
            "5. Pending",
            "Sale pending",
            "Pending inspection",
            "Offer accepted",
            "Closed",
            "Signed, pre-market",
            "Listing agreement signed",
            "Listed",
        ] {
            assert!(named(name).contracted, "{name}");
        }
        for name in [
            "Buyer agreement signed",
            "Buyer's agreement",
            "BBA signed",
            "Agreement signed (buyer)",
            "Pre-approval pending",
            "Preapproval pending",
            "Offer pending",
            "Pending documents",
            "Agent assigned",
            "Agreement not signed",
            "Unlisted",
            "Not yet closed",
            "Lost",
        ] {
            assert!(!named(name).contracted, "{name}");
        }
    }

    #[test]
    fn stages_are_read_by_whole_words() {
        let told = |name: &str| (named(name).usual_days, named(name).chance);
        assert_eq!(told("Listing Appointment"), (10, 55));
        assert_eq!(told("Offer out"), (5, 55));
        assert_eq!(told("Active search / showing"), (60, 30));
        assert_eq!(told("Financially ready"), (10, 20));
        assert_eq!(told("Qualified, nurture"), (180, 8));
        assert_eq!(told("New Lead"), (1, 2));
        assert_eq!(told("Lost / abandoned"), (14, 0));
        for name in ["Newsletter", "Photos", "Already spoken", "Renewal", ""] {
            assert_eq!(named(name), UNKNOWN, "{name}");
        }
    }
}
