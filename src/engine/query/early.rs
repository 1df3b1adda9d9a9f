//! A question that is asked before anybody wants to know, so that its answer is there when they do.
//!
//! Owns until when such an answer holds. Whoever starts the engine asks it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{broadcast, oneshot};

use super::Query;
use crate::store::Committed;

/// The question, where one was asked; its answer is handed over once. Cheap to clone.
#[derive(Clone)]
pub struct Early<Q: Query>(Arc<Mutex<Option<Asked<Q>>>>);

struct Asked<Q: Query> {
    question: Q,
    answer: oneshot::Receiver<Q::Answer>,
    /// Every commit since before it was asked.
    since: broadcast::Receiver<Committed>,
}

impl<Q: Query> std::fmt::Debug for Early<Q> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Early").finish_non_exhaustive()
    }
}

impl<Q: Query + PartialEq> Early<Q> {
    /// None was asked.
    pub fn none() -> Self {
        Self(Arc::default())
    }

    /// One that is asked now, with where its answer goes; `since` tells of every commit from now on.
    pub fn of(question: Q, since: broadcast::Receiver<Committed>) -> (Self, oneshot::Sender<Q::Answer>) {
        let (sender, answer) = oneshot::channel();
        let asked = Asked {
            question,
            answer,
            since,
        };
        (Self(Arc::new(Mutex::new(Some(asked)))), sender)
    }

    /// The answer to `question`, if that was asked, is wanted for the first time and nothing was committed here since. What another
    /// copy of the program commits before this one looks around for the first time is shown with the next commit.
    pub async fn answer(&self, question: &Q) -> Option<Q::Answer> {
        let asked = self.lock().take_if(|asked| asked.question == *question)?;
        let answer = asked.answer.await.ok()?;
        asked.since.is_empty().then_some(answer)
    }

    /// Nobody has wanted it while the program started: later another moment is asked about.
    pub fn forget(&self) {
        self.lock().take();
    }

    fn lock(&self) -> MutexGuard<'_, Option<Asked<Q>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::domain::command::Command;
    use crate::domain::origin::Origin;
    use crate::engine::query::{Sources, TodayChosen};
    use crate::engine::{Engine, Setup};
    use crate::store::StoreError;

    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Twice(u8);

    impl Query for Twice {
        type Answer = u8;

        fn answer(self, _: &Sources<'_>) -> Result<u8, StoreError> {
            Ok(self.0 * 2)
        }
    }

    #[tokio::test]
    async fn an_answer_is_handed_over_once_and_to_who_asks_the_same() {
        let (feed, since) = broadcast::channel(4);
        let (early, answered) = Early::of(Twice(7), since);
        answered.send(14).unwrap();
        assert_eq!(early.answer(&Twice(8)).await, None);
        assert_eq!(early.answer(&Twice(7)).await, Some(14));
        assert_eq!(early.answer(&Twice(7)).await, None);
        let (early, answered) = Early::of(Twice(7), feed.subscribe());
        drop(answered);
        assert_eq!(early.answer(&Twice(7)).await, None, "it could not be answered");
        let (early, answered) = Early::of(Twice(7), feed.subscribe());
        answered.send(14).unwrap();
        early.forget();
        assert_eq!(early.answer(&Twice(7)).await, None, "it is asked later");
    }

    #[tokio::test]
    async fn an_answer_from_before_a_commit_is_none() {
        let (feed, since) = broadcast::channel(4);
        let (early, answered) = Early::of(Twice(7), since);
        answered.send(14).unwrap();
        let committed = Committed {
            seq: 1,
            topics: Arc::from([]),
        };
        feed.send(committed).unwrap();
        assert_eq!(early.answer(&Twice(7)).await, None);
    }

    #[tokio::test]
    async fn a_screen_sees_what_was_there_and_what_was_committed_since_it_began() {
        let folder = tempfile::tempdir().unwrap();
        let now = "2026-11-25T18:00:00Z".parse().unwrap();
        let start = async || {
            let setup = Setup {
                roster: true,
                ..Setup::alone(folder.path().join("a.db"), Clock::manual(now))
            };
            Engine::start(setup).await.unwrap()
        };
        let waiting = async |engine: &Engine| {
            let queue = engine.query(TodayChosen::first()).await.unwrap().unwrap();
            queue.parts.iter().map(|part| part.count).sum::<usize>()
        };
        let call = async |engine: &Engine, name: &str| {
            let fields = serde_json::json!({"firstName": name});
            let person = Command::CreateContact {
                fields: fields.as_object().unwrap().clone(),
            };
            let made = engine.submit(person, Origin::Agent).await.unwrap();
            let task = Command::AddTask {
                contact: made.created.unwrap().id.as_str().into(),
                title: "Call".to_owned(),
                body: String::new(),
                due: now,
                assigned_to: None,
            };
            engine.submit(task, Origin::Agent).await.unwrap();
        };
        let engine = start().await;
        assert_eq!(waiting(&engine).await, 0);
        call(&engine, "Ana").await;
        assert_eq!(waiting(&engine).await, 1);
        engine.shutdown().await;
        let engine = start().await;
        assert_eq!(waiting(&engine).await, 1, "asked before it was wanted");
        engine.shutdown().await;
        let engine = start().await;
        call(&engine, "Bo").await;
        assert_eq!(waiting(&engine).await, 2, "asked before, and asked anew");
    }
}
