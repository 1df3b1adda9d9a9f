use proptest::prelude::*;

use super::*;

const TODAY: Date = Date::constant(2026, 4, 14);

fn told(text: &str, asked: Option<Question>) -> Vec<String> {
    let found = answers(text, asked, TODAY).into_iter();
    found
        .map(|answer| format!("{}={}", answer.question.word(), answer.value))
        .collect()
}

#[test]
fn answers_are_read_without_a_question() {
    for (text, expected) in [
        ("our budget is around 450k", "budget=$450k"),
        ("we're looking up to $500,000", "budget=up to $500k"),
        ("I'd take 600k for it", "price=$600k"),
        ("we still owe 210k", "mortgage=$210k"),
        ("I'm looking for a home in Cedar Falls", "area=Cedar Falls"),
        ("we need 3 bedrooms and a garage", "needs=3 bed, garage"),
        ("we are pre-approved", "financing=pre-approved"),
        ("not pre-approved yet", "financing=not pre-approved"),
        ("paying all cash", "financing=cash"),
        ("my lease ends in June", "timeline=lease ends"),
        ("we're relocating", "motivation=relocating"),
        ("it needs a lot of work", "condition=needs a lot of work"),
        ("my wife and I both own it", "deciders=my wife and I"),
        ("text is best", "preferred_contact=text"),
        ("we fix and flip", "strategy=flip"),
        ("I have proof of funds", "funds=proof of funds"),
        ("we can close in 10 days", "close_speed=close in 10 days"),
        ("we never listed it", "listed_before=no"),
        ("put in a new roof", "improvements=new roof"),
    ] {
        let found = told(text, None);
        assert!(found.iter().any(|answer| answer == expected), "{text}: {found:?}");
    }
}

#[test]
fn short_replies_are_read_by_the_question() {
    for (asked, text, expected) in [
        (Question::Budget, "450", "budget=$450k"),
        (Question::Budget, "400 to 450", "budget=$400k to $450k"),
        (Question::Price, "600k", "price=$600k"),
        (Question::Area, "cedar falls", "area=cedar falls"),
        (Question::Timeline, "yes that works", "timeline=yes"),
        (Question::Timeline, "May 3rd", "timeline=May 3rd"),
        (Question::Needs, "3", "needs=3 bed"),
        (
            Question::Motivation,
            "closer to the grandkids",
            "motivation=closer to the grandkids",
        ),
        (Question::Financing, "Yes", "financing=yes"),
    ] {
        let found = told(text, Some(asked));
        assert!(
            found.iter().any(|answer| answer == expected),
            "{asked:?} {text}: {found:?}"
        );
    }
}

#[test]
fn i_do_not_know_is_an_answer_to_nothing() {
    for asked in &Question::ALL {
        for text in [
            "I don't know",
            "not sure",
            "maybe",
            "",
            "?",
            "why do you ask?",
            "we'll see",
        ] {
            let found = answers(text, Some(*asked), TODAY);
            assert!(
                found.iter().all(|answer| answer.question != *asked),
                "{asked:?} {text}: {found:?}"
            );
        }
    }
}

#[test]
fn a_timeline_that_was_asked_for_is_accepted_or_not() {
    let accepted = |text: &str| answers(text, Some(Question::Timeline), TODAY)[0].accepted;
    assert_eq!(accepted("Yes, that works"), Some(true));
    assert_eq!(accepted("No, we need until next year"), Some(false));
    assert_eq!(accepted("ASAP"), None);
}

/// An agent hears it on a call and types it as it was said, and so does whoever reads a thread.
#[test]
fn a_timeline_is_taken_in_other_words_than_yes() {
    for (text, taken) in [
        ("yes, 30 days works", Some(true)),
        ("30 days works", Some(true)),
        ("that would work for us", Some(true)),
        ("fine with 45 days", Some(true)),
        ("we can do that", Some(true)),
        ("no problem", Some(true)),
        ("no, we stay until June", Some(false)),
        ("that does not work", Some(false)),
        ("doesn't work for us", Some(false)),
        ("too soon for us", Some(false)),
        ("not before the summer", Some(false)),
        ("we need more time", Some(false)),
        ("June", None),
        ("by 2027", None),
        ("maybe that works", None),
        ("would that be good?", None),
        ("", None),
    ] {
        assert_eq!(accepts(text), taken, "{text}");
    }
}

#[test]
fn the_question_is_read_from_the_agents_words() {
    for (text, question) in [
        ("Hi! What's your budget?", Question::Budget),
        ("Which area are you looking in?", Question::Area),
        ("Would a sale within 30 to 45 days work?", Question::Timeline),
        ("Are you pre-approved?", Question::Financing),
        ("What condition is the home in?", Question::Condition),
        ("What is the address?", Question::Address),
        ("How many bedrooms?", Question::Needs),
        ("Is anyone else involved in the decision?", Question::Deciders),
    ] {
        assert_eq!(asked(text), Some(question), "{text}");
    }
    assert_eq!(asked("Thanks!"), None);
}

#[test]
fn the_tables_are_in_folded_words() {
    let rows = rows::ROWS.iter().map(|row| row.phrase);
    let taken = accepts::TAKES.iter().chain(accepts::REFUSES).copied();
    for phrase in rows.chain(rows::ASKING.iter().map(|row| row.1)).chain(taken) {
        assert!(crate::extract::speech::is_folded(phrase), "{phrase:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>(), at in 0..Question::ALL.len()) {
        for answer in answers(&text, Some(Question::ALL[at]), TODAY).into_iter().chain(answers(&text, None, TODAY)) {
            prop_assert!(text.get(answer.at).is_some());
        }
        let _ = asked(&text);
    }
}
