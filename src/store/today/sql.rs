//! The statements of the queue. Parameters have the same numbers in all of them: 1 the present, 2 whose queue (empty for
//! everybody's), 3 the pond, 4 and 5 the edges of the range that is looked at.

/// What is asked about a person: row, arrival, last message in and out, unread, wish not to be disturbed, number and
/// address, owner, worth of the open deals.
const PERSON: &str = "c.rid, c.added, c.last_in, c.last_out, c.unread, c.dnd, c.phone, c.email, c.owner,
    (SELECT sum(o.value) FROM opportunity o WHERE o.contact = c.rid AND o.status = 'open')";

/// Theirs, nobody's or the pond's.
fn mine(row: &str) -> String {
    format!("(?2 = '' OR {row}.owner IN (?2, '', ?3))")
}

/// A verdict keeps them from the queue: nothing has come since, and its moment is not yet there.
const HELD: &str = "EXISTS (SELECT 1 FROM verdict v WHERE v.rid = c.rid AND v.at >= c.last_in
    AND (v.until IS NULL OR v.until > ?1))";

/// They were entered here, typed or read from a file: whoever did that knows of them, and nobody arrived.
pub const ENTERED: &str = "EXISTS (SELECT 1 FROM journal j WHERE j.rid = c.rid AND j.fact = 'created'
    AND json_extract(j.origin, '$.by') IN ('agent', 'cli', 'copilot'))";

/// The last they said was that they want to hear no more: that is no question, and it has been acted upon.
const SAID_STOP: &str = "EXISTS (SELECT 1 FROM opt_out x JOIN message m ON m.rid = x.message
    WHERE x.contact = c.rid AND m.at >= c.last_in)";

/// A person wrote or called since a moment. Without a colleague's name on it, what the CRM sent was sent by one of its
/// workflows; what is held for somebody to decide, or failed, has reached nobody.
pub fn answered(since: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM message m JOIN record d ON d.rid = m.rid
           LEFT JOIN outbox x ON x.rid = m.rid LEFT JOIN audit a ON a.id = x.audit
         WHERE m.contact = c.rid AND m.at >= {since} AND m.inbound = 0
           AND CASE WHEN a.who IS NULL THEN json_extract(d.doc, '$.userId') IS NOT NULL ELSE a.who IN ('me', 'claude') END
           AND coalesce(x.state, '') <> 'failed' AND NOT (coalesce(x.state, '') = 'held' AND x.wakes = 0))"
    )
}

/// New leads: of the last that arrived between two moments, those whom nobody has answered. Whose they are stands in the
/// index of the arrivals, so that nobody else's are looked up.
pub(super) fn leads() -> String {
    let (answered, mine) = (answered("c.added - 60000"), mine("n"));
    format!(
        "SELECT {PERSON}, (SELECT coalesce(json_extract(s.doc, '$.source'), '') FROM record s WHERE s.rid = c.rid)
         FROM (SELECT rid, owner, type FROM contact WHERE added > ?4 AND added <= ?5
           ORDER BY added DESC, rid DESC LIMIT 2000) n CROSS JOIN contact c ON c.rid = n.rid
         WHERE n.type <> 'customer' AND {mine} AND NOT {HELD} AND NOT {SAID_STOP} AND NOT {ENTERED} AND NOT {answered} LIMIT ?6"
    )
}

/// Who wrote after a moment and was answered by nobody since.
pub(super) fn replies() -> String {
    let (answered, mine) = (answered("c.last_in"), mine("c"));
    format!(
        "SELECT {PERSON} FROM contact c WHERE (c.last_in > c.last_out OR c.unread > 0) AND c.last_in > ?4
           AND c.last_in <= ?5 AND {mine} AND NOT {HELD} AND NOT {SAID_STOP} AND (c.last_in > c.last_out OR NOT {answered})
         ORDER BY c.last_in DESC, c.rid DESC LIMIT ?6"
    )
}

/// What they wrote last, newest first.
pub(super) const WROTE: &str = "SELECT m.at, m.type, coalesce(json_extract(d.doc, '$.body'), '')
    FROM message m JOIN record d ON d.rid = m.rid
    WHERE m.contact = ?1 AND m.inbound = 1 ORDER BY m.at DESC, m.rid DESC LIMIT 5";

/// Who was put off, with the moment, between two moments.
pub(super) fn put_off(order: &str) -> String {
    format!(
        "SELECT {PERSON}, v.until FROM verdict v JOIN contact c ON c.rid = v.rid
         WHERE v.until > ?4 AND v.until <= ?5 AND v.at >= c.last_in
         ORDER BY v.until {order} LIMIT ?6"
    )
}

/// The people of a day's list whom nobody has spoken with since it was made. ?4 is the day.
pub(super) fn calls() -> String {
    let answered = answered("l.built");
    format!(
        "SELECT {PERSON} FROM call_list l JOIN contact c ON c.rid = l.contact
         WHERE l.day = ?4 AND c.last_in < l.built AND NOT {HELD} AND NOT {answered}
         ORDER BY l.place LIMIT ?5"
    )
}

/// People with an open deal and a number who were last heard of between two moments, the last first. ?1 the present, ?2
/// whose, ?3 and ?4 the moments.
pub(super) fn quiet(mine: bool) -> String {
    let whose = if mine { "c.owner = ?2 AND" } else { "?2 = '' AND" };
    format!(
        "SELECT c.rid, c.active, c.worth FROM (
           SELECT c.rid, c.active, c.last_in, (SELECT sum(o.value) FROM opportunity o
               WHERE o.contact = c.rid AND o.status = 'open') AS worth
           FROM contact c WHERE {whose} c.active > ?3 AND c.active <= ?4 AND c.dnd = 0 AND c.phone <> ''
             AND c.type <> 'customer' ORDER BY c.active DESC, c.rid DESC LIMIT ?5) c
         WHERE c.worth IS NOT NULL AND NOT {HELD}"
    )
}

/// Somebody was looked after since a moment; or was put off, or nothing is to be done about them. Unlike [`HELD`], that something is
/// done holds for one step only.
fn looked_after(since: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM verdict v WHERE v.rid = c.rid AND v.at >= c.last_in
           AND (v.until > ?1 OR v.until IS NULL AND (v.word = 'declined' OR v.at >= {since})))"
    )
}

/// Who may be lost and wrote last between two moments, the last first, of whom nobody has taken the step that is due: nothing
/// went out since. ?7 is how long behind their last message it begins.
pub(super) fn silent() -> String {
    let (mine, looked_after) = (mine("w"), looked_after("c.last_in + ?7"));
    format!(
        "SELECT {PERSON}, s.risk
         FROM (SELECT w.rid FROM (SELECT rid, owner, last_in, last_out FROM contact WHERE last_in > ?4 AND last_in <= ?5
             ORDER BY last_in DESC, rid DESC LIMIT 4000) w
           WHERE {mine} AND w.last_out < w.last_in + ?7 LIMIT 400) n
         CROSS JOIN contact c ON c.rid = n.rid CROSS JOIN score s ON s.contact = c.rid
         WHERE s.risk IS NOT NULL AND s.blocked = 0 AND NOT {looked_after} AND NOT {SAID_STOP} LIMIT ?6"
    )
}

/// Past clients who have slid away by ?4, the newest first, whom nobody has looked after since that step began, ?7 after the last
/// that was heard of them, or since ?5 where that is later.
pub(super) fn cooling() -> String {
    let mine = mine("c");
    let heard = "coalesce(nullif(max(c.last_in, c.last_out), 0), c.added)";
    let looked_after = looked_after(&format!("max({heard} + ?7, ?5)"));
    format!(
        "SELECT {PERSON}, n.drift
         FROM (SELECT contact, drift FROM score WHERE risk IS NULL AND drift > 0 AND drift = ?4
           ORDER BY contact DESC LIMIT 1000) n CROSS JOIN contact c ON c.rid = n.contact
         WHERE {mine} AND NOT {looked_after} AND NOT {SAID_STOP} LIMIT ?6"
    )
}

/// Who may be lost and whose score fell by ?4 or more within a week from where it mattered, the most first, whom nobody has looked
/// after since ?5 and nobody has spoken with since ?7.
pub(super) fn falling() -> String {
    let (mine, looked_after, answered) = (mine("c"), looked_after("?5"), answered("?7"));
    format!(
        "SELECT {PERSON}, -n.change
         FROM (SELECT contact, change FROM score WHERE change <= -?4 ORDER BY change, contact LIMIT 400) n
         CROSS JOIN contact c ON c.rid = n.contact CROSS JOIN score s ON s.contact = n.contact
         WHERE {mine} AND s.risk IS NOT NULL AND s.blocked = 0 AND s.priority - s.change > 4000
           AND NOT {looked_after} AND NOT {SAID_STOP} AND NOT {answered} LIMIT ?6"
    )
}

/// Whose tasks are asked for: those of ?2, or everybody's with an empty one. Each is a range of an index of its own.
fn whose(mine: bool) -> &'static str {
    if mine { "t.owner = ?2" } else { "?2 = ''" }
}

/// Tasks due between two moments, the latest first.
pub(super) fn tasks(mine: bool) -> String {
    let whose = whose(mine);
    format!(
        "SELECT t.rid, t.due, t.owner, t.contact, coalesce(json_extract(d.doc, '$.title'), ''),
           coalesce(c.dnd, 0), coalesce(c.phone, ''), coalesce(c.email, '')
         FROM task t JOIN record d ON d.rid = t.rid LEFT JOIN contact c ON c.rid = t.contact
         WHERE t.completed = 0 AND t.due > ?4 AND t.due <= ?5 AND {whose}
           AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.rid = t.rid AND (v.until IS NULL OR v.until > ?1))
           AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.rid = t.contact AND v.until > ?1 AND v.at >= c.last_in)
         ORDER BY t.due DESC, t.owner DESC, t.rid DESC LIMIT ?6"
    )
}

/// Open deals that came to a stage between two moments, the latest first. ?6 is the stage. Whose person has not been copied yet
/// waits for them: nobody can be called without a name.
pub(super) const DEALS: &str =
    "SELECT o.rid, o.since, o.owner, o.contact, o.name, o.value, coalesce(c.dnd, 0),
      coalesce(c.phone, ''), coalesce(c.email, '')
    FROM opportunity o LEFT JOIN contact c ON c.rid = o.contact
    WHERE o.status = 'open' AND o.contact IS NOT NULL AND o.stage = ?6 AND o.since > ?4 AND o.since <= ?5
      AND (?2 = '' OR o.owner IN (?2, ''))
      AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.rid = o.rid AND v.at >= max(o.since, o.updated)
                        AND (v.until IS NULL OR v.until > ?1))
      AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.rid = o.contact AND v.until > ?1 AND v.at >= c.last_in)
    ORDER BY o.since DESC LIMIT ?7";

/// The next task after a moment.
pub(super) fn next_task(mine: bool) -> String {
    let whose = whose(mine);
    format!(
        "SELECT t.due, t.contact, coalesce(json_extract(d.doc, '$.title'), '')
         FROM task t JOIN record d ON d.rid = t.rid
         WHERE t.completed = 0 AND t.due > ?1 AND {whose} ORDER BY t.due, t.owner, t.rid LIMIT 1"
    )
}

/// The next who comes back after a moment.
pub(super) const NEXT_BACK: &str = "SELECT v.until, v.rid FROM verdict v JOIN contact c ON c.rid = v.rid
    WHERE v.until > ?1 AND v.at >= c.last_in ORDER BY v.until LIMIT 1";
