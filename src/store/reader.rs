//! Reading: a few connections that never write. Named questions are methods of [`Reader`], one file per aggregate.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use rusqlite::Connection;

use super::error::StoreError;
use super::schema::open_reader;

/// Connections at most. Two answer the screen and the workers; the third keeps a long question from blocking both.
const MOST: usize = 3;

/// A connection that never writes, lent for the length of one question.
#[derive(Debug)]
pub struct Reader {
    pub(super) db: Connection,
    /// How many more looks at a running statement before it is stopped.
    pub(super) patience: Arc<AtomicU32>,
}

/// Steps of SQLite between looks at the count.
const STEPS: i32 = 20_000;

/// The connections that are not in use.
#[derive(Debug)]
pub(super) struct Pool {
    path: PathBuf,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Reader>,
    open: usize,
}

impl Pool {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            state: Mutex::new(State::default()),
            returned: Condvar::new(),
        }
    }

    /// Answers a question. Waits for a connection when all are in use.
    pub(super) fn ask<T>(
        &self,
        question: impl FnOnce(&Reader) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let line = self.take()?;
        let answer = question(&line);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.idle.push(line);
        drop(state);
        self.returned.notify_one();
        answer
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
        let mut db = open_reader(&self.path)?;
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
