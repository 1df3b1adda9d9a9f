//! Contacts: the record, and the base of a million made-up ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::era::{DAY, Era, iso};
use super::office::Office;
use super::persona::{Persona, Plot, Reach, Side};
use super::place;
use super::seed::{Dice, Kind};
use super::table::{Base, Record};

/// One channel's do-not-disturb setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dnd {
    /// `active` (do not disturb), `inactive` or `permanent`.
    pub status: String,
    /// Why.
    pub message: Option<String>,
    /// A code of the channel's provider.
    pub code: Option<String>,
}

/// A person in the CRM. Times are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// Its number.
    pub number: u64,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Lower case.
    pub email: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State.
    pub state: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country, two letters.
    pub country: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// IANA time zone.
    pub timezone: Option<String>,
    /// Where they came from.
    pub source: Option<String>,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<String>,
    /// As given.
    pub gender: Option<String>,
    /// A user's id.
    pub assigned_to: Option<String>,
    /// Lower case.
    pub tags: Vec<String>,
    /// Do not disturb at all.
    pub dnd: bool,
    /// Do not disturb by channel, keys as v3 writes them.
    pub channels: BTreeMap<String, Dnd>,
    /// Whether what they send is turned away.
    pub inbound_dnd: Option<Dnd>,
    /// Field id to value.
    pub custom: Vec<(String, Value)>,
    /// More addresses.
    pub more_emails: Vec<Value>,
    /// More numbers.
    pub more_phones: Vec<Value>,
    /// Users' ids.
    pub followers: Vec<String>,
    /// Workflows they are in, by id.
    pub workflows: Vec<String>,
    /// Campaigns they are in, by id.
    pub campaigns: Vec<String>,
    /// Whether the first number is a landline, which cannot take texts.
    pub landline: bool,
    /// The page they wrote from.
    pub landed_on: Option<String>,
    /// When they came in.
    pub added: i64,
    /// When the record last changed.
    pub updated: i64,
}

impl Record for Contact {
    fn number(&self) -> u64 {
        self.number
    }
    fn added(&self) -> i64 {
        self.added
    }
    fn updated(&self) -> i64 {
        self.updated
    }
}

impl Contact {
    /// Nobody yet, added at `now`.
    pub fn blank(number: u64, now: i64) -> Self {
        Self {
            number,
            first_name: None,
            last_name: None,
            email: None,
            phone: None,
            company: None,
            address: None,
            city: None,
            state: None,
            postal_code: None,
            country: Some("US".to_owned()),
            website: None,
            timezone: None,
            source: None,
            date_of_birth: None,
            gender: None,
            assigned_to: None,
            tags: Vec::new(),
            dnd: false,
            channels: BTreeMap::new(),
            inbound_dnd: None,
            custom: Vec::new(),
            more_emails: Vec::new(),
            more_phones: Vec::new(),
            followers: Vec::new(),
            workflows: Vec::new(),
            campaigns: Vec::new(),
            landline: false,
            landed_on: None,
            added: now,
            updated: now,
        }
    }

    /// Both names, as far as they are known.
    pub fn name(&self) -> Option<String> {
        let parts: Vec<&str> = [&self.first_name, &self.last_name]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// Something to put on a card: name, e-mail or phone.
    pub fn label(&self) -> String {
        self.name()
            .or_else(|| self.email.clone())
            .or_else(|| self.phone.clone())
            .unwrap_or_default()
    }

    /// Whether messages on this channel (`sms`, `email`, `call` …) are not wanted.
    pub fn refuses(&self, channel: &str) -> bool {
        self.dnd
            || self
                .channels
                .get(channel)
                .is_some_and(|dnd| dnd.status != "inactive")
    }

    /// Adds a tag unless it is there, in the CRM's lower case.
    pub fn add_tag(&mut self, tag: &str) {
        let tag = tag.trim().to_lowercase();
        if !tag.is_empty() && !self.tags.contains(&tag) {
            self.tags.push(tag);
        }
    }

    /// Adds several tags.
    pub fn add_tags(&mut self, tags: &[String]) {
        for tag in tags {
            self.add_tag(tag);
        }
    }

    /// Takes tags away, however they are cased.
    pub fn remove_tags(&mut self, tags: &[String]) {
        let gone: Vec<String> = tags.iter().map(|tag| tag.trim().to_lowercase()).collect();
        self.tags.retain(|known| !gone.contains(known));
    }

    /// Sets one custom field; null clears it.
    pub fn set_field(&mut self, id: &str, value: Value) {
        self.custom.retain(|(known, _)| known != id);
        if !value.is_null() {
            self.custom.push((id.to_owned(), value));
        }
    }
}

/// The people the world began with.
#[derive(Clone, Debug)]
pub struct Contacts {
    /// When they came.
    pub era: Era,
    /// The brokerage as it was founded: ids of users and fields.
    pub office: Arc<Office>,
}

impl Base for Contacts {
    type Item = Contact;

    fn count(&self) -> u64 {
        self.era.contacts
    }

    fn make(&self, number: u64) -> Contact {
        self.person(&Persona::of(&self.era, number, false), number)
    }

    fn added(&self, number: u64) -> i64 {
        self.era.contact_added(number)
    }

    fn updated(&self, number: u64) -> i64 {
        self.era.contact_updated(number)
    }
}

impl Contacts {
    /// The record of a persona, with the base's dates.
    pub fn person(&self, persona: &Persona, number: u64) -> Contact {
        let mut dice = self.era.seed.dice(Kind::Life, number);
        let added = self.era.contact_added(number);
        let mut contact = Contact {
            first_name: persona.first.clone(),
            last_name: persona.last.clone(),
            email: (persona.reach != Reach::Phone).then(|| self.email(persona, number, &mut dice)),
            phone: (persona.reach != Reach::Email).then(|| place::phone(number)),
            source: Some(persona.source.to_owned()),
            assigned_to: persona
                .agent
                .and_then(|agent| Some(self.office.users.get(agent)?.id.clone())),
            landline: dice.chance(2),
            updated: self.era.contact_updated(number),
            ..Contact::blank(number, added)
        };
        if dice.chance(75) {
            contact.timezone = Some(super::office::ZONE.to_owned());
        }
        if persona.side == Side::Seller || dice.chance(45) {
            contact.address = Some(persona.street.clone());
            contact.city = Some(persona.city.name.to_owned());
            contact.state = Some("CA".to_owned());
            contact.postal_code = Some(dice.pick(persona.city.zips).to_owned());
        }
        if dice.chance(12) {
            contact.date_of_birth = Some(format!(
                "{}-{:02}-{:02}",
                dice.between(1948, 2003),
                dice.between(1, 12),
                dice.between(1, 28)
            ));
        }
        if matches!(persona.source, "Website" | "Facebook Ads" | "Google Ads") {
            let street = place::plain(&persona.street);
            contact.landed_on = Some(format!("https://orangegrove.example/homes/{street}"));
        }
        if dice.chance(4) {
            let extra = format!("{}.work@example.net", place::plain(persona.greeting()));
            contact.more_emails.push(json!({"email": extra}));
        }
        tag(&mut contact, persona, &mut dice);
        self.answer_fields(&mut contact, persona, &mut dice);
        if persona.plot == Plot::OptOut {
            contact.channels.insert(
                "sms".to_owned(),
                Dnd {
                    status: "active".to_owned(),
                    message: Some("Replied STOP".to_owned()),
                    code: None,
                },
            );
        }
        contact
    }

    /// Nobody else's address: the digits at its end lead back to the number.
    fn email(&self, persona: &Persona, number: u64, dice: &mut Dice) -> String {
        let first = place::plain(persona.first.as_deref().unwrap_or_default());
        let last = place::plain(persona.last.as_deref().unwrap_or_default());
        let initial = first.get(..1).unwrap_or_default();
        let name = match dice.below(4) {
            0 => format!("{first}.{last}"),
            1 => format!("{initial}{last}"),
            2 => format!("{first}_{last}"),
            _ => format!("{first}{last}"),
        };
        let name = name.trim_matches(['.', '_']);
        let name = if name.is_empty() { "casa" } else { name };
        let host = dice.pick(&[
            "example.com",
            "example.net",
            "example.org",
            "mail.example",
            "inbox.example",
        ]);
        format!("{name}{}@{host}", self.digits(number))
    }

    /// The person whose untouched e-mail this is.
    pub fn email_owner(&self, email: &str) -> Option<u64> {
        let (name, _) = email.split_once('@')?;
        let digits = name.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let number = self.number_of(digits.parse().ok()?)?;
        (number < self.count() && self.make(number).email.as_deref() == Some(email)).then_some(number)
    }

    /// A number that does not look counted: the multiplication permutes everything under the power of ten.
    fn digits(&self, number: u64) -> u64 {
        number % self.power() * 7_919 % self.power() + number / self.power() * self.power()
    }

    fn number_of(&self, digits: u64) -> Option<u64> {
        let power = self.power();
        let back = inverse(7_919, power)?;
        Some(
            u64::try_from(u128::from(digits % power) * u128::from(back) % u128::from(power)).ok()?
                + digits / power * power,
        )
    }

    fn power(&self) -> u64 {
        10_u64.pow(self.era.contacts.max(100).ilog10() + 1)
    }

    fn answer_fields(&self, contact: &mut Contact, persona: &Persona, dice: &mut Dice) {
        if persona.spanish {
            self.set(contact, "contact.language", json!("Español"));
        }
        if matches!(persona.plot, Plot::Fresh | Plot::Silent) && dice.chance(70) {
            return;
        }
        let choice = |dice: &mut Dice, key: &str| {
            let options = self
                .office
                .field(key)
                .map(|field| field.options.as_slice())
                .unwrap_or_default();
            options
                .get(dice.below(options.len() as u64) as usize)
                .cloned()
                .unwrap_or_default()
        };
        let timeline = choice(dice, "contact.timeline");
        self.set(contact, "contact.timeline", json!(timeline));
        self.set(contact, "contact.budget", json!(persona.money));
        if persona.side == Side::Buyer {
            let approval = choice(dice, "contact.preapproval_status");
            if approval == "Pre-approved" {
                contact.add_tag("pre-approved");
                self.set(
                    contact,
                    "contact.lender",
                    json!(dice.pick(&["Sun Valley Lending", "Inland Credit Union", "First Mesa Bank"])),
                );
                if dice.chance(50) {
                    let id = self.era.seed.id(Kind::Trace, contact.number);
                    let letter = json!({ id.clone(): {
                        "meta": {"fieldname": "preapproval_letter", "originalname": "letter.pdf",
                                 "mimetype": "application/pdf", "size": 48_213},
                        "documentId": id, "url": format!("https://files.orangegrove.example/{id}.pdf"),
                    }});
                    self.set(contact, "contact.preapproval_letter", letter);
                }
            }
            self.set(contact, "contact.preapproval_status", json!(approval));
            let mut areas = vec![persona.city.name.to_owned()];
            let second = choice(dice, "contact.areas");
            if !areas.contains(&second) && dice.chance(60) {
                areas.push(second);
            }
            self.set(contact, "contact.areas", json!(areas));
            self.set(contact, "contact.bedrooms", json!(dice.between(2, 5)));
            if dice.chance(55) {
                let wish = choice(dice, "contact.must_haves");
                self.set(contact, "contact.must_haves", json!([wish]));
            }
        } else {
            let (beds, baths) = (dice.between(2, 5), dice.between(1, 3));
            let feet = dice.between(95, 310) * 10;
            let details = json!({"beds": beds.to_string(), "baths": baths.to_string(), "square_feet": feet.to_string()});
            self.set(contact, "contact.property_details", details);
        }
        if dice.chance(30) {
            let wish = dice.pick(WISHES);
            self.set(contact, "contact.wishes", json!(wish));
        }
        if dice.chance(25) {
            let day = iso(self.era.opened + dice.between(20, 300) * DAY);
            self.set(contact, "contact.move_by", json!(day.get(..10)));
        }
        if contact
            .first_name
            .as_deref()
            .is_some_and(|name| name.contains('&'))
        {
            self.set(
                contact,
                "contact.partner_phone",
                json!(place::phone(contact.number + 500_000)),
            );
        }
    }

    fn set(&self, contact: &mut Contact, key: &str, value: Value) {
        if let Some(field) = self.office.field(key) {
            contact.set_field(&field.id, value);
        }
    }
}

const WISHES: &[&str] = &[
    "Quiet street, near good schools, room for my mother.\nNo busy road please.",
    "A yard for two dogs. We rent month to month.",
    "Has to be under an hour to Irvine in the morning.",
    "We would like to keep the rate we have, so price matters most.",
    "Single storey only, my knees are done with stairs.",
    "Casa con espacio para la familia y un taller.",
];

fn tag(contact: &mut Contact, persona: &Persona, dice: &mut Dice) {
    contact.add_tag(if persona.side == Side::Buyer {
        "buyer-lead"
    } else {
        "seller-lead"
    });
    match persona.plot {
        Plot::Fresh => contact.add_tag("needs qualifying"),
        Plot::Silent => contact.add_tag("cold-lead"),
        Plot::Nurture => contact.add_tag("nurture"),
        Plot::Appointment | Plot::Offer | Plot::Contract => contact.add_tag("hot-lead"),
        Plot::Closed => contact.add_tag("past client"),
        Plot::OptOut => contact.add_tag("do not text"),
        Plot::Lost => {}
    }
    if persona.spanish {
        contact.add_tag("español");
    }
    match persona.source {
        "Zillow" => contact.add_tag("zillow"),
        "Open House" => contact.add_tag("open house"),
        "Sphere" => contact.add_tag("sphere"),
        _ => {}
    }
    if dice.chance(15) {
        contact.add_tag(dice.pick(&["first-time buyer", "investor", "va loan", "relocation", "vip"]));
    }
}

/// The inverse of `value` modulo `modulus`, by Euclid; `None` when they share a factor.
fn inverse(value: u64, modulus: u64) -> Option<u64> {
    let (mut old, mut new) = (i128::from(value % modulus), i128::from(modulus));
    let (mut old_factor, mut new_factor) = (1_i128, 0_i128);
    while new != 0 {
        let quotient = old / new;
        (old, new) = (new, old - quotient * new);
        (old_factor, new_factor) = (new_factor, old_factor - quotient * new_factor);
    }
    if old != 1 {
        return None;
    }
    u64::try_from(old_factor.rem_euclid(i128::from(modulus))).ok()
}
