//! Deeds done to the world from outside the API: as if in the web app, by a person, by a scenario file.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::contact::{change, wire};
use super::dialect::Dialect;
use super::exchange::Refusal;
use super::fault::{Armed, Armoury};
use super::home;
use super::opportunity;
use super::plant::{self, Seeds};
use crate::sandbox::world::World;
use crate::sandbox::world::contact::Contact;
use crate::sandbox::world::home::{Home, STATUSES};
use crate::sandbox::world::seed::Kind;
use crate::sandbox::world::thread::Channel;

/// What a deed answers.
pub type Truth = Result<Value, Refusal>;

/// What can be done.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// An edit as if made in the web app: no policies, no limits.
    Edit,
    /// A text or mail from a person.
    Inbound,
    /// Somebody new writes.
    NewLead,
    /// A person fills in a form.
    FillIn,
    /// A home is put in or changed.
    Home,
    /// The next requests fail.
    Fault,
    /// Texts are put where strangers' words stand.
    Plant,
}

impl Deed {
    /// Does it.
    pub fn act(self, world: &mut World, faults: &mut Armoury, body: &Map<String, Value>) -> Truth {
        match self {
            Self::Edit => edit(world, body),
            Self::Inbound => inbound(world, body),
            Self::NewLead => {
                let number = world.new_lead();
                Ok(json!({"contact_id": world.id(Kind::Contact, number)}))
            }
            Self::FillIn => fill_in(world, body),
            Self::Home => put_home(world, body),
            Self::Plant => sow(world, body),
            Self::Fault => {
                let armed: Armed = serde_json::from_value(Value::Object(body.clone()))
                    .map_err(|error| Refusal::new(400, format!("this is not a fault: {error}")))?;
                faults.arm(armed);
                Ok(json!({"faults_armed": faults.left()}))
            }
        }
    }
}

/// A contact by id, or by e-mail, phone or the word `newest`, which scenario files can know.
pub fn find(world: &World, reference: &str) -> Result<Arc<Contact>, Refusal> {
    let known = match reference {
        "newest" => world.newest_contact(),
        _ => world.contact(reference),
    };
    known
        .or_else(|| world.contact_by_reach(Some(reference), Some(reference)))
        .ok_or_else(|| Refusal::missing("Contact", reference))
}

fn word<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str)
}

fn words(body: &Map<String, Value>, name: &str) -> Vec<String> {
    let list = body.get(name).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The contact that `contact_id` or `contact` names.
fn meant(world: &World, body: &Map<String, Value>) -> Result<Arc<Contact>, Refusal> {
    let reference = word(body, "contact_id").or(word(body, "contact"));
    find(world, reference.unwrap_or_default())
}

/// `contact_id` or `contact`, `form` by its name or id; the first one when not given.
fn fill_in(world: &mut World, body: &Map<String, Value>) -> Truth {
    let contact = meant(world, body)?;
    let mut forms = world.office.forms.iter();
    let form = match word(body, "form") {
        None => forms.next(),
        Some(wanted) => forms.find(|form| form.id == wanted || form.name.eq_ignore_ascii_case(wanted)),
    };
    let form = form.map(|form| form.id.clone());
    let form = form.ok_or_else(|| Refusal::missing("Form", word(body, "form").unwrap_or_default()))?;
    let number = world.fill_in(contact.number, &form, world.now);
    Ok(json!({
        "submission": world.era.seed.uuid(Kind::Submission, number),
        "contact_id": world.id(Kind::Contact, contact.number),
    }))
}

/// `home` by id, address or MLS number is changed, or with `delete` taken away, or a new one is put in; `set` has `address`, `price`, `status`, `beds`,
/// `owner` and `liked`, people as everywhere.
fn put_home(world: &mut World, body: &Map<String, Value>) -> Truth {
    let set = body
        .get("set")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    let word = |name: &str| set.get(name).and_then(Value::as_str).map(str::to_owned);
    let status = word("status");
    if let Some(strange) = status
        .as_ref()
        .filter(|status| STATUSES.iter().all(|(key, _)| key != status))
    {
        let known = STATUSES.map(|(key, _)| key).join(", ");
        return Err(Refusal::new(
            400,
            format!("status is one of {known}, not {strange}"),
        ));
    }
    let person = |name: &str| word(name).map(|reference| find(world, &reference)).transpose();
    let (owner, liked) = (person("owner")?, person("liked")?);
    let change = |home: &mut Home| {
        home.address = word("address").unwrap_or_else(|| home.address.clone());
        home.status = status.unwrap_or_else(|| home.status.clone());
        let number = |name: &str| set.get(name).and_then(Value::as_f64);
        home.price = number("price").unwrap_or(home.price);
        home.beds = number("beds").map_or(home.beds, |beds| beds as i64);
        home.owner = owner.map(|owner| owner.number).or(home.owner);
        home.liked.extend(liked.map(|liked| liked.number));
    };
    let number = match body.get("home").and_then(Value::as_str) {
        None => world.list_home(change),
        Some(wanted) => {
            let named = |home: &&Home| {
                [
                    world.id(Kind::Home, home.number),
                    home.address.clone(),
                    home::mls(home),
                ]
                .iter()
                .any(|name| name == wanted)
            };
            let number = world.homes.all().find(named).map(|home| home.number);
            let number = number.ok_or_else(|| Refusal::missing("Home", wanted))?;
            if deletes(body) {
                world.homes.remove(number);
                return Ok(json!({"deleted": true}));
            }
            world.change_home(number, change);
            number
        }
    };
    let home = world.homes.get(number).map(|home| home::record(world, home));
    Ok(home.unwrap_or_default())
}

/// `contact_id` or `contact`, `body`, `channel` sms (when not given) or email, `subject`.
fn inbound(world: &mut World, body: &Map<String, Value>) -> Truth {
    let contact = meant(world, body)?;
    let channel = match word(body, "channel").unwrap_or("sms").to_lowercase().as_str() {
        "sms" => Channel::Sms,
        "email" => Channel::Email,
        other => return Err(Refusal::new(400, format!("channel is sms or email, not {other}"))),
    };
    let text = word(body, "body").unwrap_or_default().to_owned();
    let subject = word(body, "subject").map(str::to_owned);
    let number = world.receive(contact.number, channel, text, subject);
    Ok(json!({
        "message": world.id(Kind::Message, number),
        "contact_id": world.id(Kind::Contact, contact.number),
    }))
}

/// `texts`, each with `place` and `text`; all to `contact`, else one to each person from number `from` (0) on.
fn sow(world: &mut World, body: &Map<String, Value>) -> Truth {
    let seeds: Seeds = serde_json::from_value(Value::Object(body.clone()))
        .map_err(|error| Refusal::new(400, format!("this cannot be planted: {error}")))?;
    let people = match &seeds.contact {
        Some(reference) => vec![find(world, reference)?.number],
        None => plant::people(world, seeds.from, seeds.texts.len())?,
    };
    let planted = seeds.texts.iter().zip(people.iter().cycle());
    let planted: Vec<Value> = planted
        .map(|(text, person)| plant::one(world, *person, text))
        .collect::<Result<_, _>>()?;
    Ok(json!({"planted": planted}))
}

fn edit(world: &mut World, body: &Map<String, Value>) -> Truth {
    if let Some(reference) = word(body, "contact") {
        return edit_contact(world, reference, body);
    }
    if let Some(reference) = word(body, "opportunity") {
        return edit_opportunity(world, reference, body);
    }
    if let Some(settings) = body.get("location").and_then(Value::as_object) {
        let flag = |name: &str, old: bool| settings.get(name).and_then(Value::as_bool).unwrap_or(old);
        world.recipe.flat_messages = flag("flatMessages", world.recipe.flat_messages);
        let office = &mut world.office;
        office.allow_duplicate_contact = flag("allowDuplicateContact", office.allow_duplicate_contact);
        office.allow_duplicate_opportunity =
            flag("allowDuplicateOpportunity", office.allow_duplicate_opportunity);
        return Ok(json!({"location": office.describe()}));
    }
    Err(Refusal::new(
        400,
        "contact, opportunity or location must say what to edit",
    ))
}

fn deletes(body: &Map<String, Value>) -> bool {
    body.get("delete").and_then(Value::as_bool) == Some(true)
}

fn edit_contact(world: &mut World, reference: &str, body: &Map<String, Value>) -> Truth {
    let contact = find(world, reference)?;
    if deletes(body) {
        world.delete_contact(contact.number);
        return Ok(json!({"deleted": true}));
    }
    let mut contact = (*contact).clone();
    if let Some(set) = body.get("set").and_then(Value::as_object) {
        change::apply(world, &mut contact, set)?;
    }
    contact.add_tags(&words(body, "add_tags"));
    contact.remove_tags(&words(body, "remove_tags"));
    let contact = world.save_contact(contact);
    Ok(json!({"contact": wire::record(world, &contact, Dialect::V3)}))
}

fn edit_opportunity(world: &mut World, reference: &str, body: &Map<String, Value>) -> Truth {
    let known = world
        .opportunity(reference)
        .ok_or_else(|| Refusal::missing("Opportunity", reference))?;
    if deletes(body) {
        world.delete_opportunity(known.number);
        return Ok(json!({"deleted": true}));
    }
    let mut opportunity = (*known).clone();
    if let Some(set) = body.get("set").and_then(Value::as_object) {
        opportunity::apply(world, &mut opportunity, set)?;
    }
    let opportunity = world.save_opportunity(opportunity);
    Ok(json!({"opportunity": opportunity::wire::record(world, &opportunity, Dialect::V3)}))
}
