//! The connection pool: made for the first call, because reading the system's certificates takes longer than a whole
//! frame, and thrown away when the machine has slept, because what it holds is dead by then.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Clock;

use super::error::Kind;

/// A connection must stand well before the first byte is due, so that "not connected" is known for certain.
const CONNECT: Duration = Duration::from_secs(8);
/// Connections nobody used for this long are closed, before the other side does it unseen.
const IDLE: Duration = Duration::from_secs(45);
/// A jump of the wall clock against the monotonic one that means sleep (or a corrected clock: no harm either).
const SLEPT: i128 = 10_000;

/// Whether requests go through a proxy. Loopback never does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Proxy {
    /// Straight to the CRM, whatever the environment says.
    #[default]
    Off,
    /// As the environment variables or the system settings say.
    System,
    /// Through this one.
    Url(String),
}

#[derive(Debug)]
pub(super) struct Wire {
    proxy: Proxy,
    clock: Clock,
    pool: Mutex<Pool>,
}

#[derive(Debug)]
struct Pool {
    http: Option<reqwest::Client>,
    /// Wall clock minus monotonic clock, in milliseconds.
    skew: i128,
}

impl Wire {
    /// Nothing is opened yet; a proxy that is no address is refused.
    pub fn new(proxy: Proxy, clock: Clock) -> Result<Self, Kind> {
        through(&proxy)?;
        let pool = Mutex::new(Pool {
            http: None,
            skew: skew(&clock),
        });
        Ok(Self { proxy, clock, pool })
    }

    /// The pool to use now.
    pub fn http(&self) -> Result<reqwest::Client, Kind> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        let skew = skew(&self.clock);
        if (skew - pool.skew).abs() > SLEPT {
            pool.skew = skew;
            if let (Some(_), Ok(http)) = (&pool.http, build(&self.proxy)) {
                tracing::info!("the machine slept; connections to the CRM start afresh");
                pool.http = Some(http);
            }
        }
        if let Some(http) = &pool.http {
            return Ok(http.clone());
        }
        Ok(pool.http.insert(build(&self.proxy)?).clone())
    }
}

fn skew(clock: &Clock) -> i128 {
    let elapsed = i128::try_from(clock.elapsed().as_millis()).unwrap_or(i128::MAX);
    i128::from(clock.now().as_millisecond()).saturating_sub(elapsed)
}

/// The proxy that a person named.
fn through(proxy: &Proxy) -> Result<Option<reqwest::Proxy>, Kind> {
    let Proxy::Url(url) = proxy else { return Ok(None) };
    let proxy = reqwest::Proxy::all(url).map_err(|_| Kind::Settings {
        why: "proxy is not a URL".into(),
    })?;
    Ok(Some(proxy))
}

fn build(proxy: &Proxy) -> Result<reqwest::Client, Kind> {
    // Installed once for the process; a second time is refused and means the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .user_agent(concat!("leadline/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE);
    let builder = match (proxy, through(proxy)?) {
        (Proxy::System, _) => builder,
        (_, None) => builder.no_proxy(),
        (_, Some(proxy)) => builder.no_proxy().proxy(proxy),
    };
    builder.build().map_err(|fault| Kind::Settings {
        why: format!("the network library did not start: {fault}"),
    })
}
