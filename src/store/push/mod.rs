//! What is to be pushed: the queue, and what holds it back. Which call of the CRM a row becomes is not known here. To add a
//! reason that holds rows back: a file here that [`outbox`] asks at each claim.

pub(in crate::store) mod absent;
pub(in crate::store) mod doubt;
pub(in crate::store) mod outbox;
