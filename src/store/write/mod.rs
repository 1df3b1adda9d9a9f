//! One command being carried out: facts are made true in the tables and kept in the journal, intents are queued, what was done
//! has a line. It must not know which commands there are and what each decides; `commit` is the door. To add a kind of fact:
//! its arm in [`apply`].

pub(in crate::store) mod apply;
pub(in crate::store) mod bulk;
pub(in crate::store) mod journal;
pub(in crate::store) mod taken_back;
pub(in crate::store) mod work;
