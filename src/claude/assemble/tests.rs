use super::*;

fn answer(events: &[&str]) -> (Assembler, Vec<Result<Change, ProtocolError>>) {
    let mut assembler = Assembler::default();
    let changes = events
        .iter()
        .map(|data| assembler.take(StreamEvent::read(data.as_bytes()).unwrap()))
        .collect();
    (assembler, changes)
}

fn only_block(start: &str, deltas: &[&str]) -> Sealed {
    let start = format!(r#"{{"type":"content_block_start","index":0,"content_block":{start}}}"#);
    let deltas: Vec<_> = deltas
        .iter()
        .map(|delta| format!(r#"{{"type":"content_block_delta","index":0,"delta":{delta}}}"#))
        .collect();
    let mut events = vec![START, &start];
    events.extend(deltas.iter().map(String::as_str));
    events.push(STOP_0);
    match answer(&events).1.pop() {
        Some(Ok(Change::Sealed(sealed))) => sealed,
        other => panic!("not sealed: {other:?}"),
    }
}

const START: &str = r#"{"type":"message_start","message":{"id":"m","model":"x","usage":{"input_tokens":5}}}"#;
const OPEN_0: &str = r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#;
const TEXT_0: &str = r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}"#;
const STOP_0: &str = r#"{"type":"content_block_stop","index":0}"#;
const END: &str = r#"{"type":"message_stop"}"#;

#[test]
fn a_block_keeps_the_bytes_it_began_with() {
    let sealed = only_block(
        r#"{"x":1.0e1,"type":"text","text":"","y":[ 1 ]}"#,
        &[
            r#"{"type":"text_delta","text":"a"}"#,
            r#"{"type":"text_delta","text":"\n\"b\""}"#,
        ],
    );
    assert_eq!(
        sealed.json,
        r#"{"x":1.0e1,"type":"text","text":"a\n\"b\"","y":[ 1 ]}"#
    );
    assert_eq!(sealed.text, "a\n\"b\"");
}

#[test]
fn a_tools_input_is_its_joined_bytes() {
    let tool = r#"{"type":"tool_use","id":"t","name":"n","input":{}}"#;
    let piece =
        |text: &str| serde_json::json!({"type": "input_json_delta", "partial_json": text}).to_string();
    let sealed = only_block(
        tool,
        &[
            &piece(""),
            &piece("{\"b\": 1.0,"),
            &piece(" \"a\":\"\\u00"),
            &piece("e9\"}"),
        ],
    );
    assert_eq!(
        sealed.json,
        "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{\"b\": 1.0, \"a\":\"\\u00e9\"}}"
    );
    assert_eq!(
        sealed.call.unwrap().input.unwrap(),
        "{\"b\": 1.0, \"a\":\"\\u00e9\"}"
    );
    assert_eq!(only_block(tool, &[]).call.unwrap().input.unwrap(), "{}");
    for text in [
        "{\"a\":\"cut",
        "[1]",
        "\"x\"",
        "{\"a\":\"\\ud83c\"}",
        "{\"a\":1} {",
    ] {
        let sealed = only_block(tool, &[&piece(text)]);
        assert_eq!(sealed.call.unwrap().input.unwrap_err(), text);
        let told = serde_json::json!({"INVALID_JSON": text}).to_string();
        assert!(
            sealed.json.ends_with(&format!("\"input\":{told}}}")),
            "{}",
            sealed.json
        );
    }
}

#[test]
fn a_signature_is_set_and_not_joined() {
    let sealed = only_block(
        r#"{"type":"thinking","thinking":"","signature":""}"#,
        &[
            r#"{"type":"thinking_delta","thinking":"hm"}"#,
            r#"{"type":"signature_delta","signature":"A"}"#,
            r#"{"type":"signature_delta","signature":"B"}"#,
        ],
    );
    assert_eq!(
        sealed.json,
        r#"{"type":"thinking","thinking":"hm","signature":"B"}"#
    );
    assert_eq!((sealed.kind, sealed.text.as_str()), (BlockKind::Thinking, ""));
}

#[test]
fn events_out_of_place_are_protocol_errors() {
    use ProtocolError::{
        AfterEnd, BlockNotOpen, BlockOutOfOrder, EndedInsideBlock, NotStarted, StartedTwice,
    };
    let thinking =
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"x"}}"#;
    for (events, error) in [
        (&[OPEN_0][..], NotStarted),
        (&[START, START], StartedTwice),
        (&[START, TEXT_0], BlockNotOpen(0)),
        (&[START, STOP_0], BlockNotOpen(0)),
        (&[START, OPEN_0, OPEN_0], BlockOutOfOrder(0)),
        (&[START, OPEN_0, STOP_0, TEXT_0], BlockNotOpen(0)),
        (&[START, OPEN_0, TEXT_0, END], EndedInsideBlock(0)),
        (&[START, OPEN_0, thinking], ProtocolError::WrongPiece(0)),
        (&[START, END, OPEN_0], AfterEnd),
    ] {
        assert_eq!(answer(events).1.pop(), Some(Err(error)), "{events:?}");
    }
}

#[test]
fn an_open_block_has_text_for_people_only() {
    let (assembler, changes) = answer(&[START, OPEN_0, TEXT_0]);
    assert_eq!(
        (assembler.open_text().as_str(), assembler.open_chars()),
        ("hi", 2)
    );
    assert!(
        !changes
            .iter()
            .any(|change| matches!(change, Ok(Change::Sealed(_))))
    );
    assert!(assembler.has_content());
}
