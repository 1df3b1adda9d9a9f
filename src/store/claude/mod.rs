//! What is kept of the work with Claude: chats, lists of changes that wait for a yes, what was prepared, and how somebody
//! writes. It must not know what is sent and what it costs. To add something kept: a table in a new migration and a file
//! here.

pub(in crate::store) mod chats;
pub(in crate::store) mod prepared;
pub(in crate::store) mod proposals;
pub(in crate::store) mod style;
