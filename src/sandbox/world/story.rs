//! The stories of the most recent people, told once when the world opens: form, thread, appointment, notes, tasks.

use super::World;
use super::activity::{Appointment, Note, Task};
use super::contact::Contact;
use super::era::{DAY, HOUR, MINUTE};
use super::hours;
use super::persona::{Persona, Plot, Reach, Side};
use super::seed::{Dice, Kind};
use super::tale::{Chapter, Line, Step, chapters, ways};
use super::thread::{Channel, Message};

/// How many people have a story; older ones are records only, so that a million people cost no memory.
const TOLD: u64 = 3_000;

/// Tells the stories of the most recent people.
pub fn tell(world: &mut World) {
    let first = world.era.contacts.saturating_sub(TOLD);
    for number in first..world.era.contacts {
        let persona = Persona::of(&world.era, number, false);
        if let Some(contact) = world.contacts.get(number) {
            Telling::new(world, &persona, &contact).tell();
        }
    }
}

/// Words with a person's own in them.
pub fn fill(text: &str, persona: &Persona, agent: &str, slot: &str) -> String {
    let price = format!("${}k", persona.money / 1_000);
    text.replace("{first}", persona.greeting())
        .replace("{agent}", agent)
        .replace("{street}", &persona.street)
        .replace("{city}", persona.city.name)
        .replace("{price}", &price)
        .replace("{slot}", slot)
}

struct Telling<'a> {
    world: &'a mut World,
    persona: &'a Persona,
    contact: &'a Contact,
    dice: Dice,
    agent: (String, &'static str),
}

/// A step with the moment it happens.
type Moment = (i64, Chapter, Step);

impl<'a> Telling<'a> {
    fn new(world: &'a mut World, persona: &'a Persona, contact: &'a Contact) -> Self {
        let place = persona.agent.unwrap_or(6);
        let agent = world
            .office
            .users
            .get(place)
            .map(|user| (user.id.clone(), user.first))
            .unwrap_or_default();
        let dice = world.era.seed.dice(Kind::Conversation, contact.number);
        Self {
            world,
            persona,
            contact,
            dice,
            agent,
        }
    }

    fn tell(mut self) {
        let moments = self.moments();
        let slot = self.slot(&moments);
        if let Some(start) = slot {
            self.book(start, &moments);
        }
        let slot = slot.map(hours::spoken).unwrap_or_default();
        let mut thread = None;
        for (at, _, step) in &moments {
            if let Some(mut message) = self.message(*at, *step, &slot) {
                message.thread = thread.filter(|_| message.channel == Channel::Email);
                let number = self.world.threads.add(message.clone());
                if message.channel == Channel::Email && thread.is_none() {
                    thread = Some(number);
                }
            }
        }
        self.note(&moments);
        self.task(&moments);
        self.world
            .come_by_form(self.persona, self.contact.number, self.contact.added);
    }

    /// Every step at its moment. A story that would run past the opening is told faster.
    fn moments(&mut self) -> Vec<Moment> {
        let mut lines: Vec<(i64, Chapter, Step)> = Vec::new();
        let mut minutes = 0;
        for chapter in chapters(self.persona.plot) {
            let ways = ways(*chapter, self.persona.side, self.persona.spanish);
            let way: &[Line] = ways
                .get(self.dice.below(ways.len() as u64) as usize)
                .copied()
                .unwrap_or_default();
            for (gap, step) in way {
                minutes += gap + self.dice.between(0, gap / 5);
                lines.push((minutes, *chapter, *step));
            }
        }
        let room = (self.world.era.opened - 10 * MINUTE - self.contact.added).max(0);
        let told = (minutes * MINUTE).max(1);
        let moment = |minutes: i64| {
            let natural = minutes * MINUTE;
            let at = if told > room {
                i128::from(natural) * i128::from(room) / i128::from(told)
            } else {
                i128::from(natural)
            };
            self.contact.added + at as i64
        };
        lines
            .into_iter()
            .map(|(minutes, chapter, step)| (moment(minutes), chapter, step))
            .collect()
    }

    /// When they meet: before the visit if there was one, else in the next days.
    fn slot(&mut self, moments: &[Moment]) -> Option<i64> {
        let booked = moments
            .iter()
            .rfind(|(_, chapter, _)| *chapter == Chapter::Booking)?
            .0;
        let visit = moments.iter().find(|(_, chapter, _)| *chapter == Chapter::Visit);
        let half_hours = self.dice.below(12);
        let natural = hours::some_days_later(booked, self.dice.between(1, 3), half_hours);
        Some(match visit {
            Some((at, ..)) if natural + HOUR > *at => {
                (at - 90 * MINUTE).div_euclid(30 * MINUTE) * 30 * MINUTE
            }
            _ => natural,
        })
    }

    fn book(&mut self, start: i64, moments: &[Moment]) {
        let booked = moments
            .iter()
            .rfind(|(_, chapter, _)| *chapter == Chapter::Booking)
            .map_or(start, |moment| moment.0);
        let place = if self.persona.side == Side::Buyer { 1 } else { 2 };
        let Some(calendar) = self.world.office.calendars.get(place).cloned() else {
            return;
        };
        let past = start < self.world.era.opened;
        let status = match (past, self.persona.plot) {
            (false, _) => "confirmed",
            (true, Plot::Appointment) if self.dice.chance(12) => "noshow",
            (true, _) => "showed",
        };
        let title = format!("{}: {}", calendar.name, self.contact.label());
        let address = format!("{}, {}", self.persona.street, self.persona.city.name);
        let (contact, user) = (self.contact.number, self.agent.0.clone());
        self.world.appointments.add(|number| Appointment {
            number,
            calendar: calendar.id,
            contact: Some(contact),
            user: Some(user),
            title,
            status: status.to_owned(),
            address: Some(address),
            notes: None,
            start,
            end: start + calendar.minutes * MINUTE,
            added: booked,
            updated: booked,
            deleted: false,
        });
    }

    fn message(&mut self, at: i64, step: Step, slot: &str) -> Option<Message> {
        let words = |text: &str| fill(text, self.persona, self.agent.1, slot);
        let (channel, inbound, subject, body) = match step {
            Step::In(text) => (Channel::Sms, true, None, words(text)),
            Step::Out(text) => (Channel::Sms, false, None, words(text)),
            Step::MailIn(subject, text) => (Channel::Email, true, Some(words(subject)), words(text)),
            Step::MailOut(subject, text) => (Channel::Email, false, Some(words(subject)), words(text)),
            Step::Call(_) => (Channel::Call, false, None, String::new()),
        };
        let (channel, subject, body) = match (self.persona.reach, channel) {
            (Reach::Email, Channel::Call) => return None,
            (Reach::Email, Channel::Sms) => (
                Channel::Email,
                Some("Orange Grove Realty".to_owned()),
                format!("<p>{body}</p>"),
            ),
            (Reach::Phone, Channel::Email) => (Channel::Sms, None, without_tags(&body)),
            _ => (channel, subject, body),
        };
        let mut message = Message::inbound(channel, self.contact.number, body, at);
        message.inbound = inbound;
        message.subject = subject;
        if !inbound {
            message.user = Some(self.agent.0.clone());
            message.status = match channel {
                Channel::Sms if self.contact.landline => "failed",
                Channel::Email if self.dice.chance(60) => "opened",
                _ => "delivered",
            };
        }
        if let Step::Call(seconds) = step {
            message.call_seconds = Some(seconds);
            message.status = if seconds > 0 { "connected" } else { "failed" };
        }
        Some(message)
    }

    fn note(&mut self, moments: &[Moment]) {
        let Some((at, ..)) = moments.iter().rfind(|(_, chapter, _)| *chapter == Chapter::Talk) else {
            return;
        };
        if self.dice.chance(70) {
            let text = self.dice.pick(NOTES);
            let body = fill(text, self.persona, self.agent.1, "");
            let (contact, user, added) = (self.contact.number, self.agent.0.clone(), at + 3 * MINUTE);
            self.world.notes.add(|number| Note {
                number,
                contact,
                body,
                title: None,
                color: None,
                pinned: false,
                user: Some(user),
                added,
            });
        }
    }

    fn task(&mut self, moments: &[Moment]) {
        let last = moments.last().map_or(self.contact.added, |moment| moment.0);
        let opened = self.world.era.opened;
        let (share, title, due) = match self.persona.plot {
            Plot::Fresh => (90, "Answer {first} about {street}", self.contact.added + HOUR),
            Plot::Silent => (35, "Try {first} once more", last + 3 * DAY),
            Plot::Nurture => (
                60,
                "Check in with {first}",
                opened + self.dice.between(-3, 40) * DAY,
            ),
            Plot::Appointment => (45, "Prepare the numbers for {first}", last + DAY),
            Plot::Offer => (80, "Chase the answer on {street}", last + DAY),
            Plot::Contract => (
                85,
                "Inspection papers for {street}",
                opened + self.dice.between(-1, 9) * DAY,
            ),
            Plot::Closed => (20, "Ask {first} for a review", last + 14 * DAY),
            Plot::Lost | Plot::OptOut => (0, "", 0),
        };
        if !self.dice.chance(share) {
            return;
        }
        let completed = due < opened - 5 * DAY || (due < opened && self.dice.chance(40));
        let title = fill(title, self.persona, self.agent.1, "");
        let due = hours::next_open(due, 0);
        let (contact, user) = (self.contact.number, self.agent.0.clone());
        let added = last.min(opened - MINUTE);
        self.world.tasks.add(|number| Task {
            number,
            contact,
            title,
            body: None,
            assigned_to: Some(user),
            due,
            completed,
            added,
        });
    }
}

const NOTES: &[&str] = &[
    "Talked for a while. Budget about {price}, prefers {city}. Wants RV parking if possible.",
    "Evenings only, works nights. Text first, then call.",
    "Knows the area around {street} well. Ask about the timing of the current lease.",
    "Lender letter is on file, good to {price}.",
    "Two dogs, fenced yard is a must. Does not want an HOA.",
    "Met at the open house on {street}. Friendly, careful with numbers.",
];

/// The words of a mail as a text.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
