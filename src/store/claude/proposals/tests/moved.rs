//! What moved between the proposal and the yes is not done.

use super::*;

#[test]
fn what_changed_since_it_was_shown_is_not_done_and_the_rest_is() {
    let house = house();
    let [dana, tom, wen] = [0, 1, 2].map(|nr| house.people[nr].clone());
    let city = |contact: &ContactId| {
        item(Deed::Fields {
            contact: contact.clone(),
            changes: vec![("city".into(), "Fontana".into())],
        })
    };
    let seen = house.propose(vec![tag(&dana, "a"), city(&tom), tag(&wen, "a"), tag(&wen, "b")]);
    let edit = |command| {
        house.store.commit_blocking(command, Origin::Agent).unwrap();
    };
    edit(Command::EditTags {
        contact: dana,
        add: vec!["other".into()],
        remove: Vec::new(),
    });
    edit(Command::EditContact {
        contact: tom,
        changes: vec![("city".into(), "Upland".into())],
    });
    edit(Command::EditContact {
        contact: wen,
        changes: vec![("city".into(), "Upland".into())],
    });
    let receipt = house.apply(&seen, &[0, 1, 2, 3]).unwrap();
    assert_eq!(receipt.changed, 2, "{:?}", receipt.cannot);
    let after = house.all().pop().unwrap();
    for nr in [0, 1] {
        let ItemState::NotStarted { why } = &after.items[nr].1 else {
            panic!("{:?}", after.items[nr])
        };
        assert_eq!(why, "changed since; look again");
    }
    assert_eq!(
        (house.tags(0), house.tags(2)),
        (vec!["other".into()], vec!["a".into(), "b".into()])
    );
}

#[test]
fn a_deal_that_was_moved_meanwhile_stays_where_it_is() {
    use crate::domain::record::EntityKind;
    use serde_json::json;
    let house = house();
    let stages =
        json!([{"id": "s1", "name": "New"}, {"id": "s2", "name": "Showing"}, {"id": "s3", "name": "Offer"}]);
    told(
        &house,
        EntityKind::Pipeline,
        "p1",
        json!({"name": "Buyers", "stages": stages}),
    );
    let deal = |stage: &str| {
        json!({"name": "d", "contactId": house.people[0].as_str(), "pipelineId": "p1", "pipelineStageId": stage,
               "status": "open"})
    };
    told(&house, EntityKind::Opportunity, "o1", deal("s1"));
    let seen = house.propose(vec![item(Deed::Stage {
        contact: house.people[0].clone(),
        opportunity: "o1".into(),
        stage: "s2".into(),
    })]);
    told(&house, EntityKind::Opportunity, "o1", deal("s3"));
    let receipt = house.apply(&seen, &[0]).unwrap();
    assert_eq!(receipt.changed, 0);
    assert!(
        receipt.cannot[0].contains("changed since"),
        "{:?}",
        receipt.cannot
    );
}

#[test]
fn an_opt_out_between_the_proposal_and_the_yes_stops_the_message() {
    use crate::domain::record::EntityKind;
    use serde_json::json;
    let house = house();
    told(
        &house,
        EntityKind::Contact,
        "c9",
        json!({"firstName": "Ana", "phone": "+19095550142", "type": "customer", "dndSettings": {}}),
    );
    let ana = ContactId::from("c9");
    let seen = house.propose(vec![text(&ana, "Does Thursday at four work for you?")]);
    told(
        &house,
        EntityKind::Message,
        "m1",
        json!({"contactId": "c9", "messageType": "TYPE_SMS", "direction": "inbound", "body": "STOP",
               "dateAdded": "2026-11-25T18:00:00Z"}),
    );
    let receipt = house.apply(&seen, &[0]).unwrap();
    assert_eq!(receipt.changed, 0);
    assert!(receipt.cannot[0].contains("hear no more"), "{:?}", receipt.cannot);
    let rows = house
        .store
        .read_blocking(|reader| reader.outbox(None, 50))
        .unwrap();
    assert!(
        rows.iter().all(|row| row.intent.word() != "send"),
        "nothing waits to be sent"
    );
}

fn draft(contact: &ContactId, before: &str, body: &str) -> Item {
    Item {
        before: before.into(),
        ..item(Deed::Draft(Draft {
            contact: contact.clone(),
            channel: Channel::Sms,
            subject: None,
            body: body.into(),
        }))
    }
}

#[test]
fn a_draft_never_takes_the_place_of_words_that_were_typed_since() {
    let house = house();
    let dana = house.people[0].clone();
    let typed = |body: &str| {
        let draft = Draft {
            contact: dana.clone(),
            channel: Channel::Sms,
            subject: None,
            body: body.into(),
        };
        let kept = Command::KeepDraft { draft };
        house.store.commit_blocking(kept, Origin::Agent).unwrap();
    };
    let kept = || {
        let name = crate::store::message_draft_name(&dana, Channel::Sms);
        let kept = house.store.read_blocking(|reader| reader.draft(&name)).unwrap();
        kept.map(|(_, body)| body).unwrap_or_default()
    };
    let stays = |seen: &Proposal, mine: &str| {
        let receipt = house.apply(seen, &[0]).unwrap();
        assert_eq!(receipt.changed, 0);
        assert!(
            receipt.cannot[0].contains("changed since"),
            "{:?}",
            receipt.cannot
        );
        assert_eq!(kept(), mine);
    };
    let seen = house.propose(vec![draft(&dana, "", "Claude's words")]);
    typed("my own words");
    stays(&seen, "my own words");
    // What was typed while the tool looked is no part of what was shown either.
    let seen = house.propose(vec![draft(&dana, "", "Claude's words")]);
    stays(&seen, "my own words");
    // What was shown gives way to a yes.
    let seen = house.propose(vec![draft(&dana, "my own words", "Claude's words")]);
    assert_eq!(house.apply(&seen, &[0]).unwrap().changed, 1);
    assert_eq!(kept(), "Claude's words");
    typed("");
    let seen = house.propose(vec![draft(&dana, "", "Claude's words")]);
    assert_eq!(house.apply(&seen, &[0]).unwrap().changed, 1);
    assert_eq!(kept(), "Claude's words");
}

#[test]
fn a_yes_to_a_message_is_for_the_number_it_was_shown_with() {
    use crate::domain::record::EntityKind;
    use serde_json::json;
    let house = house();
    let ana = ContactId::from("c9");
    let tell = |phone: &str, email: &str| {
        let members = json!({"firstName": "Ana", "phone": phone, "email": email, "type": "customer",
                             "dndSettings": {}});
        told(&house, EntityKind::Contact, "c9", members);
    };
    let by = |channel: Channel| {
        item(Deed::Send(Draft {
            contact: ana.clone(),
            channel,
            subject: (channel == Channel::Email).then(|| "Thursday".to_owned()),
            body: "Does Thursday at four work for you?".into(),
        }))
    };
    let refused = |seen: &Proposal| {
        let receipt = house.apply(seen, &[0]).unwrap();
        assert_eq!(receipt.changed, 0);
        assert!(
            receipt.cannot[0].contains("changed since"),
            "{:?}",
            receipt.cannot
        );
    };
    tell("+19095550142", "ana@example.com");
    let seen = house.propose(vec![by(Channel::Sms)]);
    tell("+19095550199", "ana@example.com");
    refused(&seen);
    let seen = house.propose(vec![by(Channel::Email)]);
    tell("+19095550199", "other@example.com");
    refused(&seen);
    let booked = item(Deed::Appointment {
        contact: ana.clone(),
        calendar: "k1".into(),
        slot: "2026-11-27T11:00:00-08:00".into(),
        title: "Showing".into(),
    });
    let seen = house.propose(vec![booked]);
    tell("+19095550199", "third@example.com");
    refused(&seen);
    // What does not go there is no reason against it.
    let seen = house.propose(vec![by(Channel::Sms)]);
    tell("+19095550199", "fourth@example.com");
    let receipt = house.apply(&seen, &[0]).unwrap();
    assert_eq!(receipt.changed, 1, "{:?}", receipt.cannot);
}

/// Nobody who can write into the file turns a yes into one for another number.
#[test]
fn a_yes_holds_the_number_that_was_noted() {
    let house = house();
    let seen = house.propose(vec![text(&house.people[0], "Does Thursday work for you?")]);
    assert!(
        seen.rests[0]
            .as_deref()
            .is_some_and(|rests| rests.contains("phone")),
        "{seen:?}"
    );
    let mut other = seen.clone();
    other.rests[0] = other.rests[0].as_deref().map(|rests| rests.replace('1', "2"));
    assert_ne!(seen.seal(&[0]), other.seal(&[0]));
    let refused = house.decide(ProposalChange::Apply {
        proposal: seen.id.clone(),
        picked: vec![0],
        seal: other.seal(&[0]).unwrap(),
    });
    assert!(refused.unwrap_err().to_string().contains("not what was shown"));
    assert_eq!(house.apply(&seen, &[0]).unwrap().changed, 1);
}
