//! A score that is opened: its parts, the message behind one, an answer that is put right, and whether it is any good.

use serde_json::json;

use crate::support::LIMIT;
use crate::support::program::Home;
use crate::support::sandbox::Sandbox;

#[test]
fn a_score_is_opened_an_answer_is_put_right_and_the_badge_moves() {
    let sandbox = Sandbox::start(60, 5);
    let lead = json!({
        "locationId": sandbox.location_id, "firstName": "Wilhelmina", "lastName": "Ostrander",
        "phone": "+12065550199", "source": "open house",
    });
    let made = sandbox.call("POST", "/contacts/", Some(&lead));
    let contact = made["contact"]["id"].as_str().expect("an id").to_owned();
    let words = "We must sell before the lease ends in June. Can you call me?";
    sandbox.happens("inbound", &json!({ "contact": contact, "body": words }));
    sandbox.has_indexed("Ostrander");
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let mut screen = home.screen(120, 36);
    screen.sees("Today").press("2").press("/").type_text("ostrander");
    screen.sees("1 of").press("<enter>").sees("Ostrander");
    screen
        .press("w")
        .sees("why: Wilhelmina Ostrander")
        .sees("PRIORITY");
    // Down to the part that rests on her words: the whole message stands below.
    // Behind the heading that follows the two answers found in their words.
    screen
        .sees("FOUND IN THEIR WORDS")
        .press("jjjj")
        .sees("they wrote: \u{201c}We must sell before the lease ends in June. Can you call me?");
    // The message itself, marked in her thread; and back to the reasons.
    screen
        .press("<enter>")
        .no_longer_sees("why:")
        .until("the message is marked", LIMIT, |screen| {
            // The sentence is cut by its column there; whole, it would still be the sheet's.
            let is_marked = |row: &str| {
                row.contains('\u{258c}') && row.contains("We must sell") && !row.contains("lease")
            };
            screen.lines().any(is_marked)
        });
    screen.press("w").sees("why: Wilhelmina Ostrander");
    let before = home.json(&["score", &contact]);
    screen.press("G").press("k").press("k").press("k").press("a");
    screen
        .sees("in a few words of theirs")
        .type_text("as soon as it can be")
        .press("<enter>");
    screen.sees("as soon as it can be").sees("answer to");
    let after = home.json(&["score", &contact]);
    assert_ne!(
        before["qualification"], after["qualification"],
        "{before} {after}"
    );
    screen
        .press("d")
        .sees("what should the badge be?")
        .press("<enter>")
        .sees("you say hot");
    // The score of another day, beside today's.
    screen
        .press("s")
        .sees("as of which day?")
        .type_text("today")
        .sees("as it was at the end of")
        .press("<enter>")
        .sees("AND NOW");
    screen
        .press("<esc>")
        .no_longer_sees("why:")
        .press("7")
        .sees("IS THE SCORE ANY GOOD?")
        .sees("said")
        .sees("top 20 % by score");
    screen.press("q");
    assert!(screen.ends().success());
}
