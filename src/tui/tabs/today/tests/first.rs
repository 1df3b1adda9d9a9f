//! The words that are ready for a new enquiry before anybody has written any.

use serde_json::json;

use super::{desk, lead, wrote};
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::{Direction, Draft};
use crate::domain::origin::Origin;
use crate::engine::query::PersonById;
use crate::tui::harness::{Harness, Setting};
use crate::tui::scenes;

const READY: &str = "Hi Maria, Jo at Rancho Realty here.";

/// What was written to Maria from here.
async fn sent(screen: &Harness) -> Vec<String> {
    let person = screen.engine.query(PersonById("c-maria".into())).await.unwrap();
    let messages = person.unwrap().messages.into_iter();
    messages
        .filter(|message| message.direction == Direction::Outbound)
        .map(|message| message.body.raw().to_owned())
        .collect()
}

#[tokio::test]
async fn a_new_enquiry_is_answered_with_three_keys_and_no_typing() {
    let mut screen = desk().await;
    screen.press("2").await;
    assert!(
        !screen.picture().contains("READY FOR YOU"),
        "{}",
        screen.picture()
    );
    screen.press("1").await;
    let picture = screen.picture();
    assert!(picture.contains("from your snippet"), "{picture}");
    assert!(picture.contains("r send the draft"), "{picture}");
    screen.resize(80, 24).await;
    let narrow = screen.picture();
    assert!(narrow.contains("READY FOR YOU "), "{narrow}");
    screen.resize(120, 36).await;
    screen.press("r").await;
    let picture = screen.picture();
    assert!(
        picture.contains(READY) && picture.contains("✓ consent"),
        "{picture}"
    );
    screen.press("ctrl-s").await;
    let sent = sent(&screen).await;
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(
        sent[0].starts_with(READY) && sent[0].ends_with("Reply STOP to opt out."),
        "{sent:?}"
    );
}

#[tokio::test]
async fn it_is_in_their_language() {
    let mut screen = desk().await;
    screen
        .apply(vec![wrote(
            "m-hola",
            "c-maria",
            20,
            "Hola, quiero ver la casa. ¿Cuánto cuesta y cuándo puedo?",
        )])
        .await;
    screen.press("r").await;
    let picture = screen.picture();
    assert!(
        picture.contains("Hola Maria, soy Jo de Rancho Realty."),
        "{picture}"
    );
}

#[tokio::test]
async fn what_somebody_wrote_goes_before_it() {
    let mut screen = desk().await;
    let draft = Draft {
        contact: "c-maria".into(),
        channel: Channel::Sms,
        subject: None,
        body: "Hi Maria, yes it is.".into(),
    };
    screen.submit(Command::KeepDraft { draft }, Origin::Agent).await;
    screen.press("g l g t").await;
    assert!(screen.picture().contains("kept draft"), "{}", screen.picture());
    screen.press("r").await;
    let picture = screen.picture();
    assert!(
        picture.contains("Hi Maria, yes it is.") && !picture.contains(READY),
        "{picture}"
    );
}

#[tokio::test]
async fn where_it_is_not_known_who_writes_nothing_is_ready() {
    let mut screen = Harness::opened((120, 36), Setting::default()).await;
    screen
        .apply(vec![lead("c-maria", ("Maria", "Delgado"), 60, &json!({}))])
        .await;
    screen.send(scenes::up()).await;
    assert!(
        !screen.picture().contains("READY FOR YOU"),
        "{}",
        screen.picture()
    );
    screen.press("r").await;
    assert!(
        screen.picture().contains("what do you want to say?"),
        "{}",
        screen.picture()
    );
}
