//! Asking Claude about somebody: the question is put into the chat with what is known of them, and who they are is left
//! out. The person reads it, changes it and sends it; nothing is asked from here.

use super::Acts;
use crate::domain::conversation::{Direction, Message, MessageKind};
use crate::domain::nameless::nameless;
use crate::domain::opportunity::OpportunityStatus;
use crate::engine::view::Person;
use crate::tui::effect::Effects;
use crate::tui::mail::plain;
use crate::tui::notice::Notice;
use crate::tui::pane::{Cx, Look, Target};
use crate::tui::text::clip;

/// Messages that are told, and letters of each.
const MESSAGES: usize = 4;
const LETTERS: usize = 400;

impl Acts {
    /// Puts a question about a person into the chat; what is asked is typed behind it.
    pub fn ask_claude(&self, person: &Person, cx: &mut Cx<'_>) -> Effects {
        let question = format!("{}\n\nMy question: ", known(person, cx.look));
        put(question, cx)
    }

    /// Asks Claude for an answer to a person.
    pub fn draft(&self, person: &Person, cx: &mut Cx<'_>) -> Effects {
        let by_mail = person
            .messages
            .iter()
            .find(|message| matches!(message.kind, MessageKind::Sms | MessageKind::Email))
            .is_some_and(|message| message.kind == MessageKind::Email);
        let what = if by_mail { "an e-mail" } else { "a text" };
        let question = format!(
            "{}\n\nWrite {what} to them, ready to be sent, that answers what they said last and asks one thing.",
            known(person, cx.look)
        );
        put(question, cx)
    }
}

fn put(question: String, cx: &mut Cx<'_>) -> Effects {
    cx.say(Notice::new(
        "their name and number are left out; read it before you send it",
    ));
    cx.go(Target::Question(question));
    Effects::none()
}

/// What is known of somebody, without who they are: how they stand, and what was said last.
fn known(person: &Person, look: Look<'_>) -> String {
    let contact = &person.contact;
    let mut facts = vec![format!("a {}", contact.kind.shown().or("lead"))];
    if !contact.source.is_empty() {
        facts.push(format!("from {}", contact.source.shown()));
    }
    let deals = person.deals.iter();
    for deal in deals.filter(|deal| deal.status == OpportunityStatus::Open) {
        let stage = look.world.directory.stage(&deal.stage);
        let stage = stage.map(|stage| stage.name.shown()).unwrap_or_default();
        facts.push(format!(
            "open deal of {} at stage {} since {}",
            deal.value.short(),
            stage.or("unknown"),
            look.ago(deal.since)
        ));
    }
    let open = person.tasks.iter().filter(|task| !task.completed);
    facts.extend(open.map(|task| format!("to do: {}", task.title.shown())));
    let mut lines = vec![nameless(&format!("About {}.", facts.join("; ")), contact)];
    let said = person
        .messages
        .iter()
        .filter(|message| message.kind != MessageKind::Activity && !message.body.is_empty());
    let mut said: Vec<String> = said
        .take(MESSAGES)
        .map(|message| line(message, person, look))
        .collect();
    if !said.is_empty() {
        lines.push("What was said last:".to_owned());
    }
    said.reverse();
    lines.extend(said);
    lines.join("\n")
}

fn line(message: &Message, person: &Person, look: Look<'_>) -> String {
    let who = match message.direction {
        Direction::Inbound => "they",
        Direction::Outbound => "we",
    };
    let body = crate::domain::value::Foreign::from(plain(message.body.raw())).shown();
    let body = nameless(body.as_str(), &person.contact);
    let at = message.at.map(|at| look.ago(at)).unwrap_or_default();
    format!("> {who}, {at}: {}", clip(&body, LETTERS))
}
