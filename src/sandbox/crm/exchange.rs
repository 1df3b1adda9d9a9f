//! One request and its answer, as the resources see them: no HTTP library, no headers, no locks.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::dialect::Dialect;
use super::shape::Member;
use crate::sandbox::world::World;

/// The largest number a query may name: the last day that dates can be written for, in milliseconds.
const LARGEST: f64 = 253_402_207_200_000.0;

/// A request that passed every gate, and the world to work on.
pub struct Exchange<'a> {
    /// The brokerage.
    pub world: &'a mut World,
    /// Which generation is spoken.
    pub dialect: Dialect,
    /// Named parts of the path.
    pub path: HashMap<String, String>,
    /// Query parameters in order.
    pub query: Vec<(String, String)>,
    /// The JSON body; empty when there was none.
    pub body: Map<String, Value>,
}

impl Exchange<'_> {
    /// A named part of the path.
    pub fn part(&self, name: &str) -> &str {
        self.path.get(name).map(String::as_str).unwrap_or_default()
    }

    /// A query parameter; an empty one counts as absent.
    pub fn asked(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// A numeric query parameter, or the default. Numbers beyond every date are refused, so that whoever reckons
    /// with them cannot leave the range of whole numbers.
    pub fn asked_number(&self, name: &str, default: i64) -> Result<i64, Refusal> {
        self.asked(name).map_or(Ok(default), |text| {
            text.parse::<f64>()
                .ok()
                .filter(|number| number.abs() <= LARGEST)
                .map(|number| number as i64)
                .ok_or_else(|| Refusal::invalid(format!("{name} must be a number string")))
        })
    }

    /// A text member of the body.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }

    /// A list of texts in the body; absent counts as empty.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let list = self.body.get(name).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    /// Whether v3 is spoken.
    pub fn is_v3(&self) -> bool {
        self.dialect == Dialect::V3
    }
}

/// A successful answer.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body.
    pub body: Value,
}

/// An answer that refuses, in the CRM's envelope.
#[derive(Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// A sentence, or a list of them.
    pub message: Value,
    /// A product's own code.
    pub code: Option<&'static str>,
    /// What the code is about; boxed because most refusals have none.
    pub meta: Option<Box<Value>>,
}

/// What a resource answers.
pub type Outcome = Result<Reply, Refusal>;

/// 200 with a body.
#[expect(
    clippy::unnecessary_wraps,
    reason = "every handler ends in it, and handlers can refuse"
)]
pub fn ok(body: Value) -> Outcome {
    Ok(Reply { status: 200, body })
}

/// 201 with a body.
#[expect(
    clippy::unnecessary_wraps,
    reason = "every handler ends in it, and handlers can refuse"
)]
pub fn created(body: Value) -> Outcome {
    Ok(Reply { status: 201, body })
}

impl Refusal {
    /// A refusal with one sentence.
    pub fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: Value::String(message.into()),
            code: None,
            meta: None,
        }
    }

    /// 422 with the validator's list of complaints.
    pub fn invalid(complaint: impl Into<String>) -> Self {
        Self::complaints(vec![complaint.into()])
    }

    /// 422 with several complaints.
    pub fn complaints(list: Vec<String>) -> Self {
        Self {
            status: 422,
            message: json!(list),
            code: None,
            meta: None,
        }
    }

    /// 404 for a record that is not there.
    pub fn missing(what: &str, id: &str) -> Self {
        Self::new(404, format!("{what} with id {id} not found"))
    }

    /// 403 for a location the token does not open.
    pub fn other_location() -> Self {
        Self::new(403, "The token does not have access to this location.")
    }

    /// The body, without a trace.
    pub fn body(&self) -> Value {
        let mut body = json!({
            "statusCode": self.status,
            "message": self.message,
            "error": reason(self.status),
        });
        if let (Some(code), Some(members)) = (self.code, body.as_object_mut()) {
            members.insert("code".into(), json!(code));
        }
        if let (Some(meta), Some(members)) = (&self.meta, body.as_object_mut()) {
            members.insert("meta".into(), meta.as_ref().clone());
        }
        body
    }
}

/// The reason phrase the CRM puts into `error`.
pub fn reason(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Error",
    }
}

/// The verbs the CRM uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Reads.
    Get,
    /// Makes, or searches.
    Post,
    /// Changes.
    Put,
    /// Deletes.
    Delete,
}

/// What answers a request.
pub type Handler = fn(&mut Exchange<'_>) -> Outcome;

/// One operation of the API.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The verb.
    pub verb: Verb,
    /// The path, with `{names}`.
    pub path: &'static str,
    /// What answers.
    pub handler: Handler,
    /// Query parameters it cannot do without, by dialect (dated, v3).
    pub needs: (&'static [&'static str], &'static [&'static str]),
    /// Query parameters that belong to the other dialect and are refused (dated, v3).
    pub foreign: (&'static [&'static str], &'static [&'static str]),
    /// The members of the body; `None` when the operation reads none and minds none.
    pub body: Option<&'static [Member]>,
    /// The only dialect that has it, if it is not in both.
    pub only: Option<Dialect>,
}

impl Route {
    const fn new(verb: Verb, path: &'static str, handler: Handler) -> Self {
        Self {
            verb,
            path,
            handler,
            needs: (&[], &[]),
            foreign: (&[], &[]),
            body: None,
            only: None,
        }
    }

    /// A GET.
    pub const fn get(path: &'static str, handler: Handler) -> Self {
        Self::new(Verb::Get, path, handler)
    }

    /// A POST with a body.
    pub const fn post(path: &'static str, body: &'static [Member], handler: Handler) -> Self {
        Self::new(Verb::Post, path, handler).takes(body)
    }

    /// A PUT with a body.
    pub const fn put(path: &'static str, body: &'static [Member], handler: Handler) -> Self {
        Self::new(Verb::Put, path, handler).takes(body)
    }

    /// A DELETE.
    pub const fn delete(path: &'static str, handler: Handler) -> Self {
        Self::new(Verb::Delete, path, handler)
    }

    /// Refuses members that are not in the list.
    pub const fn takes(mut self, body: &'static [Member]) -> Self {
        self.body = Some(body);
        self
    }

    /// Refuses requests without these query parameters.
    pub const fn needs(mut self, names: &'static [&'static str]) -> Self {
        self.needs = (names, names);
        self
    }

    /// Exists in one dialect only.
    pub const fn only(mut self, dialect: Dialect) -> Self {
        self.only = Some(dialect);
        self
    }
}
