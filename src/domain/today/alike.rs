//! Who is in the same situation: at the same stage, and alike in what the account itself knows of the business with them.
//!
//! Where somebody lives, and anything else that may stand for who they are, is no part of it: what is
//! done for somebody must not depend on that.

use super::super::value::Cents;

/// Worth counts as close within this share of the larger one: a quarter.
const CLOSE: i64 = 4;

/// How somebody stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// The stage of the open deal, by the number that this file gave it; 0 without one.
    pub stage: i64,
    /// What the open deals are worth together.
    pub worth: Cents,
    /// Where they came from.
    pub source: String,
    /// The CRM's own word for them: `lead`, `customer` and others.
    pub kind: String,
    /// They had the last word: nobody has answered since.
    pub waits: bool,
}

/// Something that two people have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Common {
    /// Deals of about the same worth.
    Worth,
    /// They came from the same place.
    Source,
    /// The CRM calls them by the same word.
    Kind,
    /// Both wait for an answer.
    Waits,
}

impl Common {
    /// In a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Worth => "worth",
            Self::Source => "source",
            Self::Kind => "type",
            Self::Waits => "waits",
        }
    }
}

impl Situation {
    /// What somebody at the same stage has in common with them; nothing for whoever is at another stage, or alike in one
    /// thing only.
    pub fn common(&self, other: &Self) -> Vec<Common> {
        if self.stage != other.stage {
            return Vec::new();
        }
        let (low, high) = (self.worth.min(other.worth), self.worth.max(other.worth));
        let same = |one: &str, two: &str| !one.is_empty() && one == two;
        let common: Vec<Common> = [
            (Common::Worth, low.0 > 0 && high.0 - low.0 <= high.0 / CLOSE),
            (Common::Source, same(&self.source, &other.source)),
            (Common::Kind, same(&self.kind, &other.kind)),
            (Common::Waits, self.waits && other.waits),
        ]
        .into_iter()
        .filter_map(|(common, is)| is.then_some(common))
        .collect();
        if common.len() < 2 { Vec::new() } else { common }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(stage: i64, worth: i64, source: &str, waits: bool) -> Situation {
        Situation {
            stage,
            worth: Cents(worth),
            source: source.to_owned(),
            kind: "lead".to_owned(),
            waits,
        }
    }

    #[test]
    fn two_things_in_common_at_the_same_stage_are_the_same_situation() {
        use Common::{Kind, Source, Waits, Worth};
        let one = at(3, 40_000_000, "zillow", true);
        assert_eq!(one.common(&one), [Worth, Source, Kind, Waits]);
        assert_eq!(one.common(&at(3, 30_000_000, "form", false)), [Worth, Kind]);
        assert_eq!(
            one.common(&at(3, 29_999_999, "form", false)),
            [],
            "the type alone"
        );
        assert_eq!(
            one.common(&at(4, 40_000_000, "zillow", true)),
            [],
            "another stage"
        );
        let none = at(0, 0, "", false);
        assert_eq!(none.common(&none), [], "nothing is known, so nothing is shared");
    }
}
