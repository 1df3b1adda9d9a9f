//! Counts that are kept while people change, so that a number of a million rows is read and not counted.
//!
//! The triggers of the table keep them; nothing else writes there. What is asked of some people only, or of fields that are
//! not kept, is counted in `people`.

use rusqlite::params;

use crate::domain::filter::{Expr, FieldSpec, Filter, Of, Operand, Test};
use crate::domain::value::Cents;
use crate::store::error::StoreError;
use crate::store::person::people::PeopleGroup;
use crate::store::reader::Reader;

/// The value of a field as filters and lists tell it.
fn told(field: &str) -> Option<&'static str> {
    Some(match field {
        "stage" => "coalesce((SELECT s.id FROM stage s WHERE s.nr = CAST(y.value AS INTEGER)), '')",
        "dnd" | "dnc" => "iif(y.value = '1', 'yes', 'no')",
        "owner" | "source" | "type" | "city" | "zip" | "tz" | "tag" => "y.value",
        _ => return None,
    })
}

impl Reader {
    /// How many people there are.
    pub(in crate::store) fn everybody(&self) -> Result<usize, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT coalesce(sum(people), 0) FROM tally WHERE field = 'dnd'")?;
        let total: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(usize::try_from(total).unwrap_or(0))
    }

    /// Everybody counted by a field, the largest groups first, at most so many. `None` for a field of which no count is kept.
    pub(in crate::store) fn tally(
        &self,
        by: &FieldSpec,
        most: usize,
    ) -> Result<Option<Vec<PeopleGroup>>, StoreError> {
        let Some(value) = told(by.name).filter(|_| by.of == Of::Person) else {
            return Ok(None);
        };
        let sql = format!(
            "SELECT {value} AS v, y.people, y.worth FROM tally y WHERE y.field = ?1 AND y.people > 0
             ORDER BY y.people DESC, v LIMIT ?2"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let groups = statement.query_map(params![by.name, most], |row| {
            Ok(PeopleGroup {
                value: row.get(0)?,
                people: row.get(1)?,
                worth: Cents(row.get(2)?),
            })
        })?;
        Ok(Some(groups.collect::<Result<_, _>>()?))
    }

    /// How many people a filter chooses and what their open deals are worth, where that is kept: of everybody, and of those with one
    /// tag, one owner or one stage.
    pub(in crate::store) fn tallied(&self, filter: &Filter) -> Result<Option<(usize, Cents)>, StoreError> {
        let (field, value) = match &filter.expr {
            _ if filter.as_of.is_some() => return Ok(None),
            None => ("dnd", None),
            Some(Expr::Field(spec, Test::OneOf(wanted))) if spec.of == Of::Person => {
                match (spec.name, wanted.as_slice()) {
                    ("tag", [Operand::Text(tag)]) => ("tag", Some(tag.to_lowercase())),
                    ("owner" | "stage", [Operand::Id(id)]) => (spec.name, Some(id.clone())),
                    _ => return Ok(None),
                }
            }
            Some(_) => return Ok(None),
        };
        let told = told(field).unwrap_or("y.value");
        let sql = format!(
            "SELECT coalesce(sum(y.people), 0), coalesce(sum(y.worth), 0) FROM tally y
             WHERE y.field = ?1 AND (?2 IS NULL OR {told} = ?2)"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let (people, worth): (i64, i64) =
            statement.query_row(params![field, value], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Some((usize::try_from(people).unwrap_or(0), Cents(worth))))
    }
}

#[cfg(test)]
mod tests;
