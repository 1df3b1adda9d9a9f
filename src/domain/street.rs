//! Words for a way, as streets are called: whoever looks for an address reads them here, so that one list is kept.

/// Words for a way and their short forms.
pub const WAYS: &[&str] = &[
    "st",
    "street",
    "ave",
    "avenue",
    "av",
    "blvd",
    "boulevard",
    "rd",
    "road",
    "ln",
    "lane",
    "dr",
    "drive",
    "ct",
    "court",
    "pl",
    "place",
    "ter",
    "terrace",
    "way",
    "cir",
    "circle",
    "pkwy",
    "parkway",
    "hwy",
    "highway",
    "trl",
    "trail",
    "sq",
    "square",
    "loop",
    "plaza",
    "plz",
    "aly",
    "alley",
    "run",
    "path",
    "cove",
    "cv",
    "xing",
    "crossing",
    "expy",
    "expressway",
    "row",
    "walk",
    "pike",
    "tpke",
    "turnpike",
];

/// The same in a line that is an address and nothing else; in a sentence they mean something else.
pub const WAYS_IN_A_LINE: &[&str] = &[
    "str", "pky", "py", "pt", "point", "bnd", "bend", "pass", "blv", "bl", "wy", "trce", "trace", "crk",
    "ctr",
];

/// The same in a sentence, behind a number; in a line they end the names of towns as well, such as Bowling Green.
pub const WAYS_IN_A_SENTENCE: &[&str] = &[
    "common", "commons", "rte", "route", "mews", "ridge", "hollow", "green", "greens",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_once() {
        let all: Vec<&str> = [WAYS, WAYS_IN_A_LINE, WAYS_IN_A_SENTENCE].concat();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), all.len());
    }
}
