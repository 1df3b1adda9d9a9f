-- What the gate said of a row: which rule holds it, whether it goes by itself at its moment, what a person has said
-- yes to (words, with blanks between).
ALTER TABLE outbox ADD COLUMN rule TEXT;
ALTER TABLE outbox ADD COLUMN wakes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN waved TEXT;
CREATE INDEX outbox_claimed ON outbox (claimed) WHERE claimed IS NOT NULL;
-- The same number or address is the same household: a message to one counts against the other.
CREATE INDEX contact_phone ON contact (phone) WHERE phone <> '';
CREATE INDEX contact_email ON contact (email) WHERE email <> '';
-- What a row rests on, as JSON; part of the chain where there is any.
ALTER TABLE audit ADD COLUMN more TEXT;
