//! The SQLite file itself: how it is opened and brought up to date, its key, who holds it, whether it is still the one under
//! its name, where its log ends, what made the writer stop, and verified copies of it.
//!
//! Nothing here knows a person, a message or any other record. To add a small value that the program keeps for itself: a name
//! in [`setting`].

pub(in crate::store) mod anchor;
pub mod cipher;
pub(in crate::store) mod copy;
pub(in crate::store) mod hold;
pub(in crate::store) mod identity;
pub(in crate::store) mod moment;
pub(in crate::store) mod place;
pub(in crate::store) mod presence;
pub(in crate::store) mod schema;
pub(in crate::store) mod setting;
pub(in crate::store) mod stop;
pub(in crate::store) mod trace;
