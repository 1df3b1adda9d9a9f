//! Sums by stage, as v3 puts them beside a search.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::sandbox::crm::amount::dollars;
use crate::sandbox::crm::search::Search;
use crate::sandbox::world::World;
use crate::sandbox::world::opportunity::{Opportunity, StageSum};

/// The sums of everything a search finds. The untouched world's are kept: only what changed is counted again.
pub fn by_stage(world: &mut World, search: &Search) -> Value {
    let mut sums = BTreeMap::new();
    if search.is_everything() {
        sums = world.founding_sums().clone();
        for (before, after) in world.opportunities.index_changes() {
            count(&mut sums, before.as_ref(), -1.0);
            count(&mut sums, after.as_deref(), 1.0);
        }
    } else {
        for deal in search.matches(&world.opportunities, world) {
            count(&mut sums, Some(&deal), 1.0);
        }
    }
    let rows = sums
        .iter()
        .filter(|(_, sum)| sum.count > 0.5)
        .map(|(stage, sum)| {
            let probability = world
                .office
                .stage(stage)
                .map_or(0.0, |(_, _, stage)| stage.probability as f64 / 100.0);
            json!({
                "pipelineStageId": stage,
                "totalCount": dollars(Some(sum.count)),
                "totalValue": dollars(Some(sum.value)),
                "weightedValue": dollars(Some((sum.value * probability).round())),
                "openValue": dollars(Some(sum.open)),
                "openWeightedValue": dollars(Some((sum.open * probability).round())),
                "wonValue": dollars(Some(sum.won)),
            })
        });
    rows.collect()
}

fn count(sums: &mut BTreeMap<String, StageSum>, deal: Option<&Opportunity>, sign: f64) {
    if let Some(deal) = deal {
        sums.entry(deal.stage.clone()).or_default().add(deal, sign);
    }
}
