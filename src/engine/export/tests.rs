use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::command::SyncCommand;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::engine::Setup;

async fn engine(folder: &Path, role: Role) -> Engine {
    Engine::start(Setup {
        role,
        ..Setup::alone(
            folder.join("a.db"),
            Clock::manual("2026-11-25T18:00:00Z".parse().unwrap()),
        )
    })
    .await
    .unwrap()
}

async fn filled(folder: &Path) -> Engine {
    let engine = engine(folder, Role::Owner).await;
    let told = |kind, id: &str, members: Value| RemoteRecord {
        kind,
        id: id.to_owned(),
        raw: members.to_string(),
        fields: members.as_object().unwrap().clone(),
    };
    let records = vec![
        told(
            EntityKind::User,
            "u1",
            json!({"name": "Jo Lee", "email": "jo@example.com"}),
        ),
        told(
            EntityKind::Contact,
            "c1",
            json!({"firstName": "=Ana", "lastName": "Núñez", "phone": "+19095550100", "tags": ["buyer"], "assignedTo": "u1"}),
        ),
        told(EntityKind::Contact, "c2", json!({"firstName": "Bo", "tags": []})),
        told(
            EntityKind::Message,
            "m1",
            json!({"contactId": "c1", "body": "two\nlines", "direction": "inbound", "messageType": "TYPE_SMS",
                "dateAdded": "2026-11-01T10:00:00Z"}),
        ),
        told(
            EntityKind::Note,
            "n2",
            json!({"contactId": "c2", "body": "for Bo"}),
        ),
    ];
    let apply = SyncCommand::Apply {
        records,
        cursor: None,
        first_copy: false,
    };
    engine.submit(Command::Sync(apply), Origin::Remote).await.unwrap();
    let edit = Command::EditContact {
        contact: "c1".into(),
        changes: vec![("city".to_owned(), json!("Upland"))],
    };
    engine.submit(edit, Origin::Cli).await.unwrap();
    engine
}

fn text(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn rows(exported: &Exported, name: &str) -> u64 {
    exported.files.iter().find(|file| file.name == name).unwrap().rows
}

#[tokio::test]
async fn everything_leaves_in_open_formats_with_a_manifest_that_counts() {
    let home = tempfile::tempdir().unwrap();
    let engine = filled(home.path()).await;
    let to = home.path().join("out");
    let exported = engine.export(&to, "", Cover::Keep, Origin::Cli).await.unwrap();
    assert_eq!(
        [
            "people.csv",
            "people.jsonl",
            "people.vcf",
            "messages.csv",
            "notes.jsonl",
            "deals.csv"
        ]
        .map(|name| rows(&exported, name)),
        [2, 2, 2, 1, 1, 0]
    );
    let people = text(&to, "people.csv");
    assert!(people.starts_with("\u{feff}id,remote_id,first_name"), "{people}");
    assert!(
        people.contains("\r\nc1,c1,'=Ana,Núñez,'+19095550100,"),
        "{people}"
    );
    assert!(
        people.contains(",Upland,") && people.contains(",Jo Lee,buyer,"),
        "{people}"
    );
    let ana: Value = serde_json::from_str(text(&to, "people.jsonl").lines().next().unwrap()).unwrap();
    assert_eq!(
        (&ana["members"]["firstName"], &ana["not_yet_in_the_crm"]),
        (&json!("=Ana"), &json!({"city": null}))
    );
    assert!(text(&to, "messages.csv").contains("\"two\nlines\""));
    assert!(
        text(&to, "history.jsonl").contains("\"edited\"") || text(&to, "history.jsonl").contains("Upland")
    );
    let log = text(&to, "log.jsonl");
    assert!(
        log.contains("export of everything to ") && log.contains("\"hash\""),
        "{log}"
    );
    let manifest: Value = serde_json::from_str(&text(&to, "manifest.json")).unwrap();
    let files = manifest["files"].as_array().unwrap();
    assert_eq!(files.len() + 1, std::fs::read_dir(&to).unwrap().count());
    for file in files {
        let bytes = std::fs::read(to.join(file["name"].as_str().unwrap())).unwrap();
        assert_eq!(file["bytes"], bytes.len());
    }
    assert_eq!(
        std::fs::read_dir(home.path())
            .unwrap()
            .filter(|entry| {
                entry
                    .as_ref()
                    .unwrap()
                    .file_name()
                    .to_string_lossy()
                    .contains(".part-")
            })
            .count(),
        0
    );
    engine.shutdown().await;
}

#[tokio::test]
async fn a_filter_takes_its_people_and_what_hangs_on_them() {
    let home = tempfile::tempdir().unwrap();
    let engine = filled(home.path()).await;
    let to = home.path().join("out");
    // An empty folder is as good as none.
    std::fs::create_dir(&to).unwrap();
    let exported = engine
        .export(&to, "tag:buyer", Cover::Keep, Origin::Cli)
        .await
        .unwrap();
    assert_eq!(
        ["people.csv", "messages.jsonl", "notes.csv", "users.csv"].map(|name| rows(&exported, name)),
        [1, 1, 0, 1]
    );
    let history = text(&to, "history.jsonl");
    assert!(
        history.contains("Upland") && !history.contains("for Bo"),
        "{history}"
    );
    assert!(
        !text(&to, "log.jsonl").contains("export of"),
        "the log of others stays"
    );
    let list = home.path().join("buyers.csv");
    let written = engine.export_list(&list, "tag:buyer", Origin::Cli).await.unwrap();
    assert_eq!((written.rows, written.name.as_str()), (1, "buyers.csv"));
    assert!(text(home.path(), "buyers.csv").contains("'=Ana"));
    engine.shutdown().await;
}

#[tokio::test]
async fn nothing_is_written_over_and_nothing_half_is_left() {
    let home = tempfile::tempdir().unwrap();
    let engine = filled(home.path()).await;
    let to = home.path().join("out");
    std::fs::create_dir(&to).unwrap();
    std::fs::write(to.join("mine.txt"), "mine").unwrap();
    let refused = engine
        .export(&to, "", Cover::Keep, Origin::Cli)
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("not empty; nothing was written"), "{refused}");
    assert_eq!(
        (
            text(&to, "mine.txt").as_str(),
            std::fs::read_dir(&to).unwrap().count()
        ),
        ("mine", 1)
    );
    let file = to.join("mine.txt");
    for place in [file.as_path(), &file.join("under")] {
        assert!(engine.export(place, "", Cover::Keep, Origin::Cli).await.is_err());
    }
    assert!(engine.export_list(&file, "", Origin::Cli).await.is_err());
    assert_eq!(text(&to, "mine.txt"), "mine");
    let odd = engine
        .export(&home.path().join("x"), "tag:(", Cover::Keep, Origin::Cli)
        .await
        .unwrap_err();
    assert!(matches!(odd, ExportError::Filter(_)), "{odd}");
    engine.shutdown().await;
    let viewer = super::tests::engine(home.path(), Role::Agent).await;
    let denied = viewer
        .export(&home.path().join("y"), "", Cover::Keep, Origin::Cli)
        .await
        .unwrap_err();
    assert!(denied.to_string().contains("may not export people"), "{denied}");
    assert!(!home.path().join("y").exists());
    viewer.shutdown().await;
}
