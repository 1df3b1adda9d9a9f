use crate::domain::access::Role;
use crate::domain::account::Mark;
use crate::domain::command::{Command, EpochCommand, SyncCommand};
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::outbox::PushOutcome;
use crate::tui::harness::{Harness, Setting, looks_like, records};
use crate::tui::scenes;

const HOME: (u16, u16) = (120, 36);

async fn filled() -> Harness {
    let mut screen = Harness::filled(HOME).await;
    screen.send(scenes::up()).await;
    screen.press("8").await;
    screen
}

fn edit(contact: &str, value: &str) -> Command {
    Command::EditContact {
        contact: contact.into(),
        changes: vec![("phone".to_owned(), value.into())],
    }
}

fn send(contact: &str) -> Command {
    let draft = Draft {
        contact: contact.into(),
        channel: Channel::Sms,
        subject: None,
        body: "Saturday 9:15 works.".into(),
    };
    Command::Send {
        draft,
        key: None,
        not_before: None,
    }
}

#[tokio::test]
async fn all_is_well() {
    let mut screen = filled().await;
    looks_like!(screen, "filled");
    screen.press("D").await;
    looks_like!(screen, "checked");
}

#[tokio::test]
async fn nothing_is_here() {
    let mut screen = Harness::empty(HOME).await;
    screen.press("8").await;
    looks_like!(screen, "no_account");
    screen.send(scenes::up()).await;
    looks_like!(screen, "empty");
}

#[tokio::test]
async fn the_first_copy_is_running() {
    let mut screen = filled().await;
    screen.send(scenes::copying()).await;
    looks_like!(screen, "copying");
}

#[tokio::test]
async fn the_crm_is_away_or_refuses_or_is_paused() {
    let mut screen = filled().await;
    screen.send(scenes::offline()).await;
    looks_like!(screen, "offline");
    screen.send(scenes::refused()).await;
    looks_like!(screen, "refused");
    screen.send(scenes::paused()).await;
    looks_like!(screen, "paused");
    screen.send(scenes::stopped()).await;
    looks_like!(screen, "stopped");
}

#[tokio::test]
async fn what_waits_and_what_is_contested() {
    let mut screen = filled().await;
    screen
        .submit(edit("c-aisha", "+19095550188"), Origin::Agent)
        .await;
    screen
        .apply(vec![scenes::retold("c-aisha", "phone", "+19095550186")])
        .await;
    screen.submit(send("c-tom"), Origin::Agent).await;
    let error = "422: the number cannot receive texts".to_owned();
    scenes::settle(&mut screen, PushOutcome::Refused { error }).await;
    screen.submit(send("c-dana"), Origin::Agent).await;
    let reason = "quiet hours there until 08:00".to_owned();
    scenes::settle(&mut screen, PushOutcome::Held { reason }).await;
    screen.submit(send("c-rob"), Origin::Agent).await;
    let at = screen.clock.now();
    let error = "the answer was lost".to_owned();
    scenes::settle(&mut screen, PushOutcome::Uncertain { at, error }).await;
    screen.submit(edit("c-omar", "+19095550177"), Origin::Agent).await;
    looks_like!(screen, "contested");
    screen.press("j j j j").await;
    looks_like!(screen, "failed");
    screen.press("G").await;
    looks_like!(screen, "log");
}

#[tokio::test]
async fn f31_the_account_is_not_the_one_that_was_copied() {
    let mut screen = filled().await;
    let step = |command| Command::Sync(SyncCommand::Epoch(command));
    let doubt = EpochCommand::Doubt {
        reason: "its people have other ids, as after a restore".to_owned(),
        mark: Mark::default(),
    };
    screen.submit(step(doubt), Origin::Remote).await;
    screen.send(scenes::up()).await;
    looks_like!(screen, "read_anew");
    screen.submit(step(EpochCommand::Match), Origin::Remote).await;
    looks_like!(screen, "doubted");
}

#[tokio::test]
async fn who_may_only_read_is_told_who_can() {
    let setting = Setting {
        role: Role::Viewer,
        ..Setting::default()
    };
    let mut screen = Harness::set(HOME, setting).await;
    screen.apply(records()).await;
    screen.send(scenes::up()).await;
    screen
        .submit(edit("c-aisha", "+19095550188"), Origin::Engine)
        .await;
    screen
        .apply(vec![scenes::retold("c-aisha", "phone", "+19095550186")])
        .await;
    screen.press("8 h").await;
    looks_like!(screen, "read_only");
}

#[tokio::test]
async fn names_of_every_kind_and_many_rows() {
    let mut screen = Harness::empty(HOME).await;
    screen.apply(scenes::strangers()).await;
    for at in 0..40 {
        let number = format!("+190955530{at:02}");
        screen
            .submit(edit(&format!("x-{}", at % 7), &number), Origin::Agent)
            .await;
    }
    screen.press("8 G k k").await;
    looks_like!(screen, "strange");
}

#[tokio::test]
async fn the_least() {
    let mut screen = filled().await;
    screen
        .submit(edit("c-aisha", "+19095550188"), Origin::Agent)
        .await;
    screen.resize(60, 18).await;
    insta::assert_snapshot!("least", screen.picture());
}

/// One conflict after the other, side by side; the last one closes the sheet.
#[tokio::test]
async fn conflicts_are_decided_side_by_side() {
    let mut screen = filled().await;
    for (member, here, there) in [
        ("phone", "+19095550188", "+19095550186"),
        ("city", "Rancho Cucamonga", "Upland"),
    ] {
        let edit = Command::EditContact {
            contact: "c-aisha".into(),
            changes: vec![(member.to_owned(), here.into())],
        };
        screen.submit(edit, Origin::Agent).await;
        screen.apply(vec![scenes::retold("c-aisha", member, there)]).await;
    }
    screen.press("enter").await;
    looks_like!(screen, "side_by_side");
    screen.press("j").await;
    assert!(screen.picture().contains("2 of 2"), "{}", screen.picture());
    screen.press("j l").await;
    let next = screen.picture();
    assert!(
        next.contains("Aisha Khan · phone") && next.contains("(909) 555-0186"),
        "{next}"
    );
    screen.press("b").await;
    assert!(
        !screen.picture().contains("─ changed on both sides"),
        "{}",
        screen.picture()
    );
    assert!(screen.picture().contains("CONFLICTS 0"), "{}", screen.picture());
}
