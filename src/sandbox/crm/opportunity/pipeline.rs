//! Pipelines and the reasons why opportunities are lost. Read only.

use serde_json::{Value, json};

use crate::sandbox::crm::exchange::{Exchange, Outcome, ok};
use crate::sandbox::world::era::iso;
use crate::sandbox::world::office::Pipeline;

/// All pipelines with their stages in order.
pub fn list(exchange: &mut Exchange<'_>) -> Outcome {
    let v3 = exchange.is_v3();
    let pipelines = exchange.world.office.pipelines.iter().map(|pipeline| {
        let mut row = json!({
            "id": pipeline.id, "name": pipeline.name, "stages": stages(pipeline), "showInFunnel": true,
            "showInPieChart": true, "locationId": exchange.world.office.location,
        });
        if v3 && let Some(members) = row.as_object_mut() {
            members.insert("useOpportunityProbability".into(), json!(true));
        }
        row
    });
    ok(json!({"pipelines": pipelines.collect::<Vec<Value>>()}))
}

fn stages(pipeline: &Pipeline) -> Vec<Value> {
    let placed = pipeline.stages.iter().enumerate();
    placed
        .map(|(place, stage)| json!({"id": stage.id, "name": stage.name, "position": place}))
        .collect()
}

/// Reasons, with the page that was asked for.
pub fn lost_reasons(exchange: &mut Exchange<'_>) -> Outcome {
    let (skip, limit) = (
        exchange.asked_number("skip", 0)?,
        exchange.asked_number("limit", 20)?,
    );
    let text = exchange
        .asked("query")
        .or(exchange.asked("name"))
        .map(str::to_lowercase);
    let opened = iso(exchange.world.era.opened);
    let office = &exchange.world.office;
    let matching = office.lost_reasons.iter();
    let matching: Vec<_> = matching
        .filter(|reason| {
            text.as_ref()
                .is_none_or(|text| reason.name.to_lowercase().contains(text))
        })
        .collect();
    let page = matching
        .iter()
        .skip(skip.max(0) as usize)
        .take(limit.max(0) as usize);
    let rows: Vec<Value> = page
        .map(|reason| {
            json!({
                "id": reason.id, "name": reason.name, "locationId": office.location,
                "createdAt": opened, "updatedAt": opened,
            })
        })
        .collect();
    ok(json!({"lostReasons": rows, "total": matching.len()}))
}
