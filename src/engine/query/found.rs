//! Answers to the questions of qualification that were found in somebody's words and wait for a person to keep or drop them.

use jiff::civil::Date;

use super::{Answers, Query, Sources};
use crate::domain::conversation::{Direction, Message};
use crate::domain::qualification::{Answer, AnswerBy, MOST, Question};
use crate::domain::value::{ContactId, MessageId};
use crate::extract::answers;
use crate::store::StoreError;

/// How sure an answer is that Claude found, in hundredths.
const FOUND: u8 = 70;

/// What was found in somebody's thread and that nobody has agreed to or dropped yet, at most one answer a question: what Claude
/// found, and of questions that are still open what the program reads by itself. None of it counts; to keep one, an agent gives
/// it with their own name under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundAnswers(pub ContactId);

impl Query for FoundAnswers {
    type Answer = Vec<Answer>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let (mut settled, open) = Answers(self.0.clone()).answer(sources)?;
        settled.retain(|answer| answer.by.counts());
        settled.extend(sources.reader.dropped_answers(&self.0)?);
        let is_new = |found: &Answer| !settled.iter().any(|known| found.adds_nothing_to(known));
        let mut all: Vec<Answer> = by_claude(&self.0, sources)?;
        all.retain(is_new);
        if open.is_empty() {
            return Ok(all);
        }
        let Some(person) = sources.reader.person(&self.0)? else {
            return Ok(all);
        };
        let day = |message: &Message| {
            let at = message.at.unwrap_or(sources.today.now);
            at.to_zoned(sources.today.zone.clone()).date()
        };
        let mut ours = read(&person.messages, &open, day);
        ours.retain(|found| is_new(found) && !all.iter().any(|other| other.question == found.question));
        all.append(&mut ours);
        Ok(all)
    }
}

fn by_claude(contact: &ContactId, sources: &Sources<'_>) -> Result<Vec<Answer>, StoreError> {
    let Some(found) = sources.reader.prepared(contact, "extraction", "")? else {
        return Ok(Vec::new());
    };
    let restored = found.restored();
    let all = restored["answers"].as_array().into_iter().flatten();
    let answers = all.filter_map(|one| {
        let text = |name: &str| one[name].as_str();
        let (question, value, quote) = (text("question")?, text("answer")?, text("quote")?);
        let question = Question::from_word(question)?;
        // Claude says what answers the question; whether that is a yes is read as of any other answer.
        let accepted = || answers::accepts(value).or_else(|| answers::accepts(quote));
        Some(Answer {
            question,
            value: value.into(),
            accepted: (question == Question::Timeline).then(accepted).flatten(),
            quote: quote.into(),
            message: one["message_id"].as_str().map(MessageId::from),
            by: AnswerBy::Claude,
            confidence: FOUND,
            at: found.at,
        })
    });
    Ok(answers.collect())
}

/// What they answered to these questions by the program's own reading, the last word on each. The messages come newest first.
fn read(messages: &[Message], open: &[Question], day: impl Fn(&Message) -> Date) -> Vec<Answer> {
    let mut found: Vec<Answer> = Vec::new();
    let mut asked = None;
    for message in messages.iter().rev() {
        let text = message.body.raw();
        if message.direction == Direction::Outbound {
            asked = answers::asked(text);
            continue;
        }
        for answer in answers::answers(text, asked.take(), day(message)) {
            let quote = text.get(answer.at).unwrap_or_default().trim();
            let fits = !answer.value.trim().is_empty() && answer.value.chars().count() <= MOST;
            if quote.is_empty() || !fits || !open.contains(&answer.question) {
                continue;
            }
            found.retain(|before| before.question != answer.question);
            found.push(Answer {
                question: answer.question,
                value: answer.value.into(),
                accepted: answer.accepted,
                quote: quote.into(),
                message: Some(message.id.clone()),
                by: AnswerBy::Program,
                confidence: answer.confidence,
                at: message.at.unwrap_or_default(),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests;
