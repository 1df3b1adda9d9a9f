//! Somebody as a request is made from them: what is told, and what hides it.

use super::Row;
use super::facts::{Facts, Subject, last_in};
use crate::claude::history::Message;
use crate::claude::model::{Catalogue, Effort, Model};
use crate::claude::request::{Body, CHAT_MAX_TOKENS, Pace, Request};
use crate::copilot::content::Content;
use crate::copilot::order::{Lane, Lanes};
use crate::copilot::wire::Wire;
use crate::domain::contact::Channel;
use crate::domain::conversation::MessageKind;
use crate::domain::mask::Vault;
use crate::domain::value::{ContactId, UserId};
use crate::store::{Reader, StoreError};

/// Room for a result with the thinking before it, in tokens. What is longer is cut and not believed.
pub(super) const MAX_TOKENS: u64 = CHAT_MAX_TOKENS;

/// What a piece of work is about.
#[derive(Debug)]
pub struct Matter {
    /// What is told.
    pub facts: Facts,
    /// The same as it leaves.
    told: String,
    /// The stand-ins: everybody in the facts and in the household is known.
    pub wire: Wire,
    /// On which channel they wrote last.
    pub channel: Channel,
}

impl Matter {
    /// Reads it; what is written in somebody's name is told how `me` writes. Nothing, when nobody has this id; the sentence says why there is nothing to work on.
    pub fn read(
        kind: &Row,
        contact: &ContactId,
        about: &str,
        me: Option<&UserId>,
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
        let style = reader.style(me)?;
        let facts = match style.manners() {
            manners if kind.as_agent && !manners.is_empty() => {
                let told = manners.iter().map(|manner| Content::text(&manner.text));
                facts.last("style", Content::list(told))
            }
            _ => facts,
        };
        let mail = last_in(&subject).is_some_and(|message| message.kind == MessageKind::Email);
        let mut wire = Wire::new(Vault::default(), Wire::plain(&vocabulary));
        wire.learn(&facts.known);
        wire.learn(&reader.identities_around(&person)?);
        let told = wire.told(&facts.content).to_string();
        Ok(Some(Ok(Self {
            facts,
            told,
            wire,
            channel: if mail { Channel::Email } else { Channel::Sms },
        })))
    }

    /// The request, with so much room for the answer in tokens.
    pub fn body(&self, kind: &Row, about: &str, with: &With, room: u64) -> Result<Body, String> {
        let schema = kind.schema(about);
        let request = Request {
            max_tokens: room,
            pace: Pace::Quick,
            effort: with.effort,
            format: Some(&schema),
            cache: None,
            ..Request::chat(&with.model, kind.prompt, &[Message::user(&self.told)])
        }
        .body();
        request.map_err(|error| error.to_string())
    }
}

/// What work is asked with.
#[derive(Debug)]
pub struct With {
    /// The model.
    pub model: Model,
    /// How hard it thinks; the service's own measure when none is named.
    pub effort: Option<Effort>,
    /// The setting that names the model.
    pub setting: &'static str,
}

impl With {
    /// A lane as the settings have it. `usual` is the model of a lane that names none.
    pub fn of(lane: Lane, lanes: &Lanes, usual: &str) -> Result<Self, String> {
        let terms = lanes.of(lane);
        let (id, setting) = match &terms.model {
            Some(id) => (id.as_str(), lane.setting()),
            None => (usual, "claude.model"),
        };
        let known = Catalogue::built_in().ok().and_then(|list| list.record(id));
        Ok(Self {
            model: known.ok_or("no model is known; nothing was asked")?,
            effort: terms.effort,
            setting,
        })
    }
}
