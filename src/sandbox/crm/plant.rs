//! Words put where strangers' words stand: in messages, names, tags, notes, subjects, fields and deals of people.

use serde::Deserialize;
use serde_json::{Value, json};

use super::exchange::Refusal;
use crate::sandbox::world::World;
use crate::sandbox::world::activity::Note;
use crate::sandbox::world::contact::Contact;
use crate::sandbox::world::opportunity::Opportunity;
use crate::sandbox::world::seed::Kind;
use crate::sandbox::world::thread::Channel;

/// Where a text is put.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The body of a text message from the person.
    Message,
    /// The person's first name, with no last name.
    Name,
    /// One of the person's tags; the CRM writes tags in small letters.
    Tag,
    /// A note on the person.
    Note,
    /// The subject of an e-mail from the person.
    Subject,
    /// The first custom field of contacts that holds text.
    Field,
    /// The name of the person's first deal; one is made for who has none.
    Deal,
}

/// One text and its place.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Text {
    /// Where it goes.
    pub place: Place,
    /// What it says.
    pub text: String,
}

/// Texts and the people they go to.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Seeds {
    /// The texts.
    pub texts: Vec<Text>,
    /// Everything goes to this person.
    pub contact: Option<String>,
    /// The number of the first person who gets one; the next text goes to the next person.
    #[serde(default)]
    pub from: u64,
}

/// So many people, by number, from number `from` on.
pub fn people(world: &World, from: u64, count: usize) -> Result<Vec<u64>, Refusal> {
    let known = (from..world.era.contacts).filter(|number| world.contacts.get(*number).is_some());
    let people: Vec<u64> = known.take(count).collect();
    if people.len() < count {
        let sentence = format!(
            "{count} texts want as many people, and only {} are there",
            people.len()
        );
        return Err(Refusal::new(400, sentence));
    }
    Ok(people)
}

/// Puts one text where it belongs, and tells where that was.
pub fn one(world: &mut World, person: u64, text: &Text) -> Result<Value, Refusal> {
    let words = text.text.clone();
    match text.place {
        Place::Message => {
            world.receive(person, Channel::Sms, words, None);
        }
        Place::Subject => {
            let body = "Please see the subject.".to_owned();
            world.receive(person, Channel::Email, body, Some(words));
        }
        Place::Note => note(world, person, words),
        Place::Name => change(world, person, |contact| {
            contact.first_name = Some(words);
            contact.last_name = None;
        }),
        Place::Tag => change(world, person, |contact| contact.add_tag(&words)),
        Place::Deal => deal(world, person, words)?,
        Place::Field => {
            let fields = &world.office.fields;
            let field = fields
                .iter()
                .find(|field| field.model == "contact" && field.data_type.ends_with("TEXT"))
                .map(|field| field.id.clone())
                .ok_or_else(|| Refusal::new(400, "no custom field of contacts holds text"))?;
            change(world, person, |contact| {
                contact.set_field(&field, Value::from(words));
            });
        }
    }
    Ok(json!({"contact_id": world.id(Kind::Contact, person), "text": text.text}))
}

fn note(world: &mut World, contact: u64, body: String) {
    let added = world.now;
    world.notes.add(|number| Note {
        number,
        contact,
        body,
        title: None,
        color: None,
        pinned: false,
        user: None,
        added,
    });
}

fn deal(world: &mut World, person: u64, name: String) -> Result<(), Refusal> {
    let known = world.deals_of(person).first().map(|deal| (**deal).clone());
    let mut deal = if let Some(deal) = known {
        deal
    } else {
        let pipeline = world.office.pipelines.first().cloned();
        let pipeline = pipeline.ok_or_else(|| Refusal::new(400, "no pipeline can hold a deal"))?;
        Opportunity::blank(world.opportunities.fresh_number(), person, &pipeline, world.now)
    };
    deal.name = name;
    world.save_opportunity(deal);
    Ok(())
}

fn change(world: &mut World, person: u64, edit: impl FnOnce(&mut Contact)) {
    if let Some(known) = world.contacts.get(person) {
        let mut contact = (*known).clone();
        edit(&mut contact);
        world.save_contact(contact);
    }
}
