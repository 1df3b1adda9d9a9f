mod appointments;
mod away;
mod claude;
mod crowd;
mod dates;
mod enrol;
mod entered;
mod facts;
mod forms;
mod gone;
mod homes;
mod killed;
mod late;
mod loops;
mod moments;
mod notices;
mod slots;
mod undelivered;
mod webhook;

use serde_json::{Value, json};

use super::ring::LATE_PER_MINUTE;
use super::*;
use crate::automation::machine::Input;
use crate::domain::command::SyncCommand;
use crate::domain::contact::Channel;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::store::{Options, RunRow, message_draft_name};

struct Bench {
    _folder: tempfile::TempDir,
    clock: Clock,
    worker: Automations,
    progress: watch::Sender<Progress>,
}

/// A worker over a file, as it is after a start.
fn open(
    path: &std::path::Path,
    clock: &Clock,
    me: Option<&str>,
    (rules, terms): (Rules, Terms),
) -> (Automations, watch::Sender<Progress>) {
    let options = Options {
        clock: clock.clone(),
        role: Role::Owner,
        me: me.map(UserId::from),
        rules: rules.clone(),
    };
    let store = Store::open(path, options).unwrap();
    let (progress, seen) = watch::channel(Progress::default());
    let (notices, _) = broadcast::channel(8);
    let helm = Arc::new(Helm::new(store.clone(), clock.clone(), progress.clone()));
    let worker = Automations {
        store,
        clock: clock.clone(),
        zone: TimeZone::UTC,
        me: me.map(UserId::from),
        role: Role::Owner,
        rules: Arc::new(rules),
        terms: Arc::new(terms),
        progress: seen,
        notices,
        helm,
        sync: super::super::sync::without(progress.clone()),
        runner: None,
        courier: None,
        mind: Arc::default(),
    };
    (worker, progress)
}

impl Bench {
    fn new() -> Self {
        Self::of(None, Terms::default())
    }

    /// The same for a colleague in an account.
    fn of(me: Option<&str>, terms: Terms) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // A Tuesday at ten in Seattle.
        let clock = Clock::manual("2026-08-04T17:00:00Z".parse().unwrap());
        let rules = crate::store::at_any_hour();
        let (worker, progress) = open(&folder.path().join("a.db"), &clock, me, (rules, terms));
        Self {
            _folder: folder,
            clock,
            worker,
            progress,
        }
    }

    async fn say(&self, command: Command) {
        self.worker.store.commit(command, Origin::Cli).await.unwrap();
    }

    async fn tell(&self, kind: EntityKind, id: &str, members: Value) {
        self.tell_all(std::iter::once((kind, id.to_owned(), members)))
            .await;
    }

    /// The same of many in one page.
    async fn tell_all(&self, all: impl Iterator<Item = (EntityKind, String, Value)>) {
        let records = all.map(|(kind, id, members)| RemoteRecord {
            kind,
            id,
            raw: members.to_string(),
            fields: members.as_object().unwrap().clone(),
        });
        let apply = SyncCommand::Apply {
            records: records.collect(),
            cursor: None,
            first_copy: false,
        };
        let told = self.worker.store.commit(Command::Sync(apply), Origin::Remote);
        told.await.unwrap();
    }

    async fn lead(&self, nr: u32) {
        let members = json!({
            "firstName": "Ana", "phone": format!("+120655501{nr:02}"), "state": "WA", "type": "client",
            "dateAdded": self.clock.now().to_string(),
        });
        self.tell(EntityKind::Contact, &format!("c{nr}"), members).await;
    }

    async fn publish(&self, id: &str, head: &str, steps: &str) {
        self.publish_on(id, (head, "on = \"contact created\""), steps)
            .await;
    }

    async fn publish_on(&self, id: &str, (head, enters): (&str, &str), steps: &str) {
        self.publish_as(id, (head, enters, "\"opt-out\", \"reply\""), steps)
            .await;
    }

    async fn publish_as(&self, id: &str, (head, enters, exits): (&str, &str, &str), steps: &str) {
        let text = format!(
            "format = 1\nid = \"{id}\"\nname = \"{id}\"\n{head}\n[enters]\n{enters}\n\
             [exits]\non = [{exits}]\n[late]\npolicy = \"ask\"\ngrace = \"24 hours\"\n{steps}"
        );
        let definition = read(&text).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
        let publish = AutomationCommand::Publish(crate::domain::automation::AutomationText {
            id: id.into(),
            name: id.into(),
            auto_send: definition.sends(),
            text,
        });
        self.say(Command::Automation(publish)).await;
    }

    /// A person sends a text to the first lead.
    async fn sends(&self, words: &str) {
        let draft = crate::domain::conversation::Draft {
            contact: "c1".into(),
            channel: Channel::Sms,
            subject: None,
            body: words.into(),
        };
        self.say(Command::Send {
            draft,
            key: None,
            not_before: None,
        })
        .await;
    }

    async fn rounds(&self) {
        self.worker.round().await.unwrap();
        self.worker.round().await.unwrap();
    }

    /// As if it had just been started.
    fn restart(&self) {
        *self.worker.mind() = Mind::default();
    }

    fn later(&self, hours: u64) {
        self.clock.advance(Duration::from_secs(hours * 3_600));
    }

    async fn runs(&self) -> Vec<RunRow> {
        self.worker
            .store
            .read(|reader| reader.runs(None, 500))
            .await
            .unwrap()
    }

    /// The texts that wait to leave.
    async fn texts(&self) -> Vec<String> {
        let rows = self
            .worker
            .store
            .read(|reader| reader.outbox(None, 500))
            .await
            .unwrap();
        let words = |row: &crate::store::OutboxRow| format!("{row:?}");
        rows.iter()
            .map(words)
            .filter(|row| row.contains("Hello") || row.contains("Again"))
            .collect()
    }

    async fn log(&self, run: &str) -> Vec<(String, Option<String>)> {
        let run = run.to_owned();
        let tries = self
            .worker
            .store
            .read(move |reader| reader.run_tries(&run))
            .await
            .unwrap();
        tries.into_iter().map(|line| (line.what, line.result)).collect()
    }
}

const HELLO: &str = "[[step]]\nid = \"hello\"\ndo = \"text\"\nsays = \"Hello {first_name}\"\n\
    [[step]]\nid = \"wait\"\ndo = \"wait\"\nfor = \"3 days\"\n\
    [[step]]\nid = \"again\"\ndo = \"text\"\nsays = \"Again, {first_name}\"\n";

#[tokio::test]
async fn a_lead_comes_in_once_and_a_message_is_laid_ready_as_a_draft() {
    let bench = Bench::new();
    bench.lead(1).await;
    bench.publish("T1", "", HELLO).await;
    bench.rounds().await;
    assert!(
        bench.runs().await.is_empty(),
        "who was here before does not come in"
    );
    bench.lead(2).await;
    bench.rounds().await;
    let runs = bench.runs().await;
    assert_eq!(runs.len(), 1, "{runs:?}");
    assert_eq!(runs[0].waits, "timer", "{:?}", bench.log(&runs[0].id).await);
    let name = message_draft_name(&"c2".into(), Channel::Sms);
    let draft = bench
        .worker
        .store
        .read(move |reader| reader.draft(&name))
        .await
        .unwrap();
    assert_eq!(draft.unwrap().1, "Hello Ana");
    assert!(bench.texts().await.is_empty(), "nothing leaves by itself");
}

/// A yes to what it laid ready is the automation's own message and not a word of a person's that would stop it.
#[tokio::test]
async fn who_says_yes_to_its_draft_does_not_stop_it_and_who_writes_in_own_words_does() {
    for (sent, goes_on) in [
        ("Hello Ana, Jo here", true),
        ("The seller took the other offer, call me", false),
    ] {
        let bench = Bench::new();
        bench.publish("T1", "", HELLO).await;
        bench.lead(1).await;
        bench.rounds().await;
        bench.sends(sent).await;
        bench.rounds().await;
        let run = bench.runs().await.remove(0);
        assert_eq!(
            run.waits == "timer",
            goes_on,
            "{sent}: {run:?} {:?}",
            bench.log(&run.id).await
        );
    }
}

#[tokio::test]
async fn one_that_sends_sends_exactly_once_whoever_dies_in_between() {
    let bench = Bench::new();
    bench.publish("T1", "auto_send = true", HELLO).await;
    bench.lead(1).await;
    for _ in 0..4 {
        bench.restart();
        bench.rounds().await;
    }
    let run = bench.runs().await.remove(0);
    assert_eq!(bench.texts().await.len(), 1, "{:?}", bench.log(&run.id).await);
    bench.later(73);
    bench.rounds().await;
    assert_eq!(bench.texts().await.len(), 2, "{:?}", bench.log(&run.id).await);
    assert!(bench.runs().await[0].ended.is_some());
}

#[tokio::test]
async fn a_reply_in_between_ends_it_and_nothing_more_is_written() {
    let bench = Bench::new();
    bench.publish("T1", "auto_send = true", HELLO).await;
    bench.lead(1).await;
    bench.rounds().await;
    bench.later(1);
    let reply = json!({
        "contactId": "c1", "direction": "inbound", "messageType": "TYPE_SMS", "body": "Call me",
        "dateAdded": bench.clock.now().to_string(),
    });
    bench.tell(EntityKind::Message, "m1", reply).await;
    bench.rounds().await;
    let run = bench.runs().await.remove(0);
    assert_eq!(run.why.as_deref(), Some("reply"), "{run:?}");
    bench.later(80);
    bench.rounds().await;
    assert_eq!(bench.texts().await.len(), 1);
}

/// The CRM lists a conversation before it finds who it is with: the message is heard when they are here.
#[tokio::test]
async fn who_wrote_before_they_were_known_is_heard_once_they_are() {
    let bench = Bench::new();
    let text = "format = 1\nid = \"T1\"\nname = \"T1\"\n[enters]\non = \"message received\"\nwho = \"tag:web\"\n\
                [exits]\non = [\"opt-out\"]\n[[step]]\nid = \"hello\"\ndo = \"note\"\nsays = \"Hello\"\n";
    let publish = AutomationCommand::Publish(crate::domain::automation::AutomationText {
        id: "T1".into(),
        name: "T1".into(),
        auto_send: false,
        text: text.into(),
    });
    bench.say(Command::Automation(publish)).await;
    let now = bench.clock.now().to_string();
    let wrote = json!({
        "contactId": "c1", "direction": "inbound", "messageType": "TYPE_SMS", "body": "Is it free?", "dateAdded": now,
    });
    bench.tell(EntityKind::Message, "m1", wrote).await;
    bench.rounds().await;
    let lead = json!({ "firstName": "Ana", "phone": "+12065550101", "tags": ["web"], "dateAdded": now });
    bench.tell(EntityKind::Contact, "c1", lead).await;
    for _ in 0..3 {
        bench.rounds().await;
    }
    let runs = bench.runs().await;
    assert_eq!(runs.len(), 1, "{runs:?}");
}

/// What somebody wrote with whom they became known begins a conversation and ends none; the next word of theirs does.
#[tokio::test]
async fn the_enquiry_with_which_they_came_is_no_reply() {
    for person_first in [true, false] {
        let bench = Bench::new();
        bench.publish("T1", "", HELLO).await;
        bench.clock.advance(Duration::from_mins(1));
        let wrote = |id: &'static str| {
            let members = json!({
                "contactId": "c1", "direction": "inbound", "messageType": "TYPE_SMS", "body": "Is it free?",
                "dateAdded": bench.clock.now().to_string(),
            });
            bench.tell(EntityKind::Message, id, members)
        };
        if person_first {
            bench.lead(1).await;
            wrote("m1").await;
        } else {
            wrote("m1").await;
            bench.lead(1).await;
        }
        bench.rounds().await;
        let run = bench.runs().await.remove(0);
        assert_eq!(run.waits, "timer", "{person_first} {run:?}");
        bench.later(1);
        wrote("m2").await;
        bench.rounds().await;
        let run = bench.runs().await.remove(0);
        assert_eq!(run.why.as_deref(), Some("reply"), "{person_first} {run:?}");
    }
}

#[tokio::test]
async fn one_that_stops_all_others_goes_on_itself() {
    let bench = Bench::new();
    bench.publish("T1", "", HELLO).await;
    let quiet =
        "[[step]]\nid = \"quiet\"\ndo = \"stop\"\n[[step]]\nid = \"wait\"\ndo = \"wait\"\nfor = \"1 day\"\n";
    bench.publish("T2", "", quiet).await;
    bench.lead(1).await;
    bench.rounds().await;
    let runs = bench.runs().await;
    let open = runs.iter().filter(|run| run.ended.is_none());
    let open: Vec<_> = open.map(|run| run.automation.as_str()).collect();
    assert_eq!((runs.len(), open), (2, vec!["T2"]), "{runs:?}");
}

#[tokio::test]
async fn one_key_stops_everything_and_what_waited_goes_on_after_it() {
    let bench = Bench::new();
    bench.publish("T1", "auto_send = true", HELLO).await;
    bench.lead(1).await;
    bench.say(Command::SwitchAutomatic { on: false }).await;
    bench.rounds().await;
    assert!(bench.runs().await.is_empty() && bench.texts().await.is_empty());
    bench.say(Command::SwitchAutomatic { on: true }).await;
    bench.rounds().await;
    assert_eq!(bench.texts().await.len(), 1);
}

#[tokio::test]
async fn what_is_too_late_is_asked_about() {
    let bench = Bench::new();
    bench.publish("T1", "auto_send = true", HELLO).await;
    bench.lead(1).await;
    bench.rounds().await;
    bench.later(24 * 9);
    bench.rounds().await;
    let run = bench.runs().await.remove(0);
    assert_eq!(run.waits, "person", "{:?}", bench.log(&run.id).await);
    assert_eq!(bench.texts().await.len(), 1);
    let done = bench.worker.by_hand(&run.id, Input::Resume).await.unwrap();
    assert!(done.is_some());
    bench.rounds().await;
    assert_eq!(bench.texts().await.len(), 2);
}

#[tokio::test]
async fn of_two_that_want_to_write_one_waits_and_says_for_whom() {
    let bench = Bench::new();
    let once = "[[step]]\nid = \"hello\"\ndo = \"text\"\nsays = \"Hello {first_name}\"\n";
    let other = once.replace("Hello", "Again");
    bench.publish("T1", "auto_send = true\npriority = 90", once).await;
    bench
        .publish("T2", "auto_send = true\npriority = 10", &other)
        .await;
    bench.lead(1).await;
    bench.rounds().await;
    assert_eq!(bench.texts().await.len(), 1);
    let runs = bench.runs().await;
    let second = runs.iter().find(|run| run.automation == "T2").unwrap();
    let log = bench.log(&second.id).await;
    let why = log
        .iter()
        .find(|(what, _)| what == "collided")
        .and_then(|(_, why)| why.clone());
    assert!(why.is_some_and(|why| why.contains("T1 wrote")), "{log:?}");
    assert!(second.due.unwrap() > bench.clock.now());
}

#[tokio::test]
async fn whoever_opens_the_lid_sets_off_no_avalanche() {
    let bench = Bench::new();
    let steps = "[[step]]\nid = \"wait\"\ndo = \"wait\"\nfor = \"1 hour\"\n\
        [[step]]\nid = \"task\"\ndo = \"task\"\ntitle = \"Call\"\ndue = \"1 hour\"\n";
    bench.publish("T1", "", steps).await;
    for nr in 0..50 {
        bench.lead(nr).await;
    }
    bench.rounds().await;
    assert_eq!(bench.runs().await.len(), 50);
    bench.later(3);
    bench.rounds().await;
    let over = |runs: Vec<RunRow>| runs.iter().filter(|run| run.waits != "timer").count();
    assert_eq!(over(bench.runs().await), LATE_PER_MINUTE);
    bench.later(1);
    bench.rounds().await;
    assert_eq!(over(bench.runs().await), 50);
}

/// What is late is taken in measure; somebody new does not wait behind it.
#[tokio::test]
async fn who_comes_in_now_does_not_wait_behind_what_is_late() {
    let bench = Bench::new();
    let steps = "[[step]]\nid = \"wait\"\ndo = \"wait\"\nfor = \"1 hour\"\n\
        [[step]]\nid = \"task\"\ndo = \"task\"\ntitle = \"Call\"\ndue = \"1 hour\"\n";
    bench.publish("T1", "", steps).await;
    for nr in 0..BATCH as u32 + 40 {
        bench.lead(nr).await;
    }
    bench.rounds().await;
    bench.later(3);
    bench.lead(900).await;
    bench.rounds().await;
    bench.clock.advance(Duration::from_hours(1));
    // The late ones of this minute are taken; then the one that is due on time.
    bench.rounds().await;
    let runs = bench.runs().await;
    let new = runs.iter().find(|run| run.contact.as_str() == "c900").unwrap();
    assert!(new.ended.is_some(), "{new:?}");
    assert!(runs.iter().filter(|run| run.ended.is_none()).count() > BATCH / 2);
}

#[tokio::test]
async fn one_that_asks_for_a_stage_that_is_gone_is_paused_and_says_so() {
    let bench = Bench::new();
    let pipeline = json!({ "name": "Buyers", "stages": [{ "id": "s1", "name": "New" }] });
    bench.tell(EntityKind::Pipeline, "p1", pipeline).await;
    bench
        .publish(
            "T1",
            "",
            &HELLO.replace(
                "[[step]]\nid = \"wait\"",
                "[[step]]\nid = \"if\"\ndo = \"if\"\nif = \"stage:nowhere\"\n[[step]]\nid = \"wait\"",
            ),
        )
        .await;
    bench.lead(1).await;
    bench.rounds().await;
    let rows = bench.worker.store.read(Reader::automations).await.unwrap();
    assert_eq!(rows[0].state, Switch::Paused);
    let why = rows[0].why.clone().unwrap();
    assert!(
        why.contains("stage:nowhere") && why.contains("publish it again"),
        "{why}"
    );
    assert!(bench.runs().await.is_empty());
}

#[tokio::test]
async fn what_a_person_does_with_a_run_is_done_once_and_stands_in_its_log() {
    let bench = Bench::new();
    bench.publish("T1", "auto_send = true", HELLO).await;
    bench.lead(1).await;
    bench.rounds().await;
    let id = bench.runs().await.remove(0).id;
    let hand = async |input| bench.worker.by_hand(&id, input).await.unwrap().is_some();
    let waits = async || bench.runs().await.remove(0).waits;
    assert!(hand(Input::Pause("paused by hand".into())).await);
    assert!(!hand(Input::Over).await, "it stands still");
    bench.later(24 * 9);
    bench.rounds().await;
    assert_eq!((waits().await.as_str(), bench.texts().await.len()), ("pause", 1));
    assert!(hand(Input::Resume).await);
    assert!(hand(Input::Over).await);
    bench.rounds().await;
    assert_eq!(bench.texts().await.len(), 2, "{:?}", bench.log(&id).await);
    assert!(!hand(Input::Over).await, "it is over");
    let said: Vec<_> = bench
        .log(&id)
        .await
        .into_iter()
        .filter_map(|(_, result)| result)
        .collect();
    assert!(said.contains(&"paused by hand".into()), "{said:?}");
    assert!(said.contains(&"the wait was ended by hand".into()), "{said:?}");
}

#[tokio::test]
async fn a_step_that_is_run_again_is_run_under_a_key_of_its_own() {
    let bench = Bench::new();
    bench.publish("T1", "", HELLO).await;
    bench.lead(1).await;
    bench.rounds().await;
    let id = bench.runs().await.remove(0).id;
    let done = bench.worker.by_hand(&id, Input::Again("hello".into())).await;
    assert!(done.unwrap().is_some());
    bench.rounds().await;
    let of = id.clone();
    let tries = bench
        .worker
        .store
        .read(move |reader| reader.run_tries(&of))
        .await
        .unwrap();
    let keys: Vec<_> = tries.iter().filter_map(|line| line.key.as_deref()).collect();
    assert_eq!(keys, [format!("{id}/hello/1/c1"), format!("{id}/hello/2/c1")]);
    let said = tries.iter().filter_map(|line| line.result.as_deref());
    assert!(
        said.into_iter().any(|said| said == "run again by hand"),
        "{tries:?}"
    );
}

#[tokio::test]
async fn who_speaks_spanish_is_written_to_in_spanish_and_in_the_tone_of_the_automation() {
    let bench = Bench::new();
    let steps = "[[step]]\nid = \"hello\"\ndo = \"text\"\nsays.warm = \"Hello {first_name}\"\n\
        says.formal = \"Hello, Ms {first_name}\"\nsays.es_warm = \"Hola {first_name}\"\n\
        says.es_formal = \"Buenos dias, {first_name}\"\n";
    bench.publish("T1", "tone = \"formal\"", steps).await;
    let added = json!({ "name": "Language", "fieldKey": "contact.language", "dataType": "TEXT" });
    bench.tell(EntityKind::CustomField, "f1", added).await;
    for (id, language) in [("c1", "Español"), ("c2", "English")] {
        let members = json!({
            "firstName": "Ana", "phone": format!("+1206555010{}", &id[1..]), "state": "WA", "type": "client",
            "customFields": { "f1": language }, "dateAdded": bench.clock.now().to_string(),
        });
        bench.tell(EntityKind::Contact, id, members).await;
    }
    bench.rounds().await;
    for (id, says) in [("c1", "Buenos dias, Ana"), ("c2", "Hello, Ms Ana")] {
        let name = message_draft_name(&id.into(), Channel::Sms);
        let draft = bench.worker.store.read(move |reader| reader.draft(&name)).await;
        assert_eq!(draft.unwrap().unwrap().1, says);
    }
}
