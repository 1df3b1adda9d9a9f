//! What a key does to the row under the cursor: verdicts, and the thing that is offered.

use serde_json::Value;

use super::Today;
use crate::domain::command::Command;
use crate::domain::record::{EntityKind, EntityRef};
use crate::domain::silence;
use crate::domain::today::{Item, Kind, Verdict};
use crate::domain::when;
use crate::engine::before::ASK_FROM;
use crate::engine::verdict::{Judged, commands};
use crate::tui::acts::snooze::moment;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::prompt::Prompt;
use crate::tui::pane::{Cx, Look, Target};
use crate::tui::person;
use crate::tui::text::count;

/// A verdict, as it can be given once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Done, next.
    Done,
    /// Not before a moment, in words.
    Snooze(String),
    /// Nothing will be done.
    Decline,
}

/// What enter does with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offer {
    /// Take a lead that nobody has.
    Take,
    /// Answer them.
    Reply,
    /// Write to them although they have not.
    Write,
    /// Show the person.
    Person,
    /// Show the deal.
    Deal,
    /// Bring back what was put off.
    Back,
}

impl Offer {
    /// In words, after the key.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Take => "take them",
            Self::Reply => "answer",
            Self::Write => "write to them",
            Self::Person => "open the person",
            Self::Deal => "open the deal",
            Self::Back => "back in the queue",
        }
    }
}

impl Today {
    /// What enter does with the row under the cursor.
    pub(super) fn offer(&self, look: Look<'_>) -> Option<Offer> {
        let item = self.current()?;
        Some(match item.waiting.kind {
            // Who only reads may look at everybody.
            kind if look.world.reads_only && kind != Kind::Deal => Offer::Person,
            Kind::Lead if item.waiting.unowned && look.world.me.is_some() => Offer::Take,
            Kind::Lead | Kind::Reply => Offer::Reply,
            Kind::Silent if is_sent(item.waiting.days(look.now)) => Offer::Write,
            Kind::Deal => Offer::Deal,
            Kind::Snoozed => Offer::Back,
            Kind::Promise | Kind::Back | Kind::Call | Kind::Task | Kind::Silent | Kind::Cooling => {
                Offer::Person
            }
        })
    }

    /// Does what is offered.
    pub(super) fn do_offer(&mut self, cx: &mut Cx<'_>) -> Effects {
        let (Some(offer), Some(item)) = (self.offer(cx.look), self.current().cloned()) else {
            return Effects::unchanged();
        };
        match offer {
            Offer::Take => self.take_lead(item, cx),
            Offer::Reply | Offer::Write => person::reply(self, cx),
            Offer::Person => {
                if let Some(contact) = item.contact {
                    cx.go(Target::Contact(contact));
                }
                Effects::none()
            }
            Offer::Deal => {
                cx.go(Target::Deal(item.record.id.into()));
                Effects::none()
            }
            Offer::Back => {
                cx.say(Notice::new(format!("{} is back in the queue", name(&item))).with_undo());
                self.judge(item.subject(), None, cx)
            }
        }
    }

    fn take_lead(&mut self, item: Item, cx: &mut Cx<'_>) -> Effects {
        let (Some(me), Some(contact)) = (cx.world.me.clone(), item.contact) else {
            return Effects::unchanged();
        };
        let changes = vec![("assignedTo".to_owned(), Value::from(me.as_str()))];
        let edit = Command::EditContact { contact, changes };
        self.acts.submit("took", vec![edit], cx)
    }

    /// Gives a verdict on what is marked, else on the row under the cursor, and goes on to the next.
    pub(super) fn give(&mut self, deed: Deed, cx: &mut Cx<'_>) -> Effects {
        let items = self.chosen();
        let verdict = match &deed {
            Deed::Done => Verdict::Done,
            Deed::Decline => Verdict::Declined,
            Deed::Snooze(words) => {
                let until = when::parse(words, cx.now, &cx.world.zone).filter(|until| *until > cx.now);
                let Some(until) = until else {
                    cx.say(Notice::warn(format!(
                        "\"{words}\" is no moment to come; nothing was put off"
                    )));
                    return Effects::none();
                };
                Verdict::Snoozed { until }
            }
        };
        let said = match verdict {
            Verdict::Done => "done".to_owned(),
            Verdict::Declined => "declined".to_owned(),
            Verdict::Snoozed { until } => format!("snoozed until {}", cx.look.due(until)),
        };
        let rows = items.iter().map(|item| Judged {
            record: item.record.clone(),
            subject: item.subject(),
        });
        let mut commands = commands(rows, verdict);
        self.last = Some(deed);
        let command = match commands.len() {
            0 => return Effects::unchanged(),
            1 => commands.remove(0),
            // So many are looked at first; their rows go when it is done.
            ASK_FROM.. => return self.acts.submit(&format!("verdict: {said}"), commands, cx),
            _ => Command::Each {
                commands,
                after: None,
            },
        };
        let whom = match items.as_slice() {
            [only] => name(only),
            many => count(many.len() as u64, "row", "rows"),
        };
        cx.say(Notice::new(format!("{whom} {said}")).with_undo());
        for item in &items {
            self.settle(item, matches!(verdict, Verdict::Snoozed { .. }));
        }
        self.keep_marks();
        let effect = cx.submit_one(&mut self.judged, command);
        Effects::one(effect).and(self.moved(cx))
    }

    fn judge(&mut self, entity: EntityRef, verdict: Option<Verdict>, cx: &mut Cx<'_>) -> Effects {
        let command = Command::Judge { entity, verdict };
        Effects::one(cx.submit_one(&mut self.judged, command))
    }

    /// Takes away what a verdict is about: the row, or everything of the person.
    fn settle(&mut self, item: &Item, whole_person: bool) {
        let (subject, record) = (item.subject(), item.record.clone());
        let is_settled = |other: &Item| {
            if whole_person {
                other.subject() == subject
            } else {
                other.record == record
            }
        };
        if let Some(queue) = &mut self.queue {
            queue.leads.retain(|lead| !is_settled(lead));
        }
        self.desk.settle(is_settled);
    }

    /// Asks until when, in words.
    pub(super) fn ask_until(&mut self, cx: &mut Cx<'_>) -> Effects {
        let title = match self.chosen().as_slice() {
            [] => return Effects::unchanged(),
            [only] => format!("put off {}", name(only)),
            many => format!("put off {}", count(many.len() as u64, "row", "rows")),
        };
        let (now, zone) = (cx.now, cx.world.zone.clone());
        let check = move |words: &str| moment(words, now, &zone);
        let ticket = cx.ticket(&mut self.words);
        cx.open(Prompt::line(title, "tomorrow 9", ticket, "", Box::new(check)));
        Effects::none()
    }
}

/// Whether the step of a silence of so many days goes out.
fn is_sent(days: u32) -> bool {
    silence::rung(days).is_some_and(|rung| rung.channel.is_some())
}

/// What a row is called in a sentence.
fn name(item: &Item) -> String {
    match item.record.kind {
        EntityKind::Contact => item.name.shown().or("somebody without a name").to_string(),
        _ => item.what.shown().or("this").to_string(),
    }
}
