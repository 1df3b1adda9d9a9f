//! Claude at work on a copy of the sandbox: an answer streams and is kept, is stopped, is asked for again; what is allowed is
//! done at once.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn claude_streams_an_answer_that_is_kept_with_its_cost() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(10).await;
    let engine = engine(folder.path(), &sandbox).await;
    let mut live = engine.chat().live();
    let thread = engine
        .chat()
        .ask(Ask::new(None, "A few words about escrow, please."))
        .await
        .unwrap();
    let ended = tokio::time::timeout(
        PATIENCE,
        live.wait_for(|live| matches!(live.phase, Phase::Ended(_))),
    )
    .await;
    assert!(matches!(
        ended.unwrap().unwrap().phase,
        Phase::Ended(TurnOutcome::Complete)
    ));
    let turns = engine.query(Transcript(thread)).await.unwrap();
    assert_eq!(turns.len(), 2);
    assert_eq!(turns[1].outcome, TurnOutcome::Complete);
    assert!(turns[1].usage.unwrap().micro_dollars > 0);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn esc_keeps_what_had_arrived_and_the_chat_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(10).await;
    let engine = engine(folder.path(), &sandbox).await;
    let mut live = engine.chat().live();
    let thread = engine
        .chat()
        .ask(Ask::new(None, "A long market report with a table, please."))
        .await
        .unwrap();
    tokio::time::timeout(PATIENCE, live.wait_for(|live| live.text.len() > 20))
        .await
        .unwrap()
        .unwrap();
    engine.chat().stop();
    tokio::time::timeout(
        PATIENCE,
        live.wait_for(|live| matches!(live.phase, Phase::Ended(_))),
    )
    .await
    .unwrap()
    .unwrap();
    let turns = engine.query(Transcript(thread.clone())).await.unwrap();
    assert_eq!(turns[1].outcome, TurnOutcome::Cancelled);
    assert!(
        turns[1]
            .partial
            .as_ref()
            .is_some_and(|text| text.raw().len() > 20)
            || !turns[1].blocks.is_empty()
    );
    engine
        .chat()
        .ask(Ask::new(Some(thread.clone()), "Shorter, please."))
        .await
        .unwrap();
    tokio::time::timeout(
        PATIENCE,
        live.wait_for(|live| matches!(live.phase, Phase::Ended(TurnOutcome::Complete))),
    )
    .await
    .unwrap()
    .unwrap();
    assert_eq!(engine.query(Transcript(thread)).await.unwrap().len(), 4);
    engine.shutdown().await;
}

/// The program ended in the middle of an answer; the next morning the same question is asked again with one key.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_an_earlier_run_left_off_is_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(10).await;
    let first = engine(folder.path(), &sandbox).await;
    let mut live = first.chat().live();
    let question = "A long market report with a table, please.";
    let thread = first.chat().ask(Ask::new(None, question)).await.unwrap();
    let written = live.wait_for(|live| live.text.len() > 20);
    tokio::time::timeout(PATIENCE, written).await.unwrap().unwrap();
    first.shutdown().await;
    let second = engine(folder.path(), &sandbox).await;
    let mut live = second.chat().live();
    second.chat().again(thread.clone());
    let complete = live.wait_for(|live| matches!(live.phase, Phase::Ended(TurnOutcome::Complete)));
    tokio::time::timeout(PATIENCE, complete).await.unwrap().unwrap();
    let turns = second.query(Transcript(thread)).await.unwrap();
    assert_eq!(turns.len(), 3, "the question stands once, before both answers");
    assert_eq!(turns[1].outcome, TurnOutcome::Cancelled);
    second.shutdown().await;
}

/// The next answers of the simulated Claude, each in its own request.
async fn arm(sandbox: &Sandbox, answer: serde_json::Value) {
    let body = serde_json::json!({ "answer": answer });
    post(sandbox.claude_url(), "/_sim/arm", &body).await;
}

/// Asks in a chat of its own and waits for the end of the exchange.
async fn exchange(
    engine: &Engine,
    sandbox: &Sandbox,
    answers: Vec<serde_json::Value>,
) -> leadline::domain::value::ThreadId {
    for answer in answers {
        arm(sandbox, answer).await;
    }
    let mut live = engine.chat().live();
    let thread = engine.chat().ask(Ask::new(None, "Go on, please.")).await.unwrap();
    let ended =
        live.wait_for(|live| live.thread.as_ref() == Some(&thread) && matches!(live.phase, Phase::Ended(_)));
    let ended = tokio::time::timeout(PATIENCE, ended)
        .await
        .unwrap()
        .unwrap()
        .phase
        .clone();
    assert_eq!(ended, Phase::Ended(TurnOutcome::Complete));
    thread
}

/// The settings allow tags: they are set at once, as one line of undo in the name of the answer, and the model is told so;
/// after something of others was read the same call waits for a yes.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_settings_allow_is_done_at_once_unless_others_were_heard() {
    use leadline::domain::plan::{Permits, Stand, Truth};
    use leadline::engine::query::{ProposalsOf, SentBody};
    use serde_json::json;
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(10).await;
    let permits = Permits::from([("edit_tags".to_owned(), "allow".parse().unwrap())]);
    let engine = engine_with(folder.path(), &sandbox, permits).await;
    engine.sync().once(false).await.unwrap();
    let id = leads(&engine, "").await.0[0].id.clone();
    let call = |nr: u32, tag: &str| {
        json!([{ "type": "tool_use", "id": format!("toolu_{nr}"), "name": "edit_tags",
                 "input": { "people": [id.as_str()], "add": [tag], "remove": [] } }])
    };
    let look =
        json!([{ "type": "tool_use", "id": "toolu_9", "name": "find_people", "input": { "filter": "" } }]);
    let end = || json!([{ "type": "text", "text": "There." }]);
    let has = async |tag: &str| {
        let person = person(&engine, &id).await;
        person.contact.tags.iter().any(|own| own.raw() == tag)
    };

    let thread = exchange(&engine, &sandbox, vec![call(1, "free"), end()]).await;
    assert!(has("free").await);
    let made = engine.query(ProposalsOf(thread.clone())).await.unwrap();
    assert_eq!((made.len(), made[0].proposal.stand), (1, Stand::Applied));
    assert!(made[0].proposal.undo.is_some());
    let body = engine.query(SentBody { thread, nr: 1 }).await.unwrap().unwrap();
    assert!(body.contains("done here and on its way"), "{body}");

    let thread = exchange(&engine, &sandbox, vec![look, call(2, "tainted"), end()]).await;
    assert!(!has("tainted").await, "a chat that has read names only proposes");
    let made = engine.query(ProposalsOf(thread.clone())).await.unwrap();
    assert_eq!((made.len(), made[0].proposal.stand), (1, Stand::Open));
    assert_eq!(made[0].receipts, [Truth::Waiting]);
    let body = engine.query(SentBody { thread, nr: 2 }).await.unwrap().unwrap();
    assert!(body.contains("nothing is done yet"), "{body}");
    engine.shutdown().await;
}

/// A mail comes with its subject and its words when somebody is looked at, and Claude is told the words and no markup.
#[tokio::test(flavor = "multi_thread")]
async fn mail_has_its_subject_and_is_told_without_markup() {
    use leadline::engine::query::SentBody;
    use serde_json::json;
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(3).await;
    let engine = engine_with(folder.path(), &sandbox, leadline::domain::plan::Permits::new()).await;
    engine.sync().once(false).await.unwrap();
    let id = leads(&engine, "").await.0[0].id.clone();
    let mail = json!({"contact_id": id.as_str(), "channel": "email", "subject": "The disclosures",
        "body": "<html><style>p { color: red }</style><p>Hello,<br>is the <b>roof</b> new?</p></html>"});
    post(sandbox.ghl_url(), "/__sandbox/inbound", &mail).await;
    engine.sync().once(false).await.unwrap();
    engine.sync().fetch(&id).await.unwrap();
    let person = person(&engine, &id).await;
    let mail = person
        .messages
        .iter()
        .find(|message| message.kind == MessageKind::Email);
    assert_eq!(mail.unwrap().subject.raw(), "The disclosures");
    assert!(mail.unwrap().words().contains("is the roof new?"), "{mail:?}");
    // What the lists tell of it afterwards takes nothing of that away.
    engine.sync().once(true).await.unwrap();
    let call = json!([{ "type": "tool_use", "id": "toolu_1", "name": "read_person", "input": { "id": id.as_str() } }]);
    let end = json!([{ "type": "text", "text": "There." }]);
    let thread = exchange(&engine, &sandbox, vec![call, end]).await;
    let body = engine.query(SentBody { thread, nr: 1 }).await.unwrap().unwrap();
    assert!(
        body.contains("The disclosures") && body.contains("is the roof new?"),
        "{body}"
    );
    assert!(!body.contains("<p>") && !body.contains("color: red"), "{body}");
    engine.shutdown().await;
}
