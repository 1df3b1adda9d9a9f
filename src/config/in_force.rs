//! The settings in force, and what can be said about each.

use std::collections::BTreeMap;

use super::model::Settings;
use super::nearest::nearest;
use super::origin::Origin;
use super::problem::Problem;

/// The settings in force, each with its origin.
#[derive(Clone, Debug)]
pub struct Config {
    /// The values.
    pub settings: Settings,
    /// Slips that do not stop the program, such as a misspelt variable, one sentence each.
    pub warnings: Vec<String>,
    pub(super) origins: BTreeMap<String, Origin>,
    pub(super) written: BTreeMap<String, String>,
}

impl Config {
    /// Where the value at `path` came from.
    pub fn origin(&self, path: &str) -> Origin {
        self.origins.get(path).cloned().unwrap_or_default()
    }

    /// The value at `path` as JSON, null when it is not set.
    pub fn value(&self, path: &str) -> serde_json::Value {
        self.values().at(path)
    }

    /// All values, for who asks for more than one: they are made anew each time.
    pub fn values(&self) -> Values {
        Values(serde_json::to_value(&self.settings).unwrap_or_default())
    }

    /// A problem found later, by someone who knows more than the file's form (which themes there are): it is told
    /// with the same file, line and column as one found while reading.
    pub fn problem<'a>(&self, path: &str, candidates: impl IntoIterator<Item = &'a str>) -> Problem {
        let found = self
            .written
            .get(path)
            .cloned()
            .unwrap_or_else(|| self.value(path).to_string());
        let expected = Settings::key(path).map_or("another value", |key| key.expects);
        let problem = Problem::value(self.origin(path), path, expected, &found);
        match nearest(found.trim_matches('"'), candidates) {
            Some(word) => problem.because(format!("did you mean \"{word}\"?")),
            None => problem,
        }
    }

    /// One sentence for each service address that is not the public one, with what changed it. Shown at start, so
    /// that nobody types a client's name to a machine they did not choose.
    pub fn moved_addresses(&self) -> Vec<String> {
        let public = Settings::default();
        let services = [
            (
                "The CRM",
                "ghl.base_url",
                &self.settings.ghl.base_url,
                &public.ghl.base_url,
            ),
            (
                "Claude",
                "claude.base_url",
                &self.settings.claude.base_url,
                &public.claude.base_url,
            ),
        ];
        services
            .into_iter()
            .filter(|(_, _, now, public)| now != public)
            .map(|(who, path, now, _)| format!("{who} is at {now}, set by {}.", self.origin(path)))
            .collect()
    }
}

/// The values in force as JSON.
#[derive(Clone, Debug)]
pub struct Values(serde_json::Value);

impl Values {
    /// The value at `path`, null when it is not set.
    pub fn at(&self, path: &str) -> serde_json::Value {
        path.split('.')
            .try_fold(&self.0, |value, part| value.get(part))
            .cloned()
            .unwrap_or_default()
    }
}
