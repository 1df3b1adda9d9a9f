//! Lists as the service tells them: a page at a time, the neighbouring ones found by the ids at its ends.

use serde_json::{Value, json};

use super::error::ApiError;

/// Which page of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Rows of it, 1 to 1000.
    pub(super) limit: usize,
    /// It begins behind the row of this id.
    pub(super) after: Option<String>,
    /// It ends before the row of this id.
    pub(super) before: Option<String>,
}

impl Page {
    /// Reads `limit`, `after_id` and `before_id` of a query.
    pub(super) fn parse(query: &str) -> Result<Self, ApiError> {
        let mut read = Self {
            limit: 20,
            after: None,
            before: None,
        };
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "limit" => read.limit = limit(value)?,
                "after_id" => read.after = Some(value.to_owned()),
                "before_id" => read.before = Some(value.to_owned()),
                _ => {}
            }
        }
        Ok(read)
    }

    /// The page of a list of ids and records. `None` when an id of the query is in no row.
    pub(super) fn of(&self, all: &[(String, Value)]) -> Option<Value> {
        let place = |wanted: &String| all.iter().position(|(id, _)| id == wanted);
        let (start, end, has_more) = match (&self.after, &self.before) {
            (Some(id), _) => {
                let start = place(id)? + 1;
                let end = all.len().min(start + self.limit);
                (start, end, end < all.len())
            }
            (None, Some(id)) => {
                let end = place(id)?;
                let start = end.saturating_sub(self.limit);
                (start, end, start > 0)
            }
            (None, None) => (0, all.len().min(self.limit), self.limit < all.len()),
        };
        let rows = all.get(start..end).unwrap_or_default();
        Some(json!({
            "data": rows.iter().map(|(_, record)| record).collect::<Vec<_>>(),
            "has_more": has_more,
            "first_id": rows.first().map(|(id, _)| id),
            "last_id": rows.last().map(|(id, _)| id),
        }))
    }
}

fn limit(value: &str) -> Result<usize, ApiError> {
    value
        .parse()
        .ok()
        .filter(|limit| (1..=1000).contains(limit))
        .ok_or_else(|| ApiError::invalid("limit: Input should be between 1 and 1000"))
}
