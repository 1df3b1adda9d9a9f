//! What the CRM calls out by itself: whether a call is its own, and what it is about.
//!
//! The signature is checked over the bytes as they came, before anything is parsed. A call is a hint that something has
//! changed and never the change itself: events come late, twice and out of order, and what is true is read from the CRM.
//! Must not store or fetch. The older scheme (`x-wh-signature`) ended on 2026-09-01 and is not accepted.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde::Deserialize;

/// The header with the signature.
pub const SIGNATURE: &str = "x-ghl-signature";

/// The key the CRM signs with, as it publishes it: the base64 of a DER public key.
const PUBLISHED: &str = "MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=";

/// What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410).
const DER: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// How far the moment in a call may be from ours: five minutes, as the CRM recommends.
const WINDOW: SignedDuration = SignedDuration::from_mins(5);

/// Bytes of an id or a kind of event that are believed.
const LONGEST: usize = 200;

/// The keys a call may be signed with: the published one, and a second while it changes.
#[derive(Clone, Debug)]
pub struct Keys(Vec<[u8; 32]>);

/// A call that is the CRM's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// What it is known by; the same call delivered again has the same.
    pub id: String,
    /// What happened, in the CRM's word, such as `ContactUpdate`.
    pub kind: String,
    /// Where.
    pub location: Option<String>,
}

/// Why a call is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is not signed, or by somebody else.
    Signature,
    /// It is the CRM's, and no event with an id is in it.
    Empty,
    /// It is the CRM's, and of another time: a late delivery, or one that somebody plays again.
    Stale,
}

/// The members of every call.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    #[serde(rename = "type")]
    kind: String,
    webhook_id: String,
    timestamp: Timestamp,
    location_id: Option<String>,
}

impl Keys {
    /// The published key, and one more: the text between the lines of a PEM file, or the file. `None` when that is no
    /// Ed25519 key.
    pub fn with(more: Option<&str>) -> Option<Self> {
        let keys = std::iter::once(PUBLISHED).chain(more);
        keys.map(key).collect::<Option<Vec<_>>>().map(Self)
    }

    /// Whether one of them has signed this.
    fn signed(&self, raw: &[u8], signature: &[u8]) -> bool {
        let verified = |key: &[u8; 32]| {
            UnparsedPublicKey::new(&ED25519, key)
                .verify(raw, signature)
                .is_ok()
        };
        self.0.iter().any(verified)
    }
}

/// The bytes of a key.
fn key(text: &str) -> Option<[u8; 32]> {
    let lines = text.lines().filter(|line| !line.starts_with("-----"));
    let base: String = lines.flat_map(str::split_whitespace).collect();
    let der = STANDARD.decode(base).ok()?;
    der.strip_prefix(&DER)?.try_into().ok()
}

/// What a call is about, if it is the CRM's own and of now. `signature` is its header [`SIGNATURE`].
pub fn check(keys: &Keys, signature: Option<&str>, raw: &[u8], now: Timestamp) -> Result<Hint, Refused> {
    let signature = signature.and_then(|text| STANDARD.decode(text.trim()).ok());
    let is_signed = signature.is_some_and(|signature| keys.signed(raw, &signature));
    if !is_signed {
        return Err(Refused::Signature);
    }
    let envelope: Envelope = serde_json::from_slice(raw).map_err(|_| Refused::Empty)?;
    let is_known = |word: &str| !word.is_empty() && word.len() <= LONGEST;
    if !is_known(&envelope.webhook_id) || !is_known(&envelope.kind) {
        return Err(Refused::Empty);
    }
    if now.duration_since(envelope.timestamp).abs() > WINDOW {
        return Err(Refused::Stale);
    }
    Ok(Hint {
        id: envelope.webhook_id,
        kind: envelope.kind,
        location: envelope.location_id,
    })
}

#[cfg(test)]
mod tests;
