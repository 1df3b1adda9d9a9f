//! Free times in a message, filled in when it leaves: what was free when the step was taken may be taken by then.

use jiff::{SignedDuration, Timestamp};

use super::facts::Known;
use crate::automation::action::{Effect, SLOTS};
use crate::automation::facts::Facts as _;
use crate::domain::conversation::Draft;
use crate::domain::plan::Deed;
use crate::domain::snippet;
use crate::engine::slots::{free, wanted, worded};
use crate::store::StoreError;

/// When it is looked again after there was none.
pub(super) const AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// An effect with free times in place of its blanks, or the sentence why there are none.
pub(super) fn filled(
    effect: Effect,
    known: &Known<'_>,
    now: Timestamp,
) -> Result<Result<Effect, String>, StoreError> {
    let (draft, again): (Draft, fn(Draft) -> Deed) = match effect {
        Effect::Deed {
            deed: Deed::Send(draft),
        } => (draft, Deed::Send),
        Effect::Deed {
            deed: Deed::Draft(draft),
        } => (draft, Deed::Draft),
        other => return Ok(Ok(other)),
    };
    let wanted = [Some(&draft.body), draft.subject.as_ref()]
        .into_iter()
        .flatten()
        .map(|text| wanted(text))
        .max()
        .unwrap_or_default();
    if wanted == 0 {
        return Ok(Ok(Effect::Deed { deed: again(draft) }));
    }
    let times = free(known.reader, known.directory(), known.zone, now, wanted)?;
    if times.len() < wanted {
        let there = match times.len() {
            0 => "no free time".to_owned(),
            many => format!("{many} free times and {wanted} are offered"),
        };
        return Ok(Err(format!(
            "there is {there} in the calendar; nothing was written; it is looked again"
        )));
    }
    let spanish = known.spanish(&draft.contact);
    let words = times
        .iter()
        .map(|at| worded(*at, known.zone(&draft.contact), spanish));
    let words: Vec<(&str, String)> = SLOTS.iter().copied().zip(words).collect();
    let words: Vec<(&str, &str)> = words.iter().map(|(slot, at)| (*slot, at.as_str())).collect();
    let fill = |text: &str| snippet::fill(text, &words);
    let deed = again(Draft {
        body: fill(&draft.body),
        subject: draft.subject.as_deref().map(fill),
        ..draft
    });
    Ok(Ok(Effect::Deed { deed }))
}
