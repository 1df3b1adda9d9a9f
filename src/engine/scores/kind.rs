//! What somebody wants of an agent, as far as tags, the CRM's own word, their pipeline and their words tell.

use crate::domain::qualification::LeadType;
use crate::domain::signal::{Side, SignalKind, Strength};
use crate::store::ToScore;

/// Weak statements about one side that are as good as a clear one.
const WEAK: usize = 3;

/// What they want; nothing when nothing tells.
pub(super) fn of<'a>(
    person: &ToScore,
    pipeline: &str,
    signals: impl Iterator<Item = &'a SignalKind>,
) -> Option<LeadType> {
    let word = person.contact.kind.raw().to_lowercase();
    match word.as_str() {
        "agent" => return Some(LeadType::Agent),
        "vendor" => return Some(LeadType::Vendor),
        _ => {}
    }
    let tags = person.contact.tags.iter().map(|tag| tag.raw().to_lowercase());
    let said: Vec<String> = tags.chain([word]).collect();
    let has = |wanted: &str| said.iter().any(|text| has_word(text, wanted));
    if has("vendor") {
        return Some(LeadType::Vendor);
    }
    if has("investor") {
        return Some(if has("seller") {
            LeadType::DistressedSeller
        } else {
            LeadType::Investor
        });
    }
    if has("renter") || has("tenant") {
        return Some(LeadType::Renter);
    }
    let told = side(has("buyer"), has("seller"));
    told.or_else(|| {
        let pipeline = pipeline.to_lowercase();
        side(
            pipeline.contains("buy"),
            pipeline.contains("sell") || pipeline.contains("listing"),
        )
    })
    .or_else(|| words(signals))
}

const fn side(buys: bool, sells: bool) -> Option<LeadType> {
    match (buys, sells) {
        (true, true) => Some(LeadType::Both),
        (true, false) => Some(LeadType::Buyer),
        (false, true) => Some(LeadType::Seller),
        (false, false) => None,
    }
}

/// One clear statement is enough; of weak ones it takes several.
fn words<'a>(signals: impl Iterator<Item = &'a SignalKind>) -> Option<LeadType> {
    let (mut buy, mut sell) = (0, 0);
    for signal in signals {
        let SignalKind::Wants(side, strength) = signal else {
            continue;
        };
        let weight = match strength {
            Strength::Clear => WEAK,
            Strength::Weak => 1,
        };
        match side {
            Side::Buy => buy += weight,
            Side::Sell => sell += weight,
        }
    }
    side(buy >= WEAK, sell >= WEAK)
}

/// Whether a word stands by itself in a text, or as a part of a tag such as `Buyer-Lead`.
fn has_word(text: &str, wanted: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| word.strip_suffix('s').unwrap_or(word) == wanted)
}
