-- That a person lifted an opt-out: what was said before counts no more. The log has the same with its reason.
CREATE TABLE opt_out_lifted (
  contact INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  at      INTEGER NOT NULL,
  reason  TEXT NOT NULL
);
