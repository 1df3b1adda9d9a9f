//! What a request says in its headers: who asks, in which version of the API, with which beta features.

use axum::http::{HeaderMap, StatusCode};

use super::error::ApiError;
use crate::secret::Secret;

/// The two dated versions of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// `2023-06-01`
    V2023,
    /// `2026-10-21`: no sampling values, no documents in assistant messages, no citations in user text.
    V2026,
}

/// The values of `anthropic-beta`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Betas(Vec<String>);

impl Betas {
    /// Whether a feature is switched on, by the name before its date.
    pub(super) fn has(&self, feature: &str) -> bool {
        self.0
            .iter()
            .any(|beta| beta.get(..beta.len().saturating_sub(11)) == Some(feature))
    }
}

/// What the headers of an accepted request say.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) version: Version,
    pub(super) betas: Betas,
}

/// Checks key, version and beta values, in the order the service does.
pub(super) fn admit(headers: &HeaderMap, key: &Secret) -> Result<Caller, ApiError> {
    authenticate(headers, key)?;
    let version = match text(headers, "anthropic-version") {
        None => return Err(ApiError::invalid("anthropic-version: header is required")),
        Some("2023-06-01") => Version::V2023,
        Some("2026-10-21") => Version::V2026,
        Some(other) => {
            return Err(ApiError::invalid(format!(
                "anthropic-version: \"{other}\" is not a valid version; use \"2026-10-21\" or \"2023-06-01\""
            )));
        }
    };
    Ok(Caller {
        version,
        betas: betas(headers)?,
    })
}

fn authenticate(headers: &HeaderMap, key: &Secret) -> Result<(), ApiError> {
    let refuse = |message: &str| Err(ApiError::new(StatusCode::UNAUTHORIZED, message));
    let bearer = text(headers, "authorization");
    match (text(headers, "x-api-key"), bearer) {
        (Some(_), Some(_)) => refuse("send exactly one of x-api-key and Authorization"),
        (None, None) => refuse("x-api-key header is required"),
        (Some(given), None) if given == key.expose() => Ok(()),
        (Some(_), None) => refuse("invalid x-api-key"),
        (None, Some(given)) => match given.split_once(' ') {
            Some((scheme, token))
                if scheme.eq_ignore_ascii_case("bearer") && token.trim() == key.expose() =>
            {
                Ok(())
            }
            _ => refuse("invalid bearer token"),
        },
    }
}

/// Beta values are comma-joined, possibly over several headers, and end in a date: `name-2026-08-01`.
fn betas(headers: &HeaderMap) -> Result<Betas, ApiError> {
    let mut found = Vec::new();
    for value in headers.get_all("anthropic-beta") {
        let value = value.to_str().unwrap_or_default();
        for beta in value.split(',').map(str::trim).filter(|beta| !beta.is_empty()) {
            if !ends_in_a_date(beta) {
                return Err(ApiError::invalid(format!(
                    "Unexpected value(s) `{beta}` for the `anthropic-beta` header."
                )));
            }
            found.push(beta.to_owned());
        }
    }
    Ok(Betas(found))
}

fn ends_in_a_date(beta: &str) -> bool {
    let Some((name, date)) = beta
        .len()
        .checked_sub(11)
        .and_then(|at| beta.split_at_checked(at))
    else {
        return false;
    };
    let shape = date.bytes().enumerate().all(|(at, byte)| match at {
        0 | 5 | 8 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    shape
        && !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn either_key_header_opens_the_door_but_not_both_and_not_a_wrong_one() {
        let key = Secret::new("k");
        let version = ("anthropic-version", "2026-10-21");
        assert!(admit(&headers(&[("x-api-key", "k"), version]), &key).is_ok());
        assert!(admit(&headers(&[("authorization", "Bearer k"), version]), &key).is_ok());
        for bad in [
            &[("x-api-key", "k"), ("authorization", "Bearer k"), version][..],
            &[version],
            &[("x-api-key", "other"), version],
            &[("authorization", "Basic k"), version],
        ] {
            let error = admit(&headers(bad), &key).unwrap_err();
            assert_eq!(error.kind(), "authentication_error", "{bad:?}");
        }
    }

    #[test]
    fn a_version_is_required_and_known() {
        let key = Secret::new("k");
        let old = admit(
            &headers(&[("x-api-key", "k"), ("anthropic-version", "2023-06-01")]),
            &key,
        )
        .unwrap();
        assert_eq!(old.version, Version::V2023);
        for bad in [
            &[("x-api-key", "k")][..],
            &[("x-api-key", "k"), ("anthropic-version", "2024-01-01")],
        ] {
            assert_eq!(
                admit(&headers(bad), &key).unwrap_err().status,
                StatusCode::BAD_REQUEST
            );
        }
    }

    #[test]
    fn beta_features_are_found_by_name_and_misspelt_ones_refused() {
        let pairs = headers(&[
            (
                "anthropic-beta",
                "compact-2026-09-04, thinking-token-count-2026-05-13",
            ),
            ("anthropic-beta", "context-management-2025-06-27"),
        ]);
        let betas = betas(&pairs).unwrap();
        assert!(betas.has("compact") && betas.has("context-management") && !betas.has("thread"));
        assert!(super::betas(&headers(&[("anthropic-beta", "compact")])).is_err());
    }
}
