use super::*;
use crate::automation::definition::read;
use crate::automation::gallery::TEMPLATES;

#[test]
fn every_template_is_sound_alone_and_with_the_others() {
    let all: Vec<Definition> = TEMPLATES
        .iter()
        .map(|template| {
            read(template.text).unwrap_or_else(|faults| {
                panic!(
                    "{}: {}",
                    template.id,
                    faults
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join("\n")
                )
            })
        })
        .collect();
    let others: Vec<&Definition> = all.iter().collect();
    let mut told = Vec::new();
    for (definition, template) in all.iter().zip(TEMPLATES) {
        assert_eq!(definition.id(), template.id);
        assert!(!definition.sends(), "{}", template.id);
        for finding in check(definition, &others, &Account::default()) {
            told.push(format!(
                "{} line {}: {:?} {}",
                template.id, finding.spot.line, finding.weight, finding.message
            ));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// Who is upset is not left out of what keeps machines away from them.
#[test]
fn a_hold_out_of_what_only_stops_and_tells_is_warned_about() {
    let warned = |id: &str| {
        let template = TEMPLATES.iter().find(|template| template.id == id).unwrap();
        let text = if template.text.contains("hold_out") {
            template.text.to_owned()
        } else {
            let held_out = "auto_send = false\nhold_out = 10\n";
            template.text.replace("auto_send = false\n", held_out)
        };
        let definition = read(&text).unwrap();
        let found = check(&definition, &[&definition], &Account::default());
        found
            .iter()
            .any(|found| found.message.contains("take hold_out away"))
    };
    let all = ["A05", "A22", "A23", "A06", "A20", "A14"].map(|id| (id, warned(id)));
    assert_eq!(
        all,
        [
            ("A05", true),
            ("A22", true),
            ("A23", true),
            ("A06", false),
            ("A20", false),
            ("A14", false)
        ]
    );
}

const SOUND: &str = r#"format = 1
id = "T01"
name = "Sound"

[enters]
on = "contact created"

[exits]
on = ["opt-out", "reply"]

[hours]
from = "09:00"
to = "19:00"

[[step]]
id = "hello"
do = "text"
says = "Hi {first_name}, {agent_name} of {brokerage}. Any question? Reply STOP to opt out."

[[step]]
id = "pause"
do = "wait"
for = "2 days"

[[step]]
id = "again"
do = "text"
says = "Still there, {first_name}?"
"#;

fn found(text: &str, account: &Account) -> Vec<(&'static str, String)> {
    let definition = read(text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let findings = check(&definition, &[&definition], account);
    findings
        .into_iter()
        .map(|finding| (finding.proof, finding.message))
        .collect()
}

#[test]
fn each_proof_finds_what_it_is_for_and_lets_the_sound_one_pass() {
    assert_eq!(found(SOUND, &Account::default()), []);
    let tail = |more: &str| format!("{SOUND}\n{more}");
    let with = |from: &str, to: &str| {
        assert!(SOUND.contains(from), "{from}");
        SOUND.replace(from, to)
    };
    let text = |body: &str| with("Still there, {first_name}?", body);
    let step = |id: &str, what: &str| format!("[[step]]\nid = \"{id}\"\ndo = {what}\n");
    for (file, proof, words) in [
        (
            tail(&(step("e", "\"end\"") + &step("f", "\"end\""))),
            "ends",
            "never reached",
        ),
        (tail(&step("w", "\"wait\"")), "ends", "how long it waits"),
        (tail("[limits]\nsteps = 2"), "ends", "longest way has 3 steps"),
        (with("\"opt-out\", ", ""), "stops", "opt-out"),
        (with(", \"reply\"", ""), "stops", "reply"),
        (
            with("[hours]\nfrom = \"09:00\"\nto = \"19:00\"\n", ""),
            "hours",
            "add [hours]",
        ),
        (with("19:00", "22:00"), "hours", "wider than the law"),
        (with("19:00", "08:00"), "hours", "before they begin"),
        (
            tail(&step("s", "\"start\"\nautomation = \"T01\"")),
            "loops",
            "T01 → T01",
        ),
        (
            with(
                "on = \"contact created\"",
                "on = \"contact created\"\nagain_after = \"2 days\"",
            ),
            "loops",
            "7 days",
        ),
        (with("2 days", "2 hours"), "limits", "within 24 hours"),
        (
            tail("[limits]\nmessages = 1\nper = \"3 days\""),
            "limits",
            "its own limit is 1",
        ),
        (text("Hi {fist_name}"), "names", "did you mean {first_name}?"),
        (
            tail(&step("s", "\"start\"\nautomation = \"T02\"")),
            "names",
            "no automation \"T02\"",
        ),
        (
            tail(&step("i", "\"if\"\nif = \"{mood} = angry\"")),
            "names",
            "no step leaves {mood}",
        ),
        (
            with("{agent_name} of", "somebody of"),
            "first",
            "must say who writes",
        ),
        (with("Reply STOP to opt out.", ""), "first", "way out"),
        (
            text("Great for families, {first_name}"),
            "says",
            "whom a home is for",
        ),
        (text("See https://bit.ly/x"), "says", "bit.ly"),
        (text("This is FREE"), "says", "FREE"),
        (text("Prices are up in {area}"), "says", "without a source"),
        (text("My commission is low"), "says", "offer a call"),
        (text("Now? Or later?"), "says", "more than one question"),
        (text(&"word ".repeat(40)), "says", "sent as 2 messages"),
        (text(&"word ".repeat(80)), "says", "\"again\""),
    ] {
        let found = found(&file, &Account::default());
        assert!(
            found
                .iter()
                .any(|(of, message)| *of == proof && message.contains(words)),
            "{proof} {words}: {found:?}\n{file}"
        );
    }
}

#[test]
fn names_are_those_of_the_account_and_rings_go_through_others() {
    use crate::domain::filter::{Named, Vocabulary};
    let named = |name: &str| Named {
        id: name.to_lowercase(),
        name: name.to_owned(),
        within: "p".to_owned(),
    };
    let names = Vocabulary {
        stages: vec![named("Showing")],
        owners: vec![named("Ben Ortiz")],
        ..Vocabulary::default()
    };
    let account = Account {
        names: Arc::new(names),
        tags: vec!["Hot".into()],
        workflows: vec!["Welcome".into()],
        ..Account::default()
    };
    let steps = "[[step]]\nid = \"a\"\ndo = \"stage\"\nto = \"Shwoing\"\n[[step]]\nid = \"b\"\ndo = \"assign\"\nto = \"Bem Ortiz\"\n\
                 [[step]]\nid = \"c\"\ndo = \"enrol\"\nworkflow = \"Welcom\"\n[[step]]\nid = \"d\"\ndo = \"tag\"\nadd = \"Hott\"\n";
    let told = found(&format!("{SOUND}\n{steps}"), &account);
    for near in ["\"Showing\"", "\"Ben Ortiz\"", "\"Welcome\"", "\"Hot\""] {
        assert!(
            told.iter().any(|(_, message)| message.contains(near)),
            "{near}: {told:?}"
        );
    }
    let forms = Account {
        forms: vec!["Open House".into(), "Home value".into()],
        ..account.clone()
    };
    for (on, near) in [
        ("form\"\nform = \"Open hous", Some("did you mean \"Open House\"?")),
        ("form\"\nform = \"open house", None),
        (
            "stage changed\"\nto = \"Showng",
            Some("did you mean \"Showing\"?"),
        ),
        // A part of a name leads to a stage in a step, but no move is told by it.
        ("stage changed\"\nto = \"Show", Some("did you mean \"Showing\"?")),
        ("stage changed\"\nfrom = \"showing", None),
    ] {
        let text = SOUND.replace("on = \"contact created\"", &format!("on = \"{on}\""));
        let told = found(&text, &forms);
        let named = told
            .iter()
            .find(|(proof, _)| *proof == "names")
            .map(|(_, said)| said);
        match near {
            Some(near) => assert!(named.is_some_and(|said| said.contains(near)), "{on}: {told:?}"),
            None => assert_eq!(named, None, "{on}"),
        }
    }
    let step = format!("{SOUND}\n[[step]]\nid = \"a\"\ndo = \"stage\"\nto = \"Show\"\n");
    assert!(found(&step, &account).iter().all(|(proof, _)| *proof != "names"));
    let filter = SOUND.replace(
        "on = \"contact created\"",
        "on = \"contact created\"\nwho = \"stage:showng\"",
    );
    assert!(
        found(&filter, &account)
            .iter()
            .any(|(_, message)| message.contains("did you mean Showing?"))
    );
    let tags = |id: &str, on: &str, puts: &str| {
        let text = SOUND.replace("T01", id).replace(
            "on = \"contact created\"",
            &format!("on = \"tag added\"\ntag = \"{on}\""),
        );
        read(&format!(
            "{text}\n[[step]]\nid = \"t\"\ndo = \"tag\"\nadd = \"{puts}\"\n"
        ))
        .unwrap()
    };
    let (one, two) = (tags("T01", "a", "B"), tags("T02", "b", "A"));
    let told = check(&one, &[&one, &two], &Account::default());
    assert!(
        told.iter()
            .any(|finding| finding.message.contains("T01 → T02 → T01")),
        "{told:?}"
    );
    assert!(!is_sound(&told));
}

/// Where the automation sends by itself, what Claude writes reaches people as any text does.
#[test]
fn what_claude_sends_by_itself_is_proven_like_a_text() {
    let text = |head: &str, more: &str| {
        let says = "[[step]]\nid = \"ask\"\ndo = \"draft\"\nsays = \"Thank them\"\n";
        format!(
            "format = 1\nid = \"T01\"\nname = \"T\"\n{head}[enters]\non = \"contact created\"\n[exits]\non = []\n\
             [[step]]\nid = \"four\"\ndo = \"repeat\"\ntimes = 4\n{}{more}",
            says.replace("[[step]]", "[[step.each]]")
        )
    };
    let proofs = |head: &str, more: &str| {
        let definition = read(&text(head, more)).unwrap_or_else(|faults| panic!("{faults:?}"));
        let found = check(&definition, &[], &Account::default());
        let blocks = found
            .into_iter()
            .filter(|finding| finding.weight == Weight::Blocks);
        blocks
            .map(|finding| finding.proof)
            .collect::<std::collections::BTreeSet<_>>()
    };
    let sends = proofs("auto_send = true\n", "");
    for proof in ["hours", "stops", "limits", "first"] {
        assert!(sends.contains(proof), "{proof}: {sends:?}");
    }
    for (head, more) in [("", ""), ("auto_send = true\n", "only_draft = true\n")] {
        let looked_at = proofs(head, more);
        for proof in ["hours", "stops", "limits", "first"] {
            assert!(!looked_at.contains(proof), "{proof}: {looked_at:?}");
        }
    }
}

/// What nothing in the account fills is said by name before anybody waits for it; what the event tells is there.
#[test]
fn a_blank_without_a_source_and_a_lead_whom_nobody_names_are_warned_about() {
    let account = Account {
        missing: vec![
            ("lenders", "the settings name no lenders".to_owned()),
            ("price", "no field is called so".to_owned()),
        ],
        no_lead: true,
        ..Account::default()
    };
    let steps = "[[step]]\nid = \"a\"\ndo = \"text\"\nsays.warm = \"Talk to {lenders}?\"\nsays.formal = \"See {lenders}?\"\n\
                 [[step]]\nid = \"b\"\ndo = \"notify\"\nsays = \"Look at {address}\"\nwho = \"lead\"\n";
    let told = found(&format!("{SOUND}\n{steps}"), &account);
    let says = |words: &str| told.iter().filter(|(_, message)| message.contains(words)).count();
    assert_eq!(
        says("\"a\" would always be left out: nothing fills {lenders}; the settings name no lenders"),
        1,
        "{told:?}"
    );
    assert_eq!((says("{price}"), says("{address}")), (0, 0), "{told:?}");
    assert_eq!(says("automations.lead"), 1, "{told:?}");
    assert!(
        found(&format!("{SOUND}\n{steps}"), &Account::default())
            .iter()
            .all(|(_, message)| !message.contains("left out"))
    );
}

#[test]
fn what_the_crm_tells_late_or_never_is_warned_about() {
    for step in [
        "do = \"wait\"\nuntil = \"opened\"",
        "do = \"if\"\nif = \"clicked\"",
    ] {
        let steps = format!("{SOUND}\n[[step]]\nid = \"look\"\n{step}\n");
        let told = found(&steps, &Account::default());
        assert!(
            told.iter().any(|(_, message)| message.contains("late or never")),
            "{step}: {told:?}"
        );
    }
}
