-- Who has fallen silent is found by when they wrote last; whose they are and when something went out to them stands in the index,
-- so that nobody is looked up for whom no step is due. Past clients who slide away are those of a score without a risk.
DROP INDEX contact_last_in;
CREATE INDEX contact_last_in ON contact (last_in DESC, rid DESC, owner, last_out);
CREATE INDEX score_cooling ON score (drift, contact, risk) WHERE risk IS NULL AND drift > 0;
