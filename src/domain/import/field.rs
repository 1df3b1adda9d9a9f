//! What a column means, by its head: the words that people, other programs and the CRM's own export use.

use crate::domain::contact::Channel;
use crate::domain::custom_field::CustomField;
use crate::domain::value::CustomFieldId;

/// What a column is taken as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// A member of a person, under the CRM's name.
    Member(&'static str),
    /// Given and family name in one.
    FullName,
    /// Telephone numbers; the first is the main one.
    Phones,
    /// E-mail addresses; the first is the main one.
    Emails,
    /// Tags.
    Tags,
    /// A note, written on those who are new.
    Note,
    /// A yes means: do not disturb, on this channel or on all.
    Dnd(Option<Channel>),
    /// The CRM's id of the person, or ours.
    Id,
    /// A field the account added.
    Custom(CustomFieldId),
}

/// What a column is taken as, or why it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It is taken.
    Taken(Field),
    /// It is known and never taken, because the CRM says it.
    Known,
    /// Nobody said what it is.
    Unknown,
}

/// Heads and what they mean, letters and digits only, in small letters.
const WORDS: &[(&[&str], Field)] = &[
    (
        &["firstname", "first", "givenname", "given", "forename", "nombre"],
        Field::Member("firstName"),
    ),
    (
        &[
            "lastname",
            "last",
            "familyname",
            "surname",
            "apellido",
            "apellidos",
        ],
        Field::Member("lastName"),
    ),
    (
        &[
            "name",
            "fullname",
            "contactname",
            "displayname",
            "contact",
            "client",
            "clientname",
        ],
        Field::FullName,
    ),
    (
        &[
            "phone",
            "phonenumber",
            "mobile",
            "mobilephone",
            "cell",
            "cellphone",
            "telephone",
            "tel",
            "primaryphone",
            "homephone",
            "workphone",
            "businessphone",
            "phone1",
            "phone2",
            "phone3",
            "phone1value",
            "phone2value",
            "phone3value",
            "additionalphones",
            "additionalphonenumbers",
            "morephones",
            "telefono",
            "otherphone",
        ],
        Field::Phones,
    ),
    (
        &[
            "email",
            "emailaddress",
            "mail",
            "primaryemail",
            "homeemail",
            "workemail",
            "email1",
            "email2",
            "email3",
            "email1value",
            "email2value",
            "email3value",
            "emailaddress2",
            "emailaddress3",
            "additionalemails",
            "moreemails",
            "correo",
        ],
        Field::Emails,
    ),
    (
        &[
            "address",
            "address1",
            "street",
            "streetaddress",
            "mailingaddress",
            "homestreet",
            "addressline1",
        ],
        Field::Member("address1"),
    ),
    (&["city", "town", "homecity"], Field::Member("city")),
    (
        &["state", "province", "region", "homestate", "stateprovince"],
        Field::Member("state"),
    ),
    (
        &["zip", "zipcode", "postalcode", "postcode", "homepostalcode"],
        Field::Member("postalCode"),
    ),
    (
        &["country", "homecountry", "countryregion"],
        Field::Member("country"),
    ),
    (&["timezone", "tz"], Field::Member("timezone")),
    (
        &["source", "leadsource", "contactsource"],
        Field::Member("source"),
    ),
    (
        &[
            "company",
            "companyname",
            "organization",
            "organisation",
            "businessname",
        ],
        Field::Member("companyName"),
    ),
    (&["website", "url", "web"], Field::Member("website")),
    (
        &["birthday", "dateofbirth", "dob", "birthdate"],
        Field::Member("dateOfBirth"),
    ),
    (
        &["owner", "assignedto", "assigneduser", "agent", "assigned"],
        Field::Member("assignedTo"),
    ),
    (
        &["tags", "tag", "labels", "groups", "categories", "groupmembership"],
        Field::Tags,
    ),
    (&["note", "notes", "comment", "comments", "remarks"], Field::Note),
    (
        &[
            "dnd",
            "donotdisturb",
            "donotcontact",
            "unsubscribed",
            "optedout",
            "optout",
        ],
        Field::Dnd(None),
    ),
    (
        &["dndsms", "dndtext", "donottext", "smsoptout", "smsdnd"],
        Field::Dnd(Some(Channel::Sms)),
    ),
    (
        &[
            "dndemail",
            "donotemail",
            "emailoptout",
            "emailunsubscribed",
            "emaildnd",
        ],
        Field::Dnd(Some(Channel::Email)),
    ),
    (
        &["dndcall", "donotcall", "dnc", "calldnd"],
        Field::Dnd(Some(Channel::Call)),
    ),
    (&["contactid", "id", "remoteid", "crmid"], Field::Id),
];

/// Heads of the CRM's own export and of ours whose values the CRM says itself.
const SAID: &[&str] = &[
    "created",
    "createdat",
    "dateadded",
    "added",
    "updated",
    "updatedat",
    "dateupdated",
    "lastactivity",
    "lastin",
    "lastout",
    "unread",
    "stage",
    "value",
    "pending",
    "active",
    "dndmore",
];

/// A head with only its letters and digits, in small letters.
fn simple(head: &str) -> String {
    head.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What each column means. `maps` are the words of the person, `column=field`: a column by its head or its number from
/// 1, a field by any of the words it is known by, `custom.NAME`, or nothing to leave the column out. The error is a
/// sentence without its end.
pub fn meanings(head: &[String], maps: &[String], custom: &[CustomField]) -> Result<Vec<Meaning>, String> {
    let mut meanings: Vec<Meaning> = head.iter().map(|title| meaning(title, custom)).collect();
    for map in maps {
        let (column, field) = map
            .rsplit_once('=')
            .ok_or_else(|| format!("\"{map}\" is not column=field"))?;
        let at = place(head, column).ok_or_else(|| {
            format!(
                "the file has no column \"{}\"; it has {}",
                column.trim(),
                listed(head)
            )
        })?;
        let wanted = match meaning(field, custom) {
            _ if field.trim().is_empty() => Meaning::Unknown,
            Meaning::Taken(field) => Meaning::Taken(field),
            _ => return Err(format!("\"{}\" is no field of a person", field.trim())),
        };
        if let Some(slot) = meanings.get_mut(at) {
            *slot = wanted;
        }
    }
    Ok(meanings)
}

fn listed(head: &[String]) -> String {
    let titles: Vec<String> = head.iter().map(|title| format!("\"{title}\"")).collect();
    titles.join(", ")
}

fn place(head: &[String], column: &str) -> Option<usize> {
    let exactly = head.iter().position(|title| title.trim() == column.trim());
    let by_number = || {
        let number: usize = column.trim().parse().ok()?;
        (1..=head.len()).contains(&number).then(|| number - 1)
    };
    exactly
        .or_else(|| head.iter().position(|title| simple(title) == simple(column)))
        .or_else(by_number)
}

/// Our words go before the names of fields that the account added, which `custom.` names for sure; nothing is guessed.
fn meaning(title: &str, custom: &[CustomField]) -> Meaning {
    let wanted = simple(title);
    if wanted.is_empty() {
        return Meaning::Unknown;
    }
    let bare = title.trim().strip_prefix("custom.").map(simple);
    let added = custom
        .iter()
        .filter(|field| field.model == "contact")
        .find(|field| {
            let key = field.key.rsplit('.').next().unwrap_or_default();
            let names = [simple(field.name.raw()), simple(key), simple(field.id.as_str())];
            names.contains(bare.as_ref().unwrap_or(&wanted))
        });
    let word = WORDS.iter().find(|(words, _)| words.contains(&wanted.as_str()));
    match (bare, added, word) {
        (Some(_), Some(field), _) | (None, Some(field), None) => {
            Meaning::Taken(Field::Custom(field.id.clone()))
        }
        (None, _, Some((_, field))) => Meaning::Taken(field.clone()),
        (None, None, None) if SAID.contains(&wanted.as_str()) => Meaning::Known,
        _ => Meaning::Unknown,
    }
}

impl Meaning {
    /// The words for a person.
    pub fn words(&self, custom: &[CustomField]) -> String {
        match self {
            Self::Taken(field) => field.words(custom),
            Self::Known => "left out: the CRM says this itself".to_owned(),
            Self::Unknown => "left out: nobody said what this is".to_owned(),
        }
    }
}

impl Field {
    /// The words for a person.
    pub fn words(&self, custom: &[CustomField]) -> String {
        match self {
            Self::Member(name) => crate::domain::decide::word_for(name),
            Self::FullName => "first and last name".to_owned(),
            Self::Phones => "phone".to_owned(),
            Self::Emails => "email".to_owned(),
            Self::Tags => "tags".to_owned(),
            Self::Note => "note (for those who are new)".to_owned(),
            Self::Dnd(None) => "do not disturb".to_owned(),
            Self::Dnd(Some(channel)) => format!("do not disturb, {}", channel.word()),
            Self::Id => "who it is".to_owned(),
            Self::Custom(id) => {
                let name = custom
                    .iter()
                    .find(|field| field.id == *id)
                    .map(|field| field.name.shown());
                format!(
                    "custom.{}",
                    name.map_or_else(|| id.to_string(), |name| name.to_string())
                )
            }
        }
    }
}
