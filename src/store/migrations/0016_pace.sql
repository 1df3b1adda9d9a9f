-- What a person's open deals say about them is answered from this index alone: their sum, and the stage of the one that
-- changed last. The old one had no value; the sum then went through every open deal of the account instead.
DROP INDEX opportunity_contact;
CREATE INDEX opportunity_contact ON opportunity (contact, status, updated DESC, rid DESC, stage, value);
-- Whose the people are stands in the index, so that the queue of one passes over the others' without looking them up.
DROP INDEX contact_added;
CREATE INDEX contact_added ON contact (added DESC, rid DESC, owner, type);
DROP INDEX contact_waits;
CREATE INDEX contact_waits ON contact (last_in DESC, rid DESC, owner) WHERE last_in > last_out OR unread > 0;
-- The tasks of one colleague by themselves: of somebody who has few, nobody else's are passed on the way.
CREATE INDEX task_doer ON task (owner, due) WHERE completed = 0;
