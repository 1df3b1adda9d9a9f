//! The table of past outcomes: what was known of people at moments of the past, and whether they closed within 90 days.
//!
//! Moments lie 90 days apart, back from today, so that each closing counts once and every outcome is over. Of the person
//! only a short list of members is copied, all of which hold from the day they came ([`bare`]); everything else that is looked
//! at has a time of its own. Must not look at what came after the moment.

use std::collections::HashSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::contact::Contact;
use crate::domain::record::Fields;
use crate::domain::score::Temperature;
use crate::engine::scores::facts;
use crate::scoring::gather::gather;
use crate::scoring::history::{History, Said};
use crate::scoring::learned::draw::Draw;
use crate::scoring::learned::table::{Column, Intake, Kind, Table, kind};
use crate::scoring::seen::{COLUMNS, Case, Seen, seen};
use crate::store::{Directory, Life, LifeDeal, MESSAGES, Reader, ScoredDeal, Store, StoreError, ToScore};

/// The column with the outcome.
pub(super) const LABEL: &str = "closed";
/// What stands there of whom closed.
pub(super) const YES: &str = "yes";
const NO: &str = "no";
/// The column with the moment.
const DATE: &str = "date";
/// Within which a closing counts.
const WINDOW: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Moments of one person at most: three years.
const MOMENTS: usize = 12;
/// Rows, about: of larger accounts fewer moments are taken, then fewer people.
const ROWS: usize = 100_000;
/// People read together.
const BATCH: usize = 200;
/// People of whom a word must be true to stand in a model, so that no word in it points at anybody.
const SHARED: usize = 5;
/// The word for words of fewer.
const OTHER: &str = "another";
/// Opinions of agents that count as outcomes: one to so many closings, of either side.
const CLOSINGS_AN_OPINION: usize = 20;

/// Past outcomes.
pub(super) struct Past {
    /// What was known, and what came of it.
    pub table: Table,
    /// For each row whether they closed.
    pub labels: Vec<bool>,
    /// For each row its moment, and whose it is.
    moments: Vec<(Timestamp, i64)>,
    /// Rows at the end that are opinions of agents and no outcomes.
    pub opinions: usize,
}

impl Past {
    fn real(&self) -> &[bool] {
        &self.labels[..self.labels.len() - self.opinions]
    }

    /// Moments of people whose outcome is known.
    pub(super) fn outcomes(&self) -> i64 {
        self.real().len() as i64
    }

    /// Of them those after which they closed.
    pub(super) fn closings(&self) -> i64 {
        self.real().iter().filter(|closed| **closed).count() as i64
    }

    /// Half of the outcomes that became known after a moment, person by person, and all other rows.
    pub(super) fn halved_since(&self, at: Timestamp) -> (Vec<usize>, Vec<usize>) {
        (0..self.labels.len()).partition(|row| {
            let (moment, rid) = self.moments[*row];
            let is_new = moment.saturating_add(WINDOW).is_ok_and(|known| known > at);
            is_new && *row < self.real().len() && Draw::new(rid.unsigned_abs(), 7).next() & 1 == 0
        })
    }
}

/// A row on its way into the table.
struct Moment {
    at: Timestamp,
    rid: i64,
    seen: Vec<Seen>,
    closed: bool,
}

/// Reads the past of everybody.
pub(super) async fn read(store: &Store, zone: &TimeZone, now: Timestamp) -> Result<Past, StoreError> {
    let rids = store
        .read(|reader| reader.to_score_after(0, usize::MAX >> 1))
        .await?;
    let rids = drawn(rids, ROWS);
    let many = (ROWS / rids.len().max(1)).clamp(1, MOMENTS);
    let mut past = Gathered::new();
    // A day is one moment, whatever the hour: the same day gives the same table.
    let today = now.as_second() - now.as_second().rem_euclid(86_400);
    let today = Timestamp::from_second(today).unwrap_or(now);
    for batch in rids.chunks(BATCH) {
        let (batch, zone) = (batch.to_vec(), zone.clone());
        let read = move |reader: &Reader| {
            let directory = reader.directory()?;
            let lives = reader.lives(&batch)?;
            let rows = lives
                .iter()
                .map(|life| moments(life, &directory, &zone, (today, many)));
            Ok::<_, StoreError>(rows.collect::<Vec<_>>())
        };
        for (moments, opinion) in store.read(read).await? {
            for moment in &moments {
                past.take(moment);
            }
            past.opinions.extend(opinion);
        }
    }
    Ok(past.done())
}

/// About so many of them when there are more: drawn by the row alone, so that whether somebody closed has no say in it.
fn drawn(rids: Vec<i64>, most: usize) -> Vec<i64> {
    let every = rids.len().div_ceil(most).max(1) as u64;
    let is_drawn = |rid: &i64| Draw::new(rid.unsigned_abs(), 11).next().is_multiple_of(every);
    rids.into_iter().filter(is_drawn).collect()
}

/// The table while it is made.
struct Gathered {
    intake: Intake,
    labels: Vec<bool>,
    moments: Vec<(Timestamp, i64)>,
    opinions: Vec<Moment>,
}

impl Gathered {
    fn new() -> Self {
        let heads = COLUMNS.iter().map(|column| column.name);
        Self {
            intake: Intake::new(heads.chain([DATE, LABEL])),
            labels: Vec::new(),
            moments: Vec::new(),
            opinions: Vec::new(),
        }
    }

    fn take(&mut self, moment: &Moment) {
        let day = moment.at.to_string();
        let cells = moment.seen.iter().map(|seen| seen.text.as_str());
        let label = if moment.closed { YES } else { NO };
        self.intake
            .row(cells.chain([day.get(..10).unwrap_or_default(), label]));
        self.labels.push(moment.closed);
        self.moments.push((moment.at, moment.rid));
    }

    fn done(mut self) -> Past {
        let closings = self.labels.iter().filter(|closed| **closed).count();
        let mut opinions = std::mem::take(&mut self.opinions);
        opinions.sort_by_key(|moment| (std::cmp::Reverse(moment.at), moment.rid));
        let mut counted = 0;
        for side in [true, false] {
            let few = opinions.iter().filter(|moment| moment.closed == side);
            for moment in few.take(closings / CLOSINGS_AN_OPINION) {
                self.take(moment);
                counted += 1;
            }
        }
        let mut table = self.intake.done();
        for column in table.columns.iter_mut().filter(|column| column.name != LABEL) {
            if kind(column) == Kind::Word {
                share(column, &self.moments);
            }
        }
        Past {
            table,
            labels: self.labels,
            moments: self.moments,
            opinions: counted,
        }
    }
}

/// Words that few people share become one: somebody with many moments shares none with anybody.
fn share(column: &mut Column, moments: &[(Timestamp, i64)]) {
    let mut who: Vec<HashSet<i64>> = vec![HashSet::new(); column.levels.len()];
    for (code, (_, rid)) in column.codes.iter().zip(moments) {
        if let Some(who) = who.get_mut(*code as usize).filter(|who| who.len() < SHARED) {
            who.insert(*rid);
        }
    }
    let shared = column.levels.iter().zip(&who);
    let rare: Vec<bool> = shared
        .map(|(level, who)| who.len() < SHARED && !level.is_empty())
        .collect();
    let other = column
        .levels
        .iter()
        .position(|level| level == OTHER)
        .unwrap_or_else(|| {
            column.levels.push(OTHER.to_owned());
            column.levels.len() - 1
        });
    for code in &mut column.codes {
        if rare.get(*code as usize).copied().unwrap_or(false) {
            *code = other as u32;
        }
    }
    for (level, rare) in column.levels.iter_mut().zip(rare) {
        // What nobody shares is not even a word of the table any more.
        if rare && level != OTHER {
            level.clear();
        }
    }
}

/// The moments of a life whose outcome is over, and what an agent said of it.
fn moments(
    life: &Life,
    directory: &Directory,
    zone: &TimeZone,
    (today, many): (Timestamp, usize),
) -> (Vec<Moment>, Option<Moment>) {
    let said = facts::said(&life.messages);
    let look = |at: Timestamp| view_then(life, &said, directory, zone, at);
    let mut rows = Vec::new();
    let mut at = today;
    for _ in 0..many {
        let until = at;
        at = at.saturating_sub(WINDOW).unwrap_or(Timestamp::MIN);
        if life.contact.added.is_none_or(|added| added > at) {
            break;
        }
        let won = |deal: &LifeDeal| deal.ended.filter(|ended| ended.1).map(|ended| ended.0);
        let mut closings = life.deals.iter().filter_map(won);
        if closings.clone().any(|closed| closed <= at) {
            continue;
        }
        let Some(seen) = look(at) else { continue };
        rows.push(Moment {
            at,
            rid: life.rid,
            seen,
            closed: closings.any(|closed| closed > at && closed <= until),
        });
    }
    let opinion = life.opinion.as_ref().and_then(|opinion| {
        let closed = match opinion.says {
            Temperature::Hot => true,
            Temperature::Cold => false,
            Temperature::Warm => return None,
        };
        Some(Moment {
            at: opinion.at,
            rid: life.rid,
            seen: look(opinion.at)?,
            closed,
        })
    });
    (rows, opinion)
}

/// What was seen of a life at a moment; nothing while nothing was known of them, for then there is no score either.
fn view_then(
    life: &Life,
    said: &[Said<'_>],
    directory: &Directory,
    zone: &TimeZone,
    at: Timestamp,
) -> Option<Vec<Seen>> {
    let upto = said.partition_point(|said| said.at <= at.as_second());
    let messages = said[upto.saturating_sub(MESSAGES)..upto].to_vec();
    let held = life
        .answers
        .iter()
        .filter(|(answer, ended)| answer.at <= at && ended.is_none_or(|ended| ended > at));
    let person = ToScore {
        answers: held.map(|(answer, _)| answer.clone()).collect(),
        deal: deal_then(&life.deals, at),
        appointments: life.appointments.clone(),
        ..bare(life.rid, &life.contact)
    };
    view(&person, messages, directory, zone, at)
}

/// The deal that was open at a moment, at the stage where it was.
fn deal_then(deals: &[LifeDeal], at: Timestamp) -> Option<ScoredDeal> {
    let open = |deal: &&LifeDeal| deal.created <= at && deal.ended.is_none_or(|ended| ended.0 > at);
    let deal = deals.iter().rfind(open)?;
    let stage = deal.stages.iter().rfind(|stage| stage.0 <= at);
    Some(ScoredDeal {
        id: deal.id.clone(),
        stage: stage.map_or_else(String::new, |stage| stage.1.clone()),
        pipeline: deal.pipeline.clone(),
        since: stage.map(|stage| stage.0),
        value: 0,
    })
}

/// What is seen of somebody now, by the same few things as of the past; nothing where these know nothing of them.
pub(in crate::engine) fn as_of_now(
    person: &ToScore,
    history: &History<'_>,
    directory: &Directory,
    zone: &TimeZone,
    now: Timestamp,
) -> Option<Vec<Seen>> {
    let deal = person.deal.clone().map(|deal| ScoredDeal {
        stage: deal.since.map_or_else(String::new, |_| deal.stage.clone()),
        ..deal
    });
    let bare = ToScore {
        answers: person.answers.clone(),
        deal,
        appointments: person.appointments.clone(),
        ..bare(person.rid, &person.contact)
    };
    let messages: Vec<Said<'_>> = history.messages.clone();
    view(&bare, messages, directory, zone, now)
}

/// Of a person what held from the day they came, and nothing of who they are.
fn bare(rid: i64, contact: &Contact) -> ToScore {
    ToScore {
        rid,
        contact: Contact {
            source: contact.source.clone(),
            timezone: contact.timezone.clone(),
            added: contact.added,
            ..Contact::from_fields(contact.id.clone(), &Fields::default())
        },
        messages: Vec::new(),
        answers: Vec::new(),
        deal: None,
        won: false,
        appointments: Vec::new(),
        touched: None,
        hot_with: None,
        peak: None,
    }
}

fn view(
    person: &ToScore,
    messages: Vec<Said<'_>>,
    directory: &Directory,
    zone: &TimeZone,
    at: Timestamp,
) -> Option<Vec<Seen>> {
    let history = facts::told(person, messages, directory, zone, at);
    let (inputs, sources) = gather(&history, at.as_second());
    let met = person.appointments.iter().filter(|met| met.1 <= at);
    let met: Vec<&str> = met.map(|met| met.0.as_str()).collect();
    inputs.has_evidence().then(|| {
        seen(&Case {
            history: &history,
            inputs: &inputs,
            sources: &sources,
            met: &met,
            now: at.as_second(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_only_one_person_has_is_no_word_however_often_they_are_looked_at() {
        let levels = ["", "Zillow", "Aunt Vera"].map(str::to_owned).to_vec();
        let codes = [vec![1; 6], vec![2; 9], vec![0; 2]].concat();
        let mut column = Column {
            name: "source".to_owned(),
            levels,
            codes,
        };
        let people = (1..=6).chain([7; 9]).chain([8, 9]);
        let moments: Vec<_> = people.map(|rid| (Timestamp::UNIX_EPOCH, rid)).collect();
        share(&mut column, &moments);
        assert_eq!(
            (column.text(0), column.text(6), column.text(16)),
            ("Zillow", OTHER, "")
        );
        assert!(!column.levels.iter().any(|level| level.contains("Vera")));
    }

    #[test]
    fn of_a_large_account_some_are_drawn_evenly_and_always_the_same() {
        let few: Vec<i64> = (1..=90).collect();
        assert_eq!(drawn(few.clone(), 100), few);
        let all: Vec<i64> = (1..=10_000).collect();
        let some = drawn(all.clone(), 1_000);
        assert!((900..1_100).contains(&some.len()), "{}", some.len());
        let early = some.iter().filter(|rid| **rid <= 5_000).count();
        assert!((400..600).contains(&early), "{early}");
        assert_eq!(drawn(all, 1_000), some);
        assert_eq!(drawn(Vec::new(), 1_000), [0; 0]);
    }
}
