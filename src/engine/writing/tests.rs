//! Writing with the simulated Claude: what leaves, what is seen while it comes, and what it is refused for.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::*;
use crate::clock::Clock;
use crate::copilot::work::watch::Watched;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::record::EntityKind;
use crate::domain::style::StyleCommand;
use crate::engine::{ChatSetup, Setup};
use crate::sandbox::{Sandbox, SandboxOptions};
use crate::store::scratch::{page, told};

/// What she wrote; what of it may never leave is in it.
const ASKED: &str = "Is the home on Banyan still there? Call Maria Benitez at (909) 555-0142.";
/// Every wait is for a condition; this is for slow machines.
const PATIENCE: Duration = Duration::from_secs(30);

struct Office {
    engine: Engine,
    sandbox: Sandbox,
    _folder: tempfile::TempDir,
}

impl Office {
    async fn open() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut ChatSetup)) -> Self {
        let options = SandboxOptions {
            contacts: 1,
            unlimited: true,
            lively: false,
            ..SandboxOptions::default()
        };
        let sandbox = Sandbox::start(options, Clock::system()).await.unwrap();
        let mut chat = ChatSetup::new(sandbox.claude_url(), sandbox.claude_key().clone());
        change(&mut chat);
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path(), Some(chat)).await;
        let contact = |first: &str, last: &str, phone: &str| {
            json!({ "firstName": first, "lastName": last, "phone": phone, "source": "Zillow",
                    "dateAdded": "2026-04-01T00:00:00Z" })
        };
        tell(
            &engine,
            vec![
                (
                    EntityKind::Contact,
                    "c_1",
                    contact("Maria", "Benitez", "+19095550142"),
                ),
                (EntityKind::Contact, "c_2", contact("Nora", "Quist", "+19095550143")),
                (
                    EntityKind::Message,
                    "m_1",
                    json!({ "contactId": "c_1", "messageType": "TYPE_SMS", "direction": "inbound", "body": ASKED,
                            "dateAdded": "2026-04-02T10:00:00Z" }),
                ),
            ],
        )
        .await;
        Self {
            engine,
            sandbox,
            _folder: folder,
        }
    }

    fn ask(&self, verb: &str, path: &str, body: &str) -> String {
        let address = self.sandbox.claude_url().strip_prefix("http://").unwrap();
        let head = format!(
            "{verb} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
        answer
    }

    /// What the simulated Claude does with the next request.
    fn arm(&self, what: &Value) {
        self.ask("POST", "/_sim/arm", &what.to_string());
    }

    /// It answers with this JSON, piece by piece.
    fn answers(&self, json: &Value) {
        self.arm(&json!({ "answer": [{ "type": "text", "text": json.to_string() }], "delay_ms": 0 }));
    }

    /// The bodies of all requests since this was asked last.
    fn heard(&self) -> String {
        self.ask("GET", "/_sim/heard", "")
    }

    async fn write(&self, whom: &str, says: &str, before: &str) -> Result<Wordings, String> {
        self.engine
            .write(writing(whom, says, before), &Watcher::new().0)
            .await
    }
}

async fn engine(folder: &Path, chat: Option<ChatSetup>) -> Engine {
    let setup = Setup {
        chat,
        ..Setup::alone(folder.join("copy.db"), Clock::system())
    };
    Engine::start(setup).await.unwrap()
}

async fn tell(engine: &Engine, records: Vec<(EntityKind, &str, Value)>) {
    let records = records
        .into_iter()
        .map(|(kind, id, members)| told(kind, id, members));
    let page = page(records.collect());
    engine.submit(Command::Sync(page), Origin::Remote).await.unwrap();
}

fn writing(whom: &str, says: &str, before: &str) -> Writing {
    Writing {
        contact: whom.into(),
        channel: Channel::Sms,
        says: says.to_owned(),
        before: before.to_owned(),
    }
}

fn reply() -> Value {
    json!({ "message_id": "m_1", "evidence_ids": ["field_1"], "plain_draft": "Hi Person_1_first, it is. Which day suits you?",
        "warm_draft": "Hello Person_1_first, good news: it is still there. When would you like to see it?",
        "brief_draft": "It is. Which day?" })
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let clock = Clock::system();
    while !holds() {
        assert!(clock.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_comes_in_three_tones_with_what_it_rests_on_and_again_for_nothing() {
    let office = Office::open().await;
    office.answers(&reply());
    let written = office.write("c_1", "", "").await.unwrap();
    let said: Vec<(&str, &str)> = written
        .versions
        .iter()
        .map(|version| (version.tone, version.text.as_str()))
        .collect();
    assert_eq!(said[0], ("plain", "Hi Maria, it is. Which day suits you?"));
    assert_eq!(said.len(), 3);
    assert!(
        said.iter()
            .any(|(tone, text)| *tone == "brief" && *text == "It is. Which day?")
    );
    let used: Vec<&str> = written.used.iter().map(|source| source.what.as_str()).collect();
    assert_eq!(used, ["message in", "field source"]);
    assert!(!written.cached && written.micro_dollars > 0);
    let heard = office.heard();
    assert!(heard.contains("still there?"), "{heard}");
    for never in ["Maria", "Benitez", "0142"] {
        assert!(!heard.contains(never), "{never} left: {heard}");
    }
    let again = office.write("c_1", "", "").await.unwrap();
    assert!(again.cached && again.micro_dollars == 0);
    assert_eq!(again.versions, written.versions);
    assert!(!office.heard().contains("json_schema"), "nothing was asked again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_own_text_is_changed_as_they_say_and_leaves_masked() {
    let office = Office::open().await;
    office.answers(
        &json!({ "subject": "", "draft": "Person_1_first, yes for $598k. The open house is on Sunday.",
        "evidence_ids": ["m_1", "before"] }),
    );
    let mine = "Maria, yes. It is $598k. Call me at (909) 555-0199.";
    let written = office
        .write("c_1", "mention the open house on Sunday", mine)
        .await
        .unwrap();
    assert_eq!(written.versions.len(), 1);
    assert_eq!(
        written.versions[0].text,
        "Maria, yes for $598k. The open house is on Sunday."
    );
    let used: Vec<&str> = written.used.iter().map(|source| source.what.as_str()).collect();
    assert_eq!(used, ["message in", "your text"]);
    let heard = office.heard();
    assert!(heard.contains("mention the open house on Sunday"), "{heard}");
    for never in ["Maria", "0142", "0199"] {
        assert!(!heard.contains(never), "{never} left: {heard}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_written_yet_is_written_to_first() {
    let office = Office::open().await;
    office.answers(
        &json!({ "subject": "", "draft": "Hi Person_1_first, are you still looking?", "evidence_ids": [] }),
    );
    let written = office.write("c_2", "", "").await.unwrap();
    assert_eq!(written.versions[0].text, "Hi Nora, are you still looking?");
    assert!(office.heard().contains("first message to them"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_is_seen_with_its_names_and_can_be_stopped() {
    let office = Office::open().await;
    let text = reply().to_string();
    office.arm(
        &json!({ "answer": [{ "type": "text", "text": text }], "delay_ms": 0,
        "fault": { "stall_after_deltas": 14, "seconds": 60.0 } }),
    );
    let (watcher, watched): (Watcher, Watched) = Watcher::new();
    let engine = office.engine.clone();
    let task = tokio::spawn(async move { engine.write(writing("c_1", "", ""), &watcher).await });
    until("something is seen", || !watched.so_far().is_empty()).await;
    let seen = watched.so_far();
    assert!(
        "Hi Maria, it is. Which day suits you?".starts_with(&seen),
        "{seen}"
    );
    watched.stop();
    let stopped = tokio::time::timeout(PATIENCE, task).await.unwrap().unwrap();
    assert_eq!(stopped.unwrap_err(), "stopped; nothing was changed");
    // The next one is not held up by it.
    office.answers(&reply());
    assert!(office.write("c_1", "", "").await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn how_the_agent_writes_is_told_masked_with_what_is_written_in_their_name() {
    let office = Office::open().await;
    for text in ["begins with \"Hey\"", "asks for Maria Benitez at (909) 555-0142"] {
        let put = StyleCommand::Put {
            id: None,
            text: text.to_owned(),
        };
        office
            .engine
            .submit(Command::Style(put), Origin::Agent)
            .await
            .unwrap();
    }
    office.answers(&reply());
    office.write("c_1", "", "").await.unwrap();
    let heard = office.heard();
    assert!(
        heard.contains("style") && heard.contains("begins with"),
        "{heard}"
    );
    for never in ["Benitez", "0142"] {
        assert!(!heard.contains(never), "{never} left: {heard}");
    }
    // Another manner is another request.
    let gone = StyleCommand::Drop {
        id: "greeting".into(),
    };
    assert!(
        office
            .engine
            .submit(Command::Style(gone), Origin::Agent)
            .await
            .is_err()
    );
    let put = StyleCommand::Put {
        id: None,
        text: "no exclamation marks".to_owned(),
    };
    office
        .engine
        .submit(Command::Style(put), Origin::Agent)
        .await
        .unwrap();
    office.answers(&reply());
    assert!(!office.write("c_1", "", "").await.unwrap().cached);
}

/// The beginnings of a calendar that is open for an hour at the other end of the day, as a person in California reads them:
/// of the days from tomorrow on.
async fn calendar(office: &Office) -> Vec<String> {
    let now = office.engine.clock.now().to_zoned(TimeZone::UTC);
    let hour = (now.hour() + 12) % 24;
    let hours = json!([{ "openHour": hour, "openMinute": 0, "closeHour": hour, "closeMinute": 30 }]);
    let members = json!({ "name": "Showings", "isActive": true, "slotDuration": 30, "slotDurationUnit": "mins",
        "openHours": [{ "daysOfTheWeek": [0, 1, 2, 3, 4, 5, 6], "hours": hours }] });
    tell(&office.engine, vec![(EntityKind::Calendar, "k1", members)]).await;
    let first = now.date().to_datetime(jiff::civil::time(hour, 0, 0, 0));
    let mut starts = Vec::new();
    for days in 0..6 {
        let start = first.checked_add(jiff::Span::new().days(days)).unwrap();
        let start = start.to_zoned(TimeZone::UTC).unwrap();
        if start > now {
            let there = start.in_tz("America/Los_Angeles").unwrap();
            starts.push(there.strftime("%a %-d %b %-I:%M %p").to_string());
        }
        if starts.len() == 2 {
            let booked = json!({ "calendarId": "k1", "startTime": start.timestamp().to_string(),
                "endTime": (start.timestamp() + Duration::from_mins(30)).to_string(),
                "appointmentStatus": "confirmed", "title": "Taken" });
            tell(&office.engine, vec![(EntityKind::Appointment, "a1", booked)]).await;
        }
    }
    starts
}

#[tokio::test(flavor = "multi_thread")]
async fn the_times_that_are_offered_are_free_and_the_calendar_stays_here() {
    let office = Office::open().await;
    let times = calendar(&office).await;
    let offers = json!({ "subject": "", "evidence_ids": ["before"],
        "draft": "Person_1_first, {slot_1}, {slot_2} or {slot_3}?" });
    office.answers(&offers);
    let mine = "Maria, when does it suit you?";
    let written = office.write("c_1", CHANGES[2].says, mine).await.unwrap();
    // The second is taken by somebody else.
    let free = format!("Maria, {}, {} or {}?", times[0], times[2], times[3]);
    assert_eq!(written.versions[0].text, free);
    let used = written.used.last().unwrap();
    assert_eq!(used.what, "free times");
    let heard = office.heard();
    assert!(heard.contains("slot_1"), "{heard}");
    for never in ["Showings", "Taken", &times[0], &times[2]] {
        assert!(!heard.contains(never), "{never} left: {heard}");
    }
    // From what is kept, and still as the calendar is now.
    let again = office.write("c_1", CHANGES[2].says, mine).await.unwrap();
    assert!(again.cached);
    assert_eq!(again.versions[0].text, free);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_claude_makes_up_is_not_used_and_where_none_is_free_the_blanks_stay() {
    let office = Office::open().await;
    for own in [
        "Does Saturday at 3 PM suit you, or {slot_1} or {slot_2}?",
        "{slot_1}, {slot_2} or at 9:15?",
        "When does it suit you?",
    ] {
        for _ in 0..2 {
            office.answers(&json!({ "subject": "", "draft": own, "evidence_ids": [] }));
        }
        let refused = office.write("c_1", CHANGES[2].says, "When?").await.unwrap_err();
        assert!(
            refused.contains("not from the calendar") || refused.contains("no blanks"),
            "{own}: {refused}"
        );
    }
    office.answers(&json!({ "subject": "", "draft": "{slot_1} or {slot_2}?", "evidence_ids": [] }));
    let written = office.write("c_1", CHANGES[2].says, "When?").await.unwrap();
    assert_eq!(written.versions[0].text, "{slot_1} or {slot_2}?");
    assert!(
        written
            .used
            .last()
            .unwrap()
            .text
            .raw()
            .starts_with("no time is free")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_says_so_in_one_sentence() {
    let office = Office::open().await;
    office.arm(&json!({ "refusal": null }));
    let declined = office.write("c_1", "", "").await.unwrap_err();
    assert!(declined.starts_with("Claude declined"), "{declined}");
    for _ in 0..2 {
        let mut steers = reply();
        steers["plain_draft"] = json!("A great family neighborhood with top schools. Shall I call?");
        office.answers(&steers);
    }
    let steered = office.write("c_1", "", "").await.unwrap_err();
    assert!(steered.contains("fair housing"), "{steered}");
    let spent = Office::with(|chat| chat.limits.day = Some(0)).await;
    let over = spent.write("c_1", "", "").await.unwrap_err();
    assert!(over.contains("today's limit"), "{over}");
    assert!(!spent.heard().contains("json_schema"), "nothing was asked");
    let folder = tempfile::tempdir().unwrap();
    let alone = engine(folder.path(), None).await;
    let no_key = alone.write(writing("c_1", "", ""), &Watcher::new().0).await;
    assert!(no_key.unwrap_err().contains("no Claude key is set"));
}
