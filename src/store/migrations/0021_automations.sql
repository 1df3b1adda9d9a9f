-- Automations that were published or are being written. `draft` is a text that is not published.
CREATE TABLE automation (
  seq       INTEGER PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  state     TEXT NOT NULL,
  why       TEXT,
  version   INTEGER,
  auto_send INTEGER NOT NULL DEFAULT 0,
  draft     TEXT,
  published INTEGER,
  who       TEXT NOT NULL,
  at        INTEGER NOT NULL
);

-- Every text that was ever published: people inside stay on theirs.
CREATE TABLE automation_version (
  automation TEXT NOT NULL,
  version    INTEGER NOT NULL,
  text       TEXT NOT NULL,
  who        TEXT NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (automation, version)
) WITHOUT ROWID;

-- People who came in, once for each cause. `rev` goes up with each step: a step that was worked out from another state is not
-- taken. `due` is when it has something to do again; `upto` is the last fact it was told of.
CREATE TABLE automation_run (
  seq        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  automation TEXT NOT NULL,
  version    INTEGER NOT NULL,
  contact    INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
  cause      TEXT NOT NULL,
  arm        TEXT NOT NULL,
  rev        INTEGER NOT NULL,
  state      TEXT NOT NULL,
  waits      TEXT NOT NULL,
  due        INTEGER,
  upto       INTEGER NOT NULL,
  entered    INTEGER NOT NULL,
  ended      INTEGER,
  why        TEXT
);
CREATE UNIQUE INDEX automation_run_cause ON automation_run (automation, contact, cause);
CREATE INDEX automation_run_due ON automation_run (automation, due) WHERE due IS NOT NULL;
CREATE INDEX automation_run_open ON automation_run (contact) WHERE ended IS NULL;
CREATE INDEX automation_run_entered ON automation_run (automation, contact, entered);

-- What runs did, or are to do: an effect has a key, and no key has two rows. Without a result it is yet to be done.
CREATE TABLE automation_step (
  seq    INTEGER PRIMARY KEY,
  run    INTEGER NOT NULL REFERENCES automation_run (seq) ON DELETE CASCADE,
  at     INTEGER NOT NULL,
  step   TEXT NOT NULL,
  what   TEXT NOT NULL,
  key    TEXT UNIQUE,
  effect TEXT,
  result TEXT,
  done   INTEGER,
  tries  INTEGER NOT NULL DEFAULT 0,
  cents  INTEGER NOT NULL DEFAULT 0,
  facts  TEXT
);
CREATE INDEX automation_step_run ON automation_step (run, seq);
CREATE INDEX automation_step_what ON automation_step (what, seq);
