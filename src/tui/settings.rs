//! The settings in force as the screen tells of them: what each does, its value, where that comes from, how it is changed.
//!
//! Read only: a setting is a line of a file, and the program goes by it from its next start on.

use crate::config::{Config, Settings};

/// A setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its place in the file, such as `send.hold_seconds`.
    pub path: &'static str,
    /// What it does.
    pub does: String,
    /// What a right value looks like.
    pub expects: &'static str,
    /// The value in force; empty when it is not set.
    pub value: String,
    /// Where that comes from.
    pub from: String,
}

/// Every setting, in the order of the file.
pub fn all(config: &Config) -> Vec<Setting> {
    let values = config.values();
    let setting = |key: &'static crate::config::Key| Setting {
        path: key.path,
        does: key.doc.join(" ").trim().to_owned(),
        expects: key.expects,
        value: match values.at(key.path) {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        },
        from: config.origin(key.path).to_string(),
    };
    Settings::keys().map(setting).collect()
}

impl Setting {
    /// The value in a word or two.
    pub fn shown(&self) -> &str {
        if self.value.is_empty() {
            "not set"
        } else {
            &self.value
        }
    }
}
