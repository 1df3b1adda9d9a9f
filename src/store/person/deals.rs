//! Deals: the board by stage, and the list.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Row, ToSql, params};

use crate::domain::filter::Filter;
use crate::domain::opportunity::{DealOrder, OpportunityStatus};
use crate::domain::score::Mark;
use crate::domain::value::{Cents, ContactId, Foreign, OpportunityId, PipelineId, StageId, UserId};
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::{name_of, timestamp};
use crate::store::scores::{MARK, mark};

/// A deal as a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealCard {
    /// Which one.
    pub id: OpportunityId,
    /// Its name.
    pub name: Foreign,
    /// Whose it is.
    pub contact: Option<ContactId>,
    /// Their name.
    pub who: Foreign,
    /// At which stage.
    pub stage: StageId,
    /// How it stands.
    pub status: OpportunityStatus,
    /// What it is worth.
    pub value: Cents,
    /// Who owns it.
    pub owner: Option<UserId>,
    /// When it came to this stage.
    pub since: Timestamp,
    /// When something last happened with the person.
    pub active: Timestamp,
    /// An edit waits to be confirmed by the CRM.
    pub pending: bool,
    /// The score of the person, once it is worked out.
    pub mark: Option<Mark>,
}

/// One column of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardColumn {
    /// Which stage.
    pub stage: StageId,
    /// Deals in it, those not shown included.
    pub count: u64,
    /// What they are worth together.
    pub value: Cents,
    /// The cards of the window, in the order that was asked for.
    pub cards: Vec<DealCard>,
}

/// The open deals of a pipeline by stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// Which pipeline.
    pub pipeline: PipelineId,
    /// A column for each stage that has deals.
    pub columns: Vec<BoardColumn>,
}

/// Which deals a board shows, and how.
#[derive(Clone, Copy, Debug)]
pub struct BoardAsk<'a> {
    /// Of which pipeline.
    pub pipeline: &'a PipelineId,
    /// Whose, if not everybody's; a deal of nobody is then left out.
    pub filter: Option<&'a Filter>,
    /// In which order at their stage.
    pub order: DealOrder,
    /// Cards of each stage, at most; counts and sums are always of all.
    pub cards: usize,
}

/// Deals of a pipeline that stand the same way at the same stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageSum {
    /// At which stage.
    pub stage: StageId,
    /// How they stand.
    pub status: OpportunityStatus,
    /// How many.
    pub deals: u64,
    /// What they are worth together.
    pub value: Cents,
}

pub(in crate::store) const SUMS: &str =
    "SELECT status, stage, deals, value FROM deal_tally WHERE pipeline = ?1";
/// Since when a deal has been where it is the CRM does not always say; what is not known stands for no long time.
pub(in crate::store) const STILL: &str = "SELECT
      (SELECT count(*) FROM opportunity WHERE stage = ?1 AND status = 'open' AND since > 0 AND since <= ?2),
      (SELECT min(since) FROM opportunity WHERE stage = ?1 AND status = 'open' AND since > 0)";

fn cards() -> String {
    let who = name_of("o.contact");
    format!(
        "SELECT r.id, o.name, coalesce(c.rid, 0), coalesce({who}, ''), o.stage, o.status, o.value, o.owner,
     o.since, coalesce(c.active, 0), r.base IS NOT NULL OR r.remote_id IS NULL,
     coalesce((SELECT id FROM record p WHERE p.rid = o.contact), o.contact_key), {MARK}
     FROM opportunity o JOIN record r ON r.rid = o.rid LEFT JOIN contact c ON c.rid = o.contact
     LEFT JOIN score s ON s.contact = o.contact"
    )
}

impl Reader {
    /// The board of a pipeline: counts and sums of all open deals that are asked for, and up to `cards` cards of each stage.
    pub fn board(&self, ask: &BoardAsk<'_>) -> Result<Board, StoreError> {
        let whose = match ask.filter {
            Some(filter) => Some(self.whose_deals(ask.pipeline, filter)?),
            None => None,
        };
        let among = among(whose.as_deref(), "opportunity", 2);
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT stage, count(*), sum(value) FROM opportunity
             WHERE pipeline = ?1 AND status = 'open'{among} GROUP BY stage"
        ))?;
        let pipeline = ask.pipeline.as_str();
        let mut values: Vec<&dyn ToSql> = vec![&pipeline];
        values.extend(whose.iter().map(|whose| whose as &dyn ToSql));
        let sums = statement
            .query_map(values.as_slice(), |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, u64>(1)?,
                    row.get::<_, i64>(2)?,
                ))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        let mut columns = Vec::with_capacity(sums.len());
        for (stage, count, value) in sums {
            columns.push(BoardColumn {
                cards: self.column(ask, &stage, whose.as_deref())?,
                stage: stage.into(),
                count,
                value: Cents(value),
            });
        }
        Ok(Board {
            pipeline: ask.pipeline.clone(),
            columns,
        })
    }

    /// Whom of those with an open deal in a pipeline a filter chooses, as a list that a statement can be given.
    fn whose_deals(&self, pipeline: &PipelineId, filter: &Filter) -> Result<String, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT contact FROM opportunity WHERE pipeline = ?1 AND status = 'open' AND contact IS NOT NULL",
        )?;
        let people = statement.query_map([pipeline.as_str()], |row| row.get(0))?;
        let people: BTreeSet<i64> = people.collect::<Result<_, _>>()?;
        Ok(serde_json::to_string(&self.chosen_among(filter, &people)?)?)
    }

    /// All deals of a pipeline, counted and summed by how they stand and at which stage.
    pub fn pipeline_sums(&self, pipeline: &PipelineId) -> Result<Vec<StageSum>, StoreError> {
        let mut statement = self.db.prepare_cached(SUMS)?;
        let sums = statement.query_map([pipeline.as_str()], |row| {
            Ok(StageSum {
                status: OpportunityStatus::from_word(&row.get::<_, String>(0)?),
                stage: row.get::<_, String>(1)?.into(),
                deals: row.get(2)?,
                value: Cents(row.get(3)?),
            })
        })?;
        Ok(sums.collect::<Result<_, _>>()?)
    }

    /// How many open deals have been at a stage since before a moment, and since when the first of all has. A stage belongs to one
    /// pipeline.
    pub fn standing_still(
        &self,
        stage: &StageId,
        before: Timestamp,
    ) -> Result<(u64, Option<Timestamp>), StoreError> {
        let mut statement = self.db.prepare_cached(STILL)?;
        let found = statement.query_row(params![stage.as_str(), before.as_millisecond()], |row| {
            Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?.map(timestamp)))
        })?;
        Ok(found)
    }

    fn column(
        &self,
        ask: &BoardAsk<'_>,
        stage: &str,
        whose: Option<&str>,
    ) -> Result<Vec<DealCard>, StoreError> {
        let (cards, among) = (cards(), among(whose, "o", 4));
        let order = match ask.order {
            DealOrder::Changed => "",
            // Since when it is there is not always known; that is no long time.
            DealOrder::Longest => "o.since <= 0, o.since, ",
            DealOrder::Value => "o.value DESC, ",
            DealOrder::Score => "s.priority DESC, ",
        };
        let sql = format!(
            "{cards} WHERE o.pipeline = ?1 AND o.status = 'open' AND o.stage = ?2{among}
             ORDER BY {order}o.updated DESC, o.rid DESC LIMIT ?3"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let pipeline = ask.pipeline.as_str();
        let mut values: Vec<&dyn ToSql> = vec![&pipeline, &stage, &ask.cards];
        values.extend(whose.iter().map(|whose| whose as &dyn ToSql));
        let rows = statement.query_map(values.as_slice(), card)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The deals of a person, open ones first.
    pub fn deals_of(&self, contact_rid: i64) -> Result<Vec<DealCard>, StoreError> {
        let cards = cards();
        let sql =
            format!("{cards} WHERE o.contact = ?1 ORDER BY o.status <> 'open', o.updated DESC LIMIT 50");
        let mut statement = self.db.prepare_cached(&sql)?;
        Ok(statement
            .query_map([contact_rid], card)?
            .collect::<Result<_, _>>()?)
    }

    /// The open deal of each of these people that was changed last, with its pipeline; those without one are not in the answer.
    pub fn open_deals(&self, people: &[ContactId]) -> Result<Vec<(OpportunityId, PipelineId)>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT r.id, o.pipeline FROM record p JOIN opportunity o ON o.contact = p.rid AND o.status = 'open'
             JOIN record r ON r.rid = o.rid WHERE p.kind = 'contact' AND p.id = ?1 ORDER BY o.updated DESC LIMIT 1",
        )?;
        let mut deals = Vec::new();
        for person in people {
            let found = statement.query_map([person.as_str()], |row| {
                Ok((row.get::<_, String>(0)?.into(), row.get::<_, String>(1)?.into()))
            })?;
            for deal in found {
                deals.push(deal?);
            }
        }
        Ok(deals)
    }

    /// One deal, by either id.
    pub fn deal(&self, id: &OpportunityId) -> Result<Option<DealCard>, StoreError> {
        let cards = cards();
        let sql = format!("{cards} WHERE r.kind = 'opportunity' AND (r.id = ?1 OR r.remote_id = ?1) LIMIT 1");
        let mut statement = self.db.prepare_cached(&sql)?;
        Ok(statement.query_map([id.as_str()], card)?.next().transpose()?)
    }
}

/// That a deal is of one of these people, as the end of a condition whose parameter `at` they are.
fn among(whose: Option<&str>, of: &str, at: u8) -> String {
    whose.map_or_else(String::new, |_| {
        format!(" AND {of}.contact IN (SELECT value FROM json_each(?{at}))")
    })
}

fn card(row: &Row<'_>) -> rusqlite::Result<DealCard> {
    let contact: String = row.get(11)?;
    let owner: String = row.get(7)?;
    Ok(DealCard {
        id: row.get::<_, String>(0)?.into(),
        name: Foreign::from(row.get::<_, String>(1)?),
        contact: (!contact.is_empty()).then(|| contact.into()),
        who: Foreign::from(row.get::<_, String>(3)?),
        stage: row.get::<_, String>(4)?.into(),
        status: OpportunityStatus::from_word(&row.get::<_, String>(5)?),
        value: Cents(row.get(6)?),
        owner: (!owner.is_empty()).then(|| owner.into()),
        since: timestamp(row.get(8)?),
        active: timestamp(row.get(9)?),
        pending: row.get(10)?,
        mark: mark(row, 12)?,
    })
}
