//! What a front end needs around a telephone call: what is worth knowing before it, what each end of it would do, and the
//! commands that follow from how it ended. The screen and linear mode say and do the same.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::scores::tells_a_trait;
use super::view::{Directory, Person};
use crate::domain::call::{Call, CallOutcome, again};
use crate::domain::command::Command;
use crate::domain::contact::{Channel, Contact, Dnd};
use crate::domain::conversation::{Direction, MessageKind};
use crate::domain::custom_field::{CustomField, show_value};
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::qualification::{Question, Set, still_open};
use crate::domain::value::{CalendarId, OpportunityId, StageId, UserId, count};

/// What is never said on the telephone: homes are described, never people or who lives where (42 U.S.C. 3604).
const NEVER: &str = "schools as good or bad, who lives there, safe or not";
/// Days until somebody who said "not now" is called again.
const LATER: i64 = 14;
/// The tag of a number that is somebody else's.
const WRONG: &str = "wrong-number";

/// Says a moment in words; the second moment is the present.
type Wording = fn(Timestamp, Timestamp, &TimeZone) -> String;

/// Who calls, from which account, and when.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    /// The account.
    pub directory: &'a Directory,
    /// Who calls, where that is known.
    pub me: Option<&'a UserId>,
    /// The present.
    pub now: Timestamp,
    /// The zone of whoever calls.
    pub zone: &'a TimeZone,
    /// How a front end says when something is due.
    pub due: Wording,
    /// How it says how long ago something was.
    pub ago: Wording,
}

/// What is worth knowing before somebody is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brief {
    /// What stands against calling them; empty when nothing does.
    pub against: String,
    /// How to begin.
    pub open: String,
    /// What nobody has asked yet.
    pub ask: String,
    /// What is known.
    pub know: String,
    /// What is never said (fair housing).
    pub never: String,
    /// What each end of the call would do, in the order of [`CallOutcome::ALL`].
    pub would: Vec<String>,
}

/// How a call went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// How it ended.
    pub outcome: CallOutcome,
    /// When the card was opened.
    pub began: Timestamp,
    /// How long it took.
    pub seconds: u32,
    /// What was typed.
    pub notes: String,
    /// What was agreed on, and when it is.
    pub appointment: Option<(String, Timestamp)>,
}

/// A call that is about to be made: to whom, and what its end needs.
#[derive(Clone, Debug)]
pub struct Calling {
    /// Whom.
    pub contact: Contact,
    /// What is worth knowing before.
    pub brief: Brief,
    /// The last thing they asked, for a text after nobody answered.
    asked: String,
    calendar: Option<CalendarId>,
    /// Their open deal, and the stage for those who have an appointment.
    deal: Option<(OpportunityId, StageId)>,
}

impl Calling {
    /// Looks up what is known.
    pub fn about(person: &Person, caller: Caller<'_>) -> Self {
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
        let directory = caller.directory;
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
        Self {
            brief: Brief {
                against: match contact.dnd_on(Channel::Call) {
                    Dnd::Open => String::new(),
                    _ => "they asked not to be called".to_owned(),
                },
                open: opening(contact, &asked, caller),
                ask: questions(person, directory),
                know: known(person, caller),
                never: NEVER.to_owned(),
                would: would(calendar.is_some(), deal.as_ref(), caller),
            },
            contact: contact.clone(),
            asked,
            calendar,
            deal,
        }
    }

    /// The call in the log, and what its end sets going, as one line of undo.
    pub fn ended(&self, called: Called, caller: Caller<'_>) -> Command {
        Command::LogCall {
            contact: self.contact.id.clone(),
            and: self.follows(&called, caller),
            call: Call {
                outcome: called.outcome,
                began: called.began,
                seconds: called.seconds,
                notes: called.notes,
            },
        }
    }

    /// A text for somebody who did not answer.
    pub fn missed(&self, caller: Caller<'_>) -> String {
        let me = my_name(caller).map_or(String::new(), |me| format!(", it is {me}"));
        let about = if self.asked.is_empty() {
            String::new()
        } else {
            " about what you asked".to_owned()
        };
        let greeting = greeting(&self.contact);
        format!("{greeting}{me}. I just tried to call you{about}. When is a good time to talk?")
    }

    /// What the end of a call sets going.
    fn follows(&self, called: &Called, caller: Caller<'_>) -> Vec<Command> {
        let contact = &self.contact.id;
        let task = |title: &str, days| Command::AddTask {
            contact: contact.clone(),
            title: title.to_owned(),
            body: String::new(),
            due: again(days, caller.now, caller.zone),
            assigned_to: caller.me.cloned(),
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
            CallOutcome::Booked => self.booked(called, caller),
        }
    }

    fn booked(&self, called: &Called, caller: Caller<'_>) -> Vec<Command> {
        let contact = &self.contact.id;
        let Some((what, at)) = &called.appointment else {
            return Vec::new();
        };
        let title = if what.is_empty() { "Showing" } else { what };
        let mut commands = vec![match &self.calendar {
            Some(calendar) => Command::BookAppointment {
                contact: contact.clone(),
                calendar: calendar.clone(),
                slot: slot(*at, caller.zone),
                title: title.to_owned(),
            },
            None => Command::AddTask {
                contact: contact.clone(),
                title: title.to_owned(),
                body: String::new(),
                due: *at,
                assigned_to: caller.me.cloned(),
            },
        }];
        if let Some((opportunity, stage)) = &self.deal {
            commands.push(Command::MoveOpportunity {
                opportunity: opportunity.clone(),
                stage: stage.clone(),
            });
        }
        commands
    }
}

/// A moment as the CRM writes slots: local time with its offset.
pub(super) fn slot(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

fn my_name(caller: Caller<'_>) -> Option<String> {
    let name = caller.directory.user_name(caller.me?)?;
    let first = name.as_str().split_whitespace().next()?.to_owned();
    Some(first)
}

fn greeting(contact: &Contact) -> String {
    match contact.first_name.shown().as_str() {
        "" => "Hi".to_owned(),
        first => format!("Hi {first}"),
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

fn opening(contact: &Contact, asked: &str, caller: Caller<'_>) -> String {
    let greeting = greeting(contact);
    let me = my_name(caller).map_or(String::new(), |me| format!(", it is {me}"));
    let source = contact.source.shown();
    let why = match (asked, source.as_str()) {
        ("", "") => "I wanted to hear how your search is going".to_owned(),
        ("", source) => format!("You found us through {source}"),
        (asked, _) => format!("You wrote: {asked}"),
    };
    format!("{greeting}{me}. {why}")
}

fn questions(person: &Person, directory: &Directory) -> String {
    let answers = |field: &CustomField| {
        let value = person.contact.custom.get(&field.id).map(show_value);
        value.is_some_and(|value| Question::Budget.is_answered_by(value.as_str()))
    };
    let names: Vec<&str> = directory
        .custom_fields
        .iter()
        .filter(|field| answers(field) && !tells_a_trait(field))
        .map(|field| field.name.raw())
        .collect();
    let is_answered = |question: &Question| {
        let mut answers = person.answers.iter();
        answers.any(|answer| answer.question == *question && answer.by.counts())
    };
    let mut open = still_open(Set::Buyer, names.into_iter());
    open.retain(|question| !is_answered(question));
    if open.is_empty() {
        return "everything is answered; what is next?".to_owned();
    }
    let asked: Vec<&str> = open.into_iter().map(Question::ask).collect();
    asked.join("  ")
}

fn known(person: &Person, caller: Caller<'_>) -> String {
    let mut facts: Vec<String> = Vec::new();
    for field in &caller.directory.custom_fields {
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
            count(calls.count() as u64, "time", "times"),
            (caller.ago)(last, caller.now, caller.zone)
        ),
        None => "never called before".to_owned(),
    });
    facts.join(" · ")
}

/// What each end of the call would do, before it is chosen.
fn would(books: bool, deal: Option<&(OpportunityId, StageId)>, caller: Caller<'_>) -> Vec<String> {
    let day = |days| (caller.due)(again(days, caller.now, caller.zone), caller.now, caller.zone);
    let stage = deal
        .and_then(|(_, stage)| caller.directory.stage(stage))
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
