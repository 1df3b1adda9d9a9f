use super::*;
use crate::domain::qualification::{Answer, LeadType, Question, given};
use crate::domain::signal::{Level, Objection, Pillar, Sentiment, SignalKind};
use crate::scoring::combine::numbers;
use crate::scoring::config::Config;
use crate::scoring::dimension::boost;
use crate::scoring::history::{Deal, Held, Said};
use crate::scoring::inputs::{Evidence, NEVER, Slot};

const NOON: i64 = 1_790_000_000 - 1_790_000_000 % 86_400 + 12 * 3_600;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

fn said<'a>(id: &'a str, at: i64, inbound: bool, body: &'a str, signals: &[SignalKind]) -> Said<'a> {
    Said {
        id: id.into(),
        at,
        inbound,
        call: false,
        body: body.into(),
        signals: signals.to_vec(),
    }
}

#[test]
fn words_of_the_agent_are_not_theirs() {
    let ready = [
        SignalKind::Pillar(Pillar::Motivation, Level::High),
        SignalKind::AgreesToMeet,
    ];
    let history = History {
        messages: vec![said(
            "1",
            NOON,
            false,
            "You must sell as soon as possible?",
            &ready,
        )],
        ..History::default()
    };
    let (inputs, _) = gather(&history, NOON + 9 * DAY);
    assert_eq!(
        (inputs.pillars, inputs.messages, inputs.meets),
        ([None; 4], 0, None)
    );
    assert_eq!(
        (inputs.reply_hours, inputs.responsiveness),
        (Some(NEVER), Some(0))
    );
    assert_eq!(numbers(&inputs, &Config::default()).priority, None);
}

/// A lead of yesterday who was texted once is not lost, nor slow.
#[test]
fn who_is_written_to_has_time_to_answer() {
    let history = |more: Vec<Said<'static>>| History {
        kind: Some(LeadType::Buyer),
        added: Some(NOON),
        messages: [vec![said("1", NOON, false, "Hello!", &[])], more].concat(),
        ..History::default()
    };
    let at = |history: &History<'_>, hours: i64| {
        let (inputs, _) = gather(history, NOON + hours * HOUR);
        (inputs.responsiveness, inputs.reply_hours)
    };
    let one = history(Vec::new());
    assert_eq!(at(&one, 1), (None, None));
    assert_eq!(at(&one, 72), (None, None));
    assert_eq!(at(&one, 73), (Some(0), None));
    assert_eq!(at(&one, 192), (Some(0), None));
    assert_eq!(at(&one, 193), (Some(0), Some(NEVER)));
    let risk = |history: &History<'_>, hours: i64| {
        let (inputs, _) = gather(history, NOON + hours * HOUR);
        numbers(&inputs, &Config::default()).risk
    };
    assert_eq!(risk(&one, 24), Some(0));
    assert!(risk(&one, 193) > risk(&one, 192));
    // Who is written to again and again was asked when it began.
    let often = history(vec![said("2", NOON + 190 * HOUR, false, "Still there?", &[])]);
    assert_eq!(at(&often, 193), (Some(0), Some(NEVER)));
    let to_come = History {
        messages: vec![said("1", NOON + 400 * HOUR, false, "Happy new year", &[])],
        ..history(Vec::new())
    };
    assert_eq!(at(&to_come, 300), (None, None));
}

#[test]
fn browsing_without_a_divorce_is_one_pillar_and_no_score() {
    let low = [SignalKind::Pillar(Pillar::Motivation, Level::Low)];
    let history = History {
        messages: vec![said(
            "1",
            NOON,
            true,
            "Just browsing, no divorce or anything",
            &low,
        )],
        ..History::default()
    };
    let (inputs, sources) = gather(&history, NOON);
    assert_eq!(inputs.pillars, [Some(20), None, None, None]);
    assert_eq!(
        sources.of(Slot::Pillar(0)),
        Some(&Evidence::Message("1".to_owned()))
    );
    assert_eq!(numbers(&inputs, &Config::default()).readiness, None);
}

#[test]
fn a_reply_is_timed_from_the_last_of_ours_and_at_night_nobody_waits() {
    let history = History {
        messages: vec![
            said("1", NOON - HOUR, false, "Hello?", &[]),
            said("2", NOON, false, "Are you there?", &[]),
            said("3", NOON + 60, true, "Yes", &[]),
            said("4", NOON + 120, true, "What is it?", &[]),
            said("5", NOON + 8 * HOUR, false, "When can we talk?", &[]),
            said("6", NOON + 21 * HOUR, true, "Now", &[]),
        ],
        ..History::default()
    };
    let (inputs, sources) = gather(&history, NOON + DAY);
    assert_eq!(
        inputs.reply_seconds,
        Some(2 * 3_600),
        "of 60 s and two waking hours the slower"
    );
    assert_eq!(
        inputs.reply_hours,
        Some(7),
        "13 h and a minute, halved, and every begun hour"
    );
    assert_eq!(sources.of(Slot::Reply), Some(&Evidence::Message("6".to_owned())));
    assert_eq!(inputs.messages, 3);
}

#[test]
fn the_newest_finding_of_a_pillar_counts() {
    let high = SignalKind::Pillar(Pillar::Timeline, Level::High);
    let low = SignalKind::Pillar(Pillar::Timeline, Level::Low);
    let of = |kinds: &[SignalKind]| {
        let ids = ["1", "2", "3"];
        let messages = kinds
            .iter()
            .zip(ids)
            .map(|(kind, id)| said(id, NOON, true, "x", &[*kind]));
        let history = History {
            messages: messages.collect(),
            ..History::default()
        };
        gather(&history, NOON).0.pillars[1]
    };
    assert_eq!(
        [of(&[high]), of(&[high, high]), of(&[high, low]), of(&[low, high])],
        [85, 90, 20, 85].map(Some)
    );
}

#[test]
fn an_objection_is_open_until_they_sound_well_or_agree_to_meet() {
    let no = SignalKind::Objection(Objection::Price);
    let of = |later: &[SignalKind]| {
        let messages = vec![
            said("1", NOON, true, "too much", &[no]),
            said("2", NOON + 60, false, "what others paid", &[]),
            said("3", NOON + 120, true, "ok", later),
        ];
        gather(
            &History {
                messages,
                ..History::default()
            },
            NOON,
        )
        .0
        .objection
    };
    let well = SignalKind::Sentiment(Sentiment::Positive);
    assert_eq!(
        [of(&[]), of(&[well]), of(&[SignalKind::AgreesToMeet])],
        [0, 50, 100].map(Some)
    );
}

#[test]
fn how_they_sound_is_compared_by_halves() {
    let kinds = [
        Sentiment::Positive,
        Sentiment::Neutral,
        Sentiment::Frustrated,
        Sentiment::Angry,
    ];
    let ids = ["1", "2", "3", "4"];
    let messages = kinds
        .iter()
        .zip(ids)
        .map(|(kind, id)| said(id, NOON, true, "x", &[SignalKind::Sentiment(*kind)]));
    let history = History {
        messages: messages.collect(),
        ..History::default()
    };
    let (inputs, sources) = gather(&history, NOON);
    assert_eq!(inputs.sentiment_drop, Some(75 - 10));
    assert_eq!(
        sources.of(Slot::Sentiment),
        Some(&Evidence::Message("4".to_owned()))
    );
}

fn held<'a>(id: &'a str, name: &'a str, value: &'a str) -> Held<'a> {
    Held {
        id: id.into(),
        name: name.into(),
        value: value.into(),
    }
}

#[test]
fn fields_and_tags_are_evidence_too_and_what_they_deny_is_none() {
    let mut history = History {
        kind: Some(LeadType::Buyer),
        tags: vec!["Pre-Approved".into(), "photographer".into(), "not hot".into()],
        fields: vec![
            held("f1", "Budget", "450k - $620,000"),
            held("f2", "Timeline", "ASAP"),
            held("f3", "Financing", "not approved yet"),
            held("f4", "Price expectation", "1"),
        ],
        added: Some(NOON - 3 * DAY),
        source: "Zillow".into(),
        ..History::default()
    };
    let (inputs, sources) = gather(&history, NOON);
    assert!(inputs.has_answered(Question::Budget) && inputs.has_answered(Question::Timeline));
    assert!(!inputs.has_answered(Question::Price), "a seller's question");
    assert_eq!(inputs.boosts, 1 | 1 << 7 | 1 << 8);
    assert_eq!(
        (inputs.soon, inputs.source, inputs.age_days),
        (Some(100), Some(78), Some(3))
    );
    assert_eq!(
        sources.of(Slot::Question(Question::Budget)),
        Some(&Evidence::Field("f1".to_owned()))
    );
    history.fields[0].value = "300k to 499k".into();
    assert_eq!(gather(&history, NOON).0.boosts & (1 << 8), 0);
    history.fields[0].value = "525000".into();
    let told = gather(&history, NOON).1;
    assert_eq!(told.about(Slot::Question(Question::Budget)), "$525k");
}

#[test]
fn what_is_not_known_answers_nothing_and_now_is_now() {
    let with = |value: &'static str| {
        let history = History {
            kind: Some(LeadType::Buyer),
            fields: vec![
                held("f1", "Budget", value),
                held("f2", "Timeline", value),
                held("f3", "Financing", value),
            ],
            ..History::default()
        };
        gather(&history, NOON).0
    };
    for nothing in ["Unknown", "N/A", "I don't know", "Not known", "TBD", "-"] {
        let inputs = with(nothing);
        assert_eq!(
            (inputs.answered, inputs.soon, inputs.boosts),
            (0, None, 0),
            "{nothing}"
        );
        assert!(!inputs.has_evidence(), "three such fields make nobody hot");
    }
    let now = with("Now");
    assert_eq!((now.soon, now.boosts), (Some(100), 1 << boost::IMMEDIATE));
    let unsure = with("Nobody has known since the snow");
    assert_eq!((unsure.soon, unsure.boosts), (None, 0));
    assert_eq!(with("not now").boosts, 0);
    assert_eq!(with("No, not approved").boosts, 0);
    assert_eq!(with("disapproved").boosts, 0);
    let typed = History {
        kind: Some(LeadType::Buyer),
        answers: vec![given(Question::Budget, "I don\u{2019}t know")],
        ..History::default()
    };
    assert_eq!(gather(&typed, NOON).0.answered, 0);
}

#[test]
fn a_field_tells_whether_a_seller_takes_the_timeline() {
    let with = |value: &'static str| {
        let history = History {
            kind: Some(LeadType::Seller),
            fields: vec![held("f1", "Timeline acceptable", value)],
            ..History::default()
        };
        gather(&history, NOON).0.accepted
    };
    assert_eq!(
        [with("Yes"), with("No"), with("June")],
        [Some(true), Some(false), None]
    );
}

fn answers() -> Vec<Answer> {
    [
        Question::Motivation,
        Question::Timeline,
        Question::Condition,
        Question::Price,
    ]
    .into_iter()
    .map(|question| given(question, "yes"))
    .collect()
}

#[test]
fn hot_stays_hot_until_an_answer_changes() {
    let mut history = History {
        kind: Some(LeadType::Seller),
        answers: answers(),
        ..History::default()
    };
    history.before.hot_with = Some(answers_mark(&history.answers));
    assert!(gather(&history, NOON).0.was_hot);
    history.answers[3].value = "more".into();
    assert!(!gather(&history, NOON).0.was_hot);
    history.answers.truncate(3);
    history.answers[0].by = crate::domain::qualification::AnswerBy::Claude;
    let (inputs, _) = gather(&history, NOON);
    assert!(
        !inputs.has_answered(Question::Motivation),
        "nobody has agreed to it yet"
    );
}

#[test]
fn who_is_under_contract_or_a_client_of_the_past_is_not_open() {
    let with = |stage: &'static str, past| {
        let deal = Deal {
            id: "d".into(),
            stage: stage.into(),
            since: Some(NOON - 9 * DAY),
            price: Some(50_000_000),
        };
        gather(
            &History {
                deal: Some(deal),
                past,
                ..History::default()
            },
            NOON,
        )
        .0
    };
    let offer = with("Offer out", false);
    assert!(offer.open);
    assert_eq!((offer.stage_days, offer.value), (Some((9, 5)), Some(550_000)));
    assert!(!with("Under contract", false).open);
    assert!(!with("New lead", true).open);
}

#[test]
fn the_peak_of_commitment_is_remembered() {
    let long = "word ".repeat(30);
    let mut history = History {
        messages: vec![said("1", NOON, true, &long, &[])],
        ..History::default()
    };
    let (now, _) = gather(&history, NOON);
    let (later, _) = gather(&history, NOON + 60 * DAY);
    assert_eq!(now.commitment_peak, later.commitment_peak);
    history.before.commitment_peak = Some(9_900);
    assert_eq!(gather(&history, NOON).0.commitment_peak, Some(9_900));
}
