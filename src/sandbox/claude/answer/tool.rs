//! Which of the offered tools a question calls for, and with which arguments.

use serde_json::Value;

use super::instance::{Fill, Filler};
use super::question::{Question, stems};
use crate::sandbox::claude::request::{Message, MessageRequest, Role, ToolChoice, kind, text_of};

/// One call, not yet given an id.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) input: Value,
}

/// At most this many calls in one answer.
const PARALLEL: usize = 3;

/// Words that mean: look something up.
const LOOK: &[&str] = &[
    "who", "find", "show", "list", "which", "search", "look", "get", "count", "many", "status", "when",
    "latest", "last", "read", "open", "fetch", "check", "pull", "see",
];
/// Words that mean: change something. A tool whose name begins so is called only when the question says so too.
const CHANGE: &[&str] = &[
    "add", "create", "update", "set", "tag", "move", "send", "assign", "delete", "remove", "schedule",
    "book", "close", "snooze", "write", "propose", "draft", "make", "mark", "log", "untag", "complete",
    "cancel",
];
/// Words that stand for each other; the first of a row is what the others are read as.
const SAME: &[&[&str]] = &[
    &[
        "contact", "lead", "person", "people", "client", "buyer", "seller", "prospect", "who",
    ],
    &["opportunity", "deal", "pipeline", "stage"],
    &[
        "conversation",
        "thread",
        "message",
        "text",
        "sms",
        "email",
        "chat",
        "said",
    ],
    &["search", "find", "look", "list", "show", "query", "who", "which"],
    &["get", "show", "open", "read", "fetch", "see"],
    &["count", "many", "number", "total"],
    &["task", "todo", "reminder"],
    &[
        "calendar",
        "appointment",
        "slot",
        "showing",
        "meeting",
        "schedule",
    ],
    &["listing", "home", "house", "property"],
    &["send", "text", "message", "write"],
];

/// The calls to make now; none when the question can be answered.
pub(super) fn calls(request: &MessageRequest, question: &Question, now: jiff::Timestamp) -> Vec<Call> {
    let bench = Bench {
        request,
        question,
        now,
    };
    let forced = match &request.tool_choice {
        ToolChoice::None => return Vec::new(),
        ToolChoice::Tool(name) => bench.offered().find(|tool| text_of(tool, "name") == name),
        ToolChoice::Any => bench
            .ranked()
            .first()
            .map(|(_, tool)| *tool)
            .or_else(|| bench.offered().next()),
        ToolChoice::Auto => None,
    };
    match forced {
        Some(tool) => vec![bench.fill(tool)],
        None => bench.choose(),
    }
}

/// The offered tools before one question.
struct Bench<'a> {
    request: &'a MessageRequest,
    question: &'a Question,
    now: jiff::Timestamp,
}

impl<'a> Bench<'a> {
    fn choose(&self) -> Vec<Call> {
        let ranked = self.ranked();
        let called = called_since_the_question(self.request);
        match ranked.first() {
            None if called.is_empty() => self.look_anyway(),
            None => Vec::new(),
            Some((_, best)) if !called.is_empty() => self.go_on(best, &called),
            Some((_, best)) if !self.ready(best) => vec![self.fill(self.lookup().unwrap_or(best))],
            Some((_, best)) => self.together(&ranked, best),
        }
    }

    /// No tool speaks of what is asked, yet the question plainly needs data.
    fn look_anyway(&self) -> Vec<Call> {
        let wanted = self.question.mentions(&["who", "find", "show", "many"]);
        self.lookup()
            .filter(|_| wanted)
            .map(|tool| self.fill(tool))
            .into_iter()
            .collect()
    }

    /// One more step when what was found makes the call possible that was wanted from the start.
    fn go_on(&self, best: &Value, called: &[&str]) -> Vec<Call> {
        let open = !called.contains(&text_of(best, "name")) && !last_result_failed(self.request);
        if open && self.ready(best) {
            vec![self.fill(best)]
        } else {
            Vec::new()
        }
    }

    /// The best tool, and others the question names as plainly.
    fn together(&self, ranked: &[(usize, &Value)], best: &Value) -> Vec<Call> {
        let others = ranked
            .iter()
            .skip(1)
            .map(|(score, tool)| (*score, *tool))
            .filter(|(score, tool)| {
                *score >= NOUN && self.ready(tool) && !(is_lookup(tool) && is_lookup(best))
            });
        let most = if self.request.one_tool_at_a_time {
            1
        } else {
            PARALLEL
        };
        let tools = std::iter::once(best).chain(others.map(|(_, tool)| tool));
        tools.take(most).map(|tool| self.fill(tool)).collect()
    }

    fn offered(&self) -> impl Iterator<Item = &'a Value> {
        self.request
            .tools
            .iter()
            .filter(|tool| tool.get("input_schema").is_some())
    }

    /// The tools that fit at all, best first.
    fn ranked(&self) -> Vec<(usize, &'a Value)> {
        let scored = self.offered().map(|tool| (score(tool, self.question), tool));
        let mut ranked: Vec<_> = scored.filter(|(score, _)| *score > 0).collect();
        ranked.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        ranked
    }

    /// A tool that finds records and needs no id for it.
    fn lookup(&self) -> Option<&'a Value> {
        self.offered().find(|tool| is_lookup(tool) && self.ready(tool))
    }

    fn ready(&self, tool: &Value) -> bool {
        self.filler(tool).has_ids()
    }

    fn fill(&self, tool: &Value) -> Call {
        Call {
            name: text_of(tool, "name").to_owned(),
            input: self.filler(tool).whole(),
        }
    }

    fn filler<'b>(&'b self, tool: &'b Value) -> Filler<'b> {
        let root = tool.get("input_schema").unwrap_or(&Value::Null);
        Filler {
            question: self.question,
            root,
            fill: Fill::Asked,
            now: self.now,
        }
    }
}

/// What a noun of a tool's name counts when the question has it.
const NOUN: usize = 4;

/// How well a tool fits; zero when the question does not call for it.
fn score(tool: &Value, question: &Question) -> usize {
    let name = text_of(tool, "name");
    if !name.is_empty() && question.text.contains(name) {
        return 100;
    }
    let words = stems(name);
    let changes = words.iter().any(|word| CHANGE.contains(&word.as_str()));
    let looks = question.mentions(LOOK);
    let asked_to_change = words
        .iter()
        .filter(|word| CHANGE.contains(&word.as_str()))
        .any(|word| question.stems.iter().any(|stem| same(stem, word)));
    if (changes && !asked_to_change) || (!changes && !looks) {
        return 0;
    }
    let heard = |word: &&String| question.stems.iter().any(|stem| same(stem, word));
    let in_name: usize = words
        .iter()
        .filter(heard)
        .map(|word| {
            if CHANGE.contains(&word.as_str()) || is_verb(word) {
                2
            } else {
                NOUN
            }
        })
        .sum();
    let description = stems(text_of(tool, "description"));
    let in_description = question
        .stems
        .iter()
        .filter(|stem| stem.len() > 3 && description.contains(stem))
        .count();
    in_name + in_description.min(3)
}

fn is_verb(word: &str) -> bool {
    LOOK.contains(&word) || word == "query"
}

fn same(one: &str, other: &str) -> bool {
    one == other || SAME.iter().any(|row| row.contains(&one) && row.contains(&other))
}

/// Whether a tool looks for records, rather than reading one it is given or changing something.
fn is_lookup(tool: &Value) -> bool {
    let words = stems(text_of(tool, "name"));
    words.first().is_some_and(|word| {
        ["search", "find", "list", "query", "lookup", "count", "get"].contains(&word.as_str())
    }) && !words.iter().any(|word| CHANGE.contains(&word.as_str()))
}

/// Names of the tools called since the person last said something.
fn called_since_the_question(request: &MessageRequest) -> Vec<&str> {
    let spoke = |message: &&Message| {
        message.role == Role::User && message.blocks.iter().any(|block| kind(block) == "text")
    };
    let since = request
        .messages
        .iter()
        .rev()
        .take_while(|message| !spoke(message));
    let blocks = since.flat_map(|message| &message.blocks);
    blocks
        .filter(|block| kind(block) == "tool_use")
        .map(|block| text_of(block, "name"))
        .collect()
}

fn last_result_failed(request: &MessageRequest) -> bool {
    let mut blocks = request
        .messages
        .iter()
        .rev()
        .flat_map(|message| message.blocks.iter().rev());
    let last = blocks.find(|block| kind(block) == "tool_result");
    last.is_some_and(|result| result.get("is_error") == Some(&Value::Bool(true)))
}
