//! What an automation may ask about a person. Whoever runs automations answers: the store for the real thing, the past
//! for a dry run, a table for a test. Every answer is as of the moment asked about.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::words::Condition;
use crate::domain::contact::Channel;
use crate::domain::filter::Naming;
use crate::domain::gate;
use crate::domain::gate::hours::Window;
use crate::domain::value::{ContactId, OpportunityId};

/// What is known of people.
pub trait Facts {
    /// Whether a question in the language for choosing people is true for somebody. Never asked about what the run has
    /// seen itself.
    fn holds(&self, who: &ContactId, condition: &Condition, at: Timestamp) -> bool;

    /// Whether it was true when something happened. Whoever hears of it asks before anything comes of it, so what automations did
    /// at that very moment is not so yet; it is a moment [behind](super::moment::BEHIND).
    fn held(&self, who: &ContactId, condition: &Condition, at: Timestamp) -> bool {
        self.holds(who, condition, at)
    }

    /// What a blank is filled with; nothing when it is not known.
    fn blank(&self, who: &ContactId, name: &str, at: Timestamp) -> Option<String>;

    /// The clock they live by.
    fn zone(&self, who: &ContactId) -> TimeZone;

    /// Every clock they may live by, with the hours in which they may be written to.
    fn windows(&self, who: &ContactId, kind: gate::Kind) -> Vec<(TimeZone, Window)>;

    /// What stands against writing to them on a channel whatever the hour: an opt-out, do-not-disturb, no permission.
    fn bar(&self, who: &ContactId, channel: Channel, at: Timestamp) -> Option<String>;

    /// Whether a tag of theirs, or of somebody of their household, keeps everything automatic away.
    fn kept_away(&self, _who: &ContactId, _at: Timestamp) -> bool {
        false
    }

    /// Whether one did when something happened, before anything came of it.
    fn was_kept_away(&self, who: &ContactId, at: Timestamp) -> bool {
        self.kept_away(who, at)
    }

    /// Who stands for everybody who decides together with them; themselves when they decide alone.
    fn household(&self, who: &ContactId) -> ContactId {
        who.clone()
    }

    /// Whether they are written to in Spanish.
    fn spanish(&self, _who: &ContactId) -> bool {
        false
    }

    /// Their open deal.
    fn deal(&self, _who: &ContactId) -> Option<OpportunityId> {
        None
    }

    /// The id of a stage or a colleague by name; `owner`, `lead` and `next` are colleagues as seen from this person.
    fn named(&self, _who: &ContactId, _naming: Naming, _name: &str) -> Option<String> {
        None
    }
}
