//! Conversations and their messages.

use std::collections::{BTreeMap, BTreeSet};

/// How a message travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Channel {
    /// A text.
    #[default]
    Sms,
    /// An e-mail.
    Email,
    /// A telephone call.
    Call,
    /// WhatsApp.
    WhatsApp,
    /// Facebook Messenger.
    Facebook,
    /// Instagram.
    Instagram,
    /// The chat on the web site.
    LiveChat,
}

/// One message. Times are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its number.
    pub number: u64,
    /// Its conversation's number.
    pub conversation: u64,
    /// Whose it is, by number.
    pub contact: u64,
    /// How it travelled.
    pub channel: Channel,
    /// Whether the person sent it.
    pub inbound: bool,
    /// `pending`, `scheduled`, `sent`, `delivered`, `read`, `failed` …
    pub status: &'static str,
    /// The words; HTML for an e-mail.
    pub body: String,
    /// An e-mail's subject.
    pub subject: Option<String>,
    /// Who of us sent it, by id.
    pub user: Option<String>,
    /// `app`, `api`, `workflow`.
    pub source: &'static str,
    /// Addresses of files.
    pub attachments: Vec<String>,
    /// The number of the e-mail that began the thread.
    pub thread: Option<u64>,
    /// A call's length in seconds.
    pub call_seconds: Option<i64>,
    /// When it was written.
    pub added: i64,
    /// When its status last changed.
    pub updated: i64,
}

impl Message {
    /// Something a person sent that just came in.
    pub fn inbound(channel: Channel, contact: u64, body: String, now: i64) -> Self {
        Self {
            number: 0,
            conversation: 0,
            contact,
            channel,
            inbound: true,
            status: "delivered",
            body,
            subject: None,
            user: None,
            source: "app",
            attachments: Vec::new(),
            thread: None,
            call_seconds: None,
            added: now,
            updated: now,
        }
    }
}

/// A conversation: one for each person. Times are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation {
    /// Its number.
    pub number: u64,
    /// Whose it is, by number.
    pub contact: u64,
    /// How many messages nobody has looked at.
    pub unread: u64,
    /// Marked with a star.
    pub starred: bool,
    /// When it was opened.
    pub added: i64,
    /// When anything about it last changed.
    pub updated: i64,
    /// When the last message was written; when it was opened, if there is none.
    pub last: i64,
    /// Its messages' numbers, oldest first.
    pub messages: Vec<u64>,
}

/// All conversations and messages.
#[derive(Debug, Default)]
pub struct Threads {
    conversations: BTreeMap<u64, Conversation>,
    by_contact: BTreeMap<u64, u64>,
    by_last: BTreeSet<(i64, u64)>,
    messages: BTreeMap<u64, Message>,
    by_added: BTreeSet<(i64, u64)>,
    by_updated: BTreeSet<(i64, u64)>,
    made: u64,
}

impl Threads {
    /// The conversation with this number.
    pub fn conversation(&self, number: u64) -> Option<&Conversation> {
        self.conversations.get(&number)
    }

    /// A person's conversation.
    pub fn of(&self, contact: u64) -> Option<&Conversation> {
        self.conversations.get(self.by_contact.get(&contact)?)
    }

    /// The message with this number.
    pub fn message(&self, number: u64) -> Option<&Message> {
        self.messages.get(&number)
    }

    /// How many conversations there are.
    pub fn len(&self) -> usize {
        self.conversations.len()
    }

    /// How many messages there are.
    pub fn message_count(&self) -> usize {
        self.messages.len()
    }

    /// Conversations by the time of their last message, oldest first.
    pub fn by_last(&self) -> impl DoubleEndedIterator<Item = &Conversation> {
        self.by_last
            .iter()
            .filter_map(|(_, number)| self.conversations.get(number))
    }

    /// Messages by the time they were written (or last changed), oldest first, with that time.
    pub fn ordered(&self, by_updated: bool) -> impl DoubleEndedIterator<Item = ((i64, u64), &Message)> {
        let places = if by_updated {
            &self.by_updated
        } else {
            &self.by_added
        };
        places
            .iter()
            .filter_map(|place| Some((*place, self.messages.get(&place.1)?)))
    }

    /// A person's conversation, opened at `now` if there is none.
    pub fn open(&mut self, contact: u64, now: i64) -> u64 {
        if let Some(number) = self.by_contact.get(&contact) {
            return *number;
        }
        let number = self.fresh();
        let conversation = Conversation {
            number,
            contact,
            unread: 0,
            starred: false,
            added: now,
            updated: now,
            last: now,
            messages: Vec::new(),
        };
        self.by_last.insert((now, number));
        self.by_contact.insert(contact, number);
        self.conversations.insert(number, conversation);
        number
    }

    /// Adds a message to its person's conversation, which is opened if need be. Answers its number.
    pub fn add(&mut self, mut message: Message) -> u64 {
        message.number = self.fresh();
        message.conversation = self.open(message.contact, message.added);
        let number = message.number;
        if let Some(conversation) = self.conversations.get_mut(&message.conversation) {
            self.by_last.remove(&(conversation.last, conversation.number));
            conversation.last = conversation.last.max(message.added);
            conversation.updated = conversation.updated.max(message.added);
            // Whoever answers has read it.
            conversation.unread = if message.inbound {
                conversation.unread + 1
            } else {
                0
            };
            conversation.messages.push(number);
            self.by_last.insert((conversation.last, conversation.number));
        }
        self.by_added.insert((message.added, number));
        self.by_updated.insert((message.updated, number));
        self.messages.insert(number, message);
        number
    }

    /// Gives a message another status.
    pub fn set_status(&mut self, number: u64, status: &'static str, now: i64) {
        if let Some(message) = self.messages.get_mut(&number) {
            self.by_updated.remove(&(message.updated, number));
            message.status = status;
            message.updated = now;
            self.by_updated.insert((now, number));
        }
    }

    /// Changes what people see of a conversation.
    pub fn mark(&mut self, number: u64, unread: Option<u64>, starred: Option<bool>, now: i64) {
        if let Some(conversation) = self.conversations.get_mut(&number) {
            conversation.unread = unread.unwrap_or(conversation.unread);
            conversation.starred = starred.unwrap_or(conversation.starred);
            conversation.updated = now;
        }
    }

    /// Forgets a message.
    pub fn remove_message(&mut self, number: u64) {
        if let Some(message) = self.messages.remove(&number) {
            self.by_added.remove(&(message.added, number));
            self.by_updated.remove(&(message.updated, number));
            if let Some(conversation) = self.conversations.get_mut(&message.conversation) {
                conversation.messages.retain(|known| *known != number);
            }
        }
    }

    /// Forgets a conversation with its messages.
    pub fn remove(&mut self, number: u64) {
        let Some(conversation) = self.conversations.remove(&number) else {
            return;
        };
        self.by_last.remove(&(conversation.last, number));
        self.by_contact.remove(&conversation.contact);
        for message in conversation.messages {
            self.remove_message(message);
        }
    }

    fn fresh(&mut self) -> u64 {
        self.made += 1;
        self.made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_follows_its_messages() {
        let mut threads = Threads::default();
        let first = threads.add(Message::inbound(Channel::Sms, 5, "Hi".into(), 10));
        threads.add(Message::inbound(Channel::Sms, 6, "Hello".into(), 20));
        let mut reply = Message::inbound(Channel::Sms, 5, "Yes".into(), 30);
        reply.inbound = false;
        let reply = threads.add(reply);
        let conversation = threads.of(5).unwrap();
        assert_eq!((conversation.unread, conversation.last), (0, 30));
        assert_eq!(conversation.messages, [first, reply]);
        let people: Vec<u64> = threads
            .by_last()
            .rev()
            .map(|conversation| conversation.contact)
            .collect();
        assert_eq!(people, [5, 6]);
        threads.set_status(first, "read", 99);
        assert_eq!(threads.ordered(true).last().unwrap().1.number, first);
        let number = conversation_number(&threads);
        threads.remove(number);
        assert_eq!((threads.len(), threads.message_count()), (1, 1));
    }

    fn conversation_number(threads: &Threads) -> u64 {
        threads.of(5).unwrap().number
    }
}
