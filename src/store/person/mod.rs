//! People as screens ask for them: the windowed list and everything about one, who is named in a text, saved lists, counts
//! that are kept, everybody in memory for typing, what comes next with somebody, and what is remembered. It must not write what a screen did not ask for; rows of one table are in `rows`. To add a column to the
//! lists: the row of [`people`] and its projection in `rows::project`.

pub(in crate::store) mod deals;
pub(in crate::store) mod lists;
pub(in crate::store) mod memory;
pub(in crate::store) mod named;
pub(in crate::store) mod next;
pub(in crate::store) mod people;
pub(in crate::store) mod roster;
pub(in crate::store) mod tally;
