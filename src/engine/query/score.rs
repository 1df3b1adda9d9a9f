//! Scores with everything behind them: parts and evidence, how they moved, what they were.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Query, Sources};
use crate::domain::qualification::{Answer, Question, Set};
use crate::domain::score::{Chance, Mark, Opinion};
use crate::domain::value::{Cents, ContactId};
use crate::scoring::churn;
use crate::scoring::combine::Numbers;
use crate::scoring::explain::{Part, Reasons};
use crate::scoring::stage::value_at_stake;
use crate::scoring::trend::{Point, Trend, trend};
use crate::store::{Plotted, Snapshot, StoreError};

/// People with a score among whom somebody's place is told.
const RANKED: u64 = 5_000;
/// Points of a sparkline at most.
const POINTS: usize = 60;
/// The chance that is taken of a deal that was lost and may come back, in hundredths: nothing tells.
const EVEN: u8 = 50;

/// A score as a screen shows it with its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Scorecard {
    /// When it was worked out.
    pub at: Timestamp,
    /// What lists show.
    pub mark: Mark,
    /// Every number.
    pub numbers: Numbers,
    /// Every part with what it rests on.
    pub reasons: Reasons,
    /// What the inputs are known by.
    pub inputs: String,
    /// What the weights are known by.
    pub config: String,
    /// Priorities as they were, oldest first: the sparkline.
    pub history: Vec<(Timestamp, Option<i64>)>,
    /// Where it is going, and by how many hundredths of a point.
    pub trend: (Trend, i64),
    /// What the house's rules say to do next, in sentences.
    pub next: Vec<String>,
    /// Where they stand, the first being 1, and among how many, when scores are weighed with what a closing would be worth; nothing
    /// where no closing is at stake, or too many have a score to count them.
    pub place: Option<(u64, u64)>,
    /// Questions of theirs that neither an answer nor a field answers, in the order in which they are asked.
    pub open: Vec<Question>,
    /// What an agent says instead.
    pub opinion: Option<Opinion>,
    /// The chance that they close within 90 days, by the account's own past.
    pub chance: Option<Chance>,
    /// Why there is none, where the account has too little to learn from.
    pub too_little: Option<String>,
}

impl Scorecard {
    /// What is at stake and where that puts them, in words; nothing where no closing is at stake.
    pub fn at_stake(&self) -> Option<String> {
        self.mark.priority?;
        let value = Cents(self.mark.value?).short();
        Some(match self.place {
            Some((at, of)) => format!("{value}: number {at} of {of} by score and stake together"),
            None => value,
        })
    }

    /// The chance of a closing in words, or that there is too little to say one; nothing where nothing may be said.
    pub fn closes(&self) -> Option<String> {
        self.mark.priority?;
        match (&self.chance, &self.too_little) {
            (Some(chance), _) => Some(format!(
                "closes in 90 d: {} % \u{b1}{} ({} outcomes)",
                chance.percent, chance.plus_minus, chance.outcomes
            )),
            (None, Some(_)) => Some("closes in 90 d: too little data".to_owned()),
            (None, None) => None,
        }
    }
}

/// A number and its reasons as they were kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Then {
    /// When that became so.
    pub at: Timestamp,
    /// Every number.
    pub numbers: Numbers,
    /// Every part with what it rested on.
    pub reasons: Reasons,
    /// What the inputs were known by.
    pub inputs: String,
    /// What the weights were known by.
    pub config: String,
}

fn then(snapshot: Snapshot) -> Result<Then, StoreError> {
    Ok(Then {
        at: snapshot.at,
        numbers: serde_json::from_str(&snapshot.numbers)?,
        reasons: serde_json::from_str(&snapshot.reasons)?,
        inputs: snapshot.inputs,
        config: snapshot.config,
    })
}

/// The score of somebody with its reasons, by either id; nothing when it is not worked out yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreOf(pub ContactId);

impl Query for ScoreOf {
    type Answer = Option<Scorecard>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let reader = sources.reader;
        let Some((mark, snapshot)) = reader.score(&self.0)? else {
            return Ok(None);
        };
        let history = reader.score_history(&self.0, POINTS)?;
        let now = then(snapshot)?;
        let known = followed(&history, &now.config, sources.today.now);
        let next = next(sources, &self.0, &now.numbers, &known)?;
        let at_stake = mark.value.is_some() && mark.priority.is_some();
        let place = at_stake
            .then(|| reader.standing_of(mark.place, RANKED))
            .transpose()?
            .flatten();
        Ok(Some(Scorecard {
            at: now.at,
            place: place.map(|(before, all)| (before + 1, all)),
            mark,
            chance: now.numbers.chance.clone(),
            too_little: super::learned::too_little(reader)?,
            open: open(&now, &reader.answers(&self.0)?),
            numbers: now.numbers,
            reasons: now.reasons,
            inputs: now.inputs,
            config: now.config,
            trend: trend(&known),
            next,
            history: history.into_iter().map(|past| (past.at, past.priority)).collect(),
            opinion: reader.opinion(&self.0)?,
        }))
    }
}

/// The priorities that can be compared with the one that holds: by the same weights, and since they were last without one.
fn followed(history: &[Plotted], config: &str, now: Timestamp) -> Vec<Point> {
    let newest = history.iter().rev();
    let alike = newest.map_while(|past| {
        let priority = past.priority.filter(|_| past.config == config)?;
        let days = days(past.at, now);
        Some(Point { days, priority })
    });
    let mut points: Vec<Point> = alike.collect();
    points.reverse();
    points
}

/// Whole days between two moments; none of what is still to come.
fn days(from: Timestamp, now: Timestamp) -> u32 {
    let hours = now.duration_since(from).as_hours().max(0);
    u32::try_from(hours / 24).unwrap_or(u32::MAX)
}

/// What is to be done about somebody by the rules of silence and of loss; nothing where they are not to be disturbed.
fn next(
    sources: &Sources<'_>,
    contact: &ContactId,
    numbers: &Numbers,
    priorities: &[Point],
) -> Result<Vec<String>, StoreError> {
    if numbers.blocked {
        return Ok(Vec::new());
    }
    let days = |at: Timestamp| days(at, sources.today.now);
    let Some(lately) = sources.reader.lately(contact)? else {
        return Ok(Vec::new());
    };
    let reasons = match lately.lost {
        Some(_) => sources.reader.lost_reasons()?,
        None => Vec::new(),
    };
    let loss = lately.lost.as_ref().map(|lost| churn::Loss {
        reason: reasons
            .iter()
            .find(|reason| reason.id.as_str() == lost.reason)
            .map_or("", |reason| reason.name.raw()),
        days: days(lost.at),
        stakes: churn::Stakes::of(value_at_stake(lost.value, EVEN)),
    });
    // Whoever is under contract, or whose business is done, is lost by no silence and called for no fall.
    let is_open = numbers.risk.is_some();
    let open_for = lately.last_in.filter(|_| is_open).map(days);
    let priorities = if is_open { priorities } else { &[] };
    Ok(churn::next(open_for, loss, priorities))
}

/// What lists show of the scores of people, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scores(pub Vec<ContactId>);

impl Query for Scores {
    type Answer = Vec<Option<Mark>>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.marks(&self.0)
    }
}

/// The score as it was at a moment, on any day; nothing when there was none yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreAt {
    /// Whose.
    pub contact: ContactId,
    /// When.
    pub at: Timestamp,
}

impl Query for ScoreAt {
    type Answer = Option<Then>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let snapshot = sources.reader.score_at(&self.contact, self.at)?;
        snapshot.map(then).transpose()
    }
}

/// A part of a score that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The part as it is, or as it was when it is no more.
    pub part: Part,
    /// Points it had, in hundredths; `None` when it is new.
    pub from: Option<i64>,
    /// Points it has; `None` when it is no more.
    pub to: Option<i64>,
}

/// What changed in the score of somebody since a moment, the largest first. Nothing where scores were weighed differently then: that
/// is no change of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreChanges {
    /// Whose.
    pub contact: ContactId,
    /// Since when; a week ago when it is not said.
    pub since: Option<Timestamp>,
}

impl Query for ScoreChanges {
    type Answer = Vec<Change>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let week = SignedDuration::from_hours(7 * 24);
        let now = sources.today.now;
        let since = self
            .since
            .unwrap_or_else(|| now.saturating_sub(week).unwrap_or(now));
        let Some((_, snapshot)) = sources.reader.score(&self.contact)? else {
            return Ok(Vec::new());
        };
        let before = sources.reader.score_at(&self.contact, since)?;
        if before
            .as_ref()
            .is_some_and(|before| before.config != snapshot.config)
        {
            return Ok(Vec::new());
        }
        let before = before.map(then).transpose()?.map(|then| then.reasons.priority);
        Ok(changes(
            &before.unwrap_or_default(),
            &then(snapshot)?.reasons.priority,
        ))
    }
}

fn changes(before: &[Part], now: &[Part]) -> Vec<Change> {
    let of = |parts: &[Part], id: &str| parts.iter().find(|part| part.id == id).map(|part| part.points);
    let mut all: Vec<Change> = now
        .iter()
        .map(|part| Change {
            from: of(before, &part.id),
            to: Some(part.points),
            part: part.clone(),
        })
        .filter(|change| change.from != change.to)
        .collect();
    let gone = before.iter().filter(|part| of(now, &part.id).is_none());
    all.extend(gone.map(|part| Change {
        from: Some(part.points),
        to: None,
        part: part.clone(),
    }));
    let moved = |change: &Change| (change.to.unwrap_or(0) - change.from.unwrap_or(0)).abs();
    all.sort_by(|one, two| {
        moved(two)
            .cmp(&moved(one))
            .then_with(|| one.part.id.cmp(&two.part.id))
    });
    all
}

/// Everybody about whom an agent disagrees with the score, with what they say instead: labels to learn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opinions;

impl Query for Opinions {
    type Answer = Vec<(ContactId, Opinion)>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.opinions()
    }
}

/// What somebody has answered and what is still to be asked of them, in the order in which it is asked. Fields that hold an
/// answer count as the score counts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers(pub ContactId);

impl Query for Answers {
    type Answer = (Vec<Answer>, Vec<Question>);

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let answers = sources.reader.answers(&self.0)?;
        let Some((_, snapshot)) = sources.reader.score(&self.0)? else {
            return Ok((answers, Vec::new()));
        };
        let open = open(&then(snapshot)?, &answers);
        Ok((answers, open))
    }
}

/// The questions that are open: an answer counts, and a field that the score counts.
fn open(scored: &Then, answers: &[Answer]) -> Vec<Question> {
    let counts = |question: &Question| {
        let part = format!("answer.{}", question.word());
        let mut parts = scored.reasons.priority.iter();
        parts.any(|counted| counted.id == part)
            || answers
                .iter()
                .any(|answer| answer.question == *question && answer.by.counts())
    };
    let places = scored.numbers.kind.set().map_or(&[][..], Set::places);
    let open = places.iter().filter(|place| !place.iter().any(counts));
    open.filter_map(|place| place.first().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::inputs::Evidence;

    /// Another model makes other numbers, and a score that was blocked in between begins anew.
    #[test]
    fn only_what_was_weighed_alike_is_followed() {
        let now: Timestamp = "2026-11-25T18:00:00Z".parse().unwrap();
        let plotted = |days: i64, priority, config: &str| Plotted {
            at: now - SignedDuration::from_hours(24 * days),
            priority,
            config: config.to_owned(),
        };
        let history = [
            plotted(9, Some(1_000), "w2"),
            plotted(8, None, "w2"),
            plotted(7, Some(9_000), "w1"),
            plotted(6, Some(3_000), "w2"),
            plotted(5, Some(3_100), "w2"),
        ];
        let followed = |history: &[Plotted]| {
            let points = super::followed(history, "w2", now);
            points.iter().map(|point| point.days).collect::<Vec<_>>()
        };
        assert_eq!(followed(&history), [6, 5]);
        assert_eq!(followed(&history[..2]), [0; 0], "they are without a score now");
        assert_eq!(followed(&history[..1]), [9]);
    }

    fn part(id: &str, points: i64) -> Part {
        Part {
            id: id.into(),
            points,
            sentence: id.into(),
            evidence: Evidence::Message("m1".into()),
        }
    }

    #[test]
    fn what_changed_is_told_the_largest_first() {
        let before = [part("a", 500), part("b", 500), part("c", 300)];
        let now = [part("a", 600), part("b", 500), part("d", -900)];
        let told = changes(&before, &now);
        let told: Vec<_> = told
            .iter()
            .map(|change| (change.part.id.as_str(), change.from, change.to))
            .collect();
        assert_eq!(
            told,
            [
                ("d", None, Some(-900)),
                ("c", Some(300), None),
                ("a", Some(500), Some(600))
            ]
        );
    }
}
