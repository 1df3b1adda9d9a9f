//! Deals: the board by stage, and the list.

use jiff::Timestamp;
use rusqlite::{Row, params};

use crate::domain::opportunity::OpportunityStatus;
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
    /// The cards of the window, last changed first.
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
    /// The board of a pipeline: counts and sums of all open deals, and up to `cards` cards of each stage.
    pub fn board(&self, pipeline: &PipelineId, cards: usize) -> Result<Board, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT stage, count(*), sum(value) FROM opportunity
             WHERE pipeline = ?1 AND status = 'open' GROUP BY stage",
        )?;
        let sums = statement
            .query_map([pipeline.as_str()], |row| {
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
                cards: self.column(pipeline, &stage, cards)?,
                stage: stage.into(),
                count,
                value: Cents(value),
            });
        }
        Ok(Board {
            pipeline: pipeline.clone(),
            columns,
        })
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

    fn column(&self, pipeline: &PipelineId, stage: &str, limit: usize) -> Result<Vec<DealCard>, StoreError> {
        let cards = cards();
        let sql = format!(
            "{cards} WHERE o.pipeline = ?1 AND o.status = 'open' AND o.stage = ?2
             ORDER BY o.updated DESC, o.rid DESC LIMIT ?3"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(params![pipeline.as_str(), stage, limit], card)?;
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
