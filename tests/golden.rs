//! Golden questions: what Claude is told in numbers is what plain SQL says of the same file. The statements here read the
//! records as they came from the CRM and never go through the filters.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by falling"
)]

#[path = "golden/book.rs"]
mod book;
#[path = "golden/walk.rs"]
mod walk;

use std::collections::BTreeMap;

use book::{Book, book};
use serde_json::{Value, json};

/// A question: the tool, what it is given, where the answer stands, and the statement that must say the same.
struct Golden {
    tool: &'static str,
    input: Value,
    at: &'static str,
    sql: String,
}

fn ask(tool: &'static str, input: Value, at: &'static str, sql: impl Into<String>) -> Golden {
    let sql = sql.into();
    Golden { tool, input, at, sql }
}

/// People who are here, as `p`.
const PEOPLE: &str = "SELECT count(*) FROM record p WHERE p.kind = 'contact' AND p.gone = 0";
/// Open deals of the person `p`, as `d`.
const OPEN: &str = "FROM record d WHERE d.kind = 'opportunity' AND d.gone = 0
    AND d.doc ->> '$.contactId' = p.id AND d.doc ->> '$.status' = 'open'";
/// Worth of all open deals of people who are here, in cents.
const WORTH: &str = "SELECT coalesce(sum(CAST(round((d.doc ->> '$.monetaryValue') * 100) AS INTEGER)), 0)
    FROM record p JOIN record d ON d.kind = 'opportunity' AND d.gone = 0 AND d.doc ->> '$.contactId' = p.id
    AND d.doc ->> '$.status' = 'open' WHERE p.kind = 'contact' AND p.gone = 0";

fn tagged(tag: &str) -> String {
    format!("EXISTS (SELECT 1 FROM json_each(p.doc, '$.tags') t WHERE lower(t.value) = lower('{tag}'))")
}

/// Questions about how many people there are of a kind: 25 of them, each a filter and the same in SQL.
fn people(book: &Book) -> Vec<Golden> {
    let (hot, other) = book.pair();
    let (owner, owner_name) = book.named("user", 1);
    let (pipeline, pipeline_name) = book.named("pipeline", 0);
    let stage = book.stage(1);
    let (city, zip, source) = (
        book.common("city"),
        book.common("postalCode"),
        book.common("source"),
    );
    let now = book.now.as_millisecond();
    let since = |days: i64| now - days * 86_400_000;
    let millis = |path: &str| format!("(unixepoch({path}, 'subsec') * 1000)");
    let message = |condition: &str| {
        format!(
            "EXISTS (SELECT 1 FROM record m WHERE m.kind = 'message' AND m.gone = 0 AND m.doc ->> '$.contactId' = p.id AND {condition})"
        )
    };
    let task = |condition: &str| {
        format!(
            "EXISTS (SELECT 1 FROM record t WHERE t.kind = 'task' AND t.gone = 0 AND t.doc ->> '$.contactId' = p.id AND {condition})"
        )
    };
    let deal = |condition: &str| {
        format!(
            "EXISTS (SELECT 1 FROM record d WHERE d.kind = 'opportunity' AND d.gone = 0 AND d.doc ->> '$.contactId' = p.id AND {condition})"
        )
    };
    let added = millis("p.doc ->> '$.dateAdded'");
    let all = vec![
        (String::new(), "1".to_owned()),
        (format!("tag:\"{hot}\""), tagged(&hot)),
        (format!("-tag:\"{hot}\""), format!("NOT {}", tagged(&hot))),
        (format!("tag:\"{hot}\" tag:\"{other}\""), format!("{} AND {}", tagged(&hot), tagged(&other))),
        (format!("tag:\"{hot}\",\"{other}\""), format!("({} OR {})", tagged(&hot), tagged(&other))),
        (format!("owner:\"{owner_name}\""), format!("p.doc ->> '$.assignedTo' = '{owner}'")),
        ("owner:@none".to_owned(), "coalesce(p.doc ->> '$.assignedTo', '') = ''".to_owned()),
        (format!("owner:@me tag:\"{hot}\""), format!("p.doc ->> '$.assignedTo' = '{}' AND {}", book.me, tagged(&hot))),
        (format!("source:\"{source}\""), format!("instr(lower(p.doc ->> '$.source'), lower('{source}')) > 0")),
        (format!("city:\"{city}\""), format!("instr(lower(p.doc ->> '$.city'), lower('{city}')) > 0")),
        (format!("zip:{zip}"), format!("p.doc ->> '$.postalCode' = '{zip}'")),
        ("type:lead".to_owned(), "lower(p.doc ->> '$.type') = 'lead'".to_owned()),
        ("email:none".to_owned(), "coalesce(p.doc ->> '$.email', '') = ''".to_owned()),
        ("phone:none".to_owned(), "coalesce(p.doc ->> '$.phone', '') = ''".to_owned()),
        ("added<30d".to_owned(), format!("{added} >= {}", since(30))),
        ("added>90d".to_owned(), format!("{added} < {}", since(90))),
        ("status:won".to_owned(), deal("d.doc ->> '$.status' = 'won'")),
        ("value>450k".to_owned(), deal("d.doc ->> '$.status' = 'open' AND d.doc ->> '$.monetaryValue' > 450000")),
        (format!("deal(stage:\"{}\" status:open)", book.stage_name(&stage)),
            deal(&format!("d.doc ->> '$.status' = 'open' AND d.doc ->> '$.pipelineStageId' IN ({})", book.stages_called(&stage)))),
        (format!("pipeline:\"{pipeline_name}\""), deal(&format!("d.doc ->> '$.pipelineId' = '{pipeline}'"))),
        ("status:open -status:lost".to_owned(),
            format!("{} AND NOT {}", deal("d.doc ->> '$.status' = 'open'"), deal("d.doc ->> '$.status' = 'lost'"))),
        ("msg(in channel:text)".to_owned(), message("m.doc ->> '$.direction' = 'inbound' AND m.doc ->> '$.messageType' LIKE '%SMS' AND m.doc ->> '$.messageType' NOT LIKE '%CUSTOM_SMS'")),
        ("-msg(in)".to_owned(), format!("NOT {}", message("m.doc ->> '$.direction' = 'inbound'"))),
        ("task(-done)".to_owned(), task("NOT coalesce(t.doc ->> '$.completed', 0)")),
        ("dnd:yes".to_owned(),
            "(coalesce(p.doc ->> '$.dnd', 0) OR EXISTS (SELECT 1 FROM json_each(p.doc, '$.dndSettings') s WHERE s.value ->> '$.status' IN ('active', 'permanent')))".to_owned()),
    ];
    let mut questions = Vec::new();
    for (nr, (filter, sql)) in all.into_iter().enumerate() {
        let sql = format!("{PEOPLE} AND {sql}");
        // Both tools that count must say it.
        questions.push(if nr % 2 == 0 {
            ask("find_people", json!({"filter": filter}), "/total", sql)
        } else {
            ask("count_people", json!({"filter": filter}), "/people", sql)
        });
    }
    questions
}

/// Sums of people's deals: 3.
fn sums(book: &Book) -> Vec<Golden> {
    let hot = book.tag(0);
    let (owner, owner_name) = book.named("user", 1);
    let all = [
        (String::new(), "1".to_owned()),
        (format!("tag:\"{hot}\""), tagged(&hot)),
        (
            format!("owner:\"{owner_name}\""),
            format!("p.doc ->> '$.assignedTo' = '{owner}'"),
        ),
    ];
    all.into_iter()
        .map(|(filter, sql)| {
            ask(
                "count_people",
                json!({"filter": filter}),
                "/open_deals_cents",
                format!("{WORTH} AND {sql}"),
            )
        })
        .collect()
}

/// Questions about deals and pipelines: 6.
fn pipelines(book: &Book) -> Vec<Golden> {
    let (first, name) = book.named("pipeline", 0);
    let (second, _) = book.named("pipeline", 1);
    let deals = |what: &str, pipeline: &str, status: &str| {
        format!(
            "SELECT {what} FROM record d WHERE d.kind = 'opportunity' AND d.gone = 0
             AND d.doc ->> '$.pipelineId' = '{pipeline}' AND d.doc ->> '$.status' = '{status}'"
        )
    };
    let cents = "coalesce(sum(CAST(round((d.doc ->> '$.monetaryValue') * 100) AS INTEGER)), 0)";
    vec![
        ask(
            "pipeline_summary",
            json!({}),
            "/pipelines/0/open/deals",
            deals("count(*)", &first, "open"),
        ),
        ask(
            "pipeline_summary",
            json!({}),
            "/pipelines/1/open/cents",
            deals(cents, &second, "open"),
        ),
        ask(
            "pipeline_summary",
            json!({"pipeline": name}),
            "/pipelines/0/open/cents",
            deals(cents, &first, "open"),
        ),
        ask(
            "pipeline_summary",
            json!({"pipeline": first}),
            "/pipelines/0/won/cents",
            deals(cents, &first, "won"),
        ),
        ask(
            "pipeline_summary",
            json!({"pipeline": second}),
            "/pipelines/0/lost/deals",
            deals("count(*)", &second, "lost"),
        ),
        ask(
            "pipeline_summary",
            json!({"pipeline": second}),
            "/pipelines/0/won/deals",
            deals("count(*)", &second, "won"),
        ),
    ]
}

/// Questions about one person, the lists and the queue: 8.
fn others(book: &Book) -> Vec<Golden> {
    let all_of = |kind: &str, list: &'static str| {
        let who = book.most(kind);
        let sql = format!(
            "SELECT count(*) FROM record r WHERE r.kind = '{kind}' AND r.gone = 0 AND r.doc ->> '$.contactId' = '{who}'"
        );
        ask("read_person", json!({"id": who}), list, sql)
    };
    let me = &book.me;
    let hot = book.tag(0);
    let later = book.now.as_millisecond() + 86_400_000;
    vec![
        all_of("opportunity", "#/deals +more_deals"),
        all_of("task", "#/tasks +more_tasks"),
        all_of("note", "#/notes +more_notes"),
        ask("saved_lists", json!({}), "/lists/0/people", PEOPLE),
        ask(
            "saved_lists",
            json!({}),
            "/lists/1/people",
            format!("{PEOPLE} AND p.doc ->> '$.assignedTo' = '{me}'"),
        ),
        ask(
            "saved_lists",
            json!({}),
            "/lists/5/people",
            format!("{PEOPLE} AND EXISTS (SELECT 1 {OPEN})"),
        ),
        ask(
            "saved_lists",
            json!({}),
            "/lists/7/people",
            format!("{PEOPLE} AND {}", tagged(&hot)),
        ),
        ask(
            "today_queue",
            json!({"split": "snoozed"}),
            "/parts/0/count",
            format!(
                "SELECT count(*) FROM verdict WHERE until > {} AND until < {later}",
                book.now.as_millisecond()
            ),
        ),
    ]
}

/// The number at a place of an answer. `#/a +b` is the length of the list `a` and the number `b` together.
fn number(answer: &Value, at: &str) -> Option<i64> {
    let Some(rest) = at.strip_prefix('#') else {
        return answer.pointer(at)?.as_i64();
    };
    let (list, more) = rest.split_once(" +")?;
    let shown = answer.pointer(list).and_then(Value::as_array).map_or(0, Vec::len) as i64;
    Some(shown + answer.get(more).and_then(Value::as_i64).unwrap_or(0))
}

/// Values of a field and their people, from an answer that counts by it.
fn groups(answer: &Value) -> BTreeMap<String, (i64, i64)> {
    let rows = answer["groups"].as_array().unwrap();
    let read = |row: &Value| {
        let value = row["value"].as_str().unwrap_or_default().to_owned();
        (
            value,
            (
                row["people"].as_i64().unwrap(),
                row["open_deals_cents"].as_i64().unwrap(),
            ),
        )
    };
    rows.iter().map(read).collect()
}

#[test]
fn fifty_golden_questions_are_answered_as_plain_sql_answers_them() {
    let book = book();
    let before = book.state();
    let mut questions = people(&book);
    questions.extend(sums(&book));
    questions.extend(pipelines(&book));
    questions.extend(others(&book));
    let (mut asked, mut wrong, mut none) = (0, Vec::new(), Vec::new());
    for golden in &questions {
        asked += 1;
        let answer = book.call(golden.tool, golden.input.clone()).unwrap();
        let (told, is) = (number(&answer, golden.at), book.number(&golden.sql));
        if is == 0 {
            none.push(golden.input.to_string());
        }
        if told != Some(is) {
            wrong.push(format!(
                "{} {} says {told:?}, SQL says {is}",
                golden.tool, golden.input
            ));
        }
    }
    // Whole tables of counts: 5 fields whose value stands in the record, each value with its people and their deals' worth.
    for (by, path) in [
        ("source", "source"),
        ("city", "city"),
        ("zip", "postalCode"),
        ("type", "type"),
        ("owner", "assignedTo"),
    ] {
        asked += 1;
        let answer = book
            .call("count_people", json!({"filter": "", "by": by}))
            .unwrap();
        let (told, is) = (groups(&answer), book.by(path, by == "owner"));
        let same = told
            .iter()
            .all(|(value, counted)| is.get(&value.to_lowercase()) == Some(counted));
        let whole = answer["more"] == true || told.len() == is.len();
        if !same || !whole {
            wrong.push(format!("count_people by {by}: {told:?}, SQL says {is:?}"));
        }
    }
    for (question, told, is) in walk::questions(&book) {
        asked += 1;
        if told != is {
            wrong.push(format!("{question}: {told}, a walk says {is}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {asked} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(asked >= 50, "only {asked} questions");
    // Nothing agrees by being empty.
    assert!(none.len() <= 4, "nothing is the answer to {none:?}");
    nothing_unknown_is_taken(&book);
    assert_eq!(book.state(), before, "a tool that reads has written");
    answers_are_bounded(&book);
}

/// Fields and ids that there are not, and filters that cannot be read: a sentence each, and nothing else.
fn nothing_unknown_is_taken(book: &Book) {
    let inputs = [
        ("find_people", json!({"filter": ""})),
        ("read_person", json!({"id": book.busiest()})),
        ("count_people", json!({"filter": ""})),
        ("pipeline_summary", json!({})),
        ("today_queue", json!({})),
        ("free_slots", json!({})),
        ("search_words", json!({"words": "house"})),
        ("saved_lists", json!({})),
    ];
    for (tool, input) in inputs {
        book.call(tool, input.clone()).unwrap();
        let mut more = input;
        more["delete"] = json!(true);
        let refused = book.call(tool, more).unwrap_err();
        assert!(
            refused.contains("does not fit") && refused.contains("Nothing ran"),
            "{tool}: {refused}"
        );
    }
    for (tool, input) in [
        ("read_person", json!({"id": "made-up"})),
        ("read_person", json!({"id": book.busiest(), "before": "made-up"})),
        ("read_person", json!({"id": book.busiest(), "message": "made-up"})),
        ("search_words", json!({"words": "house", "person": "made-up"})),
        ("free_slots", json!({"calendar": "made-up"})),
    ] {
        let refused = book.call(tool, input.clone()).unwrap_err();
        assert!(
            refused.contains("with the id made-up") && refused.contains("Ids come from"),
            "{tool} {input}: {refused}"
        );
    }
    assert!(
        book.call("pipeline_summary", json!({"pipeline": "nope"}))
            .unwrap_err()
            .contains("Pipelines: ")
    );
    for tool in ["find_people", "count_people"] {
        let refused = book
            .call(tool, json!({"filter": "tag:hot ctiy:upland"}))
            .unwrap_err();
        assert!(
            refused.contains("cannot be read at 8") && refused.contains("did you mean city"),
            "{tool}: {refused}"
        );
    }
    assert!(
        book.call("count_people", json!({"filter": "", "by": "shoe_size"}))
            .is_err()
    );
    assert!(
        book.call("free_slots", json!({"from": "2026-01-01", "to": "2026-12-31"}))
            .is_err()
    );
    assert!(book.call("search_words", json!({"words": "?!"})).is_err());
}

/// Bytes of an answer at most.
const BOUND: usize = 24_000;

/// The largest person, the longest lists and the words that everybody says fit into a page.
fn answers_are_bounded(book: &Book) {
    let most = book.make_a_giant();
    let before = book.state();
    let calls = [
        ("read_person", json!({"id": most})),
        ("find_people", json!({"filter": ""})),
        ("count_people", json!({"filter": "", "by": "city"})),
        ("count_people", json!({"filter": "", "by": "created"})),
        ("pipeline_summary", json!({})),
        ("today_queue", json!({})),
        ("today_queue", json!({"split": "replies"})),
        ("free_slots", json!({})),
        ("search_words", json!({"words": "the"})),
        ("search_words", json!({"words": "quoted", "person": most})),
        ("saved_lists", json!({})),
    ];
    for (tool, input) in calls {
        let size = book.call(tool, input.clone()).unwrap().to_string().len();
        assert!(size <= BOUND, "{tool} {input}: {size} bytes");
    }
    let answer = book.call("read_person", json!({"id": most})).unwrap();
    assert_eq!(answer["more"], true);
    for message in answer["messages"].as_array().unwrap() {
        assert_eq!(message["trust"], "untrusted");
        assert_eq!(message["source"], "inbound_email");
        assert!(message["text"].as_str().unwrap().ends_with('…'));
    }
    let message = &answer["messages"][0]["id"];
    let whole = book
        .call("read_person", json!({"id": most, "message": message}))
        .unwrap();
    let parts = whole["message"]["text"].as_array().unwrap();
    let letters: usize = parts
        .iter()
        .map(|part| part.as_str().unwrap().chars().count())
        .sum();
    assert_eq!(letters, book::LONG);
    assert_eq!(book.state(), before, "a tool that reads has written");
}
