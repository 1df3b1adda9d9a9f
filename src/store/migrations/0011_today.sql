-- What somebody has said about a person, a task or a deal that waits: done, snoozed (until), declined.
CREATE TABLE verdict (
  rid   INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  word  TEXT NOT NULL,
  at    INTEGER NOT NULL,
  until INTEGER
);
CREATE INDEX verdict_until ON verdict (until) WHERE until IS NOT NULL;
CREATE INDEX verdict_at ON verdict (at);
-- A lead that nobody answered in time is given to the pond once, whatever becomes of it afterwards.
CREATE TABLE pond (
  contact INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  at      INTEGER NOT NULL
);
-- Whom to call on a day, in the order in which they were chosen. `built` is when the list was made.
CREATE TABLE call_list (
  day     TEXT NOT NULL,
  place   INTEGER NOT NULL,
  contact INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
  built   INTEGER NOT NULL,
  PRIMARY KEY (day, place)
) WITHOUT ROWID;
CREATE INDEX call_list_contact ON call_list (contact);
-- Who does a task, and what waits, in the order in which the queue asks.
ALTER TABLE task ADD COLUMN owner TEXT NOT NULL DEFAULT '';
UPDATE task SET owner = coalesce((SELECT json_extract(r.doc, '$.assignedTo') FROM record r WHERE r.rid = task.rid), '');
CREATE INDEX task_due ON task (due, owner) WHERE completed = 0;
CREATE INDEX contact_waits ON contact (last_in DESC, rid DESC) WHERE last_in > last_out OR unread > 0;
CREATE INDEX opportunity_still ON opportunity (stage, since DESC, owner) WHERE status = 'open';
