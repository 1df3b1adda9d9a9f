//! `leadline extract [FILE] [--today D]`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::lines;
use super::lines::Places;
use crate::cli::frame::{App, CliError, Outcome, Subcommand, running};
use crate::domain::contact::Channel;
use crate::domain::opt_out::{self, Reading};
use crate::domain::qualification::Question;
use crate::domain::signal::SignalKind;
use crate::domain::value::Cents;
use crate::domain::when::day;
use crate::extract::answers;
use crate::extract::money::sums;
use crate::extract::request::request;
use crate::extract::sentiment::sentiment;
use crate::extract::signals::signals;
use crate::extract::wishes::{Purpose, Tracked, Tracker, Turn, Who};

/// What people say in a conversation: wishes, dates, sums, mood, opt-outs and answers, no network
///
/// Each line is a whole conversation, {"id":...,"turns":[{"who":"lead","text":...},{"who":"agent","text":...}]}, or one turn of a
/// single one, {"who":"lead","text":...}. For every turn of the lead one line comes back: "state" is everything wished for
/// so far, "intent" is FindHomeByArea, ScheduleVisit or NONE, and the rest is what this turn says; "at" tells the place in
/// its text, counted in characters. A line that cannot be read is told on standard error and left out, and the exit code is 1.
///
/// For example: leadline extract talks.jsonl --today 2026-04-14 > found.jsonl
#[derive(Args, Debug)]
pub(super) struct Extract {
    /// The file; without one, what is piped in
    file: Option<PathBuf>,
    /// The day on which it was said, for "tomorrow"; without one, today
    #[arg(long, value_name = "DAY")]
    today: Option<Date>,
}

impl Subcommand for Extract {
    const NAME: &'static str = "extract";

    fn run(self, app: &mut App) -> Outcome {
        let today = match self.today {
            Some(day) => day,
            None => today(app)?,
        };
        let mut single = Talk::new(Value::Null, today);
        lines::each(app, self.file.as_deref(), |bytes| {
            let mut line = lines::object(bytes)?;
            let Some(turns) = line.remove("turns") else {
                return Ok(single.hear(&Value::Object(line))?.into_iter().collect());
            };
            let Value::Array(turns) = turns else {
                return Err("has \"turns\" that are no list".to_owned());
            };
            let mut talk = Talk::new(line.remove("id").unwrap_or_default(), today);
            let mut found = Vec::new();
            for turn in &turns {
                found.extend(talk.hear(turn)?);
            }
            Ok(found)
        })
    }
}

/// Today in the person's zone.
pub(super) fn today(app: &mut App) -> Result<Date, CliError> {
    let zone = running::zone(&app.config()?.settings);
    Ok(app.clock.now().to_zoned(zone).date())
}

/// A conversation that is listened to.
struct Talk {
    id: Value,
    today: Date,
    /// Turns heard.
    turns: usize,
    tracker: Tracker,
    /// What the agent asked last.
    asked: Option<Question>,
}

impl Talk {
    fn new(id: Value, today: Date) -> Self {
        Self {
            id,
            today,
            turns: 0,
            tracker: Tracker::default(),
            asked: None,
        }
    }

    /// Takes a turn in; what is told of it when it is the lead's.
    fn hear(&mut self, turn: &Value) -> Result<Option<Value>, String> {
        let text = turn["text"]
            .as_str()
            .ok_or("has a turn without a \"text\" that is a text")?;
        let who = match turn["who"].as_str() {
            Some("lead") => Who::Lead,
            Some("agent") => Who::Agent,
            _ => return Err("has a turn whose \"who\" is neither \"lead\" nor \"agent\"".to_owned()),
        };
        let at = self.turns;
        self.turns += 1;
        let known = self.tracker.hear(&Turn {
            who,
            text,
            other_topic: turn["other_topic"].as_bool(),
        });
        let Some(known) = known else {
            self.asked = answers::asked(text);
            return Ok(None);
        };
        let mut line = Map::new();
        line.insert("id".into(), self.id.clone());
        line.insert("turn".into(), at.into());
        told(&mut line, text, &known);
        found(&mut line, text, self.asked.take(), self.today);
        Ok(Some(Value::Object(line)))
    }
}

/// The wishes so far, and those of this turn.
fn told(line: &mut Map<String, Value>, text: &str, known: &Tracked) {
    let places = Places::of(text);
    let state: Map<String, Value> = known
        .state
        .iter()
        .map(|(slot, value)| ((*slot).to_owned(), value.as_str().into()))
        .collect();
    line.insert("state".into(), state.into());
    let intent = match known.purpose {
        Purpose::None => "NONE",
        Purpose::Search => "FindHomeByArea",
        Purpose::Visit => "ScheduleVisit",
    };
    line.insert("intent".into(), intent.into());
    let wishes = known
        .said
        .iter()
        .map(|wish| json!({ "slot": wish.slot, "value": wish.value, "at": places.span(&wish.at) }));
    line.insert("wishes".into(), wishes.collect());
}

/// What the turn says by itself.
fn found(line: &mut Map<String, Value>, text: &str, asked: Option<Question>, today: Date) {
    let places = Places::of(text);
    let quote = |at: &std::ops::Range<usize>| text.get(at.clone()).unwrap_or_default().to_owned();
    let dates = day::days(text, today).into_iter().map(|said| {
        json!({
            "said": quote(&said.at),
            "iso": said.day.to_string(),
            "time": said.time.map(|time| time.strftime("%H:%M").to_string()),
            "at": places.span(&said.at),
        })
    });
    line.insert("dates".into(), dates.collect());
    let money = sums(text).into_iter().map(|sum| {
        let units = |cents: Option<Cents>| cents.map_or(Value::Null, Cents::to_units);
        json!({ "said": quote(&sum.at), "low": units(sum.low), "high": units(sum.high), "at": places.span(&sum.at) })
    });
    line.insert("money".into(), money.collect());
    let mood = sentiment(text);
    let score = (mood.score * 1_000.0).round() / 1_000.0;
    line.insert(
        "sentiment".into(),
        json!({ "score": score, "class": mood.class, "at": places.span(&mood.at) }),
    );
    line.insert(
        "request".into(),
        ((request(text) * 1_000.0).round() / 1_000.0).into(),
    );
    let signals = signals(text).into_iter().map(|signal| {
        let mut told = kind(signal.kind);
        told.insert("said".into(), quote(&signal.at).into());
        told.insert("at".into(), places.span(&signal.at));
        Value::Object(told)
    });
    line.insert("signals".into(), signals.collect());
    let opt_out = match opt_out::read(text, Channel::Sms) {
        Reading::Stop { .. } => "stop",
        Reading::Doubt { .. } => "doubt",
        Reading::Start => "start",
        Reading::Nothing => "nothing",
    };
    line.insert("opt_out".into(), opt_out.into());
    let answers = answers::answers(text, asked, today).into_iter().map(|answer| {
        json!({
            "question": answer.question.word(),
            "value": answer.value,
            "quote": quote(&answer.at),
            "confidence": f64::from(answer.confidence) / 100.0,
            "accepted": answer.accepted,
            "at": places.span(&answer.at),
        })
    });
    line.insert("answers".into(), answers.collect());
}

/// A kind as `{"kind":"pillar","of":["motivation","low"]}`.
fn kind(kind: SignalKind) -> Map<String, Value> {
    let mut told = Map::new();
    match json!(kind) {
        Value::Object(of) => {
            for (name, of) in of {
                told.insert("kind".into(), name.into());
                told.insert("of".into(), if of.is_array() { of } else { json!([of]) });
            }
        }
        name => {
            told.insert("kind".into(), name);
        }
    }
    told
}
