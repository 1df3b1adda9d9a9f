use std::collections::HashMap;

use super::*;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::opportunity::OpportunityStatus;

#[derive(Default)]
struct Book(HashMap<EntityRef, Record>);

impl Records for Book {
    fn record(&self, entity: &EntityRef) -> Option<Record> {
        self.0.get(entity).cloned()
    }
}

impl Book {
    fn with(mut self, kind: EntityKind, id: &str, fields: Value) -> Self {
        let entity = EntityRef::new(kind, id);
        let record = Record {
            entity: entity.clone(),
            remote_id: Some(id.to_owned()),
            fields: fields.as_object().unwrap().clone(),
            base: Fields::new(),
            tombstone: false,
        };
        self.0.insert(entity, record);
        self
    }

    fn decide(&self, command: Command) -> Result<Decision, Rejection> {
        let mut next = 0;
        let mut fresh = || {
            next += 1;
            format!("new{next}")
        };
        let now = "2026-11-25T10:00:00Z".parse().unwrap();
        decide(
            &command,
            &mut Context {
                now,
                fresh: &mut fresh,
                me: Some("u1".into()),
                records: self,
            },
        )
    }
}

fn book() -> Book {
    Book::default()
        .with(
            EntityKind::Contact,
            "c1",
            json!({"firstName": "Ana", "phone": "+19095550142", "tags": ["buyer"]}),
        )
        .with(
            EntityKind::Contact,
            "quiet",
            json!({"firstName": "Q", "phone": "+1", "dndSettings": {"sms": {"status": "active"}}}),
        )
        .with(
            EntityKind::Pipeline,
            "p1",
            json!({"stages": [{"id": "s1", "name": "New"}, {"id": "s2", "name": "Offer"}]}),
        )
        .with(
            EntityKind::Opportunity,
            "o1",
            json!({"pipelineId": "p1", "pipelineStageId": "s1", "status": "open"}),
        )
        .with(EntityKind::LostReason, "r1", json!({"name": "Price too high"}))
}

fn set(path: &str, value: &str) -> Command {
    Command::EditContact {
        contact: "c1".into(),
        changes: vec![(path.into(), value.into())],
    }
}

#[test]
fn an_edit_becomes_one_fact_and_one_push() {
    let decision = book().decide(set("city", " Upland ")).unwrap();
    let Fact::Edited { changes, .. } = &decision.facts[0] else {
        panic!()
    };
    assert_eq!(
        (&changes[0].from, &changes[0].to),
        (&Value::Null, &json!("Upland"))
    );
    assert!(matches!(decision.intents[..], [Intent::Update { .. }]));
    assert!(decision.undoable);
}

#[test]
fn an_edit_to_the_same_value_is_nothing() {
    let decision = book().decide(set("firstName", "Ana")).unwrap();
    assert!(decision.facts.is_empty() && decision.intents.is_empty());
}

#[test]
fn values_are_brought_to_the_form_the_crm_stores() {
    for (path, typed, stored) in [
        ("phone", "(909) 555-0199", json!("+19095550199")),
        ("phone", "+44 20 7946 0018", json!("+442079460018")),
        ("email", "Ana@Example.COM", json!("ana@example.com")),
        (
            "lastName",
            "O'Neill-Benítez, Jr. 3rd",
            json!("O'Neill-Benítez, Jr. 3rd"),
        ),
        ("city", "", Value::Null),
    ] {
        let from = book().with(EntityKind::Contact, "c1", json!({"city": "x"}));
        let decision = from.decide(set(path, typed)).unwrap();
        let Fact::Edited { changes, .. } = &decision.facts[0] else {
            panic!()
        };
        assert_eq!(changes[0].to, stored, "{path} {typed}");
    }
}

#[test]
fn values_that_cannot_be_are_refused_in_words() {
    for (path, typed) in [
        ("phone", "911"),
        ("phone", "909-555-0142 or 909-555-0143"),
        ("phone", "+1900555"),
        ("email", "ana@b.co, bo@b.co"),
        ("email", "nobody"),
        ("dateOfBirth", "0000-00-00"),
        ("dateAdded", "2026-01-01"),
    ] {
        let refusal = book().decide(set(path, typed)).unwrap_err().to_string();
        assert!(
            refusal.ends_with("nothing was changed"),
            "{path} {typed}: {refusal}"
        );
    }
}

#[test]
fn tags_are_added_and_taken_away_whatever_their_case() {
    let tags = Command::EditTags {
        contact: "c1".into(),
        add: vec!["Hot".into()],
        remove: vec!["BUYER".into()],
    };
    let decision = book().decide(tags).unwrap();
    let Fact::Edited { changes, .. } = &decision.facts[0] else {
        panic!()
    };
    assert_eq!(changes[0].to, json!(["Hot"]));
    assert_eq!(decision.summary, "tags +Hot −BUYER");
}

#[test]
fn a_card_moves_only_within_its_pipeline() {
    let to = |stage: &str| Command::MoveOpportunity {
        opportunity: "o1".into(),
        stage: stage.into(),
    };
    assert_eq!(book().decide(to("s2")).unwrap().summary, "New → Offer");
    assert!(book().decide(to("elsewhere")).is_err());
}

#[test]
fn a_deal_is_lost_for_a_reason_that_the_account_offers() {
    let close = |status, reason: Option<&str>| Command::CloseOpportunity {
        opportunity: "o1".into(),
        status,
        reason: reason.map(Into::into),
    };
    let paths = |decision: Decision| match &decision.facts[0] {
        Fact::Edited { changes, .. } => changes
            .iter()
            .map(|change| (change.path.clone(), change.to.clone()))
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let lost = book().decide(close(OpportunityStatus::Lost, Some("r1"))).unwrap();
    assert_eq!(
        paths(lost),
        [
            ("status".into(), json!("lost")),
            ("lostReasonId".into(), json!("r1"))
        ]
    );
    let open = book().decide(close(OpportunityStatus::Lost, None)).unwrap();
    assert_eq!(paths(open), [("status".into(), json!("lost"))]);
    assert!(book().decide(close(OpportunityStatus::Lost, Some("r9"))).is_err());
    assert!(book().decide(close(OpportunityStatus::Won, Some("r1"))).is_err());
}

#[test]
fn what_cannot_be_sent_at_all_is_refused() {
    let text = |contact: &str, channel, body: &str| Command::Send {
        draft: Draft {
            contact: contact.into(),
            channel,
            subject: None,
            body: body.into(),
        },
        key: None,
        not_before: None,
    };
    assert!(book().decide(text("c1", Channel::Sms, "hello")).is_ok());
    for refused in [
        text("c1", Channel::Sms, " "),
        text("c1", Channel::WhatsApp, "hello"),
    ] {
        assert!(matches!(book().decide(refused), Err(Rejection::NotSendable(_))));
    }
}

#[test]
fn undo_puts_back_what_nobody_changed_since() {
    let edited = Fact::Edited {
        entity: EntityRef::new(EntityKind::Contact, "c1"),
        changes: vec![
            FieldChange {
                path: "firstName".into(),
                from: json!("Anna"),
                to: json!("Ana"),
            },
            FieldChange {
                path: "city".into(),
                from: json!("Upland"),
                to: json!("Rialto"),
            },
        ],
    };
    let (decision, cannot) = reverse(&[edited], &book());
    let Fact::Edited { changes, .. } = &decision.facts[0] else {
        panic!()
    };
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].to, json!("Anna"));
    assert_eq!(cannot, ["Ana: city was changed since and stays"]);
}

#[test]
fn a_call_is_one_decision_with_its_note_and_what_follows() {
    use crate::domain::call::{Call, CallOutcome};

    let command = Command::LogCall {
        contact: "c1".into(),
        call: Call {
            outcome: CallOutcome::Voicemail,
            began: "2026-11-25T09:58:00Z".parse().unwrap(),
            seconds: 20,
            notes: "left a message".into(),
        },
        and: vec![Command::EditTags {
            contact: "c1".into(),
            add: vec!["called".into()],
            remove: vec![],
        }],
    };
    let decision = book().decide(command).unwrap();
    let kinds: Vec<_> = decision
        .facts
        .iter()
        .filter_map(crate::domain::fact::Fact::entity)
        .map(|entity| entity.kind)
        .collect();
    assert_eq!(
        kinds,
        [EntityKind::Message, EntityKind::Note, EntityKind::Contact]
    );
    assert_eq!(decision.intents.len(), 3);
    assert!(decision.summary.ends_with("voicemail"), "{}", decision.summary);
    assert!(decision.undoable);
    let Fact::Created { fields, .. } = &decision.facts[0] else {
        panic!("{:?}", decision.facts)
    };
    assert_eq!(fields.word("status"), Some("voicemail"));
    assert_eq!(fields.word("messageType"), Some("TYPE_CALL"));
}
