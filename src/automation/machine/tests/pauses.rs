//! Runs that stand still for several reasons, and what a person is asked meanwhile.

use super::*;

/// Whatever ends one of its reasons, it stands still for the others.
#[test]
fn a_run_that_stands_still_for_several_reasons_goes_on_when_all_are_gone() {
    let kill = || EventKind::TagAdded { tag: "ai-off".into() };
    let gone = || EventKind::TagRemoved { tag: "AI-Off".into() };
    let stage = |exits: &str| {
        let mut stage = Stage::new(program(exits, HELLO));
        stage.begin();
        stage.tell(
            "2026-03-06T15:00:00Z",
            Input::Answer("r1/hello/1/c1".into(), done()),
        );
        stage
    };
    let tell = |stage: &mut Stage, kind: EventKind| {
        stage.tell(
            "2026-03-06T16:00:00Z",
            Input::Event(event("2026-03-06T16:00:00Z", kind)),
        )
    };
    let later = "on = [\"opt-out\"]\nresume_after = \"3 days\"";
    let stands = |stage: &Stage| match &stage.run.state {
        State::Paused { pause, .. } => pause.why.clone(),
        other => panic!("{other:?}"),
    };
    // A person's word is needed, whatever the rule says of a reply.
    let mut by_hand = stage(later);
    by_hand.tell("2026-03-06T15:30:00Z", Input::Pause("until I say so".into()));
    let out = tell(&mut by_hand, reply());
    let [Output::Wake { timer }, Output::Paused { .. }] = out.as_slice() else {
        panic!("{out:?}")
    };
    let serial = timer.serial;
    by_hand.tell("2026-03-09T16:00:00Z", Input::Due(serial));
    assert_eq!(stands(&by_hand), "until I say so");
    let out = by_hand.tell("2026-03-09T17:00:00Z", Input::Resume);
    assert!(
        matches!(out.as_slice(), [Output::Resumed, Output::Wake { .. }]),
        "{out:?}"
    );
    // A reply that stops it for good, before and after a tag that comes and goes.
    for first in [true, false] {
        let mut run = stage("on = [\"opt-out\"]");
        let order = if first {
            [reply(), kill()]
        } else {
            [kill(), reply()]
        };
        for kind in order {
            tell(&mut run, kind);
        }
        tell(&mut run, gone());
        assert_eq!(stands(&run), "they wrote", "{first}");
    }
    // Three days after the reply, and not before the tag is gone.
    let mut tagged = stage(later);
    let out = tell(&mut tagged, reply());
    let Some(Output::Wake { timer }) = out.first() else {
        panic!("{out:?}")
    };
    let serial = timer.serial;
    tell(&mut tagged, kill());
    let kept: Run = serde_json::from_str(&serde_json::to_string(&tagged.run).unwrap()).unwrap();
    assert_eq!((kept.pause_timer(), &kept), (Some(serial), &tagged.run));
    tagged.tell("2026-03-09T16:00:00Z", Input::Due(serial));
    assert_eq!(tagged.run.pause_timer(), None);
    let out = tell(&mut tagged, gone());
    assert!(matches!(out.as_slice(), [Output::Resumed, ..]), "{out:?}");
}

#[test]
fn a_run_that_was_kept_with_one_reason_is_read() {
    let kept = r#"{"state":"paused","pause":{"why":"they wrote","serial":null,"tag":false}}"#;
    let state: State = serde_json::from_str(kept).unwrap();
    assert_eq!(serde_json::to_string(&state).unwrap(), kept);
}

/// What is asked of a person is not answered by a tag that comes and goes.
#[test]
fn a_question_stays_a_question_when_a_pause_ends() {
    let mut stage = Stage::new(program(
        "on = [\"opt-out\"]\n[late]\npolicy = \"ask\"\ngrace = \"1 hour\"",
        HELLO,
    ));
    stage.begin();
    stage.tell(
        "2026-03-06T15:00:00Z",
        Input::Answer("r1/hello/1/c1".into(), done()),
    );
    let now = "2026-03-09T18:00:00Z";
    stage.tell(now, Input::Due(1));
    for kind in [
        EventKind::TagAdded { tag: "ai-off".into() },
        EventKind::TagRemoved { tag: "ai-off".into() },
    ] {
        stage.tell(now, Input::Event(event(now, kind)));
    }
    assert_eq!(
        (&stage.run.state, &stage.run.waiting),
        (&State::Running, &Waiting::Person)
    );
    let out = stage.tell(now, Input::Resume);
    assert!(matches!(out.as_slice(), [Output::Do { .. }]), "{out:?}");
}

/// A message that waits for the morning goes on waiting when somebody says "go on".
#[test]
fn go_on_skips_nothing_of_a_run_that_goes_on_already() {
    let mut stage = Stage::new(program("on = [\"opt-out\"]", HELLO));
    stage.begin();
    let before = stage.run.clone();
    assert!(stage.tell("2026-03-06T15:00:30Z", Input::Resume).is_empty());
    assert_eq!(stage.run, before);
    let out = stage.tell(
        "2026-03-06T15:01:00Z",
        Input::Answer("r1/hello/1/c1".into(), done()),
    );
    assert!(matches!(out.as_slice(), [Output::Wake { .. }]));
    assert!(stage.tell("2026-03-06T15:02:00Z", Input::Resume).is_empty());
}
