//! What a dry run comes to, household by household.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::facts::Standing;
use crate::automation::event::{Author, Event, EventKind};
use crate::automation::simulate::{Counts, Line, Report, What};
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
    pub days: BTreeMap<Date, Day>,
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

    /// What a report says of the first of its automations, beside what really happened.
    pub fn told(mut report: Report, events: &[Event], facts: &Standing<'_>, zone: &TimeZone) -> Self {
        let date = |at: Timestamp| zone.to_datetime(at).date();
        let workflows: Vec<(&ContactId, Date)> = events
            .iter()
            .filter(|event| {
                matches!(
                    event.kind,
                    EventKind::Sent {
                        by: Author::Workflow,
                        ..
                    }
                )
            })
            .map(|event| (&event.contact, date(event.at)))
            .collect();
        let mut tally = Self::of(report.counts.swap_remove(0));
        tally.rings = report.rings;
        let mut too: Vec<ContactId> = Vec::new();
        for line in report.lines {
            if line.automation != tally.counts.automation {
                continue;
            }
            let date = date(line.at);
            let wrote =
                matches!(line.what, What::Text | What::Email) && workflows.contains(&(&line.contact, date));
            if wrote && !too.contains(&line.contact) {
                too.push(line.contact.clone());
            }
            tally.line(line, date);
        }
        tally.crm_too = too.len();
        tally.people.retain(|somebody| somebody.entered > 0);
        for somebody in &mut tally.people {
            somebody.name = facts.name(&somebody.contact);
        }
        tally
    }

    fn line(&mut self, line: Line, date: Date) {
        let day = self.days.entry(date).or_insert(Day::of(date));
        let known = self
            .people
            .iter()
            .position(|somebody| somebody.contact == line.contact);
        let at = known.unwrap_or_else(|| {
            self.people.push(Tried::of(line.contact));
            self.people.len() - 1
        });
        let somebody = &mut self.people[at];
        match line.what {
            What::Entered => {
                day.entered += 1;
                somebody.entered += 1;
            }
            What::Text | What::Email => {
                if line.what == What::Text {
                    day.texts += 1;
                    self.parts += segments::count(&line.why).parts as u64;
                } else {
                    day.emails += 1;
                }
                somebody.messages += 1;
            }
            What::Held | What::Refused | What::Collided | What::LeftOut | What::Asked => {
                day.stopped += 1;
                somebody.stopped += 1;
                somebody.why = line.why;
            }
            _ => {}
        }
    }

    /// Takes in what others came to.
    pub fn take_in(&mut self, other: Self) {
        self.counts.take_in(&other.counts);
        self.rings += other.rings;
        self.parts += other.parts;
        for (date, theirs) in other.days {
            let day = self.days.entry(date).or_insert(Day::of(date));
            day.entered += theirs.entered;
            day.texts += theirs.texts;
            day.emails += theirs.emails;
            day.stopped += theirs.stopped;
        }
        self.people.extend(other.people);
        self.crm_too += other.crm_too;
    }
}
