mod as_of;
mod forms;
mod opens;

use serde_json::{Value, json};

use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::prepared::PreparedRun;
use crate::domain::qualification::{AnswerBy, Question};
use crate::domain::record::EntityKind;
use crate::domain::value::MessageId;
use crate::engine::query::{Answers, FoundAnswers};
use crate::tui::harness::{Harness, contact, record};

/// Mara, who wrote twice, before an engine that has scored her.
async fn mara(size: (u16, u16)) -> Harness {
    let mut screen = Harness::empty(size).await;
    let message = |id: &str, body: &str, at: &str| {
        let members = json!({
            "contactId": "c-mara", "conversationId": "k1", "messageType": "TYPE_SMS", "direction": "inbound",
            "body": body, "dateAdded": at,
        });
        record(EntityKind::Message, id, members)
    };
    let records = vec![
        contact("c-mara", "Mara", "Quill"),
        message(
            "m1",
            "We must sell before the lease ends in June.",
            "2026-04-08T16:00:00Z",
        ),
        message("m2", "Can you call me today?", "2026-04-09T15:00:00Z"),
    ];
    screen.apply(records).await;
    screen.engine.score().await.unwrap();
    screen.press("2").await;
    screen
}

#[tokio::test]
async fn every_part_of_a_score_is_shown_with_what_it_rests_on() {
    let mut screen = mara((120, 36)).await;
    screen.press("w").await;
    let picture = screen.picture();
    assert!(picture.contains("why: Mara Quill"), "{picture}");
    assert!(
        picture.contains("PRIORITY") && picture.contains("RISK OF LOSING THEM"),
        "{picture}"
    );
    insta::assert_snapshot!("why-120x36", picture);
    screen.press("G").await;
    let end = screen.picture();
    assert!(end.contains("NOT KNOWN, SO LEFT OUT"), "{end}");
    screen.press("g g").await;
    screen.resize(80, 24).await;
    insta::assert_snapshot!("why-80x24", screen.picture());
    screen.resize(200, 60).await;
    insta::assert_snapshot!("why-200x60", screen.picture());
}

#[tokio::test]
async fn who_has_no_score_is_told_why_and_which_answer_would_make_one() {
    let mut screen = Harness::empty((120, 36)).await;
    screen.apply(vec![contact("c-new", "Nia", "Newly")]).await;
    for scored in [false, true] {
        if scored {
            screen.engine.score().await.unwrap();
        }
        screen.press("2 w").await;
        let picture = screen.picture();
        for words in [
            "no score yet · a takes an answer down",
            "NO SCORE YET",
            "nothing they said tells anything yet",
            "a message of theirs makes one, or an answer to a question below",
            "nobody has answered it yet; a takes their answer down",
        ] {
            assert!(picture.contains(words), "{words}, scored: {scored}\n{picture}");
        }
        screen.press("esc").await;
    }
    screen.press("w").await;
    insta::assert_snapshot!("none-120x36", screen.picture());
    screen.resize(80, 24).await;
    insta::assert_snapshot!("none-80x24", screen.picture());
    screen.press("a").await;
    screen.type_text("up to 450k").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("450k"), "{picture}");
}

#[tokio::test]
async fn keys_that_come_before_the_rows_wait_for_them() {
    let mut screen = mara((120, 36)).await;
    screen.press("w").await;
    screen.press("G").await;
    let slow = screen.picture();
    screen.press("esc").await;
    screen.rush("w G").await;
    assert_eq!(screen.picture(), slow);
}

#[tokio::test]
async fn an_answer_that_is_put_right_moves_the_number_and_is_taken_back() {
    let mut screen = mara((120, 36)).await;
    screen.press("w").await;
    let before = screen.picture();
    go_to(&mut screen, "nobody has answered it yet").await;
    screen.press("a").await;
    screen.type_text("up to 450k").await;
    screen.press("enter").await;
    screen.engine.score().await.unwrap();
    screen.press("k j").await;
    let picture = screen.picture();
    assert!(picture.contains("up to 450k"), "{picture}");
    assert_ne!(line(&picture, "PRIORITY"), line(&before, "PRIORITY"));
    go_to(&mut screen, "by their answer to budget").await;
    screen.press("x").await;
    let picture = screen.picture();
    assert!(picture.contains("taken back"), "{picture}");
}

/// What is known is never asked again.
#[tokio::test]
async fn what_a_field_answers_is_not_asked_again() {
    let mut screen = mara((200, 60)).await;
    screen.press("w").await;
    go_to(&mut screen, "nobody has answered it yet").await;
    assert!(screen.picture().contains("by when?"), "{}", screen.picture());
    screen.press("esc").await;
    let field = json!({"name": "Timeline", "dataType": "TEXT", "model": "contact"});
    let mut known = contact("c-mara", "Mara", "Quill");
    known
        .fields
        .insert("customFields".to_owned(), json!({"when": "ASAP"}));
    known.raw = serde_json::to_string(&known.fields).unwrap();
    let records = vec![record(EntityKind::CustomField, "when", field), known];
    screen.apply(records).await;
    screen.engine.score().await.unwrap();
    screen.press("w").await;
    go_to(&mut screen, "nobody has answered it yet").await;
    assert!(!screen.picture().contains("by when?"), "{}", screen.picture());
}

#[tokio::test]
async fn whoever_disagrees_says_so_and_the_number_stays() {
    let mut screen = mara((120, 36)).await;
    screen.press("w").await;
    let before = line(&screen.picture(), "PRIORITY");
    screen.press("d enter").await;
    let picture = screen.picture();
    assert!(picture.contains("you say hot"), "{picture}");
    assert_eq!(line(&picture, "PRIORITY"), before);
}

/// What stands in the thread that Mara's screen knows, found by Claude and by the program; none of it counts before a yes.
async fn found(size: (u16, u16)) -> Harness {
    let mut screen = mara(size).await;
    let told = |id: &str, body: &str| {
        let members = json!({
            "contactId": "c-mara", "conversationId": "k1", "messageType": "TYPE_SMS", "direction": "inbound",
            "body": body, "dateAdded": "2026-04-09T16:00:00Z",
        });
        record(EntityKind::Message, id, members)
    };
    let said = vec![told(
        "m3",
        "We can spend up to $620k and my wife decides with me.",
    )];
    screen.apply(said).await;
    let run = extraction(&json!([
        {"question": "deciders", "answer": "both of them", "message_id": "m3", "quote": "my wife decides with me"},
    ]));
    let command = Command::Prepare(Box::new(run));
    screen.submit(command, Origin::Engine).await;
    screen.engine.score().await.unwrap();
    screen
}

/// What Claude found in Mara's thread.
fn extraction(answers: &Value) -> PreparedRun {
    PreparedRun {
        contact: "c-mara".into(),
        kind: "extraction".into(),
        about: String::new(),
        hash: answers.to_string(),
        model: "m".into(),
        micro_dollars: 1_000,
        body: "{}".into(),
        end: Ok(json!({ "answers": answers })),
        hidden: Vec::new(),
        draft: None,
    }
}

#[tokio::test]
async fn what_claude_found_tells_whether_the_timeline_is_taken() {
    let mut screen = mara((120, 36)).await;
    for (answer, taken) in [
        ("yes, 30 days works", Some(true)),
        ("needs more time", Some(false)),
        ("June", None),
    ] {
        let run = extraction(&json!([
            {"question": "timeline", "answer": answer, "message_id": "m1", "quote": "before the lease ends in June"},
        ]));
        let command = Command::Prepare(Box::new(run));
        screen.submit(command, Origin::Engine).await;
        let found = screen.engine.query(FoundAnswers("c-mara".into())).await.unwrap();
        let timeline = found.iter().find(|found| found.by == AnswerBy::Claude);
        assert_eq!(timeline.unwrap().accepted, taken, "{answer}");
    }
}

#[tokio::test]
async fn what_was_found_is_kept_with_its_words_and_counts_from_then_on() {
    let mut screen = found((120, 36)).await;
    screen.press("w").await;
    let before = screen.picture();
    assert!(before.contains("FOUND IN THEIR WORDS"), "{before}");
    go_to(&mut screen, "found by Claude").await;
    insta::assert_snapshot!("found-120x36", screen.picture());
    screen.resize(80, 24).await;
    insta::assert_snapshot!("found-80x24", screen.picture());
    // Where it is still narrower the curve yields and no word does.
    assert!(screen.picture().contains("█▇ · steady"), "{}", screen.picture());
    screen.resize(76, 24).await;
    let narrow = screen.picture();
    assert!(
        narrow.contains("too little data") && !narrow.contains("█▇"),
        "{narrow}"
    );
    screen.resize(120, 36).await;
    go_to(&mut screen, "found by this program").await;
    // Timeline and motivation stand before the budget.
    screen.press("j j y").await;
    screen.engine.score().await.unwrap();
    screen.press("k j").await;
    let picture = screen.picture();
    assert_ne!(line(&picture, "PRIORITY"), line(&before, "PRIORITY"));
    let answers = screen.engine.query(Answers("c-mara".into())).await.unwrap().0;
    let kept = answers.iter().find(|answer| answer.question == Question::Budget);
    let kept = kept.unwrap_or_else(|| panic!("{answers:?}"));
    assert_eq!(
        (kept.by, kept.message.as_ref().map(MessageId::as_str)),
        (AnswerBy::Agent, Some("m3"))
    );
    assert!(kept.quote.raw().contains("620k"), "{kept:?}");
    let left = screen.engine.query(FoundAnswers("c-mara".into())).await.unwrap();
    assert!(
        left.iter().all(|found| found.question != Question::Budget),
        "{left:?}"
    );
    screen.submit(Command::Undo { line: None }, Origin::Agent).await;
    screen.engine.score().await.unwrap();
    let again = screen.engine.query(FoundAnswers("c-mara".into())).await.unwrap();
    assert!(
        again.iter().any(|found| found.question == Question::Budget),
        "{again:?}"
    );
}

#[tokio::test]
async fn what_was_found_and_dropped_is_not_offered_again_until_that_is_undone() {
    let mut screen = found((120, 36)).await;
    screen.press("w").await;
    go_to(&mut screen, "found by Claude").await;
    screen.press("n").await;
    let picture = screen.picture();
    assert!(!picture.contains("both of them"), "{picture}");
    screen.press("esc w").await;
    assert!(!screen.picture().contains("both of them"), "{}", screen.picture());
    screen.submit(Command::Undo { line: None }, Origin::Agent).await;
    screen.press("k j").await;
    assert!(screen.picture().contains("both of them"), "{}", screen.picture());
}

#[tokio::test]
async fn what_was_found_is_put_in_other_words_and_keeps_where_it_is_from() {
    let mut screen = found((120, 36)).await;
    screen.press("w").await;
    go_to(&mut screen, "found by Claude").await;
    screen.press("a").await;
    screen.type_text(", she signs").await;
    screen.press("enter").await;
    let answers = screen.engine.query(Answers("c-mara".into())).await.unwrap().0;
    let kept = answers
        .iter()
        .find(|answer| answer.question == Question::Deciders);
    let kept = kept.unwrap_or_else(|| panic!("{answers:?}"));
    assert_eq!(kept.value.raw(), "both of them, she signs");
    assert_eq!(kept.quote.raw(), "my wife decides with me");
}

/// Without it a seller who is called and not written to is never hot.
#[tokio::test]
async fn a_timeline_taken_on_a_call_is_taken_and_stays_so_in_other_words() {
    let mut screen = mara((120, 36)).await;
    let mut seller = contact("c-mara", "Mara", "Quill");
    seller.fields.insert("tags".to_owned(), json!(["Seller-Lead"]));
    seller.raw = serde_json::to_string(&seller.fields).unwrap();
    screen.apply(vec![seller]).await;
    screen.engine.score().await.unwrap();
    let taken = async |screen: &Harness| {
        let answers = screen.engine.query(Answers("c-mara".into())).await.unwrap().0;
        let timeline = answers
            .into_iter()
            .find(|answer| answer.question == Question::Timeline);
        timeline.map(|answer| (answer.value.raw().to_owned(), answer.accepted))
    };
    screen.press("w").await;
    go_to(&mut screen, "nobody has answered it yet").await;
    // The motive is asked before the timeline.
    screen.press("j a").await;
    screen.type_text("30 days").await;
    let picture = screen.picture();
    assert!(
        picture.contains("by when?") && picture.contains("begin with yes or no"),
        "{picture}"
    );
    screen.type_text(" works").await;
    assert!(
        screen.picture().contains("30 to 45 days would do"),
        "{}",
        screen.picture()
    );
    screen.press("enter").await;
    screen.engine.score().await.unwrap();
    screen.press("k j").await;
    assert_eq!(taken(&screen).await, Some(("30 days works".into(), Some(true))));
    go_to(&mut screen, "entered by agent").await;
    screen.press("a").await;
    screen.press("ctrl-w").await;
    screen.press("enter").await;
    assert_eq!(taken(&screen).await, Some(("30 days".into(), Some(true))));
    go_to(&mut screen, "entered by agent").await;
    screen.press("a").await;
    screen.type_text(" is too soon").await;
    screen.press("enter").await;
    assert_eq!(
        taken(&screen).await,
        Some(("30 days is too soon".into(), Some(false)))
    );
}

/// Moves down from the top until these words tell what the row under the cursor rests on.
async fn go_to(screen: &mut Harness, words: &str) {
    screen.press("g g").await;
    for _ in 0..60 {
        if screen.picture().contains(words) {
            return;
        }
        screen.press("j").await;
    }
    panic!("{words} is nowhere:\n{}", screen.picture());
}

fn line(picture: &str, word: &str) -> String {
    picture
        .lines()
        .find(|line| line.contains(word))
        .unwrap_or_default()
        .to_owned()
}
