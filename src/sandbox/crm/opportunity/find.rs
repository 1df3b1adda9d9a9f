//! Finding opportunities: by query with a two-part cursor, and by body.

use serde_json::{Map, Value, json};

use super::{sums, wire};
use crate::sandbox::crm::exchange::{Exchange, Outcome, Refusal, Route, ok};
use crate::sandbox::crm::search::{Cell, Search, Searchable};
use crate::sandbox::crm::shape::{Kind as Shape, Member, flag, number, text};
use crate::sandbox::world::World;
use crate::sandbox::world::opportunity::Opportunity;
use crate::sandbox::world::seed::Kind;

/// `POST /opportunities/search`.
pub const SEARCH: &[Member] = &[
    text("locationId").required(),
    Member::new("limit", Shape::Whole(1, 500)).required(),
    number("page"),
    Member::new("searchAfter", Shape::List),
    text("query"),
    Member::new("filters", Shape::List),
    Member::new("sort", Shape::List),
    Member::new(
        "additionalDetails",
        Shape::Object(&[
            flag("notes"),
            flag("tasks"),
            flag("calendarEvents"),
            flag("unReadConversations"),
        ]),
    ),
];

const SNAKE: &[&str] = &[
    "location_id",
    "pipeline_id",
    "pipeline_stage_id",
    "contact_id",
    "assigned_to",
];
const CAMEL: &[&str] = &[
    "locationId",
    "pipelineId",
    "pipelineStageId",
    "contactId",
    "assignedTo",
];

/// `GET /opportunities/search`: the generations name its parameters differently and refuse each other's names.
pub const BY_QUERY: Route = {
    let mut route = Route::get("/opportunities/search", by_query);
    route.needs = (&["location_id"], &["locationId"]);
    route.foreign = (CAMEL, SNAKE);
    route
};

impl Searchable for Opportunity {
    const KIND: Kind = Kind::Opportunity;
    const TIMES: (&'static str, &'static str) = ("date_added", "date_updated");
    const SORTS: &'static [&'static str] = &[
        "name",
        "monetary_value",
        "last_status_change_date",
        "last_stage_change_date",
    ];

    fn cell(&self, field: &str, world: &World) -> Option<Cell> {
        let contact = || world.contacts.get(self.contact);
        let cell = match field {
            "id" => Cell::Text(world.id(Kind::Opportunity, self.number)),
            "name" => Cell::Text(self.name.clone()),
            "monetary_value" => self.value.map_or(Cell::Missing, Cell::Number),
            "pipeline_id" => Cell::Text(self.pipeline.clone()),
            "pipeline_stage_id" => Cell::Text(self.stage.clone()),
            "status" => Cell::Text(self.status.clone()),
            "lost_reason_id" => Cell::text(self.lost_reason.as_ref()),
            "source" => Cell::text(self.source.as_ref()),
            "assigned_to" => Cell::text(self.assigned_to.as_ref()),
            "followers" => Cell::Many(self.followers.clone()),
            "contact_id" => Cell::Text(world.id(Kind::Contact, self.contact)),
            "contact_name" => Cell::text(contact()?.name().as_ref()),
            "company_name" => Cell::text(contact()?.company.as_ref()),
            "email" => Cell::text(contact()?.email.as_ref()),
            "phone" => Cell::text(contact()?.phone.as_ref()),
            "date_added" => Cell::Time(self.added),
            "date_updated" => Cell::Time(self.updated),
            "last_status_change_date" => Cell::Time(self.status_since),
            "last_stage_change_date" => Cell::Time(self.stage_since),
            _ => {
                let id = field.strip_prefix("custom_fields.")?;
                let value = self.custom.iter().find(|(known, _)| known == id);
                value.map_or(Cell::Missing, |(_, value)| Cell::json(value))
            }
        };
        Some(cell)
    }

    fn mentions(&self, text: &str, world: &World) -> bool {
        let contact = || world.contacts.get(self.contact);
        self.name.to_lowercase().contains(text)
            || contact().is_some_and(|contact| contact.mentions(text, world))
    }

    fn shortlist(field: &str, value: &str, world: &World) -> Option<Vec<u64>> {
        match field {
            "id" => Some(
                world
                    .era
                    .seed
                    .number(Kind::Opportunity, value)
                    .into_iter()
                    .collect(),
            ),
            "contact_id" => {
                let contact = world.era.seed.number(Kind::Contact, value);
                Some(
                    contact
                        .map(|contact| world.deal_numbers(contact))
                        .unwrap_or_default(),
                )
            }
            _ => None,
        }
    }
}

/// One page by body. The sums of the stages come with the first page.
pub fn search(exchange: &mut Exchange<'_>) -> Outcome {
    let search = Search::read::<Opportunity>(&exchange.body, "limit")?;
    let first = !exchange.body.contains_key("searchAfter");
    let sums = (first && exchange.is_v3()).then(|| sums::by_stage(exchange.world, &search));
    let world = &*exchange.world;
    let asked = exchange.body.get("additionalDetails");
    let flag = |name: &str| {
        asked
            .and_then(|asked| asked.get(name)?.as_bool())
            .unwrap_or(false)
    };
    let details = wire::Details {
        notes: flag("notes"),
        tasks: flag("tasks"),
        events: flag("calendarEvents"),
    };
    let found = search.find(&world.opportunities, world);
    let rows = found
        .rows
        .into_iter()
        .map(|(deal, cursor)| wire::search_record(world, &deal, exchange.dialect, cursor, details));
    let mut body = json!({"opportunities": rows.collect::<Vec<Value>>(), "total": found.total});
    if let (Some(sums), Some(members)) = (sums, body.as_object_mut()) {
        members.insert("stageAggregations".into(), sums);
    }
    ok(body)
}

/// One page by query. The cursor has two parts; one without the other gives page one.
fn by_query(exchange: &mut Exchange<'_>) -> Outcome {
    let limit = exchange.asked_number("limit", 20)?;
    if !(1..=100).contains(&limit) {
        return Err(Refusal::invalid("limit must not be greater than 100"));
    }
    let page = exchange.asked_number("page", 1)?.max(1);
    let body = as_body(exchange, limit, page)?;
    let search = Search::read::<Opportunity>(&body, "limit")?;
    let world = &*exchange.world;
    let flag = |name: &str| exchange.asked(name) == Some("true");
    let details = wire::Details {
        notes: flag("getNotes"),
        tasks: flag("getTasks"),
        events: flag("getCalendarEvents"),
    };
    let found = search.find(&world.opportunities, world);
    let after = found
        .rows
        .last()
        .map(|(deal, _)| (deal.added, world.id(Kind::Opportunity, deal.number)));
    let full = found.rows.len() as i64 == limit;
    let rows = found
        .rows
        .into_iter()
        .map(|(deal, cursor)| wire::search_record(world, &deal, exchange.dialect, cursor, details));
    let rows: Vec<Value> = rows.collect();
    let mut meta = json!({
        "total": found.total,
        "currentPage": page,
        "nextPage": full.then_some(page + 1),
        "prevPage": (page > 1).then_some(page - 1),
    });
    if let (Some((time, id)), Some(members)) = (after, meta.as_object_mut()) {
        members.insert("startAfter".into(), json!(time));
        members.insert("startAfterId".into(), json!(id));
        // As unusable as the real one: another host, and the dated names under v3 too.
        let location = &world.office.location;
        let url = format!(
            "http://localhost:5000/opportunities/search?location_id={location}&startAfter={time}&startAfterId={id}"
        );
        members.insert("nextPageUrl".into(), if full { json!(url) } else { Value::Null });
    }
    ok(json!({"opportunities": rows, "meta": meta, "aggregations": {}}))
}

/// The query as the body that asks for the same.
fn as_body(exchange: &Exchange<'_>, limit: i64, page: i64) -> Result<Map<String, Value>, Refusal> {
    let mut filters = Vec::new();
    let mut eq = |field: &str, value: Option<&str>| {
        filters.extend(value.map(|value| json!({"field": field, "operator": "eq", "value": value})));
    };
    for (snake, camel) in SNAKE.iter().zip(CAMEL).skip(1) {
        eq(snake, exchange.asked(snake).or(exchange.asked(camel)));
    }
    eq("id", exchange.asked("id"));
    match exchange.asked("status") {
        None | Some("all") => {}
        Some(status @ ("open" | "won" | "lost" | "abandoned")) => eq("status", Some(status)),
        Some(_) => {
            return Err(Refusal::invalid(
                "status must be one of the following values: open, won, lost, abandoned, all",
            ));
        }
    }
    let day = |name: &str| exchange.asked(name).map(american_day).transpose();
    if let Some(from) = day("date")? {
        filters.push(json!({"field": "date_added", "operator": "range", "value": {"gte": from}}));
    }
    if let Some(to) = day("endDate")? {
        filters.push(json!({"field": "date_added", "operator": "range", "value": {"lt": to + crate::sandbox::world::era::DAY}}));
    }
    let (field, direction) = match exchange.asked("order") {
        Some("added_asc") => ("date_added", "asc"),
        Some("name_asc") => ("name", "asc"),
        Some("name_desc") => ("name", "desc"),
        _ => ("date_added", "desc"),
    };
    let mut body = json!({
        "limit": limit, "filters": filters, "sort": [{"field": field, "direction": direction}],
        "query": exchange.asked("q"),
    });
    if let Some(members) = body.as_object_mut() {
        match (
            exchange.asked_number("startAfter", 0)?,
            exchange.asked("startAfterId"),
        ) {
            (time, Some(id)) if time > 0 => {
                members.insert("searchAfter".into(), json!([time, id]));
            }
            _ => {
                members.insert("page".into(), json!(page));
            }
        }
    }
    Ok(body.as_object().cloned().unwrap_or_default())
}

/// `mm-dd-yyyy` as the start of that day, in milliseconds.
fn american_day(text: &str) -> Result<i64, Refusal> {
    let day = jiff::civil::Date::strptime("%m-%d-%Y", text).ok();
    let start = day.and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok());
    start
        .map(|start| start.timestamp().as_millisecond())
        .ok_or_else(|| Refusal::invalid("date must be in mm-dd-yyyy format"))
}
