use std::ops::Deref;
use std::time::Duration;

use serde_json::{Value, json};

use super::gather::{BY_USER, WITH};
use super::*;
use crate::domain::command::{Command, LeaseCommand, SyncCommand};
use crate::domain::contact::Channel;
use crate::domain::origin::Origin;
use crate::domain::outbox::{Claim, PushOutcome};
use crate::domain::record::{EntityKind, Fields, Members};
use crate::store::rows::heard;
use crate::store::rows::household::OTHERS;
use crate::store::rows::record::find;
use crate::store::scratch::Scratch;
use crate::store::{OutboxRow, Receipt};

/// Nine letters more than what is the same by nature.
const TEXT: &str = "Does Thursday at four work for you?";

/// A store in a folder of its own, with the rules as they are, and Ana, a client in California.
struct Bench(Scratch);

impl Deref for Bench {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

impl Bench {
    fn at(now: &str) -> Self {
        let bench = Self(Scratch::with(now, |options| {
            options.me = Some("u1".into());
            options.rules = Rules::default();
        }));
        bench.person("c1", json!({}));
        bench
    }

    fn person(&self, id: &str, more: Value) {
        let mut members =
            json!({"firstName": "Ana", "phone": "+19095550142", "type": "customer", "dndSettings": {}});
        members
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        self.tell_one(EntityKind::Contact, id, members);
    }

    fn says(&self, id: &str, body: &str, at: &str) {
        let members = json!({"contactId": "c1", "messageType": "TYPE_SMS", "direction": "inbound", "body": body,
                             "dateAdded": at});
        self.tell_one(EntityKind::Message, id, members);
    }

    fn message(&self, id: &str, direction: &str, at: &str) {
        let members = json!({"contactId": "c1", "messageType": "TYPE_SMS", "direction": direction,
                             "body": format!("something {id}"), "dateAdded": at});
        self.tell_one(EntityKind::Message, id, members);
    }

    fn send(&self, contact: &str, body: &str, origin: Origin) -> Result<Receipt, CommitError> {
        let draft = Draft {
            contact: contact.into(),
            channel: Channel::Sms,
            subject: None,
            body: body.into(),
        };
        let command = Command::Send {
            draft,
            key: None,
            not_before: None,
        };
        self.store.commit_blocking(command, origin)
    }

    fn claim(&self) -> Option<Claim> {
        self.sync(SyncCommand::Lease(LeaseCommand::Ask));
        self.sync(SyncCommand::Claim).claim
    }

    fn done(&self, claim: &Claim, remote_id: &str) {
        self.sync(SyncCommand::Settle {
            outbox: claim.id.clone(),
            outcome: PushOutcome::Done {
                remote_id: Some(remote_id.into()),
                record: None,
            },
            written: Fields::new(),
            epoch: claim.epoch,
        });
    }

    fn row(&self) -> OutboxRow {
        let rows = self.store.read_blocking(|reader| reader.outbox(None, 5)).unwrap();
        rows.into_iter().next().unwrap()
    }

    fn shown(&self) -> String {
        let message = self.row().intent.entity().id.clone();
        let ask = |reader: &Reader| find(&reader.db, EntityKind::Message, &message);
        let stored = self.store.read_blocking(ask).unwrap().unwrap();
        stored.record.fields.text("status").raw().to_owned()
    }

    /// What the last decisions rest on, newest first.
    fn decisions(&self) -> Vec<Value> {
        let ask = |reader: &Reader| {
            assert!(journal::verify(&reader.db)?.is_ok(), "the chain is whole");
            let mut statement = reader
                .db
                .prepare("SELECT more FROM audit WHERE more IS NOT NULL ORDER BY seq DESC")?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        };
        let kept = self.store.read_blocking(ask).unwrap();
        kept.iter()
            .map(|json| serde_json::from_str(json).unwrap())
            .collect()
    }
}

#[test]
fn a_text_at_night_is_held_goes_by_itself_in_the_morning_and_its_reasons_are_kept() {
    // Half past eight in the evening in California.
    let bench = Bench::at("2026-11-26T04:30:00Z");
    let receipt = bench.send("c1", TEXT, Origin::Agent).unwrap();
    let held = receipt.held.unwrap();
    assert_eq!(held.rule, "quiet_hours");
    assert_eq!(held.until, Some("2026-11-26T17:00:00Z".parse().unwrap()));
    let row = bench.row();
    assert_eq!(
        (row.state, row.wakes, row.not_before),
        (OutboxState::Held, true, held.until.unwrap())
    );
    assert_eq!(bench.shown(), "held");
    bench.clock.advance(Duration::from_hours(12));
    assert!(bench.claim().is_none());
    bench.clock.advance(Duration::from_mins(30));
    assert!(bench.claim().is_some());
    assert_eq!(
        (bench.row().state, bench.row().rule),
        (OutboxState::Sending, None)
    );
    assert_eq!(bench.shown(), "sending");
    let decisions = bench.decisions();
    assert_eq!(
        (&decisions[0]["decision"], &decisions[1]["decision"]),
        (&json!("allow"), &json!("hold"))
    );
    assert!(
        !decisions[0].to_string().contains("Thursday at four"),
        "no word of the message"
    );
}

#[test]
fn what_changed_while_a_text_waited_is_read_again_when_it_leaves() {
    let bench = Bench::at("2026-11-25T18:00:00Z");
    bench.send("c1", TEXT, Origin::Agent).unwrap();
    bench.person("c1", json!({"dndSettings": {"sms": {"status": "active"}}}));
    assert!(bench.claim().is_none());
    let row = bench.row();
    assert_eq!(
        (row.state, row.rule.as_deref()),
        (OutboxState::Failed, Some("dnd"))
    );
    assert_eq!(bench.shown(), "failed");
    let refused = bench.send("c1", "and another thing", Origin::Agent).unwrap_err();
    assert!(refused.to_string().contains("not to be disturbed"), "{refused}");
    assert_eq!(
        bench.row().id,
        row.id,
        "what is refused when it is written is not taken at all"
    );
}

#[test]
fn a_reply_in_a_conversation_they_began_goes_at_night() {
    let bench = Bench::at("2026-11-26T07:00:00Z");
    bench.message("m1", "inbound", "2026-11-26T06:30:00Z");
    assert_eq!(bench.send("c1", TEXT, Origin::Agent).unwrap().held, None);
    assert!(bench.claim().is_some());
}

#[test]
fn the_same_words_wait_for_a_person_and_their_yes_is_kept() {
    let bench = Bench::at("2026-11-25T18:00:00Z");
    for nr in 0..2 {
        let receipt = bench.send("c1", TEXT, Origin::Agent).unwrap();
        assert_eq!(
            receipt.held.map(|held| (held.rule, held.until)),
            (nr == 1).then_some(("duplicate", None))
        );
        if nr == 0 {
            let claim = bench.claim().unwrap();
            bench.done(&claim, "r1");
        }
    }
    bench.clock.advance(Duration::from_mins(5));
    assert!(bench.claim().is_none(), "nobody has said yes");
    let retry = Command::Retry {
        outbox: bench.row().id,
    };
    bench.store.commit_blocking(retry, Origin::Agent).unwrap();
    assert!(bench.claim().is_some());
    let looked = bench.decisions()[0]["looked"].clone();
    let rule = looked
        .as_array()
        .unwrap()
        .iter()
        .find(|rule| rule["rule"] == "duplicate")
        .unwrap();
    assert_eq!(rule["said"], "waved");
}

#[test]
fn an_automation_sends_once_a_day_to_a_household_and_never_without_permission() {
    let bench = Bench::at("2026-11-24T18:00:00Z");
    bench.person("c2", json!({"firstName": "Ben"}));
    bench.person(
        "c3",
        json!({"firstName": "Cy", "phone": "+19095550177", "type": "lead"}),
    );
    let refused = bench.send("c3", TEXT, Origin::Engine).unwrap_err();
    assert!(
        refused.to_string().contains("agreed to automated messages"),
        "{refused}"
    );
    assert_eq!(bench.send("c1", TEXT, Origin::Engine).unwrap().held, None);
    let claim = bench.claim().unwrap();
    bench.done(&claim, "r1");
    bench.clock.advance(Duration::from_hours(1));
    let held = bench
        .send("c2", "Another home came up", Origin::Engine)
        .unwrap()
        .held
        .unwrap();
    assert_eq!(
        (held.rule, held.until),
        ("gap", Some("2026-11-25T18:00:00Z".parse().unwrap()))
    );
    assert_eq!(bench.send("c2", "by hand", Origin::Agent).unwrap().held, None);
    let used = bench.decisions()[0]["looked"].clone();
    let user = used
        .as_array()
        .unwrap()
        .iter()
        .find(|rule| rule["rule"] == "user_day")
        .unwrap();
    assert_eq!(user["inputs"]["counted"], 1);
}

#[test]
fn an_automation_whose_person_wrote_meanwhile_says_nothing() {
    let bench = Bench::at("2026-11-25T18:00:00Z");
    bench.send("c1", TEXT, Origin::Engine).unwrap();
    bench.clock.advance(Duration::from_mins(2));
    bench.message("m1", "inbound", "2026-11-25T18:01:00Z");
    assert!(bench.claim().is_none());
    assert_eq!(
        (bench.row().state, bench.row().rule.as_deref()),
        (OutboxState::Failed, Some("stirred"))
    );
}

/// A tag that came while a text waited, on them or on somebody they live with.
#[test]
fn a_tag_that_keeps_automations_away_is_asked_of_again_when_a_text_leaves() {
    for who in ["c1", "c2"] {
        let bench = Bench::at("2026-11-25T18:00:00Z");
        bench.send("c1", TEXT, Origin::Engine).unwrap();
        bench.person(who, json!({ "tags": ["AI-Off"] }));
        assert!(bench.claim().is_none(), "{who}");
        assert_eq!(
            (bench.row().state, bench.row().rule.as_deref()),
            (OutboxState::Failed, Some("kept_away")),
            "{who}"
        );
        bench.send("c1", "Are you free at four?", Origin::Agent).unwrap();
    }
}

#[test]
fn a_workflow_of_the_crm_counts_as_automatic() {
    let bench = Bench::at("2026-11-25T18:00:00Z");
    bench.message("m1", "outbound", "2026-11-25T02:00:00Z");
    let held = bench.send("c1", TEXT, Origin::Engine).unwrap().held.unwrap();
    assert_eq!(
        (held.rule, held.until),
        ("gap", Some("2026-11-26T02:00:00Z".parse().unwrap()))
    );
}

#[test]
fn a_stop_stops_what_was_queued_before_it_and_start_lifts_it() {
    let bench = Bench::at("2026-11-25T18:00:00Z");
    bench.send("c1", TEXT, Origin::Agent).unwrap();
    bench.says("m1", "Stop.", "2026-11-25T18:00:00Z");
    let rows = bench
        .store
        .read_blocking(|reader| reader.outbox(None, 5))
        .unwrap();
    let row = rows.iter().find(|row| row.intent.word() == "send").unwrap();
    assert_eq!(
        (row.state, row.rule.as_deref()),
        (OutboxState::Cancelled, Some("opt_out"))
    );
    assert_eq!(
        bench.claim().unwrap().intent.word(),
        "update",
        "do-not-disturb, for the CRM"
    );
    assert!(bench.claim().is_none());
    let refused = bench.send("c1", "one more thing", Origin::Agent).unwrap_err();
    assert!(refused.to_string().contains("hear no more"), "{refused}");
    bench.says("m2", "START", "2026-11-25T18:01:00Z");
    bench.says(
        "m3",
        "See you in November, can't stop thinking about that house",
        "2026-11-25T18:02:00Z",
    );
    assert_eq!(
        bench.send("c1", "welcome back", Origin::Agent).unwrap().held,
        None
    );
}

/// P10.
#[test]
fn a_person_lifts_an_opt_out_with_a_reason_and_what_they_say_next_counts() {
    let bench = Bench::at("2026-11-25T18:00:00Z");
    let lift = |reason: &str, origin| {
        let (contact, reason) = ("c1".into(), reason.into());
        let lift = Command::LiftOptOut { contact, reason };
        bench.store.commit_blocking(lift, origin)
    };
    let none = lift("she called", Origin::Agent).unwrap_err();
    assert!(none.to_string().contains("has not opted out"), "{none}");
    bench.says("m1", "STOP", "2026-11-25T18:00:00Z");
    assert!(
        lift(" ", Origin::Agent)
            .unwrap_err()
            .to_string()
            .contains("needs a reason")
    );
    let turn = "t1".into();
    assert!(
        lift("they wrote yes", Origin::Copilot { turn })
            .unwrap_err()
            .to_string()
            .contains("Claude")
    );
    let done = lift("she called and asked for homes again", Origin::Agent).unwrap();
    assert!(done.summary.contains("she called"), "{}", done.summary);
    let person = |reader: &Reader| reader.person(&"c1".into());
    let ana = bench.store.read_blocking(person).unwrap().unwrap();
    assert!(
        !ana.contact.tags.iter().any(|tag| tag.raw() == "opted-out"),
        "{:?}",
        ana.contact.tags
    );
    assert_eq!(
        bench.send("c1", "welcome back", Origin::Agent).unwrap().held,
        None
    );
    bench.clock.advance(Duration::from_mins(2));
    bench.says("m2", "unsubscribe", "2026-11-25T18:02:00Z");
    let again = bench.send("c1", "one more thing", Origin::Agent).unwrap_err();
    assert!(again.to_string().contains("hear no more"), "{again}");
}

#[test]
fn whose_number_asked_for_silence_is_not_texted_under_another_name() {
    let bench = Bench::at("2026-11-25T18:00:00Z");
    bench.person("c2", json!({"firstName": "Ben", "email": "ben@example.com"}));
    bench.says("m1", "STOP", "2026-11-25T17:59:00Z");
    let refused = bench.send("c2", TEXT, Origin::Agent).unwrap_err();
    assert!(refused.to_string().contains("hear no more"), "{refused}");
    bench.person("c3", json!({"firstName": "Cy", "phone": "+19095550177"}));
    assert!(bench.send("c3", TEXT, Origin::Agent).is_ok(), "another number");
}

#[test]
fn not_interested_is_for_a_person_to_decide() {
    let bench = Bench::at("2026-11-25T18:00:00Z");
    bench.says("m1", "Not interested", "2026-11-25T17:50:00Z");
    let refused = bench.send("c1", "a home came up", Origin::Engine).unwrap_err();
    assert!(refused.to_string().contains("may have asked"), "{refused}");
    let held = bench.send("c1", TEXT, Origin::Agent).unwrap().held.unwrap();
    assert_eq!((held.rule, held.until), ("opt_out", None));
}

#[test]
fn words_about_people_are_refused_with_a_rewrite_and_homes_pass() {
    let bench = Bench::at("2026-11-25T18:00:00Z");
    let refused = bench.send("c1", "great family neighborhood with top schools", Origin::Agent);
    let reason = refused.unwrap_err().to_string();
    assert!(
        reason.contains("fair-housing") && reason.contains("instead"),
        "{reason}"
    );
    let plain = "4-bed single-family home with family room";
    assert_eq!(bench.send("c1", plain, Origin::Agent).unwrap().held, None);
}

#[test]
fn what_the_gate_reads_is_found_by_an_index() {
    let bench = Bench::at("2026-11-25T18:00:00Z");
    for (sql, wanted) in [
        (WITH, "message_contact"),
        (heard::INBOUND, "message_contact"),
        (OTHERS, "contact_phone"),
        (OTHERS, "contact_email"),
        (BY_USER, "outbox_claimed"),
    ] {
        let plan = bench.steps(sql).join("\n");
        assert!(plan.contains(wanted) && !plan.contains("SCAN contact"), "{plan}");
    }
}

/// P12: one switch, in the file, for every open copy.
#[test]
fn once_everything_automatic_is_stopped_only_what_a_person_wrote_leaves() {
    let bench = Bench::at("2026-11-25T18:00:00Z");
    bench.send("c1", TEXT, Origin::Engine).unwrap();
    let switch = |on| {
        let switch = Command::SwitchAutomatic { on };
        bench.store.commit_blocking(switch, Origin::Agent).unwrap()
    };
    switch(false);
    assert!(bench.claim().is_none(), "also what was written before");
    let row = bench.row();
    assert_eq!(
        (row.state, row.rule.as_deref(), row.wakes),
        (OutboxState::Held, Some("paused"), false)
    );
    bench.person("c2", json!({"phone": "+19095550143"}));
    bench.send("c2", "On my way", Origin::Agent).unwrap();
    assert!(bench.claim().is_some(), "a person's own text");
    switch(true);
    let claim = bench.claim().unwrap();
    assert_eq!(claim.id, row.id, "it goes on by itself");
    let word = switch(true).summary;
    assert_eq!(word, "everything automatic runs already");
}

#[test]
fn f55_a_clock_that_differs_from_the_crms_holds_every_text_until_it_is_right() {
    let bench = Bench::at("2026-11-25T18:00:00Z");
    let right = bench.clock.now();
    bench.sync(SyncCommand::KeepClock { at_boot: right });
    let minute = Duration::from_mins(1);
    for (wall, rule) in [
        (right + 6 * minute, Some("clock")),
        (right - 6 * minute, Some("clock")),
        (right + 4 * minute, None),
    ] {
        bench.clock.set(wall);
        bench
            .send("c1", &format!("See you at four, {wall}"), Origin::Agent)
            .unwrap();
        let claim = bench.claim();
        assert_eq!(
            (claim.is_none(), bench.row().rule.as_deref()),
            (rule.is_some(), rule),
            "{wall}"
        );
    }
    bench.clock.set(right);
    bench.clock.advance(minute * 600);
    bench.send("c1", "That evening", Origin::Agent).unwrap();
    assert_ne!(bench.row().rule.as_deref(), Some("clock"), "both went on alike");
}
