//! Failures on demand: asked for by one request's header, or armed beforehand for the next few.

use serde::Deserialize;
use serde_json::Value;

/// One way to fail. The first member that is set decides.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Fault {
    /// Answer this status before any work is done.
    pub status: Option<u16>,
    /// The envelope's message beside `status`.
    pub message: Option<Value>,
    /// A `Retry-After` header in seconds, beside `status`.
    pub retry_after: Option<u64>,
    /// Do the work, then lose the answer.
    pub after_commit: Option<Lost>,
    /// How long `timeout` stays silent, in seconds; 60 when not given.
    pub seconds: Option<u64>,
    /// Answer half of the body.
    pub truncate: bool,
    /// Answer a gateway's HTML page with this status, before any work.
    pub html: Option<u16>,
    /// Answer a hotel's log-in page with status 200, before any work.
    pub captive: bool,
}

/// How the answer to finished work gets lost.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(untagged)]
pub enum Lost {
    /// This status instead.
    Status(u16),
    /// In a way that has a name.
    Silently(Way),
}

/// Ways to lose an answer without a status.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Nothing comes for a long time.
    Timeout,
    /// The connection breaks in the middle of the answer.
    Drop,
}

/// A fault that waits for requests.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Armed {
    /// `METHOD /path` or `/path`; matches every request that begins so.
    pub route: String,
    /// How many requests it hits; one when not given.
    #[serde(default = "once")]
    pub times: u64,
    /// Only every so many of the requests that match is hit; every one when not given.
    #[serde(default = "once")]
    pub every: u64,
    /// What happens to them.
    pub fault: Fault,
    /// Requests that matched so far.
    #[serde(skip)]
    matched: u64,
}

impl Armed {
    fn hits(&mut self, verb: &str, path: &str) -> bool {
        let matches = path.starts_with(&self.route) || format!("{verb} {path}").starts_with(&self.route);
        if !matches || self.times == 0 {
            return false;
        }
        self.matched += 1;
        self.matched.is_multiple_of(self.every.max(1))
    }
}

fn once() -> u64 {
    1
}

/// The faults that are armed, oldest first.
#[derive(Debug, Default)]
pub struct Armoury(Vec<Armed>);

impl Armoury {
    /// Arms one more.
    pub fn arm(&mut self, armed: Armed) {
        self.0.push(armed);
    }

    /// Disarms everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// How many hits are still to come.
    pub fn left(&self) -> u64 {
        self.0.iter().map(|armed| armed.times).sum()
    }

    /// The fault that hits this request, if any.
    pub fn strike(&mut self, verb: &str, path: &str) -> Option<Fault> {
        let armed = self
            .0
            .iter_mut()
            .find_map(|armed| armed.hits(verb, path).then_some(armed))?;
        armed.times -= 1;
        let fault = armed.fault.clone();
        self.0.retain(|armed| armed.times > 0);
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_armed_fault_hits_as_often_as_told() {
        let mut armoury = Armoury::default();
        let text = r#"{"route":"POST /contacts/","times":2,"fault":{"after_commit":"timeout"}}"#;
        armoury.arm(serde_json::from_str(text).unwrap());
        assert_eq!(armoury.strike("GET", "/contacts/abc"), None);
        let struck = armoury.strike("POST", "/contacts/search").unwrap();
        assert_eq!(struck.after_commit, Some(Lost::Silently(Way::Timeout)));
        assert!(armoury.strike("POST", "/contacts/").is_some());
        assert_eq!((armoury.strike("POST", "/contacts/"), armoury.left()), (None, 0));
    }

    #[test]
    fn a_fault_may_hit_only_every_other_request() {
        let mut armoury = Armoury::default();
        let text = r#"{"route":"POST /a","times":2,"every":2,"fault":{"after_commit":500}}"#;
        armoury.arm(serde_json::from_str(text).unwrap());
        let struck: Vec<bool> = (0..6).map(|_| armoury.strike("POST", "/a").is_some()).collect();
        assert_eq!(struck, [false, true, false, true, false, false]);
    }

    #[test]
    fn a_fault_is_read_from_its_header() {
        let fault: Fault = serde_json::from_str(r#"{"after_commit":500}"#).unwrap();
        assert_eq!(fault.after_commit, Some(Lost::Status(500)));
        assert!(serde_json::from_str::<Fault>(r#"{"stauts":500}"#).is_err());
    }
}
