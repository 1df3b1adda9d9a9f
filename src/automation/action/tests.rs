use std::collections::BTreeSet;

use super::*;
use crate::automation::definition::read;
use crate::automation::simulate::People;

/// What one step comes to.
fn act(step: &str, sends: bool, vars: &[(&str, &str)], zone: &str) -> Move {
    let text = format!(
        "format = 1\nid = \"T01\"\nname = \"T\"\n[enters]\non = \"manual\"\n[exits]\non = []\n[[step]]\nid = \"s\"\n{step}\n"
    );
    let definition = read(&text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let step = &definition.steps[0];
    let vars = vars
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let at: Timestamp = "2026-03-07T02:00:00Z".parse().unwrap();
    (step.action.act)(&Now {
        step: &step.id,
        args: &step.args,
        automation: "T01",
        tone: Tone::Warm,
        sends,
        contact: &"c1".into(),
        at,
        entered: at,
        zone: &TimeZone::get(zone).unwrap(),
        vars: &vars,
        heard: &[],
        times: 0,
        facts: &People::default(),
    })
}

#[test]
fn a_message_is_a_draft_until_the_owner_says_otherwise_and_a_blank_that_is_not_known_writes_nothing() {
    let text = "do = \"text\"\nsays = \"Hi {first_name}\"";
    let deed = |sends| match act(text, sends, &[], "UTC") {
        Move::Do(Effect::Deed { deed }) => deed,
        other => panic!("{other:?}"),
    };
    assert!(matches!(deed(false), Deed::Draft(draft) if draft.body == "Hi c1"));
    assert!(matches!(deed(true), Deed::Send(_)));
    let known = act(text, true, &[("first_name", "Ana {price}")], "UTC");
    assert!(
        matches!(&known, Move::Do(effect) if effect.message().unwrap().body == "Hi Ana {price}"),
        "what is filled in is never filled in again: {known:?}"
    );
    let empty = act(text, true, &[("first_name", " ")], "UTC");
    assert!(matches!(empty, Move::Blocked(why) if why.starts_with("{first_name} is not known")));
}

#[test]
fn hours_are_those_of_their_clock() {
    let until = |step: &str| match act(
        step,
        false,
        &[("starts_at", "2026-03-10T15:00:00Z")],
        "America/New_York",
    ) {
        Move::Wait { until, .. } => until.to_string(),
        other => format!("{other:?}"),
    };
    // It is Friday evening for them, and the clocks change on Sunday.
    assert_eq!(
        until("do = \"wait_until\"\nat = \"09:00\""),
        "2026-03-07T14:00:00Z"
    );
    assert_eq!(
        until("do = \"wait_until\"\nat = \"09:00\"\nday = \"business\""),
        "2026-03-09T13:00:00Z"
    );
    assert_eq!(
        until("do = \"wait_until\"\nat = \"21:30\"\nday = \"fri\""),
        "2026-03-07T02:30:00Z"
    );
    assert_eq!(
        until("do = \"wait_until\"\nat = \"10:00\"\nday_number = 3"),
        "2026-03-09T14:00:00Z"
    );
    assert_eq!(
        until("do = \"wait_until\"\nof = \"starts_at\"\nbefore = \"1 day\""),
        "2026-03-09T15:00:00Z"
    );
    assert_eq!(
        until("do = \"wait\"\nfor = \"1 business day\""),
        "2026-03-10T01:00:00Z"
    );
    assert!(
        until("do = \"wait_until\"\nof = \"starts_at\"\nbefore = \"1 week\"\nmissed = \"skip next\"")
            .starts_with("SkipNext")
    );
    assert!(until("do = \"wait_until\"\nof = \"nothing\"").starts_with("Blocked"));
}

#[test]
fn every_action_has_its_own_word_and_help_and_cases_that_a_file_can_have() {
    let words: BTreeSet<&str> = ACTIONS.iter().map(|action| action.word).collect();
    assert_eq!(words.len(), ACTIONS.len());
    for action in ACTIONS {
        assert!(!action.help.is_empty(), "{}", action.word);
        assert!(
            action
                .branches
                .iter()
                .all(|branch| ["yes", "no", "each"].contains(branch)),
            "{}",
            action.word
        );
        assert!(
            action.args.iter().all(|arg| !["id", "do"].contains(&arg.name)),
            "{}",
            action.word
        );
    }
}

#[test]
fn what_claude_writes_leaves_by_itself_only_where_that_is_said_and_not_of_a_draft() {
    let task = |step: &str, sends| match act(step, sends, &[], "UTC") {
        Move::Do(Effect::Ask { task, .. }) => task,
        other => panic!("{other:?}"),
    };
    let draft = "do = \"draft\"\nsays = \"Thank {first_name}\"\n";
    let leaves = |step: &str, sends| matches!(task(step, sends), Task::Draft { sends: true, .. });
    assert!(leaves(draft, true) && !leaves(draft, false));
    assert!(!leaves(&format!("{draft}only_draft = true"), true));
    let otherwise = |step: &str| match task(step, true) {
        Task::Draft { otherwise, .. } | Task::Classify { otherwise, .. } => otherwise,
        Task::Extract { .. } => None,
    };
    assert_eq!(
        otherwise(&format!("{draft}else = \"Thank you, {{first_name}}\"")).as_deref(),
        Some("Thank you, c1")
    );
    assert_eq!(otherwise(draft), None);
    let choice =
        "do = \"classify\"\nsays = \"Mood?\"\namong = [\"good\", \"bad\"]\ninto = \"mood\"\nelse = \"good\"";
    assert_eq!(otherwise(choice).as_deref(), Some("good"));
}

#[test]
fn free_times_stay_blank_until_a_message_leaves() {
    let offer = "do = \"offer_slots\"\nsays = \"{first_name}: {slot_1} or {slot_2}?\"";
    let told = act(offer, true, &[], "UTC");
    assert!(
        matches!(&told, Move::Do(effect) if effect.message().unwrap().body == "c1: {slot_1} or {slot_2}?"),
        "{told:?}"
    );
}
