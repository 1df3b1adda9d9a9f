//! What the name of a stage says: how long people usually stay there, and how likely they close from there. Starting
//! values of the house, until an account has thirty finished outcomes of a stage.

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

/// Words in the name of a stage. The first that fits counts.
const WORDS: [(&str, Stage); 24] = [
    ("lost", stage(14, 0, false)),
    ("abandon", stage(14, 0, false)),
    ("closed", stage(45, 100, true)),
    ("under contract", stage(45, 88, true)),
    ("escrow", stage(45, 88, true)),
    ("pending", stage(45, 88, true)),
    ("pre-market", stage(21, 80, true)),
    ("signed", stage(21, 80, true)),
    ("listed", stage(60, 82, true)),
    ("listing appointment", stage(10, 55, false)),
    ("appointment", stage(10, 55, false)),
    ("offer", stage(5, 55, false)),
    ("showing", stage(60, 30, false)),
    ("search", stage(60, 30, false)),
    ("hot", stage(2, 35, false)),
    ("warm", stage(60, 12, false)),
    ("financ", stage(10, 20, false)),
    ("ready", stage(10, 20, false)),
    ("nurture", stage(180, 8, false)),
    ("qualifying", stage(7, 6, false)),
    ("attempting", stage(5, 5, false)),
    ("contacted", stage(5, 5, false)),
    ("qualified", stage(180, 8, false)),
    ("new", stage(1, 2, false)),
];

/// What the name of a stage says.
pub fn named(name: &str) -> Stage {
    let name = name.to_lowercase();
    let row = WORDS.iter().find(|(word, _)| name.contains(word));
    row.map_or(UNKNOWN, |(_, stage)| *stage)
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
