//! Lets people in: by what happened, and by moments that nobody writes down.

use jiff::Timestamp;

use super::keep::Planned;
use super::{Automations, Live, plan};
use crate::automation::definition::{Definition, Late};
use crate::automation::event::Event;
use crate::store::CommitError;

/// Somebody who may come into an automation by an event.
pub(super) struct Arrival {
    pub one: Live,
    pub event: Event,
    /// They come in once for it.
    pub cause: String,
    /// The fact that it is in.
    pub seq: i64,
}

/// Whether something is not too long ago to put somebody in.
pub(super) fn in_time(definition: &Definition, at: Timestamp, now: Timestamp) -> bool {
    let (policy, grace) = definition.late();
    policy == Late::Fire || now.duration_since(at) <= grace.about()
}

impl Automations {
    /// Lets those in who come in, in one commit.
    pub(super) async fn come_in(&self, arriving: Vec<Arrival>) -> Result<(), CommitError> {
        if arriving.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        let steps = self
            .ask(move |known| {
                let mut steps = Vec::new();
                for Arrival {
                    one,
                    event,
                    cause,
                    seq,
                } in arriving
                {
                    let by = (cause.as_str(), seq);
                    let entering = plan::entering((&one.program, one.version), &event, by, known, now)?;
                    steps.extend(entering.map(|step| Planned::of(step, one.program.definition.kind())));
                }
                Ok(steps)
            })
            .await?;
        self.keep_all(steps).await
    }
}
