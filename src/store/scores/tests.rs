use serde_json::json;

use super::*;
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::record::EntityKind;
use crate::store::Store;
use crate::store::scratch::{page, steps, told};

const DAY: u64 = 24 * 3_600;

fn store() -> (tempfile::TempDir, Store, Clock) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-08-01T10:00:00Z".parse().unwrap());
    let options = crate::store::scratch::options(&clock);
    let store = Store::open(&folder.path().join("a.db"), options).unwrap();
    tell(&store, EntityKind::Contact, "c1", json!({"firstName": "Ana"}));
    tell(&store, EntityKind::Contact, "c2", json!({"firstName": "Bo"}));
    (folder, store, clock)
}

fn tell(store: &Store, kind: EntityKind, id: &str, members: serde_json::Value) {
    let apply = page(vec![told(kind, id, members)]);
    store
        .commit_blocking(Command::Sync(apply), Origin::Remote)
        .unwrap();
}

fn scored(contact: &str, priority: Option<i64>, badge: Option<Temperature>) -> Scored {
    Scored {
        contact: contact.into(),
        mark: Mark {
            priority,
            badge,
            ..Mark::default()
        },
        numbers: json!({ "conversion": priority, "badge": badge }).to_string(),
        reasons: "{}".into(),
        inputs: "i".into(),
        hot_with: None,
        peak: None,
        due: "2026-08-01T14:00:00Z".parse().unwrap(),
    }
}

fn keep(store: &Store, rows: Vec<Scored>, upto: Option<i64>, walked: Option<i64>) -> usize {
    keep_by("w1", store, rows, (upto, walked))
}

fn keep_by(
    weights: &str,
    store: &Store,
    rows: Vec<Scored>,
    (upto, walked): (Option<i64>, Option<i64>),
) -> usize {
    let scores = Scores {
        rows,
        config: (weights.into(), "{}".into()),
        upto,
        walked,
    };
    let kept = store.commit_blocking(Command::Scores(Box::new(scores)), Origin::Engine);
    kept.unwrap().changed
}

#[test]
fn a_snapshot_is_added_when_the_numbers_became_others_and_only_then() {
    let (_folder, store, clock) = store();
    let ana = |priority| vec![scored("c1", priority, Some(Temperature::Warm))];
    assert_eq!(keep(&store, vec![scored("c2", None, None)], None, None), 1);
    assert_eq!(keep(&store, ana(Some(5_000)), None, None), 1);
    clock.advance(std::time::Duration::from_secs(8 * DAY));
    assert_eq!(keep(&store, ana(Some(5_000)), None, None), 0);
    assert_eq!(keep(&store, ana(Some(6_200)), None, None), 1);
    let history = store
        .read_blocking(|reader| reader.score_history(&"c1".into(), 9))
        .unwrap();
    let priorities: Vec<_> = history.iter().map(|past| past.priority).collect();
    assert_eq!(priorities, [Some(5_000), Some(6_200)]);
    let nobody = store
        .read_blocking(|reader| reader.score_history(&"c2".into(), 9))
        .unwrap();
    assert!(nobody.is_empty(), "of nothing there is nothing to plot");
    let (mark, _) = store
        .read_blocking(|reader| reader.score(&"c1".into()))
        .unwrap()
        .unwrap();
    assert_eq!(mark.change, Some(1_200), "against a week ago");
    assert_eq!(keep(&store, vec![scored("nobody", Some(1), None)], None, None), 0);
}

#[test]
fn a_commitment_that_fades_adds_no_snapshot() {
    let (_folder, store, _clock) = store();
    let ana = |commitment: i64| Scored {
        numbers: json!({ "conversion": 5_000, "commitment": commitment }).to_string(),
        ..scored("c1", Some(5_000), None)
    };
    for commitment in [9_000, 8_100, 7_290] {
        keep(&store, vec![ana(commitment)], None, None);
    }
    let history = store.read_blocking(|reader| reader.score_history(&"c1".into(), 9));
    assert_eq!(history.unwrap().len(), 1);
    let (_, now) = store
        .read_blocking(|reader| reader.score(&"c1".into()))
        .unwrap()
        .unwrap();
    assert!(now.numbers.contains("7290"), "what holds is kept all the same");
}

#[test]
fn the_place_of_the_worker_moves_with_the_rows_and_never_back() {
    let (_folder, store, _clock) = store();
    let place = || store.read_blocking(Reader::scores_place).unwrap();
    assert_eq!(place(), Place::default());
    keep(&store, Vec::new(), Some(7), Some(3));
    assert_eq!(
        place(),
        Place {
            seq: 7,
            walked: Some(3),
            config: "w1".into()
        }
    );
    keep(&store, Vec::new(), None, None);
    assert_eq!(place().walked, Some(3), "who is scored in between moves nothing");
    keep(&store, Vec::new(), Some(5), None);
    assert_eq!(
        place(),
        Place {
            seq: 7,
            walked: None,
            config: "w1".into()
        }
    );
}

#[test]
fn a_place_is_told_among_as_many_as_can_be_counted_while_somebody_waits() {
    let (_folder, store, _clock) = store();
    let rows = vec![scored("c1", Some(7_000), None), scored("c2", Some(6_000), None)];
    keep(&store, rows, Some(7), None);
    let standing = |most| {
        store
            .read_blocking(move |reader| reader.standing_of(i64::MAX, most))
            .unwrap()
    };
    assert_eq!(standing(2), Some((0, 2)));
    assert_eq!(standing(1), None);
}

#[test]
fn facts_about_messages_and_deals_are_about_their_person() {
    let (_folder, store, _clock) = store();
    let last = store.read_blocking(Reader::last_fact).unwrap();
    tell(
        &store,
        EntityKind::Message,
        "m1",
        json!({"contactId": "c2", "direction": "inbound", "body": "x"}),
    );
    let since = |seq| {
        store
            .read_blocking(move |reader| reader.to_score_since(seq, 100))
            .unwrap()
    };
    let rid = |id: &'static str| {
        store
            .read_blocking(move |reader| contact_rid(&reader.db, id))
            .unwrap()
            .unwrap()
    };
    let (rids, seq) = since(last);
    assert_eq!(rids, [rid("c2")]);
    tell(
        &store,
        EntityKind::Opportunity,
        "o1",
        json!({"contactId": "c1", "status": "open"}),
    );
    assert_eq!(since(seq).0, [rid("c1")]);
    let end = since(seq).1;
    assert_eq!(since(end), (Vec::new(), end));
}

/// Otherwise the score of whoever had it goes by a deal they do not have, until it is due by itself.
#[test]
fn who_loses_a_deal_is_scored_again() {
    let (_folder, store, _clock) = store();
    let deal =
        |contact: &str| json!({"contactId": contact, "status": "open", "updatedAt": "2026-08-01T10:00:00Z"});
    tell(&store, EntityKind::Opportunity, "o1", deal("c1"));
    let rid = |id: &'static str| {
        let rid = store.read_blocking(move |reader| contact_rid(&reader.db, id));
        rid.unwrap().unwrap()
    };
    let since = |seq| {
        let found = store.read_blocking(move |reader| reader.to_score_since(seq, 100));
        found.unwrap()
    };
    let last = || store.read_blocking(Reader::last_fact).unwrap();
    let before = last();
    let mut handed = deal("c2");
    handed["updatedAt"] = json!("2026-08-01T11:00:00Z");
    tell(&store, EntityKind::Opportunity, "o1", handed);
    assert_eq!(since(before).0, [rid("c1"), rid("c2")]);
    let before = last();
    // Gone for good is only what the CRM denied twice; what that leaves in the file is enough here.
    let gone = store.read_blocking(|reader| {
        let db = crate::store::file::schema::open_writer(std::path::Path::new(reader.db.path().unwrap()))?;
        db.execute("DELETE FROM opportunity", [])?;
        let sql = "INSERT INTO journal (at, origin, fact, rid, body) SELECT 0, '\"remote\"', 'removed', rid, '{}' FROM record WHERE id = 'o1'";
        Ok(db.execute(sql, [])?)
    });
    assert_eq!(gone.unwrap(), 1);
    assert_eq!(since(before).0, [rid("c2")]);
}

#[test]
fn outcomes_are_held_against_what_was_said_at_the_time() {
    let (_folder, store, clock) = store();
    let then = clock.now();
    keep(
        &store,
        vec![
            scored("c1", Some(8_500), Some(Temperature::Hot)),
            scored("c2", Some(2_000), None),
        ],
        None,
        None,
    );
    clock.advance(std::time::Duration::from_secs(20 * DAY));
    keep(&store, vec![scored("c2", Some(9_900), None)], None, None);
    let won = json!({"contactId": "c1", "status": "won", "updatedAt": clock.now().to_string()});
    tell(&store, EntityKind::Opportunity, "o1", won);
    clock.advance(std::time::Duration::from_secs(80 * DAY));
    let now = clock.now();
    let outcomes = store
        .read_blocking(|reader| reader.score_outcomes(then, now))
        .unwrap();
    let told = |outcomes: Vec<ScoreOutcome>| -> Vec<_> {
        let each = outcomes.iter();
        each.map(|one| (one.chance, one.priority, one.closed)).collect()
    };
    assert_eq!(told(outcomes), [(8_500, 8_500, true), (2_000, 2_000, false)]);
    let day = DAY as i64 * 1_000;
    let hits = |within| {
        store
            .read_blocking(move |reader| reader.hot_hits(then, now, within))
            .unwrap()
    };
    assert_eq!((hits(30 * day), hits(10 * day)), ((1, 1), (1, 0)));
}

/// A note on a deal that closed years ago is no closing of this week.
#[test]
fn a_deal_ends_when_its_status_changed_and_not_when_it_was_last_touched() {
    let (_folder, store, clock) = store();
    let then = clock.now();
    let both = vec![
        scored("c1", Some(8_500), Some(Temperature::Hot)),
        scored("c2", Some(8_500), Some(Temperature::Hot)),
    ];
    keep(&store, both, None, None);
    clock.advance(std::time::Duration::from_secs(20 * DAY));
    let (touched, long_ago) = (clock.now().to_string(), "2024-01-10T10:00:00Z");
    let deal = |contact: &str, status: &str, ended: &str| json!({"contactId": contact, "status": status, "lostReasonId": "l1", "updatedAt": touched, "lastStatusChangeAt": ended});
    tell(&store, EntityKind::Opportunity, "o1", deal("c1", "won", long_ago));
    tell(
        &store,
        EntityKind::Opportunity,
        "o2",
        deal("c2", "lost", long_ago),
    );
    let now = clock.now();
    let outcomes = store.read_blocking(|reader| reader.score_outcomes(then, now));
    let closed: Vec<bool> = outcomes.unwrap().iter().map(|one| one.closed).collect();
    assert_eq!(closed, [false, false]);
    let month = 30 * DAY as i64 * 1_000;
    let hits = store.read_blocking(move |reader| reader.hot_hits(then, now, month));
    assert_eq!(hits.unwrap(), (2, 0));
    let lately = store.read_blocking(|reader| reader.lately(&"c2".into()));
    let lost = lately.unwrap().unwrap().lost.unwrap();
    assert_eq!(lost.at.to_string(), long_ago);
    tell(&store, EntityKind::Opportunity, "o1", deal("c1", "won", &touched));
    let hits = store.read_blocking(move |reader| reader.hot_hits(then, now, month));
    assert_eq!(hits.unwrap(), (2, 1));
}

/// Nobody leaves unanswered what never reached them.
#[test]
fn what_waits_here_or_came_back_was_not_said() {
    let (_folder, store, _clock) = store();
    let phone = json!({"firstName": "Ana", "phone": "+19095550100"});
    tell(&store, EntityKind::Contact, "c1", phone);
    for status in [
        "failed",
        "undelivered",
        "opt_out",
        "scheduled",
        "delivered",
        "sent",
    ] {
        let members = json!({"contactId": "c1", "direction": "outbound", "messageType": "TYPE_SMS", "body": "x",
            "status": status, "dateAdded": "2026-07-30T10:00:00Z"});
        tell(&store, EntityKind::Message, status, members);
    }
    let send = Command::Send {
        draft: Draft {
            contact: "c1".into(),
            channel: Channel::Sms,
            subject: None,
            body: "Shall we talk?".into(),
        },
        not_before: Some("2026-08-09T10:00:00Z".parse().unwrap()),
        key: None,
    };
    store.commit_blocking(send, Origin::Agent).unwrap();
    let people = store.read_blocking(|reader| {
        let rid = contact_rid(&reader.db, "c1")?.unwrap();
        reader.to_score(&[rid])
    });
    let mut said: Vec<String> = people.unwrap()[0]
        .messages
        .iter()
        .map(|said| said.id.clone())
        .collect();
    said.sort();
    assert_eq!(said, ["delivered", "sent"]);
}

#[test]
fn an_appointment_that_did_not_take_place_is_no_meeting_and_no_hit() {
    let (_folder, store, clock) = store();
    let then = clock.now();
    keep(
        &store,
        vec![scored("c1", Some(8_500), Some(Temperature::Hot))],
        None,
        None,
    );
    clock.advance(std::time::Duration::from_secs(20 * DAY));
    let book = |id: &str, status: &str| {
        let members =
            json!({"contactId": "c1", "appointmentStatus": status, "startTime": "2026-08-05T10:00:00Z"});
        tell(&store, EntityKind::Appointment, id, members);
    };
    let now = clock.now();
    let month = 30 * DAY as i64 * 1_000;
    let told = || {
        let hits = store.read_blocking(move |reader| reader.hot_hits(then, now, month));
        let people = store.read_blocking(|reader| {
            let rid = contact_rid(&reader.db, "c1")?.unwrap();
            reader.to_score(&[rid])
        });
        (hits.unwrap().1, people.unwrap()[0].appointments.len())
    };
    book("a1", "cancelled");
    book("a2", "invalid");
    book("a3", "noshow");
    assert_eq!(told(), (0, 0));
    book("a4", "showed");
    book("a5", "confirmed");
    assert_eq!(told(), (1, 2));
}

#[test]
fn who_is_due_is_found_by_an_index_and_the_dead_are_not() {
    let (_folder, store, _clock) = store();
    keep(
        &store,
        vec![scored("c1", Some(5_000), None), scored("c2", Some(4_000), None)],
        None,
        None,
    );
    let due = |at: &str| {
        let at = at.parse().unwrap();
        store
            .read_blocking(move |reader| reader.to_score_due(at, 10))
            .unwrap()
            .len()
    };
    assert_eq!([due("2026-08-01T13:59:59Z"), due("2026-08-01T14:00:00Z")], [0, 2]);
    store
        .commit_blocking(Command::DeleteContact { contact: "c2".into() }, Origin::Agent)
        .unwrap();
    assert_eq!(due("2026-08-01T14:00:00Z"), 1);
}

/// Between two looks it is asked when the next score is due: with a million people nobody may be looked at for that but the first.
#[test]
fn who_is_due_is_found_by_the_index() {
    let (_folder, store, _clock) = store();
    store
        .read_blocking(|reader| {
            for sql in [DUE, NEXT_DUE] {
                let plan = steps(&reader.db, sql);
                assert!(plan[0].contains("INDEX score_due"), "{plan:#?}");
                assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
            }
            Ok(())
        })
        .unwrap();
}

/// Another model scores everybody anew; nobody has moved by that, and nothing may be sent because of it.
#[test]
fn scores_by_other_weights_are_not_compared() {
    let (_folder, store, clock) = store();
    let start = clock.now();
    let ana = |priority| vec![scored("c1", Some(priority), None)];
    let names = ["priority".to_owned()];
    let moves = || {
        let names = names.clone();
        let moved = store.read_blocking(move |reader| reader.moved(&names, start, 99));
        let told = moved.unwrap().0.into_iter();
        told.map(|moved| (moved.from, moved.to)).collect::<Vec<_>>()
    };
    let between = || {
        let (names, span) = (names.clone(), (start, clock.now()));
        let moved = store.read_blocking(move |reader| reader.moved_between(&names, span, None));
        let told = moved.unwrap().into_iter();
        told.map(|moved| (moved.from, moved.to)).collect::<Vec<_>>()
    };
    let change = || {
        let marks = store.read_blocking(|reader| reader.marks(&["c1".into()]));
        marks.unwrap()[0].as_ref().unwrap().change
    };
    keep(&store, ana(4_000), None, None);
    clock.advance(std::time::Duration::from_secs(8 * DAY));
    keep_by("w2", &store, ana(9_000), (None, None));
    assert_eq!((moves(), change()), (Vec::new(), None));
    clock.advance(std::time::Duration::from_secs(DAY));
    assert_eq!(between(), []);
    // The same number by yet other weights is what the next is compared with.
    keep_by("w3", &store, ana(9_000), (None, None));
    clock.advance(std::time::Duration::from_secs(8 * DAY));
    keep_by("w3", &store, ana(6_950), (None, None));
    assert_eq!(
        moves(),
        [(90, 70)],
        "in whole points as lists show them, not cut off"
    );
    assert_eq!(change(), Some(-2_050));
    clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(between(), [(90, 70)]);
}
