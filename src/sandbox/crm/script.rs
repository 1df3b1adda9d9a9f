//! Scenario files: what happens, and at which second after the world opened. TOML (`[[step]]` tables) or one JSON
//! object a line; each step has `at`, `action` and the members of its deed.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::deed::Deed;

/// One step of a scenario.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Step {
    /// Seconds after the world opened.
    pub at: f64,
    /// What is done.
    pub action: Deed,
    /// To what.
    #[serde(flatten)]
    pub body: Map<String, Value>,
}

/// A scenario: its steps in the order of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script(Vec<Step>);

/// Why a scenario file cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// The file cannot be read.
    #[error("cannot read the scenario {path}: {source}; name a file that exists, in TOML or as JSON lines")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A step is not one.
    #[error(
        "{path}: {what}; a step has `at` (seconds), `action` (edit, inbound, new_lead, fill_in, home, fault or plant) and the members of its action"
    )]
    Step {
        /// The file.
        path: PathBuf,
        /// The line or the key, and what is wrong with it.
        what: String,
    },
}

impl Script {
    /// Reads a file: JSON lines if its name ends so or its first sign is a brace, else TOML.
    pub fn read(path: &Path) -> Result<Self, ScriptError> {
        let text = std::fs::read_to_string(path).map_err(|source| ScriptError::Read {
            path: path.to_owned(),
            source,
        })?;
        let wrong = |what| ScriptError::Step {
            path: path.to_owned(),
            what,
        };
        if text.trim_start().starts_with('{') {
            Self::from_json_lines(&text).map_err(wrong)
        } else {
            Self::from_toml(&text).map_err(wrong)
        }
    }

    fn from_json_lines(text: &str) -> Result<Self, String> {
        let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
        let steps = lines.map(|(line, place)| {
            serde_json::from_str(line).map_err(|error| format!("line {place}: {error}"))
        });
        Ok(Self::in_order(steps.collect::<Result<_, _>>()?))
    }

    fn from_toml(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            #[serde(default)]
            step: Vec<Step>,
        }
        let file: File =
            toml::from_str(text).map_err(|error| error.to_string().trim_end().replace('\n', " "))?;
        Ok(Self::in_order(file.step))
    }

    fn in_order(mut steps: Vec<Step>) -> Self {
        steps.sort_by(|left, right| left.at.total_cmp(&right.at));
        steps.reverse();
        Self(steps)
    }

    /// Takes the next step that is due when the world is `age` milliseconds old, with its own age.
    pub fn next_due(&mut self, age: i64) -> Option<(i64, Step)> {
        let at = (self.0.last()?.at * 1_000.0) as i64;
        if at > age {
            return None;
        }
        self.0.pop().map(|step| (at, step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_say_the_same_and_are_played_in_order() {
        let toml = "[[step]]\nat = 5\naction = \"inbound\"\ncontact = \"newest\"\nbody = \"Hi\"\n\n[[step]]\nat = 1.5\naction = \"new_lead\"\n";
        let lines = "{\"at\":5,\"action\":\"inbound\",\"contact\":\"newest\",\"body\":\"Hi\"}\n\n{\"at\":1.5,\"action\":\"new_lead\"}\n";
        let mut script = Script::from_toml(toml).unwrap();
        assert_eq!(script, Script::from_json_lines(lines).unwrap());
        assert_eq!(script.next_due(1_499), None);
        assert_eq!(script.next_due(9_000).unwrap().1.action, Deed::NewLead);
        let (at, step) = script.next_due(9_000).unwrap();
        assert_eq!((at, step.body["body"].as_str()), (5_000, Some("Hi")));
        assert_eq!(script.next_due(9_000), None);
    }

    #[test]
    fn a_wrong_step_says_where_it_is() {
        let wrong =
            Script::from_json_lines("{\"at\":1,\"action\":\"new_lead\"}\n{\"at\":1,\"action\":\"dance\"}")
                .unwrap_err();
        assert!(wrong.starts_with("line 2:") && wrong.contains("dance"), "{wrong}");
        let wrong = Script::from_toml("[[step]]\nat = 1\naction = \"dance\"\n").unwrap_err();
        assert!(wrong.contains("line 3") && wrong.contains("dance"), "{wrong}");
    }
}
