//! Changes one setting in the person's file and leaves every other byte of it as it was.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::Deserialize;
use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

use super::load::check_text;
use super::model::Settings;
use super::nearest::nearest;
use super::origin::Origin;
use super::problem::{ConfigError, Mistake, Problem};
use super::schema::Key;
use crate::failpoint;

/// Writes `value` for the setting `path` into `file`. Comments, order and the other settings stay; nothing else is
/// written, least of all defaults. The value is checked by its type first; the file is replaced in one step.
pub fn set(file: &Path, path: &str, value: &str) -> Result<(), ConfigError> {
    let key = known(path)?;
    let value = typed(key, value)?;
    change(file, |document| {
        let (table, leaf) = split(key.path);
        let table = table_mut(document.as_table_mut(), table);
        match table.and_then(|table| table.get_mut(leaf).map(|item| item.as_value_mut())) {
            Some(Some(old)) => {
                // The comment behind a value belongs to its decoration, which an assignment would drop.
                let decor = old.decor().clone();
                *old = value;
                *old.decor_mut() = decor;
                String::new()
            }
            _ => insert(document, key, value),
        }
    })
}

/// Takes the setting `path` out of `file`, so that its default holds again. Says whether it was there.
pub fn unset(file: &Path, path: &str) -> Result<bool, ConfigError> {
    let key = known(path)?;
    let mut was_there = false;
    change(file, |document| {
        let (table, leaf) = split(key.path);
        was_there =
            table_mut(document.as_table_mut(), table).is_some_and(|table| table.remove(leaf).is_some());
        String::new()
    })?;
    Ok(was_there)
}

fn known(path: &str) -> Result<&'static Key, ConfigError> {
    Settings::key(path).ok_or_else(|| {
        let nearest = nearest(path, Settings::keys().map(|key| key.path)).map(str::to_owned);
        let mistake = Mistake::Unknown {
            key: path.to_owned(),
            nearest,
        };
        ConfigError::Wrong(vec![Problem {
            origin: Origin::Default,
            mistake,
        }])
    })
}

/// The value as TOML: text first, then a number, a truth or a table written the TOML way.
fn typed(key: &Key, text: &str) -> Result<Value, ConfigError> {
    let candidates = [Some(Value::from(text)), text.parse::<Value>().ok()];
    let fits = |value: &Value| {
        let (table, leaf) = split(key.path);
        let mut probe = DocumentMut::new();
        if table.is_empty() {
            probe.insert(leaf, Item::Value(value.clone()));
        } else {
            let mut inner = Table::new();
            inner.insert(leaf, Item::Value(value.clone()));
            probe.insert(table, Item::Table(inner));
        }
        toml::Deserializer::parse(&probe.to_string())
            .is_ok_and(|parsed| Settings::deserialize(parsed).is_ok())
    };
    candidates.into_iter().flatten().find(fits).ok_or_else(|| {
        let problem = Problem::value(Origin::Default, key.path, key.expects, &format!("\"{text}\""));
        ConfigError::Wrong(vec![problem])
    })
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}

fn table_mut<'a>(document: &'a mut Table, name: &str) -> Option<&'a mut dyn TableLike> {
    if name.is_empty() {
        return Some(document);
    }
    document.get_mut(name).and_then(Item::as_table_like_mut)
}

/// Puts a setting in that the file does not have. In a file without its table it is written at the very end, behind
/// the last comment; the text to add there is returned.
fn insert(document: &mut DocumentMut, key: &Key, value: Value) -> String {
    let (name, leaf) = split(key.path);
    let at_end = if name.is_empty() {
        document.is_empty()
    } else {
        !document.contains_key(name)
    };
    if at_end {
        let head = if name.is_empty() {
            String::new()
        } else {
            format!("[{name}]\n")
        };
        return format!("{head}{leaf} = {value}\n");
    }
    if let Some(table) = table_mut(document.as_table_mut(), name) {
        table.insert(leaf, Item::Value(value));
    }
    String::new()
}

/// Edits the file; what `edit` returns is added at its end.
fn change(file: &Path, edit: impl FnOnce(&mut DocumentMut) -> String) -> Result<(), ConfigError> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(ConfigError::unreadable(file, &error)),
    };
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let reason = format!("it is not TOML ({})", error.message().replace('\n', ", "));
        ConfigError::Unwritable {
            path: file.to_owned(),
            reason,
        }
    })?;
    let added = edit(&mut document);
    let mut changed = document.to_string();
    if !added.is_empty() && !changed.is_empty() && !changed.ends_with('\n') {
        changed.push('\n');
    }
    changed.push_str(&added);
    // A change must not break a file that was right; a file that was wrong already may be mended line by line.
    if check_text(file, &text).is_ok() {
        check_text(file, &changed)?;
    }
    replace(file, &changed).map_err(|error| ConfigError::unwritable(file, &error))
}

/// Writes beside the file and renames, so that a crash leaves the old one or the new one and never half of it.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    // A linked file (kept with other dotfiles) is changed where it really is; the link stays.
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = target.with_extension("toml.new");
    let mut new = fs::File::create(&beside)?;
    new.write_all(text.as_bytes())?;
    if let Ok(old) = fs::metadata(&target) {
        new.set_permissions(old.permissions())?;
    }
    new.sync_all()?;
    failpoint::pass("settings.beside");
    fs::rename(&beside, &target)?;
    failpoint::pass("settings.in_place");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, edit: impl FnOnce(&Path)) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        fs::write(&file, text).unwrap();
        edit(&file);
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "something was left behind"
        );
        fs::read_to_string(&file).unwrap()
    }

    #[test]
    fn one_value_changes_and_every_comment_stays() {
        let text = "# mine\nuser = \"a\" # me\n\n[log] # the log\nlevel   =  \"info\"   # quiet\ndays = 3\n";
        let changed = after(text, |file| set(file, "log.level", "debug").unwrap());
        assert_eq!(changed, text.replace("\"info\"", "\"debug\""));
        let changed = after(text, |file| set(file, "user", "b").unwrap());
        assert_eq!(changed, text.replace("\"a\"", "\"b\""));
    }

    #[test]
    fn a_new_setting_goes_into_its_table_and_brings_no_defaults() {
        let changed = after("[log]\ndays = 3\n", |file| {
            set(file, "log.level", "warn").unwrap();
        });
        assert_eq!(changed, "[log]\ndays = 3\nlevel = \"warn\"\n");
        let changed = after("", |file| set(file, "sync.every_seconds", "30").unwrap());
        assert_eq!(changed, "[sync]\nevery_seconds = 30\n");
        let changed = after("[log]\ndays = 3\n", |file| set(file, "user", "x").unwrap());
        assert_eq!(changed, "user = \"x\"\n[log]\ndays = 3\n");
        let changed = after("user = \"x\"\n# [log]\n# days = 1", |file| {
            set(file, "log.days", "2").unwrap();
        });
        assert_eq!(changed, "user = \"x\"\n# [log]\n# days = 1\n[log]\ndays = 2\n");
        let changed = after("# all of it\n", |file| set(file, "user", "x").unwrap());
        assert_eq!(changed, "# all of it\nuser = \"x\"\n");
        let changed = after("log = { days = 3 }\n", |file| set(file, "log.days", "4").unwrap());
        assert_eq!(changed, "log = { days = 4 }\n");
    }

    #[test]
    fn a_setting_can_be_taken_out_again() {
        let changed = after("[log]\n# why\ndays = 3\nlevel = \"info\"\n", |file| {
            assert!(unset(file, "log.level").unwrap());
            assert!(!unset(file, "log.format").unwrap());
        });
        assert_eq!(changed, "[log]\n# why\ndays = 3\n");
    }

    #[test]
    fn a_wrong_value_or_name_changes_nothing() {
        let unchanged = after("[log]\ndays = 3\n", |file| {
            let error = set(file, "log.days", "many").unwrap_err().to_string();
            assert_eq!(
                error,
                "`log.days` should be a whole number of days from 1 to 365, found \"many\""
            );
            let error = set(file, "log.dyas", "3").unwrap_err().to_string();
            assert_eq!(error, "`log.dyas` is not a setting; did you mean `log.days`?");
        });
        assert_eq!(unchanged, "[log]\ndays = 3\n");
        let unchanged = after("[log]\ndays = 3\n", |file| {
            let error = set(file, "log.days", "400").unwrap_err().to_string();
            assert!(
                error.ends_with("`log.days` should be a whole number of days from 1 to 365, found 400"),
                "{error}"
            );
        });
        assert_eq!(unchanged, "[log]\ndays = 3\n");
        let mended = after("[log]\ndays = 400\nlvel = 1\n", |file| {
            set(file, "log.days", "4").unwrap();
        });
        assert_eq!(mended, "[log]\ndays = 4\nlvel = 1\n");
        let broken = after("[log\n", |file| assert!(set(file, "log.days", "3").is_err()));
        assert_eq!(broken, "[log\n");
    }
}
