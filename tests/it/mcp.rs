//! Another Claude client at the same table, speaking the protocol over standard input and output.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::support::program::Home;
use crate::support::sandbox::Sandbox;

/// A client that has shaken hands.
struct Client {
    child: Child,
    into: ChildStdin,
    out: BufReader<ChildStdout>,
    asked: u64,
    /// Everything that came out.
    heard: String,
}

impl Client {
    fn greet(home: &Home) -> Self {
        let mut command = home.command(&["mcp"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let (into, out) = (child.stdin.take(), child.stdout.take());
        let mut client = Self {
            child,
            into: into.expect("a way in"),
            out: BufReader::new(out.expect("a way out")),
            asked: 0,
            heard: String::new(),
        };
        let hello = json!({
            "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "probe", "version": "1"},
        });
        let told = client.ask("initialize", hello);
        assert_eq!(told["serverInfo"]["name"], "leadline", "{told}");
        client.say(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        client
    }

    fn say(&mut self, message: &Value) {
        writeln!(self.into, "{message}").expect("it listens");
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.say(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let mut line = String::new();
            let read = self.out.read_line(&mut line).expect("it answers");
            assert!(read > 0, "it went away; it said: {}", self.heard);
            self.heard.push_str(&line);
            let said: Value = serde_json::from_str(&line).expect("only the protocol comes out");
            if said["id"] == id {
                return said["result"].clone();
            }
        }
    }

    /// What a tool gave, and whether it was an error.
    fn call(&mut self, tool: &str, input: Value) -> (String, bool) {
        let result = self.ask("tools/call", json!({"name": tool, "arguments": input}));
        let text = result["content"][0]["text"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        (text, result["isError"] == true)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_client_sees_stand_ins_and_can_only_propose_where_somebody_can_decide() {
    let sandbox = Sandbox::start(40, 11);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let people = home.json(&["leads", "", "--limit", "40"]);
    let rows = people["rows"].as_array().expect("people").clone();
    let mut client = Client::greet(&home);

    let tools = client.ask("tools/list", json!({}));
    let names: Vec<&str> = tools["tools"]
        .as_array()
        .expect("tools")
        .iter()
        .filter_map(|tool| tool["name"].as_str())
        .collect();
    assert!(
        names.contains(&"find_people") && names.contains(&"decisions"),
        "{names:?}"
    );

    let (found, is_error) = client.call("find_people", json!({"filter": ""}));
    assert!(!is_error && found.contains("Person_1"), "{found}");
    let found: Value = serde_json::from_str(&found).expect("JSON");
    assert_eq!(found["total"], rows.len());
    let somebody = found["people"][0]["id"].as_str().expect("an id").to_owned();

    let tag = json!({"people": [somebody], "add": ["vip"], "remove": []});
    let (why, is_error) = client.call("edit_tags", tag.clone());
    assert!(is_error && why.contains("No leadline screen is open"), "{why}");

    let (why, is_error) = client.call(
        "edit_tags",
        json!({"people": [somebody], "add": ["vip"], "remove": [], "force": true}),
    );
    assert!(is_error && why.contains("unknown field"), "{why}");

    let mut screen = home.screen(120, 36);
    screen.sees("Today");
    let (told, is_error) = client.call("edit_tags", tag);
    assert!(!is_error && told.contains("\"proposed\":1"), "{told}");
    let (decisions, _) = client.call("decisions", json!({}));
    assert!(decisions.contains("not decided yet"), "{decisions}");
    let now = home.json(&["show", &somebody]).to_string();
    assert!(!now.contains("vip"), "nothing is done without a yes: {now}");

    for row in &rows {
        for part in ["phone", "email", "last_name"] {
            let known = row[part].as_str().unwrap_or_default();
            if known.len() > 3 {
                assert!(!client.heard.contains(known), "{part} {known} left the machine");
            }
        }
    }
}
