//! A definition made ready for stepping: every step has a number, and knows what comes behind it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::automation::check::most_steps;
use crate::automation::definition::{Definition, Step};
use crate::automation::words::Tone;

/// What comes behind a step, and first in each of its cases.
#[derive(Clone, Debug, Default)]
pub(super) struct Ways {
    /// Behind it; nothing at the end.
    pub next: Option<usize>,
    /// First in a case.
    pub branches: Vec<(&'static str, Option<usize>)>,
}

/// A definition made ready.
#[derive(Clone, Debug)]
pub struct Program {
    /// What it was made from.
    pub definition: Arc<Definition>,
    /// Steps without what is in them, in the order of the file.
    pub(super) steps: Vec<Step>,
    pub(super) ways: Vec<Ways>,
    /// Steps a run takes at most.
    pub(super) most: u32,
    /// The voice of its texts, and whether they leave by themselves.
    pub(super) voice: (Tone, bool),
    numbers: HashMap<String, usize>,
}

impl Program {
    /// Makes a definition ready.
    pub fn of(definition: Definition) -> Self {
        let mut program = Self {
            steps: Vec::new(),
            ways: Vec::new(),
            most: most_steps(&definition),
            numbers: HashMap::new(),
            voice: (definition.tone(), definition.sends()),
            definition: Arc::new(definition),
        };
        let definition = Arc::clone(&program.definition);
        program.lay(&definition.steps, None);
        program
    }

    /// Lays down a row of steps of which the last goes on to `after`, and says where the row begins.
    fn lay(&mut self, steps: &[Step], after: Option<usize>) -> Option<usize> {
        let Some((step, rest)) = steps.split_first() else {
            return after;
        };
        let at = self.steps.len();
        self.numbers.insert(step.id.clone(), at);
        self.steps.push(Step {
            branches: Vec::new(),
            ..step.clone()
        });
        self.ways.push(Ways::default());
        // What comes behind is laid first when it is in the file: its number must be known to what is inside.
        let next = self.lay(rest, after);
        let around = step.action.branches == ["each"];
        let back = if around { Some(at) } else { next };
        let branches = step
            .branches
            .iter()
            .map(|(word, inside)| (*word, self.lay(inside, back)))
            .collect();
        self.ways[at] = Ways { next, branches };
        Some(at)
    }

    /// The number of a step.
    pub fn number(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// The step of a number.
    pub fn step(&self, number: usize) -> Option<&Step> {
        self.steps.get(number)
    }

    /// Where a run begins.
    pub(super) fn first(&self) -> Option<usize> {
        (!self.steps.is_empty()).then_some(0)
    }
}
