//! Questions about answers and about disagreements.

use crate::domain::qualification::Answer;
use crate::domain::score::Opinion;
use crate::domain::value::ContactId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::answers::{all, dropped, opinion, said};
use crate::store::rows::record::contact_rid;

impl Reader {
    /// What somebody has answered, in the order in which it came, by either id.
    pub fn answers(&self, contact: &ContactId) -> Result<Vec<Answer>, StoreError> {
        match contact_rid(&self.db, contact.as_str())? {
            Some(rid) => all(&self.db, rid),
            None => Ok(Vec::new()),
        }
    }

    /// The answers that were found in somebody's words and that an agent did not want, by either id.
    pub fn dropped_answers(&self, contact: &ContactId) -> Result<Vec<Answer>, StoreError> {
        match contact_rid(&self.db, contact.as_str())? {
            Some(rid) => dropped(&self.db, rid),
            None => Ok(Vec::new()),
        }
    }

    /// What an agent says instead of somebody's score, by either id.
    pub fn opinion(&self, contact: &ContactId) -> Result<Option<Opinion>, StoreError> {
        match contact_rid(&self.db, contact.as_str())? {
            Some(rid) => opinion(&self.db, rid),
            None => Ok(None),
        }
    }

    /// Everybody about whom an agent disagrees with the score, the last first.
    pub fn opinions(&self) -> Result<Vec<(ContactId, Opinion)>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT r.id, o.says, o.why, o.at FROM opinion o JOIN record r ON r.rid = o.contact ORDER BY o.at DESC, o.contact",
        )?;
        let rows = statement.query_map([], |row| {
            let id: String = row.get(0)?;
            Ok((id, said((row.get(1)?, row.get(2)?, row.get(3)?))))
        })?;
        let rows: Vec<(String, Option<Opinion>)> = rows.collect::<Result<_, _>>()?;
        let known = rows.into_iter().filter_map(|(id, said)| Some((id.into(), said?)));
        Ok(known.collect())
    }
}

#[cfg(test)]
mod tests;
