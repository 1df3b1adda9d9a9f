//! How long a deal may usually stay at a stage, in days: the house's business rules.

/// For a stage whose name says nothing.
const USUAL: i64 = 14;

/// Words in the name of a stage and the days after which a deal stands still there. The first that fits counts.
const ALARMS: &[(&str, i64)] = &[
    ("nurture", 45),
    ("contract", 30),
    ("escrow", 30),
    ("pending", 30),
    ("pre-market", 21),
    ("signed", 21),
    ("showing", 21),
    ("search", 21),
    ("ready", 14),
    ("approved", 14),
    ("listed", 14),
    ("warm", 14),
    ("offer", 5),
    ("hot", 1),
    ("new", 1),
    ("attempting", 7),
    ("contacted", 7),
    ("qualif", 7),
    ("appointment", 7),
];

/// Days after which a deal stands still at the stage of this name.
pub fn alarm_days(stage: &str) -> i64 {
    let stage = stage.to_lowercase();
    ALARMS
        .iter()
        .find(|(word, _)| stage.contains(word))
        .map_or(USUAL, |(_, days)| *days)
}
