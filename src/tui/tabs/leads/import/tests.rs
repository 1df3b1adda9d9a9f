use std::path::Path;
use std::time::Duration;

use crate::domain::access::Role;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::engine::query::{LeadIds, UndoList};
use crate::tui::backend;
use crate::tui::effect::{Effect, Effects};
use crate::tui::harness::{Harness, Setting, looks_like};
use crate::tui::keymap::key::Key;
use crate::tui::msg::{Input, Msg};
use crate::tui::scenes;

/// A table with everything that is told of one: a new person, two who are here, one who is in it twice, cells and a row
/// that are not taken, a formula, a column nobody knows, and signs that steer a terminal.
const ODD: &str = "Name;Cell;E-mail;Labels;Shoe;Notes\r\n\
    Tom Bauer;;tom@example.com;open house;38;\r\n\
    Zoë Quimby;(909) 555-0177;ZOE@example.com;;;wants a pool\r\n\
    Zoë Quimby;(909) 555-0177;;vip;;\r\n\
    Bad;12;;;;\r\n\
    Evil\u{1b}[2J;909 555 0178;;;;\r\n\
    王小明;;ming@example.com;;;=HYPERLINK(1)\r\n\
    Aisha;;aisha@example.com;;;\r\n";

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn many(number: usize) -> String {
    let rows: Vec<String> = (0..number).map(|n| format!("P{n},909557{n:04}")).collect();
    format!("name,phone\n{}\n", rows.join("\n"))
}

async fn filled() -> Harness {
    let mut screen = Harness::filled((120, 36)).await;
    screen.send(scenes::up()).await;
    screen
}

/// Types a command behind the colon.
async fn command(screen: &mut Harness, words: &str) {
    screen.press(":").await;
    screen.send(Msg::Input(Input::Paste(words.to_owned()))).await;
    screen.press("enter").await;
}

async fn people(screen: &Harness) -> usize {
    let everybody = LeadIds {
        filter: String::new(),
        most: 5_000,
    };
    screen.engine.query(everybody).await.unwrap().unwrap().len()
}

async fn lines_of_undo(screen: &Harness) -> usize {
    screen.engine.query(UndoList { limit: 99 }).await.unwrap().len()
}

#[tokio::test]
async fn what_is_in_a_file_is_shown_before_anything_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "people.csv", ODD);
    let mut screen = filled().await;
    let before = people(&screen).await;
    // From any tab, by the palette or by two keys; the rest of the path is completed. The command line would take
    // "people" for the name of a file.
    screen.press("g p ctrl-k").await;
    screen.type_text("import people").await;
    screen.press("enter esc g p g i").await;
    looks_like!(screen, "import_which");
    let begun = path.strip_suffix("ople.csv").unwrap();
    screen.send(Msg::Input(Input::Paste(begun.to_owned()))).await;
    screen.press("tab enter").await;
    looks_like!(screen, "import_told");
    assert_eq!(people(&screen).await, before);
    screen.resize(80, 24).await;
    screen.press("G").await;
    insta::assert_snapshot!("import_told_below", screen.picture());
    screen.press("enter").await;
    assert_eq!(people(&screen).await, before + 2, "{}", screen.picture());
    assert_eq!(lines_of_undo(&screen).await, 1);
    screen.press("z").await;
    assert_eq!(people(&screen).await, before);
    // Left, nothing is done.
    command(&mut screen, &format!("import {path}")).await;
    assert!(
        screen.picture().contains("import people.csv"),
        "{}",
        screen.picture()
    );
    screen.press("esc").await;
    assert_eq!(people(&screen).await, before);
}

#[tokio::test]
async fn more_than_25_want_their_number_and_go_with_a_count_as_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "many.csv", &many(450));
    let mut screen = filled().await;
    let before = people(&screen).await;
    command(&mut screen, &format!("import {path}")).await;
    screen.press("enter").await;
    looks_like!(screen, "import_sure");
    screen.press("tab").await;
    assert!(
        screen.picture().contains("P449") || screen.picture().contains("P0"),
        "{}",
        screen.picture()
    );
    screen.press("tab 2 6 enter").await;
    assert_eq!(people(&screen).await, before, "the wrong number");
    screen.press("backspace backspace").await;
    screen.type_text("450").await;
    screen.pass(Duration::from_secs(5)).await;
    let rest = first_part(&mut screen).await;
    assert!(
        screen.picture().contains("200 done, 250 to go"),
        "{}",
        screen.picture()
    );
    screen.settle(rest).await;
    assert_eq!(
        (people(&screen).await, lines_of_undo(&screen).await),
        (before + 450, 1)
    );
    screen.press("z").await;
    assert_eq!(people(&screen).await, before);
}

/// Has the part of an edit done that is asked for, and gives what is to be done next.
async fn part_done(screen: &mut Harness, asked: Effects) -> Effects {
    let part = asked.into_iter().find_map(|effect| match effect {
        Effect::Submit(ticket, part) => Some((ticket, part)),
        _ => None,
    });
    let (ticket, part) = part.unwrap();
    let answer = backend::submit(&screen.engine, ticket, part).await;
    screen.shell.update(Msg::Loaded(answer))
}

/// The same of the first part, which a yes asks for.
async fn first_part(screen: &mut Harness) -> Effects {
    let enter = Key::parse("enter").unwrap();
    let asked = screen.shell.update(Msg::Input(Input::Key(enter)));
    part_done(screen, asked).await
}

#[tokio::test]
async fn esc_stops_between_two_parts_and_what_is_done_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "many.csv", &many(650));
    let mut screen = filled().await;
    let before = people(&screen).await;
    command(&mut screen, &format!("import {path}")).await;
    screen.press("enter").await;
    screen.type_text("650").await;
    screen.pass(Duration::from_secs(5)).await;
    let rest = first_part(&mut screen).await;
    assert!(
        screen.picture().contains("200 done, 450 to go · esc stops it"),
        "{}",
        screen.picture()
    );
    // The second part is on its way; nothing after it is begun.
    let esc = Key::parse("esc").unwrap();
    let _drawn = screen.shell.update(Msg::Input(Input::Key(esc)));
    let rest = part_done(&mut screen, rest).await;
    let picture = screen.picture();
    assert!(
        picture.contains("stopped: done for 400 people, 250 not begun"),
        "{picture}"
    );
    screen.settle(rest).await;
    assert_eq!(
        (people(&screen).await, lines_of_undo(&screen).await),
        (before + 400, 1)
    );
    // The same file goes on with the others, and one key takes back what the stopped one did.
    command(&mut screen, &format!("import {path}")).await;
    let picture = screen.picture();
    assert!(
        picture.contains("250 new, 0 here already and filled by it, 400 here already with nothing new"),
        "{picture}"
    );
    screen.press("esc").await;
    screen.press("z").await;
    assert_eq!(people(&screen).await, before);
}

#[tokio::test]
async fn a_file_that_is_none_says_so_and_who_reads_only_takes_nobody_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "few.csv", &many(3));
    let mut screen = filled().await;
    command(&mut screen, "import /none/people.csv").await;
    let picture = screen.picture();
    assert!(picture.contains("/none/people.csv cannot be read"), "{picture}");
    screen.press("ctrl-k").await;
    screen.type_text("import people").await;
    screen.press("enter").await;
    screen.type_text("/none").await;
    screen.press("enter").await;
    assert!(
        screen.picture().contains("there is no such file"),
        "{}",
        screen.picture()
    );
    let reader = Setting {
        role: Role::Viewer,
        ..Setting::default()
    };
    let mut screen = Harness::set((120, 36), reader).await;
    command(&mut screen, &format!("import {path}")).await;
    let picture = screen.picture();
    assert!(
        picture.contains("your role reads only") && !picture.contains("import few.csv"),
        "{picture}"
    );
}

#[tokio::test]
async fn the_last_line_tells_who_was_made_and_who_was_refused() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "Name;Cell;E-mail;Zip\r\nTom Bauer;;tom@example.com;98101\r\nZed;909 555 0178;;\r\nZed;909 555 0178;;98102\r\n";
    let path = file(folder.path(), "few.csv", rows);
    let mut screen = filled().await;
    command(&mut screen, &format!("import {path}")).await;
    // Somebody deletes him while the sheet is open.
    let tom = LeadIds {
        filter: "tom@example.com".to_owned(),
        most: 5,
    };
    let tom = screen.engine.query(tom).await.unwrap().unwrap().remove(0);
    let deleted = Command::DeleteContact { contact: tom };
    screen.engine.submit(deleted, Origin::Agent).await.unwrap();
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains(
            "1 made, 0 filled, 1 row joined with another, 1 refused; the list of notices has the reasons"
        ),
        "{picture}"
    );
    screen.press("g m").await;
    assert!(screen.picture().contains("Tom Bauer: "), "{}", screen.picture());
}

#[tokio::test]
async fn that_a_file_is_read_is_told_only_while_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "few.csv", &many(3));
    let mut screen = filled().await;
    screen.press(":").await;
    let words = format!("import {path}");
    screen.send(Msg::Input(Input::Paste(words))).await;
    let enter = Key::parse("enter").unwrap();
    let asked = screen.shell.update(Msg::Input(Input::Key(enter)));
    let last = |screen: &Harness| screen.line(34);
    assert_eq!(last(&screen).trim(), "reading few.csv");
    screen.settle(asked).await;
    assert!(
        screen.picture().contains("import few.csv"),
        "{}",
        screen.picture()
    );
    assert_eq!(last(&screen).trim(), "");
}

#[tokio::test]
async fn a_file_with_nobody_new_in_it_offers_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "few.csv", &many(3));
    let mut screen = filled().await;
    command(&mut screen, &format!("import {path}")).await;
    screen.press("enter").await;
    command(&mut screen, &format!("import {path}")).await;
    looks_like!(screen, "import_nothing");
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains("not now: nobody in the file is new"),
        "{picture}"
    );
}
