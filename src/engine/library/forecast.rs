//! What one person will get, and why: from what is on and where they are inside.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::facts::Standing;
use super::past::{Wanted, events};
use crate::automation::arbiter::{History, fingerprint};
use crate::automation::definition::{Definition, read};
use crate::automation::event::Event;
use crate::automation::facts::Facts as _;
use crate::automation::gallery::TEMPLATES;
use crate::automation::machine::{Program, Run, State, Waiting};
use crate::automation::simulate::{Open, Planned, Settings, Simulation, What};
use crate::domain::automation::Switch;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::gate::Kind;
use crate::domain::value::ContactId;
use crate::engine::query::{Query, Sources};
use crate::store::{RunRow, StoreError};

/// How far it looks ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(30 * 24);

/// One thing that will happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// When.
    pub at: Timestamp,
    /// In which automation, by id.
    pub automation: String,
    /// At which step; empty for none.
    pub step: String,
    /// What.
    pub what: What,
    /// The words of a message, the reason for what does not happen.
    pub why: String,
}

/// The next 30 days of one person, if nothing else happens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forecast {
    /// What people call them.
    pub name: String,
    /// The automations that were looked at, by id.
    pub among: Vec<String>,
    /// What will happen, in its order.
    pub lines: Vec<Ahead>,
    /// What it does not know, one sentence each.
    pub asides: Vec<String>,
}

/// Asks it of the versions that are on, from where this person and their household are inside of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextDays {
    /// As if the templates that are not on were on too.
    pub templates: bool,
    /// About whom.
    pub contact: ContactId,
}

impl Query for NextDays {
    type Answer = Forecast;

    fn answer(self, sources: &Sources<'_>) -> Result<Forecast, StoreError> {
        let Self { templates, contact } = self;
        let live = live(sources, &contact, templates)?;
        let now = sources.today.now;
        let until = now.saturating_add(AHEAD).unwrap_or(now);
        let doors = live.programs.iter().take(live.doors);
        let definitions: Vec<&Definition> = doors.map(|program| program.definition.as_ref()).collect();
        let wanted = Wanted::by(definitions.iter().copied());
        let facts = Standing::of(sources, &[])?;
        let settings = Settings {
            rules: sources.rules.clone(),
            ..Settings::default()
        };
        let mut simulation = Simulation::new(&live.programs, &facts, now, settings);
        for (at, definition) in definitions.iter().enumerate() {
            if let Some(last) =
                sources
                    .reader
                    .last_entered(definition.id(), &contact, definition.let_in_after())?
            {
                simulation.was_in(contact.clone(), at, last);
            }
        }
        (live.doors..live.programs.len()).for_each(|at| simulation.close(at));
        simulation.got(facts.household(&contact), got(sources, &contact, &live)?);
        for (open, at) in live.inside {
            simulation.inside(open, at);
        }
        for event in coming(sources, &wanted, (now, until), &contact)? {
            simulation.event(event);
        }
        simulation.until(until);
        let lines = simulation.report().lines.into_iter();
        let lines = lines.filter(|line| line.contact == contact).map(|line| Ahead {
            at: line.at,
            automation: line.automation,
            step: line.step,
            what: line.what,
            why: line.why,
        });
        let lines = lines.collect();
        let name = facts.name(&contact);
        facts.sound()?;
        let mut asides = vec!["as if nothing else happened from now on".to_owned()];
        if definitions.iter().any(|definition| !definition.sends()) {
            asides.push("a draft counts as sent, as if somebody said yes to it at once".to_owned());
        }
        asides.extend(live.asides);
        asides.extend(wanted.unseen);
        Ok(Forecast {
            name,
            among: definitions
                .iter()
                .map(|definition| definition.id().to_owned())
                .collect(),
            lines,
            asides,
        })
    }
}

/// What is on, and who of a household is inside of it.
#[derive(Default)]
struct Live {
    /// Those that let people in, then older versions that some are still on.
    programs: Vec<Program>,
    /// So many of them let people in.
    doors: usize,
    /// Runs that go on, each with its program.
    inside: Vec<(Open, usize)>,
    /// What is not in it, one sentence each.
    asides: Vec<String>,
}

fn live(sources: &Sources<'_>, contact: &ContactId, templates: bool) -> Result<Live, StoreError> {
    let mut live = Live::default();
    if let Some(since) = sources.reader.stopped()? {
        live.asides.push(format!(
            "everything automatic is stopped since {since}; this is what comes when you let it go on now"
        ));
    }
    let mut known: BTreeMap<(String, u32), usize> = BTreeMap::new();
    let mut paused = Vec::new();
    for row in sources.reader.automations()? {
        match (row.state, row.version) {
            (Switch::On, Some(version)) => match definition(sources, &row.id, version)? {
                Some(definition) => {
                    known.insert((row.id, version), live.programs.len());
                    live.programs.push(Program::of(definition));
                }
                None => live.asides.push(unread(&row.id, version)),
            },
            (Switch::Paused, Some(_)) => paused.push(row.id),
            _ => {}
        }
    }
    if !paused.is_empty() {
        let paused = paused.join(", ");
        live.asides
            .push(format!("paused, so nothing of it is in here: {paused}"));
    }
    if templates {
        let all = TEMPLATES.iter();
        let others = all.filter(|template| !known.keys().any(|(id, _)| id == template.id));
        let others = others.filter_map(|template| read(template.text).ok());
        live.programs.extend(others.map(Program::of));
    }
    live.doors = live.programs.len();
    for row in sources.reader.open_runs(contact)? {
        // Where nothing is on, nothing is done.
        if !known.keys().any(|(id, _)| *id == row.automation) {
            continue;
        }
        let name = (row.automation.clone(), row.version);
        let at = if let Some(at) = known.get(&name) {
            *at
        } else if let Some(definition) = definition(sources, &row.automation, row.version)? {
            live.programs.push(Program::of(definition));
            known.insert(name, live.programs.len() - 1);
            live.programs.len() - 1
        } else {
            live.asides.push(unread(&row.automation, row.version));
            continue;
        };
        let open = open(row, sources)?;
        live.asides
            .extend(stands(&open.run).filter(|_| open.run.contact == *contact));
        live.inside.push((open, at));
    }
    Ok(live)
}

fn definition(sources: &Sources<'_>, id: &str, version: u32) -> Result<Option<Definition>, StoreError> {
    let text = sources.reader.automation_text(id, Some(version))?;
    Ok(text.and_then(|text| read(&text).ok()))
}

fn unread(id: &str, version: u32) -> String {
    format!("version {version} of {id} cannot be read, so nothing of it is in here")
}

/// A run as it is kept, with what it has planned.
fn open(row: RunRow, sources: &Sources<'_>) -> Result<Open, StoreError> {
    let mut run: Run = serde_json::from_str(&row.state)?;
    // They may be known under another id by now.
    run.contact = row.contact;
    let planned = match &run.waiting {
        Waiting::Answer { key } => sources.reader.pending_effect(key)?,
        _ => None,
    };
    let planned = planned.map(|planned| {
        Ok::<_, StoreError>(Planned {
            step: planned.step,
            effect: serde_json::from_str(&planned.effect)?,
            at: planned.at,
        })
    });
    Ok(Open {
        run,
        due: row.due,
        pending: planned.transpose()?,
    })
}

/// Why a run does nothing by itself, when only a person can let it go on.
fn stands(run: &Run) -> Option<String> {
    let id = &run.automation;
    match (&run.state, &run.waiting) {
        (State::Paused { pause, .. }, _) if pause.serial.is_none() => Some(format!(
            "in {id} they stand still until you let it go on: {}",
            pause.why
        )),
        (State::Running, Waiting::Person) => Some(format!(
            "in {id} you are asked whether a late step still fits; until then it does nothing"
        )),
        _ => None,
    }
}

/// What the household got, as the arbiter asks it.
fn got(sources: &Sources<'_>, contact: &ContactId, live: &Live) -> Result<History, StoreError> {
    let mut people = vec![contact];
    people.extend(live.inside.iter().map(|(open, _)| &open.run.contact));
    people.sort_unstable();
    people.dedup();
    let mut history = History::default();
    for who in people {
        let draft = Draft {
            contact: who.clone(),
            channel: Channel::Sms,
            subject: None,
            body: String::new(),
        };
        let now = sources.today.now;
        let asked = sources
            .reader
            .automated(&draft, Kind::Marketing, now, sources.role)?;
        if who == contact {
            for sent in asked.sent.iter().filter(|sent| sent.automatic) {
                history.add(sent.at, None);
            }
        }
        for text in &asked.texts {
            history.has(fingerprint(who, &text.body));
        }
    }
    Ok(history)
}

/// What is known to come: silences that last, days, appointments.
fn coming(
    sources: &Sources<'_>,
    wanted: &Wanted,
    (now, until): (Timestamp, Timestamp),
    contact: &ContactId,
) -> Result<Vec<Event>, StoreError> {
    // A silence begins with what was written last, however long ago.
    let from = now
        .to_zoned(sources.today.zone.clone())
        .checked_sub(1.year())
        .map_or(now, |then| then.timestamp());
    let mut events = events(sources, wanted, from, until, Some(contact))?;
    events.retain(|event| event.at >= now);
    Ok(events)
}
