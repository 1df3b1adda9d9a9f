//! The plain evaluator: it looks at everybody and everything they have, one after the other, and knows no SQL.

use jiff::Timestamp;
use serde_json::Value;

use super::world::{AUTOMATIONS, CONSENTS, Change, POND, Stay, World, changes, given, scores, stays};
use crate::domain::contact::{Channel, Contact, Dnd};
use crate::domain::conversation::{Direction, Message};
use crate::domain::filter::{
    Comparison, Expr, FieldKind as Kind, FieldSpec, Filter, Likeness, Of, Operand, Test, folded,
};
use crate::domain::gate::consent;
use crate::domain::opportunity::{Opportunity, OpportunityStatus};
use crate::domain::record::{Fields, Members};
use crate::domain::task::Task;
use crate::domain::value::{Cents, CustomFieldId, PipelineId, StageId, UserId, parse_crm_value};

/// What a field holds for one person or thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    Text(String),
    Number(i64),
    Texts(Vec<String>),
}

/// The ids of those whom a filter chooses, in its order.
pub(super) fn answer(world: &World, filter: &Filter) -> Vec<String> {
    let chosen = world.people.iter().enumerate().filter(|(_, (id, fields))| {
        let person = Person::of(world, id, fields);
        filter.expr.as_ref().is_none_or(|expr| person.fits(expr))
    });
    let mut keyed: Vec<_> = chosen
        .map(|(at, (id, fields))| {
            let person = Person::of(world, id, fields);
            let key = filter
                .order
                .by
                .map_or_else(|| person.held("active"), |by| person.held(by.name));
            ((key, at), id.clone())
        })
        .collect();
    keyed.sort();
    if filter.order.down {
        keyed.reverse();
    }
    keyed.truncate(filter.limit.unwrap_or(usize::MAX));
    keyed.into_iter().map(|(_, id)| id).collect()
}

struct Person<'a> {
    contact: Contact,
    fields: &'a Fields,
    deals: Vec<(Opportunity, &'a Fields)>,
    messages: Vec<Message>,
    notes: Vec<String>,
    tasks: Vec<Task>,
    unread: i64,
    changes: Vec<Change>,
}

impl<'a> Person<'a> {
    fn of(world: &'a World, id: &str, fields: &'a Fields) -> Self {
        let own = move |list: &'a [(String, Fields)]| {
            let id = id.to_owned();
            list.iter()
                .filter(move |(_, fields)| fields.word("contactId") == Some(id.as_str()))
        };
        Self {
            contact: Contact::from_fields(id.into(), fields),
            fields,
            deals: own(&world.deals)
                .map(|(id, fields)| (Opportunity::from_fields(id.as_str().into(), fields), fields))
                .collect(),
            messages: own(&world.messages)
                .map(|(id, fields)| Message::from_fields(id.as_str().into(), fields))
                .collect(),
            notes: own(&world.notes)
                .map(|(_, fields)| fields.text("body").raw().to_owned())
                .collect(),
            tasks: own(&world.tasks)
                .map(|(id, fields)| Task::from_fields(id.as_str().into(), fields))
                .collect(),
            unread: own(&world.threads)
                .filter_map(|(_, fields)| fields.number("unreadCount"))
                .sum::<f64>() as i64,
            changes: changes(world, id),
        }
    }

    fn line(&self) -> String {
        let digits: String = self
            .contact
            .phone
            .raw()
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        format!(
            "{}\t{digits}\t{}",
            folded(self.contact.name().as_str()),
            self.contact.email.raw().to_lowercase()
        )
    }

    fn fits(&self, expr: &Expr) -> bool {
        match expr {
            Expr::And(parts) => parts.iter().all(|part| self.fits(part)),
            Expr::Or(parts) => parts.iter().any(|part| self.fits(part)),
            Expr::Not(inner) => !self.fits(inner),
            Expr::Word(word) => self.line().contains(&folded(word)),
            Expr::Phrase(words) => {
                self.line().contains(&folded(words))
                    || self.messages.iter().any(|message| says(&text_of(message), words))
                    || self.notes.iter().any(|note| says(note, words))
            }
            Expr::Field(spec, test) => self.field(spec, test),
            Expr::Custom(id, test) => self.custom(id, test),
            Expr::Has(Of::Deal | Of::Person, inner) => self
                .deals
                .iter()
                .any(|(deal, fields)| deal_fits(deal, fields, inner)),
            Expr::Has(Of::Message, inner) => self.messages.iter().any(|message| message_fits(message, inner)),
            Expr::Has(Of::Call, inner) => self.calls().any(|message| message_fits(message, inner)),
            Expr::Has(Of::Automation, inner) => stays(self.contact.id.as_str())
                .iter()
                .any(|stay| !stay.held_out && stay_fits(stay, inner)),
            Expr::Has(Of::Change, inner) => {
                // What was taken back is a change only to whoever asks for that.
                let asked = format!("{inner:?}").contains("\"undone\"");
                let mut changes = self.changes.iter().filter(|change| asked || !change.undone);
                changes.any(|change| change_fits(change, inner))
            }
            Expr::Has(Of::Task, inner) => self.tasks.iter().any(|task| task_fits(task, inner)),
            Expr::Was(inner, _) => self.fits(inner),
        }
    }

    fn calls(&self) -> impl Iterator<Item = &Message> {
        self.messages
            .iter()
            .filter(|message| message.kind.word() == "call")
    }

    /// As the gate judges it.
    fn agreed(&self, channel: Channel) -> bool {
        let names = CONSENTS.map(|(id, name)| (CustomFieldId::from(id), name.to_owned()));
        let kind = match channel {
            Channel::Email => "email",
            Channel::Call => "call",
            _ => "text",
        };
        let mut messages = self.messages.iter();
        let wrote =
            messages.any(|message| message.direction == Direction::Inbound && message.kind.word() == kind);
        consent::known(&self.contact, channel, &names.into(), wrote).is_some()
    }

    fn field(&self, spec: &FieldSpec, test: &Test) -> bool {
        if let ("consent", Test::Agreed(ways)) = (spec.name, test) {
            return ways.iter().any(|way| self.agreed(way.channel));
        }
        if let ("phone", Test::OneOf(wanted)) = (spec.name, test) {
            return wanted.iter().any(|wanted| {
                let digits: String = text(wanted).chars().filter(char::is_ascii_digit).collect();
                !digits.is_empty() && self.contact.phone.raw().contains(&digits)
            });
        }
        let (score, drift) = scores(self.contact.id.as_str());
        let scored = match spec.name {
            "score" => score,
            "drift" => drift,
            "score_change" => None,
            _ => return fits(&self.held(spec.name), spec.kind, test),
        };
        match (scored, test) {
            (None, test) => *test == Test::None,
            (Some(_), Test::Any) => true,
            (Some(points), test) => {
                *test != Test::None && fits(&Held::Number((points + 50) / 100), spec.kind, test)
            }
        }
    }

    fn held(&self, name: &str) -> Held {
        let contact = &self.contact;
        let last = |direction: Direction| {
            let of = self
                .messages
                .iter()
                .filter(|message| message.direction == direction);
            of.filter_map(|message| message.at)
                .map(Timestamp::as_millisecond)
                .max()
                .unwrap_or(0)
        };
        let folded_text = |text: &str| Held::Text(folded(text));
        let mut open: Vec<_> = self
            .deals
            .iter()
            .filter(|(deal, _)| deal.status == OpportunityStatus::Open)
            .collect();
        match name {
            "score" => Held::Number(scores(contact.id.as_str()).0.unwrap_or(i64::MIN)),
            "name" => folded_text(contact.name().as_str()),
            "phone" => Held::Text(contact.phone.raw().to_owned()),
            "email" => Held::Text(contact.email.raw().to_lowercase()),
            "tag" => Held::Texts(contact.tags.iter().map(|tag| tag.raw().to_lowercase()).collect()),
            "owner" => Held::Text(
                contact
                    .assigned_to
                    .as_ref()
                    .map(|id| id.as_str().to_owned())
                    .unwrap_or_default(),
            ),
            "source" => folded_text(contact.source.raw()),
            "type" => folded_text(contact.kind.raw()),
            "city" => folded_text(contact.address.city.raw()),
            "zip" => folded_text(contact.address.postal_code.raw()),
            "tz" => folded_text(contact.timezone.as_deref().unwrap_or_default()),
            "birthday" => Held::Number(
                contact
                    .born
                    .map_or(0, |day| i64::from(day.month()) * 100 + i64::from(day.day())),
            ),
            "created" => millis(contact.added),
            "updated" => millis(contact.updated),
            "active" => {
                let added = contact.added.map_or(0, Timestamp::as_millisecond);
                Held::Number(added.max(last(Direction::Inbound)).max(last(Direction::Outbound)))
            }
            "last_in" => Held::Number(last(Direction::Inbound)),
            "last_out" => Held::Number(last(Direction::Outbound)),
            "last_call" => millis(self.calls().filter_map(|call| call.at).max()),
            "attempts" => {
                let since = last(Direction::Inbound);
                let tried = self.messages.iter().filter(|message| {
                    let later = message.at.map_or(0, Timestamp::as_millisecond) > since;
                    message.direction == Direction::Outbound && message.kind.word() != "other" && later
                });
                Held::Number(tried.count() as i64)
            }
            "next" => millis(
                self.tasks
                    .iter()
                    .filter(|task| !task.completed)
                    .filter_map(|task| task.due)
                    .min(),
            ),
            "unread" => Held::Number(self.unread),
            "dnd" => Held::Number(i64::from(contact.dnd || !contact.dnd_channels.is_empty())),
            "dnc" => Held::Number(i64::from(contact.dnd_on(Channel::Call) != Dnd::Open)),
            "pond" => {
                let theirs = contact
                    .assigned_to
                    .as_ref()
                    .is_some_and(|owner| owner.as_str() == POND);
                let given = given(contact.id.as_str()).filter(|_| theirs);
                Held::Number(given.unwrap_or(0))
            }
            "pending" => Held::Number(0),
            "value" => Held::Number(
                open.iter()
                    .filter_map(|(deal, _)| deal.value)
                    .map(|value| value.0)
                    .sum(),
            ),
            "stage" => {
                open.sort_by_key(|(deal, _)| deal.updated);
                // Of deals that changed at once the one that came here last.
                let last = open.last().and_then(|(deal, _)| deal.stage.as_ref());
                Held::Text(last.map(|stage| stage.as_str().to_owned()).unwrap_or_default())
            }
            other => panic!("the plain evaluator does not know {other}"),
        }
    }

    fn custom(&self, id: &str, test: &Test) -> bool {
        let value = self
            .fields
            .object("customFields")
            .and_then(|custom| custom.get(id))
            .unwrap_or(&Value::Null);
        let shown = match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match test {
            Test::Any => !shown.is_empty(),
            Test::None => shown.is_empty(),
            Test::In(_) => fits(&millis(parse_crm_value(value)), Kind::Time, test),
            Test::OneOf(wanted) if wanted.iter().all(|wanted| matches!(wanted, Operand::Text(_))) => {
                fits(&Held::Text(folded(&shown)), Kind::Text, test)
            }
            Test::Alike(_) => fits(&Held::Text(shown), Kind::Text, test),
            _ => Cents::parse(&shown).is_ok_and(|cents| fits(&Held::Number(cents.0), Kind::Money, test)),
        }
    }
}

fn deal_fits(deal: &Opportunity, fields: &Fields, expr: &Expr) -> bool {
    each(
        expr,
        &|expr| deal_fits(deal, fields, expr),
        &|words| folded(deal.name.raw()).contains(&folded(words)),
        &|name| {
            let id = |id: Option<&str>| Held::Text(id.unwrap_or_default().to_owned());
            match name {
                "stage" => id(deal.stage.as_ref().map(StageId::as_str)),
                "pipeline" => id(deal.pipeline.as_ref().map(PipelineId::as_str)),
                "status" => id(Some(deal.status.word())),
                "value" => Held::Number(deal.value.map_or(0, |value| value.0)),
                "age" | "created" => millis(deal.created),
                "updated" => millis(deal.updated),
                "stuck" => millis(deal.stage_since),
                "close_date" => millis(deal.close_expected),
                "lost_reason" => id(fields.word("lostReasonId")),
                "owner" => id(deal.assigned_to.as_ref().map(UserId::as_str)),
                "name" => Held::Text(folded(deal.name.raw())),
                other => panic!("the plain evaluator does not know {other} of deals"),
            }
        },
    )
}

fn message_fits(message: &Message, expr: &Expr) -> bool {
    if let Expr::Field(spec, Test::OneOf(wanted)) = expr
        && spec.name == "text"
    {
        return wanted.iter().any(|wanted| says(&text_of(message), &text(wanted)));
    }
    let status = message.status.raw();
    let flag = |yes: bool| Held::Number(i64::from(yes));
    each(
        expr,
        &|expr| message_fits(message, expr),
        &|words| says(&text_of(message), words),
        &|name| match name {
            "in" => flag(message.direction == Direction::Inbound),
            "out" => flag(message.direction == Direction::Outbound),
            "channel" => Held::Text(message.kind.word().to_owned()),
            "within" => millis(message.at),
            "opened" => flag(matches!(status, "read" | "opened" | "clicked")),
            "clicked" => flag(status == "clicked"),
            "failed" => flag(matches!(status, "failed" | "undelivered" | "opt_out")),
            other => panic!("the plain evaluator does not know {other} of messages"),
        },
    )
}

fn stay_fits(stay: &Stay, expr: &Expr) -> bool {
    let (id, name, state) = AUTOMATIONS[stay.automation];
    let called = format!("{} {id}", folded(name));
    let flag = |yes: bool| Held::Number(i64::from(yes));
    let inside = stay.ended == 0;
    each(
        expr,
        &|expr| stay_fits(stay, expr),
        &|words| called.contains(&folded(words)),
        &|field| match field {
            "name" => Held::Text(called.clone()),
            "step" => Held::Number(stay.at.map_or(0, |at| at + 1)),
            "version" => Held::Number(stay.version),
            "entered" => Held::Number(stay.entered),
            "ended" => Held::Number(stay.ended),
            "due" => Held::Number(stay.due),
            "paused" => flag(inside && (stay.waits == "pause" || state == "paused")),
            "failed" => flag(stay.refused),
            "held" => flag(inside && stay.waits == "person"),
            other => panic!("the plain evaluator does not know {other} of automations"),
        },
    )
}

fn change_fits(change: &Change, expr: &Expr) -> bool {
    each(
        expr,
        &|expr| change_fits(change, expr),
        &|_| false,
        &|field| match field {
            "by" => Held::Texts(change.by.iter().map(|by| (*by).to_owned()).collect()),
            "field" => Held::Text(change.path.to_owned()),
            "when" => Held::Number(change.at),
            "undone" => Held::Number(i64::from(change.undone)),
            other => panic!("the plain evaluator does not know {other} of changes"),
        },
    )
}

fn task_fits(task: &Task, expr: &Expr) -> bool {
    each(
        expr,
        &|expr| task_fits(task, expr),
        &|words| folded(task.title.raw()).contains(&folded(words)),
        &|name| match name {
            "text" => Held::Text(folded(task.title.raw())),
            "due" => millis(task.due),
            "done" => Held::Number(i64::from(task.completed)),
            "owner" => Held::Text(
                task.assigned_to
                    .as_ref()
                    .map(|id| id.as_str().to_owned())
                    .unwrap_or_default(),
            ),
            other => panic!("the plain evaluator does not know {other} of tasks"),
        },
    )
}

fn each(
    expr: &Expr,
    fit: &dyn Fn(&Expr) -> bool,
    words: &dyn Fn(&str) -> bool,
    held: &dyn Fn(&str) -> Held,
) -> bool {
    match expr {
        Expr::And(parts) => parts.iter().all(fit),
        Expr::Or(parts) => parts.iter().any(fit),
        Expr::Not(inner) => !fit(inner),
        Expr::Word(text) | Expr::Phrase(text) => words(text),
        Expr::Field(spec, test) => fits(&held(spec.name), spec.kind, test),
        other => panic!("{other:?} stands in a sub-question"),
    }
}

fn fits(held: &Held, kind: Kind, test: &Test) -> bool {
    if let Held::Texts(texts) = held {
        return match test {
            Test::None => texts.is_empty(),
            Test::Any => !texts.is_empty(),
            _ => texts
                .iter()
                .any(|text| fits(&Held::Text(text.clone()), kind, test)),
        };
    }
    let nothing = matches!(held, Held::Number(0)) || matches!(held, Held::Text(text) if text.is_empty());
    match test {
        Test::Any => !nothing,
        Test::None => nothing,
        Test::Is(wanted) => nothing != *wanted,
        Test::OneOf(wanted) => wanted.iter().any(|wanted| match (held, wanted) {
            (Held::Text(text), Operand::Id(id)) => text == id,
            (Held::Text(text), wanted) if kind == Kind::Text => text.contains(&folded(&self::text(wanted))),
            (Held::Text(text), wanted) => *text == folded(&self::text(wanted)),
            (held, wanted) => *held == number(wanted),
        }),
        Test::Between(from, to) => number(from) <= *held && *held <= number(to),
        Test::Compare(comparison, than) => match comparison {
            Comparison::Less => *held < number(than),
            Comparison::AtMost => *held <= number(than),
            Comparison::More => *held > number(than),
            Comparison::AtLeast => *held >= number(than),
        },
        Test::In(span) => {
            let Held::Number(at) = held else { return false };
            let after = span.from.is_none_or(|from| *at >= from.as_millisecond());
            !nothing && after && span.to.is_none_or(|to| *at < to.as_millisecond())
        }
        Test::Yearly(from, to) => {
            let Held::Number(day) = held else { return false };
            let (after, before) = (day >= from, day <= to);
            !nothing
                && if from <= to {
                    after && before
                } else {
                    after || before
                }
        }
        Test::Alike(wanted) => match held {
            Held::Text(text) => wanted.iter().any(|wanted| Likeness::of(wanted).is_in(text)),
            _ => false,
        },
        Test::Agreed(_) => panic!("only people agree"),
    }
}

/// Whether a text has these words, one behind the other; the last may go on from three letters.
fn says(said: &str, words: &str) -> bool {
    let tokens = |text: &str| -> Vec<String> {
        let folded = folded(text);
        folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|token| !token.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (said, wanted) = (tokens(said), tokens(words));
    let tail = words.chars().rev().take_while(|c| c.is_alphanumeric()).count();
    let Some((last, before)) = wanted.split_last() else {
        return false;
    };
    said.windows(wanted.len()).any(|window| {
        let end = window.last().is_some_and(|token| {
            if tail >= 3 {
                token.starts_with(last)
            } else {
                token == last
            }
        });
        end && window.iter().zip(before).all(|(token, wanted)| token == wanted)
    })
}

fn text_of(message: &Message) -> String {
    format!("{} {}", message.subject.raw(), message.body.raw())
}

fn millis(at: Option<Timestamp>) -> Held {
    Held::Number(at.map_or(0, Timestamp::as_millisecond))
}

fn text(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) | Operand::Id(text) => text.clone(),
        other => panic!("{other:?} is no text"),
    }
}

fn number(operand: &Operand) -> Held {
    Held::Number(match operand {
        Operand::Number(number) => *number,
        Operand::Money(cents) => cents.0,
        other => panic!("{other:?} is no number"),
    })
}
