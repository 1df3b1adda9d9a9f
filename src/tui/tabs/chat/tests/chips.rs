//! What a question is about: put to it with completion, sent with it, and taken out.

use super::*;
use crate::engine::About;
use crate::tui::harness::SIZES;

fn about(screen: &Harness) -> Vec<About> {
    match screen.outside.turns.last() {
        Some(TurnRequest::Ask(_, ask)) => ask.about.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn people_lists_and_deals_are_put_to_a_question_as_it_is_typed() {
    let mut screen = Harness::filled((120, 36)).await;
    screen.press("4").await;
    screen.type_text("mail a@b.com and @tom").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("> mail a@b.com and"), "{picture}");
    assert!(picture.contains("  @Tom Bauer"), "{picture}");
    screen.type_text("#").await;
    screen.press("enter").await;
    screen.type_text("$khan").await;
    assert!(screen.picture().contains("$Aisha Khan"), "{}", screen.picture());
    screen.press("enter").await;
    screen.press("enter").await;
    let sent = about(&screen);
    assert_eq!(sent[0], About::Person("c-tom".into()));
    assert!(matches!(&sent[1], About::List { .. }), "{sent:?}");
    assert_eq!(sent[2], About::Deal("o-c-aisha".into()));
}

#[tokio::test]
async fn a_sign_that_names_nothing_stays_what_was_typed() {
    let mut screen = Harness::filled((100, 24)).await;
    screen.press("4").await;
    screen.type_text("at #").await;
    screen.press("esc").await;
    screen.type_text("1").await;
    assert!(screen.picture().contains("> at #1"), "{}", screen.picture());
    screen.press("enter").await;
    assert_eq!(about(&screen), []);
}

#[tokio::test]
async fn what_a_question_is_about_stays_with_its_chat_until_it_is_taken_out() {
    let mut screen = Harness::filled((100, 30)).await;
    let first = chat(&mut screen, "About Banyan", "One.", TurnOutcome::Complete).await;
    screen.clock.advance(Duration::from_secs(5));
    chat(&mut screen, "About Palm", "Two.", TurnOutcome::Complete).await;
    screen.press("4").await;
    screen.type_text("@dana").await;
    screen.press("enter").await;
    screen.type_text("@tom").await;
    screen.press("enter").await;
    screen.type_text("and now?").await;
    screen.press("enter").await;
    assert_eq!(
        about(&screen),
        [About::Person("c-dana".into()), About::Person("c-tom".into())]
    );
    screen.press("esc h j i").await;
    assert!(!screen.picture().contains("@Dana"), "{}", screen.picture());
    screen.press("esc h k i").await;
    let picture = screen.picture();
    assert!(
        picture.contains("@Dana Lee") && picture.contains("@Tom Bauer"),
        "{picture}"
    );
    // A question that was refused stands in the field again; backspace before it takes out the last.
    screen.press("home up home backspace").await;
    let picture = screen.picture();
    assert!(
        picture.contains("@Dana Lee") && !picture.contains("@Tom Bauer"),
        "{picture}"
    );
    screen.press("esc X").await;
    assert!(!screen.picture().contains("@Dana"), "{}", screen.picture());
    assert!(screen.picture().contains("About Palm"), "{first:?}");
}

#[tokio::test]
async fn completion_is_seen_on_every_size() {
    for (width, height) in SIZES {
        let mut screen = Harness::filled((width, height)).await;
        screen.press("4").await;
        screen.type_text("@tom").await;
        screen.press("enter").await;
        screen.type_text("when is @a").await;
        insta::assert_snapshot!(format!("completion_{width}x{height}"), screen.picture());
    }
}

#[tokio::test]
async fn a_person_elsewhere_is_put_to_a_new_question() {
    let mut screen = Harness::filled((120, 36)).await;
    screen.press("g g i").await;
    let picture = screen.picture();
    assert!(picture.contains("[4 Chat]"), "{picture}");
    assert!(picture.contains("ABOUT"), "{picture}");
    screen.type_text("why so quiet?").await;
    screen.press("enter").await;
    let first = about(&screen);
    assert!(matches!(first[..], [About::Person(_)]), "{first:?}");
    let Some(TurnRequest::Ask(_, ask)) = screen.outside.turns.last() else {
        panic!("{:?}", screen.outside.turns)
    };
    // Nothing of the record is pasted any more: Claude reads it with stand-ins.
    assert_eq!(ask.text, "why so quiet?");
    screen.press("esc g l j i").await;
    assert!(screen.picture().contains("ABOUT"), "{}", screen.picture());
    screen.type_text("and this one?").await;
    screen.press("enter").await;
    assert_ne!(about(&screen), first, "{}", screen.picture());
}
