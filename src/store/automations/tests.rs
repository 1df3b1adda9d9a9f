use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::clock::Clock;
use crate::domain::automation::Arm;
use crate::domain::contact::Channel;
use crate::domain::gate::Kind;
use crate::domain::origin::Origin;
use crate::domain::record::EntityKind;
use crate::domain::value::ContactId;
use crate::store::scratch::{page, told};
use crate::store::{Receipt, Store};

struct Bench {
    folder: tempfile::TempDir,
    clock: Clock,
    store: Store,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-08-04T17:00:00Z".parse().unwrap());
        let store = open(&folder, &clock);
        let bench = Self { folder, clock, store };
        for id in ["c1", "c2"] {
            let members = json!({
                "firstName": "Ana", "phone": format!("+1206555010{}", &id[1..]), "state": "WA",
                "type": "client",
            });
            bench.tell(id, &members);
        }
        let text = AutomationText {
            id: "T1".into(),
            name: "Test".into(),
            auto_send: true,
            text: "one".into(),
        };
        bench.say(AutomationCommand::Publish(text)).unwrap();
        bench
    }

    fn tell(&self, id: &str, members: &serde_json::Value) {
        self.tell_of(EntityKind::Contact, id, members);
    }

    fn tell_of(&self, kind: EntityKind, id: &str, members: &serde_json::Value) {
        let apply = page(vec![told(kind, id, members.clone())]);
        let told = self.store.commit_blocking(Command::Sync(apply), Origin::Remote);
        told.unwrap();
    }

    fn say(&self, command: AutomationCommand) -> Result<Receipt, CommitError> {
        let origin = Origin::Automation {
            run: "r1".into(),
            kind: Kind::FirstAnswer,
        };
        self.store.commit_blocking(Command::Automation(command), origin)
    }

    fn step(&self, step: RunStep) -> Result<Receipt, CommitError> {
        self.say(AutomationCommand::Step(Box::new(step)))
    }

    fn run(&self, id: &str) -> RunRow {
        let id = id.to_owned();
        self.store
            .read_blocking(|reader| reader.run(&id))
            .unwrap()
            .unwrap()
    }

    fn tasks(&self) -> usize {
        let person = self.store.read_blocking(|reader| reader.person(&"c1".into()));
        person.unwrap().unwrap().tasks.len()
    }

    fn queued(&self) -> i64 {
        let count = self.store.read_blocking(|reader| {
            let sql = "SELECT count(*) FROM outbox WHERE effect_key IS NOT NULL AND state <> 'cancelled'";
            Ok(reader.db.query_row(sql, [], |row| row.get(0))?)
        });
        count.unwrap()
    }

    /// The program dies and starts again.
    fn again(self) -> Self {
        let Self { folder, clock, store } = self;
        drop(store);
        let store = open(&folder, &clock);
        Self { folder, clock, store }
    }
}

fn open(folder: &tempfile::TempDir, clock: &Clock) -> Store {
    let options = crate::store::scratch::options(clock);
    Store::open(&folder.path().join("a.db"), options).unwrap()
}

fn step(run: &str, rev: i64, lines: Vec<RunLine>) -> RunStep {
    RunStep {
        run: run.into(),
        rev,
        enters: None,
        state: format!("{{\"after\": {rev}}}"),
        waits: "timer",
        due: Some("2026-08-05T17:00:00Z".parse().unwrap()),
        ended: None,
        upto: 0,
        lines,
    }
}

fn entering(run: &str, contact: &str, cause: &str) -> RunStep {
    RunStep {
        enters: Some(Entering {
            automation: "T1".into(),
            version: 1,
            contact: contact.into(),
            cause: cause.into(),
            arm: Arm::In,
        }),
        ..step(run, 0, Vec::new())
    }
}

fn line(key: &str, did: Did) -> RunLine {
    RunLine {
        step: "hello".into(),
        what: "effect",
        key: Some(key.into()),
        effect: Some("{}".into()),
        did,
        cents: 0,
        facts: None,
    }
}

fn task(bench: &Bench) -> Command {
    Command::AddTask {
        contact: "c1".into(),
        title: "Call".into(),
        body: String::new(),
        due: bench.clock.now(),
        assigned_to: None,
    }
}

fn text(body: &str, key: &str) -> Command {
    Command::Send {
        draft: Draft {
            contact: "c1".into(),
            channel: Channel::Sms,
            subject: None,
            body: body.into(),
        },
        key: Some(key.into()),
        not_before: None,
    }
}

fn done(command: Command) -> Did {
    Did::Done(Some(Box::new(command)))
}

#[test]
fn whoever_comes_in_twice_by_the_same_is_inside_once() {
    let bench = Bench::new();
    assert_eq!(bench.step(entering("r1", "c1", "fact 7")).unwrap().changed, 1);
    assert_eq!(bench.step(entering("r2", "c1", "fact 7")).unwrap().changed, 0);
    assert_eq!(bench.step(entering("r3", "c2", "fact 7")).unwrap().changed, 1);
    let runs = bench
        .store
        .read_blocking(|reader| reader.runs(Some("T1"), 9))
        .unwrap();
    let ids: Vec<&str> = runs.iter().map(|run| run.id.as_str()).collect();
    assert_eq!(ids, ["r3", "r1"]);
    assert!(bench.step(entering("r4", "nobody", "fact 8")).is_err());
}

#[test]
fn a_step_is_kept_whole_or_not_at_all() {
    let bench = Bench::new();
    bench.step(entering("r1", "c1", "f")).unwrap();
    let empty = Command::AddNote {
        contact: "c1".into(),
        body: "  ".into(),
    };
    let lines = vec![line("k1", done(task(&bench))), line("k2", done(empty))];
    assert!(bench.step(step("r1", 1, lines)).is_err());
    assert_eq!(
        (bench.run("r1").rev, bench.tasks()),
        (1, 0),
        "nothing of it was kept"
    );
    bench
        .step(step("r1", 1, vec![line("k1", done(task(&bench)))]))
        .unwrap();
    assert_eq!((bench.run("r1").rev, bench.tasks()), (2, 1));
}

#[test]
fn who_dies_between_plan_and_commit_finds_the_row_and_does_it_once() {
    let bench = Bench::new();
    let planned = RunStep {
        lines: vec![line("k1", Did::Planned)],
        ..entering("r1", "c1", "f")
    };
    bench.step(planned).unwrap();
    // The worker had worked out what to do with it, and died before it was on disk.
    let bench = bench.again();
    let pending = bench
        .store
        .read_blocking(|reader| reader.pending_effect("k1"))
        .unwrap();
    assert_eq!(pending.unwrap().step, "hello");
    let act = |bench: &Bench, rev| bench.step(step("r1", rev, vec![line("k1", done(text("Hi", "k1")))]));
    act(&bench, 1).unwrap();
    // It died again, after the commit and before it knew.
    let bench = bench.again();
    let late = act(&bench, 1).unwrap_err().to_string();
    assert!(late.contains("gone on since"), "{late}");
    act(&bench, 2).unwrap();
    assert_eq!(bench.queued(), 1, "one effect for one key");
    let tries = bench
        .store
        .read_blocking(|reader| reader.run_tries("r1"))
        .unwrap();
    assert_eq!(tries.len(), 1);
    assert_eq!((tries[0].tries, tries[0].result.as_deref()), (1, Some("done")));
}

#[test]
fn nothing_is_done_while_everything_is_stopped_or_the_automation_is() {
    let bench = Bench::new();
    bench.step(entering("r1", "c1", "f")).unwrap();
    let act = |rev| bench.step(step("r1", rev, vec![line("k1", done(task(&bench)))]));
    let switch = |on| {
        let command = Command::SwitchAutomatic { on };
        bench.store.commit_blocking(command, Origin::Agent).unwrap();
    };
    switch(false);
    assert!(act(1).unwrap_err().to_string().contains("stopped"));
    switch(true);
    let pause = AutomationCommand::Pause {
        id: "T1".into(),
        why: "a stage is gone".into(),
    };
    bench.say(pause).unwrap();
    assert!(act(1).unwrap_err().to_string().contains("paused"));
    assert_eq!(bench.tasks(), 0);
    bench.say(AutomationCommand::Resume { id: "T1".into() }).unwrap();
    act(1).unwrap();
    assert_eq!(bench.tasks(), 1);
}

#[test]
fn what_is_taken_back_before_it_left_does_not_leave() {
    let bench = Bench::new();
    bench.step(entering("r1", "c1", "f")).unwrap();
    bench
        .step(step("r1", 1, vec![line("k1", done(text("Hi", "k1")))]))
        .unwrap();
    assert_eq!(bench.queued(), 1);
    bench
        .step(step(
            "r1",
            2,
            vec![line("k2", Did::TakenBack("they wrote".into()))],
        ))
        .unwrap();
    assert_eq!(bench.queued(), 1, "another key is another message");
    bench
        .step(step(
            "r1",
            3,
            vec![line("k1", Did::TakenBack("they wrote".into()))],
        ))
        .unwrap();
    assert_eq!(bench.queued(), 0);
}

#[test]
fn a_draft_of_a_persons_is_never_written_over() {
    let bench = Bench::new();
    let draft = |body: &str| Command::KeepDraft {
        draft: Draft {
            contact: "c1".into(),
            channel: Channel::Sms,
            subject: None,
            body: body.into(),
        },
    };
    bench.store.commit_blocking(draft("Dear"), Origin::Agent).unwrap();
    bench.step(entering("r1", "c1", "f")).unwrap();
    let refused = bench.step(step("r1", 1, vec![line("k1", done(draft("Hi")))]));
    assert!(refused.unwrap_err().to_string().contains("another draft"));
    bench.store.commit_blocking(draft(""), Origin::Agent).unwrap();
    bench
        .step(step("r1", 1, vec![line("k1", done(draft("Hi")))]))
        .unwrap();
}

#[test]
fn people_inside_stay_on_their_version_until_they_are_moved() {
    let bench = Bench::new();
    bench.step(entering("r1", "c1", "f")).unwrap();
    let two = AutomationText {
        id: "T1".into(),
        name: "Test".into(),
        auto_send: false,
        text: "two".into(),
    };
    bench.say(AutomationCommand::Publish(two)).unwrap();
    let text = |version| {
        let text = bench
            .store
            .read_blocking(|reader| reader.automation_text("T1", Some(version)));
        text.unwrap()
    };
    assert_eq!(
        (text(1).as_deref(), text(2).as_deref()),
        (Some("one"), Some("two"))
    );
    assert_eq!(bench.run("r1").version, 1);
    let moved = |version| AutomationCommand::Move {
        run: "r1".into(),
        rev: 1,
        version,
        state: "{}".into(),
    };
    assert!(bench.say(moved(9)).is_err(), "there is no such version");
    bench.say(moved(2)).unwrap();
    assert_eq!(bench.run("r1").version, 2);
}

#[test]
fn whoever_is_forgotten_leaves_no_run() {
    let bench = Bench::new();
    bench
        .step(RunStep {
            lines: vec![line("k1", Did::Planned)],
            ..entering("r1", "c1", "f")
        })
        .unwrap();
    let forget = Command::Forget {
        contact: ContactId::from("c1"),
    };
    bench.store.commit_blocking(forget, Origin::Agent).unwrap();
    let left = bench.store.read_blocking(|reader| reader.runs(None, 9)).unwrap();
    assert!(left.is_empty(), "{left:?}");
    assert!(
        bench
            .store
            .read_blocking(|reader| reader.pending_effect("k1"))
            .unwrap()
            .is_none()
    );
}

#[test]
fn the_due_are_found_by_their_index_among_a_hundred_thousand() {
    let bench = Bench::new();
    let path = bench.folder.path().join("a.db");
    let mut db = rusqlite::Connection::open(&path).unwrap();
    let tx = db.transaction().unwrap();
    for nr in 0..100_000_i64 {
        tx.prepare_cached(
            "INSERT INTO automation_run (id, automation, version, contact, cause, arm, rev, state, waits, due, upto, entered)
             SELECT 'x' || ?1, 'T1', 1, min(rid), ?1, 'in', 1, '{}', 'timer', ?1, 0, 0 FROM contact",
        )
        .unwrap()
        .execute([nr])
        .unwrap();
    }
    tx.commit().unwrap();
    for plan in derive::plans(&db).unwrap() {
        assert!(plan.contains("SEARCH") && !plan.contains("SCAN"), "{plan}");
    }
    let [due, happened] = read::plans(&db).unwrap();
    assert!(
        due.contains("automation_run_due") && !due.contains("SCAN"),
        "{due}"
    );
    let everybody = ["SCAN", "record_id (kind=?)"];
    assert!(!everybody.iter().any(|all| happened.contains(all)), "{happened}");
    let now = Timestamp::from_millisecond(99).unwrap();
    let began = Clock::system().since_boot();
    let due = bench
        .store
        .read_blocking(|reader| reader.due_runs("T1", (Timestamp::MIN, now), 200))
        .unwrap();
    eprintln!(
        "{} due of 100,000 in {:?}",
        due.len(),
        Clock::system().since_boot().saturating_sub(began)
    );
    assert_eq!(due.len(), 100);
}

#[test]
fn what_became_of_people_is_counted_in_one_pass() {
    let bench = Bench::new();
    let now = bench.clock.now();
    bench.step(entering("r1", "c1", "one")).unwrap();
    let mut out = entering("r2", "c2", "two");
    if let Some(enters) = &mut out.enters {
        enters.arm = Arm::HeldOut;
    }
    out.ended = Some("left out".into());
    out.due = None;
    bench.step(out).unwrap();
    bench.clock.advance(std::time::Duration::from_hours(1));
    let wrote = json!({
        "contactId": "c1", "conversationId": "v1", "direction": "inbound", "type": "TYPE_SMS", "body": "Yes",
        "dateAdded": bench.clock.now().to_string(),
    });
    bench.tell_of(EntityKind::Message, "m1", &wrote);
    let refused = line("r1/a/1/c1", Did::Refused("no consent".into()));
    bench.step(step("r1", 1, vec![refused])).unwrap();
    let week = jiff::SignedDuration::from_hours(7 * 24);
    let sums = |since| {
        let sums = bench
            .store
            .read_blocking(move |reader| reader.automation_sums(since, since));
        sums.unwrap().remove("T1").unwrap()
    };
    let found = sums(now - week);
    assert_eq!((found.inside, found.entered, found.done), (1, 1, 0));
    assert_eq!((found.inside_answered, found.left_out_answered), ((1, 1), (1, 0)));
    assert_eq!(found.last_error.as_deref(), Some("refused: no consent"));
    assert!(found.next_due.is_some());
    let found = sums(now + week);
    assert_eq!(
        (found.entered, found.inside, found.inside_answered),
        (0, 1, (0, 0))
    );
    let mut ended = step("r1", 2, Vec::new());
    ended.ended = Some("opt-out".into());
    ended.due = None;
    bench.step(ended).unwrap();
    let found = sums(now - week);
    assert_eq!(
        (found.opted_out, found.done, found.inside, found.next_due),
        (1, 1, 0, None)
    );
}
