//! Asking Claude about somebody: the question is put into the chat with what is known of them, and who they are is left
//! out, as is whoever else is named. The person reads it, changes it and sends it; nothing is asked from here.

use std::collections::BTreeSet;

use super::Acts;
use crate::domain::contact::Contact;
use crate::domain::conversation::{Direction, Message, MessageKind};
use crate::domain::mask::{Identity, Vault};
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::value::Foreign;
use crate::domain::words::words;
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
        "names and numbers are left out; read it before you send it",
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
    let hide = hide(contact, look);
    let mut lines = vec![hide(&format!("About {}.", facts.join("; ")))];
    let said = person
        .messages
        .iter()
        .filter(|message| message.kind != MessageKind::Activity && !message.body.is_empty());
    let mut said: Vec<String> = said
        .take(MESSAGES)
        .map(|message| line(message, &hide, look))
        .collect();
    if !said.is_empty() {
        lines.push("What was said last:".to_owned());
    }
    said.reverse();
    lines.extend(said);
    lines.join("\n")
}

/// Leaves out of a text who somebody is, and whoever else is named in it. The words of the account itself name nobody.
fn hide(contact: &Contact, look: Look<'_>) -> impl Fn(&str) -> String {
    let raw = |text: &Foreign| text.raw().trim().to_owned();
    let mut vault = Vault::default();
    vault.learn(&Identity {
        first: raw(&contact.first_name),
        last: raw(&contact.last_name),
        others: vec![raw(&contact.company)],
        phones: contact
            .more_phones
            .iter()
            .chain([&contact.phone])
            .map(raw)
            .collect(),
        emails: contact
            .more_emails
            .iter()
            .chain([&contact.email])
            .map(raw)
            .collect(),
        addresses: vec![raw(&contact.address.street)],
    });
    let directory = &look.world.directory;
    let stages = directory.pipelines.iter().flat_map(|pipeline| &pipeline.stages);
    let own = stages
        .map(|stage| &stage.name)
        .chain([&contact.address.city])
        .flat_map(|name| words(name.raw()))
        .map(|word| word.text.into());
    let own: BTreeSet<String> = own.collect();
    move |text| vault.redact(text, &|word| own.contains(word))
}

fn line(message: &Message, hide: &impl Fn(&str) -> String, look: Look<'_>) -> String {
    let who = match message.direction {
        Direction::Inbound => "they",
        Direction::Outbound => "we",
    };
    let body = Foreign::from(plain(message.body.raw())).shown();
    let body = hide(body.as_str());
    let at = message.at.map(|at| look.ago(at)).unwrap_or_default();
    format!("> {who}, {at}: {}", clip(&body, LETTERS))
}
