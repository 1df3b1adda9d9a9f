//! The values that people have of a field, and how many have each: what completion offers.

use rusqlite::params_from_iter;

use crate::domain::filter::{Agreement, Expr, FieldKind, FieldSpec, Filter, Of, Test, find, nearest};
use crate::store::error::StoreError;
use crate::store::filter::TAGS;
use crate::store::reader::Reader;

/// Values that are offered at most; the rarest are left out.
const OFFERED: usize = 500;

impl Reader {
    /// The values of a field and how many people have each, the most frequent first. Names of the account come as ids.
    /// Nothing for a field whose values are not counted.
    pub fn values_of(&self, spec: &FieldSpec) -> Result<Vec<(String, u64)>, StoreError> {
        // Those without a value are one group more.
        if spec.kind != FieldKind::Flag
            && let Some(groups) = self.tally(spec, OFFERED + 1)?
        {
            let named = groups.into_iter().filter(|group| !group.value.is_empty());
            return Ok(named.map(|group| (group.value, group.people as u64)).collect());
        }
        if spec.of == Of::Person && spec.name == "consent" {
            return self.agreed();
        }
        let Some(select) = select(spec) else {
            return Ok(Vec::new());
        };
        self.capped(|| {
            let sql = format!("SELECT v, n FROM ({select}) WHERE v <> '' ORDER BY n DESC, v LIMIT {OFFERED}");
            self.counted(&sql, &[])
        })
    }

    /// The values of a field the account added.
    pub fn values_of_added(&self, id: &str) -> Result<Vec<(String, u64)>, StoreError> {
        self.capped(|| {
            let sql = format!(
                "SELECT v.value, count(*) AS n FROM record r, json_each(r.doc, '$.customFields') v
                 WHERE r.kind = 'contact' AND r.gone = 0 AND v.key = ?1 AND v.type = 'text' AND v.value <> ''
                 GROUP BY v.value ORDER BY n DESC, v.value LIMIT {OFFERED}"
            );
            self.counted(&sql, &[id])
        })
    }

    /// Of a tag that nobody has, the one that was probably meant.
    pub fn tag_meant(&self, tag: &str) -> Result<Option<String>, StoreError> {
        let tag = tag.to_lowercase();
        let known = "SELECT 1 FROM contact_tag WHERE tag = ?1 LIMIT 1";
        if self.db.prepare_cached(known)?.exists([&tag])? {
            return Ok(None);
        }
        let mut statement = self
            .db
            .prepare_cached(&format!("{TAGS} SELECT d.tag FROM d WHERE d.tag IS NOT NULL"))?;
        let tags = statement
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        Ok(nearest(&tag, tags.iter().map(String::as_str)).map(str::to_owned))
    }

    /// How many are known to have agreed to each channel.
    fn agreed(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let vocabulary = self.vocabulary()?;
        let Some(spec) = find(Of::Person, "consent") else {
            return Ok(Vec::new());
        };
        let mut counts = Vec::new();
        for word in ["text", "email", "call"] {
            let ways = Agreement::on(word, &vocabulary).into_iter().collect();
            let filter = Filter {
                expr: Some(Expr::Field(spec, Test::Agreed(ways))),
                ..Filter::default()
            };
            counts.push((word.to_owned(), self.people_summed(&filter)?.0 as u64));
        }
        Ok(counts)
    }

    fn counted(&self, sql: &str, values: &[&str]) -> Result<Vec<(String, u64)>, StoreError> {
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn select(spec: &FieldSpec) -> Option<&'static str> {
    Some(match (spec.of, spec.name) {
        (Of::Deal, "stage") => {
            "SELECT stage AS v, count(DISTINCT contact) AS n FROM opportunity GROUP BY stage"
        }
        (Of::Deal, "pipeline") => {
            "SELECT pipeline AS v, count(DISTINCT contact) AS n FROM opportunity GROUP BY pipeline"
        }
        (Of::Deal, "status") => {
            "SELECT status AS v, count(DISTINCT contact) AS n FROM opportunity GROUP BY status"
        }
        (Of::Deal, "lost_reason") => {
            "SELECT reason AS v, count(DISTINCT contact) AS n FROM opportunity GROUP BY reason"
        }
        (Of::Deal, "owner") => {
            "SELECT owner AS v, count(DISTINCT contact) AS n FROM opportunity GROUP BY owner"
        }
        (Of::Message, "channel") => {
            "SELECT kind AS v, count(DISTINCT contact) AS n FROM message GROUP BY kind"
        }
        (Of::Automation, "name") => {
            "SELECT coalesce((SELECT a.name FROM automation a WHERE a.id = x.automation), x.automation) AS v,
                    count(DISTINCT x.contact) AS n
             FROM automation_run x WHERE x.arm = 'in' GROUP BY x.automation"
        }
        (Of::Change, "field") => {
            "SELECT v, count(DISTINCT contact) AS n FROM
               (SELECT json_extract(e.value, '$.path') AS v, x.contact AS contact
                FROM (SELECT j.body AS body, coalesce((SELECT o.contact FROM opportunity o WHERE o.rid = j.rid), j.rid) AS contact
                      FROM journal j WHERE j.fact IN ('edited', 'changed')) x
                JOIN contact c ON c.rid = x.contact, json_each(x.body, '$.changes') e) GROUP BY v"
        }
        (Of::Task, "owner") => "SELECT owner AS v, count(DISTINCT contact) AS n FROM task GROUP BY owner",
        _ => return None,
    })
}
