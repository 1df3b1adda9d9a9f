//! States in which screens are looked at in tests: links, first copies, refusals, strange names, crowds.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::harness::{Harness, NOW, record, records};
use super::msg::Msg;
use crate::domain::command::{Command, LeaseCommand, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::outbox::PushOutcome;
use crate::domain::record::{EntityKind, Fields, RemoteRecord};
use crate::engine::{Link, Part, Progress};

/// Some time before [`NOW`].
fn before(seconds: i64) -> Timestamp {
    NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_secs(seconds)
}

fn link(link: Link) -> Progress {
    Progress {
        link,
        synced: Some(before(3)),
        requests: (61, 100),
        today: (14_201, 200_000),
        ..Progress::default()
    }
}

fn told(progress: Progress) -> Msg {
    Msg::Progress(Box::new(progress))
}

/// In step with the CRM.
pub(crate) fn up() -> Msg {
    told(link(Link::Up))
}

/// The first copy has brought a part of three kinds.
pub(crate) fn copying() -> Msg {
    let part = |what: &str, done, total, more| Part {
        what: what.to_owned(),
        done,
        total,
        more,
    };
    told(Progress {
        first_copy: true,
        parts: vec![
            part("users", 4, Some(4), false),
            part("contacts", 12_400, Some(48_930), true),
            part("opportunities", 300, Some(1_204), true),
            part("messages", 90, None, true),
        ],
        synced: None,
        ..link(Link::Up)
    })
}

/// A person has stopped everything automatic.
pub(crate) fn stopped() -> Msg {
    told(Progress {
        stopped: Some(before(3_600)),
        ..link(Link::Up)
    })
}

/// A person has paused sync.
pub(crate) fn paused() -> Msg {
    told(Progress {
        paused: true,
        waiting: 2,
        ..link(Link::Up)
    })
}

/// The line is dead, and two changes wait.
pub(crate) fn offline() -> Msg {
    let why = "The CRM cannot be reached (no connection); go on working, edits wait here and leave when it \
               is back";
    let down = Link::Down {
        since: before(720),
        why: why.into(),
    };
    told(Progress {
        waiting: 2,
        faults: vec![("contacts".to_owned(), why.into(), before(720))],
        ..link(down)
    })
}

/// The CRM refuses the key.
pub(crate) fn refused() -> Msg {
    let why = "The CRM refuses this key; the local copy and the queue are safe: make a new Private Integration token and \
               log in again";
    told(Progress {
        faults: vec![("contacts".to_owned(), why.into(), before(60))],
        ..link(Link::Refused { why: why.into() })
    })
}

/// The oldest row that may go is claimed, and fares so.
pub(crate) async fn settle(screen: &mut Harness, outcome: PushOutcome) {
    let ask = Command::Sync(SyncCommand::Lease(LeaseCommand::Ask));
    screen.submit(ask, Origin::Engine).await;
    let claim = screen
        .submit(Command::Sync(SyncCommand::Claim), Origin::Engine)
        .await
        .claim
        .unwrap();
    let settle = SyncCommand::Settle {
        outbox: claim.id,
        outcome,
        written: Fields::new(),
        epoch: claim.epoch,
    };
    screen.submit(Command::Sync(settle), Origin::Engine).await;
}

/// A record of [`records`] with one member told otherwise.
pub(crate) fn retold(id: &str, member: &str, value: &str) -> RemoteRecord {
    let mut told = records().into_iter().find(|record| record.id == id).unwrap();
    told.fields.insert(member.to_owned(), value.into());
    told
}

/// People whose names are long, wide, marked with accents, written from right to left, drawn, or missing.
pub(crate) fn strangers() -> Vec<RemoteRecord> {
    let names = [
        (
            "Hubert Blaine",
            "Wolfeschlegelsteinhausenbergerdorff-Montgomery-Featherstonehaugh",
        ),
        ("小明", "王歐陽上官司馬諸葛皇甫尉遲公孫"),
        ("عبد الرحمن", "بن محمد الأنصاري"),
        ("👩‍👩‍👧‍👦", "Lee & family 🏡🏡"),
        ("Jose\u{301} A\u{301}ngel", "Nu\u{303}ez de la Vega"),
        ("ישראל", "Levi 王 João"),
        ("Evil\u{1b}[2J\u{202e}", "Robert\u{7}\ttab"),
        ("", ""),
    ];
    let mut all = records();
    for (at, (first, last)) in names.into_iter().enumerate() {
        let id = format!("x-{at}");
        let wrote = before(90 * (at as i64 + 1)).to_string();
        all.push(record(
            EntityKind::Contact,
            &id,
            json!({"firstName": first, "lastName": last, "phone": format!("+190955520{at:02}"), "type": "lead",
                   "email": format!("{}@a-very-long-domain-name-of-somebody.example.com", "x".repeat(30)),
                   "city": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch", "source": "مصدر العملاء",
                   "tags": ["zillow", "первый-дом", "first-time", "學區", "needs-a-yard-for-three-dogs"],
                   "assignedTo": "u-dev", "dateAdded": "2024-03-14T08:00:00Z",
                   "customFields": {"f-budget": 1_234_567_890, "f-fin": "pre-approved"}}),
        ));
        all.push(record(
            EntityKind::Conversation,
            &format!("v-{id}"),
            json!({"contactId": id, "unreadCount": 12_345, "lastMessageDate": wrote}),
        ));
        all.push(record(
            EntityKind::Message,
            &format!("m-{id}"),
            json!({"contactId": id, "conversationId": format!("v-{id}"), "messageType": "TYPE_SMS",
                   "direction": "inbound", "body": "您好，星期六可以看房嗎？ 🏡 מתי אפשר? https://example.com/a/very/long/address/without/a/blank/anywhere",
                   "status": "delivered", "dateAdded": wrote}),
        ));
        all.push(record(
            EntityKind::Opportunity,
            &format!("o-{id}"),
            json!({"name": format!("{first} {last}: 7421 Vine St with the big yard"), "contactId": id,
                   "pipelineId": "p-buy", "pipelineStageId": "s-new", "status": "open",
                   "monetaryValue": if at == 4 { 0 } else { 1_234_567_890 }, "assignedTo": "u-dev", "createdAt": "2024-03-14T08:00:00Z",
                   "updatedAt": wrote, "lastStageChangeAt": "2024-04-02T08:00:00Z"}),
        ));
    }
    all
}

/// Very many people, each with a deal in the same stage.
pub(crate) fn crowd() -> Vec<RemoteRecord> {
    let mut all = records();
    for at in 0..1_200 {
        let id = format!("y-{at}");
        let since = before(3_600 * (at + 1)).to_string();
        all.push(record(
            EntityKind::Contact,
            &id,
            json!({"firstName": "Person", "lastName": format!("Number {at}"), "type": "lead", "tags": ["zillow"],
                   "phone": format!("+1909556{at:04}"), "dateAdded": since}),
        ));
        all.push(record(
            EntityKind::Opportunity,
            &format!("o-{id}"),
            json!({"name": format!("Deal {at}"), "contactId": id, "pipelineId": "p-buy", "pipelineStageId": "s-con",
                   "status": "open", "monetaryValue": 450_000, "assignedTo": "u-jo", "createdAt": since,
                   "updatedAt": since, "lastStageChangeAt": since}),
        ));
    }
    all
}
