//! The body of a stream: events at a human pace, with the faults a control header asked for, and a watch that knows
//! whether the other side stayed to the end.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use futures_util::stream;
use serde_json::{Value, json};

use super::control::Control;
use super::lock::lock;
use super::request::kind;
use super::wire::Event;

/// What `GET /_sim/watch/{name}` reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Progress {
    state: &'static str,
    deltas_sent: usize,
}

/// All watched answers, by the name their control header gave.
#[derive(Clone, Debug, Default)]
pub(super) struct Watches(Arc<Mutex<HashMap<String, Progress>>>);

impl Watches {
    /// The report for one name.
    pub(super) fn report(&self, name: &str) -> Option<Value> {
        let watches = lock(&self.0);
        watches
            .get(name)
            .map(|progress| json!({"state": progress.state, "deltas_sent": progress.deltas_sent}))
    }

    /// Begins to watch one answer.
    pub(super) fn begin(&self, name: Option<String>) -> Watch {
        let watch = Watch {
            name,
            watches: self.clone(),
            deltas_sent: 0,
            finished: false,
        };
        watch.note("streaming");
        watch
    }
}

/// One watched answer. Dropped before its end, it was aborted: the server drops a body, or a handler, whose
/// connection is gone.
#[derive(Debug)]
pub(super) struct Watch {
    name: Option<String>,
    watches: Watches,
    deltas_sent: usize,
    finished: bool,
}

impl Watch {
    /// The answer went out whole, or as cut as it was meant to be.
    pub(super) fn finish(&mut self) {
        self.finished = true;
        self.note("finished");
    }

    fn delta_sent(&mut self) {
        self.deltas_sent += 1;
        self.note("streaming");
    }

    fn note(&self, state: &'static str) {
        if let Some(name) = &self.name {
            let mut watches = lock(&self.watches.0);
            watches.insert(
                name.clone(),
                Progress {
                    state,
                    deltas_sent: self.deltas_sent,
                },
            );
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.finished {
            self.note("aborted");
        }
    }
}

/// How many usual pauses pass before the first delta.
const FIRST_WORD: u32 = 16;

/// One thing the body does next.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Send {
        bytes: Vec<u8>,
        delta: bool,
    },
    Wait(Duration),
    /// Breaks the connection.
    Reset,
}

/// Makes the body of a stream.
pub(super) fn paced(
    events: Vec<Event>,
    control: &Control,
    pace: Duration,
    request_id: &str,
    watch: Watch,
) -> Body {
    let steps = VecDeque::from(plan(events, control, control.pace(pace), request_id));
    Body::from_stream(stream::unfold(
        (steps, watch),
        |(mut steps, mut watch)| async move {
            loop {
                match steps.pop_front() {
                    Some(Step::Wait(time)) => tokio::time::sleep(time).await,
                    Some(Step::Send { bytes, delta }) => {
                        if delta {
                            watch.delta_sent();
                        }
                        if steps.is_empty() {
                            watch.finish();
                        }
                        // Lets small pieces leave one by one instead of being gathered into one write.
                        tokio::task::yield_now().await;
                        return Some((Ok(bytes), (steps, watch)));
                    }
                    Some(Step::Reset) => {
                        // The server writes out what it holds when the body has nothing ready.
                        tokio::task::yield_now().await;
                        watch.finish();
                        steps.clear();
                        return Some((
                            Err(io::Error::from(io::ErrorKind::ConnectionReset)),
                            (steps, watch),
                        ));
                    }
                    None => {
                        watch.finish();
                        return None;
                    }
                }
            }
        },
    ))
}

/// The steps of a stream. Faults count deltas; a fault after more deltas than there are never happens.
fn plan(events: Vec<Event>, control: &Control, pace: Duration, request_id: &str) -> Vec<Step> {
    let fault = control.fault.clone().unwrap_or_default();
    let error = fault.event(request_id);
    let stall = fault.stall();
    let mut steps = Vec::new();
    let mut deltas = 0;
    for event in events {
        // A fault "after 0 deltas" comes when the answer has begun and before its first delta.
        let begun = kind(&event.data) != "message_start";
        if begun && fault.truncate_after_deltas == Some(deltas) {
            steps.extend(fault.reset.then_some(Step::Reset));
            return pieces(steps, control.chunk_bytes);
        }
        if let Some((_, body)) = error.as_ref().filter(|(after, _)| begun && *after == deltas) {
            steps.push(Step::Send {
                bytes: Event { data: body.clone() }.bytes(),
                delta: false,
            });
            return pieces(steps, control.chunk_bytes);
        }
        let delta = event.is_delta();
        if delta {
            if let Some((_, silence)) = stall.filter(|(after, _)| *after == deltas) {
                steps.push(Step::Wait(silence));
            }
            if !pace.is_zero() {
                // A model thinks before its first word; a pause that was asked for is kept to the letter.
                let first = deltas == 0 && control.delay_ms.is_none();
                steps.push(Step::Wait(pace * if first { FIRST_WORD } else { 1 }));
            }
            deltas += 1;
        }
        steps.push(Step::Send {
            bytes: event.bytes(),
            delta,
        });
    }
    pieces(steps, control.chunk_bytes)
}

/// Splits what is sent into pieces of `size` bytes; a delta counts as sent with its last piece.
fn pieces(steps: Vec<Step>, size: Option<usize>) -> Vec<Step> {
    let Some(size) = size.filter(|size| *size > 0) else {
        return steps;
    };
    let split = |step| match step {
        Step::Send { bytes, delta } => {
            let last = bytes.len().div_ceil(size).saturating_sub(1);
            let piece = |(at, piece): (usize, &[u8])| Step::Send {
                bytes: piece.to_vec(),
                delta: delta && at == last,
            };
            bytes.chunks(size).enumerate().map(piece).collect()
        }
        other => vec![other],
    };
    steps.into_iter().flat_map(split).collect()
}
