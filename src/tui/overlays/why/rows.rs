//! What stands on the sheet of a score: parts, what moved, answers, what is not known.

use super::as_of::AsOf;
use super::forms::{self, Asked};
use crate::domain::conversation::{Direction, Message};
use crate::domain::qualification::{Answer, AnswerBy, Question, Set};
use crate::domain::score::{Mark, Temperature};
use crate::domain::value::{MessageId, OpportunityId};
use crate::engine::query::{Change, Forms, Scorecard};
use crate::engine::view::{Evidence, Numbers, Part, Person, Reasons, Trend, shown_parts, shown_points};
use crate::tui::overlays::sheet::SheetLine;
use crate::tui::pane::Look;
use crate::tui::text::width;
use crate::tui::widgets::draw;

/// A row.
pub(super) enum Row {
    /// The title of what follows, and its number.
    Title(String, String),
    /// Words of whoever opened the sheet: a figure and a sentence.
    Before(SheetLine),
    /// A part of a score.
    Part(Part),
    /// A part, with the points it had on another day and those it has.
    Both {
        part: Part,
        was: Option<i64>,
        is: Option<i64>,
    },
    /// A part that is not what it was.
    Change(Change),
    /// An answer that was found in their words and waits for a yes, and what it would take the place of.
    Found(Answer, Option<String>),
    /// An answer to one of their questions.
    Answer(Answer),
    /// A question that a field answers: what stands in it, and the field.
    Held(Question, String, String),
    /// A question that is still open.
    Open(Question),
    /// What is not known, or anything else to be read.
    Note(String),
}

impl From<Asked> for Row {
    fn from(asked: Asked) -> Self {
        match asked {
            Asked::Title(words, number) => title(words, number),
            Asked::Answer(answer) => Self::Answer(answer),
            Asked::Held(question, value, field) => Self::Held(question, value, field),
            Asked::Open(question) => Self::Open(question),
            Asked::Note(words) => Self::Note(words),
        }
    }
}

/// What the sheet has read.
#[derive(Default)]
pub(super) struct Read {
    pub card: Option<Scorecard>,
    pub changes: Vec<Change>,
    pub person: Option<Box<Person>>,
    pub found: Vec<Answer>,
    pub forms: Forms,
    /// Another day that is looked at.
    pub as_of: Option<AsOf>,
}

fn title(words: &str, number: impl Into<String>) -> Row {
    Row::Title(words.to_owned(), number.into())
}

/// All rows, top to bottom.
pub(super) fn of(before: &[SheetLine], read: &Read) -> Vec<Row> {
    let mut rows = Vec::new();
    if !before.is_empty() {
        rows.push(title("WHY NOW", ""));
        let told = before.iter().filter(|(_, words)| !words.is_empty());
        rows.extend(told.cloned().map(Row::Before));
    }
    rows.extend(found(read));
    let Some(card) = &read.card else {
        rows.extend(none_yet(read));
        rows.extend(questions(read));
        return rows;
    };
    let reasons = &card.reasons;
    if let Some(block) = &reasons.block {
        rows.push(title("SCORE", "blocked"));
        rows.push(Row::Part(block.clone()));
    }
    let numbers = &card.numbers;
    if is_unscored(card) {
        rows.extend(none_yet(read));
    }
    match &read.as_of {
        Some(as_of) => rows.extend(both(card, as_of)),
        None => rows.extend(parts(numbers, reasons)),
    }
    if !is_unscored(card) && reasons.block.is_none() && numbers.priority.is_none() {
        rows.push(title("SCORE", "\u{2013}"));
        let why = "their deal is done and they have not written for a season; the day they write they are scored again";
        rows.push(Row::Note(why.to_owned()));
    }
    if let Some(at_stake) = card.at_stake() {
        rows.push(title("AT STAKE", ""));
        rows.push(Row::Note(at_stake));
    }
    if !card.next.is_empty() {
        rows.push(title("TO DO", ""));
        rows.extend(card.next.iter().cloned().map(Row::Note));
    }
    if let Some(chance) = &card.chance {
        let told = |(what, percent): &(String, i64)| Row::Note(format!("{percent} %  {what}"));
        rows.push(title("CLOSES IN 90 DAYS, IF", format!("{} %", chance.percent)));
        rows.extend(chance.what_if.iter().map(told));
    }
    rows.extend(moved(card, read));
    rows.extend(questions(read));
    if !reasons.missing.is_empty() {
        rows.push(title("NOT KNOWN, SO LEFT OUT", ""));
        rows.push(Row::Note(reasons.missing.join(", ")));
    }
    rows
}

/// Whether there is no score for want of anything to go by.
pub(super) fn is_unscored(card: &Scorecard) -> bool {
    card.reasons.block.is_none() && card.numbers.priority.is_none() && !card.numbers.rests
}

/// Nobody scores from nothing: why there is no score, and what would make one.
fn none_yet(read: &Read) -> Vec<Row> {
    let Some(person) = &read.person else {
        return Vec::new();
    };
    let mut wrote = person.messages.iter();
    let wrote = wrote.any(|message| message.direction == Direction::Inbound);
    let why = if read.card.is_none() && (wrote || !person.answers.is_empty()) {
        "what they said waits to be scored, in the background"
    } else {
        "nothing they said tells anything yet"
    };
    let makes = "a message of theirs makes one, or an answer to a question below";
    let mut rows = vec![title("NO SCORE YET", "\u{2013}")];
    rows.extend([why, makes].map(|words| Row::Note(words.to_owned())));
    rows
}

/// The questions of theirs with what is answered. Whoever is of no kind yet and has no score is asked as a buyer.
fn questions(read: &Read) -> Vec<Row> {
    let Some(person) = &read.person else {
        return Vec::new();
    };
    let mut rows: Vec<Row> = forms::asked(&read.forms, &person.answers)
        .into_iter()
        .map(Row::from)
        .collect();
    if read.forms.forms.is_empty() && read.card.as_ref().is_none_or(is_unscored) {
        rows.push(title("QUESTIONS, AS OF A BUYER", ""));
        let places = Set::Buyer.places().iter().copied().flatten();
        rows.extend(places.map(|question| Row::Open(*question)));
    }
    rows
}

/// The scores that have parts, each with its name, its number and its parts.
fn wholes<'a>(numbers: &Numbers, reasons: &'a Reasons) -> [(&'static str, Option<i64>, &'a [Part]); 4] {
    [
        ("PRIORITY", numbers.priority, &reasons.priority),
        ("READY", numbers.readiness, &reasons.readiness),
        ("COMMITTED", numbers.commitment, &reasons.commitment),
        ("RISK OF LOSING THEM", numbers.risk, &reasons.risk),
    ]
}

/// Every part of the score that holds.
fn parts(numbers: &Numbers, reasons: &Reasons) -> Vec<Row> {
    let mut rows = Vec::new();
    for (words, whole, parts) in wholes(numbers, reasons) {
        let Some(whole) = whole else { continue };
        rows.push(title(words, shown_points(whole)));
        rows.extend(shown_parts(parts).into_iter().map(Row::Part));
    }
    rows
}

/// Every part of the score of another day and of the one that holds, beside each other.
fn both(card: &Scorecard, as_of: &AsOf) -> Vec<Row> {
    let day = as_of.name.to_uppercase();
    let Some(was) = &as_of.was else {
        let mut rows = vec![
            title(&format!("AT THE END OF {day}"), "\u{2013}"),
            Row::Note("there was no score of theirs yet".to_owned()),
        ];
        rows.extend(parts(&card.numbers, &card.reasons));
        return rows;
    };
    let badge = |priority: Option<i64>, badge: Option<Temperature>| {
        let points = priority.map_or_else(|| "\u{2013}".to_owned(), shown_points);
        format!("{points} {}", badge.map_or("", Temperature::word))
    };
    let then = badge(was.numbers.priority, was.numbers.badge);
    let now = badge(card.numbers.priority, card.numbers.badge);
    let number = format!("{} then \u{b7} {} now", then.trim(), now.trim());
    let mut rows = vec![title(&format!("AT THE END OF {day}, AND NOW"), number)];
    let old = wholes(&was.numbers, &was.reasons);
    let new = wholes(&card.numbers, &card.reasons);
    for ((words, before, were), (_, after, are)) in old.into_iter().zip(new) {
        if before.is_none() && after.is_none() {
            continue;
        }
        let number = [before, after].map(|whole| whole.map_or_else(|| "\u{2013}".to_owned(), shown_points));
        rows.push(title(words, number.join(" then \u{b7} ") + " now"));
        let (were, are) = (shown_parts(were), shown_parts(are));
        let points =
            |parts: &[Part], id: &str| parts.iter().find(|part| part.id == id).map(|part| part.points);
        rows.extend(are.iter().map(|part| Row::Both {
            was: points(&were, &part.id),
            is: Some(part.points),
            part: part.clone(),
        }));
        let gone = were.iter().filter(|part| points(&are, &part.id).is_none());
        rows.extend(gone.map(|part| Row::Both {
            was: Some(part.points),
            is: None,
            part: part.clone(),
        }));
    }
    rows
}

/// What moved in the week, or since the day that is looked at.
fn moved(card: &Scorecard, read: &Read) -> Vec<Row> {
    let mut rows: Vec<Row> = read.changes.iter().cloned().map(Row::Change).collect();
    let heading = match &read.as_of {
        Some(as_of) => {
            let otherwise = as_of.was.as_ref().is_some_and(|was| was.config != card.config);
            if otherwise {
                let words = "scores were weighed otherwise then, so that what moved since cannot be told";
                rows.push(Row::Note(words.to_owned()));
            } else if rows.is_empty() {
                rows.push(Row::Note("nothing".to_owned()));
            }
            format!("MOVED SINCE {}", as_of.name.to_uppercase())
        }
        None => "MOVED IN A WEEK".to_owned(),
    };
    if !rows.is_empty() {
        rows.insert(0, title(&heading, ""));
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
    let title = title("FOUND IN THEIR WORDS", "counts when you keep it");
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

/// The words an answer is from, and who entered it.
pub(super) fn from(answer: &Answer) -> String {
    let quote = answer.quote.shown();
    let quote = if quote.as_str().is_empty() || answer.quote == answer.value {
        String::new()
    } else {
        format!("  \u{201c}{quote}\u{201d}")
    };
    format!("{quote}  by {}", answer.by.word())
}

/// Who found an answer.
fn finder(answer: &Answer) -> &'static str {
    match answer.by {
        AnswerBy::Claude => "Claude",
        _ => "this program",
    }
}

/// The question a row is about.
pub(super) fn question(row: &Row) -> Option<Question> {
    match row {
        Row::Found(answer, _) | Row::Answer(answer) => Some(answer.question),
        Row::Open(question) | Row::Held(question, ..) => Some(*question),
        Row::Part(part) | Row::Both { part, .. } | Row::Change(Change { part, .. }) => match &part.evidence {
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
        Row::Held(_, _, field) => Some(Opens::Field(field.clone())),
        Row::Part(part) | Row::Both { part, .. } | Row::Change(Change { part, .. }) => match &part.evidence {
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
        Row::Part(part) | Row::Both { part, .. } | Row::Change(Change { part, .. }) => match &part.evidence {
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
        Row::Held(_, _, name) => format!("by the field {}", field(name, look)),
        Row::Open(_) => format!(
            "nobody has answered it yet; {} takes their answer down",
            look.key("why.answer")
        ),
        Row::Part(part) | Row::Both { part, .. } | Row::Change(Change { part, .. }) => match &part.evidence {
            Evidence::Message(_) => "a message that is further back than the thread kept here".to_owned(),
            Evidence::Field(name) => format!("by the field {}", field(name, look)),
            Evidence::Answer(question) => format!("by their answer to {}", word(*question)),
            Evidence::Deal(id) => deal(id, person),
            Evidence::Event(_) => "by what happened with them".to_owned(),
        },
        Row::Before((_, words)) | Row::Note(words) => words.clone(),
        Row::Title(..) => "move to a part, and here stands what it rests on".to_owned(),
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

/// The line above the rows: the number, its badge, how sure it is, where it goes. The curve is the first to go where there is no
/// room for all of it: words say more.
pub(super) fn headline(card: &Scorecard, room: usize, look: Look<'_>) -> String {
    let mut words = vec![badge(&card.mark, look)];
    if card.mark.priority.is_some() {
        words.push(format!("\u{b1}{}", shown_points(card.numbers.half_width)));
    }
    let at = words.len();
    let curve = curve(card, look);
    if curve.is_some() {
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
    let plain = words.join(" · ");
    let Some(curve) = curve else { return plain };
    words.insert(at, curve);
    let whole = words.join(" · ");
    if width(&whole) <= room { whole } else { plain }
}

/// The way the number has gone, once there are two of it.
fn curve(card: &Scorecard, look: Look<'_>) -> Option<String> {
    let known: Vec<u64> = card
        .history
        .iter()
        .filter_map(|(_, priority)| Some(priority.as_ref()?.unsigned_abs()))
        .collect();
    let last = known.get(known.len().saturating_sub(16)..).unwrap_or_default();
    (known.len() > 1).then(|| draw::sparkline(last, look))
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
