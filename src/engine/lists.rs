//! Lists of people that have a name: the built-in ones, from `assets/views.toml`, and the saved ones.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::domain::saved_list::SavedList;

/// The file.
const BUILT_IN: &str = include_str!("../../assets/views.toml");

/// A list of people with a name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct NamedList {
    /// Its name.
    pub name: String,
    /// Who is in it, in the filter language.
    pub filter: String,
    /// Somebody saved it; it can be renamed and deleted.
    #[serde(skip)]
    pub saved: bool,
}

/// Lists as they stand in a file.
#[derive(Deserialize, Serialize)]
struct File {
    #[serde(default)]
    list: Vec<NamedList>,
}

/// The lists that come with the program. A test reads the file, so that it cannot be broken in a release.
pub fn built_in() -> &'static [NamedList] {
    static LISTS: LazyLock<Vec<NamedList>> = LazyLock::new(|| read(BUILT_IN).unwrap_or_default());
    &LISTS
}

/// All lists: those that come with the program, where none was saved under the same name, and the saved ones.
pub fn all(saved: &[SavedList]) -> Vec<NamedList> {
    let free = |list: &&NamedList| !saved.iter().any(|saved| saved.name == list.name);
    let own = saved.iter().map(|list| NamedList {
        name: list.name.clone(),
        filter: list.filter.clone(),
        saved: true,
    });
    built_in().iter().filter(free).cloned().chain(own).collect()
}

/// Lists from the text of a file, or what is wrong with it.
pub fn read(text: &str) -> Result<Vec<NamedList>, String> {
    let file = toml::from_str::<File>(text);
    file.map(|file| file.list)
        .map_err(|error| error.message().to_owned())
}

/// Lists as the text of a file.
pub fn written(lists: &[NamedList]) -> String {
    let file = File { list: lists.to_vec() };
    // Two texts a list can always be written.
    toml::to_string(&file).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filter::{Today, parse};

    #[test]
    fn every_built_in_list_is_a_filter_that_reads() {
        assert!(built_in().len() > 3);
        let today = Today {
            now: jiff::Timestamp::UNIX_EPOCH,
            zone: jiff::tz::TimeZone::UTC,
            me: Some("me".into()),
            vocabulary: std::sync::Arc::default(),
        };
        for list in built_in() {
            let read = parse(&list.filter, &today);
            assert!(read.is_ok(), "{}: {read:?}", list.name);
        }
    }

    #[test]
    fn saved_lists_stand_behind_and_replace_their_namesakes() {
        let saved = |name: &str, filter: &str| SavedList {
            name: name.into(),
            filter: filter.into(),
        };
        let lists = all(&[
            saved("mine", "owner:@me -tag:dnc"),
            saved("hot \"ones\"", "tag:\"very hot\""),
        ]);
        assert_eq!(lists.iter().filter(|list| list.name == "mine").count(), 1);
        assert_eq!(lists.len(), built_in().len() + 1);
        let again = read(&written(&lists)).unwrap();
        assert_eq!(again.last().unwrap().filter, "tag:\"very hot\"");
        assert!(read("[[list]]\nname = 1").is_err());
    }
}
