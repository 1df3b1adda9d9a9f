-- Every record of the CRM: its members as shown (doc), what the CRM had under pending edits (base).
CREATE TABLE record (
  rid       INTEGER PRIMARY KEY,
  kind      TEXT NOT NULL,
  id        TEXT NOT NULL,
  remote_id TEXT,
  doc       TEXT NOT NULL,
  base      TEXT,
  remote_at INTEGER,
  gone      INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX record_id ON record (kind, id);
CREATE UNIQUE INDEX record_remote ON record (kind, remote_id) WHERE remote_id IS NOT NULL;

-- The JSON as received, so that members this program does not know are kept.
CREATE TABLE raw (rid INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE, json TEXT NOT NULL);

-- What lists need, and nothing else. `find` is name, digits of the phone and e-mail, folded. Times are epoch milliseconds.
CREATE TABLE contact (
  rid     INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  name    TEXT NOT NULL,
  find    TEXT NOT NULL,
  phone   TEXT NOT NULL,
  email   TEXT NOT NULL,
  owner   TEXT NOT NULL,
  source  TEXT NOT NULL,
  city    TEXT NOT NULL,
  zip     TEXT NOT NULL,
  type    TEXT NOT NULL,
  dnd     INTEGER NOT NULL,
  added   INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  last_in  INTEGER NOT NULL DEFAULT 0,
  last_out INTEGER NOT NULL DEFAULT 0,
  active  INTEGER NOT NULL,
  unread  INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX contact_roster ON contact (active DESC, rid DESC, find);
CREATE INDEX contact_name ON contact (name, rid);
CREATE INDEX contact_added ON contact (added DESC, rid DESC);
CREATE INDEX contact_owner ON contact (owner, active DESC, rid DESC);
CREATE INDEX contact_phone ON contact (phone);
CREATE INDEX contact_email ON contact (email);
CREATE INDEX contact_unread ON contact (active DESC, rid DESC) WHERE unread > 0;

CREATE TABLE contact_tag (
  tag TEXT NOT NULL,
  rid INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
  PRIMARY KEY (tag, rid)
) WITHOUT ROWID;
CREATE INDEX contact_tag_rid ON contact_tag (rid);

CREATE TABLE opportunity (
  rid         INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  contact     INTEGER,
  contact_key TEXT NOT NULL,
  name        TEXT NOT NULL,
  pipeline    TEXT NOT NULL,
  stage       TEXT NOT NULL,
  status      TEXT NOT NULL,
  value       INTEGER NOT NULL,
  owner       TEXT NOT NULL,
  created     INTEGER NOT NULL,
  updated     INTEGER NOT NULL,
  since       INTEGER NOT NULL
);
CREATE INDEX opportunity_board ON opportunity (pipeline, status, stage, updated DESC, rid DESC, value);
CREATE INDEX opportunity_contact ON opportunity (contact, status, stage);
CREATE INDEX opportunity_orphan ON opportunity (contact_key) WHERE contact IS NULL;

-- Where a deal has been; told by the CRM or moved here.
CREATE TABLE stage_history (
  opportunity INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
  at    INTEGER NOT NULL,
  stage TEXT NOT NULL,
  who   TEXT NOT NULL,
  PRIMARY KEY (opportunity, at, stage)
) WITHOUT ROWID;

CREATE TABLE conversation (
  rid         INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  contact     INTEGER,
  contact_key TEXT NOT NULL,
  unread      INTEGER NOT NULL,
  last_at     INTEGER NOT NULL
);
CREATE INDEX conversation_contact ON conversation (contact);
CREATE INDEX conversation_orphan ON conversation (contact_key) WHERE contact IS NULL;

CREATE TABLE message (
  rid          INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  contact      INTEGER,
  contact_key  TEXT NOT NULL,
  at           INTEGER NOT NULL,
  inbound      INTEGER NOT NULL,
  type         TEXT NOT NULL
);
CREATE INDEX message_contact ON message (contact, at DESC, rid DESC);
CREATE INDEX message_orphan ON message (contact_key) WHERE contact IS NULL;

CREATE TABLE note (
  rid         INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  contact     INTEGER,
  contact_key TEXT NOT NULL,
  at          INTEGER NOT NULL
);
CREATE INDEX note_contact ON note (contact, at DESC);
CREATE INDEX note_orphan ON note (contact_key) WHERE contact IS NULL;

CREATE TABLE task (
  rid         INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  contact     INTEGER,
  contact_key TEXT NOT NULL,
  due         INTEGER NOT NULL,
  completed   INTEGER NOT NULL
);
CREATE INDEX task_contact ON task (contact, completed, due);
CREATE INDEX task_orphan ON task (contact_key) WHERE contact IS NULL;

CREATE TABLE appointment (
  rid         INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  contact     INTEGER,
  contact_key TEXT NOT NULL,
  start       INTEGER NOT NULL
);
CREATE INDEX appointment_contact ON appointment (contact, start DESC);
CREATE INDEX appointment_orphan ON appointment (contact_key) WHERE contact IS NULL;

-- Words of notes and messages; the row number is the record's.
CREATE VIRTUAL TABLE words USING fts5 (
  body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

-- What happened, in order, for ever.
CREATE TABLE journal (
  seq    INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  origin TEXT NOT NULL,
  fact   TEXT NOT NULL,
  rid    INTEGER,
  body   TEXT NOT NULL
);
CREATE INDEX journal_rid ON journal (rid, seq) WHERE rid IS NOT NULL;

-- Who did what, each row bound to the one before it.
CREATE TABLE audit (
  seq     INTEGER PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,
  at      INTEGER NOT NULL,
  who     TEXT NOT NULL,
  what    TEXT NOT NULL,
  kind    TEXT,
  entity  TEXT,
  hash    TEXT NOT NULL
);

CREATE TABLE outbox (
  seq         INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  rid         INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
  contact     INTEGER,
  intent      TEXT NOT NULL,
  effect_key  TEXT UNIQUE,
  state       TEXT NOT NULL,
  attempt     INTEGER NOT NULL DEFAULT 0,
  probes      INTEGER NOT NULL DEFAULT 0,
  not_before  INTEGER NOT NULL,
  claimed     INTEGER,
  remote_id   TEXT,
  error       TEXT,
  created     INTEGER NOT NULL,
  audit       TEXT NOT NULL
);
CREATE INDEX outbox_state ON outbox (state, not_before);
CREATE INDEX outbox_contact ON outbox (contact, state);
CREATE INDEX outbox_rid ON outbox (rid, seq);

CREATE TABLE conflict (
  id    TEXT PRIMARY KEY,
  rid   INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
  path  TEXT NOT NULL,
  base  TEXT NOT NULL,
  here  TEXT NOT NULL,
  there TEXT NOT NULL,
  at    INTEGER NOT NULL,
  open  INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX conflict_open ON conflict (rid, path) WHERE open = 1;

CREATE TABLE undo (
  seq     INTEGER PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,
  at      INTEGER NOT NULL,
  who     TEXT NOT NULL,
  what    TEXT NOT NULL,
  facts   TEXT NOT NULL,
  undone  INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE cursor (name TEXT PRIMARY KEY, value TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Answers that could not be read as records; they stand in nobody's way.
CREATE TABLE quarantine (
  seq      INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  resource TEXT NOT NULL,
  reason   TEXT NOT NULL,
  raw      TEXT NOT NULL
);

-- What is typed and not yet sent or asked.
CREATE TABLE draft (
  name    TEXT PRIMARY KEY,
  subject TEXT,
  body    TEXT NOT NULL,
  at      INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE chat_thread (
  seq   INTEGER PRIMARY KEY,
  id    TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  at    INTEGER NOT NULL
);
CREATE INDEX chat_thread_at ON chat_thread (at DESC);

CREATE TABLE chat_turn (
  seq     INTEGER PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,
  thread  INTEGER NOT NULL REFERENCES chat_thread (seq) ON DELETE CASCADE,
  speaker TEXT NOT NULL,
  outcome TEXT NOT NULL,
  partial TEXT,
  model   TEXT,
  usage   TEXT,
  micro_dollars INTEGER NOT NULL DEFAULT 0,
  at      INTEGER NOT NULL,
  took_ms INTEGER
);
CREATE INDEX chat_turn_thread ON chat_turn (thread, seq);
CREATE INDEX chat_turn_cost ON chat_turn (at, micro_dollars);

CREATE TABLE chat_block (
  turn INTEGER NOT NULL REFERENCES chat_turn (seq) ON DELETE CASCADE,
  nr   INTEGER NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (turn, nr)
) WITHOUT ROWID;
