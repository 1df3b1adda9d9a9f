//! Values that cannot hold nonsense: addresses, amounts and the words a setting may be.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The address of a service: scheme, host, perhaps a port and a path, and nothing else.
///
/// Plain http is accepted for this machine only, and there is no place for user names, queries or fragments, so
/// whoever is handed one may send a key there. Hosts are kept to letters, digits, dots and hyphens (or an address),
/// which leaves nothing that two parsers could read in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    origin_len: usize,
}

/// Why an address was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Neither `https://` nor `http://` stands at the front.
    #[error("it must begin with https://")]
    Scheme,
    /// Plain http to another machine: the key and everyone's data would be readable on the way.
    #[error("plain http is accepted for this machine only, use https")]
    PlainHttp,
    /// The host is missing or holds characters a host cannot have.
    #[error("the host is missing or is not a plain host name")]
    Host,
    /// The port is not a number from 1 to 65535.
    #[error("the port must be a number from 1 to 65535")]
    Port,
    /// A user name, query, fragment or other sign that has no place in a base address.
    #[error("only scheme, host, port and path may stand in it")]
    Extra,
}

impl BaseUrl {
    /// The CRM's public address.
    pub fn ghl() -> Self {
        Self::host("services.leadconnectorhq.com")
    }

    /// Claude's public address.
    pub fn claude() -> Self {
        Self::host("api.anthropic.com")
    }

    fn host(name: &'static str) -> Self {
        let text = format!("https://{name}");
        let origin_len = text.len();
        Self { text, origin_len }
    }

    /// The whole address, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port: where a key may go. Two addresses with the same origin share a key.
    pub fn origin(&self) -> &str {
        self.text.get(..self.origin_len).unwrap_or(&self.text)
    }

    /// Whether it is this machine.
    pub fn is_loopback(&self) -> bool {
        let authority = self
            .origin()
            .split_once("://")
            .map_or("", |(_, authority)| authority);
        split_port(authority).is_ok_and(|(host, _)| is_loopback(host))
    }
}

impl FromStr for BaseUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let (scheme, rest) = text.trim().split_once("://").ok_or(UrlError::Scheme)?;
        let rest = rest.trim_end_matches('/');
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "https" && scheme != "http" {
            return Err(UrlError::Scheme);
        }
        let (authority, path) = rest
            .split_once('/')
            .map_or((rest, ""), |(host, path)| (host, path));
        if authority.contains('@') || authority.contains(['?', '#', '\\']) {
            return Err(UrlError::Extra);
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '/');
        if !path.chars().all(plain) || path.split('/').any(|part| matches!(part, "." | "..")) {
            return Err(UrlError::Extra);
        }
        let authority = authority.to_ascii_lowercase();
        let (host, port) = split_port(&authority)?;
        check_host(host)?;
        if port.is_some_and(|port| port.parse::<u16>().map_or(true, |number| number == 0)) {
            return Err(UrlError::Port);
        }
        if scheme == "http" && !is_loopback(host) {
            return Err(UrlError::PlainHttp);
        }
        let default_port = if scheme == "https" { "443" } else { "80" };
        let origin = match port {
            Some(port) if port != default_port => format!("{scheme}://{host}:{port}"),
            _ => format!("{scheme}://{host}"),
        };
        let origin_len = origin.len();
        let text = if path.is_empty() {
            origin
        } else {
            format!("{origin}/{path}")
        };
        Ok(Self { text, origin_len })
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<&str>), UrlError> {
    let after_host = if authority.starts_with('[') {
        authority.find(']').ok_or(UrlError::Host)? + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    let (host, rest) = authority.split_at_checked(after_host).ok_or(UrlError::Host)?;
    match rest.strip_prefix(':') {
        Some(port) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => Ok((host, Some(port))),
        Some(_) => Err(UrlError::Port),
        None if rest.is_empty() => Ok((host, None)),
        None => Err(UrlError::Host),
    }
}

fn check_host(host: &str) -> Result<(), UrlError> {
    if let Some(inner) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return inner.parse::<Ipv6Addr>().map(|_| ()).map_err(|_| UrlError::Host);
    }
    let label =
        |part: &str| !part.is_empty() && part.len() <= 63 && !part.starts_with('-') && !part.ends_with('-');
    let letters = host
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    // A host made of numbers is an IPv4 address or a disguise of one (`127.1`, `2130706433`).
    let numbers = host
        .rsplit('.')
        .next()
        .is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    if letters && host.split('.').all(label) && (!numbers || host.parse::<Ipv4Addr>().is_ok()) {
        Ok(())
    } else {
        Err(UrlError::Host)
    }
}

fn is_loopback(host: &str) -> bool {
    let inner = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
        || inner
            .parse::<Ipv6Addr>()
            .is_ok_and(|address| address.is_loopback())
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for BaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for BaseUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// An amount of US dollars in millionths, so that sums are exact. Written as dollars: `0.125`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MicroDollars(
    /// Millionths of a dollar.
    pub u64,
);

impl MicroDollars {
    /// The largest amount accepted, a million dollars; more is a slip of the hand.
    pub const MAX: Self = Self(1_000_000_000_000);

    /// Dollars as a number to show.
    pub fn dollars(self) -> f64 {
        self.0 as f64 / 1e6
    }

    fn from_dollars(dollars: f64) -> Option<Self> {
        let micro = (dollars * 1e6).round();
        (micro >= 0.0 && micro <= Self::MAX.0 as f64).then_some(Self(micro as u64))
    }
}

impl Serialize for MicroDollars {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.dollars())
    }
}

impl<'de> Deserialize<'de> for MicroDollars {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Dollars;

        impl de::Visitor<'_> for Dollars {
            type Value = MicroDollars;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount of dollars from 0 to 1000000")
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<MicroDollars, E> {
                MicroDollars::from_dollars(value)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Float(value), &self))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<MicroDollars, E> {
                self.visit_f64(value as f64)
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<MicroDollars, E> {
                self.visit_f64(value as f64)
            }
        }

        deserializer.deserialize_any(Dollars)
    }
}

/// Declares a setting that is one of a few words.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$word_doc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// The word as it is written in the file.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    )+};
}

words! {
    /// Which header carries Claude's key.
    Auth {
        /// The service's own.
        XApiKey = "x-api-key",
        /// `Authorization: Bearer`, which most gateways want.
        Bearer = "bearer",
    }
    /// Hours in which messages may leave, by the clock of whoever gets them.
    SendHours {
        /// 9 to 20, Sunday from 12, and less where the law of the state says so.
        Standard = "standard",
        /// Whatever the law allows: 8 to 21, and less where the law of the state says so.
        Law = "law",
        /// Always. Builds for tests only.
        Any = "any",
    }
    /// What becomes of an automatic message whose answer was lost and that the CRM does not show.
    SendUnseen {
        /// It is held for a person.
        Hold = "hold",
        /// It passes the gate once more and goes again.
        Resend = "resend",
    }
    /// Which signs may be drawn.
    Glyphs {
        /// Box lines, arrows and marks.
        Full = "full",
        /// Plain ASCII.
        Ascii = "ascii",
    }
    /// How much the log holds.
    LogLevel {
        /// Only what failed.
        Error = "error",
        /// And what was odd.
        Warn = "warn",
        /// And what was done.
        Info = "info",
        /// And how.
        Debug = "debug",
        /// And every step.
        Trace = "trace",
    }
    /// How a line of the log is written.
    LogFormat {
        /// For people.
        Text = "text",
        /// One JSON object a line.
        Json = "json",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_and_made_plain() {
        for (given, kept, origin) in [
            (
                "https://API.example.com/",
                "https://api.example.com",
                "https://api.example.com",
            ),
            (
                "https://gw.example.com:443/claude/",
                "https://gw.example.com/claude",
                "https://gw.example.com",
            ),
            (
                "http://127.0.0.1:8081",
                "http://127.0.0.1:8081",
                "http://127.0.0.1:8081",
            ),
            ("http://[::1]:9/x", "http://[::1]:9/x", "http://[::1]:9"),
            ("http://localhost", "http://localhost", "http://localhost"),
        ] {
            let url: BaseUrl = given.parse().unwrap();
            assert_eq!((url.as_str(), url.origin()), (kept, origin));
        }
        assert!("http://127.0.0.1:1".parse::<BaseUrl>().unwrap().is_loopback());
        assert!(!BaseUrl::ghl().is_loopback());
    }

    #[test]
    fn a_key_cannot_be_sent_astray() {
        for (given, why) in [
            ("http://api.example.com", UrlError::PlainHttp),
            ("http://127.0.0.1.evil.com", UrlError::PlainHttp),
            ("http://127.0.0.1@evil.com", UrlError::Extra),
            ("http://evil.com\\@127.0.0.1", UrlError::Extra),
            ("http://127.0.0.1#@evil.com", UrlError::Extra),
            ("https://user:pw@example.com", UrlError::Extra),
            ("https://example.com?x", UrlError::Extra),
            ("https://example.com/a?x", UrlError::Extra),
            ("https://example.com/../x", UrlError::Extra),
            ("http://2130706433", UrlError::Host),
            ("http://127.1", UrlError::Host),
            ("https://", UrlError::Host),
            ("https://a b", UrlError::Host),
            ("https://ex\u{e4}mple.com", UrlError::Host),
            ("https://example.com:0", UrlError::Port),
            ("https://example.com:99999", UrlError::Port),
            ("https://example.com:", UrlError::Port),
            ("ftp://example.com", UrlError::Scheme),
            ("services.leadconnectorhq.com", UrlError::Scheme),
        ] {
            assert_eq!(given.parse::<BaseUrl>(), Err(why), "{given}");
        }
    }

    #[test]
    fn dollars_are_exact_to_a_millionth() {
        #[derive(Deserialize, Serialize)]
        struct One {
            v: MicroDollars,
        }
        for (text, micro) in [
            ("v = 0.125", 125_000),
            ("v = 10", 10_000_000),
            ("v = 0.1", 100_000),
        ] {
            assert_eq!(toml::from_str::<One>(text).unwrap().v, MicroDollars(micro));
        }
        for text in ["v = -1", "v = nan", "v = 1e30", "v = \"1\""] {
            assert!(toml::from_str::<One>(text).is_err(), "{text}");
        }
    }
}
