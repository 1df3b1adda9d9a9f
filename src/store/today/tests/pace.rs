//! The statements that keep pace with a large account answer as the plain ones before them did, which live on here.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use rusqlite::{params, types::Value as Sql};

use super::*;

/// People in the made-up account.
const PEOPLE: usize = 2_000;

fn answered_before(since: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM message m JOIN record d ON d.rid = m.rid
           LEFT JOIN outbox x ON x.rid = m.rid LEFT JOIN audit a ON a.id = x.audit
         WHERE m.contact = c.rid AND m.at >= {since} AND m.inbound = 0
           AND CASE WHEN a.who IS NULL THEN json_extract(d.doc, '$.userId') IS NOT NULL ELSE a.who IN ('me', 'claude') END
           AND coalesce(x.state, '') <> 'failed' AND NOT (coalesce(x.state, '') = 'held' AND x.wakes = 0))"
    )
}

const PERSON_BEFORE: &str =
    "c.rid, c.added, c.last_in, c.last_out, c.unread, c.dnd, c.phone, c.email, c.owner,
    (SELECT sum(o.value) FROM opportunity o WHERE +o.contact = c.rid AND +o.status = 'open')";
const HELD_BEFORE: &str = "EXISTS (SELECT 1 FROM verdict v WHERE v.rid = c.rid AND v.at >= c.last_in
    AND (v.until IS NULL OR v.until > ?1))";
const STOP_BEFORE: &str = "EXISTS (SELECT 1 FROM opt_out x JOIN message m ON m.rid = x.message
    WHERE x.contact = c.rid AND m.at >= c.last_in)";

fn leads_before() -> String {
    let answered = answered_before("c.added - 60000");
    format!(
        "SELECT {PERSON_BEFORE}, (SELECT coalesce(json_extract(s.doc, '$.source'), '') FROM record s WHERE s.rid = c.rid)
         FROM (SELECT * FROM contact WHERE added > ?4 AND added <= ?5
           ORDER BY added DESC, rid DESC LIMIT 2000) c
         WHERE c.type <> 'customer' AND (?2 = '' OR c.owner IN (?2, '', ?3)) AND NOT {HELD_BEFORE} AND NOT {STOP_BEFORE}
           AND NOT {answered} LIMIT ?6"
    )
}

fn replies_before() -> String {
    let answered = answered_before("c.last_in");
    format!(
        "SELECT {PERSON_BEFORE} FROM contact c WHERE (c.last_in > c.last_out OR c.unread > 0) AND c.last_in > ?4
           AND c.last_in <= ?5 AND (?2 = '' OR c.owner IN (?2, '', ?3)) AND NOT {HELD_BEFORE} AND NOT {STOP_BEFORE}
           AND (c.last_in > c.last_out OR NOT {answered})
         ORDER BY c.last_in DESC, c.rid DESC LIMIT ?6"
    )
}

const TASKS_BEFORE: &str = "SELECT t.rid FROM task t LEFT JOIN contact c ON c.rid = t.contact
    WHERE t.completed = 0 AND t.due > ?4 AND t.due <= ?5 AND (?2 = '' OR t.owner IN (?2, ''))
      AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.rid = t.rid AND (v.until IS NULL OR v.until > ?1))
      AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.rid = t.contact AND v.until > ?1 AND v.at >= c.last_in)
      AND ?3 IS NOT NULL
    ORDER BY t.due DESC, t.owner DESC, t.rid DESC LIMIT ?6";

/// People of the last days and months, most with messages, some with deals, tasks, verdicts and a way they share.
fn crowd(desk: &Desk, chance: &mut StdRng) {
    let now = desk.clock.now();
    let ago = |hours: i64, chance: &mut StdRng| {
        (now - SignedDuration::from_secs(chance.random_range(0..hours * 3_600))).to_string()
    };
    let one_of = |words: &[&str], chance: &mut StdRng| words[chance.random_range(0..words.len())].to_owned();
    let mut all = Vec::new();
    for at in 0..PEOPLE {
        let id = format!("p{at}");
        let (added, owner) = (ago(100, chance), one_of(&["jo", "jo", "dev", "", "pond"], chance));
        let mut one = person(&id, &added, &owner);
        let phone = format!("+1909{:07}", chance.random_range(0..3_000));
        let email = format!("e{}@b.co", chance.random_range(0..5_000));
        let kind = one_of(&["lead", "lead", "lead", "customer"], chance);
        for (name, value, often) in [("phone", phone, 0.8), ("email", email, 0.7), ("type", kind, 1.0)] {
            let value = if chance.random_bool(often) {
                value
            } else {
                String::new()
            };
            one.fields.insert(name.into(), value.into());
        }
        all.push(one);
        for nr in 0..chance.random_range(0..4) {
            let mut more = json!({"direction": one_of(&["inbound", "outbound"], chance),
                                  "body": one_of(&["hello", "is it free?", "STOP"], chance)});
            if chance.random_bool(0.4) {
                more["userId"] = "jo".into();
            }
            all.push(message(&format!("m{at}-{nr}"), &id, &ago(500, chance), more));
        }
        if chance.random_bool(0.2) {
            all.push(told(
                EntityKind::Conversation,
                &format!("v{at}"),
                json!({"contactId": id, "unreadCount": chance.random_range(0..3)}),
            ));
        }
        for nr in 0..chance.random_range(0..3) {
            all.push(told(
                EntityKind::Opportunity,
                &format!("o{at}-{nr}"),
                json!({"contactId": id, "pipelineId": "p1", "pipelineStageId": one_of(&["s1", "s2"], chance),
                       "status": one_of(&["open", "open", "won"], chance), "name": "o", "assignedTo": owner,
                       "monetaryValue": chance.random_range(0..3) * 100_000, "lastStageChangeAt": ago(2_000, chance)}),
            ));
        }
        if chance.random_bool(0.1) {
            all.push(told(
                EntityKind::Task,
                &format!("t{at}"),
                json!({"contactId": id, "title": one_of(&["Call back", "Send comps"], chance), "completed": false,
                       "dueDate": ago(2_000, chance), "assignedTo": owner}),
            ));
        }
    }
    desk.tell(all);
    for at in (0..PEOPLE).step_by(17) {
        let verdict = match at % 3 {
            0 => Verdict::Done,
            1 => Verdict::Declined,
            _ => Verdict::Snoozed {
                until: now + SignedDuration::from_hours(2),
            },
        };
        desk.judges(EntityKind::Contact, &format!("p{at}"), verdict);
    }
}

fn rows(reader: &Reader, sql: &str, me: &str, hours: i64, now: Timestamp) -> Vec<Vec<Sql>> {
    let mut statement = reader.db.prepare(sql).unwrap();
    let columns = statement.column_count();
    let from = now - SignedDuration::from_hours(hours);
    let asked = params![
        now.as_millisecond(),
        me,
        "pond",
        from.as_millisecond(),
        (now + SignedDuration::from_mins(10)).as_millisecond(),
        MOST as i64 + 1
    ];
    let rows = statement.query_map(asked, |row| (0..columns).map(|at| row.get(at)).collect());
    rows.unwrap().map(Result::unwrap).collect()
}

fn number(value: &Sql) -> i64 {
    match value {
        Sql::Integer(number) => *number,
        other => panic!("{other:?} is no number"),
    }
}

fn desk_of<'a>(reader: &'a Reader, ask: &'a QueueAsk) -> super::super::Desk<'a> {
    super::super::Desk {
        reader,
        ask,
        me: ask.me.as_ref().map(ToString::to_string).unwrap_or_default(),
        pond: "pond".into(),
        waiting: BTreeSet::new(),
        sharing: BTreeSet::new(),
        called: RefCell::default(),
    }
}

#[test]
fn the_queue_of_a_crowd_is_what_the_plain_statements_made_of_it() {
    let first: u64 = std::env::var("LEADLINE_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1);
    for seed in first..first + 2 {
        println!("seed {seed} (LEADLINE_SEED chooses the first)");
        let desk = Desk::open();
        crowd(&desk, &mut StdRng::seed_from_u64(seed));
        let now = desk.clock.now();
        for me in ["", "jo", "dev", "somebody who has nothing"] {
            let found = desk.store.read_blocking(|reader| {
                let mut found = Vec::new();
                for (hours, sql, before) in [
                    (72, sql::leads(), leads_before()),
                    (14 * 24, sql::replies(), replies_before()),
                ] {
                    let answer = rows(reader, &sql, me, hours, now);
                    assert_eq!(answer, rows(reader, &before, me, hours, now), "seed {seed}, {me}");
                    found.push(answer.len());
                }
                let ask = QueueAsk {
                    me: (!me.is_empty()).then(|| me.into()),
                    tomorrow: now + SignedDuration::from_mins(10) + SignedDuration::from_millis(1),
                    ..desk.ask()
                };
                let tasks: Vec<i64> = desk_of(reader, &ask)
                    .tasks()?
                    .found
                    .iter()
                    .map(|found| found.rid)
                    .collect();
                let before = rows(reader, TASKS_BEFORE, me, 90 * 24, now);
                let before: Vec<i64> = before.iter().take(MOST).map(|row| number(&row[0])).collect();
                assert_eq!(tasks, before, "seed {seed}, {me}");
                Ok(found)
            });
            assert!(
                found.unwrap().iter().all(|found| *found > 5),
                "the crowd is too thin to say anything"
            );
        }
        // So many rows that everybody who waits is one of them.
        let rows = PEOPLE;
        let queue = desk.asks(&QueueAsk { rows, ..desk.ask() });
        desk.store
            .read_blocking(|reader| households_are_those_of_everybody(reader, &queue))
            .unwrap();
    }
}

/// Whom each names of their household, found by asking for everybody's.
fn households_are_those_of_everybody(reader: &Reader, queue: &Queue) -> Result<(), StoreError> {
    let mut statement = reader
        .db
        .prepare("SELECT rid FROM record WHERE kind = 'contact' AND id = ?1")?;
    let mut waiting = BTreeMap::new();
    for item in queue.parts.iter().flat_map(|part| &part.items) {
        if let Some(id) = &item.contact {
            let rid: i64 = statement.query_row([id.as_str()], |row| row.get(0))?;
            waiting.insert(rid, &item.household);
        }
    }
    let mut homes = 0;
    for (rid, household) in &waiting {
        let mut wanted = Vec::new();
        for other in household::others_of(&reader.db, *rid)? {
            if waiting.contains_key(&other) {
                wanted.extend(called(&reader.db, other)?.map(|other| other.name));
            }
        }
        assert_eq!(*household, &wanted);
        homes += usize::from(!wanted.is_empty());
    }
    assert!(homes > 0, "nobody shares a number");
    Ok(())
}
