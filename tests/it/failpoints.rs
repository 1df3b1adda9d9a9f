//! The real program dies at each named point between durable steps, goes on, and nothing acknowledged is lost, nobody is
//! texted twice, and the file is whole (reliability M4, T7). Needs a build with the feature `failpoints`.

use std::path::Path;
use std::sync::Mutex;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

use crate::support::number_from;
use crate::support::program::{Home, lossy};
use crate::support::sandbox::Sandbox;
use crate::support::terminal::Terminal;
use crate::upgrade::{assert_newest, laid_out};

/// Passing a point for the first time is only one case; later ones are tried too.
const LATEST_PASS: u32 = 5;
/// Lives side by side.
const LANES: usize = 3;

/// Every point that the program lists.
fn points() -> Vec<String> {
    let listed = Home::empty().json(&["failpoints"]);
    let rows = listed["points"].as_array().expect("points").iter();
    rows.map(|row| row["name"].as_str().expect("a name").to_owned())
        .collect()
}

/// Every name that is passed somewhere in the sources.
fn passed() -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap_or_default();
            let calls = text.split("failpoint::pass(\"").skip(1);
            names.extend(calls.filter_map(|rest| rest.split('"').next().map(str::to_owned)));
        }
    }
    names.sort();
    names
}

#[test]
fn every_point_is_listed_and_passed_in_one_place() {
    let mut listed = points();
    listed.sort();
    assert_eq!(passed(), listed);
}

#[test]
fn killed_at_each_point_nothing_acknowledged_is_lost_and_nobody_is_texted_twice() {
    let seed = number_from("LEADLINE_SEED").unwrap_or(20_261_125);
    let points = points();
    assert!(points.len() >= 40, "{points:?}");
    println!(
        "seed {seed}, {} points (LEADLINE_SEED chooses another)",
        points.len()
    );
    let mut chance = StdRng::seed_from_u64(seed);
    let with_pass = |point: String| {
        // Of a sweep there is only one, so later passes never come.
        let latest = if point.starts_with("sweep.") {
            1
        } else {
            LATEST_PASS
        };
        let pass = chance.random_range(1..=latest);
        (point, pass)
    };
    let waiting: Mutex<Vec<(String, u32)>> = Mutex::new(points.into_iter().map(with_pass).collect());
    let lives = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES)
            .map(|_| scope.spawn(|| until_empty(&waiting)))
            .collect();
        let lanes = lanes.into_iter().map(|lane| lane.join().expect("a lane"));
        lanes.flatten().collect::<Vec<_>>()
    });
    let failed: Vec<&String> = lives.iter().filter_map(|life| life.as_ref().err()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let acked: usize = lives.iter().flatten().map(|life| life.acked).sum();
    let kills = lives.len();
    println!(
        "figure failpoints: {kills} points, each killed there, {acked} acknowledged edits, 0 lost, 0 texts twice (seed {seed})"
    );
}

/// Lets the program die at one point after the other. What failed is told at the end, with all the others.
fn until_empty(waiting: &Mutex<Vec<(String, u32)>>) -> Vec<Result<Life, String>> {
    let mut lives = Vec::new();
    loop {
        let next = waiting.lock().expect("the list").pop();
        let Some((point, pass)) = next else { return lives };
        // A later pass may never come; the first always does.
        let mut passes = vec![pass, 1];
        passes.dedup();
        let died = |pass| std::panic::catch_unwind(|| live(&point, pass));
        let mut seen = passes.into_iter().map(died);
        let life = seen.find(|life| !matches!(life, Ok(Life { killed: false, .. })));
        lives.push(match life {
            Some(Ok(life)) => Ok(life),
            Some(Err(_)) => Err(format!("{point}:{pass} failed; what it said stands above")),
            None => Err(format!("{point} is never passed")),
        });
    }
}

/// What came of one life.
struct Life {
    killed: bool,
    acked: usize,
}

fn live(point: &str, pass: u32) -> Life {
    if point.starts_with("migration.") {
        return upgrade(point, pass);
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
        arm: format!("{point}:{pass}"),
        killed: false,
    };
    script.play(&sandbox, point)
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

/// A person's day, in which the program dies once.
struct Script<'a> {
    home: &'a Home,
    arm: String,
    killed: bool,
}

impl Script<'_> {
    /// Runs a command that dies at the point, if it comes by it, and is then run once more as a person would. What the
    /// first said, and the second.
    fn run(&mut self, arguments: &[&str]) -> (String, String) {
        let mut said = String::new();
        if !self.killed {
            let mut command = self.home.command(arguments);
            command.env("LEADLINE_FAILPOINT", &self.arm);
            let output = command.output().expect("the program runs");
            said = lossy(&output.stdout);
            if output.status.code().is_some() {
                return (said, String::new());
            }
            self.killed = true;
        }
        let again = self.home.run(arguments);
        (said, lossy(&again.stdout))
    }

    fn play(&mut self, sandbox: &Sandbox, point: &str) -> Life {
        self.run(&["sync"]);
        let people = self.people();
        let (anna, other) = (&people[0], &people[1]);
        if point.starts_with("lookup.") {
            let fault = json!({"route": "POST /conversations/messages", "times": 1, "fault": {"after_commit": "drop"}});
            sandbox.happens("fault", &fault);
        }
        let mut notes = Vec::new();
        for round in 0..3 {
            let words = format!("noted {round} at {point}");
            let (first, again) = self.run(&["note", "--ack", anna, &words]);
            // A person whose window died looks whether the note is there before typing it again; this one does not.
            let acks = [first, again].iter().filter(|said| said.contains("ACK")).count();
            notes.push((words, acks));
        }
        let text = format!("Shall we talk about {point}?");
        self.run(&["send", anna, "--sms", &text, "--key", &text]);
        self.run(&["drain", "--timeout", "60"]);
        self.run(&["backup"]);
        self.run(&["restore"]);
        self.run(&["sync"]);
        if point.starts_with("sweep.") {
            self.sweep();
        }
        self.run(&["forget", other, "--yes"]);
        if point.starts_with("forget.") && self.killed {
            // Killed after the commit there is nobody to forget any more; the next screen finishes.
            let screen = self.home.screen(120, 36);
            let backups = || {
                self.home.json(&["backup", "--list"])["backups"]
                    .as_array()
                    .map(Vec::len)
            };
            crate::support::eventually("one backup is left", || backups() == Some(1));
            drop(screen);
        }
        self.home.json(&["drain", "--timeout", "120"]);
        self.check(sandbox, anna, &notes, &text);
        assert!(
            !self.home.run(&["show", other]).status.success(),
            "{point}: forgotten"
        );
        Life {
            killed: self.killed,
            acked: notes.iter().map(|(_, acks)| acks).sum(),
        }
    }

    /// Two people who may be written to.
    fn people(&self) -> Vec<String> {
        let page = self.home.json(&["leads", "--limit", "60"]);
        let ids = page["rows"].as_array().expect("rows").iter();
        let may = |id: &String| {
            let asked = ["send", id, "--sms", "Shall we talk?", "--dry-run", "--json"];
            self.home.run(&asked).status.success()
        };
        let ids = ids.map(|row| row["id"].as_str().expect("an id").to_owned());
        ids.filter(may).take(2).collect()
    }

    /// An open screen sweeps by itself.
    fn sweep(&mut self) {
        let mut command = self.home.command(&[]);
        command.env("LEADLINE_FAILPOINT", &self.arm);
        let mut screen = Terminal::open(command, 120, 36);
        self.killed = screen.ends().code().is_none();
    }

    fn check(&self, sandbox: &Sandbox, anna: &str, notes: &[(String, usize)], text: &str) {
        let arm = &self.arm;
        let there = sandbox
            .call("GET", &format!("/contacts/{anna}/notes"), None)
            .to_string();
        for (words, acks) in notes {
            let found = there.matches(words.as_str()).count();
            assert!(
                found >= *acks && found > 0,
                "{arm}: {words}: {acks} acknowledged, {found} in the CRM"
            );
        }
        let sends = sandbox.sends();
        let reached = sends["sends"]
            .as_array()
            .expect("sends")
            .iter()
            .filter(|send| send["body"] == text);
        assert_eq!(reached.count(), 1, "{arm}: the text reached them once");
        let doctor = self.home.run(&["doctor", "--json"]);
        let doctor: Value = serde_json::from_slice(&doctor.stdout).expect("JSON");
        for check in doctor["checks"].as_array().expect("checks") {
            let id = check["id"].as_str().expect("a name");
            if id.starts_with("store.") || id.starts_with("log.") {
                assert_eq!(check["ok"], true, "{arm}: {check}");
            }
        }
    }
}

/// An older file is brought to the present format, and the program dies on the way.
fn upgrade(point: &str, pass: u32) -> Life {
    let (home, path) = laid_out(6);
    let mut command = home.command(&["leads", "--json"]);
    command.env("LEADLINE_FAILPOINT", format!("{point}:{pass}"));
    let killed = command
        .output()
        .expect("the program runs")
        .status
        .code()
        .is_none();
    let said = home.run(&["leads", "--json"]);
    assert!(said.status.success(), "{point}: {}", lossy(&said.stderr));
    assert_newest(&path, point);
    Life { killed, acked: 0 }
}
