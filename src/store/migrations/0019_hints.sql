-- Calls of the CRM that were taken, so that one that is delivered twice counts once. They are hints: what they are about is
-- read from the CRM, so nothing of them is kept but what they are known by.
CREATE TABLE hint (
    id   TEXT    NOT NULL PRIMARY KEY,
    kind TEXT    NOT NULL,
    at   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX hint_at ON hint (at);
