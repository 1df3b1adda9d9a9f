//! Errands: what a step has done outside of this program, and what takes its time. Claude is asked, an address is told.
//!
//! The step is marked as begun before anybody is asked, and what came of it is kept in one commit with what the run does next.
//! Whoever dies in between finds the mark: what was begun is begun once more, and after that it is given up. Nothing here holds
//! up the worker: errands run beside it, a few at a time, and one that the run has not waited for is forgotten.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::end::End;
use super::facts::Known;
use super::keep::{Planned, Refused};
use super::plan::{self, Stepping};
use super::{Automations, claude, webhook};
use crate::automation::action::{Effect, Task};
use crate::automation::facts::Facts as _;
use crate::automation::machine::{Answer, Input, Program};
use crate::automation::share::mixed;
use crate::domain::command::{Command, Did, RunLine, RunStep};
use crate::domain::conversation::Draft;
use crate::domain::plan::Deed;
use crate::store::{CommitError, PendingEffect, RunRow, StoreError};

/// Errands under way at once.
pub(super) const AT_ONCE: usize = 4;
/// No errand takes so long: one that was begun so long ago was cut off.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// So often one is begun without an end before it is given up.
const CUT_OFF: u32 = 2;
/// Before the second try, and at most between two.
const FIRST: SignedDuration = SignedDuration::from_mins(1);
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// The line of the log of one that waits for others.
const QUEUED: &str = "waits its turn";
/// The line of one that is begun.
const ASKED: &str = "asked";
/// The line of one that came to nothing for now.
const LATER: &str = "asked later";

/// One that is under way.
pub(super) struct Begun {
    /// The run as it is while it waits.
    row: RunRow,
    program: Arc<Program>,
    pub(super) key: String,
    pending: PendingEffect,
    pub(super) effect: Effect,
    /// In Spanish, where something is written.
    spanish: bool,
    /// The person, by the CRM's id where there is one.
    remote: String,
    /// How often it came to nothing for now.
    tries: u32,
}

/// Whether an effect is done outside.
pub(super) const fn is_one(effect: &Effect) -> bool {
    matches!(effect, Effect::Ask { .. } | Effect::Webhook { .. })
}

impl Automations {
    /// Has a run wait for its errand, which is begun when there is room.
    pub(super) fn send_off(&self, stepping: Stepping<'_>, key: &str, step: &str) -> Planned {
        let kind = stepping.program.definition.kind();
        let until = stepping.now + LEASE;
        self.mind().errands.insert(stepping.row.id.clone());
        Planned::of(
            stepping.put_off(held(key, step, QUEUED, String::new()), until),
            kind,
        )
    }

    /// Runs whose errands may begin, as many as there is room for.
    pub(super) fn next_errands(&self, room: usize) -> Vec<String> {
        let mut mind = self.mind();
        let next: Vec<String> = mind.errands.iter().take(room).cloned().collect();
        for run in &next {
            mind.errands.remove(run);
        }
        next
    }

    /// Does the errand of a run.
    pub(super) async fn errand(self, run: String) {
        if let Err(error) = self.go_on_errand(&run).await {
            tracing::warn!(error = error.outline(), "an errand waits; it is tried again");
        }
    }

    async fn go_on_errand(&self, run: &str) -> Result<(), CommitError> {
        let Some(begun) = self.begin(run).await? else {
            return Ok(());
        };
        let end = self.outside(&begun).await;
        self.finish(begun, end).await
    }

    /// Asks whoever is to be asked.
    pub(super) async fn outside(&self, begun: &Begun) -> End {
        match &begun.effect {
            Effect::Ask { task, says } => {
                let asked = claude::Asked {
                    contact: &begun.row.contact,
                    key: &begun.key,
                    spanish: begun.spanish,
                    task,
                    says,
                };
                claude::ask(self.runner.as_ref(), asked).await
            }
            Effect::Webhook { address, says } => {
                let telling = webhook::Telling {
                    address,
                    key: &begun.key,
                    automation: &begun.row.automation,
                    version: begun.row.version,
                    step: &begun.pending.step,
                    contact: &begun.remote,
                    says: says.as_deref(),
                };
                webhook::tell(self.courier.as_ref(), telling, self.clock.now()).await
            }
            _ => End::Never("it is not done outside".to_owned()),
        }
    }

    /// Marks the errand of a run as begun; nothing when the run does not wait for one, or nobody may act.
    pub(super) async fn begin(&self, run: &str) -> Result<Option<Begun>, CommitError> {
        if !self.may_act().await? {
            return Ok(None);
        }
        let id = run.to_owned();
        let Some(row) = self.store.read(move |reader| reader.run(&id)).await? else {
            return Ok(None);
        };
        let Ok(program) = self.program(&row.automation, row.version).await? else {
            return Ok(None);
        };
        let (rev, kind, now) = (row.rev, program.definition.kind(), self.clock.now());
        let (step, begun) = match self.ask(move |known| look(row, program, known, now)).await? {
            Look::Nothing => return Ok(None),
            Look::Over(step) => (step, None),
            Look::Begin(mark, begun) => (Some(mark), Some(begun)),
        };
        if let Some(step) = step {
            self.keep(Planned::of(step, kind)).await?;
        }
        let id = run.to_owned();
        let marked = self.store.read(move |reader| reader.run(&id)).await?;
        // Only whoever marked it asks.
        let marked = marked.filter(|marked| marked.rev == rev + 1);
        Ok(begun.zip(marked).map(|(begun, row)| Begun { row, ..*begun }))
    }

    /// Keeps what came of it, with what the run does next.
    pub(super) async fn finish(&self, begun: Begun, end: End) -> Result<(), CommitError> {
        let id = begun.row.id.clone();
        let still = self.store.read(move |reader| reader.run(&id)).await?;
        // Somebody answered, paused or ended it meanwhile: nothing comes of it.
        if still.is_none_or(|row| row.rev != begun.row.rev) || !self.may_act().await? {
            return Ok(());
        }
        let kind = begun.program.definition.kind();
        let now = self.clock.now();
        let (key, step) = (begun.key.clone(), begun.pending.step.clone());
        let row = begun.row.clone();
        let says = match &end {
            End::Done { says, .. } => says.clone(),
            _ => None,
        };
        let found = self.ask(move |known| ended(begun, end, known, now)).await?;
        if let Some(found) = found {
            let refused = Refused { row, key, step };
            self.keep(Planned::doing(found, kind, refused, says)).await?;
        }
        Ok(())
    }
}

/// What there is to be done about the errand of a run.
enum Look {
    /// Nothing: it waits for none.
    Nothing,
    /// It is not begun; the step that says so.
    Over(Option<RunStep>),
    /// It is begun by this step.
    Begin(RunStep, Box<Begun>),
}

fn look(row: RunRow, program: Arc<Program>, known: &Known<'_>, now: Timestamp) -> Result<Look, StoreError> {
    let stepping = Stepping::of(row.clone(), Arc::clone(&program), known, now)?;
    let Some(key) = stepping.waits_for().map(str::to_owned) else {
        return Ok(Look::Nothing);
    };
    let Some(pending) = known.reader.pending_effect(&key)? else {
        return Ok(Look::Nothing);
    };
    let effect: Effect = serde_json::from_str(&pending.effect)?;
    if !is_one(&effect) {
        return Ok(Look::Nothing);
    }
    let wants = stepping.run.still_wants(&program, &stepping.world());
    if let Err(why) = wants {
        return refused(stepping, &key, &pending.step, &why).map(Look::Over);
    }
    let (asked, tries) = asked_before(&stepping, &pending)?;
    let contact = &stepping.run.contact;
    let person = known.person(contact);
    let remote = person.and_then(|person| person.remote_id.clone());
    let begun = Begun {
        remote: remote.unwrap_or_else(|| contact.to_string()),
        spanish: known.spanish(&stepping.run.contact),
        row,
        program,
        key,
        pending,
        effect,
        tries,
    };
    if asked.saturating_sub(tries) >= CUT_OFF {
        let why = "the program ended twice before there was an answer; it is not asked again".to_owned();
        return ended(begun, End::Never(why), known, now).map(Look::Over);
    }
    let mark = held(&begun.key, &begun.pending.step, ASKED, String::new());
    Ok(Look::Begin(stepping.put_off(mark, now + LEASE), Box::new(begun)))
}

/// How often the effect that is waited for was asked for, and how often that came to nothing for now.
fn asked_before(stepping: &Stepping<'_>, pending: &PendingEffect) -> Result<(u32, u32), StoreError> {
    let lines = stepping.known.reader.run_tries(&stepping.row.id)?;
    let of = |what: &str| {
        let same = lines.iter().filter(|line| {
            line.step == pending.step && line.at >= pending.at && line.key.is_none() && line.what == what
        });
        u32::try_from(same.count()).unwrap_or(u32::MAX)
    };
    Ok((of(ASKED), of(LATER)))
}

/// The step that an end comes to.
fn ended(begun: Begun, end: End, known: &Known<'_>, now: Timestamp) -> Result<Option<RunStep>, StoreError> {
    let (key, step) = (begun.key.as_str(), begun.pending.step.as_str());
    let stepping = Stepping::of(begun.row, begun.program, known, now)?;
    let why = match end {
        End::Later(why) => {
            let until = now + wait(begun.tries, key);
            if stepping
                .program
                .definition
                .may_wait(step, begun.pending.at, until)
            {
                return Ok(Some(stepping.put_off(held(key, step, LATER, why), until)));
            }
            why
        }
        End::Never(why) => why,
        end => {
            let (input, line) = done(end, key, step)?;
            return stepping.step(input, 0, vec![line]);
        }
    };
    let Some(end) = instead(&begun.effect, &stepping) else {
        return refused(stepping, key, step, &why);
    };
    let why = format!("{why}; what the step says for that case is taken");
    let noted = plan::with("instead", step.to_owned(), Did::Noted(why));
    let (input, line) = done(end, key, step)?;
    stepping.step(input, 0, vec![noted, line])
}

/// What is fed back of what was done, and what is kept of it.
fn done(end: End, key: &str, step: &str) -> Result<(Input, RunLine), StoreError> {
    let (answer, line) = match end {
        End::Done { found, command, .. } => {
            let found = found.into_iter().collect();
            let laid = match &command {
                Some(Command::KeepDraft { draft }) => Some(Deed::Draft(draft.clone())),
                _ => None,
            };
            let did = Did::Done(command.map(Box::new));
            let line = match laid {
                Some(deed) => plan::settled_as(&Effect::Deed { deed }, key, step, did)?,
                None => plan::settled(key, step, did),
            };
            (Answer::Done { found }, line)
        }
        End::Then(effect) => {
            let line = plan::settled(key, step, Did::Done(None));
            (Answer::Then { effect }, line)
        }
        End::Later(why) | End::Never(why) => {
            let line = plan::settled(key, step, Did::Refused(why.clone()));
            (Answer::Refused { why }, line)
        }
    };
    Ok((Input::Answer(key.to_owned(), answer), line))
}

/// What a step says for the case that nobody could be asked.
fn instead(effect: &Effect, stepping: &Stepping<'_>) -> Option<End> {
    let Effect::Ask { task, .. } = effect else {
        return None;
    };
    match task {
        Task::Draft {
            channel,
            sends,
            otherwise: Some(text),
        } => {
            let draft = Draft {
                contact: stepping.run.contact.clone(),
                channel: *channel,
                subject: None,
                body: text.clone(),
            };
            Some(claude::written(draft, *sends))
        }
        Task::Classify {
            into,
            otherwise: Some(word),
            ..
        } => Some(End::found(into, word)),
        _ => None,
    }
}

fn refused(stepping: Stepping<'_>, key: &str, step: &str, why: &str) -> Result<Option<RunStep>, StoreError> {
    let line = plan::settled(key, step, Did::Refused(why.to_owned()));
    stepping.step(plan::refused(key, why), 0, vec![line])
}

fn held(key: &str, step: &str, what: &'static str, why: String) -> RunLine {
    let mut line = plan::settled(key, step, Did::Held(why));
    line.what = what;
    line
}

/// How long until the next try: twice as long each time, a little different for each, so that they do not come all at once.
fn wait(tries: u32, key: &str) -> SignedDuration {
    let doubled = FIRST
        .checked_mul(1 << tries.min(10))
        .unwrap_or(LONGEST)
        .min(LONGEST);
    let spread = (mixed(&[key]) % 100) as i32;
    doubled + doubled / 400 * spread
}
