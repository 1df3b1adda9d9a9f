//! Takes a small piece of JSON to an address that the settings name: over https, signed, to the open network only.
//!
//! Owns: the way out. Must not: know what is told or when to try again. An address is never given by whoever tells: it has a
//! name in the settings, and what is not named there is reached by nobody.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use ring::hmac;

use crate::secret::Secret;

/// The header with the moment and the signature, as `t=1764000000,v1=0af3...`: HMAC-SHA256 with the secret over the moment, a
/// point and the body.
pub const SIGNATURE: &str = "leadline-signature";
/// The header with the key under which something told twice is told once.
pub const KEY: &str = "idempotency-key";
/// To the end of the answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// Bytes of what is told, at most.
const MOST_BYTES: usize = 16 << 10;
/// Words of an address that is not reached.
const CLOSED: &str = "the address lies in a private network";

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It was taken.
    Done,
    /// It was not, and may be later.
    Later(String),
    /// It was not, and will not be.
    Never(String),
}

/// The way out. Cheap to clone.
#[derive(Clone)]
pub struct Courier(Arc<Inner>);

struct Inner {
    addresses: BTreeMap<String, Url>,
    secret: Option<Secret>,
    private: bool,
    http: OnceLock<Option<reqwest::Client>>,
}

impl std::fmt::Debug for Courier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&String> = self.0.addresses.keys().collect();
        f.debug_tuple("Courier").field(&names).finish()
    }
}

impl Courier {
    /// Addresses by name, the secret they know, and whether they may lie in a private network; on this machine `http` will do
    /// then. The sentence of an error says what is wrong with an address.
    pub fn new(
        addresses: &BTreeMap<String, String>,
        secret: Option<Secret>,
        private: bool,
    ) -> Result<Self, String> {
        let mut known = BTreeMap::new();
        for (name, text) in addresses {
            let url = checked(text, private).map_err(|why| {
                format!("the address \"{name}\" cannot be told: {why}; nobody is told anything; correct automations.addresses in the settings")
            })?;
            known.insert(name.clone(), url);
        }
        Ok(Self(Arc::new(Inner {
            addresses: known,
            secret: secret.filter(|secret| !secret.is_empty()),
            private,
            http: OnceLock::new(),
        })))
    }

    /// Tells the address of a name. The key goes along: whoever hears the same key twice does it once.
    pub async fn tell(&self, name: &str, key: &str, body: String, now: Timestamp) -> Told {
        let Some(url) = self.0.addresses.get(name) else {
            return Told::Never(format!(
                "the settings name no address \"{name}\"; nobody was told"
            ));
        };
        let Some(secret) = &self.0.secret else {
            return Told::Later("no secret is set to sign with; nobody was told".to_owned());
        };
        if body.len() > MOST_BYTES {
            return Told::Never(format!("it is longer than {MOST_BYTES} bytes; nobody was told"));
        }
        let Some(http) = self.http() else {
            return Told::Later("no connection can be made here; nobody was told".to_owned());
        };
        let sent = http
            .post(url.clone())
            .header("content-type", "application/json")
            .header(KEY, key)
            .header(SIGNATURE, signature(secret, now, &body))
            .body(body)
            .send()
            .await;
        match sent {
            Ok(answer) => judged(name, answer.status().as_u16()),
            Err(error) if is_closed(&error) => Told::Never(format!("{CLOSED} (\"{name}\"); nobody was told")),
            Err(_) => Told::Later(format!("the address \"{name}\" cannot be reached")),
        }
    }

    fn http(&self) -> Option<&reqwest::Client> {
        let http = self.0.http.get_or_init(|| {
            // Whoever comes first installs the process's cryptography; a second one changes nothing.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let builder = reqwest::Client::builder()
                .user_agent(concat!("leadline/", env!("CARGO_PKG_VERSION")))
                .redirect(Policy::none())
                .timeout(PATIENCE)
                .no_proxy()
                .https_only(!self.0.private);
            let builder = if self.0.private {
                builder
            } else {
                builder.dns_resolver(Arc::new(Open))
            };
            builder
                .build()
                .inspect_err(|error| tracing::warn!(%error, "nobody can be told anything"))
                .ok()
        });
        http.as_ref()
    }
}

/// What an answer says.
fn judged(name: &str, status: u16) -> Told {
    match status {
        200..=299 => Told::Done,
        408 | 425 | 429 | 500.. => Told::Later(format!("the address \"{name}\" answers {status}")),
        _ => Told::Never(format!(
            "the address \"{name}\" refuses it ({status}); it is not told again"
        )),
    }
}

fn signature(secret: &Secret, now: Timestamp, body: &str) -> String {
    use std::fmt::Write as _;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    let moment = now.as_second();
    let tag = hmac::sign(&key, format!("{moment}.{body}").as_bytes());
    let mut text = format!("t={moment},v1=");
    for byte in tag.as_ref() {
        // A string takes whatever is written.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn checked(text: &str, private: bool) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|error| error.to_string())?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it carries a name or a password".to_owned());
    }
    let host = url.host_str().unwrap_or_default();
    let number = host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    if !private && (host == "localhost" || number.is_some_and(|number| !is_open(number))) {
        return Err("it lies in a private network".to_owned());
    }
    let here = host == "localhost" || number.is_some_and(|number| number.is_loopback());
    match url.scheme() {
        "https" => Ok(url),
        "http" if private && here => Ok(url),
        _ => Err("it is not https".to_owned()),
    }
}

/// Finds only addresses of the open network, whatever a name server says.
struct Open;

impl Resolve for Open {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let open: Vec<SocketAddr> = found.filter(|found| is_open(found.ip())).collect();
            if open.is_empty() {
                return Err(CLOSED.into());
            }
            let open: Addrs = Box::new(open.into_iter());
            Ok(open)
        })
    }
}

/// Whether it failed because there is no address of the open network.
fn is_closed(error: &reqwest::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.to_string() == CLOSED {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Whether a number is one of the open network.
fn is_open(number: IpAddr) -> bool {
    match number {
        IpAddr::V4(number) => is_open_v4(number),
        IpAddr::V6(number) => is_open_v6(number),
    }
}

const fn is_open_v4(number: Ipv4Addr) -> bool {
    let [a, b, c, _] = number.octets();
    let shared = a == 100 && b & 0xc0 == 64;
    let reserved = a == 0 || a >= 240 || a == 192 && b == 0 && c == 0 || a == 198 && b & 0xfe == 18;
    !(number.is_private()
        || number.is_loopback()
        || number.is_link_local()
        || number.is_multicast()
        || number.is_documentation()
        || shared
        || reserved)
}

fn is_open_v6(number: Ipv6Addr) -> bool {
    let [a, b, ..] = number.segments();
    // Numbers of the older kind in the clothes of the newer.
    let inner = number.to_ipv4_mapped().or_else(|| {
        let [.., high, low] = number.segments();
        let [h, l] = [high.to_be_bytes(), low.to_be_bytes()];
        (a == 0x64 && b == 0xff9b).then(|| Ipv4Addr::new(h[0], h[1], l[0], l[1]))
    });
    if let Some(inner) = inner {
        return is_open_v4(inner);
    }
    // Everything open begins with 001 in bits; of that, what is for examples and for tunnels is not.
    a & 0xe000 == 0x2000 && !(a == 0x2001 && (b == 0x0db8 || b == 0)) && a != 0x2002
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_open_network_is_reached() {
        for closed in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.9.9",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.0.8",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2001:db8::1",
            "2002:7f00:1::",
        ] {
            assert!(!is_open(closed.parse().unwrap()), "{closed}");
            let text = if closed.contains(':') {
                format!("https://[{closed}]/x")
            } else {
                format!("https://{closed}/x")
            };
            assert!(checked(&text, false).is_err(), "{text}");
        }
        for open in ["1.1.1.1", "100.128.0.1", "172.32.0.1", "2606:4700::1111"] {
            assert!(is_open(open.parse().unwrap()), "{open}");
        }
        for bad in [
            "http://example.com/",
            "ftp://example.com",
            "https://me:pw@example.com/",
            "example.com",
            "https://localhost/",
        ] {
            assert!(checked(bad, false).is_err(), "{bad}");
        }
        assert!(checked("https://hooks.example.com/a?b=c", false).is_ok());
        assert!(checked("http://127.0.0.1:8080/", true).is_ok());
        assert!(
            checked("http://10.0.0.1/", true).is_err(),
            "over the network only https"
        );
    }

    #[test]
    fn what_is_told_is_signed_with_the_moment() {
        let secret = Secret::new("key");
        let at = Timestamp::from_second(0).unwrap();
        let signed = signature(&secret, at, "The quick brown fox jumps over the lazy dog");
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"key");
        let text = "0.The quick brown fox jumps over the lazy dog";
        let (head, tag) = signed.split_once(",v1=").unwrap();
        assert_eq!((head, tag.len()), ("t=0", 64));
        let bytes: Vec<u8> = (0..32)
            .map(|at| u8::from_str_radix(&tag[at * 2..at * 2 + 2], 16).unwrap())
            .collect();
        assert!(hmac::verify(&key, text.as_bytes(), &bytes).is_ok());
    }

    #[tokio::test]
    async fn nobody_is_told_at_an_address_that_the_settings_do_not_name_or_without_a_secret() {
        let addresses = BTreeMap::from([("crm".to_owned(), "https://hooks.example.com/".to_owned())]);
        let now = Timestamp::UNIX_EPOCH;
        let courier = Courier::new(&addresses, Some(Secret::new("s")), false).unwrap();
        let told = courier.tell("other", "k", "{}".to_owned(), now).await;
        assert!(matches!(told, Told::Never(why) if why.contains("name no address \"other\"")));
        let courier = Courier::new(&addresses, None, false).unwrap();
        assert!(matches!(
            courier.tell("crm", "k", "{}".to_owned(), now).await,
            Told::Later(_)
        ));
        let long = Courier::new(&addresses, Some(Secret::new("s")), false).unwrap();
        assert!(matches!(
            long.tell("crm", "k", "x".repeat(20_000), now).await,
            Told::Never(_)
        ));
        let wrong = BTreeMap::from([("crm".to_owned(), "http://10.0.0.1/".to_owned())]);
        assert!(Courier::new(&wrong, None, false).unwrap_err().contains("\"crm\""));
        assert_eq!(judged("crm", 204), Told::Done);
        assert!(matches!(judged("crm", 503), Told::Later(_)));
        assert!(matches!(judged("crm", 302), Told::Never(_)));
    }
}
