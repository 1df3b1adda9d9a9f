//! What a run does next, worked out from the file as it is and kept by nobody yet: an input, the machine's answer to it, and
//! the step that keeps both together with what is to be done.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;

use super::enrol;
use super::facts::Known;
use crate::automation::action::{Effect, NEXT, colleague};
use crate::automation::event::Event;
use crate::automation::facts::Facts;
use crate::automation::machine::{Answer, Entry, Input, Output, Program, Run, State, Waiting, World, enters};
use crate::automation::share::mixed;
use crate::domain::automation::{Arm, Entering, KEPT_AWAY};
use crate::domain::command::{AutomationCommand, Command, Did, RunLine, RunStep, Telling};
use crate::domain::plan::Deed;
use crate::domain::value::{ContactId, UserId};
use crate::store::{RunRow, StoreError};

/// What one question to Claude is reckoned at, in cents.
const ASKED_CENTS: u32 = 1;

/// A run that is stepped.
#[derive(Clone)]
pub(super) struct Stepping<'a> {
    pub program: Arc<Program>,
    pub row: RunRow,
    pub run: Run,
    pub known: &'a Known<'a>,
    pub now: Timestamp,
}

impl<'a> Stepping<'a> {
    /// Takes up a run where it is.
    pub(super) fn of(
        row: RunRow,
        program: Arc<Program>,
        known: &'a Known<'a>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let mut run: Run = serde_json::from_str(&row.state)?;
        // They may be known under another id by now.
        run.contact = row.contact.clone();
        Ok(Self {
            program,
            row,
            run,
            known,
            now,
        })
    }

    /// Who they are and when it is, for the machine.
    pub(super) fn world(&self) -> World<'_> {
        World {
            now: self.now,
            zone: Cow::Owned(self.known.zone(&self.run.contact)),
            facts: self.known,
        }
    }

    /// What rings in it now, when something does.
    pub(super) fn rings(&self) -> Option<Input> {
        match (&self.run.state, &self.run.waiting) {
            (State::Paused { .. }, _) => self.run.pause_timer().map(Input::Due),
            (State::Running, Waiting::Timer { timer, .. }) => Some(Input::Due(timer.serial)),
            _ => None,
        }
    }

    /// The key of the effect that it waits for.
    pub(super) fn waits_for(&self) -> Option<&str> {
        match (&self.run.state, &self.run.waiting) {
            (State::Running, Waiting::Answer { key }) => Some(key),
            _ => None,
        }
    }

    /// The step that an input comes to; nothing when it changes nothing. `first` are lines that stand in front.
    pub(super) fn step(
        mut self,
        input: Input,
        upto: i64,
        mut first: Vec<RunLine>,
    ) -> Result<Option<RunStep>, StoreError> {
        let before = self.run.clone();
        let program = Arc::clone(&self.program);
        let world = World {
            now: self.now,
            zone: Cow::Owned(self.known.zone(&self.run.contact)),
            facts: self.known,
        };
        let outputs = self.run.handle(&program, input, &world);
        if outputs.is_empty() && first.is_empty() && self.run == before {
            return Ok(None);
        }
        if let Some(was) = before
            .told("starts")
            .filter(|was| self.run.told("starts") != Some(was))
        {
            first.extend(laid_for(self.known, &self.row.id, was)?);
        }
        let due = due(&self.run, &outputs, self.row.due, self.now);
        let mut step = RunStep {
            run: self.row.id.clone(),
            rev: self.row.rev,
            enters: None,
            state: serde_json::to_string(&self.run)?,
            waits: waits(&self.run),
            due,
            ended: ended(&self.run),
            upto: upto.max(self.row.upto),
            lines: first,
        };
        for output in outputs {
            step.lines.extend(line(output, &self.run, self.known, self.now)?);
        }
        Ok(Some(step))
    }

    /// The step that puts the effect it waits for off until a moment.
    pub(super) fn put_off(self, held: RunLine, until: Timestamp) -> RunStep {
        RunStep {
            run: self.row.id,
            rev: self.row.rev,
            enters: None,
            state: self.row.state,
            waits: waits(&self.run),
            due: Some(until),
            ended: None,
            upto: self.row.upto,
            lines: vec![held],
        }
    }
}

/// Lines that take away again what was laid ready and names a moment at which the appointment is not any more. What somebody has
/// changed since stays theirs.
fn laid_for(known: &Known<'_>, run: &str, was: &str) -> Result<Vec<RunLine>, StoreError> {
    let names = |effect: &str| {
        let effect: Option<Effect> = serde_json::from_str(effect).ok();
        matches!(effect, Some(Effect::Deed { deed: Deed::Draft(draft) }) if draft.body.contains(was))
    };
    let tries = known.reader.run_tries(run)?.into_iter();
    let laid =
        tries.filter(|one| one.result.as_deref() == Some("done") && one.effect.as_deref().is_some_and(names));
    let why = "the appointment was moved";
    Ok(laid
        .filter_map(|one| Some(settled(&one.key?, &one.step, Did::TakenBack(why.to_owned()))))
        .collect())
}

/// The first step of somebody whom an event puts in; nothing when it does not. `cause` is what it is known by, `upto` the last
/// fact that is in it.
pub(super) fn entering(
    (program, version): (&Arc<Program>, u32),
    event: &Event,
    (cause, upto): (&str, i64),
    known: &Known<'_>,
    now: Timestamp,
) -> Result<Option<RunStep>, StoreError> {
    let definition = &program.definition;
    let after = definition.let_in_after();
    let last = known
        .reader
        .last_entered(definition.id(), &event.contact, after)?;
    let world = World {
        now,
        zone: Cow::Owned(known.zone(&event.contact)),
        facts: known,
    };
    let arm = match enters(program, event, last, &world) {
        Entry::In => Arm::In,
        Entry::HeldOut => Arm::HeldOut,
        Entry::KeptAway => Arm::KeptAway,
        Entry::No | Entry::TooSoon | Entry::NotThem => return Ok(None),
    };
    let contact = event.contact.clone();
    let id = mixed(&[definition.id(), cause, contact.as_str()]);
    let mut run = Run::new(
        format!("{}-{id:016x}", definition.id()),
        definition,
        contact.clone(),
        now,
    );
    run.version = version;
    let outputs = match arm {
        Arm::In => run.handle(program, Input::Entered(event.clone()), &world),
        Arm::HeldOut => {
            let why = "left out, to see what it brings".to_owned();
            run.handle(program, Input::End(why), &world)
        }
        Arm::KeptAway => run.handle(program, Input::End(KEPT_AWAY.to_owned()), &world),
    };
    let mut lines = Vec::new();
    for output in &outputs {
        lines.extend(line(output.clone(), &run, known, now)?);
    }
    Ok(Some(RunStep {
        run: run.id.clone(),
        rev: 0,
        enters: Some(Entering {
            automation: definition.id().to_owned(),
            version,
            contact,
            cause: cause.to_owned(),
            arm,
        }),
        state: serde_json::to_string(&run)?,
        waits: waits(&run),
        due: due(&run, &outputs, None, now),
        ended: ended(&run),
        upto,
        lines,
    }))
}

/// What it waits for, in a word.
const fn waits(run: &Run) -> &'static str {
    match (&run.state, &run.waiting) {
        (State::Paused { .. }, _) => "pause",
        (State::Ended { .. }, _) | (_, Waiting::Nothing) => "nothing",
        (_, Waiting::Timer { .. }) => "timer",
        (_, Waiting::Answer { .. }) => "effect",
        (_, Waiting::Person) => "person",
    }
}

fn ended(run: &Run) -> Option<String> {
    match &run.state {
        State::Ended { why } => Some(why.clone()),
        State::Running | State::Paused { .. } => None,
    }
}

/// When it goes on by itself.
fn due(run: &Run, outputs: &[Output], before: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    match (&run.state, &run.waiting) {
        (State::Paused { .. }, _) => {
            let serial = run.pause_timer()?;
            let set = outputs.iter().find_map(|output| match output {
                Output::Wake { timer } if timer.serial == serial => Some(timer.due),
                _ => None,
            });
            set.or(before)
        }
        (State::Running, Waiting::Timer { timer, .. }) => Some(timer.due),
        (State::Running, Waiting::Answer { .. }) => {
            let planned = outputs.iter().any(|output| matches!(output, Output::Do { .. }));
            before.filter(|_| !planned).or(Some(now))
        }
        (State::Ended { .. }, _) | (State::Running, Waiting::Nothing | Waiting::Person) => None,
    }
}

/// What is written down of an output; nothing for a timer, which is kept with the run.
fn line(output: Output, run: &Run, known: &Known<'_>, now: Timestamp) -> Result<Option<RunLine>, StoreError> {
    Ok(match output {
        Output::Do { key, step, effect } => Some(RunLine {
            what: word(&effect),
            key: Some(key),
            effect: Some(serde_json::to_string(&effect)?),
            did: Did::Planned,
            cents: if matches!(effect, Effect::Ask { .. }) {
                ASKED_CENTS
            } else {
                0
            },
            facts: Some(known.snapshot(&run.contact, now)?),
            step,
        }),
        Output::Wake { .. } => None,
        Output::AskPerson { step, why } => Some(noted("asks a person", step, why)),
        Output::TakeBack { key, why } => Some(RunLine {
            key: Some(key),
            ..with("effect", String::new(), Did::TakenBack(why))
        }),
        Output::LeftOut { step, why } => Some(noted("left out", step, why)),
        Output::Paused { why } => Some(noted("paused", String::new(), why)),
        Output::Resumed => Some(noted("goes on", String::new(), String::new())),
        Output::Ended { why } => Some(noted("ended", String::new(), why)),
    })
}

/// Effects on other runs are followed by their word.
const fn word(effect: &Effect) -> &'static str {
    match effect {
        Effect::Start { .. } => "start",
        Effect::Stop { .. } => "stop",
        _ => "effect",
    }
}

fn noted(what: &'static str, step: String, why: String) -> RunLine {
    with(what, step, Did::Noted(why))
}

pub(super) fn with(what: &'static str, step: String, did: Did) -> RunLine {
    RunLine {
        step,
        what,
        key: None,
        effect: None,
        did,
        cents: 0,
        facts: None,
    }
}

/// The line that settles the effect of a key.
pub(super) fn settled(key: &str, step: &str, did: Did) -> RunLine {
    RunLine {
        key: Some(key.to_owned()),
        ..with("effect", step.to_owned(), did)
    }
}

/// The same of a message, with the words that left or were laid ready: those that were planned had blanks yet, or there were
/// none before Claude wrote them.
pub(super) fn settled_as(effect: &Effect, key: &str, step: &str, did: Did) -> Result<RunLine, StoreError> {
    let words = effect.message().map(|_| serde_json::to_string(effect));
    Ok(RunLine {
        effect: words.transpose()?,
        ..settled(key, step, did)
    })
}

/// How an effect that is no message is done, or why it is not.
pub(super) fn deed(
    effect: &Effect,
    key: &str,
    contact: &ContactId,
    known: &Known<'_>,
) -> Result<Option<Command>, String> {
    match effect {
        Effect::Deed {
            deed: Deed::Send(draft),
        } => Ok(Some(Command::Send {
            draft: draft.clone(),
            key: Some(key.to_owned()),
            not_before: None,
        })),
        Effect::Deed {
            deed: Deed::Fields { contact, changes },
        } => {
            let mut changes = changes.clone();
            for (path, to) in &mut changes {
                if path == "assignedTo" && to == NEXT {
                    *to = colleague(known, contact, NEXT)?.into();
                }
            }
            let contact = contact.clone();
            Ok(Some(Command::from(&Deed::Fields { contact, changes })))
        }
        Effect::Deed {
            deed: deed @ Deed::Task { .. },
        } => {
            let mut command = Command::from(deed);
            if let Command::AddTask {
                assigned_to: Some(user),
                ..
            } = &mut command
                && user.as_str() == NEXT
            {
                let next = colleague(known, contact, NEXT)?;
                *user = next
                    .ok_or("there is nobody whose turn it could be; nothing was done")?
                    .into();
            }
            Ok(Some(command))
        }
        Effect::Deed { deed } => Ok(Some(Command::from(deed))),
        Effect::Notify { who, says } => Ok(Some(Command::Automation(AutomationCommand::Tell(Telling {
            contact: contact.clone(),
            who: colleague(known, contact, who)?.map(UserId::from),
            turn: who == NEXT,
            says: says.clone(),
        })))),
        Effect::Start { .. } | Effect::Stop { .. } => Ok(None),
        Effect::Enrol { workflow } => enrol::command(known, contact, workflow, key).map(Some),
        Effect::Webhook { .. } | Effect::Ask { .. } => Err("it takes its time and is no deed".to_owned()),
    }
}

/// The line that keeps whose turn it was, where a colleague was given something to do because it was theirs. Of a person who is
/// given away, and of what is told, the file keeps it by itself.
pub(super) fn turn(effect: &Effect, step: &str, did: &Did) -> Option<RunLine> {
    let by_turn = matches!(
        effect,
        Effect::Deed { deed: Deed::Task { assigned_to: Some(user), .. } } if user.as_str() == NEXT
    );
    match did {
        Did::Done(Some(command)) if by_turn => match command.as_ref() {
            Command::AddTask {
                assigned_to: Some(user),
                ..
            } => {
                let had = AutomationCommand::HadTurn { user: user.clone() };
                let did = Did::Done(Some(Box::new(Command::Automation(had))));
                Some(with("turn", step.to_owned(), did))
            }
            _ => None,
        },
        _ => None,
    }
}

/// What is fed back when an effect was done.
pub(super) fn done(key: &str) -> Input {
    let found = std::collections::BTreeMap::new();
    Input::Answer(key.to_owned(), Answer::Done { found })
}

/// What is fed back when it was not.
pub(super) fn refused(key: &str, why: &str) -> Input {
    let why = why.to_owned();
    Input::Answer(key.to_owned(), Answer::Refused { why })
}
