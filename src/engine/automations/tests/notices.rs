//! What colleagues are told, and who they are.

use super::*;
use crate::domain::automation::Office;
use crate::engine::teller::Teller;

const TELL: &str = "[[step]]\nid = \"tell\"\ndo = \"notify\"\nsays = \"{first_name} is upset\"\n";

impl Bench {
    fn teller(&self) -> Teller {
        Teller {
            store: self.worker.store.clone(),
            clock: self.clock.clone(),
            zone: TimeZone::UTC,
            me: self.worker.me.clone(),
            notices: broadcast::channel(8).0,
            listener: Arc::default(),
        }
    }

    async fn team(&self) {
        for (id, name) in [
            ("u-jo", "Jo Park"),
            ("u-ben", "Ben Ortiz"),
            ("u-rosa", "Rosa Vega"),
            ("u-pond", "Pond"),
        ] {
            self.tell(EntityKind::User, id, json!({ "name": name })).await;
        }
    }

    async fn lead_of(&self, nr: u32, owner: &str) {
        let members = json!({
            "firstName": "Ana", "phone": format!("+120655501{nr:02}"), "state": "WA", "type": "client",
            "assignedTo": owner, "dateAdded": self.clock.now().to_string(),
        });
        self.tell(EntityKind::Contact, &format!("c{nr}"), members).await;
    }

    async fn notes(&self, person: &'static str) -> Vec<String> {
        let person = self
            .worker
            .store
            .read(move |reader| reader.person(&person.into()));
        let notes = person.await.unwrap().unwrap().notes;
        notes.iter().map(|note| note.body.raw().to_owned()).collect()
    }

    async fn owner(&self, person: String) -> Option<String> {
        let person = self
            .worker
            .store
            .read(move |reader| reader.person(&person.as_str().into()));
        person
            .await
            .unwrap()
            .unwrap()
            .contact
            .assigned_to
            .map(|user| user.to_string())
    }
}

fn terms(lead: Option<&str>) -> Terms {
    Terms {
        pond: Some("Pond".into()),
        office: Office {
            lead: lead.map(str::to_owned),
            ..Office::default()
        },
        ..Terms::default()
    }
}

/// Nobody listens under `serve`; the next screen says it, once, however many follow.
#[tokio::test]
async fn what_is_told_while_nobody_listens_is_said_by_the_next_screen_once() {
    let bench = Bench::new();
    bench.publish("T1", "", TELL).await;
    bench.lead(1).await;
    bench.rounds().await;
    let run = bench.runs().await.remove(0);
    assert!(run.ended.is_some(), "{:?}", bench.log(&run.id).await);
    bench.teller().tell().await.unwrap();
    bench.later(20);
    let screen = bench.teller();
    let mut heard = screen.notices.subscribe();
    screen.tell().await.unwrap();
    let notice = heard.try_recv().unwrap();
    assert_eq!(notice.text.as_str(), "Ana is upset (4 Aug 17:00)");
    assert_eq!(notice.volume, Volume::Ring);
    let other = bench.teller();
    let mut again = other.notices.subscribe();
    for teller in [&screen, &other] {
        teller.tell().await.unwrap();
    }
    assert!(heard.try_recv().is_err() && again.try_recv().is_err());
}

#[tokio::test]
async fn who_is_told_elsewhere_reads_it_on_the_person_and_not_here() {
    let bench = Bench::of(Some("u-jo"), terms(Some("rosa vega")));
    bench.team().await;
    let both = format!(
        "{TELL}{}",
        TELL.replace("\"tell\"", "\"lead\"\nwho = \"lead\"")
            .replace("upset", "angry")
    );
    bench.publish("T1", "", &both).await;
    bench.lead_of(1, "u-jo").await;
    bench.rounds().await;
    let screen = bench.teller();
    let mut heard = screen.notices.subscribe();
    screen.tell().await.unwrap();
    assert_eq!(heard.try_recv().unwrap().text.as_str(), "Ana is upset");
    assert!(heard.try_recv().is_err(), "the lead's is not for this screen");
    assert_eq!(bench.notes("c1").await, ["For Rosa Vega: Ana is angry"]);
}

#[tokio::test]
async fn where_nobody_is_the_lead_the_step_says_so() {
    let bench = Bench::of(Some("u-jo"), terms(None));
    bench.team().await;
    let task = "[[step]]\nid = \"task\"\ndo = \"task\"\ntitle = \"Call\"\nfor = \"lead\"\n";
    bench.publish("T1", "", task).await;
    bench.lead_of(1, "u-jo").await;
    bench.rounds().await;
    let run = bench.runs().await.remove(0);
    let log = bench.log(&run.id).await;
    let why = log.iter().find(|(what, _)| what == "left out");
    assert!(
        why.is_some_and(|(_, why)| why.as_ref().unwrap().contains("automations.lead")),
        "{log:?}"
    );
}

/// Three at once and one later: each goes to whoever was given somebody longest ago, nobody to themselves or into the pond.
#[tokio::test]
async fn who_is_next_is_whoever_was_given_somebody_longest_ago() {
    let bench = Bench::of(Some("u-jo"), terms(None));
    bench.team().await;
    let steps = "[[step]]\nid = \"give\"\ndo = \"assign\"\nto = \"next\"\n";
    bench.publish("T1", "", steps).await;
    for nr in 1..=3 {
        bench.lead_of(nr, "u-jo").await;
        bench.clock.advance(Duration::from_secs(1));
    }
    bench.rounds().await;
    let mut given = Vec::new();
    for nr in 1..=3 {
        given.extend(bench.owner(format!("c{nr}")).await);
    }
    given.sort();
    given.dedup();
    assert_eq!(given, ["u-ben", "u-rosa"], "{:?}", bench.runs().await);
    let last = bench.owner("c3".into()).await.unwrap();
    bench.clock.advance(Duration::from_mins(1));
    bench.lead_of(4, "u-jo").await;
    bench.rounds().await;
    let next = bench.owner("c4".into()).await.unwrap();
    assert!(
        next != last && next != "u-jo" && next != "u-pond",
        "{last} {next}"
    );
}

/// What is to be done goes to whoever was given somebody longest ago, as people do, and counts as a turn.
#[tokio::test]
async fn a_task_for_whoever_is_next_goes_by_turn() {
    let bench = Bench::of(Some("u-jo"), terms(None));
    bench.team().await;
    let task = "[[step]]\nid = \"task\"\ndo = \"task\"\ntitle = \"Call\"\nfor = \"next\"\n";
    bench.publish("T1", "", task).await;
    let mut given = Vec::new();
    for nr in 1..=3 {
        bench.lead_of(nr, "u-jo").await;
        bench.rounds().await;
        bench.clock.advance(Duration::from_mins(1));
        let who = format!("c{nr}");
        let person = bench
            .worker
            .store
            .read(move |reader| reader.person(&who.as_str().into()));
        let tasks = person.await.unwrap().unwrap().tasks;
        assert_eq!(tasks.len(), 1, "{:?}", bench.runs().await);
        given.extend(tasks[0].assigned_to.as_ref().map(ToString::to_string));
    }
    assert_eq!(given.len(), 3, "{given:?}");
    assert!(given[0] != given[1] && given[0] == given[2], "{given:?}");
    assert!(
        given
            .iter()
            .all(|user| ["u-ben", "u-rosa"].contains(&user.as_str())),
        "{given:?}"
    );
}

#[tokio::test]
async fn what_is_kept_is_listed_until_it_is_read() {
    let bench = Bench::of(Some("u-jo"), terms(None));
    bench.team().await;
    bench.publish("T1", "", TELL).await;
    bench.lead_of(1, "u-jo").await;
    bench.rounds().await;
    let told = async |all: bool| {
        let me = bench.worker.me.clone();
        let told = bench
            .worker
            .store
            .read(move |reader| reader.told(me.as_ref(), all, 9));
        told.await.unwrap()
    };
    let kept = told(false).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (kept[0].says.as_str(), kept[0].contact.as_str()),
        ("Ana is upset", "c1")
    );
    bench
        .say(Command::Automation(AutomationCommand::Told {
            notice: kept[0].seq,
        }))
        .await;
    assert_eq!(told(false).await, []);
    assert!(told(true).await[0].read.is_some());
    // No screen says it again.
    let screen = bench.teller();
    let mut heard = screen.notices.subscribe();
    screen.tell().await.unwrap();
    assert!(heard.try_recv().is_err());
}
