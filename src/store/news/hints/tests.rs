use crate::clock::Clock;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::store::Store;

#[tokio::test]
async fn a_call_is_taken_once_for_thirty_days() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
    let options = crate::store::scratch::options(&clock);
    let store = Store::open(&folder.path().join("a.db"), options).unwrap();
    let take = async |id: &str| {
        let (id, kind) = (id.to_owned(), "ContactUpdate".to_owned());
        let command = Command::Sync(SyncCommand::Hear { id, kind });
        store.commit(command, Origin::Engine).await.unwrap().changed
    };
    assert_eq!(take("a").await, 1);
    assert_eq!(take("a").await, 0);
    assert_eq!(take("b").await, 1);
    clock.advance(std::time::Duration::from_hours(29 * 24));
    assert_eq!(take("a").await, 0);
    clock.advance(std::time::Duration::from_hours(2 * 24));
    // Whoever plays it again after that is told by the moment in it.
    assert_eq!(take("c").await, 1);
    assert_eq!(take("a").await, 1);
}
