//! Talks to the service over HTTP: streams answers, counts tokens, lists models, tries a key.
//!
//! A stream has no time limit of its own here; who reads it watches the silence. Dropping a stream closes its
//! connection, and the service stops working on it. The key goes to the configured address only: redirects are not
//! followed, and plain http is allowed to this computer alone.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Response, Url};
use serde::Deserialize;

use super::error::{ClaudeError, ErrorKind};
use super::model::{Catalogue, Page};
use super::request::Body;
use super::stream::AnswerStream;
use crate::clock::Clock;
use crate::secret::Secret;

/// The service's public address.
pub const PUBLIC_URL: &str = "https://api.anthropic.com";
/// The version of the service's contract this program is written for.
pub const VERSION: &str = "2026-10-21";

/// A short answer (a count, a page of the model list) may not be larger than this, in bytes.
const MAX_SHORT_ANSWER: usize = 8 << 20;
/// Bytes of an error body that are read.
const MAX_ERROR_BODY: usize = 64 << 10;
/// An error body that is not here after this time is judged by its status alone.
const ERROR_BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// A short call is given up after this time.
const SHORT_CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// The answers of a batch may not be larger than this, in bytes.
const MAX_LONG_ANSWER: usize = 64 << 20;
/// Fetching them is given up after this time.
const LONG_CALL_TIMEOUT: Duration = Duration::from_mins(5);
/// The list of models is never followed further than this many pages.
const MAX_MODEL_PAGES: usize = 20;

/// How the key is presented.
#[derive(Clone, Debug)]
pub enum Auth {
    /// `x-api-key`, the usual way.
    ApiKey(Secret),
    /// `Authorization: Bearer`, for gateways.
    Bearer(Secret),
}

/// Where and how the service is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address without `/v1`; https, or http for this computer.
    pub base_url: String,
    /// The key.
    pub auth: Auth,
    /// The `anthropic-version` header; a gateway may need an older one.
    pub version: String,
    /// How long connecting may take, TLS included.
    pub connect_timeout: Duration,
    /// Further headers for every request (a gateway's own, or a simulator's control header).
    pub headers: Vec<(String, String)>,
}

impl Settings {
    /// The public service with this key.
    pub fn with_key(key: Secret) -> Self {
        Self {
            base_url: PUBLIC_URL.to_owned(),
            auth: Auth::ApiKey(key),
            version: VERSION.to_owned(),
            connect_timeout: Duration::from_secs(10),
            headers: Vec::new(),
        }
    }
}

/// A connection to the service. Cheap to clone; one for the whole program.
#[derive(Clone)]
pub struct Client {
    pool: Arc<Pool>,
    base: String,
    clock: Clock,
}

/// Connections, made for the first call: reading the system's certificates takes longer than a whole frame.
struct Pool {
    headers: HeaderMap,
    connect_timeout: Duration,
    local: bool,
    http: OnceLock<Result<reqwest::Client, ClaudeError>>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Counted {
    input_tokens: u64,
}

impl Client {
    /// Prepares a connection; nothing is sent yet. Fails with [`ErrorKind::BadAddress`] when the address or a header
    /// cannot be used.
    pub fn new(settings: &Settings, clock: Clock) -> Result<Self, ClaudeError> {
        let url = checked_address(&settings.base_url)?;
        let pool = Pool {
            headers: headers(settings)?,
            connect_timeout: settings.connect_timeout,
            local: url.scheme() == "http",
            http: OnceLock::new(),
        };
        Ok(Self {
            pool: Arc::new(pool),
            base: url.as_str().trim_end_matches('/').to_owned(),
            clock,
        })
    }

    /// Asks and streams the answer. Nothing is sent before the first [`AnswerStream::next`].
    pub fn stream(&self, body: Body) -> AnswerStream {
        let (client, clock) = (self.clone(), self.clock.clone());
        AnswerStream::new(async move {
            let response = client
                .post("/v1/messages", body)?
                .send()
                .await
                .map_err(|error| ClaudeError::from_transport(&error))?;
            let kind = content_type(&response);
            if response.status().as_u16() == 200 && kind.starts_with("text/event-stream") {
                Ok(response)
            } else {
                Err(refusal(response, clock.now()).await)
            }
        })
    }

    /// How many tokens a request's input has, by the service's own estimate. Free.
    pub async fn count_tokens(&self, body: Body) -> Result<u64, ClaudeError> {
        let request = self.post("/v1/messages/count_tokens", body)?;
        let counted: Counted = self.short_call(request).await?;
        Ok(counted.input_tokens)
    }

    /// The models this key can use. Free.
    pub async fn models(&self) -> Result<Catalogue, ClaudeError> {
        let mut catalogue = Catalogue::default();
        let mut after: Option<String> = None;
        for _ in 0..MAX_MODEL_PAGES {
            let mut query = vec![("limit", "1000")];
            if let Some(after) = &after {
                query.push(("after_id", after));
            }
            let page: Page = self.short_call(self.get("/v1/models", &query)?).await?;
            let next = page
                .last_id
                .clone()
                .filter(|last| page.has_more && Some(last) != after.as_ref());
            catalogue.add(page);
            match next {
                Some(last) => after = Some(last),
                None => break,
            }
        }
        Ok(catalogue)
    }

    /// Whether the service accepts the key. Free.
    pub async fn check_key(&self) -> Result<(), ClaudeError> {
        let _: Page = self
            .short_call(self.get("/v1/models", &[("limit", "1")])?)
            .await?;
        Ok(())
    }

    pub(super) fn post(&self, path: &str, body: Body) -> Result<reqwest::RequestBuilder, ClaudeError> {
        let url = format!("{}{path}", self.base);
        let request = self.pool.http()?.post(url).body(body.bytes);
        if body.betas.is_empty() {
            Ok(request)
        } else {
            Ok(request.header("anthropic-beta", body.betas.join(",")))
        }
    }

    pub(super) fn get(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<reqwest::RequestBuilder, ClaudeError> {
        let url = Url::parse_with_params(&format!("{}{path}", self.base), query)
            .map_err(|error| ClaudeError::new(ErrorKind::BadAddress, error.to_string()))?;
        Ok(self.pool.http()?.get(url))
    }

    pub(super) fn delete(&self, path: &str) -> Result<reqwest::RequestBuilder, ClaudeError> {
        Ok(self.pool.http()?.delete(format!("{}{path}", self.base)))
    }

    pub(super) async fn short_call<T: for<'de> Deserialize<'de>>(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Result<T, ClaudeError> {
        let response = request
            .timeout(SHORT_CALL_TIMEOUT)
            .send()
            .await
            .map_err(|error| ClaudeError::from_transport(&error))?;
        if response.status().as_u16() != 200 || content_type(&response).contains("html") {
            return Err(refusal(response, self.clock.now()).await);
        }
        let body = read_up_to(response, MAX_SHORT_ANSWER).await?;
        serde_json::from_slice(&body)
            .map_err(|error| ClaudeError::new(ErrorKind::Unreadable, error.to_string()))
    }

    /// An answer of many lines.
    pub(super) async fn long_call(&self, request: reqwest::RequestBuilder) -> Result<Vec<u8>, ClaudeError> {
        let response = request
            .timeout(LONG_CALL_TIMEOUT)
            .send()
            .await
            .map_err(|error| ClaudeError::from_transport(&error))?;
        if response.status().as_u16() != 200 || content_type(&response).contains("html") {
            return Err(refusal(response, self.clock.now()).await);
        }
        read_up_to(response, MAX_LONG_ANSWER).await
    }
}

impl Pool {
    fn http(&self) -> Result<&reqwest::Client, ClaudeError> {
        let http = self
            .http
            .get_or_init(|| self.build().map_err(|error| ClaudeError::from_transport(&error)));
        http.as_ref().map_err(Clone::clone)
    }

    fn build(&self) -> reqwest::Result<reqwest::Client> {
        // Whoever comes first installs the process's cryptography; a second one changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .user_agent(concat!("leadline/", env!("CARGO_PKG_VERSION")))
            .default_headers(self.headers.clone())
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.connect_timeout)
            .tcp_keepalive(Duration::from_secs(30))
            .no_gzip()
            .https_only(!self.local);
        if self.local {
            // A computer without root certificates can still talk to itself, and never through a proxy.
            builder.no_proxy().tls_certs_only(std::iter::empty()).build()
        } else {
            builder.build()
        }
    }
}

fn checked_address(text: &str) -> Result<Url, ClaudeError> {
    let refuse = |why: &str| ClaudeError::new(ErrorKind::BadAddress, why);
    let url = Url::parse(text.trim()).map_err(|error| refuse(&error.to_string()))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("the address carries a name or a password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("the address carries more than a path"));
    }
    let host = url.host_str().unwrap_or_default();
    let is_loopback = host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback => Ok(url),
        _ => Err(refuse("neither https nor this computer")),
    }
}

fn headers(settings: &Settings) -> Result<HeaderMap, ClaudeError> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // A compressing proxy on the way would hold back the pieces of a stream.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers.insert("anthropic-version", header_value(&settings.version)?);
    for (name, value) in &settings.headers {
        let name = HeaderName::try_from(name.as_str())
            .map_err(|_| ClaudeError::new(ErrorKind::BadAddress, format!("{name:?} is no header")))?;
        headers.insert(name, header_value(value)?);
    }
    // Last, so that no configured header can take the key's place.
    let (name, mut value) = match &settings.auth {
        Auth::ApiKey(key) => (HeaderName::from_static("x-api-key"), key_value(key.expose())?),
        Auth::Bearer(key) => (AUTHORIZATION, key_value(&format!("Bearer {}", key.expose()))?),
    };
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(headers)
}

fn header_value(text: &str) -> Result<HeaderValue, ClaudeError> {
    HeaderValue::try_from(text)
        .map_err(|_| ClaudeError::new(ErrorKind::BadAddress, "a header has control characters"))
}

/// A key with characters no header can carry is a wrong key.
fn key_value(text: &str) -> Result<HeaderValue, ClaudeError> {
    HeaderValue::try_from(text)
        .map_err(|_| ClaudeError::new(ErrorKind::Key, "the key has control characters"))
}

fn content_type(response: &Response) -> String {
    let value = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    value.unwrap_or_default().trim().to_ascii_lowercase()
}

/// What the service, or whoever answered for it, said instead of an answer.
async fn refusal(response: Response, now: Timestamp) -> ClaudeError {
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let is_json = content_type(&response).contains("json");
    let body = tokio::time::timeout(ERROR_BODY_TIMEOUT, read_up_to(response, MAX_ERROR_BODY)).await;
    let body = body.map(Result::unwrap_or_default).unwrap_or_default();
    if status == 200 && is_json {
        return ClaudeError::new(ErrorKind::Unreadable, "JSON came where a stream was asked for");
    }
    ClaudeError::from_answer(status, &headers, &body, now)
}

/// A body, as long as it is not larger than `limit` bytes.
async fn read_up_to(mut response: Response, limit: usize) -> Result<Vec<u8>, ClaudeError> {
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| ClaudeError::from_transport(&error))?
    {
        if body.len() + chunk.len() > limit {
            return Err(ClaudeError::new(
                ErrorKind::Unreadable,
                "the answer is larger than any answer of Claude",
            ));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_computer_only() {
        for good in [
            "https://api.anthropic.com",
            "http://127.0.0.1:8080/",
            "http://localhost:1",
            "http://[::1]:9/gw",
        ] {
            assert!(checked_address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://api.anthropic.com",
            "http://127.0.0.1.example.com",
            "http://10.0.0.1",
            "ftp://localhost",
            "https://user:pw@host",
            "https://host/?key=1",
            "api.anthropic.com",
            "",
        ] {
            assert!(checked_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_configured_header_replaces_the_key_and_no_key_is_printed() {
        let mut settings = Settings::with_key(Secret::new("sk-1"));
        settings
            .headers
            .push(("X-Api-Key".to_owned(), "other".to_owned()));
        let headers = headers(&settings).unwrap();
        assert_eq!(headers.get("x-api-key").unwrap(), "sk-1");
        assert!(!format!("{headers:?}{settings:?}").contains("sk-1"));
        let odd = Settings::with_key(Secret::new("sk\n1"));
        assert_eq!(super::headers(&odd).unwrap_err().kind, ErrorKind::Key);
    }
}
