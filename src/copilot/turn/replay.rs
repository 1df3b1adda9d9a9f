//! The conversation as the service must see it, from the turns as they are kept.

use crate::claude::history::{Message, Role};
use crate::domain::chat::{Speaker, Turn, TurnOutcome};

/// How much of an answer's end is quoted when it is asked to go on, in characters.
const QUOTED: usize = 400;

/// The stored turns as messages, blocks byte for byte. The same turns give the same messages at any later time, so that
/// the cache stays warm and thinking stays valid.
///
/// Left out are: what failed; what the model declined, with its question, which would be declined again; and an answer
/// that broke off and was asked for again, which is one that another answer follows, or that is last. What a summary stands
/// for is left out as well.
pub fn replay(turns: &[Turn]) -> Vec<Message> {
    let turns = since_summary(turns);
    let mut messages: Vec<(bool, Message)> = Vec::with_capacity(turns.len());
    for (at, turn) in turns.iter().enumerate() {
        let is_question = turn.speaker == Speaker::User && !has_results(turn);
        match turn.outcome {
            TurnOutcome::Declined { .. } => {
                while messages.pop().is_some_and(|(is_question, _)| !is_question) {}
            }
            _ if turn.blocks.is_empty() || !is_replayed(turn, turns.get(at + 1)) => {}
            _ => {
                let role = if turn.speaker == Speaker::User {
                    Role::User
                } else {
                    Role::Assistant
                };
                messages.push((
                    is_question,
                    Message {
                        role,
                        blocks: turn.blocks.clone(),
                    },
                ));
            }
        }
    }
    messages.into_iter().map(|(_, message)| message).collect()
}

/// From the last summary on, which stands for everything before it.
fn since_summary(turns: &[Turn]) -> &[Turn] {
    let last = turns.iter().rposition(|turn| turn.summary().is_some());
    turns.get(last.unwrap_or(0)..).unwrap_or_default()
}

fn is_replayed(turn: &Turn, next: Option<&Turn>) -> bool {
    match turn.outcome {
        _ if turn.speaker == Speaker::User => true,
        TurnOutcome::Complete | TurnOutcome::Cut => true,
        TurnOutcome::Cancelled | TurnOutcome::Interrupted { .. } | TurnOutcome::Open => {
            next.is_some_and(|next| next.speaker == Speaker::User)
        }
        TurnOutcome::Declined { .. } | TurnOutcome::Failed { .. } => false,
    }
}

/// Results answer the calls of the message before; they are no question of a person.
fn has_results(turn: &Turn) -> bool {
    turn.blocks.iter().any(|block| block.contains("\"tool_result\""))
}

/// The question that asks for the rest of an answer that was cut or broke off. What was never sealed is not replayed, so
/// the model is shown the end of what it had written.
pub fn continuation(written: &str) -> String {
    let skipped = written.chars().count().saturating_sub(QUOTED);
    let end: String = written.chars().skip(skipped).collect();
    if end.trim().is_empty() {
        "Your last answer broke off. Please go on.".to_owned()
    } else {
        format!(
            "Your last answer broke off after these words:\n\n{end}\n\nPlease go on from there without repeating them."
        )
    }
}
