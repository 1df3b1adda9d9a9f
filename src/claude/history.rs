//! The conversation as it is sent: blocks go back byte for byte, and only what the service would refuse is mended in
//! the copy.
//!
//! History is append-only. Nothing here rewrites a block; blocks are left out (empty and blank ones, stray results, and
//! thinking or tools when a repair asks for it) and missing results are put in, each saying truly that the call did
//! not run.

use serde::Deserialize;
use serde_json::json;

use super::error::{ClaudeError, ErrorKind, Repair};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The person, and the results of tools.
    User,
    /// Claude.
    Assistant,
    /// The program itself, in mid-conversation; never text of other people.
    System,
}

impl Role {
    /// The service's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::System => "system",
        }
    }
}

/// One message: blocks as JSON, exactly as they were received or first sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// Its blocks.
    pub blocks: Vec<String>,
}

impl Message {
    /// What a person typed.
    pub fn user(text: &str) -> Self {
        Self {
            role: Role::User,
            blocks: vec![text_block(text)],
        }
    }

    /// What Claude answered, as stored.
    pub fn assistant(blocks: Vec<String>) -> Self {
        Self {
            role: Role::Assistant,
            blocks,
        }
    }
}

/// A text block.
pub fn text_block(text: &str) -> String {
    json!({"type": "text", "text": text}).to_string()
}

/// A result that says truly why its call did not run, or what went wrong.
pub fn failed_result(call_id: &str, reason: &str) -> String {
    json!({"type": "tool_result", "tool_use_id": call_id, "content": reason, "is_error": true}).to_string()
}

/// What the model is told about a call whose result was never stored.
pub const NEVER_RAN: &str =
    "This call did not run: the answer was interrupted before it. Ask again if it is still wanted.";

/// The history cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// It does not end with a question or something to continue.
    #[error("there is nothing to ask Claude yet; type a question first")]
    NothingAsked,
    /// A stored block is no JSON object of a known form.
    #[error(
        "a stored part of this thread is damaged ({0}); the thread can still be read, begin a new one to go on"
    )]
    Damaged(String),
}

impl From<HistoryError> for ClaudeError {
    fn from(error: HistoryError) -> Self {
        Self::new(ErrorKind::Damaged, error.to_string())
    }
}

/// A history made ready for sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// The messages, neighbours of one role joined.
    pub messages: Vec<Message>,
    /// Whether a compaction made on demand stands in it.
    pub has_compaction: bool,
    /// Whether a compaction made by threshold stands in it.
    pub has_threshold_compaction: bool,
}

/// Makes `history` acceptable for the service. `thinking_from` is the number of leading messages whose thinking is
/// left out, because the service refused it once.
pub fn ready(history: &[Message], thinking_from: usize, repairs: &[Repair]) -> Result<Ready, HistoryError> {
    let strip_all = repairs.contains(&Repair::StripThinking) || repairs.contains(&Repair::DropTools);
    let mut turns = Vec::with_capacity(history.len());
    for (at, message) in history.iter().enumerate() {
        let mut turn = Turn::read(message)?;
        if strip_all || at < thinking_from {
            turn.blocks.retain(|block| !block.is_thinking());
        }
        if repairs.contains(&Repair::DropTools) {
            turn.blocks
                .retain(|block| !matches!(&*block.kind, "tool_use" | "tool_result"));
        }
        turn.blocks
            .retain(|block| !(block.kind == "text" && block.is_empty));
        turns.push(turn);
    }
    turns.iter_mut().for_each(Turn::trim_thinking);
    let turns = pair_tools(join_neighbours(after_compaction(turns)));
    let compactions = || {
        turns
            .iter()
            .flat_map(|turn| &turn.blocks)
            .filter(|block| block.kind == "compaction")
    };
    let has_compaction = compactions().any(|block| block.is_signed);
    let has_threshold_compaction = compactions().any(|block| !block.is_signed);
    check_ends(&turns)?;
    let messages = turns.into_iter().map(Turn::into_message).collect();
    Ok(Ready {
        messages,
        has_compaction,
        has_threshold_compaction,
    })
}

#[derive(Debug)]
struct Turn<'a> {
    role: Role,
    blocks: Vec<Block<'a>>,
}

/// A block with the little that must be known of it.
#[derive(Debug)]
struct Block<'a> {
    json: std::borrow::Cow<'a, str>,
    kind: String,
    /// `id` of a call, `tool_use_id` of a result.
    id: String,
    is_empty: bool,
    is_signed: bool,
}

#[derive(Deserialize)]
struct Peek {
    #[serde(rename = "type")]
    kind: String,
    id: Option<String>,
    tool_use_id: Option<String>,
    text: Option<String>,
    signature: Option<String>,
}

impl<'a> Turn<'a> {
    fn read(message: &'a Message) -> Result<Self, HistoryError> {
        let blocks = message
            .blocks
            .iter()
            .map(|json| Block::read(json))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            role: message.role,
            blocks,
        })
    }

    fn into_message(self) -> Message {
        Message {
            role: self.role,
            blocks: self
                .blocks
                .into_iter()
                .map(|block| block.json.into_owned())
                .collect(),
        }
    }

    /// A complete answer never ends with thinking, and the service takes none that does; one that was cut may.
    fn trim_thinking(&mut self) {
        while self.blocks.last().is_some_and(Block::is_thinking) {
            self.blocks.pop();
        }
    }

    /// The ids of blocks of this kind.
    fn ids(&self, kind: &str) -> Vec<String> {
        self.blocks
            .iter()
            .filter(|block| block.kind == kind)
            .map(|block| block.id.clone())
            .collect()
    }

    /// Whether a tool of the service was begun and not answered, so that the answer goes on where it paused.
    fn is_paused(&self) -> bool {
        self.role == Role::Assistant
            && self.ids("server_tool_use").iter().any(|id| {
                !self
                    .blocks
                    .iter()
                    .any(|block| block.kind.ends_with("_tool_result") && block.id == *id)
            })
    }
}

impl<'a> Block<'a> {
    fn read(json: &'a str) -> Result<Self, HistoryError> {
        let peek: Peek =
            serde_json::from_str(json).map_err(|error| HistoryError::Damaged(error.to_string()))?;
        Ok(Self {
            json: json.into(),
            kind: peek.kind,
            id: peek.tool_use_id.or(peek.id).unwrap_or_default(),
            // The service itself writes white space before a call now and then, and takes none back.
            is_empty: peek.text.is_none_or(|text| text.trim().is_empty()),
            is_signed: peek.signature.is_some_and(|signature| !signature.is_empty()),
        })
    }

    fn is_thinking(&self) -> bool {
        matches!(&*self.kind, "thinking" | "redacted_thinking")
    }

    fn never_ran(id: &str) -> Self {
        Self {
            json: failed_result(id, NEVER_RAN).into(),
            kind: "tool_result".to_owned(),
            id: id.to_owned(),
            is_empty: false,
            is_signed: false,
        }
    }
}

/// A compaction made on demand stands for everything before it: it comes first, unchanged.
fn after_compaction(mut turns: Vec<Turn<'_>>) -> Vec<Turn<'_>> {
    let is_compaction = |block: &Block<'_>| block.kind == "compaction" && block.is_signed;
    let Some(at) = turns
        .iter()
        .rposition(|turn| turn.blocks.iter().any(is_compaction))
    else {
        return turns;
    };
    let mut rest = turns.split_off(at);
    if let Some(first) = rest.first_mut()
        && let Some(block) = first.blocks.iter().rposition(is_compaction)
    {
        first.blocks.drain(..block);
    }
    rest
}

fn join_neighbours(turns: Vec<Turn<'_>>) -> Vec<Turn<'_>> {
    let mut joined: Vec<Turn<'_>> = Vec::with_capacity(turns.len());
    for turn in turns.into_iter().filter(|turn| !turn.blocks.is_empty()) {
        match joined.last_mut() {
            Some(last) if last.role == turn.role => last.blocks.extend(turn.blocks),
            _ => joined.push(turn),
        }
    }
    joined
}

/// Every call is answered in the next message, results first; a result without its call is left out.
fn pair_tools(turns: Vec<Turn<'_>>) -> Vec<Turn<'_>> {
    let mut paired: Vec<Turn<'_>> = Vec::with_capacity(turns.len());
    let mut open: Vec<String> = Vec::new();
    for mut turn in turns {
        if turn.role == Role::User {
            answer_calls(&mut turn, std::mem::take(&mut open));
        } else if !open.is_empty() {
            let mut results = Turn {
                role: Role::User,
                blocks: Vec::new(),
            };
            answer_calls(&mut results, std::mem::take(&mut open));
            paired.push(results);
        }
        if turn.role == Role::Assistant {
            open = turn.ids("tool_use");
        }
        if !turn.blocks.is_empty() {
            paired.push(turn);
        }
    }
    if !open.is_empty() {
        let mut results = Turn {
            role: Role::User,
            blocks: Vec::new(),
        };
        answer_calls(&mut results, open);
        paired.push(results);
    }
    paired
}

fn answer_calls(turn: &mut Turn<'_>, calls: Vec<String>) {
    let blocks = std::mem::take(&mut turn.blocks);
    let (mut results, others): (Vec<_>, Vec<_>) =
        blocks.into_iter().partition(|block| block.kind == "tool_result");
    results.retain(|block| calls.contains(&block.id));
    let mut seen = Vec::new();
    results.retain(|block| {
        !seen.contains(&block.id) && {
            seen.push(block.id.clone());
            true
        }
    });
    let missing: Vec<_> = calls
        .iter()
        .filter(|id| !seen.contains(id))
        .map(|id| Block::never_ran(id))
        .collect();
    turn.blocks = results;
    turn.blocks.extend(missing);
    turn.blocks.extend(others);
}

/// The first message is a person's, or a compaction; the last one asks something, or is an answer that paused.
fn check_ends(turns: &[Turn<'_>]) -> Result<(), HistoryError> {
    let begins = turns.first().is_some_and(|turn| {
        turn.role == Role::User
            || turn.role == Role::Assistant
                && turn
                    .blocks
                    .first()
                    .is_some_and(|block| block.kind == "compaction")
    });
    let asks = turns
        .last()
        .is_some_and(|turn| turn.role != Role::Assistant || turn.is_paused());
    if begins && asks {
        Ok(())
    } else {
        Err(HistoryError::NothingAsked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(history: &[Message]) -> Vec<Message> {
        ready(history, 0, &[]).unwrap().messages
    }

    fn call(id: &str) -> String {
        format!(r#"{{"type":"tool_use","id":"{id}","name":"n","input":{{"z":1,"a":2}}}}"#)
    }

    fn result(id: &str) -> String {
        format!(r#"{{"type":"tool_result","tool_use_id":"{id}","content":"ok"}}"#)
    }

    fn thinking() -> String {
        r#"{"type":"thinking","thinking":"hm","signature":"S"}"#.to_owned()
    }

    #[test]
    fn a_sound_history_goes_out_byte_for_byte() {
        let history = [
            Message::user("hi"),
            Message::assistant(vec![thinking(), call("t")]),
            Message {
                role: Role::User,
                blocks: vec![result("t")],
            },
        ];
        assert_eq!(sent(&history), history);
    }

    #[test]
    fn questions_without_an_answer_become_one_message() {
        let history = [Message::user("a"), Message::assistant(vec![]), Message::user("b")];
        let joined = Message {
            role: Role::User,
            blocks: vec![text_block("a"), text_block("b")],
        };
        assert_eq!(sent(&history), [joined]);
    }

    #[test]
    fn white_space_before_a_call_is_not_sent_back() {
        let answer = Message::assistant(vec![text_block("\n \u{a0}\n"), call("t")]);
        let results = Message {
            role: Role::User,
            blocks: vec![result("t")],
        };
        let history = [Message::user("a"), answer, results];
        assert_eq!(sent(&history)[1], Message::assistant(vec![call("t")]));
    }

    #[test]
    fn a_call_that_never_ran_is_answered_before_the_next_words() {
        let history = [
            Message::user("a"),
            Message::assistant(vec![call("x"), call("y")]),
            Message {
                role: Role::User,
                blocks: vec![text_block("b"), result("y"), result("stray"), result("y")],
            },
        ];
        let last = sent(&history).pop().unwrap();
        assert_eq!(
            last.blocks,
            [result("y"), failed_result("x", NEVER_RAN), text_block("b")]
        );
        let cut = [Message::user("a"), Message::assistant(vec![call("x")])];
        assert_eq!(sent(&cut).pop().unwrap().blocks, [failed_result("x", NEVER_RAN)]);
    }

    #[test]
    fn refused_thinking_is_left_out_of_the_copy() {
        let history = [
            Message::user("a"),
            Message::assistant(vec![thinking(), text_block("b")]),
            Message::user("c"),
        ];
        let without = [
            Message::user("a"),
            Message::assistant(vec![text_block("b")]),
            Message::user("c"),
        ];
        assert_eq!(
            ready(&history, 0, &[Repair::StripThinking]).unwrap().messages,
            without
        );
        assert_eq!(ready(&history, 2, &[]).unwrap().messages, without);
        assert_eq!(ready(&history, 1, &[]).unwrap().messages, history);
    }

    #[test]
    fn an_answer_cut_after_its_thinking_goes_without_it() {
        let cut = Message::assistant(vec![text_block("b"), thinking()]);
        let history = [Message::user("a"), cut, Message::user("c")];
        let without = [
            Message::user("a"),
            Message::assistant(vec![text_block("b")]),
            Message::user("c"),
        ];
        assert_eq!(sent(&history), without);
        let only = [
            Message::user("a"),
            Message::assistant(vec![thinking()]),
            Message::user("c"),
        ];
        assert_eq!(sent(&only).len(), 1);
    }

    #[test]
    fn unpairable_tools_can_be_left_out() {
        let history = [
            Message::user("a"),
            Message::assistant(vec![text_block("b"), call("x")]),
            Message::user("c"),
        ];
        let without = [
            Message::user("a"),
            Message::assistant(vec![text_block("b")]),
            Message::user("c"),
        ];
        assert_eq!(
            ready(&history, 0, &[Repair::DropTools]).unwrap().messages,
            without
        );
    }

    #[test]
    fn a_compaction_on_demand_stands_for_what_was_before() {
        let block = r#"{"type":"compaction","content":"Summary","signature":"S"}"#.to_owned();
        let history = [
            Message::user("a"),
            Message::assistant(vec![text_block("b"), block.clone()]),
            Message::user("c"),
        ];
        let ready = ready(&history, 0, &[]).unwrap();
        assert_eq!(
            ready.messages,
            [Message::assistant(vec![block]), Message::user("c")]
        );
        assert!(ready.has_compaction && !ready.has_threshold_compaction);
    }

    #[test]
    fn a_paused_answer_may_end_the_list() {
        let search = r#"{"type":"server_tool_use","id":"s","name":"web_search","input":{}}"#.to_owned();
        let found = r#"{"type":"web_search_tool_result","tool_use_id":"s","content":[]}"#.to_owned();
        let paused = [Message::user("a"), Message::assistant(vec![search.clone()])];
        assert_eq!(sent(&paused), paused);
        let answered = [Message::user("a"), Message::assistant(vec![search, found])];
        assert_eq!(ready(&answered, 0, &[]), Err(HistoryError::NothingAsked));
    }

    #[test]
    fn nothing_asked_and_damage_are_told() {
        assert_eq!(ready(&[], 0, &[]), Err(HistoryError::NothingAsked));
        assert_eq!(
            ready(&[Message::user("")], 0, &[]),
            Err(HistoryError::NothingAsked)
        );
        let damaged = [Message::assistant(vec!["{\"type\":".to_owned()])];
        assert!(matches!(ready(&damaged, 0, &[]), Err(HistoryError::Damaged(_))));
    }
}
