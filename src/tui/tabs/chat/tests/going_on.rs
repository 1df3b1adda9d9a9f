//! Going on from an earlier place, questions that wait, and commands behind a slash.

use super::*;

/// A chat with two questions and their answers.
async fn long(screen: &mut Harness) -> ThreadId {
    let thread = chat(screen, "Who is free on Saturday?", "Tom.", TurnOutcome::Complete).await;
    say(screen, &thread, "And on Sunday?", "Dana.", TurnOutcome::Complete).await;
    thread
}

#[tokio::test]
async fn a_branch_goes_on_from_all_that_was_said_and_stands_below_its_chat() {
    let mut screen = Harness::empty((120, 36)).await;
    long(&mut screen).await;
    screen.press("4").await;
    screen.press("ctrl-n").await;
    let picture = screen.picture();
    assert!(picture.contains("├ branch: Who is"), "{picture}");
    assert!(picture.contains("Dana."), "{picture}");
    let chats = crate::engine::query::Threads {
        words: String::new(),
        limit: 9,
    };
    assert_eq!(screen.engine.query(chats).await.unwrap().len(), 2);
}

#[tokio::test]
async fn esc_twice_goes_back_to_an_earlier_question_and_puts_it_into_the_field() {
    let mut screen = Harness::empty((120, 36)).await;
    let old = long(&mut screen).await;
    screen.press("4").await;
    screen.press("esc esc").await;
    let picture = screen.picture();
    assert!(picture.contains("back to which question?"), "{picture}");
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("> And on Sunday?"), "{picture}");
    assert!(
        picture.contains("Tom.") && !picture.contains("Dana."),
        "{picture}"
    );
    let said = crate::engine::query::Transcript(old);
    assert_eq!(screen.engine.query(said).await.unwrap().len(), 4);
}

#[tokio::test]
async fn a_second_esc_that_comes_late_leaves_everything_as_it_is() {
    let mut screen = Harness::empty((120, 36)).await;
    long(&mut screen).await;
    screen.press("4").await;
    screen.press("esc").await;
    screen.clock.advance(Duration::from_secs(3));
    screen.press("esc").await;
    let picture = screen.picture();
    assert!(!picture.contains("back to which question?"), "{picture}");
}

#[tokio::test]
async fn two_escs_with_a_step_between_leave_everything_as_it_is() {
    let mut screen = Harness::empty((120, 36)).await;
    long(&mut screen).await;
    screen.press("4").await;
    screen.press("esc k esc").await;
    let picture = screen.picture();
    assert!(!picture.contains("back to which question?"), "{picture}");
}

#[tokio::test]
async fn esc_takes_back_a_question_that_waits() {
    let mut screen = Harness::empty((100, 24)).await;
    let why = TurnOutcome::Failed {
        why: "No connection to Claude: your question waits here.".into(),
    };
    let thread = chat(&mut screen, "First", "", why.clone()).await;
    screen.press("4").await;
    let mut waits = live(&thread, None, Phase::Ended(why), "");
    waits.waits = Arc::from([thread.clone()]);
    screen.send(Msg::Turn(waits)).await;
    screen.outside.turns.clear();
    screen.press("esc").await;
    assert_eq!(screen.outside.turns, [TurnRequest::TakeBack(thread)]);
}

#[tokio::test]
async fn a_slash_command_is_picked_and_shown_as_the_question_it_stands_for() {
    let mut screen = Harness::empty((120, 36)).await;
    screen.press("4").await;
    screen.press("/").await;
    let picture = screen.picture();
    assert!(
        picture.contains("/brief") && picture.contains("/followups"),
        "{picture}"
    );
    screen.press("enter").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("whom is /brief about?"), "{picture}");
    for letter in "Dana".chars() {
        screen.press(&letter.to_string()).await;
    }
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("> Brief me on Dana in at most"), "{picture}");
    assert_eq!(screen.outside.turns, []);
    screen.press("enter").await;
    let Some(TurnRequest::Ask(_, ask)) = screen.outside.turns.last() else {
        panic!("asked: {:?}", screen.outside.turns);
    };
    assert!(ask.text.starts_with("Brief me on Dana"), "{}", ask.text);
}
