mod answer;
mod mend;
mod twin;
mod undone;

use serde_json::{Value, json};

use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::command::{Command, Cursor, LeaseCommand, Side, SyncCommand};
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::outbox::{Claim, Intent, OutboxState, PushOutcome};
use crate::domain::record::{EntityKind, Fields, RemoteRecord};
use crate::domain::value::{ContactId, OutboxId};
use crate::store::{CommitError, Options, Person, Reader, Receipt, Store};

/// A store in a folder of its own, with a clock that stands still.
struct Bench {
    _folder: tempfile::TempDir,
    store: Store,
    clock: Clock,
}

fn fields(value: Value) -> Fields {
    value.as_object().unwrap().clone()
}

fn told(kind: EntityKind, id: &str, members: Value) -> RemoteRecord {
    RemoteRecord {
        kind,
        id: id.into(),
        raw: members.to_string(),
        fields: fields(members),
    }
}

/// Asks for the lease; whether it was taken over.
fn ask(store: &Store) -> bool {
    let ask = Command::Sync(SyncCommand::Lease(LeaseCommand::Ask));
    store.commit_blocking(ask, Origin::Engine).unwrap().lease.taken
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
        let options = Options {
            clock: clock.clone(),
            role: Role::Owner,
            me: Some("u1".into()),
            rules: crate::store::at_any_hour(),
        };
        let store = Store::open(&folder.path().join("leadline.db"), options).unwrap();
        ask(&store);
        Self {
            _folder: folder,
            store,
            clock,
        }
    }

    fn with_ana() -> Self {
        let bench = Self::new();
        bench.tell(vec![told(
            EntityKind::Contact,
            "c1",
            json!({"firstName": "Ana", "phone": "+19095550142", "email": "ana@b.co", "city": "Upland",
                   "tags": ["buyer"], "dateUpdated": "2026-11-20T00:00:00Z", "dateAdded": "2026-11-01T00:00:00Z"}),
        )]);
        bench
    }

    fn commit(&self, command: Command) -> Result<Receipt, CommitError> {
        self.store.commit_blocking(command, Origin::Agent)
    }

    fn sync(&self, command: SyncCommand) -> Receipt {
        self.store
            .commit_blocking(Command::Sync(command), Origin::Remote)
            .unwrap()
    }

    fn tell(&self, records: Vec<RemoteRecord>) -> Receipt {
        self.sync(SyncCommand::Apply {
            records,
            cursor: None,
            first_copy: false,
        })
    }

    fn set(&self, path: &str, value: &str) -> Receipt {
        self.commit(Command::EditContact {
            contact: "c1".into(),
            changes: vec![(path.into(), value.into())],
        })
        .unwrap()
    }

    fn claim(&self) -> Option<Claim> {
        self.sync(SyncCommand::Claim).claim
    }

    fn settle(&self, claim: &Claim, outcome: PushOutcome) {
        self.sync(SyncCommand::Settle {
            outbox: claim.id.clone(),
            outcome,
            written: claim.fields.clone(),
            epoch: claim.epoch,
        });
    }

    fn done(&self, claim: &Claim, remote_id: Option<&str>) {
        self.settle(
            claim,
            PushOutcome::Done {
                remote_id: remote_id.map(str::to_owned),
                record: None,
            },
        );
    }

    fn ana(&self) -> Person {
        self.person("c1")
    }

    fn person(&self, id: &str) -> Person {
        self.store
            .read_blocking(|reader| reader.person(&ContactId::from(id)))
            .unwrap()
            .unwrap()
    }

    fn states(&self) -> Vec<OutboxState> {
        self.store
            .read_blocking(|reader| reader.outbox(None, 50))
            .unwrap()
            .iter()
            .map(|row| row.state)
            .collect()
    }

    fn text(&self, body: &str, key: Option<&str>) -> Receipt {
        self.commit(Command::Send {
            draft: Draft {
                contact: "c1".into(),
                channel: Channel::Sms,
                subject: None,
                body: body.into(),
            },
            key: key.map(str::to_owned),
            not_before: Some(self.clock.now() + jiff::SignedDuration::from_secs(15)),
        })
        .unwrap()
    }
}

#[test]
fn an_edit_is_shown_at_once_and_waits_to_be_pushed() {
    let bench = Bench::with_ana();
    let receipt = bench.set("city", "Rialto");
    assert_eq!(receipt.outbox.len(), 1);
    assert_eq!(bench.ana().contact.address.city.raw(), "Rialto");
    assert_eq!(bench.ana().pending, ["city"]);
    let claim = bench.claim().unwrap();
    assert_eq!(claim.fields, fields(json!({"city": "Rialto"})));
    assert_eq!(claim.base, fields(json!({"city": "Upland"})));
    bench.done(&claim, None);
    assert_eq!(bench.ana().pending, [""; 0]);
}

#[test]
fn edits_that_wait_go_together_and_those_taken_back_do_not_go() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    bench.set("lastName", "Ruiz");
    assert_eq!(bench.states(), [OutboxState::Queued]);
    bench.set("city", "Upland");
    assert_eq!(bench.claim().unwrap().fields, fields(json!({"lastName": "Ruiz"})));
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    bench.commit(Command::Undo { line: None }).unwrap();
    assert!(bench.claim().is_none());
    assert_eq!(bench.states(), [OutboxState::Cancelled]);
    assert_eq!(bench.ana().contact.address.city.raw(), "Upland");
}

#[test]
fn a_pull_never_overwrites_a_pending_edit() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    bench.tell(vec![told(
        EntityKind::Contact,
        "c1",
        json!({"city": "Upland", "lastName": "Ruiz", "dateUpdated": "2026-11-21T00:00:00Z"}),
    )]);
    let ana = bench.ana();
    assert_eq!(
        (ana.contact.address.city.raw(), ana.contact.last_name.raw()),
        ("Rialto", "Ruiz")
    );
    assert!(ana.conflicts.is_empty());
}

#[test]
fn both_sides_changed_is_a_conflict_that_holds_both_and_is_decided_once() {
    for (keep, city, pushed) in [
        (Side::Here, "Rialto", true),
        (Side::There, "Fontana", false),
        (Side::Before, "Upland", true),
    ] {
        let bench = Bench::with_ana();
        bench.set("city", "Rialto");
        bench.tell(vec![told(EntityKind::Contact, "c1", json!({"city": "Fontana"}))]);
        let conflict = bench.ana().conflicts.pop().unwrap();
        assert_eq!(
            (&conflict.here, &conflict.there),
            (&json!("Rialto"), &json!("Fontana"))
        );
        assert!(bench.claim().is_none(), "a contested member is not pushed");
        bench
            .commit(Command::Resolve {
                conflict: conflict.id.clone(),
                keep,
            })
            .unwrap();
        assert!(
            bench
                .commit(Command::Resolve {
                    conflict: conflict.id,
                    keep
                })
                .is_err()
        );
        assert_eq!(bench.ana().contact.address.city.raw(), city);
        assert_eq!(bench.claim().is_some(), pushed);
    }
}

#[test]
fn what_was_edited_while_a_push_was_on_its_way_stays_pending() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    let first = bench.claim().unwrap();
    bench.set("city", "Fontana");
    assert!(bench.claim().is_none(), "rows of one record go in order");
    bench.done(&first, None);
    let second = bench.claim().unwrap();
    assert_eq!(second.fields, fields(json!({"city": "Fontana"})));
    assert_eq!(second.base, fields(json!({"city": "Rialto"})));
    bench.done(&second, None);
    assert!(bench.claim().is_none());
}

#[test]
fn old_news_from_the_search_index_does_not_flicker_back() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    let claim = bench.claim().unwrap();
    let answer = told(
        EntityKind::Contact,
        "c1",
        json!({"city": "Rialto", "dateUpdated": "2026-11-25T10:00:01Z"}),
    );
    bench.settle(
        &claim,
        PushOutcome::Done {
            remote_id: None,
            record: Some(Box::new(answer)),
        },
    );
    let stale = json!({"city": "Upland", "dateUpdated": "2026-11-20T00:00:00Z"});
    assert_eq!(
        bench.tell(vec![told(EntityKind::Contact, "c1", stale)]).changed,
        0
    );
    assert_eq!(bench.ana().contact.address.city.raw(), "Rialto");
}

#[test]
fn the_trailing_index_does_not_take_back_a_tag_that_was_just_confirmed() {
    let bench = Bench::with_ana();
    let tag = Command::EditTags {
        contact: "c1".into(),
        add: vec!["hot".into()],
        remove: Vec::new(),
    };
    bench.commit(tag).unwrap();
    let claim = bench.claim().unwrap();
    bench.done(&claim, None);
    let tags = || {
        bench
            .ana()
            .contact
            .tags
            .iter()
            .map(|tag| tag.raw().to_owned())
            .collect::<Vec<_>>()
    };
    // Whether a tag moves the CRM's date of change is not documented: the page may bear the date we know.
    let page = |tags: Value, at: &str| {
        told(
            EntityKind::Contact,
            "c1",
            json!({"tags": tags, "dateUpdated": at}),
        )
    };
    bench.tell(vec![page(json!(["buyer"]), "2026-11-20T00:00:00Z")]);
    assert_eq!(tags(), ["buyer", "hot"]);
    // A later change by somebody else is news at once, and what stays is believed when the index has had its time.
    bench.tell(vec![page(json!(["vip"]), "2026-11-25T10:00:01Z")]);
    assert_eq!(tags(), ["vip"]);
    bench.clock.advance(std::time::Duration::from_mins(2));
    bench.tell(vec![page(json!(["cold"]), "2026-11-25T10:00:01Z")]);
    assert_eq!(tags(), ["cold"]);
}

#[test]
fn tags_travel_as_differences() {
    let bench = Bench::with_ana();
    bench
        .commit(Command::EditTags {
            contact: "c1".into(),
            add: vec!["hot".into()],
            remove: vec!["buyer".into()],
        })
        .unwrap();
    bench.tell(vec![told(
        EntityKind::Contact,
        "c1",
        json!({"tags": ["buyer", "vip"]}),
    )]);
    let claim = bench.claim().unwrap();
    assert_eq!(
        (claim.tags_added, claim.tags_removed),
        (vec!["hot".to_owned()], vec!["buyer".to_owned()])
    );
    let tags: Vec<_> = bench
        .ana()
        .contact
        .tags
        .iter()
        .map(|tag| tag.raw().to_owned())
        .collect();
    assert_eq!(tags, ["hot", "vip"]);
}

#[test]
fn a_note_on_a_person_made_here_waits_for_the_person() {
    let bench = Bench::new();
    let made = bench
        .commit(Command::CreateContact {
            fields: fields(json!({"firstName": "Bo"})),
        })
        .unwrap();
    let id = ContactId::from(made.created.unwrap().id);
    bench
        .commit(Command::AddNote {
            contact: id.clone(),
            body: "likes dogs".into(),
        })
        .unwrap();
    let create = bench.claim().unwrap();
    assert!(matches!(&create.intent, Intent::Create { entity } if entity.kind == EntityKind::Contact));
    assert!(bench.claim().is_none(), "the note cannot go before the person");
    bench
        .commit(Command::EditContact {
            contact: id.clone(),
            changes: vec![("city".into(), "Rialto".into())],
        })
        .unwrap();
    bench.done(&create, Some("remote-bo"));
    let note = bench.claim().unwrap();
    let (note, edit) = match note.intent {
        Intent::Create { .. } => (note, bench.claim().unwrap()),
        _ => (bench.claim().unwrap(), note),
    };
    assert_eq!(note.contact_remote_id.as_deref(), Some("remote-bo"));
    assert_eq!(
        edit.fields,
        fields(json!({"city": "Rialto"})),
        "an edit made meanwhile goes after"
    );
    assert_eq!(bench.person("remote-bo").contact.id, id, "known under both ids");
}

#[test]
fn our_own_record_told_before_its_answer_is_not_doubled() {
    let bench = Bench::with_ana();
    bench
        .commit(Command::AddNote {
            contact: "c1".into(),
            body: "hi".into(),
        })
        .unwrap();
    let claim = bench.claim().unwrap();
    bench.tell(vec![told(
        EntityKind::Note,
        "n9",
        json!({"contactId": "c1", "body": "hi"}),
    )]);
    bench.done(&claim, Some("n9"));
    assert_eq!(bench.ana().notes.len(), 1);
}

#[test]
fn a_text_leaves_after_its_hold_and_once_per_key() {
    let bench = Bench::with_ana();
    let first = bench.text("hello", Some("k1"));
    let again = bench.text("hello", Some("k1"));
    assert_eq!(first.outbox, again.outbox);
    assert_eq!(first.ack, again.ack);
    assert!(bench.claim().is_none());
    bench.clock.advance(std::time::Duration::from_secs(16));
    let claim = bench.claim().unwrap();
    assert_eq!(bench.ana().messages[0].status.raw(), "sending");
    bench.done(&claim, Some("m1"));
    assert_eq!(bench.ana().messages[0].status.raw(), "sent");
    assert!(bench.claim().is_none());
}

#[test]
fn after_a_crash_a_message_on_its_way_is_uncertain_and_an_edit_goes_again() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    bench.text("hello", None);
    bench.clock.advance(std::time::Duration::from_mins(1));
    bench.claim().unwrap();
    bench.claim().unwrap();
    bench.clock.advance(crate::store::EXPIRY);
    let options = crate::store::scratch::options(&bench.clock);
    let follower = Store::open(bench.store.path(), options).unwrap();
    assert!(ask(&follower), "the one that crashed gives no sign any more");
    let mut states = bench.states();
    states.sort_unstable();
    assert_eq!(states, [OutboxState::Queued, OutboxState::Uncertain]);
    assert_eq!(bench.ana().messages[0].status.raw(), "uncertain");
}

#[test]
fn refused_rows_say_why_and_can_be_tried_again() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    let claim = bench.claim().unwrap();
    bench.settle(
        &claim,
        PushOutcome::Refused {
            error: "city is odd".into(),
        },
    );
    let rows = bench
        .store
        .read_blocking(|reader| reader.outbox(Some(OutboxState::Failed), 5))
        .unwrap();
    assert_eq!(rows[0].error.as_ref().unwrap().raw(), "city is odd");
    assert_eq!(
        bench.ana().contact.address.city.raw(),
        "Rialto",
        "the edit is kept"
    );
    bench.commit(Command::Retry { outbox: claim.id }).unwrap();
    assert!(bench.claim().is_some());
    assert!(
        bench
            .commit(Command::Retry {
                outbox: OutboxId::from("none")
            })
            .is_err()
    );
}

#[test]
fn a_record_that_moved_before_the_push_is_merged_and_the_rest_goes() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    bench.set("lastName", "Ruiz");
    let claim = bench.claim().unwrap();
    let moved = told(
        EntityKind::Contact,
        "c1",
        json!({"city": "Fontana", "dateUpdated": "2026-11-25T09:00:00Z"}),
    );
    bench.settle(
        &claim,
        PushOutcome::Contested {
            record: Box::new(moved),
        },
    );
    assert_eq!(bench.ana().conflicts.len(), 1);
    assert_eq!(bench.claim().unwrap().fields, fields(json!({"lastName": "Ruiz"})));
}

#[test]
fn names_in_the_queue_are_written_as_the_person_writes_them() {
    let bench = Bench::with_ana();
    bench.set("firstName", "María-José");
    let rows = bench
        .store
        .read_blocking(|reader| reader.outbox(None, 5))
        .unwrap();
    assert_eq!(rows[0].who.raw(), "María-José");
    bench
        .commit(Command::AddNote {
            contact: "c1".into(),
            body: "hi".into(),
        })
        .unwrap();
    let log = bench.store.read_blocking(|reader| reader.log(5)).unwrap();
    assert_eq!(log[0].whom.raw(), "María-José");
}

#[test]
fn a_later_try_waits_for_its_time() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    let claim = bench.claim().unwrap();
    let at = bench.clock.now() + jiff::SignedDuration::from_secs(30);
    bench.settle(
        &claim,
        PushOutcome::Later {
            at,
            error: "busy".into(),
        },
    );
    assert!(bench.claim().is_none());
    bench.clock.advance(std::time::Duration::from_secs(31));
    assert_eq!(bench.claim().unwrap().attempt, 1);
}

#[test]
fn cursors_move_with_their_rows_and_children_find_their_person_later() {
    let bench = Bench::new();
    bench.sync(SyncCommand::Apply {
        records: vec![told(
            EntityKind::Message,
            "m1",
            json!({"contactId": "c1", "messageType": "TYPE_SMS", "direction": "inbound", "body": "hola, la casa",
                   "dateAdded": "2026-11-24T10:00:00Z"}),
        )],
        cursor: Some(Cursor { name: "messages".into(), value: "x".into() }),
        first_copy: true,
    });
    let cursor = bench
        .store
        .read_blocking(|reader| reader.cursor("messages"))
        .unwrap();
    assert_eq!(cursor.as_deref(), Some("x"));
    bench.tell(vec![told(EntityKind::Contact, "c1", json!({"firstName": "Ana"}))]);
    let ana = bench.ana();
    assert_eq!(ana.messages.len(), 1);
}

#[test]
fn raw_members_this_program_does_not_know_are_kept() {
    let bench = Bench::with_ana();
    bench.tell(vec![told(
        EntityKind::Contact,
        "c1",
        json!({"city": "Rialto", "visitorId": "v7"}),
    )]);
    let raw = bench
        .store
        .read_blocking(|reader| reader.raw(EntityKind::Contact, "c1"))
        .unwrap()
        .unwrap();
    assert_eq!(raw["visitorId"], "v7");
}

#[test]
fn the_file_is_whole_and_the_log_is_chained() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    bench.text("hello", None);
    let integrity = bench.store.read_blocking(Reader::integrity).unwrap();
    assert!(integrity.is_whole(), "{integrity:?}");
    let log = bench.store.read_blocking(|reader| reader.log(10)).unwrap();
    assert_eq!(log[0].what.raw(), "text to Ana");
    assert_eq!(log[1].who, "me");
}
