//! A proposed item whose words a person changed, looked at anew.

use jiff::Timestamp;

use super::{Query, Sources};
use crate::domain::conversation::Draft;
use crate::domain::fair_housing::{self, Verdict};
use crate::domain::gate::Outcome;
use crate::domain::plan::{Item, Remark, Weight};
use crate::store::StoreError;

/// What is to be said of an item now that it has these words.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemAnew {
    /// The item as it was proposed.
    pub item: Item,
    /// Its words from now on.
    pub wording: String,
    /// When it is to be done.
    pub at: Timestamp,
}

impl Query for ItemAnew {
    type Answer = Item;

    fn answer(self, sources: &Sources<'_>) -> Result<Item, StoreError> {
        let Self {
            mut item,
            wording,
            at,
        } = self;
        let before = item.deed.wording().unwrap_or_default().to_owned();
        item.after = if before.is_empty() {
            wording.clone()
        } else {
            item.after.replace(&before, &wording)
        };
        item.deed = item.deed.with_wording(wording);
        item.remarks = Vec::new();
        if let Some(draft) = item.deed.draft() {
            let (draft, leaves) = (draft.clone(), item.deed.weight() == Weight::Leaves);
            item.remarks.extend(wording_of(&draft));
            if leaves {
                item.remarks.extend(gate(&draft, at, sources)?);
            }
        }
        Ok(item)
    }
}

/// What fair housing has against the words.
fn wording_of(draft: &Draft) -> Option<Remark> {
    let findings = fair_housing::check(&draft.body, fair_housing::Context::default());
    let verdict = fair_housing::verdict(&findings);
    let gravest = findings.iter().max_by_key(|finding| finding.severity)?;
    let words = draft.body.get(gravest.at.clone()).unwrap_or_default();
    (verdict >= Verdict::Warn).then(|| Remark {
        text: format!("\"{words}\": {}", gravest.instead),
        blocks: verdict == Verdict::Block,
    })
}

/// What the gate has against it.
fn gate(draft: &Draft, at: Timestamp, sources: &Sources<'_>) -> Result<Option<Remark>, StoreError> {
    let decision = sources.reader.judge(draft, at, sources.role, sources.rules)?;
    Ok(match decision.outcome {
        Outcome::Allow => None,
        Outcome::Hold { reason, .. } => Some(Remark {
            text: reason,
            blocks: false,
        }),
        Outcome::Refuse { reason, .. } => Some(Remark {
            text: reason,
            blocks: true,
        }),
    })
}
