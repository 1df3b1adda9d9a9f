//! A CRM and a Claude of our own on this machine, as a child process.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::{eventually, http, program};

/// A running `leadline sandbox`. Dropping it ends it.
pub struct Sandbox {
    child: Child,
    /// Where the CRM listens.
    pub ghl_url: String,
    /// Where Claude listens.
    pub claude_url: String,
    /// The token the CRM accepts.
    pub token: String,
    /// The location it serves.
    pub location_id: String,
    /// The key Claude accepts.
    pub claude_key: String,
}

impl Sandbox {
    /// Starts one with `contacts` people made from `seed`, without rate limits, in which nothing happens by itself.
    pub fn start(contacts: u32, seed: u32) -> Self {
        let (contacts, seed) = (contacts.to_string(), seed.to_string());
        Self::with(&["--unlimited", "--quiet", "--contacts", &contacts, "--seed", &seed])
    }

    /// Starts one with `arguments` and reads its ready line.
    pub fn with(arguments: &[&str]) -> Self {
        let mut child = Command::new(program())
            .args(["sandbox", "--json", "--ghl-port", "0", "--claude-port", "0"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the sandbox starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("a ready line");
        let ready: Value =
            serde_json::from_str(&line).unwrap_or_else(|e| panic!("the ready line is `{line}`: {e}"));
        assert_eq!(ready["ready"], true, "{line}");
        let field = |name: &str| {
            ready[name]
                .as_str()
                .unwrap_or_else(|| panic!("no {name} in {line}"))
                .to_owned()
        };
        Self {
            child,
            ghl_url: field("ghl_url"),
            claude_url: field("claude_url"),
            token: field("token"),
            location_id: field("location_id"),
            claude_key: field("claude_key"),
        }
    }

    /// Counts of everything, requests by route, refusals for haste.
    pub fn state(&self) -> Value {
        http::ask("GET", &self.ghl_url, "/__sandbox/state", &[], None)
    }

    /// Every message that reached a person.
    pub fn sends(&self) -> Value {
        http::ask("GET", &self.ghl_url, "/__sandbox/sends", &[], None)
    }

    /// The truth about one person.
    pub fn contact(&self, id: &str) -> Value {
        http::ask(
            "GET",
            &self.ghl_url,
            &format!("/__sandbox/contacts/{id}"),
            &[],
            None,
        )
    }

    /// Something happens in the world: `edit`, `inbound`, `advance` or `reset`, with its particulars.
    pub fn happens(&self, what: &str, particulars: &Value) -> Value {
        http::ask(
            "POST",
            &self.ghl_url,
            &format!("/__sandbox/{what}"),
            &[],
            Some(particulars),
        )
    }

    /// A call of the CRM's own API, as a colleague's program would make it.
    pub fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let token = format!("Bearer {}", self.token);
        http::ask(
            method,
            &self.ghl_url,
            path,
            &[("authorization", &token), ("version", "v3")],
            body,
        )
    }

    /// Waits until the CRM's own search finds `query`: it trails behind what was just written, as the real one does.
    pub fn has_indexed(&self, query: &str) {
        let body = json!({ "locationId": self.location_id, "pageLimit": 1, "page": 1, "query": query });
        eventually(&format!("the CRM finds {query}"), || {
            self.call("POST", "/contacts/search", Some(&body))["total"] != 0
        });
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
