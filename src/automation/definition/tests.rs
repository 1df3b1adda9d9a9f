use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::edit::{Place, Put};
use super::*;
use crate::automation::action::ACTIONS;
use crate::automation::schema::Value;
use crate::automation::trigger::TRIGGERS;
use crate::automation::words::{VOICES, Words};

const SMALL: &str = r#"format = 1
id = "T01"
name = "Small" # as people say it
version = 3
priority = 60

# Who comes in.
[enters]
on = "tag added"
tag = "Hot"   # whatever the case
who = "-tag:dnc last_in>2d"
again_after = "90 days"

[exits]
on = ["reply", "opt-out"]

# Says hello.
[[step]]
id = "hello"
do = "text"
says.warm = "Hi {first_name}"
says.es_warm = "Hola {first_name}"

[[step]]
id = "pause"
do = "wait"
for = "2 days"

[[step]]
id = "seen"
do = "if"
if = "opened"

  # They looked.
  [[step.yes]]
  id = "call"
  do = "task"
  title = "Call {first_name}"

  [[step.no]]
  id = "again"
  do = "text"
  says = "Still looking, {first_name}?"

[[step]]
id = "over"
do = "end"
"#;

fn ids(text: &str) -> Vec<String> {
    let definition = read(text).unwrap();
    definition
        .all_steps()
        .iter()
        .map(|step| step.id.clone())
        .collect()
}

fn faults(text: &str) -> Vec<String> {
    read(text).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn a_file_is_read_to_a_tree() {
    let small = read(SMALL).unwrap();
    assert_eq!((small.id(), small.version(), small.priority()), ("T01", 3, 60));
    assert_eq!(small.trigger.word, "tag added");
    assert_eq!(small.again_after(), Length::days(90));
    assert!(
        !small.sends(),
        "messages are drafts until the owner says otherwise"
    );
    assert_eq!(ids(SMALL), ["hello", "pause", "seen", "call", "again", "over"]);
    assert_eq!(small.step("hello").unwrap().spot.line, 18);
    assert_eq!(read(&write(&small)).unwrap(), small);
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_what_was_meant() {
    let with = |from: &str, to: &str| faults(&SMALL.replace(from, to));
    assert_eq!(
        with("do = \"wait\"", "do = \"wiat\""),
        ["line 26, column 6: there is no action \"wiat\"; did you mean \"wait\"?"]
    );
    assert_eq!(
        with("priority", "prioritty"),
        ["line 5, column 1: there is no member \"prioritty\"; did you mean \"priority\"?"]
    );
    assert_eq!(
        with("tag added", "tag aded"),
        ["line 9, column 6: there is no trigger \"tag aded\"; did you mean \"tag added\"?"]
    );
    assert_eq!(
        with("2 days", "soon"),
        [format!(
            "line 27, column 7: \"soon\" is no length of time; write it like {}",
            crate::automation::length::EXAMPLES
        )]
    );
    let filter = with("last_in>2d", "last_on>2d");
    assert!(filter[0].starts_with("line 11, column 17: "), "{filter:?}");
    assert!(filter[0].contains("last_in"), "{filter:?}");
    assert_eq!(
        with("id = \"again\"", "id = \"call\""),
        ["line 41, column 8: the id \"call\" is taken by the step in line 36; each step has its own"]
    );
    let voice = with("says.es_warm", "says.es_worm");
    assert!(voice[0].contains("did you mean \"es_warm\"?"), "{voice:?}");
    let word = with("\"opt-out\"]", "\"optout\"]");
    assert!(
        word[0].starts_with("line 15, column 16: ") && word[0].contains("opt-out"),
        "{word:?}"
    );
    let two = faults(
        &SMALL
            .replace("version = 3", "version = \"three\"")
            .replace("2 days", "soon"),
    );
    assert_eq!(two.len(), 2, "everything wrong is told at once");
}

#[test]
fn a_newer_form_is_refused_kindly_and_nonsense_has_a_line() {
    let newer = faults(&SMALL.replace("format = 1", "format = 2\nwhatever = [1]"));
    assert_eq!(
        newer,
        [
            "line 1, column 10: this file has format 2 and this program knows 1; nothing was changed; a newer leadline reads it"
        ]
    );
    assert_eq!(
        faults("")[0],
        "line 1, column 1: the first line must be format = 1"
    );
    let broken = faults("format = 1\nid = \"x");
    assert!(
        broken[0].starts_with("line 2, column ") && broken[0].contains("TOML"),
        "{broken:?}"
    );
    for text in [
        "[[step]]",
        "format = 1\nstep = 3\n[enters]\non = \"manual\"",
        "\u{feff}",
        "step = [[[]]]",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn a_value_changes_and_every_comment_stays() {
    let set = |place, name, value: Value| edit::set(SMALL, place, name, &value).unwrap();
    let changed = set(Place::Step("pause"), "for", Value::Length(Length::days(5)));
    assert_eq!(changed, SMALL.replace("2 days", "5 days"));
    let changed = set(Place::Section("enters"), "tag", Value::Line("Cold".into()));
    assert_eq!(changed, SMALL.replace("\"Hot\"   #", "\"Cold\"   #"));
    let changed = set(Place::Head, "auto_send", Value::Flag(true));
    assert_eq!(changed, SMALL.replace("say it\n", "say it\nauto_send = true\n"));
    let changed = set(
        Place::Step("again"),
        "says",
        Value::Words(Words::One("Well?".into())),
    );
    assert_eq!(changed, SMALL.replace("Still looking, {first_name}?", "Well?"));
    let each = Words::Each([("warm", "Hey".to_owned())].into());
    let changed = set(Place::Step("hello"), "says", Value::Words(each.clone()));
    assert_eq!(
        read(&changed).unwrap().step("hello").unwrap().args.words("says"),
        Some(&each)
    );
    assert!(changed.contains("# Says hello.") && !changed.contains("Hola"));
    let without = edit::unset(SMALL, Place::Head, "priority").unwrap();
    assert_eq!(without, SMALL.replace("priority = 60\n", ""));
    assert!(edit::set(SMALL, Place::Step("pause"), "id", &Value::Line("p".into())).is_err());
    assert!(
        edit::unset(SMALL, Place::Step("over"), "do").is_err(),
        "what cannot be read is not given back"
    );
}

#[test]
fn steps_are_added_moved_and_taken_out_with_their_comments() {
    let step = read(SMALL).unwrap().step("over").cloned().unwrap();
    let new = Step {
        id: "new".into(),
        ..step
    };
    let order = |text: Result<String, Fault>| ids(&text.unwrap()).join(" ");
    assert_eq!(
        order(edit::add(SMALL, Put::Below("seen"), &new)),
        "hello pause seen call again new over"
    );
    assert_eq!(
        order(edit::add(SMALL, Put::Into("seen", "yes"), &new)),
        "hello pause seen new call again over"
    );
    assert_eq!(
        order(edit::add(SMALL, Put::First, &new)),
        "new hello pause seen call again over"
    );
    let without = edit::remove(SMALL, "hello").unwrap();
    assert!(!without.contains("# Says hello.") && without.contains("# Who comes in."));
    assert_eq!(order(edit::remove(SMALL, "seen")), "hello pause over");
    let moved = edit::shift(SMALL, "hello", Put::Below("call")).unwrap();
    assert_eq!(ids(&moved).join(" "), "pause seen call hello again over");
    assert!(
        moved.contains("# Says hello.\n[[step.yes]]\nid = \"hello\""),
        "{moved}"
    );
    let out = edit::shift(SMALL, "call", Put::First).unwrap();
    assert_eq!(ids(&out).join(" "), "call hello pause seen again over");
    assert!(out.contains("# They looked.\n"), "{out}");
    let whole = edit::shift(SMALL, "seen", Put::First).unwrap();
    assert_eq!(ids(&whole).join(" "), "seen call again hello pause over");
    assert!(edit::shift(SMALL, "seen", Put::Below("call")).is_err());
    assert!(edit::remove(SMALL, "nobody").is_err());
}

/// A random value that a member may have.
fn value(kind: Kind, rng: &mut StdRng) -> Value {
    let texts = [
        "Hi {first_name}",
        "say \"so\"",
        "a\\b",
        "two\nlines",
        "café # no comment",
        "[[step]]",
        "'",
    ];
    let text = texts[rng.random_range(0..texts.len())].to_owned();
    let pick = |words: &[&str], rng: &mut StdRng| words[rng.random_range(0..words.len())].to_owned();
    match kind {
        Kind::Words if rng.random_bool(0.5) => Value::Words(Words::Each(
            VOICES[..rng.random_range(1..=VOICES.len())]
                .iter()
                .map(|voice| (*voice, text.clone()))
                .collect(),
        )),
        Kind::Words => Value::Words(Words::One(text)),
        Kind::Length => Value::Length(Length::of(rng.random_range(0..400), Unit::Minute)),
        Kind::Condition => {
            let texts = [
                "tag:hot -tag:dnc",
                "opened",
                "{mood} = angry",
                "",
                "name:\"van dyke\"",
            ];
            Value::Condition(Condition::read(&pick(&texts, rng)).unwrap())
        }
        Kind::Choice(words) => Value::Line(pick(words, rng)),
        Kind::Some([]) => Value::List(vec![text]),
        Kind::Some(words) => Value::List(vec![pick(words, rng)]),
        Kind::Number(least, most) => Value::Number(rng.random_range(least..=most)),
        Kind::Flag => Value::Flag(rng.random_bool(0.5)),
        Kind::Clock => Value::Clock(jiff::civil::time(rng.random_range(0..24), 30, 0, 0)),
        Kind::Address => Value::Line("https://example.com/a?b=\"".into()),
        _ => Value::Line(text),
    }
}

fn args(lists: &[&'static [Arg]], rng: &mut StdRng) -> Args {
    let mut all = Vec::new();
    for arg in lists.iter().copied().flatten() {
        if arg.needed || rng.random_bool(0.5) {
            all.push((arg.name, value(arg.kind, rng), Spot::default()));
        }
    }
    Args(all)
}

fn steps(rng: &mut StdRng, depth: usize, next: &mut usize) -> Vec<Step> {
    let many = rng.random_range(0..4);
    let mut steps = Vec::new();
    for _ in 0..many {
        let action = &ACTIONS[rng.random_range(0..ACTIONS.len())];
        *next += 1;
        let id = format!("s{next}");
        let branches = action.branches.iter().map(|branch| {
            let inside = if depth < 3 {
                self::steps(rng, depth + 1, next)
            } else {
                Vec::new()
            };
            (*branch, inside)
        });
        let branches = branches.collect();
        steps.push(Step {
            id,
            action,
            args: args(&[action.args], rng),
            branches,
            spot: Spot::default(),
        });
    }
    steps
}

fn random(rng: &mut StdRng) -> Definition {
    let trigger = &TRIGGERS[rng.random_range(0..TRIGGERS.len())];
    let mut enters = args(&[ENTERS, trigger.args], rng);
    for (name, value, _) in &mut enters.0 {
        if *name == "on" {
            *value = Value::Line(trigger.word.to_owned());
        }
    }
    Definition {
        head: args(&[HEAD], rng),
        trigger,
        enters,
        exits: args(&[EXITS], rng),
        hours: args(&[HOURS], rng),
        limits: args(&[LIMITS], rng),
        late: args(&[LATE], rng),
        steps: steps(rng, 0, &mut 0),
    }
}

#[test]
fn tree_and_text_are_equal_both_ways_and_edits_change_nothing_else() {
    for seed in 0..150_u64 {
        let mut rng = StdRng::seed_from_u64(seed);
        let tree = random(&mut rng);
        let text = write(&tree);
        let read_back = read(&text).unwrap_or_else(|faults| panic!("seed {seed}: {faults:?}\n{text}"));
        assert_eq!(read_back, tree, "seed {seed}\n{text}");
        let all = tree.all_steps();
        let Some(step) = all.first() else { continue };
        let mut new = (*step).clone();
        new.id = "fresh".into();
        new.branches.iter_mut().for_each(|(_, inside)| inside.clear());
        let under = &all[rng.random_range(0..all.len())].id;
        let added = edit::add(&text, Put::Below(under), &new)
            .unwrap_or_else(|fault| panic!("seed {seed}: {fault}\n{text}"));
        assert_eq!(read(&added).unwrap().step("fresh"), Some(&new), "seed {seed}");
        let moved = edit::shift(&added, "fresh", Put::First).unwrap();
        let removed = edit::remove(&moved, "fresh").unwrap();
        assert_eq!(read(&removed).unwrap(), tree, "seed {seed}\n{moved}\n{removed}");
    }
}

#[test]
fn the_words_of_exits_are_those_that_events_are_known_by() {
    let known: Vec<&str> = event::STOPS.iter().map(|stop| stop.word).collect();
    assert_eq!(STOP_WORDS, known);
}
