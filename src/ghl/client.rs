//! One exchange with the CRM: permission, request, limits on the answer, and what it teaches the limiter.

use std::sync::atomic::{AtomicI64, Ordering};
use std::task::Poll;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER,
};
use reqwest::{Response, Url};

use crate::clock::{Clock, Term};
use crate::domain::value::{Foreign, LocationId};
use crate::secret::Secret;

use super::body::{Body, MOST_BYTES};
use super::call::{Call, Verb};
use super::error::{GhlError, Kind};
use super::limit::{Announced, Lane, Limiter, Permit, Seen, http_date, retry_after};
use super::refusal;
use super::wire::{Proxy, Wire};

/// To the first byte of the answer. Our own number.
const FIRST_BYTE: Duration = Duration::from_secs(10);
/// To its last byte. Our own number.
const WHOLE: Duration = Duration::from_secs(30);

/// How to reach one location of the CRM.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `https://services.leadconnectorhq.com`; `http` only for this machine itself.
    pub base_url: String,
    /// A Private Integration token of the location.
    pub token: Secret,
    /// The sub-account.
    pub location: LocationId,
    /// The `Version` header: `v3`.
    pub version: String,
    /// Whether to go through a proxy.
    pub proxy: Proxy,
    /// Nothing is written to a socket while this does not run; `None` is no such limit.
    pub term: Option<Term>,
}

impl Settings {
    /// Settings for the live service with everything else at its default.
    pub fn new(token: Secret, location: LocationId) -> Self {
        Self {
            base_url: "https://services.leadconnectorhq.com".to_owned(),
            token,
            location,
            version: "v3".to_owned(),
            proxy: Proxy::Off,
            term: None,
        }
    }
}

/// Sends calls for one location.
#[derive(Debug)]
pub(super) struct Client {
    base: Url,
    headers: HeaderMap,
    pub location: LocationId,
    wire: Wire,
    pub limiter: Limiter,
    clock: Clock,
    term: Option<Term>,
    /// What the CRM's clock said when this machine was started, in epoch milliseconds; [`i64::MIN`] before any answer.
    at_boot: AtomicI64,
}

/// How urgent a call is, and until when it may leave.
#[derive(Clone, Copy, Debug)]
pub(super) struct Urgency {
    pub lane: Lane,
    /// A reading of the clock that counts sleep and that nobody sets.
    pub until: Option<Duration>,
    /// The number of the term it was begun in.
    pub term: Option<i64>,
}

impl Client {
    pub fn new(settings: Settings, limiter: Limiter, clock: Clock) -> Result<Self, GhlError> {
        let refuse = |why: &str| GhlError::unsent("settings", Kind::Settings { why: why.to_owned() });
        let base = Url::parse(settings.base_url.trim()).map_err(|_| refuse("base_url is not a URL"))?;
        let loopback = is_loopback(&base);
        if base.scheme() != "https" && !(base.scheme() == "http" && loopback) {
            return Err(refuse(
                "base_url must begin with https://; http:// is for this machine only",
            ));
        }
        if !base.username().is_empty() || base.password().is_some() || base.query().is_some() {
            return Err(refuse(
                "base_url must be an address without user, password or query",
            ));
        }
        if settings.location.as_str().trim().is_empty() {
            return Err(refuse("there is no location id"));
        }
        let headers = headers(&settings).ok_or_else(|| refuse("the key has characters no key has"))?;
        let proxy = if loopback { Proxy::Off } else { settings.proxy };
        let wire = Wire::new(proxy, clock.clone()).map_err(|kind| GhlError::unsent("settings", kind))?;
        Ok(Self {
            base,
            headers,
            location: settings.location,
            wire,
            limiter,
            clock,
            term: settings.term,
            at_boot: AtomicI64::new(i64::MIN),
        })
    }

    /// Sends the call once and returns the body of a 2xx answer.
    pub async fn send(&self, call: &Call, urgency: Urgency) -> Result<Body, GhlError> {
        let request = self.request(call)?;
        let permit = self.permit(call, urgency).await?;
        let whole = self.time_left(call, urgency)?.min(WHOLE);
        let started = self.clock.elapsed();
        let exchanged =
            tokio::time::timeout(whole, self.in_term(call, urgency, self.exchange(call, request)))
                .await
                .unwrap_or_else(|_| Err(no_answer(call.name, "no answer in time")));
        let (result, seen) = match exchanged {
            Ok(answer) => self.judge(call, answer),
            Err(error) => (Err(error), Seen::Unreached),
        };
        permit.done(&seen);
        self.log(call, started, &result);
        result
    }

    /// Waits for the limiter, but not beyond the call's time limit.
    async fn permit(&self, call: &Call, urgency: Urgency) -> Result<Permit, GhlError> {
        let acquire = self.limiter.acquire(urgency.lane);
        let acquired = if urgency.until.is_none() {
            acquire.await
        } else {
            let left = self.time_left(call, urgency)?;
            let waited = tokio::time::timeout(left, acquire).await;
            waited.map_err(|_| GhlError::unsent(call.name, Kind::TooLate))?
        };
        acquired.map_err(|stop| GhlError::stopped(call.name, stop))
    }

    /// Read again right before the socket is written.
    fn time_left(&self, call: &Call, urgency: Urgency) -> Result<Duration, GhlError> {
        if self.is_over(urgency) {
            return Err(GhlError::unsent(call.name, Kind::TooLate));
        }
        let Some(until) = urgency.until else {
            return Ok(Duration::MAX);
        };
        let left = until.saturating_sub(self.clock.since_boot());
        if left.is_zero() {
            Err(GhlError::unsent(call.name, Kind::TooLate))
        } else {
            Ok(left)
        }
    }

    fn is_over(&self, urgency: Urgency) -> bool {
        let runs = |term: &Term| {
            urgency
                .term
                .map_or_else(|| term.runs(), |number| term.runs_as(number))
        };
        self.term.as_ref().is_some_and(|term| !runs(term))
    }

    /// An exchange that does not go on where it stopped when the machine slept in the middle: by now another copy of
    /// the program may be doing the same.
    async fn in_term(
        &self,
        call: &Call,
        urgency: Urgency,
        exchange: impl Future<Output = Result<Answer, GhlError>>,
    ) -> Result<Answer, GhlError> {
        let mut exchange = std::pin::pin!(exchange);
        std::future::poll_fn(|cx| {
            if self.is_over(urgency) {
                return Poll::Ready(Err(no_answer(call.name, "this copy was asleep meanwhile")));
            }
            exchange.as_mut().poll(cx)
        })
        .await
    }

    fn request(&self, call: &Call) -> Result<reqwest::Request, GhlError> {
        let refuse = |why: &str| GhlError::unsent(call.name, Kind::Unsendable { why: why.to_owned() });
        let mut url = self.base.clone();
        let strange =
            |part: &String| part.is_empty() || matches!(part.as_str(), "." | "..") || part.len() > 200;
        if call.path.iter().any(strange) {
            return Err(refuse("the id of the record is missing or strange"));
        }
        url.path_segments_mut()
            .map_err(|()| refuse("base_url has no path"))?
            .pop_if_empty()
            .extend(&call.path)
            .extend(call.slash.then_some(""));
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        let method = match call.verb {
            Verb::Get => reqwest::Method::GET,
            Verb::Post => reqwest::Method::POST,
            Verb::Put => reqwest::Method::PUT,
            Verb::Delete => reqwest::Method::DELETE,
        };
        let mut request = reqwest::Request::new(method, url);
        request.headers_mut().clone_from(&self.headers);
        if let Some(body) = &call.body {
            request
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.clone().into());
        }
        Ok(request)
    }

    async fn exchange(&self, call: &Call, request: reqwest::Request) -> Result<Answer, GhlError> {
        let http = self
            .wire
            .http()
            .map_err(|kind| GhlError::unsent(call.name, kind))?;
        let answered = tokio::time::timeout(FIRST_BYTE, http.execute(request)).await;
        let response = answered
            .map_err(|_| no_answer(call.name, "no answer in time"))?
            .map_err(|fault| unreached(call.name, &fault))?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = read_body(response).await;
        Ok(Answer {
            status,
            headers,
            body,
        })
    }

    /// What the CRM's clock said when this machine was started, by its last answer.
    pub fn clock_at_boot(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.at_boot.load(Ordering::Relaxed)).ok()
    }

    fn note_clock(&self, told: Timestamp) {
        let since_boot = SignedDuration::try_from(self.clock.since_boot()).unwrap_or_default();
        if let Ok(at_boot) = told.checked_sub(since_boot) {
            self.at_boot.store(at_boot.as_millisecond(), Ordering::Relaxed);
        }
    }

    /// What an answer means for the caller and for the limiter.
    fn judge(&self, call: &Call, answer: Answer) -> (Result<Body, GhlError>, Seen) {
        let now = self.clock.now();
        let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(told) = header(DATE.as_str()).and_then(http_date) {
            self.note_clock(told);
        }
        let announced = Announced::read(header);
        let asked = header(RETRY_AFTER.as_str()).map(|text| retry_after(text, now));
        let fail = |kind, trace| GhlError {
            kind,
            call: call.name,
            status: Some(answer.status),
            trace,
            sent: true,
        };
        let failed = |kind| (Err(fail(kind, None)), Seen::Unreached);
        match (answer.status, answer.body) {
            (300..400, _) => {
                let to = Foreign::from(header(LOCATION.as_str()).unwrap_or("an unnamed address"));
                failed(Kind::Redirected { to })
            }
            (200..300, Ok(bytes)) => match Body::accept(bytes) {
                Ok(body) => (Ok(body), Seen::Answered(announced)),
                Err(kind) => failed(kind),
            },
            (200..300, Err(kind)) => failed(kind),
            (status, body) => {
                let wait = asked.or(announced.interval).unwrap_or(Duration::from_secs(10));
                let until = now.checked_add(wait).unwrap_or(now);
                let refusal = refusal::read(status, &body.unwrap_or_default(), until);
                let kind = match (status, announced.daily_remaining) {
                    (429, Some(0)) => {
                        let reset = announced.daily_reset.unwrap_or(wait);
                        Kind::Daily {
                            resets_at: now.checked_add(reset).unwrap_or(now),
                            reserved: false,
                        }
                    }
                    _ => refusal.kind,
                };
                let seen = match (status, &kind) {
                    (429, _) => Seen::Refused(announced, asked),
                    (_, Kind::Intercepted) => Seen::Unreached,
                    (500.., _) => Seen::Failed(announced, asked),
                    _ => Seen::Answered(announced),
                };
                (Err(fail(kind, refusal.trace)), seen)
            }
        }
    }

    fn log(&self, call: &Call, started: Duration, result: &Result<Body, GhlError>) {
        let ms = u64::try_from(self.clock.elapsed().saturating_sub(started).as_millis()).unwrap_or(u64::MAX);
        match result {
            Ok(body) => tracing::debug!(
                call = call.name,
                verb = call.verb.word(),
                ms,
                trace = body.trace().unwrap_or_default(),
                "answered"
            ),
            Err(error) => tracing::warn!(
                call = call.name,
                verb = call.verb.word(),
                ms,
                status = error.status.unwrap_or_default(),
                trace = error.trace.as_deref().unwrap_or_default(),
                outcome = ?error.outcome(),
                "failed"
            ),
        }
    }
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Result<Vec<u8>, Kind>,
}

fn headers(settings: &Settings) -> Option<HeaderMap> {
    if settings.token.is_empty() {
        return None;
    }
    let mut bearer = HeaderValue::from_str(&format!("Bearer {}", settings.token.expose())).ok()?;
    bearer.set_sensitive(true);
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, bearer);
    headers.insert("version", HeaderValue::from_str(&settings.version).ok()?);
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    Some(headers)
}

fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

async fn read_body(mut response: Response) -> Result<Vec<u8>, Kind> {
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > MOST_BYTES => {
                return Err(Kind::TooLarge {
                    why: "more than 32 MiB",
                });
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => return Ok(bytes),
            Err(_) => return Err(super::body::unreadable("it was cut off")),
        }
    }
}

const fn no_answer(call: &'static str, why: &'static str) -> GhlError {
    GhlError::sent(call, Kind::Offline { why, next_try: None })
}

/// A request that got no answer: certainly not sent when there never was a connection.
fn unreached(call: &'static str, fault: &reqwest::Error) -> GhlError {
    if let Some(why) = distrust(fault) {
        return GhlError::unsent(
            call,
            Kind::Untrusted {
                why: Foreign::new(why).shown().to_string(),
            },
        );
    }
    if fault.is_connect() {
        let why = if fault.is_timeout() {
            "no connection in time"
        } else {
            "no connection"
        };
        return GhlError::unsent(call, Kind::Offline { why, next_try: None });
    }
    no_answer(call, "the connection broke")
}

/// Looks for the TLS library's complaint among the causes.
fn distrust(fault: &reqwest::Error) -> Option<String> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(fault);
    while let Some(error) = cause {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(tls.to_string());
        }
        let inner = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        cause = match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}
