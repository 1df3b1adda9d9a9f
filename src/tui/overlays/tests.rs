mod calls;
mod done;
mod keys;
mod palette;
mod people;
mod picked;
mod written;

use serde_json::json;

use crate::domain::record::EntityKind;
use crate::tui::harness::{Harness, looks_like, record};
use crate::tui::scenes;
use crate::tui::text::grouped;

const HOME: (u16, u16) = (120, 36);

async fn filled() -> Harness {
    let mut screen = Harness::filled(HOME).await;
    screen.send(scenes::up()).await;
    screen
}

#[tokio::test]
async fn what_was_said() {
    let mut screen = filled().await;
    screen.press("g m").await;
    looks_like!(screen, "notices_none");
    screen.press("esc y p y e o z g m").await;
    looks_like!(screen, "notices");
}

#[tokio::test]
async fn names_of_every_kind() {
    let mut screen = Harness::empty(HOME).await;
    screen.apply(scenes::strangers()).await;
    screen.press("r").await;
    looks_like!(screen, "strange_text");
    screen.press("esc n").await;
    looks_like!(screen, "strange_note");
    screen.press("esc ctrl-k @ a").await;
    looks_like!(screen, "strange_palette");
}

#[tokio::test]
async fn the_least() {
    let mut screen = filled().await;
    screen.resize(60, 18).await;
    for (name, keys) in [
        ("palette", "ctrl-k"),
        ("keys", "esc ?"),
        ("tags", "esc T"),
        ("text", "esc r"),
    ] {
        screen.press(keys).await;
        insta::assert_snapshot!(format!("least_{name}"), screen.picture());
    }
}

/// Without colours the row under the cursor is told by its sign, on every sheet with rows.
#[tokio::test]
async fn the_row_under_the_cursor_has_a_sign_where_there_are_no_colours() {
    let setting = crate::tui::harness::Setting {
        theme: "ink",
        ..Default::default()
    };
    let mut screen = Harness::set(HOME, setting).await;
    screen.apply(crate::tui::harness::records()).await;
    screen.send(scenes::up()).await;
    screen.press("2 n").await;
    screen.type_text("likes the yard").await;
    screen.press("ctrl-s").await;
    screen
        .apply(vec![
            scenes::retold("c-tom", "city", "Upland"),
            scenes::retold("c-omar", "phone", "+19095550100"),
        ])
        .await;
    for keys in ["g u", "enter", "esc esc B", "esc g m", "esc =", "esc ?"] {
        screen.press(keys).await;
        let picture = screen.picture();
        assert!(
            picture.contains("│▌") || picture.contains("│ ▌"),
            "{keys}: {picture}"
        );
    }
}

#[tokio::test]
async fn words_of_an_overlay_stand_on_its_own_ground() {
    let mut screen = filled().await;
    for keys in ["c", "esc T", "esc n h i ctrl-s g u", "esc B", "esc g m"] {
        screen.press(keys).await;
        let (picture, buffer) = (screen.picture(), screen.buffer());
        let below = buffer.cell((0, buffer.area.height - 1)).map(|cell| cell.bg);
        let lines: Vec<&str> = picture.lines().collect();
        let row = |sign: char| lines.iter().position(|line| line.contains(sign));
        let (Some(head), Some(foot)) = (row('╭'), row('╰')) else {
            panic!("{keys} opens nothing\n{picture}");
        };
        let column = |sign: char| lines[head].chars().position(|c| c == sign).unwrap();
        for y in head..foot {
            for x in column('╭')..column('╮') {
                let cell = buffer.cell((x as u16, y as u16)).unwrap();
                assert_ne!(Some(cell.bg), below, "{keys}: column {x} of line {y}\n{picture}");
            }
        }
    }
}
