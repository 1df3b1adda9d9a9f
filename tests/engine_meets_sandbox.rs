//! The whole way without a screen: the engine copies the sandbox's account, edits travel back, texts go out once,
//! Claude streams, and everything is there after a restart.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

#[path = "engine_meets_sandbox/claude.rs"]
mod claude;
#[path = "engine_meets_sandbox/forms.rs"]
mod forms;
#[path = "engine_meets_sandbox/homes.rs"]
mod homes;

use std::path::Path;
use std::time::Duration;

use leadline::clock::Clock;
use leadline::domain::call::{Call, CallOutcome};
use leadline::domain::chat::TurnOutcome;
use leadline::domain::command::{Command, LeaseCommand, SyncCommand};
use leadline::domain::contact::{Channel, Dnd};
use leadline::domain::conversation::{Direction, Draft, MessageKind};
use leadline::domain::gate::{Hours, Rules};
use leadline::domain::opportunity::DealOrder;
use leadline::domain::origin::Origin;
use leadline::domain::outbox::OutboxState;
use leadline::domain::value::ContactId;
use leadline::engine::query::{BoardOf, DirectoryNow, HealthNow, Leads, Outbox, PersonById, Transcript};
use leadline::engine::view::{Person, PersonRow};
use leadline::engine::{Ask, ChatSetup, CrmSetup, Engine, Phase, Setup, Volume};
use leadline::sandbox::{Sandbox, SandboxOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Long enough for a slow machine; every wait is for a condition.
const PATIENCE: Duration = Duration::from_mins(1);

async fn sandbox(contacts: usize) -> Sandbox {
    let options = SandboxOptions {
        contacts,
        unlimited: true,
        lively: false,
        index_lag: Duration::ZERO,
        ..SandboxOptions::default()
    };
    Sandbox::start(options, Clock::system()).await.unwrap()
}

/// These tests run at night too.
fn at_any_hour() -> Rules {
    Rules {
        hours: Hours::Any,
        ..Rules::default()
    }
}

async fn engine(folder: &Path, sandbox: &Sandbox) -> Engine {
    engine_with(folder, sandbox, leadline::domain::plan::Permits::new()).await
}

async fn engine_with(folder: &Path, sandbox: &Sandbox, permits: leadline::domain::plan::Permits) -> Engine {
    engine_caring(
        folder,
        sandbox,
        permits,
        leadline::domain::outbox::Care::default(),
    )
    .await
}

async fn engine_caring(
    folder: &Path,
    sandbox: &Sandbox,
    permits: leadline::domain::plan::Permits,
    care: leadline::domain::outbox::Care,
) -> Engine {
    start(folder, sandbox, (permits, care, None)).await
}

/// One that stands, and asks the CRM again and again.
async fn engine_every(folder: &Path, sandbox: &Sandbox, every: Duration) -> Engine {
    let permits = leadline::domain::plan::Permits::new();
    let care = leadline::domain::outbox::Care::default();
    start(folder, sandbox, (permits, care, Some(every))).await
}

async fn start(
    folder: &Path,
    sandbox: &Sandbox,
    (permits, care, every): (
        leadline::domain::plan::Permits,
        leadline::domain::outbox::Care,
        Option<Duration>,
    ),
) -> Engine {
    let crm = CrmSetup {
        base_url: sandbox.ghl_url().to_owned(),
        token: sandbox.token().clone(),
        location: sandbox.location_id().into(),
        version: "v3".to_owned(),
        share: 80,
        daily_reserve: 5,
        call_provider: Some("prov-calls".to_owned()),
        homes: leadline::domain::listing::Model::default(),
        care,
    };
    let chat = ChatSetup {
        permits,
        ..ChatSetup::new(sandbox.claude_url(), sandbox.claude_key().clone())
    };
    let setup = Setup {
        crm: Some(crm),
        chat: Some(chat),
        every,
        rules: at_any_hour(),
        roster: true,
        ..Setup::alone(folder.join("leadline.db"), Clock::system())
    };
    let engine = Engine::start(setup).await.unwrap();
    engine.begin();
    engine
}

async fn leads(engine: &Engine, filter: &str) -> (Vec<PersonRow>, usize) {
    let question = Leads {
        filter: filter.to_owned(),
        offset: 0,
        limit: 50,
        count: true,
    };
    let window = engine.query(question).await.unwrap().unwrap();
    (window.rows, window.total.unwrap())
}

async fn person(engine: &Engine, id: &ContactId) -> Person {
    engine.query(PersonById(id.clone())).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_copied_whole_and_edits_reach_the_crm() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(1_200).await;
    let one = engine(folder.path(), &sandbox).await;
    let report = one.sync().once(false).await.unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    let (rows, total) = leads(&one, "").await;
    assert_eq!(total, 1_200);
    let directory = one.query(DirectoryNow).await.unwrap();
    assert_eq!(directory.pipelines.len(), 2);
    assert!(directory.users.len() >= 4 && directory.custom_fields.len() >= 11);
    let board = one
        .query(BoardOf {
            pipeline: directory.pipelines[0].id.clone(),
            filter: String::new(),
            order: DealOrder::default(),
            cards: 5,
        })
        .await
        .unwrap()
        .unwrap();
    assert!(board.columns.iter().any(|column| column.count > 0));

    let id = rows[0].id.clone();
    let edits = [
        Command::EditContact {
            contact: id.clone(),
            changes: vec![("city".into(), "Testville".into())],
        },
        Command::EditTags {
            contact: id.clone(),
            add: vec!["from-leadline".into()],
            remove: Vec::new(),
        },
        Command::AddNote {
            contact: id.clone(),
            body: "likes yards".into(),
        },
    ];
    for edit in edits {
        one.submit(edit, Origin::Agent).await.unwrap();
    }
    let drained = one.sync().drain(PATIENCE).await.unwrap();
    assert_eq!(
        (drained.waiting, drained.pushed.stopped, drained.pushed.uncertain),
        (0, 0, 0),
        "{drained:?}"
    );
    assert!(person(&one, &id).await.pending.is_empty());
    one.shutdown().await;

    // Another machine sees what was pushed, and this one finds everything as it was.
    let other_folder = tempfile::tempdir().unwrap();
    let other = engine(other_folder.path(), &sandbox).await;
    other.sync().once(false).await.unwrap();
    other.sync().fetch(&id).await.unwrap();
    let seen = person(&other, &id).await;
    assert_eq!(seen.contact.address.city.raw(), "Testville");
    assert!(seen.contact.tags.iter().any(|tag| tag.raw() == "from-leadline"));
    assert!(seen.notes.iter().any(|note| note.body.raw() == "likes yards"));
    other.shutdown().await;
    let again = engine(folder.path(), &sandbox).await;
    assert_eq!(person(&again, &id).await.contact.address.city.raw(), "Testville");
    let second = again.sync().once(false).await.unwrap();
    assert_eq!(second.conflicts, 0);
    assert_eq!(leads(&again, "").await.1, 1_200);
    again.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_reaches_a_person_exactly_once() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(300).await;
    let engine = engine(folder.path(), &sandbox).await;
    engine.sync().once(false).await.unwrap();
    let (rows, _) = leads(&engine, "phone:any dnd:no limit:50").await;
    let row = rows.iter().find(|row| !row.phone.is_empty()).unwrap();
    let draft = Draft {
        contact: row.id.clone(),
        channel: Channel::Sms,
        subject: None,
        body: "Is Saturday good?".into(),
    };
    for _ in 0..2 {
        let send = Command::Send {
            draft: draft.clone(),
            key: Some("k1".into()),
            not_before: None,
        };
        engine.submit(send, Origin::Cli).await.unwrap();
    }
    engine.sync().drain(PATIENCE).await.unwrap();
    let rows = engine
        .query(Outbox {
            state: Some(OutboxState::Sent),
            limit: 10,
        })
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    engine.sync().once(false).await.unwrap();
    let thread = person(&engine, &row.id).await.messages;
    assert_eq!(
        thread
            .iter()
            .filter(|message| message.body.raw() == "Is Saturday good?")
            .count(),
        1
    );
    engine.shutdown().await;
}

/// Has a person of the sandbox write to us.
async fn they_write(sandbox: &Sandbox, conversation: &str, words: &str) {
    let address = sandbox.ghl_url().strip_prefix("http://").unwrap().to_owned();
    let body = serde_json::json!({"type": "SMS", "conversationId": conversation, "conversationProviderId": "p1",
                                  "message": words});
    let (body, token) = (body.to_string(), sandbox.token().expose());
    let request = format!(
        "POST /conversations/messages/inbound HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Authorization: Bearer {token}\r\nVersion: v3\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
}

/// Clear words that the carrier does not know: the CRM learns of them from us, and the person here hears the bell.
#[tokio::test(flavor = "multi_thread")]
async fn who_asks_to_hear_no_more_is_left_alone_here_and_in_the_crm() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(300).await;
    let engine = engine(folder.path(), &sandbox).await;
    engine.sync().once(false).await.unwrap();
    let (rows, _) = leads(&engine, "phone:any dnd:no limit:50").await;
    let mut threads = Vec::new();
    for row in rows.iter().filter(|row| !row.phone.is_empty()) {
        threads.extend(
            person(&engine, &row.id)
                .await
                .conversation
                .map(|thread| (row.id.clone(), thread)),
        );
    }
    let (id, thread) = threads.first().unwrap();
    let send = Command::Send {
        draft: Draft {
            contact: id.clone(),
            channel: Channel::Sms,
            subject: None,
            body: "Is Saturday good for the house on Elm?".into(),
        },
        key: None,
        not_before: Some(Clock::system().now() + jiff::SignedDuration::from_hours(2)),
    };
    engine.submit(send, Origin::Agent).await.unwrap();
    let mut notices = engine.notices();
    they_write(&sandbox, thread.as_str(), "Please stop texting me").await;
    engine.sync().once(false).await.unwrap();
    let told = notices.try_recv().unwrap();
    assert_eq!(told.volume, Volume::Ring);
    assert!(
        told.text.as_str().contains("asked to hear no more"),
        "{}",
        told.text
    );
    let waits = [OutboxState::Queued, OutboxState::Held].map(Some);
    for state in waits {
        assert_eq!(engine.query(Outbox { state, limit: 10 }).await.unwrap().len(), 0);
    }
    engine.shutdown().await;
    // What the CRM has is what a copy without a past is told.
    let elsewhere = tempfile::tempdir().unwrap();
    let other = self::engine(elsewhere.path(), &sandbox).await;
    other.sync().once(false).await.unwrap();
    other.sync().fetch(id).await.unwrap();
    let there = person(&other, id).await;
    for channel in Channel::ALL {
        assert!(there.contact.dnd_on(channel) >= Dnd::Active, "{channel:?}");
    }
    assert!(there.contact.tags.iter().any(|tag| tag.raw() == "opted-out"));
    let rows = other
        .query(Outbox {
            state: Some(OutboxState::Queued),
            limit: 10,
        })
        .await
        .unwrap();
    assert_eq!(rows.len(), 0, "what is closed there already is not written again");
    other.shutdown().await;
}

/// A row on its way in one window must not look abandoned to a command in another.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_copy_leaves_alone_what_the_first_is_sending() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(50).await;
    let first = engine(folder.path(), &sandbox).await;
    first.sync().once(false).await.unwrap();
    let (rows, _) = leads(&first, "limit:1").await;
    let edit = Command::EditContact {
        contact: rows[0].id.clone(),
        changes: vec![("city".into(), "Here".into())],
    };
    first.submit(edit, Origin::Agent).await.unwrap();
    let ask = Command::Sync(SyncCommand::Lease(LeaseCommand::Ask));
    first.submit(ask, Origin::Engine).await.unwrap();
    let claimed = first
        .submit(Command::Sync(SyncCommand::Claim), Origin::Engine)
        .await
        .unwrap();
    assert!(claimed.claim.is_some());
    let sending = Outbox {
        state: Some(OutboxState::Sending),
        limit: 5,
    };
    let second = engine(folder.path(), &sandbox).await;
    let beside = second.sync().drain(Duration::from_secs(1)).await.unwrap();
    assert!(beside.elsewhere && beside.waiting == 1, "{beside:?}");
    assert_eq!(second.query(sending).await.unwrap().len(), 1);
    second.shutdown().await;
    let let_go = Command::Sync(SyncCommand::Lease(LeaseCommand::LetGo));
    first.submit(let_go, Origin::Engine).await.unwrap();
    first.shutdown().await;
    // Nobody is left who could be sending it: the next one takes it up again.
    let next = engine(folder.path(), &sandbox).await;
    assert_eq!(next.sync().drain(PATIENCE).await.unwrap().waiting, 0);
    assert_eq!(next.query(sending).await.unwrap().len(), 0);
    next.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_says_so_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(10).await;
    let setup = Setup {
        crm: Some(CrmSetup {
            base_url: sandbox.ghl_url().to_owned(),
            token: leadline::secret::Secret::new("pit-wrong"),
            location: sandbox.location_id().into(),
            version: "v3".to_owned(),
            share: 80,
            daily_reserve: 5,
            call_provider: None,
            homes: leadline::domain::listing::Model::default(),
            care: leadline::domain::outbox::Care::default(),
        }),
        rules: at_any_hour(),
        ..Setup::alone(folder.path().join("leadline.db"), Clock::system())
    };
    let engine = Engine::start(setup).await.unwrap();
    let why = engine.sync().once(false).await.unwrap_err();
    assert!(why.contains("refuses this key"), "{why}");
    let health = engine.query(HealthNow).await.unwrap();
    assert_eq!(health.records.len(), 0);
    let asked = engine.chat().ask(Ask::new(None, "hello")).await.unwrap_err();
    assert!(asked.why.contains("login claude"), "{asked}");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_was_logged_is_a_call_in_the_crm() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let sandbox = sandbox(30).await;
    let one = engine(folder.path(), &sandbox).await;
    one.sync().once(false).await.unwrap();
    // Somebody without a thread, so that one has to be opened first.
    let fields = serde_json::json!({"firstName": "Ana", "phone": "+19095550142"});
    let made = Command::CreateContact {
        fields: fields.as_object().unwrap().clone(),
    };
    let contact = one.submit(made, Origin::Agent).await.unwrap().created.unwrap();
    let log = Command::LogCall {
        contact: contact.id.as_str().into(),
        call: Call {
            outcome: CallOutcome::NoAnswer,
            began: "2026-11-25T10:00:00Z".parse().unwrap(),
            seconds: 30,
            notes: "try in the evening".into(),
        },
        and: Vec::new(),
    };
    one.submit(log, Origin::Agent).await.unwrap();
    one.sync().once(false).await.unwrap();
    one.sync().once(false).await.unwrap();
    let here = person(&one, &contact.id.as_str().into()).await;
    assert_eq!(
        here.messages.len(),
        1,
        "it is not there twice: {:?}",
        here.messages
    );
    one.shutdown().await;

    let fresh = engine(other.path(), &sandbox).await;
    fresh.sync().once(false).await.unwrap();
    let (rows, _) = leads(&fresh, "name:ana phone:5550142").await;
    let there = person(&fresh, &rows[0].id).await;
    let [call] = there.messages.as_slice() else {
        panic!("{:?}", there.messages)
    };
    assert_eq!(
        (call.kind, call.direction, call.status.raw()),
        (MessageKind::Call, Direction::Outbound, "no-answer")
    );
    fresh.shutdown().await;
}

/// A request to a control path of the sandbox.
async fn post(base: &str, path: &str, body: &serde_json::Value) {
    let body = body.to_string();
    let address = base.strip_prefix("http://").unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// What the sandbox knows to be true of somebody.
async fn truth(sandbox: &Sandbox, person: &Person) -> serde_json::Value {
    let address = sandbox.ghl_url().strip_prefix("http://").unwrap();
    let id = person.remote_id.as_deref().unwrap_or(person.contact.id.as_str());
    let request =
        format!("GET /__sandbox/contacts/{id} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    let body = &body[body.find('{').unwrap()..=body.rfind('}').unwrap()];
    serde_json::from_str(body).unwrap()
}

/// Somebody is put into a workflow; the answer to the second is lost, and it is found that it was done.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_put_into_a_workflow_is_in_it_once_also_when_the_answer_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(20).await;
    let care = leadline::domain::outbox::Care {
        settle: Duration::from_millis(300),
        ..leadline::domain::outbox::Care::default()
    };
    let engine = engine_caring(
        folder.path(),
        &sandbox,
        leadline::domain::plan::Permits::new(),
        care,
    )
    .await;
    engine.sync().once(false).await.unwrap();
    let id = leads(&engine, "").await.0[0].id.clone();
    let workflows = engine.query(DirectoryNow).await.unwrap().workflows;
    let lost = serde_json::json!({
        "route": "POST /contacts/", "times": 1, "fault": { "after_commit": "drop" },
    });
    for (nr, workflow) in workflows.iter().take(2).enumerate() {
        if nr == 1 {
            post(sandbox.ghl_url(), "/__sandbox/fault", &lost).await;
        }
        for _ in 0..2 {
            let enrol = Command::Enrol {
                contact: id.clone(),
                workflow: workflow.id.clone(),
                key: Some(format!("k{nr}")),
            };
            engine.submit(enrol, Origin::Agent).await.unwrap();
        }
        engine.sync().drain(PATIENCE).await.unwrap();
    }
    let outbox = Outbox {
        state: None,
        limit: 10,
    };
    let rows = engine.query(outbox).await.unwrap();
    let states: Vec<OutboxState> = rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [OutboxState::Done, OutboxState::Done], "{rows:?}");
    let truth = truth(&sandbox, &person(&engine, &id).await).await;
    let wanted: Vec<&str> = workflows.iter().take(2).map(|flow| flow.id.as_str()).collect();
    assert_eq!(truth["workflows"], serde_json::json!(wanted), "{truth}");
    engine.shutdown().await;
}

/// A task is due to the nanosecond here and to the millisecond in the CRM; when its answer is lost it is found all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_task_whose_answer_is_lost_is_in_the_crm_once() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(20).await;
    let care = leadline::domain::outbox::Care {
        settle: Duration::from_millis(300),
        ..leadline::domain::outbox::Care::default()
    };
    let permits = leadline::domain::plan::Permits::new();
    let engine = engine_caring(folder.path(), &sandbox, permits, care).await;
    engine.sync().once(false).await.unwrap();
    let id = leads(&engine, "").await.0[0].id.clone();
    let lost = serde_json::json!({
        "route": "POST /contacts/", "times": 1, "fault": { "after_commit": "drop" },
    });
    post(sandbox.ghl_url(), "/__sandbox/fault", &lost).await;
    let task = Command::AddTask {
        contact: id.clone(),
        title: "Call once".to_owned(),
        body: String::new(),
        due: "2027-03-01T10:00:00.123456789Z".parse().unwrap(),
        assigned_to: None,
    };
    engine.submit(task, Origin::Agent).await.unwrap();
    engine.sync().drain(PATIENCE).await.unwrap();
    let truth = truth(&sandbox, &person(&engine, &id).await).await;
    let tasks = truth["tasks"].as_array().unwrap().iter();
    let made = tasks.filter(|task| task["title"] == "Call once").count();
    assert_eq!(made, 1, "{truth}");
    engine.shutdown().await;
}
