use std::ops::Deref;
use std::time::Duration;

use serde_json::json;

use super::*;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::outbox::PushOutcome;
use crate::domain::record::Fields;
use crate::store::Receipt;
use crate::store::scratch::{Scratch, told};

struct Bench(Scratch);

impl Deref for Bench {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

impl Bench {
    /// A copy with Ana, Ben and Cy.
    fn new() -> Self {
        let bench = Self(Scratch::at("2026-11-25T18:00:00Z"));
        bench.lead();
        bench.page("contacts", &["c1", "c2", "c3"]);
        bench.clock.advance(Duration::from_hours(1));
        bench
    }

    fn sweep(&self, command: SweepCommand) -> Receipt {
        self.sync(SyncCommand::Sweep(command))
    }

    fn page(&self, cursor: &str, ids: &[&str]) {
        let person = |id: &&str| {
            let members = json!({"firstName": id.to_uppercase(), "phone": "+19095550142"});
            told(EntityKind::Contact, id, members)
        };
        self.tell_page(cursor, ids.iter().map(person).collect());
    }

    fn walk(&self, ids: &[&str]) {
        self.sweep(SweepCommand::Begin);
        self.page("contacts.sweep", ids);
        let kinds = vec![EntityKind::Contact];
        self.sweep(SweepCommand::End { kinds });
    }

    /// Somebody is written to; the edit of them that leaves first finds nobody there, twice.
    fn writes_and_misses(&self, draft: Draft) {
        let (key, not_before) = (None, Some(self.clock.now() + Duration::from_hours(2)));
        let send = Command::Send {
            draft,
            key,
            not_before,
        };
        self.commit(send, Origin::Agent);
        for minute in [0, 11] {
            self.clock.advance(Duration::from_mins(minute));
            let claim = self.claim().unwrap();
            self.sync(SyncCommand::Settle {
                outbox: claim.id,
                outcome: PushOutcome::Missing,
                written: Fields::new(),
                epoch: claim.epoch,
            });
        }
    }

    fn suspects(&self) -> Vec<String> {
        let now = self.clock.now();
        let ask = move |reader: &Reader| reader.suspects(now, 10);
        let found = self.store.read_blocking(ask).unwrap();
        found.into_iter().map(|entity| entity.id).collect()
    }

    fn denied(&self, id: &str) -> bool {
        let entity = EntityRef::new(EntityKind::Contact, id);
        self.sweep(SweepCommand::Denied { entity }).changed > 0
    }

    fn is_here(&self, id: &str) -> bool {
        let id = id.to_owned();
        let person = self
            .store
            .read_blocking(move |reader| reader.person(&id.as_str().into()));
        person.unwrap().is_some_and(|person| !person.gone)
    }

    fn edit(&self, id: &str) {
        let edit = Command::EditContact {
            contact: id.into(),
            changes: vec![("city".to_owned(), json!("Upland"))],
        };
        self.store.commit_blocking(edit, Origin::Agent).unwrap();
    }

    fn rows(&self) -> Vec<(OutboxState, String)> {
        let rows = self
            .store
            .read_blocking(|reader| reader.outbox(None, 10))
            .unwrap();
        let said = |row: crate::store::OutboxRow| {
            (
                row.state,
                row.error.map(|why| why.raw().to_owned()).unwrap_or_default(),
            )
        };
        rows.into_iter().map(said).collect()
    }
}

/// P18.
#[test]
fn what_a_sweep_does_not_see_is_asked_for_and_stays() {
    let bench = Bench::new();
    bench.walk(&["c1"]);
    assert_eq!(bench.suspects(), ["c2", "c3"]);
    assert!(
        bench.is_here("c2") && bench.is_here("c3"),
        "nothing is deleted for that"
    );
    bench.page("contacts", &["c2"]);
    assert_eq!(bench.suspects(), ["c3"], "whoever is told is no suspect");
    bench.walk(&[]);
    assert_eq!(bench.suspects().len(), 3, "an empty walk proves nothing");
    assert!(bench.is_here("c1"));
}

#[test]
fn f21_only_the_second_no_some_time_after_the_first_counts() {
    let bench = Bench::new();
    assert!(!bench.denied("c3"));
    assert!(!bench.denied("c3"), "twice at once is once");
    assert!(bench.is_here("c3") && bench.suspects().is_empty());
    bench.clock.advance(Duration::from_mins(11));
    assert_eq!(bench.suspects(), ["c3"]);
    assert!(bench.denied("c3"));
    assert!(!bench.is_here("c3"));
    bench.page("contacts", &["c3"]);
    assert!(
        bench.is_here("c3"),
        "F31: brought back in the CRM, it is back here"
    );
}

#[test]
fn a_yes_between_two_noes_begins_anew() {
    let bench = Bench::new();
    bench.denied("c3");
    bench.clock.advance(Duration::from_mins(11));
    bench.page("contacts", &["c3"]);
    assert!(!bench.denied("c3") && bench.is_here("c3"));
}

#[test]
fn f30_what_was_edited_about_somebody_deleted_there_is_kept_and_says_so() {
    let bench = Bench::new();
    bench.edit("c3");
    bench.writes_and_misses(Draft {
        contact: "c3".into(),
        channel: Channel::Sms,
        subject: None,
        body: "See you on Thursday".into(),
    });
    assert!(!bench.is_here("c3"));
    for (state, why) in bench.rows() {
        assert_eq!(state, OutboxState::Failed);
        assert!(
            why.contains("deleted in the CRM") && why.contains("kept"),
            "{why}"
        );
    }
    assert_eq!(bench.rows().len(), 2);
    assert_eq!(
        bench.sync(SyncCommand::Claim).claim,
        None,
        "nothing is made there again by itself"
    );
    let fields = bench
        .store
        .read_blocking(|reader| reader.fields(EntityKind::Contact, "c3"));
    assert_eq!(fields.unwrap().unwrap()["city"], "Upland", "the edit is kept");
}

/// F30: the CRM made one person of c3 and d4.
fn merged(name: &str) -> Bench {
    let bench = Bench::new();
    let tell = |id: &str, members: serde_json::Value| {
        bench.sync(SyncCommand::Apply {
            records: vec![RemoteRecord {
                kind: EntityKind::Contact,
                id: id.into(),
                raw: members.to_string(),
                fields: members.as_object().unwrap().clone(),
            }],
            cursor: None,
            first_copy: false,
        });
    };
    tell(
        "c3",
        json!({"firstName": "Ana", "email": "ana@b.co", "city": "Rialto", "state": "CA",
               "companyName": "Hers", "dateUpdated": "2026-11-25T17:00:00Z"}),
    );
    tell(
        "d4",
        json!({"firstName": name, "email": "Ana@b.co", "city": "Rialto", "state": "AZ",
               "dateUpdated": "2026-11-20T00:00:00Z"}),
    );
    bench
}

/// Two looks, some time apart, that find nobody.
fn twice_denied(bench: &Bench) {
    assert!(!bench.denied("c3"));
    bench.clock.advance(Duration::from_mins(11));
    assert!(bench.denied("c3"));
}

#[test]
fn f30_who_was_made_one_with_another_goes_on_under_the_id_that_stays() {
    let bench = merged("Ana");
    bench.edit("c3");
    bench.writes_and_misses(Draft {
        contact: "c3".into(),
        channel: Channel::Email,
        subject: Some("Saturday".into()),
        body: "See you".into(),
    });
    let fields = |id: &str| {
        let id = id.to_owned();
        let read = bench
            .store
            .read_blocking(move |reader| reader.fields(EntityKind::Contact, &id));
        read.unwrap().unwrap()
    };
    let ana = fields("c3");
    assert_eq!((&ana["city"], &ana["state"]), (&json!("Upland"), &json!("AZ")));
    assert!(ana["companyName"].is_null(), "the one who stays has none");
    assert_eq!(fields("d4"), ana, "both ids lead to the one who stays");
    let states: Vec<_> = bench.rows().into_iter().map(|(state, _)| state).collect();
    assert_eq!(
        states,
        [OutboxState::Queued, OutboxState::Queued],
        "nothing failed"
    );
    let claim = bench.sync(SyncCommand::Claim).claim.unwrap();
    assert_eq!(claim.remote_id.as_deref(), Some("d4"));
    assert_eq!(claim.fields, *json!({"city": "Upland"}).as_object().unwrap());
    let people = bench
        .store
        .read_blocking(|reader| reader.people_ids(&crate::domain::filter::Filter::default(), 100));
    assert_eq!(people.unwrap().len(), 3, "Ana is here once");
    assert!(bench.store.read_blocking(Reader::integrity).unwrap().is_whole());
}

#[test]
fn f30_where_it_is_not_clear_who_stays_a_person_says_it() {
    let bench = merged("Bea");
    bench.edit("c3");
    twice_denied(&bench);
    assert!(!bench.is_here("c3"));
    let (state, why) = bench.rows().remove(0);
    assert_eq!(state, OutboxState::Failed);
    assert!(
        why.contains("Bea (d4)") && why.contains("leadline follow c3"),
        "{why}"
    );
    assert_eq!(bench.sync(SyncCommand::Claim).claim, None);
    let follow = |gone: &str, stays: &str| {
        let (gone, stays) = (gone.into(), stays.into());
        bench
            .store
            .commit_blocking(Command::Follow { gone, stays }, Origin::Agent)
    };
    assert!(follow("d4", "c1").is_err(), "who is here is not followed");
    assert!(follow("c3", "c3").is_err());
    follow("c3", "d4").unwrap();
    assert!(bench.is_here("c3"));
    let claim = bench.sync(SyncCommand::Claim).claim.unwrap();
    assert_eq!(claim.remote_id.as_deref(), Some("d4"));
    assert_eq!(claim.fields, *json!({"city": "Upland"}).as_object().unwrap());
}

#[test]
fn the_deals_of_who_is_gone_are_asked_for_at_once() {
    let deal = json!({"contactId": "c1", "pipelineId": "p1", "pipelineStageId": "s1", "status": "open"});
    let with_deal = || {
        let bench = Bench::new();
        bench.tell_one(EntityKind::Opportunity, "d1", deal.clone());
        bench
    };
    let there = with_deal();
    assert!(!there.denied("c1"));
    assert_eq!(there.suspects(), Vec::<String>::new(), "said once it is no proof");
    there.clock.advance(Duration::from_mins(11));
    assert!(there.denied("c1"));
    assert_eq!(there.suspects(), ["d1"]);

    let here = with_deal();
    let delete = Command::DeleteContact { contact: "c1".into() };
    here.commit(delete, Origin::Agent);
    assert_eq!(here.suspects(), Vec::<String>::new(), "the CRM has not been told");
    here.clock.advance(Duration::from_mins(1));
    let claim = here.claim().unwrap();
    here.sync(SyncCommand::Settle {
        outbox: claim.id,
        outcome: PushOutcome::Done {
            remote_id: None,
            record: None,
        },
        written: Fields::new(),
        epoch: claim.epoch,
    });
    assert_eq!(here.suspects(), ["d1"]);
    // Who took the deal over before keeps it: the CRM tells of it, and nothing is doubted any more.
    let mut theirs = deal.clone();
    theirs["contactId"] = json!("c2");
    here.tell_one(EntityKind::Opportunity, "d1", theirs);
    assert_eq!(here.suspects(), Vec::<String>::new());
}
