use super::*;
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::mask::{Kind, Row as HiddenRow};
use crate::domain::origin::Origin;
use crate::domain::record::Fields;
use crate::store::Store;
use serde_json::json;

struct House {
    _folder: tempfile::TempDir,
    store: Store,
    clock: Clock,
    dana: ContactId,
}

fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-11-25T18:00:00Z".parse().unwrap());
    let options = crate::store::scratch::options(&clock);
    let store = Store::open(&folder.path().join("a.db"), options).unwrap();
    let dana = person(&store, "Dana", "Whitfield");
    House {
        _folder: folder,
        store,
        clock,
        dana,
    }
}

fn person(store: &Store, first: &str, last: &str) -> ContactId {
    let mut fields = Fields::new();
    fields.insert("firstName".into(), first.into());
    fields.insert("lastName".into(), last.into());
    let made = store
        .commit_blocking(Command::CreateContact { fields }, Origin::Agent)
        .unwrap();
    made.created.unwrap().id.into()
}

impl House {
    fn keep(&self, change: impl FnOnce(&mut PreparedRun)) {
        let mut run = PreparedRun {
            contact: self.dana.clone(),
            kind: "reply".into(),
            about: String::new(),
            hash: "h1".into(),
            model: "m".into(),
            micro_dollars: 1_500,
            body: "{}".into(),
            end: Ok(json!({ "text": "Hello Person_1_first" })),
            hidden: vec![HiddenRow {
                kind: Kind::Person,
                number: 1,
                whole: "Dana Whitfield".into(),
                first: "Dana".into(),
                last: "Whitfield".into(),
                known: true,
            }],
            draft: None,
        };
        change(&mut run);
        self.store
            .commit_blocking(Command::Prepare(Box::new(run)), Origin::Engine)
            .unwrap();
    }

    fn kept(&self) -> Option<Prepared> {
        self.store
            .read_blocking(|reader| reader.prepared(&self.dana, "reply", ""))
            .unwrap()
    }

    fn draft(&self, body: &str) -> Draft {
        Draft {
            contact: self.dana.clone(),
            channel: Channel::Sms,
            subject: None,
            body: body.into(),
        }
    }

    fn kept_draft(&self) -> Option<String> {
        let name = drafts::message_draft_name(&self.dana, Channel::Sms);
        let draft = self.store.read_blocking(|reader| reader.draft(&name)).unwrap();
        draft.map(|(_, body)| body)
    }

    fn types(&self, body: &str) {
        let draft = self.draft(body);
        self.store
            .commit_blocking(Command::KeepDraft { draft }, Origin::Agent)
            .unwrap();
    }

    fn spent(&self) -> i64 {
        let since = "2026-11-25T00:00:00Z".parse().unwrap();
        self.store
            .read_blocking(|reader| reader.spent_since(since))
            .unwrap()
    }
}

#[test]
fn a_try_that_came_to_nothing_costs_and_leaves_the_last_good_one() {
    let house = house();
    assert_eq!(house.kept(), None);
    house.keep(|_| ());
    let made = house.kept().unwrap();
    assert_eq!(made.restored()["text"], "Hello Dana");
    house.clock.advance(std::time::Duration::from_hours(3));
    house.keep(|run| {
        run.hash = "h2".into();
        run.end = Err("it is no whole JSON".into());
    });
    assert_eq!(house.kept().as_ref(), Some(&made));
    assert_eq!(house.spent(), 3_000);
    house.keep(|run| run.hash = "h3".into());
    let newer = house.kept().unwrap();
    assert_eq!((newer.hash.as_str(), newer.at > made.at), ("h3", true));
    assert_eq!(house.spent(), 4_500);
    let all = house
        .store
        .read_blocking(|reader| reader.all_prepared(&house.dana))
        .unwrap();
    assert_eq!(all, [newer]);
}

#[test]
fn what_the_person_has_typed_is_never_overwritten_and_an_older_draft_of_claude_is() {
    let house = house();
    house.keep(|run| run.draft = Some(house.draft("first of Claude")));
    assert_eq!(house.kept_draft().as_deref(), Some("first of Claude"));
    house.keep(|run| run.draft = Some(house.draft("second of Claude")));
    assert_eq!(house.kept_draft().as_deref(), Some("second of Claude"));
    house.types("my own words");
    house.keep(|run| run.draft = Some(house.draft("third of Claude")));
    assert_eq!(house.kept_draft().as_deref(), Some("my own words"));
}

#[test]
fn forgetting_somebody_takes_what_was_prepared_about_them_and_with_their_name() {
    let house = house();
    house.keep(|run| run.draft = Some(house.draft("Hello Dana")));
    let tom = person(&house.store, "Tom", "Okafor");
    house.keep(|run| run.contact = tom.clone());
    let forget = Command::Forget {
        contact: house.dana.clone(),
    };
    house.store.commit_blocking(forget, Origin::Agent).unwrap();
    assert_eq!(house.kept(), None);
    let of_tom = house
        .store
        .read_blocking(|reader| reader.all_prepared(&tom))
        .unwrap();
    assert_eq!(of_tom, []);
}
