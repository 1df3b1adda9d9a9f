//! What Claude prepared, as it stands on the card.

use serde_json::json;

use super::desk;
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::mask::{Kind, Row};
use crate::domain::origin::Origin;
use crate::domain::prepared::PreparedRun;
use crate::tui::harness::looks_like;

#[tokio::test]
async fn what_claude_prepared_stands_beside_the_thread_with_its_age() {
    let mut screen = desk().await;
    screen.resize(120, 36).await;
    let said = |words: &str| json!({"statement": words, "evidence_ids": ["m-1"]});
    let run = PreparedRun {
        contact: "c-maria".into(),
        kind: "call_brief".into(),
        about: String::new(),
        hash: "h".into(),
        model: "m".into(),
        micro_dollars: 1_000,
        body: "{}".into(),
        end: Ok(json!({
            "opener": said("Hi Person_1_first, you asked about the home on Vine."),
            "known": [said("They can see it on Saturday.")],
            "open_questions": ["Who decides with you?"],
            "do_not_say": [],
        })),
        hidden: vec![Row {
            kind: Kind::Person,
            number: 1,
            whole: "Maria Delgado".into(),
            first: "Maria".into(),
            last: "Delgado".into(),
            known: true,
        }],
        draft: Some(Draft {
            contact: "c-maria".into(),
            channel: Channel::Sms,
            subject: None,
            body: "Hi Maria, yes. Today at 5:30 or Saturday at 10?".into(),
        }),
    };
    screen
        .submit(Command::Prepare(Box::new(run)), Origin::Engine)
        .await;
    screen.press("g l g t").await;
    looks_like!(screen, "prepared");
}

#[tokio::test]
async fn without_a_key_claude_prepares_nothing_and_says_so() {
    let mut screen = desk().await;
    screen.resize(120, 36).await;
    screen.press("ctrl-k").await;
    screen.type_text("call brief with").await;
    screen.press("enter").await;
    assert!(
        screen.picture().contains("no Claude key is set"),
        "{}",
        screen.picture()
    );
}
