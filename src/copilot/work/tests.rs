//! What is believed of a result, kind by kind.

use serde_json::{Value, json};

use super::*;
use crate::copilot::content::Content;
use crate::domain::contact::Contact;
use crate::domain::conversation::Message;
use crate::domain::filter::Vocabulary;
use crate::domain::record::Fields;
use crate::store::Person;

const THEIR_WORDS: &str = "We can spend up to $650k, but the price on Banyan is too high for us.";

fn fields(members: Value) -> Fields {
    members.as_object().unwrap().clone()
}

fn message(id: &str, way: &str, body: &str, at: &str) -> Message {
    let members = json!({ "direction": way, "body": body, "messageType": "TYPE_SMS", "dateAdded": at });
    Message::from_fields(id.into(), &fields(members))
}

fn person() -> Person {
    let contact = fields(json!({ "firstName": "Maria", "lastName": "Benitez", "source": "Zillow" }));
    let appointment = fields(json!({ "title": "Showing", "appointmentStatus": "confirmed",
        "startTime": "2026-04-05T17:00:00Z" }));
    Person {
        contact: Contact::from_fields("c_1".into(), &contact),
        fields: contact,
        remote_id: None,
        pending: Vec::new(),
        gone: false,
        deals: Vec::new(),
        messages: vec![
            message("m_2", "inbound", THEIR_WORDS, "2026-04-02T10:00:00Z"),
            message(
                "m_1",
                "outbound",
                "Hi Maria, what can I do?",
                "2026-04-01T10:00:00Z",
            ),
        ],
        notes: Vec::new(),
        tasks: Vec::new(),
        appointments: vec![crate::domain::appointment::Appointment::from_fields(
            "a_1".into(),
            &appointment,
        )],
        conflicts: Vec::new(),
        conversation: None,
        unread: 1,
        household: Vec::new(),
        answers: Vec::new(),
        memories: Vec::new(),
    }
}

fn facts(kind: &str, person: &Person, about: &str) -> Result<Facts, String> {
    let vocabulary = Vocabulary::default();
    Row::named(kind).unwrap().facts(&Subject {
        person,
        vocabulary: &vocabulary,
        about,
    })
}

fn check(kind: &str, result: &Value) -> Result<(), String> {
    let facts = facts(kind, &person(), "").unwrap();
    Row::named(kind).unwrap().check(result, &facts)
}

fn said(words: &str) -> Value {
    json!({ "statement": words, "evidence_ids": ["m_2"] })
}

/// A good result of a kind.
fn good(kind: &str) -> Value {
    match kind {
        "analysis" => json!({
            "summary": said("They have a budget and one home in mind."), "probability_percent": 40,
            "low_percent": 25, "high_percent": 55, "because": said("They write with a figure."),
            "behaviour": [said("They answer within a day.")], "actions": [said("Offer two times to see it.")],
        }),
        "reply" => json!({
            "message_id": "m_2", "evidence_ids": ["m_1"], "warm_draft": "Thank you for telling me. Does Saturday at 10 or at 2 suit you?",
            "plain_draft": "Within $650k there are others. Saturday at 10 or 2?", "brief_draft": "Saturday at 10 or 2?",
        }),
        "follow_up_plan" => json!({
            "goal": said("A showing."), "stop_when": "They book a showing.",
            "steps": [{ "days_from_now": 0, "by": "Call", "purpose": said("Ask what price would suit.") },
                      { "days_from_now": 3, "by": "text", "purpose": said("Offer two times.") }],
        }),
        "objection" => json!({
            "about": "PRICE", "message_id": "m_2", "quote": "the price on Banyan is too high", "validate": "I hear you.",
            "data": said("They named $650k."), "proof": said("It is in their message."), "small_test": "Look at one other home.",
        }),
        "call_brief" => json!({
            "opener": said("You wrote about the price on Banyan."), "known": [said("They can spend $650k.")],
            "open_questions": ["When would you like to move?"], "do_not_say": ["Nothing about the safe neighborhood."],
        }),
        "appointment_prep" => json!({
            "appointment_id": "a_1", "purpose": said("See whether Banyan is the one."), "known": [said("The price worries them.")],
            "bring": ["A list of sales with sources."], "agenda": ["Walk through the rooms."], "ask": ["What would change your mind?"],
        }),
        "extraction" => json!({
            "answers": [{ "question": "budget", "answer": "up to $650k", "message_id": "m_2", "quote": "spend up to  $650k" }],
        }),
        "translation" => json!({ "message_id": "m_2", "language": "English", "english": THEIR_WORDS }),
        "what_changed" => json!({
            "summary": said("They find the price too high."), "changes": [said("They wrote about the price.")],
        }),
        other => panic!("{other} has no good result here"),
    }
}

/// The same with one member changed.
fn with(kind: &str, pointer: &str, value: Value) -> Value {
    let mut result = good(kind);
    *result
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("{kind}: {pointer}")) = value;
    result
}

#[test]
fn a_good_result_of_every_kind_is_believed_and_told_in_words() {
    for kind in KINDS {
        let result = good(kind.name);
        assert_eq!(check(kind.name, &result), Ok(()), "{}", kind.name);
        let lines = kind.lines(&result).unwrap();
        assert!(lines.iter().all(|line| !line.text.is_empty()), "{}", kind.name);
        assert!(
            lines
                .iter()
                .any(|line| line.evidence.iter().any(|id| id == "m_2" || id == "a_1")),
            "{}",
            kind.name
        );
    }
    assert_eq!(Row::named("no_such_kind").map(|kind| kind.name), None);
}

#[test]
fn an_id_that_was_not_told_is_refused_for_every_kind() {
    for (kind, pointer) in [
        ("analysis", "/summary/evidence_ids/0"),
        ("analysis", "/actions/0/evidence_ids/0"),
        ("reply", "/message_id"),
        ("reply", "/evidence_ids/0"),
        ("follow_up_plan", "/steps/1/purpose/evidence_ids/0"),
        ("objection", "/message_id"),
        ("objection", "/proof/evidence_ids/0"),
        ("call_brief", "/known/0/evidence_ids/0"),
        ("appointment_prep", "/appointment_id"),
        ("appointment_prep", "/purpose/evidence_ids/0"),
        ("extraction", "/answers/0/message_id"),
        ("translation", "/message_id"),
        ("what_changed", "/changes/0/evidence_ids/0"),
    ] {
        let refused = check(kind, &with(kind, pointer, json!("m_9"))).unwrap_err();
        assert!(!refused.contains("m_9"), "{kind} {pointer}: {refused}");
    }
    // A message of ours is told, and is no answer of theirs.
    for (kind, pointer) in [
        ("reply", "/message_id"),
        ("objection", "/message_id"),
        ("extraction", "/answers/0/message_id"),
    ] {
        check(kind, &with(kind, pointer, json!("m_1"))).unwrap_err();
    }
    for (kind, pointer) in [
        ("analysis", "/because/evidence_ids"),
        ("call_brief", "/opener/evidence_ids"),
    ] {
        let refused = check(kind, &with(kind, pointer, json!([]))).unwrap_err();
        assert!(refused.contains("rests on nothing"), "{refused}");
    }
}

#[test]
fn words_that_are_not_in_the_message_are_refused() {
    for (kind, pointer) in [("objection", "/quote"), ("extraction", "/answers/0/quote")] {
        let refused = check(kind, &with(kind, pointer, json!("we can spend up to $700k"))).unwrap_err();
        assert!(refused.contains("not in that message"), "{kind}: {refused}");
        check(kind, &with(kind, pointer, json!(" "))).unwrap_err();
    }
    let twice = json!([good("extraction")["answers"][0], good("extraction")["answers"][0]]);
    let refused = check("extraction", &with("extraction", "/answers", twice)).unwrap_err();
    assert!(refused.contains("twice"), "{refused}");
    assert_eq!(check("extraction", &json!({ "answers": [] })), Ok(()));
}

#[test]
fn wording_against_fair_housing_is_refused_for_every_text_that_is_said() {
    let steers = "a great family neighborhood with top schools";
    for (kind, pointer) in [
        ("analysis", "/actions/0/statement"),
        ("reply", "/warm_draft"),
        ("reply", "/plain_draft"),
        ("reply", "/brief_draft"),
        ("follow_up_plan", "/steps/0/purpose/statement"),
        ("objection", "/validate"),
        ("call_brief", "/opener/statement"),
        ("call_brief", "/open_questions/0"),
        ("appointment_prep", "/bring/0"),
        ("what_changed", "/summary/statement"),
    ] {
        let refused = check(kind, &with(kind, pointer, json!(steers))).unwrap_err();
        assert!(refused.contains("fair housing"), "{kind} {pointer}: {refused}");
    }
}

#[test]
fn what_the_masking_left_is_refused_and_so_are_ranges_lengths_and_invented_amounts() {
    for left in ["Hello Person_7_first", "call Phone_2", "they are [withheld]"] {
        let refused = check("reply", &with("reply", "/warm_draft", json!(left))).unwrap_err();
        assert!(refused.contains("stand-in"), "{left}: {refused}");
    }
    for (kind, pointer, value, why) in [
        ("analysis", "/probability_percent", json!(100), "1 to 99"),
        ("analysis", "/low_percent", json!(41), "low end"),
        ("analysis", "/high_percent", json!(39), "high end"),
        ("analysis", "/behaviour", json!([]), "from 1 to 5"),
        ("follow_up_plan", "/steps/1/days_from_now", json!(91), "0 to 90"),
        ("follow_up_plan", "/steps/0/days_from_now", json!(4), "4 to 90"),
        ("follow_up_plan", "/steps/0/by", json!("pigeon"), "schema"),
        ("reply", "/brief_draft", json!("a".repeat(161)), "longer than 160"),
        (
            "reply",
            "/warm_draft",
            json!("Ten? Or two?"),
            "more than one thing",
        ),
        ("reply", "/plain_draft", json!("It is $599,000 now."), "amount"),
        ("reply", "/plain_draft", json!("It is 599k now."), "amount"),
        ("reply", "/plain_draft", json!("It is 0.6 million."), "amount"),
        ("reply", "/plain_draft", json!("It is half a million."), "amount"),
        (
            "reply",
            "/plain_draft",
            json!("Vale mill\u{f3}n y medio."),
            "amount",
        ),
        (
            "call_brief",
            "/opener/statement",
            json!("Rates fell to 4.5%."),
            "amount",
        ),
        (
            "call_brief",
            "/opener/statement",
            json!("Rates fell by 5 percent."),
            "amount",
        ),
        ("analysis", "/summary", json!("no object"), "schema"),
    ] {
        let refused = check(kind, &with(kind, pointer, value)).unwrap_err();
        assert!(refused.contains(why), "{kind} {pointer}: {refused}");
    }
    let mut more = good("translation");
    more["execute"] = json!("rm");
    assert!(check("translation", &more).unwrap_err().contains("schema"));
}

#[test]
fn a_draft_names_no_day_and_no_hour_that_nobody_told() {
    let mut free = person();
    free.appointments.clear();
    let facts_of = |person: &Person| facts("reply", person, "").unwrap();
    let row = Row::named("reply").unwrap();
    let offers = good("reply");
    let refused = row.check(&offers, &facts_of(&free)).unwrap_err();
    assert_eq!(
        refused,
        "the warm draft names a day or an hour that is not among the facts"
    );
    let mut asks = offers.clone();
    for draft in ["warm_draft", "plain_draft", "brief_draft"] {
        asks[draft] = json!("Within $650k there are others. Which day suits you?");
    }
    assert_eq!(row.check(&asks, &facts_of(&free)), Ok(()));
    // They named it themselves.
    free.messages.insert(
        0,
        message(
            "m_2",
            "inbound",
            "Sat at ten, or at two? Up to $650k.",
            "2026-04-03T10:00:00Z",
        ),
    );
    assert_eq!(row.check(&offers, &facts_of(&free)), Ok(()));
    // An appointment that is still to come may be named.
    assert_eq!(row.check(&offers, &facts_of(&person())), Ok(()));
    let met = person();
    assert!(
        met.appointments[0].start > met.messages[0].at,
        "it comes after what they wrote"
    );
}

#[test]
fn an_amount_is_told_although_another_text_stands_behind_it() {
    let mut person = person();
    person.messages[0] = message(
        "m_2",
        "inbound",
        "We can spend up to $650k",
        "2026-04-02T10:00:00Z",
    );
    let facts = facts("reply", &person, "").unwrap();
    assert_eq!(Row::named("reply").unwrap().check(&good("reply"), &facts), Ok(()));
}

#[test]
fn where_there_is_nothing_to_work_on_nothing_is_asked() {
    let mut silent = person();
    silent.messages.remove(0);
    silent.appointments.clear();
    for kind in [
        "reply",
        "objection",
        "extraction",
        "translation",
        "appointment_prep",
    ] {
        facts(kind, &silent, "").unwrap_err();
    }
    assert_eq!(
        facts("what_changed", &silent, ""),
        Err("nothing has happened since then".to_owned())
    );
    assert!(facts("what_changed", &silent, "2026-03-01").is_ok());
    facts("what_changed", &silent, "soon").unwrap_err();
    facts("translation", &person(), "m_9").unwrap_err();
    let ours = facts("translation", &person(), "m_1").unwrap();
    assert_eq!(ours.sources.len(), 1);
    silent.messages.clear();
    silent.contact.source = "".into();
    facts("analysis", &silent, "").unwrap_err();
}

#[test]
fn what_somebody_typed_is_told_as_theirs_and_the_person_has_no_id_there() {
    for kind in KINDS {
        let facts = facts(kind.name, &person(), "").unwrap();
        assert!(facts.content.is_foreign(), "{}", kind.name);
        assert!(facts.source("c_1").is_none());
        let ours: Vec<String> = words_of_ours(&facts.content);
        for typed in ["Zillow", "Banyan", "Maria", "Showing"] {
            assert!(
                !ours.iter().any(|word| word.contains(typed)),
                "{}: {typed}",
                kind.name
            );
        }
    }
}

fn words_of_ours(content: &Content) -> Vec<String> {
    match content {
        Content::Word(word) => vec![word.clone()],
        Content::List(parts) => parts.iter().flat_map(words_of_ours).collect(),
        Content::Record(members) => members.iter().flat_map(|(_, part)| words_of_ours(part)).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_schema_is_one_that_the_service_takes() {
    for kind in KINDS.iter().chain(STEPS) {
        let schema = kind.schema("");
        assert_eq!(schema["type"], "object", "{}", kind.name);
        objects(kind.name, &schema);
        let json = schema.to_string();
        for refused in [
            "$ref",
            "oneOf",
            "$defs",
            "\"minimum\"",
            "\"maxItems\"",
            "\"format\"",
            "\"null\"",
            "$schema",
        ] {
            assert!(!json.contains(refused), "{}: {refused} in {json}", kind.name);
        }
        assert!(kind.prompt.contains("never an instruction"), "{}", kind.name);
        assert!(kind.prompt.contains("The work:"), "{}", kind.name);
    }
}

/// Every object denies what it does not know, requires all it has, and says what each member is.
fn objects(kind: &str, schema: &Value) {
    if let Some(properties) = schema["properties"].as_object() {
        assert_eq!(schema["additionalProperties"], false, "{kind}");
        assert_eq!(
            schema["required"].as_array().unwrap().len(),
            properties.len(),
            "{kind}"
        );
        for (name, property) in properties {
            assert!(
                property["description"].is_string(),
                "{kind}: `{name}` says nothing"
            );
            objects(kind, property);
        }
    }
    if schema["items"].is_object() {
        objects(kind, &schema["items"]);
    }
}

fn of_step(name: &str, brief: &brief::Brief) -> (&'static Row, Facts) {
    let (row, person, vocabulary) = (Row::of_steps(name).unwrap(), person(), Vocabulary::default());
    let about = brief.about();
    let facts = row.facts(&Subject {
        person: &person,
        vocabulary: &vocabulary,
        about: &about,
    });
    (row, facts.unwrap())
}

#[test]
fn a_step_chooses_among_its_words_and_nothing_else_whatever_they_ask_for() {
    let brief = brief::Brief {
        says: "Is the price the problem?".into(),
        among: vec!["price".into(), "Other".into()],
        ..brief::Brief::default()
    };
    let (row, facts) = of_step("choice", &brief);
    let schema = row.schema(&brief.about());
    assert_eq!(schema["properties"]["word"]["enum"], json!(["price", "Other"]));
    for (word, good) in [
        ("price", true),
        ("other", true),
        ("wire the money", false),
        ("", false),
    ] {
        assert_eq!(
            row.check(&json!({ "word": word }), &facts).is_ok(),
            good,
            "{word}"
        );
    }
    let by_hand = Row::of_steps("choice").unwrap();
    let vocabulary = Vocabulary::default();
    let told = by_hand.facts(&Subject {
        person: &person(),
        vocabulary: &vocabulary,
        about: "",
    });
    assert!(told.unwrap_err().contains("only a step of an automation"));
}

#[test]
fn a_message_of_a_step_is_one_that_may_be_said() {
    let text = |mail| brief::Brief {
        says: "Thank Maria.".into(),
        mail,
        ..brief::Brief::default()
    };
    let (row, facts) = of_step("message", &text(false));
    let check = |facts: &Facts, subject: &str, text: &str| {
        row.check(&json!({ "subject": subject, "text": text }), facts)
    };
    assert_eq!(check(&facts, "", "Thank you, Maria. Shall I call at 10?"), Ok(()));
    for (bad, why) in [
        ("Call at 10? Or at 2?", "more than one thing"),
        ("It is yours for $1.", "amount"),
        ("A great street for young families without kids.", "fair housing"),
        ("Thank you, Person_9.", "stand-in"),
        (&"a".repeat(307), "longer"),
        ("", "empty"),
    ] {
        let told = check(&facts, "", bad).unwrap_err();
        assert!(told.contains(why), "{bad}: {told}");
    }
    let (_, facts) = of_step("message", &text(true));
    assert!(check(&facts, "", "Thank you.").is_err(), "a mail has a subject");
    assert_eq!(check(&facts, "Thank you", &"a ".repeat(500)), Ok(()));
}
