//! Questions whose answer is found by looking at every record: each with what the tool says and what the walk says.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::book::Book;

/// All of them.
pub fn questions(book: &Book) -> Vec<(String, i64, i64)> {
    let mut all = words(book);
    all.push(thread(book));
    all.extend(stuck(book));
    all.push(tasks(book));
    all.push(free(book));
    all
}

fn tokens(text: &str) -> Vec<String> {
    let small = text.to_lowercase();
    let parts = small.split(|letter: char| !letter.is_alphanumeric());
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// What was said with people: whose, and its words.
fn said(book: &Book) -> Vec<(String, Vec<String>)> {
    let all = book.records("message").into_iter().chain(book.records("note"));
    let read = |(_, record): (String, Value)| {
        let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        (text("contactId"), tokens(&text("body")))
    };
    all.map(read).collect()
}

/// How often a word stands there, with anybody and with one person.
fn words(book: &Book) -> Vec<(String, i64, i64)> {
    let said = said(book);
    let mut often: BTreeMap<&str, i64> = BTreeMap::new();
    for word in said.iter().flat_map(|(_, words)| words) {
        if word.len() > 4 && word.is_ascii() {
            *often.entry(word).or_default() += 1;
        }
    }
    let mut ranked: Vec<(i64, &str)> = often
        .into_iter()
        .map(|(word, n)| (n, word))
        .filter(|(n, _)| *n < 1_500)
        .collect();
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    let has = |words: &[String], word: &str| words.iter().any(|other| other.starts_with(word));
    let total = |input: Value| {
        book.call("search_words", input).unwrap()["total"]
            .as_i64()
            .unwrap()
    };
    let mut all = Vec::new();
    for (_, word) in [ranked[0], ranked[10]] {
        let walked = said.iter().filter(|(_, words)| has(words, word)).count() as i64;
        all.push((
            format!("search_words {word}"),
            total(json!({"words": word})),
            walked,
        ));
    }
    let (first, second, of) = (ranked[0].1, ranked[1].1, book.busiest());
    let both = said
        .iter()
        .filter(|(_, words)| has(words, first) && has(words, second))
        .count() as i64;
    let asked = format!("{first} {second}");
    all.push((
        format!("search_words {asked}"),
        total(json!({"words": asked})),
        both,
    ));
    let theirs = said
        .iter()
        .filter(|(whose, words)| *whose == of && has(words, first))
        .count() as i64;
    all.push((
        format!("search_words {first} of {of}"),
        total(json!({"words": first, "person": of})),
        theirs,
    ));
    all
}

/// How many messages there are with the person who has most, read page by page, each later than the one before it.
fn thread(book: &Book) -> (String, i64, i64) {
    let id = book.busiest();
    let walked = book
        .records("message")
        .iter()
        .filter(|(_, message)| message["contactId"] == *id)
        .count() as i64;
    let (mut input, mut told, mut last) = (json!({"id": id}), 0, String::from("9999"));
    loop {
        let page = book.call("read_person", input).unwrap();
        let messages = page["messages"].as_array().unwrap();
        told += messages.len() as i64;
        for message in messages.iter().rev() {
            let at = message["at"].as_str().unwrap_or_default();
            assert!(at <= last.as_str(), "{at} after {last}");
            at.clone_into(&mut last);
        }
        if page["more"] == false {
            break;
        }
        input = json!({"id": id, "before": page["before"]});
    }
    ("read_person, all pages".to_owned(), told, walked)
}

fn moment(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(millis) => Timestamp::from_millisecond(millis.as_i64()?).ok(),
        _ => None,
    }
}

/// How many deals stand longer than is usual, and how long the longest, added up over all stages.
fn stuck(book: &Book) -> Vec<(String, i64, i64)> {
    let deals = book.records("opportunity");
    let answer = book.call("pipeline_summary", json!({})).unwrap();
    let (mut told, mut walked) = ((0, 0), (0, 0));
    for pipeline in answer["pipelines"].as_array().unwrap() {
        for stage in pipeline["stages"].as_array().unwrap() {
            told.0 += stage["stuck"].as_i64().unwrap();
            told.1 += stage["longest_days"].as_i64().unwrap_or(0);
            let here = deals
                .iter()
                .filter(|(_, deal)| deal["pipelineStageId"] == stage["id"] && deal["status"] == "open");
            let since =
                |deal: &Value| moment(&deal["lastStageChangeAt"]).or_else(|| moment(&deal["createdAt"]));
            let days =
                here.filter_map(|(_, deal)| Some(book.now.duration_since(since(deal)?).as_hours() / 24));
            let days: Vec<i64> = days.collect();
            let usual = stage["usual_days"].as_i64().unwrap();
            walked.0 += days.iter().filter(|days| **days >= usual).count() as i64;
            walked.1 += days.iter().max().copied().unwrap_or(0);
        }
    }
    vec![
        ("pipeline_summary, stuck".to_owned(), told.0, walked.0),
        ("pipeline_summary, longest".to_owned(), told.1, walked.1),
    ]
}

/// Tasks of mine or nobody's that are due today or were in the last 90 days, and promise no call.
fn tasks(book: &Book) -> (String, i64, i64) {
    const CALLS: [&str; 8] = [
        "call", "calls", "callback", "ring", "phone", "dial", "llamar", "llamada",
    ];
    let end = book
        .now
        .to_zoned(jiff::tz::TimeZone::UTC)
        .end_of_day()
        .unwrap()
        .timestamp();
    let begin = book.now - SignedDuration::from_hours(90 * 24);
    let tasks = book.records("task");
    let waits = tasks.iter().filter(|(_, task)| {
        let due = moment(&task["dueDate"]);
        let owner = task["assignedTo"].as_str().unwrap_or_default();
        let title = tokens(task["title"].as_str().unwrap_or_default());
        task["completed"] != true
            && due.is_some_and(|due| due > begin && due <= end)
            && (owner.is_empty() || owner == book.me)
            && task["contactId"] != book.snoozed
            && !title.iter().any(|word| CALLS.contains(&word.as_str()))
    });
    let walked = waits.count() as i64;
    let answer = book.call("today_queue", json!({"split": "tasks"})).unwrap();
    (
        "today_queue, tasks".to_owned(),
        answer["parts"][0]["count"].as_i64().unwrap(),
        walked,
    )
}

/// The free times of a calendar, of which each must be one that the CRM tells, too.
fn free(book: &Book) -> (String, i64, i64) {
    let (calendar, (from, to), theirs) = &book.free;
    let (from, to) = (*from, *to - SignedDuration::from_secs(1));
    let zone = |answer: &Value| jiff::tz::TimeZone::get(answer["zone"].as_str().unwrap()).unwrap();
    let zone = zone(&book.call("free_slots", json!({})).unwrap());
    let mut told = 0;
    let mut day = from.to_zoned(zone.clone()).date();
    while day <= to.to_zoned(zone.clone()).date() {
        let input = json!({"calendar": calendar, "from": day.to_string(), "to": day.to_string()});
        let answer = book.call("free_slots", input).unwrap();
        assert!(answer["copied"].is_string(), "{answer}");
        let calendar = &answer["calendars"][0];
        assert_eq!(calendar["more"], false);
        for slot in calendar["free"].as_array().unwrap() {
            let at: Timestamp = slot["at"].as_str().unwrap().replace('Z', ":00Z").parse().unwrap();
            assert!(theirs.contains(&at), "{at} is not free: {theirs:?}");
            told += 1;
        }
        day = day.tomorrow().unwrap();
    }
    ("free_slots".to_owned(), told, theirs.len() as i64)
}
