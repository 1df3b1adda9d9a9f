//! Reading: a few connections that never write. Named questions are methods of [`Reader`], one file per aggregate.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use rusqlite::Connection;

use super::error::StoreError;
use crate::store::file::schema::open_reader;
use crate::store::file::stop::Stop;

/// Connections at most. Two answer the screen and the workers; the third keeps a long question from blocking both.
const MOST: usize = 3;

/// A connection that never writes, lent for the length of one question.
#[derive(Debug)]
pub struct Reader {
    pub(super) db: Connection,
    /// How many more looks at a running statement before it is stopped.
    pub(super) patience: Arc<AtomicU32>,
}

impl Reader {
    /// Answers a question that reads many times from the file as it is when it begins: between two readings nothing is locked or
    /// looked at anew.
    pub fn at_once<T>(&self, question: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        let _moment = self.db.unchecked_transaction()?;
        question()
    }

    /// One more, for a question that several answer at once. It sees the file as it is when it is first asked, for as long as it
    /// lives.
    pub fn beside(&self) -> Result<Self, StoreError> {
        let path = self.db.path().unwrap_or_default();
        let db = open_reader(path.as_ref())?;
        super::filter::register(&db)?;
        db.execute_batch("BEGIN")?;
        let patience = Arc::new(AtomicU32::new(u32::MAX));
        Ok(Self { db, patience })
    }
}

/// Steps of SQLite between looks at the count.
const STEPS: i32 = 20_000;

/// The connections that are not in use.
#[derive(Debug)]
pub(super) struct Pool {
    path: PathBuf,
    stop: Stop,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Reader>,
    open: usize,
}

impl Pool {
    pub(super) fn new(path: PathBuf, stop: Stop) -> Self {
        Self {
            path,
            stop,
            state: Mutex::new(State::default()),
            returned: Condvar::new(),
        }
    }

    /// Answers a question. Waits for a connection when all are in use. A question that panics is answered with an
    /// error, and its connection, which may be in the middle of something, makes room for a new one.
    pub(super) fn ask<T>(
        &self,
        question: impl FnOnce(&Reader) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let line = self.take()?;
        // The connection is given up when it panics, so nobody sees it half changed.
        let asked = catch_unwind(AssertUnwindSafe(|| question(&line)));
        // Damage that is read is damage that must not be written over.
        if let Ok(Err(error @ StoreError::Corrupt(_))) = &asked {
            self.stop.note(&line.db, error);
        }
        let kept = asked.is_ok().then_some(line);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match kept {
            Some(line) => state.idle.push(line),
            None => state.open -= 1,
        }
        drop(state);
        self.returned.notify_one();
        asked.unwrap_or(Err(StoreError::Panicked))
    }

    fn take(&self) -> Result<Reader, StoreError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(line) = state.idle.pop() {
                return Ok(line);
            }
            if state.open < MOST {
                state.open += 1;
                drop(state);
                return self.open().inspect_err(|_| {
                    self.state.lock().unwrap_or_else(PoisonError::into_inner).open -= 1;
                    self.returned.notify_one();
                });
            }
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn open(&self) -> Result<Reader, StoreError> {
        let opened = open_reader(&self.path);
        // Another file under the name has other answers.
        self.stop.look();
        if let Some(gone @ StoreError::Gone { .. }) = self.stop.refusal() {
            return Err(gone);
        }
        let mut db = opened?;
        super::filter::register(&db)?;
        let patience = Arc::new(AtomicU32::new(u32::MAX));
        let left = Arc::clone(&patience);
        let look = move || {
            let looks = left.load(Ordering::Relaxed);
            if looks != u32::MAX {
                left.store(looks.saturating_sub(1), Ordering::Relaxed);
            }
            looks == 0
        };
        db.progress_handler(STEPS, Some(look))?;
        Ok(Reader { db, patience })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;
    use crate::store::file::schema::open_writer;

    #[test]
    fn a_question_that_panics_is_an_error_and_costs_no_connection() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        drop(open_writer(&path).unwrap());
        let pool = Arc::new(Pool::new(path.clone(), Stop::of(&path)));
        let (answer, answered) = mpsc::channel();
        let asking = Arc::clone(&pool);
        // On a thread of its own: a pool that has run dry would wait for ever.
        std::thread::spawn(move || {
            for _ in 0..=MOST {
                let asked: Result<(), _> = asking.ask(|_| panic!("odd row"));
                let _ = answer.send(asked.map_err(|error| error.to_string()));
            }
            let whole = asking.ask(|reader| Ok(reader.db.query_row("SELECT 7", [], |row| row.get(0))?));
            let _ = answer.send(
                whole
                    .map_err(|error| error.to_string())
                    .map(|seven: i64| assert_eq!(seven, 7)),
            );
        });
        let limit = Duration::from_secs(20);
        for _ in 0..=MOST {
            let error = answered.recv_timeout(limit).unwrap().unwrap_err();
            assert!(
                error.contains("failed inside") && error.contains("nothing was changed"),
                "{error}"
            );
        }
        answered.recv_timeout(limit).unwrap().unwrap();
        assert!(pool.state.lock().unwrap().open <= MOST);
    }
}
