use std::path::Path;

use serde_json::{Value, json};

use super::past::read;
use super::*;
use crate::domain::command::SyncCommand;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::domain::score::{Disagree, Temperature};
use crate::engine::query::{LearnedFrom, Learning, ScoreOf, Scorecard};
use crate::engine::{Engine, Setup};
use crate::scoring::learned::draw::Draw;
use crate::scoring::seen::COLUMNS;

const NOW: &str = "2026-11-25T18:00:00Z";
const DAY_SECONDS: i64 = 86_400;

async fn engine(folder: &Path) -> (Engine, Clock) {
    let clock = Clock::manual(NOW.parse().unwrap());
    let engine = Engine::start(Setup::alone(folder.join("a.db"), clock.clone()));
    (engine.await.unwrap(), clock)
}

fn record(kind: EntityKind, id: String, members: &Value) -> RemoteRecord {
    RemoteRecord {
        kind,
        id,
        raw: members.to_string(),
        fields: members.as_object().unwrap().clone(),
    }
}

/// How likely a person of a source closes in ninety days, in percent.
type Odds = fn(source: usize) -> usize;

/// People who came by two sources and wrote now and then, and of whom some closed in one of three stretches of ninety days.
fn account(people: usize, odds: Odds, seed: u64) -> Vec<RemoteRecord> {
    println!("seed {seed}");
    let mut draw = Draw::new(seed, 99);
    let midnight = NOW.parse::<Timestamp>().unwrap().as_second() / DAY_SECONDS * DAY_SECONDS;
    let before = |days: i64| {
        Timestamp::from_second(midnight - days * DAY_SECONDS)
            .unwrap()
            .to_string()
    };
    let mut records = vec![record(
        EntityKind::CustomField,
        "race".to_owned(),
        &json!({"name": "Race", "dataType": "TEXT", "model": "contact"}),
    )];
    for nr in 0..people {
        let (id, source) = (format!("c{nr}"), draw.below(2));
        let mut closed = None;
        for stretch in (1..=3_i64).rev() {
            let hit = closed.is_none() && draw.below(100) < odds(source);
            let day = stretch * 90 - 5 - draw.below(80) as i64;
            if hit {
                closed = Some(day);
            }
            for message in 0..=draw.below(3) {
                let at = before(stretch * 90 + 2 + draw.below(20) as i64);
                let members = json!({"contactId": id, "direction": "inbound", "messageType": "TYPE_SMS",
                    "body": "any news about the house on Vine St?", "dateAdded": at});
                records.push(record(
                    EntityKind::Message,
                    format!("m{nr}-{stretch}-{message}"),
                    &members,
                ));
            }
        }
        // Who closed is told by a protected field and by a tag that somebody set afterwards.
        let race = if closed.is_some() { "white" } else { "black" };
        let name = ["Zillow", "Referral"][source];
        let tags: &[&str] = if closed.is_some() { &["Past client"] } else { &[] };
        let members = json!({"firstName": format!("Person{nr}"), "source": name,
            "dateAdded": before(400), "tags": tags, "customFields": {"race": race}});
        records.push(record(EntityKind::Contact, id.clone(), &members));
        if let Some(day) = closed {
            let members = json!({"name": "deal", "contactId": id, "pipelineId": "p", "status": "won", "createdAt": before(395),
                "updatedAt": before(0), "lastStatusChangeAt": before(day)});
            records.push(record(EntityKind::Opportunity, format!("o{nr}"), &members));
        }
    }
    records
}

async fn tell(engine: &Engine, records: Vec<RemoteRecord>) {
    for part in records.chunks(400) {
        let apply = SyncCommand::Apply {
            records: part.to_vec(),
            cursor: None,
            first_copy: false,
        };
        engine.submit(Command::Sync(apply), Origin::Remote).await.unwrap();
    }
}

async fn learning(engine: &Engine) -> Learning {
    engine.learn().await.unwrap();
    engine.query(LearnedFrom).await.unwrap()
}

async fn go_by(engine: &Engine, model: Option<i64>) -> Result<(), CommitError> {
    let command = Command::Learned(LearnedCommand::Use { model });
    engine.submit(command, Origin::Agent).await.map(drop)
}

async fn card(engine: &Engine, id: &str) -> Scorecard {
    engine.score().await.unwrap();
    engine.query(ScoreOf(id.into())).await.unwrap().unwrap()
}

/// The clearest signal that two sources can give.
const PLANTED: Odds = |source| [4, 44][source];

#[tokio::test]
async fn a_planted_signal_is_learned_calibrated_and_waits_for_a_yes() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, clock) = engine(folder.path()).await;
    let mut records = account(320, PLANTED, 5);
    let budget = json!({"name": "Budget", "dataType": "TEXT", "model": "contact"});
    records.push(record(EntityKind::CustomField, "budget".to_owned(), &budget));
    let field_alone = json!({"firstName": "Vera", "tags": ["buyer"], "source": "Zillow", "dateAdded": "2026-11-01T00:00:00Z",
        "customFields": {"budget": "600k"}});
    records.push(record(EntityKind::Contact, "vera".to_owned(), &field_alone));
    tell(&engine, records).await;
    let before = card(&engine, "c0").await;
    let told = learning(&engine).await;
    let waiting = told.waiting.clone().unwrap_or_else(|| panic!("{told:?}"));
    assert!(told.in_use.is_none() && told.no_signal.is_none(), "{told:?}");
    let last = told.last.clone().unwrap();
    assert_eq!((last.at, last.closings), (waiting.at, waiting.closings));
    assert!(last.next_closings * 5 >= last.closings * 6 && last.next_closings * 5 < last.closings * 6 + 5);
    let said = told.sentences().join(" ");
    assert!(
        said.contains("Last learned on ") && said.contains("; next at "),
        "{said}"
    );
    assert!(waiting.closings >= 50, "{waiting:?}");
    let check = waiting.kept.check;
    assert!(check.auc > 0.62 && check.ece < 0.08, "{check:?}");
    let heads: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    for input in &waiting.kept.inputs {
        assert!(heads.contains(&input.as_str()), "{input} is no input");
    }
    assert!(waiting.kept.inputs.iter().any(|input| input == "source"));
    let after = card(&engine, "c0").await;
    assert_eq!((before.numbers, before.config), (after.numbers, after.config));

    go_by(&engine, Some(waiting.seq)).await.unwrap();
    let vera = card(&engine, "vera").await;
    assert!(vera.mark.priority.is_some(), "a field is an answer");
    assert_eq!(
        (vera.chance.clone(), vera.closes()),
        (None, None),
        "the model knows nothing of her"
    );
    let mut sums = [(0, 0), (0, 0)];
    for nr in 0..60 {
        let card = card(&engine, &format!("c{nr}")).await;
        if card.numbers.rests {
            // Whose business is done is no lead, and nobody who had closed was learned from.
            assert_eq!((&card.chance, card.closes()), (&None, None));
            continue;
        }
        let chance = card.chance.clone().unwrap();
        assert!(chance.plus_minus >= 1 && chance.closings == waiting.closings);
        assert_eq!(
            card.numbers.conversion.map(|points| (points + 50) / 100),
            Some(chance.percent)
        );
        let sum: i64 = card.reasons.priority.iter().map(|part| part.points).sum();
        assert_eq!(Some(sum), card.mark.priority, "{:?}", card.reasons.priority);
        assert!(
            card.reasons
                .priority
                .iter()
                .any(|part| part.id == "chance.ground")
        );
        let referral = card
            .reasons
            .priority
            .iter()
            .find(|part| part.id == "chance.source");
        let source = usize::from(referral.is_some_and(|part| part.sentence.ends_with("Referral")));
        sums[source].0 += chance.percent;
        sums[source].1 += 1;
        assert!(
            chance
                .what_if
                .iter()
                .all(|(_, percent)| (0..=100).contains(percent))
        );
    }
    let mean = sums.map(|(sum, count)| sum / count.max(1));
    assert!(mean[1] > mean[0] + 10, "{mean:?}");

    clock.advance(Duration::from_hours(45 * 24));
    let again = learning(&engine).await;
    assert_eq!(
        again.in_use.map(|model| model.seq),
        Some(waiting.seq),
        "it never switches silently"
    );
    let newer = again.waiting.unwrap();
    assert!(
        newer.seq > waiting.seq && newer.verdict.contains("Nothing is switched by itself"),
        "{}",
        newer.verdict
    );
    go_by(&engine, None).await.unwrap();
    assert_eq!(card(&engine, "c0").await.chance, None, "by the rules again");
}

#[tokio::test]
async fn outcomes_that_nothing_foretells_are_no_signal_and_nothing_appears() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _clock) = engine(folder.path()).await;
    tell(&engine, account(220, |_| 20, 8)).await;
    let told = learning(&engine).await;
    assert!(told.waiting.is_none() && told.too_little().is_none(), "{told:?}");
    assert!(
        told.no_signal.as_ref().unwrap().starts_with("no signal"),
        "{told:?}"
    );
    assert_eq!(card(&engine, "c1").await.chance, None);
    let refused = go_by(&engine, Some(1)).await.unwrap_err().to_string();
    assert!(
        refused.contains("no signal") && refused.contains("nothing was changed"),
        "{refused}"
    );
}

#[tokio::test]
async fn too_few_closings_are_said_by_their_number() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _clock) = engine(folder.path()).await;
    tell(&engine, account(30, PLANTED, 3)).await;
    let told = learning(&engine).await;
    let closings = told.counted.unwrap().1;
    let sentence = format!("too little data: {closings} of 50 closings");
    assert!((1..50).contains(&closings) && told.waiting.is_none());
    let told = card(&engine, "c1").await.too_little;
    assert_eq!(told, Some(sentence));
}

#[tokio::test]
async fn the_same_past_is_the_same_model_and_nobody_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, clock) = engine(folder.path()).await;
    let mut records = account(320, PLANTED, 5);
    records.push(record(
        EntityKind::Contact,
        "q".to_owned(),
        &json!({"firstName": "Quirina", "source": "Quirina's uncle", "dateAdded": "2025-11-20T00:00:00Z"}),
    ));
    let wrote = json!({"contactId": "q", "direction": "inbound", "messageType": "TYPE_SMS", "body": "Quirina here",
        "dateAdded": "2025-12-20T00:00:00Z"});
    records.push(record(EntityKind::Message, "mq".to_owned(), &wrote));
    tell(&engine, records).await;
    let make = async || {
        let past = read(&engine.store, &TimeZone::UTC, clock.now()).await.unwrap();
        super::make(&past, None).unwrap()
    };
    let (one, two) = (make().await, make().await);
    assert_eq!(one, two);
    learning(&engine).await;
    engine
        .submit(Command::Forget { contact: "q".into() }, Origin::Agent)
        .await
        .unwrap();
    assert!(
        engine.query(LearnedFrom).await.unwrap().waiting.is_some(),
        "the model stays"
    );
    engine.shutdown().await;
    let left = std::fs::read(folder.path().join("a.db")).unwrap();
    assert!(!left.windows(7).any(|bytes| bytes == b"Quirina"));
    assert!(!one.model.contains("Quirina") && !one.report.contains("Quirina"));
}

#[tokio::test]
async fn opinions_of_agents_count_a_little_and_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, clock) = engine(folder.path()).await;
    tell(&engine, account(320, PLANTED, 5)).await;
    for nr in 0..40 {
        let disagree = Disagree {
            contact: format!("c{nr}").as_str().into(),
            says: Some(if nr % 2 == 0 {
                Temperature::Hot
            } else {
                Temperature::Cold
            }),
            why: String::new(),
        };
        let command = Command::Disagree(disagree);
        engine.submit(command, Origin::Agent).await.unwrap();
    }
    let past = read(&engine.store, &TimeZone::UTC, clock.now()).await.unwrap();
    let closings = past.closings() as usize;
    assert_eq!(past.opinions, 2 * (closings / 20));
    assert_eq!(past.labels.len(), past.outcomes() as usize + past.opinions);
    let kept: Kept = serde_json::from_str(&make(&past, None).unwrap().report).unwrap();
    assert_eq!(kept.opinions, past.opinions);
}
