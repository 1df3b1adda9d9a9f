//! A year played household by household, by several at once.
//!
//! Households have nothing to do with each other but for the minutes of a morning, and those are put right behind
//! ([`stand_back`]). So each is played alone, with everything that it needs at hand and nothing kept of the others, by as many
//! threads as there are cores. What comes out is what comes out when all are played together; a test holds the two side by side.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, ScopedJoinHandle};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::facts::{Common, Standing};
use super::past::{Wanted, heard_of};
use super::tally::{Tally, Watch};
use crate::automation::event::Event;
use crate::automation::machine::Program;
use crate::automation::simulate::{Asked, People, Seen, Settings, Simulation, Told, stand_back};
use crate::domain::filter::Vocabulary;
use crate::domain::value::ContactId;
use crate::engine::query::Sources;
use crate::store::{Part, Reader, StoreError};

/// Things that happened with households that are played between two words of how far it is.
const PAGE: usize = 20_000;

/// The year that is played.
pub(super) struct Year<'a> {
    /// Automations; what it comes to is of the first.
    pub programs: &'a [Program],
    pub settings: &'a Settings,
    /// Days and people are told, not only counted.
    pub watched: bool,
    pub wanted: &'a Wanted,
    /// Moments that nobody writes down, by person.
    pub moments: &'a HashMap<ContactId, Vec<Event>>,
    pub from: Timestamp,
    pub until: Timestamp,
    pub zone: &'a TimeZone,
    pub names: &'a Vocabulary,
}

/// Where households are looked up.
#[derive(Clone, Copy)]
struct Seat<'a> {
    part: &'a Part,
    reader: &'a Reader,
    facts: &'a Standing<'a>,
    /// Which part it is, of how many.
    nr: usize,
    many: usize,
}

/// What waited for a morning, each with the number of its household among all.
type Waited = Vec<(usize, Asked)>;
/// What households are told, by the same number.
type Orders = BTreeMap<usize, Told>;

/// A line to somebody beside: what they are ordered, and what they answer.
type Line = (Sender<Orders>, Receiver<Waited>);

/// Somebody who plays households of a part, once and once more where they are told that others have their minutes.
struct Player<'a> {
    year: &'a Year<'a>,
    seat: Seat<'a>,
    /// What those came to who wait for no morning.
    done: Tally,
    /// What the others came to the last time.
    last: BTreeMap<usize, Tally>,
}

impl Year<'_> {
    /// Plays all of it: the first part here, each other one beside. `tell` hears how many things that happened were played.
    pub fn play(
        &self,
        parts: &[Part],
        (sources, facts): (&Sources<'_>, &Standing<'_>),
        (common, beside): (&Common, &mut [Reader]),
        tell: &dyn Fn(usize),
    ) -> Result<Tally, StoreError> {
        let Some((first, others)) = parts.split_first() else {
            return Ok(self.nobody());
        };
        let many = parts.len();
        let done = AtomicUsize::new(0);
        let add = |rows| done.fetch_add(rows, Ordering::Relaxed) + rows;
        let (roster, role, rules, terms) = (sources.roster, sources.role, sources.rules, sources.terms);
        thread::scope(|scope| {
            let mut lines: Vec<Line> = Vec::new();
            let others: Vec<_> = (1..)
                .zip(others)
                .zip(beside.iter_mut())
                .map(|((nr, part), reader)| {
                    let ((order, orders), (answer, answers)) = (mpsc::channel(), mpsc::channel());
                    lines.push((order, answers));
                    let today = sources.today.clone();
                    scope.spawn(move || {
                        let reader = &*reader;
                        let sources = Sources {
                            reader,
                            roster,
                            today,
                            role,
                            rules,
                            terms,
                        };
                        let facts = Standing::among(&sources, common.clone())?;
                        let seat = Seat {
                            part,
                            reader,
                            facts: &facts,
                            nr,
                            many,
                        };
                        let tally = self.follow(seat, (&orders, &answer), &|rows| _ = add(rows))?;
                        facts.sound()?;
                        Ok(tally)
                    })
                })
                .collect();
            let seat = Seat {
                part: first,
                reader: sources.reader,
                facts,
                nr: 0,
                many,
            };
            let mine = self.lead(seat, &lines, &|rows| tell(add(rows)));
            // Whoever waits for orders waits no longer.
            drop(lines);
            let joined = others.into_iter().map(ScopedJoinHandle::join);
            let theirs: Vec<_> = joined
                .map(|tally| tally.unwrap_or(Err(StoreError::Panicked)))
                .collect();
            let mut all = mine?;
            for tally in theirs {
                all.take_in(tally?);
            }
            Ok(all)
        })
    }

    /// Plays the first part, and has everybody play those once more who had more room in a morning than there was, until nobody had.
    fn lead(&self, seat: Seat<'_>, lines: &[Line], tell: &dyn Fn(usize)) -> Result<Tally, StoreError> {
        let mut player = Player::new(self, seat);
        let mut asked = player.play(tell)?;
        loop {
            for (_, answers) in lines {
                // Who answers no more says why at the end.
                let Ok(of) = answers.recv() else {
                    return Ok(player.comes_to());
                };
                asked.extend(of);
            }
            let told = stand_back(&mut asked);
            if told.is_empty() {
                return Ok(player.comes_to());
            }
            asked.retain(|(nr, _)| !told.contains_key(nr));
            let mut orders = vec![Orders::new(); seat.many];
            for (nr, told) in told {
                orders[nr % seat.many].insert(nr, told);
            }
            let mut orders = orders.into_iter();
            let mine = orders.next().unwrap_or_default();
            for ((order, _), orders) in lines.iter().zip(orders) {
                // Nobody there any more: that is heard when they are to answer.
                let _gone = order.send(orders);
            }
            asked.extend(player.once_more(mine)?);
        }
    }

    /// Plays another part, and what is ordered behind it.
    fn follow(
        &self,
        seat: Seat<'_>,
        (orders, answer): (&Receiver<Orders>, &Sender<Waited>),
        tell: &dyn Fn(usize),
    ) -> Result<Tally, StoreError> {
        let mut player = Player::new(self, seat);
        let mut asked = player.play(tell)?;
        // It ends when nobody orders or hears any more.
        while answer.send(asked).is_ok() {
            let Ok(orders) = orders.recv() else { break };
            asked = player.once_more(orders)?;
        }
        Ok(player.comes_to())
    }

    /// Nobody's year.
    fn nobody(&self) -> Tally {
        let people = People::default();
        let played = Simulation::new(self.programs, &people, self.from, self.settings.clone());
        Tally::of(played.report().counts.swap_remove(0))
    }
}

impl<'a> Player<'a> {
    fn new(year: &'a Year<'a>, seat: Seat<'a>) -> Self {
        Self {
            year,
            seat,
            done: year.nobody(),
            last: BTreeMap::new(),
        }
    }

    /// Plays every household of the part.
    fn play(&mut self, tell: &dyn Fn(usize)) -> Result<Waited, StoreError> {
        let mut waited = Waited::new();
        let mut rows = 0;
        for home in 0..self.seat.part.households() {
            let (tally, asked, happened) = self.household(home, Told::default())?;
            if asked.is_empty() {
                self.done.take_in(tally);
            } else {
                let nr = home * self.seat.many + self.seat.nr;
                self.last.insert(nr, tally);
                waited.extend(asked.into_iter().map(|asked| (nr, asked)));
            }
            rows += happened;
            if rows >= PAGE {
                tell(std::mem::take(&mut rows));
            }
        }
        tell(rows);
        Ok(waited)
    }

    /// Plays some of them with what they are told.
    fn once_more(&mut self, orders: Orders) -> Result<Waited, StoreError> {
        let mut waited = Waited::new();
        for (nr, told) in orders {
            let (tally, asked, _) = self.household(nr / self.seat.many, told)?;
            self.last.insert(nr, tally);
            waited.extend(asked.into_iter().map(|asked| (nr, asked)));
        }
        Ok(waited)
    }

    /// What all of them came to.
    fn comes_to(self) -> Tally {
        let mut all = self.done;
        self.last.into_values().for_each(|tally| all.take_in(tally));
        all
    }

    /// Plays a household, with what it is told of the minutes that others have; how many things happened with it comes along.
    fn household(&self, home: usize, told: Told) -> Result<(Tally, Vec<Asked>, usize), StoreError> {
        let Seat {
            part, reader, facts, ..
        } = self.seat;
        let year = self.year;
        let happened = part.household(reader, home)?;
        facts.turn_to(part.people(home), &happened);
        let moments = part.people(home).filter_map(|(_, who)| year.moments.get(who));
        let moments = moments.flatten().cloned().collect();
        let span = (year.from, year.until);
        let events = heard_of(&happened, moments, year.wanted, year.names, span);
        let mut watch = Watch::over(&events, year.zone);
        let mut sees = |seen: Seen<'_>| watch.sees(seen);
        let settings = year.settings.clone();
        let mut simulation = Simulation::alone(year.programs, facts, year.from, settings, told);
        if year.watched {
            simulation.seen_by(&mut sees);
        }
        for event in events {
            simulation.event(event);
        }
        simulation.until(year.until);
        let (report, asked) = simulation.report_and_asked();
        Ok((watch.comes_to(report, facts), asked, happened.len()))
    }
}
