//! What an answer looked up, below its words.

use super::*;
use crate::domain::chat::CallNote;
use crate::domain::plan::Plan;
use crate::engine::Step;

pub(super) fn call(tool: &str, line: &str) -> CallNote {
    CallNote {
        call: format!("call-{tool}-{}", line.len()),
        tool: tool.into(),
        line: line.into(),
        fault: false,
        took_ms: 4,
        plan: None,
    }
}

pub(super) fn plan(tool: &str, items: Vec<crate::domain::plan::Item>) -> CallNote {
    CallNote {
        plan: Some(Plan {
            items,
            left_out: Vec::new(),
        }),
        ..call(tool, "proposed")
    }
}

/// A chat with a question whose answer had things looked up before it was said.
pub(super) async fn worked(
    screen: &mut Harness,
    question: &str,
    calls: Vec<CallNote>,
    answer: &str,
) -> ThreadId {
    let thread = begun(screen, question, calls).await;
    let turn = open(screen, &thread).await;
    end(screen, turn, Some(answer)).await;
    thread
}

/// The same until what was looked up is there, and nothing is said yet.
async fn begun(screen: &mut Harness, question: &str, calls: Vec<CallNote>) -> ThreadId {
    let title = question.chars().take(60).collect();
    let thread = keep(screen, ChatCommand::Start { title }).await.thread.unwrap();
    let ask = ChatCommand::Ask {
        thread: thread.clone(),
        blocks: vec![block(question)],
        hidden: Vec::new(),
        told: Vec::new(),
    };
    keep(screen, ask).await;
    let turn = open(screen, &thread).await;
    end(screen, turn.clone(), None).await;
    let results = ChatCommand::Results {
        turn,
        blocks: vec![r#"{"type":"tool_result","tool_use_id":"c","content":"{}"}"#.into()],
        hidden: Vec::new(),
        calls,
    };
    keep(screen, results).await;
    thread
}

async fn end(screen: &mut Harness, turn: TurnId, words: Option<&str>) {
    let called = r#"{"type":"tool_use","id":"c","name":"find_people","input":{}}"#;
    let seal = ChatCommand::Seal {
        turn: turn.clone(),
        block: words.map_or_else(|| called.to_owned(), block),
    };
    keep(screen, seal).await;
    let usage = TurnUsage {
        input: 800,
        cache_read: 17_200,
        output: 210,
        micro_dollars: 15_200,
        ..TurnUsage::default()
    };
    let end = ChatCommand::End {
        turn,
        outcome: TurnOutcome::Complete,
        usage: Some(usage),
        took_ms: 1_900,
    };
    keep(screen, end).await;
}

fn reads() -> Vec<CallNote> {
    let mut fault = call("find_people", "stage:shwing names no stage");
    fault.fault = true;
    vec![
        call("find_people", "people · stage:showing · 412 → 9"),
        call("find_people", "people · city:\u{1b}[31mUpland · 9 → 4"),
        fault,
    ]
}

#[tokio::test]
async fn what_was_looked_up_stands_below_the_answer_it_was_for() {
    let mut screen = Harness::empty((120, 30)).await;
    worked(&mut screen, "Who could come?", reads(), "Four fit.").await;
    screen.press("4").await;
    let picture = screen.picture();
    let at = |words: &str| {
        picture
            .find(words)
            .unwrap_or_else(|| panic!("{words}: {picture}"))
    };
    assert!(at("Four fit.") < at("▸ read  people · stage:showing · 412 → 9"));
    assert!(at("412 → 9") < at("city:·[31mUpland · 9 → 4"));
    assert!(at("9 → 4") < at("▸ not read  find_people: stage:shwing names no stage"));
    // Two turns of the service are one answer, with its whole price.
    assert_eq!(picture.matches("claude  ").count(), 1, "{picture}");
    assert!(picture.contains("1.9 s · $0.03"), "{picture}");

    screen.resize(80, 24).await;
    let picture = screen.picture();
    assert!(picture.contains("▸ 2 reads · 9 → 4"), "{picture}");
    assert!(picture.contains("▸ not read  find_people"), "{picture}");
}

#[tokio::test]
async fn figures_of_one_look_are_not_told_for_another_and_a_plan_that_failed_is_none_that_was_read() {
    let mut screen = Harness::empty((80, 24)).await;
    let mut fault = call("edit_tags", "There is no tag to add; nothing was proposed.");
    fault.fault = true;
    let calls = vec![
        call("find_people", "people \u{b7} first \u{b7} 0 \u{2192} 0"),
        call("today_queue", "today \u{b7} 15 wait"),
        fault,
    ];
    worked(&mut screen, "Whom first?", calls, "Fifteen wait.").await;
    screen.press("4").await;
    let picture = screen.picture();
    assert!(
        picture.contains("\u{25b8} 2 reads") && !picture.contains("\u{2192} 0"),
        "{picture}"
    );
    assert!(
        picture.contains("\u{25b8} no plan  edit_tags: There is no tag"),
        "{picture}"
    );
}

#[tokio::test]
async fn what_is_looked_up_is_told_while_the_answer_is_written() {
    let mut screen = Harness::empty((120, 30)).await;
    let thread = begun(&mut screen, "Who could come?", reads()).await;
    screen.press("4").await;
    let turn = open(&mut screen, &thread).await;
    let step = Step {
        tool: "find_people".into(),
        line: "people · stage:showing · 412 → 9".into(),
        fault: false,
        proposes: 0,
    };
    for words in ["", "Four", "Four fit."] {
        let writing = Live {
            steps: Arc::from([step.clone()]),
            ..live(&thread, Some(&turn), Phase::Writing, words)
        };
        screen.send(Msg::Turn(writing)).await;
        let picture = screen.picture();
        assert_eq!(picture.matches("▸ read  people").count(), 1, "{picture}");
        assert_eq!(picture.matches("claude  ").count(), 1, "{picture}");
        assert!(picture.contains(words), "{picture}");
    }
}
