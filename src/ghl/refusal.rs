//! Reads a refusal: the status, the common envelope and the products' additions.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::domain::value::Foreign;

use super::error::Kind;

/// Faults kept from one refusal, and characters kept of each.
const MOST_FAULTS: usize = 8;
const MOST_CHARACTERS: usize = 300;

/// What a refusal says.
#[derive(Debug)]
pub(super) struct Refusal {
    pub kind: Kind,
    pub trace: Option<String>,
}

/// Reads the body of an answer that is neither 2xx nor 3xx. `until` is when asking may resume after a 429.
pub(super) fn read(status: u16, body: &[u8], until: Timestamp) -> Refusal {
    let envelope = match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(map)) => Some(map),
        _ => None,
    };
    let trace = envelope.as_ref().and_then(|e| text(e, "traceId"));
    let kind = match (status, &envelope) {
        (429, _) => Kind::RateLimited { until },
        (511, _) => Kind::Intercepted,
        (500.., _) => Kind::Server,
        // Without the envelope it is not the CRM that speaks, least of all that something was deleted.
        (_, None) if super::body::is_html(body) => Kind::Intercepted,
        (404 | 410, None) => Kind::Unreadable {
            why: format!("status {status} without its envelope"),
        },
        (401, None) => Kind::WrongKey,
        (403, None) => Kind::MissingScope,
        (_, None) => Kind::Refused {
            said: vec![Foreign::new(format!("status {status}"))],
        },
        (_, Some(envelope)) => speak(status, envelope),
    };
    Refusal { kind, trace }
}

fn speak(status: u16, envelope: &Map<String, Value>) -> Kind {
    let said = messages(envelope);
    let lower: String = said
        .iter()
        .map(|words| words.raw().to_lowercase())
        .collect::<Vec<_>>()
        .join("\n");
    let has = |part: &str| lower.contains(part);
    if has("version header") || has("api version") {
        return Kind::WrongVersion { said };
    }
    match status {
        401 if has("not authorized for this scope") || has("not yet supported by the iam") => {
            Kind::MissingScope
        }
        401 | 403 if has("user type mismatch") || has("authclass type is not allowed") => Kind::WrongClass,
        403 if has("access to this location") => Kind::WrongLocation,
        401 => Kind::WrongKey,
        403 => Kind::MissingScope,
        404 | 410 => Kind::NotFound,
        400 | 409 | 422 => refused_values(envelope, said, &lower),
        _ => Kind::Refused { said },
    }
}

fn refused_values(envelope: &Map<String, Value>, said: Vec<Foreign>, lower: &str) -> Kind {
    let meta = envelope.get("meta").and_then(Value::as_object);
    let existing = meta.and_then(|m| text(m, "contactId").or_else(|| text(m, "existingId")));
    let code = text(envelope, "code").unwrap_or_default();
    if code == "OPPORTUNITY_NO_DUPLICATE" || lower.contains("duplicate") {
        return Kind::Duplicate {
            existing,
            field: meta.and_then(|m| text(m, "matchingField")),
        };
    }
    if lower.contains("slot") && lower.contains("no longer available") {
        return Kind::SlotTaken;
    }
    Kind::Invalid { said }
}

/// `message` is a string or a list of strings; some products put objects there.
fn messages(envelope: &Map<String, Value>) -> Vec<Foreign> {
    let found = ["message", "error", "error_description", "msg"];
    let Some(value) = found
        .iter()
        .find_map(|name| envelope.get(*name).filter(|v| !v.is_null()))
    else {
        return Vec::new();
    };
    let items = value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice);
    let words = items.iter().take(MOST_FAULTS).map(|item| match item {
        Value::String(words) => words.chars().take(MOST_CHARACTERS).collect::<String>(),
        other => other.to_string().chars().take(MOST_CHARACTERS).collect(),
    });
    words.map(Foreign::from).collect()
}

fn text(map: &Map<String, Value>, name: &str) -> Option<String> {
    map.get(name)
        .and_then(Value::as_str)
        .map(|text| text.chars().take(MOST_CHARACTERS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(status: u16, body: &str) -> Kind {
        read(status, body.as_bytes(), Timestamp::UNIX_EPOCH).kind
    }

    #[test]
    fn a_key_that_is_wrong_is_told_from_one_that_lacks_a_scope() {
        let said = |message: &str| format!(r#"{{"statusCode":401,"message":"{message}","traceId":"t-1"}}"#);
        for wrong in [
            "Invalid JWT",
            "Invalid Private Integration token",
            "Invalid token: access token is invalid",
        ] {
            assert!(matches!(kind(401, &said(wrong)), Kind::WrongKey), "{wrong}");
        }
        assert!(matches!(
            kind(401, &said("The token is not authorized for this scope.")),
            Kind::MissingScope
        ));
        assert!(matches!(
            kind(401, &said("This route is not yet supported by the IAM Service")),
            Kind::MissingScope
        ));
        assert!(matches!(
            kind(401, &said("Token's user type mismatch!")),
            Kind::WrongClass
        ));
        let elsewhere = said("The token does not have access to this location.");
        assert!(matches!(kind(403, &elsewhere), Kind::WrongLocation));
        assert!(matches!(
            kind(401, &said("version header was not found.")),
            Kind::WrongVersion { .. }
        ));
        assert_eq!(
            read(401, said("x").as_bytes(), Timestamp::UNIX_EPOCH)
                .trace
                .as_deref(),
            Some("t-1")
        );
    }

    #[test]
    fn a_duplicate_names_the_record_that_exists() {
        let body = r#"{"statusCode":400,"message":"This location does not allow duplicated contacts.",
            "meta":{"contactId":"c1","contactName":"Ana","matchingField":"email"}}"#;
        let Kind::Duplicate { existing, field } = kind(400, body) else {
            panic!()
        };
        assert_eq!(
            (existing.as_deref(), field.as_deref()),
            (Some("c1"), Some("email"))
        );
        let body =
            r#"{"message":"Can not create it","code":"OPPORTUNITY_NO_DUPLICATE","meta":{"existingId":"o1"}}"#;
        assert!(matches!(kind(400, body), Kind::Duplicate { existing: Some(id), .. } if id == "o1"));
    }

    #[test]
    fn faults_come_as_one_text_or_as_a_list() {
        let Kind::Invalid { said } = kind(422, r#"{"message":["email must be an email",{"odd":1}]}"#) else {
            panic!()
        };
        assert_eq!(
            said,
            ["email must be an email".into(), Foreign::from(r#"{"odd":1}"#)]
        );
        let Kind::Invalid { said } = kind(
            400,
            r#"{"message":"Cannot send message as DND is active for SMS."}"#,
        ) else {
            panic!()
        };
        assert_eq!(said.len(), 1);
        assert!(matches!(
            kind(
                400,
                r#"{"message":"The slot you have selected is no longer available."}"#
            ),
            Kind::SlotTaken
        ));
    }

    #[test]
    fn only_the_crm_itself_can_say_that_something_is_gone() {
        assert!(matches!(
            kind(404, r#"{"statusCode":404,"message":"Contact not found"}"#),
            Kind::NotFound
        ));
        assert!(matches!(kind(404, "<html>gone</html>"), Kind::Intercepted));
        assert!(matches!(kind(404, ""), Kind::Unreadable { .. }));
        assert!(matches!(kind(403, "<!DOCTYPE html>"), Kind::Intercepted));
        assert!(matches!(kind(502, "<html>bad gateway</html>"), Kind::Server));
        assert!(matches!(kind(511, ""), Kind::Intercepted));
    }
}
