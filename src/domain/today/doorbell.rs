//! Who has rung: new leads that were not in the queue before.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Item, Kind, clock};

/// Remembers the leads that are known. The first queue it is shown rings for nobody: whoever was there has rung.
#[derive(Clone, Debug, Default)]
pub struct Doorbell {
    known: Option<BTreeSet<String>>,
}

impl Doorbell {
    /// A sentence for each new lead among `items` that was not there before and may still be answered in time.
    pub fn rings<'a>(&mut self, items: impl Iterator<Item = &'a Item>, now: Timestamp) -> Vec<String> {
        let leads: Vec<&Item> = items.filter(|item| item.waiting.kind == Kind::Lead).collect();
        let here = leads.iter().map(|item| item.record.id.clone()).collect();
        let Some(known) = self.known.replace(here) else {
            return Vec::new();
        };
        let new = leads.iter().filter(|item| !known.contains(&item.record.id));
        new.filter_map(|item| {
            let left = clock(item.clock_ends(now)?.duration_since(now));
            let name = item.name.shown().or("somebody without a name");
            Some(format!("new lead: {name}, {left} left"))
        })
        .collect()
    }
}
