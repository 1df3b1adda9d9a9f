//! `leadline parse KIND [FILE] [--today D] [--country CC]`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::extract::today;
use super::lines;
use crate::cli::frame::{App, Outcome, Subcommand};
use crate::domain::import::split_name;
use crate::domain::value::{Cents, Phone, parse_email};
use crate::domain::when::day;
use crate::extract::address;

/// What a line holds.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Phone,
    Email,
    Name,
    Address,
    Money,
    Date,
}

/// Read typed values as the program reads them: one value a line in, one JSON object a line out
///
/// Every object has the "input" and "valid"; what was read is beside it, and why not is in "error". No account, no network.
///
/// For example: leadline parse date --today 2026-04-14 < days.txt
#[derive(Args, Debug)]
pub(super) struct Parse {
    /// What the values are
    #[arg(value_enum)]
    kind: Kind,
    /// The file; without one, what is piped in
    file: Option<PathBuf>,
    /// The day on which it was said, for "tomorrow"; without one, today
    #[arg(long, value_name = "DAY")]
    today: Option<Date>,
    /// Where phones without a country code are from, in two letters
    #[arg(long, value_name = "CODE", default_value = "US")]
    country: String,
}

impl Subcommand for Parse {
    const NAME: &'static str = "parse";

    fn run(self, app: &mut App) -> Outcome {
        let today = match (self.kind, self.today) {
            (Kind::Date, None) => today(app)?,
            // The others know no day.
            (_, day) => day.unwrap_or_default(),
        };
        let country = self.country.to_uppercase();
        lines::each(app, self.file.as_deref(), |bytes| {
            let text = std::str::from_utf8(bytes).map_err(|_| "is no UTF-8 text".to_owned())?;
            let text = text.trim_end_matches(['\n', '\r']);
            let (valid, mut read) = match read(self.kind, text, today, &country) {
                Ok(read) => (true, read),
                Err(why) => (false, json!({ "error": why })),
            };
            let mut line = serde_json::Map::new();
            line.insert("input".into(), text.into());
            line.insert("valid".into(), valid.into());
            line.append(read.as_object_mut().unwrap_or(&mut serde_json::Map::new()));
            Ok(vec![Value::Object(line)])
        })
    }
}

fn read(kind: Kind, text: &str, today: Date, country: &str) -> Result<Value, String> {
    match kind {
        Kind::Phone => Phone::read_in(text, country).map(|phone| match phone.extension {
            None => json!({ "e164": phone.number }),
            Some(extension) => json!({ "e164": phone.number, "extension": extension }),
        }),
        Kind::Email => parse_email(text).map(|address| json!({ "email": address })),
        Kind::Name => {
            let (first, last) = split_name(text);
            Ok(json!({ "first": first, "last": last }))
        }
        Kind::Address => {
            let address = address::split(text);
            Ok(json!({
                "recipient": address.recipient,
                "number": address.number,
                "street": address.street,
                "unit": address.unit,
                "po_box": address.po_box,
                "city": address.city,
                "state": address.state,
                "zip": address.zip,
            }))
        }
        Kind::Money => {
            let cents = Cents::parse(text).map_err(|error| error.to_string())?;
            Ok(json!({ "amount": cents.to_units(), "cents": cents.0, "text": cents.to_string() }))
        }
        Kind::Date => {
            let said = day::whole(text, today).ok_or_else(|| format!("\"{}\" is no one day", text.trim()))?;
            let time = said.time.map(|time| time.strftime("%H:%M").to_string());
            Ok(json!({ "iso": said.day.to_string(), "time": time }))
        }
    }
}
