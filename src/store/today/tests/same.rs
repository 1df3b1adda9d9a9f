//! Who is in the same situation.

use super::*;

/// Beside a look at everybody: of those last active at the stage, who has two things in common, most in common first.
#[test]
fn who_is_in_the_same_situation_is_whom_a_look_at_everybody_finds() {
    use rand::{Rng as _, SeedableRng as _};
    let first: u64 = std::env::var("LEADLINE_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1);
    println!(
        "seeds {first} to {} (LEADLINE_SEED chooses another first)",
        first + 3
    );
    for seed in first..first + 4 {
        let mut chance = rand::rngs::StdRng::seed_from_u64(seed);
        let desk = Desk::open();
        let mut all = Vec::new();
        for at in 0..40 {
            let id = format!("p{at}");
            let mut one = person(&id, "2026-03-01T09:00:00Z", "jo");
            one.fields.insert(
                "phone".into(),
                format!("+1909555{:04}", chance.random_range(0..60)).into(),
            );
            one.fields.insert(
                "source".into(),
                ["zillow", "form", ""][chance.random_range(0..3)].into(),
            );
            one.fields.insert(
                "type".into(),
                ["lead", "customer"][chance.random_range(0..2)].into(),
            );
            all.push(one);
            if chance.random_bool(0.7) {
                let stage = ["s1", "s2"][chance.random_range(0..2)];
                let worth = chance.random_range(1..6) * 100_000;
                all.push(told(
                    EntityKind::Opportunity,
                    &format!("o{at}"),
                    json!({"contactId": id, "pipelineId": "p1",
                    "pipelineStageId": stage, "status": "open", "monetaryValue": worth, "name": id}),
                ));
            }
            if chance.random_bool(0.5) {
                let direction = ["inbound", "outbound"][chance.random_range(0..2)];
                let when = format!("2026-04-{:02}T10:00:00Z", chance.random_range(1..14));
                all.push(message(
                    &format!("m{at}"),
                    &id,
                    &when,
                    json!({"direction": direction}),
                ));
            }
        }
        desk.tell(all);
        for at in 0..40 {
            let id = ContactId::from(format!("p{at}"));
            desk.store
                .read_blocking(|reader| {
                    let like = reader.like(&id, 100)?.unwrap();
                    let found: Vec<(String, usize)> = like
                        .people
                        .iter()
                        .map(|one| (one.id.to_string(), one.common.len()))
                        .collect();
                    assert_eq!(
                        (found.len(), plainly(reader, &id)?),
                        (like.count, found.clone()),
                        "seed {seed}, {id}"
                    );
                    Ok(())
                })
                .unwrap();
        }
    }
}

/// The same by going through everybody.
fn plainly(reader: &crate::store::Reader, id: &ContactId) -> Result<Vec<(String, usize)>, StoreError> {
    let mut statement = reader.db.prepare(
        "SELECT r.id, c.stage, c.worth, c.source, c.type, c.last_in > c.last_out, c.active, c.phone, c.rid
         FROM contact c JOIN record r ON r.rid = c.rid",
    )?;
    let rows = statement.query_map([], |row| {
        let situation = crate::domain::today::Situation {
            stage: row.get(1)?,
            worth: crate::domain::value::Cents(row.get(2)?),
            source: row.get(3)?,
            kind: row.get(4)?,
            waits: row.get(5)?,
        };
        Ok((
            row.get::<_, String>(0)?,
            situation,
            (row.get::<_, i64>(6)?, row.get::<_, i64>(8)?),
            row.get::<_, String>(7)?,
        ))
    })?;
    let everybody = rows.collect::<Result<Vec<_>, _>>()?;
    let own = everybody.iter().find(|one| one.0 == id.as_str()).unwrap();
    let mut found: Vec<_> = everybody
        .iter()
        .filter(|one| one.0 != own.0 && one.3 != own.3)
        .map(|one| (one.0.clone(), own.1.common(&one.1).len(), one.2))
        .filter(|(_, common, _)| *common > 0)
        .collect();
    found.sort_by_key(|(_, common, active)| std::cmp::Reverse((*common, *active)));
    Ok(found.into_iter().map(|(id, common, _)| (id, common)).collect())
}

#[test]
fn who_is_in_the_same_situation_is_found_by_the_index_of_the_stage() {
    let desk = Desk::open();
    let plan = desk
        .store
        .read_blocking(|reader| {
            let mut statement = reader
                .db
                .prepare(&format!("EXPLAIN QUERY PLAN {}", alike::AT_STAGE))?;
            let rows = statement.query_map([1, 300], |row| row.get::<_, String>(3))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?.join("\n"))
        })
        .unwrap();
    assert!(
        plan.contains("contact_stage") && !plan.contains("TEMP B-TREE"),
        "{plan}"
    );
}
