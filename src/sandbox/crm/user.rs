//! Users: the brokerage's own people. Read only.

use serde_json::{Value, json};

use super::dialect::Dialect;
use super::exchange::{Exchange, Outcome, Refusal, Route, ok};
use crate::sandbox::world::office::User;

/// What can be done with users.
pub const ROUTES: &[Route] = &[
    Route::get("/users/search", search).needs(&["companyId"]),
    Route::get("/users/", list)
        .needs(&["locationId"])
        .only(Dialect::Dated),
    Route::get("/users/{userId}", show),
];

fn user(exchange: &Exchange<'_>, user: &User) -> Value {
    json!({
        "id": user.id, "name": user.name(), "firstName": user.first, "lastName": user.last,
        "email": user.email(), "phone": user.phone, "extension": "",
        "permissions": {
            "contactsEnabled": true, "opportunitiesEnabled": true, "conversationsEnabled": true,
            "appointmentsEnabled": true, "settingsEnabled": user.role == "admin",
            "assignedDataOnly": user.role != "admin",
        },
        "roles": {
            "type": "account", "role": user.role, "locationIds": [exchange.world.office.location],
            "restrictSubAccount": false,
        },
        "deleted": false,
    })
}

fn search(exchange: &mut Exchange<'_>) -> Outcome {
    if exchange.asked("companyId") != Some(exchange.world.office.company.as_str()) {
        return Err(Refusal::new(
            403,
            "The token does not have access to this company.",
        ));
    }
    let text = exchange.asked("query").map(str::to_lowercase);
    let (skip, limit) = (
        exchange.asked_number("skip", 0)?,
        exchange.asked_number("limit", 25)?,
    );
    let matches = |user: &&User| {
        text.as_ref()
            .is_none_or(|text| user.name().to_lowercase().contains(text) || user.email().contains(text))
    };
    let found: Vec<&User> = exchange.world.office.users.iter().filter(matches).collect();
    let page = found
        .iter()
        .skip(skip.max(0) as usize)
        .take(limit.max(0) as usize);
    let rows: Vec<Value> = page.map(|known| user(exchange, known)).collect();
    ok(json!({"users": rows, "count": found.len()}))
}

fn list(exchange: &mut Exchange<'_>) -> Outcome {
    let rows: Vec<Value> = exchange
        .world
        .office
        .users
        .iter()
        .map(|known| user(exchange, known))
        .collect();
    ok(json!({"users": rows}))
}

fn show(exchange: &mut Exchange<'_>) -> Outcome {
    let id = exchange.part("userId");
    match exchange.world.office.user(id) {
        Some(known) => ok(user(exchange, known)),
        None => Err(Refusal::missing("User", id)),
    }
}
