//! What the engine tells by itself, turned into messages: commits, progress, the turn being written, notices.

use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, watch};

use super::msg::Msg;
use super::notice::{Notice, Tone};
use crate::engine::view::Committed;
use crate::engine::{Engine, Volume};

/// Follows the engine until the screen is gone.
pub fn follow(engine: &Engine, sender: &mpsc::Sender<Msg>) {
    tokio::spawn(commits(engine.subscribe(), sender.clone()));
    tokio::spawn(notices(engine.notices(), sender.clone()));
    tokio::spawn(latest(engine.progress(), sender.clone(), |progress| {
        Msg::Progress(Box::new(progress))
    }));
    let approvals = sender.clone();
    tokio::spawn(latest(engine.chat().live(), sender.clone(), Msg::Turn));
    let mut asked = engine.chat().live();
    tokio::spawn(async move {
        let mut last = None;
        while asked.changed().await.is_ok() {
            let waiting = asked.borrow_and_update().other_model.clone();
            if waiting != last {
                last.clone_from(&waiting);
                let Some(waiting) = waiting else { continue };
                if approvals.send(Msg::Approval(waiting)).await.is_err() {
                    return;
                }
            }
        }
    });
}

/// Passes the newest value on whenever the screen has taken the one before: a slow screen skips, it never lags.
async fn latest<T: Clone + Send + Sync + 'static>(
    mut value: watch::Receiver<T>,
    sender: mpsc::Sender<Msg>,
    msg: fn(T) -> Msg,
) {
    value.mark_changed();
    while value.changed().await.is_ok() {
        let newest = value.borrow_and_update().clone();
        if sender.send(msg(newest)).await.is_err() {
            return;
        }
    }
}

async fn commits(mut feed: broadcast::Receiver<Committed>, sender: mpsc::Sender<Msg>) {
    loop {
        let committed = match feed.recv().await {
            Ok(committed) => committed,
            // Too many to follow one by one: whatever is visible is asked again.
            Err(RecvError::Lagged(_)) => Committed {
                seq: i64::MAX,
                topics: Arc::from([]),
            },
            Err(RecvError::Closed) => return,
        };
        if sender.send(Msg::Committed(committed)).await.is_err() {
            return;
        }
    }
}

async fn notices(mut feed: broadcast::Receiver<crate::engine::Notice>, sender: mpsc::Sender<Msg>) {
    loop {
        let told = match feed.recv().await {
            Ok(told) => told,
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        };
        let notice = Notice {
            tone: if told.volume == Volume::Fault {
                Tone::Bad
            } else {
                Tone::Plain
            },
            text: told.text,
            undo: false,
            ring: told.volume == Volume::Ring,
        };
        if sender.send(Msg::Notice(notice)).await.is_err() {
            return;
        }
    }
}
