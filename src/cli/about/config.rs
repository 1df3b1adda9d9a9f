//! `leadline config`: what is in force and why, the example file, and changing one line of the file.

use clap::Args;
use serde_json::{Map, Value, json};

use crate::cli::frame::{App, CliError, Exit, Outcome, Subcommand, Table};
use crate::config::{Settings, example, nearest, set};

/// Show the settings in force and where each comes from
#[derive(Args, Debug)]
pub(super) struct Config {
    /// Only this setting, such as ghl.base_url
    key: Option<String>,
    /// Print the example file, with every setting explained and commented out
    #[arg(long, conflicts_with_all = ["key", "set", "unset"])]
    example: bool,
    /// Write one setting into the file; comments and everything else stay as they are
    #[arg(long, num_args = 2, value_names = ["KEY", "VALUE"], conflicts_with_all = ["key", "unset"], allow_hyphen_values = true)]
    set: Option<Vec<String>>,
    /// Take one setting out of the file, so that its default holds again
    #[arg(long, value_name = "KEY", conflicts_with = "key")]
    unset: Option<String>,
}

impl Subcommand for Config {
    const NAME: &'static str = "config";

    fn run(self, app: &mut App) -> Outcome {
        if self.example {
            app.out.raw(example::text().as_bytes())?;
            return Ok(Exit::Done);
        }
        if let Some([key, value]) = self.set.as_deref() {
            return write(app, key, value);
        }
        if let Some(key) = &self.unset {
            return take_out(app, key);
        }
        match &self.key {
            Some(key) => show_one(app, key),
            None => show_all(app),
        }
    }
}

fn show_all(app: &mut App) -> Outcome {
    let (config, paths) = (app.config()?, app.paths()?);
    let mut table = Table::new(["setting", "value", "from"]);
    let (values, mut settings) = (config.values(), Map::new());
    for key in Settings::keys() {
        let (value, origin) = (values.at(key.path), config.origin(key.path).to_string());
        table.row([key.path.to_owned(), plain(&value), origin.clone()]);
        settings.insert(key.path.to_owned(), json!({ "value": value, "origin": origin }));
    }
    app.out.table(&table)?;
    let (file, data, log) = (
        paths.config_file.display(),
        paths.data_dir.display(),
        paths.log_dir.display(),
    );
    app.out
        .say(&format!("\nfile  {file}\ndata  {data}\nlog   {log}"))?;
    app.out.json(&json!({
        "file": file.to_string(), "data_dir": data.to_string(), "log_dir": log.to_string(), "settings": settings,
    }))?;
    Ok(Exit::Done)
}

fn show_one(app: &mut App, path: &str) -> Outcome {
    let config = app.config()?;
    let Some(key) = Settings::key(path) else {
        let error = CliError::nothing_found(format!("there is no setting `{path}`"));
        return Err(match nearest(path, Settings::keys().map(|key| key.path)) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint("`leadline config` lists them all"),
        });
    };
    let (value, origin) = (config.value(key.path), config.origin(key.path).to_string());
    let mut table = Table::new(["setting", "value", "from"]);
    table.row([key.path.to_owned(), plain(&value), origin.clone()]);
    app.out.table(&table)?;
    let lines: Vec<&str> = key.doc.iter().map(|line| line.trim()).collect();
    app.out.say(&format!("\n{}", lines.join("\n")))?;
    app.out.json(
        &json!({ "setting": key.path, "value": value, "origin": origin, "variable": key.variable() }),
    )?;
    Ok(Exit::Done)
}

/// The file is changed as it is; whether all of it is right is checked by reading it again afterwards.
fn write(app: &mut App, key: &str, value: &str) -> Outcome {
    let file = app.config_file()?;
    set::set(&file, key, value)?;
    app.config()?;
    app.out
        .say(&format!("{key} is now {value} in {}", file.display()))?;
    app.out
        .json(&json!({ "ok": true, "file": file.display().to_string() }))?;
    Ok(Exit::Done)
}

fn take_out(app: &mut App, key: &str) -> Outcome {
    let file = app.config_file()?;
    if !set::unset(&file, key)? {
        return Err(CliError::nothing_found(format!(
            "{key} is not set in {}",
            file.display()
        )));
    }
    app.out
        .say(&format!("{key} is no longer set in {}", file.display()))?;
    app.out
        .json(&json!({ "ok": true, "file": file.display().to_string() }))?;
    Ok(Exit::Done)
}

/// Text without quotes, nothing for null.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
