//! The addresses of batches.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::sandbox::claude::batch::Batch;
use crate::sandbox::claude::control::Control;
use crate::sandbox::claude::error::{ApiError, error_body};
use crate::sandbox::claude::headers::{Caller, admit};
use crate::sandbox::claude::page::Page;
use crate::sandbox::claude::request::{required, text_of, wrong};
use crate::sandbox::claude::state::Sim;
use crate::sandbox::claude::{turn, wire};

/// Most requests in one batch.
const MOST: usize = 100_000;

/// `POST /v1/messages/batches`
pub(super) async fn create(
    State(sim): State<Arc<Sim>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, ApiError> {
    let caller = admit(&headers, &sim.key)?;
    let control = Control::of(&headers)?.unwrap_or_default();
    let met = control.fault.as_ref().map_or(Ok(()), |fault| sim.meet(fault));
    // What fails at the service's own side may have been done all the same; here it always was.
    let told = match met {
        Err(refusal) if refusal.status.is_client_error() => return Err(refusal),
        other => other,
    };
    let body = body.map_err(|_| ApiError::invalid("The request body could not be read."))?;
    let body: Value = serde_json::from_slice(&body)
        .map_err(|error| ApiError::invalid(format!("The request body is not valid JSON: {error}")))?;
    let requests = body.get("requests").ok_or_else(|| required("requests"))?;
    let requests = requests
        .as_array()
        .ok_or_else(|| wrong("requests", "a valid list"))?;
    if requests.is_empty() || requests.len() > MOST {
        return Err(ApiError::invalid(format!(
            "requests: List should have between 1 and {MOST} items"
        )));
    }
    let mut seen = HashSet::new();
    for (at, request) in requests.iter().enumerate() {
        let custom_id = text_of(request, "custom_id");
        if custom_id.is_empty() || custom_id.len() > 64 {
            return Err(required(&format!("requests.{at}.custom_id")));
        }
        if !seen.insert(custom_id) {
            return Err(ApiError::invalid(format!(
                "requests.{at}.custom_id: must be unique in the batch"
            )));
        }
    }
    let results = requests
        .iter()
        .map(|request| answer(&sim, &caller, request))
        .collect();
    let batch = Batch {
        id: sim.id("msgbatch", sim.next_serial()),
        created: sim.clock.now(),
        results,
    };
    let record = batch.record(false);
    sim.batches.add(batch);
    if let Some(wait) = control.wait_ms {
        tokio::time::sleep(Duration::from_millis(wait)).await;
    }
    told.map(|()| Json(record))
}

fn answer(sim: &Sim, caller: &Caller, request: &Value) -> (String, Value) {
    let params = request.get("params").unwrap_or(&Value::Null);
    let outcome = if params.get("stream") == Some(&Value::Bool(true)) {
        Err(ApiError::invalid("stream: is not allowed in a batch"))
    } else if params.get("max_tokens") == Some(&Value::from(0)) {
        Err(ApiError::invalid("max_tokens: 0 is not allowed in a batch"))
    } else {
        turn::take(sim, caller, &Control::default(), params.to_string().as_bytes())
    };
    let result = match outcome {
        Ok(turn) => {
            let mut message = wire::message(&turn.head, &turn.answer);
            message["usage"]["service_tier"] = Value::from("batch");
            json!({"type": "succeeded", "message": message})
        }
        Err(refusal) => {
            let request_id = sim.id("req", sim.next_serial());
            let error = error_body(
                refusal.kind(),
                &refusal.message,
                refusal.code.as_deref(),
                &request_id,
            );
            json!({"type": "errored", "error": error})
        }
    };
    (text_of(request, "custom_id").to_owned(), result)
}

/// `GET /v1/messages/batches`
pub(super) async fn list(
    State(sim): State<Arc<Sim>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    admit(&headers, &sim.key)?;
    let page = Page::parse(&query.unwrap_or_default())?;
    sim.batches
        .page(&page)
        .map(Json)
        .ok_or_else(|| ApiError::invalid("after_id, before_id: no such batch"))
}

/// `GET /v1/messages/batches/{id}`, and cancelling, which here always comes too late.
pub(super) async fn one(
    State(sim): State<Arc<Sim>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    admit(&headers, &sim.key)?;
    Ok(Json(sim.batches.find(&id)?.record(true)))
}

/// `GET /v1/messages/batches/{id}/results`: one JSON object a line.
pub(super) async fn results(
    State(sim): State<Arc<Sim>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    admit(&headers, &sim.key)?;
    let batch = sim.batches.find(&id)?;
    let line = |(custom_id, result): &(String, Value)| {
        format!("{}\n", json!({"custom_id": custom_id, "result": result}))
    };
    let lines: String = batch.results.iter().map(line).collect();
    Ok(([(header::CONTENT_TYPE, "application/x-jsonl")], lines).into_response())
}

/// `DELETE /v1/messages/batches/{id}`
pub(super) async fn delete(
    State(sim): State<Arc<Sim>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    admit(&headers, &sim.key)?;
    sim.batches.delete(&id)?;
    Ok(Json(json!({"id": id, "type": "message_batch_deleted"})))
}
