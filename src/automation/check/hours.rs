//! Messages leave in hours in which people may be written to.

use jiff::civil::time;

use super::{Case, Finding, Proof, blocks};
use crate::automation::schema::Spot;
use crate::domain::gate::hours::FEDERAL;

const NAME: &str = "hours";

pub(super) const PROOF: Proof = Proof {
    name: NAME,
    proves: "hours are set on each send",
    look,
};

fn look(case: &Case<'_>) -> Vec<Finding> {
    let definition = case.definition;
    if !definition.writes() {
        return Vec::new();
    }
    let hours = &definition.hours;
    let top = Spot { line: 1, column: 1 };
    let (Some(from), Some(to)) = (hours.clock("from"), hours.clock("to")) else {
        let message = "it writes to people and has no hours; add [hours] with from and to";
        return vec![blocks(NAME, top, message)];
    };
    let spot = hours.spot("from").unwrap_or(top);
    let mut found = Vec::new();
    if from >= to {
        let message = format!("its hours end at {to} before they begin at {from}; nothing would ever leave");
        found.push(blocks(NAME, spot, message));
    }
    let minute = |minute: u16| time((minute / 60) as i8, (minute % 60) as i8, 0, 0);
    if let Some(law) = FEDERAL.weekdays
        && (from < minute(law.from) || to > minute(law.to))
    {
        let message = format!(
            "its hours {from} to {to} are wider than the law's, {} to {}; what is outside waits all the same; narrow them",
            minute(law.from),
            minute(law.to)
        );
        found.push(blocks(NAME, spot, message));
    }
    found
}
