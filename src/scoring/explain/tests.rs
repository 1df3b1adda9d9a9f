use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::qualification::{Answer, AnswerBy, LeadType, Question, given};
use crate::domain::signal::{Level, Objection, Pillar, Sentiment, SignalKind};
use crate::scoring::combine;
use crate::scoring::gather::gather;
use crate::scoring::history::{Before, Deal, Held, History, Said};
use crate::scoring::inputs::Evidence;

const NOW: i64 = 1_790_000_000;

fn signal() -> impl Strategy<Value = SignalKind> {
    prop_oneof![
        Just(SignalKind::Pillar(Pillar::Motivation, Level::High)),
        Just(SignalKind::Pillar(Pillar::Timeline, Level::Low)),
        Just(SignalKind::Pillar(Pillar::Timeline, Level::High)),
        Just(SignalKind::Pillar(Pillar::Condition, Level::High)),
        Just(SignalKind::Pillar(Pillar::Price, Level::Low)),
        Just(SignalKind::Objection(Objection::Trust)),
        Just(SignalKind::Sentiment(Sentiment::Positive)),
        Just(SignalKind::Sentiment(Sentiment::Angry)),
        Just(SignalKind::AgreesToMeet),
        Just(SignalKind::PropertyQuestion),
        Just(SignalKind::Vague),
        Just(SignalKind::Definite),
    ]
}

prop_compose! {
    fn message()(
        back in 0_i64..200 * 86_400, inbound: bool, call in proptest::bool::weighted(0.1),
        body in "[a-z ]{0,90}", signals in proptest::collection::vec(signal(), 0..3),
    ) -> (i64, bool, bool, String, Vec<SignalKind>) {
        (NOW - back, inbound, call, body, signals)
    }
}

prop_compose! {
    fn answer()(at in 0..Question::ALL.len(), message in proptest::option::of(0_usize..12), claude in proptest::bool::weighted(0.2),
        accepted: Option<bool>, value in "(asap|someday|in two weeks|yes)") -> Answer {
        let question = Question::ALL[at];
        Answer {
            message: message.map(|nr| format!("m{nr}").into()),
            by: if claude { AnswerBy::Claude } else { AnswerBy::Agent },
            accepted: accepted.filter(|_| question == Question::Timeline),
            ..given(question, &value)
        }
    }
}

prop_compose! {
    fn anybody()(
        kind in proptest::option::of(proptest::sample::select(&LeadType::ALL[..])),
        messages in proptest::collection::vec(message(), 0..12),
        answers in proptest::collection::vec(answer(), 0..6),
        tags in proptest::collection::vec(proptest::sample::select(&["hot", "cold", "pre-approved", "referral", "dog"][..]), 0..4),
        fields in proptest::collection::vec(("(Budget|Timeline|Financing|Area|Strategy)", "(\\$900k|asap|approved|Upland|)"), 0..3),
        deal in proptest::option::of(("(New|Offer out|Under contract|Odd)", proptest::option::of(0_i64..9_000_000), proptest::option::of(0_i64..90_000_000_000))),
        added in proptest::option::of(-9_i64..900), blocked in proptest::bool::weighted(0.1), past in proptest::bool::weighted(0.1),
        source in "(Zillow|unknown||Grandma)", peak in proptest::option::of(0_i64..10_000), offset in -43_200_i32..43_200,
    ) -> History<'static> {
        let mut messages = messages;
        messages.sort_by_key(|message| message.0);
        let said = |(nr, (at, inbound, call, body, signals)): (usize, (i64, bool, bool, String, Vec<SignalKind>))| Said {
            id: format!("m{nr}").into(), at, inbound, call, body: body.into(), signals,
        };
        History {
            kind, past, offset, answers,
            blocked: blocked.then(|| Evidence::Field("dnd".to_owned())),
            added: added.map(|days| NOW - days * 86_400),
            source: source.into(),
            tags: tags.into_iter().map(Into::into).collect(),
            fields: fields.into_iter().enumerate().map(|(nr, (name, value))| Held { id: format!("f{nr}").into(), name: name.into(), value: value.into() }).collect(),
            messages: messages.into_iter().enumerate().map(said).collect(),
            deal: deal.map(|(stage, ago, price)| Deal { id: "d1".into(), stage: stage.into(), since: ago.map(|ago| NOW - ago), price }),
            before: Before { hot_with: None, commitment_peak: peak },
        }
    }
}

/// Everything that can be opened of a person.
fn there_is(history: &History<'_>) -> BTreeSet<Evidence> {
    let members = ["dateAdded", "source", "tags", "dnd"].map(|name| Evidence::Field(name.to_owned()));
    let mut all = BTreeSet::from(members);
    all.extend(
        history
            .messages
            .iter()
            .map(|said| Evidence::Message(said.id.clone().into_owned())),
    );
    // An answer names a message that the door has looked at.
    all.extend(
        history
            .answers
            .iter()
            .filter_map(|answer| Some(Evidence::Message(answer.message.as_ref()?.to_string()))),
    );
    all.extend(
        history
            .answers
            .iter()
            .map(|answer| Evidence::Answer(answer.question)),
    );
    all.extend(
        history
            .fields
            .iter()
            .map(|field| Evidence::Field(field.id.clone().into_owned())),
    );
    all.extend(
        history
            .deal
            .iter()
            .map(|deal| Evidence::Deal(deal.id.clone().into_owned())),
    );
    all
}

fn sum(parts: &[Part]) -> Hundredths {
    parts.iter().map(|part| part.points).sum()
}

proptest! {
    #[test]
    fn every_point_adds_up_and_rests_on_something_that_is_there(history in anybody()) {
        let config = Config::default();
        let (inputs, sources) = gather(&history, NOW);
        let numbers = combine::numbers(&inputs, &config);
        let reasons = reasons(&inputs, &sources, &numbers, &config);
        let wholes = [
            (&reasons.priority, numbers.priority), (&reasons.readiness, numbers.readiness),
            (&reasons.commitment, numbers.commitment), (&reasons.risk, numbers.risk),
        ];
        let there_is = there_is(&history);
        for (parts, whole) in wholes {
            prop_assert_eq!(sum(parts), whole.unwrap_or(0), "{:?}\n{:?}", parts, inputs);
            prop_assert!(whole.is_some() || parts.is_empty());
            for part in parts {
                prop_assert!(there_is.contains(&part.evidence), "{:?}", part);
                prop_assert!(!part.sentence.trim().is_empty());
            }
        }
        for number in [numbers.priority, numbers.readiness, numbers.commitment, numbers.conversion, numbers.risk, Some(numbers.confidence)].into_iter().flatten() {
            prop_assert!((0..=10_000).contains(&number), "{:?}", numbers);
        }
        prop_assert_eq!(numbers.blocked, history.blocked.is_some());
        prop_assert_eq!(reasons.block.is_some(), numbers.blocked);
        if numbers.blocked {
            prop_assert!(numbers.priority.is_none() && numbers.badge.is_none() && numbers.risk.is_none());
        }
        if !inputs.has_evidence() {
            prop_assert!(numbers.priority.is_none() && numbers.badge.is_none() && numbers.readiness.is_none());
        }
    }

    #[test]
    fn the_same_inputs_and_weights_give_the_same_bytes(history in anybody()) {
        let bytes = || {
            let config = Config::default();
            let (inputs, sources) = gather(&history, NOW);
            let numbers = combine::numbers(&inputs, &config);
            let reasons = reasons(&inputs, &sources, &numbers, &config);
            serde_json::to_vec(&(inputs.hash(), config.hash(), numbers, reasons)).unwrap()
        };
        prop_assert_eq!(bytes(), bytes());
    }

    #[test]
    fn words_of_the_agent_never_raise_a_score(history in anybody(), theirs in proptest::collection::vec(signal(), 1..4)) {
        let config = Config::default();
        let mut more = history.clone();
        for said in more.messages.iter_mut().filter(|said| !said.inbound) {
            said.signals.extend(theirs.iter().copied());
        }
        let of = |history: &History<'_>| combine::numbers(&gather(history, NOW).0, &config);
        prop_assert_eq!(of(&more), of(&history));
    }

    #[test]
    fn one_more_answer_never_lowers_the_qualification(history in anybody(), at in 0..Question::ALL.len()) {
        let config = Config::default();
        let mut more = history.clone();
        more.answers.push(given(Question::ALL[at], "yes"));
        let of = |history: &History<'_>| combine::numbers(&gather(history, NOW).0, &config).qualification;
        prop_assert!(of(&more) >= of(&history));
    }
}

#[test]
fn another_weight_is_another_configuration() {
    let plain = Config::default();
    let other = Config {
        priority: [40, 40, 20],
        ..Config::default()
    };
    assert_eq!(plain.hash(), Config::default().hash());
    assert_ne!(plain.hash(), other.hash());
    assert_eq!(plain.hash().len(), 16);
}
