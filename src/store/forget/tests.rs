use std::path::{Path, PathBuf};

use serde_json::json;

use super::*;
use crate::clock::Clock;
use crate::domain::access::{self, Role};
use crate::domain::chat::{ChatCommand, TurnOutcome, TurnUsage};
use crate::domain::command::{Command, SyncCommand};
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::plan::{Plan, ProposalChange};
use crate::domain::prepared::PreparedRun;
use crate::domain::record::RemoteRecord;
use crate::domain::saved_list::{ListCommand, SavedList};
use crate::store::backup::restore::{Source, restore};
use crate::store::{Reader, Store, trace};

mod chats;

const NAME: &str = "Quirina Zanderova";
const WORDS: [&str; 7] = [
    "Quirina",
    "zanderova",
    "Zanderova",
    "4155550199",
    "quirina@",
    "piano",
    "casita",
];

struct Bench {
    folder: tempfile::TempDir,
    clock: Clock,
}

impl Bench {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            clock: Clock::manual("2026-11-25T18:00:00Z".parse().unwrap()),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("a.db")
    }

    fn open(&self) -> Store {
        let options = crate::store::scratch::options(&self.clock);
        Store::open(&self.path(), options).unwrap()
    }
}

fn told(kind: EntityKind, id: &str, members: Value) -> RemoteRecord {
    RemoteRecord {
        kind,
        id: id.to_owned(),
        raw: members.to_string(),
        fields: members.as_object().unwrap().clone(),
    }
}

/// Everything the CRM has about her, and about somebody else.
fn account() -> Vec<RemoteRecord> {
    let hers = "contact-quz-000001";
    vec![
        told(
            EntityKind::Contact,
            hers,
            json!({"firstName": "Quirina", "lastName": "Zanderova", "phone": "+14155550199",
                   "email": "Quirina@x.example", "tags": ["piano"], "dateAdded": "2026-01-01T00:00:00Z"}),
        ),
        told(
            EntityKind::Contact,
            "contact-bo-0000002",
            json!({"firstName": "Bo", "lastName": "Stays", "phone": "+14155550123"}),
        ),
        told(
            EntityKind::Conversation,
            "conversation-0001",
            json!({"contactId": hers, "lastMessageBody": "the casita"}),
        ),
        told(
            EntityKind::Message,
            "message-000000001",
            json!({"contactId": hers, "conversationId": "conversation-0001", "direction": "inbound",
                   "messageType": "TYPE_SMS", "body": "is the casita still there?",
                   "dateAdded": "2026-11-24T10:00:00Z"}),
        ),
        told(
            EntityKind::Opportunity,
            "opportunity-00001",
            json!({"contactId": hers, "name": "Zanderova casita", "pipelineId": "p", "pipelineStageId": "s",
                   "status": "open", "monetaryValue": 1}),
        ),
        told(
            EntityKind::Submission,
            "submission-000001",
            json!({"contactId": hers, "formId": "casita", "createdAt": "2026-11-24T10:00:00Z"}),
        ),
    ]
}

fn apply(store: &Store, records: Vec<RemoteRecord>) {
    let apply = SyncCommand::Apply {
        records,
        cursor: None,
        first_copy: false,
    };
    store
        .commit_blocking(Command::Sync(apply), Origin::Remote)
        .unwrap();
}

fn do_all(store: &Store) -> ContactId {
    apply(store, account());
    let hers = ContactId::from("contact-quz-000001");
    let say = |command| {
        store.commit_blocking(command, Origin::Agent).unwrap();
    };
    say(Command::AddNote {
        contact: hers.clone(),
        body: "plays the piano".into(),
    });
    say(Command::AddTask {
        contact: hers.clone(),
        title: "call Quirina about the casita".into(),
        body: String::new(),
        due: "2026-12-01T10:00:00Z".parse().unwrap(),
        assigned_to: None,
    });
    say(Command::EditTags {
        contact: hers.clone(),
        add: vec!["casita".into()],
        remove: Vec::new(),
    });
    let draft = |body: &str| Draft {
        contact: hers.clone(),
        channel: Channel::Sms,
        subject: None,
        body: body.into(),
    };
    say(Command::Send {
        draft: draft("Yes, the casita is still there."),
        key: None,
        not_before: None,
    });
    say(Command::KeepDraft {
        draft: draft("half a casita"),
    });
    let start = ChatCommand::Start {
        title: "the casita".into(),
    };
    let chat = store
        .commit_blocking(Command::Chat(start), Origin::Agent)
        .unwrap()
        .thread
        .unwrap();
    say(Command::Chat(ChatCommand::Ask {
        thread: chat,
        blocks: vec![json!({"type": "text", "text": "what does (415) 555-0199 want?"}).to_string()],
        hidden: Vec::new(),
        told: Vec::new(),
    }));
    hers
}

/// What is left of her in less likely places: other numbers, lists, rejections, wishes about others, what was chosen for a day.
fn do_more(store: &Store, bench: &Bench) {
    let hers = "contact-quz-000001";
    let second = json!({"firstName": "Quirina", "lastName": "Zanderova", "phone": "+14155550199", "email": "Quirina@x.example",
        "additionalPhones": ["+14155550177"], "additionalEmails": ["qz@work.example"]});
    apply(store, vec![told(EntityKind::Contact, hers, second)]);
    let say = |command| store.commit_blocking(command, Origin::Agent).unwrap();
    let list = SavedList {
        name: "her".into(),
        filter: "\"qz@work.example\"".into(),
    };
    say(Command::List(ListCommand::Save(list)));
    let start = ChatCommand::Start {
        title: "Saturday".into(),
    };
    let thread = say(Command::Chat(start)).thread.unwrap();
    let answer = ChatCommand::Answer {
        thread: thread.clone(),
        model: "m".into(),
    };
    let turn = say(Command::Chat(answer)).turn.unwrap();
    let usage = TurnUsage {
        micro_dollars: 7,
        ..TurnUsage::default()
    };
    say(Command::Chat(ChatCommand::End {
        turn: turn.clone(),
        outcome: TurnOutcome::Complete,
        usage: Some(usage),
        took_ms: 1,
    }));
    let plan = Plan {
        items: Vec::new(),
        left_out: vec![format!("{NAME}: is so already")],
    };
    let made = ProposalChange::Make {
        turn,
        tool: "edit_tags".into(),
        plan,
    };
    say(Command::Proposal(made));
    let proposal = store
        .read_blocking(|reader| reader.proposals(&thread))
        .unwrap()
        .remove(0)
        .id;
    let reason = "call 415 555 0177 first".into();
    say(Command::Proposal(ProposalChange::Reject { proposal, reason }));
    for (contact, about) in [
        (hers, ""),
        ("contact-bo-0000002", "Tell Bo that Quirina Zanderova comes too."),
    ] {
        say(Command::Prepare(Box::new(PreparedRun {
            contact: contact.into(),
            kind: "compose".into(),
            about: about.into(),
            hash: "h".into(),
            model: "m".into(),
            micro_dollars: 11,
            hidden: Vec::new(),
            draft: None,
            body: "{}".into(),
            end: Ok(json!({"draft": "the casita"})),
        })));
    }
    let db = rusqlite::Connection::open(bench.path()).unwrap();
    let rid = "(SELECT rid FROM record WHERE id = 'contact-quz-000001')";
    let bo = "(SELECT rid FROM record WHERE id = 'contact-bo-0000002')";
    for sql in [
        format!("INSERT INTO verdict (rid, word, at) VALUES ({rid}, 'done', 1)"),
        format!("INSERT INTO pond (contact, at) VALUES ({rid}, 1)"),
        format!("INSERT INTO call_list (day, place, contact, built) VALUES ('2026-11-25', 1, {rid}, 1)"),
        format!("INSERT INTO listing_told (listing, contact) VALUES ({bo}, {rid})"),
        format!("INSERT INTO notice (at, who, contact, says) VALUES (1, '', {bo}, 'comes with {NAME}')"),
    ] {
        db.execute(&sql, []).unwrap();
    }
}

async fn everything(store: &Store) -> ContactId {
    let store = store.clone();
    tokio::task::spawn_blocking(move || do_all(&store)).await.unwrap()
}

async fn forgotten_now(store: &Store, whom: &ContactId) -> crate::store::Receipt {
    let forget = Command::Forget {
        contact: whom.clone(),
    };
    let receipt = store.commit(forget, Origin::Agent).await.unwrap();
    assert!(store.finish_forgetting().await.unwrap());
    receipt
}

/// Files in which one of the words stands, whatever its case.
fn holding(folder: &Path) -> Vec<(PathBuf, &'static str)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            if file.is_dir() {
                folders.push(file);
                continue;
            }
            let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).to_lowercase();
            found.extend(
                WORDS
                    .iter()
                    .filter(|word| text.contains(&word.to_lowercase()))
                    .map(|word| (file.clone(), *word)),
            );
        }
    }
    found
}

#[tokio::test]
async fn p45_nothing_of_who_was_forgotten_is_left_in_any_file() {
    let bench = Bench::new();
    let store = bench.open();
    let hers = everything(&store).await;
    store.back_up().await.unwrap();
    store.anchor_log().await.unwrap();
    assert!(holding(bench.folder.path()).len() > 7, "it was everywhere");
    let receipt = forgotten_now(&store, &hers).await;
    assert_eq!(receipt.cannot, Vec::<String>::new());
    let integrity = store.read(Reader::integrity).await.unwrap();
    assert!(integrity.is_whole(), "{integrity:?}");
    assert_eq!(holding(bench.folder.path()), []);
    // Somebody else is still there, and the log says that something was done.
    let bo = ContactId::from("contact-bo-0000002");
    assert!(
        store
            .read(move |reader| reader.person(&bo))
            .await
            .unwrap()
            .is_some()
    );
    let log = store.read(|reader| reader.log(50)).await.unwrap();
    assert!(log.iter().any(|row| row.what.raw() == "forgot a person"));
    assert!(log.iter().any(|row| row.what.raw() == "task (forgotten)"));
    drop(store);
    let seen = trace(&bench.path(), &[NAME.to_owned(), "4155550199".to_owned()]).unwrap();
    assert!(seen.found.is_empty() && seen.searched > 2, "{seen:?}");
}

#[tokio::test]
async fn p45_what_stands_about_others_stays_and_is_counted_where_it_can_only_mean_them() {
    for (namesake, counted) in [(false, "2 records"), (true, "1 records")] {
        let bench = Bench::new();
        let store = bench.open();
        let bo = "contact-bo-0000002";
        let notes = ["Quirina Zanderova", "Quirina", "Quirina Lopez", "a neighbour"];
        let mut records = account();
        records.extend(notes.iter().enumerate().map(|(nr, who)| {
            let body = format!("Bo heard of us from {who}.");
            told(
                EntityKind::Note,
                &format!("note-of-bo-00000{nr}"),
                json!({"contactId": bo, "body": body}),
            )
        }));
        if namesake {
            let other = json!({"firstName": "Quirina", "lastName": "Lopez", "phone": "+14155550144"});
            records.push(told(EntityKind::Contact, "contact-lopez-0003", other));
        }
        let copy = store.clone();
        tokio::task::spawn_blocking(move || apply(&copy, records))
            .await
            .unwrap();
        let receipt = forgotten_now(&store, &"contact-quz-000001".into()).await;
        let [told] = &receipt.cannot[..] else {
            panic!("{:?}", receipt.cannot)
        };
        assert!(told.starts_with(counted), "{told}");
        let bo = store.read(move |reader| reader.person(&bo.into())).await.unwrap();
        let left = bo.unwrap().notes.len();
        assert_eq!(left, notes.len(), "they are about Bo");
    }
}

#[tokio::test]
async fn p45_neither_a_list_nor_a_rejection_nor_a_wish_about_others_names_who_was_forgotten() {
    let bench = Bench::new();
    let store = bench.open();
    let hers = everything(&store).await;
    let (more, path) = (store.clone(), bench.path());
    let bench = tokio::task::spawn_blocking(move || {
        do_more(&more, &bench);
        bench
    })
    .await
    .unwrap();
    let spent = |reader: &Reader| reader.spent_since(jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(store.read(spent).await.unwrap(), 29);
    forgotten_now(&store, &hers).await;
    assert_eq!(holding(bench.folder.path()), []);
    // What Claude has cost was spent all the same, and a limit goes by it.
    assert_eq!(store.read(spent).await.unwrap(), 29);
    drop(store);
    let words = ["4155550177", "415 555 0177", "qz@work.example"].map(str::to_owned);
    let seen = trace(&path, &words).unwrap();
    assert!(seen.found.is_empty(), "{seen:?}");
    let db = rusqlite::Connection::open(&path).unwrap();
    for table in [
        "verdict",
        "pond",
        "call_list",
        "listing_told",
        "notice",
        "saved_list",
        "proposal",
    ] {
        let left: i64 = db
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .unwrap();
        assert_eq!(left, 0, "{table}");
    }
}

#[tokio::test]
async fn p45_no_sync_brings_back_who_was_forgotten_and_a_new_import_is_not_written_to() {
    let bench = Bench::new();
    let store = bench.open();
    let hers = everything(&store).await;
    forgotten_now(&store, &hers).await;
    let again = store.clone();
    tokio::task::spawn_blocking(move || {
        let mut records = account();
        records.push(told(
            EntityKind::Message,
            "message-000000002",
            json!({"contactId": "contact-quz-000001", "direction": "inbound", "messageType": "TYPE_SMS",
                   "body": "the casita?", "dateAdded": "2026-11-25T10:00:00Z"}),
        ));
        apply(&again, records);
    })
    .await
    .unwrap();
    store
        .commit(Command::Sync(SyncCommand::Scrub), Origin::Engine)
        .await
        .unwrap();
    assert_eq!(holding(bench.folder.path()), []);
    let refused = store
        .commit(
            Command::Rebuild {
                contact: hers.clone(),
            },
            Origin::Agent,
        )
        .await;
    assert!(matches!(refused, Err(CommitError::NotFound(_))), "{refused:?}");
    // Imported anew, under another id: somebody else, but with a number that is not written to.
    let anew = store.clone();
    let whom = ContactId::from("contact-new-00003");
    let draft = Draft {
        contact: whom.clone(),
        channel: Channel::Sms,
        subject: None,
        body: "Hello again, it is Jo.".into(),
    };
    let send = Command::Send {
        draft,
        key: None,
        not_before: None,
    };
    let (refused, lifted, sent) = tokio::task::spawn_blocking(move || {
        let members = json!({"firstName": "Q", "lastName": "Z", "phone": "(415) 555-0199", "type": "client"});
        apply(&anew, vec![told(EntityKind::Contact, whom.as_str(), members)]);
        let refused = anew.commit_blocking(send.clone(), Origin::Agent);
        let lift = Command::LiftOptOut {
            contact: whom,
            reason: "they asked to be written to, in the office".into(),
        };
        let lifted = anew.commit_blocking(lift, Origin::Agent);
        (refused, lifted, anew.commit_blocking(send, Origin::Agent))
    })
    .await
    .unwrap();
    let why = refused.unwrap_err().to_string();
    assert!(why.contains("asked to hear no more"), "{why}");
    lifted.unwrap();
    sent.unwrap();
}

#[tokio::test]
async fn p45_an_older_backup_put_in_place_does_not_bring_them_back() {
    let bench = Bench::new();
    let store = bench.open();
    let hers = everything(&store).await;
    let older = store.back_up().await.unwrap().path;
    let elsewhere = tempfile::tempdir().unwrap();
    let kept = elsewhere.path().join("older.backup");
    std::fs::copy(&older, &kept).unwrap();
    forgotten_now(&store, &hers).await;
    drop(store);
    while trace(&bench.path(), &[]).is_err() {}
    restore(&bench.path(), &Source::File(kept), bench.clock.now()).unwrap();
    let store = bench.open();
    assert!(
        store.finish_forgetting().await.unwrap(),
        "it begins with what the backup knew"
    );
    let integrity = store.read(Reader::integrity).await.unwrap();
    assert!(integrity.is_whole(), "{integrity:?}");
    assert_eq!(holding(bench.folder.path()), []);
}

#[tokio::test]
async fn f117_what_a_crash_left_undone_is_done_at_the_next_start() {
    let bench = Bench::new();
    let store = bench.open();
    let hers = everything(&store).await;
    store.back_up().await.unwrap();
    // Killed right after the commit: pages and backups still hold her.
    store
        .commit(Command::Forget { contact: hers }, Origin::Agent)
        .await
        .unwrap();
    drop(store);
    while trace(&bench.path(), &[]).is_err() {}
    assert!(!holding(bench.folder.path()).is_empty());
    let store = bench.open();
    assert!(store.finish_forgetting().await.unwrap());
    assert_eq!(holding(bench.folder.path()), []);
    assert!(!store.finish_forgetting().await.unwrap(), "once");
}

#[test]
fn f117_what_is_on_its_way_is_waited_for_and_only_an_owner_forgets() {
    let bench = Bench::new();
    let store = bench.open();
    let hers = do_all(&store);
    let db = rusqlite::Connection::open(bench.path()).unwrap();
    db.execute("UPDATE outbox SET state = 'uncertain' WHERE seq = 1", [])
        .unwrap();
    let forget = Command::Forget { contact: hers };
    let refused = store.commit_blocking(forget.clone(), Origin::Agent).unwrap_err();
    assert!(refused.to_string().contains("on its way"), "{refused}");
    assert!(access::check(Role::Agent, &Origin::Cli, &forget).is_err());
}
