//! Too much: the same for ever, hundreds at once, text without end.

use serde_json::{Value, json};

use super::play::{Behaviour, Play};
use super::scene::Scene;

pub(super) const ROWS: &[Behaviour] = &[
    Behaviour {
        name: "loop",
        does: "makes the same call for ever",
        act: same_call,
    },
    Behaviour {
        name: "restless_loop",
        does: "makes almost the same call for ever, never twice to the letter",
        act: restless_call,
    },
    Behaviour {
        name: "flood_calls",
        does: "makes 300 calls in one answer",
        act: flood_calls,
    },
    Behaviour {
        name: "flood_text",
        does: "answers with 100,000 characters",
        act: flood_text,
    },
    Behaviour {
        name: "flood_line",
        does: "answers with 100,000 characters without a single space",
        act: flood_line,
    },
    Behaviour {
        name: "flood_blocks",
        does: "answers in 1,000 blocks",
        act: flood_blocks,
    },
    Behaviour {
        name: "pause_forever",
        does: "pauses for ever in a search of the service's own that nobody asked for",
        act: pause,
    },
    Behaviour {
        name: "pause_in_words",
        does: "pauses behind mere words, which the service does not let anybody continue",
        act: pause_in_words,
    },
];

/// Calls of a flood.
const CALLS: usize = 300;
/// Characters of a flood.
const CHARACTERS: usize = 100_000;
/// Blocks of a flood.
const BLOCKS: usize = 1_000;

fn same_call(scene: &mut Scene<'_>) -> Play {
    let tool = scene.tools.first().cloned();
    Play::calls(
        tool.map(|tool| tool.call("c_00000001", "again"))
            .into_iter()
            .collect(),
    )
}

fn restless_call(scene: &mut Scene<'_>) -> Play {
    let at = scene.below(scene.tools.len());
    let text = format!("again, now for the {} time", scene.round + 1);
    let tool = scene.tools.get(at).cloned();
    Play::calls(
        tool.map(|tool| tool.call(&format!("c_{}", scene.round), &text))
            .into_iter()
            .collect(),
    )
}

fn flood_calls(scene: &mut Scene<'_>) -> Play {
    if scene.round > 0 {
        return Play::says("Three hundred calls are made.");
    }
    let mut calls = Vec::with_capacity(CALLS);
    while calls.len() < CALLS {
        calls.extend(scene.each_tool());
    }
    calls.truncate(CALLS);
    Play::calls(calls)
}

fn flood_text(scene: &mut Scene<'_>) -> Play {
    let line = format!("{} \u{1f3e1} {}\n\n", scene.a_text(), scene.an_id());
    Play::says(line.chars().cycle().take(CHARACTERS).collect::<String>())
}

fn flood_line(_: &mut Scene<'_>) -> Play {
    Play::says("a".repeat(CHARACTERS))
}

fn flood_blocks(scene: &mut Scene<'_>) -> Play {
    let text = scene.a_text();
    let block = |at: usize| json!({"type": "text", "text": format!("{at}. {text}")});
    Play {
        blocks: (0..BLOCKS).map(block).collect::<Vec<Value>>(),
        ..Play::says("")
    }
}

fn pause(scene: &mut Scene<'_>) -> Play {
    let id = format!("srvtoolu_{:08x}", scene.below(usize::MAX));
    let query = json!({"query": scene.loot()});
    let search = json!({"type": "server_tool_use", "id": id, "name": "web_search", "input": query});
    Play {
        blocks: vec![search],
        ..Play::says("").stopped("pause_turn")
    }
}

fn pause_in_words(scene: &mut Scene<'_>) -> Play {
    Play::says(format!("Part {} of many.", scene.round + 1)).stopped("pause_turn")
}
