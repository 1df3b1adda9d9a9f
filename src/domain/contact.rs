//! A person: the typed view of a contact's members, and how to name and reach them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::mask::Identity;
use super::record::{Fields, Members};
use super::value::{ContactId, CustomFieldId, Foreign, Shown, UserId};

/// The members a person may edit in place, with the words the screen uses for them.
/// `assignedTo` and `tags` have commands of their own keys; custom fields are edited as `customFields.<id>`.
pub const EDITABLE: &[(&str, &str)] = &[
    ("firstName", "first name"),
    ("lastName", "last name"),
    ("phone", "phone"),
    ("email", "email"),
    ("address1", "street"),
    ("city", "city"),
    ("state", "state"),
    ("postalCode", "zip"),
    ("country", "country"),
    ("timezone", "time zone"),
    ("source", "source"),
    ("companyName", "company"),
    ("website", "website"),
    ("dateOfBirth", "birthday"),
    ("assignedTo", "owner"),
];

/// Ways of reaching a person for which the CRM keeps a do-not-disturb flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Text message.
    Sms,
    /// E-mail.
    Email,
    /// Telephone.
    Call,
    /// WhatsApp.
    WhatsApp,
    /// Facebook messages.
    Facebook,
    /// Google Business messages.
    Gmb,
}

impl Channel {
    /// Every channel, in the order the screen lists them.
    pub const ALL: [Self; 6] = [
        Self::Sms,
        Self::Email,
        Self::Call,
        Self::WhatsApp,
        Self::Facebook,
        Self::Gmb,
    ];

    /// The key under `dndSettings` in generation v3.
    pub const fn dnd_key(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Call => "call",
            Self::WhatsApp => "whatsApp",
            Self::Facebook => "fb",
            Self::Gmb => "gmb",
        }
    }

    /// The word on the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sms => "text",
            Self::Email => "email",
            Self::Call => "call",
            Self::WhatsApp => "whatsapp",
            Self::Facebook => "facebook",
            Self::Gmb => "google",
        }
    }
}

/// Whether a channel may be used for a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dnd {
    /// Nothing stands against it.
    #[default]
    Open,
    /// Do not disturb is on.
    Active,
    /// Do not disturb for ever; cannot be lifted here.
    Permanent,
}

/// Where a person lives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Street and number.
    pub street: Foreign,
    /// City.
    pub city: Foreign,
    /// State or province.
    pub state: Foreign,
    /// Postal code.
    pub postal_code: Foreign,
    /// Country code.
    pub country: Foreign,
}

/// A person.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// Which one.
    pub id: ContactId,
    /// Given name as written.
    pub first_name: Foreign,
    /// Family name as written.
    pub last_name: Foreign,
    /// The main number, E.164 when the CRM could tell.
    pub phone: Foreign,
    /// Other numbers.
    pub more_phones: Vec<Foreign>,
    /// The main e-mail address.
    pub email: Foreign,
    /// Other addresses.
    pub more_emails: Vec<Foreign>,
    /// Where they live.
    pub address: Address,
    /// IANA zone name, when the CRM knows it.
    pub timezone: Option<String>,
    /// Company.
    pub company: Foreign,
    /// Website.
    pub website: Foreign,
    /// Where the lead came from.
    pub source: Foreign,
    /// The CRM's own word: `lead`, `customer` and others.
    pub kind: Foreign,
    /// Birthday.
    pub born: Option<Date>,
    /// The colleague who owns the person.
    pub assigned_to: Option<UserId>,
    /// Tags, in alphabetical order.
    pub tags: Vec<Foreign>,
    /// Nobody may disturb this person on any channel.
    pub dnd: bool,
    /// Channels on which do-not-disturb is set.
    pub dnd_channels: BTreeMap<Channel, Dnd>,
    /// Values of fields the account added.
    pub custom: BTreeMap<CustomFieldId, Value>,
    /// When the CRM first knew them.
    pub added: Option<Timestamp>,
    /// When the CRM's record last changed.
    pub updated: Option<Timestamp>,
}

impl Contact {
    /// Reads a contact from its members. Never fails: what is missing or mistyped is empty.
    pub fn from_fields(id: ContactId, fields: &Fields) -> Self {
        Self::seen(id, fields)
    }

    /// The same from members that are only looked at.
    pub fn seen(id: ContactId, fields: &impl Members) -> Self {
        Self {
            id,
            first_name: fields.text("firstName"),
            last_name: fields.text("lastName"),
            phone: fields.text("phone"),
            more_phones: fields.texts("additionalPhones"),
            email: fields.text("email"),
            more_emails: fields.texts("additionalEmails"),
            address: Address {
                street: fields.text("address1"),
                city: fields.text("city"),
                state: fields.text("state"),
                postal_code: fields.text("postalCode"),
                country: fields.text("country"),
            },
            timezone: fields.word("timezone").map(str::to_owned),
            company: fields.text("companyName"),
            website: fields.text("website"),
            source: fields.text("source"),
            kind: fields.text("type"),
            born: fields
                .word("dateOfBirth")
                .and_then(|text| text.get(..10)?.parse().ok()),
            assigned_to: fields.word("assignedTo").map(UserId::from),
            tags: fields.texts("tags"),
            dnd: fields.flag("dnd"),
            dnd_channels: dnd_channels(fields),
            custom: fields
                .object("customFields")
                .into_iter()
                .flatten()
                .filter(|(_, value)| !value.is_null())
                .map(|(id, value)| (CustomFieldId::from(id.as_str()), value.clone()))
                .collect(),
            added: fields.time("dateAdded"),
            updated: fields.time("dateUpdated"),
        }
    }

    /// First and last name, else e-mail, else phone, else "no name".
    pub fn name(&self) -> Shown {
        display_name(&self.first_name, &self.last_name, &self.email, &self.phone)
    }

    /// Everything by which they can be recognised in a text.
    pub fn identity(&self) -> Identity {
        let raw = |text: &Foreign| text.raw().trim().to_owned();
        let all = |first: &Foreign, more: &[Foreign]| std::iter::once(first).chain(more).map(raw).collect();
        Identity {
            first: raw(&self.first_name),
            last: raw(&self.last_name),
            others: vec![raw(&self.company)],
            phones: all(&self.phone, &self.more_phones),
            emails: all(&self.email, &self.more_emails),
            addresses: vec![raw(&self.address.street)],
        }
    }

    /// Whether `channel` may be used, from the general flag and the channel's own.
    pub fn dnd_on(&self, channel: Channel) -> Dnd {
        let own = self.dnd_channels.get(&channel).copied().unwrap_or_default();
        if self.dnd { own.max(Dnd::Active) } else { own }
    }
}

/// The name under which a person is shown everywhere. Phone-only, e-mail-only and nameless people are normal.
pub fn display_name(first: &Foreign, last: &Foreign, email: &Foreign, phone: &Foreign) -> Shown {
    let full = match (first.is_empty(), last.is_empty()) {
        (false, false) => Foreign::from(format!("{} {}", first.raw().trim(), last.raw().trim())),
        (false, true) => first.clone(),
        (true, false) => last.clone(),
        (true, true) if !email.is_empty() => email.clone(),
        (true, true) => phone.clone(),
    };
    full.shown().or("no name")
}

/// Whether the CRM has told the do-not-disturb flags of the channels; its lists leave them out. A flag that was set
/// and lifted here leaves nothing behind that it told.
pub fn dnd_told(fields: &Fields) -> bool {
    let told = fields.object("dndSettings");
    told.is_some_and(|told| told.is_empty() || told.values().any(|flag| !flag.is_null()))
}

fn dnd_channels(fields: &impl Members) -> BTreeMap<Channel, Dnd> {
    let Some(settings) = fields.object("dndSettings") else {
        return BTreeMap::new();
    };
    Channel::ALL
        .into_iter()
        .filter_map(|channel| {
            let (_, setting) = settings
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(channel.dnd_key()))?;
            match setting.as_object()?.word("status")? {
                "active" => Some((channel, Dnd::Active)),
                "permanent" => Some((channel, Dnd::Permanent)),
                _ => None,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn contact(value: Value) -> Contact {
        Contact::from_fields(ContactId::from("c1"), value.as_object().unwrap())
    }

    #[test]
    fn a_contact_with_every_member_null_is_still_a_contact() {
        let all_null = EDITABLE
            .iter()
            .map(|(name, _)| ((*name).to_owned(), Value::Null))
            .collect();
        let ana = contact(Value::Object(all_null));
        assert_eq!(ana.name().as_str(), "no name");
        assert_eq!(ana.dnd_on(Channel::Sms), Dnd::Open);
    }

    #[test]
    fn the_general_flag_closes_every_channel_and_permanent_stays_permanent() {
        let ana = contact(json!({"dnd": true, "dndSettings": {"SMS": {"status": "permanent"}}}));
        assert_eq!(ana.dnd_on(Channel::Sms), Dnd::Permanent);
        assert_eq!(ana.dnd_on(Channel::Email), Dnd::Active);
    }

    #[test]
    fn a_person_without_a_name_is_shown_by_mail_or_number() {
        assert_eq!(
            contact(json!({"phone": "+19095550142"})).name().as_str(),
            "+19095550142"
        );
        assert_eq!(
            contact(json!({"email": "a@b.co", "phone": "+1"})).name().as_str(),
            "a@b.co"
        );
        assert_eq!(
            contact(json!({"firstName": " Ana ", "lastName": "Ruiz"}))
                .name()
                .as_str(),
            "Ana Ruiz"
        );
    }
}
