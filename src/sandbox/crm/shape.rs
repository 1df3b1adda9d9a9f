//! What a request body may hold. The CRM refuses members it does not know, and so do we.

use serde_json::{Map, Value};

use super::dialect::Dialect;

/// The kind of a member's value.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A string.
    Text,
    /// An address with an at sign.
    Email,
    /// A number.
    Number,
    /// A whole number within bounds, both included.
    Whole(i64, i64),
    /// True or false.
    Flag,
    /// A list of strings.
    Texts,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of anything.
    List,
    /// An object with these members.
    Object(&'static [Member]),
    /// A list of objects with these members.
    Objects(&'static [Member]),
    /// Anything.
    Any,
}

/// One member of a body.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    name: &'static str,
    kind: Kind,
    required: bool,
    clears: bool,
    only: Option<Dialect>,
}

impl Member {
    /// A member that may be left out.
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            required: false,
            clears: matches!(kind, Kind::Any),
            only: None,
        }
    }

    /// It must be there.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// It may be null, which clears it.
    pub const fn or_null(mut self) -> Self {
        self.clears = true;
        self
    }

    /// It exists in one dialect only.
    pub const fn only(mut self, dialect: Dialect) -> Self {
        self.only = Some(dialect);
        self
    }
}

/// A string member.
pub const fn text(name: &'static str) -> Member {
    Member::new(name, Kind::Text)
}

/// A numeric member.
pub const fn number(name: &'static str) -> Member {
    Member::new(name, Kind::Number)
}

/// A true-or-false member.
pub const fn flag(name: &'static str) -> Member {
    Member::new(name, Kind::Flag)
}

/// A list of strings.
pub const fn texts(name: &'static str) -> Member {
    Member::new(name, Kind::Texts)
}

/// Everything wrong with a body, in the validator's words; empty when it is fine.
pub fn complaints(body: &Map<String, Value>, members: &[Member], dialect: Dialect) -> Vec<String> {
    let mut list = Vec::new();
    object(body, members, dialect, "", &mut list);
    list
}

fn object(
    body: &Map<String, Value>,
    members: &[Member],
    dialect: Dialect,
    prefix: &str,
    list: &mut Vec<String>,
) {
    let spoken = |member: &&Member| member.only.is_none_or(|only| only == dialect);
    for name in body.keys() {
        if !members.iter().filter(spoken).any(|member| member.name == name) {
            list.push(format!("{prefix}property {name} should not exist"));
        }
    }
    for member in members.iter().filter(spoken) {
        let name = format!("{prefix}{}", member.name);
        match body.get(member.name) {
            None | Some(Value::Null) if member.required => {
                list.push(format!("{name} should not be empty"));
                list.push(format!("{name} {}", rule(member.kind)));
            }
            None => {}
            Some(Value::Null) if member.clears => {}
            Some(Value::String(text)) if member.required && text.is_empty() => {
                list.push(format!("{name} should not be empty"));
            }
            Some(value) => check(value, member.kind, dialect, &name, list),
        }
    }
}

fn check(value: &Value, kind: Kind, dialect: Dialect, name: &str, list: &mut Vec<String>) {
    let fits = match kind {
        Kind::Text => value.is_string(),
        Kind::Email => value
            .as_str()
            .is_some_and(|text| text.is_empty() || is_email(text)),
        Kind::Number => value.is_number(),
        Kind::Whole(low, high) => value
            .as_i64()
            .is_some_and(|number| (low..=high).contains(&number)),
        Kind::Flag => value.is_boolean(),
        Kind::Texts => value
            .as_array()
            .is_some_and(|items| items.iter().all(Value::is_string)),
        Kind::Choice(words) => value.as_str().is_some_and(|text| words.contains(&text)),
        Kind::List | Kind::Objects(_) => value.is_array(),
        Kind::Object(_) => value.is_object(),
        Kind::Any => true,
    };
    if !fits {
        list.push(format!("{name} {}", rule(kind)));
        return;
    }
    match (kind, value) {
        (Kind::Object(members), Value::Object(inner)) => {
            object(inner, members, dialect, &format!("{name}."), list);
        }
        (Kind::Objects(members), Value::Array(items)) => {
            for (place, item) in items.iter().enumerate() {
                match item {
                    Value::Object(inner) => {
                        object(inner, members, dialect, &format!("{name}.{place}."), list);
                    }
                    _ => list.push(format!(
                        "each value in nested property {name} must be either object or array"
                    )),
                }
            }
        }
        _ => {}
    }
}

fn rule(kind: Kind) -> String {
    match kind {
        Kind::Text => "must be a string".to_owned(),
        Kind::Email => "must be an email".to_owned(),
        Kind::Number => "must be a number conforming to the specified constraints".to_owned(),
        Kind::Whole(low, high) => {
            format!("must be an integer number not less than {low} and not greater than {high}")
        }
        Kind::Flag => "must be a boolean value".to_owned(),
        Kind::Texts => "must be an array of strings".to_owned(),
        Kind::Choice(words) => format!("must be one of the following values: {}", words.join(", ")),
        Kind::List | Kind::Objects(_) => "must be an array".to_owned(),
        Kind::Object(_) => "must be an object".to_owned(),
        Kind::Any => "must be defined".to_owned(),
    }
}

/// Good enough to refuse what the CRM refuses: something, an at sign, a host with a dot, no white space.
fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !host.contains('@')
            && host.split('.').count() > 1
            && host.split('.').all(|part| !part.is_empty())
            && !text.contains(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const BODY: &[Member] = &[
        text("locationId").required(),
        Member::new("email", Kind::Email).or_null(),
        Member::new("pageLimit", Kind::Whole(1, 500)),
        Member::new(
            "fields",
            Kind::Objects(&[text("id"), text("field_value").only(Dialect::Dated)]),
        ),
    ];

    fn of(body: Value, dialect: Dialect) -> Vec<String> {
        complaints(body.as_object().unwrap(), BODY, dialect)
    }

    #[test]
    fn a_body_is_refused_in_the_validators_words() {
        assert!(
            of(
                json!({"locationId": "L", "email": null, "pageLimit": 500}),
                Dialect::V3
            )
            .is_empty()
        );
        assert_eq!(
            of(
                json!({"email": "nobody", "foo": 1, "pageLimit": 501}),
                Dialect::V3
            ),
            [
                "property foo should not exist",
                "locationId should not be empty",
                "locationId must be a string",
                "email must be an email",
                "pageLimit must be an integer number not less than 1 and not greater than 500",
            ]
        );
        assert_eq!(
            of(json!({"locationId": "L", "fields": null}), Dialect::V3),
            ["fields must be an array"],
            "only what may be cleared may be null"
        );
        let fields = json!({"locationId": "L", "fields": [{"field_value": "x"}]});
        assert!(of(fields.clone(), Dialect::Dated).is_empty());
        assert_eq!(
            of(fields, Dialect::V3),
            ["fields.0.property field_value should not exist"]
        );
    }
}
