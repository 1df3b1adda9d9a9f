//! `/remember` and `/forget`.

use super::*;
use crate::engine::query::Memories;

async fn remembered(screen: &Harness) -> Vec<String> {
    let facts = screen.engine.query(Memories("c-tom".into())).await.unwrap();
    facts.iter().map(|fact| fact.text.raw().to_owned()).collect()
}

/// A command taken out of the list that a slash opens, with words behind it.
async fn type_command(screen: &mut Harness, name: &str, words: &str) {
    screen.press("/").await;
    screen.type_text(name).await;
    screen.press("enter").await;
    screen.type_text(words).await;
    screen.press("enter").await;
}

#[tokio::test]
async fn a_fact_about_the_person_put_to_the_chat_is_remembered_and_forgotten() {
    let mut screen = Harness::filled((120, 36)).await;
    screen.press("4").await;
    type_command(&mut screen, "remember", "prefers texts").await;
    let picture = screen.picture();
    assert!(
        picture.contains("of whom? put one person to the chat"),
        "{picture}"
    );
    assert!(
        picture.contains("> /remember prefers texts"),
        "what was typed stays: {picture}"
    );
    screen.press("backspace ".repeat(30).trim()).await;
    screen.type_text("@tom").await;
    screen.press("enter").await;
    for fact in ["prefers texts", "has a dog"] {
        type_command(&mut screen, "remember", fact).await;
    }
    assert_eq!(
        remembered(&screen).await,
        ["prefers texts", "has a dog"],
        "{}",
        screen.picture()
    );
    assert_eq!(screen.outside.turns, [], "nothing was asked");
    type_command(&mut screen, "forget", "cat").await;
    let picture = screen.picture();
    assert!(picture.contains("nothing like that is remembered"), "{picture}");
    type_command(&mut screen, "forget", "DOG").await;
    let picture = screen.picture();
    assert!(
        picture.contains("has a dog") && !picture.contains("prefers texts"),
        "{picture}"
    );
    screen.press("enter").await;
    assert_eq!(remembered(&screen).await, ["prefers texts"]);
}
