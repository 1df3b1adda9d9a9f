//! What an automation would have done over the last twelve months of this account.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::facts::Standing;
use super::past::{Past, Wanted, past};
use super::shelf::pages;
use crate::automation::definition::{Definition, read};
use crate::automation::event::{Author, Event, EventKind};
use crate::automation::machine::Program;
use crate::automation::simulate::{Counts, Report, Settings, Simulation, What};
use crate::domain::automation::Switch;
use crate::domain::gate::Rules;
use crate::domain::segments;
use crate::domain::value::ContactId;
use crate::engine::query::{Query, Sources};
use crate::engine::{Engine, Task};
use crate::store::StoreError;

/// Events that are played between two words of how far it is.
const PAGE: usize = 20_000;

/// What would have happened.
#[derive(Clone, Debug, PartialEq)]
pub struct DryRun {
    /// The id of the automation.
    pub id: String,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Events that were looked at.
    pub events: usize,
    /// Every figure.
    pub counts: Counts,
    /// Parts of texts, each of which costs.
    pub parts: u64,
    /// People whom a workflow of the CRM wrote to on the same day.
    pub crm_too: usize,
    /// Days on which anything happened, oldest first, in the account's zone.
    pub days: Vec<Day>,
    /// Everybody who would have been in, most messages first.
    pub people: Vec<Tried>,
    /// Runs that would not be over by now.
    pub inside: usize,
    /// The automations that are on now and were tried together with it, by id.
    pub among: Vec<String>,
    /// How it differs from the version that is on, when one is and it is another.
    pub against: Option<Against>,
    /// What it does not know, one sentence each.
    pub asides: Vec<String>,
}

/// What another version would have done otherwise, among the same automations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Against {
    /// The version that is on.
    pub version: u32,
    /// So many more people would enter; fewer when negative.
    pub entered: i64,
    /// So many times more a thing would happen; what stays the same is left out.
    pub figures: BTreeMap<What, i64>,
}

impl Against {
    /// It in a line: `against v9: -190 texts, +31 tasks, tags and notices`.
    pub fn words(&self) -> String {
        const NAMES: [(What, &str); 7] = [
            (What::Text, "texts"),
            (What::Email, "mails"),
            (What::Done, "tasks, tags and notices"),
            (What::Held, "held"),
            (What::Collided, "collided"),
            (What::Refused, "refused"),
            (What::Asked, "asked"),
        ];
        let named = NAMES
            .iter()
            .map(|(what, name)| (self.figures.get(what).copied().unwrap_or(0), *name));
        let apart = std::iter::once((self.entered, "entering")).chain(named);
        let apart: Vec<String> = apart
            .filter(|(apart, _)| *apart != 0)
            .map(|(apart, name)| format!("{apart:+} {name}"))
            .collect();
        let apart = if apart.is_empty() {
            "the same".to_owned()
        } else {
            apart.join(", ")
        };
        format!("against v{}: {apart}", self.version)
    }
}

/// A day of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Which.
    pub date: Date,
    /// People who came in.
    pub entered: u64,
    /// Texts that left.
    pub texts: u64,
    /// Mails that left.
    pub emails: u64,
    /// Messages that had to wait, or did not leave.
    pub stopped: u64,
}

/// Somebody in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Who.
    pub contact: ContactId,
    /// What people call them.
    pub name: String,
    /// Times they came in.
    pub entered: u64,
    /// Messages they would have got.
    pub messages: u64,
    /// Messages that had to wait, or did not leave.
    pub stopped: u64,
    /// Why one did not leave, the last time.
    pub why: String,
}

/// Tries one automation on the past. The error is a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The folder of a person's own.
    pub folder: PathBuf,
    /// One more file, before all others.
    pub file: Option<PathBuf>,
    /// The id; nothing for the file.
    pub id: String,
}

impl Query for Trial {
    type Answer = Result<DryRun, String>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        self.played(sources, &|_| {})
    }
}

impl Engine {
    /// Tries one automation on the past. How far that is, is told as progress.
    pub async fn try_out(&self, trial: Trial) -> Result<Result<DryRun, String>, StoreError> {
        let progress = self.progress.clone();
        let tell = move |task| progress.send_modify(|progress| progress.trial = task);
        let played = move |sources: &Sources<'_>| {
            let done = trial.played(sources, &|task| tell(Some(task)));
            tell(None);
            done
        };
        self.desk.read(played).await
    }
}

/// Who hears how far a trial is.
type Tell<'a> = dyn Fn(Task) + 'a;

/// How far it is: so many of so many; nothing is counted of what is read.
fn task(what: &str, done: usize, total: Option<usize>) -> Task {
    Task {
        what: what.to_owned(),
        done: done as u64,
        total: total.map(|total| total as u64),
        seconds_left: None,
    }
}

impl Trial {
    /// What is named. The error is a sentence.
    pub(super) fn found(&self) -> Result<Definition, String> {
        let pages = pages(&self.folder, self.file.as_deref());
        let mut broken = None;
        for page in pages {
            let named = self.file.is_some() && self.id.is_empty();
            let stem = match &page.from {
                super::From::File(file) => file
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                super::From::Template => String::new(),
            };
            match page.read {
                Ok(definition) if named || definition.id().eq_ignore_ascii_case(&self.id) => {
                    return Ok(definition);
                }
                Err(faults) if named || stem.eq_ignore_ascii_case(&self.id) => {
                    broken = faults.first().map(ToString::to_string);
                    break;
                }
                _ => {}
            }
        }
        Err(broken.map_or_else(
            || format!("there is no automation \"{}\"", self.id),
            |fault| format!("the file cannot be read ({fault}); nothing was tried"),
        ))
    }

    fn played(self, sources: &Sources<'_>, tell: &Tell<'_>) -> Result<Result<DryRun, String>, StoreError> {
        sources.reader.at_once(|| self.tried(sources, tell))
    }

    fn tried(self, sources: &Sources<'_>, tell: &Tell<'_>) -> Result<Result<DryRun, String>, StoreError> {
        let definition = match self.found() {
            Ok(definition) => definition,
            Err(sentence) => return Ok(Err(sentence)),
        };
        tell(task("reading the year", 0, None));
        let id = definition.id().to_owned();
        let (live, others) = live(sources, &id)?;
        let live = live.filter(|live| *live != definition);
        let programs: Vec<Program> = [definition].into_iter().chain(others).map(Program::of).collect();
        let until = sources.today.now;
        let from = until
            .to_zoned(sources.today.zone.clone())
            .checked_sub(1.year())
            .map_or(until, |then| then.timestamp());
        let both = programs
            .iter()
            .map(|program| program.definition.as_ref())
            .chain(&live);
        let wanted = Wanted::by(both);
        let households = sources.reader.households()?;
        let Past { events, looked_at } = past(sources, &wanted, (from, until), &households)?;
        let facts = Standing::among(sources, &events, households)?;
        let began = facts.known_since(from)?;
        let mut year = Year {
            workflows: workflows(&events, sources),
            rules: sources.rules.clone(),
            total: events.len() * (1 + usize::from(live.is_some())),
            done: 0,
            events,
            from,
            until,
            tell,
        };
        let report = year.play(&programs, &facts, true);
        let mut tried = told(report, &year.workflows, sources, &facts);
        tried.among = programs[1..]
            .iter()
            .map(|program| program.definition.id().to_owned())
            .collect();
        tried.against = live.map(|live| year.against(&tried.counts, live, programs, &facts));
        if let Some(began) = began {
            let day = began.to_zoned(sources.today.zone.clone()).date();
            tried.asides.push(format!(
                "tags and fields are known as they stood since {day}; before it they stand as they stood on it"
            ));
        }
        facts.sound()?;
        tried.from = from;
        tried.until = until;
        tried.events = looked_at;
        let unseen = wanted.unseen.into_iter();
        tried.asides.extend(unseen.filter(|aside| aside.starts_with(&id)));
        Ok(Ok(tried))
    }
}

/// The year that is played.
struct Year<'a> {
    events: Vec<Event>,
    workflows: HashSet<(ContactId, Date)>,
    rules: Rules,
    from: Timestamp,
    until: Timestamp,
    /// So many events are played in all, and so many were.
    total: usize,
    done: usize,
    tell: &'a Tell<'a>,
}

impl Year<'_> {
    fn play(&mut self, programs: &[Program], facts: &Standing<'_>, lines: bool) -> Report {
        let settings = Settings {
            rules: self.rules.clone(),
            lines,
            ..Settings::default()
        };
        let mut simulation = Simulation::new(programs, facts, self.from, settings);
        for page in self.events.chunks(PAGE) {
            (self.tell)(task("playing the year", self.done, Some(self.total)));
            for event in page {
                simulation.event(event.clone());
            }
            self.done += page.len();
        }
        simulation.until(self.until);
        simulation.report()
    }

    /// How it differs from what the version that is on would have done in its place.
    fn against(
        &mut self,
        tried: &Counts,
        live: Definition,
        mut programs: Vec<Program>,
        facts: &Standing<'_>,
    ) -> Against {
        programs[0] = Program::of(live);
        let counts = self.play(&programs, facts, false).counts.swap_remove(0);
        Against {
            version: counts.version,
            entered: tried.entered as i64 - counts.entered as i64,
            figures: tried.against(&counts),
        }
    }
}

/// The version of an automation that is on, and all others that are.
fn live(sources: &Sources<'_>, id: &str) -> Result<(Option<Definition>, Vec<Definition>), StoreError> {
    let mut found = (None, Vec::new());
    for row in sources.reader.automations()? {
        if row.state != Switch::On {
            continue;
        }
        let text = sources.reader.automation_text(&row.id, row.version)?;
        let Some(definition) = text.and_then(|text| read(&text).ok()) else {
            continue;
        };
        if row.id.eq_ignore_ascii_case(id) {
            found.0 = Some(definition);
        } else {
            found.1.push(definition);
        }
    }
    Ok(found)
}

/// On which days a workflow of the CRM wrote to whom.
fn workflows(past: &[Event], sources: &Sources<'_>) -> HashSet<(ContactId, Date)> {
    let sent = past.iter().filter(|event| {
        let EventKind::Sent { by, .. } = event.kind else {
            return false;
        };
        by == Author::Workflow
    });
    sent.map(|event| (event.contact.clone(), date(event.at, sources)))
        .collect()
}

fn date(at: Timestamp, sources: &Sources<'_>) -> Date {
    at.to_zoned(sources.today.zone.clone()).date()
}

fn told(
    mut report: Report,
    workflows: &HashSet<(ContactId, Date)>,
    sources: &Sources<'_>,
    facts: &Standing<'_>,
) -> DryRun {
    let counts = report.counts.swap_remove(0);
    let rings = report.rings;
    let mut days: BTreeMap<Date, Day> = BTreeMap::new();
    let mut people: HashMap<ContactId, Tried> = HashMap::new();
    let mut also: HashSet<ContactId> = HashSet::new();
    let mut parts = 0;
    let lines = report.lines.into_iter();
    for line in lines.filter(|line| line.automation == counts.automation) {
        let date = date(line.at, sources);
        let day = days.entry(date).or_insert(Day {
            date,
            entered: 0,
            texts: 0,
            emails: 0,
            stopped: 0,
        });
        let somebody = people.entry(line.contact.clone()).or_insert_with(|| Tried {
            contact: line.contact.clone(),
            name: String::new(),
            entered: 0,
            messages: 0,
            stopped: 0,
            why: String::new(),
        });
        match line.what {
            What::Entered => {
                day.entered += 1;
                somebody.entered += 1;
            }
            What::Text | What::Email => {
                if line.what == What::Text {
                    day.texts += 1;
                    parts += segments::count(&line.why).parts as u64;
                } else {
                    day.emails += 1;
                }
                somebody.messages += 1;
                if workflows.contains(&(line.contact.clone(), date)) {
                    also.insert(line.contact);
                }
            }
            What::Held | What::Refused | What::Collided | What::LeftOut | What::Asked => {
                day.stopped += 1;
                somebody.stopped += 1;
                somebody.why = line.why;
            }
            _ => {}
        }
    }
    let mut people: Vec<Tried> = people
        .into_values()
        .filter(|somebody| somebody.entered > 0)
        .collect();
    people.sort_by(|a, b| {
        b.messages
            .cmp(&a.messages)
            .then_with(|| a.contact.cmp(&b.contact))
    });
    for somebody in &mut people {
        somebody.name = facts.name(&somebody.contact);
    }
    DryRun {
        id: counts.automation.clone(),
        from: Timestamp::UNIX_EPOCH,
        until: Timestamp::UNIX_EPOCH,
        events: 0,
        parts,
        crm_too: also.len(),
        days: days
            .into_values()
            .filter(|day| day.entered + day.texts + day.emails + day.stopped > 0)
            .collect(),
        people,
        inside: counts.entered.saturating_sub(counts.ends.values().sum()) as usize,
        among: Vec::new(),
        against: None,
        asides: std::iter::once("every draft counts as sent, as if somebody had said yes at once".to_owned())
            .chain((rings > 0).then(|| {
                format!("{rings} times automations set each other off without end; there the trial was cut")
            }))
            .collect(),
        counts,
    }
}
