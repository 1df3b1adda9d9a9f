use std::ops::Deref;

use serde_json::json;

use crate::domain::command::{Command, SyncCommand};
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::outbox::{OutboxState, PushOutcome};
use crate::domain::record::{EntityKind, Fields};
use crate::store::scratch::Scratch;

struct Bench(Scratch);

impl Deref for Bench {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

impl Bench {
    /// A text that the CRM took as `m1`.
    fn sent() -> Self {
        let bench = Self(Scratch::at("2026-11-25T18:00:00Z"));
        bench.lead();
        bench.tell_one(
            EntityKind::Contact,
            "c1",
            json!({"firstName": "Ana", "phone": "+19095550142"}),
        );
        let draft = Draft {
            contact: "c1".into(),
            channel: Channel::Sms,
            subject: None,
            body: "on my way".into(),
        };
        let (key, not_before) = (None, None);
        let send = Command::Send {
            draft,
            key,
            not_before,
        };
        bench.submit(send).unwrap();
        let claim = bench.claim().unwrap();
        bench.sync(SyncCommand::Settle {
            outbox: claim.id,
            outcome: PushOutcome::Done {
                remote_id: Some("m1".into()),
                record: None,
            },
            written: Fields::new(),
            epoch: claim.epoch,
        });
        bench
    }

    fn carrier_says(&self, status: &str, error: Option<&str>) {
        let members = json!({"contactId": "c1", "messageType": "TYPE_SMS", "direction": "outbound",
            "body": "on my way", "dateAdded": "2026-11-25T18:00:01Z", "status": status, "error": error});
        self.tell_one(EntityKind::Message, "m1", members);
    }

    /// The state of the row, what it says, and the word on the message in the thread.
    fn stands(&self) -> (OutboxState, Option<String>, String) {
        self.store
            .read_blocking(|reader| {
                let row = reader.outbox(None, 1)?.remove(0);
                let person = reader.person(&"c1".into())?.unwrap();
                let word = person.messages[0].status.raw().to_owned();
                Ok((row.state, row.error.map(|error| error.raw().to_owned()), word))
            })
            .unwrap()
    }
}

#[test]
fn a_text_is_sent_and_then_delivered() {
    let bench = Bench::sent();
    assert_eq!(bench.stands(), (OutboxState::Sent, None, "sent".into()));
    bench.carrier_says("pending", None);
    assert_eq!(bench.stands().0, OutboxState::Sent, "nothing is decided yet");
    bench.carrier_says("delivered", None);
    assert_eq!(bench.stands(), (OutboxState::Delivered, None, "delivered".into()));
}

#[test]
fn f37_a_text_that_the_carrier_refuses_has_failed_and_never_goes_again() {
    let bench = Bench::sent();
    bench.carrier_says("undelivered", Some("30003 unreachable"));
    let (state, error, word) = bench.stands();
    assert_eq!((state, word.as_str()), (OutboxState::Failed, "undelivered"));
    assert!(error.unwrap().contains("30003 unreachable"));
    assert_eq!(bench.sync(SyncCommand::Claim).claim, None);
    let log = bench.store.read_blocking(|reader| reader.log(1)).unwrap();
    assert!(log[0].what.raw().contains("did not deliver"), "{:?}", log[0]);
}
