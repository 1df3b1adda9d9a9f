-- What left for work of Claude, and sums over everybody.

-- What left for work of Claude's about a person, one row a request: its body byte for byte, and what its stand-ins stand for.
-- The newest thousand are kept.
CREATE TABLE prepared_sent (
  seq     INTEGER PRIMARY KEY,
  contact INTEGER NOT NULL REFERENCES record (rid),
  kind    TEXT NOT NULL,
  at      INTEGER NOT NULL,
  body    TEXT NOT NULL,
  hidden  TEXT NOT NULL
);
CREATE INDEX prepared_sent_contact ON prepared_sent (contact, seq);

-- Whose deals are worth something, so that the sum over everybody reads no row of a person.
CREATE INDEX contact_worth ON contact (worth) WHERE worth <> 0;
