mod pauses;
mod random;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::BTreeMap;

use super::*;
use crate::automation::action::Effect;
use crate::automation::definition::read;
use crate::automation::event::{Author, Event, EventKind, Mood, Turn};
use crate::automation::simulate::People;
use crate::domain::contact::Channel;
use crate::domain::plan::Deed;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn program(exits: &str, steps: &str) -> Program {
    let text = format!(
        "format = 1\nid = \"T01\"\nname = \"T\"\nauto_send = true\n[enters]\non = \"contact created\"\n[exits]\n{exits}\n{steps}"
    );
    Program::of(read(&text).unwrap_or_else(|faults| panic!("{faults:?}")))
}

/// A run with its clock.
struct Stage {
    program: Program,
    people: People,
    zone: TimeZone,
    run: Run,
}

impl Stage {
    fn new(program: Program) -> Self {
        let now = at("2026-03-06T15:00:00Z");
        Self {
            run: Run::new("r1", &program.definition, "c1".into(), now),
            program,
            people: People::default(),
            zone: TimeZone::get("America/New_York").unwrap(),
        }
    }

    fn tell(&mut self, now: &str, input: Input) -> Vec<Output> {
        let world = World {
            now: at(now),
            zone: Cow::Owned(self.zone.clone()),
            facts: &self.people,
        };
        self.run.handle(&self.program, input, &world)
    }

    fn begin(&mut self) -> Vec<Output> {
        let event = event("2026-03-06T15:00:00Z", EventKind::Created);
        self.tell("2026-03-06T15:00:00Z", Input::Entered(event))
    }
}

fn event(at: &str, kind: EventKind) -> Event {
    Event {
        contact: "c1".into(),
        at: at.parse().unwrap(),
        kind,
    }
}

fn reply() -> EventKind {
    EventKind::Received {
        channel: Channel::Sms,
        mood: Mood::Plain,
        silence: None,
    }
}

fn done() -> Answer {
    Answer::Done {
        found: BTreeMap::new(),
    }
}

const HELLO: &str = "[[step]]\nid = \"hello\"\ndo = \"text\"\nsays = \"Hi {first_name}\"\n\
                     [[step]]\nid = \"pause\"\ndo = \"wait\"\nfor = \"3 days\"\n\
                     [[step]]\nid = \"call\"\ndo = \"task\"\ntitle = \"Call\"\n";

#[test]
fn a_run_sends_waits_by_their_clock_and_ends() {
    let mut stage = Stage::new(program("on = [\"reply\"]", HELLO));
    let out = stage.begin();
    let [Output::Do { key, step, effect }] = out.as_slice() else {
        panic!("{out:?}")
    };
    assert_eq!((key.as_str(), step.as_str()), ("r1/hello/1/c1", "hello"));
    assert!(matches!(effect, Effect::Deed { deed: Deed::Send(draft) } if draft.body == "Hi c1"));
    let out = stage.tell("2026-03-06T15:00:00Z", Input::Answer(key.clone(), done()));
    let [Output::Wake { timer }] = out.as_slice() else {
        panic!("{out:?}")
    };
    // Clocks go forward in between; ten in the morning stays ten in the morning.
    assert_eq!(timer.due, at("2026-03-09T14:00:00Z"));
    assert_eq!(
        (timer.local.hour(), timer.zone.as_str()),
        (10, "America/New_York")
    );
    let early = stage.tell("2026-03-09T13:59:59Z", Input::Due(timer.serial));
    assert!(matches!(early.as_slice(), [Output::Wake { .. }]), "never early");
    assert!(stage.tell("2026-03-09T14:00:00Z", Input::Due(99)).is_empty());
    let out = stage.tell("2026-03-09T14:00:00Z", Input::Due(timer.serial));
    let [Output::Do { key, .. }] = out.as_slice() else {
        panic!("{out:?}")
    };
    let key = key.clone();
    assert!(
        stage
            .tell("2026-03-09T14:00:00Z", Input::Answer("another".into(), done()))
            .is_empty()
    );
    let out = stage.tell("2026-03-09T14:00:01Z", Input::Answer(key, done()));
    assert!(matches!(out.as_slice(), [Output::Ended { .. }]));
    assert!(stage.tell("2026-03-09T15:00:00Z", Input::Resume).is_empty());
}

#[test]
fn an_exit_ends_it_and_takes_back_what_has_not_left() {
    let mut stage = Stage::new(program("on = [\"reply\"]", HELLO));
    stage.begin();
    let out = stage.tell(
        "2026-03-06T15:01:00Z",
        Input::Event(event("2026-03-06T15:01:00Z", reply())),
    );
    assert!(matches!(out.as_slice(), [Output::TakeBack { .. }, Output::Ended { why }] if why == "reply"));
    let mut stage = Stage::new(program("on = []", HELLO));
    stage.begin();
    let out = stage.tell(
        "2026-03-06T15:01:00Z",
        Input::Event(event("2026-03-06T15:01:00Z", EventKind::OptedOut)),
    );
    assert!(
        matches!(out.last(), Some(Output::Ended { why }) if why == "opt-out"),
        "an opt-out always ends it"
    );
}

#[test]
fn what_is_no_exit_pauses_and_the_rule_says_when_it_goes_on() {
    let exits = "on = [\"opt-out\"]\nresume_after = \"2 days\"";
    let mut stage = Stage::new(program(exits, &HELLO.replace("3 days", "1 day")));
    stage.begin();
    stage.tell(
        "2026-03-06T15:00:00Z",
        Input::Answer("r1/hello/1/c1".into(), done()),
    );
    let human = EventKind::Sent {
        channel: Channel::Sms,
        by: Author::Person,
    };
    let out = stage.tell(
        "2026-03-06T16:00:00Z",
        Input::Event(event("2026-03-06T16:00:00Z", human)),
    );
    let [Output::Wake { timer }, Output::Paused { .. }] = out.as_slice() else {
        panic!("{out:?}")
    };
    let (pause, serial) = (timer.serial, 1);
    assert!(
        stage.tell("2026-03-07T15:00:00Z", Input::Due(serial)).is_empty(),
        "nothing happens meanwhile"
    );
    let out = stage.tell("2026-03-08T15:00:00Z", Input::Due(pause));
    assert!(matches!(out.as_slice(), [Output::Resumed, Output::Wake { timer }] if timer.serial == serial));
    let out = stage.tell("2026-03-08T15:00:00Z", Input::Due(serial));
    assert!(
        matches!(out.as_slice(), [Output::Do { .. }]),
        "a day late is not too late: {out:?}"
    );
    let kill = |tag: &str| EventKind::TagAdded { tag: tag.into() };
    let mut stage = Stage::new(program(exits, HELLO));
    stage.begin();
    stage.tell(
        "2026-03-06T15:00:00Z",
        Input::Answer("r1/hello/1/c1".into(), done()),
    );
    let out = stage.tell(
        "2026-03-06T16:00:00Z",
        Input::Event(event("2026-03-06T16:00:00Z", kill("ai-off"))),
    );
    assert!(
        matches!(out.as_slice(), [Output::Paused { .. }]),
        "no clock ends that: {out:?}"
    );
    let off = EventKind::TagRemoved { tag: "AI-Off".into() };
    let out = stage.tell(
        "2026-03-07T16:00:00Z",
        Input::Event(event("2026-03-07T16:00:00Z", off)),
    );
    assert!(matches!(out.as_slice(), [Output::Resumed, Output::Wake { .. }]));
}

#[test]
fn what_is_late_is_done_left_out_or_asked_about() {
    let late = |policy: &str| {
        let steps = HELLO.replace(
            "do = \"task\"\ntitle = \"Call\"",
            "do = \"text\"\nsays = \"Again\"",
        );
        let text = format!("on = [\"opt-out\"]\n[late]\npolicy = \"{policy}\"\ngrace = \"1 hour\"");
        let mut stage = Stage::new(program(&text, &steps));
        stage.begin();
        stage.tell(
            "2026-03-06T15:00:00Z",
            Input::Answer("r1/hello/1/c1".into(), done()),
        );
        let out = stage.tell("2026-03-09T15:00:01Z", Input::Due(1));
        (stage, out)
    };
    assert!(matches!(late("fire").1.as_slice(), [Output::Do { .. }]));
    let (_, out) = late("skip");
    assert!(
        matches!(out.as_slice(), [Output::LeftOut { .. }, Output::Ended { .. }]),
        "{out:?}"
    );
    let (mut stage, out) = late("ask");
    assert!(matches!(out.as_slice(), [Output::AskPerson { .. }]), "{out:?}");
    let out = stage.tell("2026-03-09T16:00:00Z", Input::Resume);
    assert!(matches!(out.as_slice(), [Output::Do { .. }]));
}

fn world(people: &People) -> World<'_> {
    World {
        now: at("2026-03-06T20:00:00Z"),
        zone: Cow::Owned(TimeZone::UTC),
        facts: people,
    }
}

#[test]
fn questions_are_asked_again_before_each_step_and_at_the_door() {
    let mut stage = Stage::new(program("on = []\nwhen = \"tag:sold\"", HELLO));
    stage.people.untrue.push("tag:sold".into());
    stage.begin();
    assert_eq!(
        stage.run.still_wants(&stage.program, &world(&stage.people)),
        Ok(())
    );
    stage.people.untrue.clear();
    assert!(
        stage
            .run
            .still_wants(&stage.program, &world(&stage.people))
            .is_err()
    );
    let out = stage.tell(
        "2026-03-06T20:00:00Z",
        Input::Answer("r1/hello/1/c1".into(), done()),
    );
    assert!(
        matches!(out.as_slice(), [Output::Ended { why }] if why.contains("tag:sold")),
        "{out:?}"
    );
}

#[test]
fn branches_waits_for_words_and_repeats_go_their_ways() {
    let steps = "[[step]]\nid = \"look\"\ndo = \"wait\"\nuntil = \"opened\"\nat_most = \"2 days\"\n\
        [[step]]\nid = \"seen\"\ndo = \"if\"\nif = \"{look} = yes\"\n\
        [[step.yes]]\nid = \"twice\"\ndo = \"repeat\"\ntimes = 2\n[[step.yes.each]]\nid = \"tell\"\ndo = \"notify\"\nsays = \"opened\"\n\
        [[step.no]]\nid = \"cold\"\ndo = \"tag\"\nadd = \"Cold\"\n";
    let mut stage = Stage::new(program("on = []", steps));
    stage.begin();
    let mut out = stage.tell(
        "2026-03-06T16:00:00Z",
        Input::Event(event("2026-03-06T16:00:00Z", EventKind::Opened)),
    );
    let mut keys = Vec::new();
    while let [Output::Do { key, .. }] = out.as_slice() {
        keys.push(key.clone());
        out = stage.tell(
            "2026-03-06T16:00:00Z",
            Input::Answer(keys[keys.len() - 1].clone(), done()),
        );
    }
    assert_eq!(keys, ["r1/tell/1/c1", "r1/tell/2/c1"]);
    assert!(matches!(out.as_slice(), [Output::Ended { .. }]));
    let mut stage = Stage::new(program("on = []", steps));
    stage.begin();
    let out = stage.tell("2026-03-08T15:00:00Z", Input::Due(1));
    assert!(
        matches!(out.as_slice(), [Output::Do { step, .. }] if step == "cold"),
        "{out:?}"
    );
}

#[test]
fn a_person_stops_it_ends_a_wait_and_has_a_step_done_again_under_another_key() {
    let now = "2026-03-06T15:00:00Z";
    let mut stage = Stage::new(program("on = [\"reply\"]", HELLO));
    stage.begin();
    let key = "r1/hello/1/c1".to_owned();
    // A text that has not left is taken back, and is not written again.
    let out = stage.tell(now, Input::Pause("by hand".into()));
    let expected = [
        Output::TakeBack {
            key: key.clone(),
            why: "by hand".into(),
        },
        Output::Paused {
            why: "by hand".into(),
        },
    ];
    assert_eq!(out, expected);
    assert!(stage.tell(now, Input::Answer(key, done())).is_empty());
    assert!(
        stage.tell(now, Input::Over).is_empty(),
        "what stands still is in no wait"
    );
    let out = stage.tell(now, Input::Resume);
    assert!(
        matches!(out.as_slice(), [Output::Resumed, Output::Wake { .. }]),
        "{out:?}"
    );
    let out = stage.tell(now, Input::Over);
    assert!(
        matches!(out.as_slice(), [Output::Do { key, .. }] if key == "r1/call/1/c1"),
        "{out:?}"
    );
    assert_eq!(stage.run.vars.get("pause").map(String::as_str), Some("yes"));
    let out = stage.tell(now, Input::Again("hello".into()));
    let [Output::TakeBack { .. }, Output::Do { key, .. }] = out.as_slice() else {
        panic!("{out:?}");
    };
    assert_eq!(key, "r1/hello/2/c1");
    assert!(stage.tell(now, Input::Again("nowhere".into())).is_empty());
}

#[test]
fn what_comes_of_an_answer_is_a_part_of_the_same_step_with_a_key_of_its_own() {
    let steps = "[[step]]\nid = \"ask\"\ndo = \"draft\"\nsays = \"Thank them\"\n\
                 [[step]]\nid = \"pause\"\ndo = \"wait\"\nfor = \"3 days\"\n";
    let mut stage = Stage::new(program("on = []", steps));
    let out = stage.begin();
    let [Output::Do { key, .. }] = out.as_slice() else {
        panic!("{out:?}")
    };
    let effect = Effect::Deed {
        deed: Deed::Send(crate::domain::conversation::Draft {
            contact: "c1".into(),
            channel: Channel::Sms,
            subject: None,
            body: "Thank you".into(),
        }),
    };
    let now = "2026-03-06T15:00:00Z";
    let then = Answer::Then { effect };
    let out = stage.tell(now, Input::Answer(key.clone(), then.clone()));
    let [Output::Do { key: next, step, .. }] = out.as_slice() else {
        panic!("{out:?}")
    };
    assert_eq!((next, step.as_str()), (&format!("{key}/then"), "ask"));
    assert!(
        stage.tell(now, Input::Answer(key.clone(), then)).is_empty(),
        "answered once"
    );
    let out = stage.tell(now, Input::Answer(next.clone(), done()));
    assert!(matches!(out.as_slice(), [Output::Wake { .. }]), "{out:?}");
}

/// What names the old time and has not left is written again, and nothing else is said twice.
#[test]
fn a_message_that_waits_names_the_new_time_of_an_appointment_that_was_moved() {
    let steps = "[[step]]\nid = \"confirm\"\ndo = \"text\"\nsays = \"Booked: {starts}\"\n\
                 [[step]]\nid = \"before\"\ndo = \"wait_until\"\nof = \"starts_at\"\nbefore = \"1 day\"\n\
                 [[step]]\nid = \"tell\"\ndo = \"text\"\nsays = \"We meet {starts}\"\n";
    let mut stage = Stage::new(program("on = []", steps));
    let booked = |starts: &str| EventKind::Appointment {
        turn: Turn::Booked,
        sort: "showing".into(),
        starts: at(starts),
    };
    let moved = |from: &str, starts: &str| {
        let kind = EventKind::Moved {
            from: at(from),
            starts: at(starts),
        };
        Input::Event(event("2026-03-06T15:00:00Z", kind))
    };
    let (first, second, third) = (
        "2026-03-12T20:00:00Z",
        "2026-03-13T15:00:00Z",
        "2026-03-16T15:00:00Z",
    );
    let now = "2026-03-06T15:00:00Z";
    stage.tell(now, Input::Entered(event(now, booked(first))));
    assert!(
        stage.tell(now, moved("2026-03-20T20:00:00Z", second)).is_empty(),
        "another appointment of theirs"
    );
    let out = stage.tell(now, moved(first, second));
    let [Output::TakeBack { key: old, .. }, Output::Do { key, effect, .. }] = out.as_slice() else {
        panic!("{out:?}")
    };
    assert_ne!(old, key);
    assert!(
        effect.message().unwrap().body.contains("Fri 13 Mar, 11:00"),
        "{effect:?}"
    );
    let out = stage.tell(now, Input::Answer(key.clone(), done()));
    let [Output::Wake { timer: early }] = out.as_slice() else {
        panic!("{out:?}")
    };
    let early = early.serial;
    let out = stage.tell(now, moved(second, third));
    let [Output::Wake { timer }] = out.as_slice() else {
        panic!("{out:?}")
    };
    assert_eq!(timer.due, at("2026-03-15T15:00:00Z"));
    let due = timer.serial;
    assert!(stage.tell("2026-03-12T15:00:00Z", Input::Due(early)).is_empty());
    // While it stands still it is told as well, and waits for the new time when it goes on.
    stage.tell(now, Input::Pause("by hand".into()));
    stage.tell(now, moved(third, second));
    let out = stage.tell(now, Input::Resume);
    assert!(
        matches!(out.as_slice(), [Output::Resumed, Output::Wake { timer }] if timer.due == at("2026-03-12T15:00:00Z")),
        "{out:?}"
    );
    assert!(stage.tell("2026-03-15T15:00:00Z", Input::Due(due)).is_empty());
}

/// A late timer before a task leaves out no text that comes a week later, in time; what Claude would write is a message too.
#[test]
fn what_is_late_leaves_out_what_it_was_for_and_nothing_behind_the_next_wait() {
    let late = "on = [\"opt-out\"]\n[late]\npolicy = \"skip\"\ngrace = \"1 hour\"";
    let wait = |id: &str| format!("[[step]]\nid = \"{id}\"\ndo = \"wait\"\nfor = \"7 days\"\n");
    let rest = format!(
        "[[step]]\nid = \"call\"\ndo = \"task\"\ntitle = \"Call\"\n{}[[step]]\nid = \"hello\"\ndo = \"text\"\nsays = \"Hi\"\n",
        wait("second")
    );
    let mut stage = Stage::new(program(late, &format!("{}{rest}", wait("first"))));
    stage.begin();
    let out = stage.tell("2026-03-14T15:00:00Z", Input::Due(1));
    let [Output::Do { key, .. }] = out.as_slice() else {
        panic!("{out:?}")
    };
    let out = stage.tell("2026-03-14T15:00:00Z", Input::Answer(key.clone(), done()));
    let [Output::Wake { timer }] = out.as_slice() else {
        panic!("{out:?}")
    };
    let (due, serial) = (timer.due, timer.serial);
    let out = stage.tell(&due.to_string(), Input::Due(serial));
    assert!(
        matches!(out.as_slice(), [Output::Do { step, .. }] if step == "hello"),
        "{out:?}"
    );
    let draft = format!(
        "{}[[step]]\nid = \"ask\"\ndo = \"draft\"\nsays = \"Thank them\"\n",
        wait("first")
    );
    let mut stage = Stage::new(program(late, &draft));
    stage.begin();
    let out = stage.tell("2026-03-14T15:00:00Z", Input::Due(1));
    assert!(
        matches!(out.as_slice(), [Output::LeftOut { step, .. }, Output::Ended { .. }] if step == "ask"),
        "{out:?}"
    );
}

#[test]
fn a_message_that_is_long_past_is_asked_about_and_written_anew_when_it_still_fits() {
    let mut stage = Stage::new(program("on = [\"opt-out\"]", HELLO));
    stage.begin();
    let why = "it was to leave 49 hours ago".to_owned();
    let late = Input::Answer("r1/hello/1/c1".into(), Answer::Late { why: why.clone() });
    let out = stage.tell("2026-03-08T16:00:00Z", late);
    let step = "hello".to_owned();
    assert_eq!(out, [Output::AskPerson { step, why }]);
    let out = stage.tell("2026-03-08T17:00:00Z", Input::Resume);
    assert!(
        matches!(out.as_slice(), [Output::Do { key, .. }] if key == "r1/hello/2/c1"),
        "{out:?}"
    );
}
