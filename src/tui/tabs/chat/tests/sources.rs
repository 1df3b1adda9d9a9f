//! The sources that an answer names.

use super::*;

const ANSWER: &str = "Tom asked for Saturday [[message:m-c-tom]], Dana too [[message:m-c-dana]]. \
    See [[contact:c-tom]] and again [[message:m-c-tom]], not [[message:made-up]] or [[page:x]].";

#[tokio::test]
async fn sources_are_numbers_with_a_list_and_the_first_opens() {
    let mut screen = Harness::filled((120, 36)).await;
    chat(&mut screen, "Who can come?", ANSWER, TurnOutcome::Complete).await;
    screen.press("4 esc").await;
    let picture = screen.picture();
    let flat = picture.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        picture.contains("asked for Saturday [1], Dana too [2]."),
        "{picture}"
    );
    assert!(
        picture.contains("[unknown source]") && !picture.contains("made-up"),
        "{picture}"
    );
    assert!(flat.contains("[1] Tom Bauer · text · 14 Apr 08:52"), "{picture}");
    assert!(flat.contains("[2] Dana Lee · text · 11 Apr 09:04"), "{picture}");
    assert!(flat.contains("[3] Tom Bauer · person"), "{picture}");
    screen.press("o").await;
    let picture = screen.picture();
    assert!(picture.contains("[2 Leads"), "{picture}");
    assert!(picture.contains("Tom Bauer"), "{picture}");
}

#[tokio::test]
async fn a_source_is_never_seen_half_written() {
    let mut screen = Harness::filled((120, 36)).await;
    let thread = chat(&mut screen, "First", "One.", TurnOutcome::Complete).await;
    screen.press("4").await;
    let turn = open(&mut screen, &thread).await;
    for end in 0..ANSWER.find("[[page").unwrap() {
        let msg = Msg::Turn(live(&thread, Some(&turn), Phase::Writing, &ANSWER[..end]));
        screen.send(msg).await;
        let picture = screen.picture();
        assert!(!picture.contains("[["), "{end}: {picture}");
    }
}
