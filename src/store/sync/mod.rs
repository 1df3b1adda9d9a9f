//! What the sync workers write and ask: records and settled rows, who talks to the CRM, whether what is here is still there, and
//! whether it is still the same account. It must not know how a call is made. To add what a worker may write: a
//! `SyncCommand`, and its arm in [`intake`].

pub(in crate::store) mod epoch;
pub(in crate::store) mod intake;
pub(in crate::store) mod lease;
mod settle;
pub(in crate::store) mod sweep;
