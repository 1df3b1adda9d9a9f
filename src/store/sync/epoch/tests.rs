use std::ops::Deref;
use std::time::Duration;

use serde_json::json;

use super::*;
use crate::domain::command::{Command, SweepCommand, SyncCommand};
use crate::domain::filter::Filter;
use crate::domain::record::{EntityRef, RemoteRecord};
use crate::store::scratch::{Scratch, told};
use crate::store::{CommitError, Receipt};

struct Bench(Scratch);

impl Deref for Bench {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

fn person(id: &str, name: &str, city: &str, changed: &str) -> RemoteRecord {
    let email = format!("{}@b.co", name.to_lowercase());
    let members = json!({"firstName": name, "email": email, "city": city, "dateUpdated": changed,
                         "dateAdded": "2026-03-01T10:00:00Z"});
    told(EntityKind::Contact, id, members)
}

fn deal(id: &str, contact: &str) -> RemoteRecord {
    let members = json!({"name": "Elm Street", "contactId": contact, "pipelineId": "p1", "pipelineStageId": "s1",
                         "status": "open"});
    told(EntityKind::Opportunity, id, members)
}

impl Bench {
    /// A copy with Ana, who asked for silence, Ben with a deal, and Cy.
    fn new() -> Self {
        let bench = Self(Scratch::at("2026-11-25T18:00:00Z"));
        bench.lead();
        let mut ana = person("c1", "Ana", "Rialto", "2026-11-24T10:00:00Z");
        ana.fields.insert("dnd".into(), true.into());
        let newer = "2026-11-24T10:00:00Z";
        let (ben, cy) = (
            person("c2", "Ben", "Upland", newer),
            person("c3", "Cy", "Upland", newer),
        );
        bench.tell_page("contacts", vec![ana, ben, cy, deal("o1", "c2")]);
        bench.clock.advance(Duration::from_hours(1));
        bench
    }

    fn doubt(&self) {
        self.sync(SyncCommand::Epoch(EpochCommand::Doubt {
            reason: "its people have other ids".into(),
            mark: Mark::default(),
        }));
    }

    fn walked(&self) {
        let kinds = vec![EntityKind::Contact, EntityKind::Opportunity];
        self.sync(SyncCommand::Sweep(SweepCommand::End { kinds }));
        while self.sync(SyncCommand::Epoch(EpochCommand::Match)).changed > 0 {}
    }

    fn accept(&self) -> Result<Receipt, CommitError> {
        self.submit(Command::AcceptAccount)
    }

    fn health(&self) -> Option<Doubt> {
        self.store.read_blocking(Reader::doubt).unwrap()
    }

    fn fields(&self, kind: EntityKind, id: &str) -> crate::domain::record::Fields {
        let id = id.to_owned();
        let read = self.store.read_blocking(move |reader| reader.fields(kind, &id));
        read.unwrap().unwrap()
    }

    fn people(&self) -> usize {
        let all = |reader: &Reader| reader.people_ids(&Filter::default(), 100);
        self.store.read_blocking(all).unwrap().len()
    }

    fn suspects(&self) -> Vec<String> {
        let now = self.clock.now();
        let ask = move |reader: &Reader| reader.suspects(now, 10);
        let found = self.store.read_blocking(ask).unwrap();
        found.into_iter().map(|entity| entity.id).collect()
    }

    fn edit(&self, id: &str, path: &str, value: &str) {
        let edit = Command::EditContact {
            contact: id.into(),
            changes: vec![(path.to_owned(), value.into())],
        };
        self.submit(edit).unwrap();
    }

    fn denied(&self, id: &str) {
        let entity = EntityRef::new(EntityKind::Contact, id);
        self.sync(SyncCommand::Sweep(SweepCommand::Denied { entity }));
    }
}

#[test]
fn f31_an_account_restored_from_an_old_state_is_read_beside_and_a_person_is_asked() {
    let bench = Bench::new();
    bench.edit("c2", "state", "NV");
    bench.doubt();
    assert_eq!(bench.claim(), None, "nothing is pushed");
    assert!(bench.accept().is_err(), "not before all has been read");
    // As it was on Monday: Ana had not asked for silence, and Cy had not come yet.
    let older = "2026-11-23T10:00:00Z";
    let mut ana = person("c1", "Ana", "Fontana", older);
    ana.fields.insert("dnd".into(), false.into());
    let ben = person("c2", "Ben", "Upland", older);
    bench.tell_page("contacts.sweep", vec![ana, ben, deal("o1", "c2")]);
    bench.denied("c3");
    bench.clock.advance(Duration::from_hours(1));
    bench.denied("c3");
    bench.walked();
    let doubt = bench.health().unwrap();
    assert_eq!((doubt.reading, doubt.followed, doubt.left_over), (false, 0, 1));
    let ana = bench.fields(EntityKind::Contact, "c1");
    assert_eq!(ana["city"], "Fontana", "what the account has counts, however old");
    assert_eq!(ana["dnd"], true, "silence is not lost by a restore");
    assert_eq!(
        (bench.people(), bench.suspects()),
        (3, Vec::<String>::new()),
        "nobody is removed"
    );
    assert_eq!(bench.claim(), None);
    bench.accept().unwrap();
    assert_eq!(bench.health(), None);
    let mut pushed: Vec<_> = std::iter::from_fn(|| bench.claim())
        .map(|claim| claim.fields)
        .collect();
    pushed.sort_by_key(|fields| fields.keys().next().cloned());
    let wanted = [json!({"dnd": true}), json!({"state": "NV"})];
    assert_eq!(pushed, wanted.map(|fields| fields.as_object().unwrap().clone()));
    assert_eq!(bench.suspects(), ["c3"], "only now is it asked for");
    bench.denied("c3");
    bench.clock.advance(Duration::from_mins(11));
    bench.denied("c3");
    assert_eq!(bench.people(), 2);
    assert!(bench.accept().is_err(), "there is nothing to accept any more");
}

#[test]
fn f31_people_and_deals_with_other_ids_are_found_by_address_and_name() {
    let bench = Bench::new();
    bench.edit("c2", "state", "NV");
    bench.doubt();
    let at = "2026-11-25T10:00:00Z";
    let records = vec![
        person("n1", "Ana", "Rialto", at),
        person("n2", "Ben", "Upland", at),
        deal("m1", "n2"),
    ];
    bench.tell_page("contacts.sweep", records);
    bench.walked();
    let doubt = bench.health().unwrap();
    assert_eq!(
        (doubt.followed, doubt.left_over),
        (3, 1),
        "Ana, Ben, the deal; and Cy"
    );
    assert_eq!(bench.people(), 3, "each is here once");
    assert_eq!(
        bench.fields(EntityKind::Contact, "n1")["dnd"],
        true,
        "she is the one who asked for silence"
    );
    bench.accept().unwrap();
    let claims: Vec<_> = std::iter::from_fn(|| bench.claim()).collect();
    let ben = claims
        .iter()
        .find(|claim| claim.fields.contains_key("state"))
        .unwrap();
    assert_eq!(ben.remote_id.as_deref(), Some("n2"));
    let whole = bench.store.read_blocking(Reader::integrity).unwrap();
    assert!(whole.is_whole());
}

#[test]
fn a_second_doubt_changes_nothing_and_the_mark_is_kept() {
    let bench = Bench::new();
    let copied = || bench.store.read_blocking(Reader::copied_account).unwrap();
    assert_eq!((copied().mark, copied().oldest.len()), (None, 3));
    let mark = Mark {
        company: Some("co".into()),
        ..Mark::default()
    };
    let looked = EpochCommand::Looked {
        mark: Some(mark.clone()),
    };
    bench.sync(SyncCommand::Epoch(looked));
    assert_eq!(copied().mark, Some(mark));
    bench.doubt();
    let since = bench.health().unwrap().since;
    bench.clock.advance(Duration::from_hours(1));
    bench.doubt();
    assert_eq!(bench.health().unwrap().since, since);
}
