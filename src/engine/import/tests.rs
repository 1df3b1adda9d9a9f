use std::io::Write as _;

use super::*;
use crate::clock::Clock;
use crate::domain::command::SyncCommand;
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::engine::Setup;
use crate::engine::query::{LeadIds, UndoList};

async fn engine(folder: &Path) -> Engine {
    let engine = Engine::start(Setup::alone(
        folder.join("a.db"),
        Clock::manual("2026-11-25T18:00:00Z".parse().unwrap()),
    ));
    let engine = engine.await.unwrap();
    let members = serde_json::json!({"firstName": "Ana", "lastName": "Ruiz", "phone": "+19095550100"});
    let ana = RemoteRecord {
        kind: EntityKind::Contact,
        id: "c1".to_owned(),
        raw: members.to_string(),
        fields: members.as_object().unwrap().clone(),
    };
    let apply = SyncCommand::Apply {
        records: vec![ana],
        cursor: None,
        first_copy: false,
    };
    engine.submit(Command::Sync(apply), Origin::Remote).await.unwrap();
    engine
}

async fn read(engine: &Engine, folder: &Path, text: &str) -> Result<Incoming, ImportError> {
    let file = folder.join("people.csv");
    std::fs::write(&file, text).unwrap();
    let from = FromFile {
        file,
        tags: vec!["fair".to_owned()],
        ..FromFile::default()
    };
    engine.read_people(from).await
}

async fn people(engine: &Engine) -> usize {
    let everybody = LeadIds {
        filter: String::new(),
        most: 100,
    };
    engine.query(everybody).await.unwrap().unwrap().len()
}

#[tokio::test]
async fn a_file_is_told_without_anything_being_done_and_its_commands_do_it() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let text = "name,phone,zip,shoe\nAna Ruiz,909-555-0100,92335,38\nBo,909-555-0101,,\nBo,909-555-0101,92336,\nCy,12,,\n";
    let incoming = read(&engine, folder.path(), text).await.unwrap();
    assert_eq!((people(&engine).await, incoming.number()), (1, 2));
    assert_eq!(incoming.read_as(), "a table parted by commas in UTF-8: 4 rows");
    assert_eq!(
        incoming.counted(),
        "1 new, 1 here already and filled by it, 0 here already with nothing new"
    );
    let taken: Vec<bool> = incoming.columns.iter().map(|column| column.is_taken).collect();
    assert_eq!(taken, [true, true, true, false]);
    assert_eq!(incoming.columns[1].samples, ["909-555-0100", "909-555-0101"]);
    assert_eq!(incoming.twice().collect::<Vec<_>>(), [[3, 4]]);
    let known: Vec<Known<'_>> = incoming.known().collect();
    assert_eq!(known[0].who.contact, "c1".into());
    assert_eq!(
        known[0].sentence(),
        "row 2 is Ana Ruiz, by +19095550100: zip, tags"
    );
    let faults: Vec<String> = incoming.faults.iter().map(sentence).collect();
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(
        faults.iter().all(|fault| fault.starts_with("row 5")),
        "{faults:?}"
    );
    let commands = incoming.commands();
    let each = Command::Each {
        commands,
        after: None,
    };
    engine.submit(each, Origin::Agent).await.unwrap();
    assert_eq!(people(&engine).await, 2);
    assert_eq!(engine.query(UndoList { limit: 9 }).await.unwrap().len(), 1);
    let again = read(&engine, folder.path(), text).await.unwrap();
    assert_eq!(again.number(), 0, "twice is once");
    let known: Vec<String> = again.known().map(|known| known.sentence()).collect();
    let here = [
        "row 2 is Ana Ruiz, by +19095550100",
        "row 3 is Bo, by +19095550101",
    ];
    assert_eq!(known, here, "who is here is told also where nothing is done");
}

#[tokio::test]
async fn a_file_of_which_nothing_can_be_told_says_why_and_that_nothing_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let large = folder.path().join("large.csv");
    let mut file = File::create(&large).unwrap();
    file.write_all(b"name\n").unwrap();
    file.set_len(MOST_BYTES + 1).unwrap();
    let of = |file: PathBuf| FromFile {
        file,
        ..FromFile::default()
    };
    let mut errors = vec![
        read(&engine, folder.path(), "").await.unwrap_err(),
        read(&engine, folder.path(), "9095550177,zoe\n9095550178,bo\n")
            .await
            .unwrap_err(),
        engine.read_people(of(large)).await.unwrap_err(),
    ];
    for missing in [folder.path().join("none.csv"), folder.path().to_owned()] {
        errors.push(engine.read_people(of(missing)).await.unwrap_err());
    }
    let why = [
        "the file is empty",
        "no column of it is understood (9095550177, zoe)",
        "more than 64 MiB",
        "cannot be read",
        "cannot be read",
    ];
    for (error, why) in errors.iter().zip(why) {
        let error = error.to_string();
        assert!(
            error.contains(why) && error.ends_with("nothing was changed"),
            "{error}"
        );
    }
    assert_eq!(people(&engine).await, 1);
}
