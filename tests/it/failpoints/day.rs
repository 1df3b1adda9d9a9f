//! A person's day with the real program, in which it dies at places that were named, and what must hold in the evening.

use std::collections::VecDeque;
use std::fmt;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::program::{Home, lossy};
use crate::support::sandbox::Sandbox;
use crate::support::terminal::Terminal;
use crate::support::{eventually, http};
use crate::upgrade::{assert_newest, laid_out};

/// Where the program is to die: a point, and which time it is passed.
#[derive(Clone, PartialEq, Eq)]
pub struct Arm(String);

impl Arm {
    /// The point, passed for this time.
    pub fn at(point: &str, pass: u32) -> Self {
        Self(format!("{point}:{pass}"))
    }

    fn is_of(&self, kin: &str) -> bool {
        self.0.starts_with(kin)
    }
}

impl fmt::Debug for Arm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// When in the day the points of a kin are passed first, so that of two the earlier dies first.
pub fn hour(kin: &str) -> usize {
    const DAY: [&str; 21] = [
        "lease", "pull", "commit", "close", "settings", "heard", "chat", "undo", "pause", "each", "claim",
        "push", "settle", "lookup", "backup", "anchor", "restore", "trim", "export", "batch", "sweep",
    ];
    DAY.iter().position(|known| *known == kin).unwrap_or(DAY.len())
}

/// What came of one life.
pub struct Life {
    /// How often the program died in it.
    pub died: usize,
    /// Edits that were acknowledged.
    pub acked: usize,
}

/// Lives a day in which the program dies at one place after the other.
pub fn live(arms: Vec<Arm>) -> Life {
    if arms.iter().all(|arm| arm.is_of("migration.")) {
        return upgrade(&arms);
    }
    let sandbox = Sandbox::with(&["--contacts", "60", "--seed", "7", "--quiet", "--unlimited"]);
    let home = Home::at(&sandbox)
        .with("LEADLINE_SEND_SETTLE_SECONDS", "5")
        .with("LEADLINE_SEND_HOLD_SECONDS", "0")
        .with("LEADLINE_SEND_HOURS", "any")
        // It is night there, so a sweep is due.
        .with("LEADLINE_ZONE", night());
    let mut script = Script {
        home: &home,
        sandbox: &sandbox,
        named: format!("{arms:?}"),
        kins: arms.clone(),
        arms: arms.into(),
        died: 0,
    };
    script.play()
}

/// A zone in which it is between one and six.
fn night() -> &'static str {
    let hour = leadline::clock::Clock::system()
        .now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .hour();
    let zones = [
        "Etc/GMT",
        "Etc/GMT+4",
        "Etc/GMT+8",
        "Etc/GMT+12",
        "Etc/GMT-8",
        "Etc/GMT-4",
    ];
    // Each zone four hours behind the one before: the one in which it is between 1 and 5 now.
    zones[usize::from((hour + 23).rem_euclid(24).unsigned_abs() / 4) % 6]
}

/// A zone in which it is between four and five: the day is prepared then.
fn dawn() -> String {
    let hour = leadline::clock::Clock::system()
        .now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .hour();
    let west = i32::from(hour) - 4;
    // Behind the sign of these names stand the hours to the west; there are twelve and no more.
    format!("Etc/GMT{:+}", if west > 12 { west - 24 } else { west })
}

struct Script<'a> {
    home: &'a Home,
    sandbox: &'a Sandbox,
    /// For messages.
    named: String,
    /// Where it is to die, or has.
    kins: Vec<Arm>,
    /// Where it is still to die, next first.
    arms: VecDeque<Arm>,
    died: usize,
}

impl Script<'_> {
    /// Whether the day needs what passes these points; it would be longer for nothing.
    fn wants(&self, kin: &str) -> bool {
        self.kins.iter().any(|arm| arm.is_of(kin))
    }

    /// Whether it has died there.
    fn died_at(&self, kin: &str) -> bool {
        self.kins.iter().take(self.died).any(|arm| arm.is_of(kin))
    }

    /// Runs a command that dies at the next place, if it comes by it, and is then run once more as a person would, until
    /// it ends by itself. What each life said.
    fn run(&mut self, arguments: &[&str]) -> Vec<String> {
        let mut said = Vec::new();
        while let Some(arm) = self.arms.front() {
            let mut command = self.home.command(arguments);
            command.env("LEADLINE_FAILPOINT", &arm.0);
            let output = command.output().expect("the program runs");
            said.push(lossy(&output.stdout));
            if output.status.code().is_some() {
                return said;
            }
            self.arms.pop_front();
            self.died += 1;
        }
        said.push(lossy(&self.home.run(arguments).stdout));
        said
    }

    fn play(&mut self) -> Life {
        self.run(&["sync"]);
        let people = self.people(3);
        let [anna, other, third] = &people[..] else {
            panic!("too few may be written to: {people:?}")
        };
        if self.wants("lookup.") {
            let fault = json!({"route": "POST /conversations/messages", "times": 1, "fault": {"after_commit": "drop"}});
            self.sandbox.happens("fault", &fault);
        }
        self.morning(anna, third);
        let mut notes = Vec::new();
        for round in 0..3 {
            let words = format!("noted {round} at {}", self.named);
            let said = self.run(&["note", "--ack", anna, &words]);
            // A person whose window died looks whether the note is there before typing it again; this one does not.
            let acks = said.iter().filter(|said| said.contains("ACK")).count();
            notes.push((words, acks));
        }
        let text = format!("Shall we talk about {}?", self.named);
        self.run(&["send", anna, "--sms", &text, "--key", &text]);
        self.run(&["drain", "--timeout", "60"]);
        self.run(&["backup"]);
        self.run(&["restore"]);
        self.run(&["sync"]);
        self.trim();
        self.export();
        self.prepare();
        self.sweep();
        self.forget(other);
        self.home.json(&["drain", "--timeout", "120"]);
        self.check(anna, &notes, &text);
        Life {
            died: self.died,
            acked: notes.iter().map(|(_, acks)| acks).sum(),
        }
    }

    /// What a day has only when the program is to die in it.
    fn morning(&mut self, anna: &str, third: &str) {
        if self.wants("settings.") {
            self.run(&["config", "--set", "log.days", "9"]);
            let days = self.home.json(&["config", "log.days"]).to_string();
            assert!(days.contains('9'), "{}: {days}", self.named);
        }
        if self.wants("heard.") {
            self.sandbox
                .happens("inbound", &json!({"contact": third, "body": "STOP"}));
            self.run(&["sync"]);
            let asked = ["send", third, "--sms", "Shall we talk?", "--dry-run", "--json"];
            assert!(
                !self.home.run(&asked).status.success(),
                "{}: they said stop",
                self.named
            );
        }
        if self.wants("chat.") {
            self.chat();
        }
        if self.wants("undo.") {
            self.home.json(&["tag", anna, "+for a moment"]);
            self.run(&["undo"]);
            let shown = self.home.json(&["show", anna]).to_string();
            assert!(!shown.contains("for a moment"), "{}: taken back", self.named);
        }
        if self.wants("pause.") {
            self.run(&["pause"]);
            let stopped = self.home.json(&["pause"])["paused_since"].is_string();
            assert!(stopped, "{}: everything automatic is stopped", self.named);
        }
        if self.wants("each.") {
            let file = self.home.path().join("people.csv");
            let rows =
                "name,phone\nAda Onetime,+12065550171\nBea Onetime,+12065550172\nCy Onetime,+12065550173\n";
            fs::write(&file, rows).expect("a file");
            self.run(&["import", &file.display().to_string()]);
        }
    }

    /// Asks four questions. The answer to the first stops for a while, so that what has come is kept before its end; that
    /// to the second is cut off; for the third something is looked up; the fourth finds no way out and waits.
    fn chat(&mut self) {
        let look = json!({"type": "tool_use", "id": "toolu_look", "name": "find_people", "input": {"filter": "no:tag"}});
        for (question, trouble) in [
            (
                "What is a contingency?",
                json!({"fault": {"stall_after_deltas": 3, "seconds": 3}}),
            ),
            (
                "What is escrow?",
                json!({"fault": {"truncate_after_deltas": 12, "reset": true}}),
            ),
            ("Who has no tag?", json!({"answer": [look], "delay_ms": 0})),
            // A network that answers in Claude's place: the question waits.
            ("What is earnest money?", json!({"fault": {"status": 307}})),
        ] {
            let claude = &self.sandbox.claude_url;
            http::ask("POST", claude, "/_sim/arm", &[], Some(&trouble));
            let died = self.died;
            self.run(&["ask", question]);
            let turns = self.turns();
            let asked = turns
                .iter()
                .filter(|turn| turn["speaker"] == "user" && turn.to_string().contains(question));
            // Every place to die in a chat comes after the question is kept, but the one at which a life begins.
            let kept = self.kins[died..self.died].iter();
            let kept = kept
                .filter(|arm| arm.is_of("chat.") && !arm.is_of("chat.recovered"))
                .count();
            assert!(
                asked.count() > kept,
                "{}: {question} was asked once more: {turns:?}",
                self.named
            );
        }
        let turns = self.turns();
        let outcome = |turn: &Value| turn["outcome"]["outcome"].as_str().unwrap_or_default().to_owned();
        assert!(
            turns.iter().all(|turn| outcome(turn) != "open"),
            "{}: none is open: {turns:?}",
            self.named
        );
        let says = |turn: &Value| {
            turn["partial"].is_string() || turn["blocks"].as_array().is_some_and(|all| !all.is_empty())
        };
        let cut = turns.iter().filter(|turn| outcome(turn) == "interrupted");
        if self.died_at("chat.part_kept") || self.died_at("chat.block_kept") {
            assert!(
                cut.clone().any(says),
                "{}: what had come is kept: {turns:?}",
                self.named
            );
        }
        if self.died_at("chat.answer_begun") {
            assert!(
                cut.clone().count() > 0,
                "{}: it is called cut off: {turns:?}",
                self.named
            );
        }
        let costs = |turn: &Value| {
            turn["usage"]["micro_dollars"].as_i64() > Some(0) && turn["usage"]["estimated"] == true
        };
        assert!(
            cut.clone().all(costs),
            "{}: what had come has its price: {turns:?}",
            self.named
        );
    }

    /// Every question and answer that is kept.
    fn turns(&self) -> Vec<Value> {
        let to = self.free("turns");
        self.home.json(&["export", &to.display().to_string()]);
        let text = fs::read_to_string(to.join("chats.jsonl")).expect("the chats");
        text.lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect()
    }

    /// A name that nothing has yet.
    fn free(&self, name: &str) -> PathBuf {
        let names = (0..).map(|nr| self.home.path().join(format!("{name}-{nr}")));
        names.into_iter().find(|name| !name.exists()).expect("a name")
    }

    /// Everything goes into a folder, which is whole or not there.
    fn export(&mut self) {
        if !self.wants("export.") {
            return;
        }
        let to = self.free("export");
        self.run(&["export", &to.display().to_string()]);
        let manifest = fs::read_to_string(to.join("manifest.json")).expect("a manifest");
        let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
        for file in manifest["files"].as_array().expect("files") {
            let name = file["name"].as_str().expect("a name");
            let bytes = fs::metadata(to.join(name)).expect("a file").len();
            assert_eq!(file["bytes"], bytes, "{}: {name}", self.named);
        }
    }

    /// What the CRM sent of old messages is taken away; the messages stay.
    fn trim(&mut self) {
        if !self.wants("trim.") {
            return;
        }
        let asked = ["trim", "--older", "30"];
        let before = self.home.json(&asked);
        assert!(
            before["about_bytes"].as_u64() > Some(0),
            "{}: {before}",
            self.named
        );
        self.run(&["trim", "--older", "30", "--yes"]);
        let after = self.home.json(&asked);
        assert_eq!(
            (&after["messages"], &after["agreed_until"]),
            (&before["messages"], &Value::Null),
            "{}: {before}",
            self.named
        );
        assert!(
            after["about_bytes"].as_u64() < before["about_bytes"].as_u64(),
            "{}: {after}",
            self.named
        );
    }

    /// People who may be written to.
    fn people(&self, most: usize) -> Vec<String> {
        let page = self.home.json(&["leads", "--limit", "60"]);
        let ids = page["rows"].as_array().expect("rows").iter();
        let may = |id: &String| {
            let asked = ["send", id, "--sms", "Shall we talk?", "--dry-run", "--json"];
            self.home.run(&asked).status.success()
        };
        let ids = ids.map(|row| row["id"].as_str().expect("an id").to_owned());
        ids.filter(may).take(most).collect()
    }

    /// An open screen prepares the day: it asks for everything together, dies, and takes back what it asked for.
    fn prepare(&mut self) {
        let Some(arm) = self.arms.front().filter(|arm| arm.is_of("batch.")) else {
            return;
        };
        for person in self.people(6) {
            let says = json!({"contact": person, "body": "Can we see the home this week?"});
            self.sandbox.happens("inbound", &says);
        }
        self.home.json(&["sync"]);
        let claude = &self.sandbox.claude_url;
        let key = [
            ("x-api-key", self.sandbox.claude_key.as_str()),
            ("anthropic-version", "2026-10-21"),
        ];
        let batches = || {
            let page = http::ask("GET", claude, "/v1/messages/batches", &key, None);
            page["data"].as_array().map(Vec::len)
        };
        let zone = dawn();
        let screen = |point: Option<&str>| {
            let mut command = self.home.command(&[]);
            command.env("LEADLINE_ZONE", &zone);
            command.env("LEADLINE_CLAUDE_NIGHTLY_LIMIT", "5");
            command.envs(point.map(|point| ("LEADLINE_FAILPOINT", point)));
            Terminal::open(command, 120, 36)
        };
        assert_eq!(
            screen(Some(&arm.0)).ends().code(),
            None,
            "{}: it died",
            self.named
        );
        assert_eq!(batches(), Some(1), "{}: one was sent", self.named);
        let heard = || http::ask("GET", claude, "/_sim/heard", &[], None)["requests"].clone();
        let before = heard();
        let open = screen(None);
        eventually("the batch is read and deleted", || batches() == Some(0));
        assert_eq!(
            heard(),
            json!([]),
            "{}: nothing was asked once more, before {before}",
            self.named
        );
        drop(open);
        self.arms.pop_front();
        self.died += 1;
    }

    /// An open screen sweeps by itself.
    fn sweep(&mut self) {
        let Some(arm) = self.arms.front().filter(|arm| arm.is_of("sweep.")) else {
            return;
        };
        let mut command = self.home.command(&[]);
        command.env("LEADLINE_FAILPOINT", &arm.0);
        let mut screen = Terminal::open(command, 120, 36);
        assert_eq!(screen.ends().code(), None, "{}: it died", self.named);
        self.arms.pop_front();
        self.died += 1;
    }

    fn forget(&mut self, other: &str) {
        self.run(&["forget", other, "--yes"]);
        if self.wants("forget.") && self.died > 0 {
            // Killed after the commit there is nobody to forget any more; the next screen finishes.
            let screen = self.home.screen(120, 36);
            let backups = || {
                self.home.json(&["backup", "--list"])["backups"]
                    .as_array()
                    .map(Vec::len)
            };
            eventually("one backup is left", || backups() == Some(1));
            drop(screen);
        }
        let shown = self.home.run(&["show", other]);
        assert!(!shown.status.success(), "{}: forgotten", self.named);
    }

    fn check(&self, anna: &str, notes: &[(String, usize)], text: &str) {
        let named = &self.named;
        let there = self
            .sandbox
            .call("GET", &format!("/contacts/{anna}/notes"), None)
            .to_string();
        for (words, acks) in notes {
            let found = there.matches(words.as_str()).count();
            assert!(
                found >= *acks && found > 0,
                "{named}: {words}: {acks} acknowledged, {found} in the CRM"
            );
        }
        let sends = self.sandbox.sends();
        let reached = sends["sends"]
            .as_array()
            .expect("sends")
            .iter()
            .filter(|send| send["body"] == text);
        assert_eq!(reached.count(), 1, "{named}: the text reached them once");
        if self.wants("each.") {
            assert_eq!(
                self.sandbox.state()["contacts"],
                63,
                "{named}: nobody was made twice"
            );
        }
        let doctor = self.home.run(&["doctor", "--json"]);
        let doctor: Value = serde_json::from_slice(&doctor.stdout).expect("JSON");
        for check in doctor["checks"].as_array().expect("checks") {
            let id = check["id"].as_str().expect("a name");
            if id.starts_with("store.") || id.starts_with("log.") {
                assert_eq!(check["ok"], true, "{named}: {check}");
            }
        }
    }
}

/// An older file is brought to the present format, and the program dies on the way, once or twice.
fn upgrade(arms: &[Arm]) -> Life {
    let (home, path) = laid_out(6);
    let mut died = 0;
    for arm in arms {
        let mut command = home.command(&["leads", "--json"]);
        command.env("LEADLINE_FAILPOINT", &arm.0);
        let output = command.output().expect("the program runs");
        died += usize::from(output.status.code().is_none());
    }
    let said = home.run(&["leads", "--json"]);
    assert!(said.status.success(), "{arms:?}: {}", lossy(&said.stderr));
    assert_newest(&path, &format!("{arms:?}"));
    Life { died, acked: 0 }
}
