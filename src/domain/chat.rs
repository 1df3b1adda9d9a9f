//! Chats with Claude as they are kept: threads, turns and blocks. History is append-only; what was sent stays sent.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::value::{Foreign, ThreadId, TurnId};

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
    /// The output count is an estimate because the stream was cut.
    pub estimated: bool,
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

    /// What the model let be seen of its thinking. Foreign text.
    pub fn thinking(&self) -> String {
        self.joined("thinking", None)
    }

    /// The texts of all blocks of a kind, and one more, set apart as paragraphs.
    fn joined(&self, kind: &str, last: Option<&Foreign>) -> String {
        let text = |raw: &String| {
            let block: serde_json::Value = serde_json::from_str(raw).ok()?;
            let is_kind = block["type"] == kind;
            block[kind].as_str().filter(|_| is_kind).map(str::to_owned)
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
    /// Keep what the person asks.
    Ask {
        /// In which chat.
        thread: ThreadId,
        /// The user blocks as raw JSON.
        blocks: Vec<String>,
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
