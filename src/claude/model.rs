//! The models of an account, and what each accepts.
//!
//! The service's own list decides; it is read about once a day and kept by whoever asks for it. Offline, a list of
//! the same form that comes with the program stands in. Requests are built from a model's record, never from its name.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::event::Raw;

/// The model a new chat begins with.
pub const CHAT_MODEL: &str = "claude-sonnet-5-5";

/// How much work a model puts into an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// Quick and cheap.
    Low,
    /// In between.
    Medium,
    /// Thorough.
    High,
    /// More than high; no model allows it without thinking.
    Xhigh,
    /// Everything the model has.
    Max,
}

impl Effort {
    /// The effort by the service's word.
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "low" => Self::Low,
            "medium" => Self::Medium,
            "high" => Self::High,
            "xhigh" => Self::Xhigh,
            "max" => Self::Max,
            _ => return None,
        })
    }

    /// The service's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Xhigh => "xhigh",
            Self::Max => "max",
        }
    }
}

/// A way of thinking a model may accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThinkingType {
    /// The model decides how much.
    Adaptive,
    /// Only between tool calls: the first word comes sooner.
    BetweenTools,
    /// None.
    Disabled,
    /// With a budget of tokens (models of the 4.5 family and older).
    Enabled,
}

/// Where a model is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lifecycle {
    /// In service.
    #[default]
    Active,
    /// In service, with an end in sight.
    Deprecated,
    /// Gone; requests fail.
    Retired,
}

/// One model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// The id requests name.
    pub id: String,
    /// The name for people. Text from outside.
    pub display_name: String,
    /// When it came out.
    pub created_at: Option<Timestamp>,
    /// Where it is in its life.
    pub lifecycle: Lifecycle,
    /// When it goes out of service, where that is known.
    pub retires_at: Option<Timestamp>,
    /// The family it succeeds in (`haiku`, `sonnet`, `opus`, …).
    pub line: Option<String>,
    /// The context window, in tokens.
    pub max_input_tokens: u64,
    /// The longest answer, in tokens.
    pub max_tokens: u64,
    /// The efforts it accepts; empty when it knows no effort.
    pub efforts: BTreeSet<Effort>,
    /// The ways of thinking it accepts.
    pub thinking: BTreeSet<ThinkingType>,
}

/// The models that are known, in the order of the list.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    models: Vec<Model>,
    records: Vec<Raw>,
}

/// The list is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the list of models cannot be read: {0}")]
pub struct BadCatalogue(String);

/// One page of the service's list.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    data: Vec<Raw>,
    #[serde(default)]
    pub(super) has_more: bool,
    pub(super) last_id: Option<String>,
}

impl Catalogue {
    /// The list that comes with the program, for when the service cannot be asked.
    pub fn built_in() -> Result<Self, BadCatalogue> {
        Self::read(include_str!("../../assets/models.json"))
    }

    /// Reads a list as the service or [`Catalogue::to_json`] wrote it. A record without an id is left out.
    pub fn read(json: &str) -> Result<Self, BadCatalogue> {
        let page: Page = serde_json::from_str(json).map_err(|error| BadCatalogue(error.to_string()))?;
        let mut catalogue = Self::default();
        catalogue.add(page);
        Ok(catalogue)
    }

    pub(super) fn add(&mut self, page: Page) {
        for record in page.data {
            if let Some(model) = Model::read(record.get()) {
                self.models.push(model);
                self.records.push(record);
            }
        }
    }

    /// The list as JSON, to be kept until it is asked for again.
    pub fn to_json(&self) -> String {
        let records: Vec<&str> = self.records.iter().map(|record| record.get()).collect();
        format!("{{\"data\":[{}]}}", records.join(","))
    }

    /// All models, retired ones included.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// The models a person may choose.
    pub fn choices(&self) -> impl Iterator<Item = &Model> {
        self.models
            .iter()
            .filter(|model| model.lifecycle != Lifecycle::Retired)
    }

    /// The record of an id.
    pub fn find(&self, id: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.id == id)
    }

    /// What to ask a model by. One that the list does not know is asked for as the usual one would be; the service has the
    /// last word.
    pub fn record(&self, id: &str) -> Option<Model> {
        let usual = || self.find(CHAT_MODEL).or_else(|| self.models.first());
        let known = self.find(id).or_else(usual)?;
        Some(Model {
            id: id.to_owned(),
            ..known.clone()
        })
    }

    /// What to offer in the place of `gone`: the newest active model of the same line, else the usual chat model, else
    /// any active one.
    pub fn replacement(&self, gone: &str) -> Option<&Model> {
        let active = || {
            self.models
                .iter()
                .filter(|model| model.lifecycle == Lifecycle::Active && model.id != gone)
        };
        // `max_by_key` keeps the last of equals; lists begin with the newest.
        let newest = |line: &str| {
            active()
                .filter(|model| model.line.as_deref() == Some(line))
                .rev()
                .max_by_key(|model| model.created_at)
        };
        let line = self.line_of(gone);
        line.and_then(|line| newest(&line))
            .or_else(|| active().find(|model| model.id == CHAT_MODEL))
            .or_else(|| active().next())
    }

    /// The line of an id, from its record here or in the built-in list. Only for an id that neither knows its name is
    /// read, and that leads to nothing but a suggestion.
    fn line_of(&self, id: &str) -> Option<String> {
        let listed = |list: &Self| list.find(id).and_then(|model| model.line.clone());
        let lines = || self.models.iter().filter_map(|model| model.line.clone());
        listed(self)
            .or_else(|| Self::built_in().ok().and_then(|list| listed(&list)))
            .or_else(|| lines().find(|line| id.split('-').any(|word| word == line)))
    }
}

impl Model {
    /// Reads a record; members of an unexpected type count as absent.
    fn read(json: &str) -> Option<Self> {
        let record: Value = serde_json::from_str(json).ok()?;
        let text = |name: &str| record.get(name).and_then(Value::as_str);
        let count = |name: &str| record.get(name).and_then(Value::as_u64).unwrap_or(0);
        let time = |name: &str| text(name).and_then(|text| text.parse().ok());
        let id = text("id").filter(|id| !id.is_empty())?;
        Some(Self {
            id: id.to_owned(),
            display_name: text("display_name").unwrap_or(id).to_owned(),
            created_at: time("created_at"),
            lifecycle: match text("lifecycle") {
                Some("retired") => Lifecycle::Retired,
                Some("deprecated") => Lifecycle::Deprecated,
                _ => Lifecycle::Active,
            },
            retires_at: time("retires_at"),
            line: text("line").map(str::to_owned),
            max_input_tokens: count("max_input_tokens"),
            max_tokens: count("max_tokens"),
            efforts: supported(&record, "/capabilities/effort"),
            thinking: supported(&record, "/capabilities/thinking/types"),
        })
    }

    /// Whether it is out of service at `now`, by its record or because its day has passed.
    pub fn is_retired(&self, now: Timestamp) -> bool {
        self.lifecycle == Lifecycle::Retired || self.retires_at.is_some_and(|end| end <= now)
    }
}

/// The names under `pointer` whose leaf says `{"supported": true}`, as far as this program knows them.
fn supported<T: Ord + for<'de> Deserialize<'de>>(record: &Value, pointer: &str) -> BTreeSet<T> {
    let Some(Value::Object(names)) = record.pointer(pointer) else {
        return BTreeSet::new();
    };
    names
        .iter()
        .filter(|(_, leaf)| leaf.get("supported") == Some(&Value::Bool(true)))
        .filter_map(|(name, _)| serde_json::from_value(Value::String(name.clone())).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_knows_the_usual_models() {
        let list = Catalogue::built_in().unwrap();
        let sonnet = list.find(CHAT_MODEL).unwrap();
        assert_eq!((sonnet.max_input_tokens, sonnet.max_tokens), (1_000_000, 128_000));
        assert!(
            sonnet.thinking.contains(&ThinkingType::BetweenTools) && sonnet.efforts.contains(&Effort::Max)
        );
        assert!(list.find("claude-haiku-4-5").unwrap().efforts.is_empty());
        assert!(list.choices().all(|model| model.lifecycle != Lifecycle::Retired));
    }

    #[test]
    fn every_priced_model_is_listed() {
        let prices = crate::claude::price::PriceTable::built_in().unwrap();
        let usage = crate::claude::usage::Usage::default();
        for model in Catalogue::built_in()
            .unwrap()
            .models
            .iter()
            .filter(|model| model.lifecycle == Lifecycle::Active)
        {
            assert!(
                prices
                    .cost(&model.id, &usage, crate::claude::price::Terms::default())
                    .is_ok(),
                "{}",
                model.id
            );
        }
    }

    #[test]
    fn a_retired_id_leads_to_the_newest_of_its_line() {
        let list = Catalogue::built_in().unwrap();
        let offer = |gone| list.replacement(gone).map(|model| model.id.as_str());
        assert_eq!(offer("claude-3-5-sonnet-20241022"), Some("claude-sonnet-5-5"));
        assert_eq!(offer("claude-3-haiku-20240307"), Some("claude-haiku-5-5"));
        assert_eq!(offer("claude-sonnet-5-5"), Some("claude-sonnet-5"));
        assert_eq!(offer("claude-9-opus-latest"), Some("claude-opus-5-5"));
        assert_eq!(offer("somebody-elses-model"), Some(CHAT_MODEL));
        assert_eq!(
            Catalogue::default()
                .replacement("claude-opus-5")
                .map(|model| &model.id),
            None
        );
    }

    #[test]
    fn the_date_decides_what_is_newest() {
        let record = |id: &str, day: &str| {
            format!(
                r#"{{"id":"{id}","line":"sonnet","created_at":"2026-{day}T00:00:00Z","lifecycle":"active"}}"#
            )
        };
        let json = format!(
            "{{\"data\":[{},{},{}]}}",
            record("a", "01-01"),
            record("c", "09-01"),
            record("b", "03-01")
        );
        let list = Catalogue::read(&json).unwrap();
        assert_eq!(
            list.replacement("claude-3-5-sonnet-20241022")
                .map(|model| model.id.as_str()),
            Some("c")
        );
        assert_eq!(Catalogue::read(&list.to_json()).unwrap().models, list.models);
    }

    #[test]
    fn odd_records_are_read_as_far_as_they_go() {
        let json = r#"{"data":[{"id":"x","max_tokens":"many","capabilities":{"effort":{"low":{"supported":true},
            "galactic":{"supported":true},"max":{"supported":false}}}},{"name":"no id"},7]}"#;
        let list = Catalogue::read(json).unwrap();
        let model = list.find("x").unwrap();
        assert_eq!(
            (list.models.len(), model.max_tokens, model.line.as_deref()),
            (1, 0, None)
        );
        assert_eq!(model.efforts, BTreeSet::from([Effort::Low]));
        assert!(Catalogue::read("<html>").is_err());
    }
}
