//! The outside, played: whatever is to be done is written down and answered.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::mem::replace;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::report::{Seen, What};
use super::{Message, Planned, Playing, Simulation, Wake};
use crate::automation::action::{Effect, Task};
use crate::automation::arbiter::{self, Limit, Verdict, Wish, fingerprint};
use crate::automation::definition::Late;
use crate::automation::event::{Event, EventKind};
use crate::automation::machine::{Answer, Input, Output, State, Waiting, World};
use crate::automation::moment::BEHIND;
use crate::automation::share::mixed;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::plan::Deed;
use crate::domain::value::ContactId;

impl Simulation<'_> {
    /// Gives a run one input, and does what comes of it until nothing does.
    pub(super) fn feed(&mut self, at: usize, input: Input) {
        let mut inputs = Vec::new();
        let mut next = Some(input);
        while let Some(input) = next {
            let Playing { run, program, who } = &mut self.runs[at];
            let world = World {
                now: self.now,
                zone: Cow::Borrowed(&who.zone),
                facts: self.facts,
            };
            let outputs = run.handle(&self.programs[*program], input, &world);
            for output in outputs {
                inputs.extend(self.perform(at, output));
            }
            next = inputs.pop();
        }
    }

    /// Does what a run that was inside already had planned, unless it has gone on since.
    pub(super) fn go_on(&mut self, at: usize) {
        let Some((
            key,
            Planned {
                step,
                effect,
                at: since,
            },
        )) = self.pending.remove(&at)
        else {
            return;
        };
        let run = &self.runs[at].run;
        let waits = matches!(&run.waiting, Waiting::Answer { key: waited } if *waited == key);
        if !waits || run.state != State::Running {
            return;
        }
        if let Some(input) = self.effect(at, key.clone(), step, effect) {
            self.feed(at, input);
        }
        // A message that was held before has waited since then.
        let waiting = self.waiting.get_mut(&self.runs[at].who.household);
        for message in waiting.into_iter().flatten().filter(|message| message.key == key) {
            message.wanted = since;
        }
    }

    /// Does one thing; what comes back at once is the run's next input.
    fn perform(&mut self, at: usize, output: Output) -> Option<Input> {
        let program = self.runs[at].program;
        let who = self.runs[at].run.contact.clone();
        match output {
            Output::Do { key, step, effect } => return self.effect(at, key, step, effect),
            Output::Wake { timer } => {
                self.wake(timer.due.max(self.now), at, |_| Wake::Timer(at, timer.serial));
            }
            Output::AskPerson { step, why } => self.note(program, &who, &step, What::Asked, &why),
            Output::TakeBack { key, why } => {
                if let Some(waiting) = self.waiting.get_mut(&self.runs[at].who.household) {
                    waiting.retain(|message| message.key != key);
                }
                self.note(program, &who, "", What::Refused, &why);
            }
            Output::LeftOut { step, why } => self.note(program, &who, &step, What::LeftOut, &why),
            Output::Paused { why } => self.note(program, &who, "", What::Paused, &why),
            Output::Resumed => {}
            Output::Ended { why } => {
                if let Some(runs) = self.of.get_mut(&self.runs[at].who.household) {
                    runs.retain(|run| *run != at);
                }
                if self.programs[program].definition.let_in_after() == Some(why.as_str()) {
                    self.last.remove(&(who.clone(), program));
                }
                self.note(program, &who, "", What::Ended, &why);
                *self.report.counts[program].ends.entry(why).or_default() += 1;
            }
        }
        None
    }

    fn effect(&mut self, at: usize, key: String, step: String, effect: Effect) -> Option<Input> {
        let program = self.runs[at].program;
        let who = self.runs[at].run.contact.clone();
        let leaves = effect.leaves() || self.settings.drafts_leave && effect.message().is_some();
        match effect {
            Effect::Deed {
                deed: Deed::Send(draft) | Deed::Draft(draft),
            } if leaves => return self.want(at, key, step, draft),
            Effect::Deed {
                deed: Deed::Draft(draft),
            } => self.note(program, &who, &step, What::Draft, &draft.body),
            Effect::Ask { task, says } => {
                self.report.counts[program].cents += 1;
                // What Claude would write is not known before it is asked; when it would leave is.
                if let Task::Draft {
                    channel, sends: true, ..
                } = task
                {
                    let draft = Draft {
                        contact: who,
                        channel,
                        subject: None,
                        body: says,
                    };
                    return self.want(at, key, step, draft);
                }
                self.note(program, &who, &step, What::Done, &says);
            }
            effect => {
                self.echo(program, &who, &effect);
                let said = if self.settings.lines {
                    described(&effect)
                } else {
                    String::new()
                };
                self.note(program, &who, &step, What::Done, &said);
            }
        }
        let found = BTreeMap::new();
        Some(Input::Answer(key, Answer::Done { found }))
    }

    /// A message goes to the arbiter, unless something stands against it whatever the hour.
    fn want(&mut self, at: usize, key: String, step: String, draft: Draft) -> Option<Input> {
        let playing = &self.runs[at];
        let who = &playing.run.contact;
        let barred = match self.opted_out.get(who) {
            Some(_) => Some("they want to hear no more".to_owned()),
            None => self.facts.bar(who, draft.channel, self.now),
        };
        if let Some(why) = barred {
            self.note(playing.program, &who.clone(), &step, What::Refused, &why);
            return Some(Input::Answer(key, Answer::Refused { why }));
        }
        let message = Message {
            run: at,
            key,
            step,
            kind: self.programs[playing.program].definition.kind(),
            wanted: self.now,
            due: self.now,
            not_before: self.now,
            text: fingerprint(who, &draft.body),
            mail: draft.channel == Channel::Email,
            body: draft.body,
        };
        let household = playing.who.household.clone();
        self.waiting.entry(household).or_default().push(message);
        // Others may want to write at this very moment; who goes first is decided when all of them have said so.
        self.wake(self.now, at, |who| Wake::Arbitrate(who.household.clone()));
        None
    }

    /// Decides about every message of a household whose moment has come.
    pub(super) fn arbitrate(&mut self, household: &ContactId) {
        let now = self.now;
        let Some(waiting) = self.waiting.get_mut(household) else {
            return;
        };
        let later = waiting
            .extract_if(.., |message| message.not_before > now)
            .collect();
        let ready = replace(waiting, later);
        let mut wishes = Vec::with_capacity(ready.len());
        let mut asked = Vec::with_capacity(ready.len());
        for message in ready {
            let playing = &self.runs[message.run];
            let program = &self.programs[playing.program];
            let world = self.world(&playing.who);
            let past = program.definition.is_past(&message.step, message.wanted, now);
            let barred = playing.run.still_wants(program, &world).err();
            if let Some(why) = barred.or_else(|| past.map(str::to_owned)) {
                self.refuse(message, why);
                continue;
            }
            let limit = program.definition.limit().map(|(most, per)| Limit {
                most,
                per,
                sent: self
                    .wrote
                    .get(&(playing.run.contact.clone(), playing.program))
                    .cloned()
                    .unwrap_or_default(),
            });
            let wish = Wish {
                limit,
                automation: program.definition.id().to_owned(),
                priority: program.definition.priority(),
                kind: message.kind,
                due: message.due,
                text: message.text,
            };
            wishes.push((wish, self.hours(playing)));
            asked.push(message);
        }
        let history = self.histories.entry(household.clone()).or_default();
        let verdicts = arbiter::decide(&wishes, history, now, &self.settings.rules);
        for (message, verdict) in asked.into_iter().zip(verdicts) {
            self.judged(household, message, verdict);
        }
    }

    fn judged(&mut self, household: &ContactId, message: Message, verdict: Verdict) {
        match verdict {
            Verdict::Go => {
                let history = self.histories.entry(household.clone()).or_default();
                history.add(self.now, Some(message.text));
                let playing = &self.runs[message.run];
                let (program, who) = (playing.program, playing.run.contact.clone());
                if self.programs[program].definition.limit().is_some() {
                    let wrote = self.wrote.entry((who.clone(), program)).or_default();
                    wrote.push(self.now);
                }
                let day = Offset::UTC.to_datetime(self.now).date();
                *self.report.counts[program].days.entry(day).or_default() += 1;
                let what = if message.mail { What::Email } else { What::Text };
                self.note(program, &who, &message.step, what, &message.body);
                let found = BTreeMap::new();
                self.feed(message.run, Input::Answer(message.key, Answer::Done { found }));
            }
            Verdict::Refuse { why, .. } => self.refuse(message, why),
            Verdict::Stale { why } => {
                let program = self.runs[message.run].program;
                if self.programs[program].definition.late().0 == Late::Skip {
                    return self.refuse(message, why);
                }
                self.feed(message.run, Input::Answer(message.key, Answer::Late { why }));
            }
            Verdict::Hold { until, rule, why } => {
                let quiet = rule == "quiet_hours";
                self.hold(household, message, until, quiet, What::Held, why);
            }
            Verdict::Lost { until, why, .. } => {
                self.hold(household, message, until, false, What::Collided, why);
            }
        }
    }

    fn hold(
        &mut self,
        household: &ContactId,
        mut message: Message,
        until: Option<Timestamp>,
        quiet: bool,
        what: What,
        why: String,
    ) {
        let Some(until) = until else {
            self.refuse(message, why);
            return;
        };
        let playing = &self.runs[message.run];
        let definition = &self.programs[playing.program].definition;
        let last = definition.may_wait_until(&message.step, message.wanted);
        let (program, who) = (playing.program, playing.run.contact.clone());
        let at = if quiet {
            let chance = mixed(&[&message.key]);
            self.mornings
                .place((self.now, playing.who.order), (until, last), chance)
        } else {
            Some(until).filter(|until| *until <= last)
        };
        let Some(at) = at else {
            let why = format!("{why}, and it could not wait so long; it is left out");
            self.refuse(message, why);
            return;
        };
        self.note(program, &who, &message.step, what, &why);
        message.not_before = at;
        // Late is what is later than it was to be, and it is to be then.
        message.due = at;
        self.wake(at, message.run, |who| Wake::Arbitrate(who.household.clone()));
        self.waiting.entry(household.clone()).or_default().push(message);
    }

    fn refuse(&mut self, message: Message, why: String) {
        let playing = &self.runs[message.run];
        let (program, who) = (playing.program, playing.run.contact.clone());
        self.note(program, &who, &message.step, What::Refused, &why);
        self.feed(message.run, Input::Answer(message.key, Answer::Refused { why }));
    }

    /// What an effect brings about that automations listen to.
    fn echo(&mut self, program: usize, who: &ContactId, effect: &Effect) {
        let by = self.report.counts[program].automation.clone();
        let at = self.now.saturating_add(BEHIND).unwrap_or(self.now);
        let mut echo = |kind: EventKind| {
            self.echoes.push_back(Event {
                contact: who.clone(),
                at,
                kind,
            });
        };
        match effect {
            Effect::Start { automation } => echo(EventKind::Started {
                automation: automation.clone(),
            }),
            Effect::Stop { automation } => echo(EventKind::Stopped {
                automation: automation.clone(),
                by: Some(by),
            }),
            Effect::Deed {
                deed: Deed::Tags { add, remove, .. },
            } => {
                add.iter()
                    .cloned()
                    .for_each(|tag| echo(EventKind::TagAdded { tag }));
                remove
                    .iter()
                    .cloned()
                    .for_each(|tag| echo(EventKind::TagRemoved { tag }));
            }
            Effect::Deed {
                deed: Deed::Stage { stage, .. },
            } => echo(EventKind::Stage {
                from: String::new(),
                to: stage.to_string(),
                contract: false,
            }),
            _ => {}
        }
    }

    pub(super) fn note(&mut self, program: usize, who: &ContactId, step: &str, what: What, why: &str) {
        *self.report.counts[program].happened.entry(what).or_default() += 1;
        if let Some(witness) = &mut self.witness {
            witness(Seen {
                at: self.now,
                contact: who,
                program,
                what,
                why,
            });
        }
        if self.settings.lines {
            self.report.lines.push(super::Line {
                at: self.now,
                contact: who.clone(),
                automation: self.report.counts[program].automation.clone(),
                step: step.to_owned(),
                what,
                why: why.to_owned(),
            });
        }
    }
}

/// An effect in a few words.
fn described(effect: &Effect) -> String {
    match effect {
        Effect::Deed { deed } => {
            let words = deed.wording().unwrap_or_default();
            format!("{} {words}", deed.word()).trim_end().to_owned()
        }
        Effect::Notify { who, says } => format!("tell {who}: {says}"),
        Effect::Enrol { workflow } => format!("enrol in {workflow}"),
        Effect::Start { automation } => format!("start {automation}"),
        Effect::Stop { automation } => format!("stop {}", automation.as_deref().unwrap_or("all others")),
        Effect::Webhook { address, .. } => format!("tell {address}"),
        Effect::Ask { says, .. } => says.clone(),
    }
}
