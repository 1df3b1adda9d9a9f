//! The models this simulation knows, with what each accepts. Every rule that differs by model reads this table.
//!
//! Source: the vendor's model pages and client libraries as of 23 November 2026. Days of release that were not
//! published are rounded to keep the order; the Fable and Mythos 5.2 rows copy 5.1, whose figures are known.

use super::family::{
    Accepts, Effort, FABLE_5, FABLE_5_1, Family, HAIKU_4_5, HAIKU_5_5, OPUS_4_6, OPUS_4_7, OPUS_4_8, OPUS_5,
    OPUS_5_5, SONNET_4_5, SONNET_4_6, SONNET_5, SONNET_5_5,
};
use super::page::Page;
use serde_json::{Value, json};

/// Where a model stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lifecycle {
    Active,
    Deprecated,
    Retired,
}

impl Lifecycle {
    /// The word on the wire.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Deprecated => "deprecated",
            Self::Retired => "retired",
        }
    }
}

/// One model.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) id: &'static str,
    /// A second name the service accepts for a dated id.
    pub(super) alias: Option<&'static str>,
    pub(super) name: &'static str,
    pub(super) line: &'static str,
    /// Day of release, `YYYY-MM-DD`.
    released: &'static str,
    pub(super) lifecycle: Lifecycle,
    deprecated_on: Option<&'static str>,
    retires_on: Option<&'static str>,
    /// Models whose thinking this one can read, besides its own.
    pub(super) reads: &'static [&'static str],
    pub(super) family: Family,
}

/// Thinking of 4.x and 5 models that later models still read.
const OLDER: &[&str] = &[
    "claude-sonnet-5",
    "claude-opus-4-8",
    "claude-opus-4-7",
    "claude-opus-4-6",
    "claude-sonnet-4-6",
    "claude-haiku-4-5-20251001",
    "claude-sonnet-4-5-20250929",
];
const OLDER_AND_SONNET_5_5: &[&str] = &[
    "claude-sonnet-5-5",
    "claude-sonnet-5",
    "claude-opus-4-8",
    "claude-opus-4-7",
    "claude-opus-4-6",
    "claude-sonnet-4-6",
    "claude-haiku-4-5-20251001",
    "claude-sonnet-4-5-20250929",
];

const fn active(
    id: &'static str,
    name: &'static str,
    line: &'static str,
    released: &'static str,
    family: Family,
) -> Model {
    Model {
        id,
        alias: None,
        name,
        line,
        released,
        lifecycle: Lifecycle::Active,
        deprecated_on: None,
        retires_on: None,
        reads: OLDER,
        family,
    }
}

const fn retired(
    id: &'static str,
    name: &'static str,
    line: &'static str,
    released: &'static str,
    retires_on: Option<&'static str>,
) -> Model {
    Model {
        lifecycle: Lifecycle::Retired,
        deprecated_on: None,
        retires_on,
        reads: &[],
        ..active(id, name, line, released, HAIKU_4_5)
    }
}

/// Every model, newest first, as the list endpoint gives them.
pub(super) const MODELS: &[Model] = &[
    active(
        "claude-fable-5-2",
        "Claude Fable 5.2",
        "fable",
        "2026-11-09",
        FABLE_5_1,
    ),
    active(
        "claude-mythos-5-2",
        "Claude Mythos 5.2",
        "mythos",
        "2026-11-09",
        FABLE_5_1,
    ),
    active(
        "claude-haiku-5-5",
        "Claude Haiku 5.5",
        "haiku",
        "2026-10-07",
        HAIKU_5_5,
    ),
    active(
        "claude-sonnet-5-5",
        "Claude Sonnet 5.5",
        "sonnet",
        "2026-09-29",
        SONNET_5_5,
    ),
    Model {
        reads: OLDER_AND_SONNET_5_5,
        ..active(
            "claude-opus-5-5",
            "Claude Opus 5.5",
            "opus",
            "2026-09-15",
            OPUS_5_5,
        )
    },
    active(
        "claude-fable-5-1",
        "Claude Fable 5.1",
        "fable",
        "2026-09-01",
        FABLE_5_1,
    ),
    active(
        "claude-mythos-5-1",
        "Claude Mythos 5.1",
        "mythos",
        "2026-09-01",
        FABLE_5_1,
    ),
    active(
        "claude-sonnet-5",
        "Claude Sonnet 5",
        "sonnet",
        "2026-06-30",
        SONNET_5,
    ),
    active("claude-opus-5", "Claude Opus 5", "opus", "2026-06-15", OPUS_5),
    active("claude-fable-5", "Claude Fable 5", "fable", "2026-06-01", FABLE_5),
    active(
        "claude-opus-4-8",
        "Claude Opus 4.8",
        "opus",
        "2026-04-30",
        OPUS_4_8,
    ),
    active(
        "claude-opus-4-7",
        "Claude Opus 4.7",
        "opus",
        "2026-03-31",
        OPUS_4_7,
    ),
    active(
        "claude-sonnet-4-6",
        "Claude Sonnet 4.6",
        "sonnet",
        "2026-02-17",
        SONNET_4_6,
    ),
    active(
        "claude-opus-4-6",
        "Claude Opus 4.6",
        "opus",
        "2026-02-05",
        OPUS_4_6,
    ),
    Model {
        alias: Some("claude-haiku-4-5"),
        ..active(
            "claude-haiku-4-5-20251001",
            "Claude Haiku 4.5",
            "haiku",
            "2025-10-01",
            HAIKU_4_5,
        )
    },
    Model {
        alias: Some("claude-sonnet-4-5"),
        lifecycle: Lifecycle::Deprecated,
        deprecated_on: Some("2026-09-29"),
        retires_on: Some("2026-11-30"),
        ..active(
            "claude-sonnet-4-5-20250929",
            "Claude Sonnet 4.5",
            "sonnet",
            "2025-09-29",
            SONNET_4_5,
        )
    },
    retired(
        "claude-opus-4-1-20250805",
        "Claude Opus 4.1",
        "opus",
        "2025-08-05",
        None,
    ),
    retired(
        "claude-sonnet-4-20250514",
        "Claude Sonnet 4",
        "sonnet",
        "2025-05-14",
        None,
    ),
    retired(
        "claude-opus-4-20250514",
        "Claude Opus 4",
        "opus",
        "2025-05-14",
        None,
    ),
    retired(
        "claude-3-7-sonnet-20250219",
        "Claude Sonnet 3.7",
        "sonnet",
        "2025-02-19",
        None,
    ),
    retired(
        "claude-3-5-haiku-20241022",
        "Claude Haiku 3.5",
        "haiku",
        "2024-10-22",
        None,
    ),
    retired(
        "claude-3-5-sonnet-20241022",
        "Claude Sonnet 3.5",
        "sonnet",
        "2024-10-22",
        Some("2025-10-28"),
    ),
    retired(
        "claude-3-haiku-20240307",
        "Claude Haiku 3",
        "haiku",
        "2024-03-07",
        Some("2026-04-20"),
    ),
    retired(
        "claude-3-opus-20240229",
        "Claude Opus 3",
        "opus",
        "2024-02-29",
        None,
    ),
];

impl Model {
    /// The model with this id or alias, retired ones included.
    pub(super) fn find(id: &str) -> Option<&'static Self> {
        MODELS
            .iter()
            .find(|model| model.id == id || model.alias == Some(id))
    }

    /// Whether thinking written by `other` may be read by this model.
    pub(super) fn reads_thinking_of(&self, other: &str) -> bool {
        self.id == other || self.reads.contains(&other)
    }

    /// The record of the list endpoint.
    pub(super) fn record(&self) -> Value {
        let day = |day: Option<&str>| day.map(|day| format!("{day}T00:00:00Z"));
        json!({
            "type": "model",
            "id": self.id,
            "display_name": self.name,
            "created_at": day(Some(self.released)),
            "lifecycle": self.lifecycle.word(),
            "deprecated_at": day(self.deprecated_on),
            "retires_at": day(self.retires_on),
            "line": self.line,
            "max_input_tokens": self.family.window,
            "max_tokens": self.family.max_output,
            "capabilities": self.capabilities(),
        })
    }

    fn capabilities(&self) -> Value {
        let yes = |supported: bool| json!({"supported": supported});
        let family = &self.family;
        let mut effort = json!({"supported": !family.efforts.is_empty()});
        for level in Effort::ALL {
            effort[level.word()] = yes(family.efforts.contains(&level));
        }
        json!({
            "batch": yes(true),
            "citations": yes(true),
            "code_execution": yes(true),
            "context_management": {
                "supported": true,
                "clear_thinking_20251015": yes(true),
                "clear_tool_uses_20250919": yes(true),
                "compact_20260112": yes(family.adaptive),
            },
            "effort": effort,
            "image_input": yes(true),
            "pdf_input": yes(true),
            "server_tools": {"supported": true, "code_execution": yes(true), "web_search": yes(true)},
            "structured_outputs": yes(true),
            "thinking": {"supported": true, "types": {
                "adaptive": yes(family.adaptive),
                "between_tools": yes(family.between_tools != Accepts::Never),
                "disabled": yes(family.disabled != Accepts::Never),
                "enabled": yes(family.enabled),
            }},
        })
    }
}

/// One page of the models of these stages. `None` when its ends name no model of this list.
pub(super) fn page(lifecycles: &[Lifecycle], page: &Page) -> Option<Value> {
    let models = MODELS.iter();
    let listed = models.filter(|model| lifecycles.contains(&model.lifecycle));
    let all: Vec<_> = listed
        .map(|model| (model.id.to_owned(), model.record()))
        .collect();
    page.of(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLABLE: &[Lifecycle] = &[Lifecycle::Active, Lifecycle::Deprecated];

    fn page(limit: usize, after: Option<&str>, before: Option<&str>) -> Option<Value> {
        let wanted = Page {
            limit,
            after: after.map(str::to_owned),
            before: before.map(str::to_owned),
        };
        super::page(CALLABLE, &wanted)
    }

    #[test]
    fn paging_forward_visits_every_callable_model_once_and_backward_returns() {
        let mut seen = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = page(3, after.as_deref(), None).unwrap();
            let ids = page["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["id"].as_str().unwrap().to_owned());
            seen.extend(ids);
            after = page["last_id"].as_str().map(str::to_owned);
            if page["has_more"] == false {
                break;
            }
        }
        let all: Vec<_> = MODELS
            .iter()
            .filter(|m| m.lifecycle != Lifecycle::Retired)
            .map(|m| m.id)
            .collect();
        assert_eq!(seen, all);

        let back = page(2, None, Some(all[3])).unwrap();
        assert_eq!(
            (back["first_id"].as_str(), back["last_id"].as_str()),
            (Some(all[1]), Some(all[2]))
        );
        assert_eq!(back["has_more"], true);
        assert!(page(2, Some("claude-3-haiku-20240307"), None).is_none());
    }

    #[test]
    fn capability_records_say_what_the_rules_table_says() {
        let sonnet = Model::find("claude-sonnet-5-5").unwrap().record();
        let types = &sonnet["capabilities"]["thinking"]["types"];
        assert_eq!(types["between_tools"]["supported"], true);
        assert_eq!(types["disabled"]["supported"], false);
        let haiku = Model::find("claude-haiku-4-5").unwrap();
        assert_eq!(haiku.id, "claude-haiku-4-5-20251001");
        assert_eq!(haiku.record()["capabilities"]["effort"]["supported"], false);
    }
}
