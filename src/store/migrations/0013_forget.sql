-- Who was forgotten here: the record is a shell that knows the CRM's id and nothing else, so that no sync brings them back.
CREATE TABLE forgotten (rid INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE, at INTEGER NOT NULL);
-- Numbers and addresses that are not written to any more although nobody here knows whose they are: slow hashes, salted.
CREATE TABLE suppressed (mark TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
