//! One history: a few people, a person at the keyboard, colleagues in the web app, and a bad day.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use leadline::clock::Clock;
use leadline::domain::command::{Command, Side};
use leadline::domain::contact::Channel;
use leadline::domain::conversation::Draft;
use leadline::domain::outbox::OutboxState;
use leadline::domain::record::EntityKind;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::json;

use crate::crm::{Crm, RESOURCES, Weather};
use crate::office::{Office, Went};
use crate::promises;

/// Members that both sides edit, each a free word.
pub const FIELDS: [&str; 4] = ["firstName", "lastName", "city", "companyName"];
pub const STAGES: [&str; 4] = ["new", "contacted", "showing", "offer"];
/// Rounds of a minute in which everything must have come to rest once nothing goes wrong any more.
const ROUNDS: u32 = 40;

/// What the person at the keyboard was told is saved.
#[derive(Debug)]
pub struct Acked {
    pub contact: String,
    pub what: What,
}

#[derive(Debug)]
pub enum What {
    Field {
        path: &'static str,
        value: String,
        /// Another edit of the same member, or an undo, came after it.
        replaced: bool,
    },
    Tag {
        word: String,
        /// Taken away again, or perhaps undone.
        replaced: bool,
    },
    Note {
        body: String,
        undone: bool,
    },
    Text {
        body: String,
        undone: bool,
    },
}

pub struct History {
    pub seed: u64,
    pub chance: StdRng,
    pub clock: Clock,
    pub crm: Crm,
    pub office: Office,
    pub people: Vec<String>,
    pub deals: Vec<String>,
    pub acked: Vec<Acked>,
    /// Values that colleagues wrote, by record and member.
    pub theirs: Vec<(String, &'static str, String)>,
    /// Tags that colleagues set and nobody took away.
    pub their_tags: Vec<(String, String)>,
    /// Who ever wrote STOP.
    pub said_stop: BTreeSet<String>,
    /// Whose opt-out stood after the last step.
    pub silent: BTreeSet<String>,
    /// How many messages had reached somebody by then.
    pub reached: usize,
    pub broken: Vec<String>,
    pub trace: Vec<String>,
    pub totals: Totals,
    words: u64,
}

/// What happened in all.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    pub histories: u64,
    pub edits_here: u64,
    pub edits_there: u64,
    pub texts: u64,
    pub pushes: u64,
    pub kills: u64,
    pub conflicts: u64,
    pub simulated: Duration,
}

impl Totals {
    pub fn add(&mut self, other: &Self) {
        self.histories += other.histories;
        self.edits_here += other.edits_here;
        self.edits_there += other.edits_there;
        self.texts += other.texts;
        self.pushes += other.pushes;
        self.kills += other.kills;
        self.conflicts += other.conflicts;
        self.simulated += other.simulated;
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} histories, {} edits here and {} there, {} texts, {} pushes, {} kills, {} conflicts, {:.1} simulated days",
            self.histories,
            self.edits_here,
            self.edits_there,
            self.texts,
            self.pushes,
            self.kills,
            self.conflicts,
            self.simulated.as_secs_f64() / 86_400.0
        )
    }
}

/// What came of a seed.
pub struct Run {
    pub broken: Vec<String>,
    pub trace: Vec<String>,
    pub totals: Totals,
    /// What the store wrote down.
    pub journal: String,
}

/// Plays a seed to its end.
pub fn run(seed: u64) -> Run {
    let mut history = History::begin(seed);
    let steps = history.chance.random_range(40..120);
    for _ in 0..steps {
        history.step();
        promises::after_each_step(&mut history);
    }
    history.come_to_rest();
    promises::at_rest(&mut history);
    history.totals.histories = 1;
    history.totals.simulated = history.clock.elapsed();
    let journal = promises::journal(&history);
    Run {
        journal,
        broken: history.broken,
        trace: history.trace,
        totals: history.totals,
    }
}

impl History {
    fn begin(seed: u64) -> Self {
        let clock = Clock::manual("2026-11-25T15:00:00Z".parse().unwrap());
        let crm = Crm::new(seed, clock.clone());
        let mut chance = StdRng::seed_from_u64(seed);
        let mut people = Vec::new();
        let mut deals = Vec::new();
        for number in 0..chance.random_range(1..5) {
            let person = crm.make(
                EntityKind::Contact,
                json!({"firstName": format!("Ana{number}"), "phone": format!("+190955501{number:02}"),
                       "type": "customer", "tags": ["buyer"], "dndSettings": {}}),
            );
            let deal = json!({"contactId": person, "name": format!("deal {number}"), "pipelineId": "p1",
                              "pipelineStageId": STAGES[0], "status": "open", "monetaryValue": 100_000});
            deals.push(crm.make(EntityKind::Opportunity, deal));
            people.push(person);
        }
        clock.advance(Duration::from_mins(10));
        let office = Office::new(clock.clone());
        let mut history = Self {
            seed,
            chance,
            clock,
            crm,
            office,
            people,
            deals,
            acked: Vec::new(),
            theirs: Vec::new(),
            their_tags: Vec::new(),
            said_stop: BTreeSet::new(),
            silent: BTreeSet::new(),
            reached: 0,
            broken: Vec::new(),
            trace: Vec::new(),
            totals: Totals::default(),
            words: 0,
        };
        for (resource, _) in RESOURCES {
            while history.office.pull(&history.crm, resource) {}
        }
        // One day in four is a calm one, and rare things come in bunches.
        let bad = history.chance.random_bool(0.75);
        let weather = Weather {
            lost: if bad {
                history.chance.random_range(0.0..0.6)
            } else {
                0.0
            },
            away: if bad {
                history.chance.random_range(0.0..0.4)
            } else {
                0.0
            },
            page: history.chance.random_range(1..6),
            lag: history.chance.random_range(0..=60),
        };
        history.note(format!("{weather:?}"));
        history.crm.state().weather = weather;
        history
    }

    pub fn note(&mut self, line: String) {
        let at = self.clock.now();
        self.trace.push(format!("{at} {line}"));
    }

    pub fn breaks(&mut self, what: String) {
        if self.broken.len() < 5 {
            self.broken.push(what);
        }
    }

    fn word(&mut self, kind: &str) -> String {
        self.words += 1;
        format!("{kind}{}x{}", self.words, self.seed)
    }

    fn person(&mut self) -> String {
        self.people.choose(&mut self.chance).unwrap().clone()
    }

    fn step(&mut self) {
        match self.chance.random_range(0..100) {
            0..14 => self.edit_here(),
            14..20 => self.tag_here(),
            20..25 => self.note_here(),
            25..31 => self.text_here(),
            31..35 => self.undo(),
            35..38 => self.decide_a_conflict(),
            38..50 => self.edit_there(),
            50..54 => self.tag_there(),
            54..58 => self.they_write(),
            58..60 => self.move_deal(),
            60..61 if self.chance.random_bool(0.2) => self.delete_there(),
            60..61 => self.silence_there(),
            61..73 => self.pull(),
            73..86 => self.push(),
            86..90 => {
                let looked = self.office.look_up(&self.crm);
                self.note(format!("look up: {looked:?}"));
            }
            90..92 => {
                let contact = self.person();
                self.office.look_at(&self.crm, &contact);
                self.note(format!("look at {contact}"));
            }
            92..97 => {
                // Now and then a night goes by.
                let night = self.chance.random_bool(0.1);
                let seconds = self
                    .chance
                    .random_range(if night { 3_600..40_000 } else { 1..100 });
                self.clock.advance(Duration::from_secs(seconds));
            }
            97..98 => {
                self.office.kill();
                self.totals.kills += 1;
                self.note("killed".into());
            }
            _ => {
                self.crm.state().dies = true;
                self.push();
                self.crm.state().dies = false;
            }
        }
    }

    fn submit(&mut self, command: Command) -> bool {
        // Now and then it is the other window.
        let done = if self.chance.random_bool(0.03) {
            self.office.elsewhere(command)
        } else {
            self.office.submit(command)
        };
        match done {
            Ok(receipt) => {
                self.totals.edits_here += 1;
                self.note(format!("here: {}", receipt.summary));
                true
            }
            Err(error) => {
                self.note(format!("here, refused: {error}"));
                false
            }
        }
    }

    fn edit_here(&mut self) {
        let (contact, path) = (self.person(), *FIELDS.choose(&mut self.chance).unwrap());
        let value = self.word("mine");
        let command = Command::EditContact {
            contact: contact.as_str().into(),
            changes: vec![(path.to_owned(), json!(value))],
        };
        if !self.submit(command) {
            return;
        }
        for before in &mut self.acked {
            if let What::Field {
                path: other,
                replaced,
                ..
            } = &mut before.what
                && before.contact == contact
                && *other == path
            {
                *replaced = true;
            }
        }
        let what = What::Field {
            path,
            value,
            replaced: false,
        };
        self.acked.push(Acked { contact, what });
    }

    fn tag_here(&mut self) {
        let contact = self.person();
        let mine = self.acked.iter().position(|acked| {
            acked.contact == contact && matches!(acked.what, What::Tag { replaced: false, .. })
        });
        let (mut add, mut remove) = (Vec::new(), Vec::new());
        if let Some(mine) = mine.filter(|_| self.chance.random_bool(0.3)) {
            if let What::Tag { word, replaced } = &mut self.acked[mine].what {
                *replaced = true;
                remove.push(word.clone());
            }
        } else {
            add.push(self.word("tag"));
        }
        let command = Command::EditTags {
            contact: contact.as_str().into(),
            add: add.clone(),
            remove,
        };
        if self.submit(command)
            && let Some(word) = add.pop()
        {
            let what = What::Tag {
                word,
                replaced: false,
            };
            self.acked.push(Acked { contact, what });
        }
    }

    fn note_here(&mut self) {
        let (contact, body) = (self.person(), self.word("note"));
        let command = Command::AddNote {
            contact: contact.as_str().into(),
            body: body.clone(),
        };
        if self.submit(command) {
            let what = What::Note { body, undone: false };
            self.acked.push(Acked { contact, what });
        }
    }

    fn text_here(&mut self) {
        let contact = self.person();
        let body = format!(
            "Shall we meet on the {} about {}?",
            self.totals.texts + 1,
            self.word("home")
        );
        let draft = Draft {
            contact: contact.as_str().into(),
            channel: Channel::Sms,
            subject: None,
            body: body.clone(),
        };
        let not_before = self
            .chance
            .random_bool(0.5)
            .then(|| self.clock.now() + Duration::from_secs(15));
        let key = None;
        if self.submit(Command::Send {
            draft,
            key,
            not_before,
        }) {
            self.totals.texts += 1;
            let what = What::Text { body, undone: false };
            self.acked.push(Acked { contact, what });
        }
    }

    fn undo(&mut self) {
        let lines = self
            .office
            .store()
            .read_blocking(|reader| reader.undo_list(1))
            .unwrap();
        let Some(line) = lines.into_iter().next() else {
            return;
        };
        if !self.submit(Command::Undo { line: None }) {
            return;
        }
        self.note(format!("undone: {}", line.what.shown()));
        // What exactly was undone is the store's business; of everything acked any may be.
        for acked in &mut self.acked {
            match &mut acked.what {
                What::Field { replaced, .. } | What::Tag { replaced, .. } => *replaced = true,
                What::Note { undone, .. } | What::Text { undone, .. } => *undone = true,
            }
        }
    }

    fn decide_a_conflict(&mut self) {
        let open = self
            .office
            .store()
            .read_blocking(leadline::store::Reader::conflicts)
            .unwrap();
        let Some(conflict) = open.into_iter().next() else {
            return;
        };
        let keep = if self.chance.random_bool(0.5) {
            Side::Here
        } else {
            Side::There
        };
        self.totals.conflicts += 1;
        self.note(format!(
            "decide {} of {}: {keep:?}",
            conflict.path, conflict.entity.id
        ));
        if matches!(keep, Side::There) {
            // Decided by the person themselves: what is here goes.
            for acked in &mut self.acked {
                if let What::Field { path, replaced, .. } = &mut acked.what
                    && acked.contact == conflict.entity.id
                    && *path == conflict.path
                {
                    *replaced = true;
                }
            }
        }
        let conflict = conflict.id;
        self.submit(Command::Resolve { conflict, keep });
    }

    fn edit_there(&mut self) {
        let (contact, path) = (self.person(), *FIELDS.choose(&mut self.chance).unwrap());
        let value = self.word("theirs");
        self.crm.edit(&contact, &[(path, json!(value))]);
        self.totals.edits_there += 1;
        self.note(format!("there: {path} of {contact} is {value}"));
        self.theirs.push((contact, path, value));
    }

    fn tag_there(&mut self) {
        let (contact, word) = (self.person(), self.word("label"));
        let Some(person) = self.crm.record(&contact) else {
            return;
        };
        let mut tags = person.fields["tags"].clone();
        tags.as_array_mut().unwrap().push(json!(word));
        self.crm.edit(&contact, &[("tags", tags)]);
        self.totals.edits_there += 1;
        self.note(format!("there: tag {word} on {contact}"));
        self.their_tags.push((contact, word));
    }

    fn they_write(&mut self) {
        let contact = self.person();
        let body = ["Yes, Thursday works", "STOP", "How much is it?", "START"]
            .choose(&mut self.chance)
            .unwrap();
        let message =
            json!({"contactId": contact, "messageType": "TYPE_SMS", "direction": "inbound", "body": body});
        self.crm.make(EntityKind::Message, message);
        self.note(format!("{contact} writes {body}"));
        if *body == "STOP" {
            self.said_stop.insert(contact);
        }
    }

    /// A colleague sets do-not-disturb in the web app, or lifts it.
    fn silence_there(&mut self) {
        let contact = self.person();
        let status = if self.chance.random_bool(0.5) {
            "active"
        } else {
            "inactive"
        };
        self.crm
            .edit(&contact, &[("dndSettings.sms", json!({ "status": status }))]);
        self.totals.edits_there += 1;
        self.note(format!("there: silence of {contact} is {status}"));
    }

    /// A colleague deletes somebody in the web app.
    fn delete_there(&mut self) {
        let contact = self.person();
        self.crm.delete(&contact);
        self.note(format!("there: {contact} is deleted"));
    }

    fn move_deal(&mut self) {
        let deal = self.deals.choose(&mut self.chance).unwrap().clone();
        if self.chance.random_bool(0.5) {
            let stage = *STAGES.choose(&mut self.chance).unwrap();
            self.crm.edit(&deal, &[("pipelineStageId", json!(stage))]);
            self.totals.edits_there += 1;
            return self.note(format!("there: {deal} to {stage}"));
        }
        let worth = self.chance.random_range(1..90) * 10_000;
        let changes = vec![("monetaryValue".to_owned(), json!(worth))];
        let opportunity = deal.as_str().into();
        self.submit(Command::EditOpportunity { opportunity, changes });
    }

    fn pull(&mut self) {
        let (resource, _) = *RESOURCES.choose(&mut self.chance).unwrap();
        let more = self.office.pull(&self.crm, resource);
        self.note(format!("pull {resource}{}", if more { ", more" } else { "" }));
    }

    fn push(&mut self) {
        let went = self.office.push(&self.crm);
        match went {
            Went::Killed => self.totals.kills += 1,
            Went::Did(_) => self.totals.pushes += 1,
            Went::Nothing => {}
        }
        self.note(format!("push: {went:?}"));
    }

    /// Nothing goes wrong any more, nobody edits, and conflicts are decided.
    fn come_to_rest(&mut self) {
        self.crm.state().weather = Weather::FAIR;
        self.note("everybody goes home".into());
        for round in 0..ROUNDS {
            self.clock.advance(Duration::from_secs(61));
            self.office.hold();
            for (resource, _) in RESOURCES {
                while self.office.pull(&self.crm, resource) {}
            }
            for contact in self.people.clone() {
                self.office.look_at(&self.crm, &contact);
            }
            while self.office.push(&self.crm) != Went::Nothing {}
            while self.office.look_up(&self.crm) != Went::Nothing {}
            self.decide_a_conflict();
            if round == 2 {
                self.office.sweep(&self.crm);
            }
            let open = self
                .office
                .store()
                .read_blocking(leadline::store::Reader::conflicts)
                .unwrap();
            let waits = self.office.outbox().into_iter().any(|row| {
                matches!(
                    row.state,
                    OutboxState::Queued | OutboxState::Sending | OutboxState::Uncertain
                )
            });
            // Lists must have had the time to show the last of it.
            if !waits && open.is_empty() && round > 2 {
                return;
            }
        }
        let stuck: Vec<String> = self
            .office
            .outbox()
            .iter()
            .filter(|row| !row.state.is_done())
            .map(|row| format!("{} {}", row.intent.word(), row.state.word()))
            .collect();
        self.breaks(format!("it does not come to rest: {stuck:?}"));
    }
}
