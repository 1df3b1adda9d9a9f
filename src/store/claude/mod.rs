//! What is kept of the work with Claude: chats, lists of changes that wait for a yes, what was prepared, how somebody
//! writes, and the money that is held for what is on its way. It must not know what is sent and what that costs. To add something kept: a table in a new migration and a file
//! here.

pub(in crate::store) mod chats;
pub(in crate::store) mod prepared;
pub(in crate::store) mod proposals;
pub(in crate::store) mod spend;
pub(in crate::store) mod style;
