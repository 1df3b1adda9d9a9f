//! Calling somebody: the card opens with what is known, and what follows from how the call ended is done.

use super::{Acts, recipient};
use crate::domain::call::CallOutcome;
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::value::Foreign;
use crate::engine::calling::{Called, Caller, Calling};
use crate::engine::query::MessageDraft;
use crate::engine::view::Person;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::call::CallCard;
use crate::tui::overlays::composer::{Composer, Recipient};
use crate::tui::pane::{Cx, Look};
use crate::tui::text;

/// Whom a call is about.
pub(super) type About = Option<Calling>;

impl Acts {
    /// Opens the card of a call, with the notes that were kept.
    pub fn call(&mut self, person: &Person, cx: &mut Cx<'_>) -> Effects {
        let contact = &person.contact;
        if contact.phone.is_empty() {
            cx.say(Notice::warn("no number is known; E adds one"));
            return Effects::none();
        }
        self.calling.about = Some(Calling::about(person, caller(cx.look)));
        let question = MessageDraft {
            contact: contact.id.clone(),
            channel: Channel::Call,
        };
        Effects::one(cx.ask(&mut self.calling.slot, question))
    }

    /// The kept notes are here: the card opens.
    pub(super) fn open_call(&mut self, notes: &str, about: About, cx: &mut Cx<'_>) {
        let Some(calling) = &about else { return };
        let contact = &calling.contact;
        let ticket = cx.ticket(&mut self.called.slot);
        let number = Foreign::from(text::phone(contact.phone.shown().as_str())).shown();
        let whom = (contact.name(), number);
        let card = CallCard::new(contact.id.clone(), whom, calling.brief.clone(), notes, ticket, cx);
        self.called.about = about;
        cx.open(card);
    }

    /// A call is over: it is logged with what follows, and after one that nobody answered a text is ready.
    pub(super) fn take_called(&mut self, called: Called, about: About, cx: &mut Cx<'_>) -> Effects {
        let Some(calling) = about else {
            return Effects::none();
        };
        let outcome = called.outcome;
        let log = calling.ended(called, caller(cx.look));
        let empty = Draft {
            contact: calling.contact.id.clone(),
            channel: Channel::Call,
            subject: None,
            body: String::new(),
        };
        let mut effects = self.submit_now(vec![log], cx);
        effects.push(cx.submit(&mut self.forgotten, Command::KeepDraft { draft: empty }));
        if outcome == CallOutcome::NoAnswer {
            let to = recipient(&calling.contact);
            if to.ways.iter().any(|way| way.channel == Channel::Sms) {
                self.open_text(to, &calling.missed(caller(cx.look)), cx);
            }
        }
        effects
    }

    fn open_text(&mut self, to: Recipient, words: &str, cx: &mut Cx<'_>) {
        let ticket = cx.ticket(&mut self.message.slot);
        cx.open(Composer::new(
            to,
            Channel::Sms,
            (String::new(), words.to_owned()),
            ticket,
        ));
    }
}

/// Who calls, as the screen knows it.
fn caller(look: Look<'_>) -> Caller<'_> {
    Caller {
        directory: &look.world.directory,
        me: look.world.me.as_ref(),
        now: look.now,
        zone: &look.world.zone,
        due: text::due,
        ago: text::ago,
    }
}
