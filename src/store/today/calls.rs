//! The call list of a day: chosen once, so that it can be worked off; who leaves it makes room for nobody.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::super::error::{CommitError, StoreError};
use super::sql;
use crate::domain::decide::Decision;
use crate::domain::fact::Topic;
use crate::domain::record::EntityKind;
use crate::domain::today::{Cost, Kind, Terms, Waiting};
use crate::domain::value::{Cents, UserId};
use crate::store::rows::record::timestamp;
use crate::store::write::work::{Outcome, Work};

/// People on a list: a good call block, and less than anybody gives up on.
const LIST: usize = 20;
/// People who are looked at; of an owner with more the last ones heard of.
const LOOKED_AT: i64 = 600;
/// Whoever was heard of later needs no call, and whoever was heard of earlier is another list's matter.
const QUIET: SignedDuration = SignedDuration::from_hours(7 * 24);
const LOST: SignedDuration = SignedDuration::from_hours(60 * 24);

/// Makes the list of a day, unless there is one: people with an open deal and a number, quiet for a week and not yet for
/// two months, in the order of what their silence costs. Says whether there is one now.
pub(in crate::store) fn build(
    work: &mut Work<'_>,
    day: &str,
    me: Option<&UserId>,
) -> Result<Outcome, CommitError> {
    let db = work.db;
    let made: bool = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM call_list WHERE day = ?1)")?
        .query_row([day], |row| row.get(0))?;
    let mut chosen = Vec::new();
    if !made {
        chosen = choose(work, me)?;
        db.prepare_cached("DELETE FROM call_list WHERE day < ?1")?
            .execute([day])?;
        let mut add =
            db.prepare_cached("INSERT INTO call_list (day, place, contact, built) VALUES (?1, ?2, ?3, ?4)")?;
        for (place, rid) in chosen.iter().enumerate() {
            add.execute(params![day, place as i64, rid, work.at])?;
        }
    }
    let mut outcome = work.carry_out_quietly(Decision::default())?;
    if !chosen.is_empty() {
        outcome.topics.push(Topic::Records(EntityKind::Contact));
    }
    Ok(outcome)
}

fn choose(work: &Work<'_>, me: Option<&UserId>) -> Result<Vec<i64>, StoreError> {
    let (now, terms) = (work.now, Terms::default());
    let sql = sql::quiet(me.is_some());
    let mut statement = work.db.prepare_cached(&sql)?;
    let rows = statement.query_map(
        params![
            work.at,
            me.map_or("", UserId::as_str),
            (now - LOST).as_millisecond(),
            (now - QUIET).as_millisecond(),
            LOOKED_AT
        ],
        |row| {
            let waiting = silence(timestamp(row.get(1)?), Cents(row.get(2)?));
            Ok((Cost::of(&waiting, &terms, now).total(), row.get::<_, i64>(0)?))
        },
    )?;
    let mut people = rows.collect::<Result<Vec<_>, _>>()?;
    people.sort_unstable_by(|(a, one), (b, other)| b.cmp(a).then(one.cmp(other)));
    Ok(people.into_iter().take(LIST).map(|(_, rid)| rid).collect())
}

fn silence(since: Timestamp, worth: Cents) -> Waiting {
    Waiting {
        kind: Kind::Call,
        since,
        due: None,
        unread: 0,
        asks: false,
        deals: Some(worth),
        reachable: true,
        closed: false,
        unowned: false,
        usual_days: 0,
        slid: None,
    }
}
