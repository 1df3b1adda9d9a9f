//! What a yes is bound to.

use jiff::Timestamp;

use super::*;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::value::ContactId;

fn text(to: &str, body: &str) -> Item {
    Item {
        deed: Deed::Send(Draft {
            contact: to.into(),
            channel: Channel::Sms,
            subject: None,
            body: body.into(),
        }),
        who: "Dana Lee".into(),
        before: String::new(),
        after: body.into(),
        remarks: Vec::new(),
    }
}

fn proposal(items: Vec<Item>) -> Proposal {
    Proposal {
        id: "p".into(),
        thread: "t".into(),
        turn: "a".into(),
        tool: "send_message".into(),
        at: Timestamp::UNIX_EPOCH,
        expires: Timestamp::UNIX_EPOCH,
        stand: Stand::Open,
        reason: None,
        undo: None,
        rests: items
            .iter()
            .map(|item| Some(format!("phone of {}", item.who)))
            .collect(),
        items: items.into_iter().map(|item| (item, ItemState::Waiting)).collect(),
        left_out: Vec::new(),
    }
}

#[test]
fn a_yes_is_bound_to_every_byte_and_every_recipient() {
    let seen = proposal(vec![text("dana", "Saturday at 9?"), text("tom", "Sunday?")]);
    let seal = seen.seal(&[0]);
    assert!(seal.is_some());
    assert_eq!(seal, seen.seal(&[0]));
    for (what, other) in [
        ("the words", proposal(vec![text("dana", "Saturday at 9!")])),
        ("the recipient", proposal(vec![text("dan", "Saturday at 9?")])),
        ("a remark", {
            let mut item = text("dana", "Saturday at 9?");
            item.remarks.push(Remark {
                text: "no consent".into(),
                blocks: false,
            });
            proposal(vec![item])
        }),
        ("the channel", {
            let mut item = text("dana", "Saturday at 9?");
            item.deed = Deed::Send(Draft {
                channel: Channel::Email,
                ..item.deed.draft().unwrap().clone()
            });
            proposal(vec![item])
        }),
        ("the number", {
            let mut other = proposal(vec![text("dana", "Saturday at 9?")]);
            other.rests = vec![Some("another phone".into())];
            other
        }),
    ] {
        assert_ne!(seal, other.seal(&[0]), "{what}");
    }
    assert_ne!(seal, seen.seal(&[1]));
    assert_ne!(seal, seen.seal(&[0, 1]));
    assert_eq!(seen.seal(&[2]), None);
    let other = Proposal {
        id: "q".into(),
        ..seen.clone()
    };
    assert_ne!(seal, other.seal(&[0]), "another proposal with the same words");
}

#[test]
fn a_wish_is_kept_as_text_and_comes_back_the_same() {
    let contact = || ContactId::from("c");
    let deeds = [
        Deed::Tags {
            contact: contact(),
            add: vec!["hot".into()],
            remove: Vec::new(),
        },
        Deed::Fields {
            contact: contact(),
            changes: vec![("city".into(), "Fontana".into())],
        },
        Deed::Snooze {
            contact: contact(),
            until: Timestamp::UNIX_EPOCH,
        },
        text("c", "hello").deed,
    ];
    for deed in deeds {
        let json = serde_json::to_string(&deed).unwrap();
        assert_eq!(serde_json::from_str::<Deed>(&json).unwrap(), deed, "{json}");
        assert_eq!(deed.contact(), &contact());
    }
}

#[test]
fn only_words_can_be_changed_before_a_yes() {
    let item = text("dana", "one");
    let other = item.deed.clone().with_wording("two".into());
    assert_eq!(other.wording(), Some("two"));
    assert_eq!(other.contact(), item.deed.contact());
    let tags = Deed::Tags {
        contact: "c".into(),
        add: vec!["hot".into()],
        remove: Vec::new(),
    };
    assert_eq!(tags.clone().with_wording("x".into()), tags);
}
