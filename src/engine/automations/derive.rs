//! Hears moments that nobody writes down: looks for those that a published automation asks for, and keeps which were heard.
//!
//! A moment that was heard is a row, and whoever it lets in comes in once for it whatever dies in between. When much is late
//! only so many are let in a minute; the others stay unheard until then. The rules are in `automation::moment`.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::arrive::{Arrival, in_time};
use super::facts::Known;
use super::{Automations, BATCH, LATE, Live, events};
use crate::automation::definition::Late;
use crate::automation::event::{Event, EventKind, Turn};
use crate::automation::machine::fires;
use crate::automation::moment::{Ask, SOON, begins_quarter, days_between, kept_on, morning, silence, soon};
use crate::domain::automation::{Heard, Switch, Yearly};
use crate::domain::command::{AutomationCommand, Command};
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, EntityRef};
use crate::store::{CommitError, Days, Reader, StoreError};

/// Moments are looked for as often as this.
const AGAIN: SignedDuration = SignedDuration::from_mins(1);
/// Whoever has a day is looked for as often as this, or in the next morning that is known.
const DAYS_AGAIN: SignedDuration = SignedDuration::from_hours(1);
/// Moments that are found together.
const FOUND: usize = 500;

/// When moments are looked for again; lost with the worker, and then at once.
#[derive(Debug, Default)]
pub(super) struct Looks {
    last: Option<Timestamp>,
    days: HashMap<Yearly, Timestamp>,
    /// When the rules of zones are looked at again.
    pub zones: Option<Timestamp>,
}

/// A moment that was not heard.
pub(super) struct Moment {
    pub event: Event,
    /// They come in once for it.
    pub cause: String,
    /// How it is kept that it was heard; a score by its number.
    heard: Option<Heard>,
    scores: i64,
}

/// What is asked for, each with how far back it still lets somebody in.
type Asked = BTreeMap<Ask, Timestamp>;

impl Automations {
    /// Hears every moment that has come.
    pub(super) async fn derive(&self, live: &HashMap<String, Live>) -> Result<(), CommitError> {
        let now = self.clock.now();
        {
            let looks = &mut self.mind().looks;
            let soon = |last: Timestamp| now >= last && now.duration_since(last) < AGAIN;
            if looks.last.is_some_and(soon) {
                return Ok(());
            }
            looks.last = Some(now);
        }
        let asked = self.asked(now).await?;
        for (ask, since) in &asked {
            let all = match ask {
                Ask::Silence(hours) => self.hear_silences(live, *hours, *since, now).await?,
                Ask::Day(what) => self.hear_days(live, what, *since, now).await?,
                Ask::Soon => self.hear_soon(live, now).await?,
                // All of them with the first.
                Ask::Score(_) => true,
            };
            if !all {
                return Ok(());
            }
        }
        self.hear_scores(live, &asked, now).await
    }

    /// One that is paused asks as well: what passes meanwhile is not made up for.
    async fn asked(&self, now: Timestamp) -> Result<Asked, StoreError> {
        let mut asked = Asked::new();
        for row in self.store.read(Reader::automations).await? {
            let (Switch::On | Switch::Paused, Some(version), Some(published)) =
                (row.state, row.version, row.published)
            else {
                continue;
            };
            let Ok(program) = self.program(&row.id, version).await? else {
                continue;
            };
            let Some(ask) = Ask::of(&program.definition) else {
                continue;
            };
            let (policy, grace) = program.definition.late();
            let since = match policy {
                Late::Fire => published,
                _ => published.max(now.saturating_sub(grace.about()).unwrap_or(published)),
            };
            let since = since.saturating_sub(self.rules.skew).unwrap_or(since);
            asked
                .entry(ask)
                .and_modify(|known| *known = since.min(*known))
                .or_insert(since);
        }
        Ok(asked)
    }

    async fn hear_silences(
        &self,
        live: &HashMap<String, Live>,
        hours: u32,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<bool, CommitError> {
        loop {
            let found = self
                .ask(move |known| silences(known, hours, (since, now)))
                .await?;
            let many = found.len();
            if !self.notice(live, found, now).await? {
                return Ok(false);
            }
            if many < FOUND {
                return Ok(true);
            }
        }
    }

    async fn hear_days(
        &self,
        live: &HashMap<String, Live>,
        what: &Yearly,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<bool, CommitError> {
        let wait = self.mind().looks.days.get(what).copied();
        if wait.is_some_and(|wait| now < wait && wait.duration_since(now) <= DAYS_AGAIN) {
            return Ok(true);
        }
        let day = what.clone();
        let (found, next) = self.ask(move |known| days(known, &day, (since, now))).await?;
        let all = self.notice(live, found, now).await?;
        let again = now.saturating_add(DAYS_AGAIN).unwrap_or(now);
        let again = next.map_or(again, |next| next.min(again));
        let looks = if all { again } else { now };
        self.mind().looks.days.insert(what.clone(), looks);
        Ok(all)
    }

    async fn hear_soon(&self, live: &HashMap<String, Live>, now: Timestamp) -> Result<bool, CommitError> {
        let found = self.ask(move |known| near(known, now)).await?;
        self.notice(live, found, now).await
    }

    async fn hear_scores(
        &self,
        live: &HashMap<String, Live>,
        asked: &Asked,
        now: Timestamp,
    ) -> Result<(), CommitError> {
        let names: Vec<String> = asked
            .keys()
            .filter_map(|ask| match ask {
                Ask::Score(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        let since = asked
            .iter()
            .filter_map(|(ask, since)| matches!(ask, Ask::Score(_)).then_some(*since))
            .min();
        let Some(since) = since else { return Ok(()) };
        let mut before = None;
        loop {
            let names = names.clone();
            let (found, last) = self.ask(move |known| scores(known, &names, since)).await?;
            if before == Some(last) || !self.notice(live, found, now).await? {
                return Ok(());
            }
            self.heard(Vec::new(), last).await?;
            before = Some(last);
        }
    }

    async fn heard(&self, moments: Vec<Heard>, scores: i64) -> Result<(), CommitError> {
        let heard = AutomationCommand::Heard { moments, scores };
        self.store
            .commit(Command::Automation(heard), Origin::Engine)
            .await?;
        Ok(())
    }

    /// Lets in whom moments put in; whether all were heard.
    async fn notice(
        &self,
        live: &HashMap<String, Live>,
        moments: Vec<Moment>,
        now: Timestamp,
    ) -> Result<bool, CommitError> {
        let mut moments = moments.into_iter().peekable();
        while moments.peek().is_some() {
            let (mut page, mut whom) = (Vec::new(), HashSet::new());
            // What lets somebody in twice is told apart by the first being kept.
            while let Some(next) = moments.next_if(|next| {
                page.len() < BATCH
                    && !whom.contains(&next.event.contact)
                    && !(self.wanted(live, &next.event, now) && self.is_late_too_often(next.event.at, now))
            }) {
                whom.insert(next.event.contact.clone());
                page.push(next);
            }
            if page.is_empty() || !self.may_act().await? {
                return Ok(false);
            }
            self.let_all_in(live, page, now).await?;
        }
        Ok(true)
    }

    async fn let_all_in(
        &self,
        live: &HashMap<String, Live>,
        page: Vec<Moment>,
        now: Timestamp,
    ) -> Result<(), CommitError> {
        let (facts, _) = self.store.read(Reader::automations_place).await?;
        let scores = page.iter().map(|moment| moment.scores).max().unwrap_or(0);
        let (mut heard, mut arriving) = (Vec::new(), Vec::new());
        for moment in page {
            heard.extend(moment.heard);
            let doors = live.values().filter(|one| self.lets_in(one, &moment.event, now));
            arriving.extend(doors.map(|one| Arrival {
                one: one.clone(),
                event: moment.event.clone(),
                cause: moment.cause.clone(),
                seq: facts,
            }));
        }
        self.come_in(arriving).await?;
        self.heard(heard, scores).await
    }

    fn wanted(&self, live: &HashMap<String, Live>, event: &Event, now: Timestamp) -> bool {
        now.duration_since(event.at) > LATE && live.values().any(|one| self.lets_in(one, event, now))
    }

    /// Whether a moment puts people into an automation, and does so still.
    fn lets_in(&self, one: &Live, event: &Event, now: Timestamp) -> bool {
        fires(&one.program, &event.kind)
            && event.at >= one.published - self.rules.skew
            && in_time(&one.program.definition, event.at, now)
    }
}

pub(super) fn silences(
    known: &Known<'_>,
    hours: u32,
    (since, now): (Timestamp, Timestamp),
) -> Result<Vec<Moment>, StoreError> {
    let what = format!("silent {hours}");
    let long = SignedDuration::from_hours(i64::from(hours));
    let before = |at: Timestamp| at.saturating_sub(long).unwrap_or(at);
    let quiet = known.reader.quiet(&what, (before(since), before(now)), FOUND)?;
    let moment = |one: crate::store::Quiet| {
        let (at, kind) = silence(one.heard, one.wrote, hours)?;
        Some(Moment {
            cause: format!("{what} {}", one.wrote.as_millisecond()),
            heard: Some(of_person(&what, one.contact.as_str(), one.mark)),
            event: Event {
                contact: one.contact,
                at,
                kind,
            },
            scores: 0,
        })
    };
    Ok(quiet.into_iter().filter_map(moment).collect())
}

fn of_person(what: &str, contact: &str, mark: i64) -> Heard {
    Heard {
        what: what.to_owned(),
        of: EntityRef::new(EntityKind::Contact, contact),
        mark,
    }
}

/// The days that have come, and when the next is known to.
fn days(
    known: &Known<'_>,
    what: &Yearly,
    (since, now): (Timestamp, Timestamp),
) -> Result<(Vec<Moment>, Option<Timestamp>), StoreError> {
    let (mut found, mut next) = (Vec::new(), None);
    for day in days_between(since, now) {
        let kept = match what {
            Yearly::Quarter if begins_quarter(day) => vec![None],
            Yearly::Quarter => Vec::new(),
            Yearly::Birthday | Yearly::HomeAnniversary | Yearly::Field { .. } => {
                kept_on(day).into_iter().map(Some).collect()
            }
        };
        let (year, month, date) = (
            i64::from(day.year()),
            i64::from(day.month()),
            i64::from(day.day()),
        );
        let mark = (year * 100 + month) * 100 + date;
        for on in kept {
            let unheard = Some(mark);
            let keepers = known.reader.keepers(
                &Days {
                    what: what.clone(),
                    on,
                    unheard,
                },
                None,
            )?;
            for keeper in keepers.into_iter().filter(|keeper| keeper.has_it_in(day.year())) {
                let zone = keeper.zone.as_deref().and_then(|zone| TimeZone::get(zone).ok());
                let at = morning(day, zone.as_ref().unwrap_or(known.zone));
                if at > now {
                    next = Some(next.map_or(at, |next: Timestamp| next.min(at)));
                } else if at >= since {
                    let date = what.word().to_owned();
                    found.push(Moment {
                        cause: format!("{date} {mark}"),
                        heard: Some(of_person(&date, keeper.contact.as_str(), mark)),
                        event: Event {
                            contact: keeper.contact,
                            at,
                            kind: EventKind::Date { date },
                        },
                        scores: 0,
                    });
                }
            }
        }
    }
    found.sort_by_key(|moment| moment.event.at);
    Ok((found, next))
}

fn near(known: &Known<'_>, now: Timestamp) -> Result<Vec<Moment>, StoreError> {
    let near = known.reader.near(now, SOON)?.into_iter();
    let moments = near.filter(|near| near.appointment.holds_time()).map(|near| {
        let (id, mark) = (near.appointment.id.as_str(), near.starts.as_millisecond());
        Moment {
            cause: format!("soon {id} {mark}"),
            heard: Some(Heard {
                what: "soon".to_owned(),
                of: EntityRef::new(EntityKind::Appointment, id),
                mark,
            }),
            event: Event {
                contact: near.contact,
                at: soon(near.starts, near.booked),
                kind: EventKind::Appointment {
                    turn: Turn::Soon,
                    sort: events::sort(&near.appointment, known),
                    starts: near.starts,
                },
            },
            scores: 0,
        }
    });
    Ok(moments.filter(|moment| moment.event.at <= now).collect())
}

fn scores(known: &Known<'_>, names: &[String], since: Timestamp) -> Result<(Vec<Moment>, i64), StoreError> {
    let (moved, last) = known.reader.moved(names, since, FOUND)?;
    let seqs: Vec<i64> = moved.iter().map(|moved| moved.seq).collect();
    let behind = seqs.iter().skip(1).copied().chain([i64::MAX]);
    let moments = moved.into_iter().zip(behind).map(|(moved, behind)| Moment {
        cause: format!("score {} {}", moved.seq, moved.score),
        heard: None,
        // Only with the last number of it a past score was heard.
        scores: if behind == moved.seq {
            moved.seq - 1
        } else {
            moved.seq
        },
        event: Event {
            contact: moved.contact,
            at: moved.at,
            kind: EventKind::Score {
                score: moved.score,
                from: moved.from,
                to: moved.to,
            },
        },
    });
    Ok((moments.collect(), last))
}
