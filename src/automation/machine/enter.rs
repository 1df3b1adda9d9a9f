//! Who comes in.

use jiff::Timestamp;

use super::program::Program;
use super::state::World;
use crate::automation::event::{Event, EventKind};
use crate::automation::share::hundredth;

/// Whether somebody comes in by an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// It is not about this automation.
    No,
    /// They come in.
    In,
    /// They would, and are left out to see what it brings.
    HeldOut,
    /// They were in too short a time ago.
    TooSoon,
    /// The question who comes in is not true for them.
    NotThem,
    /// They would, and a tag keeps automations away from them.
    KeptAway,
}

/// Whether an event puts somebody in, who was last put in at `last`.
pub fn enters(program: &Program, event: &Event, last: Option<Timestamp>, world: &World<'_>) -> Entry {
    let definition = &program.definition;
    if !fires(program, &event.kind) {
        return Entry::No;
    }
    let again = |last: Timestamp| definition.again_after().after(last, &world.zone) > event.at;
    if last.is_some_and(again) {
        return Entry::TooSoon;
    }
    let asked = definition.condition("enters", "who");
    if asked.is_some_and(|who| !world.facts.held(&event.contact, who, event.at)) {
        return Entry::NotThem;
    }
    if world.facts.was_kept_away(&event.contact, event.at) {
        return Entry::KeptAway;
    }
    let chance = hundredth(&[definition.id(), "hold out", event.contact.as_str()]);
    if chance < u32::from(definition.hold_out()) {
        return Entry::HeldOut;
    }
    Entry::In
}

/// Whether an event is what puts people in, whoever it is about.
pub fn fires(program: &Program, kind: &EventKind) -> bool {
    let definition = &program.definition;
    match kind {
        // By name, whatever else puts people in.
        EventKind::Started { automation } => automation == definition.id(),
        kind => (definition.trigger.fires)(&definition.enters, kind),
    }
}
