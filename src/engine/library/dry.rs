//! What an automation would have done over the last twelve months of this account.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::PathBuf;
use std::thread;

use jiff::{Timestamp, ToSpan as _};

use super::facts::{Common, Standing};
use super::past::{Wanted, dealt};
use super::played::Year;
use super::shelf::pages;
use super::tally::{Day, Tally, Tried};
use crate::automation::definition::{Definition, read};
use crate::automation::machine::Program;
use crate::automation::simulate::{Counts, Settings, What};
use crate::domain::automation::Switch;
use crate::engine::query::{Query, Sources};
use crate::engine::{Engine, Task};
use crate::store::{Part, Reader, StoreError};

/// Cores that work on one trial at most: each reads the file by itself.
const MOST_AT_ONCE: usize = 8;

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
        let mut programs: Vec<Program> = [definition].into_iter().chain(others).map(Program::of).collect();
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
        let mut beside = beside(sources.reader)?;
        let (dealt, moments) = dealt(sources, &wanted, (from, until), &mut beside)?;
        let common = Common::read(sources, dealt.households, dealt.tagged)?;
        let facts = Standing::among(sources, common.clone())?;
        let began = facts.known_since(from)?;
        let settings = Settings {
            lines: false,
            rules: sources.rules.clone(),
            ..Settings::default()
        };
        let happened: usize = dealt.parts.iter().map(Part::happened).sum();
        let total = happened * (1 + usize::from(live.is_some()));
        let mut play = |programs: &[Program], watched: bool, before: usize| {
            let year = Year {
                programs,
                settings: &settings,
                watched,
                wanted: &wanted,
                moments: &moments,
                from,
                until,
                zone: &sources.today.zone,
                names: &common.names,
            };
            let tell = |done| tell(task("playing the year", before + done, Some(total)));
            year.play(&dealt.parts, (sources, &facts), (&common, &mut beside), &tell)
        };
        let mut tried = shown(play(&programs, true, 0)?);
        let among = programs.iter().skip(1);
        tried.among = among.map(|program| program.definition.id().to_owned()).collect();
        if let Some(live) = live {
            programs[0] = Program::of(live);
            tried.against = Some(against(&tried.counts, &play(&programs, false, happened)?.counts));
        }
        if let Some(began) = began {
            let day = began.to_zoned(sources.today.zone.clone()).date();
            tried.asides.push(format!(
                "tags and fields are known as they stood since {day}; before it they stand as they stood on it"
            ));
        }
        facts.sound()?;
        tried.from = from;
        tried.until = until;
        tried.events = dealt.looked_at;
        let unseen = wanted.unseen.into_iter();
        tried.asides.extend(unseen.filter(|aside| aside.starts_with(&id)));
        Ok(Ok(tried))
    }
}

/// Readers for all other cores.
fn beside(reader: &Reader) -> Result<Vec<Reader>, StoreError> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    (1..cores.min(MOST_AT_ONCE)).map(|_| reader.beside()).collect()
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

/// What it came to, as it is shown.
pub(super) fn shown(tally: Tally) -> DryRun {
    let (counts, rings) = (tally.counts, tally.rings);
    let mut people = tally.people;
    people.sort_unstable_by(|a, b| {
        b.messages
            .cmp(&a.messages)
            .then_with(|| a.contact.cmp(&b.contact))
    });
    let happened = |day: &Day| day.entered + day.texts + day.emails + day.stopped > 0;
    DryRun {
        id: counts.automation.clone(),
        from: Timestamp::UNIX_EPOCH,
        until: Timestamp::UNIX_EPOCH,
        events: 0,
        parts: tally.parts,
        crm_too: tally.crm_too,
        days: tally.days.into_iter().filter(happened).collect(),
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

/// How it differs from what the version that is on would have done in its place.
fn against(tried: &Counts, counts: &Counts) -> Against {
    Against {
        version: counts.version,
        entered: tried.entered as i64 - counts.entered as i64,
        figures: tried.against(counts),
    }
}
