use super::*;
use crate::tui::harness::{Harness, looks_like};
use crate::tui::ticket::Loaded;

const HOME: (u16, u16) = (120, 36);

const HELLO: &str = r#"format = 1
id = "hello"
name = "Say hello"
purpose = "Everybody new hears from us, and from a person the day after."
version = 3

[enters]
on = "message received"
who = "-type:agent"

[exits]
on = ["opt-out", "reply", "human message"]

[hours]
days = "mon-sat"
from = "08:30"
to = "19:30"

[[step]]
id = "first"
do = "text"
says = "Hi {first_name}, {agent_name} at {brokerage} here. Is now a good time? Reply STOP to opt out."

[[step]]
id = "night"
do = "wait"
until = "replied"
at_most = "2 days"

[[step]]
id = "answered"
do = "if"
if = "replied"

  [[step.yes]]
  id = "done"
  do = "end"
  why = "they wrote"

  [[step.no]]
  id = "call"
  do = "task"
  title = "Call {first_name}"
  due = "1 day"

  [[step.no]]
  id = "tagged"
  do = "tag"
  add = "silent"

[[step]]
id = "over"
do = "end"
why = "everything was tried"
"#;

fn put(screen: &Harness, name: &str, text: &str) {
    let folder = screen.folder.path().join("automations");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

async fn with_files() -> Harness {
    let mut screen = Harness::filled(HOME).await;
    put(&screen, "hello.toml", HELLO);
    put(
        &screen,
        "broken.toml",
        &HELLO.replace("do = \"wait\"", "do = \"wate\""),
    );
    let nowhere = HELLO.replace("\"hello\"", "\"lost\"").replace(
        "on = [\"opt-out\", \"reply\", \"human message\"]",
        "on = [\"opt-out\"]",
    );
    put(
        &screen,
        "lost.toml",
        &nowhere.replace("{agent_name}", "{agentname}"),
    );
    screen.press("5").await;
    screen
}

#[tokio::test]
async fn without_files_it_says_how_to_begin() {
    let mut screen = Harness::filled(HOME).await;
    screen.press("5").await;
    looks_like!(screen, "nothing");
}

#[tokio::test]
async fn the_templates_are_shown_with_what_they_say_and_copied() {
    let mut screen = Harness::filled(HOME).await;
    screen.press("5 N").await;
    looks_like!(screen, "gallery");
    screen.press("j j j enter").await;
    let picture = screen.picture();
    assert!(picture.contains("A04.toml is written"), "{picture}");
    assert!(screen.folder.path().join("automations/A04.toml").is_file());
    looks_like!(screen, "copied");
    screen.press("N enter").await;
    let picture = screen.picture();
    assert!(picture.contains("is there already"), "{picture}");
}

#[tokio::test]
async fn a_broken_file_is_off_with_its_line_and_the_others_are_read() {
    let mut screen = with_files().await;
    looks_like!(screen, "broken");
    screen.press("w").await;
    let picture = screen.picture();
    assert!(picture.contains("must change"), "{picture}");
    screen.press("esc j j").await;
    looks_like!(screen, "blocked");
}

#[tokio::test]
async fn a_dry_run_is_shown_in_sum_by_day_and_by_person() {
    let mut screen = with_files().await;
    screen.press("j D").await;
    looks_like!(screen, "tried");
    screen.press("enter j j").await;
    looks_like!(screen, "builder");
    screen.press("v").await;
    looks_like!(screen, "by_day");
    screen.press("v").await;
    looks_like!(screen, "by_person");
    screen.press("esc").await;
    assert!(screen.picture().contains("NAME"));
}

/// A year of a large account takes a while.
#[test]
fn a_dry_run_says_how_far_it_is() {
    let task = |done, total| Task {
        what: "playing the year".into(),
        done,
        total,
        seconds_left: None,
    };
    let said = |task: Option<Task>| figures::so_far(task.as_ref(), 24);
    assert_eq!(said(None).0, "counting");
    assert_eq!(said(Some(task(0, None))).0, "playing the year");
    let (words, bar) = said(Some(task(250_000, Some(1_000_000))));
    assert_eq!(words, "playing the year: 250,000 of 1,000,000 events");
    assert_eq!(bar, "=====---------------");
}

#[tokio::test]
async fn a_file_is_edited_in_the_persons_editor_and_read_anew() {
    let mut screen = with_files().await;
    screen.press("j D E").await;
    let (ticket, text) = screen.outside.edited.pop().unwrap();
    assert_eq!(text, HELLO);
    let edited = text.replace("version = 3", "version = 4");
    screen.send(Msg::Loaded(Loaded::new(ticket, Ok(edited)))).await;
    let picture = screen.picture();
    assert!(
        picture.contains("v4") && picture.contains("hello.toml is written"),
        "{picture}"
    );
    // What was counted was counted of another text.
    assert!(picture.contains("not tried yet"), "{picture}");
    screen.press("E").await;
    let (ticket, text) = screen.outside.edited.pop().unwrap();
    put(&screen, "hello.toml", HELLO);
    let edited = text.replace("version = 4", "version = 5");
    screen.send(Msg::Loaded(Loaded::new(ticket, Ok(edited)))).await;
    let picture = screen.picture();
    assert!(picture.contains("changed by somebody else"), "{picture}");
}

#[tokio::test]
async fn one_is_switched_on_only_after_a_dry_run_and_a_number_and_paused_again() {
    let mut screen = with_files().await;
    screen.press("j P").await;
    assert!(
        screen.picture().contains("it is tried first"),
        "{}",
        screen.picture()
    );
    screen.press("D P").await;
    looks_like!(screen, "before");
    screen.press("tab").await;
    looks_like!(screen, "before_who");
    screen.press("tab 8 enter").await;
    let picture = screen.picture();
    assert!(picture.contains("hello v1 is on"), "{picture}");
    looks_like!(screen, "on");
    screen.press("p").await;
    assert!(screen.picture().contains("paused 1"), "{}", screen.picture());
    screen.press("p").await;
    assert!(screen.picture().contains("on 1"), "{}", screen.picture());
    screen.press("}").await;
    looks_like!(screen, "nobody_inside");
}

/// Somebody is inside of `hello`, at the step that a machine would be at.
async fn inside(screen: &mut Harness, contact: &str, answered: bool) -> String {
    use crate::automation::definition::read;
    use crate::automation::event::{Event, EventKind};
    use crate::automation::machine::{Answer, Input, Program, Run, World};
    use crate::automation::simulate::People;
    use crate::domain::automation::{Arm, Entering};
    use crate::domain::command::{AutomationCommand, Command, Did, RunLine, RunStep};
    use crate::domain::gate::Kind;
    use crate::domain::origin::Origin;

    let program = Program::of(read(HELLO).unwrap());
    let now = screen.clock.now();
    let people = People::default();
    let world = World {
        now,
        zone: std::borrow::Cow::Owned(jiff::tz::TimeZone::UTC),
        facts: &people,
    };
    let id = format!("hello-{contact}");
    let mut run = Run::new(id.clone(), &program.definition, contact.into(), now);
    run.version = 1;
    let event = Event {
        contact: contact.into(),
        at: now,
        kind: EventKind::Created,
    };
    run.handle(&program, Input::Entered(event), &world);
    let key = format!("{id}/first/1/{contact}");
    let did = if answered {
        let found = std::collections::BTreeMap::new();
        run.handle(
            &program,
            Input::Answer(key.clone(), Answer::Done { found }),
            &world,
        );
        Did::Done(None)
    } else {
        Did::Refused("they said no to texts".into())
    };
    if !answered {
        let why = "they said no to texts".to_owned();
        run.handle(
            &program,
            Input::Answer(key.clone(), Answer::Refused { why }),
            &world,
        );
    }
    let line = RunLine {
        step: "first".into(),
        what: "effect",
        key: Some(key),
        effect: Some(
            r#"{"effect":"notify","who":"owner","body":"Hi Dana, Jo at Rancho Realty here."}"#.into(),
        ),
        did,
        cents: 1,
        facts: Some(
            r#"{"tags":["zillow"],"stage":"Contacted","wrote":"2026-04-13T08:00:00Z","dnd":null}"#.into(),
        ),
    };
    let step = RunStep {
        run: id.clone(),
        rev: 0,
        enters: Some(Entering {
            automation: "hello".into(),
            version: 1,
            contact: contact.into(),
            cause: "test".into(),
            arm: Arm::In,
        }),
        state: serde_json::to_string(&run).unwrap(),
        waits: "timer",
        due: Some(now + jiff::SignedDuration::from_hours(48)),
        ended: None,
        // Nothing of what was before is news to it.
        upto: i64::MAX,
        lines: vec![line],
    };
    let origin = Origin::Automation {
        run: id.clone(),
        kind: Kind::Marketing,
    };
    let command = Command::Automation(AutomationCommand::Step(Box::new(step)));
    screen.submit(command, origin).await;
    id
}

#[tokio::test]
async fn one_run_is_laid_open_and_what_is_done_with_it_is_said_before() {
    let mut screen = with_files().await;
    screen.press("j D P 8 enter").await;
    inside(&mut screen, "c-dana", true).await;
    inside(&mut screen, "c-rob", false).await;
    looks_like!(screen, "figures");
    screen.press("} j enter").await;
    looks_like!(screen, "inspector");
    screen.press("k").await;
    looks_like!(screen, "inspector_line");
    screen.press("y").await;
    let case = screen.outside.copied.pop().unwrap();
    let case: serde_json::Value = serde_json::from_str(&case).unwrap();
    assert_eq!(
        (&case["automation"], &case["version"]),
        (&"hello".into(), &1.into())
    );
    assert_eq!(case["steps"][0]["facts"]["stage"], "Contacted", "{case}");
    screen.press(".").await;
    looks_like!(screen, "again");
    screen.press("esc p").await;
    let picture = screen.picture();
    assert!(picture.contains("stands still: paused by hand"), "{picture}");
    screen.press("e").await;
    assert!(
        screen.picture().contains("it is in no wait"),
        "{}",
        screen.picture()
    );
    screen.press("p").await;
    let picture = screen.picture();
    assert!(
        !picture.contains("stands still") && picture.contains("goes on"),
        "{picture}"
    );
    screen.press("e").await;
    looks_like!(screen, "before_over");
    screen.press("1 enter").await;
    let picture = screen.picture();
    assert!(picture.contains("the wait was ended by hand"), "{picture}");
    screen.press("{").await;
    assert!(screen.picture().contains("Rob Fields"), "{}", screen.picture());
    screen.press("x 1 enter").await;
    let picture = screen.picture();
    assert!(picture.contains("over: ended by hand"), "{picture}");
    screen.press("?").await;
    assert!(
        screen.picture().contains("Run this step again"),
        "{}",
        screen.picture()
    );
    screen.press("esc esc esc").await;
    assert!(screen.picture().contains("NAME"), "{}", screen.picture());
}

#[tokio::test]
async fn everybody_inside_is_moved_to_the_version_that_people_come_in_on() {
    let mut screen = with_files().await;
    screen.press("j D P 8 enter").await;
    inside(&mut screen, "c-dana", true).await;
    inside(&mut screen, "c-rob", true).await;
    screen.press("D P 8 enter }").await;
    screen.press("m").await;
    looks_like!(screen, "before_move");
    screen.press("2 enter").await;
    let picture = screen.picture();
    assert!(picture.contains("2 moved"), "{picture}");
    assert_eq!(picture.matches("  v2 ").count(), 2, "{picture}");
    screen.press("m").await;
    assert!(
        screen.picture().contains("nobody here is on an older version"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn steps_are_changed_in_the_tree_and_the_file_and_taken_back() {
    let mut screen = with_files().await;
    let text = |screen: &Harness| {
        std::fs::read_to_string(screen.folder.path().join("automations/hello.toml")).unwrap()
    };
    screen.press("j D P 8 enter").await;
    inside(&mut screen, "c-dana", true).await;
    screen.press("enter N").await;
    looks_like!(screen, "step_choose");
    screen.type_text("task").await;
    screen.press("enter").await;
    // The new step is under the cursor, says that it is not written yet, and stands against switching it on.
    looks_like!(screen, "step_added");
    assert!(text(&screen).contains("to_be_written"));
    screen.press("enter enter").await;
    screen.type_text("Call").await;
    looks_like!(screen, "step_typed");
    screen.press("ctrl-s").await;
    let picture = screen.picture();
    assert!(
        picture.contains("\"Call\"") && picture.contains("valid"),
        "{picture}"
    );
    screen.press("J J L").await;
    assert!(
        text(&screen).contains("[[step.yes]]\nid = \"task\""),
        "{}",
        text(&screen)
    );
    screen.press("H x").await;
    assert!(!text(&screen).contains("id = \"task\""), "{}", text(&screen));
    screen.press("g g Y").await;
    assert!(text(&screen).contains("id = \"task\""), "{}", text(&screen));
    for _ in 0..9 {
        screen.press("z").await;
    }
    assert_eq!(text(&screen), HELLO);
    assert!(
        screen.picture().contains("nothing was changed here"),
        "{}",
        screen.picture()
    );
    // What was taken back comes again in its order, until something else is changed.
    screen.press("Z Z").await;
    assert!(text(&screen).contains("\"Call\""), "{}", text(&screen));
    screen.press("z").await;
    assert!(!text(&screen).contains("\"Call\""), "{}", text(&screen));
    screen.press("N").await;
    screen.type_text("tag").await;
    screen.press("enter Z").await;
    assert!(
        screen.picture().contains("nothing was taken back here"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn a_value_that_does_not_pass_is_said_as_it_is_typed() {
    let mut screen = with_files().await;
    screen.press("j enter j enter").await;
    screen.type_text("at_most").await;
    screen.press("enter").await;
    screen.type_text(" soon").await;
    looks_like!(screen, "step_wrong");
    screen.press("enter esc").await;
    assert!(
        screen.picture().contains("at most 2 days"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn a_newer_template_is_taken_in_and_what_both_changed_is_asked() {
    let mut screen = Harness::filled(HOME).await;
    screen.press("5 N enter").await;
    let folder = screen.folder.path().join("automations");
    let now = std::fs::read_to_string(folder.join("A01.toml")).unwrap();
    let old = now
        .replace("for = \"55 min\"", "for = \"40 min\"")
        .replace("priority = 95", "priority = 80");
    std::fs::write(folder.join(".templates/A01.toml"), &old).unwrap();
    put(&screen, "A01.toml", &old.replace("40 min", "30 min"));
    screen.press("ctrl-r").await;
    assert!(screen.picture().contains("U newer text"), "{}", screen.picture());
    screen.press("U").await;
    looks_like!(screen, "newer");
    screen.press("l enter").await;
    let text = std::fs::read_to_string(folder.join("A01.toml")).unwrap();
    assert_eq!(text, now);
    screen.press("U").await;
    assert!(
        screen.picture().contains("no newer template"),
        "{}",
        screen.picture()
    );
}
