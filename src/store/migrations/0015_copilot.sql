-- What stands for whom in a chat: one value of its vault a row, as JSON, in the order in which they came to be known.
CREATE TABLE chat_hidden (
  thread INTEGER NOT NULL REFERENCES chat_thread (seq) ON DELETE CASCADE,
  nr     INTEGER NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (thread, nr)
) WITHOUT ROWID;

-- What an answer had looked up or proposed: one line for each call of a tool.
CREATE TABLE chat_call (
  turn    INTEGER NOT NULL REFERENCES chat_turn (seq) ON DELETE CASCADE,
  nr      INTEGER NOT NULL,
  call    TEXT NOT NULL,
  tool    TEXT NOT NULL,
  line    TEXT NOT NULL,
  fault   INTEGER NOT NULL,
  took_ms INTEGER NOT NULL,
  PRIMARY KEY (turn, nr)
) WITHOUT ROWID;

-- The exact bytes that left: of each request what is not as in the one before it in the same chat, between the bytes both
-- begin with and the bytes both end with.
CREATE TABLE chat_sent (
  seq    INTEGER PRIMARY KEY,
  thread INTEGER NOT NULL REFERENCES chat_thread (seq) ON DELETE CASCADE,
  at     INTEGER NOT NULL,
  head   INTEGER NOT NULL,
  tail   INTEGER NOT NULL,
  middle TEXT NOT NULL
);
CREATE INDEX chat_sent_thread ON chat_sent (thread, seq);

-- Lists of changes that wait for a yes, and what became of them.
CREATE TABLE proposal (
  seq      INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  turn     INTEGER NOT NULL REFERENCES chat_turn (seq) ON DELETE CASCADE,
  tool     TEXT NOT NULL,
  at       INTEGER NOT NULL,
  expires  INTEGER NOT NULL,
  stand    TEXT NOT NULL,
  decided  INTEGER,
  reason   TEXT,
  undo     TEXT,
  told     INTEGER NOT NULL DEFAULT 0,
  left_out TEXT NOT NULL
);
CREATE INDEX proposal_turn ON proposal (turn);
CREATE INDEX proposal_stand ON proposal (stand, seq);
CREATE TABLE proposal_item (
  proposal INTEGER NOT NULL REFERENCES proposal (seq) ON DELETE CASCADE,
  nr       INTEGER NOT NULL,
  contact  TEXT NOT NULL,
  item     TEXT NOT NULL,
  state    TEXT NOT NULL,
  PRIMARY KEY (proposal, nr)
) WITHOUT ROWID;
CREATE INDEX proposal_item_contact ON proposal_item (contact);

-- What an item of a proposal rests on, as JSON: members and their values when it was made. When they are others at the yes,
-- the item is not done.
ALTER TABLE proposal_item ADD COLUMN rests TEXT;

-- What is booked in a stretch of time.
CREATE INDEX appointment_start ON appointment (start);

-- The chat that a branch grew out of, in the end: branches of branches name the first one too.
ALTER TABLE chat_thread ADD COLUMN root INTEGER REFERENCES chat_thread (seq) ON DELETE SET NULL;
CREATE INDEX chat_thread_root ON chat_thread (root) WHERE root IS NOT NULL;

-- What a chat is asked with from its first question on: model and effort. Another one would empty the cache.
ALTER TABLE chat_thread ADD COLUMN model TEXT;
ALTER TABLE chat_thread ADD COLUMN effort TEXT;

-- Chats whose last question waits until Claude can be reached.
CREATE TABLE chat_waiting (
  thread INTEGER PRIMARY KEY REFERENCES chat_thread (seq) ON DELETE CASCADE,
  at     INTEGER NOT NULL
);

-- What an agent wants remembered of a person.
CREATE TABLE memory (
  seq     INTEGER PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,
  contact INTEGER NOT NULL,
  text    TEXT NOT NULL,
  source  TEXT NOT NULL,
  at      INTEGER NOT NULL
);
CREATE INDEX memory_contact ON memory (contact, seq);

-- What Claude prepared about a person, one row a try: its result with stand-ins and what they stand for, or why there is
-- none. Only the newest good result of a kind is kept; what a try has cost stays.
CREATE TABLE prepared (
  seq           INTEGER PRIMARY KEY,
  contact       INTEGER NOT NULL REFERENCES record (rid),
  kind          TEXT NOT NULL,
  about         TEXT NOT NULL,
  hash          TEXT NOT NULL,
  at            INTEGER NOT NULL,
  model         TEXT NOT NULL,
  micro_dollars INTEGER NOT NULL,
  result        TEXT,
  fault         TEXT,
  draft         TEXT,
  hidden        TEXT NOT NULL
);
CREATE INDEX prepared_contact ON prepared (contact, kind, about, seq);
CREATE INDEX prepared_at ON prepared (at, micro_dollars);
