-- What was learned from the account's own outcomes, one row a time it was tried with enough of them. Rows are never changed.
-- A model names nobody: it knows columns, their slices, and words that several people share.
CREATE TABLE learned (
  seq      INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  outcomes INTEGER NOT NULL,
  closings INTEGER NOT NULL,
  signal   INTEGER NOT NULL,
  model    TEXT NOT NULL,
  report   TEXT NOT NULL,
  verdict  TEXT NOT NULL
);

-- Which of them somebody said is to be gone by; nothing is the rules. The newest row holds.
CREATE TABLE learned_use (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, learned INTEGER REFERENCES learned (seq));
