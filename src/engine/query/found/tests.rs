use serde_json::json;

use super::*;

fn message(id: &str, way: &str, body: &str, at: &str) -> Message {
    let fields = json!({"contactId": "c1", "direction": way, "messageType": "TYPE_SMS", "body": body, "dateAdded": at});
    Message::from_fields(id.into(), fields.as_object().unwrap())
}

fn day(message: &Message) -> Date {
    message.at.unwrap().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// The last word on each open question, to the letter, with the message it stands in.
#[test]
fn the_last_word_on_each_open_question_is_found_with_its_message() {
    let thread = [
        message(
            "m4",
            "inbound",
            "Actually we can spend 650k",
            "2026-04-04T10:00:00Z",
        ),
        message("m3", "inbound", "Cash, no loan.", "2026-04-03T10:00:00Z"),
        message(
            "m2",
            "outbound",
            "How will you pay for it?",
            "2026-04-02T10:00:00Z",
        ),
        message(
            "m1",
            "inbound",
            "our budget is up to 600k",
            "2026-04-01T10:00:00Z",
        ),
    ];
    let open = [Question::Budget];
    let found = read(&thread, &open, day);
    let told: Vec<_> = found
        .iter()
        .map(|answer| {
            (
                answer.question,
                answer.message.as_ref().unwrap().as_str(),
                answer.by,
            )
        })
        .collect();
    assert_eq!(told, [(Question::Budget, "m4", AnswerBy::Program)]);
    assert!(thread[0].body.raw().contains(found[0].quote.raw()), "{found:?}");
    assert_eq!(read(&thread, &[], day), []);
}
