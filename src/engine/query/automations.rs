//! Automations, who is inside, and everything of one run.

use jiff::{SignedDuration, Timestamp};

use super::{Query, Sources};
use crate::automation::compare::brings;
pub use crate::automation::compare::{Brings, Difference, Share};
use crate::domain::automation::Switch;
use crate::domain::value::Shown;
use crate::store::{RunRow, RunTry, StoreError, Told};

/// Who came in is counted for so long.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Who answered is counted of those who came in within this.
const QUARTER: SignedDuration = SignedDuration::from_hours(90 * 24);

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
    /// Of those who came in within 90 days, who answered within 30.
    pub replied: Share,
    /// The same of those who were left out.
    pub replied_anyway: Share,
    /// Of those who came in within 90 days, who wanted to hear no more.
    pub opted_out: u64,
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
        let now = sources.today.now;
        let mut sums = sources.reader.automation_sums(now - WEEK, now - QUARTER)?;
        let mut lines = Vec::new();
        for row in sources.reader.automations()? {
            let sums = sums.remove(&row.id).unwrap_or_default();
            let share = |(of, part)| Share { part, of };
            let (replied, replied_anyway) = (share(sums.inside_answered), share(sums.left_out_answered));
            lines.push(AutomationLine {
                id: row.id,
                name: row.name,
                state: row.state,
                why: row.why,
                version: row.version,
                auto_send: row.auto_send,
                has_draft: row.has_draft,
                inside: sums.inside,
                entered: sums.entered,
                done: sums.done,
                replied,
                replied_anyway,
                opted_out: sums.opted_out,
                next_due: sums.next_due,
                last_error: sums.last_error,
                brings: brings(replied, replied_anyway),
            });
        }
        Ok(lines)
    }
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

/// Something that an automation told, with the name of whom it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldLine {
    /// What.
    pub told: Told,
    /// Their name.
    pub who: Shown,
}

/// What automations told the person at the keyboard, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToldTo {
    /// Also what was read.
    pub all: bool,
    /// At most so many.
    pub most: usize,
}

impl Query for ToldTo {
    type Answer = Vec<ToldLine>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let me = sources.today.me.as_ref();
        let told = sources.reader.told(me, self.all, self.most)?;
        let line = |told: Told| {
            let person = sources.reader.person(&told.contact)?;
            let who = person.map(|person| person.contact.name()).unwrap_or_default();
            Ok(ToldLine { told, who })
        };
        told.into_iter().map(line).collect()
    }
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
