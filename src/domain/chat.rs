//! Chats with Claude as they are kept: threads, turns and blocks. History is append-only; what was sent stays sent.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::mask::{Row, Vault};
use super::plan::Plan;
use super::value::{Foreign, ProposalId, ThreadId, TurnId};

/// How a block begins that the program added to a question: the person did not type it and does not see it as typed.
pub const CONTEXT: &str = "<context>";
/// How the block begins in which a summary stands for everything that was said before it.
pub const SUMMARY: &str = "<summary>";
/// How that block ends.
pub const SUMMARY_END: &str = "</summary>";

/// Who speaks in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The person.
    User,
    /// Claude.
    Assistant,
}

/// How a turn ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum TurnOutcome {
    /// Still being written; after a restart this reads as interrupted.
    Open,
    /// Said all of it.
    Complete,
    /// Cut at the length limit or the end of the window.
    Cut,
    /// Stopped by the person; what had arrived is kept.
    Cancelled,
    /// Broken off; what had arrived is kept.
    Interrupted {
        /// What happened, one sentence.
        why: String,
    },
    /// Declined by the model; nothing of it is kept.
    Declined {
        /// The category, when one was named.
        category: Option<String>,
    },
    /// Nothing came.
    Failed {
        /// What happened, one sentence.
        why: String,
    },
}

/// What a turn used: the four meters of the API, and what they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnUsage {
    /// Input tokens that were neither read from nor written to the cache.
    pub input: u64,
    /// Input tokens written to the cache.
    pub cache_write: u64,
    /// Input tokens read from the cache.
    pub cache_read: u64,
    /// Output tokens, thinking included.
    pub output: u64,
    /// Cost in millionths of a dollar.
    pub micro_dollars: i64,
    /// The cost is an estimate: the stream was cut, or the price of the model is not known.
    pub estimated: bool,
}

impl TurnUsage {
    /// Tokens of the whole input, whatever they cost.
    pub const fn whole_input(&self) -> u64 {
        self.input + self.cache_write + self.cache_read
    }
}

/// One question or answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// Which one.
    pub id: TurnId,
    /// Who speaks.
    pub speaker: Speaker,
    /// The blocks as raw JSON, exactly as sent or received; replayed verbatim.
    pub blocks: Vec<String>,
    /// Text of a block that was never finished; shown, never replayed.
    pub partial: Option<Foreign>,
    /// How it ended.
    pub outcome: TurnOutcome,
    /// The model that answered.
    pub model: Option<String>,
    /// What it used.
    pub usage: Option<TurnUsage>,
    /// When it began.
    pub at: Timestamp,
    /// From the question to the first word and to the end, in milliseconds.
    pub took_ms: Option<u64>,
}

impl Turn {
    /// The words as they were said: the text blocks, and what had come of one that was never finished. Foreign text.
    pub fn text(&self) -> String {
        self.joined("text", self.partial.as_ref())
    }

    /// The same turn as the person sees it: with the values in place of their stand-ins.
    #[must_use]
    pub fn restored(mut self, vault: &Vault) -> Self {
        for raw in &mut self.blocks {
            let Ok(mut block) = serde_json::from_str::<serde_json::Value>(raw) else {
                continue;
            };
            for member in ["text", "thinking"] {
                if let Some(text) = block[member].as_str() {
                    block[member] = vault.restore(text).into();
                }
            }
            *raw = block.to_string();
        }
        self.partial = self.partial.map(|text| vault.restore(text.raw()).into());
        self
    }

    /// What the model let be seen of its thinking. Foreign text.
    pub fn thinking(&self) -> String {
        self.joined("thinking", None)
    }

    /// The summary that stands for everything before this turn, where it is one. Foreign text.
    pub fn summary(&self) -> Option<String> {
        let raw = self.blocks.first().filter(|_| self.speaker == Speaker::User)?;
        let block: serde_json::Value = serde_json::from_str(raw).ok()?;
        let text = block["text"].as_str()?.strip_prefix(SUMMARY)?;
        Some(text.strip_suffix(SUMMARY_END).unwrap_or(text).to_owned())
    }

    /// The texts of all blocks of a kind, and one more, set apart as paragraphs.
    fn joined(&self, kind: &str, last: Option<&Foreign>) -> String {
        let text = |raw: &String| {
            let block: serde_json::Value = serde_json::from_str(raw).ok()?;
            let is_kind = block["type"] == kind;
            let said = block[kind].as_str().filter(|_| is_kind)?;
            let is_ours = said.starts_with(CONTEXT) || said.starts_with(SUMMARY);
            (!is_ours).then(|| said.to_owned())
        };
        let last = last.map(|last| last.raw().to_owned());
        let texts: Vec<String> = self.blocks.iter().filter_map(text).chain(last).collect();
        texts.join("\n\n")
    }

    /// A person asks here; what else a user says are results of tools.
    pub fn is_question(&self) -> bool {
        self.speaker == Speaker::User && !self.text().is_empty()
    }
}

/// A chat in the list of chats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Which one.
    pub id: ThreadId,
    /// Its title: the first question until it is renamed.
    pub title: Foreign,
    /// When something was last said.
    pub last_at: Timestamp,
    /// Turns in it.
    pub turns: u32,
    /// What it has cost so far, in millionths of a dollar.
    pub micro_dollars: i64,
    /// The chat it grew out of.
    pub branch_of: Option<ThreadId>,
}

/// One call of a tool, as the person sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct CallNote {
    /// The call's id, given by the model.
    pub call: String,
    /// The tool's name as it was called.
    pub tool: String,
    /// What it looked at, in a few words: `leads · 412 → 9`. Foreign text.
    pub line: String,
    /// It was refused, or failed.
    pub fault: bool,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// What it proposes.
    pub plan: Option<Plan>,
}

/// The bytes of a request, told by the bytes of the one before it: both begin with `head` bytes and end with `tail` bytes
/// that are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentBytes {
    /// Bytes at the beginning that are as before.
    pub head: usize,
    /// Bytes at the end that are as before.
    pub tail: usize,
    /// What stands between them.
    pub middle: String,
}

impl SentBytes {
    /// What is not as before.
    pub fn between(before: &str, now: &str) -> Self {
        let common = |one: &mut dyn Iterator<Item = (u8, u8)>| one.take_while(|(a, b)| a == b).count();
        let mut head = common(&mut before.bytes().zip(now.bytes()));
        while !now.is_char_boundary(head) || !before.is_char_boundary(head) {
            head -= 1;
        }
        let room = before.len().min(now.len()) - head;
        let mut tail = common(&mut before.bytes().rev().zip(now.bytes().rev())).min(room);
        while !now.is_char_boundary(now.len() - tail) || !before.is_char_boundary(before.len() - tail) {
            tail -= 1;
        }
        Self {
            head,
            tail,
            middle: now.get(head..now.len() - tail).unwrap_or_default().to_owned(),
        }
    }

    /// The whole, from the one before; `None` when they do not belong together.
    pub fn whole(&self, before: &str) -> Option<String> {
        let end = before.len().checked_sub(self.tail)?;
        let (head, tail) = (before.get(..self.head)?, before.get(end..)?);
        Some(format!("{head}{}{tail}", self.middle))
    }
}

/// Changes to chats.
#[derive(Clone, Debug, PartialEq)]
pub enum ChatCommand {
    /// Begin a chat.
    Start {
        /// Its title; the first question will do.
        title: String,
    },
    /// Give a chat another title.
    Rename {
        /// Which chat.
        thread: ThreadId,
        /// The new title.
        title: String,
    },
    /// Begin a chat with what was said in another one before a turn, to go on differently from there.
    Branch {
        /// The other chat; nothing in it changes.
        thread: ThreadId,
        /// The first turn that is left out; without one, everything comes along.
        at: Option<TurnId>,
    },
    /// Keep what a chat is asked with from now on.
    Settle {
        /// Which chat.
        thread: ThreadId,
        /// The model's id.
        model: String,
        /// The service's word for the effort; `None` leaves it to the model.
        effort: Option<String>,
    },
    /// Keep a summary that stands for everything said before it; all of that stays.
    Compact {
        /// Which chat.
        thread: ThreadId,
        /// The block with the summary, as raw JSON.
        block: String,
        /// What it cost.
        usage: TurnUsage,
    },
    /// Count something to a chat of which nothing came: a summary that was broken off.
    Charge {
        /// Which chat.
        thread: ThreadId,
        /// What it cost, in millionths of a dollar.
        micro_dollars: i64,
    },
    /// Keep that the last question of a chat waits until Claude can be reached, or waits no more.
    Wait {
        /// Which chat.
        thread: ThreadId,
        /// It waits.
        waits: bool,
    },
    /// Keep what the person asks.
    Ask {
        /// In which chat.
        thread: ThreadId,
        /// The user blocks as raw JSON, as they leave.
        blocks: Vec<String>,
        /// What was hidden in them and was not hidden before.
        hidden: Vec<Row>,
        /// Proposals of which it tells what was decided.
        told: Vec<ProposalId>,
    },
    /// Keep the results of an answer's calls, with what they looked at and what they propose.
    Results {
        /// The answer that called.
        turn: TurnId,
        /// The result blocks as raw JSON, as they leave.
        blocks: Vec<String>,
        /// What was hidden in them and was not hidden before.
        hidden: Vec<Row>,
        /// What was called.
        calls: Vec<CallNote>,
    },
    /// Keep the bytes of a request before it leaves.
    Sent {
        /// For which chat.
        thread: ThreadId,
        /// The bytes, told by what is not as in the request before.
        bytes: SentBytes,
    },
    /// Open an answer.
    Answer {
        /// In which chat.
        thread: ThreadId,
        /// By which model.
        model: String,
    },
    /// Keep a finished block of an answer.
    Seal {
        /// The answer.
        turn: TurnId,
        /// The block as raw JSON.
        block: String,
    },
    /// Keep what has arrived of a block that is not finished.
    KeepPartial {
        /// The answer.
        turn: TurnId,
        /// All text of the unfinished block so far.
        text: String,
    },
    /// Close an answer.
    End {
        /// The answer.
        turn: TurnId,
        /// How it ended.
        outcome: TurnOutcome,
        /// What it used.
        usage: Option<TurnUsage>,
        /// From the question to the end, in milliseconds.
        took_ms: u64,
    },
    /// Keep what is typed and not yet asked.
    KeepDraft {
        /// In which chat; `None` for a chat not begun.
        thread: Option<ThreadId>,
        /// The text; empty forgets it.
        text: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_told_by_the_one_before_it() {
        let requests = [
            "",
            r#"{"messages":[{"role":"user","content":"é"}],"stream":true}"#,
            r#"{"messages":[{"role":"user","content":"é"},{"role":"assistant"}],"stream":true}"#,
            r#"{"messages":[{"role":"user","content":"è"},{"role":"assistant"}],"stream":true}"#,
            "aaa",
            "aa",
            "aaaa",
        ];
        let mut kept = String::new();
        for pair in requests.windows(2) {
            let [before, now] = pair else { panic!("pairs") };
            let bytes = SentBytes::between(before, now);
            kept = bytes.whole(&kept).unwrap();
            assert_eq!(&kept, now);
        }
        let more = SentBytes::between(requests[1], requests[2]);
        assert_eq!(more.middle, r#",{"role":"assistant"}"#);
        assert_eq!(more.whole("short"), None);
    }

    #[test]
    fn the_words_of_a_turn_are_its_texts_as_paragraphs() {
        let turn = Turn {
            id: "t".into(),
            speaker: Speaker::Assistant,
            blocks: vec![
                r#"{"type":"thinking","thinking":"hm","signature":"s"}"#.into(),
                r#"{"type":"text","text":"One."}"#.into(),
                r#"{"type":"tool_use","id":"u","name":"n","input":{"text":"no"}}"#.into(),
            ],
            partial: Some("Two, and".into()),
            outcome: TurnOutcome::Cancelled,
            model: None,
            usage: None,
            at: Timestamp::UNIX_EPOCH,
            took_ms: None,
        };
        assert_eq!(turn.text(), "One.\n\nTwo, and");
        assert_eq!(turn.thinking(), "hm");
        assert!(!turn.is_question());
    }
}
