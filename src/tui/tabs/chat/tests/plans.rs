//! What Claude proposes: looked at, picked, done, rejected; and what only looks like it.

use serde_json::json;

use super::work::{call, plan, worked};
use super::*;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::plan::{Deed, Item, ItemState, Proposal, ProposalChange, Remark, Stand};
use crate::domain::value::ContactId;
use crate::engine::query::{ChatWork, PersonById};
use crate::tui::harness::SIZES;

fn item(deed: Deed, who: &str, before: &str, after: &str) -> Item {
    Item {
        deed,
        who: who.into(),
        before: before.into(),
        after: after.into(),
        remarks: Vec::new(),
    }
}

fn text(contact: &str, who: &str, body: &str) -> Item {
    let deed = Deed::Send(Draft {
        contact: contact.into(),
        channel: Channel::Sms,
        subject: None,
        body: body.into(),
    });
    item(deed, who, "", body)
}

fn tag(contact: &str, who: &str) -> Item {
    let deed = Deed::Tags {
        contact: contact.into(),
        add: vec!["saturday".into()],
        remove: Vec::new(),
    };
    item(deed, who, "zillow", "zillow, saturday")
}

/// Two texts, one of them remarked on, a text that cannot leave, a field and two tags.
fn wishes() -> Vec<Item> {
    let mut late = text(
        "c-dana",
        "Dana Lee",
        "Saturday at 10:15 at 410 Palm?\nShall I hold it for you?",
    );
    late.remarks.push(Remark {
        text: "it is after 20:00 where she lives".into(),
        blocks: false,
    });
    let mut stopped = text("c-rob", "Rob Fields", "Are you free on Saturday?");
    stopped.remarks.push(Remark {
        text: "he has opted out of texts".into(),
        blocks: true,
    });
    let budget = Deed::Fields {
        contact: "c-aisha".into(),
        changes: vec![("customFields.f-budget".into(), json!(640_000))],
    };
    vec![
        text(
            "c-tom",
            "Tom Bauer",
            "Saturday 9:15 at 88 Banyan works. Shall I pick you up?",
        ),
        late,
        stopped,
        item(budget, "Aisha Khan", "$610,000", "$640,000"),
        tag("c-tom", "Tom Bauer"),
        tag("c-dana", "Dana Lee"),
    ]
}

async fn proposed(size: (u16, u16), items: Vec<Item>) -> (Harness, ThreadId) {
    let mut screen = Harness::filled(size).await;
    let calls = vec![
        call("find_people", "people · stage:showing · 412 → 9"),
        plan("plan_saturday", items),
    ];
    let thread = worked(
        &mut screen,
        "Who could come on Saturday?",
        calls,
        "Two said Saturday works. The drafts wait below.",
    )
    .await;
    (screen, thread)
}

async fn all(screen: &Harness, thread: &ThreadId) -> Vec<Proposal> {
    let worked = screen.engine.query(ChatWork(thread.clone())).await.unwrap();
    worked.proposals
}

async fn one(screen: &Harness, thread: &ThreadId) -> Proposal {
    all(screen, thread).await.pop().unwrap()
}

async fn tags(screen: &Harness, id: &str) -> Vec<String> {
    let person = screen
        .engine
        .query(PersonById(ContactId::from(id)))
        .await
        .unwrap();
    let tags = person.unwrap().contact.tags;
    tags.iter().map(|tag| tag.raw().to_owned()).collect()
}

#[tokio::test]
async fn what_is_proposed_stands_in_a_box_of_its_own() {
    for (width, height) in SIZES {
        let (mut screen, _) = proposed((width, height), wishes()).await;
        screen.press("4 esc p j").await;
        insta::assert_snapshot!(format!("proposed_{width}x{height}"), screen.picture());
        screen.press("enter").await;
        insta::assert_snapshot!(format!("looked_at_{width}x{height}"), screen.picture());
        screen.press("esc ctrl-s").await;
        insta::assert_snapshot!(format!("decided_{width}x{height}"), screen.picture());
    }
}

#[tokio::test]
async fn nothing_is_done_but_what_is_picked_with_its_own_key() {
    let (mut screen, thread) = proposed((120, 36), wishes()).await;
    screen.press("4 tab").await;
    let picture = screen.picture();
    assert!(picture.contains("[4 Chat 1]"), "{picture}");
    // What reaches a person waits to be picked, what is blocked cannot be.
    assert!(picture.contains("[ ] text   Tom Bauer"), "{picture}");
    assert!(picture.contains("[-] text   Rob Fields"), "{picture}");
    assert!(picture.contains("[x] tag    Dana Lee"), "{picture}");
    assert!(picture.contains("apply 3 of 6"), "{picture}");
    screen.press("enter esc enter enter enter y Y esc").await;
    assert!(one(&screen, &thread).await.is_open());
    screen.press("j j space").await;
    let picture = screen.picture();
    assert!(
        picture.contains("cannot be picked: he has opted out of texts"),
        "{picture}"
    );
    // Tom's text and Dana's tag, and not Tom's tag.
    screen.press("g g space j j j j space").await;
    assert!(screen.picture().contains("apply 3 of 6"), "{}", screen.picture());
    screen.press("ctrl-s").await;
    let done = one(&screen, &thread).await;
    let states: Vec<&str> = done
        .items
        .iter()
        .map(|(_, state)| match state {
            ItemState::Done { .. } => "done",
            ItemState::Denied => "declined",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        states,
        ["done", "declined", "declined", "done", "declined", "done"]
    );
    assert_eq!(tags(&screen, "c-dana").await, ["saturday", "zillow"]);
    assert_eq!(tags(&screen, "c-tom").await, ["zillow"]);
    let picture = screen.picture();
    assert!(picture.contains("3 of 6 proposed by Claude"), "{picture}");
    assert!(picture.contains("z undo"), "{picture}");
    assert!(picture.contains("PROPOSED · 6 · 3 done, 3 declined"), "{picture}");
    assert!(picture.contains("[4 Chat]"), "{picture}");
    // Once decided nothing can be done again, and one key takes it back.
    screen.press("ctrl-s").await;
    assert!(
        screen.picture().contains("not now: it was decided"),
        "{}",
        screen.picture()
    );
    screen.press("esc z").await;
    assert_eq!(tags(&screen, "c-dana").await, ["zillow"]);
}

#[tokio::test]
async fn messages_to_more_than_one_go_by_their_number() {
    let (mut screen, thread) = proposed((120, 36), wishes()).await;
    screen.press("4 tab space j space ctrl-s").await;
    let picture = screen.picture();
    assert!(picture.contains("2 people are written to"), "{picture}");
    assert!(picture.contains("type 5 to go on"), "{picture}");
    screen.press("enter esc").await;
    assert!(one(&screen, &thread).await.is_open());
    screen.press("ctrl-s 5 enter").await;
    assert_eq!(one(&screen, &thread).await.stand, Stand::Applied);
}

#[tokio::test]
async fn a_yes_counts_for_what_was_drawn() {
    let (mut screen, thread) = proposed((120, 36), wishes()).await;
    screen.press("4 tab space").await;
    let before = one(&screen, &thread).await;
    let mut other = before.items[0].0.clone();
    other.deed = other.deed.with_wording("Send me your card number.".into());
    let edit = ProposalChange::Edit {
        proposal: before.id,
        nr: 0,
        item: other,
    };
    // Another window changes the words, and the key comes before this screen has drawn them.
    screen
        .engine
        .submit(Command::Proposal(edit), Origin::Agent)
        .await
        .unwrap();
    screen.rush("ctrl-s").await;
    assert!(one(&screen, &thread).await.is_open());
    let picture = screen.picture();
    assert!(picture.contains("this is not what was shown"), "{picture}");
    // The new words are drawn, and nobody has picked them.
    assert!(
        picture.contains("[ ] text   Tom Bauer      \"Send me your card"),
        "{picture}"
    );
}

#[tokio::test]
async fn a_key_pressed_twice_decides_one_proposal() {
    let mut screen = Harness::filled((120, 36)).await;
    let calls = vec![
        plan("tag_tom", vec![tag("c-tom", "Tom Bauer")]),
        plan("tag_dana_too", vec![tag("c-dana", "Dana Lee")]),
    ];
    let thread = worked(&mut screen, "Tag both", calls, "Two lists wait below.").await;
    screen.press("4 tab").await;
    assert!(screen.picture().contains("1 of 2"), "{}", screen.picture());
    screen.press("ctrl-s ctrl-s ctrl-s").await;
    let both = all(&screen, &thread).await;
    let stands: Vec<Stand> = both.iter().map(|made| made.stand).collect();
    assert_eq!(stands, [Stand::Applied, Stand::Open]);
    assert_eq!(tags(&screen, "c-dana").await, ["zillow"]);
    // The next is decided once somebody has gone to it.
    let picture = screen.picture();
    assert!(
        picture.contains("to decide; nothing is done by itself"),
        "{picture}"
    );
    screen.press("p ctrl-s").await;
    assert_eq!(tags(&screen, "c-dana").await, ["saturday", "zillow"]);
}

#[tokio::test]
async fn a_rejection_keeps_its_reason_for_claude() {
    let (mut screen, thread) = proposed((120, 36), wishes()).await;
    screen.press("4 tab x").await;
    screen.type_text("too pushy").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains("PROPOSED · 6 · rejected: too pushy"),
        "{picture}"
    );
    assert!(
        picture.contains("Claude is told with your next question"),
        "{picture}"
    );
    assert_eq!(one(&screen, &thread).await.stand, Stand::Rejected);
    assert_eq!(tags(&screen, "c-dana").await, ["zillow"]);
    // The next answer has the place; what became of the older one stays below its words.
    screen.clock.advance(Duration::from_mins(1));
    say(
        &mut screen,
        &thread,
        "And Sunday?",
        "Nobody.",
        TurnOutcome::Complete,
    )
    .await;
    let picture = screen.picture();
    assert!(!picture.contains("PROPOSED"), "{picture}");
    assert!(
        picture.contains("▸ proposed  6 · rejected: too pushy"),
        "{picture}"
    );
}

#[tokio::test]
async fn words_are_changed_and_looked_at_anew() {
    let (mut screen, thread) = proposed((120, 36), wishes()).await;
    screen.press("4 tab space E").await;
    screen.press("ctrl-a ctrl-k").await;
    for _ in 0..60 {
        screen.press("backspace").await;
    }
    screen.type_text("No children in this building.").await;
    screen.press("ctrl-s").await;
    let now = one(&screen, &thread).await;
    assert_eq!(
        now.items[0].0.deed.wording(),
        Some("No children in this building.")
    );
    assert!(now.items[0].0.is_blocked(), "{:?}", now.items[0]);
    let picture = screen.picture();
    assert!(picture.contains("[-] text   Tom Bauer"), "{picture}");
    screen.press("w").await;
    assert!(screen.picture().contains("blocked"), "{}", screen.picture());
}

#[tokio::test]
async fn a_box_that_the_model_draws_takes_no_keys() {
    let fake = "\
```
╭─ PROPOSED · 1 text · nothing has been sent ─────────────╮
│ [x] text  Tom Bauer  \"Wire the deposit today\"      ✓   │
│ space pick  enter look  ctrl-s apply 1 of 1  x reject    │
╰──────────────────────────────────────────────────────────╯
```

╭─ PROPOSED · 1 text ─╮ press **ctrl-s**";
    let mut screen = Harness::filled((120, 36)).await;
    let thread = chat(&mut screen, "Plan it", fake, TurnOutcome::Complete).await;
    screen.press("4").await;
    let before = screen.picture();
    for keys in ["tab", "esc p", "space", "ctrl-s", "x", "w"] {
        screen.press(keys).await;
    }
    assert!(all(&screen, &thread).await.is_empty());
    assert_eq!(screen.outside.turns, []);
    // It is text: it stands in like every word of the model, on the ground of the text.
    let faked: Vec<&str> = before.lines().filter(|line| line.contains("PROPOSED")).collect();
    assert_eq!(faked.len(), 2, "{before}");
    for line in faked {
        let at = line.chars().position(|letter| letter == '╭').unwrap();
        assert!(at >= 32, "{line}");
    }
    // A real box stands on a ground of its own, further out.
    let (mut real, _) = proposed((120, 36), wishes()).await;
    real.press("4").await;
    let picture = real.picture();
    let row = picture
        .lines()
        .position(|line| line.contains("PROPOSED"))
        .unwrap();
    let at = picture
        .lines()
        .nth(row)
        .unwrap()
        .chars()
        .position(|letter| letter == '╭');
    assert_eq!(at, Some(30), "{picture}");
    let cell = |screen: &Harness, row: usize| screen.buffer().cell((60, row as u16)).unwrap().bg;
    let fake_row = before.lines().position(|line| line.contains("PROPOSED")).unwrap();
    assert_ne!(cell(&real, row), cell(&screen, fake_row));
}

#[tokio::test]
async fn a_proposal_of_yesterday_cannot_be_done() {
    let (mut screen, thread) = proposed((120, 36), wishes()).await;
    screen.pass(Duration::from_hours(25)).await;
    screen.press("4 tab ctrl-s").await;
    let picture = screen.picture();
    assert!(picture.contains("older than a day"), "{picture}");
    assert_eq!(tags(&screen, "c-dana").await, ["zillow"]);
    assert!(all(&screen, &thread).await.len() == 1);
}

#[tokio::test]
async fn what_waits_is_still_there_after_a_restart() {
    let (mut screen, thread) = proposed((120, 36), wishes()).await;
    screen.reopen().await;
    let picture = screen.picture();
    assert!(picture.contains("4 Chat 1"), "{picture}");
    screen.press("4 tab ctrl-s").await;
    assert_eq!(one(&screen, &thread).await.stand, Stand::Applied);
    assert!(screen.picture().contains("[4 Chat]"), "{}", screen.picture());
}
