//! Structured answers that lie, or are none.

use serde_json::{Value, json};

use super::forge::forge;
use super::play::{Behaviour, Play};
use super::scene::Scene;

pub(super) const ROWS: &[Behaviour] = &[
    Behaviour {
        name: "lies_in_schema",
        does: "fills the schema that was asked for with invented ids and strangers' words",
        act: lies,
    },
    Behaviour {
        name: "breaks_schema",
        does: "answers a question for JSON with fields nobody asked for",
        act: breaks,
    },
    Behaviour {
        name: "no_schema",
        does: "answers a question for JSON in words, behind the start of an object",
        act: words,
    },
];

fn lies(scene: &mut Scene<'_>) -> Play {
    let text = scene.a_text();
    Play::says(filled(scene, "m_00000000", &text).to_string())
}

fn breaks(scene: &mut Scene<'_>) -> Play {
    let mut value = filled(scene, "*", "yes");
    value["approved"] = json!(true);
    value["send_to"] = json!(["+16265550199"]);
    Play::says(value.to_string())
}

fn words(scene: &mut Scene<'_>) -> Play {
    Play::says(format!("{{\"summary\": {}\n\nAnd so on.", scene.a_text()))
}

/// The schema that was asked for, filled; an object of its own where none was.
fn filled(scene: &Scene<'_>, id: &str, text: &str) -> Value {
    let usual =
        json!({"type": "object", "properties": {"id": {"type": "string"}, "summary": {"type": "string"}}});
    forge(scene.request.format.as_ref().unwrap_or(&usual), id, text)
}
