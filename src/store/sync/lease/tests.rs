use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;

use super::*;
use crate::clock::{Clock, Term};
use crate::domain::command::{Command, SyncCommand};
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::outbox::Claim;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::store::Store;

/// A file, and the copies that open it. They share one machine and so one clock.
struct Bench {
    folder: tempfile::TempDir,
    clock: Clock,
}

impl Bench {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            clock: Clock::manual("2026-11-25T10:00:00Z".parse().unwrap()),
        }
    }

    fn copy(&self) -> Store {
        let options = crate::store::scratch::options(&self.clock);
        Store::open(&self.folder.path().join("a.db"), options).unwrap()
    }

    /// What somebody else wrote into the row.
    fn write(&self, set: &str) {
        let beside = Connection::open(self.folder.path().join("a.db")).unwrap();
        beside
            .execute(&format!("UPDATE engine_lease SET {set}"), [])
            .unwrap();
    }

    /// A text to Ana waits.
    fn text(copy: &Store) {
        let fields = json!({"firstName": "Ana", "phone": "+19095550142"});
        let record = RemoteRecord {
            kind: EntityKind::Contact,
            id: "c1".into(),
            raw: "{}".into(),
            fields: fields.as_object().unwrap().clone(),
        };
        sync(
            copy,
            SyncCommand::Apply {
                records: vec![record],
                cursor: None,
                first_copy: false,
            },
        );
        let draft = Draft {
            contact: "c1".into(),
            channel: Channel::Sms,
            subject: None,
            body: "hello".into(),
        };
        let send = Command::Send {
            draft,
            key: None,
            not_before: None,
        };
        copy.commit_blocking(send, Origin::Agent).unwrap();
    }
}

fn sync(copy: &Store, command: SyncCommand) -> crate::store::Receipt {
    copy.commit_blocking(Command::Sync(command), Origin::Engine)
        .unwrap()
}

fn ask(copy: &Store) -> Lease {
    sync(copy, SyncCommand::Lease(LeaseCommand::Ask)).lease
}

fn claim(copy: &Store) -> Option<Claim> {
    sync(copy, SyncCommand::Claim).claim
}

fn settle(copy: &Store, claim: &Claim, outcome: PushOutcome) {
    let settle = SyncCommand::Settle {
        outbox: claim.id.clone(),
        outcome,
        written: claim.fields.clone(),
        epoch: claim.epoch,
    };
    sync(copy, settle);
}

fn state(copy: &Store) -> OutboxState {
    copy.read_blocking(|reader| reader.outbox(None, 1)).unwrap()[0].state
}

fn done() -> PushOutcome {
    PushOutcome::Done {
        remote_id: Some("m1".into()),
        record: None,
    }
}

#[test]
fn one_copy_holds_until_it_lets_go_or_gives_no_sign() {
    let bench = Bench::new();
    let (one, other) = (bench.copy(), bench.copy());
    assert!(ask(&one).ours && !ask(&other).ours);
    for _ in 0..20 {
        bench.clock.advance(BEAT);
        assert_eq!((ask(&one).epoch, ask(&other).ours), (1, false));
    }
    sync(&other, SyncCommand::Lease(LeaseCommand::LetGo));
    assert!(!ask(&other).ours, "only the holder can let go");
    sync(&one, SyncCommand::Lease(LeaseCommand::LetGo));
    let (followed, late) = (ask(&other), ask(&one));
    assert!(followed.ours && followed.taken && followed.epoch == 2 && !late.ours);
    bench
        .clock
        .advance(EXPIRY.checked_sub(Duration::from_millis(1)).unwrap());
    assert!(!ask(&one).ours);
    bench.clock.advance(Duration::from_millis(1));
    assert_eq!(ask(&one).epoch, 3);
}

#[test]
fn only_the_holder_claims_and_looks_up() {
    let bench = Bench::new();
    let (one, other) = (bench.copy(), bench.copy());
    Bench::text(&other);
    assert_eq!(claim(&one), None, "nobody asked yet");
    ask(&one);
    assert_eq!(claim(&other), None);
    let claimed = claim(&one).unwrap();
    assert_eq!(claimed.epoch, 1);
    let at = bench.clock.now();
    let error = "lost".into();
    settle(&one, &claimed, PushOutcome::Uncertain { at, error });
    assert_eq!(sync(&other, SyncCommand::Probe).claim, None);
    assert_eq!(sync(&one, SyncCommand::Probe).claim.unwrap().epoch, 1);
}

#[test]
fn what_a_second_copy_left_on_its_way_is_uncertain_for_its_follower() {
    let bench = Bench::new();
    let (first, second, third) = (bench.copy(), bench.copy(), bench.copy());
    Bench::text(&first);
    ask(&first);
    sync(&first, SyncCommand::Lease(LeaseCommand::LetGo));
    ask(&second);
    claim(&second).unwrap();
    assert!(!ask(&third).ours);
    assert_eq!(
        state(&third),
        OutboxState::Sending,
        "it may be sending it this moment"
    );
    drop(second);
    bench.clock.advance(EXPIRY);
    assert!(ask(&third).taken);
    assert_eq!(state(&third), OutboxState::Uncertain);
}

#[test]
fn what_a_copy_tells_after_it_was_followed_counts_only_when_it_was_done() {
    let bench = Bench::new();
    let (one, other) = (bench.copy(), bench.copy());
    Bench::text(&one);
    ask(&one);
    let claimed = claim(&one).unwrap();
    bench.clock.advance(EXPIRY);
    ask(&other);
    let at = bench.clock.now();
    let error = "no connection".into();
    settle(&one, &claimed, PushOutcome::Later { at, error });
    assert_eq!(
        state(&one),
        OutboxState::Uncertain,
        "it does not go again for that"
    );
    settle(&one, &claimed, done());
    assert_eq!(state(&one), OutboxState::Sent);
}

#[test]
fn a_lease_does_not_live_on_in_a_process_that_got_its_number() {
    let bench = Bench::new();
    let (one, other) = (bench.copy(), bench.copy());
    ask(&one);
    assert!(!ask(&other).ours);
    // The number is that of this test, which lives; whoever had it before began earlier.
    bench.write("start_time = start_time - 1");
    let can_be_told = Process::me().start != 0;
    assert_eq!(ask(&other).ours, can_be_told);
    bench.clock.advance(EXPIRY);
    assert!(
        ask(&other).ours,
        "without a sign it is gone, whatever has its number"
    );
}

#[test]
fn a_lease_of_before_the_machine_was_started_again_is_free() {
    let bench = Bench::new();
    let (one, other) = (bench.copy(), bench.copy());
    ask(&one);
    bench.write("boot_id = 'another'");
    assert!(ask(&other).ours);
    bench.write("holder = 'x', beat = 9000000000");
    assert!(ask(&one).ours, "a sign from the future is none");
}

#[test]
fn a_round_can_be_asked_of_the_holder() {
    let bench = Bench::new();
    let (holder, other) = (bench.copy(), bench.copy());
    ask(&holder);
    let wish = |full| sync(&other, SyncCommand::Lease(LeaseCommand::Wish { full })).lease;
    assert_eq!((wish(true).wished, wish(false).wished), (1, 2));
    let asked = ask(&holder);
    assert!(asked.wished > asked.served && asked.whole);
    wish(false);
    let grant = |upto| {
        let fault = Some("offline".to_owned());
        sync(&holder, SyncCommand::Lease(LeaseCommand::Grant { upto, fault })).lease
    };
    let first = grant(2);
    assert!(first.served == 2 && first.wished == 3 && first.whole, "{first:?}");
    assert!(!grant(3).whole);
    assert_eq!(ask(&other).fault.as_deref(), Some("offline"));
}

/// One copy in the model: what it believes, and how far it is with a row.
struct Copy {
    id: String,
    term: Term,
    /// The row it claimed and in which epoch, until it acted and told.
    claimed: Option<(usize, i64)>,
    acted: bool,
}

/// A row in the model.
#[derive(Clone, Copy)]
struct Row {
    state: OutboxState,
    epoch: i64,
    effects: u32,
}

/// The file and the copies over it, moved by the very rules of this module.
struct Model {
    clock: Clock,
    seat: Seat,
    copies: Vec<Copy>,
    rows: Vec<Row>,
    /// Who held each epoch.
    epochs: Vec<String>,
}

impl Model {
    fn new(copies: usize) -> Self {
        let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
        let copy = |n: usize| Copy {
            id: format!("copy {n}"),
            term: Term::over(clock.clone()),
            claimed: None,
            acted: false,
        };
        let row = Row {
            state: OutboxState::Queued,
            epoch: 0,
            effects: 0,
        };
        Self {
            copies: (0..copies).map(copy).collect(),
            seat: Seat::default(),
            rows: vec![row; 4],
            epochs: Vec::new(),
            clock,
        }
    }

    fn ask(&mut self, n: usize) {
        let now = self.clock.since_boot();
        let me = self.copies[n].id.clone();
        match step(&self.seat, &me, now, |_| false) {
            Step::Wait => return self.copies[n].term.end(),
            Step::Renew => {}
            Step::Take(epoch) => {
                assert_eq!(epoch, self.epochs.len() as i64 + 1, "an epoch has one holder");
                self.epochs.push(me.clone());
                let process = Process::default();
                self.seat.holder = Some(Holder { id: me, process });
                self.seat.epoch = epoch;
                for row in &mut self.rows {
                    if matches!(row.state, OutboxState::Sending | OutboxState::Uncertain) {
                        row.state = OutboxState::Uncertain;
                        row.epoch = epoch;
                    }
                }
            }
        }
        self.seat.beat = now;
        let epoch = self.seat.epoch;
        self.copies[n].term.extend(epoch, term(now));
    }

    fn holds(&self, n: usize) -> bool {
        self.seat
            .holder
            .as_ref()
            .is_some_and(|holder| holder.id == self.copies[n].id)
    }

    fn claim(&mut self, n: usize) {
        if !self.holds(n) || self.copies[n].claimed.is_some() {
            return;
        }
        let Some(at) = self.rows.iter().position(|row| row.state == OutboxState::Queued) else {
            return;
        };
        self.rows[at].state = OutboxState::Sending;
        self.rows[at].epoch = self.seat.epoch;
        self.copies[n].claimed = Some((at, self.seat.epoch));
        self.copies[n].acted = false;
    }

    /// The bytes leave, unless the term is over.
    fn act(&mut self, n: usize) {
        let copy = &mut self.copies[n];
        if let Some((at, epoch)) = copy.claimed
            && !copy.acted
            && copy.term.runs_as(epoch)
        {
            copy.acted = true;
            self.rows[at].effects += 1;
        }
    }

    /// The copy tells how its row fared; an answer may be lost.
    fn tell(&mut self, n: usize, lost: bool) {
        let acted = self.copies[n].acted;
        let Some((at, epoch)) = self.copies[n].claimed.take() else {
            return;
        };
        let row = &mut self.rows[at];
        let done = acted && !lost;
        if counts((row.state, row.epoch), epoch, done) {
            row.state = match (acted, lost) {
                (true, false) => OutboxState::Done,
                (true, true) => OutboxState::Uncertain,
                (false, _) => OutboxState::Queued,
            };
        }
    }

    /// The holder looks a lost row up and believes what it sees. That is the harshest case: in the program a text that
    /// is not seen is held, and looks are a minute apart.
    fn look_up(&mut self, n: usize) {
        if !self.holds(n) || !self.copies[n].term.runs() {
            return;
        }
        let epoch = self.seat.epoch;
        if let Some(row) = self
            .rows
            .iter_mut()
            .find(|row| row.state == OutboxState::Uncertain)
        {
            row.epoch = epoch;
            row.state = match row.effects {
                0 => OutboxState::Queued,
                _ => OutboxState::Done,
            };
        }
    }

    /// The copy's program ends, and another is opened.
    fn crash(&mut self, n: usize, chance: &mut StdRng) {
        self.copies[n] = Copy {
            id: format!("copy {}", chance.random::<u64>()),
            term: Term::over(self.clock.clone()),
            claimed: None,
            acted: false,
        };
    }

    fn let_go(&mut self, n: usize) {
        if self.holds(n) && self.copies[n].claimed.is_none() {
            self.copies[n].term.end();
            self.seat.holder = None;
        }
    }

    fn check(&self, seed: u64) {
        let acting = self.copies.iter().filter(|copy| copy.term.runs()).count();
        assert!(acting <= 1, "seed {seed}: {acting} copies may act at once");
        for row in &self.rows {
            assert!(
                row.effects <= 1,
                "seed {seed}: {} effects for one row",
                row.effects
            );
        }
    }
}

#[test]
fn in_any_order_of_events_one_copy_acts_and_each_row_has_one_effect() {
    let from: u64 = std::env::var("LEADLINE_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1);
    let runs = 3_000;
    println!(
        "seeds {from} to {} (LEADLINE_SEED chooses another first)",
        from + runs - 1
    );
    let mut most = 0;
    for seed in from..from + runs {
        let mut chance = StdRng::seed_from_u64(seed);
        let mut model = Model::new(chance.random_range(2..=3));
        for _ in 0..200 {
            let n = chance.random_range(0..model.copies.len());
            match chance.random_range(0..12) {
                0..=2 => model.ask(n),
                3 | 4 => model.claim(n),
                5 | 6 => model.act(n),
                7 => model.tell(n, chance.random_bool(0.3)),
                8 => model.look_up(n),
                9 => model.let_go(n),
                10 if chance.random_bool(0.2) => model.crash(n, &mut chance),
                // A step, a beat, a long pause, or a night: nobody else does anything meanwhile.
                _ => {
                    let seconds = [0.3, 2.0, 14.0, 40_000.0][chance.random_range(0..4)];
                    model.clock.advance(Duration::from_secs_f64(seconds));
                }
            }
            model.check(seed);
        }
        most = most.max(model.epochs.len());
        // Faults end: whoever comes next gets everything done.
        for n in 0..model.copies.len() {
            model.crash(n, &mut chance);
        }
        model.clock.advance(EXPIRY);
        model.ask(0);
        for _ in 0..2 * model.rows.len() {
            model.look_up(0);
            model.claim(0);
            model.act(0);
            model.tell(0, false);
            model.check(seed);
        }
        assert!(
            model.rows.iter().all(|row| row.effects == 1),
            "seed {seed}: a row was lost"
        );
    }
    assert!(
        most > 5,
        "the lease hardly ever changed hands, so nothing was shown"
    );
}
