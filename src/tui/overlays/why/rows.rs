//! What stands on the sheet of a score: parts, what moved, answers, what is not known.

use crate::domain::conversation::{Direction, Message};
use crate::domain::qualification::{Answer, AnswerBy, Question, Set};
use crate::domain::score::Mark;
use crate::domain::value::{MessageId, OpportunityId};
use crate::engine::query::{Change, Scorecard};
use crate::engine::view::{Evidence, Part, Person, Trend, shown_points};
use crate::tui::overlays::sheet::SheetLine;
use crate::tui::pane::Look;
use crate::tui::widgets::draw;

/// A row.
pub(super) enum Row {
    /// The title of what follows, and its number.
    Title(&'static str, String),
    /// Words of whoever opened the sheet: a figure and a sentence.
    Before(SheetLine),
    /// A part of a score.
    Part(Part),
    /// A part that is not what it was.
    Change(Change),
    /// An answer that was found in their words and waits for a yes, and what it would take the place of.
    Found(Answer, Option<String>),
    /// An answer to one of their questions.
    Answer(Answer),
    /// A question that is still open.
    Open(Question),
    /// What is not known, or anything else to be read.
    Note(String),
}

/// What the sheet has read.
#[derive(Default)]
pub(super) struct Read {
    pub card: Option<Scorecard>,
    pub changes: Vec<Change>,
    pub person: Option<Box<Person>>,
    pub found: Vec<Answer>,
}

/// All rows, top to bottom.
pub(super) fn of(before: &[SheetLine], read: &Read) -> Vec<Row> {
    let mut rows = Vec::new();
    if !before.is_empty() {
        rows.push(Row::Title("WHY NOW", String::new()));
        let told = before.iter().filter(|(_, words)| !words.is_empty());
        rows.extend(told.cloned().map(Row::Before));
    }
    rows.extend(found(read));
    let Some(card) = &read.card else {
        return rows;
    };
    let reasons = &card.reasons;
    if let Some(block) = &reasons.block {
        rows.push(Row::Title("SCORE", "blocked".to_owned()));
        rows.push(Row::Part(block.clone()));
    }
    let numbers = &card.numbers;
    for (title, whole, parts) in [
        ("PRIORITY", numbers.priority, &reasons.priority),
        ("READY", numbers.readiness, &reasons.readiness),
        ("COMMITTED", numbers.commitment, &reasons.commitment),
        ("RISK OF LOSING THEM", numbers.risk, &reasons.risk),
    ] {
        let Some(whole) = whole else { continue };
        rows.push(Row::Title(title, shown_points(whole)));
        rows.extend(parts.iter().cloned().map(Row::Part));
    }
    if reasons.block.is_none() && numbers.priority.is_none() {
        rows.push(Row::Title("SCORE", "\u{2013}".to_owned()));
        let why = if numbers.rests {
            "their deal is done and they have not written for a season; the day they write they are scored again"
        } else {
            "nothing they said or answered is known, so there is no score"
        };
        rows.push(Row::Note(why.to_owned()));
    }
    if !card.next.is_empty() {
        rows.push(Row::Title("TO DO", String::new()));
        rows.extend(card.next.iter().cloned().map(Row::Note));
    }
    if let Some(chance) = &card.chance {
        let told = |(what, percent): &(String, i64)| Row::Note(format!("{percent} %  {what}"));
        rows.push(Row::Title(
            "CLOSES IN 90 DAYS, IF",
            format!("{} %", chance.percent),
        ));
        rows.extend(chance.what_if.iter().map(told));
    }
    if !read.changes.is_empty() {
        rows.push(Row::Title("MOVED IN A WEEK", String::new()));
        rows.extend(read.changes.iter().cloned().map(Row::Change));
    }
    rows.extend(questions(card, read.person.as_deref()));
    if !reasons.missing.is_empty() {
        rows.push(Row::Title("NOT KNOWN, SO LEFT OUT", String::new()));
        rows.push(Row::Note(reasons.missing.join(", ")));
    }
    rows
}

/// What was found and counts for nothing until somebody agrees.
fn found(read: &Read) -> Vec<Row> {
    if read.found.is_empty() {
        return Vec::new();
    }
    let held = |question: Question| {
        let mut answers = read.person.as_ref()?.answers.iter();
        let held = answers.find(|answer| answer.question == question && answer.by.counts())?;
        Some(held.value.shown().to_string())
    };
    let rows = read.found.iter();
    let rows = rows.map(|answer| Row::Found(answer.clone(), held(answer.question)));
    let title = Row::Title("FOUND IN THEIR WORDS", "counts when you keep it".to_owned());
    std::iter::once(title).chain(rows).collect()
}

/// What was found, what holds now, and the words it is from where they say more.
pub(super) fn offered(answer: &Answer, held: Option<&str>) -> String {
    let now = held.map_or_else(String::new, |held| format!(" (now: {held})"));
    let now = format!("{}{now}", taken(answer.accepted));
    let (question, quote) = (word(answer.question), answer.quote.shown());
    if answer.value == answer.quote {
        return format!("{question}: \u{201c}{quote}\u{201d}{now}");
    }
    format!(
        "{question}: {}{now}  \u{201c}{quote}\u{201d}",
        answer.value.shown()
    )
}

/// What was said of the timeline that sellers are asked about.
pub(super) const fn taken(accepted: Option<bool>) -> &'static str {
    match accepted {
        Some(true) => "  (30 to 45 days would do)",
        Some(false) => "  (30 to 45 days would not do)",
        None => "",
    }
}

/// What is said below a seller's timeline while it is typed.
pub(super) const fn takes_down(accepted: Option<bool>) -> &'static str {
    match accepted {
        Some(true) => "enter takes it down: 30 to 45 days would do",
        Some(false) => "enter takes it down: 30 to 45 days would not do",
        None => "enter takes it down; begin with yes or no: would 30 to 45 days do?",
    }
}

/// Whether they are asked as a seller.
pub(super) fn is_seller(card: Option<&Scorecard>) -> bool {
    card.is_some_and(|card| card.numbers.kind.set() == Some(Set::Seller))
}

/// Who found an answer.
fn finder(answer: &Answer) -> &'static str {
    match answer.by {
        AnswerBy::Claude => "Claude",
        _ => "this program",
    }
}

/// What they answered, and what is still to be asked: what a field answers is not.
fn questions(card: &Scorecard, person: Option<&Person>) -> Vec<Row> {
    let Some(person) = person else {
        return Vec::new();
    };
    let mut rows: Vec<Row> = person.answers.iter().cloned().map(Row::Answer).collect();
    rows.extend(card.open.iter().copied().map(Row::Open));
    if !rows.is_empty() {
        let kind = card.numbers.kind.word().replace('_', " ");
        rows.insert(0, Row::Title("QUESTIONS", kind));
    }
    rows
}

/// The question a row is about.
pub(super) fn question(row: &Row) -> Option<Question> {
    match row {
        Row::Found(answer, _) | Row::Answer(answer) => Some(answer.question),
        Row::Open(question) => Some(*question),
        Row::Part(part) | Row::Change(Change { part, .. }) => match &part.evidence {
            Evidence::Answer(question) => Some(*question),
            _ => part.id.strip_prefix("answer.").and_then(Question::from_word),
        },
        Row::Title(..) | Row::Before(_) | Row::Note(_) => None,
    }
}

/// What a row rests on, to be opened.
pub(super) enum Opens {
    /// A message in their thread.
    Message(MessageId),
    /// A field of theirs.
    Field(String),
    /// A deal of theirs.
    Deal(OpportunityId),
    /// An answer that somebody entered, or that is still to be given.
    Answer,
}

/// What a row opens, if it is more than the person.
pub(super) fn opens(row: &Row, person: Option<&Person>) -> Option<Opens> {
    if let Some(message) = message_id(row, person) {
        return Some(Opens::Message(message));
    }
    match row {
        Row::Answer(_) | Row::Open(_) => Some(Opens::Answer),
        Row::Part(part) | Row::Change(Change { part, .. }) => match &part.evidence {
            Evidence::Field(field) => Some(Opens::Field(field.clone())),
            Evidence::Deal(deal) => Some(Opens::Deal(deal.as_str().into())),
            Evidence::Answer(_) => Some(Opens::Answer),
            Evidence::Message(_) | Evidence::Event(_) => None,
        },
        _ => None,
    }
}

/// The message a row rests on, whether it is here or not.
fn message_id(row: &Row, person: Option<&Person>) -> Option<MessageId> {
    match row {
        Row::Found(answer, _) | Row::Answer(answer) => answer.message.clone(),
        Row::Part(part) | Row::Change(Change { part, .. }) => match &part.evidence {
            Evidence::Message(id) => Some(id.as_str().into()),
            Evidence::Answer(question) => {
                let mut answers = person?.answers.iter();
                let answer = answers.find(|answer| answer.question == *question)?;
                answer.message.clone()
            }
            _ => None,
        },
        _ => None,
    }
}

/// The message a row rests on, as far as it is here.
pub(super) fn message<'a>(row: &Row, person: Option<&'a Person>) -> Option<&'a Message> {
    let id = message_id(row, person)?;
    person?.messages.iter().find(|message| message.id == id)
}

/// What a row rests on, in words: the whole message, the field, the deal.
pub(super) fn evidence(row: &Row, person: Option<&Person>, look: Look<'_>) -> String {
    if let Some(message) = message(row, person) {
        let way = match message.direction {
            Direction::Inbound => "they wrote",
            Direction::Outbound => "you wrote",
        };
        let at = message.at.map(|at| look.stamp(at)).unwrap_or_default();
        let words = format!("{at}  {way}: \u{201c}{}\u{201d}", message.body.shown());
        return match row {
            Row::Found(answer, _) => format!("found by {}; {words}", finder(answer)),
            _ => words,
        };
    }
    match row {
        Row::Found(answer, _) => format!(
            "found by {} in a message that is further back than the thread kept here",
            finder(answer)
        ),
        Row::Answer(answer) => format!("entered by {} {}", answer.by.word(), look.stamp(answer.at)),
        Row::Open(_) => "nobody has answered it yet".to_owned(),
        Row::Part(part) | Row::Change(Change { part, .. }) => match &part.evidence {
            Evidence::Message(_) => "a message that is further back than the thread kept here".to_owned(),
            Evidence::Field(name) => format!("by the field {}", field(name, look)),
            Evidence::Answer(question) => format!("by their answer to {}", word(*question)),
            Evidence::Deal(id) => deal(id, person),
            Evidence::Event(_) => "by what happened with them".to_owned(),
        },
        Row::Before((_, words)) | Row::Note(words) => words.clone(),
        Row::Title(..) => {
            "its parts stand below; here stands what the one under the cursor rests on".to_owned()
        }
    }
}

fn field(name: &str, look: Look<'_>) -> String {
    let own = name.strip_prefix("customFields.").unwrap_or(name);
    let fields = &look.world.directory.custom_fields;
    let known = fields.iter().find(|field| field.id.as_str() == own);
    known.map_or_else(
        || crate::domain::decide::word_for(name),
        |field| field.name.shown().to_string(),
    )
}

fn deal(id: &str, person: Option<&Person>) -> String {
    let deals = person.map(|person| person.deals.iter());
    let known = deals.and_then(|mut deals| deals.find(|deal| deal.id.as_str() == id));
    known.map_or_else(
        || "by a deal of theirs".to_owned(),
        |deal| format!("by the deal {}", deal.name.shown()),
    )
}

/// A question in the words of the screen.
pub(super) fn word(question: Question) -> String {
    question.word().replace('_', " ")
}

/// The line above the rows: the number, its badge, how sure it is, where it goes.
pub(super) fn headline(card: &Scorecard, look: Look<'_>) -> String {
    let mut words = vec![badge(&card.mark, look)];
    if card.mark.priority.is_some() {
        words.push(format!("\u{b1}{}", shown_points(card.numbers.half_width)));
    }
    let known: Vec<u64> = card
        .history
        .iter()
        .filter_map(|(_, priority)| Some(priority.as_ref()?.unsigned_abs()))
        .collect();
    if known.len() > 1 {
        let last = known.get(known.len().saturating_sub(16)..).unwrap_or_default();
        words.push(draw::sparkline(last, look));
        let (trend, by) = &card.trend;
        words.push(match trend {
            Trend::Steady => "steady".to_owned(),
            Trend::Heating => format!("heating +{}", shown_points(*by)),
            Trend::Cooling => format!("cooling {}", shown_points(*by)),
        });
    }
    if let Some(urgency) = card.numbers.urgency {
        words.push(urgency.word().to_owned());
    }
    words.extend(card.closes());
    if let Some(opinion) = &card.opinion {
        words.push(format!("you say {}", opinion.says.word()));
    }
    words.join(" · ")
}

/// Number and badge as lists show them: never by colour alone.
fn badge(mark: &Mark, look: Look<'_>) -> String {
    if mark.blocked {
        return "blocked".to_owned();
    }
    let Some(points) = mark.points() else {
        return look.glyphs().dash.to_owned();
    };
    match (mark.badge, mark.was) {
        (Some(badge), Some(was)) => format!("{points} {} (was {})", badge.word(), was.word()),
        (Some(badge), None) => format!("{points} {}", badge.word()),
        (None, _) => points.to_string(),
    }
}
