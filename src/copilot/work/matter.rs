//! Somebody as a request is made from them: what is told, and what hides it.

use super::Row;
use super::facts::{Facts, Subject, last_in};
use crate::claude::history::Message;
use crate::claude::model::{CHAT_MODEL, Catalogue, Model};
use crate::claude::request::{Body, Pace, Request};
use crate::copilot::wire::Wire;
use crate::domain::contact::Channel;
use crate::domain::conversation::MessageKind;
use crate::domain::mask::Vault;
use crate::domain::value::ContactId;
use crate::store::{Reader, StoreError};

/// Room for a result, in tokens. What is longer is cut and not believed.
const MAX_TOKENS: u64 = 6_000;

/// What a piece of work is about.
#[derive(Debug)]
pub struct Matter {
    /// What is told.
    pub facts: Facts,
    /// The stand-ins: everybody in the facts and in the household is known.
    pub wire: Wire,
    /// On which channel they wrote last.
    pub channel: Channel,
}

impl Matter {
    /// Reads it. Nothing, when nobody has this id; the sentence says why there is nothing to work on.
    pub fn read(
        kind: &Row,
        contact: &ContactId,
        about: &str,
        reader: &Reader,
    ) -> Result<Option<Result<Self, String>>, StoreError> {
        let Some(person) = reader.person(contact)? else {
            return Ok(None);
        };
        let vocabulary = reader.vocabulary()?;
        let subject = Subject {
            person: &person,
            vocabulary: &vocabulary,
            about,
        };
        let facts = match kind.facts(&subject) {
            Ok(facts) => facts,
            Err(why) => return Ok(Some(Err(why))),
        };
        let mail = last_in(&subject).is_some_and(|message| message.kind == MessageKind::Email);
        let mut wire = Wire::new(Vault::default(), Wire::plain(&vocabulary));
        wire.learn(&facts.known);
        wire.learn(&reader.identities_around(&person)?);
        Ok(Some(Ok(Self {
            facts,
            wire,
            channel: if mail { Channel::Email } else { Channel::Sms },
        })))
    }

    /// The request, and the model it goes to.
    pub fn body(&mut self, kind: &Row, about: &str) -> Result<(Body, Model), String> {
        let told = self.wire.told(&self.facts.content).to_string();
        let (id, effort) = kind.lane.usual();
        let catalogue = Catalogue::built_in().map_err(|_| NO_MODEL)?;
        let known = catalogue.find(id).or_else(|| catalogue.find(CHAT_MODEL));
        let model = Model {
            id: id.to_owned(),
            ..known.ok_or(NO_MODEL)?.clone()
        };
        let schema = kind.schema(about);
        let request = Request {
            max_tokens: MAX_TOKENS,
            pace: Pace::Quick,
            effort: Some(effort),
            format: Some(&schema),
            cache: None,
            ..Request::chat(&model, kind.prompt, &[Message::user(&told)])
        }
        .body();
        Ok((request.map_err(|error| error.to_string())?, model))
    }
}

/// Why nothing is asked where no model is known.
const NO_MODEL: &str = "no model is known; nothing was asked";
