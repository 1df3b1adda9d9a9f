//! What a step of an automation asks for, beside the person it is about.

use serde::{Deserialize, Serialize};

use crate::copilot::content::Content;

/// What is asked for. It goes along as [`Subject::about`](super::facts::Subject::about), so that what was answered to a step is
/// found again by it and by no other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// The step of the run. It is told to nobody.
    pub key: String,
    /// In words of whoever wrote the automation.
    pub says: String,
    /// The words that can be chosen from.
    #[serde(default)]
    pub among: Vec<String>,
    /// A mail, and no text message.
    #[serde(default)]
    pub mail: bool,
    /// In Spanish.
    #[serde(default)]
    pub spanish: bool,
}

impl Brief {
    /// As it goes along.
    pub fn about(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// As it came along.
    pub(super) fn read(about: &str) -> Result<Self, String> {
        serde_json::from_str(about)
            .map_err(|_| "only a step of an automation asks for this; nothing was asked".to_owned())
    }
}

/// A member that was told, when it is a word of ours.
pub(super) fn word<'a>(content: &'a Content, name: &str) -> Option<&'a str> {
    let Content::Record(members) = content else {
        return None;
    };
    members.iter().find_map(|(known, part)| match part {
        Content::Word(word) if *known == name => Some(word.as_str()),
        _ => None,
    })
}

/// The words of ours in a list that was told.
pub(super) fn words<'a>(content: &'a Content, name: &str) -> Vec<&'a str> {
    let Content::Record(members) = content else {
        return Vec::new();
    };
    let list = members.iter().find_map(|(known, part)| match part {
        Content::List(parts) if *known == name => Some(parts.as_slice()),
        _ => None,
    });
    let words = list.into_iter().flatten().map(|part| match part {
        Content::Word(word) => word.as_str(),
        _ => "",
    });
    words.collect()
}
