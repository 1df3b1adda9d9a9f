//! What a dry run comes to, household by household.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::facts::Standing;
use crate::automation::event::{Author, Event, EventKind};
use crate::automation::simulate::{Counts, Report, Seen, What};
use crate::domain::segments;
use crate::domain::value::ContactId;

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

impl Day {
    /// One on which nothing happened.
    const fn of(date: Date) -> Self {
        Self {
            date,
            entered: 0,
            texts: 0,
            emails: 0,
            stopped: 0,
        }
    }
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

impl Tried {
    /// Somebody with whom nothing happened.
    const fn of(contact: ContactId) -> Self {
        Self {
            contact,
            name: String::new(),
            entered: 0,
            messages: 0,
            stopped: 0,
            why: String::new(),
        }
    }
}

/// What it comes to.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Every figure of the automation that is tried.
    pub counts: Counts,
    /// Times that automations set each other off without end.
    pub rings: u64,
    /// Parts of texts.
    pub parts: u64,
    /// Days on which something happened, in their order.
    pub days: Vec<Day>,
    /// Everybody who came in.
    pub people: Vec<Tried>,
    /// People whom a workflow of the CRM wrote to on the same day.
    pub crm_too: usize,
}

impl Tally {
    /// Nobody's.
    pub fn of(counts: Counts) -> Self {
        Self {
            counts,
            ..Self::default()
        }
    }

    fn sees(&mut self, seen: Seen<'_>, date: Date) {
        let day = self.day(date);
        let known = self
            .people
            .iter()
            .position(|somebody| somebody.contact == *seen.contact);
        let somebody = known.unwrap_or_else(|| {
            self.people.push(Tried::of(seen.contact.clone()));
            self.people.len() - 1
        });
        let (day, somebody) = (&mut self.days[day], &mut self.people[somebody]);
        match seen.what {
            What::Entered => {
                day.entered += 1;
                somebody.entered += 1;
            }
            What::Text | What::Email => {
                if seen.what == What::Text {
                    day.texts += 1;
                    self.parts += segments::count(seen.why).parts as u64;
                } else {
                    day.emails += 1;
                }
                somebody.messages += 1;
            }
            What::Held | What::Refused | What::Collided | What::LeftOut | What::Asked => {
                day.stopped += 1;
                somebody.stopped += 1;
                seen.why.clone_into(&mut somebody.why);
            }
            _ => {}
        }
    }

    /// The place of a day. Mostly it is the last, or there already.
    fn day(&mut self, date: Date) -> usize {
        let last = self.days.len().wrapping_sub(1);
        if self.days.get(last).is_some_and(|day| day.date == date) {
            return last;
        }
        self.days
            .binary_search_by_key(&date, |day| day.date)
            .unwrap_or_else(|place| {
                self.days.insert(place, Day::of(date));
                place
            })
    }

    /// Takes in what others came to.
    pub fn take_in(&mut self, other: Self) {
        self.counts.take_in(&other.counts);
        self.rings += other.rings;
        self.parts += other.parts;
        for theirs in other.days {
            let day = self.day(theirs.date);
            let day = &mut self.days[day];
            day.entered += theirs.entered;
            day.texts += theirs.texts;
            day.emails += theirs.emails;
            day.stopped += theirs.stopped;
        }
        self.people.extend(other.people);
        self.crm_too += other.crm_too;
    }
}

/// Watches a household while it is played.
pub(super) struct Watch<'a> {
    zone: &'a TimeZone,
    /// Whom a workflow of the CRM really wrote to, and when.
    workflows: Vec<(ContactId, Date)>,
    /// Whom automations would have written to on the same day.
    too: Vec<ContactId>,
    tally: Tally,
}

impl<'a> Watch<'a> {
    /// Before anything is played; `events` are what really happens with the household.
    pub fn over(events: &[Event], zone: &'a TimeZone) -> Self {
        let workflows = events.iter().filter(|event| {
            matches!(
                event.kind,
                EventKind::Sent {
                    by: Author::Workflow,
                    ..
                }
            )
        });
        let workflows = workflows.map(|event| (event.contact.clone(), zone.to_datetime(event.at).date()));
        Self {
            zone,
            workflows: workflows.collect(),
            too: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Takes in what is seen of the first of the automations.
    pub fn sees(&mut self, seen: Seen<'_>) {
        if seen.program != 0 {
            return;
        }
        let date = self.zone.to_datetime(seen.at).date();
        let wrote = matches!(seen.what, What::Text | What::Email);
        let mut both = self.workflows.iter();
        if wrote
            && both.any(|(who, day)| who == seen.contact && *day == date)
            && !self.too.contains(seen.contact)
        {
            self.too.push(seen.contact.clone());
        }
        self.tally.sees(seen, date);
    }

    /// What it came to, with the figures of the first of the automations.
    pub fn comes_to(self, mut report: Report, facts: &Standing<'_>) -> Tally {
        let mut tally = self.tally;
        tally.counts = report.counts.swap_remove(0);
        tally.rings = report.rings;
        tally.crm_too = self.too.len();
        tally.people.retain(|somebody| somebody.entered > 0);
        for somebody in &mut tally.people {
            somebody.name = facts.name(&somebody.contact);
        }
        tally
    }
}
