//! Where the copy of one resource stands, and what to ask next. Pure.
//!
//! A first copy goes newest first, so that what matters is here after one page, and remembers the newest change it
//! saw when it began. From then on changes are asked for from that mark on, with an overlap, because the CRM's index
//! trails its store and equal times occur. The mark is always a time seen in the data, never the
//! clock here. A position moves in the same transaction as the rows it covers: a crash repeats a page, never skips one.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::domain::record::{Fields, RemoteRecord};
use crate::domain::value::parse_crm_value;

/// Changes are asked for again from this long before the mark. Our own number: the
/// CRM's lists trail a write by a minute at most (F36).
pub const OVERLAP: SignedDuration = SignedDuration::from_mins(5);
/// A first copy that is this long over the total it was told ends anyway: the cursor runs in a circle.
const CIRCLE: u64 = 50_000;

/// Where the copy of one resource stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "copy", rename_all = "snake_case")]
pub enum Position {
    /// Nothing is here.
    #[default]
    Start,
    /// In the middle of the first copy.
    First {
        /// The CRM's cursor, verbatim.
        after: String,
        /// The newest change seen on the first page.
        mark: Option<Timestamp>,
        /// Records copied so far.
        done: u64,
    },
    /// The first copy is complete; changes are followed from the mark.
    Following {
        /// The newest change seen.
        mark: Option<Timestamp>,
        /// In the middle of a catch-up of several pages: the CRM's cursor, and the start of the window.
        catching_up: Option<(String, Timestamp)>,
    },
}

/// What to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Everything, newest first, after a cursor.
    Newest {
        /// Where the last page ended.
        after: Option<String>,
    },
    /// What changed since a moment, oldest first, after a cursor.
    Since {
        /// The moment.
        at: Timestamp,
        /// Where the last page ended.
        after: Option<String>,
    },
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The records that could be read.
    pub records: Vec<RemoteRecord>,
    /// Raw text and reason of those that could not.
    pub skipped: Vec<(String, String)>,
    /// The cursor after this page; `None` when it was the last.
    pub after: Option<String>,
    /// How many there are in all, when the CRM says so. For progress only.
    pub total: Option<u64>,
}

impl Position {
    /// Reads a stored position; one that cannot be read starts anew, which costs time and loses nothing.
    pub fn read(stored: Option<&str>) -> Self {
        stored
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }

    /// As stored.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether the first copy is still to be done or in the middle.
    pub const fn is_first_copy(&self) -> bool {
        !matches!(self, Self::Following { .. })
    }

    /// What to ask next.
    pub fn ask(&self) -> Ask {
        match self {
            Self::Start | Self::Following { mark: None, .. } => Ask::Newest { after: None },
            Self::First { after, .. } => Ask::Newest {
                after: Some(after.clone()),
            },
            Self::Following {
                catching_up: Some((after, at)),
                ..
            } => Ask::Since {
                at: *at,
                after: Some(after.clone()),
            },
            Self::Following {
                mark: Some(mark),
                catching_up: None,
            } => Ask::Since {
                at: mark.checked_sub(OVERLAP).unwrap_or(*mark),
                after: None,
            },
        }
    }

    /// The position after an answer, and whether there is more to ask at once.
    pub fn after(&self, answer: &Answer) -> (Self, bool) {
        let newest = answer
            .records
            .iter()
            .filter_map(|record| changed_at(&record.fields))
            .max();
        match self {
            Self::Start => Self::first(answer, newest, 0, None),
            Self::First { mark, done, after } => Self::first(answer, *mark, *done, Some(after)),
            Self::Following { mark, .. } => {
                let window = match self.ask() {
                    Ask::Since { at, .. } => at,
                    Ask::Newest { .. } => Timestamp::UNIX_EPOCH,
                };
                let mark = (*mark).max(newest);
                let stuck = matches!((self, &answer.after),
                    (Self::Following { catching_up: Some((before, _)), .. }, Some(now)) if before == now);
                match &answer.after {
                    Some(after) if !answer.records.is_empty() && !stuck => (
                        Self::Following {
                            mark,
                            catching_up: Some((after.clone(), window)),
                        },
                        true,
                    ),
                    _ => (
                        Self::Following {
                            mark,
                            catching_up: None,
                        },
                        false,
                    ),
                }
            }
        }
    }

    fn first(answer: &Answer, mark: Option<Timestamp>, done: u64, before: Option<&String>) -> (Self, bool) {
        let done = done + answer.records.len() as u64;
        let circles = answer.total.is_some_and(|total| done > total + CIRCLE);
        match &answer.after {
            Some(after) if !answer.records.is_empty() && before != Some(after) && !circles => (
                Self::First {
                    after: after.clone(),
                    mark,
                    done,
                },
                true,
            ),
            _ => (
                Self::Following {
                    mark,
                    catching_up: None,
                },
                false,
            ),
        }
    }

    /// Whether what comes next tells of a record that changed at this moment, by the CRM's clock.
    pub fn still_tells(&self, changed: Option<Timestamp>) -> bool {
        match (self, self.ask()) {
            (Self::Following { .. }, Ask::Since { at, .. }) => changed.is_some_and(|changed| changed >= at),
            _ => true,
        }
    }

    /// Records copied so far in a first copy.
    pub const fn done(&self) -> u64 {
        match self {
            Self::First { done, .. } => *done,
            Self::Start | Self::Following { .. } => 0,
        }
    }
}

/// When the CRM says a record last changed; each kind has its own word for it.
pub fn changed_at(fields: &Fields) -> Option<Timestamp> {
    [
        "dateUpdated",
        "updatedAt",
        "lastMessageDate",
        "dateAdded",
        "createdAt",
    ]
    .iter()
    .find_map(|name| fields.get(*name).and_then(parse_crm_value))
}

#[cfg(test)]
mod walk;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::EntityKind;
    use serde_json::json;

    fn page(times: &[&str], after: Option<&str>) -> Answer {
        let records = times
            .iter()
            .map(|at| RemoteRecord {
                kind: EntityKind::Contact,
                id: (*at).into(),
                fields: json!({"dateUpdated": at}).as_object().unwrap().clone(),
                raw: String::new(),
            })
            .collect();
        Answer {
            records,
            after: after.map(str::to_owned),
            ..Answer::default()
        }
    }

    #[test]
    fn a_first_copy_goes_on_after_each_page_and_remembers_its_beginning() {
        let (one, more) = Position::Start.after(&page(
            &["2026-11-25T10:00:00Z", "2026-11-24T10:00:00Z"],
            Some("a"),
        ));
        assert!(more && one.done() == 2);
        let again = Position::read(Some(&one.text()));
        assert_eq!(again, one, "resumed after a crash");
        assert_eq!(
            again.ask(),
            Ask::Newest {
                after: Some("a".into())
            }
        );
        let (two, more) = again.after(&page(&["2026-11-01T10:00:00Z"], None));
        assert!(!more && !two.is_first_copy());
        let Ask::Since { at, after: None } = two.ask() else {
            panic!("{two:?}")
        };
        assert_eq!(
            at.to_string(),
            "2026-11-25T09:55:00Z",
            "from the newest of the first page, with overlap"
        );
    }

    #[test]
    fn the_mark_never_goes_back() {
        let mark = Some("2026-11-25T10:00:00Z".parse().unwrap());
        let following = Position::Following {
            mark,
            catching_up: None,
        };
        let (next, _) = following.after(&page(&["2026-11-20T10:00:00Z"], None));
        assert_eq!(next, following);
        let (next, _) = following.after(&page(&[], None));
        assert_eq!(next, following);
    }

    #[test]
    fn a_catch_up_of_several_pages_keeps_its_window() {
        let mark = Some("2026-11-25T10:00:00Z".parse().unwrap());
        let following = Position::Following {
            mark,
            catching_up: None,
        };
        let (next, more) = following.after(&page(&["2026-11-25T11:00:00Z"], Some("p2")));
        assert!(more);
        let Ask::Since { at, after } = next.ask() else {
            panic!()
        };
        assert_eq!(
            (at.to_string().as_str(), after.as_deref()),
            ("2026-11-25T09:55:00Z", Some("p2"))
        );
    }

    #[test]
    fn what_changed_since_is_still_told_and_what_changed_before_is_not() {
        let changed = |at: &str| Some(at.parse().unwrap());
        let (first, _) = Position::Start.after(&page(&["2026-11-25T10:00:00Z"], Some("a")));
        assert!(
            first.still_tells(changed("2020-01-01T00:00:00Z")),
            "a first copy tells all"
        );
        let (following, _) = first.after(&page(&[], None));
        assert!(following.still_tells(changed("2026-11-25T11:00:00Z")));
        assert!(
            following.still_tells(changed("2026-11-25T09:55:00Z")),
            "the overlap"
        );
        assert!(!following.still_tells(changed("2026-11-25T09:54:59Z")));
        assert!(!following.still_tells(None));
    }

    #[test]
    fn a_cursor_that_does_not_move_ends_the_copy() {
        let (one, _) = Position::Start.after(&page(&["2026-11-25T10:00:00Z"], Some("a")));
        let (two, more) = one.after(&page(&["2026-11-25T10:00:00Z"], Some("a")));
        assert!(!more && !two.is_first_copy());
    }

    #[test]
    fn an_empty_account_is_asked_again_in_full() {
        let (one, more) = Position::Start.after(&page(&[], None));
        assert!(!more && !one.is_first_copy());
        assert_eq!(one.ask(), Ask::Newest { after: None });
        assert_eq!(Position::read(Some("nonsense")), Position::Start);
    }
}
