//! Keys that came faster than what they are about. The person types at the speed of their fingers; a record that is read
//! a moment later must not turn the rest of the word into commands.
//!
//! Owns what waits and since when. Must not know what it waits for: the pane in front says so with [`Holds`].

use std::collections::VecDeque;
use std::time::Duration;

use super::{Shell, actions};
use crate::tui::action::Enabled;
use crate::tui::effect::Effects;
use crate::tui::keymap::Step;
use crate::tui::keymap::key::Key;
use crate::tui::msg::{Input, Msg};
use crate::tui::notice::Notice;
use crate::tui::pane::{Holds, Pane};

/// So long keys wait; whatever takes longer is said instead.
const AT_MOST: Duration = Duration::from_secs(2);

/// What waits.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    /// An action that was refused only because what it is about is still on its way.
    action: Option<&'static str>,
    input: VecDeque<Input>,
    since: Duration,
    /// The keys are meant for an overlay that opens above so many.
    above: Option<usize>,
}

impl Ahead {
    fn is_empty(&self) -> bool {
        self.action.is_none() && self.input.is_empty()
    }

    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// When the wait is over at the latest, as time since the start.
    pub(super) fn until(&self) -> Option<Duration> {
        (!self.is_empty()).then(|| self.since + AT_MOST)
    }
}

impl Shell {
    /// Takes a key or a paste in when its turn has come.
    pub(super) fn in_turn(&mut self, input: Input) -> Effects {
        let waits = !self.ahead.is_empty();
        if self.interrupts(&input) {
            self.ahead.forget();
            return self.now(input);
        }
        if waits && matches!(input, Input::Key(Key::ESC)) {
            self.ahead.forget();
            return Effects::none();
        }
        if !waits {
            let holds = self.holds();
            // Whoever leaves what is being read does not wait for it.
            let leaves = holds == Holds::Everything
                && !self.overlays.is_empty()
                && matches!(input, Input::Key(Key::ESC));
            if leaves || !matches!(holds, Holds::Everything | Holds::ForOverlay) {
                return self.now(input);
            }
            self.ahead.above = (holds == Holds::ForOverlay).then_some(self.overlays.len());
            self.ahead.since = self.clock.elapsed();
        }
        self.ahead.input.push_back(input);
        Effects::unchanged()
    }

    /// Remembers an action that is refused now, when that may be another in a moment.
    pub(super) fn waits_for_its_record(&mut self, id: &'static str) -> bool {
        let waits = self.holds() == Holds::Refused;
        if waits {
            self.ahead.action = Some(id);
            self.ahead.since = self.clock.elapsed();
        }
        waits
    }

    /// Does what has waited, as far as nothing is on its way any more.
    pub(super) fn catch_up(&mut self) -> Effects {
        let mut effects = Effects::unchanged();
        while !self.ahead.is_empty() {
            let held = match (self.holds(), self.ahead.action) {
                (Holds::Everything | Holds::ForOverlay, _) => true,
                (Holds::Refused, Some(id)) => self.enabled(id) != Enabled::Yes,
                _ => false,
            };
            if held && !self.is_late() {
                break;
            }
            if held {
                self.ahead.forget();
                self.say(Notice::warn(
                    "reading takes long: your last keys did nothing, press them again",
                ));
                return effects.and(Effects::none());
            }
            if self
                .ahead
                .above
                .take()
                .is_some_and(|above| self.overlays.len() <= above)
            {
                // It did not open, and whoever was asked has said why.
                self.ahead.forget();
            } else if let Some(id) = self.ahead.action.take() {
                effects = effects.and(self.start(id));
            } else if let Some(input) = self.ahead.input.pop_front() {
                effects = effects.and(self.now(input));
            }
        }
        effects
    }

    fn interrupts(&self, input: &Input) -> bool {
        let Input::Key(key) = input else { return false };
        let step = self.world.keymap.resolve(&[actions::ALWAYS.id], &[*key]);
        matches!(step, Step::Run(spec) if spec.id == actions::INTERRUPT)
    }

    fn is_late(&self) -> bool {
        self.ahead
            .until()
            .is_some_and(|until| until <= self.clock.elapsed())
    }

    fn now(&mut self, input: Input) -> Effects {
        match input {
            Input::Key(key) => self.key(key),
            other => self.with_top(|pane, cx| pane.update(&mut Msg::Input(other), cx)),
        }
    }

    fn holds(&self) -> Holds {
        self.in_front().map_or(Holds::Nothing, Pane::holds)
    }
}
