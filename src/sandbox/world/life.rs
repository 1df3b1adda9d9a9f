//! What happens by itself: leads come in, people answer, colleagues work, appointments pass. Nothing ticks: time
//! is caught up with whenever somebody looks, one event after the other, so the same seed lives the same life.

use super::World;
use super::activity::Note;
use super::agenda::Event;
use super::contact::Contact;
use super::era::SECOND;
use super::persona::{Persona, Reach};
use super::reply;
use super::seed::{Dice, Kind};
use super::story::fill;
use super::tale::{Chapter, Step, ways};
use super::thread::Channel;

impl World {
    /// Plans the first of everything that keeps coming.
    pub(super) fn come_alive(&mut self) {
        let opened = self.era.opened;
        let upcoming: Vec<(i64, u64)> = self
            .appointments
            .all()
            .filter(|appointment| appointment.start >= opened)
            .map(|appointment| (appointment.end, appointment.number))
            .collect();
        for (end, appointment) in upcoming {
            self.agenda.plan(end, Event::Over { appointment });
        }
        if self.recipe.lively {
            self.agenda.plan(opened + 8 * SECOND, Event::Lead);
            self.agenda.plan(opened + 70 * SECOND, Event::Colleague);
        }
    }

    pub(super) fn happen(&mut self, event: Event) {
        match event {
            Event::Status { message, status } => self.threads.set_status(message, status, self.now),
            Event::Due { message } => self.hand_over(message),
            Event::Answer { message } => self.answer(message),
            Event::Lead => {
                let pause = self.chance().between(20, 60);
                self.agenda.plan(self.now + pause * SECOND, Event::Lead);
                self.new_lead();
            }
            Event::Colleague => {
                let pause = self.chance().between(60, 180);
                self.agenda.plan(self.now + pause * SECOND, Event::Colleague);
                self.colleague();
            }
            Event::Over { appointment } => self.over(appointment),
        }
    }

    /// Dice that nobody has rolled yet.
    fn chance(&self) -> Dice {
        self.era.seed.dice(Kind::Life, (1 << 48) + self.agenda.serial())
    }

    /// Somebody new writes: a contact, a thread and a deal in the first stage, and a form when they came by one.
    pub fn new_lead(&mut self) -> u64 {
        let number = self.contacts.fresh_number();
        let persona = Persona::of(&self.era, number, true);
        let mut contact: Contact = self.contacts.base().person(&persona, number);
        (contact.added, contact.updated) = (self.now, self.now);
        self.save_contact(contact);
        self.come_by_form(&persona, number, self.now);
        let lines = ways(Chapter::Enquiry, persona.side, persona.spanish);
        let mut dice = self.era.seed.dice(Kind::Conversation, number);
        let way = lines
            .get(dice.below(lines.len() as u64) as usize)
            .copied()
            .unwrap_or_default();
        for (_, step) in way {
            let (channel, subject, text) = match (step, persona.reach) {
                (Step::MailIn(subject, text), Reach::Both | Reach::Email) => {
                    (Channel::Email, Some(*subject), *text)
                }
                (Step::MailIn(_, text) | Step::In(text), Reach::Phone | Reach::Both) => {
                    (Channel::Sms, None, *text)
                }
                (Step::In(text), Reach::Email) => (Channel::Email, Some("{city}"), *text),
                _ => continue,
            };
            let words = fill(text, &persona, "", "");
            let subject = subject.map(|subject| fill(subject, &persona, "", ""));
            self.receive(number, channel, words, subject);
        }
        let deal = self.opportunities.fresh_number();
        let mut deal = self.opportunities.base().deal(&persona, number, deal, false);
        (deal.added, deal.updated, deal.stage_since, deal.status_since) =
            (self.now, self.now, self.now, self.now);
        self.save_opportunity(deal);
        self.arrivals.insert(number);
        number
    }

    /// Somebody may answer: most do to a text, fewer to a mail, after a pause that people make.
    pub(super) fn plan_answer(&mut self, message: u64) {
        let Some(channel) = self.threads.message(message).map(|message| message.channel) else {
            return;
        };
        let mut dice = self.chance();
        let (share, pause) = match channel {
            Channel::Sms => (75, dice.between(12, 75)),
            Channel::Email => (45, dice.between(60, 300)),
            _ => return,
        };
        if dice.chance(share) {
            self.agenda
                .plan(self.now + pause * SECOND, Event::Answer { message });
        }
    }

    fn answer(&mut self, number: u64) {
        let Some(message) = self.threads.message(number).cloned() else {
            return;
        };
        let Some(contact) = self.contacts.get(message.contact) else {
            return;
        };
        let told = contact.number < self.era.contacts || self.arrivals.contains(&contact.number);
        let persona = told.then(|| {
            let fresh = self.arrivals.contains(&contact.number);
            Persona::of(&self.era, contact.number, fresh)
        });
        let words = reply::to(&message.body, persona.as_ref(), &mut self.chance());
        let subject = message.subject.map(|subject| {
            if subject.starts_with("Re: ") {
                subject
            } else {
                format!("Re: {subject}")
            }
        });
        self.receive(contact.number, message.channel, words, subject);
    }

    /// A colleague does one small thing to one of the recent people.
    fn colleague(&mut self) {
        let mut dice = self.chance();
        let recent = self.era.contacts.min(200);
        let number = self.era.contacts - dice.below(recent.max(1)).min(recent.saturating_sub(1)) - 1;
        let Some(contact) = (self.era.contacts > 0)
            .then(|| self.contacts.get(number))
            .flatten()
        else {
            return;
        };
        match dice.below(3) {
            0 => {
                let mut contact = (*contact).clone();
                contact.add_tag(dice.pick(&[
                    "warm-lead",
                    "vip",
                    "first-time buyer",
                    "relocation",
                    "nurture",
                ]));
                self.save_contact(contact);
            }
            1 => {
                let (added, user) = (self.now, contact.assigned_to.clone());
                let body = dice.pick(&[
                    "Left a voicemail.",
                    "Sent the disclosure packet.",
                    "Prefers calls after six.",
                ]);
                self.notes.add(|note| Note {
                    number: note,
                    contact: number,
                    body: body.to_owned(),
                    title: None,
                    color: None,
                    pinned: false,
                    user,
                    added,
                });
            }
            _ => self.move_card(number),
        }
    }

    /// One stage on, but not into the last one: closing is a decision.
    fn move_card(&mut self, contact: u64) {
        let open = self
            .deals_of(contact)
            .into_iter()
            .find(|deal| deal.status == "open");
        let Some(deal) = open else {
            return;
        };
        let next = self.office.stage(&deal.stage).and_then(|(pipeline, place, _)| {
            let next = pipeline.stages.get(place + 1)?;
            (place + 2 < pipeline.stages.len()).then(|| (pipeline.id.clone(), next.id.clone()))
        });
        if let Some((pipeline, stage)) = next {
            let mut deal = (*deal).clone();
            deal.move_to(&pipeline, &stage, self.now);
            self.save_opportunity(deal);
        }
    }

    fn over(&mut self, number: u64) {
        let showed = self.chance().chance(85);
        let now = self.now;
        if let Some(appointment) = self.appointments.get_mut(number)
            && appointment.holds_time()
            && appointment.end <= now
        {
            let status = if showed { "showed" } else { "noshow" };
            status.clone_into(&mut appointment.status);
            appointment.updated = now;
        }
    }
}
