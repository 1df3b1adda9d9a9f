//! A run that stands still: it goes on when every reason for which it does is gone, or a person says so.

use std::cmp::Reverse;

use super::program::Program;
use super::state::{Output, Pause, Run, State, Waiting, World};
use crate::automation::event::UNDELIVERED;
use crate::domain::contact::Channel;

impl Pause {
    /// A person's, which only a person ends.
    pub(super) const fn by_hand(why: String) -> Self {
        Self {
            why,
            serial: None,
            tag: false,
        }
    }

    /// How hard it is to end: by itself, by a tag that goes, by a person alone. There is one of each at most.
    const fn weight(&self) -> u8 {
        match (self.tag, self.serial) {
            (true, _) => 1,
            (false, Some(_)) => 0,
            (false, None) => 2,
        }
    }
}

impl Run {
    /// Every reason for which it stands still.
    fn reasons(&self) -> Vec<Pause> {
        match &self.state {
            State::Paused { pause, others } => [pause].into_iter().chain(others).cloned().collect(),
            State::Running | State::Ended { .. } => Vec::new(),
        }
    }

    /// The timer that ends one of the reasons for which it stands still.
    pub fn pause_timer(&self) -> Option<u32> {
        self.reasons().iter().find_map(|pause| pause.serial)
    }

    pub(super) fn pause(
        &mut self,
        program: &Program,
        why: &str,
        tag: bool,
        world: &World<'_>,
        out: &mut Vec<Output>,
    ) {
        let after = program.definition.exits.length("resume_after");
        // The rule may say that it goes on at once; a tag that keeps automations away is stronger.
        if after.is_some_and(|after| after.many == 0) && !tag {
            return;
        }
        let serial = after.filter(|_| !tag).map(|after| {
            let timer = self.timer(&program.definition, after.after(world.now, &world.zone), world);
            out.push(Output::Wake { timer: timer.clone() });
            timer.serial
        });
        let why = why.to_owned();
        self.stand(Pause { why, serial, tag }, out);
    }

    /// A message of it did not reach them. What comes behind it may build on it: a person says how it goes on, unless the file asks
    /// and takes another way itself.
    pub(super) fn did_not_arrive(&mut self, program: &Program, channel: Channel, out: &mut Vec<Output>) {
        if !program.definition.listens_for(UNDELIVERED) {
            let what = channel.word();
            let why = format!(
                "the {what} did not reach them; write to them another way, then let it go on or end it"
            );
            self.stand(Pause::by_hand(why), out);
        }
    }

    /// Stands still for one more reason; a newer one takes the place of one that is ended the same way.
    pub(super) fn stand(&mut self, pause: Pause, out: &mut Vec<Output>) {
        let why = pause.why.clone();
        let mut reasons = self.reasons();
        if reasons.is_empty() {
            self.take_back(&why, out);
        }
        reasons.retain(|known| known.weight() != pause.weight());
        reasons.push(pause);
        self.stand_for(reasons);
        out.push(Output::Paused { why });
    }

    /// Says why it stands still by now, when it does.
    fn stand_for(&mut self, mut reasons: Vec<Pause>) -> Option<String> {
        reasons.sort_by_key(|pause| Reverse(pause.weight()));
        let mut reasons = reasons.into_iter();
        let pause = reasons.next()?;
        let why = pause.why.clone();
        self.state = State::Paused {
            pause,
            others: reasons.collect(),
        };
        Some(why)
    }

    /// Takes away reasons for which it stands still; with the last of them it goes on.
    pub(super) fn relieve(
        &mut self,
        gone: impl Fn(&Pause) -> bool,
        program: &Program,
        world: &World<'_>,
        out: &mut Vec<Output>,
    ) {
        let mut reasons = self.reasons();
        let before = reasons.len();
        reasons.retain(|pause| !gone(pause));
        if reasons.len() == before {
            return;
        }
        match self.stand_for(reasons) {
            Some(why) => out.push(Output::Paused { why }),
            None => self.resume(program, world, out),
        }
    }

    /// Takes back the effect that it waits for, when it has not left.
    pub(super) fn take_back(&self, why: &str, out: &mut Vec<Output>) {
        if let Waiting::Answer { key } = &self.waiting {
            let (key, why) = (key.clone(), why.to_owned());
            out.push(Output::TakeBack { key, why });
        }
    }

    /// A person says that it goes on: after a pause for whatever reason, or what is late is taken. What does neither goes on
    /// already.
    pub(super) fn go_on(&mut self, program: &Program, world: &World<'_>, out: &mut Vec<Output>) {
        let asks = self.waiting == Waiting::Person;
        if asks {
            // Whoever says that it still fits knows how late it is.
            self.rang = None;
            self.waiting = Waiting::Nothing;
        }
        match self.state {
            State::Paused { .. } => self.resume(program, world, out),
            State::Running if asks => self.go(program, world, out),
            State::Running | State::Ended { .. } => {}
        }
    }

    fn resume(&mut self, program: &Program, world: &World<'_>, out: &mut Vec<Output>) {
        self.state = State::Running;
        out.push(Output::Resumed);
        match &self.waiting {
            // It may have rung meanwhile; whoever drives wakes it at once then, and late is late.
            Waiting::Timer { timer, .. } => out.push(Output::Wake { timer: timer.clone() }),
            // What was taken back is not written again: they have heard from somebody, or said something.
            Waiting::Answer { .. } => {
                self.waiting = Waiting::Nothing;
                self.on(program);
                self.go(program, world, out);
            }
            Waiting::Nothing => self.go(program, world, out),
            // What was asked before it stood still is asked still.
            Waiting::Person => {}
        }
    }
}
