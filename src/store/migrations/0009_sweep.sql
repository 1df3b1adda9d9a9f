-- The sweep over all ids of the CRM: what it has seen so far, and what it did not see and is asked for by itself. Nothing
-- is gone here before the CRM has twice said so, `look_at` apart.
CREATE TABLE swept (rid INTEGER PRIMARY KEY);
CREATE TABLE suspect (
  rid     INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  denied  INTEGER NOT NULL DEFAULT 0,
  look_at INTEGER NOT NULL
);
-- When a record was first here; what came after a sweep began may be missing from it.
ALTER TABLE record ADD COLUMN known INTEGER NOT NULL DEFAULT 0;
