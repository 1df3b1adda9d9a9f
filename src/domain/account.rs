//! Whether the account behind the key is still the one that was copied (F31). Pure.
//!
//! An account can be moved to another agency, restored from an old state, or emptied and filled again with other ids. All of
//! that looks like a thousand deletions and edits to whoever compares records one by one. So a few things are compared first
//! that a living account does not change: its company, its custom fields, who its oldest and newest people are, and that what
//! was changed last is not older than it was. One sign that people themselves leave often, such as deleting a list of new or
//! of old people, is no doubt by itself.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// So many people at each end of the list must be missing before that is a sign.
const MANY: usize = 5;
/// So few custom fields say nothing.
const FEW_FIELDS: usize = 4;

/// What is kept of an account to know it by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The agency it belongs to.
    pub company: Option<String>,
    /// The ids of its custom fields.
    pub fields: BTreeSet<String>,
}

/// Somebody's id, and when they came to the CRM.
pub type Came = (String, Timestamp);

/// How the account was when it was copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Its mark; `None` before the first look.
    pub mark: Option<Mark>,
    /// A few of the oldest people.
    pub oldest: Vec<Came>,
    /// A few of the newest.
    pub newest: Vec<Came>,
    /// Who of the others was changed last, and when.
    pub latest: Option<Came>,
}

/// What became of the one who was changed last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Latest {
    /// It was not asked.
    #[default]
    Unknown,
    /// The CRM has no such person.
    Missing,
    /// They were last changed then.
    At(Timestamp),
}

/// How the account is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Its mark.
    pub mark: Mark,
    /// A page of the oldest people, oldest first.
    pub oldest: Vec<Came>,
    /// A page of the newest, newest first.
    pub newest: Vec<Came>,
    /// The one who was changed last.
    pub latest: Latest,
}

/// Why the account may not be the one that was copied, as a part of a sentence; `None` when nothing speaks against it.
pub fn doubt(copied: &Copied, found: &Found) -> Option<&'static str> {
    let mark = copied.mark.as_ref()?;
    if let (Some(was), Some(is)) = (&mark.company, &found.mark.company)
        && was != is
    {
        return Some("it belongs to another company");
    }
    let kept = mark.fields.intersection(&found.mark.fields).count();
    if mark.fields.len() >= FEW_FIELDS && !found.mark.fields.is_empty() && kept * 2 < mark.fields.len() {
        return Some("its custom fields are others");
    }
    match (found.latest, &copied.latest) {
        (Latest::At(now), Some((_, then))) if now < *then => {
            Some("what was changed last is as before, as after a restore")
        }
        (Latest::Missing, _)
            if all_missing(&copied.oldest, &found.oldest, |came, last| came < last)
                && all_missing(&copied.newest, &found.newest, |came, last| came > last) =>
        {
            Some("its people have other ids, as after a restore")
        }
        _ => None,
    }
}

/// Whether none of those whom a page must show is on it. `within` says that somebody came within the page's stretch of time,
/// given its last one.
fn all_missing(copied: &[Came], page: &[Came], within: impl Fn(Timestamp, Timestamp) -> bool) -> bool {
    // An empty page proves nothing.
    let Some((_, last)) = page.last() else {
        return false;
    };
    let mut wanted = copied.iter().filter(|(_, came)| within(*came, *last)).peekable();
    let enough = copied.iter().filter(|(_, came)| within(*came, *last)).count() >= MANY;
    enough && wanted.peek().is_some() && wanted.all(|(id, _)| page.iter().all(|(other, _)| other != id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(prefix: &str, days: impl Iterator<Item = i64>) -> Vec<Came> {
        days.map(|day| {
            let at = Timestamp::from_second(1_700_000_000 + day * 86_400).unwrap();
            (format!("{prefix}{day}"), at)
        })
        .collect()
    }

    fn mark(company: &str, fields: std::ops::Range<u32>) -> Mark {
        Mark {
            company: Some(company.to_owned()),
            fields: fields.map(|field| format!("f{field}")).collect(),
        }
    }

    fn copied() -> Copied {
        Copied {
            mark: Some(mark("co", 0..10)),
            oldest: came("c", 0..10),
            newest: came("c", (190..200).rev()),
            latest: came("c", 50..51).pop(),
        }
    }

    fn found() -> Found {
        Found {
            mark: mark("co", 0..11),
            oldest: came("c", 0..100),
            newest: came("c", (105..205).rev()),
            latest: Latest::At(copied().latest.unwrap().1),
        }
    }

    #[test]
    fn a_living_account_is_not_doubted() {
        assert_eq!(doubt(&copied(), &found()), None);
        let living = [
            Found {
                latest: Latest::Missing,
                ..found()
            },
            Found {
                latest: Latest::Unknown,
                ..found()
            },
            // A list of new people was deleted, or one of old people.
            Found {
                newest: came("c", (50..150).rev()),
                ..found()
            },
            Found {
                oldest: came("c", 20..120),
                latest: Latest::Missing,
                ..found()
            },
            // Answers that say nothing.
            Found {
                oldest: Vec::new(),
                newest: Vec::new(),
                latest: Latest::Missing,
                ..found()
            },
            Found {
                mark: Mark::default(),
                ..found()
            },
            Found {
                mark: mark("co", 4..30),
                ..found()
            },
        ];
        for found in living {
            assert_eq!(doubt(&copied(), &found), None, "{found:?}");
        }
        let first = Copied {
            mark: None,
            ..copied()
        };
        assert_eq!(
            doubt(
                &first,
                &Found {
                    mark: mark("other", 0..1),
                    ..found()
                }
            ),
            None
        );
    }

    #[test]
    fn another_account_and_an_old_state_are_doubted() {
        let doubtful = [
            Found {
                mark: mark("other", 0..10),
                ..found()
            },
            Found {
                mark: mark("co", 6..30),
                ..found()
            },
            Found {
                latest: Latest::At(Timestamp::from_second(1_600_000_000).unwrap()),
                ..found()
            },
            Found {
                oldest: came("new", 0..100),
                newest: came("new", (100..200).rev()),
                latest: Latest::Missing,
                ..found()
            },
        ];
        for found in doubtful {
            assert!(doubt(&copied(), &found).is_some(), "{found:?}");
        }
    }
}
