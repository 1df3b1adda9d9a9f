use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::domain::command::SyncCommand;
use crate::domain::fact::Topic;
use crate::domain::qualification::{AnswerCommand, Question, given};
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::domain::score::Disagree;
use crate::engine::query::{Answers, LeadIds, ScoreAt, ScoreChanges, ScoreCheck, ScoreOf, Scorecard};
use crate::engine::{Engine, Setup};
use crate::scoring::inputs::Evidence;
use crate::store::scratch::{page, told};

const NOW: &str = "2026-11-25T18:00:00Z";

async fn engine(folder: &Path) -> (Engine, Clock) {
    let clock = Clock::manual(NOW.parse().unwrap());
    let engine = Engine::start(Setup::alone(folder.join("a.db"), clock.clone()));
    let engine = engine.await.unwrap();
    tell(
        &engine,
        EntityKind::Contact,
        "c1",
        &json!({"firstName": "Ana", "tags": ["Buyer-Lead"],
        "dateAdded": "2026-11-20T18:00:00Z", "source": "Zillow"}),
    )
    .await;
    (engine, clock)
}

async fn tell(engine: &Engine, kind: EntityKind, id: &str, members: &Value) {
    let page = page(vec![told(kind, id, members.clone())]);
    engine.submit(Command::Sync(page), Origin::Remote).await.unwrap();
}

async fn wrote(engine: &Engine, id: &str, at: &str, body: &str) {
    let members = json!({"contactId": "c1", "direction": "inbound", "messageType": "TYPE_SMS", "body": body, "dateAdded": at});
    tell(engine, EntityKind::Message, id, &members).await;
}

fn answer(question: Question, value: &str) -> Command {
    Command::Answer(Box::new(AnswerCommand::Give {
        contact: "c1".into(),
        answer: given(question, value),
    }))
}

async fn card(engine: &Engine) -> Scorecard {
    engine.score().await.unwrap();
    engine.query(ScoreOf("c1".into())).await.unwrap().unwrap()
}

#[tokio::test]
async fn who_has_said_nothing_is_unscored_and_every_answer_moves_the_badge() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, clock) = engine(folder.path()).await;
    let nothing = card(&engine).await;
    assert_eq!((nothing.mark.priority, nothing.mark.badge), (None, None));
    assert!(
        nothing.mark.risk.is_some(),
        "they came and nothing was heard since"
    );
    let mut badges = Vec::new();
    for (question, value) in [
        (Question::Budget, "620,000"),
        (Question::Area, "Etiwanda"),
        (Question::Timeline, "asap"),
    ] {
        engine
            .submit(answer(question, value), Origin::Agent)
            .await
            .unwrap();
        badges.push(card(&engine).await.mark.badge);
    }
    assert_eq!(
        badges,
        [
            Some(Temperature::Cold),
            Some(Temperature::Warm),
            Some(Temperature::Hot)
        ]
    );
    let hot = card(&engine).await;
    let sum: i64 = hot.reasons.priority.iter().map(|part| part.points).sum();
    assert_eq!(Some(sum), hot.mark.priority);
    assert_eq!(hot.history.len(), 4, "every change is kept");
    let (answers, open) = engine.query(Answers("c1".into())).await.unwrap();
    let left = [Question::Needs, Question::Financing, Question::Motivation];
    assert_eq!((answers.len(), open.as_slice()), (3, left.as_slice()));
    engine
        .submit(Command::Undo { line: None }, Origin::Agent)
        .await
        .unwrap();
    assert_eq!(card(&engine).await.mark.badge, Some(Temperature::Warm));
    clock.advance(Duration::from_hours(16 * 24));
    let later = card(&engine).await;
    assert_eq!(
        (later.mark.badge, later.mark.was),
        (Some(Temperature::Cold), Some(Temperature::Warm))
    );
}

#[tokio::test]
async fn a_score_is_known_as_it_was_on_any_day_and_what_changed_since() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, clock) = engine(folder.path()).await;
    engine
        .submit(answer(Question::Budget, "620,000"), Origin::Agent)
        .await
        .unwrap();
    let first = card(&engine).await;
    clock.advance(Duration::from_hours(8 * 24));
    engine
        .submit(answer(Question::Area, "Etiwanda"), Origin::Agent)
        .await
        .unwrap();
    let second = card(&engine).await;
    assert_ne!(first.mark.priority, second.mark.priority);
    assert_eq!(
        second.mark.change,
        Some(second.mark.priority.unwrap() - first.mark.priority.unwrap())
    );
    let then = ScoreAt {
        contact: "c1".into(),
        at: "2026-11-26T00:00:00Z".parse().unwrap(),
    };
    let then = engine.query(then).await.unwrap().unwrap();
    assert_eq!(
        (then.numbers, then.reasons, then.config),
        (first.numbers, first.reasons, first.config)
    );
    let before = ScoreAt {
        contact: "c1".into(),
        at: "2026-11-01T00:00:00Z".parse().unwrap(),
    };
    assert_eq!(engine.query(before).await.unwrap(), None);
    let changes = ScoreChanges {
        contact: "c1".into(),
        since: None,
    };
    let changes = engine.query(changes).await.unwrap();
    assert!(
        changes
            .iter()
            .any(|change| change.part.id == "answer.area" && change.from.is_none())
    );
}

#[tokio::test]
async fn every_part_names_a_record_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _clock) = engine(folder.path()).await;
    wrote(
        &engine,
        "m1",
        "2026-11-24T18:00:00Z",
        "We would like to see the one on Vine St, we can spend 620k",
    )
    .await;
    let quoted = AnswerCommand::Give {
        contact: "c1".into(),
        answer: crate::domain::qualification::Answer {
            quote: "we can spend 620k".into(),
            message: Some("m1".into()),
            ..given(Question::Budget, "620,000")
        },
    };
    engine
        .submit(Command::Answer(Box::new(quoted)), Origin::Agent)
        .await
        .unwrap();
    engine
        .submit(answer(Question::Area, "Etiwanda"), Origin::Agent)
        .await
        .unwrap();
    let card = card(&engine).await;
    assert!(card.mark.priority.is_some());
    let parts = card
        .reasons
        .priority
        .iter()
        .chain(&card.reasons.commitment)
        .chain(&card.reasons.risk);
    let mut named = std::collections::BTreeSet::new();
    for part in parts {
        match &part.evidence {
            Evidence::Message(id) => assert_eq!(id, "m1"),
            Evidence::Field(name) => assert!(
                ["dateAdded", "source", "tags"].contains(&name.as_str()),
                "{part:?}"
            ),
            Evidence::Answer(question) => assert_eq!(*question, Question::Area),
            other => panic!("{other:?}"),
        }
        named.insert(part.id.clone());
    }
    assert!(
        named.contains("answer.budget") && named.contains("conversion.engagement"),
        "{named:?}"
    );
}

/// Whatever question the name of such a field would answer: no score is made out of who somebody is.
#[tokio::test]
async fn who_somebody_is_enters_no_score() {
    let planted: [(&str, &str, &[&str]); 14] = [
        ("Ethnicity", "Hispanic", &[]),
        ("City of birth", "Guadalajara", &[]),
        ("Marital status and move date", "Married, now", &[]),
        ("Move with children", "ASAP", &[]),
        ("Religion, area", "Catholic", &[]),
        ("Disability, bath must-have", "wheelchair", &[]),
        ("Nationality of lender", "Cuban", &[]),
        ("Gender", "female", &[]),
        ("Race", "white", &[]),
        ("Home zip", "92503", &[]),
        ("Zip", "92503", &[]),
        ("Housing voucher, budget", "yes", &[]),
        ("Budget of a veteran", "$600k", &[]),
        ("Reason code", "Married", &["Married", "Single", "Divorced"]),
    ];
    let folder = tempfile::tempdir().unwrap();
    let (engine, _clock) = engine(folder.path()).await;
    let plain = card(&engine).await;
    for (nr, (name, _, options)) in planted.iter().enumerate() {
        let members =
            json!({"name": name, "dataType": "TEXT", "model": "contact", "picklistOptions": options});
        tell(&engine, EntityKind::CustomField, &format!("f{nr}"), &members).await;
    }
    let values: serde_json::Map<String, Value> = planted
        .iter()
        .enumerate()
        .map(|(nr, (_, value, _))| (format!("f{nr}"), json!(value)))
        .collect();
    let mut ana = json!({"firstName": "Ana", "tags": ["Buyer-Lead"], "dateAdded": "2026-11-20T18:00:00Z",
        "source": "Zillow", "customFields": values});
    tell(&engine, EntityKind::Contact, "c1", &ana).await;
    let told = card(&engine).await;
    assert_eq!((told.numbers, told.reasons), (plain.numbers, plain.reasons));
    let area = json!({"name": "Preferred zip codes", "dataType": "TEXT", "model": "contact"});
    tell(&engine, EntityKind::CustomField, "area", &area).await;
    ana["customFields"]["area"] = json!("92503, 92504");
    tell(&engine, EntityKind::Contact, "c1", &ana).await;
    let sought = card(&engine).await.reasons.priority;
    assert!(
        sought.iter().any(|part| part.id == "answer.area"),
        "where they look is an answer: {sought:?}"
    );
}

#[tokio::test]
async fn an_opt_out_is_a_block_and_lifting_it_gives_the_score_back() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _clock) = engine(folder.path()).await;
    engine
        .submit(answer(Question::Budget, "620,000"), Origin::Agent)
        .await
        .unwrap();
    let scored = card(&engine).await.mark.priority;
    assert!(scored.is_some());
    tell(
        &engine,
        EntityKind::Contact,
        "c1",
        &json!({"firstName": "Ana", "dnd": true, "tags": ["Buyer-Lead"],
        "dateAdded": "2026-11-20T18:00:00Z", "source": "Zillow"}),
    )
    .await;
    let blocked = card(&engine).await;
    assert!(blocked.mark.blocked && blocked.reasons.block.is_some());
    assert_eq!(
        (blocked.mark.priority, blocked.mark.badge, blocked.mark.risk),
        (None, None, None)
    );
    tell(
        &engine,
        EntityKind::Contact,
        "c1",
        &json!({"firstName": "Ana", "dnd": false, "tags": ["Buyer-Lead"],
        "dateAdded": "2026-11-20T18:00:00Z", "source": "Zillow"}),
    )
    .await;
    assert_eq!(card(&engine).await.mark.priority, scored);
}

#[tokio::test]
async fn the_worker_follows_the_journal_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _clock) = engine(folder.path()).await;
    let mut feed = engine.subscribe();
    engine.begin();
    let mut wait_for = async |badge| {
        let limit = Duration::from_secs(20);
        let told = async {
            loop {
                let card = engine.query(ScoreOf("c1".into())).await.unwrap();
                if card.is_some_and(|card| card.mark.badge == badge) {
                    return;
                }
                while !feed.recv().await.unwrap().topics.contains(&Topic::Scores) {}
            }
        };
        tokio::time::timeout(limit, told).await.unwrap();
    };
    wait_for(None).await;
    engine
        .submit(answer(Question::Budget, "620,000"), Origin::Agent)
        .await
        .unwrap();
    wait_for(Some(Temperature::Cold)).await;
    engine
        .submit(answer(Question::Area, "Etiwanda"), Origin::Agent)
        .await
        .unwrap();
    wait_for(Some(Temperature::Warm)).await;
}

#[tokio::test]
async fn filters_and_lists_know_scores() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _clock) = engine(folder.path()).await;
    tell(&engine, EntityKind::Contact, "c2", &json!({"firstName": "Bo"})).await;
    engine
        .submit(answer(Question::Budget, "620,000"), Origin::Agent)
        .await
        .unwrap();
    engine.score().await.unwrap();
    let ids = async |filter: &str| {
        let question = LeadIds {
            filter: filter.to_owned(),
            most: 10,
        };
        let ids = engine.query(question).await.unwrap().unwrap();
        ids.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(ids("score>0").await, ["c1"]);
    assert_eq!(ids("score:none").await, ["c2"]);
    assert_eq!(ids("-score>0").await, ["c2"]);
    assert_eq!(ids("sort:-score").await, ["c1", "c2"]);
    assert_eq!(ids("drift>=0 score_change:none").await, ["c1"]);
}

#[tokio::test]
async fn a_disagreement_is_kept_beside_the_score_and_moves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _clock) = engine(folder.path()).await;
    engine
        .submit(answer(Question::Budget, "620,000"), Origin::Agent)
        .await
        .unwrap();
    let before = card(&engine).await;
    let disagree = Disagree {
        contact: "c1".into(),
        says: Some(Temperature::Hot),
        why: "called me twice".into(),
    };
    engine
        .submit(Command::Disagree(disagree), Origin::Agent)
        .await
        .unwrap();
    let after = card(&engine).await;
    assert_eq!(after.opinion.map(|opinion| opinion.says), Some(Temperature::Hot));
    assert_eq!(
        (after.mark, after.history.len()),
        (before.mark, before.history.len())
    );
    let check = engine.query(ScoreCheck::default()).await.unwrap();
    assert!(check.too_little && check.people == 0);
}

#[tokio::test]
async fn nothing_of_the_score_is_left_of_whom_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _clock) = engine(folder.path()).await;
    engine
        .submit(answer(Question::Budget, "Quirina's budget"), Origin::Agent)
        .await
        .unwrap();
    engine.score().await.unwrap();
    engine
        .submit(Command::Forget { contact: "c1".into() }, Origin::Agent)
        .await
        .unwrap();
    engine.score().await.unwrap();
    assert_eq!(engine.query(ScoreOf("c1".into())).await.unwrap(), None);
    let then = ScoreAt {
        contact: "c1".into(),
        at: NOW.parse().unwrap(),
    };
    assert_eq!(engine.query(then).await.unwrap(), None);
    engine.shutdown().await;
    let left = std::fs::read(folder.path().join("a.db")).unwrap();
    assert!(!left.windows(7).any(|bytes| bytes == b"Quirina"));
}

#[tokio::test]
async fn scoring_again_without_news_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, clock) = engine(folder.path()).await;
    wrote(&engine, "m1", "2026-11-24T18:00:00Z", "hello").await;
    assert!(engine.score().await.unwrap() > 0);
    assert_eq!(engine.score().await.unwrap(), 0);
    let before = card(&engine).await;
    clock.advance(Duration::from_hours(5));
    assert_eq!(engine.score().await.unwrap(), 0, "due, and still the same");
    let after = card(&engine).await;
    assert_eq!(
        (before.numbers, before.reasons, before.history),
        (after.numbers, after.reasons, after.history)
    );
}

#[tokio::test]
async fn silence_and_a_loss_say_what_is_to_be_done() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, clock) = engine(folder.path()).await;
    wrote(
        &engine,
        "m1",
        "2026-11-25T12:00:00Z",
        "Is the house on Elm St still free?",
    )
    .await;
    assert_eq!(card(&engine).await.next, [""; 0]);
    clock.advance(Duration::from_hours(22 * 24));
    assert_eq!(
        card(&engine).await.next,
        ["silent for 22 days, a warning: a new fact with its source by e-mail"]
    );
    tell(
        &engine,
        EntityKind::LostReason,
        "l1",
        &json!({"name": "Not ready yet"}),
    )
    .await;
    let deal = json!({"contactId": "c1", "status": "lost", "lostReasonId": "l1", "monetaryValue": 600_000,
        "updatedAt": "2026-12-16T18:00:00Z"});
    tell(&engine, EntityKind::Opportunity, "d1", &deal).await;
    assert_eq!(
        card(&engine).await.next,
        ["lost for \u{201c}Not ready yet\u{201d}: in 6 days at most 3 times, ask how the timing is now"]
    );
    tell(
        &engine,
        EntityKind::Contact,
        "c1",
        &json!({"firstName": "Ana", "dnd": true}),
    )
    .await;
    assert_eq!(
        card(&engine).await.next,
        [""; 0],
        "who is not to be disturbed is left alone"
    );
}

/// A first copy may be of many; whoever waits for their scores may leave.
#[tokio::test]
async fn scoring_everybody_goes_on_where_it_was_left() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _clock) = engine(folder.path()).await;
    let people = 4 * BATCH;
    let records = (0..people).map(|nr| {
        let members = json!({"firstName": "Ben", "dateAdded": "2026-11-20T18:00:00Z", "tags": ["buyer"]});
        RemoteRecord {
            kind: EntityKind::Contact,
            id: format!("p{nr}"),
            raw: members.to_string(),
            fields: members.as_object().unwrap().clone(),
        }
    });
    let apply = SyncCommand::Apply {
        records: records.collect(),
        cursor: None,
        first_copy: true,
    };
    engine.submit(Command::Sync(apply), Origin::Remote).await.unwrap();
    let mut feed = engine.subscribe();
    let first = async { while !feed.recv().await.unwrap().topics.contains(&Topic::Scores) {} };
    tokio::select! {
        biased;
        () = first => {}
        done = engine.score() => panic!("nothing was kept before the end: {done:?}"),
    }
    let rest = engine.score().await.unwrap();
    assert!(
        rest > 0 && rest <= people + 1 - BATCH,
        "{rest} of {people} were left"
    );
    for nr in 0..people {
        let history = engine
            .query(ScoreOf(format!("p{nr}").into()))
            .await
            .unwrap()
            .unwrap()
            .history;
        assert_eq!(history.len(), 1, "p{nr} is scored once");
    }
}
