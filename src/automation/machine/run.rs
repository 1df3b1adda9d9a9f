//! One input after the other: what it does to a run.

use jiff::Timestamp;

use super::program::Program;
use super::state::{Answer, Input, Output, Pause, Run, State, Waiting, World};
use super::timer::Timer;
use crate::automation::action::{Effect, Move, Now};
use crate::automation::definition::{Definition, Late, PAST, Step};
use crate::automation::event::{self, Event, EventKind};
use crate::domain::automation::{KEPT_AWAY, is_kill_tag};

/// What one question to Claude is reckoned at, in cents, before it is known.
const ASKED_CENTS: u32 = 1;
/// What one run costs at most when the file does not say, in cents.
const MOST_CENTS: i64 = 100;

impl Run {
    /// Takes one input. `program` must be the version the run is on.
    pub fn handle(&mut self, program: &Program, input: Input, world: &World<'_>) -> Vec<Output> {
        let mut out = Vec::new();
        if self.is_over() {
            return out;
        }
        match input {
            Input::Entered(event) => {
                self.learn(&event.kind, &world.zone);
                self.at = program.first();
                self.go(program, world, &mut out);
            }
            Input::Due(serial) => self.rings(program, serial, world, &mut out),
            Input::Event(event) => self.happens(program, &event, world, &mut out),
            Input::Answer(key, answer) => self.answered(program, &key, answer, world, &mut out),
            Input::Resume => self.go_on(program, world, &mut out),
            Input::End(why) => self.end(why, &mut out),
            Input::Pause(why) => self.stand(Pause::by_hand(why), &mut out),
            Input::Over => self.wait_is_over(program, world, &mut out),
            Input::Again(step) => self.again(program, &step, world, &mut out),
        }
        out
    }

    /// Whether a message that waits to leave may still leave: the questions are asked again at that moment.
    pub fn still_wants(&self, program: &Program, world: &World<'_>) -> Result<(), String> {
        if let State::Paused { pause, .. } = &self.state {
            return Err(pause.why.clone());
        }
        let Some(step) = self.at.and_then(|at| program.step(at)) else {
            return Err("the run is over".to_owned());
        };
        if world.facts.kept_away(&self.contact, world.now) {
            return Err(KEPT_AWAY.to_owned());
        }
        let now = self.now(program, step, world);
        if let Some(when) = program.definition.condition("exits", "when")
            && now.is_true(when)
        {
            return Err(format!("{} is true by now", when.text));
        }
        match program.definition.condition("enters", "still") {
            Some(still) if !now.is_true(still) => Err(format!("{} is not true any more", still.text)),
            _ => Ok(()),
        }
    }

    fn now<'a>(&'a self, program: &'a Program, step: &'a Step, world: &'a World<'_>) -> Now<'a> {
        let (tone, sends) = program.voice;
        Now {
            step: &step.id,
            args: &step.args,
            automation: &self.automation,
            tone,
            sends,
            contact: &self.contact,
            at: world.now,
            entered: self.entered,
            zone: &world.zone,
            vars: &self.vars,
            heard: &self.heard,
            times: self.at.and_then(|at| self.times.get(&at)).copied().unwrap_or(0),
            facts: world.facts,
        }
    }

    /// Takes steps until one has to wait.
    pub(super) fn go(&mut self, program: &Program, world: &World<'_>, out: &mut Vec<Output>) {
        while self.waiting == Waiting::Nothing && self.state == State::Running {
            let Some((at, step)) = self.at.and_then(|at| Some((at, program.step(at)?))) else {
                self.end("the end was reached".to_owned(), out);
                return;
            };
            // Whoever let it go on, and whenever the tag was put on.
            if world.facts.kept_away(&self.contact, world.now) {
                self.pause(program, KEPT_AWAY, true, world, out);
                return;
            }
            self.steps += 1;
            if self.steps > program.most {
                let why = format!("it took {} steps, and {} is the most", self.steps, program.most);
                self.end(why, out);
                return;
            }
            if let Err(why) = self.still_wants(program, world) {
                self.end(why, out);
                return;
            }
            let then = (step.action.act)(&self.now(program, step, world));
            let times = self.times.entry(at).or_default();
            *times += 1;
            let times = *times;
            self.take(program, (at, step, times), then, world, out);
        }
    }

    fn take(
        &mut self,
        program: &Program,
        (at, step, times): (usize, &Step, u32),
        then: Move,
        world: &World<'_>,
        out: &mut Vec<Output>,
    ) {
        let next = program.ways.get(at).and_then(|ways| ways.next);
        match then {
            Move::Do(effect) => match self.is_too_late(program, step, world.now) {
                Some(why) => {
                    left_out(step, why.to_owned(), out);
                    self.at = next;
                }
                None => self.do_it(program, step, times, effect, out),
            },
            Move::Wait { until, word, hour } => {
                // What comes behind it is wanted at another moment.
                (self.skips, self.rang) = (false, None);
                let mut timer = self.timer(&program.definition, until.max(world.now), world);
                timer.hour = hour;
                out.push(Output::Wake { timer: timer.clone() });
                let word = word.map(str::to_owned);
                self.waiting = Waiting::Timer { timer, word };
            }
            Move::Branch(word) => {
                let ways = program.ways.get(at).map(|ways| ways.branches.as_slice());
                let way = ways
                    .unwrap_or_default()
                    .iter()
                    .find(|(branch, _)| *branch == word);
                if way.is_none() {
                    // A repeat that is through begins anew when it is come to again.
                    self.times.remove(&at);
                }
                self.at = way.map_or(next, |(_, first)| *first);
            }
            Move::SkipNext(why) => {
                let skipped = next.and_then(|next| program.step(next));
                if let Some(skipped) = skipped {
                    left_out(skipped, why, out);
                }
                self.at = next
                    .and_then(|next| program.ways.get(next))
                    .and_then(|ways| ways.next);
            }
            Move::Blocked(why) => {
                left_out(step, why, out);
                self.at = next;
            }
            Move::End(why) => self.end(why, out),
        }
    }

    /// Why a message is not written now: the timer that brought it rang too late for it.
    fn is_too_late(&mut self, program: &Program, step: &Step, now: Timestamp) -> Option<&'static str> {
        if !step.writes() {
            return None;
        }
        let (skips, rang) = (std::mem::take(&mut self.skips), self.rang.take());
        let past = rang.and_then(|due| program.definition.is_past(&step.id, due, now));
        past.or_else(|| skips.then_some(PAST))
    }

    fn do_it(&mut self, program: &Program, step: &Step, times: u32, effect: Effect, out: &mut Vec<Output>) {
        if matches!(effect, Effect::Ask { .. }) {
            let most = program.definition.limits.number("cents").unwrap_or(MOST_CENTS);
            if i64::from(self.cents + ASKED_CENTS) > most {
                self.end(format!("it would cost more than {most} cents"), out);
                return;
            }
            self.cents += ASKED_CENTS;
        }
        let key = [
            self.id.as_str(),
            &step.id,
            &times.to_string(),
            self.contact.as_str(),
        ]
        .join("/");
        self.waiting = Waiting::Answer { key: key.clone() };
        let step = step.id.clone();
        out.push(Output::Do { key, step, effect });
    }

    pub(super) fn timer(&mut self, definition: &Definition, until: Timestamp, world: &World<'_>) -> Timer {
        self.serial += 1;
        let (policy, grace) = definition.late();
        Timer::new(self.serial, until, &world.zone, (policy, grace.about().as_secs()))
    }

    fn rings(&mut self, program: &Program, serial: u32, world: &World<'_>, out: &mut Vec<Output>) {
        if matches!(self.state, State::Paused { .. }) {
            self.relieve(|pause| pause.serial == Some(serial), program, world, out);
            return;
        }
        let Waiting::Timer { timer, word } = &self.waiting else {
            return;
        };
        if timer.serial != serial {
            return;
        }
        if world.now < timer.due_in(&world.zone) {
            // Never early, whatever the clock of the machine did, and theirs.
            let (timer, word) = (timer.moved(serial, &world.zone), word.clone());
            out.push(Output::Wake { timer: timer.clone() });
            self.waiting = Waiting::Timer { timer, word };
            return;
        }
        let late = timer.is_late(world.now).then_some(timer.policy);
        let (due, came) = (timer.due, came(word.as_deref()));
        self.leave_behind(program, came);
        self.waiting = Waiting::Nothing;
        self.rang = Some(due);
        self.on(program);
        match late {
            Some(Late::Ask) => {
                let step = self.at.and_then(|at| program.step(at));
                let step = step.map(|step| step.id.clone()).unwrap_or_default();
                let hours = world.now.duration_since(due).as_hours();
                let why = format!(
                    "\"{step}\" was to come {hours} hours ago; nothing was done; say whether it still fits, or end the run"
                );
                self.waiting = Waiting::Person;
                out.push(Output::AskPerson { step, why });
            }
            Some(Late::Skip) => {
                self.skips = true;
                self.go(program, world, out);
            }
            Some(Late::Fire) | None => self.go(program, world, out),
        }
    }

    /// A wait ends before its time, the way it would have ended.
    fn wait_is_over(&mut self, program: &Program, world: &World<'_>, out: &mut Vec<Output>) {
        let (State::Running, Waiting::Timer { word, .. }) = (&self.state, &self.waiting) else {
            return;
        };
        let came = came(word.as_deref());
        self.leave_behind(program, came);
        self.waiting = Waiting::Nothing;
        self.on(program);
        self.go(program, world, out);
    }

    /// Goes back to a step. It counts as taken once more, so that what it does has a key of its own.
    fn again(&mut self, program: &Program, step: &str, world: &World<'_>, out: &mut Vec<Output>) {
        let Some(at) = program.number(step) else { return };
        self.take_back("the run went back to another step", out);
        if matches!(self.state, State::Paused { .. }) {
            self.state = State::Running;
            out.push(Output::Resumed);
        }
        self.waiting = Waiting::Nothing;
        (self.skips, self.rang) = (false, None);
        self.at = Some(at);
        self.go(program, world, out);
    }

    /// What came of a wait, under the name of its step.
    fn leave_behind(&mut self, program: &Program, what: &str) {
        if let Some(step) = self.at.and_then(|at| program.step(at)) {
            self.vars.insert(step.id.clone(), what.to_owned());
        }
    }

    pub(super) fn on(&mut self, program: &Program) {
        self.at = self
            .at
            .and_then(|at| program.ways.get(at))
            .and_then(|ways| ways.next);
    }

    fn happens(&mut self, program: &Program, event: &Event, world: &World<'_>, out: &mut Vec<Output>) {
        let definition = &program.definition;
        let own = event.contact == self.contact;
        if let EventKind::Stopped { automation, by } = &event.kind {
            let named = automation.as_deref() == Some(self.automation.as_str());
            let all = automation.is_none() && by.as_deref() != Some(self.automation.as_str());
            if own && (named || all) {
                self.end("it was stopped".to_owned(), out);
            }
            return;
        }
        if let Some(word) = definition.exits_on(&event.kind) {
            self.end(word.to_owned(), out);
            return;
        }
        if let EventKind::Undelivered { run, .. } = &event.kind
            && *run != self.id
        {
            // The run that wrote it sees to it.
            return;
        }
        if own && let Some(word) = event.kind.heard() {
            if !self.heard.iter().any(|heard| heard == word) {
                self.heard.push(word.to_owned());
            }
            if self.state == State::Running && self.listens_for(word) {
                self.leave_behind(program, "yes");
                self.waiting = Waiting::Nothing;
                self.on(program);
                self.go(program, world, out);
                return;
            }
        }
        if let EventKind::Undelivered { channel, .. } = event.kind {
            self.did_not_arrive(program, channel, out);
            return;
        }
        if own && let EventKind::Moved { from, starts } = event.kind {
            self.is_moved(program, (from, starts), world, out);
            return;
        }
        if own && event.kind == EventKind::ClockChanged {
            self.move_timer(world, out);
            return;
        }
        if let EventKind::TagRemoved { tag } = &event.kind
            && is_kill_tag(tag)
        {
            // Another such tag may be there still.
            if !world.facts.kept_away(&self.contact, world.now) {
                self.relieve(|pause| pause.tag, program, world, out);
            }
            return;
        }
        if let Some(why) = event::pauses(&event.kind) {
            self.pause(program, why, event.kind.kills(), world, out);
        }
    }

    /// Waits for the same hour on the clock they live by now.
    fn move_timer(&mut self, world: &World<'_>, out: &mut Vec<Output>) {
        let Waiting::Timer { timer, word } = &self.waiting else {
            return;
        };
        if timer.due_in(&world.zone) == timer.due {
            return;
        }
        let (timer, word) = (timer.moved(self.serial + 1, &world.zone), word.clone());
        self.serial = timer.serial;
        out.push(Output::Wake { timer: timer.clone() });
        self.waiting = Waiting::Timer { timer, word };
    }

    fn listens_for(&self, wanted: &str) -> bool {
        matches!(&self.waiting, Waiting::Timer { word: Some(word), .. } if word == wanted)
    }

    fn answered(
        &mut self,
        program: &Program,
        key: &str,
        answer: Answer,
        world: &World<'_>,
        out: &mut Vec<Output>,
    ) {
        if !matches!(&self.waiting, Waiting::Answer { key: waited } if waited == key) {
            return;
        }
        match answer {
            Answer::Done { found } => self.vars.extend(found),
            Answer::Then { effect } => {
                let step = self.at.and_then(|at| program.step(at));
                let step = step.map(|step| step.id.clone()).unwrap_or_default();
                let key = format!("{key}/then");
                self.waiting = Waiting::Answer { key: key.clone() };
                out.push(Output::Do { key, step, effect });
                return;
            }
            Answer::Late { why } => {
                let step = self.at.and_then(|at| program.step(at));
                let step = step.map(|step| step.id.clone()).unwrap_or_default();
                self.waiting = Waiting::Person;
                out.push(Output::AskPerson { step, why });
                return;
            }
            Answer::Refused { why } => {
                if let Some(step) = self.at.and_then(|at| program.step(at)) {
                    left_out(step, why, out);
                }
            }
        }
        self.waiting = Waiting::Nothing;
        self.on(program);
        self.go(program, world, out);
    }

    fn end(&mut self, why: String, out: &mut Vec<Output>) {
        self.take_back(&why, out);
        self.state = State::Ended { why: why.clone() };
        self.waiting = Waiting::Nothing;
        self.at = None;
        out.push(Output::Ended { why });
    }
}

/// What a wait leaves behind whose time is over: a wait for a word did not hear it.
const fn came(word: Option<&str>) -> &'static str {
    if word.is_some() { "no" } else { "yes" }
}

fn left_out(step: &Step, why: String, out: &mut Vec<Output>) {
    let step = step.id.clone();
    out.push(Output::LeftOut { step, why });
}
