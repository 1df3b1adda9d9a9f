//! Answers in words, put together from a [`Topic`] in the form the question asks for.

use std::fmt::Write as _;

use rand::Rng as _;
use rand::rngs::SmallRng;

use super::question::Question;
use super::topic::{self, GENERAL, Topic};

/// The answer to a question that needs no data.
pub(super) fn answer(question: &Question, random: &mut SmallRng) -> String {
    if let Some(line) = small_talk(question) {
        return line.to_owned();
    }
    let topic = about(question);
    let form = question.form;
    let mut text = String::new();
    if form.brief {
        return format!("{}{}", lead_in(question), topic.gist);
    }
    if form.long {
        heading(&mut text, 2, topic.title);
    }
    paragraph(&mut text, &format!("{}{}", lead_in(question), topic.gist));
    if form.long || form.list || !(form.table || form.code) {
        if form.long {
            heading(&mut text, 3, "What matters");
        }
        points(&mut text, topic, form.list || random.random_bool(0.3));
    }
    if form.table || form.long {
        if form.long {
            heading(&mut text, 3, "At a glance");
        }
        table(&mut text, topic);
    }
    if form.code || form.long {
        if form.long {
            heading(&mut text, 3, "Words you can use");
        }
        words(&mut text, topic, question);
    }
    text.push_str(topic.next);
    text
}

/// A few sentences of reasoning for a thinking block.
pub(super) fn reasoning(question: &Question, tool: Option<&str>) -> String {
    let subject = question.subject();
    let matter = if subject.is_empty() {
        "a general question".to_owned()
    } else {
        format!("\"{subject}\"")
    };
    let mut text = format!("The agent asks about {matter}. ");
    match tool {
        Some(tool) => {
            let _ = write!(
                text,
                "I should not guess at records, so I will look it up with `{tool}` first."
            );
        }
        None => {
            let _ = write!(
                text,
                "This touches on {}. {}",
                about(question).title.to_lowercase(),
                if question.form.brief {
                    "They want it short."
                } else {
                    "I will give the point first, then the steps."
                }
            );
        }
    }
    text
}

/// Text for a field that holds a message to a person.
pub(super) fn message_to(question: &Question) -> String {
    let topic = about(question);
    let name = first_name(question).unwrap_or("there".to_owned());
    topic.words.replace("{name}", &name).replace('\n', " ")
}

/// The one-sentence answer, for fields that hold a summary or a reason.
pub(super) fn gist(question: &Question) -> &'static str {
    about(question).gist
}

/// The label of one point of the answer, for short fields and lists.
pub(super) fn point(question: &Question, nth: usize) -> &'static str {
    let points = about(question).points;
    points
        .get(nth % points.len())
        .map_or("next step", |(label, _)| label)
}

fn small_talk(question: &Question) -> Option<&'static str> {
    let short = question.stems.len() <= 4;
    if short && question.mentions(&["hi", "hello", "hey", "morning"]) {
        return Some(
            "Hello! Ask me about a person, a deal, a message you want to send, or what to do first today.",
        );
    }
    if short && question.mentions(&["thank", "thanks", "great", "perfect"]) {
        return Some("Glad it helps. Shall we do the next one?");
    }
    if short && question.mentions(&["ok", "ping", "test"]) {
        return Some("I am here.");
    }
    None
}

/// The topic most of the question's words speak of; earlier questions decide when it says nothing itself.
fn about(question: &Question) -> &'static Topic {
    let best = |stems: &[String]| {
        // The first stem of a topic is what it is about; the others merely belong to it.
        let weight = |topic: &Topic, stem: &String| match topic.stems.iter().position(|known| known == stem) {
            Some(0) => 2,
            Some(_) => 1,
            None => 0,
        };
        let hits = |topic: &Topic| stems.iter().map(|stem| weight(topic, stem)).sum::<usize>();
        // `max_by_key` keeps the last of equals; the more particular topics come first.
        topic::all()
            .rev()
            .max_by_key(|topic| hits(topic))
            .filter(|topic| hits(topic) > 0)
    };
    best(&question.stems)
        .or_else(|| best(&question.earlier))
        .unwrap_or(&GENERAL)
}

/// Names the person or place asked about, so that the answer is plainly about the question.
fn lead_in(question: &Question) -> String {
    question
        .names()
        .first()
        .map(|name| format!("For **{name}**: "))
        .unwrap_or_default()
}

fn first_name(question: &Question) -> Option<String> {
    if let Some(person) = question.person() {
        return Some(person);
    }
    question.names().first()?.split(' ').next().map(str::to_owned)
}

fn heading(text: &mut String, level: usize, title: &str) {
    let _ = write!(text, "{} {title}\n\n", "#".repeat(level));
}

fn paragraph(text: &mut String, line: &str) {
    let _ = write!(text, "{line}\n\n");
}

fn points(text: &mut String, topic: &Topic, numbered: bool) {
    for (at, (label, line)) in topic.points.iter().enumerate() {
        let _ = if numbered {
            writeln!(text, "{}. **{label}.** {line}", at + 1)
        } else {
            writeln!(text, "- **{label}.** {line}")
        };
    }
    text.push('\n');
}

fn table(text: &mut String, topic: &Topic) {
    let _ = write!(text, "| {} |\n|---|---|---|\n", topic.table.join(" | "));
    for row in topic.rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text.push('\n');
}

fn words(text: &mut String, topic: &Topic, question: &Question) {
    let name = first_name(question).unwrap_or("{first_name}".to_owned());
    let _ = write!(text, "```text\n{}\n```\n\n", topic.words.replace("{name}", &name));
}
