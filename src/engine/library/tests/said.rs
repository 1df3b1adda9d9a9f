//! An automation said in plain words to the simulated Claude, as in the demo: what comes of it passes the checks.

use super::*;
use crate::automation::definition::read;
use crate::engine::ChatSetup;
use crate::sandbox::{Sandbox, SandboxOptions};

#[tokio::test(flavor = "multi_thread")]
async fn plain_words_become_a_draft_that_passes_the_checks() {
    let options = SandboxOptions {
        contacts: 1,
        unlimited: true,
        lively: false,
        ..SandboxOptions::default()
    };
    let sandbox = Sandbox::start(options, Clock::system()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::start(Setup {
        me: Some("u-jo".into()),
        chat: Some(ChatSetup::new(sandbox.claude_url(), sandbox.claude_key().clone())),
        ..Setup::alone(folder.path().join("a.db"), Clock::system())
    });
    let engine = engine.await.unwrap();
    let drafts = folder.path().join("automations");
    for (words, parts) in [
        (
            "When a showing is missed, text after 20 minutes, call task next morning.",
            &[
                "turn = \"no-show\"",
                "for = \"20 min\"",
                "do = \"text\"",
                "do = \"task\"",
            ][..],
        ),
        (
            "New lead: text \"Good to hear from you.\" then email after two days",
            &[
                "contact created",
                "Good to hear from you.",
                "do = \"email\"",
                "for = \"2 days\"",
            ],
        ),
        (
            "if somebody does not answer for a week, write to them and tell me",
            &["on = \"no reply\"", "after = \"7 days\"", "do = \"notify\""],
        ),
        (
            "follow up with past clients on their birthday",
            &["birthday", "do = \"text\""],
        ),
        (
            "open house visitors: text after 1 hour, email after 3 days, call after 5 days",
            &["on = \"form\""],
        ),
        (
            "something nobody understands",
            &["on = \"manual\"", "do = \"text\""],
        ),
    ] {
        let written = engine.write_automation(&drafts, words).await;
        let written = written.unwrap_or_else(|why| panic!("{words}: {why}"));
        let text = std::fs::read_to_string(&written.file).unwrap();
        assert_eq!(written.fault, None, "{words}\n{text}");
        let definition = read(&text).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
        assert!(!definition.sends(), "{text}");
        for part in parts {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
