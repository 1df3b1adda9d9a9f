//! What comes next with people: their first open task or their next appointment, whichever is sooner.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::domain::appointment::Appointment;
use crate::domain::record::Fields;
use crate::domain::value::{ContactId, Foreign};
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::timestamp;

/// Something that is to be done with somebody, or somewhere to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// When; of a task it may be over.
    pub at: Timestamp,
    /// What it is called.
    pub what: Foreign,
    /// It is an appointment, and no task.
    pub is_meeting: bool,
}

/// Most people have neither: both are asked at once, and only what is there is read.
const ANY: &str = "SELECT
       EXISTS (SELECT 1 FROM task t WHERE t.contact = p.rid AND t.completed = 0 AND t.due > 0),
       EXISTS (SELECT 1 FROM appointment a WHERE a.contact = p.rid AND a.start > ?2)
     FROM record p WHERE p.kind = 'contact' AND p.id = ?1";
const TASK: &str = "SELECT t.due, json_extract(r.doc, '$.title') FROM record p
     JOIN task t ON t.contact = p.rid AND t.completed = 0 AND t.due > 0 JOIN record r ON r.rid = t.rid
     WHERE p.kind = 'contact' AND p.id = ?1 ORDER BY t.due LIMIT 1";
/// Those that were called off are skipped where they are read.
const MEETINGS: &str = "SELECT a.start, r.id, r.doc FROM record p
     JOIN appointment a ON a.contact = p.rid AND a.start > ?2 JOIN record r ON r.rid = a.rid
     WHERE p.kind = 'contact' AND p.id = ?1 ORDER BY a.start LIMIT 5";

impl Reader {
    /// What comes next with somebody, if anything does.
    pub fn next_step(&self, contact: &ContactId, now: Timestamp) -> Result<Option<NextStep>, StoreError> {
        let (has_task, has_meeting): (bool, bool) = self
            .db
            .prepare_cached(ANY)?
            .query_row(params![contact.as_str(), now.as_millisecond()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?
            .unwrap_or_default();
        let task = has_task.then(|| task(&self.db, contact)).transpose()?;
        let meeting = has_meeting.then(|| meeting(&self.db, contact, now)).transpose()?;
        let steps = [task.flatten(), meeting.flatten()];
        Ok(steps.into_iter().flatten().min_by_key(|step| step.at))
    }
}

fn task(db: &Connection, contact: &ContactId) -> Result<Option<NextStep>, StoreError> {
    let task = db.prepare_cached(TASK)?.query_row([contact.as_str()], |row| {
        Ok(NextStep {
            at: timestamp(row.get(0)?),
            what: Foreign::from(row.get::<_, Option<String>>(1)?.unwrap_or_default()),
            is_meeting: false,
        })
    });
    Ok(task.optional()?)
}

fn meeting(db: &Connection, contact: &ContactId, now: Timestamp) -> Result<Option<NextStep>, StoreError> {
    let mut statement = db.prepare_cached(MEETINGS)?;
    let mut rows = statement.query(params![contact.as_str(), now.as_millisecond()])?;
    while let Some(row) = rows.next()? {
        let fields: Fields = serde_json::from_str(&row.get::<_, String>(2)?)?;
        let appointment = Appointment::from_fields(row.get::<_, String>(1)?.into(), &fields);
        if appointment.holds_time() {
            return Ok(Some(NextStep {
                at: timestamp(row.get(0)?),
                what: appointment.title,
                is_meeting: true,
            }));
        }
    }
    Ok(None)
}
