//! What somebody answered to a question of qualification: taken down, put differently, taken back.

use super::{Context, Decision, Rejection, known};
use crate::domain::fact::Fact;
use crate::domain::qualification::{Answer, AnswerCommand, MOST, Question};
use crate::domain::record::{EntityKind, EntityRef, Members, Record};
use crate::domain::value::ContactId;

/// Decides what becomes of an answer. What Claude found never takes the place of what a person entered.
pub(super) fn decide(cx: &Context<'_>, command: &AnswerCommand) -> Result<Decision, Rejection> {
    match command {
        AnswerCommand::Give { contact, answer } => give(cx, contact, answer),
        AnswerCommand::Drop { contact, answer } => drop_found(cx, contact, answer),
        AnswerCommand::Retract { contact, question } => retract(cx, contact, *question),
    }
}

fn give(cx: &Context<'_>, contact: &ContactId, answer: &Answer) -> Result<Decision, Rejection> {
    let person = known(cx, EntityKind::Contact, contact.as_str())?;
    let answer = checked(cx, &person, answer)?;
    if !answer.question.is_answered_by(answer.value.raw()) {
        let why = "that answers nothing; leave the question open, or take the answer back".to_owned();
        return Err(Rejection::Invalid(why));
    }
    let from = cx.records.answer(&person.entity, answer.question);
    let word = answer.question.word();
    let stands = from
        .as_ref()
        .is_some_and(|from| (from.by.counts() && !answer.by.counts()) || is_same(from, &answer));
    if stands {
        return Ok(still(word));
    }
    Ok(answered(
        person.entity,
        answer.question,
        from,
        Some(answer),
        format!("answer to {word}"),
    ))
}

fn retract(cx: &Context<'_>, contact: &ContactId, question: Question) -> Result<Decision, Rejection> {
    let person = known(cx, EntityKind::Contact, contact.as_str())?;
    let word = question.word();
    match cx.records.answer(&person.entity, question) {
        None => Ok(still(word)),
        from => Ok(answered(
            person.entity,
            question,
            from,
            None,
            format!("answer to {word} taken back"),
        )),
    }
}

/// What was found is not wanted. Nothing that counts changes by it.
fn drop_found(cx: &Context<'_>, contact: &ContactId, answer: &Answer) -> Result<Decision, Rejection> {
    let person = known(cx, EntityKind::Contact, contact.as_str())?;
    let answer = checked(cx, &person, answer)?;
    if answer.by.counts() {
        let why = "only an answer that was found is dropped; take back one that was entered".to_owned();
        return Err(Rejection::Invalid(why));
    }
    Ok(Decision {
        summary: format!("what was found about {} dropped", answer.question.word()),
        facts: vec![Fact::Dropped {
            entity: person.entity,
            answer: Box::new(answer),
            is_wanted: false,
        }],
        undoable: true,
        ..Decision::default()
    })
}

fn still(word: &str) -> Decision {
    Decision {
        summary: format!("the answer to {word} stands as it is"),
        ..Decision::default()
    }
}

fn answered(
    entity: EntityRef,
    question: Question,
    from: Option<Answer>,
    to: Option<Answer>,
    summary: String,
) -> Decision {
    Decision {
        facts: vec![Fact::Answered {
            entity,
            question,
            from: from.map(Box::new),
            to: to.map(Box::new),
        }],
        summary,
        undoable: true,
        ..Decision::default()
    }
}

/// The same answer, whenever it was entered.
fn is_same(one: &Answer, two: &Answer) -> bool {
    let two = Answer {
        at: one.at,
        ..two.clone()
    };
    *one == two
}

fn checked(cx: &Context<'_>, person: &Record, answer: &Answer) -> Result<Answer, Rejection> {
    let why = if answer.value.is_empty() {
        "there is no answer in it; take it back instead"
    } else if answer.value.raw().chars().count() > MOST {
        "an answer has at most 200 characters; say it shorter"
    } else if answer.confidence > 100 {
        "nobody can be surer than 100 of 100"
    } else if answer.accepted.is_some() && answer.question != Question::Timeline {
        "only of a timeline it can be said whether it is accepted"
    } else if answer.quote.is_empty() != answer.message.is_none() {
        "a quote names the message it is from, and a message the words that are meant"
    } else if !is_theirs(cx, person, answer) {
        "the words are not in that message of theirs"
    } else {
        return Ok(Answer {
            at: cx.now,
            ..answer.clone()
        });
    };
    Err(Rejection::Invalid(why.to_owned()))
}

/// Whether the quote, if there is one, stands in a message that they wrote.
fn is_theirs(cx: &Context<'_>, person: &Record, answer: &Answer) -> bool {
    let Some(message) = &answer.message else {
        return true;
    };
    let entity = EntityRef::new(EntityKind::Message, message.as_str());
    cx.records.record(&entity).is_some_and(|message| {
        let fields = &message.fields;
        let of = fields.word("contactId");
        let theirs =
            of == Some(person.entity.id.as_str()) || (of.is_some() && of == person.remote_id.as_deref());
        theirs
            && fields.word("direction") == Some("inbound")
            && fields.text("body").raw().contains(answer.quote.raw())
    })
}

#[cfg(test)]
mod tests;
