//! Answers that are none.

use serde_json::{Value, json};

use super::play::{Behaviour, Play};
use super::scene::Scene;

pub(super) const ROWS: &[Behaviour] = &[
    Behaviour {
        name: "refuse",
        does: "declines without a word",
        act: refuse,
    },
    Behaviour {
        name: "refuse_midway",
        does: "begins a call and declines behind it",
        act: refuse_midway,
    },
    Behaviour {
        name: "empty_answer",
        does: "ends without having said anything",
        act: empty,
    },
    Behaviour {
        name: "blank_answer",
        does: "answers with white space",
        act: blank,
    },
    Behaviour {
        name: "blank_then_calls",
        does: "puts white space before a call, which the service does not take back",
        act: blank_then_calls,
    },
    Behaviour {
        name: "unknown_end",
        does: "ends for a reason nobody knows",
        act: unknown_end,
    },
];

fn declined(play: Play, category: Option<&str>) -> Play {
    Play {
        details: json!({"type": "refusal", "category": category, "explanation": "This request was declined."}),
        ..play.stopped("refusal")
    }
}

fn nothing() -> Play {
    Play {
        blocks: Vec::<Value>::new(),
        ..Play::says("")
    }
}

fn refuse(_: &mut Scene<'_>) -> Play {
    declined(nothing(), Some("general_harms"))
}

fn refuse_midway(scene: &mut Scene<'_>) -> Play {
    let calls = scene.each_tool();
    declined(Play::calls(calls).after("I will send it, or rather"), None)
}

fn empty(_: &mut Scene<'_>) -> Play {
    nothing()
}

fn blank(_: &mut Scene<'_>) -> Play {
    Play::says(" \n\t\u{a0}\n ")
}

fn blank_then_calls(scene: &mut Scene<'_>) -> Play {
    if scene.round > 0 {
        return Play::says("That was all.");
    }
    Play::calls(scene.each_tool()).after("\n \n")
}

fn unknown_end(_: &mut Scene<'_>) -> Play {
    Play::says("Something of an answer.").stopped("tired")
}
