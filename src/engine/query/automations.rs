//! Automations, who is inside, and everything of one run.

use jiff::{SignedDuration, Timestamp};

use super::{Query, Sources};
use crate::domain::automation::Switch;
use crate::domain::value::Shown;
use crate::store::{Results, RunRow, RunTry, StoreError};

/// Who came in is counted for so long.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// People in each group before a difference says anything.
const ENOUGH: u64 = 30;
/// So many standard errors apart, chance alone would bring about one time in twenty: the two-sided test of two shares.
const SURE: f64 = 1.96;

/// What leaving some out has shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Brings {
    /// Nobody is left out, so there is nothing to compare with.
    NotAsked,
    /// Too few people, or a difference that may be chance.
    CannotTellYet,
    /// So many of a hundred more answer than without it; fewer when it is below zero.
    PerHundred(f64),
}

/// An automation with what became of its people.
#[derive(Clone, Debug, PartialEq)]
pub struct AutomationLine {
    /// How other automations and the log call it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether it runs.
    pub state: Switch,
    /// Why it is paused.
    pub why: Option<String>,
    /// The version that people come in on; nothing when it was never published.
    pub version: Option<u32>,
    /// Messages leave by themselves.
    pub auto_send: bool,
    /// There is a text that is not published.
    pub has_draft: bool,
    /// People inside.
    pub inside: u64,
    /// People who came in within 7 days.
    pub entered: u64,
    /// Runs that are over, ever.
    pub done: u64,
    /// People who answered within 30 days.
    pub replied: u64,
    /// When the next has something to do.
    pub next_due: Option<Timestamp>,
    /// The last reason why something was not done.
    pub last_error: Option<String>,
    /// What leaving some out has shown.
    pub brings: Brings,
}

/// Every automation, by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AutomationList;

impl Query for AutomationList {
    type Answer = Vec<AutomationLine>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let since = sources.today.now - WEEK;
        let mut lines = Vec::new();
        for row in sources.reader.automations()? {
            let results = sources.reader.automation_results(&row.id, since)?;
            lines.push(AutomationLine {
                brings: brings(&results),
                id: row.id,
                name: row.name,
                state: row.state,
                why: row.why,
                version: row.version,
                auto_send: row.auto_send,
                has_draft: row.has_draft,
                inside: results.inside,
                entered: results.entered,
                done: results.done,
                replied: results.inside_answered.1,
                next_due: results.next_due,
                last_error: results.last_error,
            });
        }
        Ok(lines)
    }
}

fn brings(results: &Results) -> Brings {
    let ((inside, answered), (left_out, answered_anyway)) =
        (results.inside_answered, results.left_out_answered);
    if left_out == 0 {
        return Brings::NotAsked;
    }
    if inside < ENOUGH || left_out < ENOUGH {
        return Brings::CannotTellYet;
    }
    let share = |part: u64, of: u64| part as f64 / of as f64;
    let (with, without) = (share(answered, inside), share(answered_anyway, left_out));
    let all = share(answered + answered_anyway, inside + left_out);
    let error = (all * (1.0 - all) * (1.0 / inside as f64 + 1.0 / left_out as f64)).sqrt();
    if error == 0.0 || ((with - without) / error).abs() < SURE {
        return Brings::CannotTellYet;
    }
    Brings::PerHundred((with - without) * 100.0)
}

/// A run with the name of whom it is with.
#[derive(Clone, Debug, PartialEq)]
pub struct RunLineOf {
    /// The run.
    pub run: RunRow,
    /// Their name.
    pub who: Shown,
}

/// The runs of an automation, or all, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunsOf {
    /// Which automation.
    pub automation: Option<String>,
    /// At most so many.
    pub most: usize,
}

impl Query for RunsOf {
    type Answer = Vec<RunLineOf>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let runs = sources.reader.runs(self.automation.as_deref(), self.most)?;
        runs.into_iter().map(|run| named(run, sources)).collect()
    }
}

fn named(run: RunRow, sources: &Sources<'_>) -> Result<RunLineOf, StoreError> {
    let person = sources.reader.person(&run.contact)?;
    let who = person.map(|person| person.contact.name()).unwrap_or_default();
    Ok(RunLineOf { run, who })
}

/// One run with every line of its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunById(pub String);

impl Query for RunById {
    type Answer = Option<(RunLineOf, Vec<RunTry>)>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let Some(run) = sources.reader.run(&self.0)? else {
            return Ok(None);
        };
        let tries = sources.reader.run_tries(&self.0)?;
        Ok(Some((named(run, sources)?, tries)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_only_when_it_can_be() {
        let told = |inside_answered, left_out_answered| {
            brings(&Results {
                inside_answered,
                left_out_answered,
                ..Results::default()
            })
        };
        assert_eq!(told((500, 90), (0, 0)), Brings::NotAsked);
        assert_eq!(told((500, 90), (29, 0)), Brings::CannotTellYet);
        assert_eq!(told((100, 20), (100, 17)), Brings::CannotTellYet);
        assert_eq!(told((100, 0), (100, 0)), Brings::CannotTellYet);
        let Brings::PerHundred(more) = told((400, 120), (400, 80)) else {
            panic!("ten of a hundred more is no chance");
        };
        assert!((more - 10.0).abs() < 1e-9, "{more}");
    }
}
