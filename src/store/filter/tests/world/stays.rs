//! Where made-up people stand: runs of automations and the pond. Told by the number in an id, so that the plain evaluator knows it too.

use serde_json::json;

use super::NOW;

/// Automations of the made-up account: id, name, state.
pub(in crate::store::filter::tests) const AUTOMATIONS: &[(&str, &str, &str)] = &[
    ("hello", "New lead", "on"),
    ("drift", "Past clients, \u{c9}t\u{e9}", "paused"),
];
/// Who holds the pond.
pub(in crate::store::filter::tests) const POND: &str = "u2";

/// A run of an automation with a made-up person. Times in epoch milliseconds, 0 for none.
#[derive(Clone, Debug)]
pub(in crate::store::filter::tests) struct Stay {
    pub automation: usize,
    /// The number of its step, from 0.
    pub at: Option<i64>,
    pub version: i64,
    pub entered: i64,
    pub ended: i64,
    pub due: i64,
    pub waits: &'static str,
    pub refused: bool,
    pub held_out: bool,
}

pub(super) fn number(id: &str) -> i64 {
    id.trim_start_matches(|c: char| !c.is_ascii_digit())
        .parse()
        .unwrap_or(0)
}

pub(super) fn days(from: i64) -> i64 {
    let now: jiff::Timestamp = NOW.parse().unwrap();
    now.as_millisecond() + from * 86_400_000 + 3_600_000
}

/// The runs of a made-up person.
pub(in crate::store::filter::tests) fn stays(id: &str) -> Vec<Stay> {
    let nr = number(id);
    let stay = |which: i64| {
        let mixed = nr * 7 + which * 5;
        let over = mixed % 5 == 0;
        let due = !over && mixed % 2 == 0;
        Stay {
            automation: (mixed % 2) as usize,
            at: (mixed % 6 > 0).then_some(mixed % 6 - 1),
            version: 1 + mixed % 3,
            entered: days(-(mixed * 13 % 40) - 2),
            ended: if over { days(-(mixed % 9) - 1) } else { 0 },
            due: if due { days(mixed * 11 % 9 - 3) } else { 0 },
            waits: if over {
                "nothing"
            } else {
                ["timer", "pause", "person", "effect"][(mixed % 4) as usize]
            },
            refused: mixed % 3 == 0,
            held_out: mixed % 7 == 0,
        }
    };
    (0..nr % 3).map(stay).collect()
}

/// When a made-up person was given to the pond.
pub(in crate::store::filter::tests) fn given(id: &str) -> Option<i64> {
    let nr = number(id);
    (nr % 2 == 0).then(|| days(-(nr % 20) - 1))
}

/// Writes it down.
pub(super) fn stay(db: &rusqlite::Connection, id: &str) {
    if id.ends_with("000") {
        for (id, name, state) in AUTOMATIONS {
            let sql = "INSERT INTO automation (id, name, state, who, at) VALUES (?1, ?2, ?3, 'me', 0)";
            db.execute(sql, [id, name, state]).unwrap();
        }
        let sql = "INSERT INTO setting (name, value) VALUES ('today.pond', ?1)";
        db.execute(sql, [format!("{POND} 1")]).unwrap();
    }
    let rid: i64 = db
        .query_row(
            "SELECT rid FROM record WHERE kind = 'contact' AND id = ?1",
            [id],
            |row| row.get(0),
        )
        .unwrap();
    if let Some(at) = given(id) {
        db.execute("INSERT INTO pond (contact, at) VALUES (?1, ?2)", [rid, at])
            .unwrap();
    }
    for (nr, stay) in stays(id).into_iter().enumerate() {
        let none = |at: i64| (at > 0).then_some(at);
        let state = json!({ "at": stay.at }).to_string();
        db.execute(
            "INSERT INTO automation_run
               (id, automation, version, contact, cause, arm, rev, state, waits, due, upto, entered, ended)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?9, 0, ?10, ?11)",
            rusqlite::params![
                format!("{id}/{nr}"),
                AUTOMATIONS[stay.automation].0,
                stay.version,
                rid,
                format!("cause {nr}"),
                if stay.held_out { "held out" } else { "in" },
                state,
                stay.waits,
                none(stay.due),
                stay.entered,
                none(stay.ended),
            ],
        )
        .unwrap();
        if stay.refused {
            let run = db.last_insert_rowid();
            let sql = "INSERT INTO automation_step (run, at, step, what, result) VALUES (?1, 0, 'a', 'text', 'refused: no')";
            db.execute(sql, [run]).unwrap();
        }
    }
}
