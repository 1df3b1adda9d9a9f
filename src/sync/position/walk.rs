//! Whatever the pages do, a walk ends and has told everything (F25, F26).

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use super::{Answer, Ask, Position};
use crate::domain::record::{EntityKind, RemoteRecord};

/// Second in which something changed, and how often it has.
type Versions = BTreeMap<String, (i64, u32)>;

/// What happens between two pages.
#[derive(Clone, Debug)]
enum Event {
    /// A page of so many records, of which the first may have been on the page before.
    Page { size: usize, again: bool },
    /// A record changes, in the same second as the last change or later.
    Change { which: usize, later: i64 },
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => (1_usize..5, any::<bool>()).prop_map(|(size, again)| Event::Page { size, again }),
        1 => (0_usize..30, 0_i64..90).prop_map(|(which, later)| Event::Change { which, later }),
    ]
}

fn moment(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

/// One page as the CRM answers it: by change, equal times by id, after the cursor.
fn page(there: &Versions, ask: Ask, size: usize, again: bool) -> Answer {
    let mut rows: Vec<(String, &String, i64, u32)> = there
        .iter()
        .map(|(id, (second, version))| (format!("{second:09} {id}"), id, *second, *version))
        .collect();
    rows.sort();
    let (after, newest) = match ask {
        Ask::Newest { after } => {
            rows.reverse();
            (after, true)
        }
        Ask::Since { at, after } => {
            rows.retain(|row| moment(row.2) >= at);
            (after, false)
        }
    };
    let is_behind = |place: &String| match &after {
        Some(after) => (place < after) == newest && place != after,
        None => true,
    };
    let mut told: Vec<_> = rows.iter().filter(|row| is_behind(&row.0)).take(size).collect();
    let more = rows.iter().filter(|row| is_behind(&row.0)).count() > told.len();
    let cursor = told.last().filter(|_| more).map(|row| row.0.clone());
    if again && let Some(before) = rows.iter().rfind(|row| !is_behind(&row.0)) {
        told.insert(0, before);
    }
    let records = told.into_iter().map(|(_, id, second, version)| RemoteRecord {
        kind: EntityKind::Contact,
        id: (*id).clone(),
        fields: json!({"dateUpdated": moment(*second).to_string(), "version": version})
            .as_object()
            .unwrap()
            .clone(),
        raw: String::new(),
    });
    Answer {
        records: records.collect(),
        after: cursor,
        ..Answer::default()
    }
}

/// Asks for a page, takes what it tells, and stores the position as text, as the store does.
fn step(
    position: &mut Position,
    here: &mut BTreeMap<String, u64>,
    there: &Versions,
    (size, again): (usize, bool),
) -> bool {
    let answer = page(there, position.ask(), size, again);
    let (next, more) = position.after(&answer);
    for record in answer.records {
        let version = record.fields["version"].as_u64().unwrap();
        let known = here.entry(record.id).or_default();
        *known = version.max(*known);
    }
    *position = Position::read(Some(&next.text()));
    more
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn pages_that_repeat_shrink_and_move_lose_nothing(
        seconds in proptest::collection::vec(0_i64..40, 1..30),
        events in proptest::collection::vec(event(), 0..80),
    ) {
        let mut there: Versions = BTreeMap::new();
        for (number, second) in seconds.iter().enumerate() {
            there.insert(format!("c{number:02}"), (*second, 1));
        }
        let (mut position, mut here, mut now) = (Position::Start, BTreeMap::new(), 40);
        for event in events {
            match event {
                Event::Page { size, again } => {
                    step(&mut position, &mut here, &there, (size, again));
                }
                Event::Change { which, later } => {
                    now += later;
                    if let Some(changed) = there.get_mut(&format!("c{which:02}")) {
                        *changed = (now, changed.1 + 1);
                    }
                }
            }
        }
        // Nothing changes any more: this walk ends, and the next has told everything.
        for _ in 0..2 {
            let mut pages = 0;
            while step(&mut position, &mut here, &there, (2, true)) {
                pages += 1;
                prop_assert!(pages < 100, "a walk does not end: {position:?}");
            }
        }
        for (id, (_, version)) in &there {
            prop_assert_eq!(here.get(id).copied(), Some(u64::from(*version)), "{} in {:?}", id, &position);
        }
    }
}
