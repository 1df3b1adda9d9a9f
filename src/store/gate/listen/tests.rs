use std::ops::Deref;
use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::domain::command::{LeaseCommand, SyncCommand};
use crate::domain::conversation::Draft;
use crate::domain::outbox::{Claim, PushOutcome};
use crate::domain::record::Members;
use crate::store::ask::drafts;
use crate::store::rows::record::find;
use crate::store::scratch::{Scratch, told};
use crate::store::write::journal;
use crate::store::{OutboxRow, Reader, Receipt};

/// A Wednesday morning in California.
const NOW: &str = "2026-11-25T18:00:00Z";
/// Nine letters more than what is the same by nature.
const TEXT: &str = "Does Thursday at four work for you?";

/// A store that follows an account in which Ana is a client.
struct Bench(Scratch);

impl Deref for Bench {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

fn person(id: &str, more: Value) -> RemoteRecord {
    let mut members = json!({"firstName": "Ana", "phone": "+19095550142", "email": format!("{id}@b.co"), "assignedTo": "u7",
        "type": "customer", "tags": ["buyer"], "dndSettings": {"sms": {"status": "inactive"}, "call": {"status": "permanent"}}});
    members
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    told(EntityKind::Contact, id, members)
}

fn says(id: &str, body: &str, at: &str) -> RemoteRecord {
    let members = json!({"contactId": "c1", "messageType": "TYPE_SMS", "direction": "inbound", "body": body,
                         "dateAdded": at});
    told(EntityKind::Message, id, members)
}

impl Bench {
    fn new() -> Self {
        Self(Scratch::with(NOW, |options| options.me = Some("u1".into())))
    }

    fn with_ana() -> Self {
        let bench = Self::new();
        bench.tell(vec![person("c1", json!({}))]);
        bench
    }

    fn send(&self, to: &str, channel: Channel, body: &str, origin: Origin) -> Receipt {
        let draft = Draft {
            contact: to.into(),
            channel,
            subject: (channel == Channel::Email).then(|| "A home".to_owned()),
            body: body.into(),
        };
        let command = Command::Send {
            draft,
            key: None,
            not_before: None,
        };
        self.store.commit_blocking(command, origin).unwrap()
    }

    fn claim(&self) -> Option<Claim> {
        self.sync(SyncCommand::Lease(LeaseCommand::Ask));
        self.sync(SyncCommand::Claim).claim
    }

    fn rows(&self) -> Vec<OutboxRow> {
        self.store
            .read_blocking(|reader| reader.outbox(None, 50))
            .unwrap()
    }

    fn waiting(&self) -> Vec<&'static str> {
        let waits = |row: &OutboxRow| matches!(row.state, OutboxState::Queued | OutboxState::Held);
        let rows = self.rows();
        rows.iter()
            .filter(|row| waits(row))
            .map(|row| row.intent.word())
            .collect()
    }

    fn ana(&self) -> Stored {
        let ask = |reader: &Reader| find(&reader.db, EntityKind::Contact, "c1");
        self.store.read_blocking(ask).unwrap().unwrap()
    }

    fn dnd(&self) -> Vec<&'static str> {
        let contact = Contact::from_fields("c1".into(), &self.ana().record.fields);
        contact
            .dnd_channels
            .keys()
            .map(|channel| channel.dnd_key())
            .collect()
    }

    fn draft(&self, to: &str, channel: Channel) -> Option<String> {
        let name = drafts::message_draft_name(&to.into(), channel);
        let found = self
            .store
            .read_blocking(move |reader| reader.draft(&name))
            .unwrap();
        found.map(|(_, body)| body)
    }

    /// Who, what and why of what was done about opt-outs, oldest first.
    fn log(&self) -> Vec<(String, String, Value)> {
        let ask = |reader: &Reader| {
            assert!(journal::verify(&reader.db)?.is_ok(), "the chain is whole");
            let mut statement = reader.db.prepare(
                "SELECT who, what, more FROM audit WHERE json_extract(more, '$.reading') IS NOT NULL ORDER BY seq",
            )?;
            let rows =
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        };
        let rows = self.store.read_blocking(ask).unwrap();
        rows.into_iter()
            .map(|(who, what, more)| (who, what, serde_json::from_str(&more).unwrap()))
            .collect()
    }

    fn facts(&self) -> i64 {
        let ask = |reader: &Reader| {
            Ok(reader
                .db
                .query_row("SELECT max(seq) FROM journal", [], |row| row.get(0))?)
        };
        self.store.read_blocking(ask).unwrap()
    }
}

/// One commit stores the message and does all of this, so the time between the two is none.
#[test]
fn the_commit_that_stores_a_stop_closes_every_channel_and_takes_back_what_waits() {
    let bench = Bench::with_ana();
    bench.send("c1", Channel::Sms, TEXT, Origin::Agent);
    bench.send(
        "c1",
        Channel::Email,
        "a home came up in your street",
        Origin::Agent,
    );
    let receipt = bench.tell(vec![says("m1", "Please stop texting me", NOW)]);
    assert_eq!(bench.dnd().len(), Channel::ALL.len());
    let ana = bench.ana();
    assert_eq!(
        ana.record.fields["dndSettings"]["call"],
        json!({"status": "permanent"})
    );
    assert_eq!(ana.record.fields["tags"], json!(["buyer", "opted-out"]));
    assert_eq!(bench.waiting(), ["update"]);
    let reasons: Vec<_> = bench.rows().into_iter().filter_map(|row| row.error).collect();
    assert_eq!(reasons.len(), 2);
    assert!(
        reasons[0].raw().contains("Ana asked to hear no more"),
        "{reasons:?}"
    );
    assert_eq!(bench.draft("c1", Channel::Sms).as_deref(), Some(TEXT));
    assert_eq!(
        bench.draft("c1", Channel::Email).as_deref(),
        Some("a home came up in your street")
    );
    let log = bench.log();
    assert_eq!((log.len(), log[0].0.as_str()), (1, "engine"));
    assert_eq!(
        (&log[0].2["message"], &log[0].2["rules"]),
        (&json!("m1"), &json!(RULES_VERSION))
    );
    assert!(
        !log[0].2.to_string().contains("texting"),
        "no word of the message"
    );
    assert_eq!(receipt.urgent.len(), 1);
    assert!(!receipt.urgent[0].contains("appointment"), "{:?}", receipt.urgent);
    let claim = bench.claim().unwrap();
    assert_eq!(claim.tags_added, ["opted-out"]);
    assert_eq!(claim.fields["dndSettings.sms"], json!({"status": "active"}));
    assert!(!claim.fields.contains_key("dndSettings.call"));
}

#[test]
fn the_same_page_again_and_a_restart_change_nothing() {
    let bench = Bench::with_ana();
    let page = || vec![person("c1", json!({})), says("m1", "STOP", NOW)];
    assert_eq!(bench.tell(page()).urgent.len(), 1);
    let before = (bench.facts(), bench.log().len(), bench.rows().len());
    assert!(bench.tell(page()).urgent.is_empty());
    let bench = Bench(bench.0.restarted());
    assert!(bench.tell(page()).urgent.is_empty());
    assert_eq!((bench.facts(), bench.log().len(), bench.rows().len()), before);
    assert_eq!(bench.waiting(), ["update"]);
}

#[test]
fn a_first_copy_with_old_stops_writes_no_edit_and_still_nothing_leaves() {
    let bench = Bench::new();
    let mut page: Vec<_> = (0..20).map(|n| person(&format!("c{n}"), json!({}))).collect();
    page.push(says("m1", "STOP", "2026-11-20T18:00:00Z"));
    page.push(says("m2", "Not interested", "2026-11-21T18:00:00Z"));
    let receipt = bench.sync(SyncCommand::Apply {
        records: page,
        cursor: None,
        first_copy: true,
    });
    assert!(receipt.urgent.is_empty() && bench.rows().is_empty() && bench.log().is_empty());
    // An old thread that is fetched later is old all the same.
    bench.clock.advance(Duration::from_hours(40 * 24));
    bench.tell(vec![says("m3", "unsubscribe", "2026-11-22T18:00:00Z")]);
    assert!(bench.rows().is_empty() && bench.log().is_empty());
    let draft = Draft {
        contact: "c1".into(),
        channel: Channel::Sms,
        subject: None,
        body: TEXT.into(),
    };
    let command = Command::Send {
        draft,
        key: None,
        not_before: None,
    };
    let refused = bench.store.commit_blocking(command, Origin::Agent).unwrap_err();
    assert!(refused.to_string().contains("hear no more"), "{refused}");
    // What was missed while the program was off is not old.
    bench.tell(vec![says("m4", "stop", "2026-11-27T18:00:00Z")]);
    assert_eq!((bench.waiting(), bench.log().len()), (vec!["update"], 1));
}

#[test]
fn start_lifts_what_the_stop_set_and_no_more() {
    for pushed in [false, true] {
        let bench = Bench::with_ana();
        bench.tell(vec![says("m1", "STOP", NOW)]);
        if pushed {
            let claim = bench.claim().unwrap();
            bench.sync(SyncCommand::Settle {
                outbox: claim.id.clone(),
                outcome: PushOutcome::Done {
                    remote_id: None,
                    record: None,
                },
                written: claim.fields,
                epoch: claim.epoch,
            });
        }
        let receipt = bench.tell(vec![says("m2", "Start", "2026-11-25T18:05:00Z")]);
        assert_eq!(receipt.urgent.len(), 1);
        assert_eq!(bench.dnd(), ["call"], "the CRM's own permanent flag stays");
        assert_eq!(bench.ana().record.fields["tags"], json!(["buyer"]));
        let claim = bench.claim();
        assert_eq!(claim.is_some(), pushed, "what never left needs no undoing there");
        if let Some(claim) = claim {
            assert_eq!(claim.fields["dndSettings.sms"], json!({"status": "inactive"}));
            assert_eq!(claim.tags_removed, ["opted-out"]);
        }
        assert_eq!(bench.log().len(), 2);
        assert_eq!(bench.log()[1].2["reading"], "start");
        bench.tell(vec![says("m2", "Start", "2026-11-25T18:05:00Z")]);
        assert_eq!(bench.log().len(), 2);
    }
}

#[test]
fn a_stop_that_a_start_has_answered_does_nothing_in_either_order() {
    let stop = || says("m1", "STOP", "2026-11-25T17:00:00Z");
    let start = || says("m2", "START", "2026-11-25T17:30:00Z");
    for page in [vec![stop(), start()], vec![start(), stop()]] {
        let bench = Bench::with_ana();
        for record in page.clone() {
            let _told = bench.tell(vec![record]);
        }
        assert_eq!(bench.dnd(), ["call"]);
        let bench = Bench::with_ana();
        bench.tell(page);
        assert!(bench.rows().is_empty() && bench.log().is_empty());
    }
}

#[test]
fn a_mail_does_not_lift_what_a_number_asked_for() {
    let bench = Bench::with_ana();
    bench.tell(vec![says("m1", "STOP", NOW)]);
    let mail = json!({"contactId": "c1", "messageType": "TYPE_EMAIL", "direction": "inbound", "body": "Start",
                      "subject": "Re: A home", "dateAdded": "2026-11-25T18:05:00Z"});
    bench.tell(vec![told(EntityKind::Message, "m2", mail)]);
    assert_eq!(bench.dnd().len(), Channel::ALL.len());
    assert_eq!(bench.log().len(), 1);
}

#[test]
fn others_at_the_same_number_or_address_get_nothing_there() {
    let bench = Bench::with_ana();
    bench.tell(vec![
        person("c2", json!({"firstName": "Ben"})),
        person(
            "c3",
            json!({"firstName": "Cy", "phone": "+19095550199", "email": "C1@b.co"}),
        ),
    ]);
    bench.send("c2", Channel::Sms, TEXT, Origin::Agent);
    bench.send("c2", Channel::Email, "to his own address", Origin::Agent);
    bench.send("c3", Channel::Email, "to the address they share", Origin::Agent);
    bench.tell(vec![says("m1", "STOP", NOW)]);
    let left: Vec<_> = bench
        .rows()
        .into_iter()
        .filter(|row| row.state == OutboxState::Queued && row.intent.word() == "send")
        .map(|row| row.who.raw().to_owned())
        .collect();
    assert_eq!(left, ["Ben"]);
    assert_eq!(bench.draft("c2", Channel::Sms).as_deref(), Some(TEXT));
    assert_eq!(
        bench.draft("c3", Channel::Email).as_deref(),
        Some("to the address they share")
    );
}

#[test]
fn a_draft_that_was_begun_meanwhile_is_kept_with_what_was_taken_back() {
    let bench = Bench::with_ana();
    bench.send("c1", Channel::Sms, TEXT, Origin::Agent);
    let draft = Draft {
        contact: "c1".into(),
        channel: Channel::Sms,
        subject: None,
        body: "and one more thing".into(),
    };
    let keep = Command::KeepDraft { draft };
    bench.store.commit_blocking(keep, Origin::Agent).unwrap();
    bench.tell(vec![says("m1", "STOP", NOW)]);
    let kept = bench.draft("c1", Channel::Sms).unwrap();
    assert_eq!(kept, format!("{TEXT}\n\nand one more thing"));
}

#[test]
fn not_interested_stops_what_is_automatic_and_gives_its_owner_a_task() {
    let bench = Bench::with_ana();
    bench.send("c1", Channel::Sms, "an automation wrote this", Origin::Engine);
    bench.send("c1", Channel::Sms, TEXT, Origin::Agent);
    // A Friday: the next business day is Monday.
    bench.clock.advance(Duration::from_hours(48));
    let receipt = bench.tell(vec![says("m1", "Not interested", "2026-11-27T18:00:00Z")]);
    assert_eq!(bench.dnd(), ["call"]);
    let mut waiting = bench.waiting();
    waiting.sort_unstable();
    assert_eq!(waiting, ["create", "send"], "a person's own waits for a person");
    let row = bench
        .rows()
        .into_iter()
        .find(|row| row.intent.word() == "create")
        .unwrap();
    let id = row.intent.entity().id.clone();
    let ask = move |reader: &Reader| find(&reader.db, EntityKind::Task, &id);
    let task = bench.store.read_blocking(ask).unwrap().unwrap().record.fields;
    assert_eq!(task.text("title").raw(), "Decide whether Ana opted out");
    assert_eq!(
        (task.word("assignedTo"), task.word("dueDate")),
        (Some("u7"), Some("2026-11-30T18:00:00Z"))
    );
    assert_eq!(
        (receipt.urgent.len(), bench.log()[0].2["reading"].as_str()),
        (1, Some("doubt"))
    );
    assert_eq!(bench.draft("c1", Channel::Email), None);
    bench.tell(vec![says("m2", "no thanks", "2026-11-27T18:01:00Z")]);
    assert_eq!(bench.log().len(), 1, "one task is enough");
}

#[test]
fn a_lone_cancel_counts_and_its_other_meaning_is_named() {
    let bench = Bench::with_ana();
    let receipt = bench.tell(vec![says("m1", "cancel", NOW)]);
    assert_eq!(bench.dnd().len(), Channel::ALL.len());
    assert!(
        receipt.urgent[0].contains("may have meant an appointment"),
        "{:?}",
        receipt.urgent
    );
}

#[test]
fn a_stop_that_comes_before_its_person_acts_when_the_person_comes() {
    let bench = Bench::new();
    assert!(bench.tell(vec![says("m1", "STOP", NOW)]).urgent.is_empty());
    assert_eq!(bench.tell(vec![person("c1", json!({}))]).urgent.len(), 1);
    assert_eq!(
        (bench.dnd().len(), bench.waiting()),
        (Channel::ALL.len(), vec!["update"])
    );
}

#[test]
fn what_is_taken_back_is_found_by_an_index() {
    let bench = Bench::new();
    for (sql, wanted) in [
        (WAITING, "outbox_contact"),
        (SAME_PHONE, "contact_phone"),
        (SAME_EMAIL, "contact_email"),
    ] {
        let plan = bench.steps(sql).join("\n");
        assert!(plan.contains(wanted) && !plan.contains("SCAN"), "{plan}");
    }
}
