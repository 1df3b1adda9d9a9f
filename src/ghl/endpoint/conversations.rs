//! Threads with people.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::domain::record::{EntityKind, RemoteRecord};
use crate::domain::value::{ContactId, ConversationId, parse_crm_value};
use crate::ghl::body;
use crate::ghl::call::Call;
use crate::ghl::crm::{self, Crm, named};
use crate::ghl::error::GhlError;
use crate::ghl::page::{Cursor, Page, Step};
use crate::ghl::record::{Form, Shape, member};

/// Conversations on a page; 100 is in use elsewhere, the limit is not published.
const PAGE: usize = 100;

pub(super) const SHAPE: Shape = Shape {
    kind: EntityKind::Conversation,
    members: &[
        member("locationId", Form::Text),
        member("contactId", Form::Text),
        member("fullName", Form::Text),
        member("contactName", Form::Text),
        member("email", Form::Text),
        member("phone", Form::Text),
        member("assignedTo", Form::Text),
        member("lastMessageBody", Form::Text),
        member("lastMessageType", Form::MessageType),
        member("lastMessageDirection", Form::Text),
        member("lastMessageDate", Form::Time),
        member("unreadCount", Form::Number).changed(),
        member("starred", Form::Flag).changed(),
        member("inbox", Form::Flag),
        member("deleted", Form::Flag),
        member("dateAdded", Form::Time),
        member("dateUpdated", Form::Time),
    ],
};

/// Which conversations to look for; nothing chosen means all, the newest message first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConversationSearch {
    /// Only those with this person.
    pub contact: Option<ContactId>,
    /// Only unread ones.
    pub unread: bool,
    /// Only those whose last message is at or after this.
    pub since: Option<Timestamp>,
}

/// The calls about conversations.
#[derive(Debug)]
pub struct Conversations<'a>(&'a Crm);

impl Crm {
    /// Threads with people.
    pub const fn conversations(&self) -> Conversations<'_> {
        Conversations(self)
    }
}

impl Conversations<'_> {
    /// One page, the newest message first. Pages overlap by the conversations of one moment, because several can
    /// share it: take what comes twice once. Usual lane: read, bulk for the first copy.
    pub async fn search(
        &self,
        search: &ConversationSearch,
        after: Option<&Cursor>,
    ) -> Result<Page, GhlError> {
        const CALL: &str = "conversations.search";
        let before = match after.map(|cursor| cursor.step(CALL)).transpose()? {
            Some(Step::Before(moment)) => Some(moment),
            _ => None,
        };
        let call = Call::get(CALL, ["conversations", "search"])
            .with("locationId", self.0.location_text())
            .with("sortBy", "last_message_date")
            .with("sort", "desc")
            .with("limit", PAGE.to_string())
            .with_some("contactId", search.contact.as_ref().map(ContactId::as_str))
            .with_some("status", search.unread.then_some("unread"))
            .with_some(
                "startDate",
                search.since.map(|since| since.as_millisecond().to_string()),
            )
            .with_some("startAfterDate", before.map(|moment| moment.to_string()));
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        let list = named(CALL, body::list(&members, "conversations"))?;
        let mut page = crm::records(&list, &SHAPE);
        page.total = body::count(&members, "total");
        page.next = list.last().and_then(|last| next(last.get(), before, list.len()));
        Ok(page)
    }

    /// One conversation. Usual lane: person when opened.
    pub async fn get(&self, id: &ConversationId) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "conversations.get";
        let body = self
            .0
            .read(Call::get(CALL, ["conversations", id.as_str()]))
            .await?;
        crm::record(CALL, &body, "conversation", &SHAPE)
    }

    /// Opens an empty conversation with a person. Usual lane: send.
    pub async fn create(&self, contact: &ContactId) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "conversations.create";
        let request = json!({ "locationId": self.0.location_text(), "contactId": contact.as_str() });
        let body = self
            .0
            .write(Call::post(CALL, ["conversations"], request).slash())
            .await?;
        crm::succeeded(CALL, &body)?;
        crm::record(CALL, &body, "conversation", &SHAPE)
    }

    /// Marks a conversation as read. Usual lane: send.
    pub async fn mark_read(&self, id: &ConversationId) -> Result<(), GhlError> {
        self.update(id, Some(0), None).await
    }

    /// Changes the count of unread messages, the star, or both. Usual lane: send.
    pub async fn update(
        &self,
        id: &ConversationId,
        unread: Option<u32>,
        starred: Option<bool>,
    ) -> Result<(), GhlError> {
        const CALL: &str = "conversations.update";
        let mut request = Map::new();
        request.insert("locationId".to_owned(), self.0.location_text().into());
        if let Some(unread) = unread {
            request.insert("unreadCount".to_owned(), unread.into());
        }
        if let Some(starred) = starred {
            request.insert("starred".to_owned(), starred.into());
        }
        let call = Call::put(CALL, ["conversations", id.as_str()], Value::Object(request));
        let body = self.0.write(call).await?;
        crm::succeeded(CALL, &body)
    }
}

/// The place after a page. One millisecond is added so that conversations of the same moment on the next page are
/// not lost; a page that does not get past that moment is the end, or, when full, is jumped over.
fn next(last: &str, before: Option<i64>, found: usize) -> Option<Cursor> {
    let last: Map<String, Value> = serde_json::from_str(last).ok()?;
    let sort = last.get("sort").map(|sort| sort.get(0).unwrap_or(sort));
    let moment = [sort, last.get("lastMessageDate")]
        .into_iter()
        .flatten()
        .find_map(parse_crm_value)?;
    let moment = moment.as_millisecond();
    let moved = before.is_none_or(|before| moment + 1 < before);
    match (moved, found < PAGE) {
        (true, _) => Cursor::new(&Step::Before(moment + 1)),
        (false, true) => None,
        (false, false) => {
            tracing::warn!(moment, "a whole page of conversations shares one moment");
            Cursor::new(&Step::Before(moment.min(before.unwrap_or(moment) - 1)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(cursor: Option<Cursor>) -> Option<i64> {
        match cursor?.step("test").unwrap() {
            Step::Before(moment) => Some(moment),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn pages_overlap_by_one_moment_and_end() {
        let last = r#"{"id":"a","lastMessageDate":1700000000000,"sort":[1700000000500]}"#;
        assert_eq!(at(next(last, None, 100)), Some(1_700_000_000_501));
        assert_eq!(
            at(next(last, Some(1_800_000_000_000), 3)),
            Some(1_700_000_000_501)
        );
        assert_eq!(
            at(next(last, Some(1_700_000_000_501), 1)),
            None,
            "only what was seen before"
        );
        assert_eq!(
            at(next(last, Some(1_700_000_000_501), 100)),
            Some(1_700_000_000_500),
            "jumped over"
        );
        assert_eq!(
            at(next(
                r#"{"lastMessageDate":1700000000000,"sort":null}"#,
                None,
                100
            )),
            Some(1_700_000_000_001)
        );
        assert_eq!(at(next(r#"{"id":"no date"}"#, None, 100)), None);
    }
}
