//! The gates every request passes, in the CRM's order: faults, limits, token, version, shape, location; then the
//! work, under one lock; then whatever loses the answer.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::RequestExt;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::dialect::Dialect;
use super::exchange::{Exchange, Outcome, Refusal, Reply, Route};
use super::fault::{Armoury, Fault, Lost, Way};
use super::limit::{Limiter, Verdict};
use super::script::Script;
use super::shape;
use crate::clock::Clock;
use crate::sandbox::world::seed::Kind;
use crate::sandbox::world::{Recipe, World};

/// The largest body the sandbox reads, in bytes.
const BODY_LIMIT: usize = 8 << 20;
/// How long a lost answer stays silent unless told otherwise.
const SILENCE: Duration = Duration::from_mins(1);

/// The sandbox's one lock and its clock.
#[derive(Debug)]
pub struct Shared {
    state: Mutex<State>,
    clock: Clock,
}

/// Everything behind the lock.
#[derive(Debug)]
pub struct State {
    /// The brokerage.
    pub world: World,
    /// How far the world's clock runs ahead of the machine's, in milliseconds.
    pub skew: i64,
    /// The published limits.
    pub limiter: Limiter,
    /// Failures that wait for requests.
    pub faults: Armoury,
    /// The scenario that is played.
    pub script: Script,
    /// Requests seen, by route.
    pub requests: BTreeMap<String, u64>,
    /// Requests seen in all; also makes traces.
    pub serial: u64,
}

impl State {
    /// Lets the world come to `now`, with the steps of the scenario at their moments.
    fn catch_up(&mut self, now: i64) {
        let opened = self.world.era.opened;
        while let Some((age, step)) = self.script.next_due(now - opened) {
            self.world.pass(opened + age);
            if let Err(refusal) = step.action.act(&mut self.world, &mut self.faults, &step.body) {
                tracing::warn!(
                    at = step.at,
                    "a step of the scenario could not be played: {}",
                    refusal.message
                );
            }
        }
        self.world.pass(now);
    }

    /// Forgets everything but the limits and begins a new world.
    pub fn restart(&mut self, recipe: Recipe) {
        self.world = World::new(recipe);
        self.skew = 0;
        self.faults.clear();
        self.requests.clear();
    }
}

impl Shared {
    /// A sandbox over a fresh world.
    pub fn new(recipe: Recipe, unlimited: bool, script: Script, clock: Clock) -> Arc<Self> {
        let state = State {
            world: World::new(recipe),
            skew: 0,
            limiter: Limiter::new(unlimited, clock.elapsed()),
            faults: Armoury::default(),
            script,
            requests: BTreeMap::new(),
            serial: 0,
        };
        Arc::new(Self {
            state: Mutex::new(state),
            clock,
        })
    }

    /// The machine's present, in milliseconds.
    pub fn machine_now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    /// The state, with the world brought to the present.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        // A handler that panicked leaves a world that is still a world: the next request may go on.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.machine_now() + state.skew;
        state.catch_up(now);
        state
    }
}

/// An answer that is still data.
#[derive(Debug)]
pub struct Draft {
    status: u16,
    bytes: Vec<u8>,
    content_type: &'static str,
    headers: HeaderMap,
}

impl Draft {
    /// A JSON answer.
    pub fn json(status: u16, body: &Value) -> Self {
        // No body at all is an answer too, and not `null`.
        let bytes = if body.is_null() {
            Vec::new()
        } else {
            serde_json::to_vec(body).unwrap_or_default()
        };
        Self {
            status,
            bytes,
            content_type: "application/json; charset=utf-8",
            headers: HeaderMap::new(),
        }
    }

    fn html(status: u16, page: &str) -> Self {
        let bytes = page.as_bytes().to_vec();
        Self {
            status,
            bytes,
            content_type: "text/html; charset=utf-8",
            headers: HeaderMap::new(),
        }
    }

    fn number(&mut self, name: &'static str, value: u64) {
        self.headers
            .insert(HeaderName::from_static(name), HeaderValue::from(value));
    }

    /// As the server sends it.
    pub fn send(self) -> Response {
        let mut response = Response::new(Body::from(self.bytes));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        *response.headers_mut() = self.headers;
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        response
    }
}

/// What a request brought, taken apart.
struct Incoming {
    parts: Parts,
    path: HashMap<String, String>,
    bytes: Bytes,
}

/// Answers one request. `route` is `None` for paths the CRM does not have.
pub async fn serve(shared: Arc<Shared>, route: Option<Route>, mut request: Request) -> Response {
    let params = request.extract_parts::<RawPathParams>().await;
    let path = params.map_or_else(
        |_| HashMap::new(),
        |params| {
            params
                .iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect()
        },
    );
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_LIMIT).await else {
        return Draft::json(413, &Refusal::new(413, "request entity too large").body()).send();
    };
    let incoming = Incoming { parts, path, bytes };
    let work = tokio::task::spawn_blocking(move || answer(&shared, route, incoming)).await;
    let Ok((draft, fault)) = work else {
        return Draft::json(500, &Refusal::new(500, "Internal Server Error").body()).send();
    };
    lose(draft, fault).await
}

fn answer(shared: &Shared, route: Option<Route>, incoming: Incoming) -> (Draft, Fault) {
    let mut guard = shared.lock();
    let state = &mut *guard;
    state.serial += 1;
    let trace = state.world.era.seed.uuid(Kind::Trace, state.serial);
    let verb = incoming.parts.method.as_str();
    let label = route.map_or("(unknown)", |route| route.path);
    *state.requests.entry(format!("{verb} {label}")).or_default() += 1;
    let fault = match incoming.parts.headers.get("x-sandbox-fault") {
        Some(text) => match serde_json::from_slice(text.as_bytes()) {
            Ok(fault) => fault,
            Err(error) => {
                let refusal = Refusal::new(400, format!("x-sandbox-fault is not a fault: {error}"));
                return (traced(Err(refusal), &trace), Fault::default());
            }
        },
        None => state
            .faults
            .strike(verb, incoming.parts.uri.path())
            .unwrap_or_default(),
    };
    let now = shared.clock.elapsed();
    let verdict = state.limiter.admit(now);
    if let Some(seconds) = fault.retry_after.filter(|_| fault.status.is_some()) {
        state.limiter.ask_to_wait(now, Duration::from_secs(seconds));
    }
    let mut draft = match early(&fault) {
        Some(draft) => draft,
        None if !verdict.allowed => traced(Err(Refusal::new(429, "Too Many Requests")), &trace),
        None => traced(work(&mut state.world, route, incoming), &trace),
    };
    announce(&mut draft, &verdict);
    if let Some(Lost::Status(status)) = fault.after_commit {
        let mut lost = traced(Err(Refusal::new(status, super::exchange::reason(status))), &trace);
        lost.headers = draft.headers;
        draft = lost;
    }
    (draft, fault)
}

/// The answer of a fault that strikes before any work.
fn early(fault: &Fault) -> Option<Draft> {
    if let Some(status) = fault.status {
        let mut refusal = Refusal::new(status, super::exchange::reason(status));
        if let Some(message) = &fault.message {
            refusal.message = message.clone();
        }
        let mut draft = Draft::json(status, &refusal.body());
        if let Some(seconds) = fault.retry_after {
            draft.number("retry-after", seconds);
        }
        return Some(draft);
    }
    if let Some(status) = fault.html {
        return Some(Draft::html(
            status,
            "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>cloudflare</center></body></html>",
        ));
    }
    fault.captive.then(|| {
        Draft::html(200, "<!DOCTYPE html><html><head><title>Welcome to Hotel WiFi</title></head><body><form action=\"/login\">Please accept the terms to go online.</form></body></html>")
    })
}

fn work(world: &mut World, route: Option<Route>, incoming: Incoming) -> Outcome {
    let Incoming { parts, path, bytes } = incoming;
    let open = route.is_some_and(|route| route.path.starts_with("/oauth/"));
    if !open {
        authorise(world, &parts.headers)?;
    }
    let dialect = version(&parts.headers)?;
    let verb = parts.method.as_str();
    let at = parts.uri.path();
    let Some(route) = route else {
        return Err(Refusal::new(404, format!("Cannot {verb} {at}")));
    };
    match (route.only, dialect) {
        (Some(Dialect::Dated), Dialect::V3) => {
            return Err(Refusal::new(
                400,
                format!(
                    "Endpoint {verb} {at} is not available in API version v3. This endpoint was removed in version v3."
                ),
            ));
        }
        (Some(Dialect::V3), Dialect::Dated) => return Err(Refusal::new(404, format!("Cannot {verb} {at}"))),
        _ => {}
    }
    let query = query(parts.uri.query().unwrap_or_default());
    check_query(&route, dialect, &query)?;
    let body = match route.body {
        Some(members) => {
            if !members.is_empty() && bytes.iter().all(u8::is_ascii_whitespace) {
                return Err(Refusal::invalid("the body should not be empty"));
            }
            let body = body(&parts.headers, &bytes)?;
            let complaints = shape::complaints(&body, members, dialect);
            if !complaints.is_empty() {
                return Err(Refusal::complaints(complaints));
            }
            body
        }
        None => Map::new(),
    };
    let mut exchange = Exchange {
        world,
        dialect,
        path,
        query,
        body,
    };
    own_location(&exchange)?;
    (route.handler)(&mut exchange)
}

fn authorise(world: &World, headers: &HeaderMap) -> Result<(), Refusal> {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| {
        value
            .strip_prefix("Bearer ")
            .or_else(|| value.strip_prefix("bearer "))
    });
    match token.map(str::trim) {
        Some(token) if world.accepts_token(token) => Ok(()),
        Some(token) if token.starts_with("pit-") => {
            Err(Refusal::new(401, "Invalid Private Integration token"))
        }
        Some(_) => Err(Refusal::new(401, "Invalid JWT")),
        None => Err(Refusal::new(401, "Invalid token: access token is invalid")),
    }
}

fn version(headers: &HeaderMap) -> Result<Dialect, Refusal> {
    let Some(version) = headers.get("version").and_then(|value| value.to_str().ok()) else {
        return Err(Refusal::new(401, "version header was not found."));
    };
    Dialect::of(version.trim()).ok_or_else(|| Refusal::new(401, "version header is invalid"))
}

fn query(text: &str) -> Vec<(String, String)> {
    let uri: axum::http::Uri = format!("/?{text}").parse().unwrap_or_default();
    axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri)
        .map(|query| query.0)
        .unwrap_or_default()
}

fn check_query(route: &Route, dialect: Dialect, query: &[(String, String)]) -> Result<(), Refusal> {
    let (needs, foreign) = match dialect {
        Dialect::Dated => (route.needs.0, route.foreign.0),
        Dialect::V3 => (route.needs.1, route.foreign.1),
    };
    let strange = query.iter().filter(|(name, _)| foreign.contains(&name.as_str()));
    let mut complaints: Vec<String> = strange
        .map(|(name, _)| format!("property {name} should not exist"))
        .collect();
    for name in needs {
        if !query
            .iter()
            .any(|(known, value)| known == name && !value.is_empty())
        {
            complaints.push(format!("{name} can't be undefined"));
            complaints.push(format!("{name} must be a string"));
        }
    }
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(Refusal::complaints(complaints))
    }
}

fn body(headers: &HeaderMap, bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        let text = String::from_utf8_lossy(bytes);
        return Ok(query(&text)
            .into_iter()
            .map(|(name, value)| (name, Value::String(value)))
            .collect());
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(body)) => Ok(body),
        Ok(_) => Err(Refusal::invalid("the body must be an object")),
        Err(error) => Err(Refusal::new(400, format!("Bad JSON in the body: {error}"))),
    }
}

/// A location that is named anywhere must be the token's own.
fn own_location(exchange: &Exchange<'_>) -> Result<(), Refusal> {
    let named = [
        exchange.path.get("locationId").map(String::as_str),
        exchange.asked("locationId"),
        exchange.asked("location_id"),
        exchange.text("locationId"),
    ];
    let own = &exchange.world.office.location;
    if named.into_iter().flatten().all(|location| location == own) {
        Ok(())
    } else {
        Err(Refusal::other_location())
    }
}

fn traced(outcome: Outcome, trace: &str) -> Draft {
    let (status, mut body) = match outcome {
        Ok(Reply { status, body }) => (status, body),
        Err(refusal) => (refusal.status, refusal.body()),
    };
    if let Some(members) = body.as_object_mut() {
        members.insert("traceId".into(), json!(trace));
    }
    Draft::json(status, &body)
}

fn announce(draft: &mut Draft, verdict: &Verdict) {
    draft.number("x-ratelimit-max", verdict.burst);
    draft.number("x-ratelimit-remaining", verdict.burst_left);
    draft.number("x-ratelimit-interval-milliseconds", 10_000);
    draft.number("x-ratelimit-limit-daily", verdict.daily);
    draft.number("x-ratelimit-daily-remaining", verdict.daily_left);
    let reset = u64::try_from(verdict.daily_reset.as_millis()).unwrap_or(u64::MAX);
    draft.number("x-ratelimit-daily-reset", reset);
}

/// What a fault does to finished work.
async fn lose(mut draft: Draft, fault: Fault) -> Response {
    match fault.after_commit {
        Some(Lost::Silently(Way::Timeout)) => {
            tokio::time::sleep(fault.seconds.map_or(SILENCE, Duration::from_secs)).await;
            Draft::json(504, &Refusal::new(504, "Gateway Timeout").body()).send()
        }
        Some(Lost::Silently(Way::Drop)) => {
            let half = draft
                .bytes
                .get(..draft.bytes.len() / 2)
                .map(Bytes::copy_from_slice)
                .unwrap_or_default();
            let broken = [
                Ok(half),
                Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
            ];
            let mut response = draft.send();
            *response.body_mut() = Body::from_stream(futures_util::stream::iter(broken));
            response
        }
        _ => {
            if fault.truncate {
                draft.bytes.truncate(draft.bytes.len() / 2);
            }
            draft.send()
        }
    }
}
