//! The real program against its own sandbox, from the login to a text that reached somebody, as a script would do it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test tells what it found by failing"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// A sandbox of its own; it ends with the test.
struct Sandbox {
    child: Child,
    ready: Value,
}

impl Sandbox {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_leadline"))
            .args(["sandbox", "--contacts", "30", "--unlimited", "--quiet"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        Self {
            child,
            ready: serde_json::from_str(&line).unwrap(),
        }
    }

    fn word(&self, key: &str) -> &str {
        self.ready[key]
            .as_str()
            .unwrap_or_else(|| panic!("no {key} in {}", self.ready))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with settings of its own that point to the sandbox, and without anything of this machine.
fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_leadline"))
        .args(["--config".as_ref(), folder.join("config.toml").as_os_str()])
        .args(["--data-dir".as_ref(), folder.join("data").as_os_str()])
        .args(arguments)
        .env_clear()
        .env("HOME", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn json(output: &Output, exit: i32) -> Value {
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(output.status.code(), Some(exit), "{out} {err}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON: {out} {err}"))
}

#[test]
fn a_script_logs_in_copies_edits_asks_and_leaves_no_key_behind() {
    let sandbox = Sandbox::start();
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "[ghl]\nbase_url = \"{}\"\nlocation_id = \"{}\"\n[claude]\nbase_url = \"{}\"\n",
        sandbox.word("ghl_url"),
        sandbox.word("location_id"),
        sandbox.word("claude_url")
    );
    std::fs::write(folder.path().join("config.toml"), config).unwrap();
    let leadline = |arguments: &[&str], input: &str| run(folder.path(), arguments, input);

    // A wrong key is tried, refused and not kept; a right one is kept where the person chose.
    let wrong = leadline(
        &["login", "ghl", "--keep", "file", "--json"],
        "pit-00000000-wrong\n",
    );
    assert_eq!(
        wrong.status.code(),
        Some(4),
        "{}",
        String::from_utf8_lossy(&wrong.stderr)
    );
    let error: Value = serde_json::from_slice(&wrong.stderr).unwrap();
    assert_eq!(error["error"]["code"], "key_refused");
    assert!(!folder.path().join("keys.toml").exists());
    for (service, key) in [("ghl", "token"), ("claude", "claude_key")] {
        let kept = leadline(&["login", service, "--keep", "file", "--json"], sandbox.word(key));
        assert_eq!(json(&kept, 0)["kept_in"], "file");
    }

    let synced = leadline(&["sync", "--json"], "");
    let synced: Value = serde_json::from_slice(&synced.stdout).unwrap();
    assert_eq!(synced["pulled"]["contacts"], 30, "{synced}");
    assert!(synced["requests"].as_u64().unwrap() > 0);
    let people = json(&leadline(&["leads", "--limit", "1", "--json"], ""), 0);
    assert_eq!(people["total"], 30);
    let id = people["rows"][0]["id"].as_str().unwrap();

    let groups = json(&leadline(&["leads", "group:type sort:name", "--json"], ""), 0);
    let counted: u64 = groups["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["people"].as_u64().unwrap())
        .sum();
    assert_eq!((&groups["by"], counted), (&"type".into(), 30), "{groups}");
    let wrong = leadline(&["leads", "tag:hot stge:x"], "");
    let told = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert_eq!(wrong.status.code(), Some(2), "{told}");
    assert!(
        told.contains("did you mean stage") && told.contains("        ^^^^"),
        "{told}"
    );

    let save = [
        "lists",
        "--save",
        "scripted",
        "tag:scripted columns:name,phone",
        "--json",
    ];
    json(&leadline(&save, ""), 0);
    let exported = String::from_utf8(leadline(&["lists", "--export"], "").stdout).unwrap();
    let file = folder.path().join("lists.toml");
    std::fs::write(&file, exported.replace("scripted", "again")).unwrap();
    let imported = leadline(&["lists", "--import", file.to_str().unwrap()], "");
    assert_eq!(imported.status.code(), Some(0), "{imported:?}");
    json(&leadline(&["lists", "--delete", "scripted", "--json"], ""), 0);
    let lists = json(&leadline(&["lists", "--json"], ""), 0);
    let saved: Vec<_> = lists["lists"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|list| list["saved"] == true)
        .collect();
    assert_eq!(saved.len(), 1, "{lists}");
    assert_eq!(saved[0]["filter"], "tag:again columns:name,phone");

    let acked = leadline(&["tag", id, "+scripted", "--ack"], "");
    assert!(String::from_utf8_lossy(&acked.stdout).starts_with("ACK "));
    let drained = json(&leadline(&["drain", "--json"], ""), 0);
    assert_eq!(
        (&drained["pushed"]["done"], &drained["waiting"]),
        (&1.into(), &0.into())
    );

    let asked = json(
        &leadline(&["ask", "--json", "What makes a good listing text?"], ""),
        0,
    );
    assert!(asked["text"].as_str().unwrap().len() > 20, "{asked}");
    assert!(asked["cost_microdollars"].as_i64().unwrap() > 0, "{asked}");
    let spoken = leadline(&["ask", "What makes a good listing text?"], "");
    assert!(String::from_utf8_lossy(&spoken.stdout).trim().len() > 20);

    assert!(json(&leadline(&["doctor", "--json"], ""), 0)["ok"] == true);
    no_key_is_left(
        folder.path(),
        &[
            sandbox.word("token"),
            sandbox.word("claude_key"),
            "pit-00000000-wrong",
        ],
    );
}

/// No file but the one that was chosen holds a key.
fn no_key_is_left(folder: &Path, keys: &[&str]) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            no_key_is_left(&path, keys);
        } else if path.file_name().is_some_and(|name| name != "keys.toml") {
            let bytes = std::fs::read(&path).unwrap();
            for key in keys {
                let found = bytes.windows(key.len()).any(|part| part == key.as_bytes());
                assert!(!found, "a key is in {}", path.display());
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_watching_sync_reports_each_round_and_ends_well_on_ctrl_c() {
    let sandbox = Sandbox::start();
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_leadline"))
        .args(["--data-dir".as_ref(), folder.path().join("data").as_os_str()])
        .args([
            "--ghl-url",
            sandbox.word("ghl_url"),
            "--location",
            sandbox.word("location_id"),
        ])
        .args(["sync", "--watch", "--json"])
        .env_clear()
        .env("HOME", folder.path())
        .env("GHL_API_KEY", sandbox.word("token"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let report: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(report["pulled"]["contacts"], 30, "{line}");
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(
        ended.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
}

#[test]
fn the_remote_being_down_is_exit_5_and_work_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    // A port that was free a moment ago and on which nobody listens.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let config = format!("[ghl]\nbase_url = \"http://127.0.0.1:{port}\"\nlocation_id = \"loc1\"\n");
    std::fs::write(folder.path().join("config.toml"), config).unwrap();
    let kept = run(
        folder.path(),
        &["login", "ghl", "--keep", "file", "--untried", "--json"],
        "pit-0123456789\n",
    );
    assert_eq!(json(&kept, 0)["kept_in"], "file");
    let synced = run(folder.path(), &["sync", "--json"], "");
    assert_eq!(
        synced.status.code(),
        Some(5),
        "{}",
        String::from_utf8_lossy(&synced.stderr)
    );
    let error: Value = serde_json::from_slice(&synced.stderr).unwrap();
    assert_eq!(error["error"]["code"], "offline");
}
