//! What a message says: one test for each of the house's rules about words.

use jiff::SignedDuration;

use super::examples::{ago, ask, automatic, plain, rule};
use super::*;
use crate::domain::contact::Channel;

#[test]
fn the_same_words_are_asked_about_and_automations_never_repeat_themselves() {
    let before = |hours: i64, request: Request| Request {
        texts: vec![Text {
            at: ago(hours),
            body: format!("<p>{}</p>", request.body.to_uppercase()),
        }],
        ..request
    };
    assert!(matches!(
        ask(&before(2, plain())),
        Outcome::Hold {
            until: None,
            rule: "duplicate",
            ..
        }
    ));
    assert_eq!(ask(&before(25, plain())), Outcome::Allow);
    assert!(matches!(
        ask(&before(24 * 90, automatic(Kind::Marketing))),
        Outcome::Refuse {
            rule: "duplicate",
            ..
        }
    ));
    let meant = Request {
        waved: vec!["duplicate".into()],
        ..before(2, plain())
    };
    assert_eq!(ask(&meant), Outcome::Allow);
    let short = Request {
        body: "ok".into(),
        ..plain()
    };
    assert_eq!(ask(&before(2, short)), Outcome::Allow);
}

#[test]
fn an_unfilled_blank_is_held_also_by_hand() {
    for request in [plain(), automatic(Kind::Service)] {
        let request = Request {
            body: "Hi {{contact.first_name}}, it's Ben from Orange Grove Realty.".into(),
            ..request
        };
        assert_eq!(rule(&request), "holes");
    }
}

#[test]
fn three_parts_are_asked_about() {
    let long = |letters: &str, many: usize| Request {
        body: letters.repeat(many),
        ..plain()
    };
    assert_eq!(ask(&long("a", 306)), Outcome::Allow);
    assert_eq!(rule(&long("a", 307)), "length");
    assert_eq!(rule(&long("ж", 135)), "length");
    assert!(matches!(ask(&long(" ", 3)), Outcome::Refuse { .. }));
}

#[test]
fn example_13_words_about_people_are_blocked_with_a_rewrite() {
    let flag = |severity| Request {
        housing: vec![Flag {
            severity,
            words: "great family neighborhood".into(),
            instead: "\"four bedrooms\"".into(),
        }],
        ..plain()
    };
    let Outcome::Refuse { reason, .. } = ask(&flag(Severity::High)) else {
        panic!()
    };
    assert!(reason.contains("four bedrooms"), "{reason}");
    assert_eq!(ask(&flag(Severity::Medium)), Outcome::Allow);
}

#[test]
fn what_is_a_day_late_or_stopped_or_timed_wrongly_is_asked_about() {
    let late = Request {
        due: ago(25),
        ..automatic(Kind::Marketing)
    };
    assert_eq!(rule(&late), "stale");
    let stopped = Request {
        paused: Some(ago(1)),
        ..automatic(Kind::Service)
    };
    assert_eq!(rule(&stopped), "paused");
    let tagged = Request {
        kept_away: true,
        ..automatic(Kind::Service)
    };
    assert_eq!(rule(&tagged), "kept_away");
    let by_hand = Request {
        kept_away: true,
        ..plain()
    };
    assert_eq!(ask(&by_hand), Outcome::Allow, "a person may write all the same");
    let wrong = Request {
        skew: Some(SignedDuration::from_mins(-6)),
        ..plain()
    };
    assert_eq!(rule(&wrong), "clock");
}

#[test]
fn an_automated_mail_has_a_subject_and_a_way_out() {
    let mail = |subject: &str, body: &str| Request {
        channel: Channel::Email,
        address: "ana@example.com".into(),
        subject: Some(subject.into()),
        body: body.into(),
        ..automatic(Kind::Marketing)
    };
    assert_eq!(rule(&mail("", "Unsubscribe here")), "mail");
    assert_eq!(rule(&mail("News", "Three new homes")), "mail");
    assert_eq!(
        ask(&mail("News", "Three new homes. Unsubscribe: reply STOP")),
        Outcome::Allow
    );
}

#[test]
fn carriers_and_hidden_links_are_asked_about() {
    let says = |body: &str, request: Request| Request {
        body: body.into(),
        ..request
    };
    assert_eq!(
        rule(&says("This one is FREE to see", automatic(Kind::Service))),
        "carrier"
    );
    assert_eq!(
        ask(&says("Are you free on Tuesday?", automatic(Kind::Service))),
        Outcome::Allow
    );
    assert_eq!(ask(&says("GREAT NEWS, THEY SAID YES", plain())), Outcome::Allow);
    assert_eq!(rule(&says("see https://bit.ly/x", plain())), "links");
}

#[test]
fn the_decision_lists_every_rule_with_its_inputs_and_no_word_of_the_message() {
    let request = Request {
        body: "Hi {{name}}, 12 Oak Street is gone".into(),
        ..plain()
    };
    let json = serde_json::to_value(decide(&request, &Rules::default())).unwrap();
    assert_eq!(json["decision"], "hold");
    assert_eq!(json["version"], rules::VERSION);
    assert_eq!(json["looked"].as_array().unwrap().len(), rule::RULES.len());
    assert!(json["looked"][0]["inputs"].is_object());
    let looked = json["looked"].to_string();
    for secret in ["Ana", "Oak", "9095550142"] {
        assert!(!looked.contains(secret), "{secret}");
    }
}
