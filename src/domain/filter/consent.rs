//! `consent:text`: who is known to have agreed to be written to on a channel, by what the gate goes by when a message leaves: a
//! field of the account that says so, a message of theirs on that channel, or that they are clients already. Whom none of this
//! is about is not known to have agreed, and that is all that can be said: nobody writes down that they did not ask.

use super::{Expr, FieldSpec, FilterError, Of, Operand, Test, Vocabulary};
use crate::domain::contact::Channel;
use crate::domain::gate::consent::is_about;
use std::ops::Range;

/// That somebody agreed to be written to on a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// On which.
    pub channel: Channel,
    /// The account's fields that can say so, by their ids.
    pub fields: Vec<String>,
}

impl Agreement {
    /// That of a channel, by its word.
    pub fn on(word: &str, vocabulary: &Vocabulary) -> Option<Self> {
        let channel = match word.to_lowercase().as_str() {
            "text" | "sms" => Channel::Sms,
            "email" => Channel::Email,
            "call" => Channel::Call,
            _ => return None,
        };
        let added = vocabulary.added.iter();
        let fields = added.filter(|added| is_about(&added.name, channel));
        Some(Self {
            channel,
            fields: fields.map(|added| added.id.clone()).collect(),
        })
    }
}

/// What is asked with the field of this file; any other is asked as it stands.
pub(super) fn asked(
    spec: &'static FieldSpec,
    test: Test,
    vocabulary: &Vocabulary,
    at: Range<usize>,
) -> Result<Expr, FilterError> {
    if spec.of != Of::Person || spec.name != "consent" {
        return Ok(Expr::Field(spec, test));
    }
    let on = |words: &[&str]| {
        let agreed = words.iter().filter_map(|word| Agreement::on(word, vocabulary));
        Expr::Field(spec, Test::Agreed(agreed.collect()))
    };
    let all = ["text", "email", "call"];
    match test {
        Test::Any => Ok(on(&all)),
        Test::None => Ok(Expr::Not(Box::new(on(&all)))),
        Test::OneOf(wanted) => {
            let words = wanted.iter().filter_map(|wanted| match wanted {
                Operand::Text(word) => Some(word.as_str()),
                _ => None,
            });
            Ok(on(&words.collect::<Vec<_>>()))
        }
        _ => Err(FilterError::new(
            at,
            "consent takes a channel, like consent:text, or any, or none",
        )),
    }
}
