//! Lists of people that have a name: the built-in ones, from `assets/views.toml`.

use serde::Deserialize;

/// The file.
const BUILT_IN: &str = include_str!("../../assets/views.toml");

/// A list of people with a name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NamedList {
    /// Its name.
    pub name: String,
    /// Who is in it, in the filter language.
    pub filter: String,
}

#[derive(Deserialize)]
struct File {
    list: Vec<NamedList>,
}

/// The lists that come with the program. A test reads the file, so that it cannot be broken in a release.
pub fn built_in() -> Vec<NamedList> {
    toml::from_str::<File>(BUILT_IN)
        .map(|file| file.list)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filter::{Today, parse};

    #[test]
    fn every_built_in_list_is_a_filter_that_reads() {
        let lists = built_in();
        assert!(lists.len() > 3);
        let today = Today {
            now: jiff::Timestamp::UNIX_EPOCH,
            zone: jiff::tz::TimeZone::UTC,
            me: Some("me".into()),
            vocabulary: std::sync::Arc::default(),
        };
        for list in lists {
            assert!(
                parse(&list.filter, &today).is_ok(),
                "{}: {:?}",
                list.name,
                parse(&list.filter, &today)
            );
        }
    }
}
