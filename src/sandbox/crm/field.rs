//! Custom fields: their definitions.

use serde_json::{Value, json};

use super::exchange::{Exchange, Outcome, Refusal, Route, created, ok};
use super::shape::{Kind as Shape, Member, flag, number, text, texts};
use crate::sandbox::world::office::Field;
use crate::sandbox::world::place::plain;
use crate::sandbox::world::seed::Kind;

/// Members of both bodies.
macro_rules! definition {
    ($($first:expr),*) => {
        &[
            text("name").required(), text("placeholder"), texts("acceptedFormat"), flag("isMultipleFile"),
            number("maxNumberOfFiles"), Member::new("textBoxListOptions", Shape::List), number("position"),
            Member::new("model", Shape::Choice(&["contact", "opportunity"])), $($first),*
        ]
    };
}
const CREATE: &[Member] = definition![text("dataType").required()];
const UPDATE: &[Member] = definition![];

/// What can be done with custom fields.
pub const ROUTES: &[Route] = &[
    Route::get("/locations/{locationId}/customFields", list),
    Route::post("/locations/{locationId}/customFields", CREATE, create),
    Route::get("/locations/{locationId}/customFields/{id}", show),
    Route::put("/locations/{locationId}/customFields/{id}", UPDATE, update),
    Route::delete("/locations/{locationId}/customFields/{id}", delete),
];

fn field(exchange: &Exchange<'_>, field: &Field, position: usize) -> Value {
    let mut row = json!({
        "id": field.id, "name": field.name, "fieldKey": field.key, "dataType": field.data_type,
        "model": field.model, "position": position * 50, "placeholder": field.placeholder,
        "locationId": exchange.world.office.location,
    });
    if let Some(members) = row.as_object_mut() {
        if !field.options.is_empty() {
            members.insert("picklistOptions".into(), json!(field.options));
        }
        if field.data_type == "FILE_UPLOAD" {
            members.insert("isMultiFileAllowed".into(), json!(true));
            members.insert("maxFileLimit".into(), json!(5));
        }
    }
    row
}

fn list(exchange: &mut Exchange<'_>) -> Outcome {
    let model = exchange.asked("model").unwrap_or("contact");
    if !["contact", "opportunity", "all"].contains(&model) {
        return Err(Refusal::invalid(
            "model must be one of the following values: contact, opportunity, all",
        ));
    }
    let fields = exchange.world.office.fields.iter().enumerate();
    let wanted = fields.filter(|(_, known)| model == "all" || known.model == model);
    let rows: Vec<Value> = wanted
        .map(|(place, known)| field(exchange, known, place))
        .collect();
    ok(json!({"customFields": rows}))
}

fn named(exchange: &Exchange<'_>) -> Result<(usize, Field), Refusal> {
    let id = exchange.part("id");
    let mut fields = exchange.world.office.fields.iter().cloned().enumerate();
    fields
        .find(|(_, known)| known.id == id)
        .ok_or_else(|| Refusal::missing("Custom field", id))
}

/// Each option is an object whose label and prefilled value, where they are told, are words.
fn check_options(exchange: &Exchange<'_>) -> Result<(), Refusal> {
    let options = exchange.body.get("textBoxListOptions").and_then(Value::as_array);
    let is_words = |option: &Value, name: &str| option.get(name).is_none_or(Value::is_string);
    let is_option =
        |option: &Value| option.is_object() && is_words(option, "label") && is_words(option, "prefillValue");
    if options.is_none_or(|options| options.iter().all(is_option)) {
        Ok(())
    } else {
        Err(Refusal::invalid(
            "each value in textBoxListOptions must be an object with a string label",
        ))
    }
}

fn create(exchange: &mut Exchange<'_>) -> Outcome {
    check_options(exchange)?;
    let (name, model) = (
        exchange.text("name").unwrap_or_default(),
        exchange.text("model").unwrap_or("contact"),
    );
    let labels = exchange.body.get("textBoxListOptions").and_then(Value::as_array);
    let labels = labels
        .into_iter()
        .flatten()
        .filter_map(|option| option.get("label")?.as_str());
    let made = Field {
        id: String::new(),
        name: name.to_owned(),
        key: format!("{model}.{}", plain(name)),
        data_type: exchange.text("dataType").unwrap_or_default().to_owned(),
        model: model.to_owned(),
        options: labels.map(str::to_owned).collect(),
        placeholder: exchange.text("placeholder").unwrap_or_default().to_owned(),
    };
    let number = exchange.world.office.next_number();
    let made = Field {
        id: exchange.world.id(Kind::CustomField, number),
        ..made
    };
    exchange.world.office.fields.push(made.clone());
    created(json!({"customField": field(exchange, &made, exchange.world.office.fields.len() - 1)}))
}

fn show(exchange: &mut Exchange<'_>) -> Outcome {
    let (place, known) = named(exchange)?;
    ok(json!({"customField": field(exchange, &known, place)}))
}

/// A rename changes the name, never id or key.
fn update(exchange: &mut Exchange<'_>) -> Outcome {
    let (place, mut known) = named(exchange)?;
    check_options(exchange)?;
    exchange
        .text("name")
        .unwrap_or_default()
        .clone_into(&mut known.name);
    if let Some(placeholder) = exchange.text("placeholder") {
        placeholder.clone_into(&mut known.placeholder);
    }
    if let Some(slot) = exchange.world.office.fields.get_mut(place) {
        slot.clone_from(&known);
    }
    ok(json!({"customField": field(exchange, &known, place)}))
}

fn delete(exchange: &mut Exchange<'_>) -> Outcome {
    let (place, _) = named(exchange)?;
    exchange.world.office.fields.remove(place);
    ok(json!({"succeded": true}))
}
