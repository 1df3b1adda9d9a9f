//! What becomes of proposals: each yes counts once, for what was seen, and for nothing else.

mod moved;

use jiff::SignedDuration;

use super::*;
use crate::clock::Clock;
use crate::domain::chat::{CallNote, ChatCommand};
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::plan::{Deed, Remark};
use crate::domain::record::Fields;
use crate::domain::value::ContactId;
use crate::store::{Receipt, Store};

struct House {
    _folder: tempfile::TempDir,
    store: Store,
    clock: Clock,
    people: Vec<ContactId>,
    thread: ThreadId,
    turn: TurnId,
}

fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-11-25T18:00:00Z".parse().unwrap());
    let options = crate::store::scratch::options(&clock);
    let store = Store::open(&folder.path().join("a.db"), options).unwrap();
    let people = ["Dana", "Tom", "Wen"].map(|name| {
        let mut fields = Fields::new();
        fields.insert("firstName".into(), name.into());
        fields.insert("phone".into(), "+14155550100".into());
        let made = store
            .commit_blocking(Command::CreateContact { fields }, Origin::Agent)
            .unwrap();
        ContactId::from(made.created.unwrap().id)
    });
    let chat = |command| {
        store
            .commit_blocking(Command::Chat(command), Origin::Agent)
            .unwrap()
    };
    let thread = chat(ChatCommand::Start { title: "t".into() }).thread.unwrap();
    let turn = chat(ChatCommand::Answer {
        thread: thread.clone(),
        model: "m".into(),
    });
    House {
        _folder: folder,
        clock,
        people: people.to_vec(),
        thread,
        turn: turn.turn.unwrap(),
        store,
    }
}

fn item(deed: Deed) -> Item {
    Item {
        who: deed.contact().to_string(),
        before: String::new(),
        after: format!("{deed:?}"),
        remarks: Vec::new(),
        deed,
    }
}

fn tag(contact: &ContactId, tag: &str) -> Item {
    item(Deed::Tags {
        contact: contact.clone(),
        add: vec![tag.into()],
        remove: Vec::new(),
    })
}

fn text(contact: &ContactId, body: &str) -> Item {
    item(Deed::Send(Draft {
        contact: contact.clone(),
        channel: Channel::Sms,
        subject: None,
        body: body.into(),
    }))
}

impl House {
    fn propose(&self, items: Vec<Item>) -> Proposal {
        let note = CallNote {
            call: "c".into(),
            tool: "edit_tags".into(),
            line: "proposed".into(),
            fault: false,
            took_ms: 1,
            plan: Some(Plan {
                items,
                left_out: vec!["Wen: gone".into()],
            }),
        };
        let results = ChatCommand::Results {
            turn: self.turn.clone(),
            blocks: Vec::new(),
            hidden: Vec::new(),
            calls: vec![note],
        };
        self.store
            .commit_blocking(Command::Chat(results), Origin::Agent)
            .unwrap();
        self.all().pop().unwrap()
    }

    fn all(&self) -> Vec<Proposal> {
        self.store
            .read_blocking(|reader| reader.proposals(&self.thread))
            .unwrap()
    }

    fn decide(&self, change: ProposalChange) -> Result<Receipt, CommitError> {
        let origin = Origin::Copilot {
            turn: self.turn.clone(),
        };
        self.store.commit_blocking(Command::Proposal(change), origin)
    }

    fn apply(&self, seen: &Proposal, picked: &[usize]) -> Result<Receipt, CommitError> {
        self.decide(ProposalChange::Apply {
            proposal: seen.id.clone(),
            picked: picked.to_vec(),
            seal: seen.seal(picked).unwrap(),
        })
    }

    fn tags(&self, nr: usize) -> Vec<String> {
        let id = self.people[nr].clone();
        let person = self
            .store
            .read_blocking(|reader| reader.person(&id))
            .unwrap()
            .unwrap();
        person
            .contact
            .tags
            .iter()
            .map(|tag| tag.raw().to_owned())
            .collect()
    }
}

#[test]
fn what_was_picked_is_done_as_one_line_of_undo_and_the_rest_is_not() {
    let house = house();
    let [dana, tom, wen] = [0, 1, 2].map(|nr| house.people[nr].clone());
    let seen = house.propose(vec![
        tag(&dana, "a"),
        tag(&tom, "a"),
        tag(&wen, "a"),
        tag(&dana, "b"),
    ]);
    let receipt = house.apply(&seen, &[0, 2, 3]).unwrap();
    assert_eq!(receipt.changed, 3);
    assert_eq!(
        (house.tags(0), house.tags(1), house.tags(2)),
        (vec!["a".into(), "b".into()], vec![], vec!["a".into()])
    );
    let after = house.all().pop().unwrap();
    assert_eq!(after.stand, Stand::Applied);
    assert_eq!(after.undo, receipt.undo);
    assert!(matches!(after.items[0].1, ItemState::Done { .. }));
    assert_eq!(after.items[1].1, ItemState::Denied);
    house
        .store
        .commit_blocking(Command::Undo { line: receipt.undo }, Origin::Agent)
        .unwrap();
    assert!(
        house.tags(0).is_empty() && house.tags(2).is_empty(),
        "one undo takes all of it back"
    );
}

#[test]
fn a_yes_counts_once() {
    let house = house();
    let seen = house.propose(vec![tag(&house.people[0], "a")]);
    house.apply(&seen, &[0]).unwrap();
    let again = house.apply(&seen, &[0]).unwrap_err();
    assert!(again.to_string().contains("nothing was done twice"), "{again}");
}

#[test]
fn a_yes_to_other_words_than_are_kept_does_nothing() {
    let house = house();
    let seen = house.propose(vec![text(&house.people[0], "Saturday at 9?")]);
    let edit = ProposalChange::Edit {
        proposal: seen.id.clone(),
        nr: 0,
        item: text(&house.people[0], "Saturday at 10?"),
    };
    house.decide(edit).unwrap();
    assert!(
        house
            .apply(&seen, &[0])
            .unwrap_err()
            .to_string()
            .contains("nothing was done")
    );
    let now = house.all().pop().unwrap();
    assert!(house.apply(&now, &[0]).is_ok());
}

#[test]
fn an_edit_cannot_change_who_gets_it() {
    let house = house();
    let seen = house.propose(vec![text(&house.people[0], "Saturday at 9?")]);
    let edit = ProposalChange::Edit {
        proposal: seen.id,
        nr: 0,
        item: text(&house.people[1], "Saturday at 9?"),
    };
    assert!(house.decide(edit).is_err());
}

#[test]
fn a_yes_is_given_in_the_name_of_the_turn_and_by_nobody_else() {
    let house = house();
    let seen = house.propose(vec![tag(&house.people[0], "a")]);
    let apply = ProposalChange::Apply {
        proposal: seen.id.clone(),
        picked: vec![0],
        seal: seen.seal(&[0]).unwrap(),
    };
    for origin in [
        Origin::Agent,
        Origin::Engine,
        Origin::Copilot { turn: "x".into() },
    ] {
        let done = house
            .store
            .commit_blocking(Command::Proposal(apply.clone()), origin);
        assert!(done.is_err());
    }
    assert!(house.tags(0).is_empty());
}

#[test]
fn a_yes_after_a_day_does_nothing() {
    let house = house();
    let seen = house.propose(vec![tag(&house.people[0], "a")]);
    house.clock.advance(SignedDuration::from_hours(25).unsigned_abs());
    assert!(house.apply(&seen, &[0]).is_err());
    assert!(house.tags(0).is_empty());
}

#[test]
fn what_is_refused_is_named_and_keeps_nothing_else_from_being_done() {
    let house = house();
    let gone = ContactId::from("nobody");
    let mut blocked = tag(&house.people[1], "a");
    blocked.remarks.push(Remark {
        text: "opted out".into(),
        blocks: true,
    });
    let seen = house.propose(vec![tag(&gone, "a"), blocked, tag(&house.people[0], "a")]);
    let receipt = house.apply(&seen, &[0, 1, 2]).unwrap();
    assert_eq!((receipt.changed, receipt.cannot.len()), (1, 2));
    let after = house.all().pop().unwrap();
    assert!(matches!(after.items[0].1, ItemState::NotStarted { .. }));
    assert!(matches!(after.items[1].1, ItemState::NotStarted { .. }));
    assert_eq!(house.tags(0), ["a"]);
    assert_eq!(house.tags(1), [""; 0]);
}

#[test]
fn the_model_is_told_once_what_became_of_it() {
    let house = house();
    let seen = house.propose(vec![tag(&house.people[0], "a")]);
    let untold = || {
        house
            .store
            .read_blocking(|reader| reader.untold_proposals(&house.thread))
            .unwrap()
    };
    assert!(untold().is_empty(), "nobody has decided");
    house
        .decide(ProposalChange::Reject {
            proposal: seen.id.clone(),
            reason: " wrong day ".into(),
        })
        .unwrap();
    let told = untold();
    assert_eq!(told[0].reason.as_deref(), Some("wrong day"));
    let ask = ChatCommand::Ask {
        thread: house.thread.clone(),
        blocks: Vec::new(),
        hidden: Vec::new(),
        told: vec![seen.id],
    };
    house
        .store
        .commit_blocking(Command::Chat(ask), Origin::Agent)
        .unwrap();
    assert!(untold().is_empty());
}

fn told(house: &House, kind: crate::domain::record::EntityKind, id: &str, members: serde_json::Value) {
    let record = crate::domain::record::RemoteRecord {
        kind,
        id: id.into(),
        raw: members.to_string(),
        fields: members.as_object().unwrap().clone(),
    };
    let apply = crate::domain::command::SyncCommand::Apply {
        records: vec![record],
        cursor: None,
        first_copy: false,
    };
    house
        .store
        .commit_blocking(Command::Sync(apply), Origin::Remote)
        .unwrap();
}

#[test]
fn a_receipt_says_how_it_truly_stands_in_the_crm() {
    use crate::domain::command::{LeaseCommand, SyncCommand};
    use crate::domain::outbox::PushOutcome;
    use crate::domain::plan::Truth;
    use crate::domain::record::EntityKind;
    let house = house();
    told(
        &house,
        EntityKind::Contact,
        "c9",
        serde_json::json!({"firstName": "Ana"}),
    );
    let tom = house.people[1].clone();
    let seen = house.propose(vec![
        tag(&"c9".into(), "a"),
        tag(&tom, "a"),
        tag(&"nobody".into(), "a"),
    ]);
    let truths = || {
        let now = house.all().pop().unwrap();
        house
            .store
            .read_blocking(move |reader| reader.receipts(&now))
            .unwrap()
    };
    assert_eq!(truths(), [Truth::Waiting, Truth::Waiting, Truth::Waiting]);
    house.apply(&seen, &[0, 2]).unwrap();
    let now = truths();
    assert_eq!((&now[0], &now[1]), (&Truth::Queued, &Truth::Denied));
    assert!(matches!(now[2], Truth::NotStarted { .. }));
    let verdict = house.all().pop().unwrap().verdict(&now);
    assert_eq!(
        verdict,
        "your proposal of 3 by edit_tags: 1 done here, not yet in the CRM, 1 declined, 1 not done"
    );
    let sync = |command| {
        house
            .store
            .commit_blocking(Command::Sync(command), Origin::Engine)
            .unwrap()
    };
    sync(SyncCommand::Lease(LeaseCommand::Ask));
    let ItemState::Done { outbox } = house.all().pop().unwrap().items[0].1.clone() else {
        panic!("it was done")
    };
    while let Some(claim) = sync(SyncCommand::Claim).claim {
        let mine = outbox.contains(&claim.id);
        let outcome = if mine {
            PushOutcome::Uncertain {
                at: house.clock.now(),
                error: "the answer was lost".into(),
            }
        } else {
            PushOutcome::Done {
                remote_id: Some(format!("r-{}", claim.id)),
                record: None,
            }
        };
        sync(SyncCommand::Settle {
            outbox: claim.id.clone(),
            outcome,
            written: Fields::new(),
            epoch: claim.epoch,
        });
        if mine {
            break;
        }
    }
    assert_eq!(truths()[0], Truth::Unknown);
    assert!(
        house
            .all()
            .pop()
            .unwrap()
            .verdict(&truths())
            .contains("do not repeat")
    );
}
