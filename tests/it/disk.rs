//! The disk under the real program: every write and every sync fails once, full or broken, and the program runs on.
//! What was acknowledged is there, what was refused said so, and the file is sound (F38, F39).

use leadline::clock::Clock;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::Value;

use crate::support::number_from;
use crate::support::program::{Home, lossy};
use crate::support::sandbox::Sandbox;
use crate::support::tape::{Event, Fault, Recorder};

/// More calls than an edit makes.
const MOST: u32 = 500;

fn assert_sound(home: &Home, when: &str) {
    let said = home.run(&["doctor", "--json"]);
    let report: Value = serde_json::from_slice(&said.stdout).unwrap_or(Value::Null);
    assert_eq!(
        report["integrity"],
        "ok",
        "{when}: {report} {}",
        lossy(&said.stderr)
    );
    let sound = ["store.references", "log.chain"];
    for check in report["checks"].as_array().expect("checks") {
        let named = sound.iter().any(|name| check["id"] == *name);
        assert!(!named || check["ok"] == true, "{when}: {check}");
    }
}

#[test]
fn f38_f39_each_call_of_an_edit_fails_once() {
    let recorder = match Recorder::build() {
        Ok(recorder) => recorder,
        Err(why) => return println!("{why}"),
    };
    let sandbox = Sandbox::start(20, 7);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let person = home.json(&["leads", "--limit", "1"])["rows"][0]["id"].clone();
    let person = person.as_str().expect("somebody");
    let (mut acked, mut refused) = (Vec::new(), 0);
    for how in [Fault::Full, Fault::Broken] {
        for at in 1..=MOST {
            let (mark, when) = (format!("disk-{how:?}-{at}"), format!("call {at} fails: {how:?}"));
            let mut command = home.command(&["note", "--ack", person, &mark]);
            recorder.fails(&mut command, &home.data(), at, how);
            let said = command.output().expect("the program runs");
            let met = recorder.take().iter().any(|event| matches!(event, Event::Failed));
            if lossy(&said.stdout).contains("ACK ") {
                acked.push(mark);
            } else {
                let why = lossy(&said.stderr);
                assert!(
                    !said.status.success() && why.contains("leadline:"),
                    "{when}: {why}"
                );
                assert!(!why.contains("panicked"), "{when}: {why}");
                refused += 1;
            }
            assert_sound(&home, &when);
            if !met {
                break;
            }
            assert!(at < MOST, "an edit makes more calls than {MOST}");
        }
    }
    let person = home.json(&["show", person]).to_string();
    for mark in &acked {
        assert!(
            person.contains(&format!("\"{mark}\"")),
            "{mark} was acknowledged and is gone"
        );
    }
    println!("{} acknowledged in spite of it, {refused} refused", acked.len());
    assert!(refused > 0 && acked.len() > 1, "no fault was met");
}

#[test]
fn f38_f39_a_call_of_the_first_copy_fails_and_the_next_copy_is_whole() {
    let recorder = match Recorder::build() {
        Ok(recorder) => recorder,
        Err(why) => return println!("{why}"),
    };
    let seed = number_from("LEADLINE_SEED").unwrap_or(20_261_125);
    let faults = number_from("LEADLINE_DISK_FAULTS").unwrap_or(4);
    println!("seed {seed}, {faults} faults (LEADLINE_SEED and LEADLINE_DISK_FAULTS choose others)");
    let (mut chance, clock) = (StdRng::seed_from_u64(seed), Clock::system());
    let sandbox = Sandbox::start(60, 7);
    // How many calls a first copy makes.
    let home = Home::at(&sandbox);
    let mut command = home.command(&["sync", "--json"]);
    recorder.records(&mut command, &home.data());
    command.output().expect("the program runs");
    let calls = recorder.take().len() as u32;
    for nr in 0..faults {
        let (at, how) = (
            chance.random_range(1..=calls),
            [Fault::Full, Fault::Broken][nr as usize % 2],
        );
        let when = format!("seed {seed}, call {at} of {calls} fails: {how:?}");
        let home = Home::at(&sandbox);
        let mut command = home.command(&["sync", "--json"]);
        recorder.fails(&mut command, &home.data(), at, how);
        let said = command.output().expect("the program runs");
        assert!(said.status.code().is_some(), "{when}: it ended by a signal");
        recorder.take();
        let said = home.run(&["sync", "--json"]);
        assert!(said.status.success(), "{when}: {}", lossy(&said.stderr));
        assert_sound(&home, &when);
        assert_eq!(home.json(&["leads", "--count"])["total"], 60, "{when}");
    }
    println!("{:.1} s", clock.elapsed().as_secs_f64());
}
