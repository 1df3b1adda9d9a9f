//! Who is here already of those whom somebody is about to take in.

use std::collections::BTreeSet;

use crate::domain::import::{Here, Key, keys};
use crate::domain::record::Fields;
use crate::store::error::StoreError;
use crate::store::reader::Reader;

impl Reader {
    /// Everybody who is known by one of `wanted`. All people are looked at once, their other numbers and addresses too,
    /// because an account may hold them in any form; memory is taken for those who are found.
    pub fn known_by(&self, wanted: &BTreeSet<Key>) -> Result<Vec<Here>, StoreError> {
        let mut found = Vec::new();
        if wanted.is_empty() {
            return Ok(found);
        }
        let mut statement = self.db.prepare_cached(
            "SELECT r.id, r.remote_id, r.doc FROM contact c JOIN record r ON r.rid = c.rid ORDER BY c.rid",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, remote_id): (String, Option<String>) = (row.get(0)?, row.get(1)?);
            let fields: Fields = serde_json::from_str(&row.get::<_, String>(2)?)?;
            let by_id = |id: &str| wanted.contains(&Key::Id(id.to_owned()));
            if by_id(&id)
                || remote_id.as_deref().is_some_and(by_id)
                || keys(&fields).iter().any(|key| wanted.contains(key))
            {
                found.push(Here {
                    id: id.into(),
                    remote_id,
                    fields,
                });
            }
        }
        Ok(found)
    }
}
