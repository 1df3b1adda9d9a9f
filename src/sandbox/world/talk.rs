//! Messages that are sent and received while the world runs.

use super::World;
use super::agenda::Event;
use super::contact::{Contact, Dnd};
use super::era::SECOND;
use super::thread::{Channel, Message};

/// A message that reached a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// The person, by number.
    pub contact: u64,
    /// The message, by number.
    pub message: u64,
    /// How.
    pub channel: Channel,
    /// The words.
    pub body: String,
    /// An e-mail's subject.
    pub subject: Option<String>,
    /// When, in milliseconds.
    pub at: i64,
}

/// Words that end a conversation, as carriers know them.
const STOP: &[&str] = &["stop", "unsubscribe", "cancel", "quit", "end", "alto", "cancelar"];

impl World {
    /// Takes a message to a person, now or at its time. The caller has checked that it is wanted.
    pub fn send(&mut self, mut message: Message, at: Option<i64>) -> u64 {
        message.added = self.now;
        message.updated = self.now;
        message.status = if at.is_some() { "scheduled" } else { "pending" };
        let number = self.threads.add(message);
        match at {
            Some(at) => self.agenda.plan(at.max(self.now), Event::Due { message: number }),
            None => self.hand_over(number),
        }
        number
    }

    /// The message leaves us: it reaches the person, or their line cannot take it.
    pub(super) fn hand_over(&mut self, number: u64) {
        let Some(message) = self.threads.message(number).cloned() else {
            return;
        };
        let contact = self.contacts.get(message.contact);
        let reachable = contact
            .as_ref()
            .is_some_and(|contact| reaches(contact, message.channel));
        let now = self.now;
        if !reachable {
            self.agenda.plan(
                now + 2 * SECOND,
                Event::Status {
                    message: number,
                    status: "failed",
                },
            );
            return;
        }
        self.sends.push(Sent {
            contact: message.contact,
            message: number,
            channel: message.channel,
            body: message.body,
            subject: message.subject,
            at: now,
        });
        self.agenda.plan(
            now + SECOND,
            Event::Status {
                message: number,
                status: "sent",
            },
        );
        self.agenda.plan(
            now + 3 * SECOND,
            Event::Status {
                message: number,
                status: "delivered",
            },
        );
        if self.recipe.lively {
            self.plan_answer(number);
        }
    }

    /// A person writes. `STOP` and its kin turn texts off for them, as the carrier would.
    pub fn receive(&mut self, contact: u64, channel: Channel, body: String, subject: Option<String>) -> u64 {
        let stops = channel == Channel::Sms && STOP.contains(&body.trim().to_lowercase().as_str());
        let mut message = Message::inbound(channel, contact, body, self.now);
        message.thread = self.last_mail(contact).filter(|_| channel == Channel::Email);
        message.subject = subject;
        let number = self.threads.add(message);
        if stops && let Some(known) = self.contacts.get(contact) {
            let mut known = (*known).clone();
            let why = Dnd {
                status: "active".to_owned(),
                message: Some("Replied STOP".to_owned()),
                code: None,
            };
            known.channels.insert("sms".to_owned(), why);
            self.save_contact(known);
        }
        number
    }

    /// The e-mail that began a person's latest thread.
    pub fn last_mail(&self, contact: u64) -> Option<u64> {
        let messages = &self.threads.of(contact)?.messages;
        let mut mails = messages
            .iter()
            .rev()
            .filter_map(|number| self.threads.message(*number));
        let mail = mails.find(|message| message.channel == Channel::Email)?;
        Some(mail.thread.unwrap_or(mail.number))
    }
}

fn reaches(contact: &Contact, channel: Channel) -> bool {
    match channel {
        Channel::Sms => contact.phone.is_some() && !contact.landline && !contact.refuses("sms"),
        Channel::Email => contact.email.is_some() && !contact.refuses("email"),
        _ => true,
    }
}
