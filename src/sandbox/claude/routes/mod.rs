//! Owns: the addresses of the service, the headers every answer bears, and how an answer leaves. Must not: decide what
//! is said or refused. To add an address: its line in [`routes`] and its function here or in a file of its matter.

mod batch;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Extension, Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::sandbox::claude::body::{Watch, paced};
use crate::sandbox::claude::control::{Control, HEADER};
use crate::sandbox::claude::error::ApiError;
use crate::sandbox::claude::headers::admit;
use crate::sandbox::claude::hostile::behaviours;
use crate::sandbox::claude::model::{Lifecycle, Model, page};
use crate::sandbox::claude::page::Page;
use crate::sandbox::claude::state::Sim;
use crate::sandbox::claude::turn::{self, Turn};
use crate::sandbox::claude::wire;

/// The largest body of a message request, 32 MB.
const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// The id of one request; [`label`] gives it.
#[derive(Clone)]
struct RequestId(String);

/// All routes over one simulation.
pub(in crate::sandbox::claude) fn routes(sim: Arc<Sim>) -> Router {
    Router::new()
        .route("/v1/messages", post(messages))
        .route("/v1/messages/count_tokens", post(count_tokens))
        .route("/v1/messages/batches", post(batch::create).get(batch::list))
        .route("/v1/messages/batches/{id}", get(batch::one).delete(batch::delete))
        .route("/v1/messages/batches/{id}/cancel", post(batch::one))
        .route("/v1/messages/batches/{id}/results", get(batch::results))
        .route("/v1/models", get(list_models))
        .route("/v1/models/{id}", get(one_model))
        .route("/_sim/watch/{name}", get(watch))
        .route("/_sim/arm", post(arm))
        .route("/_sim/heard", get(heard))
        .route("/_sim/hostile", post(take_over).get(list_behaviours))
        .fallback(|| async { ApiError::new(StatusCode::NOT_FOUND, "Not found") })
        .method_not_allowed_fallback(|| async {
            ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
        })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(Arc::clone(&sim), label))
        .with_state(sim)
}

/// Gives every request an id and every answer the headers all answers bear, and words refusals.
async fn label(State(sim): State<Arc<Sim>>, mut request: Request, next: Next) -> Response {
    let id = sim.id("req", sim.next_serial());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Some(refusal) = response.extensions_mut().remove::<ApiError>() {
        let headers = std::mem::take(response.headers_mut());
        response = refusal.respond(&id);
        for (name, value) in headers
            .iter()
            .filter(|(name, _)| name.as_str().starts_with("anthropic-"))
        {
            response.headers_mut().insert(name, value.clone());
        }
    }
    let fixed = [
        (HeaderName::from_static(HEADER), "1"),
        (
            HeaderName::from_static("anthropic-organization-id"),
            "5a4d0000-0000-4000-8000-000000000001",
        ),
        (HeaderName::from_static("request-id"), id.as_str()),
    ];
    for (name, value) in fixed {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

async fn messages(
    State(sim): State<Arc<Sim>>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let caller = admit(&headers, &sim.key)?;
    if let Ok(body) = &body {
        sim.heard.keep(body);
    }
    let control = match Control::of(&headers)? {
        Some(control) => control,
        None => sim.armed().unwrap_or_default(),
    };
    let mut watch = sim.watches.begin(control.watch.clone());
    if let Some(wait) = control.wait_ms {
        tokio::time::sleep(Duration::from_millis(wait)).await;
    }
    let outcome = control.fault.as_ref().map_or(Ok(()), |fault| sim.meet(fault));
    match outcome.and_then(|()| turn::take(&sim, &caller, &control, &whole(body)?)) {
        Ok(turn) => Ok(respond(turn, &sim, &control, &id, watch).await),
        Err(refusal) => {
            watch.finish();
            Err(refusal)
        }
    }
}

/// Sends an answer, whole or as a stream.
async fn respond(turn: Turn, sim: &Sim, control: &Control, id: &RequestId, mut watch: Watch) -> Response {
    let mut response = if turn.stream {
        let events = wire::events(&turn.head, &turn.answer);
        let headers = [
            (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
            (header::CACHE_CONTROL, "no-cache"),
        ];
        let control = Control {
            fault: control.fault.clone().or(turn.manner.fault),
            delay_ms: control.delay_ms.or(turn.manner.delay_ms),
            ..control.clone()
        };
        (headers, paced(events, &control, sim.pace, &id.0, watch)).into_response()
    } else {
        tokio::time::sleep(control.pace(Duration::ZERO)).await;
        watch.finish();
        Json(wire::message(&turn.head, &turn.answer)).into_response()
    };
    for (name, value) in turn.limits {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

async fn count_tokens(
    State(sim): State<Arc<Sim>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, ApiError> {
    let caller = admit(&headers, &sim.key)?;
    obey_status(&sim, &headers)?;
    let tokens = turn::count(&sim, &caller, &whole(body)?)?;
    Ok(Json(json!({"input_tokens": tokens})))
}

async fn list_models(
    State(sim): State<Arc<Sim>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    admit(&headers, &sim.key)?;
    obey_status(&sim, &headers)?;
    let query = query.unwrap_or_default();
    page(&lifecycles(&query)?, &Page::parse(&query)?)
        .map(Json)
        .ok_or_else(|| ApiError::invalid("after_id, before_id: no such model in this list"))
}

async fn one_model(
    State(sim): State<Arc<Sim>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    admit(&headers, &sim.key)?;
    obey_status(&sim, &headers)?;
    Model::find(&id)
        .map(|model| Json(model.record()))
        .ok_or_else(|| ApiError::model_not_found(&id))
}

async fn watch(State(sim): State<Arc<Sim>>, Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    let unknown = || {
        ApiError::new(
            StatusCode::NOT_FOUND,
            format!("no answer is watched as \"{name}\""),
        )
    };
    sim.watches.report(&name).map(Json).ok_or_else(unknown)
}

async fn arm(State(sim): State<Arc<Sim>>, body: String) -> Result<Json<Value>, ApiError> {
    sim.arm(Control::parse(&body)?);
    Ok(Json(json!({"armed": true})))
}

async fn heard(State(sim): State<Arc<Sim>>) -> Json<Value> {
    Json(json!({"requests": sim.heard.take()}))
}

/// What an attacker asks of the model from now on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    behaviours: Vec<String>,
}

async fn take_over(State(sim): State<Arc<Sim>>, body: String) -> Result<Json<Value>, ApiError> {
    let wish: Wish = serde_json::from_str(&body).map_err(|error| ApiError::invalid(error.to_string()))?;
    let names: Vec<&str> = wish.behaviours.iter().map(String::as_str).collect();
    sim.takeover
        .begin(&names)
        .map_err(|unknown| ApiError::invalid(unknown.to_string()))?;
    Ok(Json(json!({"behaviours": names})))
}

async fn list_behaviours() -> Json<Value> {
    let rows: Vec<Value> = behaviours()
        .map(|(name, does)| json!({"name": name, "does": does}))
        .collect();
    Json(Value::from(rows))
}

/// Free endpoints know one kind of fault: a status.
fn obey_status(sim: &Sim, headers: &HeaderMap) -> Result<(), ApiError> {
    match Control::of(headers)?.and_then(|control| control.fault) {
        Some(fault) => sim.meet(&fault),
        None => Ok(()),
    }
}

fn whole(body: Result<Bytes, BytesRejection>) -> Result<Bytes, ApiError> {
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Request exceeds the maximum allowed number of bytes.",
        ),
        _ => ApiError::invalid("The request body could not be read."),
    })
}

/// The stages of the models that a query wants: `lifecycle`, once or more, with or without brackets.
fn lifecycles(query: &str) -> Result<Vec<Lifecycle>, ApiError> {
    let all = [Lifecycle::Active, Lifecycle::Deprecated, Lifecycle::Retired];
    let known = |word| all.into_iter().find(|lifecycle| lifecycle.word() == word);
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let named = pairs.filter(|(name, _)| matches!(*name, "lifecycle" | "lifecycle[]" | "lifecycle%5B%5D"));
    let words = named.flat_map(|(_, value)| value.split("%2C").flat_map(|part| part.split(',')));
    let wanted: Vec<Lifecycle> = words
        .map(|word| {
            known(word).ok_or_else(|| {
                ApiError::invalid("lifecycle: Input should be 'active', 'deprecated' or 'retired'")
            })
        })
        .collect::<Result<_, _>>()?;
    Ok(if wanted.is_empty() {
        vec![Lifecycle::Active, Lifecycle::Deprecated]
    } else {
        wanted
    })
}
