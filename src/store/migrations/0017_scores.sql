-- What people answered to the questions of qualification. One answer to a question holds; those before it stay, with the
-- moment they ended.
CREATE TABLE answer (
  seq        INTEGER PRIMARY KEY,
  contact    INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
  question   TEXT NOT NULL,
  value      TEXT NOT NULL,
  accepted   INTEGER,
  quote      TEXT NOT NULL,
  message    TEXT,
  who        TEXT NOT NULL,
  confidence INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  ended      INTEGER
);
CREATE UNIQUE INDEX answer_holds ON answer (contact, question) WHERE ended IS NULL;
CREATE INDEX answer_contact ON answer (contact, seq);

-- What an agent says instead of the badge.
CREATE TABLE opinion (
  contact INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  says    TEXT NOT NULL,
  why     TEXT NOT NULL,
  at      INTEGER NOT NULL
);

-- The score that holds. Points are hundredths; of nothing known there is NULL. `due` is when it is worked out again although
-- nothing happened.
CREATE TABLE score (
  contact    INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  priority   INTEGER,
  badge      TEXT,
  was        TEXT,
  confidence INTEGER NOT NULL,
  risk       INTEGER,
  drift      INTEGER,
  value      INTEGER,
  place      INTEGER NOT NULL,
  change     INTEGER,
  blocked    INTEGER NOT NULL,
  hot_with   TEXT,
  peak       INTEGER,
  numbers    TEXT NOT NULL,
  reasons    TEXT NOT NULL,
  inputs     TEXT NOT NULL,
  config     TEXT NOT NULL,
  at         INTEGER NOT NULL,
  due        INTEGER NOT NULL
);
CREATE INDEX score_priority ON score (priority, contact) WHERE priority IS NOT NULL;
CREATE INDEX score_change ON score (change, contact) WHERE change IS NOT NULL;
CREATE INDEX score_drift ON score (drift, contact) WHERE drift IS NOT NULL;
CREATE INDEX score_due ON score (due);

-- What scores were: a row whenever the numbers became others. Rows are never changed.
CREATE TABLE score_past (
  seq      INTEGER PRIMARY KEY,
  contact  INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
  at       INTEGER NOT NULL,
  priority INTEGER,
  badge    TEXT,
  numbers  TEXT NOT NULL,
  reasons  TEXT NOT NULL,
  inputs   TEXT NOT NULL,
  config   TEXT NOT NULL
);
CREATE INDEX score_past_contact ON score_past (contact, at);
CREATE INDEX score_past_badge ON score_past (badge, at);

-- The weights that scores were made with, by their hash.
CREATE TABLE score_config (hash TEXT PRIMARY KEY, body TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

-- The one number of lists stands beside what lists are ordered by, so that the first page by score is walked like any other.
ALTER TABLE contact ADD COLUMN score INTEGER;
CREATE INDEX contact_score ON contact (score DESC, rid DESC);
CREATE TRIGGER score_told AFTER INSERT ON score BEGIN
  UPDATE contact SET score = NEW.priority WHERE rid = NEW.contact AND score IS NOT NEW.priority;
END;
CREATE TRIGGER score_gone AFTER DELETE ON score BEGIN
  UPDATE contact SET score = NULL WHERE rid = OLD.contact;
END;
