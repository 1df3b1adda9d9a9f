//! What left this computer for a chat: the bytes, what they hide, and how they read here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use super::{Query, Sources};
use crate::domain::mask::{Kind, Vault};
use crate::domain::value::ThreadId;
use crate::store::StoreError;

/// Every request of a chat, first to last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatLeft(pub ThreadId);

/// One request as it left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// When.
    pub at: Timestamp,
    /// Bytes of its body.
    pub size: usize,
    /// The part of its body that was not in the request before, byte for byte.
    pub added: String,
    /// The same with the values in place of their stand-ins, as it reads here.
    pub here: String,
    /// How many different values of each kind that part hides.
    pub masked: Masked,
}

/// How many different values of each kind are hidden.
pub type Masked = BTreeMap<Kind, usize>;

impl Query for WhatLeft {
    type Answer = Vec<Left>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let vault = sources.reader.vault(&self.0)?;
        let stand_ins = stand_ins(&vault);
        let sent = sources.reader.sent(&self.0)?.into_iter();
        let left = sent.map(|sent| Left {
            at: sent.at,
            size: sent.size,
            here: vault.restore(&sent.added),
            masked: counted(hidden(&sent.added, &stand_ins)),
            added: sent.added,
        });
        Ok(left.collect())
    }
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

/// The whole body of a request of a chat: as it left, and as it reads here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeBody {
    /// Of which chat.
    pub thread: ThreadId,
    /// Which request, from 0.
    pub nr: usize,
}

impl Query for WholeBody {
    type Answer = Option<(String, String)>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let vault = sources.reader.vault(&self.thread)?;
        let body = sources.reader.sent_body(&self.thread, Some(self.nr))?;
        Ok(body.map(|body| {
            let here = vault.restore(&body);
            (body, here)
        }))
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
