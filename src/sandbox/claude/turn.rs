//! One request from its bytes to an answer that is ready to go out, whether alone or as part of a batch.

use super::answer::{self, Answer, Occasion};
use super::check::{self, Dropped};
use super::control::{Control, Fault};
use super::error::ApiError;
use super::headers::Caller;
use super::hostile;
use super::prefix::{self, Segment};
use super::request::{MessageRequest, Purpose};
use super::state::Sim;
use super::wire::Head;
use super::{diagnosis, limit};

/// An answer that is ready to go out.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) head: Head,
    pub(super) answer: Answer,
    /// Whether the caller asked for a stream.
    pub(super) stream: bool,
    /// Rate-limit headers.
    pub(super) limits: limit::Headers,
    pub(super) manner: Manner,
}

/// How an answer itself wants to be sent; what the control says about the same goes before it.
#[derive(Debug, Default)]
pub(super) struct Manner {
    /// Where the stream breaks.
    pub(super) fault: Option<Fault>,
    /// Pause before each delta.
    pub(super) delay_ms: Option<u64>,
}

/// Reads, checks, answers and meters one message request.
pub(super) fn take(sim: &Sim, caller: &Caller, control: &Control, body: &[u8]) -> Result<Turn, ApiError> {
    let request = MessageRequest::parse(body, caller, Purpose::Answer)?;
    let (row, dropped) = lay_out(&request, Purpose::Answer, sim)?;
    let serial = sim.next_serial();
    let id = sim.id("msg", serial);
    let occasion = Occasion {
        before: prefix::binding(&row),
        seed: sim.seed,
        id_stem: sim.id("t", serial).split_off(2),
        now: sim.clock.now(),
    };
    let (answer, manner) = speak(sim, control, &request, &occasion)?;
    let now = (sim.clock.elapsed(), sim.clock.now());
    let meters = sim.cache.meter(&request, &row, now.0);
    let counted = prefix::total(&row) - meters.read;
    let limits = sim
        .limits
        .take(request.model.id, counted, answer.output_tokens, now)?;
    let tells = request.betas.has("thinking-binding-controls");
    let head = Head {
        diagnostics: sim
            .diagnoses
            .compare(&diagnosis::Print::of(&request, &row), &id, &request),
        id,
        model: request.model.id,
        input_usage: meters.usage(&request),
        input_transformations: tells.then(|| dropped.iter().map(Dropped::record).collect()),
    };
    Ok(Turn {
        head,
        answer,
        stream: request.stream,
        limits,
        manner,
    })
}

/// The answer: what the control asks for, else what holds the model, else the simulation's own.
fn speak(
    sim: &Sim,
    control: &Control,
    request: &MessageRequest,
    occasion: &Occasion,
) -> Result<(Answer, Manner), ApiError> {
    let answer = match (&control.refusal, &control.answer) {
        (Some(refusal), _) => answer::refuse(refusal.category.as_deref()),
        (None, Some(blocks)) => answer::given(request, occasion, blocks.clone()),
        (None, None) => {
            let held = hostile::chosen(control.hostile.as_deref(), &sim.takeover)
                .map_err(|unknown| ApiError::invalid(unknown.to_string()))?;
            if let Some(behaviour) = held {
                let (answer, fault) = hostile::perform(behaviour, request, occasion);
                // A flood at a person's pace would take minutes.
                let delay_ms = Some(0);
                return Ok((answer, Manner { fault, delay_ms }));
            }
            answer::compose(request, occasion)
        }
    };
    Ok((answer, Manner::default()))
}

/// What `count_tokens` answers.
pub(super) fn count(sim: &Sim, caller: &Caller, body: &[u8]) -> Result<u64, ApiError> {
    let request = MessageRequest::parse(body, caller, Purpose::Count)?;
    let (row, _) = lay_out(&request, Purpose::Count, sim)?;
    Ok(prefix::total(&row))
}

/// Checks a request and lays it out as the model reads it.
fn lay_out(
    request: &MessageRequest,
    purpose: Purpose,
    sim: &Sim,
) -> Result<(Vec<Segment>, Vec<Dropped>), ApiError> {
    let dropped = check::all(request, purpose, sim.seed)?;
    let places: Vec<_> = dropped.iter().map(|dropped| dropped.place).collect();
    Ok((prefix::segments(request, &places), dropped))
}
