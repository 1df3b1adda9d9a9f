//! Changes that somebody wants and nobody has made yet: a list to pick from, each with what it would do.
//!
//! Owns what a wish can be ([`Deed`]), how it is shown ([`Item`]), and what a yes is bound to ([`Proposal::seal`]): the exact
//! bytes and recipients, so that whatever changes afterwards needs a new yes. Pure: it does nothing and asks nobody. Must
//! not know who wants it: Claude, a rule or a file. To add a kind of wish: a variant of [`Deed`], its arm in each of its
//! methods, and whoever makes it.

mod deed;
mod permit;
mod proposal;
#[cfg(test)]
mod tests;
mod truth;

pub use deed::{Deed, Weight};
pub use permit::{ALWAYS_ASKED, Course, FREELY, Permit, Permits, Say, Whose};
pub use proposal::{Item, ItemState, Plan, Proposal, ProposalChange, Remark, Stand};
pub use truth::Truth;
