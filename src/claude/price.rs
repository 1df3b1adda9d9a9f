//! What a response cost: meters times a dated price table, in whole micro-dollars.
//!
//! The service does not tell prices. The built-in table carries its date, a person may replace rows of it, and a
//! model without a row has no price rather than a guessed one. All sums are exact integers in millionths of a
//! micro-dollar; they are rounded once, at the end of a response, half up.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::usage::{CacheLife, Usage};

/// Money in millionths of a US dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MicroDollars(pub i64);

impl std::ops::Add for MicroDollars {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for MicroDollars {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), std::ops::Add::add)
    }
}

impl fmt::Display for MicroDollars {
    /// `$12.35` from a dollar up, `$0.0085` below, `<$0.0001` for what would print as nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, amount) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        match amount {
            0 => f.write_str("$0.00"),
            1..50 => write!(f, "{sign}<$0.0001"),
            50..999_950 => write!(f, "{sign}$0.{:04}", (amount + 50) / 100),
            _ => {
                let cents = (amount + 5_000) / 10_000;
                write!(f, "{sign}${}.{:02}", cents / 100, cents % 100)
            }
        }
    }
}

/// Why a table cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    /// The text is no price table; the parser's words name line and column.
    #[error("the price table cannot be read and the built-in one is used: {0}")]
    Unreadable(String),
    /// A number that can be no price.
    #[error("the price table has {0} for {1}, which is no price; the built-in table is used")]
    NoPrice(String, &'static str),
}

/// The table has no row for this model, so its cost is unknown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no price is known for {0}; add one to the price table in the settings")]
pub struct Unpriced(pub String);

/// Prices by model, with the date they were true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceTable {
    as_of: String,
    rows: BTreeMap<String, Row>,
    web_search: u64,
    batch_millionths: u64,
    geo_millionths: BTreeMap<String, u64>,
}

/// What was asked for, where the answer's own meters do not say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The cache lifetime the request asked for; prices cache writes the service did not split.
    pub cache_life: CacheLife,
    /// Sent as part of a batch.
    pub batch: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    usual: Rates,
    above: Option<(u64, Rates)>,
}

/// Millionths of a micro-dollar a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rates {
    input: u64,
    output: u64,
    cache_write_5m: u64,
    cache_write_1h: u64,
    cache_read: u64,
}

const MILLION: u64 = 1_000_000;
/// No price and no factor is larger; also keeps every sum far inside 128 bits.
const LARGEST_PRICE: f64 = 1e6;

impl PriceTable {
    /// The table that comes with the program.
    pub fn built_in() -> Result<Self, PriceError> {
        Self::parse(include_str!("../../assets/prices.toml"))
    }

    /// Reads a table.
    pub fn parse(text: &str) -> Result<Self, PriceError> {
        let empty = Self {
            as_of: String::new(),
            rows: BTreeMap::new(),
            web_search: 0,
            batch_millionths: MILLION,
            geo_millionths: BTreeMap::new(),
        };
        empty.replaced_by(text)
    }

    /// This table with everything that `text`, a table of the same form, says differently. Its rows replace the rows of
    /// the same models and its date is named beside ours.
    pub fn replaced_by(mut self, text: &str) -> Result<Self, PriceError> {
        let wire: WireTable =
            toml::from_str(text).map_err(|error| PriceError::Unreadable(error.to_string()))?;
        self.as_of = match (self.as_of.is_empty(), wire.as_of) {
            (true, date) => date.unwrap_or_default(),
            (false, Some(date)) => format!("{}, own {date}", self.as_of),
            (false, None) => format!("{}, own", self.as_of),
        };
        if let Some(dollars) = wire.web_searches_per_thousand {
            // Dollars a thousand are a thousand micro-dollars each.
            self.web_search = millionths(dollars, "web_searches_per_thousand")? * 1_000;
        }
        if let Some(factor) = wire.batch_factor {
            self.batch_millionths = millionths(factor, "batch_factor")?;
        }
        for (place, factor) in wire.geo_factor {
            self.geo_millionths
                .insert(place, millionths(factor, "geo_factor")?);
        }
        for row in wire.price {
            let above = row
                .above
                .map(|above| Ok((above.tokens, above.rates.read()?)))
                .transpose()?;
            let read = Row {
                usual: row.rates.read()?,
                above,
            };
            self.rows
                .extend(row.models.into_iter().map(|model| (model, read)));
        }
        Ok(self)
    }

    /// The date of the prices, to be shown beside every figure and stored with it.
    pub fn as_of(&self) -> &str {
        &self.as_of
    }

    /// What a response of `model` cost. Where it has several parts the cost is their sum, each at its own model's
    /// price. Fast mode has its own prices, of which none is known, so it counts as unpriced.
    pub fn cost(&self, model: &str, usage: &Usage, terms: Terms) -> Result<MicroDollars, Unpriced> {
        if usage.speed.as_deref() == Some("fast") {
            return Err(Unpriced(format!("{model} in fast mode")));
        }
        let tokens: u128 = if usage.iterations.is_empty() {
            self.tokens(model, usage, terms)?
        } else {
            let parts = usage.iterations.iter();
            parts
                .map(|part| self.tokens(part.model.as_deref().unwrap_or(model), &part.usage, terms))
                .sum::<Result<_, _>>()?
        };
        let geo = usage
            .inference_geo
            .as_deref()
            .and_then(|place| self.geo_millionths.get(place));
        let factors = [terms.batch.then_some(self.batch_millionths), geo.copied()];
        let million = u128::from(MILLION);
        let tokens = factors
            .into_iter()
            .flatten()
            .fold(tokens, |sum, factor| sum.saturating_mul(factor.into()) / million);
        let searches = u128::from(usage.web_searches) * u128::from(self.web_search);
        let micro = (tokens.saturating_add(searches) + million / 2) / million;
        Ok(MicroDollars(i64::try_from(micro).unwrap_or(i64::MAX)))
    }

    /// The same; where a price is not known, by the dearest that are. It is for limits: what is guessed is never less.
    pub fn at_most(&self, model: &str, usage: &Usage, terms: Terms) -> MicroDollars {
        if let Ok(cost) = self.cost(model, usage, terms) {
            return cost;
        }
        let dearest = Row {
            usual: self.dearest(),
            above: None,
        };
        let parts = usage.iterations.iter().filter_map(|part| part.model.as_deref());
        let mut table = self.clone();
        for model in parts.chain([model]) {
            if self.row(model).is_none() || usage.speed.is_some() {
                table.rows.insert(model.to_owned(), dearest);
            }
        }
        let usage = Usage {
            speed: None,
            ..usage.clone()
        };
        table.cost(model, &usage, terms).unwrap_or_default()
    }

    /// Of each meter the dearest price of the table.
    fn dearest(&self) -> Rates {
        let rows = self.rows.values();
        let rates = rows.flat_map(|row| [Some(row.usual), row.above.map(|(_, rates)| rates)]);
        let nothing = Rates {
            input: 0,
            output: 0,
            cache_write_5m: 0,
            cache_write_1h: 0,
            cache_read: 0,
        };
        rates.flatten().fold(nothing, |dearest, rates| Rates {
            input: dearest.input.max(rates.input),
            output: dearest.output.max(rates.output),
            cache_write_5m: dearest.cache_write_5m.max(rates.cache_write_5m),
            cache_write_1h: dearest.cache_write_1h.max(rates.cache_write_1h),
            cache_read: dearest.cache_read.max(rates.cache_read),
        })
    }

    fn tokens(&self, model: &str, usage: &Usage, terms: Terms) -> Result<u128, Unpriced> {
        let row = self.row(model).ok_or_else(|| Unpriced(model.to_owned()))?;
        let rates = match row.above {
            Some((threshold, rates)) if usage.total_input() > threshold => rates,
            _ => row.usual,
        };
        let (known_5m, known_1h) = (
            usage.cache_write_5m.unwrap_or(0),
            usage.cache_write_1h.unwrap_or(0),
        );
        let rest = usage
            .cache_write
            .saturating_sub(known_5m.saturating_add(known_1h));
        let rest_rate = match terms.cache_life {
            CacheLife::FiveMinutes => rates.cache_write_5m,
            CacheLife::OneHour => rates.cache_write_1h,
        };
        let meters = [
            (usage.input, rates.input),
            (known_5m, rates.cache_write_5m),
            (known_1h, rates.cache_write_1h),
            (rest, rest_rate),
            (usage.cache_read, rates.cache_read),
            (usage.output, rates.output),
        ];
        Ok(meters
            .into_iter()
            .map(|(count, rate)| u128::from(count) * u128::from(rate))
            .sum())
    }

    /// The row of a model; a dated snapshot (`…-20251001`) has the price of the id without its date.
    fn row(&self, model: &str) -> Option<&Row> {
        self.rows.get(model).or_else(|| {
            let (line, date) = model.rsplit_once('-')?;
            let dated = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
            dated.then(|| self.rows.get(line))?
        })
    }
}

/// A price in dollars a million tokens is the same number of micro-dollars a token; this is its exact millionths.
fn millionths(number: f64, what: &'static str) -> Result<u64, PriceError> {
    if (0.0..=LARGEST_PRICE).contains(&number) {
        Ok((number * 1e6).round() as u64)
    } else {
        Err(PriceError::NoPrice(number.to_string(), what))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireTable {
    as_of: Option<String>,
    web_searches_per_thousand: Option<f64>,
    batch_factor: Option<f64>,
    #[serde(default)]
    geo_factor: BTreeMap<String, f64>,
    #[serde(default)]
    price: Vec<WireRow>,
}

#[derive(Deserialize)]
struct WireRow {
    models: Vec<String>,
    #[serde(flatten)]
    rates: WireRates,
    above: Option<WireAbove>,
}

#[derive(Deserialize)]
struct WireAbove {
    tokens: u64,
    #[serde(flatten)]
    rates: WireRates,
}

#[derive(Deserialize)]
struct WireRates {
    input: f64,
    output: f64,
    cache_write_5m: f64,
    cache_write_1h: f64,
    cache_read: f64,
}

impl WireRates {
    fn read(&self) -> Result<Rates, PriceError> {
        Ok(Rates {
            input: millionths(self.input, "input")?,
            output: millionths(self.output, "output")?,
            cache_write_5m: millionths(self.cache_write_5m, "cache_write_5m")?,
            cache_write_1h: millionths(self.cache_write_1h, "cache_write_1h")?,
            cache_read: millionths(self.cache_read, "cache_read")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claude::usage::Iteration;

    fn cost(model: &str, usage: &Usage) -> i64 {
        PriceTable::built_in()
            .unwrap()
            .cost(model, usage, Terms::default())
            .unwrap()
            .0
    }

    #[test]
    fn a_turn_on_a_warm_cache_costs_what_the_sheet_says() {
        let turn = Usage {
            cache_read: 20_000,
            cache_write: 1_000,
            output: 400,
            ..Usage::default()
        };
        assert_eq!(cost("claude-sonnet-5-5", &turn), 8_500);
        let uncached = Usage {
            input: 21_000,
            output: 400,
            ..Usage::default()
        };
        assert_eq!(cost("claude-sonnet-5-5", &uncached), 46_000);
    }

    #[test]
    fn a_thousand_scored_leads_cost_a_quarter_and_half_as_a_batch() {
        let lead = Usage {
            input: 1_500_000,
            output: 200_000,
            ..Usage::default()
        };
        let many = Usage {
            iterations: vec![],
            ..lead
        };
        // One request that large is in the upper tier; a thousand small ones are not.
        assert_eq!(cost("claude-haiku-5-5", &many), 1_250_000);
        let one = Usage {
            input: 1_500,
            output: 200,
            ..Usage::default()
        };
        assert_eq!(cost("claude-haiku-5-5", &one) * 1_000, 250_000);
        let batch = Terms {
            batch: true,
            ..Terms::default()
        };
        let table = PriceTable::built_in().unwrap();
        assert_eq!(table.cost("claude-haiku-5-5", &one, batch), Ok(MicroDollars(125)));
    }

    #[test]
    fn the_tier_begins_above_the_threshold_of_all_input() {
        let at = Usage {
            input: 40_000,
            cache_read: 60_000,
            ..Usage::default()
        };
        assert_eq!(cost("claude-haiku-5-5", &at), 4_600);
        let above = Usage {
            input: 40_000,
            cache_read: 60_001,
            ..Usage::default()
        };
        assert_eq!(cost("claude-haiku-5-5", &above), 23_000);
    }

    #[test]
    fn cache_writes_are_priced_by_their_life() {
        let table = PriceTable::built_in().unwrap();
        let unsplit = Usage {
            cache_write: 1_000_000,
            ..Usage::default()
        };
        let hour = Terms {
            cache_life: CacheLife::OneHour,
            ..Terms::default()
        };
        assert_eq!(
            table.cost("claude-sonnet-5-5", &unsplit, Terms::default()),
            Ok(MicroDollars(2_500_000))
        );
        assert_eq!(
            table.cost("claude-sonnet-5-5", &unsplit, hour),
            Ok(MicroDollars(4_000_000))
        );
        let split = Usage {
            cache_write_5m: Some(400_000),
            cache_write_1h: Some(600_000),
            ..unsplit
        };
        assert_eq!(
            table.cost("claude-sonnet-5-5", &split, hour),
            Ok(MicroDollars(3_400_000))
        );
    }

    #[test]
    fn place_and_searches_are_added() {
        let usage = Usage {
            input: 1_000,
            web_searches: 2,
            inference_geo: Some("us".into()),
            ..Usage::default()
        };
        assert_eq!(cost("claude-sonnet-5-5", &usage), 2_200 + 20_000);
        let elsewhere = Usage {
            inference_geo: Some("global".into()),
            ..usage
        };
        assert_eq!(cost("claude-sonnet-5-5", &elsewhere), 2_000 + 20_000);
    }

    #[test]
    fn parts_are_summed_each_at_its_own_model() {
        let part = |model: Option<&str>, input, output| Iteration {
            model: model.map(str::to_owned),
            usage: Usage {
                input,
                output,
                ..Usage::default()
            },
        };
        let usage = Usage {
            input: 999_999,
            iterations: vec![
                part(None, 100, 10),
                part(Some("claude-haiku-4-5-20251001"), 100, 10),
            ],
            ..Usage::default()
        };
        assert_eq!(cost("claude-opus-5-5", &usage), (400 + 200) + (100 + 50));
        let unknown = Usage {
            iterations: vec![part(Some("claude-x"), 1, 1)],
            ..Usage::default()
        };
        let table = PriceTable::built_in().unwrap();
        assert_eq!(
            table.cost("claude-opus-5-5", &unknown, Terms::default()),
            Err(Unpriced("claude-x".into()))
        );
    }

    #[test]
    fn the_last_half_is_rounded_up_once() {
        let usage = |cache_read| Usage {
            cache_read,
            ..Usage::default()
        };
        assert_eq!(cost("claude-haiku-5-5", &usage(49)), 0);
        assert_eq!(cost("claude-haiku-5-5", &usage(50)), 1);
        assert_eq!(
            cost("claude-haiku-5-5", &usage(u64::MAX)),
            922_337_203_685_477_581
        );
    }

    #[test]
    fn a_persons_own_rows_replace_ours() {
        let own = "as_of = \"2027-01-01\"\n[[price]]\nmodels = [\"claude-sonnet-5-5\", \"new\"]\ninput = 1.0\noutput = 1\n\
                   cache_write_5m = 1\ncache_write_1h = 1\ncache_read = 1\n";
        let table = PriceTable::built_in().unwrap().replaced_by(own).unwrap();
        let usage = Usage {
            input: 3,
            ..Usage::default()
        };
        assert_eq!(table.cost("new", &usage, Terms::default()), Ok(MicroDollars(3)));
        assert_eq!(
            table.cost("claude-sonnet-5-5", &usage, Terms::default()),
            Ok(MicroDollars(3))
        );
        assert_eq!(
            table.cost("claude-opus-5-5", &usage, Terms::default()),
            Ok(MicroDollars(12))
        );
        assert_eq!(table.as_of(), "2026-11-23, own 2027-01-01");
        for bad in [
            "as_off = \"x\"",
            "batch_factor = -1",
            "batch_factor = nan",
            "[[price]]\nmodels = [\"x\"]",
            "=",
        ] {
            assert!(PriceTable::built_in().unwrap().replaced_by(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn money_is_shown_at_a_fitting_grain() {
        for (micro, shown) in [
            (0, "$0.00"),
            (7, "<$0.0001"),
            (50, "$0.0001"),
            (8_500, "$0.0085"),
            (999_949, "$0.9999"),
            (999_950, "$1.00"),
            (12_345_678, "$12.35"),
            (-8_500, "-$0.0085"),
        ] {
            assert_eq!(MicroDollars(micro).to_string(), shown);
        }
    }
}
