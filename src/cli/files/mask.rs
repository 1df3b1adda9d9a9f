//! `leadline mask [FILE] [--map M]`.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value, json};

use super::lines;
use super::lines::unusable;
use crate::cli::frame::{App, CliError, Exit, Outcome, Subcommand};
use crate::domain::mask::{Kind, Row, Vault};

/// Hide who is named in lines of JSON: no account, no network, no folder
///
/// Each line is an object with "text". It comes back with names, numbers, addresses and protected traits in its text replaced
/// by stand-ins, with "spans" (start, end and type, counted in characters of the text as it was) and with "stand_ins" in the
/// same order. What else is in the object stays as it is. A line that cannot be read is told on standard error and left out,
/// and the exit code is 1.
///
/// For example: leadline mask messages.jsonl --map map.jsonl > masked.jsonl
#[derive(Args, Debug)]
pub(super) struct Mask {
    /// The file; without one, what is piped in
    file: Option<PathBuf>,
    /// Keep here what the stand-ins stand for, so that unmask can put it back; a map that is there is gone on with
    #[arg(long, value_name = "M")]
    map: Option<PathBuf>,
}

impl Subcommand for Mask {
    const NAME: &'static str = "mask";

    fn run(self, app: &mut App) -> Outcome {
        let mut vault = match &self.map {
            Some(map) if map.exists() => read_map(map)?,
            _ => Vault::default(),
        };
        let kept = vault.rows(0).len();
        // A map that cannot be written is told before the work, not after it.
        let map = self.map.as_deref().map(open_map).transpose()?;
        let exit = each_line(app, self.file.as_deref(), |line, text| {
            let masked = vault.cover(text, &|_| false);
            let places = lines::Places::of(text);
            let place = |at: usize| places.count(at);
            let spans = masked
                .hidden
                .iter()
                .map(|cut| json!([place(cut.at.start), place(cut.at.end), label(cut.kind)]));
            line.insert("spans".into(), spans.collect());
            line.insert(
                "stand_ins".into(),
                masked.hidden.iter().map(|cut| cut.stand_in.as_str()).collect(),
            );
            line.insert("text".into(), masked.text.into());
        })?;
        if let (Some(mut file), Some(path)) = (map, &self.map) {
            let rows = vault.rows(kept).iter().map(|row| json!(row).to_string() + "\n");
            file.write_all(rows.collect::<String>().as_bytes())
                .map_err(|error| unusable(path, "written", &error))?;
        }
        Ok(exit)
    }
}

/// The type of a span, in the words of the labelled data that such programs are measured with.
const fn label(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "PERSON",
        Kind::Phone => "PHONE_NUMBER",
        Kind::Email => "EMAIL_ADDRESS",
        Kind::Address => "STREET_ADDRESS",
        Kind::Handle => "HANDLE",
        Kind::Network => "IP_ADDRESS",
        Kind::Link => "URL",
        Kind::Ssn => "US_SSN",
        Kind::Card => "CREDIT_CARD",
        Kind::Account => "IBAN_CODE",
        Kind::Birth => "DATE_TIME",
        Kind::Licence => "US_DRIVER_LICENSE",
        Kind::Trait => "PROTECTED_TRAIT",
    }
}

/// Changes each line of a file, or of what is piped in, and writes it out. What is wrong with a line is told, and the others
/// are done all the same.
pub(super) fn each_line(
    app: &mut App,
    file: Option<&Path>,
    mut change: impl FnMut(&mut Map<String, Value>, &str),
) -> Outcome {
    lines::each(app, file, |bytes| {
        let mut line = lines::object(bytes)?;
        let Some(Value::String(text)) = line.get("text").cloned() else {
            return Err("has no \"text\" that is a text".to_owned());
        };
        change(&mut line, &text);
        Ok(vec![Value::Object(line)])
    })
}

/// The vault that a map tells.
pub(super) fn read_map(path: &Path) -> Result<Vault, CliError> {
    let text = std::fs::read_to_string(path).map_err(|error| unusable(path, "read", &error))?;
    let mut rows: Vec<Row> = Vec::new();
    for (number, line) in (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let row = serde_json::from_str(line).map_err(|_| {
            let sentence = format!(
                "line {number} of {} is no line of a map; nothing was done",
                path.display()
            );
            CliError::new(Exit::Failed, "map", sentence)
                .hint("name the file that `leadline mask --map` wrote")
        })?;
        rows.push(row);
    }
    Ok(Vault::from_rows(rows))
}

/// The map is only added to, so that what it holds is never lost; others may not read it.
fn open_map(path: &Path) -> Result<File, CliError> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map_err(|error| unusable(path, "written", &error))
}
