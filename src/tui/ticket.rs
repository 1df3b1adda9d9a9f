//! Answers find their way home by ticket. Whoever asks keeps a [`Slot`]; asking again makes earlier answers stale, so
//! the screen can never show what was asked before.

use std::any::Any;
use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

/// Names one question. Never used twice in a run.
pub type Ticket = u64;

/// A sentence that says why there is no answer: what happened, what is safe, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Gives out tickets.
#[derive(Debug, Default)]
pub struct Tickets(Ticket);

impl Tickets {
    /// A ticket nobody has.
    pub fn issue(&mut self) -> Ticket {
        self.0 += 1;
        self.0
    }
}

/// An answer on its way: taken once, by the slot whose ticket it bears.
#[derive(Debug)]
pub struct Loaded {
    ticket: Ticket,
    answer: Option<Box<dyn Any + Send>>,
}

impl Loaded {
    /// The answer to `ticket`.
    pub fn new<A: Send + 'static>(ticket: Ticket, answer: Result<A, Refusal>) -> Self {
        Self {
            ticket,
            answer: Some(Box::new(answer)),
        }
    }

    /// Whether somebody took it; an answer nobody takes was stale.
    pub fn is_taken(&self) -> bool {
        self.answer.is_none()
    }
}

/// Waits for at most one answer of type `A`.
pub struct Slot<A> {
    open: Option<Ticket>,
    answer: PhantomData<fn() -> A>,
}

impl<A: Send + 'static> Slot<A> {
    /// Waits for nothing.
    pub const fn new() -> Self {
        Self {
            open: None,
            answer: PhantomData,
        }
    }

    /// Waits for the answer to a new ticket; earlier ones are stale from now on.
    pub fn open(&mut self, tickets: &mut Tickets) -> Ticket {
        let ticket = tickets.issue();
        self.open = Some(ticket);
        ticket
    }

    /// Whether an answer is awaited.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The ticket whose answer is awaited.
    pub fn ticket(&self) -> Option<Ticket> {
        self.open
    }

    /// Waits no more.
    pub fn close(&mut self) {
        self.open = None;
    }

    /// The answer, if this one is for here.
    pub fn take(&mut self, loaded: &mut Loaded) -> Option<Result<A, Refusal>> {
        if self.open != Some(loaded.ticket) {
            return None;
        }
        let answer = loaded.answer.take()?.downcast::<Result<A, Refusal>>();
        self.open = None;
        // A ticket has one type of answer for life, so the cast holds; if it ever did not, nothing is shown.
        answer.ok().map(|answer| *answer)
    }
}

impl<A: Send + 'static> Default for Slot<A> {
    fn default() -> Self {
        Self::new()
    }
}

/// Waits for any number of answers of type `A`, such as the receipts of a bulk edit.
pub struct Batch<A> {
    open: BTreeSet<Ticket>,
    answer: PhantomData<fn() -> A>,
}

impl<A: Send + 'static> Batch<A> {
    /// Waits for one more.
    pub fn open(&mut self, tickets: &mut Tickets) -> Ticket {
        let ticket = tickets.issue();
        self.open.insert(ticket);
        ticket
    }

    /// How many are awaited.
    pub fn waiting(&self) -> usize {
        self.open.len()
    }

    /// The answer, if this one is for here.
    pub fn take(&mut self, loaded: &mut Loaded) -> Option<Result<A, Refusal>> {
        if !self.open.remove(&loaded.ticket) {
            return None;
        }
        let mut slot = Slot {
            open: Some(loaded.ticket),
            answer: PhantomData,
        };
        slot.take(loaded)
    }
}

impl<A> Default for Batch<A> {
    fn default() -> Self {
        Self {
            open: BTreeSet::new(),
            answer: PhantomData,
        }
    }
}

impl<A> fmt::Debug for Batch<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Batch({} waiting)", self.open.len())
    }
}

impl<A> fmt::Debug for Slot<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Slot({:?})", self.open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stale_answers_are_dropped() {
        let mut tickets = Tickets::default();
        let mut slot = Slot::<u32>::new();
        let first = slot.open(&mut tickets);
        let second = slot.open(&mut tickets);
        let mut late = Loaded::new(first, Ok(1_u32));
        assert_eq!(slot.take(&mut late), None);
        assert!(!late.is_taken());
        let mut fresh = Loaded::new(second, Ok(2_u32));
        assert_eq!(slot.take(&mut fresh), Some(Ok(2)));
        assert!(fresh.is_taken() && !slot.is_open());
        assert_eq!(slot.take(&mut Loaded::new(second, Ok(3_u32))), None);
    }
}
