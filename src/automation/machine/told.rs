//! What a run was told by the event that began it, and what becomes of it when that is not so any more.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::program::Program;
use super::state::{Output, Run, State, Waiting, World};
use crate::automation::definition::Step;
use crate::automation::event::EventKind;

/// The blank with the moment an appointment begins.
const STARTS_AT: &str = "starts_at";

impl Run {
    /// What the event that began it tells.
    pub(super) fn learn(&mut self, kind: &EventKind, zone: &TimeZone) {
        let mut learn = |name: &str, value: String| {
            self.vars.insert(name.to_owned(), value);
        };
        match kind {
            EventKind::Appointment { starts, sort, .. } => {
                learn("sort", sort.clone());
                self.learn_start(*starts, zone);
            }
            EventKind::Listing {
                figure,
                address,
                price,
                was,
                ..
            } => {
                learn("figure", figure.to_string());
                learn("address", address.clone());
                for (name, price) in [("price", price), ("was", was)] {
                    if let Some(price) = price {
                        learn(name, price.to_string());
                    }
                }
            }
            EventKind::Stage { to, .. } => learn("stage", to.clone()),
            _ => {}
        }
    }

    /// What it knows under a name, as it stands in messages.
    pub fn told(&self, name: &str) -> Option<&str> {
        self.vars.get(name).map(String::as_str)
    }

    fn learn_start(&mut self, starts: Timestamp, zone: &TimeZone) {
        self.vars.insert(STARTS_AT.to_owned(), starts.to_string());
        let local = zone.to_datetime(starts);
        let words = local.strftime("%a %-d %b, %-I:%M %p").to_string();
        self.vars.insert("starts".to_owned(), words);
    }

    /// The appointment it is about begins at another time. What it has yet to say about it begins anew, from the first wait
    /// for that moment that it came to; a message that names the old time and has not left is written again.
    pub(super) fn is_moved(
        &mut self,
        program: &Program,
        (from, starts): (Timestamp, Timestamp),
        world: &World<'_>,
        out: &mut Vec<Output>,
    ) {
        let known = self.vars.get(STARTS_AT).and_then(|known| known.parse().ok());
        if known != Some(from) {
            return;
        }
        self.learn_start(starts, &world.zone);
        // What became of it at the old time says nothing about the new one.
        self.heard.retain(|word| word != "no-show" && word != "held");
        let Some(place) = self.first_around(program).or_else(|| self.writes_now(program)) else {
            return;
        };
        self.take_back("the appointment was moved", out);
        self.waiting = Waiting::Nothing;
        (self.skips, self.rang) = (false, None);
        self.at = Some(place);
        if self.state == State::Running {
            self.go(program, world, out);
        }
    }

    /// The first step of the file that waits for the beginning of the appointment, of those that it came to.
    fn first_around(&self, program: &Program) -> Option<usize> {
        let steps = program.definition.all_steps().into_iter();
        let around = steps.filter(|step| {
            step.action.word == "wait_until" && step.args.line("of").is_some_and(|of| of.trim() == STARTS_AT)
        });
        let mut numbers = around.filter_map(|step| program.number(&step.id));
        numbers.find(|number| self.times.contains_key(number))
    }

    /// The step it is at, when a message of it has not left.
    fn writes_now(&self, program: &Program) -> Option<usize> {
        let at = self
            .at
            .filter(|_| matches!(self.waiting, Waiting::Answer { .. }))?;
        let writes = program.step(at).is_some_and(Step::writes);
        (writes && self.state == State::Running).then_some(at)
    }
}
