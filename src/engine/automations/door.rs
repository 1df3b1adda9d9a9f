//! A message of an automation on its way out: the questions are asked again, the arbiter decides between those who want to
//! write to one household, and what may go passes the gate like everything.

use jiff::Timestamp;

use super::facts::Known;
use super::plan::{Stepping, refused, settled};
use crate::automation::action::Effect;
use crate::automation::arbiter::{History, Limit, Spill, Verdict, Wish, decide, fingerprint, own_hours};
use crate::automation::definition::Late;
use crate::automation::facts::Facts;
use crate::automation::machine::{Answer, Input};
use crate::automation::share::mixed;
use crate::domain::command::{Did, RunStep};
use crate::domain::conversation::Draft;
use crate::domain::gate;
use crate::domain::plan::Deed;
use crate::store::{PendingEffect, StoreError};

/// A message that wants to leave.
pub(super) struct Leaving<'a> {
    pub stepping: Stepping<'a>,
    pub key: String,
    pub pending: PendingEffect,
    pub draft: Draft,
}

/// The message in an effect, when it is one that leaves by itself.
pub(super) fn leaving(effect: &Effect) -> Option<Draft> {
    match effect {
        Effect::Deed {
            deed: Deed::Send(draft),
        } => Some(draft.clone()),
        _ => None,
    }
}

/// Decides about every message that wants to leave to one household now; the answers stand in their order.
pub(super) fn arbitrate(
    messages: &[Leaving<'_>],
    known: &Known<'_>,
    now: Timestamp,
) -> Result<Vec<Result<Verdict, String>>, StoreError> {
    let mut wishes = Vec::new();
    let mut asked = Vec::new();
    let mut history = History::default();
    let mut said: Vec<Option<String>> = Vec::with_capacity(messages.len());
    for message in messages {
        let definition = &message.stepping.program.definition;
        let kind = definition.kind();
        let request = known.reader.automated(&message.draft, kind, now, known.role)?;
        let barred = message
            .stepping
            .run
            .still_wants(&message.stepping.program, &message.stepping.world())
            .err()
            .or_else(|| {
                let past = definition.is_past(&message.pending.step, message.pending.at, now);
                past.map(str::to_owned)
            })
            .or_else(|| match gate::decide(&request, known.rules).outcome {
                gate::Outcome::Refuse { reason, .. } => Some(reason),
                _ => None,
            });
        if barred.is_some() {
            said.push(barred);
            continue;
        }
        if wishes.is_empty() {
            for sent in request.sent.iter().filter(|sent| sent.automatic) {
                history.add(sent.at, None);
            }
        }
        let who = &message.draft.contact;
        for text in &request.texts {
            history.has(fingerprint(who, &text.body));
        }
        let own = own_hours(definition);
        let windows = known.windows(who, kind).into_iter();
        let any = known.rules.hours == gate::Hours::Any;
        let windows = windows.map(|(zone, window)| (zone, if any { window } else { window.and(own) }));
        let limit = match definition.limit() {
            Some((most, per)) => Some(Limit {
                most,
                per,
                sent: known.reader.sent_by(
                    definition.id(),
                    who,
                    now.saturating_sub(per.about()).unwrap_or(now),
                )?,
            }),
            None => None,
        };
        let wish = Wish {
            limit,
            automation: definition.id().to_owned(),
            priority: definition.priority(),
            kind,
            due: message.stepping.row.due.unwrap_or(now),
            text: fingerprint(who, &message.draft.body),
        };
        wishes.push((wish, windows.collect::<Vec<_>>()));
        asked.push(said.len());
        said.push(None);
    }
    let mut verdicts = decide(&wishes, &history, now, known.rules).into_iter();
    let answers = said.into_iter().map(|barred| match barred {
        Some(why) => Err(why),
        None => Ok(verdicts.next().unwrap_or(Verdict::Refuse {
            rule: "undecided",
            why: "nobody decided about it".to_owned(),
        })),
    });
    Ok(answers.collect())
}

/// A message that cannot be written yet waits until a moment, as long as it may.
pub(super) fn held(
    stepping: Stepping<'_>,
    (key, pending): (String, PendingEffect),
    until: Timestamp,
    why: String,
) -> Result<Option<RunStep>, StoreError> {
    let waits = stepping
        .program
        .definition
        .may_wait(&pending.step, pending.at, until);
    if waits {
        let mut line = settled(&key, &pending.step, Did::Held(why));
        line.what = "held";
        return Ok(Some(stepping.put_off(line, until)));
    }
    let why = format!("{why}, and it could not wait so long; it is left out");
    let line = settled(&key, &pending.step, Did::Refused(why.clone()));
    let upto = stepping.row.upto;
    stepping.step(refused(&key, &why), upto, vec![line])
}

/// What a verdict comes to that does not let it go.
pub(super) fn out(
    message: Leaving<'_>,
    verdict: Result<Verdict, String>,
    spill: &mut Spill,
) -> Result<Option<RunStep>, StoreError> {
    let (until, what, why, quiet) = match verdict {
        Ok(Verdict::Go) => return Ok(None),
        Err(why) | Ok(Verdict::Refuse { why, .. }) => return refuse(message, &why),
        Ok(Verdict::Stale { why }) => return ask(message, why),
        Ok(Verdict::Hold { until, rule, why }) => (until, "held", why, rule == "quiet_hours"),
        Ok(Verdict::Lost { until, why, .. }) => (until, "collided", why, false),
    };
    let Some(until) = until else {
        return refuse(message, &why);
    };
    let definition = &message.stepping.program.definition;
    let last = definition.may_wait_until(&message.pending.step, message.pending.at);
    let until = if quiet {
        spill.forget(message.stepping.now);
        spill.place(until, last, mixed(&[&message.key]))
    } else {
        Some(until).filter(|until| *until <= last)
    };
    let Some(until) = until else {
        return refuse(
            message,
            &format!("{why}, and it could not wait so long; it is left out"),
        );
    };
    let mut line = settled(&message.key, &message.pending.step, Did::Held(why));
    line.what = what;
    Ok(Some(message.stepping.put_off(line, until)))
}

/// What is long past is left out where the automation says so; otherwise a person says whether it still fits.
fn ask(message: Leaving<'_>, why: String) -> Result<Option<RunStep>, StoreError> {
    if message.stepping.program.definition.late().0 == Late::Skip {
        return refuse(message, &why);
    }
    let line = settled(&message.key, &message.pending.step, Did::Refused(why.clone()));
    let upto = message.stepping.row.upto;
    let input = Input::Answer(message.key, Answer::Late { why });
    message.stepping.step(input, upto, vec![line])
}

fn refuse(message: Leaving<'_>, why: &str) -> Result<Option<RunStep>, StoreError> {
    let line = settled(&message.key, &message.pending.step, Did::Refused(why.to_owned()));
    let upto = message.stepping.row.upto;
    message
        .stepping
        .step(refused(&message.key, why), upto, vec![line])
}
