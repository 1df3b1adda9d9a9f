//! Pages and the places between them. A cursor is opaque to everybody but the endpoint that made it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::domain::record::RemoteRecord;

use super::error::{GhlError, Kind};

/// A record that could not be taken in. The rest of its page could.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The JSON as received.
    pub raw: String,
    /// Why, in our own words.
    pub reason: &'static str,
}

/// One page of records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// What could be read, in the CRM's order.
    pub records: Vec<RemoteRecord>,
    /// What could not.
    pub skipped: Vec<Skipped>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<Cursor>,
    /// How many records the CRM's index counts in all; for progress only.
    pub total: Option<u64>,
}

impl Page {
    /// Records on this page, readable or not.
    pub fn len(&self) -> usize {
        self.records.len() + self.skipped.len()
    }

    /// Whether nothing was on it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Where a page begins. Keep its text beside the rows it covers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

impl Cursor {
    /// From text kept earlier. Text that is no cursor is noticed by the endpoint it is given to.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text to keep.
    pub fn as_text(&self) -> &str {
        &self.0
    }

    pub(super) fn new(step: &Step) -> Option<Self> {
        serde_json::to_string(step).ok().map(Self)
    }

    pub(super) fn step(&self, call: &'static str) -> Result<Step, GhlError> {
        let why = || Kind::Unsendable {
            why: "the place where reading stopped is not known any more".to_owned(),
        };
        serde_json::from_str(&self.0).map_err(|_| GhlError::unsent(call, why()))
    }
}

/// The ways in which this API pages.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    /// `searchAfter`, exactly as the last record carried it.
    SearchAfter(Box<RawValue>),
    /// The number of a page, where records carry no cursor (ends at 10,000 records).
    Page(u64),
    /// The list of opportunities: both values or none, because one alone means page one for ever.
    Listing { after: Option<(Box<RawValue>, String)> },
    /// Conversations at or before this time (epoch milliseconds).
    Before(i64),
    /// The rows to skip.
    Skip(u64),
    /// A token of the CRM.
    Token(String),
}

/// Watches a reader that goes from page to page: one that does not move must stop.
#[derive(Debug, Default)]
pub struct Walk {
    cursors: HashSet<Cursor>,
    first: Option<String>,
}

impl Walk {
    /// Looks at the next page; an error means that the CRM leads us in circles.
    pub fn check(&mut self, call: &'static str, page: &Page) -> Result<(), GhlError> {
        let first = page.records.first().map(|record| record.id.clone());
        let same = page.next.is_some() && first.is_some() && first == self.first;
        let known = page
            .next
            .as_ref()
            .is_some_and(|next| !self.cursors.insert(next.clone()));
        self.first = first;
        if same || known {
            Err(GhlError::sent(call, Kind::Stuck))
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::record::EntityKind;

    use super::*;

    fn page(first: &str, next: Option<&str>) -> Page {
        let record = RemoteRecord {
            kind: EntityKind::Contact,
            id: first.to_owned(),
            fields: serde_json::Map::new(),
            raw: String::new(),
        };
        Page {
            records: vec![record],
            next: next.map(Cursor::from_text),
            ..Page::default()
        }
    }

    #[test]
    fn going_in_circles_is_noticed() {
        let mut walk = Walk::default();
        assert!(walk.check("test", &page("a", Some("1"))).is_ok());
        assert!(walk.check("test", &page("b", Some("2"))).is_ok());
        assert!(
            walk.check("test", &page("b", Some("3"))).is_err(),
            "the same first record twice"
        );
        assert!(
            walk.check("test", &page("c", Some("1"))).is_err(),
            "a cursor seen before"
        );
        assert!(
            walk.check("test", &page("c", None)).is_ok(),
            "the end is no circle"
        );
    }

    #[test]
    fn a_search_cursor_keeps_every_digit() {
        let raw = r#"[1732000000000.0, "abc", 12345678901234567890]"#;
        let step = Step::SearchAfter(RawValue::from_string(raw.to_owned()).unwrap());
        let kept = Cursor::from_text(Cursor::new(&step).unwrap().as_text());
        let Step::SearchAfter(back) = kept.step("test").unwrap() else {
            panic!()
        };
        assert_eq!(back.get(), raw);
        assert!(Cursor::from_text("{}").step("test").is_err());
    }
}
