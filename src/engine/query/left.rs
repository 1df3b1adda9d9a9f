//! What left this computer, for a chat or for work about somebody: the bytes, what they hide, and how they read here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use super::{Query, Sources};
use crate::domain::mask::{Kind, Vault};
use crate::domain::value::{ContactId, ThreadId};
use crate::store::StoreError;

/// What requests left for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftFor {
    /// A chat.
    Chat(ThreadId),
    /// What Claude prepared about somebody, by either id.
    Work(ContactId),
}

/// Every request, first to last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatLeft(pub LeftFor);

/// One request as it left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// When.
    pub at: Timestamp,
    /// Bytes of its body.
    pub size: usize,
    /// The kind of work it left for; empty in a chat.
    pub kind: String,
    /// The part of its body that was not in the request before, in pieces that stand beside each other.
    pub added: Vec<Piece>,
    /// How many different values of each kind that part hides.
    pub masked: Masked,
}

/// How many different values of each kind are hidden.
pub type Masked = BTreeMap<Kind, usize>;

/// A piece of a body: as it left, byte for byte, and with the values in place of their stand-ins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The bytes.
    pub left: String,
    /// As they read here.
    pub here: String,
}

/// Signs behind which a body is cut: no stand-in has one in it.
const CUTS: [char; 4] = [',', '}', ']', '.'];

/// A body in pieces of one member or sentence each.
fn pieces(body: &str, vault: &Vault) -> Vec<Piece> {
    let piece = |left: &str| Piece {
        left: left.to_owned(),
        here: vault.restore(left),
    };
    body.split_inclusive(CUTS).map(piece).collect()
}

impl Query for WhatLeft {
    type Answer = Vec<Left>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let thread = match self.0 {
            LeftFor::Chat(thread) => thread,
            LeftFor::Work(contact) => return left_for_work(&contact, sources),
        };
        let vault = sources.reader.vault(&thread)?;
        let stand_ins = stand_ins(&vault);
        let sent = sources.reader.sent(&thread)?.into_iter();
        let left = sent.map(|sent| Left {
            at: sent.at,
            size: sent.size,
            kind: String::new(),
            added: pieces(&sent.added, &vault),
            masked: counted(hidden(&sent.added, &stand_ins)),
        });
        Ok(left.collect())
    }
}

/// Each request for work stands alone: all of its body is new.
fn left_for_work(contact: &ContactId, sources: &Sources<'_>) -> Result<Vec<Left>, StoreError> {
    let sent = sources.reader.prepared_sent(contact)?.into_iter();
    let left = sent.map(|sent| {
        let vault = Vault::from_rows(sent.hidden);
        Left {
            at: sent.at,
            size: sent.body.len(),
            kind: sent.kind,
            added: pieces(&sent.body, &vault),
            masked: counted(hidden(&sent.body, &stand_ins(&vault))),
        }
    });
    Ok(left.collect())
}

/// How much left for a chat, and what it hides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftInAll(pub ThreadId);

/// The sum of the requests of a chat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InAll {
    /// How many they are.
    pub requests: usize,
    /// Bytes of their bodies.
    pub size: usize,
    /// How many different values of each kind they hide.
    pub masked: Masked,
}

impl Query for LeftInAll {
    type Answer = InAll;

    fn answer(self, sources: &Sources<'_>) -> Result<InAll, StoreError> {
        let vault = sources.reader.vault(&self.0)?;
        let stand_ins = stand_ins(&vault);
        let mut all = InAll::default();
        let mut seen = BTreeSet::new();
        for sent in sources.reader.sent(&self.0)? {
            all.requests += 1;
            all.size += sent.size;
            seen.extend(hidden(&sent.added, &stand_ins));
        }
        all.masked = counted(seen);
        Ok(all)
    }
}

/// The whole body of a request of a chat, in pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeBody {
    /// Of which chat.
    pub thread: ThreadId,
    /// Which request, from 0.
    pub nr: usize,
}

impl Query for WholeBody {
    type Answer = Option<Vec<Piece>>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let vault = sources.reader.vault(&self.thread)?;
        let body = sources.reader.sent_body(&self.thread, Some(self.nr))?;
        Ok(body.map(|body| pieces(&body, &vault)))
    }
}

fn stand_ins(vault: &Vault) -> HashMap<String, (Kind, u32)> {
    let rows = vault.rows(0).iter();
    rows.map(|row| (row.stand_in(), (row.kind, row.number))).collect()
}

/// The values whose stand-ins are in a text.
fn hidden(text: &str, stand_ins: &HashMap<String, (Kind, u32)>) -> BTreeSet<(Kind, u32)> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .filter_map(|word| stand_ins.get(word).copied())
        .collect()
}

fn counted(values: BTreeSet<(Kind, u32)>) -> Masked {
    let mut masked = Masked::new();
    for (kind, _) in values {
        *masked.entry(kind).or_default() += 1;
    }
    masked
}
