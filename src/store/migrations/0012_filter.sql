-- What filters ask and no table had. A stage has a number of its own, so that it costs a person one byte and not its id.
CREATE TABLE stage (nr INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
INSERT INTO stage (id) SELECT DISTINCT stage FROM opportunity WHERE stage <> '' ORDER BY stage;

-- Stage of the open deal that changed last, and the worth of all open ones; time zone, birthday (month times a hundred and
-- day), and whether they may not be called.
ALTER TABLE contact ADD COLUMN stage INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN worth INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN tz TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN born INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN dnc INTEGER NOT NULL DEFAULT 0;
ALTER TABLE opportunity ADD COLUMN closes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE opportunity ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN status TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN title TEXT NOT NULL DEFAULT '';

DROP INDEX contact_list;
UPDATE contact SET
  zip = lower(zip),
  stage = coalesce((SELECT s.nr FROM opportunity o LEFT JOIN stage s ON s.id = o.stage
    WHERE o.contact = contact.rid AND o.status = 'open' ORDER BY o.updated DESC, o.rid DESC LIMIT 1), 0),
  worth = coalesce((SELECT sum(o.value) FROM opportunity o WHERE o.contact = contact.rid AND o.status = 'open'), 0);
UPDATE contact SET
  tz = lower(coalesce(json_extract(r.doc, '$.timezone'), '')),
  born = CASE WHEN json_extract(r.doc, '$.dateOfBirth') GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'
    THEN CAST(substr(json_extract(r.doc, '$.dateOfBirth'), 6, 2) AS INTEGER) * 100
       + CAST(substr(json_extract(r.doc, '$.dateOfBirth'), 9, 2) AS INTEGER)
    ELSE 0 END,
  dnc = coalesce(json_extract(r.doc, '$.dnd') IN (1, 'true'), 0)
     OR coalesce(json_extract(r.doc, '$.dndSettings.call.status') IN ('active', 'permanent'), 0)
  FROM record r WHERE r.rid = contact.rid;
UPDATE opportunity SET
  reason = coalesce(json_extract(r.doc, '$.lostReasonId'), ''),
  closes = coalesce(CASE typeof(json_extract(r.doc, '$.forecastExpectedCloseDate'))
    WHEN 'integer' THEN json_extract(r.doc, '$.forecastExpectedCloseDate')
    ELSE CAST(strftime('%s', json_extract(r.doc, '$.forecastExpectedCloseDate')) AS INTEGER) * 1000 END, 0)
  FROM record r WHERE r.rid = opportunity.rid;
UPDATE message SET
  status = lower(coalesce(json_extract(r.doc, '$.status'), '')),
  kind = CASE replace(upper(message.type), 'TYPE_', '')
    WHEN 'SMS' THEN 'text' WHEN 'CAMPAIGN_SMS' THEN 'text' WHEN 'CAMPAIGN_MANUAL_SMS' THEN 'text'
    WHEN 'EMAIL' THEN 'email' WHEN 'CAMPAIGN_EMAIL' THEN 'email' WHEN 'CUSTOM_EMAIL' THEN 'email'
    WHEN 'CALL' THEN 'call' WHEN 'VOICEMAIL' THEN 'call' WHEN 'CAMPAIGN_CALL' THEN 'call'
    WHEN 'CAMPAIGN_VOICEMAIL' THEN 'call' WHEN 'CAMPAIGN_MANUAL_CALL' THEN 'call'
    WHEN 'WHATSAPP' THEN 'chat' WHEN 'FACEBOOK' THEN 'chat' WHEN 'INSTAGRAM' THEN 'chat' WHEN 'LIVE_CHAT' THEN 'chat'
    WHEN 'WEBCHAT' THEN 'chat' WHEN 'GMB' THEN 'chat' WHEN 'CUSTOM_SMS' THEN 'chat' WHEN 'RCS' THEN 'chat'
    ELSE 'other' END
  FROM record r WHERE r.rid = message.rid;
UPDATE task SET
  title = lower(coalesce(json_extract(r.doc, '$.title'), ''))
  FROM record r WHERE r.rid = task.rid;

CREATE INDEX contact_list ON contact (
  active DESC, rid DESC, find, added, updated, last_in, last_out, unread, dnd, owner, source, city, zip, type,
  stage, worth, born, dnc
);
-- The same for one stage, with what is asked beside it.
CREATE INDEX contact_stage ON contact (
  stage, active DESC, rid DESC, last_in, last_out, added, updated, worth, owner, unread
);
CREATE INDEX contact_last_in ON contact (last_in DESC, rid DESC);
-- Sub-questions: deals by what they are asked for, messages by time, calls and open tasks by person.
CREATE INDEX opportunity_asked ON opportunity (status, value, stage, since, created, closes, contact);
CREATE INDEX message_at ON message (at DESC, contact, inbound, kind, status);
CREATE INDEX message_call ON message (contact, at DESC) WHERE kind = 'call';
CREATE INDEX task_open ON task (contact, due) WHERE completed = 0;
-- What changed since a moment. That records were told for the first time says nothing of how they stood before.
CREATE INDEX journal_changed ON journal (at, seq) WHERE fact IN ('created', 'edited', 'changed', 'removed');
-- Lists of people with a name.
CREATE TABLE saved_list (name TEXT PRIMARY KEY, filter TEXT NOT NULL, place INTEGER NOT NULL) WITHOUT ROWID;
