//! The search language that contacts and opportunities share: filters, sorting, words.

use jiff::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::ghl::body::Members;

/// Characters the CRM takes of free text.
const MOST_CHARACTERS: usize = 75;

/// One condition, or several joined. Field names are the CRM's: camelCase for contacts, snake_case for
/// opportunities (also under v3).
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// A field compared with a value.
    Is {
        /// The field.
        field: String,
        /// `eq`, `not_eq`, `contains`, `not_contains`, `exists`, `not_exists` or `range`.
        operator: &'static str,
        /// What it is compared with; `exists` needs nothing.
        value: Option<Value>,
    },
    /// All of these.
    All(Vec<Filter>),
    /// Any of these.
    Any(Vec<Filter>),
}

impl Filter {
    /// The field has exactly this value.
    pub fn eq(field: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::Is {
            field: field.into(),
            operator: "eq",
            value: Some(value.into()),
        }
    }

    /// The moment lies at or after `from`.
    pub fn since(field: impl Into<String>, from: Timestamp) -> Self {
        let value = Some(json!({ "gte": format!("{from:.3}") }));
        Self::Is {
            field: field.into(),
            operator: "range",
            value,
        }
    }

    /// The field has a value.
    pub fn exists(field: impl Into<String>) -> Self {
        Self::Is {
            field: field.into(),
            operator: "exists",
            value: None,
        }
    }

    fn to_json(&self) -> Value {
        let group = |word: &str, filters: &[Self]| json!({ "group": word, "filters": filters.iter().map(Self::to_json).collect::<Vec<_>>() });
        match self {
            Self::Is {
                field,
                operator,
                value: Some(value),
            } => {
                json!({ "field": field, "operator": operator, "value": value })
            }
            Self::Is {
                field,
                operator,
                value: None,
            } => json!({ "field": field, "operator": operator }),
            Self::All(filters) => group("AND", filters),
            Self::Any(filters) => group("OR", filters),
        }
    }
}

/// The order of the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field.
    pub field: String,
    /// Smallest first.
    pub ascending: bool,
}

/// What to look for. Keep it unchanged from page to page.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Conditions that all hold.
    pub filters: Vec<Filter>,
    /// At most two.
    pub sort: Vec<Sort>,
    /// Free text; the CRM takes 75 characters.
    pub words: Option<String>,
    /// Records on a page, 1 to 500.
    pub limit: u32,
}

impl Search {
    /// Every contact, the newest first: for the first copy.
    pub fn newest_contacts() -> Self {
        Self::sorted("dateAdded", false)
    }

    /// Contacts changed at or after `from`, in the order of their changes.
    pub fn changed_contacts(from: Timestamp) -> Self {
        Self {
            filters: vec![Filter::since("dateUpdated", from)],
            ..Self::sorted("dateUpdated", true)
        }
    }

    /// Every opportunity, the newest first: for the first copy.
    pub fn newest_opportunities() -> Self {
        Self::sorted("date_added", false)
    }

    /// Opportunities changed at or after `from`, in the order of their changes.
    pub fn changed_opportunities(from: Timestamp) -> Self {
        Self {
            filters: vec![Filter::since("date_updated", from)],
            ..Self::sorted("date_updated", true)
        }
    }

    fn sorted(field: &str, ascending: bool) -> Self {
        let sort = vec![Sort {
            field: field.to_owned(),
            ascending,
        }];
        Self {
            filters: Vec::new(),
            sort,
            words: None,
            limit: 500,
        }
    }

    /// The members of the request that do not depend on the page.
    pub(super) fn body(&self, location: &str, limit_name: &str) -> serde_json::Map<String, Value> {
        let mut body = serde_json::Map::new();
        body.insert("locationId".to_owned(), location.into());
        body.insert(limit_name.to_owned(), self.limit.clamp(1, 500).into());
        if let Some(words) = self
            .words
            .as_deref()
            .map(str::trim)
            .filter(|words| !words.is_empty())
        {
            body.insert(
                "query".to_owned(),
                words.chars().take(MOST_CHARACTERS).collect::<String>().into(),
            );
        }
        if !self.filters.is_empty() {
            body.insert(
                "filters".to_owned(),
                self.filters.iter().map(Filter::to_json).collect(),
            );
        }
        if !self.sort.is_empty() {
            let direction = |sort: &Sort| if sort.ascending { "asc" } else { "desc" };
            let sort = |sort: &Sort| json!({ "field": sort.field, "direction": direction(sort) });
            body.insert("sort".to_owned(), self.sort.iter().take(2).map(sort).collect());
        }
        body
    }

    /// Whether a page of this many is the last. A short page alone proves nothing while the CRM counts more.
    pub(super) fn is_last(&self, found: usize, total: Option<u64>) -> bool {
        let short = found < self.limit as usize;
        found == 0 || short && total.is_some_and(|total| total <= found as u64)
    }
}

/// The cursor that the last record of a list carries under one of these names.
pub(super) fn last_cursor(list: &[&RawValue], names: &[&str]) -> Option<Box<RawValue>> {
    let last: Members<'_> = serde_json::from_str(list.last()?.get()).ok()?;
    let found = names
        .iter()
        .filter_map(|name| last.get(*name))
        .find(|raw| raw.get().starts_with('['));
    found.map(|raw| (*raw).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_written_as_the_guide_says() {
        let mut search = Search::changed_contacts("2026-11-01T00:00:00Z".parse().unwrap());
        search.filters.push(Filter::Any(vec![
            Filter::exists("email"),
            Filter::eq("type", "lead"),
        ]));
        search.words = Some(format!(" {} ", "é".repeat(80)));
        let body = Value::Object(search.body("L", "pageLimit"));
        let expected = json!({
            "locationId": "L", "pageLimit": 500, "query": "é".repeat(75),
            "filters": [
                {"field": "dateUpdated", "operator": "range", "value": {"gte": "2026-11-01T00:00:00.000Z"}},
                {"group": "OR", "filters": [
                    {"field": "email", "operator": "exists"},
                    {"field": "type", "operator": "eq", "value": "lead"}
                ]}
            ],
            "sort": [{"field": "dateUpdated", "direction": "asc"}]
        });
        assert_eq!(body, expected);
    }

    #[test]
    fn a_short_page_ends_a_search_only_when_the_count_agrees() {
        let search = Search::newest_contacts();
        assert!(search.is_last(0, Some(9)));
        assert!(search.is_last(3, Some(3)));
        assert!(!search.is_last(499, Some(1_200)));
        assert!(
            !search.is_last(500, Some(500)),
            "a full page may hide more than an index counts"
        );
        assert!(!search.is_last(3, None));
    }
}
