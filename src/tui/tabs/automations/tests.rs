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
    screen.press("8 enter").await;
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
