use super::*;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;
const DRAFT: &str =
    "Hello Maria, the home on Banyan is still there. Would Saturday or Sunday suit you for a visit?";

fn learnt(pairs: &[(&str, &str)]) -> Vec<String> {
    let mut style = Style::default();
    for (wrote, sent) in pairs {
        style.learn(wrote, sent, NOW);
    }
    style.manners().iter().map(|manner| manner.text.clone()).collect()
}

#[test]
fn each_change_says_what_it_is_and_nothing_more() {
    for (sent, says) in [
        (
            "Hey Maria, the home on Banyan is still there. Would Saturday or Sunday suit you for a visit?",
            &["begins with \"Hey\""][..],
        ),
        (
            "The home on Banyan is still there. Would Saturday or Sunday suit you for a visit?",
            &["begins without a greeting"],
        ),
        (
            "Hello Maria, the home on Banyan is still there. Saturday?",
            &["writes shorter messages"],
        ),
        (
            "Hello Maria, the home on Banyan is still there. Would Saturday or Sunday suit you for a visit?\n- Jo",
            &["closes with \"- Jo\""],
        ),
        (
            "Hello Maria, the home on Banyan is still there. Would Saturday or Sunday suit you for a visit? Thanks, Jo",
            &["closes with \"Thanks\""],
        ),
        (
            "Hello Maria, the home on Banyan is still there! Would Saturday or Sunday suit you for a visit? 🏡",
            &["uses exclamation marks", "uses emoji"],
        ),
        // A word is another one, and that is nobody's manner.
        (
            "Hello Maria, the home on Banyan is still there. Would Friday or Sunday suit you for a visit?",
            &[],
        ),
        // Something else altogether.
        (
            "I will call you at five about the loan, be near a phone please.",
            &[],
        ),
        ("Hey", &[]),
        (DRAFT, &[]),
    ] {
        let found: Vec<String> = changes(DRAFT, sent).into_iter().map(|(_, says)| says).collect();
        assert_eq!(found, says, "{sent}");
    }
}

#[test]
fn one_change_is_no_manner_and_the_same_twice_is() {
    let hey = DRAFT.replace("Hello", "Hey");
    let hi = DRAFT.replace("Hello", "Hi");
    assert_eq!(learnt(&[(DRAFT, &hey)]), Vec::<String>::new());
    assert_eq!(learnt(&[(DRAFT, &hey), (DRAFT, &hey)]), ["begins with \"Hey\""]);
    assert_eq!(
        learnt(&[(DRAFT, &hey), (DRAFT, &hi), (DRAFT, &hey)]),
        Vec::<String>::new()
    );
    let changed = [(DRAFT, hey.as_str()), (DRAFT, &hey), (DRAFT, &hi), (DRAFT, &hi)];
    assert_eq!(learnt(&changed), ["begins with \"Hi\""]);
}

#[test]
fn nothing_of_whom_was_written_to_is_learnt() {
    let wrote = "Hi Maria, call me at 909 555 0142 about the home on Banyan.";
    let sent = "Hey Maria Benitez, call me about the home on Banyan.\n- 909 555 0142";
    let found = learnt(&[(wrote, sent), (wrote, sent)]);
    assert_eq!(found, ["begins with \"Hey\""]);
}

#[test]
fn what_is_put_by_hand_stays_and_what_is_forgotten_does_not_come_back() {
    let hey = DRAFT.replace("Hello", "Hey");
    let mut style = Style::default();
    let twice = |style: &mut Style| (0..2).for_each(|_| style.learn(DRAFT, &hey, NOW));
    twice(&mut style);
    style
        .put(Some("greeting"), "begins with \"Howdy\"", "x", NOW)
        .unwrap();
    twice(&mut style);
    assert_eq!(style.manners()[0].text, "begins with \"Howdy\"");
    assert!(style.forget("greeting") && !style.forget("greeting"));
    twice(&mut style);
    assert!(style.manners().is_empty(), "{style:?}");
    style.put(None, "  says you, never one  ", "own-1", NOW).unwrap();
    assert_eq!(
        (style.manners()[0].id.as_str(), style.manners()[0].text.as_str()),
        ("own-1", "says you, never one")
    );
    for (id, text) in [(None, ""), (None, &*"a".repeat(MOST + 1)), (Some("gone"), "x")] {
        assert!(
            style
                .put(id, text, "y", NOW)
                .unwrap_err()
                .contains("nothing was changed")
        );
    }
    let kept = serde_json::to_string(&style).unwrap();
    assert_eq!(serde_json::from_str::<Style>(&kept).unwrap(), style);
}
