//! Finding contacts: the search both generations have, and the list only the dated one has.

use serde_json::{Value, json};

use super::wire;
use crate::sandbox::crm::exchange::{Exchange, Outcome, ok};
use crate::sandbox::crm::search::{Cell, Search, Searchable};
use crate::sandbox::crm::shape::{Kind as Shape, Member, text};
use crate::sandbox::world::World;
use crate::sandbox::world::contact::Contact;
use crate::sandbox::world::seed::Kind;
use crate::sandbox::world::table::Order;

/// `POST /contacts/search`.
pub const SEARCH: &[Member] = &[
    text("locationId").required(),
    Member::new("pageLimit", Shape::Whole(1, 500)).required(),
    Member::new("page", Shape::Whole(1, i64::MAX)),
    Member::new("searchAfter", Shape::List),
    text("query"),
    Member::new("filters", Shape::List),
    Member::new("sort", Shape::List),
];

impl Searchable for Contact {
    const KIND: Kind = Kind::Contact;
    const TIMES: (&'static str, &'static str) = ("dateAdded", "dateUpdated");
    const SORTS: &'static [&'static str] = &[
        "firstNameLowerCase",
        "lastNameLowerCase",
        "businessName",
        "email",
        "dnd",
        "source",
    ];

    fn cell(&self, field: &str, world: &World) -> Option<Cell> {
        let lower =
            |text: &Option<String>| Cell::text(text.as_ref().map(|text| text.to_lowercase()).as_ref());
        let cell = match field {
            "id" => Cell::Text(world.id(Kind::Contact, self.number)),
            "dateAdded" => Cell::Time(self.added),
            "dateUpdated" => Cell::Time(self.updated),
            "firstNameLowerCase" => lower(&self.first_name),
            "lastNameLowerCase" => lower(&self.last_name),
            "email" => Cell::text(self.email.as_ref()),
            "phone" => Cell::text(self.phone.as_ref()),
            "address" => Cell::text(self.address.as_ref()),
            "city" => Cell::text(self.city.as_ref()),
            "state" => Cell::text(self.state.as_ref()),
            "country" => Cell::text(self.country.as_ref()),
            "postalCode" => Cell::text(self.postal_code.as_ref()),
            "website" => Cell::text(self.website.as_ref()),
            "timezone" => Cell::text(self.timezone.as_ref()),
            "source" => Cell::text(self.source.as_ref()),
            "assignedTo" => Cell::text(self.assigned_to.as_ref()),
            "companyName" | "businessName" => Cell::text(self.company.as_ref()),
            "type" => Cell::Text("lead".to_owned()),
            "dnd" => Cell::Flag(self.dnd),
            "validEmail" => Cell::Flag(self.email.is_some()),
            "tags" => Cell::Many(self.tags.clone()),
            "followers" => Cell::Many(self.followers.clone()),
            "activeWorkflows" => Cell::Many(self.workflows.clone()),
            // Nobody gets to the end of one here.
            "finishedWorkflows" => Cell::Many(Vec::new()),
            _ => return self.nested_cell(field, world),
        };
        Some(cell)
    }

    fn mentions(&self, text: &str, _: &World) -> bool {
        let name = self.name().map(|name| name.to_lowercase());
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        name.is_some_and(|name| name.contains(text))
            || self.email.as_ref().is_some_and(|email| email.contains(text))
            || self
                .company
                .as_ref()
                .is_some_and(|company| company.to_lowercase().contains(text))
            || (digits.len() >= 3 && self.phone.as_ref().is_some_and(|phone| phone.contains(&digits)))
    }

    fn shortlist(field: &str, value: &str, world: &World) -> Option<Vec<u64>> {
        match field {
            "id" => Some(world.era.seed.number(Kind::Contact, value).into_iter().collect()),
            "email" => Some(world.contacts_that_may_have(&value.to_lowercase())),
            "phone" => Some(world.contacts_that_may_have(value)),
            _ => None,
        }
    }
}

impl Contact {
    fn nested_cell(&self, field: &str, world: &World) -> Option<Cell> {
        let (group, rest) = field.split_once('.')?;
        match group {
            "customFields" => {
                let id = rest.split('.').next().unwrap_or_default();
                let value = self.custom.iter().find(|(known, _)| known == id);
                Some(value.map_or(Cell::Missing, |(_, value)| Cell::json(value)))
            }
            "opportunities" => {
                let deals = world.deals_of(self.number);
                let column = |pick: fn(&crate::sandbox::world::opportunity::Opportunity) -> &String| {
                    Cell::Many(deals.iter().map(|deal| pick(deal).clone()).collect())
                };
                match rest {
                    "pipelineId" => Some(column(|deal| &deal.pipeline)),
                    "pipelineStageId" => Some(column(|deal| &deal.stage)),
                    "status" => Some(column(|deal| &deal.status)),
                    _ => None,
                }
            }
            "dndSettings" => {
                let channel = wire::channel(rest.split('.').next().unwrap_or_default());
                let status = self
                    .channels
                    .get(channel)
                    .map_or("inactive", |dnd| dnd.status.as_str());
                Some(Cell::Text(status.to_owned()))
            }
            _ => None,
        }
    }
}

/// One page of a search.
pub fn search(exchange: &mut Exchange<'_>) -> Outcome {
    let search = Search::read::<Contact>(&exchange.body, "pageLimit")?;
    let world = &*exchange.world;
    let found = search.find(&world.contacts, world);
    let rows = found
        .rows
        .into_iter()
        .map(|(contact, cursor)| wire::search_record(world, &contact, cursor));
    ok(json!({"contacts": rows.collect::<Vec<Value>>(), "total": found.total}))
}

/// `GET /contacts/`: newest first. `startAfter` without `startAfterId` gives page one, as the real one does.
pub fn list(exchange: &mut Exchange<'_>) -> Outcome {
    let limit = exchange.asked_number("limit", 20)?.clamp(1, 100) as usize;
    let after = exchange
        .asked("startAfterId")
        .and_then(|id| exchange.world.contact(id));
    let text = exchange.asked("query").map(str::to_lowercase);
    let last = match (after, exchange.asked("startAfter")) {
        (Some(contact), Some(_)) => (contact.added, contact.number),
        _ => (i64::MAX, u64::MAX),
    };
    let world = &*exchange.world;
    let rows: Vec<Value> = world
        .contacts
        .walk(Order::Added, false, (i64::MIN, 0), last)
        .filter(|contact| (contact.added, contact.number) != last)
        .filter(|contact| text.as_ref().is_none_or(|text| contact.mentions(text, world)))
        .take(limit)
        .map(|contact| wire::record(world, &contact, exchange.dialect))
        .collect();
    ok(json!({"contacts": rows, "count": world.contacts.indexed_len()}))
}
