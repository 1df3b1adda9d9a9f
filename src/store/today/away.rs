//! What happened while nobody looked: the quiet things of a night, counted for the morning. A bounded part of the journal
//! is walked back from its end, and people are counted along their indexes, so it takes the same time in any account.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use crate::domain::origin::Origin;
use crate::domain::record::EntityKind;
use crate::domain::value::UserId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::timestamp;
use crate::store::today::ENTERED;

/// Facts that are looked at. More than that in a night is an import, and then the counts are "at least".
const FACTS: usize = 2_000;
/// People that are counted.
const PEOPLE: i64 = 1_000;
/// Who was away for longer reads lists, not a count.
const LONGEST: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Where nothing was done here before, the last day is told.
const USUAL: SignedDuration = SignedDuration::from_hours(24);

const WALK: &str = "SELECT j.at, j.origin, j.fact, j.rid, r.kind, coalesce(c.owner, o.owner, '')
     FROM journal j LEFT JOIN record r ON r.rid = j.rid LEFT JOIN contact c ON c.rid = j.rid
     LEFT JOIN opportunity o ON o.rid = j.rid ORDER BY j.seq DESC LIMIT ?1";
/// Whoever is entered here, typed or from a file, has not come. Of the last that were added only so many are looked at.
fn added() -> String {
    format!(
        "SELECT count(*) FROM (SELECT rid FROM contact WHERE added >= ?1 AND (?2 = '' OR owner IN ('', ?2))
           ORDER BY added DESC, rid DESC LIMIT ?3) c WHERE NOT {ENTERED}"
    )
}
const WROTE: &str = "SELECT count(*) FROM (SELECT 1 FROM contact WHERE last_in >= ?1 AND (?2 = '' OR owner IN ('', ?2)) LIMIT ?3)";

/// What happened since somebody here last did something before today: of one's own people and of nobody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// Since when.
    pub since: Timestamp,
    /// People who came; nobody comes who is entered here.
    pub came: u64,
    /// People who wrote or called.
    pub wrote: u64,
    /// Leads that went to the pond, of everybody.
    pub to_pond: u64,
    /// Deals that were changed in the CRM.
    pub deals: u64,
    /// People who were changed in the CRM.
    pub people: u64,
    /// People the CRM has no more.
    pub gone: u64,
    /// There was more than was looked at.
    pub more: bool,
}

/// A fact, as much of it as is counted.
struct Seen {
    at: i64,
    origin: Origin,
    fact: String,
    rid: i64,
    kind: String,
    mine: bool,
}

impl Reader {
    /// What happened while nobody looked; `day` is when today began, `me` whose people are counted.
    pub fn away(&self, day: Timestamp, me: Option<&UserId>) -> Result<Away, StoreError> {
        let me = me.map(UserId::as_str).unwrap_or_default();
        let (since, seen, more) = self.walk_back(day, me)?;
        let count = |sql: &str| -> Result<u64, StoreError> {
            let mut statement = self.db.prepare_cached(sql)?;
            let count: i64 = statement.query_row(params![since, me, PEOPLE], |row| row.get(0))?;
            Ok(u64::try_from(count).unwrap_or(0))
        };
        let records = |of: &dyn Fn(&Seen) -> bool| {
            let rids: BTreeSet<i64> = seen.iter().filter(|seen| of(seen)).map(|seen| seen.rid).collect();
            rids.len() as u64
        };
        let (contact, deal) = (EntityKind::Contact.word(), EntityKind::Opportunity.word());
        let told = |seen: &Seen, fact: &str, kind: &str| {
            seen.mine && seen.origin == Origin::Remote && seen.fact == fact && seen.kind == kind
        };
        Ok(Away {
            since: timestamp(since),
            came: count(&added())?,
            wrote: count(WROTE)?,
            to_pond: records(&|seen| {
                seen.origin == Origin::Engine && seen.fact == "edited" && seen.kind == contact
            }),
            deals: records(&|seen| told(seen, "changed", deal)),
            people: records(&|seen| told(seen, "changed", contact)),
            gone: records(&|seen| told(seen, "removed", contact)),
            more,
        })
    }

    /// The facts since a person here last did something before `day`, newest first, and since when that is.
    fn walk_back(&self, day: Timestamp, me: &str) -> Result<(i64, Vec<Seen>, bool), StoreError> {
        let day = day.as_millisecond();
        let ago = |span: SignedDuration| day - i64::try_from(span.as_millis()).unwrap_or(0);
        let (mut since, mut seen, mut walked) = (None, Vec::new(), 0);
        let mut statement = self.db.prepare_cached(WALK)?;
        let mut rows = statement.query([FACTS as i64])?;
        while let Some(row) = rows.next()? {
            walked += 1;
            let at: i64 = row.get(0)?;
            let origin: Origin = serde_json::from_str(&row.get::<_, String>(1)?)?;
            if at < ago(LONGEST) || (at < day && origin.is_person()) {
                since = Some(at.max(ago(LONGEST)));
                break;
            }
            let (Some(rid), Some(kind)) = (row.get(3)?, row.get(4)?) else {
                continue;
            };
            let owner: String = row.get(5)?;
            seen.push(Seen {
                at,
                origin,
                fact: row.get(2)?,
                rid,
                kind,
                mine: me.is_empty() || owner.is_empty() || owner == me,
            });
        }
        let more = since.is_none() && walked == FACTS;
        let since = since.unwrap_or_else(|| ago(USUAL));
        seen.retain(|seen| seen.at >= since);
        Ok((since, seen, more))
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Deref;

    use serde_json::{Value, json};

    use super::*;
    use crate::domain::access::Role;
    use crate::domain::command::Command;
    use crate::domain::record::RemoteRecord;
    use crate::store::scratch::{Scratch, told};

    const DAY: &str = "2026-04-14T00:00:00Z";

    struct Night(Scratch);

    impl Deref for Night {
        type Target = Scratch;

        fn deref(&self) -> &Scratch {
            &self.0
        }
    }

    impl Night {
        /// The evening before: Jo has two people, does something at 18:00 and goes.
        fn fall() -> Self {
            let night = Self(Scratch::with("2026-04-13T18:00:00Z", |options| {
                options.role = Role::Agent;
                options.me = Some("jo".into());
            }));
            night.tell(vec![
                person("c1", "jo", json!({})),
                person("c2", "dev", json!({})),
            ]);
            let body = "called".to_owned();
            let note = Command::AddNote {
                contact: "c1".into(),
                body,
            };
            night.store.commit_blocking(note, Origin::Agent).unwrap();
            night
        }

        fn at(self, moment: &str) -> Self {
            let moment: Timestamp = moment.parse().unwrap();
            let wait = moment.duration_since(self.clock.now());
            self.clock.advance(wait.try_into().unwrap());
            self
        }

        fn away(&self, me: Option<&str>) -> Away {
            let (day, me) = (DAY.parse().unwrap(), me.map(UserId::from));
            self.store
                .read_blocking(move |reader| reader.away(day, me.as_ref()))
                .unwrap()
        }
    }

    fn person(id: &str, owner: &str, more: Value) -> RemoteRecord {
        let mut fields = json!({"firstName": id, "assignedTo": owner, "dateAdded": "2026-03-01T00:00:00Z"});
        for (name, value) in more.as_object().unwrap() {
            fields[name] = value.clone();
        }
        told(EntityKind::Contact, id, fields)
    }

    #[test]
    fn a_night_is_told_together_and_only_what_is_mine_or_nobodys() {
        let night = Night::fall().at("2026-04-14T03:00:00Z");
        let added = json!({"dateAdded": "2026-04-14T02:59:00Z"});
        night.tell(vec![
            person("c3", "", added.clone()),
            person("c4", "dev", added),
            person("c1", "jo", json!({"city": "Etiwanda"})),
            person("c2", "dev", json!({"city": "Upland"})),
            told(
                EntityKind::Message,
                "m1",
                json!({"contactId": "c1", "messageType": "TYPE_SMS", "direction": "inbound", "body": "hi",
                       "dateAdded": "2026-04-14T02:58:00Z"}),
            ),
        ]);
        let night = night.at("2026-04-14T07:30:00Z");
        let away = night.away(Some("jo"));
        assert_eq!(
            away,
            Away {
                since: "2026-04-13T18:00:00Z".parse().unwrap(),
                came: 1,
                wrote: 1,
                to_pond: 0,
                deals: 0,
                people: 1,
                gone: 0,
                more: false,
            }
        );
        let all = night.away(None);
        assert_eq!((all.came, all.people), (2, 2));
    }

    #[test]
    fn who_was_entered_here_has_not_come() {
        let night = Night::fall().at("2026-04-14T07:30:00Z");
        night.tell(vec![person(
            "c3",
            "",
            json!({"dateAdded": "2026-04-14T02:59:00Z"}),
        )]);
        let fields = |name: &str| {
            let fields = json!({"firstName": name, "phone": "+19095550177"});
            fields.as_object().unwrap().clone()
        };
        let typed = Command::CreateContact {
            fields: fields("Typed"),
        };
        night.store.commit_blocking(typed, Origin::Agent).unwrap();
        let read = Command::CreateContact {
            fields: fields("Read"),
        };
        night.store.commit_blocking(read, Origin::Cli).unwrap();
        assert_eq!(night.away(None).came, 1);
    }

    #[test]
    fn a_first_copy_is_no_news() {
        let night = Night::fall().at("2026-04-14T03:00:00Z");
        night.tell(
            (0..50)
                .map(|at| person(&format!("x{at}"), "jo", json!({})))
                .collect(),
        );
        let away = night.away(Some("jo"));
        assert_eq!((away.came, away.wrote, away.people, away.more), (0, 0, 0, false));
    }

    #[test]
    fn an_import_is_counted_so_far_and_says_so() {
        let night = Night::fall().at("2026-04-14T03:00:00Z");
        night.tell(
            (0..2_100)
                .map(|at| person(&format!("x{at}"), "jo", json!({})))
                .collect(),
        );
        assert!(night.away(None).more);
    }

    #[test]
    fn the_night_is_found_along_indexes() {
        let night = Night::fall();
        for plan in [WALK, &added(), WROTE].map(|sql| night.steps(sql)) {
            let sorted = plan.iter().any(|step| step.contains("TEMP B-TREE"));
            // The journal is walked from its end, a bounded number of rows; so are those who were added.
            let walked = |step: &&String| {
                step.starts_with("SCAN")
                    && !step.starts_with("SCAN j")
                    && !step.contains("SCAN (")
                    && step.as_str() != "SCAN c"
            };
            assert!(!sorted && !plan.iter().any(|step| walked(&step)), "{plan:#?}");
        }
    }
}
