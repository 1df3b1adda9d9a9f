//! Answers that end where they must not: in the middle of a call, of a word, of the stream.

use serde_json::Value;

use super::play::{Behaviour, Play};
use super::scene::Scene;
use crate::sandbox::claude::control::Fault;

pub(super) const ROWS: &[Behaviour] = &[
    Behaviour {
        name: "cut_tool_json",
        does: "reaches the limit of the answer in the middle of a call",
        act: cut_tool_json,
    },
    Behaviour {
        name: "cut_to_less",
        does: "reaches the limit where what came of the call reads as a whole, shorter one",
        act: cut_to_less,
    },
    Behaviour {
        name: "broken_tool_json",
        does: "ends a call properly whose input is no JSON",
        act: broken_tool_json,
    },
    Behaviour {
        name: "doubled_tool_json",
        does: "puts a second input behind the first, and a member twice",
        act: doubled_tool_json,
    },
    Behaviour {
        name: "cut_stream",
        does: "lets the body end in the middle of a call",
        act: cut_stream,
    },
    Behaviour {
        name: "reset_stream",
        does: "lets the connection break in the middle of a sentence",
        act: reset_stream,
    },
    Behaviour {
        name: "cut_text",
        does: "reaches the limit of the answer in the middle of a word",
        act: cut_text,
    },
];

fn cut_tool_json(scene: &mut Scene<'_>) -> Play {
    last_call(scene, |json| {
        json.chars().take(json.chars().count() / 2).collect()
    })
    .after("I send it now.")
    .stopped("max_tokens")
}

/// Half of the input, closed as a lenient parser would close it, and yet the answer was cut.
fn cut_to_less(scene: &mut Scene<'_>) -> Play {
    last_call(scene, |json| {
        let whole = serde_json::from_str::<Value>(json).unwrap_or_default();
        let first = whole.as_object().and_then(|members| members.iter().next());
        first.map_or_else(
            || "{}".to_owned(),
            |(name, value)| format!("{{{}:{value}}}", Value::from(name.as_str())),
        )
    })
    .stopped("max_tokens")
}

fn broken_tool_json(scene: &mut Scene<'_>) -> Play {
    if scene.round > 0 {
        return Play::says("You understood me anyway, I hope.");
    }
    last_call(scene, |json| {
        json.replacen("\",\"", "\" \"", 1).replacen("\":", "\" ", 1)
    })
}

fn doubled_tool_json(scene: &mut Scene<'_>) -> Play {
    if scene.round > 0 {
        return Play::says("Take whichever of the two you like.");
    }
    last_call(scene, |json| format!("{json}{json}"))
}

fn cut_stream(scene: &mut Scene<'_>) -> Play {
    last_call(scene, str::to_owned).breaking(Fault::cut_after(3, false))
}

fn reset_stream(scene: &mut Scene<'_>) -> Play {
    let text = format!("The seller's lowest price is, as she wrote, {}", scene.a_text());
    Play::says(text).breaking(Fault::cut_after(4, true))
}

fn cut_text(_: &mut Scene<'_>) -> Play {
    Play::says("The seller would take 612,").stopped("max_tokens")
}

/// A call of the last tool on offer, where writing tools usually stand, with its input bent.
fn last_call(scene: &mut Scene<'_>, bend: impl FnOnce(&str) -> String) -> Play {
    let id = scene.an_id();
    let text = scene.a_text();
    let tool = scene.tools.last().cloned();
    let call = tool.map(|tool| tool.call(&id, &text));
    let bent = call.map(|(name, input)| (name, Value::from(bend(&input.to_string()))));
    Play::calls(bent.into_iter().collect())
}
