//! Lists of people that a person has given a name: a filter, with its order and columns, as plain text.

/// Characters that a name has at most.
const LONGEST: usize = 60;

/// A list with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedList {
    /// Its name.
    pub name: String,
    /// Who is in it, in which order and with which columns, in the filter language.
    pub filter: String,
}

/// What can be wanted of saved lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListCommand {
    /// Keep a list under its name; one that is there under that name becomes this one.
    Save(SavedList),
    /// Call a list otherwise.
    Rename {
        /// Its name so far.
        from: String,
        /// Its name from now on.
        to: String,
    },
    /// Forget a list. Nothing happens to anybody in it.
    Delete {
        /// Its name.
        name: String,
    },
}

/// A name as it is kept, or in one sentence why it cannot be one.
pub fn checked_name(name: &str) -> Result<String, &'static str> {
    let name = name.trim();
    if name.is_empty() {
        return Err("a list needs a name");
    }
    if name.chars().count() > LONGEST {
        return Err("the name of a list has at most 60 characters");
    }
    if name.chars().any(char::is_control) {
        return Err("the name of a list is one line of plain text");
    }
    Ok(name.to_owned())
}
