//! Many requests sent together at half the price, answered within a day and fetched when they are.
//!
//! An answer comes whole; [`BatchAnswer::events`] tells it as a stream would, so that everything behind it is read in one way. What
//! a batch costs is not known here: ask the price table with [`Terms::batch`](super::price::Terms).

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::Client;
use super::error::{ClaudeError, ErrorKind};
use super::event::StreamEvent;
use super::request::Body;
use super::usage::Usage;

/// How a batch stands whose answers can be fetched.
const ENDED: &str = "ended";
/// Batches on a page of the list.
const PAGE: &str = "100";
/// The list is never followed further than this many pages.
const MAX_PAGES: usize = 20;
/// The letters of an id that can be part of an address.
const PLAIN: fn(u8) -> bool = |letter| letter.is_ascii_alphanumeric() || letter == b'_' || letter == b'-';

#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(default)]
    processing_status: String,
    created_at: Option<Timestamp>,
    #[serde(default)]
    request_counts: HashMap<String, u64>,
}

#[derive(Deserialize)]
struct Listed {
    data: Vec<Record>,
    #[serde(default)]
    has_more: bool,
    last_id: Option<String>,
}

/// A batch that the account has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The service's id.
    pub id: String,
    /// How many requests it has.
    pub requests: u64,
}

#[derive(Deserialize)]
struct Line {
    custom_id: String,
    result: Value,
}

/// The answer to one request of a batch.
#[derive(Clone, Debug)]
pub struct BatchAnswer(Value);

impl BatchAnswer {
    /// The same as a stream tells it. A message that cannot be read has no end.
    pub fn events(&self) -> Vec<StreamEvent> {
        let message = &self.0;
        let start = json!({"id": message["id"], "model": message["model"], "usage": message["usage"]});
        let mut events = vec![json!({"type": "message_start", "message": start})];
        for (index, block) in message["content"].as_array().into_iter().flatten().enumerate() {
            let mut begun = block.clone();
            let text = begun.get_mut("text").map(Value::take);
            if let Some(text) = text {
                begun["text"] = json!("");
                events.push(json!({"type": "content_block_start", "index": index, "content_block": begun}));
                let delta = json!({"type": "text_delta", "text": text});
                events.push(json!({"type": "content_block_delta", "index": index, "delta": delta}));
            } else {
                events.push(json!({"type": "content_block_start", "index": index, "content_block": begun}));
            }
            events.push(json!({"type": "content_block_stop", "index": index}));
        }
        let stop = json!({"stop_reason": message["stop_reason"], "stop_details": message["stop_details"]});
        events.push(json!({"type": "message_delta", "delta": stop, "usage": message["usage"]}));
        events.push(json!({"type": "message_stop"}));
        let events = events.into_iter();
        events
            .filter_map(|event| StreamEvent::read(event.to_string().as_bytes()).ok())
            .collect()
    }
}

impl BatchAnswer {
    /// Which model answered, and what it used.
    pub fn meters(&self) -> (String, Usage) {
        let mut usage = Usage::default();
        usage.overwrite(&self.0["usage"]);
        (self.0["model"].as_str().unwrap_or_default().to_owned(), usage)
    }
}

impl Body {
    /// The same request as part of a batch, which is never streamed.
    pub fn in_batch(&self) -> Result<Self, ClaudeError> {
        let mut body: Value = serde_json::from_slice(&self.bytes)
            .map_err(|error| ClaudeError::new(ErrorKind::Rejected, error.to_string()))?;
        if let Some(members) = body.as_object_mut() {
            members.shift_remove("stream");
        }
        Ok(Self {
            bytes: body.to_string().into_bytes(),
            betas: self.betas.clone(),
        })
    }
}

impl Client {
    /// Sends requests as a batch, each with an id of ours; the batch's id.
    pub async fn send_batch(&self, requests: &[(String, Body)]) -> Result<String, ClaudeError> {
        let mut all = Vec::with_capacity(requests.len());
        for (id, body) in requests {
            let params: Value = serde_json::from_slice(&body.bytes)
                .map_err(|error| ClaudeError::new(ErrorKind::Rejected, error.to_string()))?;
            all.push(json!({"custom_id": id, "params": params}));
        }
        let mut betas: Vec<&'static str> = requests.iter().flat_map(|(_, body)| body.betas.clone()).collect();
        betas.sort_unstable();
        betas.dedup();
        let body = Body {
            bytes: json!({"requests": all}).to_string().into_bytes(),
            betas,
        };
        let record: Record = self.short_call(self.post("/v1/messages/batches", body)?).await?;
        path(&record.id, "")?;
        Ok(record.id)
    }

    /// The answers of a batch by our ids, once all of them are there; `None` before that. A request that came to nothing has none.
    pub async fn batch_answers(&self, id: &str) -> Result<Option<Vec<(String, BatchAnswer)>>, ClaudeError> {
        let record: Record = self.short_call(self.get(&path(id, "")?, &[])?).await?;
        if record.processing_status != ENDED {
            return Ok(None);
        }
        let lines = self.long_call(self.get(&path(id, "/results")?, &[])?).await?;
        let lines = lines.split(|byte| *byte == b'\n');
        let lines = lines.filter_map(|line| serde_json::from_slice::<Line>(line).ok());
        let answers = lines.filter(|line| line.result["type"] == "succeeded");
        Ok(Some(
            answers
                .map(|mut line| (line.custom_id, BatchAnswer(line.result["message"].take())))
                .collect(),
        ))
    }

    /// The batches that the account has, made at a moment or later by the service's clock, newest first.
    pub async fn batches_since(&self, since: Timestamp) -> Result<Vec<Made>, ClaudeError> {
        let mut found = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..MAX_PAGES {
            let mut query = vec![("limit", PAGE)];
            query.extend(after.as_deref().map(|after| ("after_id", after)));
            let page: Listed = self.short_call(self.get("/v1/messages/batches", &query)?).await?;
            let is_new = |record: &Record| record.created_at.is_none_or(|made| made >= since);
            // Newest first: once they are older, so is everything behind.
            let has_more = page.has_more && page.data.last().is_some_and(is_new);
            found.extend(page.data.into_iter().filter(is_new).map(|record| Made {
                id: record.id,
                requests: record.request_counts.values().sum(),
            }));
            let next = page.last_id.filter(|last| Some(last) != after.as_ref());
            match next.filter(|_| has_more) {
                Some(last) => after = Some(last),
                None => break,
            }
        }
        Ok(found)
    }

    /// Has no more of a batch answered than is being answered already.
    pub async fn cancel_batch(&self, id: &str) -> Result<(), ClaudeError> {
        let nothing = Body {
            bytes: Vec::new(),
            betas: Vec::new(),
        };
        let _: Record = self
            .short_call(self.post(&path(id, "/cancel")?, nothing)?)
            .await?;
        Ok(())
    }

    /// Has the service keep nothing of a batch that has ended.
    pub async fn delete_batch(&self, id: &str) -> Result<(), ClaudeError> {
        let _: Record = self.short_call(self.delete(&path(id, "")?)?).await?;
        Ok(())
    }
}

/// The address of a batch. An id that could lead elsewhere is none.
fn path(id: &str, behind: &str) -> Result<String, ClaudeError> {
    if id.is_empty() || !id.bytes().all(PLAIN) {
        return Err(ClaudeError::new(
            ErrorKind::Unreadable,
            "a batch has an id that is none",
        ));
    }
    Ok(format!("/v1/messages/batches/{id}{behind}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claude::assemble::{Assembler, Change};
    use crate::claude::event::StopReason;

    #[test]
    fn a_whole_answer_is_read_as_a_stream_is() {
        let answer = BatchAnswer(
            json!({"id": "msg_1", "model": "claude-a", "stop_reason": "end_turn",
            "usage": {"input_tokens": 9, "output_tokens": 4},
            "content": [{"type": "thinking", "thinking": "hm", "signature": "s"}, {"type": "text", "text": "Hello"}]}),
        );
        let mut read = Assembler::default();
        let mut said = String::new();
        let mut has_ended = false;
        for event in answer.events() {
            match read.take(event).unwrap() {
                Change::Sealed(sealed) => said.push_str(&sealed.text),
                Change::Ended => has_ended = true,
                _ => {}
            }
        }
        assert!(said.ends_with("Hello") && has_ended, "{said}");
        assert_eq!(read.stop(), Some(&StopReason::EndTurn));
        assert_eq!((read.usage().input, read.usage().output), (9, 4));
        assert_eq!(read.model(), "claude-a");
    }

    #[test]
    fn an_id_that_leads_elsewhere_is_none() {
        assert_eq!(
            path("msgbatch_01-a", "/results").unwrap(),
            "/v1/messages/batches/msgbatch_01-a/results"
        );
        for id in ["", "../models", "a/b", "a?b", "a%2f"] {
            assert!(path(id, "").is_err(), "{id}");
        }
    }
}
