//! Calling somebody: what the card says, and what follows from how the call ended.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Acts, recipient};
use crate::domain::call::{Call, CallOutcome, again, open_questions};
use crate::domain::command::Command;
use crate::domain::contact::{Channel, Contact, Dnd};
use crate::domain::conversation::{Direction, Draft, MessageKind};
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::value::{CalendarId, ContactId, Foreign, OpportunityId, Shown, StageId};
use crate::engine::query::MessageDraft;
use crate::engine::view::{Directory, Person};
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::call::{Brief, CallCard, Called};
use crate::tui::overlays::composer::{Composer, Recipient};
use crate::tui::pane::Cx;
use crate::tui::text;

/// What is never said on the telephone (DOMAIN 16.4).
const NEVER: &str = "schools as good or bad, who lives there, safe or not";
/// Days until somebody who said "not now" is called again.
const LATER: i64 = 14;
/// The tag of a number that is somebody else's.
const WRONG: &str = "wrong-number";

/// Whom a call is about, and what its end needs.
#[derive(Debug, Default)]
pub(super) struct About {
    contact: Option<Contact>,
    /// The last thing they asked, for a text after nobody answered.
    asked: String,
    calendar: Option<CalendarId>,
    /// Their open deal, and the stage for those who have an appointment.
    deal: Option<(OpportunityId, StageId)>,
    brief: Brief,
    number: Shown,
}

impl Acts {
    /// Opens the card of a call, with the notes that were kept.
    pub fn call(&mut self, person: &Person, cx: &mut Cx<'_>) -> Effects {
        let contact = &person.contact;
        if contact.phone.is_empty() {
            cx.say(Notice::warn("no number is known; E adds one"));
            return Effects::none();
        }
        self.calling.about = about(person, cx);
        let question = MessageDraft {
            contact: contact.id.clone(),
            channel: Channel::Call,
        };
        Effects::one(cx.ask(&mut self.calling.slot, question))
    }

    /// The kept notes are here: the card opens.
    pub(super) fn open_call(&mut self, notes: &str, about: About, cx: &mut Cx<'_>) {
        let Some(contact) = &about.contact else { return };
        let ticket = cx.ticket(&mut self.called.slot);
        let whom = (contact.name(), about.number.clone());
        let card = CallCard::new(contact.id.clone(), whom, about.brief.clone(), notes, ticket, cx);
        self.called.about = about;
        cx.open(card);
    }

    /// A call is over: it is logged with what follows, and after one that nobody answered a text is ready.
    pub(super) fn take_called(&mut self, called: Called, about: About, cx: &mut Cx<'_>) -> Effects {
        let Some(contact) = about.contact.clone() else {
            return Effects::none();
        };
        let and = follows(&called, &contact.id, &about, cx);
        let log = Command::LogCall {
            contact: contact.id.clone(),
            call: Call {
                outcome: called.outcome,
                began: called.began,
                seconds: called.seconds,
                notes: called.notes,
            },
            and,
        };
        let empty = Draft {
            contact: contact.id.clone(),
            channel: Channel::Call,
            subject: None,
            body: String::new(),
        };
        let mut effects = self.submit_now(vec![log], cx);
        effects.push(cx.submit(&mut self.forgotten, Command::KeepDraft { draft: empty }));
        if called.outcome == CallOutcome::NoAnswer {
            let to = recipient(&contact);
            if to.ways.iter().any(|way| way.channel == Channel::Sms) {
                self.open_text(to, &missed(&contact, &about.asked, cx), cx);
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

/// What the end of a call sets going.
fn follows(called: &Called, contact: &ContactId, about: &About, cx: &Cx<'_>) -> Vec<Command> {
    let task = |title: &str, days| Command::AddTask {
        contact: contact.clone(),
        title: title.to_owned(),
        body: String::new(),
        due: again(days, cx.now, &cx.world.zone),
        assigned_to: cx.world.me.clone(),
    };
    match called.outcome {
        CallOutcome::Talked => Vec::new(),
        CallOutcome::Voicemail | CallOutcome::NoAnswer => vec![task("Call again", 1)],
        CallOutcome::NotNow => vec![task("Call again, they asked for another time", LATER)],
        CallOutcome::WrongNumber => vec![Command::EditTags {
            contact: contact.clone(),
            add: vec![WRONG.to_owned()],
            remove: Vec::new(),
        }],
        CallOutcome::Booked => booked(called, contact, about, cx),
    }
}

fn booked(called: &Called, contact: &ContactId, about: &About, cx: &Cx<'_>) -> Vec<Command> {
    let Some((what, at)) = &called.appointment else {
        return Vec::new();
    };
    let title = if what.is_empty() { "Showing" } else { what };
    let mut commands = vec![match &about.calendar {
        Some(calendar) => Command::BookAppointment {
            contact: contact.clone(),
            calendar: calendar.clone(),
            slot: slot(*at, &cx.world.zone),
            title: title.to_owned(),
        },
        None => Command::AddTask {
            contact: contact.clone(),
            title: title.to_owned(),
            body: String::new(),
            due: *at,
            assigned_to: cx.world.me.clone(),
        },
    }];
    if let Some((opportunity, stage)) = &about.deal {
        commands.push(Command::MoveOpportunity {
            opportunity: opportunity.clone(),
            stage: stage.clone(),
        });
    }
    commands
}

/// A moment as the CRM writes slots: local time with its offset.
fn slot(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

/// A text for somebody who did not answer.
fn missed(contact: &Contact, asked: &str, cx: &Cx<'_>) -> String {
    let me = my_name(cx).map_or(String::new(), |me| format!(", it is {me}"));
    let about = if asked.is_empty() {
        String::new()
    } else {
        " about what you asked".to_owned()
    };
    let greeting = match contact.first_name.shown().as_str() {
        "" => "Hi".to_owned(),
        first => format!("Hi {first}"),
    };
    format!("{greeting}{me}. I just tried to call you{about}. When is a good time to talk?")
}

fn my_name(cx: &Cx<'_>) -> Option<String> {
    let me = cx.world.me.as_ref()?;
    let name = cx.world.directory.user_name(me)?;
    let first = name.as_str().split_whitespace().next()?.to_owned();
    Some(first)
}

fn about(person: &Person, cx: &Cx<'_>) -> About {
    let asked = person
        .messages
        .iter()
        .find(|message| message.direction == Direction::Inbound && message.kind != MessageKind::Activity)
        .map(|message| match message.kind {
            // The words of a mail are HTML.
            MessageKind::Email => message.subject.shown().to_string(),
            _ => message.body.shown().to_string(),
        })
        .unwrap_or_default();
    let directory = &cx.world.directory;
    let open = person
        .deals
        .iter()
        .find(|deal| deal.status == OpportunityStatus::Open);
    let deal = open.and_then(|deal| {
        let stage = appointment_stage(directory, &deal.stage)?;
        Some((deal.id.clone(), stage))
    });
    let calendar = directory.calendars.first().map(|calendar| calendar.id.clone());
    let contact = &person.contact;
    About {
        brief: Brief {
            against: match contact.dnd_on(Channel::Call) {
                Dnd::Open => String::new(),
                _ => "they asked not to be called".to_owned(),
            },
            open: opening(contact, &asked, cx),
            ask: questions(person, directory),
            know: known(person, directory, cx),
            never: NEVER.to_owned(),
            would: would(calendar.is_some(), deal.as_ref(), cx),
        },
        contact: Some(contact.clone()),
        asked,
        calendar,
        deal,
        number: Foreign::from(text::phone(contact.phone.shown().as_str())).shown(),
    }
}

/// The first stage after the present one whose name speaks of an appointment or a showing.
fn appointment_stage(directory: &Directory, now: &StageId) -> Option<StageId> {
    let pipeline = directory
        .pipelines
        .iter()
        .find(|pipeline| pipeline.stages.iter().any(|stage| stage.id == *now))?;
    let mut later = pipeline
        .stages
        .iter()
        .skip_while(|stage| stage.id != *now)
        .skip(1);
    later
        .find(|stage| {
            let name = stage.name.raw().to_lowercase();
            ["appointment", "showing", "tour", "viewing"]
                .iter()
                .any(|word| name.contains(word))
        })
        .map(|stage| stage.id.clone())
}

fn opening(contact: &Contact, asked: &str, cx: &Cx<'_>) -> String {
    let greeting = match contact.first_name.shown().as_str() {
        "" => "Hi".to_owned(),
        first => format!("Hi {first}"),
    };
    let me = my_name(cx).map_or(String::new(), |me| format!(", it is {me}"));
    let source = contact.source.shown();
    let why = match (asked, source.as_str()) {
        ("", "") => "I wanted to hear how your search is going".to_owned(),
        ("", source) => format!("You found us through {source}"),
        (asked, _) => format!("You wrote: {asked}"),
    };
    format!("{greeting}{me}. {why}")
}

fn questions(person: &Person, directory: &Directory) -> String {
    let has_value = |id: &crate::domain::value::CustomFieldId| {
        person.contact.custom.get(id).is_some_and(|value| {
            !crate::domain::custom_field::show_value(value)
                .as_str()
                .trim()
                .is_empty()
        })
    };
    let names: Vec<&str> = directory
        .custom_fields
        .iter()
        .filter(|field| has_value(&field.id))
        .map(|field| field.name.raw())
        .collect();
    match open_questions(names.into_iter()).join("  ") {
        open if open.is_empty() => "everything is answered; what is next?".to_owned(),
        open => open,
    }
}

fn known(person: &Person, directory: &Directory, cx: &Cx<'_>) -> String {
    let mut facts: Vec<String> = Vec::new();
    for field in &directory.custom_fields {
        if let Some(value) = person.contact.custom.get(&field.id) {
            let value = field.show(value);
            if !value.as_str().trim().is_empty() {
                facts.push(format!("{} {value}", field.name.shown()));
            }
        }
    }
    let calls = person
        .messages
        .iter()
        .filter(|message| message.kind == MessageKind::Call && message.direction == Direction::Outbound);
    facts.push(match calls.clone().next().and_then(|last| last.at) {
        Some(last) => format!(
            "called {}, last {} ago",
            text::count(calls.count() as u64, "time", "times"),
            cx.ago(last)
        ),
        None => "never called before".to_owned(),
    });
    facts.join(" · ")
}

/// What each end of the call would do, before it is chosen.
fn would(books: bool, deal: Option<&(OpportunityId, StageId)>, cx: &Cx<'_>) -> Vec<String> {
    let day = |days| cx.due(again(days, cx.now, &cx.world.zone));
    let stage = deal
        .and_then(|(_, stage)| cx.world.directory.stage(stage))
        .map(|stage| format!(", move to {}", stage.name.shown()))
        .unwrap_or_default();
    let booked = if books { "book it" } else { "a task for it" };
    CallOutcome::ALL
        .into_iter()
        .map(|outcome| match outcome {
            CallOutcome::Talked => "the call and your notes go to the CRM".to_owned(),
            CallOutcome::Voicemail => format!("task to call again {}", day(1)),
            CallOutcome::NoAnswer => format!("task to call again {}; a text is ready to send", day(1)),
            CallOutcome::WrongNumber => format!("tag {WRONG}"),
            CallOutcome::NotNow => format!("task to call again {}", day(LATER)),
            CallOutcome::Booked => format!("asks when; {booked}{stage}"),
        })
        .collect()
}
