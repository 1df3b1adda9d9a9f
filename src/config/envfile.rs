//! Environment variables, from the process and from a file that was named with `--env-file`.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::origin::Origin;
use super::problem::{ConfigError, Mistake, Problem};

/// The variables a run may look at. Its debug form holds names only: values may be keys.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment(BTreeMap<String, Variable>);

#[derive(Clone, PartialEq, Eq)]
struct Variable {
    value: String,
    file: Option<(PathBuf, usize)>,
}

impl Environment {
    /// What the process was started with. Variables that are not text are left out.
    pub fn of_process() -> Self {
        let text = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        text.fold(Self::default(), |environment, (name, value)| {
            environment.with(name, value)
        })
    }

    /// The same with one variable more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.insert(
            name.into(),
            Variable {
                value: value.into(),
                file: None,
            },
        );
        self
    }

    /// Adds the lines of a `.env` file: `NAME=value`, `export NAME='value'`, `# comment`.
    ///
    /// A variable that is set already stays as it is, as with other programs that read such files.
    pub fn add_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text = fs::read_to_string(path).map_err(|error| ConfigError::unreadable(path, &error))?;
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let place = (path.to_owned(), index + 1);
            match parse_line(line) {
                Ok(None) => {}
                Ok(Some((name, value))) => {
                    self.0.entry(name).or_insert(Variable {
                        value,
                        file: Some(place),
                    });
                }
                Err(what) => {
                    let origin = Origin::File {
                        path: place.0,
                        line: place.1,
                        column: 1,
                    };
                    let mistake = Mistake::Syntax(format!("{what}; a line is NAME=value"));
                    return Err(ConfigError::Wrong(vec![Problem { origin, mistake }]));
                }
            }
        }
        Ok(())
    }

    /// A variable's value; an empty one counts as not set.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(|variable| variable.value.as_str())
            .filter(|value| !value.trim().is_empty())
    }

    /// Names of all variables.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The origin to note for a value taken from `name`.
    pub fn origin(&self, name: &str) -> Origin {
        let file = self.0.get(name).and_then(|variable| variable.file.clone());
        Origin::Variable {
            name: name.to_owned(),
            file,
        }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

fn parse_line(line: &str) -> Result<Option<(String, String)>, &'static str> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=').ok_or("there is no = in this line")?;
    let name = name.trim();
    let letters = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if name.is_empty() || !letters || name.starts_with(|c: char| c.is_ascii_digit()) {
        return Err("a name has letters, digits and _ only");
    }
    Ok(Some((name.to_owned(), parse_value(value.trim())?)))
}

/// Single quotes keep everything; double quotes know `\n`, `\"` and `\\`; without quotes ` #` begins a comment.
fn parse_value(text: &str) -> Result<String, &'static str> {
    if let Some(rest) = text.strip_prefix('\'') {
        return rest
            .split_once('\'')
            .map(|(value, _)| value.to_owned())
            .ok_or("the closing ' is missing");
    }
    let Some(rest) = text.strip_prefix('"') else {
        let value = text.split(" #").next().unwrap_or(text);
        return Ok(value.trim_end().to_owned());
    };
    let mut value = String::new();
    let mut signs = rest.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => return Ok(value),
            '\\' => match signs.next() {
                Some('n') => value.push('\n'),
                Some(other) => value.push(other),
                None => break,
            },
            other => value.push(other),
        }
    }
    Err("the closing \" is missing")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Environment, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("my.env");
        fs::write(&path, text).unwrap();
        let mut environment = Environment::default().with("KEPT", "mine");
        environment.add_file(&path).map(|()| environment)
    }

    #[test]
    fn lines_are_read_as_shells_write_them() {
        let environment =
            read("# a comment\n\nA=1\nexport B='two # words'\nC=\"say \\\"hi\\\"\" # end\nD = x # y\nKEPT=theirs\nE=\n").unwrap();
        assert_eq!(environment.get("A"), Some("1"));
        assert_eq!(environment.get("B"), Some("two # words"));
        assert_eq!(environment.get("C"), Some("say \"hi\""));
        assert_eq!(environment.get("D"), Some("x"));
        assert_eq!(environment.get("KEPT"), Some("mine"));
        assert_eq!(environment.get("E"), None);
        assert!(environment.origin("B").to_string().ends_with("my.env:4)"));
    }

    #[test]
    fn a_broken_line_is_named_and_no_value_is_shown() {
        let error = read("A=1\nGHL_API_KEY='pit-1\n").unwrap_err().to_string();
        assert!(
            error.ends_with("my.env:2:1: the closing ' is missing; a line is NAME=value"),
            "{error}"
        );
        assert!(!error.contains("pit-1"));
        assert!(!format!("{:?}", read("GHL_API_KEY=pit-1").unwrap()).contains("pit-1"));
    }
}
