//! Permission, read from what the CRM keeps: it has no consent record of its own, so accounts write it down in custom
//! fields, in the type of the contact, or not at all. What cannot be read is no permission.

use std::collections::BTreeMap;

use serde_json::Value;

use super::request::{Basis, Consent};
use crate::domain::contact::{Channel, Contact};
use crate::domain::value::CustomFieldId;

/// Types of a contact who is a client already.
pub const CLIENTS: [&str; 3] = ["customer", "client", "past client"];

/// The permission to write to `contact` on `channel`. `names` are the names of the account's custom fields; `wrote`
/// says whether they have ever written on this channel themselves.
pub fn known(
    contact: &Contact,
    channel: Channel,
    names: &BTreeMap<CustomFieldId, String>,
    wrote: bool,
) -> Option<Consent> {
    let written = contact
        .custom
        .iter()
        .find_map(|(id, value)| field(names.get(id)?, value, channel));
    let enquiry = || {
        wrote.then(|| Consent {
            basis: Basis::Enquiry,
            source: format!("they wrote on this channel ({})", channel.word()),
        })
    };
    let client = || {
        let kind = contact.kind.raw().trim().to_lowercase();
        CLIENTS.contains(&kind.as_str()).then(|| Consent {
            basis: Basis::Client,
            source: format!("type {kind}"),
        })
    };
    written.or_else(enquiry).or_else(client)
}

/// Whether a field of that name holds a permission.
pub fn is_permission(name: &str) -> bool {
    let folded = name.to_lowercase();
    ["consent", "opt-in", "opt in"]
        .iter()
        .any(|word| folded.contains(word))
}

/// Whether a field of that name holds a permission for a channel. One that names another channel is not about this one; one
/// that names none is about all.
pub fn is_about(name: &str, channel: Channel) -> bool {
    let folded = name.to_lowercase();
    let about = [
        (Channel::Sms, &["sms", "text"][..]),
        (Channel::Email, &["email", "e-mail"]),
        (Channel::Call, &["call", "phone"]),
    ];
    let mut named = about
        .iter()
        .filter(|(_, words)| words.iter().any(|word| folded.contains(word)))
        .peekable();
    is_permission(name) && (named.peek().is_none() || named.any(|(about, _)| *about == channel))
}

/// Whether the value of such a field is a yes.
pub fn says_yes(value: &Value) -> bool {
    yes(value).is_some()
}

/// The words of a yes.
fn yes(value: &Value) -> Option<String> {
    let said = match value {
        Value::Bool(yes) => yes.to_string(),
        Value::String(text) => text.trim().to_lowercase(),
        Value::Array(list) => list.first()?.as_str()?.trim().to_lowercase(),
        _ => return None,
    };
    let yes = [
        "yes", "true", "y", "1", "granted", "opted in", "written", "verbal", "on",
    ];
    let first = said
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let is_yes = yes.iter().any(|word| said == *word || first == *word);
    is_yes.then_some(said)
}

/// A field such as "SMS consent" with a yes in it.
fn field(name: &str, value: &Value, channel: Channel) -> Option<Consent> {
    let said = is_about(name, channel).then(|| yes(value))??;
    let basis = if said.contains("verbal") {
        Basis::Verbal
    } else {
        Basis::Written
    };
    Some(Consent {
        basis,
        source: format!("field {name}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn basis(custom: &Value, kind: &str, wrote: bool, channel: Channel) -> Option<Basis> {
        let names = [("f1", "SMS consent"), ("f2", "Consent"), ("f3", "Budget")]
            .map(|(id, name)| (CustomFieldId::from(id), name.to_owned()))
            .into();
        let fields = json!({"customFields": custom, "type": kind});
        let contact = Contact::from_fields("c1".into(), fields.as_object().unwrap());
        known(&contact, channel, &names, wrote).map(|consent| consent.basis)
    }

    #[test]
    fn permission_is_read_and_what_says_no_is_none() {
        let none = json!({});
        assert_eq!(basis(&none, "lead", false, Channel::Sms), None);
        assert_eq!(basis(&none, "lead", true, Channel::Sms), Some(Basis::Enquiry));
        assert_eq!(basis(&none, "customer", false, Channel::Sms), Some(Basis::Client));
        let sms = json!({"f1": "Yes, 2026-03-01 web form"});
        assert_eq!(basis(&sms, "lead", false, Channel::Sms), Some(Basis::Written));
        let sms = json!({"f1": "Yes"});
        assert_eq!(basis(&sms, "lead", false, Channel::Sms), Some(Basis::Written));
        assert_eq!(basis(&sms, "lead", false, Channel::Email), None);
        let all = json!({"f2": ["Verbal"]});
        assert_eq!(basis(&all, "lead", false, Channel::Email), Some(Basis::Verbal));
        for no in [
            json!({"f2": "no"}),
            json!({"f2": false}),
            json!({"f3": "yes"}),
            json!({"f2": ""}),
        ] {
            assert_eq!(basis(&no, "lead", false, Channel::Sms), None, "{no}");
        }
    }
}
