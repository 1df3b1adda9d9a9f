//! What would have happened, and what will: runs stepped through events on a clock that is only counted.
//!
//! The same machine and the same arbiter as the real thing; only the outside is played: whatever is to be done is written
//! down and answered at once. Everybody is played together ([`Simulation::new`]), or one household after the other, which is sooner and
//! comes to the same ([`Simulation::alone`]). Must not know how events are found or kept. To add a figure: a member of [`Counts`] and
//! where it is counted in `play`.

mod mornings;
mod people;
mod play;
mod report;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet, VecDeque};
use std::rc::Rc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::action::Effect;
use mornings::Mornings;

use super::arbiter::{History, Spill, own_hours};
use super::event::{Event, EventKind};
use super::facts::Facts;
use super::machine::{Entry, Input, Program, Run, State, Waiting, World, enters, fires};
use super::share::mixed;
use crate::domain::automation::KEPT_AWAY;
use crate::domain::gate::hours::Window;
use crate::domain::gate::{Kind, Rules};
use crate::domain::value::ContactId;

pub use mornings::{Asked, Told, stand_back};
pub use people::{People, Person};
pub use report::{Counts, Line, Report, Seen, What, Witness};

type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// Events that one event may bring about by what automations do; more is a ring, and it is cut.
const ECHOES: usize = 64;

/// How a simulation is done.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Drafts count as sent, as if somebody said yes to each at once: what people would get at most.
    pub drafts_leave: bool,
    /// Every single thing is written down, not only counted.
    pub lines: bool,
    /// The numbers of the rules.
    pub rules: Rules,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            drafts_leave: true,
            lines: true,
            rules: Rules::default(),
        }
    }
}

/// A simulation under way.
pub struct Simulation<'a> {
    programs: &'a [Program],
    facts: &'a dyn Facts,
    settings: Settings,
    now: Timestamp,
    runs: Vec<Playing>,
    /// Everybody with whom something happened.
    known: Map<ContactId, Rc<Somebody>>,
    /// Runs of each household that are not over.
    of: Map<ContactId, Vec<usize>>,
    /// When each person last came into each program.
    last: Map<(ContactId, usize), Timestamp>,
    histories: Map<ContactId, History>,
    /// When each program wrote to each person, oldest first; of those that have a limit.
    wrote: Map<(ContactId, usize), Vec<Timestamp>>,
    opted_out: Map<ContactId, Timestamp>,
    waiting: Map<ContactId, Vec<Message>>,
    /// By the moment, then by a number of the household's own.
    queue: BinaryHeap<Reverse<(Timestamp, u64, u64, Wake)>>,
    serial: u64,
    mornings: Mornings,
    /// Runs that each household had.
    begun: Map<ContactId, usize>,
    echoes: VecDeque<Event>,
    /// Programs that let nobody in.
    closed: HashSet<usize>,
    /// What runs that were inside already have planned and not done, with its key.
    pending: HashMap<usize, (String, Planned)>,
    report: Report,
    witness: Option<Witness<'a>>,
}

/// A run that is under way, as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    /// Where it is.
    pub run: Run,
    /// When it goes on by itself.
    pub due: Option<Timestamp>,
    /// What it has planned and not done.
    pub pending: Option<Planned>,
}

/// Something that a run has planned and not done.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// At which step.
    pub step: String,
    /// What.
    pub effect: Effect,
    /// When it was planned.
    pub at: Timestamp,
}

/// A run that is played.
struct Playing {
    run: Run,
    program: usize,
    who: Rc<Somebody>,
}

/// Somebody in it, as they are all the while: with whom and where they live does not change in what is played.
struct Somebody {
    /// Who stands for their household.
    household: ContactId,
    /// The household's own number: of what is due at one moment, the lower goes first.
    order: u64,
    /// The clock they live by.
    zone: TimeZone,
    /// The hours in which each program may write to them, by its number.
    hours: Vec<OnceCell<Hours>>,
}

/// Every clock somebody may live by, with the hours in which they may be written to.
type Hours = Rc<[(TimeZone, Window)]>;

/// A message that waits for the arbiter.
struct Message {
    run: usize,
    key: String,
    step: String,
    kind: Kind,
    /// When it was first wanted.
    wanted: Timestamp,
    /// When it is to leave by now.
    due: Timestamp,
    not_before: Timestamp,
    text: u64,
    mail: bool,
    body: String,
}

/// What the clock rings for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Wake {
    Timer(usize, u32),
    Effect(usize),
    Arbitrate(ContactId),
}

impl<'a> Simulation<'a> {
    /// Begins at a moment, with these automations and nobody in them.
    pub fn new(programs: &'a [Program], facts: &'a dyn Facts, from: Timestamp, settings: Settings) -> Self {
        let mornings = Mornings::Whole(Spill::default());
        Self::with(programs, facts, from, (settings, mornings))
    }

    /// The same with one household alone, with what it is [told](stand_back) of the minutes that others have.
    pub fn alone(
        programs: &'a [Program],
        facts: &'a dyn Facts,
        from: Timestamp,
        settings: Settings,
        told: Told,
    ) -> Self {
        let mornings = Mornings::Alone(told, Vec::new());
        Self::with(programs, facts, from, (settings, mornings))
    }

    fn with(
        programs: &'a [Program],
        facts: &'a dyn Facts,
        from: Timestamp,
        (settings, mornings): (Settings, Mornings),
    ) -> Self {
        Self {
            programs,
            facts,
            settings,
            now: from,
            runs: Vec::new(),
            known: Map::default(),
            of: Map::default(),
            last: Map::default(),
            histories: Map::default(),
            wrote: Map::default(),
            opted_out: Map::default(),
            waiting: Map::default(),
            queue: BinaryHeap::new(),
            serial: 0,
            mornings,
            begun: Map::default(),
            echoes: VecDeque::new(),
            closed: HashSet::new(),
            pending: HashMap::new(),
            report: Report::new(programs),
            witness: None,
        }
    }

    /// Has somebody see everything from here on.
    pub fn seen_by(&mut self, witness: Witness<'a>) {
        self.witness = Some(witness);
    }

    /// Takes in somebody who is inside of a program already, as a forecast does: where they are, with what they wait for.
    pub fn inside(&mut self, open: Open, program: usize) {
        let Open { run, due, pending } = open;
        self.was_in(run.contact.clone(), program, run.entered);
        let (state, waiting, pause) = (run.state.clone(), run.waiting.clone(), run.pause_timer());
        let at = self.begin(run, program);
        match (state, waiting) {
            (State::Paused { .. }, _) => {
                if let (Some(serial), Some(due)) = (pause, due) {
                    self.wake(due.max(self.now), at, |_| Wake::Timer(at, serial));
                }
            }
            (State::Running, Waiting::Timer { timer, .. }) => {
                self.wake(timer.due.max(self.now), at, |_| Wake::Timer(at, timer.serial));
            }
            (State::Running, Waiting::Answer { key }) => {
                if let Some(planned) = pending {
                    self.wake(due.unwrap_or(self.now).max(self.now), at, |_| Wake::Effect(at));
                    self.pending.insert(at, (key, planned));
                }
            }
            _ => {}
        }
    }

    /// Remembers when somebody last came into a program.
    pub fn was_in(&mut self, who: ContactId, program: usize, at: Timestamp) {
        let last = self.last.entry((who, program)).or_insert(at);
        *last = at.max(*last);
    }

    /// Lets nobody into a program any more: it is a version that some are still on.
    pub fn close(&mut self, program: usize) {
        self.closed.insert(program);
    }

    /// Takes in what a household got before.
    pub fn got(&mut self, household: ContactId, history: History) {
        self.histories.insert(household, history);
    }

    /// Plays one event. Events come in the order of their moments; one from before the present counts as now.
    pub fn event(&mut self, event: Event) {
        self.until(event.at);
        self.echoes.push_back(event);
        let mut left = ECHOES;
        while let Some(event) = self.echoes.pop_front() {
            if left == 0 {
                self.report.rings += 1;
                self.echoes.clear();
                break;
            }
            left -= 1;
            self.one(&event);
        }
    }

    /// Lets the clock run to a moment; everything due on the way is done at its own.
    pub fn until(&mut self, moment: Timestamp) {
        while let Some(Reverse((at, ..))) = self.queue.peek()
            && *at <= moment
        {
            let Some(Reverse((at, .., wake))) = self.queue.pop() else {
                break;
            };
            self.now = self.now.max(at);
            match wake {
                Wake::Timer(run, serial) => self.feed(run, Input::Due(serial)),
                Wake::Effect(run) => self.go_on(run),
                Wake::Arbitrate(household) => self.arbitrate(&household),
            }
            while let Some(event) = self.echoes.pop_front() {
                self.one(&event);
            }
        }
        self.now = self.now.max(moment);
    }

    /// Ends it and says what happened.
    pub fn report(self) -> Report {
        self.report_and_asked().0
    }

    /// The same, and what waited for a morning; nothing where everybody is played together.
    pub fn report_and_asked(mut self) -> (Report, Vec<Asked>) {
        self.report.inside = self.runs.iter().filter(|playing| !playing.run.is_over()).count();
        let asked = match self.mornings {
            Mornings::Whole(_) => Vec::new(),
            Mornings::Alone(_, asked) => asked,
        };
        (self.report, asked)
    }

    /// How many runs there are, over or not.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().map(|playing| &playing.run)
    }

    fn one(&mut self, event: &Event) {
        let household = &self.somebody(&event.contact).household;
        match &event.kind {
            EventKind::Sent { by, .. } if *by != super::event::Author::Person => {
                self.histories
                    .entry(household.clone())
                    .or_default()
                    .add(self.now, None);
            }
            EventKind::OptedOut => {
                self.opted_out.insert(event.contact.clone(), self.now);
            }
            _ => {}
        }
        let runs = self.of.get(household).filter(|runs| !runs.is_empty()).cloned();
        if let Some(runs) = runs {
            for run in runs {
                self.feed(run, Input::Event(event.clone()));
            }
        }
        for program in 0..self.programs.len() {
            self.try_in(program, event);
        }
    }

    fn try_in(&mut self, at: usize, event: &Event) {
        let programs = self.programs;
        let program = &programs[at];
        // Most events are about nothing here; the rest costs more.
        if !fires(program, &event.kind) || self.closed.contains(&at) {
            return;
        }
        let last = self.last.get(&(event.contact.clone(), at)).copied();
        let who = self.somebody(&event.contact);
        let world = self.world(&who);
        let entry = enters(program, event, last, &world);
        let counts = &mut self.report.counts[at];
        match entry {
            Entry::No => return,
            Entry::NotThem => counts.not_them += 1,
            Entry::TooSoon => counts.too_soon += 1,
            Entry::HeldOut => counts.held_out += 1,
            Entry::KeptAway => {
                self.note(at, &event.contact, "", What::Refused, KEPT_AWAY);
                return;
            }
            Entry::In => counts.entered += 1,
        }
        if entry == Entry::HeldOut || entry == Entry::In {
            self.last.insert((event.contact.clone(), at), self.now);
        }
        let what = match entry {
            Entry::In => What::Entered,
            Entry::HeldOut => What::HeldOut,
            _ => return,
        };
        self.note(at, &event.contact, "", what, "");
        if entry == Entry::In {
            let id = self.next_id(&who.household);
            let run = Run::new(id, &program.definition, event.contact.clone(), self.now);
            let run = self.begin(run, at);
            self.feed(run, Input::Entered(event.clone()));
        }
    }

    /// A run is called by how many its household had, so that what comes of its name does not hang on others.
    fn next_id(&mut self, household: &ContactId) -> String {
        let begun = self.begun.entry(household.clone()).or_default();
        *begun += 1;
        format!("r{begun}")
    }

    fn begin(&mut self, run: Run, program: usize) -> usize {
        let who = self.somebody(&run.contact);
        let at = self.runs.len();
        self.of.entry(who.household.clone()).or_default().push(at);
        self.runs.push(Playing { run, program, who });
        at
    }

    fn somebody(&mut self, who: &ContactId) -> Rc<Somebody> {
        if let Some(known) = self.known.get(who) {
            return Rc::clone(known);
        }
        let household = self.facts.household(who);
        let somebody = Rc::new(Somebody {
            order: mixed(&[household.as_str()]),
            household,
            zone: self.facts.zone(who),
            hours: vec![OnceCell::new(); self.programs.len()],
        });
        self.known.insert(who.clone(), Rc::clone(&somebody));
        somebody
    }

    /// The hours in which the program of a run may write to whom it is with.
    fn hours(&self, playing: &Playing) -> Hours {
        let definition = &self.programs[playing.program].definition;
        let known = playing.who.hours[playing.program].get_or_init(|| {
            let own = own_hours(definition);
            let windows = self
                .facts
                .windows(&playing.run.contact, definition.kind())
                .into_iter();
            windows.map(|(zone, window)| (zone, window.and(own))).collect()
        });
        Rc::clone(known)
    }

    fn world<'w>(&self, who: &'w Somebody) -> World<'w>
    where
        'a: 'w,
    {
        World {
            now: self.now,
            zone: Cow::Borrowed(&who.zone),
            facts: self.facts,
        }
    }

    /// Has the clock ring for a run at a moment, or for the messages of its household.
    fn wake(&mut self, at: Timestamp, run: usize, wake: impl FnOnce(&Somebody) -> Wake) {
        self.serial += 1;
        let who = &self.runs[run].who;
        self.queue.push(Reverse((at, who.order, self.serial, wake(who))));
    }
}
