//! Homes for sale, in the one object that the account made for itself. Read only, but for whoever tries things out.

use serde_json::{Value, json};

use super::exchange::{Exchange, Outcome, Refusal, Route, ok};
use super::shape::{Kind as Shaped, Member, number, text};
use crate::sandbox::world::World;
use crate::sandbox::world::era::{iso, milliseconds};
use crate::sandbox::world::home::{Home, STATUSES};
use crate::sandbox::world::seed::Kind;

/// By what the object is asked for.
const KEY: &str = "custom_objects.property";
/// Its fields: key, name and kind of data.
const FIELDS: [(&str, &str, &str); 11] = [
    ("address", "Address", "TEXT"),
    ("city", "City", "TEXT"),
    ("zip", "Zip code", "TEXT"),
    ("price", "List price", "MONETORY"),
    ("status", "Status", "SINGLE_OPTIONS"),
    ("bedrooms", "Bedrooms", "NUMERICAL"),
    ("bathrooms", "Bathrooms", "NUMERICAL"),
    ("square_feet", "Square feet", "NUMERICAL"),
    ("mls_number", "MLS number", "TEXT"),
    ("owner_contact", "Owner contact", "TEXT"),
    ("liked_by", "Liked by", "TEXT"),
];

const SEARCH: &[Member] = &[
    text("locationId").required(),
    number("page").required(),
    Member::new("pageLimit", Shaped::Whole(1, 500)).required(),
    text("query"),
    Member::new("searchAfter", Shaped::List),
];

/// What can be done with objects.
pub const ROUTES: &[Route] = &[
    Route::get("/objects/", list).needs(&["locationId"]),
    Route::get("/objects/{key}", show).needs(&["locationId"]),
    Route::post("/objects/{key}/records/search", SEARCH, search),
    Route::get("/objects/{key}/records/{id}", one),
];

fn schema(world: &World) -> Value {
    let opened = iso(world.era.opened);
    json!({
        "id": world.id(Kind::Home, 1 << 32), "standard": false, "key": KEY,
        "labels": {"singular": "Property", "plural": "Properties"}, "description": "Homes for sale",
        "locationId": world.office.location, "primaryDisplayProperty": format!("{KEY}.address"),
        "dateAdded": opened, "dateUpdated": opened,
    })
}

fn list(exchange: &mut Exchange<'_>) -> Outcome {
    ok(json!({"objects": [schema(exchange.world)]}))
}

fn show(exchange: &mut Exchange<'_>) -> Outcome {
    known(exchange)?;
    let world = &*exchange.world;
    let opened = iso(world.era.opened);
    let field = |(nr, (key, name, kind)): (u64, &(&str, &str, &str))| {
        let options = STATUSES.map(|(key, label)| json!({"key": key, "label": label}));
        let options = if *kind == "SINGLE_OPTIONS" {
            options.to_vec()
        } else {
            Vec::new()
        };
        json!({
            "id": world.id(Kind::Home, (1 << 33) + nr), "locationId": world.office.location, "name": name,
            "objectKey": KEY, "fieldKey": format!("{KEY}.{key}"), "dataType": kind, "options": options,
            "parentId": world.id(Kind::Home, 1 << 34), "showInForms": false, "dateAdded": opened, "dateUpdated": opened,
        })
    };
    let fields: Vec<Value> = (0_u64..).zip(&FIELDS).map(field).collect();
    let asked = exchange.asked("fetchProperties") == Some("true");
    ok(json!({"object": schema(world), "cache": false, "fields": if asked { fields } else { Vec::new() }}))
}

fn known(exchange: &Exchange<'_>) -> Result<(), Refusal> {
    let key = exchange.part("key");
    (key == KEY)
        .then_some(())
        .ok_or_else(|| Refusal::missing("Object", key))
}

/// In the order in which they were put in, by number of page or behind a record; trailing as searches do.
fn search(exchange: &mut Exchange<'_>) -> Outcome {
    known(exchange)?;
    let whole = |name: &str| {
        exchange
            .body
            .get(name)
            .and_then(Value::as_f64)
            .unwrap_or(1.0)
            .max(1.0) as usize
    };
    let (page, limit) = (whole("page"), whole("pageLimit"));
    let after = exchange.body.get("searchAfter").and_then(Value::as_array);
    let after = after.filter(|after| !after.is_empty());
    let behind = match after.map(|after| after.get(1).and_then(Value::as_str)) {
        None => None,
        Some(id) => Some(
            id.and_then(|id| exchange.world.era.seed.number(Kind::Home, id))
                .ok_or_else(|| Refusal::invalid("searchAfter must be the one of a record"))?,
        ),
    };
    let world = &*exchange.world;
    let words = exchange.text("query").unwrap_or_default().to_lowercase();
    let shown = world.now - milliseconds(world.recipe.lag);
    let found: Vec<&Home> = world
        .homes
        .all()
        .filter(|home| home.added <= shown && home.address.to_lowercase().contains(&words))
        .collect();
    let skip = if behind.is_some() {
        0
    } else {
        (page - 1).saturating_mul(limit)
    };
    let rows = found
        .iter()
        .filter(|home| behind.is_none_or(|behind| home.number > behind));
    let rows: Vec<Value> = rows
        .skip(skip)
        .take(limit)
        .map(|home| record(world, home))
        .collect();
    ok(json!({"records": rows, "total": found.len()}))
}

fn one(exchange: &mut Exchange<'_>) -> Outcome {
    known(exchange)?;
    let (world, id) = (&*exchange.world, exchange.part("id"));
    let number = world.era.seed.number(Kind::Home, id);
    let home = number.and_then(|number| world.homes.get(number));
    let home = home.ok_or_else(|| Refusal::missing("Record", id))?;
    ok(json!({"record": record(world, home)}))
}

/// How a home is spelled.
pub fn record(world: &World, home: &Home) -> Value {
    let person = |number: u64| world.id(Kind::Contact, number);
    let liked: Vec<String> = home.liked.iter().map(|number| person(*number)).collect();
    let id = world.id(Kind::Home, home.number);
    let by = |at: i64| {
        let user = world.office.users.first().map(|user| &user.id);
        json!({"channel": "WEB_USER", "createdAt": iso(at), "source": "WEB_USER", "sourceId": user})
    };
    json!({
        "id": id, "owner": [], "followers": [], "locationId": world.office.location,
        "objectId": world.id(Kind::Home, 1 << 32), "objectKey": KEY,
        "createdAt": iso(home.added), "updatedAt": iso(home.updated),
        "createdBy": by(home.added), "lastUpdatedBy": by(home.updated),
        "searchAfter": [home.added, id],
        "properties": {
            "address": home.address, "city": home.city, "zip": home.zip,
            "price": {"currency": "default", "value": home.price}, "status": home.status,
            "bedrooms": home.beds, "bathrooms": home.baths, "square_feet": home.sqft,
            "mls_number": mls(home), "owner_contact": home.owner.map(person), "liked_by": liked.join(", "),
        },
    })
}

/// Its number at the listing service.
pub fn mls(home: &Home) -> String {
    format!("OG{:06}", 240_000 + home.number)
}
