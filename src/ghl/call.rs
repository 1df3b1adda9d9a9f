//! One request as a value: which call, which path, which query, which body.

use serde_json::Value;
use serde_json::value::RawValue;

/// The verbs this API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    Post,
    Put,
    Delete,
}

impl Verb {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A request that has not been sent.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// `resource.verb`, for errors and the log; never holds an id.
    pub name: &'static str,
    pub verb: Verb,
    /// Parts between slashes.
    pub path: Vec<String>,
    /// Whether the path ends in a slash: some do, and it counts.
    pub slash: bool,
    pub query: Vec<(&'static str, String)>,
    /// JSON text.
    pub body: Option<String>,
}

impl Call {
    pub fn new<const N: usize>(name: &'static str, verb: Verb, path: [&str; N]) -> Self {
        let path = path.into_iter().map(str::to_owned).collect();
        Self {
            name,
            verb,
            path,
            slash: false,
            query: Vec::new(),
            body: None,
        }
    }

    pub fn get<const N: usize>(name: &'static str, path: [&str; N]) -> Self {
        Self::new(name, Verb::Get, path)
    }

    pub fn post<const N: usize>(name: &'static str, path: [&str; N], body: Value) -> Self {
        Self::new(name, Verb::Post, path).with_body(body)
    }

    pub fn put<const N: usize>(name: &'static str, path: [&str; N], body: Value) -> Self {
        Self::new(name, Verb::Put, path).with_body(body)
    }

    pub fn delete<const N: usize>(name: &'static str, path: [&str; N]) -> Self {
        Self::new(name, Verb::Delete, path)
    }

    /// Ends the path in a slash.
    pub fn slash(mut self) -> Self {
        self.slash = true;
        self
    }

    /// Some deletions name what they delete in a body.
    pub fn with_body(mut self, body: Value) -> Self {
        self.body = Some(body.to_string());
        self
    }

    /// Adds a member to the body exactly as it was received: a cursor must come back digit for digit.
    pub fn with_raw(mut self, name: &str, raw: &RawValue) -> Self {
        if let Some(text) = &mut self.body
            && text.pop() == Some('}')
        {
            let comma = if text.len() > 1 { "," } else { "" };
            text.extend([comma, "\"", name, "\":", raw.get(), "}"]);
        }
        self
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub fn with_some(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_raw_member_joins_the_body_unchanged() {
        let raw = RawValue::from_string("[1.50, 12345678901234567890]".to_owned()).unwrap();
        let call = Call::post("test", ["x"], json!({"a": 1})).with_raw("after", &raw);
        assert_eq!(
            call.body.as_deref(),
            Some(r#"{"a":1,"after":[1.50, 12345678901234567890]}"#)
        );
        let call = Call::post("test", ["x"], json!({})).with_raw("after", &raw);
        assert_eq!(
            call.body.as_deref(),
            Some(r#"{"after":[1.50, 12345678901234567890]}"#)
        );
    }
}
