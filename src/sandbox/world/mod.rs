//! The made-up brokerage: a procedural base, an overlay of everything that changed, and the people in it.
//!
//! Owns: records, their stories, and the passing of time. Must not: know anything of HTTP or of an API's
//! spelling. To add a kind of record: its struct and its store in one file here, a member in [`World`], and a
//! line in [`seed::Kind`] for its ids.

pub mod activity;
mod agenda;

pub mod contact;
pub mod era;
pub mod form;
pub mod home;
pub mod hours;
mod life;
pub mod office;
pub mod opportunity;
pub mod persona;
pub mod place;
mod reply;
pub mod seed;
pub mod slots;
mod story;
pub mod table;
mod tale;
pub mod talk;
pub mod thread;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use activity::{Appointment, Note, Shelf, Task};
use agenda::Agenda;
use contact::{Contact, Contacts};
use era::Era;
use form::Submission;
use home::Home;
use office::Office;
use opportunity::{Opportunities, Opportunity, StageSum};
use seed::{Kind, Seed};
use table::{Base, Table};
use talk::Sent;
use thread::Threads;

/// What one world is made from.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The seed.
    pub seed: u64,
    /// How many people it begins with.
    pub contacts: u64,
    /// When it opens, in milliseconds.
    pub opened: i64,
    /// How long searches trail writes.
    pub lag: Duration,
    /// Whether people write and leads come in by themselves.
    pub lively: bool,
    /// Whether a conversation's messages come flat, as the files say, and not nested, as seen live.
    pub flat_messages: bool,
}

/// One brokerage and everything that happens in it.
#[derive(Debug)]
pub struct World {
    /// Seed, opening and size.
    pub era: Era,
    /// What it was made from.
    pub recipe: Recipe,
    /// The present, in milliseconds; set before each piece of work.
    pub now: i64,
    /// Settings, users, pipelines, fields.
    pub office: Office,
    /// People.
    pub contacts: Table<Contacts>,
    /// Deals.
    pub opportunities: Table<Opportunities>,
    /// Conversations and messages.
    pub threads: Threads,
    /// Notes.
    pub notes: Shelf<Note>,
    /// Tasks.
    pub tasks: Shelf<Task>,
    /// Appointments and times kept free.
    pub appointments: Shelf<Appointment>,
    /// Who filled in which form.
    pub submissions: Shelf<Submission>,
    /// Homes for sale.
    pub homes: Shelf<Home>,
    /// Every message that reached a person since the world opened.
    pub sends: Vec<Sent>,
    /// Zones that slots were asked for in.
    pub zones: BTreeSet<String>,
    /// What is going to happen.
    agenda: Agenda,
    /// People who came in by themselves since the world opened.
    arrivals: BTreeSet<u64>,
    /// Deals added later, by contact.
    later_deals: BTreeMap<u64, Vec<u64>>,
    issued: BTreeSet<String>,
    refreshable: BTreeSet<String>,
    founding_sums: Option<BTreeMap<String, StageSum>>,
}

impl World {
    /// A fresh world.
    pub fn new(recipe: Recipe) -> Self {
        let seed = Seed(recipe.seed);
        let era = Era {
            seed,
            opened: recipe.opened,
            contacts: recipe.contacts,
        };
        let founded = Arc::new(Office::new(seed));
        let mut world = Self {
            era,
            now: recipe.opened,
            office: (*founded).clone(),
            contacts: Table::new(Contacts {
                era,
                office: Arc::clone(&founded),
            }),
            opportunities: Table::new(Opportunities { era, office: founded }),
            threads: Threads::default(),
            notes: Shelf::default(),
            tasks: Shelf::default(),
            appointments: Shelf::default(),
            submissions: Shelf::default(),
            homes: Shelf::default(),
            sends: Vec::new(),
            zones: BTreeSet::new(),
            agenda: Agenda::default(),
            arrivals: BTreeSet::new(),
            later_deals: BTreeMap::new(),
            issued: BTreeSet::new(),
            refreshable: BTreeSet::new(),
            founding_sums: None,
            recipe,
        };
        story::tell(&mut world);
        world.put_homes_in();
        world.come_alive();
        world
    }

    /// The id of a record.
    pub fn id(&self, kind: Kind, number: u64) -> String {
        self.era.seed.id(kind, number)
    }

    /// Whether this token opens the location.
    pub fn accepts_token(&self, token: &str) -> bool {
        self.office.token == token || self.issued.contains(token)
    }

    /// A new pair of an access token, which opens the location, and a refresh token.
    pub fn issue_tokens(&mut self) -> (String, String) {
        let number = self.office.next_number();
        let pair = (
            self.era.seed.uuid(Kind::Token, number),
            self.era.seed.uuid(Kind::Token, number + (1 << 32)),
        );
        self.issued.insert(pair.0.clone());
        self.refreshable.insert(pair.1.clone());
        pair
    }

    /// Uses up a refresh token; false when it is not one, or was used before.
    pub fn spend_refresh_token(&mut self, token: &str) -> bool {
        self.refreshable.remove(token)
    }

    /// The contact with this id.
    pub fn contact(&self, id: &str) -> Option<Arc<Contact>> {
        self.contacts.get(self.era.seed.number(Kind::Contact, id)?)
    }

    /// Puts a tag on the account's list unless it is there.
    pub fn know_tag(&mut self, name: &str) {
        self.office.know_tag(self.era.seed, name);
    }

    /// The contact that was added last.
    pub fn newest_contact(&self) -> Option<Arc<Contact>> {
        let touched = self
            .contacts
            .touched()
            .max_by_key(|contact| (contact.added, contact.number))
            .cloned();
        let base = (0..self.era.contacts)
            .rev()
            .find_map(|number| self.contacts.get(number));
        [touched, base]
            .into_iter()
            .flatten()
            .max_by_key(|contact| (contact.added, contact.number))
    }

    /// Keeps a contact as changed now.
    pub fn save_contact(&mut self, mut contact: Contact) -> Arc<Contact> {
        let number = contact.number;
        contact.updated = self.now.max(contact.updated);
        for tag in &contact.tags {
            self.office.know_tag(self.era.seed, tag);
        }
        let fallback = contact.clone();
        self.contacts.put(contact, self.visible());
        self.contacts.get(number).unwrap_or_else(|| Arc::new(fallback))
    }

    /// Deletes a contact with everything that hangs on it.
    pub fn delete_contact(&mut self, number: u64) {
        for deal in self.deals_of(number) {
            self.opportunities.remove(deal.number, self.visible());
        }
        if let Some(conversation) = self.threads.of(number).map(|conversation| conversation.number) {
            self.threads.remove(conversation);
        }
        self.notes.retain(|note| note.contact != number);
        self.tasks.retain(|task| task.contact != number);
        self.appointments
            .retain(|appointment| appointment.contact != Some(number));
        self.submissions.retain(|submission| submission.contact != number);
        self.contacts.remove(number, self.visible());
    }

    /// The contact with this e-mail or phone, whichever of the two is asked for.
    pub fn contact_by_reach(&self, email: Option<&str>, phone: Option<&str>) -> Option<Arc<Contact>> {
        if let Some(email) = email {
            let owner = self.contacts.base().email_owner(email);
            let matches = |contact: &Contact| contact.email.as_deref() == Some(email);
            if let Some(found) = self.first_match(owner, matches) {
                return Some(found);
            }
        }
        let phone = phone?;
        self.first_match(place::phone_owner(phone), |contact| {
            contact.phone.as_deref() == Some(phone)
        })
    }

    /// The numbers of everybody who may have, or have had, this e-mail or phone.
    pub fn contacts_that_may_have(&self, reach: &str) -> Vec<u64> {
        let base = self.contacts.base();
        let owners = [base.email_owner(reach), place::phone_owner(reach)];
        let mut numbers: Vec<u64> = owners
            .into_iter()
            .flatten()
            .chain(self.contacts.touched_numbers())
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The base owner if nobody edited them, else whoever among the edited matches.
    fn first_match(&self, owner: Option<u64>, matches: impl Fn(&Contact) -> bool) -> Option<Arc<Contact>> {
        owner
            .filter(|number| !self.contacts.is_touched(*number))
            .and_then(|number| self.contacts.get(number))
            .filter(|contact| matches(contact))
            .or_else(|| self.contacts.touched().find(|contact| matches(contact)).cloned())
    }

    /// The opportunity with this id.
    pub fn opportunity(&self, id: &str) -> Option<Arc<Opportunity>> {
        self.opportunities
            .get(self.era.seed.number(Kind::Opportunity, id)?)
    }

    /// Keeps an opportunity as changed now.
    pub fn save_opportunity(&mut self, mut opportunity: Opportunity) -> Arc<Opportunity> {
        let number = opportunity.number;
        opportunity.updated = self.now.max(opportunity.updated);
        if number >= self.era.opportunities() {
            let deals = self.later_deals.entry(opportunity.contact).or_default();
            if !deals.contains(&number) {
                deals.push(number);
            }
        }
        let fallback = opportunity.clone();
        self.opportunities.put(opportunity, self.visible());
        self.opportunities
            .get(number)
            .unwrap_or_else(|| Arc::new(fallback))
    }

    /// Deletes an opportunity.
    pub fn delete_opportunity(&mut self, number: u64) {
        self.opportunities.remove(number, self.visible());
    }

    /// The numbers of all opportunities a contact ever had.
    pub fn deal_numbers(&self, contact: u64) -> Vec<u64> {
        let base = (contact < self.era.contacts).then(|| self.era.contact_opportunities(contact));
        let later = self.later_deals.get(&contact).into_iter().flatten().copied();
        base.into_iter().flatten().chain(later).collect()
    }

    /// All opportunities of a contact.
    pub fn deals_of(&self, contact: u64) -> Vec<Arc<Opportunity>> {
        let numbers = self.deal_numbers(contact).into_iter();
        numbers
            .filter_map(|number| self.opportunities.get(number))
            .collect()
    }

    /// What the untouched opportunities add up to, by stage; counted once, because it takes a walk over all.
    pub fn founding_sums(&mut self) -> &BTreeMap<String, StageSum> {
        let base = self.opportunities.base();
        self.founding_sums.get_or_insert_with(|| {
            let mut sums: BTreeMap<String, StageSum> = BTreeMap::new();
            for deal in (0..base.count()).map(|number| base.make(number)) {
                sums.entry(deal.stage.clone()).or_default().add(&deal, 1.0);
            }
            sums
        })
    }

    /// Lets time pass to `now`: everything due happens at its moment, and searches see what became visible.
    pub fn pass(&mut self, now: i64) {
        while let Some((at, event)) = self.agenda.next_due(now) {
            self.now = self.now.max(at);
            self.happen(event);
        }
        self.now = self.now.max(now);
        self.contacts.settle(self.now);
        self.opportunities.settle(self.now);
    }

    /// Puts an appointment into the calendar and plans its end.
    pub fn book(&mut self, appointment: Appointment) -> u64 {
        let end = appointment.end;
        let number = self.appointments.add(|number| Appointment {
            number,
            ..appointment
        });
        self.agenda.plan(end, agenda::Event::Over { appointment: number });
        number
    }

    /// Takes a scheduled message off the agenda; false when it has left already.
    pub fn cancel(&mut self, message: u64) -> bool {
        let cancelled = self.agenda.cancel(message);
        if cancelled {
            self.threads.remove_message(message);
        }
        cancelled
    }

    fn visible(&self) -> i64 {
        self.now + era::milliseconds(self.recipe.lag)
    }
}
