-- When a row was claimed by the clock that counts sleep, in milliseconds since the machine's start, and which start.
ALTER TABLE outbox ADD COLUMN claimed_boot INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN boot TEXT NOT NULL DEFAULT '';
-- A message that the CRM took is sent, and later delivered or not; an edit is done.
UPDATE outbox SET state = 'sent' WHERE state = 'done' AND json_extract(intent, '$.op') = 'send';
