//! Keeps what is computed from the journal current: for now the roster of everybody in memory.

use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::crew::Begun;
use crate::domain::fact::Topic;
use crate::domain::record::EntityKind;
use crate::store::{Roster, Store, StoreError};

/// After a failed read, before the next try.
const PAUSE: Duration = Duration::from_secs(2);

/// Reads the roster, lets the others begin, then follows the journal until it is told to stop.
pub(super) async fn roster(store: Store, roster: Roster, others: Begun, stop: CancellationToken) {
    let mut feed = store.subscribe();
    let mut seq = match reload(&store, &roster).await {
        Ok(seq) => seq,
        Err(error) => {
            tracing::warn!(%error, "the roster could not be read; lists are answered from the file");
            0
        }
    };
    others.begin();
    loop {
        let news = tokio::select! {
            () = stop.cancelled() => return,
            news = feed.recv() => news,
        };
        let touches_people = match &news {
            Ok(committed) => committed
                .topics
                .iter()
                .any(|topic| matches!(topic, Topic::Records(EntityKind::Contact | EntityKind::Message))),
            Err(RecvError::Lagged(_)) => true,
            Err(RecvError::Closed) => return,
        };
        if !touches_people {
            continue;
        }
        match follow(&store, &roster, seq).await {
            Ok(last) => seq = last,
            Err(error) => {
                tracing::warn!(%error, "the roster could not follow; it will try again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn reload(store: &Store, roster: &Roster) -> Result<i64, StoreError> {
    let roster = roster.clone();
    store
        .read(move |reader| {
            let seq = reader.last_fact()?;
            roster.load(reader)?;
            Ok(seq)
        })
        .await
}

async fn follow(store: &Store, roster: &Roster, seq: i64) -> Result<i64, StoreError> {
    if !roster.is_ready() {
        return reload(store, roster).await;
    }
    let shared = roster.clone();
    store
        .read(move |reader| {
            let (ids, last) = reader.people_changed_since(seq)?;
            shared.update(reader.roster_lines(&ids)?);
            if shared.is_worn() {
                shared.renew(reader)?;
            }
            Ok(last)
        })
        .await
}
