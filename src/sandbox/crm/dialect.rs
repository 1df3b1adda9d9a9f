//! The two generations of the API.

/// Which generation of the API a request speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `Version: v3`.
    V3,
    /// `2021-04-15`, `2021-07-28`, `2023-02-21`, `legacy`.
    Dated,
}

impl Dialect {
    /// The dialect of a `Version` header.
    pub fn of(version: &str) -> Option<Self> {
        match version {
            "v3" => Some(Self::V3),
            "2021-04-15" | "2021-07-28" | "2023-02-21" | "legacy" => Some(Self::Dated),
            _ => None,
        }
    }
}
