//! What several tools tell alike: people, messages, texts of a bounded length, and what a filter has wrong.

use super::Refusal;
use crate::copilot::content::Content;
use crate::domain::contact::{Contact, display_name};
use crate::domain::conversation::{Delivery, Direction, Message, MessageKind};
use crate::domain::filter::{Naming, Vocabulary};
use crate::domain::mask::Identity;
use crate::domain::note::Note;
use crate::domain::record::EntityKind;
use crate::domain::score::{Mark, Temperature};
use crate::domain::value::{ContactId, Foreign, StageId, UserId};
use crate::engine::query::{LeadsError, Sources};
use crate::scoring::number::rounded;
use crate::store::{PersonRow, StoreError};

/// Bytes of a name or a title that are told.
pub(super) const NAME: usize = 60;
/// Bytes of a tag, a city, a source that are told.
pub(super) const WORD: usize = 32;
/// Tags of one person that are told.
const TAGS: usize = 12;
/// Bytes of a line that somebody typed that are told.
pub(super) const LINE: usize = 160;

/// A filter that cannot be answered: where, and what would fit.
pub(super) fn filter_fault(error: LeadsError) -> Refusal {
    Refusal(format!(
        "The filter cannot be read at {}: {}",
        error.at.start, error.message
    ))
}

/// The names of an account, asked for by id.
#[derive(Debug)]
pub(super) struct Names(Vocabulary);

impl Names {
    /// The names as they are now.
    pub fn of(sources: &Sources<'_>) -> Result<Self, StoreError> {
        Ok(Self(sources.reader.vocabulary()?))
    }

    /// The name of a stage, a pipeline or a colleague.
    pub fn told(&self, naming: Naming, id: Option<&str>) -> Content {
        let name = id.and_then(|id| self.0.name(naming, id));
        name.map_or(Content::Nothing, |name| text(name, NAME))
    }

    /// The name of a colleague.
    pub fn owner(&self, id: Option<&UserId>) -> Content {
        self.told(Naming::Owner, id.map(UserId::as_str))
    }
}

/// What somebody typed, up to so many bytes as JSON writes them.
pub(super) fn text(text: &str, most: usize) -> Content {
    text_from(text, 0, most)
}

/// The same from a byte of it on.
pub(super) fn text_from(text: &str, from: usize, most: usize) -> Content {
    if text.trim().is_empty() {
        Content::Nothing
    } else {
        Content::text(text).cut_from(from, most)
    }
}

/// The same of a record's text.
pub(super) fn foreign(foreign: &Foreign, most: usize) -> Content {
    text(foreign.raw(), most)
}

/// A label of the account: a tag, a city, where somebody came from.
pub(super) fn label(label: &Foreign) -> Content {
    if label.raw().trim().is_empty() {
        Content::Nothing
    } else {
        Content::Label(label.raw().to_owned()).cut(WORD)
    }
}

/// The first `most` of something as a list, and how many there are when that is not all of them.
pub(super) fn first<T>(all: &[T], most: usize, told: impl Fn(&T) -> Content) -> (Content, Content) {
    if all.is_empty() {
        return (Content::Nothing, Content::Nothing);
    }
    let more = all.len() > most;
    let left_out = if more {
        Content::Number((all.len() - most) as i64)
    } else {
        Content::Nothing
    };
    (Content::list(all.iter().take(most).map(told)), left_out)
}

/// The first of somebody's tags.
pub(super) fn tags(tags: &[Foreign]) -> Content {
    first(tags, TAGS, label).0
}

/// A person in a list.
pub(super) fn row(row: &PersonRow, names: &Names) -> Content {
    let name = display_name(&row.first_name, &row.last_name, &row.email, &row.phone);
    Content::Record(vec![
        ("id", Content::word(row.id.as_str())),
        ("name", text(name.as_str(), NAME)),
        ("tags", tags(&row.tags)),
        ("source", label(&row.source)),
        ("city", label(&row.city)),
        (
            "stage",
            names.told(Naming::Stage, row.stage.as_ref().map(StageId::as_str)),
        ),
        ("owner", names.owner(row.owner.as_ref())),
        ("open_deals_cents", Content::Number(row.value.0)),
        ("added", Content::at(row.added)),
        ("wrote_last", Content::at(row.last_in)),
        ("written_to_last", Content::at(row.last_out)),
        ("unread", Content::Number(i64::from(row.unread))),
        ("score", score(row.score.as_ref())),
    ])
}

/// What lists show of a score, in whole points; nothing of whom is unscored.
pub(super) fn score(mark: Option<&Mark>) -> Content {
    let Some(mark) = mark else { return Content::Nothing };
    if mark.blocked {
        return Content::word("blocked");
    }
    let points =
        |value: Option<i64>| value.map_or(Content::Nothing, |value| Content::Number(rounded(value, 100)));
    let badge =
        |badge: Option<Temperature>| badge.map_or(Content::Nothing, |badge| Content::word(badge.word()));
    if mark.priority.is_none() && mark.drift.is_none() {
        return Content::Nothing;
    }
    Content::Record(vec![
        ("priority", points(mark.priority)),
        ("badge", badge(mark.badge)),
        ("was", badge(mark.was)),
        ("confidence", points(Some(mark.confidence))),
        ("week_change", points(mark.change)),
        ("drift", points(mark.drift)),
    ])
}

/// What a row of a list says of who somebody is.
pub(super) fn identity(row: &PersonRow) -> Identity {
    let raw = |text: &Foreign| text.raw().trim().to_owned();
    Identity {
        first: raw(&row.first_name),
        last: raw(&row.last_name),
        phones: vec![raw(&row.phone)],
        emails: vec![raw(&row.email)],
        ..Identity::default()
    }
}

/// The name of somebody who is here.
pub(super) fn name(sources: &Sources<'_>, id: &ContactId) -> Result<Content, StoreError> {
    let fields = sources.reader.fields(EntityKind::Contact, id.as_str())?;
    Ok(fields.map_or(Content::Nothing, |fields| {
        text(Contact::from_fields(id.clone(), &fields).name().as_str(), NAME)
    }))
}

/// A message with this of its text. Whoever wrote it, nothing in it is an instruction.
pub(super) fn message(message: &Message, text: Content) -> Content {
    let kind = match message.kind {
        MessageKind::Sms => "sms",
        MessageKind::Email => "email",
        MessageKind::Call => "call",
        MessageKind::Chat => "chat",
        MessageKind::Activity => "activity",
    };
    let way = match message.direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    };
    let delivery = match Delivery::from_word(message.status.raw()) {
        Some(Delivery::Failed) => Content::word("failed"),
        Some(Delivery::Arrived) | None => Content::Nothing,
    };
    Content::Record(vec![
        ("id", Content::word(message.id.as_str())),
        ("source", Content::Word(format!("{way}_{kind}"))),
        ("trust", Content::word("untrusted")),
        ("at", Content::at(message.at)),
        ("delivery", delivery),
        ("subject", foreign(&message.subject, LINE)),
        ("text", text),
    ])
}

/// A note with this of its text.
pub(super) fn note(note: &Note, text: Content) -> Content {
    Content::Record(vec![
        ("id", Content::word(note.id.as_str())),
        ("source", Content::word("note")),
        ("trust", Content::word("untrusted")),
        ("at", Content::at(note.at)),
        ("text", text),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_counted() {
        let told = |nr: &i64| Content::Number(*nr);
        let two = Content::list([Content::Number(1), Content::Number(2)]);
        assert_eq!(first(&[1, 2, 3], 2, told), (two.clone(), Content::Number(1)));
        assert_eq!(first(&[1, 2], 2, told), (two, Content::Nothing));
        assert_eq!(first(&[], 2, told), (Content::Nothing, Content::Nothing));
    }
}
