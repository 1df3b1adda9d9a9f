//! The connection pool, thrown away when the machine has slept: what it holds is dead by then.

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
    http: reqwest::Client,
    /// Wall clock minus monotonic clock, in milliseconds.
    skew: i128,
}

impl Wire {
    pub fn new(proxy: Proxy, clock: Clock) -> Result<Self, Kind> {
        let pool = Mutex::new(Pool {
            http: build(&proxy)?,
            skew: skew(&clock),
        });
        Ok(Self { proxy, clock, pool })
    }

    /// The pool to use now.
    pub fn http(&self) -> reqwest::Client {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        let skew = skew(&self.clock);
        if (skew - pool.skew).abs() > SLEPT {
            pool.skew = skew;
            if let Ok(http) = build(&self.proxy) {
                tracing::info!("the machine slept; connections to the CRM start afresh");
                pool.http = http;
            }
        }
        pool.http.clone()
    }
}

fn skew(clock: &Clock) -> i128 {
    let elapsed = i128::try_from(clock.elapsed().as_millis()).unwrap_or(i128::MAX);
    i128::from(clock.now().as_millisecond()).saturating_sub(elapsed)
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
    let builder = match proxy {
        Proxy::Off => builder.no_proxy(),
        Proxy::System => builder,
        Proxy::Url(url) => {
            let proxy = reqwest::Proxy::all(url).map_err(|_| Kind::Settings {
                why: "proxy is not a URL".into(),
            })?;
            builder.no_proxy().proxy(proxy)
        }
    };
    builder.build().map_err(|fault| Kind::Settings {
        why: format!("the network library did not start: {fault}"),
    })
}
